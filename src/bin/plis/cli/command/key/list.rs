//! `key list` and `key show`, in the words of the platform's screens.

use std::io::{self, BufWriter, Write};

use plis::{
    desk::keys::{KeyDetails, KeyList, ShowKey},
    keys::Role,
    registry::{Custody, KeyRecord, KeyState, PrivatePlace, RegistryError},
    report::{
        csv::{CsvWriter, Field},
        document::{Cell, Column, Definition, Line, Row, Table, Tone},
        inert, text, untrusted,
    },
    time::{Timestamp, Zone},
};

use super::{
    instant,
    row::{KeyRow, custody, state},
};
use crate::{
    cli::{
        Session,
        args::{key::ListFormat, value::TextOrJson},
        command::stream::{self, Stream},
        error::Error,
        exit::Exit,
        session::width,
    },
    words::{self, findings, number, role::role},
};

/// The schema of `key list --format json`.
const SCHEMA: &str = "plis.keys/1";

/// Every key, as they are read.
pub(super) fn list(session: &Session, format: ListFormat) -> Result<Exit, Error> {
    let list = KeyList::at(&session.desk())?;
    let stream = Stream::new();
    let mut out = BufWriter::new(session.out());
    let written = match format {
        ListFormat::Text => tables(session, &mut out, &list, &stream),
        ListFormat::Json => {
            let rows = stream.rows(all(&list));
            let now = session.now();
            stream::json(&mut out, SCHEMA, "keys", rows, |out, key| {
                inert::to_writer(out, &KeyRow::new(key, now))
            })
        }
        ListFormat::Csv => csv(session, &mut out, stream.rows(all(&list))),
    };
    stream.end(written.and_then(|()| out.flush()))?;
    Ok(Exit::Done)
}

fn all(list: &KeyList) -> impl Iterator<Item = Result<KeyRecord, RegistryError>> {
    [Role::Entity, Role::Emergency].into_iter().flat_map(|role| list.keys(role))
}

/// The two lists of the platform.
fn tables(session: &Session, out: &mut dyn Write, list: &KeyList, stream: &Stream) -> io::Result<()> {
    let say = session.say();
    let lists = [
        (Role::Entity, say.key_list_entity(), say.key_list_no_entity()),
        (Role::Emergency, say.key_list_emergency(), say.key_list_no_emergency()),
    ];
    for (at, (role, caption, empty)) in lists.into_iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let columns = vec![
            Column::text(say.key_column_name()),
            Column::text(say.key_column_cn()),
            Column::text(say.key_column_ends()),
            Column::text(say.key_column_state()),
            Column::number(say.key_column_open()),
        ];
        let rows = stream.rows(list.keys(role)).map(|key| key.map(|key| table_row(session, &key)));
        text::table(out, Table { caption, columns, rows: Box::new(rows), empty }, width())?;
    }
    Ok(())
}

fn table_row(session: &Session, key: &KeyRecord) -> Row {
    let (tone, state) = shown_state(session, key);
    let ends = key.certificate.validity.not_after;
    let mut name = vec![Line::strong(&key.name)];
    if key.entity.is_none() {
        name.push(Line::small(session.say().key_universal()));
    }
    Row {
        tone: Tone::Plain,
        cells: vec![
            name.into(),
            key.certificate.subject_cn.clone().unwrap_or_default().into(),
            two_clocks(session, ends),
            Line::plain(state).tone(tone).into(),
            number::whole(session.lang(), key.open_consultations).into(),
        ],
    }
}

/// Local time, then UTC below it.
fn two_clocks(session: &Session, at: Timestamp) -> Cell {
    let lang = session.lang();
    vec![
        Line::plain(format!("{} ({})", number::local(lang, at, Zone::PARIS), Zone::PARIS)),
        Line::small(format!("{} UTC", number::local(lang, at, Zone::UTC))),
    ]
    .into()
}

/// Every word that applies, the gravest tone.
fn shown_state(session: &Session, key: &KeyRecord) -> (Tone, String) {
    let say = session.say();
    let validity = key.certificate.validity;
    let mut words = Vec::new();
    let mut tone = Tone::Good;
    if validity.expired_at(session.now()) {
        words.push(say.key_state_expired());
        tone = Tone::Warn;
    } else if session.now() < validity.not_before {
        words.push(say.key_state_future());
        tone = Tone::Warn;
    }
    if matches!(key.state, KeyState::Retired(_)) {
        words.push(say.key_state_retired());
        tone = if tone == Tone::Good { Tone::Quiet } else { tone };
    }
    if key.custody == Custody::Certificate {
        words.push(say.key_state_no_private());
        tone = Tone::Bad;
    } else if let Some(proof) = key.failed_proof() {
        words.push(findings::proof(proof.result, say));
        tone = Tone::Bad;
    }
    if words.is_empty() {
        words.push(say.key_state_active());
    }
    (tone, words.join(", "))
}

