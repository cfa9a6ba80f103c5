//! `registry`: the registry itself: made, held against its own journal, copied, kept.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use plis::{
    desk::{self, BackupRegistry, CheckRegistry, CopyRegistry, MakeRegistry},
    registry::{Copied, Difference, RegistryError, Replay},
    report::untrusted,
};
use serde::Serialize;

use crate::{
    cli::{
        Session,
        args::{registry::RegistryCommand, value::TextOrJson},
        error::Error,
        exit::Exit,
    },
    confine,
    words::{
        error::registry::{difference, list, schema_difference},
        number,
    },
};

/// One function a command, in the order of the help.
pub(crate) fn run(session: &Session, command: &RegistryCommand) -> Result<Exit, Error> {
    match command {
        RegistryCommand::Init { renew } => init(session, *renew),
        RegistryCommand::Check { format } => check(session, *format),
        RegistryCommand::Copy(args) => copy(session, &args.resolve()?),
        RegistryCommand::Backup { to } => backup(session, to),
    }
}

/// Makes the registry where it is to be.
fn init(session: &Session, renew: bool) -> Result<Exit, Error> {
    let say = session.say();
    let made = MakeRegistry { renew }.run(&session.desk()).inspect_err(|error| {
        let is_on_server = session.place().is_some_and(|place| place.folder().is_none());
        if matches!(error, desk::Error::Registry(RegistryError::Schema { .. })) && is_on_server && !renew {
            session.note(&say.registry_renew_hint());
        }
    })?;
    let place = untrusted::path(made.location.shown());
    let renewed: Vec<_> = made.renewed.iter().map(|one| schema_difference(one, say)).collect();
    session.note(&match (made.is_new, renewed.is_empty()) {
        (true, _) => say.registry_made(place),
        (false, true) => say.registry_was_there(place),
        (false, false) => list(say.registry_renewed(place), renewed),
    });
    if made.location.folder().is_none() {
        session.hint(&say.registry_made_hint());
    }
    Ok(Exit::Done)
}

/// Copies a whole registry to where there is none.
fn copy(session: &Session, request: &CopyRegistry) -> Result<Exit, Error> {
    confine::copy(session, request);
    let done = request.run(&session.desk())?;
    let say = session.say();
    let place = untrusted::path(request.to.shown());
    let sentence = if done.is_restored { say.registry_restored(place) } else { say.registry_copied(place) };
    told(session, &sentence, &done.copied)
}

/// Keeps the whole registry in one file.
fn backup(session: &Session, to: &Path) -> Result<Exit, Error> {
    let say = session.say();
    let kept = BackupRegistry { to: to.to_owned(), readme: say.registry_backup_readme() };
    let kept = kept.run(&session.desk())?;
    let size = number::whole(session.lang(), kept.octets);
    told(session, &say.registry_backed_up(untrusted::path(to), size), &kept.copied)
}

/// What was copied, and what could not be.
fn told(session: &Session, sentence: &str, copied: &Copied) -> Result<Exit, Error> {
    let (say, lang) = (session.say(), session.lang());
    session.note(sentence);
    if !copied.missing.is_empty() {
        let lines = copied.missing.iter().map(|name| say.registry_quoted(untrusted::text(name)));
        session.warn(&list(say.registry_copied_without(), lines));
    }
    let mut out = BufWriter::new(session.out());
    let [entries, rows, files] = [copied.entries, copied.rows, copied.files].map(|n| number::whole(lang, n));
    let written = writeln!(out, "{}", say.registry_copied_counts(entries, rows, files))
        .and_then(|()| writeln!(out, "{}", say.journal_head(&copied.head)))
        .and_then(|()| out.flush());
    written.map(|()| Exit::Done).map_err(Error::Output)
}

/// What is written with `--format json`.
#[derive(Serialize)]
struct Checked<'a> {
    schema: &'static str,
    entries: u64,
    head: &'a str,
    file: &'a [String],
    differences: &'a [Difference],
    unverifiable: &'a [plis::registry::Unverifiable],
}

/// The file, its certificates, its journal, and every row held against the journal.
fn check(session: &Session, format: TextOrJson) -> Result<Exit, Error> {
    let found = CheckRegistry.run(&session.desk())?;
    let (file, replay) = (&found.file, &found.replay);
    let mut out = BufWriter::new(session.out());
    let written = match format {
        TextOrJson::Text => text(session, &mut out, file, replay),
        TextOrJson::Json => {
            let checked = Checked {
                schema: "plis.registry-check/1",
                entries: replay.entries,
                head: &replay.head,
                file,
                differences: &replay.differences,
                unverifiable: &replay.unverifiable,
            };
            serde_json::to_writer_pretty(&mut out, &checked)
                .map_err(io::Error::from)
                .and_then(|()| writeln!(out))
        }
    };
    written.and_then(|()| out.flush()).map_err(Error::Output)?;
    match found.wrong() {
        0 => Ok(Exit::Done),
        all => Err(desk::Error::Differs { all, first: Vec::new() }.into()),
    }
}

fn text(session: &Session, out: &mut dyn Write, file: &[String], replay: &Replay) -> io::Result<()> {
    let say = session.say();
    for what in file {
        writeln!(out, "{}", say.registry_check_file(untrusted::whole(what)))?;
    }
    for one in &replay.differences {
        writeln!(out, "{}", difference(one, say))?;
    }
    for one in &replay.unverifiable {
        writeln!(
            out,
            "{}",
            say.registry_check_unverifiable(one.table, untrusted::text(&one.row), one.field)
        )?;
    }
    if file.is_empty() && replay.differences.is_empty() {
        writeln!(out, "{}", say.registry_check_whole(number::whole(session.lang(), replay.entries)))?;
    }
    writeln!(out, "{}", say.journal_head(&replay.head))
}
