//! `consultation`: what bi-clés are tied to.

mod list;
mod roll;

use std::io::Write as _;

use plis::{
    desk::{
        Confirmed,
        consultations::{AssignKeys, BeginConsultation, CloseConsultation, LaunchConsultation},
    },
    motif::Motif,
    pli::Lot,
    registry::{ConsultationState, Launched},
    report::untrusted,
    time::Zone,
};

use crate::{
    cli::{
        Session,
        args::{
            consultation::{ConsultationAssignArgs, ConsultationCommand, ConsultationNewArgs},
            value,
        },
        error::Error,
        exit::Exit,
    },
    words::{error::registry::launch_problem, findings, number},
};

/// One function a command, in the order of the help.
pub(crate) fn run(session: &Session, command: ConsultationCommand) -> Result<Exit, Error> {
    match command {
        ConsultationCommand::New(args) => new(session, &args),
        ConsultationCommand::Import { file, reason } => roll::run(session, file, reason.as_deref()),
        ConsultationCommand::Assign(args) => assign(session, args, false),
        ConsultationCommand::Unassign(args) => assign(session, args, true),
        ConsultationCommand::Launch { reference, reason } => launch(session, reference, reason.as_deref()),
        ConsultationCommand::Close { reference, reason, confirm } => {
            close(session, reference, reason.as_deref(), confirm.as_deref())
        }
        ConsultationCommand::List { format } => list::list(session, format),
        ConsultationCommand::Show { reference, format } => list::show(session, reference, format),
    }
}

fn new(session: &Session, args: &ConsultationNewArgs) -> Result<Exit, Error> {
    let zone = value::zone(&args.timezone)?;
    let asked = BeginConsultation {
        reference: args.reference.clone(),
        title: args.title.clone(),
        entity: args.entity.clone(),
        deadline: value::instant("--deadline", &args.deadline, zone)?,
        zone,
    };
    let made = asked.run(&session.desk())?;
    let deadline = number::instant(session.lang(), made.deadline, made.zone);
    session.note(&session.say().consultation_created(untrusted::text(&made.reference), deadline));
    if made.deadline <= session.now() {
        session.warn(&session.say().consultation_created_late());
    }
    Ok(Exit::Done)
}

/// Chooses keys, or takes them away.
fn assign(session: &Session, args: ConsultationAssignArgs, away: bool) -> Result<Exit, Error> {
    let asked = AssignKeys {
        reference: args.reference,
        keys: args.keys,
        envelope: args.envelope.as_deref().map(value::envelope).transpose()?,
        lot: args.lot.as_deref().and_then(Lot::new),
        away,
    };
    let done = asked.run(&session.desk())?;
    for problem in &done.problems {
        session.warn(&launch_problem(problem, session.tongue()));
    }
    let (count, reference) = (done.keys() as u64, untrusted::text(&done.reference));
    let shown = number::whole(session.lang(), count);
    session.note(&session.say().consultation_assigned(findings::count(count), reference, shown));
    Ok(Exit::Done)
}

/// The command is its own confirmation.
fn launch(session: &Session, reference: String, reason: Option<&str>) -> Result<Exit, Error> {
    let confirmed = Confirmed::by(&reference);
    let asked = LaunchConsultation { reference, motif: reason.and_then(Motif::new), confirmed };
    tell_launched(session, &asked.run(&session.desk())?)?;
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
    reference: String,
    reason: Option<&str>,
    confirmation: Option<&str>,
) -> Result<Exit, Error> {
    let asked = CloseConsultation {
        reference,
        motif: reason.and_then(Motif::new),
        confirmed: confirmation.map(Confirmed::by),
    };
    let closed = asked.run(&session.desk())?;
    let say = session.say();
    if closed.consultation.close_reason.is_some() && !closed.recipients.is_empty() {
        let names: Vec<_> =
            closed.recipients.iter().map(|recipient| untrusted::text(&recipient.name)).collect();
        session.warn(&say.consultation_gave_up(names.join(", ")));
    }
    session.note(&say.consultation_closed(untrusted::text(&closed.consultation.reference)));
    // A key that has ended and that nothing needs any more may go; of one that goes on nothing is said.
    for key in &closed.deletable {
        session.hint(&say.consultation_deletable(untrusted::text(&key.name)));
    }
    Ok(Exit::Done)
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
