//! Who writes in the registry how an opening ended: a process of its own, since the one that reads what bidders wrote
//! cannot write there any more.
//!
//! It is begun before anything is read, knows who opens and what was ordered, and is told which run it is for before the
//! first envelope. After that it takes two messages, each once: what the run is linked with, and how it ended. Where there
//! is no such process, the registry stays open here.

#[cfg(all(test, unix))] // its lines are sockets of Unix
mod tests;

use std::{
    collections::BTreeSet,
    io::{self, BufReader, Read, Write},
};

use plis::{
    consultation::Fingerprint,
    desk::{
        self,
        open::{Begun, Ended, KeyFindings, OpenEnvelopes, Trace, certificates_named},
    },
    opening::Finished,
    registry::{Mode, RegistryError, Stranger},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings;
use crate::{
    cli::{
        Session,
        error::{Account, Error},
        interrupt,
        message::{hear, say},
    },
    confine::{self, Line},
};

/// Octets of a message: as many strangers as are kept, with names as long as a header may have them.
const MESSAGE: u64 = 8 << 20;

/// What is asked of the process, in this order, each once.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    /// Which run it is for.
    Takes(Begun),
    /// The run is linked to its consultation.
    Links { head: String, named: BTreeSet<Stranger> },
    /// It is over.
    Ends(Ended),
}

/// What the process says to each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// It is written, with the findings about the keys where the run has a consultation.
    Done(Option<Vec<Value>>),
    /// It cannot be written now.
    Unwritten { sentence: String },
    /// It failed.
    Failed { sentence: String, hint: Option<String> },
}

/// A process that is there for a run that may concern the registry.
pub(super) struct Recorder(Option<Line>);

impl Recorder {
    /// Begins it, where the registry may be concerned: before anything is read, and while there is one thread.
    pub(super) fn begin(session: &Session, order: &OpenEnvelopes) -> Self {
        let concerned = order.consultation.is_some() || session.desk().has_registry();
        if order.rehearsal || !concerned {
            return Self(None);
        }
        // Asked of the system's user database while it can be read.
        session.who();
        Self(confine::detach(|line| serve(session, order, line)))
    }

    /// From here on the registry is written by that process, and closed here; without one it stays open.
    pub(super) fn takes(self, trace: Trace) -> Ending {
        let mut line = self.0.map(BufReader::new);
        let taken = line.as_mut().map(|line| ask(line, &Asked::Takes(trace.begun().clone())));
        match (line, taken) {
            (Some(line), Some(Ok(Answer::Done(_)))) => Ending::Apart(line),
            _ => Ending::Here(Box::new(trace)),
        }
    }
}

/// How the end of a run gets into the registry.
pub(super) enum Ending {
    /// By a process of its own.
    Apart(BufReader<Line>),
    /// By what is still open here.
    Here(Box<Trace>),
}

impl Ending {
    /// How the registry is kept, where it is still open here.
    pub(super) fn mode(&self) -> Option<Mode> {
        match self {
            Self::Apart(_) => None,
            Self::Here(trace) => Some(trace.mode()),
        }
    }

    /// Links the run to its consultation; gives what the audit then says of its keys.
    pub(super) fn links(
        &mut self,
        session: &Session,
        order: &OpenEnvelopes,
        finished: &Finished,
    ) -> Result<Option<Vec<Value>>, Error> {
        let unread = |error| Error::Read { path: order.out.clone(), error };
        let named = certificates_named(finished).map_err(unread)?;
        let head = finished.journal.head.clone();
        let answer = match self {
            Self::Apart(line) => ask(line, &Asked::Links { head, named }),
            Self::Here(trace) => Ok(linked(session, order, trace, head, named)),
        };
        told(session, answer)
    }

    /// Writes that the run is over.
    pub(super) fn ends(
        &mut self,
        session: &Session,
        order: &OpenEnvelopes,
        ended: Ended,
    ) -> Result<(), Error> {
        let answer = match self {
            Self::Apart(line) => ask(line, &Asked::Ends(ended)),
            Self::Here(trace) => Ok(over(session, order, trace, ended)),
        };
        told(session, answer).map(drop)
    }
}

/// What was opened is not undone when the registry can no longer be written: its entry before the opening stands.
fn told(session: &Session, answer: io::Result<Answer>) -> Result<Option<Vec<Value>>, Error> {
    match answer {
        Ok(Answer::Done(findings)) => Ok(findings),
        Ok(Answer::Unwritten { sentence }) => {
            session.warn(&sentence);
            Ok(None)
        }
        Ok(Answer::Failed { sentence, hint }) => Err(Error::Recorder { sentence, hint }),
        Err(_) => {
            session.warn(&session.say().open_recorder_gone());
            Ok(None)
        }
    }
}

/// The process: it has the registry, and nothing else.
fn serve(session: &Session, order: &OpenEnvelopes, line: Line) {
    session.forget_passwords();
    confine::recorder(session);
    // A signal to all processes of a service is for the one that opens: this one ends after it.
    if interrupt::does(|| {}).is_ok() {
        record(session, order, line);
    }
}

/// Writes what it is told, and ends at the first thing that is not to be told now.
fn record(session: &Session, order: &OpenEnvelopes, line: impl Read + Write) {
    let mut line = BufReader::new(line);
    let Ok(Asked::Takes(begun)) = hear(&mut line, MESSAGE) else { return };
    let Some(mut trace) = Trace::resume(order, &session.desk(), begun) else { return };
    let mut answer = Answer::Done(None);
    let mut is_linked = false;
    while say(&mut line, &answer).is_ok() {
        answer = match hear(&mut line, MESSAGE) {
            Ok(Asked::Links { head, named }) if !is_linked && is_hash(&head) => {
                is_linked = true;
                linked(session, order, &mut trace, head, named)
            }
            Ok(Asked::Ends(ended)) if ended.head.is_empty() || is_hash(&ended.head) => {
                let answer = over(session, order, &mut trace, ended);
                // Closed before that is said.
                drop(trace);
                let _ = say(&mut line, &answer);
                return;
            }
            _ => return,
        };
    }
}

fn linked(
    session: &Session,
    order: &OpenEnvelopes,
    trace: &mut Trace,
    head: String,
    named: BTreeSet<Stranger>,
) -> Answer {
    answer(session, trace.link(order, &session.desk(), head, named))
}

fn over(session: &Session, order: &OpenEnvelopes, trace: &mut Trace, ended: Ended) -> Answer {
    answer(session, trace.end(order, &session.desk(), ended).map(|()| None))
}

fn answer(session: &Session, done: Result<Option<KeyFindings>, desk::Error>) -> Answer {
    let error = match done {
        Ok(found) => return Answer::Done(found.map(|found| findings::told(session, &found))),
        Err(error) => error,
    };
    let not_now = matches!(
        error,
        desk::Error::Registry(RegistryError::ReadOnly | RegistryError::Newer { .. } | RegistryError::Busy)
    );
    let Account { sentence, hint, .. } = Error::from(error).account(session.tongue());
    if not_now { Answer::Unwritten { sentence } } else { Answer::Failed { sentence, hint } }
}

/// Whether a text can be the hash of an entry.
fn is_hash(text: &str) -> bool {
    Fingerprint::from_hex(text).is_some_and(|hash| hash.to_string() == text)
}

fn ask(line: &mut BufReader<impl Read + Write>, asked: &Asked) -> io::Result<Answer> {
    say(line, asked)?;
    hear(line, MESSAGE)
}
