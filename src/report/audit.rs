//! The audit `plis.audit/1` as JSON, and its findings as CSV rows.
//!
//! One finding, and one key, stands on one line: a hundred thousand of them do not hold the machine.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{
    array,
    csv::{CsvWriter, Dialect, Field},
    inert,
};
use crate::{
    audit::{
        Audit, Standing,
        finding::{Code, Finding, Severity},
    },
    crypto::{Curve, MlKem},
    registry::{
        OpeningBegun, SetAside, Snapshot,
        snapshot::{ConsultationIndex, FileKept, KeyFacts, KeyIndex},
    },
    time::Timestamp,
};

/// The schema's name.
pub const SCHEMA: &str = "plis.audit/1";

/// The words of findings, in a language.
pub trait Sentences {
    /// What is so.
    fn message(&self, finding: &Finding) -> String;
    /// What to do about it.
    fn remedy(&self, finding: &Finding) -> String;
}

/// An audit, what it judged, and the words to tell it in.
#[derive(Clone, Copy)]
pub struct AuditReport<'a> {
    /// What was judged.
    pub snapshot: &'a Snapshot,
    /// What was found.
    pub audit: &'a Audit,
    /// The words.
    pub sentences: &'a dyn Sentences,
}

impl std::fmt::Debug for AuditReport<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuditReport").field("summary", &self.audit.summary).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names of the report")]
struct ThresholdsRow {
    warn_days: u32,
    crit_days: u32,
    margin_days: u32,
    proof_days: u32,
}

#[derive(Serialize)]
struct SummaryRow {
    keys: u64,
    consultations: u64,
    info: u64,
    warning: u64,
    critical: u64,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    code: Code,
    severity: Severity,
    key: Option<KeyRow<'a>>,
    #[serde(serialize_with = "as_rows")]
    consultations: Named<'a>,
    message: String,
    remedy: String,
}

#[derive(Serialize)]
struct KeyRow<'a> {
    name: &'a str,
    role: &'static str,
    entity: Option<&'a str>,
    subject_cn: Option<&'a str>,
    fingerprint: String,
    not_after: Timestamp,
}

#[derive(Serialize)]
struct StandingRow<'a> {
    #[serde(flatten)]
    key: KeyRow<'a>,
    not_before: Timestamp,
    bits: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    curve: Option<Curve>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kem: Option<MlKem>,
    state: &'static str,
    custody: &'static str,
    days_left: i64,
    open_consultations: u32,
    last_proved_at: Option<Timestamp>,
    deletable: bool,
}

#[derive(Serialize)]
struct DeletedRow<'a> {
    name: &'a str,
    role: &'static str,
    entity: Option<&'a str>,
    fingerprint: String,
    deleted_at: Timestamp,
    until: Timestamp,
    file: &'static str,
}

impl<'a> DeletedRow<'a> {
    fn of(key: &'a SetAside) -> Self {
        Self {
            name: &key.name,
            role: key.role.name(),
            entity: key.entity.as_deref(),
            fingerprint: key.fingerprint.to_string(),
            deleted_at: key.deleted_at,
            until: key.until,
            file: match (key.is_copy, key.is_missing) {
                (false, _) => "none",
                (true, false) => "kept",
                (true, true) => "missing",
            },
        }
    }
}

#[derive(Serialize)]
struct ConsultationRow<'a> {
    reference: &'a str,
    deadline: Timestamp,
}

/// Consultations by their indexes.
struct Named<'a> {
    snapshot: &'a Snapshot,
    indexes: &'a [ConsultationIndex],
}

fn as_rows<S: Serializer>(named: &Named<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(named.indexes.iter().map(|index| {
        let consultation = named.snapshot.consultation(*index);
        ConsultationRow { reference: &consultation.reference, deadline: consultation.deadline }
    }))
}

