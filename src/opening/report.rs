//! The values of the report `plis.opening/1`, all but its rows, which are streamed from the journal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{outcome::Reason, shard::Shard};
use crate::{
    account::Account,
    crypto::{Curve, MlKem},
    fsx::{Appender, Publication, Team},
    journal::Journal,
    keys::{Role, quorum::JoinedBy},
    pli::EnvelopeKind,
    register::State,
    time::Timestamp,
    timestamp::Stamp,
};

/// The schema's name.
pub const SCHEMA: &str = "plis.opening/1";

/// Counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Rows.
    pub found: u64,
    /// Opened by this run.
    pub opened: u64,
    /// Opened by an earlier run, verified and kept.
    pub already_opened: u64,
    /// Named a key that is held, in a rehearsal.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub openable: u64,
    /// Refused by a rule.
    pub refused: u64,
    /// Failed.
    pub failed: u64,
    /// Not reached before an interruption.
    pub cancelled: u64,
    /// Octets read.
    pub bytes_in: u64,
    /// Octets of plaintext.
    pub bytes_out: u64,
    /// Envelopes opened with an emergency key.
    pub emergency_used: u64,
    /// Deposits on paper that the register lists: no rows, and not found.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paper: u64,
    /// System litter passed over.
    pub passed_over: u64,
    /// Milliseconds from start to end.
    pub elapsed_ms: u64,
}

impl Summary {
    /// Envelopes whose plaintexts are there, by this run's work or an earlier one's.
    pub const fn opened_in_all(&self) -> u64 {
        self.opened.saturating_add(self.already_opened)
    }

    /// Envelopes that could not be opened, or were not reached.
    pub const fn failed_in_all(&self) -> u64 {
        self.failed.saturating_add(self.cancelled)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A deposit on paper that the register lists: no file belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDeposit {
    /// Its pli.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pli: Option<String>,
    /// Its company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Envelope kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<EnvelopeKind>,
    /// Lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// When it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposited_at: Option<Timestamp>,
    /// What became of it.
    pub state: State,
    /// Whether it was received after the deadline, as far as can be told.
    pub late: bool,
    /// Whether that cannot be told: the register says the minute only, which is the deadline's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_the_minute: bool,
    /// The register's other columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub register_columns: BTreeMap<String, String>,
}

/// Who ran what, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Random identifier.
    pub id: String,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Who opened, as given.
    pub openers: Vec<String>,
    /// The motif, when one was given.
    pub reason: Option<String>,
    /// Name of the machine.
    pub host: String,
    /// The account of the operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// Whether the instants of the run count from one that was given by hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_given: bool,
    /// What the system's clock said then. The journal has it; a report of the same inputs and clock stays the same.
    #[serde(skip)]
    pub system_at: Option<Timestamp>,
    /// Worker threads.
    pub jobs: usize,
    /// How plaintexts get their final names in this place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// Whether the place has no locks: another run at once would not be seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_locks: bool,
    /// Whether the place keeps nobody from reading what is written there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_to_others: bool,
    /// The team that what is written is for; else its owner's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Team>,
    /// Whether it was a rehearsal that decrypted no content.
    #[serde(default)]
    pub dry_run: bool,
    /// The share of the opening that it is the report of; else everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// The runs of other machines that it gathers, the first share first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<ShardRun>,
}

/// What one machine opened of an opening that is gathered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardRun {
    /// Number of its share.
    pub shard: u32,
    /// Identifier of its last run.
    pub run: String,
    /// Name of the machine.
    pub host: String,
    /// The account of the operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// When that run started.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Rows of its share.
    pub found: u64,
    /// Envelopes whose plaintexts are there.
    pub opened: u64,
    /// Envelopes that a rule keeps closed.
    pub refused: u64,
    /// Envelopes that could not be opened.
    pub failed: u64,
    /// Where its journal stood.
    pub journal: JournalHead,
}

