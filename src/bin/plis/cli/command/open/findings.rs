//! What the audit says of the keys that an opening used.

use plis::{
    audit::{self, Audit, Thresholds},
    consultation::Fingerprint,
    keys::{HeldKey, Keyring},
    opening::Finished,
    registry::{CertificateFacts, RegistryError, Snapshot, snapshot::KeyFacts},
    report::audit::Told,
};
use serde_json::Value;

use super::known::{self, Known};
use crate::{
    cli::{Session, args::open::OpenOrder, error::Error},
    words::findings::Telling,
};

/// The findings, as `plis.audit/1` writes them. A run of a consultation of the registry is linked there first;
/// one that opened all the same is not undone when the registry cannot be written.
pub(super) fn of_run(
    session: &Session,
    order: &OpenOrder,
    finished: &Finished,
    keyring: &Keyring,
    known: Option<&mut Known>,
) -> Result<Vec<Value>, Error> {
    let thresholds = Thresholds::default();
    let held: Vec<Fingerprint> =
        keyring.keys().iter().map(|key| Fingerprint(key.certificate().fingerprint())).collect();
    if let Some(known) = known.filter(|_| !finished.run.dry_run) {
        let named =
            known::named(finished).map_err(|error| Error::Read { path: order.output.clone(), error })?;
        match known.link(session, order, finished, named) {
            Ok(None) => {}
            Ok(Some(snapshot)) => {
                let audit = audit::audit(&snapshot, session.now(), &thresholds);
                return Ok(told(session, &snapshot, &audit, &held));
            }
            Err(error) => tell_unwritten(session, Err(error))?,
        }
    }
    let facts = keyring.keys().iter().map(facts);
    let opened = finished.consultation.as_ref().map(|row| plis::consultation::Consultation {
        reference: row.reference.clone(),
        title: row.title.clone(),
        entity: row.entity.clone(),
        deadline: row.deadline,
        zone: row.timezone.parse().unwrap_or(plis::time::Zone::PARIS),
    });
    let (snapshot, audit) = audit::of_opening(facts, opened.as_ref(), session.now(), &thresholds);
    Ok(told(session, &snapshot, &audit, &held))
}

/// What was opened is not undone when the registry can no longer be written: its entry before the opening stands.
pub(super) fn tell_unwritten(session: &Session, written: Result<(), RegistryError>) -> Result<(), Error> {
    match written {
        Err(error @ (RegistryError::ReadOnly | RegistryError::Newer { .. } | RegistryError::Busy)) => {
            session.warn(&Error::from(error).account(session.tongue()).sentence);
            Ok(())
        }
        other => Ok(other?),
    }
}

fn told(session: &Session, snapshot: &Snapshot, audit: &Audit, held: &[Fingerprint]) -> Vec<Value> {
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
