//! What the audit says of the keys that an opening used.

use plis::{
    audit::{self, Audit, Thresholds},
    consultation::Fingerprint,
    keys::{HeldKey, Keyring},
    opening::Finished,
    registry::{CertificateFacts, Snapshot, snapshot::KeyFacts},
    report::audit::Told,
};
use serde_json::Value;

use super::recorder::Ending;
use crate::{
    cli::{Session, args::open::OpenOrder, error::Error},
    words::findings::Telling,
};

/// The findings, as `plis.audit/1` writes them. A run of a consultation of the registry is linked there first; where
/// that fails, what is said of the keys is what they say themselves.
pub(super) fn of_run(
    session: &Session,
    order: &OpenOrder,
    finished: &Finished,
    keyring: &Keyring,
    ending: Option<&mut Ending>,
) -> (Vec<Value>, Result<(), Error>) {
    let linked = ending.map_or(Ok(None), |ending| ending.links(session, order, finished));
    match linked {
        Ok(Some(findings)) => (findings, Ok(())),
        Ok(None) => (of_keys(session, finished, keyring), Ok(())),
        Err(error) => (of_keys(session, finished, keyring), Err(error)),
    }
}

/// What can be said of keys without a registry.
fn of_keys(session: &Session, finished: &Finished, keyring: &Keyring) -> Vec<Value> {
    let held: Vec<Fingerprint> =
        keyring.keys().iter().map(|key| Fingerprint(key.certificate().fingerprint())).collect();
    let facts = keyring.keys().iter().map(facts);
    let opened = finished.consultation.as_ref().map(|row| plis::consultation::Consultation {
        reference: row.reference.clone(),
        title: row.title.clone(),
        entity: row.entity.clone(),
        deadline: row.deadline,
        zone: row.timezone.parse().unwrap_or(plis::time::Zone::PARIS),
    });
    let (snapshot, audit) = audit::of_opening(facts, opened.as_ref(), session.now(), &Thresholds::default());
    told(session, &snapshot, &audit, &held)
}

/// What an audit says of some keys.
pub(super) fn told(
    session: &Session,
    snapshot: &Snapshot,
    audit: &Audit,
    held: &[Fingerprint],
) -> Vec<Value> {
    let telling = Telling { tongue: session.tongue(), snapshot, audit };
    let told = Told { snapshot, audit, sentences: &telling };
    audit.concerning(snapshot, held).map(|finding| told.finding(finding)).collect()
}

fn facts(key: &HeldKey) -> KeyFacts {
    let certificate = CertificateFacts::of(key.certificate());
    let name = key.name.clone().or_else(|| certificate.subject_cn.clone());
    let name = name.unwrap_or_else(|| certificate.fingerprint.to_string());
    KeyFacts::new(&name, key.role, &certificate)
}
