//! The rules of an opening, as pure functions: which files a register asks for, and which of them a rule
//! keeps closed.
//!
//! What the engine does with them:
//!
//! 1. [`judge`] gives one [`Wanted`] per plaintext file, in the register's order. `present(row)` says
//!    whether the file of a row is among those discovered ([`Register::find`] gives a file's row).
//! 2. [`Verdict::Open`]: decrypt the files of `rows` in that order, publish them as one at `output`, note
//!    `accepted`. [`Verdict::Keep`]: a row of the report with that reason and detail.
//! 3. A file that no row lists, or any file without a register: [`judge_unlisted`].
//! 4. When a row has its outcome: [`backup_copy_case`].

use crate::{
    opening::outcome::{Detail, Reason},
    pli::EnvelopeKind,
    register::Register,
    time::Timestamp,
};

/// What the run was asked for, as far as the rules care.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The deadline, where one is known.
    pub deadline: Option<Timestamp>,
    /// Kinds asked for by name; none: all but the anonymity envelopes.
    pub envelopes: Vec<EnvelopeKind>,
    /// What a person accepts, with a motif.
    pub accept: Accept,
}

/// Which default refusals a person overrides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accept {
    /// Deposits that ended after the deadline.
    pub late: bool,
    /// Deposits that a later one replaces.
    pub superseded: bool,
    /// Deposits their company took back.
    pub withdrawn: bool,
    /// Files that differ from the register's digest: the engine compares, and asks this.
    pub altered: bool,
}

/// What a rule says of a wanted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Open it.
    Open {
        /// The refusals that a person overrode for it.
        accepted: Vec<Reason>,
    },
    /// Keep it closed.
    Keep {
        /// Why.
        reason: Reason,
        /// Facts about it.
        detail: Option<Detail>,
    },
}

/// One plaintext file that a register asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Rows of its encrypted files, in the order of their blocks; the first speaks for all.
    pub rows: Vec<usize>,
    /// Where its plaintext goes, relative to the output folder: every component is safe, and no other
    /// wanted file that opens has it.
    pub output: String,
    /// When its sending began, the earliest of its rows.
    pub started_at: Option<Timestamp>,
    /// When its envelope's sending ended, the latest of that envelope's rows.
    pub ended_at: Option<Timestamp>,
    /// Whether that is after the deadline.
    pub late: bool,
    /// What the rules say.
    pub verdict: Verdict,
}

/// Judges every file of a register.
pub fn judge(register: &Register, terms: &Terms, present: &dyn Fn(usize) -> bool) -> Vec<Wanted> {
    let _ = (register, terms, present);
    unimplemented!("not judged yet")
}

/// Judges a file that no register lists: only its path can tell what kind of envelope it is.
pub fn judge_unlisted(path: &str, terms: &Terms) -> Verdict {
    let _ = (path, terms);
    unimplemented!("not judged yet")
}

/// What is known of a deposit when its outcome is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sending {
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Which case of the backup-copy rule applies (arrêté of 22 March 2019, annexe 6, article 2): 1 for
/// malware, 2 for an electronic pli that is incomplete, late or cannot be opened although its sending began
/// in time; none otherwise, and none where the register does not tell when it began.
pub fn backup_copy_case(reason: Option<Reason>, sending: Sending, deadline: Option<Timestamp>) -> Option<u8> {
    let _ = (reason, sending, deadline);
    unimplemented!("not judged yet")
}
