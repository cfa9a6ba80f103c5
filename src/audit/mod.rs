//! JUDGEMENT: what threatens an opening, as pure functions of a snapshot and a clock.
//!
//! In reading order: [`audit`] gives every finding; `rule` is about one key and what is tied to it, `group`
//! about several together; [`finding`] is what they say, in facts. Sentences are made where the language is
//! known.
//!
//! A consultation is *open* until it is closed, that is, until nobody needs its keys. A key is *tied* to the open
//! consultations that need it: those it is assigned to, and for an emergency key those of its entity.

#![warn(clippy::missing_errors_doc)]

pub mod finding;
mod group;
mod rule;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::{
    finding::{Code, Finding, Severity},
    rule::Case,
};
use crate::{
    consultation::{Consultation, Fingerprint},
    registry::{
        Snapshot,
        snapshot::{ConsultationFacts, ConsultationIndex, EntityIndex, KeyFacts, KeyIndex, Tie},
    },
    time::{Timestamp, Validity},
};

/// From when on things are said, in days of 86,400 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// A key that ends within so many days is a warning.
    pub warn_days: u32,
    /// A key that ends within so many days is critical.
    pub crit_days: u32,
    /// A key must outlive a deadline by so many days.
    pub margin_days: u32,
    /// A key must have been proved within so many days.
    pub proof_days: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { warn_days: 60, crit_days: 30, margin_days: 15, proof_days: 30 }
    }
}

/// What an audit says of a snapshot.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The instant it judges by.
    pub at: Timestamp,
    /// From when on things are said.
    pub thresholds: Thresholds,
    /// What it found: the gravest first, then by code, then in the order of the keys.
    pub findings: Vec<Finding>,
    /// How each key of the snapshot stands, in the same order.
    pub keys: Vec<Standing>,
    /// Counts.
    pub summary: Summary,
}

/// How a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whole days until its last instant, rounded down; negative once that is past.
    pub days_left: i64,
    /// Open consultations that need it.
    pub open_consultations: u32,
    /// Whether it may be deleted.
    pub deletable: bool,
}

/// Counts of an audit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Keys of the registry.
    pub keys: u64,
    /// Open consultations.
    pub consultations: u64,
    /// Findings that are good to know.
    pub info: u64,
    /// Warnings.
    pub warning: u64,
    /// Critical findings.
    pub critical: u64,
}

impl Audit {
    /// The gravest severity found.
    pub fn gravest(&self) -> Option<Severity> {
        self.findings.first().map(|finding| finding.severity)
    }

    /// What is found of these keys, and of certificates that nobody here has: what an opening tells of itself.
    pub fn concerning<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        keys: &'a [Fingerprint],
    ) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |finding| {
            finding.code == Code::KeyNotInRegistry
                || finding.key.is_some_and(|key| keys.contains(&snapshot.key(key).fingerprint))
        })
    }
}

/// Judges a snapshot at an instant.
pub fn audit(snapshot: &Snapshot, now: Timestamp, thresholds: &Thresholds) -> Audit {
    let judge = Judge { snapshot, now, thresholds };
    let mut findings = Vec::new();
    let mut keys = Vec::with_capacity(snapshot.keys.len());
    let mut rest = snapshot.ties();
    for (number, key) in (0..).zip(&snapshot.keys) {
        let index = KeyIndex(number);
        let own = rest.partition_point(|tie| tie.key == index);
        let tied: Arc<[ConsultationIndex]> = rest[..own].iter().map(|tie| tie.consultation).collect();
        rest = &rest[own..];
        keys.push(judge.standing(key, &tied));
        Case { judge: &judge, index, key, tied }.judge(&mut findings);
    }
    judge.judge_consultations(&mut findings);
    judge.judge_shared(&mut findings);
    judge.judge_strangers(&mut findings);
    // Stable: what is alike stays in the order of the keys.
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.code));
    let summary = count(snapshot, &findings);
    Audit { at: now, thresholds: *thresholds, findings, keys, summary }
}

/// Judges the keys of an opening that no registry knows, as tied to what is opened. Gives what was judged too.
///
/// Only what is to be said of a key by itself: nobody knows which other keys there are.
pub fn of_opening(
    keys: impl IntoIterator<Item = KeyFacts>,
    consultation: Option<&Consultation>,
    now: Timestamp,
    thresholds: &Thresholds,
) -> (Snapshot, Audit) {
    let (reference, deadline) = consultation.map_or((None, None), |c| (c.reference.clone(), c.deadline));
    let opened = ConsultationFacts {
        reference: reference.unwrap_or_default().into(),
        entity: EntityIndex(0),
        // Without one, nobody is waited for any more.
        deadline: deadline.unwrap_or(now.plus_days(-1)),
        launched: true,
    };
    let entity = consultation.and_then(|consultation| consultation.entity.clone()).unwrap_or_default();
    let keys = keys.into_iter().map(|key| KeyFacts { proved_at: Some(now), ..key }).collect();
    let mut snapshot = Snapshot::new(keys, vec![opened], vec![entity]);
    let indexes: Vec<_> = (0..).zip(&snapshot.keys).map(|(index, _)| KeyIndex(index)).collect();
    snapshot.tie(indexes.into_iter().map(|key| Tie { key, consultation: ConsultationIndex(0) }));
    let mut audit = audit(&snapshot, now, thresholds);
    let by_itself = [Code::KeyExpiredInUse, Code::KeyExpiresSoon, Code::KeyWeak, Code::KeyUsage];
    audit.findings.retain(|finding| by_itself.contains(&finding.code));
    for finding in &mut audit.findings {
        if deadline.is_none() || snapshot.consultations[0].reference.is_empty() {
            finding.consultations = Arc::default();
        }
    }
    audit.summary = count(&snapshot, &audit.findings);
    (snapshot, audit)
}

fn count(snapshot: &Snapshot, findings: &[Finding]) -> Summary {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    Summary {
        keys: snapshot.keys.len() as u64,
        consultations: snapshot.consultations.len() as u64,
        info: count(Severity::Info),
        warning: count(Severity::Warning),
        critical: count(Severity::Critical),
    }
}

/// What every rule is given.
struct Judge<'a> {
    snapshot: &'a Snapshot,
    now: Timestamp,
    thresholds: &'a Thresholds,
}

impl Judge<'_> {
    fn standing(&self, key: &KeyFacts, tied: &[ConsultationIndex]) -> Standing {
        Standing {
            days_left: Validity { not_before: key.not_before, not_after: key.not_after }.days_left(self.now),
            open_consultations: u32::try_from(tied.len()).unwrap_or(u32::MAX),
            deletable: tied.is_empty(),
        }
    }
}
