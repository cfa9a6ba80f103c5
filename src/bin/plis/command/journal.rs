//! `journal`: the hash-chained journal of an opening, or of the registry, shown and verified.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use plis::{
    journal::{self, Damage, Entry, Expected, Reader, What},
    opening,
    report::{
        document::{Column, Line, Row, Table, Tone},
        inert, json, text,
    },
};

use crate::{
    args::{record::JournalCommand, seal::TextOrJson},
    error::Error,
    exit::Exit,
    ui::{Session, entries::Entries, home, number, outcome::capitalized, session},
};

/// Shows or verifies.
pub(crate) fn run(session: &Session, command: &JournalCommand) -> Result<Exit, Error> {
    match command {
        JournalCommand::Show { folder, format } => {
            show(session, Kept::at(session, folder.as_deref())?, *format)
        }
        JournalCommand::Verify { folder, head } => {
            verify(session, Kept::at(session, folder.as_deref())?, head.as_deref())
        }
    }
}

/// A journal and what vouches for it.
struct Kept {
    path: PathBuf,
    source: Box<dyn BufRead>,
    voucher: Voucher,
}

/// What vouches for a journal.
enum Voucher {
    /// The report of its opening.
    Report(PathBuf),
    /// The registry that it is in.
    Registry(Expected),
    /// Nothing.
    Nobody,
}

impl Kept {
    /// That of an opening's folder, or without one the registry's.
    fn at(session: &Session, folder: Option<&Path>) -> Result<Self, Error> {
        let Some(folder) = folder else {
            let registry = home::open(session)?;
            let path = registry.home().to_owned();
            let (expected, source) = registry.into_journal()?;
            return Ok(Self { path, source, voucher: Voucher::Registry(expected) });
        };
        let path = folder.join(opening::JOURNAL);
        let source = File::open(&path).map_err(|error| Error::Read { path: path.clone(), error })?;
        let report = Some(folder.join(opening::REPORT)).filter(|report| report.is_file());
        let voucher = report.map_or(Voucher::Nobody, Voucher::Report);
        Ok(Self { path, source: Box::new(BufReader::new(source)), voucher })
    }
}

/// Entry by entry, each checked before it is shown; ends at the first damage, after all that precedes it.
fn show(session: &Session, kept: Kept, format: TextOrJson) -> Result<Exit, Error> {
    let damage = RefCell::new(None);
    let entries = Reader::new(kept.source).map_while(|located| match located {
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
        Some(damage) => Err(Error::Journal { path: kept.path, damage: Box::new(damage) }),
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
    write!(out, "[")?;
    let mut separator = "\n";
    for Entry { seq, at, kind, prev, data, hash } in entries {
        let kind = inert::raw(&serde_json::Value::from(kind).to_string());
        write!(
            out,
            "{separator}{{\"seq\":{seq},\"at\":\"{at}\",\"kind\":{kind},\"prev\":\"{prev}\",\"data\":{},\"hash\":\"{hash}\"}}",
            inert::raw(data.get())
        )?;
        separator = ",\n";
    }
    writeln!(out, "\n]")
}

/// Every line, and the head that the report or the caller vouches for.
fn verify(session: &Session, kept: Kept, head: Option<&str>) -> Result<Exit, Error> {
    let Kept { path, source, voucher } = kept;
    let of_registry = matches!(voucher, Voucher::Registry(_));
    let vouched = match voucher {
        _ if head.is_some() => None,
        Voucher::Report(report) => Some(vouched_by(&report)?),
        Voucher::Registry(expected) => Some(expected),
        Voucher::Nobody => None,
    };
    let damaged = |damage| Error::Journal { path: path.clone(), damage: Box::new(damage) };
    let verified = journal::verify(source, vouched.as_ref()).map_err(damaged)?;
    if let Some(head) = head.filter(|head| !head.eq_ignore_ascii_case(&verified.head)) {
        let what = What::AnotherHead { expected: head.to_owned(), found: verified.head };
        return Err(damaged(Damage { line: verified.entries, offset: 0, what }));
    }
    let say = session.say();
    let count = number::whole(session.lang(), verified.entries);
    let sentence = match (head.is_some() || vouched.is_some(), verified.since) {
        _ if of_registry => say.journal_whole_registry(verified.entries, count),
        (false, _) => say.journal_whole_unvouched(verified.entries, count),
        (true, 0) => say.journal_whole(verified.entries, count),
        (true, since) => {
            say.journal_whole_since(verified.entries, count, number::whole(session.lang(), since))
        }
    };
    let head = say.journal_head(&verified.head);
    writeln!(session.out(), "{}\n{head}", capitalized(&sentence)).map_err(Error::Output)?;
    Ok(Exit::Done)
}

/// Where the report says the journal stood.
pub(super) fn vouched_by(report: &Path) -> Result<Expected, Error> {
    let wrong = |error| Error::Report { path: report.to_owned(), error };
    let source = BufReader::new(File::open(report).map_err(wrong)?);
    let (_, tail) = json::read(source, &mut |_, _| Ok(())).map_err(wrong)?;
    Ok(Expected { entries: tail.journal.entries, head: tail.journal.head })
}
