//! What an earlier run opened and what a rule keeps closed: read for its digests, and not decrypted again.

use std::{path::Path, sync::atomic::Ordering};

use super::{
    failure::{Failure, Interrupted, Unopened, unreadable},
    outcome::{Item, Reason, Status},
    plan::{Decision, Task},
    read::{Ended, Seen, look},
    receipt,
    resume::stands,
    row::kept,
    shared::Shared,
};
use crate::cms::content::Buffer;

/// Keeps what an earlier run opened, if it is the same envelope still and nobody touched its plaintext.
pub(super) fn keep(
    shared: &Shared<'_>,
    task: &Task,
    output: &Path,
    recorded: Item,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<(), Unopened> {
    let planned = item.bytes_in;
    let (seen, unread) = seen(shared, task, buffer)?;
    receipt::judge(task, &seen, lifted(&recorded), item)?;
    if let Some(failure) = unread {
        return Err(failure.into());
    }
    let stands = stands(shared.folder, shared.provider, output, plaintext(&recorded), buffer);
    match stands.map_err(unreadable)? {
        Some(digest) if is_of(&recorded, &seen) => keep_row(task, &seen, &digest, recorded, item)?,
        _ => return Err(Failure::new(Reason::OutputExists).into()),
    }
    shared.progress.fetch_add(planned, Ordering::Relaxed);
    Ok(())
}

/// What a rule keeps closed is read for its digest alone. What an earlier run opened is open, whatever is asked now.
pub(super) fn stays_closed(
    shared: &Shared<'_>,
    task: &Task,
    refusal: Failure,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<(), Unopened> {
    let recorded = shared.earlier.recorded(task).map_err(unreadable)?;
    // Nobody decrypts it again to see: it stays closed.
    let recorded = recorded.filter(|recorded| recorded.vouched).map(|recorded| recorded.row);
    let standing = |recorded: &Item, buffer: &mut Buffer| {
        let output = task.output.as_deref()?;
        stands(shared.folder, shared.provider, output, plaintext(recorded), buffer).ok().flatten()
    };
    if task.decision == Decision::Elsewhere {
        // Its envelope is not among what this run was given to read.
        let Some(recorded) = recorded.filter(|recorded| standing(recorded, buffer).is_some()) else {
            return Err(refusal.into());
        };
        *item = Item { status: Status::AlreadyOpened, ..recorded };
        return Ok(());
    }
    let (seen, _) = seen(shared, task, buffer)?;
    receipt::note(task, &seen, item);
    if let Some(recorded) = recorded
        && is_of(&recorded, &seen)
        && let Some(digest) = standing(&recorded, buffer)
    {
        keep_row(task, &seen, &digest, recorded, item)?;
        return Ok(());
    }
    Err(refusal.into())
}

/// What a row says of its plaintext.
fn plaintext(recorded: &Item) -> (Option<u64>, Option<&str>) {
    (recorded.bytes_out, recorded.sha256.as_deref())
}

/// Whether what was read is the envelope of a row. What is no longer there says nothing against it.
fn is_of(recorded: &Item, seen: &[Option<Seen>]) -> bool {
    recorded.sha256_in.as_deref().is_none_or(|digests| receipt::is_of(digests, seen))
}

/// Whether a person had it opened although it was not what was deposited.
fn lifted(recorded: &Item) -> bool {
    recorded.accepted.contains(&Reason::Altered)
}

/// Judges anew what an earlier run opened, and makes it the row of today.
fn keep_row(
    task: &Task,
    seen: &[Option<Seen>],
    digest: &[u8; 32],
    recorded: Item,
    item: &mut Item,
) -> Result<(), Failure> {
    if let Some(digests) = &recorded.sha256_in {
        // What is no longer there is judged by what was read of it then.
        receipt::judge(task, &receipt::or_recorded(digests, seen), lifted(&recorded), item)?;
    }
    receipt::judge_plaintext(task, digest, lifted(&recorded), item)?;
    *item = kept(item, recorded);
    Ok(())
}

/// Reads the inputs of a task for their digests alone; with why the first of those could not be read that were not.
pub(super) fn seen(
    shared: &Shared<'_>,
    task: &Task,
    buffer: &mut Buffer,
) -> Result<(Vec<Option<Seen>>, Option<Failure>), Interrupted> {
    let mut unread = None;
    let mut one = |input| match look(shared, input, buffer) {
        Ended::Interrupted => Err(Interrupted),
        Ended::Read(seen, _) => Ok(Some(seen)),
        Ended::Unread(failure) => {
            unread.get_or_insert(failure);
            Ok(None)
        }
    };
    let seen = task.inputs.iter().map(&mut one).collect::<Result<_, _>>()?;
    Ok((seen, unread))
}
