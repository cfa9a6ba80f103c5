//! What can be wrong with a journal, and where.

use std::io;

/// What is wrong with a journal, and where.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Damage {
    /// Number of the line, from 1.
    pub line: u64,
    /// Octets before that line.
    pub offset: u64,
    /// What is wrong with it.
    #[source]
    pub what: LineFault,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub enum LineFault {
    /// It is the last, and has no end: a power cut, or a cut by hand.
    #[error("the last line has no end")]
    Torn,
    /// It has not the shape of an entry.
    #[error("not an entry of a journal")]
    NotAnEntry {
        /// What the JSON parser says, where it came to that.
        #[source]
        parser: Option<serde_json::Error>,
    },
    /// Its octets are not those its hash was made of.
    #[error("the line was changed: its hash is not that of its octets")]
    Edited,
    /// Its number is not the next one: a line was removed, added or moved.
    #[error("entry {found} stands where entry {expected} should")]
    OutOfOrder {
        /// The next number.
        expected: u64,
        /// Its number.
        found: u64,
    },
    /// It follows another line than the one before it: that one or this one was written anew.
    #[error("it follows the hash {found}, and the line before has {expected}")]
    BrokenLink {
        /// Hash of the line before.
        expected: String,
        /// The hash it names.
        found: String,
    },
    /// The journal ends before the entry that the report names.
    #[error("the journal has {found} entries, and the report speaks of {expected}")]
    EndsEarly {
        /// Entries the report speaks of.
        expected: u64,
        /// Entries there are.
        found: u64,
    },
    /// The chain is whole and is not the one the report speaks of.
    #[error("the hash is {found}, and the report holds {expected}")]
    AnotherHead {
        /// What the report holds.
        expected: String,
        /// The hash of that line.
        found: String,
    },
    /// It is longer than a limit.
    #[error("the line is longer than {limit} octets")]
    TooLong {
        /// The limit's value.
        limit: u64,
    },
    /// It could not be read.
    #[error("the journal cannot be read")]
    Io(#[from] io::Error),
}
