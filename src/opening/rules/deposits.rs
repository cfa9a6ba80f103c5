//! From rows to files, and which deposit replaces which.

use std::{collections::HashMap, sync::Arc};

use crate::{
    opening::names::without_envelope_suffix,
    pli::{EnvelopeKind, Lot},
    register::{RegisterRow, State, company_key},
    time::{Timestamp, Written},
};

/// One plaintext file: what its rows say together.
pub(super) struct File {
    /// Its rows, in the order of their blocks.
    pub(super) rows: Vec<usize>,
    pub(super) state: State,
    pub(super) started: Option<Span>,
    pub(super) ended: Option<Span>,
    /// Its sending ended after the deadline, as far as can be told: a minute without its seconds may be too late.
    pub(super) late: bool,
    /// The pli that replaces it.
    pub(super) replaced_by: Option<Arc<str>>,
}

/// When something happened: registers that leave the seconds out say a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The first instant it can have been, which is the one that is written.
    pub(super) first: Timestamp,
    /// The last one.
    pub(super) last: Timestamp,
}

impl From<Written> for Span {
    fn from(written: Written) -> Self {
        Self { first: written.at, last: written.latest() }
    }
}

impl Span {
    /// When both have happened.
    fn later_of(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), last: self.last.max(other.last) }
    }

    /// When one of them has happened.
    fn earlier_of(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.min(other.last) }
    }

    /// Whether it was after another one for certain, in whole seconds, as deadlines are judged: registers write no
    /// smaller ones.
    fn is_after(self, other: Self) -> bool {
        self.first.unix() > other.last.unix()
    }
}

/// The name of a row's plaintext: what the register says, else its file's without the envelope's suffix.
pub(in crate::opening) fn name_of(row: &RegisterRow) -> &str {
    row.name
        .as_deref()
        .unwrap_or_else(|| without_envelope_suffix(row.file.rsplit('/').next().unwrap_or_default()))
}

/// The files of a register, in the order of their first rows.
pub(super) fn files(rows: &[RegisterRow], deadline: Option<Timestamp>) -> Vec<File> {
    let mut files: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    let mut of_blocks = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if row.block.is_none() {
            files.push(vec![index]);
            continue;
        }
        // A block that was replaced is no slice of the file that was sent again.
        let file = (&row.pli, row.envelope, &row.lot, &row.name, row.state);
        let place = *of_blocks.entry(file).or_insert(files.len());
        match files.get_mut(place) {
            Some(blocks) => blocks.push(index),
            None => files.push(vec![index]),
        }
    }
    files.into_iter().map(|rows_of_file| file(rows_of_file, rows, deadline)).collect()
}

fn file(mut indices: Vec<usize>, rows: &[RegisterRow], deadline: Option<Timestamp>) -> File {
    indices.sort_by_key(|&index| rows[index].block.map(|block| block.number));
    let of_file = || indices.iter().map(|&index| &rows[index]);
    let spans = |time: fn(&RegisterRow) -> Option<Written>| of_file().filter_map(time).map(Span::from);
    let ended = spans(|row| row.ended_at).reduce(Span::later_of);
    File {
        state: of_file().map(|row| row.state).next().unwrap_or_default(),
        started: spans(|row| row.started_at).reduce(Span::earlier_of),
        ended,
        late: ended.zip(deadline).is_some_and(|(ended, deadline)| !ended.last.meets(deadline)),
        replaced_by: None,
        rows: indices,
    }
}

impl File {
    /// Whether the register says the minute of its end only, in which the deadline is: it is late as far as can be told.
    pub(super) fn is_unsure(&self, deadline: Option<Timestamp>) -> bool {
        self.late && self.ended.zip(deadline).is_some_and(|(ended, deadline)| ended.first.meets(deadline))
    }
}

/// What is judged together: one company's envelopes of one kind for one lot.
type Group<'a> = (String, Option<EnvelopeKind>, Option<&'a Lot>);

/// A deposit that ended last.
#[derive(Clone, Copy)]
struct Last<'a> {
    pli: &'a Arc<str>,
    ended: Span,
}

/// Notes for each file which pli replaces it.
pub(super) fn note_replacements(files: &mut [File], rows: &[RegisterRow]) {
    let replacements: Vec<_> = {
        let within_plis = last_within_plis(files, rows);
        let over_plis = last_over_plis(files, rows);
        files
            .iter()
            .map(|file| {
                let (group, pli, ended) = compared(file, rows)?;
                let name = (pli, group.1, group.2, name_of(&rows[file.rows[0]]));
                if within_plis.get(&name).is_some_and(|last| last.is_after(ended)) {
                    return Some(Arc::clone(pli));
                }
                let (ends, last) = over_plis.get(&group)?;
                let own_end = ends.get(pli).copied().unwrap_or(ended);
                last.ended.is_after(own_end).then(|| Arc::clone(last.pli))
            })
            .collect()
    };
    for (file, replaced_by) in files.iter_mut().zip(replacements) {
        file.replaced_by = replaced_by;
    }
}

/// A file that is replaced by the register's word or by a later deposit: everything to compare it by.
/// `None` for one that nothing replaces: late, withdrawn or set aside, or without what to compare.
fn compared<'a>(file: &File, rows: &'a [RegisterRow]) -> Option<(Group<'a>, &'a Arc<str>, Span)> {
    let row = &rows[file.rows[0]];
    let comparable = !file.late && matches!(file.state, State::Deposited | State::Replaced);
    let (pli, company, ended) = (row.pli.as_ref()?, row.company.as_ref()?, file.ended?);
    comparable.then(|| ((company_key(company), row.envelope, row.lot.as_ref()), pli, ended))
}

/// The same, for a file that can replace others.
fn replacing<'a>(file: &File, rows: &'a [RegisterRow]) -> Option<(Group<'a>, &'a Arc<str>, Span)> {
    compared(file, rows).filter(|_| file.state == State::Deposited)
}

type Named<'a> = (&'a Arc<str>, Option<EnvelopeKind>, Option<&'a Lot>, &'a str);

/// When the last file of each name was sent, pli by pli.
fn last_within_plis<'a>(files: &[File], rows: &'a [RegisterRow]) -> HashMap<Named<'a>, Span> {
    let mut last = HashMap::new();
    for file in files {
        if let Some(((_, envelope, lot), pli, ended)) = replacing(file, rows) {
            let named = (pli, envelope, lot, name_of(&rows[file.rows[0]]));
            let end = last.entry(named).or_insert(ended);
            *end = end.later_of(ended);
        }
    }
    last
}

/// For each group, when each pli's part of it ended, and the pli that ended last.
type Ends<'a> = HashMap<Group<'a>, (HashMap<&'a Arc<str>, Span>, Last<'a>)>;

fn last_over_plis<'a>(files: &[File], rows: &'a [RegisterRow]) -> Ends<'a> {
    let mut groups: Ends<'a> = HashMap::new();
    for file in files {
        if let Some((group, pli, ended)) = replacing(file, rows) {
            let (ends, last) = groups.entry(group).or_insert_with(|| (HashMap::new(), Last { pli, ended }));
            let end = ends.entry(pli).or_insert(ended);
            *end = end.later_of(ended);
            if ended.first.unix() > last.ended.first.unix() {
                *last = Last { pli, ended };
            }
        }
    }
    groups
}
