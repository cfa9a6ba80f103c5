//! `key prove`: every key is tried on itself, weeks before it is needed.

use std::io::Write as _;

use plis::{
    crypto::AwsLc,
    fsx,
    keys::{Role, read_key_file},
    limits,
    registry::{KeyRecord, KeyState, ProofResult, Registry, RegistryError},
    report::untrusted,
};
use zeroize::Zeroizing;

use crate::{
    cli::{
        Session,
        args::{key::KeyProveArgs, value},
        error::Error,
        exit::Exit,
        home,
        password::Passwords,
    },
    confine,
    words::{error::system, findings, number},
};

pub(super) fn run(session: &Session, args: &KeyProveArgs) -> Result<Exit, Error> {
    let sources = value::password_sources(&args.password)?;
    let mut registry = home::open(session)?;
    confine::key_files(session, &registry)?;
    let keys = if args.all {
        needed(&registry)?
    } else {
        args.names.iter().map(|name| registry.key(name)).collect::<Result<Vec<_>, _>>()?
    };
    let say = session.say();
    if keys.is_empty() {
        session.note(&say.key_proofs_none());
    }
    let mut passwords = Passwords::new(session, sources);
    let mut failed = 0_u64;
    for (index, key) in keys.iter().enumerate() {
        let (result, detail) = try_key(session, &mut passwords, index, &registry, key)?;
        registry.record_proof(&home::by(session, None), key.id, result)?;
        let (name, words) = (untrusted::text(&key.name), findings::proof(result, say));
        let line = match detail {
            Some(detail) => say.key_proof_detail(name, words, detail),
            None => say.key_proof(name, words),
        };
        writeln!(session.out(), "{line}").map_err(Error::Output)?;
        failed += u64::from(result != ProofResult::Proved);
    }
    if failed == 0 {
        return Ok(Exit::Done);
    }
    session.warn(&say.key_proofs_failed(findings::count(failed), number::whole(session.lang(), failed)));
    session.hint(&say.key_proofs_failed_hint());
    Ok(Exit::NoUsableKey)
}

/// Every key but those that are retired and that nothing open needs.
fn needed(registry: &Registry) -> Result<Vec<KeyRecord>, RegistryError> {
    let all = [Role::Entity, Role::Emergency].into_iter().flat_map(|role| registry.keys(role));
    all.filter(|key| {
        key.as_ref().is_ok_and(|key| key.state == KeyState::Active || key.open_consultations > 0)
            || key.is_err()
    })
    .collect()
}

/// Tries a key on itself. Gives what came of it, and what the system or the format said.
///
/// # Errors
///
/// No password can be had for its file: that says nothing of the key.
pub(crate) fn try_key(
    session: &Session,
    passwords: &mut Passwords<'_>,
    index: usize,
    registry: &Registry,
    key: &KeyRecord,
) -> Result<(ProofResult, Option<String>), Error> {
    let Some(path) = registry.key_file(key) else { return Ok((ProofResult::Missing, None)) };
    match passwords.open_registry_key(index, &path, &key.name) {
        Ok(file) => {
            let certificate = registry.certificate(key.certificate.fingerprint)?;
            Ok((ProofResult::of_file(&AwsLc, &certificate, &file), None))
        }
        Err(Error::KeyFileIo { error, .. }) => {
            Ok((ProofResult::of_io(&error), Some(system(&error, session.say()))))
        }
        Err(Error::KeyFile { path, error }) => match ProofResult::of_error(&error) {
            Some(result) => {
                let detail = (result == ProofResult::Unreadable).then(|| untrusted::text(&error.to_string()));
                Ok((result, detail))
            }
            None => Err(Error::KeyFile { path, error }),
        },
        Err(error) => Err(error),
    }
}

/// What can be told of a key's file without a password (whether it is there, readable, and a key file), and what the
/// system or the format says. `None`: only its password would tell more.
pub(crate) fn look(
    registry: &Registry,
    key: &KeyRecord,
) -> Result<Option<(ProofResult, Option<String>)>, RegistryError> {
    let Some(path) = registry.key_file(key) else { return Ok(Some((ProofResult::Missing, None))) };
    let octets = match fsx::read_bounded(&path, limits::KEY_FILE.value) {
        Ok(octets) => Zeroizing::new(octets),
        Err(error) => return Ok(Some((ProofResult::of_io(&error), Some(error.to_string())))),
    };
    Ok(match read_key_file(&octets, None) {
        Ok(file) => {
            let certificate = registry.certificate(key.certificate.fingerprint)?;
            Some((ProofResult::of_file(&AwsLc, &certificate, &file), None))
        }
        Err(error) => ProofResult::of_error(&error).map(|result| (result, Some(error.to_string()))),
    })
}
