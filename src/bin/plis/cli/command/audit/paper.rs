//! The audit as a document, for a terminal and for a page, and its instants as events of a calendar.

use plis::{
    audit::{
        Standing,
        finding::{Finding, Severity},
    },
    registry::snapshot::{ConsultationFacts, KeyFacts, KeyIndex},
    report::{
        audit::Sentences as _,
        calendar::Event,
        document::{Block, Cell, Column, Document, Later, Line, Note, Row, Table, Tone},
        untrusted,
    },
    time::{Timestamp, Zone},
};

use super::Sheet;
use crate::words::{findings, number, outcome::capitalized, role::role};

/// The findings, the gravest first; then, when all is asked for, every key.
pub(super) fn document<'a>(sheet: &'a Sheet<'a>) -> Document<'a> {
    let session = sheet.session;
    let say = session.say();
    let lang = session.lang();
    let summary = &sheet.audit.summary;
    let whole = |count| number::whole(lang, count);
    let counts = say.audit_summary(
        whole(summary.keys),
        whole(summary.consultations),
        whole(summary.critical),
        whole(summary.warning),
        whole(summary.info),
    );
    let mut blocks = vec![Block::Paragraph(counts), Block::Table(findings_table(sheet))];
    if !sheet.args.all && summary.info > 0 {
        let hidden = say.audit_hidden(findings::count(summary.info), whole(summary.info));
        blocks.push(Block::Note(Note { tone: Tone::Quiet, title: hidden, lines: vec![] }));
    }
    if sheet.args.all {
        blocks.push(Block::Table(keys_table(sheet)));
    }
    if !sheet.snapshot.set_aside.is_empty() {
        let lines = sheet.snapshot.set_aside.iter().map(|key| {
            let (name, deleted) = (untrusted::text(&key.name), instant(sheet, key.deleted_at));
            if key.is_missing {
                say.audit_aside_missing(name, deleted)
            } else {
                say.audit_aside_one(name, deleted, instant(sheet, key.until))
            }
        });
        let lines = lines.collect();
        blocks.push(Block::Note(Note { tone: Tone::Quiet, title: say.audit_aside(), lines }));
    }
    let at = instant(sheet, sheet.audit.at);
    Document {
        lang: lang.code(),
        title: say.audit_title(),
        subtitle: vec![say.audit_subtitle(&at)],
        running: format!("{} - {at}", say.audit_title()),
        page: (say.audit_page(), say.audit_of()),
        blocks,
        last: Some(Later::new(|| unended(sheet))),
    }
}

/// Openings that began and have no end.
fn unended(sheet: &Sheet<'_>) -> Option<Note> {
    let say = sheet.session.say();
    let begun = sheet.vouching.unended().filter(|begun| !begun.is_empty())?;
    let lines = begun.iter().map(|begun| {
        say.journal_opening_without_end(instant(sheet, begun.at), untrusted::text(&begun.folder))
    });
    Some(Note { tone: Tone::Warn, title: say.audit_unended(), lines: lines.collect() })
}

fn findings_table<'a>(sheet: &'a Sheet<'a>) -> Table<'a> {
    let say = sheet.session.say();
    let columns = vec![
        Column::text(say.audit_column_severity()).share(18),
        Column::text(say.audit_column_message()).share(43),
        Column::text(say.audit_column_remedy()).share(39),
    ];
    let telling = sheet.telling();
    let rows = sheet.audit.findings.iter().filter(|finding| sheet.is_shown(finding)).map(move |finding| {
        let severity = Line::strong(findings::severity(finding.severity, say)).tone(tone(finding));
        Ok(Row {
            tone: Tone::Plain,
            cells: vec![
                Cell::from(vec![severity]),
                telling.message(finding).into(),
                telling.remedy(finding).into(),
            ],
        })
    });
    let empty = capitalized(&say.audit_nothing());
    Table { caption: say.audit_findings(), columns, rows: Box::new(rows), empty }
}

const fn tone(finding: &Finding) -> Tone {
    match finding.severity {
        Severity::Critical => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Info => Tone::Quiet,
    }
}

