//! `consultation list` and `consultation show`.

use std::io::{self, BufWriter, Write};

use plis::{
    consultation::{EnvelopeKind, Lot},
    desk::consultations::{ConsultationDetails, ConsultationList, ShowConsultation},
    registry::{Assigned, ConsultationRecord, ConsultationState, OpeningTold, RecipientRecord, RunRecord},
    report::{
        csv::CsvWriter,
        document::{Column, Definition, Line, Row, Table, Tone},
        inert, text, untrusted,
    },
    time::{Timestamp, Zone},
};
use serde::Serialize;

use super::{instant, state};
use crate::cli::{
    Session,
    args::key::ListFormat,
    command::stream::{self, Stream},
    error::Error,
    exit::Exit,
    session::width,
};
use crate::words::role::role;

/// The schema of `consultation list --format json`.
const SCHEMA: &str = "plis.consultations/1";

/// A consultation as programs read it. Field names are stable; new ones may be added.
#[derive(Serialize)]
struct ConsultationRow<'a> {
    reference: &'a str,
    title: Option<&'a str>,
    entity: &'a str,
    deadline: Timestamp,
    timezone: &'static str,
    state: ConsultationState,
    created_at: Timestamp,
    launched_at: Option<Timestamp>,
    launch_reason: Option<&'a str>,
    closed_at: Option<Timestamp>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    ties: Option<Ties<'a>>,
}

#[derive(Serialize)]
struct Ties<'a> {
    assignments: Vec<AssignmentRow<'a>>,
    recipients: Vec<RecipientRow<'a>>,
    runs: Vec<RunRow<'a>>,
}

#[derive(Serialize)]
struct AssignmentRow<'a> {
    key: Option<&'a str>,
    fingerprint: String,
    envelope: Option<&'static str>,
    lot: Option<&'a str>,
}

#[derive(Serialize)]
struct RecipientRow<'a> {
    role: &'static str,
    name: &'a str,
    fingerprint: String,
    not_after: Timestamp,
    deleted: bool,
}

#[derive(Serialize)]
struct RunRow<'a> {
    id: &'a str,
    at: Timestamp,
    folder: String,
    head: &'a str,
}

impl<'a> ConsultationRow<'a> {
    fn new(consultation: &'a ConsultationRecord) -> Self {
        Self {
            reference: &consultation.reference,
            title: consultation.title.as_deref(),
            entity: &consultation.entity,
            deadline: consultation.deadline,
            timezone: consultation.zone.name(),
            state: consultation.state,
            created_at: consultation.created_at,
            launched_at: consultation.launched_at,
            launch_reason: consultation.launch_reason.as_deref(),
            closed_at: consultation.closed_at,
            ties: None,
        }
    }
}

/// Every consultation, as they are read.
pub(super) fn list(session: &Session, format: ListFormat) -> Result<Exit, Error> {
    let list = ConsultationList::at(&session.desk())?;
    let stream = Stream::new();
    let mut out = BufWriter::new(session.out());
    let rows = stream.rows(list.consultations());
    let written = match format {
        ListFormat::Text => table(session, &mut out, rows),
        ListFormat::Json => stream::json(&mut out, SCHEMA, "consultations", rows, |out, consultation| {
            inert::to_writer(out, &ConsultationRow::new(consultation))
        }),
        ListFormat::Csv => csv(session, &mut out, rows),
    };
    let written = written.and_then(|()| out.flush());
    stream.end(written)?;
    Ok(Exit::Done)
}

fn table(
    session: &Session,
    out: &mut dyn Write,
    rows: impl Iterator<Item = io::Result<ConsultationRecord>>,
) -> io::Result<()> {
    let say = session.say();
    let columns = vec![
        Column::text(say.consultation_column_reference()),
        Column::text(say.consultation_column_title()),
        Column::text(say.consultation_column_entity()),
        Column::text(say.consultation_column_deadline()),
        Column::text(say.consultation_column_state()),
    ];
    let rows = rows.map(|consultation| {
        let consultation = consultation?;
        let tone = match consultation.state {
            ConsultationState::Closed => Tone::Quiet,
            ConsultationState::Draft | ConsultationState::Launched => Tone::Plain,
        };
        Ok(Row {
            tone,
            cells: vec![
                Line::strong(&consultation.reference).into(),
                consultation.title.as_deref().unwrap_or_default().into(),
                consultation.entity.as_str().into(),
                instant(session, consultation.deadline, consultation.zone).into(),
                state(session, consultation.state).into(),
            ],
        })
    });
    let (caption, empty) = (say.consultation_list(), say.consultation_list_none());
    text::table(out, Table { caption, columns, rows: Box::new(rows), empty }, width())
}

fn csv(
    session: &Session,
    out: &mut dyn Write,
    rows: impl Iterator<Item = io::Result<ConsultationRecord>>,
) -> io::Result<()> {
    let headings =
        ["reference", "title", "entity", "deadline", "timezone", "state", "launched_at", "closed_at"];
    let mut csv = CsvWriter::new(out, stream::dialect(session), &headings)?;
    for consultation in rows {
        let consultation = consultation?;
        csv.row(&[
            consultation.reference.as_str().into(),
            consultation.title.as_deref().into(),
            consultation.entity.as_str().into(),
            consultation.deadline.to_string().into(),
            consultation.zone.name().into(),
            consultation.state.name().into(),
            consultation.launched_at.map(|at| at.to_string()).into(),
            consultation.closed_at.map(|at| at.to_string()).into(),
        ])?;
    }
    csv.finish()
}

