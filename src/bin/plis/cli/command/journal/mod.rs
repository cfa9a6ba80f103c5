//! `journal`: the hash-chained journal of an opening, or of the registry, shown and verified.

mod stamp;
mod verify;

use std::{
    cell::RefCell,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use plis::{
    desk::{self, RegistryJournal},
    journal::{Entry, Reader},
    opening,
    report::{
        array,
        document::{Column, Line, Row, Table, Tone},
        inert, text,
    },
};

use serde_json::Value;

use crate::{
    cli::{
        Session,
        args::{record::JournalCommand, value::TextOrJson},
        error::Error,
        exit::Exit,
        session,
    },
    words::{entries::Entries, number},
};

/// Shows, verifies, or has it stamped.
pub(crate) fn run(session: &Session, command: &JournalCommand) -> Result<Exit, Error> {
    match command {
        JournalCommand::Show { folder, format } => {
            show(session, Kept::at(session, folder.as_deref())?, *format)
        }
        JournalCommand::Verify(args) => verify::run(session, args),
        JournalCommand::Stamp(args) => stamp::run(session, args),
    }
}

/// A value, as JSON of several lines.
fn tell(session: &Session, value: &Value) -> Result<(), Error> {
    print(session, &[serde_json::to_string_pretty(value).unwrap_or_default()])
}

fn print(session: &Session, lines: &[String]) -> Result<(), Error> {
    lines.iter().try_for_each(|line| writeln!(session.out(), "{line}")).map_err(Error::Output)
}

/// A journal.
struct Kept {
    path: PathBuf,
    entries: Reader<Box<dyn BufRead>>,
}

impl Kept {
    /// That of an opening's folder, or without one the registry's.
    fn at(session: &Session, folder: Option<&Path>) -> Result<Self, Error> {
        let Some(folder) = folder else {
            let journal = RegistryJournal::at(&session.desk())?;
            return Ok(Self { path: journal.path.clone(), entries: journal.entries() });
        };
        let path = folder.join(opening::JOURNAL);
        let source =
            File::open(&path).map_err(|error| desk::Error::NoJournal { path: path.clone(), error })?;
        let source: Box<dyn BufRead> = Box::new(BufReader::new(source));
        Ok(Self { path, entries: Reader::new(source) })
    }
}

/// Entry by entry, each checked before it is shown; ends at the first damage, after all that precedes it.
fn show(session: &Session, kept: Kept, format: TextOrJson) -> Result<Exit, Error> {
    let damage = RefCell::new(None);
    let entries = kept.entries.map_while(|located| match located {
        Ok(located) => Some(located.entry),
        Err(found) => {
            damage.replace(Some(found));
            None
        }
    });
    let mut out = BufWriter::new(session.out());
    let written = match format {
        TextOrJson::Text => show_text(session, &mut out, entries),
        TextOrJson::Json => show_json(&mut out, entries),
    };
    written.and_then(|()| out.flush()).map_err(Error::Output)?;
    match damage.into_inner() {
        Some(damage) => Err(desk::Error::Journal { path: kept.path, damage: Box::new(damage) }.into()),
        None => Ok(Exit::Done),
    }
}

fn show_text(session: &Session, out: &mut dyn Write, entries: impl Iterator<Item = Entry>) -> io::Result<()> {
    let say = session.say();
    let mut words = Entries::new(session.tongue());
    let mut entries = entries.peekable();
    // The first entry says which zone the others are read in.
    if let Some(first) = entries.peek() {
        words.sentence(first);
    }
    let when = say.journal_column_when(words.zone().name());
    let rows = entries.map(move |entry| {
        let (tone, sentence) = words.sentence(&entry);
        Ok(Row {
            tone: Tone::Plain,
            cells: vec![
                number::whole(session.lang(), entry.seq).into(),
                number::local(session.lang(), entry.at, words.zone()).into(),
                Line::plain(sentence).tone(tone).into(),
            ],
        })
    });
    let columns = vec![
        Column::number(say.minutes_column_number()),
        Column::text(when),
        Column::text(say.journal_column_what()),
    ];
    let table = Table { caption: String::new(), columns, rows: Box::new(rows), empty: say.journal_empty() };
    text::table(out, table, session::width())
}

/// One JSON array, an entry a line, as they stand in the journal.
fn show_json(out: &mut dyn Write, entries: impl Iterator<Item = Entry>) -> io::Result<()> {
    array::write(out, 0, entries.map(Ok), |out, Entry { seq, at, kind, prev, data, hash }| {
        let kind = inert::raw(&Value::from(kind).to_string());
        write!(
            out,
            "{{\"seq\":{seq},\"at\":\"{at}\",\"kind\":{kind},\"prev\":\"{prev}\",\"data\":{},\"hash\":\"{hash}\"}}",
            inert::raw(data.get())
        )
    })?;
    writeln!(out)
}
