//! Columns whose headings are not understood: what their cells look like, where nothing else tells it.
//!
//! A register whose end of deposits has a heading that nobody thought of would be one in which nobody is late.

use std::collections::{HashMap, HashSet};

use super::{
    Columns, Heading, Layout, PaperRow, Place, RegisterError, RegisterFault, RegisterRow, cell, table::Column,
};
use crate::{pli::fold, time};

/// Cells of one column that are looked at before it is said to hold instants or digests.
const SHOWN: u32 = 1_000;

/// What the cells of a column hold.
#[derive(Default)]
struct Cells {
    filled: u32,
    dated: u32,
    digests: u32,
}

/// Notes at each heading that is not understood which column it looks like, among those that no heading is and that no
/// person has said to be missing.
///
/// # Errors
///
/// A deposit that was withdrawn, replaced or late by a column that is not understood: it would be opened.
pub(super) fn note(
    layout: &mut Layout,
    rows: &[RegisterRow],
    paper: &[PaperRow],
    columns: &Columns,
) -> Result<(), RegisterError> {
    let is_wanted = |column: Column| {
        !layout.headings.iter().any(|heading| heading.means == Some(column.name()))
            && !columns.is_none(column)
    };
    let [state, ended, digest] = [Column::State, Column::EndedAt, Column::Digest].map(is_wanted);
    let known: HashSet<&str> = layout
        .headings
        .iter()
        .filter(|heading| heading.means.is_none())
        .map(|heading| heading.text.as_str())
        .collect();
    if known.is_empty() || !(state || ended || digest) {
        return Ok(());
    }
    let mut seen: HashMap<&str, Cells> = HashMap::new();
    let electronic = rows.iter().map(|row| (row.line, &row.others));
    for (line, others) in electronic.chain(paper.iter().map(|row| (row.line, &row.others))) {
        for (heading, text) in others.iter().filter(|(heading, _)| known.contains(&**heading)) {
            if state && is_state(text) {
                return Err(state_elsewhere(layout, line, heading, text));
            }
            let cells = seen.entry(heading).or_default();
            if cells.filled < SHOWN {
                cells.filled += 1;
                cells.dated += u32::from(ended && time::is_dated(text));
                cells.digests += u32::from(digest && cell::digest(text).is_ok());
            }
        }
    }
    let most = |some: u32, cells: &Cells| some > 0 && some * 2 >= cells.filled;
    let looks = |heading: &Heading| {
        let cells = seen.get(heading.text.as_str()).filter(|_| heading.means.is_none())?;
        if most(cells.dated, cells) {
            Some(Column::EndedAt.name())
        } else {
            most(cells.digests, cells).then_some(Column::Digest.name())
        }
    };
    let looks: Vec<_> = layout.headings.iter().map(looks).collect();
    for (heading, looks_like) in layout.headings.iter_mut().zip(looks) {
        heading.looks_like = looks_like;
    }
    Ok(())
}

/// Words that say of a deposit that it is not simply to be opened.
fn is_state(text: &str) -> bool {
    /// Longer than any of them.
    const LONG: usize = 24;
    text.len() <= LONG
        && matches!(
            fold(text).as_str(),
            "retire"
                | "retiree"
                | "remplace"
                | "remplacee"
                | "ecarte"
                | "ecartee"
                | "annule"
                | "annulee"
                | "hors delai"
                | "hors delais"
                | "retrait"
                | "annulation"
        )
}

fn state_elsewhere(layout: &Layout, line: u64, heading: &str, text: &str) -> RegisterError {
    let column = layout.headings.iter().find(|known| known.text == heading).and_then(|known| known.column);
    let fault = RegisterFault::StateElsewhere { heading: heading.to_owned(), text: text.to_owned() };
    RegisterError { place: place(layout, line, column, heading), fault }
}

/// The deadline cannot be held against deposits whose end stands in this column.
pub(super) fn end_elsewhere(layout: &Layout) -> Option<RegisterError> {
    let heading =
        layout.headings.iter().find(|heading| heading.looks_like == Some(Column::EndedAt.name()))?;
    let line = layout.header_line.unwrap_or(1);
    let fault = RegisterFault::EndElsewhere { heading: heading.text.clone() };
    Some(RegisterError { place: place(layout, line, heading.column, &heading.text), fault })
}

/// JSON has no columns to count.
fn place(layout: &Layout, line: u64, column: Option<u64>, heading: &str) -> Option<Place> {
    let sheet = layout.sheet.as_deref().map(Into::into);
    Some(Place { line, column: column?, name: Some(heading.into()), sheet })
}