impl<'a> AuditReport<'a> {
    /// Writes `plis.audit/1`; which openings have no end is asked for when all else is written.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn write_json<'o, W: Write>(
        self,
        out: &mut W,
        unended: impl FnOnce() -> &'o [OpeningBegun],
    ) -> io::Result<()> {
        let Audit { at, thresholds, summary, .. } = self.audit;
        writeln!(out, "{{")?;
        field(out, "schema", &SCHEMA)?;
        field(out, "at", at)?;
        let thresholds = ThresholdsRow {
            warn_days: thresholds.warn_days,
            crit_days: thresholds.crit_days,
            margin_days: thresholds.margin_days,
            proof_days: thresholds.proof_days,
        };
        field(out, "thresholds", &thresholds)?;
        rows(out, "findings", self.audit.findings.iter().map(|finding| self.finding_row(finding)))?;
        rows(
            out,
            "keys",
            self.snapshot.keys.iter().zip(&self.audit.keys).map(|(key, s)| self.standing(key, s)),
        )?;
        rows(out, "deleted_keys", self.snapshot.set_aside.iter().map(DeletedRow::of))?;
        rows(out, "openings_without_end", unended().iter())?;
        let summary = SummaryRow {
            keys: summary.keys,
            consultations: summary.consultations,
            info: summary.info,
            warning: summary.warning,
            critical: summary.critical,
        };
        write!(out, "  \"summary\": ")?;
        inert::to_writer(&mut *out, &summary)?;
        writeln!(out, "\n}}")
    }

    /// One finding as `plis.audit/1` writes it: what the report of an opening holds in `findings`.
    pub fn finding(self, finding: &Finding) -> serde_json::Value {
        // Names and texts always become JSON.
        serde_json::to_value(self.finding_row(finding)).unwrap_or_default()
    }

    /// Writes the findings of some severities as CSV, one a row.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn write_csv<W: Write>(
        self,
        out: W,
        dialect: Dialect,
        shown: impl Fn(&Finding) -> bool,
    ) -> io::Result<()> {
        let headings = [
            "code",
            "severity",
            "key",
            "role",
            "entity",
            "subject_cn",
            "fingerprint",
            "not_after",
            "consultations",
            "deadline",
            "message",
            "remedy",
        ];
        let mut csv = CsvWriter::new(out, dialect, &headings)?;
        for finding in self.audit.findings.iter().filter(|finding| shown(finding)) {
            let key = finding.key.map(|index| self.key_row(index));
            let consultations: Vec<_> =
                finding.consultations.iter().map(|index| self.snapshot.consultation(*index)).collect();
            let references: Vec<_> = consultations.iter().map(|c| &*c.reference).collect();
            let deadline = consultations.iter().map(|c| c.deadline).min();
            csv.row(&[
                finding.code.name().into(),
                finding.severity.name().into(),
                key.as_ref().map(|key| key.name).into(),
                key.as_ref().map(|key| key.role).into(),
                key.as_ref().and_then(|key| key.entity).into(),
                key.as_ref().and_then(|key| key.subject_cn).into(),
                key.as_ref().map(|key| key.fingerprint.clone()).into(),
                key.as_ref().map(|key| key.not_after.to_string()).into(),
                Field::Text(references.join(", ")),
                deadline.map(|deadline| deadline.to_string()).into(),
                self.sentences.message(finding).into(),
                self.sentences.remedy(finding).into(),
            ])?;
        }
        csv.finish()
    }

    fn finding_row(self, finding: &'a Finding) -> FindingRow<'a> {
        FindingRow {
            code: finding.code,
            severity: finding.severity,
            key: finding.key.map(|index| self.key_row(index)),
            consultations: Named { snapshot: self.snapshot, indexes: &finding.consultations },
            message: self.sentences.message(finding),
            remedy: self.sentences.remedy(finding),
        }
    }

    fn key_row(self, index: KeyIndex) -> KeyRow<'a> {
        key_row(self.snapshot, self.snapshot.key(index))
    }

    fn standing(self, key: &'a KeyFacts, standing: &Standing) -> StandingRow<'a> {
        StandingRow {
            key: key_row(self.snapshot, key),
            not_before: key.not_before,
            bits: key.bits,
            curve: key.curve(),
            kem: key.kem(),
            state: if key.retired { "retired" } else { "active" },
            custody: match &key.file.kept {
                FileKept::Copy => "copy",
                kept if kept.is_stored() => "windows-store",
                FileKept::Reference(_) => "reference",
                FileKept::Certificate => "certificate",
            },
            days_left: standing.days_left,
            open_consultations: standing.open_consultations,
            last_proved_at: key.proved_at,
            deletable: standing.deletable,
        }
    }
}

fn key_row<'a>(snapshot: &'a Snapshot, key: &'a KeyFacts) -> KeyRow<'a> {
    KeyRow {
        name: &key.name,
        role: key.role.name(),
        entity: key.entity.map(|entity| snapshot.entity(entity)),
        subject_cn: key.subject_cn.as_deref(),
        fingerprint: key.fingerprint.to_string(),
        not_after: key.not_after,
    }
}

fn field<W: Write>(out: &mut W, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "  \"{name}\": ")?;
    inert::to_writer(&mut *out, value)?;
    writeln!(out, ",")
}

fn rows<W: Write, T: Serialize>(out: &mut W, name: &str, rows: impl Iterator<Item = T>) -> io::Result<()> {
    write!(out, "  \"{name}\": ")?;
    array::write(out, 4, rows.map(Ok), |out, row| Ok(inert::to_writer(out, &row)?))?;
    writeln!(out, ",")
}
