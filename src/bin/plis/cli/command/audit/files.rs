//! `--check-files`: every key file is looked at, and opened where a password is at hand.

use std::collections::HashMap;

use plis::{
    consultation::Fingerprint,
    keys::Role,
    registry::{
        KeyRecord, Registry, Snapshot,
        snapshot::{FileKept, Seen},
    },
};

use crate::{
    cli::{
        Session,
        args::{audit::AuditArgs, value},
        command::key::{look, try_key},
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
                match look(registry, &key)? {
                    None => Seen::There,
                    Some((result, detail)) => Seen::Tried { result, detail: detail.map(Into::into) },
                }
            });
            index += 1;
        }
    }
    Ok(())
}
