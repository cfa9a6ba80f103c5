//! From rows to files, and which deposit replaces which.

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use crate::{
    opening::names::without_envelope_suffix,
    pli::{EnvelopeKind, Lot},
    register::{RegisterRow, State, company_key},
    time::Timestamp,
};

/// One plaintext file: what its rows say together.
pub(super) struct File {
    /// Its rows, in the order of their blocks.
    pub(super) rows: Vec<usize>,
    pub(super) state: State,
    pub(super) started_at: Option<Timestamp>,
    pub(super) ended_at: Option<Timestamp>,
    pub(super) late: bool,
    /// The pli that replaces it.
    pub(super) replaced_by: Option<Arc<str>>,
}

/// The name of a row's plaintext: what the register says, else its file's without the envelope's suffix.
pub(super) fn name_of(row: &RegisterRow) -> &str {
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
    let ended_at = of_file().filter_map(|row| row.ended_at).max();
    File {
        state: of_file().map(|row| row.state).next().unwrap_or_default(),
        started_at: of_file().filter_map(|row| row.started_at).min(),
        ended_at,
        late: ended_at.zip(deadline).is_some_and(|(ended_at, deadline)| !ended_at.meets(deadline)),
        replaced_by: None,
        rows: indices,
    }
}

/// What is judged together: one company's envelopes of one kind for one lot.
type Group<'a> = (String, Option<EnvelopeKind>, Option<&'a Lot>);

/// A deposit that ended last.
#[derive(Clone, Copy)]
struct Last<'a> {
    pli: &'a Arc<str>,
    ended_at: Timestamp,
}

/// Notes for each file which pli replaces it.
pub(super) fn note_replacements(files: &mut [File], rows: &[RegisterRow]) {
    let replacements: Vec<_> = {
        let within_plis = last_within_plis(files, rows);
        let over_plis = last_over_plis(files, rows);
        files
            .iter()
            .map(|file| {
                let (group, pli, ended_at) = compared(file, rows)?;
                let name = (pli, group.1, group.2, name_of(&rows[file.rows[0]]));
                if within_plis.get(&name).is_some_and(|last| is_after(*last, ended_at)) {
                    return Some(Arc::clone(pli));
                }
                let (ends, last) = over_plis.get(&group)?;
                let own_end = ends.get(pli).copied().unwrap_or(ended_at);
                is_after(last.ended_at, own_end).then(|| Arc::clone(last.pli))
            })
            .collect()
    };
    for (file, replaced_by) in files.iter_mut().zip(replacements) {
        file.replaced_by = replaced_by;
    }
}

/// A file that is replaced by the register's word or by a later deposit: everything to compare it by.
/// `None` for one that nothing replaces: late, withdrawn or set aside, or without what to compare.
fn compared<'a>(file: &File, rows: &'a [RegisterRow]) -> Option<(Group<'a>, &'a Arc<str>, Timestamp)> {
    let row = &rows[file.rows[0]];
    let comparable = !file.late && matches!(file.state, State::Deposited | State::Replaced);
    let (pli, company, ended_at) = (row.pli.as_ref()?, row.company.as_ref()?, file.ended_at?);
    comparable.then(|| ((company_key(company), row.envelope, row.lot.as_ref()), pli, ended_at))
}

/// The same, for a file that can replace others.
fn replacing<'a>(file: &File, rows: &'a [RegisterRow]) -> Option<(Group<'a>, &'a Arc<str>, Timestamp)> {
    compared(file, rows).filter(|_| file.state == State::Deposited)
}

type Named<'a> = (&'a Arc<str>, Option<EnvelopeKind>, Option<&'a Lot>, &'a str);

/// When the last file of each name was sent, pli by pli.
fn last_within_plis<'a>(files: &[File], rows: &'a [RegisterRow]) -> HashMap<Named<'a>, Timestamp> {
    let mut last = HashMap::new();
    for file in files {
        if let Some(((_, envelope, lot), pli, ended_at)) = replacing(file, rows) {
            let named = (pli, envelope, lot, name_of(&rows[file.rows[0]]));
            let end = last.entry(named).or_insert(ended_at);
            *end = ended_at.max(*end);
        }
    }
    last
}

/// For each group, when each pli's part of it ended, and the pli that ended last.
type Ends<'a> = HashMap<Group<'a>, (HashMap<&'a Arc<str>, Timestamp>, Last<'a>)>;

fn last_over_plis<'a>(files: &[File], rows: &'a [RegisterRow]) -> Ends<'a> {
    let mut groups: Ends<'a> = HashMap::new();
    for file in files {
        if let Some((group, pli, ended_at)) = replacing(file, rows) {
            let (ends, last) =
                groups.entry(group).or_insert_with(|| (HashMap::new(), Last { pli, ended_at }));
            let end = ends.entry(pli).or_insert(ended_at);
            *end = ended_at.max(*end);
            if is_after(ended_at, last.ended_at) {
                *last = Last { pli, ended_at };
            }
        }
    }
    groups
}

/// In whole seconds, as deadlines are judged: registers write no smaller ones.
fn is_after(one: Timestamp, other: Timestamp) -> bool {
    one.unix().cmp(&other.unix()) == Ordering::Greater
}
