//! What the register's digests say of what was read.

use super::{
    failure::Failure,
    outcome::{Detail, Item, Reason, Receipt},
    plan::{Decision, Task},
    read::Seen,
};
use crate::{crypto::hex, hex::unhex};

/// Stands for the digest of a block that could not be read.
const UNKNOWN: &str = "-";

/// Writes down what was read of each input, and whether that is what the register recorded at its deposit.
pub(super) fn note(task: &Task, seen: &[Option<Seen>], item: &mut Item) {
    item.bytes_in =
        task.inputs.iter().zip(seen).map(|(input, seen)| seen.map_or(input.size, |seen| seen.octets)).sum();
    item.sha256_in = digests(seen);
    let lacks_blocks =
        matches!(task.decision, Decision::Settled(Reason::MissingBlock | Reason::DuplicateBlock, _));
    item.receipt = if altered(task, seen).is_some() {
        Receipt::Altered
    } else if lacks_blocks {
        // Each block may be intact, and the file is not what was deposited.
        Receipt::Unverifiable
    } else if task.inputs.iter().zip(seen).all(|(input, seen)| input.digest.is_some() && seen.is_some()) {
        Receipt::Intact
    } else {
        Receipt::Unverifiable
    };
}

/// The same, and that the register's digests allow to open it, or a person does: `lifted` says that one did before.
pub(super) fn judge(
    task: &Task,
    seen: &[Option<Seen>],
    lifted: bool,
    item: &mut Item,
) -> Result<(), Failure> {
    note(task, seen, item);
    let Some((expected, found)) = altered(task, seen) else { return Ok(()) };
    accept(task, lifted, item, &expected, &found, false)
}

/// Compares the plaintext with the digest that the bidder's side recorded of it.
pub(super) fn judge_plaintext(
    task: &Task,
    found: &[u8; 32],
    lifted: bool,
    item: &mut Item,
) -> Result<(), Failure> {
    let Some(expected) = task.deposit.as_deref().and_then(|deposit| deposit.clear_digest) else {
        return Ok(());
    };
    if expected != *found {
        item.receipt = Receipt::Altered;
        return accept(task, lifted, item, &expected, found, true);
    }
    if item.receipt == Receipt::Unverifiable {
        item.receipt = Receipt::Intact;
    }
    Ok(())
}

/// The first input that is not what was deposited: the digest recorded then, and the one found.
fn altered(task: &Task, seen: &[Option<Seen>]) -> Option<([u8; 32], [u8; 32])> {
    task.inputs.iter().zip(seen).find_map(|(input, seen)| {
        let (expected, found) = (**input.digest.as_ref()?, (*seen)?.sha256);
        (expected != found).then_some((expected, found))
    })
}

fn accept(
    task: &Task,
    lifted: bool,
    item: &mut Item,
    expected: &[u8; 32],
    found: &[u8; 32],
    plaintext: bool,
) -> Result<(), Failure> {
    if !lifted && !task.deposit.as_deref().is_some_and(|deposit| deposit.altered_accepted) {
        let detail = Detail::Digest { expected: hex(expected), found: hex(found), plaintext };
        return Err(Failure::with(Reason::Altered, detail));
    }
    if !item.accepted.contains(&Reason::Altered) {
        item.accepted.push(Reason::Altered);
    }
    Ok(())
}

/// The digests of a row, in the order of its inputs; `None` where nothing could be read.
fn digests(seen: &[Option<Seen>]) -> Option<String> {
    let one = |seen: &Option<Seen>| seen.map_or_else(|| UNKNOWN.to_owned(), |seen| hex(&seen.sha256));
    match seen {
        [one] => one.map(|seen| hex(&seen.sha256)),
        several if several.iter().all(Option::is_none) => None,
        several => Some(several.iter().map(one).collect::<Vec<_>>().join(" ")),
    }
}

/// Whether what was read is what a row says was read then. What is no longer there says nothing against it.
pub(super) fn is_of(recorded: &str, seen: &[Option<Seen>]) -> bool {
    let mut recorded = recorded.split(' ');
    let same = seen.iter().all(|seen| {
        recorded.next().is_some_and(|recorded| seen.is_none_or(|seen| recorded == hex(&seen.sha256)))
    });
    same && recorded.next().is_none()
}

/// What a row says was read then, where today there is nothing to read.
pub(super) fn or_recorded(recorded: &str, seen: &[Option<Seen>]) -> Vec<Option<Seen>> {
    let recorded = recorded.split(' ').map(|digest| Some(Seen { sha256: unhex(digest)?, octets: 0 }));
    seen.iter().zip(recorded).map(|(seen, recorded)| seen.or(recorded)).collect()
}
