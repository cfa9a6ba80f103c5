//! What differs, and where.

use std::path::PathBuf;

use serde::Serialize;

use super::stamp_fault::StampFault;
use crate::{fsx::SystemError, time::Timestamp, timestamp::Stamp};

/// Something that is not what the journal says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// The journal has no entry.
    Empty,
    /// The last run was cut: nothing says how it ended.
    Cut {
        /// Its identifier.
        run: String,
        /// When it began.
        at: Timestamp,
    },
    /// The last run ended, and its papers are not recorded.
    NoPapers {
        /// Its identifier.
        run: String,
        /// When it began.
        at: Timestamp,
    },
    /// A file that the journal speaks of is not there.
    Missing {
        /// Its path below the folder.
        path: PathBuf,
    },
    /// A file is not what the journal says.
    Changed {
        /// Its path below the folder.
        path: PathBuf,
        /// Octets there should be.
        expected: u64,
        /// Octets there are.
        found: u64,
    },
    /// The report names another entry as the journal's last, or one that is gone.
    ReportHead {
        /// Entries that the report knows of.
        entries: u64,
    },
    /// A part of the report is not what the journal says.
    Report {
        /// Which.
        part: Part,
        /// The fields that differ.
        fields: Vec<String>,
    },
    /// A file that the journal does not speak of, where plaintexts are or under a paper's name.
    Unrecorded {
        /// Its path below the folder.
        path: PathBuf,
    },
    /// A stamp beside the journal vouches for nothing in it.
    Stamp {
        /// Its file.
        path: PathBuf,
        /// Why.
        why: StampFault,
    },
    /// The journal has no entry of the hash that a stamp beside it was asked for: it was cut or written anew since, or the
    /// stamp is another's.
    StampedHead {
        /// The file of the stamp.
        path: PathBuf,
        /// The hash.
        imprint: String,
        /// The entry that the file's name says it is of.
        claimed: u64,
        /// Entries of the journal.
        entries: u64,
        /// What vouches that there was such an entry; `None` where the stamp does not hold.
        #[serde(skip_serializing_if = "Option::is_none")]
        stamp: Option<Box<Stamp>>,
    },
    /// No stamp is there, and authorities to judge one by, or a folder of stamps, were named.
    NoStamps {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read, or is no regular file.
    Unreadable {
        /// Its path below the folder.
        path: PathBuf,
        /// What the system says.
        error: SystemError,
    },
    /// The registry that the opening is written in cannot be opened.
    Registry {
        /// Why.
        error: String,
    },
    /// The registry's journal does not hold together.
    RegistryJournal {
        /// Number of the entry.
        seq: u64,
        /// What is wrong.
        error: String,
    },
    /// The registry's tables do not hold together.
    RegistryDamaged {
        /// What is wrong.
        error: String,
    },
    /// The registry's journal has not the entry that this journal names.
    RegistryEntry {
        /// The run.
        run: String,
        /// Number of the entry.
        seq: u64,
    },
    /// The registry says that a run ended elsewhere in this journal, or after its end.
    RegistryHead {
        /// The run.
        run: String,
        /// Number of the registry's entry.
        seq: u64,
        /// Entries that the registry knows of.
        entries: u64,
    },
    /// The registry counts otherwise what became of a run's envelopes.
    RegistryCount {
        /// The run.
        run: String,
        /// Number of the registry's entry.
        seq: u64,
        /// Which count.
        field: &'static str,
        /// What this journal says.
        journal: u64,
        /// What the registry says.
        registry: u64,
    },
    /// The table of runs holds a head that no entry of this journal has.
    RegistryRun {
        /// The run.
        run: String,
    },
    /// The registry does not say that the last run ended.
    RegistryUnended {
        /// The run.
        run: String,
        /// Number of the registry's entry of its beginning.
        seq: u64,
    },
    /// The registry knows of an opening in this folder, and this journal does not.
    RegistryOnly {
        /// The run.
        run: String,
        /// Number of the registry's entry.
        seq: u64,
        /// When it began.
        at: Timestamp,
    },
    /// The registry's facts of the consultation are not those that the opening was made by.
    RegistryFacts {
        /// Its reference.
        reference: String,
        /// Which fact.
        field: &'static str,
        /// What this journal says.
        journal: String,
        /// What the registry says.
        registry: String,
    },
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It is no report that can be read.
    Whole,
    /// What stands before or after the rows.
    Head,
    /// A row, by its number from 1, and the file it is about.
    Row {
        /// Its number.
        number: u64,
        /// As the journal has it.
        input: String,
    },
    /// There are more or fewer rows than the journal has.
    Rows {
        /// Rows there should be.
        expected: u64,
        /// Rows there are.
        found: u64,
    },
}

impl Finding {
    /// Whether the journal may not be all that it was, though its entries follow from one another.
    pub fn doubts_the_journal(&self) -> bool {
        matches!(self, Self::StampedHead { .. })
    }
}