fn keys_table<'a>(sheet: &'a Sheet<'a>) -> Table<'a> {
    let say = sheet.session.say();
    let lang = sheet.session.lang();
    let columns = vec![
        Column::text(say.key_column_name()).share(24),
        Column::text(say.key_column_cn()).share(24),
        Column::text(say.key_column_ends()).share(32),
        Column::number(say.audit_column_days()).share(10),
        Column::number(say.key_column_open()).share(10),
    ];
    let rows = sheet.snapshot.keys.iter().zip(&sheet.audit.keys).map(move |(key, standing)| {
        let days = match standing.days_left {
            left @ 0.. => number::whole(lang, left.unsigned_abs()),
            past => format!("-{}", number::whole(lang, past.unsigned_abs())),
        };
        Ok(Row::plain([
            Cell::from(vec![
                Line::strong(&*key.name),
                Line::small(role(say, key.role, key.entity.is_none())),
            ]),
            Cell::from(key.subject_cn.as_deref().unwrap_or_default()),
            Cell::from(instant(sheet, key.not_after)),
            Cell::from(days),
            Cell::from(number::whole(lang, u64::from(standing.open_consultations))),
        ]))
    });
    Table { caption: say.audit_keys(), columns, rows: Box::new(rows), empty: say.audit_no_keys() }
}

/// The end of every key that is needed or may still be chosen, and every deadline.
pub(super) fn events<'a>(sheet: &'a Sheet<'a>) -> impl Iterator<Item = Event> + 'a {
    let keys = (0..).zip(sheet.snapshot.keys.iter().zip(&sheet.audit.keys));
    let keys = keys
        .filter(|(_, (key, standing))| {
            !standing.deletable || (!key.retired && sheet.audit.at <= key.not_after)
        })
        .map(|(index, (key, standing))| key_event(sheet, KeyIndex(index), key, standing));
    keys.chain(sheet.snapshot.consultations.iter().map(|consultation| deadline_event(sheet, consultation)))
}

fn key_event(sheet: &Sheet<'_>, index: KeyIndex, key: &KeyFacts, standing: &Standing) -> Event {
    let say = sheet.session.say();
    let thresholds = &sheet.audit.thresholds;
    let needed = if standing.deletable {
        say.audit_calendar_key_idle()
    } else {
        let ties = sheet.snapshot.ties_of(index);
        let consultations: Vec<_> = ties.iter().map(|tie| tie.consultation).collect();
        say.audit_calendar_key_needed(sheet.telling().consultations(&consultations))
    };
    let cn = key.subject_cn.as_deref().map(untrusted::text).unwrap_or_default();
    let mut alarms = vec![thresholds.warn_days, thresholds.crit_days];
    alarms.dedup();
    Event {
        uid: format!("key-{}@plis", key.fingerprint),
        at: key.not_after,
        summary: say.audit_calendar_key(untrusted::text(&key.name)),
        description: say.audit_calendar_key_text(
            capitalized(&role(say, key.role, key.entity.is_none())),
            cn,
            needed,
        ),
        alarms,
    }
}

fn deadline_event(sheet: &Sheet<'_>, consultation: &ConsultationFacts) -> Event {
    let say = sheet.session.say();
    let state = if consultation.launched {
        say.consultation_state_launched()
    } else {
        say.consultation_state_draft()
    };
    let entity = untrusted::text(sheet.snapshot.entity(consultation.entity));
    Event {
        uid: format!("consultation-{}@plis", escaped(&consultation.reference)),
        at: consultation.deadline,
        summary: say.audit_calendar_deadline(untrusted::text(&consultation.reference)),
        description: say.audit_calendar_deadline_text(entity, state),
        alarms: vec![],
    }
}

/// A reference as an identifier: its letters and digits, the other octets in hexadecimal.
fn escaped(reference: &str) -> String {
    reference
        .bytes()
        .map(|octet| match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(octet).to_string(),
            other => format!("_{other:02x}"),
        })
        .collect()
}

fn instant(sheet: &Sheet<'_>, at: Timestamp) -> String {
    number::instant(sheet.session.lang(), at, Zone::PARIS)
}
