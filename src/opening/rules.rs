//! The rules of an opening, as pure functions: which files a register asks for, and which of them a rule
//! keeps closed.
//!
//! What the engine does with them:
//!
//! 1. [`judge`] gives one [`Wanted`] per plaintext file, in the register's order. `present(row)` says
//!    whether the file of a row is there ([`Register::find`] gives a file's row).
//! 2. [`Verdict::Open`]: decrypt the files of `rows` in that order, publish them as one at `output`, note
//!    `accepted`. [`Verdict::Keep`]: a row of the report with that reason and detail.
//! 3. A file that no row lists, or any file without a register: [`judge_unlisted`].
//! 4. When a row has its outcome: [`backup_copy_case`].
//!
//! # The rules, in the order in which they speak
//!
//! | reason | when | lifted by |
//! |---|---|---|
//! | `other_envelope` | its kind is not one asked for; an anonymity envelope, unless asked for by name | asking for it |
//! | `withdrawn` | `etat` is `retire` | `--accept withdrawn` |
//! | `set_aside` | `etat` is `ecarte` | changing the register |
//! | `late` | its sending ended after the deadline's second ([`Timestamp::meets`]), or may have: without its seconds, a time in the deadline's own minute | `--accept late` |
//! | `superseded` | `etat` is `remplace`, or a later deposit in time replaces it | `--accept superseded` |
//! | `missing_file` | none of its files is there | |
//! | `duplicate_block`, `missing_block` | its blocks are not 1 to n, each once and each there | |
//! | `output_collision` | another file that opens has its name | |
//!
//! A file that two refusals keep closed opens when both are accepted; until then the first is named.
//!
//! # Which deposit replaces which (R. 2151-6: only the last one received in time is opened)
//!
//! Judged for one company, one kind of envelope and one lot at a time, over all its plis, by the end of
//! the sending of what is in time and neither withdrawn, replaced nor set aside:
//!
//! - the pli that ended last is opened, and the earlier ones are superseded by it;
//! - two that ended in the same second are both opened: which was last cannot be told; nor can it where a register
//!   leaves the seconds out and both ended in one minute;
//! - within one pli, a file sent again under the same name replaces the earlier one;
//! - a late deposit replaces nothing, not even when a person accepts to open it;
//! - a row without `depot_fin`, without `entreprise` or without `pli` is not compared over plis.

mod blocks;
mod deposits;
mod output;

#[cfg(test)]
mod tests;

pub(super) use self::deposits::name_of;
use crate::{
    motif::Motif,
    opening::{
        outcome::{Detail, Reason},
        report::PaperDeposit,
    },
    pli::EnvelopeKind,
    register::{PaperRow, Register, RegisterRow, State},
    time::{Timestamp, Written},
};

/// What the run was asked for, as far as the rules care.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Kinds asked for by name; none: all but the anonymity envelopes.
    pub envelopes: Vec<EnvelopeKind>,
    /// What a person accepts.
    pub accept: Accept,
}

/// What a person lifts, and why: refusals, and the rule that emergency keys stay closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// The motif.
    pub motif: Motif,
    /// The refusals.
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
    /// Which envelope it is, where that is known.
    pub kind: Option<EnvelopeKind>,
    /// Where its plaintext goes, relative to the output folder, with `/` between its components: each is
    /// safe, and no other file of the register that opens has it.
    pub output: String,
    /// When its sending began, the earliest of its rows.
    pub started_at: Option<Timestamp>,
    /// When its sending ended, the latest of its rows.
    pub ended_at: Option<Timestamp>,
    /// Whether that is after the deadline, as far as can be told.
    pub late: bool,
    /// Whether it cannot be told: the register says the minute only, and the deadline is in it.
    pub unsure: bool,
    /// Whether when its sending began, or ended where that is all there is, is known to the minute only.
    pub to_the_minute: bool,
    /// What the rules say.
    pub verdict: Verdict,
}

/// Judges every file of a register, of a consultation with that deadline.
pub fn judge(
    register: &Register,
    deadline: Option<Timestamp>,
    terms: &Terms,
    present: &dyn Fn(usize) -> bool,
) -> Vec<Wanted> {
    let rows = register.rows();
    let mut files = deposits::files(rows, deadline);
    deposits::note_replacements(&mut files, rows);
    let folders = output::Folders::new(rows);
    let mut wanted: Vec<_> = files
        .into_iter()
        .map(|file| (kind_of(&rows[file.rows[0]]), file))
        .map(|(kind, file)| Wanted {
            kind,
            verdict: verdict(&file, kind, rows, (deadline, terms), present),
            output: folders.output_of(&rows[file.rows[0]]),
            started_at: file.started.map(|span| span.first),
            ended_at: file.ended.map(|span| span.first),
            late: file.late,
            unsure: file.is_unsure(deadline),
            to_the_minute: file.started.or(file.ended).is_some_and(|span| span.first != span.last),
            rows: file.rows,
        })
        .collect();
    output::refuse_collisions(&mut wanted, rows);
    wanted
}

fn verdict(
    file: &deposits::File,
    kind: Option<EnvelopeKind>,
    rows: &[RegisterRow],
    (deadline, terms): (Option<Timestamp>, &Terms),
    present: &dyn Fn(usize) -> bool,
) -> Verdict {
    if !asked_for(kind, terms) {
        return Verdict::Keep { reason: Reason::OtherEnvelope, detail: None };
    }
    let mut accepted = Vec::new();
    for (reason, detail) in objections(file, deadline) {
        if terms.accept.covers(reason) {
            accepted.push(reason);
        } else {
            return Verdict::Keep { reason, detail };
        }
    }
    match blocks::check(&file.rows, rows, present) {
        Ok(()) => Verdict::Open { accepted },
        Err((reason, detail)) => Verdict::Keep { reason, detail },
    }
}

