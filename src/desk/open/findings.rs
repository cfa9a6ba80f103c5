//! What the audit says of the keys that an opening used.

use crate::{
    audit::{self, Audit, Thresholds, finding::Finding},
    consultation::{Consultation, Fingerprint},
    keys::{HeldKey, Keyring},
    opening::Finished,
    registry::{CertificateFacts, Snapshot, snapshot::KeyFacts},
    time::{Timestamp, Zone},
};

/// What is said of the keys of an opening, and what it rests on.
#[derive(Debug)]
pub struct KeyFindings {
    /// What was judged.
    pub snapshot: Snapshot,
    /// All that is said of it.
    pub audit: Audit,
    /// The keys that the opening held.
    pub held: Vec<Fingerprint>,
}

impl KeyFindings {
    /// Of a registry that an opening is linked in.
    pub(super) fn of_registry(snapshot: Snapshot, now: Timestamp, held: Vec<Fingerprint>) -> Self {
        let audit = audit::audit(&snapshot, now, &Thresholds::default());
        Self { snapshot, audit, held }
    }

    /// Of keys that no registry is asked about.
    pub(super) fn of_keys(keyring: &Keyring, finished: &Finished, now: Timestamp) -> Self {
        let opened = finished.consultation.as_ref().map(|row| Consultation {
            reference: row.reference.clone(),
            title: row.title.clone(),
            entity: row.entity.clone(),
            deadline: row.deadline,
            zone: row.timezone.parse().unwrap_or(Zone::PARIS),
        });
        let facts = keyring.keys().iter().map(facts);
        let (snapshot, audit) = audit::of_opening(facts, opened.as_ref(), now, &Thresholds::default());
        Self { snapshot, audit, held: held(keyring) }
    }

    /// What concerns the keys that were held.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.audit.concerning(&self.snapshot, &self.held)
    }
}

/// The certificates of a keyring.
pub(super) fn held(keyring: &Keyring) -> Vec<Fingerprint> {
    keyring.keys().iter().map(|key| Fingerprint(key.certificate().fingerprint())).collect()
}

fn facts(key: &HeldKey) -> KeyFacts {
    let certificate = CertificateFacts::of(key.certificate());
    let name = key.name.clone().or_else(|| certificate.subject_cn.clone());
    let name = name.unwrap_or_else(|| certificate.fingerprint.to_string());
    KeyFacts::new(&name, key.role, &certificate)
}