/// An earlier run in the same folder, as the journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierRun {
    /// Its identifier.
    pub id: String,
    /// What it was.
    pub kind: RunKind,
    /// When it started.
    pub started_at: Timestamp,
    /// Who opened, as given.
    pub openers: Vec<String>,
    /// The motif, when one was given.
    pub reason: Option<String>,
    /// Name of the machine.
    pub host: String,
    /// The account of the operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// What the system's clock said when it started, where the instants of the run count from one given by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_at: Option<Timestamp>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Reason>,
    /// How it ended.
    pub end: RunEnd,
}

/// An entry of a journal that is earlier than the one before it: a clock was set back, or had been ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backwards {
    /// Its number.
    pub seq: u64,
    /// Its instant.
    pub at: Timestamp,
    /// The instant of the one before.
    pub before: Timestamp,
}

/// What a run was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// It opened envelopes.
    Opening,
    /// It decrypted no content.
    Rehearsal,
    /// A rule refused it as a whole.
    Refused,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEnd {
    /// It came to its end.
    Ended,
    /// A person or the system interrupted it, and it ended in good order.
    Interrupted,
    /// It stopped without a word: a power cut, a process killed.
    Cut,
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `plis`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The provider: `aws-lc` or `rust-crypto`.
    pub crypto: String,
}

/// The consultation that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationRow {
    /// Its reference.
    pub reference: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its entity.
    pub entity: Option<String>,
    /// Its deadline.
    pub deadline: Option<Timestamp>,
    /// The zone people read it in.
    pub timezone: String,
}

/// A key that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// What it is for.
    pub role: Role,
    /// Its name: the registry's, or the key file's.
    pub name: Option<String>,
    /// Common name of its subject.
    pub subject_cn: Option<String>,
    /// Common name of its issuer.
    pub issuer_cn: Option<String>,
    /// Serial number, lowercase hex.
    pub serial: String,
    /// Subject key identifier, lowercase hex.
    pub ski: Option<String>,
    /// SHA-256 of the certificate.
    pub fingerprint: String,
    /// Bits of the modulus, or of the order of the curve; of ML-KEM, the number in its name.
    pub bits: usize,
    /// Its curve, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<Curve>,
    /// Its parameter set, where it is a key of ML-KEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kem: Option<MlKem>,
    /// First instant of its validity.
    pub not_before: Timestamp,
    /// Last instant of its validity.
    pub not_after: Timestamp,
    /// Whether that was past when the run started.
    pub expired: bool,
    /// Octets after the end of its key file, or of what is in it: passed over.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub trailing_octets: u64,
    /// The shares that opened its key file, where it took shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_by: Option<JoinedBy>,
    /// Whether an earlier run in the folder held it, and this one did not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub earlier: bool,
}

/// Whether the output folder can hold what is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Octets of the encrypted files to open: their plaintexts are no longer.
    pub needed: u64,
    /// Octets free for this user on the output's file system, where the system tells.
    pub free: Option<u64>,
}

impl Room {
    /// Whether it is known to be too little.
    pub fn is_short(self) -> bool {
        self.free.is_some_and(|free| free < self.needed)
    }
}

/// Where the journal stands at the end of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// Entries in it.
    pub entries: u64,
    /// Hash of the last one.
    pub head: String,
    /// The stamp of that entry, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<StampRow>,
}

impl JournalHead {
    /// Where a journal stands now.
    pub(super) fn of(record: &Journal<Appender>) -> Self {
        Self { entries: record.entries(), head: record.head().to_owned(), stamp: None }
    }
}

/// Where a stamp was asked for, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampRow {
    /// The authority's address, without what may be secret in it.
    pub asked: String,
    /// The file of the stamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What the authority vouches for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vouched: Option<Stamp>,
    /// Why there is no stamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_short_when_it_is_known_to_be() {
        let short = |needed, free| Room { needed, free }.is_short();
        assert!(short(2, Some(1)) && !short(2, Some(2)) && !short(2, Some(3)) && !short(2, None));
    }

    #[test]
    fn what_only_a_rehearsal_counts_is_left_out_of_the_others() {
        let written =
            |openable| serde_json::to_value(Summary { openable, ..Summary::default() }).expect("JSON");
        assert_eq!(written(0).get("openable"), None);
        assert_eq!(written(2)["openable"], 2);
        assert_eq!(written(0)["opened"], 0);
    }
}
