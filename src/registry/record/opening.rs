//! What the registry's journal tells of openings, and the keys that may not open yet.

use serde::{Deserialize, Serialize};

use crate::{
    journal::Mark,
    keys::{Role, quorum::JoinedBy},
    registry::refusal::ConsultationName,
    time::{Clock, Timestamp},
};

/// An opening begins: `opening.started`, durable before the first private operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningStarted {
    /// Random identifier of the run.
    pub run: String,
    /// The folder it writes in.
    pub folder: String,
    /// Name of the machine.
    pub host: String,
    /// Who opens, as given.
    pub openers: Vec<String>,
    /// The keys at hand.
    pub keys: Vec<KeyAtHand>,
    /// Reference of the consultation, where one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultation: Option<String>,
    /// The deadline that has passed, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    /// References of the consultations that the keys are tied to.
    pub tied: Vec<String>,
}

/// A key that an opening holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyAtHand {
    /// What it is for.
    pub role: Role,
    /// Its name.
    pub name: Option<String>,
    /// SHA-256 of its certificate.
    pub fingerprint: String,
    /// The shares that opened its file, where it took shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_by: Option<JoinedBy>,
}

/// An opening is over: `opening.ended`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningEnded {
    /// Random identifier of the run.
    pub run: String,
    /// The folder it wrote in.
    pub folder: String,
    /// Entries in the folder's journal.
    pub entries: u64,
    /// Hash of the last of them.
    pub head: String,
    /// Envelopes opened.
    pub opened: u64,
    /// Envelopes that a rule keeps closed.
    pub refused: u64,
    /// Envelopes that could not be opened, or were not reached.
    pub failed: u64,
}

/// An opening without an end: it was cut, or is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpeningBegun {
    /// Random identifier of the run.
    pub run: String,
    /// When it began.
    pub at: Timestamp,
    /// The folder it writes in.
    pub folder: String,
    /// Reference of the consultation, where one was named.
    pub consultation: Option<String>,
}

/// What the registry's journal says of one opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningTold {
    /// When it began.
    pub at: Timestamp,
    /// Number and hash of the entry that says so.
    pub mark: Mark,
    /// How it began.
    pub started: OpeningStarted,
    /// How it ended: nothing says so of one that was cut, or is under way.
    pub ended: Option<OpeningEnded>,
    /// Number of the entry that says so.
    pub ended_by: Option<u64>,
}

/// A key at hand is tied to consultations whose deadlines are ahead, and nobody says which one is opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("keys at hand are tied to {} consultations whose deadlines are ahead", ahead.len())]
pub struct KeysTied {
    /// Those consultations, the earliest deadline first.
    pub ahead: Vec<ConsultationName>,
}

/// What an opening for which nobody names a consultation or a deadline may not do: keys that are tied to a
/// consultation before its deadline stay closed, since any envelope may be one of its.
///
/// # Errors
///
/// [`KeysTied`].
pub fn nothing_is_ahead(tied: &[ConsultationName], clock: Clock) -> Result<(), KeysTied> {
    let ahead: Vec<_> = tied.iter().filter(|tied| clock.now().meets(tied.deadline)).cloned().collect();
    if ahead.is_empty() { Ok(()) } else { Err(KeysTied { ahead }) }
}
