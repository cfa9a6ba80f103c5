//! `--wait`: until the deadline has passed, holding neither a key nor the registry meanwhile.

use std::{
    io::{self, IsTerminal as _},
    thread,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plis::{
    consultation::{BeforeDeadline, Consultation, NotYet},
    desk::open::{OpenEnvelopes, Understood},
};

use crate::{
    cli::{Session, args::open::OpenOrder, error::Error, interrupt},
    words::{error::left, number},
};

/// How often the clock is looked at: it may be set, and the machine may sleep.
const LOOK: Duration = Duration::from_millis(250);
/// How often a plain line says that it still waits.
const REMIND: Duration = Duration::from_hours(1);

/// What an order means; with `--wait`, once the deadline has passed: the registry is not held meanwhile, and what it and
/// the register say may have changed by then.
pub(super) fn understood(
    session: &Session,
    options: &OpenOrder,
    order: &OpenEnvelopes,
) -> Result<Understood, Error> {
    let understood = order.understand(&session.desk())?;
    if !options.wait {
        return Ok(understood);
    }
    let Understood { consultation, .. } = understood;
    for_deadline(session, &consultation)?;
    Ok(order.understand(&session.desk())?)
}

/// Waits as long as the consultation's deadline is ahead. An interruption ends the program: nothing was begun.
fn for_deadline(session: &Session, consultation: &Consultation) -> Result<(), Error> {
    let Some(early) = still_early(session, consultation) else { return Ok(()) };
    interrupt::does(|| interrupt::leave()).map_err(Error::Output)?;
    let shown = Shown::new(session, &early);
    let mut reminded = Instant::now();
    loop {
        session.look_at_the_clock();
        let Some(early) = still_early(session, consultation) else { break };
        if let Some(bar) = &shown.bar {
            bar.set_message(sentence(session, &early));
        } else if reminded.elapsed() >= REMIND {
            reminded = Instant::now();
            session.note(&sentence(session, &early));
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// What is to be waited for; a clock that is given is not waited for.
fn still_early(session: &Session, consultation: &Consultation) -> Option<BeforeDeadline> {
    match consultation.opening(session.clock()) {
        Err(NotYet::Deadline(early)) => Some(early),
        Err(NotYet::ClockAhead { .. }) | Ok(_) => None,
    }
}

fn sentence(session: &Session, early: &BeforeDeadline) -> String {
    let deadline = number::instant(session.lang(), early.deadline, early.zone);
    session.say().open_waiting(deadline, left(early.seconds_left(), session.say()))
}

/// A line that counts down on a terminal, a sentence elsewhere.
struct Shown {
    bar: Option<ProgressBar>,
}

impl Shown {
    fn new(session: &Session, early: &BeforeDeadline) -> Self {
        if session.is_quiet() || !io::stderr().is_terminal() {
            session.note(&sentence(session, early));
            return Self { bar: None };
        }
        let style =
            ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
        Self { bar: Some(bar) }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