/// One consultation, with its keys and its openings.
pub(super) fn show(session: &Session, reference: String, format: ListFormat) -> Result<Exit, Error> {
    let details = ShowConsultation { reference }.run(&session.desk())?;
    let mut out = session.out();
    match format {
        ListFormat::Json => {
            let row = ConsultationRow {
                ties: Some(Ties::of(&details)),
                ..ConsultationRow::new(&details.consultation)
            };
            let text = inert::to_string_pretty(&row).map_err(|error| Error::Output(error.into()))?;
            writeln!(out, "{text}").map_err(Error::Output)?;
        }
        ListFormat::Csv => {
            csv(session, &mut out, std::iter::once(Ok(details.consultation))).map_err(Error::Output)?;
        }
        ListFormat::Text => {
            let definitions = definitions(session, &details);
            text::definitions(&mut out, &definitions, width()).map_err(Error::Output)?;
        }
    }
    Ok(Exit::Done)
}

impl<'a> Ties<'a> {
    fn of(details: &'a ConsultationDetails) -> Self {
        Self {
            assignments: details
                .assigned
                .iter()
                .map(|assigned| AssignmentRow {
                    key: assigned.name.as_deref(),
                    fingerprint: assigned.assignment.key.to_string(),
                    envelope: assigned.assignment.envelope.map(EnvelopeKind::name),
                    lot: assigned.assignment.lot.as_ref().map(Lot::as_str),
                })
                .collect(),
            recipients: details
                .recipients
                .iter()
                .map(|recipient| RecipientRow {
                    role: recipient.role.name(),
                    name: &recipient.name,
                    fingerprint: recipient.certificate.fingerprint.to_string(),
                    not_after: recipient.certificate.validity.not_after,
                    deleted: recipient.key.is_none(),
                })
                .collect(),
            runs: details
                .runs
                .iter()
                .map(|run| RunRow {
                    id: &run.id,
                    at: run.at,
                    folder: run.folder.to_string_lossy().into_owned(),
                    head: &run.head,
                })
                .collect(),
        }
    }
}

fn definitions(session: &Session, details: &ConsultationDetails) -> Vec<Definition> {
    let consultation = &details.consultation;
    let say = session.say();
    let zone = consultation.zone;
    let at = |at| instant(session, at, zone);
    let mut definitions = vec![
        Definition::new(say.consultation_column_reference(), &consultation.reference),
        Definition::new(say.consultation_column_title(), consultation.title.clone().unwrap_or_default()),
        Definition::new(say.consultation_column_entity(), &consultation.entity),
        Definition::new(say.consultation_column_deadline(), at(consultation.deadline)),
        Definition::new(say.consultation_column_state(), state(session, consultation.state)),
        Definition::new(say.consultation_term_created(), at(consultation.created_at)),
    ];
    if let Some(launched) = consultation.launched_at {
        definitions.push(Definition::new(say.consultation_term_launched(), at(launched)));
    }
    if let Some(reason) = &consultation.launch_reason {
        definitions.push(Definition::new(say.consultation_term_reason(), reason));
    }
    if let Some(closed) = consultation.closed_at {
        definitions.push(Definition::new(say.consultation_term_closed(), at(closed)));
    }
    let mut assigned: Vec<Line> =
        details.assigned.iter().map(|assigned| Line::plain(assignment(session, assigned))).collect();
    if assigned.is_empty() {
        assigned.push(Line::plain(say.consultation_nothing_assigned()));
    }
    definitions.push(Definition { term: say.consultation_term_assigned(), lines: assigned });
    if !details.recipients.is_empty() {
        let term = match consultation.state {
            ConsultationState::Draft => say.consultation_term_foreseen(),
            ConsultationState::Launched | ConsultationState::Closed => say.consultation_term_recipients(),
        };
        let lines = details.recipients.iter().map(|one| Line::plain(recipient(session, one, zone))).collect();
        definitions.push(Definition { term, lines });
    }
    if !details.runs.is_empty() || !details.begun.is_empty() {
        let run =
            |run: &RunRecord| Line::plain(say.consultation_run(at(run.at), untrusted::path(&run.folder)));
        let begun = |told: &OpeningTold| {
            let folder = untrusted::text(&told.started.folder);
            Line::plain(say.consultation_opening_without_end(at(told.at), folder)).tone(Tone::Warn)
        };
        let lines = details.runs.iter().map(run).chain(details.begun.iter().map(begun)).collect();
        definitions.push(Definition { term: say.consultation_term_runs(), lines });
    }
    definitions
}

fn assignment(session: &Session, assigned: &Assigned) -> String {
    let say = session.say();
    let name = match &assigned.name {
        Some(name) => untrusted::text(name),
        None => say.consultation_gone(&assigned.assignment.key.to_string()[..16]),
    };
    let kind = assigned.assignment.envelope.map(|kind| kind.name().to_owned());
    let lot = assigned.assignment.lot.as_ref();
    let lot = lot.map(|lot| say.consultation_scope_lot(untrusted::text(lot.as_str())));
    let scope: Vec<String> = kind.into_iter().chain(lot).collect();
    if scope.is_empty() {
        say.consultation_assigned_all(name)
    } else {
        say.consultation_assigned_scope(name, scope.join(", "))
    }
}

/// A recipient in one line.
pub(super) fn recipient(session: &Session, recipient: &RecipientRecord, zone: Zone) -> String {
    let ends = instant(session, recipient.certificate.validity.not_after, zone);
    let name = untrusted::text(&recipient.name);
    let role = role(session.say(), recipient.role, recipient.universal);
    session.say().consultation_recipient(name, role, ends)
}
