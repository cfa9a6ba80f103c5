//! One opening, as it is watched: what was ordered, how far it is, and what came of it.

use std::{
    collections::VecDeque,
    ffi::OsString,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use plis::{
    opening::{Item, report::Summary},
    report::{document::Tone, untrusted},
    secret::Password,
};
use serde::Deserialize;

use crate::words::outcome;

/// Rows that are kept to be shown while it runs.
const ROWS: usize = 300;

/// What was ordered.
pub(super) struct Order {
    /// Everything after the program's name.
    pub(super) arguments: Vec<OsString>,
    /// By the variable that the process takes them from.
    pub(super) passwords: Vec<(String, Arc<Password>)>,
    pub(super) output: PathBuf,
    pub(super) consultation: Option<String>,
    /// Nothing is decrypted.
    pub(super) rehearsal: bool,
    /// What was typed, to come back to the form.
    pub(super) typed: Vec<(String, String)>,
}

/// One opening.
pub(super) struct Run {
    pub(super) number: u32,
    pub(super) order: Order,
    passwords: Mutex<Vec<(String, Arc<Password>)>>,
    state: Mutex<State>,
}

/// How far it is.
#[derive(Clone)]
pub(super) struct State {
    pub(super) items: u64,
    pub(super) bytes: u64,
    pub(super) done_items: u64,
    /// Octets of envelopes that are done.
    read: u64,
    /// Octets of plaintext that were told of, and of those the ones of envelopes that are done.
    decrypted: u64,
    decrypted_whole: u64,
    /// The last rows.
    pub(super) rows: VecDeque<Row>,
    pub(super) summary: Option<Summary>,
    pub(super) end: Option<End>,
    process: Option<u32>,
    began: Instant,
    took: Duration,
}

/// How it ended.
#[derive(Clone)]
pub(super) struct End {
    /// The exit code; none where the system ended it.
    pub(super) code: Option<i32>,
    /// What it said to people.
    pub(super) said: String,
}

/// An envelope that has its outcome.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) tone: Tone,
    pub(super) text: String,
}

/// A line of the process's standard output, as far as it is shown.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Told {
    Planned {
        items: u64,
        bytes: u64,
    },
    Progress {
        bytes: u64,
    },
    Finished {
        item: Box<Item>,
    },
    Ended {
        summary: Box<Summary>,
    },
    #[serde(other)]
    Other,
}

impl Run {
    pub(super) fn new(number: u32, mut order: Order) -> Self {
        let passwords = Mutex::new(std::mem::take(&mut order.passwords));
        let state = State {
            items: 0,
            bytes: 0,
            done_items: 0,
            read: 0,
            decrypted: 0,
            decrypted_whole: 0,
            rows: VecDeque::new(),
            summary: None,
            end: None,
            process: None,
            began: Instant::now(),
            took: Duration::ZERO,
        };
        Self { number, order, passwords, state: Mutex::new(state) }
    }

    /// How far it is now.
    pub(super) fn state(&self) -> State {
        let mut state = self.lock().clone();
        if state.end.is_none() {
            state.took = state.began.elapsed();
        }
        state
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        self.lock().end.is_some()
    }

    /// The passwords: once, then they are gone from here.
    pub(super) fn take_passwords(&self) -> Vec<(String, Arc<Password>)> {
        std::mem::take(&mut *self.passwords.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn started(&self, process: u32) {
        self.lock().process = Some(process);
    }

    /// Does something to its process while it runs.
    pub(super) fn with_process(&self, deed: impl FnOnce(u32)) {
        let state = self.lock();
        if let Some(process) = state.process.filter(|_| state.end.is_none()) {
            deed(process);
        }
    }

    /// It never began.
    pub(super) fn failed(&self, error: &io::Error) {
        self.ended(None, error.to_string());
    }

    /// A line came. One that is not understood is passed over: what counts is in the folder's own journal.
    pub(super) fn told(&self, line: &[u8]) {
        let Ok(told) = serde_json::from_slice::<Told>(line) else { return };
        let mut state = self.lock();
        match told {
            Told::Planned { items, bytes } => (state.items, state.bytes) = (items, bytes),
            Told::Progress { bytes } => state.decrypted += bytes,
            Told::Finished { item } => {
                state.done_items += 1;
                state.read += item.bytes_in;
                state.decrypted_whole += item.bytes_out.unwrap_or_default();
                if state.rows.len() == ROWS {
                    state.rows.pop_front();
                }
                state.rows.push_back(Row::of(&item));
            }
            Told::Ended { summary } => state.summary = Some(*summary),
            Told::Other => {}
        }
    }

    pub(super) fn ended(&self, code: Option<i32>, said: String) {
        let mut state = self.lock();
        state.took = state.began.elapsed();
        state.process = None;
        state.end = Some(End { code, said });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Octets of envelopes, as `bytes` counts them: what is under way counts by its plaintext, what is done by the
    /// envelope itself.
    pub(super) fn done_bytes(&self) -> u64 {
        (self.read + self.decrypted.saturating_sub(self.decrypted_whole)).min(self.bytes)
    }

    /// Octets a second, and the time that is left at that speed.
    pub(super) fn speed(&self) -> (u64, Option<u64>) {
        let milliseconds = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX).max(1);
        let speed = self.done_bytes().saturating_mul(1000) / milliseconds;
        let left = self.bytes.saturating_sub(self.done_bytes());
        (speed, (speed > 0).then(|| left.saturating_mul(1000) / speed.max(1)))
    }
}

impl Row {
    fn of(item: &Item) -> Self {
        let who = item.company.as_ref().map(|company| format!("{company}, ")).unwrap_or_default();
        let name = untrusted::text(&format!("{who}{}", outcome::path_below_root(item)));
        Self { tone: outcome::tone(item), text: format!("{name} – {}", item.message) }
    }
}
