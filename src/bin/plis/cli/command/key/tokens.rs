//! `key tokens`: what is on a token, where it is to be found, and whether it answers.

use std::io::Write as _;

use plis::{
    crypto::UnwrapFailed,
    desk::keys::{KeyOnToken, ListTokenKeys},
    keys::Certificate,
    report::{
        document::{Cell, Column, Line, Row, Table, Tone},
        text, untrusted,
    },
};

use super::instant;
use crate::{
    cli::{
        Session,
        args::{key::KeyTokensArgs, value},
        error::Error,
        exit::Exit,
        password::Passwords,
        session::width,
    },
    words::outcome::device_words,
};

/// Every key, each tried; one that does not answer is no usable key.
pub(super) fn run(session: &Session, args: &KeyTokensArgs) -> Result<Exit, Error> {
    let sources = args.password.iter().cloned().collect::<Vec<_>>();
    let mut passwords = Passwords::new(session, value::password_sources(&sources)?);
    let keys = ListTokenKeys { address: args.address.clone() }.run(&mut passwords)?;
    let say = session.say();
    let columns = vec![
        Column::text(say.key_column_name()),
        Column::text(say.key_column_cn()),
        Column::text(say.key_column_state()),
    ];
    let well = keys.iter().all(|key| key.answers == Some(Ok(true)));
    let rows = keys.iter().map(|key| Ok(row(session, key)));
    let caption = say.key_tokens_caption();
    let table = Table { caption, columns, rows: Box::new(rows), empty: say.token_nothing() };
    let mut out = session.out();
    text::table(&mut out, table, width()).and_then(|()| out.flush()).map_err(Error::Output)?;
    for key in &keys {
        // Whole, on a line of its own: to be copied.
        writeln!(out, "{}", key.address).map_err(Error::Output)?;
    }
    Ok(if well { Exit::Done } else { Exit::NoUsableKey })
}

fn row(session: &Session, key: &KeyOnToken) -> Row {
    let say = session.say();
    let certificate = key.certificate.as_ref();
    let (tone, state) = match &key.answers {
        Some(Ok(true)) => (Tone::Good, say.key_tokens_answers()),
        Some(Ok(false) | Err(UnwrapFailed::Rejected)) => (Tone::Bad, say.key_tokens_wrong()),
        Some(Err(UnwrapFailed::Lacks { mechanism, .. })) => {
            (Tone::Bad, say.key_tokens_lacks(untrusted::text(mechanism)))
        }
        Some(Err(UnwrapFailed::Unavailable { fault, code, .. })) => {
            (Tone::Bad, device_words(*fault, code.as_deref(), say))
        }
        None => (Tone::Warn, say.key_tokens_no_certificate()),
    };
    let named = certificate.and_then(Certificate::subject_cn).unwrap_or_default();
    let ends = certificate.map(|certificate| instant(session, certificate.validity().not_after));
    let cn: Cell = match ends {
        Some(ends) => vec![Line::plain(named), Line::small(ends)].into(),
        None => named.into(),
    };
    let name = Line::strong(untrusted::text(&key.label));
    Row { tone: Tone::Plain, cells: vec![vec![name].into(), cn, Line::plain(state).tone(tone).into()] }
}