/// The kind of envelope that a row speaks of, or else its file's names.
fn kind_of(row: &RegisterRow) -> Option<EnvelopeKind> {
    row.envelope.or_else(|| EnvelopeKind::of_path(&row.file))
}

/// Every refusal that a person may or may not lift, in the order in which they are named.
fn objections(file: &deposits::File, deadline: Option<Timestamp>) -> Vec<(Reason, Option<Detail>)> {
    let mut objections = Vec::new();
    match file.state {
        State::Withdrawn => objections.push((Reason::Withdrawn, None)),
        State::SetAside => objections.push((Reason::SetAside, None)),
        State::Deposited | State::Replaced => {}
    }
    if let (true, Some(ended), Some(deadline)) = (file.late, file.ended, deadline) {
        let detail = Detail::Deposit { ended_at: ended.first.to_string(), deadline: deadline.to_string() };
        objections.push((Reason::Late, Some(detail)));
    }
    if file.state == State::Replaced || file.replaced_by.is_some() {
        let detail = file.replaced_by.as_ref().map(|pli| Detail::ReplacedBy { pli: pli.to_string() });
        objections.push((Reason::Superseded, detail));
    }
    objections
}

impl Accept {
    /// Whether a refusal for this reason is lifted.
    fn covers(self, reason: Reason) -> bool {
        match reason {
            Reason::Late => self.late,
            Reason::Superseded => self.superseded,
            Reason::Withdrawn => self.withdrawn,
            // An altered file shows only once it is read.
            _ => false,
        }
    }
}

/// Judges a file that no register lists, of the kind that its names tell ([`EnvelopeKind::of_path`]).
pub fn judge_unlisted(kind: Option<EnvelopeKind>, terms: &Terms) -> Verdict {
    if asked_for(kind, terms) {
        Verdict::Open { accepted: Vec::new() }
    } else {
        Verdict::Keep { reason: Reason::OtherEnvelope, detail: None }
    }
}

/// Whether a kind is opened now. Where kinds are asked for by name, an envelope of which none is known
/// stays closed: it could be an offer, opened with the candidatures.
fn asked_for(kind: Option<EnvelopeKind>, terms: &Terms) -> bool {
    match kind {
        Some(kind) if !terms.envelopes.is_empty() => terms.envelopes.contains(&kind),
        Some(kind) => kind != EnvelopeKind::Anonymat,
        None => terms.envelopes.is_empty(),
    }
}

/// The deposits on paper of a register, in its order: nothing of them is opened here, and they replace nothing.
pub fn paper(register: &Register, deadline: Option<Timestamp>) -> Vec<PaperDeposit> {
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(ToOwned::to_owned);
    let judged = |row: &PaperRow| {
        let ends = row.ended_at.zip(deadline);
        let late = ends.is_some_and(|(ended, deadline)| !ended.latest().meets(deadline));
        let to_the_minute = late && ends.is_some_and(|(ended, deadline)| ended.at.meets(deadline));
        PaperDeposit {
            pli: text(&row.pli),
            company: text(&row.company),
            envelope: row.envelope,
            lot: row.lot.as_ref().map(ToString::to_string),
            deposited_at: row.ended_at.map(|ended| ended.at),
            state: row.state,
            late,
            to_the_minute,
            register_columns: row
                .others
                .iter()
                .map(|(name, cell)| (name.to_string(), cell.to_string()))
                .collect(),
        }
    };
    register.paper().iter().map(judged).collect()
}

/// What is known of a deposit when its outcome is.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Sending {
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Whether the register left the seconds of these out: each may have been up to 59 seconds later.
    pub to_the_minute: bool,
}

/// Which case of the backup-copy rule applies (arrêté of 22 March 2019, annexe 6, article 2).
///
/// - 1: malware was found in the electronic pli. What finds it is another program: never said here.
/// - 2: the electronic pli is incomplete, late, or cannot be opened, *although its sending began in time*.
///
/// `None` otherwise; where the register does not tell that the sending began in time; and where the fault
/// is on this machine (a name that is taken, a disk that is full): another try is the remedy then.
pub fn backup_copy_case(reason: Option<Reason>, sending: Sending, deadline: Option<Timestamp>) -> Option<u8> {
    let deadline = deadline?;
    // A sending that ended in time began in time.
    let began =
        Written { at: sending.started_at.or(sending.ended_at)?, to_the_minute: sending.to_the_minute };
    let began_in_time = began.latest().meets(deadline);
    (began_in_time && concerns_the_pli(reason?)).then_some(2)
}

/// Whether a reason says that the pli itself is late, incomplete, or cannot be opened.
const fn concerns_the_pli(reason: Reason) -> bool {
    match reason {
        Reason::Late
        | Reason::NoMatchingKey
        | Reason::Corrupted
        | Reason::Truncated
        | Reason::Altered
        | Reason::Unsupported
        | Reason::MissingBlock
        | Reason::DuplicateBlock
        | Reason::MissingFile
        | Reason::TooLarge => true,
        Reason::BeforeDeadline
        | Reason::Withdrawn
        | Reason::Superseded
        | Reason::SetAside
        | Reason::OtherEnvelope
        | Reason::OutputExists
        | Reason::OutputCollision
        | Reason::Ambiguous
        | Reason::NotAnEnvelope
        | Reason::KeyUnavailable
        | Reason::Unreadable
        | Reason::WriteFailed
        | Reason::Internal => false,
    }
}
