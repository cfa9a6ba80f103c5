//! The hash-chained record of what was done: one JSON object a line, each with the hash of the one before.
//!
//! # A line
//!
//! ```text
//! {"seq":7,"at":"2026-12-18T11:00:04Z","kind":"outcome","prev":"<64 hex>","data":{...},"hash":"<64 hex>"}
//! ```
//!
//! - The line ends with one line feed (octet `0A`) and holds no other.
//! - Its last 75 octets before that are `,"hash":"`, 64 lowercase hexadecimal digits, and `"}`. The
//!   octets before those are the *body*: `hash` is the SHA-256 of the body, exactly as it stands. Nothing
//!   is parsed, sorted or written again before hashing, so any changed octet is found, a space included.
//! - `prev` is the `hash` of the line before; in the first line, 64 zeros ([`GENESIS`]).
//! - `seq` counts from 1, so it is also the number of the line in its file.
//! - `at` is RFC 3339 in UTC; `kind` says what happened ([`kind`]); `data` is any JSON value.
//!
//! A shell can check a line: `head -n 7 journal.jsonl | tail -n 1 | tr -d '\n' | head -c -75 | sha256sum`.
//!
//! # What it proves
//!
//! Whoever changes, removes, inserts or moves a line must write every later hash again, and so changes the
//! last one, the *head*. The report and the minutes hold the head ([`Expected`]): against it, [`verify`]
//! finds any such change, the last lines removed included. Without it, lines removed from the end cannot
//! be missed: nothing after them speaks of them.
//!
//! A last line without its line feed is what a power cut leaves. It is told apart ([`LineFault::Torn`]), so
//! that a rerun can cut it and go on ([`Position`]).

#![warn(clippy::missing_errors_doc)]

mod chain;
mod damage;
mod reader;
mod writer;

pub use self::{
    chain::{Chain, Entry, GENESIS, Link, Mark, parse},
    damage::{Damage, LineFault},
    reader::{Expected, Located, Position, Reader, Verified, read_at, recover, verify},
    writer::{Appended, Journal},
};

/// What an entry of an opening's journal can tell. The registry has kinds of its own.
pub mod kind {
    /// A run begins: its identifier, openers, motif, consultation, keys, inputs and options.
    pub const RUN_STARTED: &str = "run_started";
    /// A later run begins in the same folder, with the same facts, and what it cut from the end of this file.
    pub const RESUMED: &str = "resumed";
    /// A rehearsal begins: it decrypts no content.
    pub const REHEARSAL: &str = "rehearsal";
    /// A rule refused the run as a whole, before anything was opened: the reason and its facts.
    pub const REFUSED_RUN: &str = "refused_run";
    /// What became of one envelope: a row of the report.
    pub const OUTCOME: &str = "outcome";
    /// The register lists a deposit on paper, which no file belongs to: what it says of it.
    pub const PAPER: &str = "paper";
    /// The report and the minutes of the run, as they were written: their digests, and what they say beside the rows.
    pub const PAPERS: &str = "papers";
    /// The run was interrupted by a person or the system; what was done is kept.
    pub const INTERRUPTED: &str = "interrupted";
    /// The run is over: its counts.
    pub const RUN_ENDED: &str = "run_ended";
}

#[cfg(test)]
mod tests;
