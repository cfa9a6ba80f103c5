//! Opens one envelope: header, key, content to a staged file. Publishes nothing.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::Instant,
};

use super::{
    blocks::open_blocks,
    decrypt::{Contents, Opened, open_input},
    failure::{Failure, Unopened, settle, unreadable},
    keep::{keep, seen, stays_closed},
    outcome::{Item, Reason, Status},
    plan::{Decision, Task},
    receipt,
    rehearsal::rehearse,
    resume::{Recorded, stands},
    row::{blank, note_backup_copy},
    shared::Shared,
};
use crate::{
    cms::content::Buffer,
    crypto::hex,
    fsx::{Folder, Staged},
};

/// What a worker hands to the coordinator.
pub(super) struct Done {
    pub(super) index: usize,
    pub(super) item: Box<Item>,
    pub(super) staged: Option<Staged>,
}

/// Does one task, whatever happens in it: a panic is a row too.
pub(super) fn work(shared: &Shared<'_>, index: usize, task: &Task, buffer: &mut Buffer) -> Done {
    let started = Instant::now();
    let mut item = Box::new(blank(task, shared.roots));
    let outcome = catch_unwind(AssertUnwindSafe(|| done(shared, task, &mut item, buffer)))
        .unwrap_or_else(|panic| Err(Failure::panicked(panic.as_ref()).into()));
    let staged = match outcome {
        Ok(staged) => staged,
        Err(Unopened::Interrupted) => {
            *item = not_begun(task, shared.roots);
            None
        }
        Err(Unopened::For(failure)) => {
            settle(&mut item, failure);
            note_backup_copy(&mut item, task);
            None
        }
    };
    item.settle_name();
    item.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Done { index, item, staged }
}

/// The row of a task of which nothing was read.
pub(super) fn not_begun(task: &Task, roots: &[PathBuf]) -> Item {
    let mut item = blank(task, roots);
    match refusal(task) {
        Some(failure) => {
            settle(&mut item, failure);
            note_backup_copy(&mut item, task);
        }
        None => item.status = Status::Cancelled,
    }
    item
}

/// Why a task's envelope stays closed, if that is settled.
fn refusal(task: &Task) -> Option<Failure> {
    match &task.decision {
        Decision::Open => None,
        Decision::Settled(reason, detail) => {
            Some(Failure { reason: *reason, detail: detail.as_deref().cloned() })
        }
        Decision::Elsewhere => Some(Failure::new(Reason::OutputExists)),
    }
}

fn done(
    shared: &Shared<'_>,
    task: &Task,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<Option<Staged>, Unopened> {
    if shared.stop.load(Ordering::Relaxed) {
        return Err(Unopened::Interrupted);
    }
    if let Some(refusal) = refusal(task) {
        stays_closed(shared, task, refusal, item, buffer)?;
        return Ok(None);
    }
    let output = task.output.as_deref().ok_or(Failure::new(Reason::Internal))?;
    let is_taken = |folder: &Folder| {
        folder.has(output).map_err(|error| match error.kind() {
            // A file or a link in the place of a folder.
            io::ErrorKind::NotADirectory => Failure::new(Reason::OutputExists),
            _ => Failure::system(Reason::WriteFailed, &error),
        })
    };
    let mut taken = is_taken(shared.folder)?;
    if taken && !shared.rehearsal && shared.earlier.free_reserved(shared.folder, output).unwrap_or(false) {
        taken = false;
    }
    // What a share opens is to stand in the folder of the whole.
    let of_others = !taken && shared.whole.map_or(Ok(false), is_taken)?;
    let recorded = if taken { shared.earlier.recorded(task).map_err(unreadable)? } else { None };
    match recorded {
        Some(Recorded { row, vouched: true }) if row.sha256_in.is_some() => {
            keep(shared, task, output, row, item, buffer)?;
            Ok(None)
        }
        None if taken || of_others => {
            receipt::note(task, &seen(shared, task, buffer)?.0, item);
            Err(Failure::new(Reason::OutputExists).into())
        }
        _ if shared.rehearsal => {
            rehearse(shared, task, item, buffer)?;
            Ok(None)
        }
        _ => open(shared, task, output, taken, item, buffer),
    }
}

/// Opens a task's envelope. What stands at its final name, if that is `taken`, is compared with what comes out.
fn open(
    shared: &Shared<'_>,
    task: &Task,
    output: &Path,
    taken: bool,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<Option<Staged>, Unopened> {
    let Contents { seen, done } = match &task.inputs[..] {
        [input] => open_input(shared, input, !taken, item, buffer)?,
        _ => open_blocks(shared, task, !taken, item)?,
    };
    receipt::judge(task, &seen, false, item)?;
    let Opened { staged, digest, bytes, integrity } = done?;
    receipt::judge_plaintext(task, &digest, false, item)?;
    let sha256 = hex(&digest);
    if taken {
        let expected = (Some(bytes), Some(&*sha256));
        if stands(shared.folder, shared.provider, output, expected, buffer).map_err(unreadable)?.is_none() {
            return Err(Failure::new(Reason::OutputExists).into());
        }
    }
    item.status = if taken { Status::AlreadyOpened } else { Status::Opened };
    item.bytes_out = Some(bytes);
    item.sha256 = Some(sha256);
    item.integrity = Some(integrity);
    Ok(staged)
}
