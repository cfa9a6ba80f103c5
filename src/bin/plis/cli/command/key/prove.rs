//! `key prove`: every key is tried on itself, weeks before it is needed.

use std::{
    io::Write as _,
    sync::atomic::{AtomicBool, Ordering},
};

use plis::{
    desk::keys::{ProveKeys, TriedKey, Which},
    report::untrusted,
};

use super::split;
use crate::{
    cli::{
        Session,
        args::{key::KeyProveArgs, value},
        error::Error,
        exit::Exit,
        password::Passwords,
        progress::Progress,
    },
    words::{error::why_not_proved, findings, number},
};

pub(super) fn run(session: &Session, args: KeyProveArgs) -> Result<Exit, Error> {
    let shares = value::password_sources(&args.share)?;
    let has_shares = !shares.is_empty();
    let mut passwords = Passwords::new(session, value::password_sources(&args.password)?).joining(shares);
    let mut which = if args.all { Which::Needed } else { Which::Named(args.names) };
    if has_shares {
        which = split::answer(session, which, &mut passwords)?;
        if matches!(&which, Which::Named(names) if names.is_empty()) {
            return Ok(Exit::Done);
        }
    }
    let (say, stop, mut failed) = (session.say(), AtomicBool::new(false), None);
    let progress = Progress::new(session, Some(&passwords));
    let mut tell = |tried: &TriedKey<'_>| {
        let line = line(session, tried);
        if let Err(error) = progress.said(|| writeln!(session.out(), "{line}")) {
            // Nobody reads any more.
            failed = Some(error);
            stop.store(true, Ordering::Relaxed);
        }
    };
    let proofs = ProveKeys { which }.run(&progress.desk(), &mut passwords, &mut tell, &stop)?;
    drop(progress);
    if let Some(error) = failed {
        return Err(Error::Output(error));
    }
    if proofs.keys == 0 {
        session.note(&say.key_proofs_none());
    }
    if proofs.failed == 0 {
        return Ok(Exit::Done);
    }
    let count = number::whole(session.lang(), proofs.failed);
    session.warn(&say.key_proofs_failed(findings::count(proofs.failed), count));
    session.hint(&say.key_proofs_failed_hint());
    Ok(Exit::NoUsableKey)
}

fn line(session: &Session, TriedKey { key, tried }: &TriedKey<'_>) -> String {
    let say = session.say();
    let (name, words) = (untrusted::text(&key.name), findings::proof(tried.result, say));
    match &tried.detail {
        Some(detail) => say.key_proof_detail(name, words, why_not_proved(detail, session.tongue())),
        None => say.key_proof(name, words),
    }
}
