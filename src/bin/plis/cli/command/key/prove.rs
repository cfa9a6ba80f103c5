//! `key prove`: every key is tried on itself, weeks before it is needed.

use std::io::Write as _;

use plis::{
    keys::Role,
    registry::{KeyRecord, KeyState, ProofResult, Registry, RegistryError, Tried, snapshot::Seen},
    report::untrusted,
};

use super::trial::Trials;
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
    words::{error::why_not_proved, findings, number},
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
    let passwords = Passwords::new(session, sources);
    let mut trials = Trials::new(session, Some(passwords), keys.len())?;
    let mut failed = 0_u64;
    for batch in keys.chunks(trials.at_once()) {
        for (key, seen) in batch.iter().zip(trials.batch(&registry, batch)?) {
            // One that is only there is not tried: it was looked at without a password.
            let Seen::Tried(Tried { result, detail }) = seen? else { continue };
            registry.record_proof(&home::by(session, None), key.id, result)?;
            let (name, words) = (untrusted::text(&key.name), findings::proof(result, say));
            let line = match detail {
                Some(detail) => say.key_proof_detail(name, words, why_not_proved(&detail, session.tongue())),
                None => say.key_proof(name, words),
            };
            trials.said(|| writeln!(session.out(), "{line}")).map_err(Error::Output)?;
            failed += u64::from(result != ProofResult::Proved);
        }
    }
    drop(trials);
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
