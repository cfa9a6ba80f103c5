//! `registry`: the registry itself, held against its own journal.

use std::io::{self, BufWriter, Write};

use plis::{
    desk::{self, CheckRegistry, MakeRegistry},
    registry::{Difference, Replay},
    report::untrusted,
};
use serde::Serialize;

use crate::{
    cli::{
        Session,
        args::{registry::RegistryCommand, seal::TextOrJson},
        error::Error,
        exit::Exit,
    },
    words::{error::registry::difference, number},
};

/// One function a command, in the order of the help.
pub(crate) fn run(session: &Session, command: &RegistryCommand) -> Result<Exit, Error> {
    match command {
        RegistryCommand::Init => init(session),
        RegistryCommand::Check { format } => check(session, *format),
    }
}

/// Makes the registry where it is to be.
fn init(session: &Session) -> Result<Exit, Error> {
    let made = MakeRegistry.run(&session.desk())?;
    let (say, place) = (session.say(), untrusted::path(made.location.shown()));
    session.note(&if made.is_new { say.registry_made(place) } else { say.registry_was_there(place) });
    if made.location.folder().is_none() {
        session.hint(&say.registry_made_hint());
    }
    Ok(Exit::Done)
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
