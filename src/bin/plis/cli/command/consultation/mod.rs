//! `consultation`: what bi-clés are tied to.

mod list;
mod roll;

use std::io::Write as _;

use plis::{
    motif::Motif,
    pli::{EnvelopeKind, Lot},
    registry::{ConsultationState, KeyId, Launched, NewConsultation, Registry, RegistryError},
    report::untrusted,
    time::Zone,
};

use crate::{
    cli::{
        Session,
        args::{
            Mistake,
            consultation::{ConsultationAssignArgs, ConsultationCommand, ConsultationNewArgs},
            value,
        },
        error::Error,
        exit::Exit,
        home,
    },
    words::{error::registry::launch_problem, findings, number},
};

/// One function a command, in the order of the help.
pub(crate) fn run(session: &Session, command: ConsultationCommand) -> Result<Exit, Error> {
    match command {
        ConsultationCommand::New(args) => new(session, &args),
        ConsultationCommand::Import { file, reason } => {
            roll::run(session, &file, motif(reason.as_deref()).as_ref())
        }
        ConsultationCommand::Assign(args) => assign(session, &args, true),
        ConsultationCommand::Unassign(args) => assign(session, &args, false),
        ConsultationCommand::Launch { reference, reason } => {
            launch(session, &reference, motif(reason.as_deref()))
        }
        ConsultationCommand::Close { reference, reason, confirm } => {
            close(session, &reference, motif(reason.as_deref()), confirm.as_deref())
        }
        ConsultationCommand::List { format } => list::list(session, format),
        ConsultationCommand::Show { reference, format } => list::show(session, &reference, format),
    }
}

fn new(session: &Session, args: &ConsultationNewArgs) -> Result<Exit, Error> {
    let zone = value::zone(&args.timezone)?;
    let new = NewConsultation {
        reference: args.reference.clone(),
        title: args.title.clone(),
        entity: args.entity.clone(),
        deadline: value::instant("--deadline", &args.deadline, zone)?,
        zone,
    };
    let mut registry = home::open_or_make(session)?;
    let made = registry.add_consultation(&home::by(session, None), &new)?;
    let deadline = number::instant(session.lang(), made.deadline, made.zone);
    session.note(&session.say().consultation_created(untrusted::text(&made.reference), deadline));
    if made.deadline <= session.now() {
        session.warn(&session.say().consultation_created_late());
    }
    Ok(Exit::Done)
}

/// Chooses keys, or takes them away.
fn assign(session: &Session, args: &ConsultationAssignArgs, chosen: bool) -> Result<Exit, Error> {
    let envelope = args.envelope.as_deref().map(kind).transpose()?;
    let lot = args.lot.as_deref().and_then(Lot::new);
    let mut registry = home::open(session)?;
    let consultation = registry.consultation(&args.reference)?;
    let keys = args
        .keys
        .iter()
        .map(|name| registry.key(name).map(|key| key.id))
        .collect::<Result<Vec<KeyId>, RegistryError>>()?;
    let by = home::by(session, None);
    let assigned = if chosen {
        registry.assign(&by, consultation.id, &keys, envelope, lot.as_ref())?
    } else {
        registry.unassign(&by, consultation.id, &keys, envelope, lot.as_ref())?
    };
    if chosen {
        for key in &args.keys {
            let key = registry.key(key)?;
            if let Some(problem) = key.not_yet_valid(session.now()) {
                session.warn(&launch_problem(&problem, session.tongue()));
            }
        }
    }
    let mut keys: Vec<_> = assigned.iter().map(|assigned| assigned.assignment.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let (count, reference) = (keys.len() as u64, untrusted::text(&consultation.reference));
    let shown = number::whole(session.lang(), count);
    session.note(&session.say().consultation_assigned(findings::count(count), reference, shown));
    Ok(Exit::Done)
}

fn kind(text: &str) -> Result<EnvelopeKind, Error> {
    text.parse().map_err(|_| {
        let possible = EnvelopeKind::ALL.map(|kind| kind.name().to_owned()).to_vec();
        Mistake::Value { argument: "--envelope".to_owned(), value: text.to_owned(), possible }.into()
    })
}

fn motif(text: Option<&str>) -> Option<Motif> {
    text.and_then(Motif::new)
}

fn launch(session: &Session, reference: &str, reason: Option<Motif>) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    let consultation = registry.consultation(reference)?;
    let launched = registry.launch(&home::by(session, reason), consultation.id)?;
    tell_launched(session, &launched)?;
    Ok(Exit::Done)
}

/// What a launch made final, and what speaks against it.
fn tell_launched(session: &Session, launched: &Launched) -> Result<(), Error> {
    let say = session.say();
    let reference = untrusted::text(&launched.consultation.reference);
    for problem in &launched.problems {
        session.warn(&launch_problem(problem, session.tongue()));
    }
    if !launched.has_emergency {
        session.warn(&say.launch_no_emergency(&reference));
    }
    session.note(&say.consultation_launched(&reference));
    let mut out = session.out();
    for recipient in &launched.recipients {
        let line = list::recipient(session, recipient, launched.consultation.zone);
        writeln!(out, "{line}").map_err(Error::Output)?;
    }
    Ok(())
}

fn close(
    session: &Session,
    reference: &str,
    reason: Option<Motif>,
    confirmation: Option<&str>,
) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    let consultation = registry.consultation(reference)?;
    let recipients = registry.recipients(consultation.id)?;
    let closed = registry.close(&home::by(session, reason), consultation.id, confirmation)?;
    if closed.close_reason.is_some() && !recipients.is_empty() {
        let names: Vec<_> = recipients.iter().map(|recipient| untrusted::text(&recipient.name)).collect();
        session.warn(&session.say().consultation_gave_up(names.join(", ")));
    }
    session.note(&session.say().consultation_closed(untrusted::text(&consultation.reference)));
    if consultation.state == ConsultationState::Launched {
        for recipient in &recipients {
            tell_deletable(session, &registry, recipient.key)?;
        }
    }
    Ok(Exit::Done)
}

/// A key that has ended and that nothing needs any more may go; of one that goes on nothing is said.
fn tell_deletable(session: &Session, registry: &Registry, key: Option<KeyId>) -> Result<(), Error> {
    let Some(key) = key else { return Ok(()) };
    let key = registry.key_by_id(key)?;
    if key.open_consultations == 0 && key.certificate.validity.expired_at(session.now()) {
        session.hint(&session.say().consultation_deletable(untrusted::text(&key.name)));
    }
    Ok(())
}

/// The name of a state.
fn state(session: &Session, state: ConsultationState) -> String {
    match state {
        ConsultationState::Draft => session.say().consultation_state_draft(),
        ConsultationState::Launched => session.say().consultation_state_launched(),
        ConsultationState::Closed => session.say().consultation_state_closed(),
    }
}

/// An instant in a consultation's own zone.
fn instant(session: &Session, at: plis::time::Timestamp, zone: Zone) -> String {
    number::instant(session.lang(), at, zone)
}
