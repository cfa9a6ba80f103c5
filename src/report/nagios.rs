//! The audit as a Nagios plugin says it: one line, a state, performance data.
//!
//! Monitoring Plugins Development Guidelines, sections 2.1 (plugin output) and 2.6 (performance data).

use std::io::{self, Write};

use crate::{
    audit::{Audit, finding::Severity},
    report::untrusted,
};

/// The states of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing to say.
    Ok,
    /// Warnings.
    Warning,
    /// Critical findings.
    Critical,
    /// The audit itself did not work.
    Unknown,
}

impl State {
    /// The state of a severity.
    pub const fn of(severity: Option<Severity>) -> Self {
        match severity {
            None => Self::Ok,
            Some(Severity::Info | Severity::Warning) => Self::Warning,
            Some(Severity::Critical) => Self::Critical,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// Writes the line: state, a text in any language, and what a graph is drawn from.
///
/// # Errors
///
/// What `out` says.
pub fn write<W: Write>(out: &mut W, state: State, text: &str, audit: Option<&Audit>) -> io::Result<()> {
    write!(out, "PLIS {} - {}", state.name(), one_line(text))?;
    if let Some(audit) = audit {
        let summary = &audit.summary;
        write!(
            out,
            " | critical={};;0;0 warning={};0;;0 info={};;;0 keys={};;;0 consultations={};;;0",
            summary.critical, summary.warning, summary.info, summary.keys, summary.consultations
        )?;
        // Days until the first end of a key that is needed: alarming when below its thresholds ("60:").
        let needed = audit.keys.iter().filter(|standing| standing.open_consultations > 0);
        if let Some(first) = needed.map(|standing| standing.days_left).min() {
            let thresholds = &audit.thresholds;
            write!(out, " days_left={first};{}:;{}:", thresholds.warn_days, thresholds.crit_days)?;
        }
    }
    writeln!(out)
}

/// The bar begins performance data; a line is a line.
fn one_line(text: &str) -> String {
    untrusted::whole(text).replace('|', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit::Thresholds, registry::Snapshot};

    #[test]
    fn one_line_whatever_is_in_a_name() {
        let mut out = Vec::new();
        write(&mut out, State::Unknown, "a | b\nc", None).expect("written");
        assert_eq!(String::from_utf8(out).expect("text"), "PLIS UNKNOWN - a / b\\u{a}c\n");
    }

    #[test]
    fn an_empty_registry_is_in_order() {
        let now = "2026-03-01T09:00:00Z".parse().expect("an instant");
        let audit = crate::audit::audit(&Snapshot::default(), now, &Thresholds::default());
        let mut out = Vec::new();
        write(&mut out, State::of(audit.gravest()), "fine", Some(&audit)).expect("written");
        assert_eq!(
            String::from_utf8(out).expect("text"),
            "PLIS OK - fine | critical=0;;0;0 warning=0;0;;0 info=0;;;0 keys=0;;;0 consultations=0;;;0\n"
        );
    }
}