fn csv(
    session: &Session,
    out: &mut dyn Write,
    keys: impl Iterator<Item = io::Result<KeyRecord>>,
) -> io::Result<()> {
    let headings = [
        "name",
        "role",
        "entity",
        "subject_cn",
        "not_before",
        "not_after",
        "state",
        "custody",
        "last_proved_at",
        "open_consultations",
        "fingerprint",
    ];
    let mut csv = CsvWriter::new(out, stream::dialect(session), &headings)?;
    for key in keys {
        let key = key?;
        csv.row(&[
            key.name.as_str().into(),
            key.role.name().into(),
            key.entity.as_deref().into(),
            key.certificate.subject_cn.as_deref().into(),
            key.certificate.validity.not_before.to_string().into(),
            key.certificate.validity.not_after.to_string().into(),
            state(&key).into(),
            custody(&key).into(),
            key.proved_at.map(|at| at.to_string()).into(),
            Field::Number(key.open_consultations),
            key.certificate.fingerprint.to_string().into(),
        ])?;
    }
    csv.finish()
}

/// One key, with what needs it.
pub(super) fn show(session: &Session, name: String, format: TextOrJson) -> Result<Exit, Error> {
    let KeyDetails { key, needs, place, behind } = ShowKey { name }.run(&session.desk())?;
    let mut out = session.out();
    match format {
        TextOrJson::Json => {
            let row = KeyRow::new(&key, session.now()).with(&needs).opened_by(&behind);
            let text = inert::to_string_pretty(&row).map_err(|error| Error::Output(error.into()))?;
            writeln!(out, "{text}").map_err(Error::Output)?;
        }
        TextOrJson::Text => {
            let mut definitions = definitions(session, &key, &place);
            definitions.extend(words::quorum::definitions(&behind, session.tongue()));
            let lines = needs.iter().map(|need| {
                let deadline = instant(session, need.deadline);
                Line::plain(session.say().key_open_one(untrusted::text(&need.reference), deadline))
            });
            let mut lines: Vec<Line> = lines.collect();
            if lines.is_empty() {
                lines.push(Line::plain(session.say().key_open_none()));
            }
            definitions.push(Definition { term: session.say().key_term_open(), lines });
            text::definitions(&mut out, &definitions, width()).map_err(Error::Output)?;
        }
    }
    Ok(Exit::Done)
}

fn definitions(session: &Session, key: &KeyRecord, place: &PrivatePlace) -> Vec<Definition> {
    let say = session.say();
    let certificate = &key.certificate;
    let file = words::key::place(&key.custody, place, say);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut definitions = vec![
        Definition::new(say.key_term_name(), &key.name),
        Definition::new(say.key_term_role(), role(say, key.role, false)),
        Definition::new(say.key_term_entity(), key.entity.clone().unwrap_or_else(|| say.key_universal())),
        Definition::new(say.key_term_cn(), text(&certificate.subject_cn)),
        Definition::new(say.key_term_issuer(), text(&certificate.issuer_cn)),
        Definition::code(say.key_term_serial(), &certificate.serial),
        Definition::code(say.key_term_ski(), &certificate.ski),
        Definition::code(say.key_term_fingerprint(), certificate.fingerprint.to_string()),
        Definition::new(say.key_term_size(), words::key::size(certificate, say)),
        Definition::new(say.key_term_begins(), instant(session, certificate.validity.not_before)),
        Definition::new(say.key_term_ends(), instant(session, certificate.validity.not_after)),
        Definition::new(say.key_term_state(), shown_state(session, key).1),
        Definition::new(say.key_term_file(), file),
        Definition::new(say.key_term_created(), instant(session, key.created_at)),
        Definition::new(
            say.key_term_proved(),
            key.proved_at.map_or_else(|| say.key_never_proved(), |at| instant(session, at)),
        ),
    ];
    if let Some(proof) = key.failed_proof() {
        let shown = say.key_last_proof(instant(session, proof.at), findings::proof(proof.result, say));
        definitions.push(Definition::new(say.key_term_last_proof(), shown));
    }
    definitions
}
