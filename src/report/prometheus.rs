//! The audit as a Prometheus text file, for node_exporter's textfile collector.
//!
//! Format: <https://prometheus.io/docs/instrumenting/exposition_formats/>, version 0.0.4. Instants are absolute,
//! so that "how long is left" is computed when it is asked and not when the audit ran.

use std::{
    fmt,
    io::{self, Write},
};

use super::untrusted;
use crate::{
    audit::{
        Audit,
        finding::{Code, Severity},
    },
    registry::{
        Snapshot,
        snapshot::{ConsultationFacts, KeyFacts},
    },
};

/// Writes the whole file.
///
/// # Errors
///
/// What `out` says.
pub fn write<W: Write>(out: &mut W, snapshot: &Snapshot, audit: &Audit) -> io::Result<()> {
    family(out, "plis_audit_timestamp_seconds", "When the audit ran.")?;
    writeln!(out, "plis_audit_timestamp_seconds {}", audit.at.unix())?;
    family(out, "plis_registry_keys", "Keys of the registry.")?;
    writeln!(out, "plis_registry_keys {}", audit.summary.keys)?;
    family(out, "plis_registry_open_consultations", "Consultations that are not closed.")?;
    writeln!(out, "plis_registry_open_consultations {}", audit.summary.consultations)?;

    // Every series is there, at zero too: an alert on one that vanished never fires.
    family(out, "plis_audit_findings", "Findings of the audit, by code and severity.")?;
    for code in Code::ALL {
        for severity in Severity::ALL {
            let count = audit.findings.iter().filter(|f| f.code == code && f.severity == severity).count();
            if count > 0 || may_be(code, severity) {
                let labels = [("code", code.name()), ("severity", severity.name())];
                writeln!(out, "plis_audit_findings{} {count}", Labels(&labels))?;
            }
        }
    }

    let keys = || snapshot.keys.iter().zip(&audit.keys);
    family(out, "plis_key_not_after_timestamp_seconds", "Last instant of a key's certificate.")?;
    for (key, _) in keys() {
        sample(out, "plis_key_not_after_timestamp_seconds", snapshot, key, key.not_after.unix())?;
    }
    family(out, "plis_key_last_proved_timestamp_seconds", "Last time a key was shown to open.")?;
    for (key, _) in keys() {
        if let Some(proved) = key.proved_at {
            sample(out, "plis_key_last_proved_timestamp_seconds", snapshot, key, proved.unix())?;
        }
    }
    family(out, "plis_key_open_consultations", "Consultations that are not closed and need a key.")?;
    for (key, standing) in keys() {
        let needed = i64::from(standing.open_consultations);
        sample(out, "plis_key_open_consultations", snapshot, key, needed)?;
    }
    family(
        out,
        "plis_consultation_deadline_timestamp_seconds",
        "Deadline of a consultation that is not closed.",
    )?;
    for ConsultationFacts { reference, entity, deadline, launched } in &snapshot.consultations {
        let labels = [
            ("reference", &**reference),
            ("entity", snapshot.entity(*entity)),
            ("state", if *launched { "launched" } else { "draft" }),
        ];
        writeln!(out, "plis_consultation_deadline_timestamp_seconds{} {}", Labels(&labels), deadline.unix())?;
    }
    Ok(())
}

/// The severities that a code comes with.
const fn may_be(code: Code, severity: Severity) -> bool {
    match code {
        Code::KeyExpiresBeforeDeadline | Code::EmergencyMissing => matches!(severity, Severity::Critical),
        Code::KeyExpiresSoon
        | Code::KeyNotYetValid
        | Code::PrivateKeyMissing
        | Code::PrivateKeyUnreadable
        | Code::PasswordWrong
        | Code::KeyMismatch
        | Code::KeyWeak => matches!(severity, Severity::Critical | Severity::Warning),
        Code::KeyExpiresUnused | Code::KeySameName | Code::KeyDeletable => matches!(severity, Severity::Info),
        Code::KeyExpiredInUse
        | Code::KeyNotProved
        | Code::EmergencySameAsEntity
        | Code::SinglePoint
        | Code::KeyUsage
        | Code::KeySamePublicKey
        | Code::KeyNotInRegistry => matches!(severity, Severity::Warning),
    }
}

fn family<W: Write>(out: &mut W, name: &str, help: &str) -> io::Result<()> {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge")
}

fn sample<W: Write>(
    out: &mut W,
    name: &str,
    snapshot: &Snapshot,
    key: &KeyFacts,
    value: i64,
) -> io::Result<()> {
    let fingerprint = key.fingerprint.to_string();
    let labels = [
        ("fingerprint", fingerprint.as_str()),
        ("name", &*key.name),
        ("role", key.role.name()),
        ("entity", key.entity.map_or("", |entity| snapshot.entity(entity))),
    ];
    writeln!(out, "{name}{} {value}", Labels(&labels))
}

/// `{name="value",...}`; a value's backslash and quote are escaped, and what acts is made harmless before.
struct Labels<'a>(&'a [(&'a str, &'a str)]);

impl fmt::Display for Labels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "{";
        for (name, value) in self.0 {
            write!(f, "{separator}{name}=\"")?;
            for part in untrusted::harmless(value).split_inclusive(['\\', '"']) {
                let escaped = [('\\', "\\\\"), ('"', "\\\"")];
                match escaped.iter().find_map(|(c, escaped)| Some((part.strip_suffix(*c)?, escaped))) {
                    Some((before, escaped)) => write!(f, "{before}{escaped}")?,
                    None => f.write_str(part)?,
                }
            }
            f.write_str("\"")?;
            separator = ",";
        }
        f.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let labels = Labels(&[("name", "a \"b\" \\ c\ndé"), ("role", "")]).to_string();
        assert_eq!(labels, r#"{name="a \"b\" \\ c\\u{a}dé",role=""}"#);
        let labels = Labels(&[("name", "a\u{1b}[2J\u{202e}b")]).to_string();
        assert_eq!(labels, r#"{name="a\\u{1b}[2J\\u{202e}b"}"#);
    }
}
