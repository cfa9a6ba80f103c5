//! `--check-files`: every key file is looked at, and opened where a password is at hand.

use std::collections::HashMap;

use plis::{
    consultation::Fingerprint,
    keys::Role,
    registry::{Custody, KeyRecord, Registry, Snapshot},
};

use crate::{
    cli::{
        Session,
        args::{audit::AuditArgs, value},
        command::key::Trials,
        error::Error,
        password::Passwords,
    },
    confine,
};

/// Puts into the snapshot what looking at each file gave.
pub(super) fn check(
    session: &Session,
    args: &AuditArgs,
    registry: &Registry,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    confine::key_files(session, registry)?;
    let sources = value::password_sources(&args.password)?;
    let passwords = (!sources.is_empty()).then(|| Passwords::new(session, sources));
    let places: HashMap<Fingerprint, usize> =
        snapshot.keys.iter().enumerate().map(|(place, key)| (key.fingerprint, place)).collect();
    let mut keys = Vec::new();
    for role in [Role::Entity, Role::Emergency] {
        for key in registry.keys(role) {
            let key: KeyRecord = key?;
            // A key that came in since the snapshot is for the next audit.
            if places.contains_key(&key.certificate.fingerprint) && key.custody != Custody::Certificate {
                keys.push(key);
            }
        }
    }
    let mut trials = Trials::new(session, passwords, keys.len())?;
    for batch in keys.chunks(trials.at_once()) {
        for (key, seen) in batch.iter().zip(trials.batch(registry, batch)?) {
            snapshot.keys[places[&key.certificate.fingerprint]].file.seen = Some(seen?);
        }
    }
    Ok(())
}
