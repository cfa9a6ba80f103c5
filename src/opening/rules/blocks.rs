//! Whether the blocks of a file are all there, each once.

use crate::{
    opening::outcome::{Detail, Reason},
    register::RegisterRow,
};

/// How many missing blocks a row of the report names.
const NAMED: usize = 100;

/// Checks the rows of one file, in the order of their blocks.
pub(super) fn check(
    indices: &[usize],
    rows: &[RegisterRow],
    present: &dyn Fn(usize) -> bool,
) -> Result<(), (Reason, Option<Detail>)> {
    if !indices.iter().any(|&index| present(index)) {
        return Err((Reason::MissingFile, None));
    }
    let blocks = || indices.iter().filter_map(|&index| Some((index, rows[index].block?)));
    let numbers: Vec<u32> = blocks().map(|(_, block)| block.number).collect();
    let mut repeated: Vec<u32> =
        numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    repeated.dedup();
    if !repeated.is_empty() {
        repeated.truncate(NAMED);
        return Err((Reason::DuplicateBlock, Some(Detail::Blocks { numbers: repeated })));
    }
    let there: Vec<u32> =
        blocks().filter(|(index, _)| present(*index)).map(|(_, block)| block.number).collect();
    let announced = blocks().filter_map(|(_, block)| block.total).max();
    let last = announced.max(numbers.last().copied()).unwrap_or(0);
    let mut missing = Vec::new();
    let mut there = there.into_iter().peekable();
    for number in 1..=last {
        if there.next_if_eq(&number).is_none() {
            missing.push(number);
            if missing.len() == NAMED {
                break;
            }
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err((Reason::MissingBlock, Some(Detail::Blocks { numbers: missing })))
    }
}
