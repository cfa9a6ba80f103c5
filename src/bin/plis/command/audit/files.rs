//! `--check-files`: every key file is looked at, and opened where a password is at hand.

use std::collections::HashMap;

use plis::{
    consultation::Fingerprint,
    fsx,
    keys::{Role, read_key_file},
    limits,
    registry::{
        KeyRecord, ProofResult, Registry, RegistryError, Snapshot,
        snapshot::{FileKept, Seen},
    },
};
use zeroize::Zeroizing;

use crate::{
    args::{audit::AuditArgs, value},
    command::key::try_key,
    error::Error,
    ui::{Session, password::Passwords},
};

/// Puts into the snapshot what looking at each file gave.
pub(super) fn check(
    session: &Session,
    args: &AuditArgs,
    registry: &Registry,
    snapshot: &mut Snapshot,
) -> Result<(), Error> {
    let sources = value::password_sources(&args.password)?;
    let opens = !sources.is_empty();
    let mut passwords = Passwords::new(session, sources);
    let mut index = 0;
    let places: HashMap<Fingerprint, usize> =
        snapshot.keys.iter().enumerate().map(|(place, key)| (key.fingerprint, place)).collect();
    for role in [Role::Entity, Role::Emergency] {
        for key in registry.keys(role) {
            let key: KeyRecord = key?;
            // A key that came in since the snapshot is for the next audit.
            let Some(place) = places.get(&key.certificate.fingerprint) else { continue };
            let facts = &mut snapshot.keys[*place];
            if facts.file.kept == FileKept::Certificate {
                continue;
            }
            facts.file.seen = Some(if opens {
                let (result, detail) = try_key(session, &mut passwords, index, registry, &key)?;
                Seen::Tried { result, detail: detail.map(Into::into) }
            } else {
                look(registry, &key)?
            });
            index += 1;
        }
    }
    Ok(())
}

/// What can be told without a password: whether the file is there, readable, and a key file.
fn look(registry: &Registry, key: &KeyRecord) -> Result<Seen, RegistryError> {
    let tried = |result, detail: Option<String>| Seen::Tried { result, detail: detail.map(Into::into) };
    let Some(path) = registry.key_file(key) else { return Ok(tried(ProofResult::Missing, None)) };
    let octets = match fsx::read_bounded(&path, limits::KEY_FILE.value) {
        Ok(octets) => Zeroizing::new(octets),
        Err(error) => return Ok(tried(ProofResult::of_io(&error), Some(error.to_string()))),
    };
    Ok(match read_key_file(&octets, None) {
        Ok(file) => {
            let certificate = registry.certificate(key.certificate.fingerprint)?;
            tried(ProofResult::of_file(&plis::crypto::AwsLc, &certificate, &file), None)
        }
        Err(error) => match ProofResult::of_error(&error) {
            None => Seen::There,
            Some(result) => tried(result, Some(error.to_string())),
        },
    })
}
