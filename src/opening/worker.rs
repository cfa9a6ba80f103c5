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
    failure::{self, Failure, Interrupted, Unopened, settle},
    header::{choose, describe},
    outcome::{Item, Reason, Status},
    plan::{Decision, Task},
    read::{Ended, Reading, Seen, look, read_once},
    receipt,
    resume::{Recorded, stands},
    row::{blank, kept, note_backup_copy},
    shared::Shared,
};
use crate::{
    cms::{
        content::Buffer,
        envelope::{Envelope, KeyTransRecipient, Recipient},
    },
    crypto::hex,
    fsx::Staged,
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
    let mut taken = shared.folder.has(output).map_err(|error| match error.kind() {
        // A file or a link in the place of a folder.
        io::ErrorKind::NotADirectory => Failure::new(Reason::OutputExists),
        _ => Failure::system(Reason::WriteFailed, &error),
    })?;
    if taken && !shared.rehearsal && shared.earlier.free_reserved(shared.folder, task).unwrap_or(false) {
        taken = false;
    }
    let recorded = if taken { shared.earlier.recorded(task).map_err(unreadable)? } else { None };
    match recorded {
        Some(Recorded { row, vouched: true }) if row.sha256_in.is_some() => {
            keep(shared, task, output, row, item, buffer)?;
            Ok(None)
        }
        None if taken => {
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

/// Keeps what an earlier run opened, if it is the same envelope still and nobody touched its plaintext.
fn keep(
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
fn stays_closed(
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
fn seen(
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

/// A rehearsal: whose is it, is its key transport one that is read, and is it what was deposited.
fn rehearse(shared: &Shared<'_>, task: &Task, item: &mut Item, buffer: &mut Buffer) -> Result<(), Unopened> {
    let mut seen = Vec::with_capacity(task.inputs.len());
    let mut wrong = Ok(());
    for input in &task.inputs {
        let header = |reading: &mut Reading<'_, '_>, _: &mut Buffer| match &wrong {
            Ok(()) => read_header(shared, reading, item),
            Err(_) => Ok(()),
        };
        let (read, result) = match read_once(shared, input, buffer, header) {
            Ended::Interrupted => return Err(Unopened::Interrupted),
            Ended::Read(read, result) => (Some(read), result),
            Ended::Unread(failure) => (None, Err(failure)),
        };
        seen.push(read);
        wrong = wrong.and(result);
    }
    receipt::judge(task, &seen, false, item)?;
    wrong?;
    item.status = Status::Openable;
    Ok(())
}

fn read_header(shared: &Shared<'_>, reading: &mut Reading<'_, '_>, item: &mut Item) -> Result<(), Failure> {
    let (envelope, content) = Envelope::read(reading).map_err(failure::of_envelope)?;
    describe(item, &envelope);
    content.alone().map_err(failure::of_content)?;
    let (_, recipient) = choose(shared, &envelope, item)?;
    if let Recipient::KeyTrans(KeyTransRecipient { transport: Err(algorithm), .. }) =
        &envelope.recipients[recipient]
    {
        return Err(failure::of_algorithm(algorithm));
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` gives")]
fn unreadable(error: io::Error) -> Failure {
    Failure::system(Reason::Unreadable, &error)
}
