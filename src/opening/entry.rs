//! What the entries of an opening's journal hold: one type for each, written and read by the same.

use serde::{Deserialize, Serialize};

use super::{
    outcome::{Item, Reason},
    report::{ConsultationRow, KeyRow, ShardRun, Tool},
    share::ShardPlan,
};
use crate::{
    account::Account,
    fsx::Publication,
    journal::Mark,
    pli::EnvelopeKind,
    time::{Clock, Timestamp},
};

/// First entry of a run: `run_started`, `resumed`, `rehearsal`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Random identifier of the run.
    pub run: String,
    /// The program.
    pub tool: Tool,
    /// Who opens, as given.
    pub openers: Vec<String>,
    /// The motif, when one was given.
    pub reason: Option<String>,
    /// Name of the machine.
    pub host: String,
    /// The account of the operating system.
    #[serde(default)]
    pub account: Option<Account>,
    /// Whether the instants of the run count from one that was given by hand.
    #[serde(default)]
    pub clock_given: bool,
    /// What the system's clock said then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_at: Option<Timestamp>,
    /// The consultation, where one is known.
    pub consultation: Option<ConsultationRow>,
    /// The keys at hand.
    pub keys: Vec<KeyRow>,
    /// Whether the emergency keys may be used.
    pub emergency_allowed: bool,
    /// The kinds of envelopes asked for.
    pub envelopes: Vec<EnvelopeKind>,
    /// The refusals that a person lifts.
    pub accept: Vec<Reason>,
    /// How plaintexts get their final names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// Files and folders that were looked in.
    pub roots: Vec<String>,
    /// The deposit register.
    pub register: Option<String>,
    /// Rows to come.
    pub items: u64,
    /// The share it opens, and the plan that it is a share of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardPlan>,
    /// The shares that it gathers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gathers: Vec<ShardRun>,
    /// Entries of the journal that something beside it vouched for when the run began: what an earlier run opened is
    /// believed up to there, and decrypted again beyond.
    #[serde(default)]
    pub vouched: u64,
    /// The entry of the registry that says so, written before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<Mark>,
}

/// What became of one envelope: `outcome`. It is read as an [`Item`] and, where its place in the plan is asked for, as
/// [`Numbered`]: a reader of both at once would hold every field of an item twice.
#[derive(Debug, Serialize)]
pub(super) struct Outcome<'a> {
    pub(super) row: usize,
    /// Its place in the whole plan, where the run opens a share of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rank: Option<usize>,
    #[serde(flatten)]
    pub(super) item: &'a Item,
}

/// The place of an [`Outcome`] in the plan of its run; `None` where the entry does not say it.
#[derive(Debug, Deserialize)]
pub(super) struct Numbered {
    pub(super) row: Option<usize>,
    #[serde(default)]
    pub(super) rank: Option<usize>,
}

/// A rule refused a run as a whole: `refused_run`. Nothing was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRun {
    /// Random identifier of the run.
    pub run: String,
    /// Why, as a report says it.
    pub reason: Reason,
    /// Which rule it was.
    #[serde(default)]
    pub rule: RunRule,
    /// The deadline, where one is known.
    pub deadline: Option<Timestamp>,
    /// Who was to open, as given.
    pub openers: Vec<String>,
    /// Name of the machine.
    pub host: String,
    /// The account of the operating system.
    #[serde(default)]
    pub account: Option<Account>,
    /// Whether the clock was given by hand.
    #[serde(default)]
    pub clock_given: bool,
    /// What the system's clock said then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_at: Option<Timestamp>,
    /// Reference of the consultation.
    pub consultation: Option<String>,
    /// References of the consultations that the keys at hand are tied to, whose deadlines are ahead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tied: Vec<String>,
}

/// A rule that refuses a run as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunRule {
    /// The deadline has not passed.
    #[default]
    BeforeDeadline,
    /// A clock given by hand is ahead of the system's.
    ClockAhead,
    /// A key at hand is tied to a consultation whose deadline is ahead, and nobody says which one is opened.
    KeysTied,
}

impl RunRule {
    /// Its name in journals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeforeDeadline => "before_deadline",
            Self::ClockAhead => "clock_ahead",
            Self::KeysTied => "keys_tied",
        }
    }
}

/// Who runs an opening, and by which clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Random identifier of the run.
    pub run: String,
    /// Who opens, as given.
    pub openers: Vec<String>,
    /// Name of the machine.
    pub host: String,
    /// The account of the operating system.
    pub account: Account,
    /// The clock.
    pub clock: Clock,
}
