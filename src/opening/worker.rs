//! Opens one envelope: header, key, content to a staged file. Publishes nothing.

use std::{
    fs::File,
    io::Seek as _,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering,
    time::Instant,
};

use super::{
    blocks::open_blocks,
    decrypt::open_input,
    failure::{self, Failure, settle},
    header::{choose, describe},
    outcome::{Detail, Item, Reason, Receipt, Status},
    plan::{Decision, Input, Task},
    read::{digest_of, open_file},
    row::{accept_altered, blank, note_backup_copy},
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
    let outcome = catch_unwind(AssertUnwindSafe(|| open(shared, task, &mut item, buffer)))
        .unwrap_or_else(|panic| Err(Failure::panicked(panic.as_ref())));
    let staged = match outcome {
        Ok(staged) => staged,
        Err(failure) => {
            settle(&mut item, failure);
            note_backup_copy(&mut item, task);
            None
        }
    };
    item.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Done { index, item, staged }
}

/// The row of a task that no worker will do.
pub(super) fn cancelled(shared: &Shared<'_>, task: &Task) -> Item {
    let mut item = blank(task, shared.roots);
    match &task.decision {
        Decision::Settled(reason, detail) => {
            settle(&mut item, Failure { reason: *reason, detail: detail.as_deref().cloned() });
            note_backup_copy(&mut item, task);
        }
        Decision::Open => item.status = Status::Cancelled,
    }
    item
}

fn open(
    shared: &Shared<'_>,
    task: &Task,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<Option<Staged>, Failure> {
    if let Decision::Settled(reason, detail) = &task.decision {
        // What an earlier run opened is open, whatever is asked for now.
        let output = task.output.as_deref().filter(|_| shared.earlier.knows(task));
        if let Some(kept) = output.and_then(|output| {
            shared.earlier.verify(shared.folder, shared.provider, task, output).ok().flatten()
        }) {
            *item = kept;
            return Ok(None);
        }
        return Err(Failure { reason: *reason, detail: detail.as_deref().cloned() });
    }
    if shared.stop.load(Ordering::Relaxed) {
        item.status = Status::Cancelled;
        return Ok(None);
    }
    let output = task.output.as_deref().ok_or(Failure::new(Reason::Internal))?;
    let taken = std::fs::symlink_metadata(shared.folder.path().join(output)).is_ok();
    if taken {
        if let Some(kept) = shared
            .earlier
            .verify(shared.folder, shared.provider, task, output)
            .map_err(|error| Failure::system(Reason::Unreadable, &error))?
        {
            shared.progress.fetch_add(item.bytes_in, Ordering::Relaxed);
            *item = kept;
            return Ok(None);
        }
        return Err(Failure::new(Reason::OutputExists));
    }
    let compared = check_receipt(shared, task, item)?;
    if shared.rehearsal {
        for input in &task.inputs {
            read_header_only(shared, input, item)?;
        }
        item.status = Status::Openable;
        return Ok(None);
    }
    let done = match &task.inputs[..] {
        [input] => open_input(shared, input, compared, item, buffer)?,
        _ => open_blocks(shared, task, item)?,
    };
    let Some(opened) = done else {
        item.status = Status::Cancelled;
        return Ok(None);
    };
    let digest = opened.digest;
    if let Some(deposit) = task.deposit.as_deref()
        && let Some(expected) = deposit.clear_digest
    {
        if expected == digest {
            if item.receipt == Receipt::Unverifiable {
                item.receipt = Receipt::Intact;
            }
        } else {
            item.receipt = Receipt::Altered;
            if !deposit.altered_accepted {
                return Err(Failure::with(
                    Reason::Altered,
                    Detail::Digest { expected: hex(&expected), found: hex(&digest), plaintext: true },
                ));
            }
            accept_altered(item);
        }
    }
    item.status = Status::Opened;
    item.bytes_out = Some(opened.bytes);
    item.sha256 = Some(hex(&digest));
    item.integrity = Some(opened.integrity.name().to_owned());
    Ok(Some(opened.staged))
}

/// Compares each file with the digest recorded at its deposit, before anything of it is decrypted.
///
/// Gives the last of the files it read, to be opened as it is: another one may have its name by then.
fn check_receipt(shared: &Shared<'_>, task: &Task, item: &mut Item) -> Result<Option<File>, Failure> {
    let listed = task.inputs.iter().filter(|input| input.digest.is_some()).count();
    let mut found = Vec::with_capacity(listed);
    let (mut altered, mut compared) = (None, None);
    for input in &task.inputs {
        let Some(expected) = input.digest.as_deref() else { continue };
        let unreadable = |error| Failure::system(Reason::Unreadable, &error);
        let mut file = open_file(input)?;
        let digest = digest_of(shared.provider, &mut file).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        compared = Some(file);
        if digest != *expected && altered.is_none() {
            altered = Some((*expected, digest));
        }
        found.push(hex(&digest));
    }
    if found.is_empty() {
        return Ok(None);
    }
    item.sha256_in = Some(found.join(" "));
    let Some((expected, digest)) = altered else {
        item.receipt = if listed == task.inputs.len() { Receipt::Intact } else { Receipt::Unverifiable };
        return Ok(compared);
    };
    item.receipt = Receipt::Altered;
    if task.deposit.as_deref().is_some_and(|deposit| deposit.altered_accepted) {
        accept_altered(item);
        return Ok(compared);
    }
    Err(Failure::with(
        Reason::Altered,
        Detail::Digest { expected: hex(&expected), found: hex(&digest), plaintext: false },
    ))
}

/// The rehearsal: whose is it, and is its key transport one that is read.
fn read_header_only(shared: &Shared<'_>, input: &Input, item: &mut Item) -> Result<(), Failure> {
    let file = open_file(input)?;
    let (envelope, _content) = Envelope::read(file).map_err(failure::of_envelope)?;
    describe(item, &envelope);
    let (_, recipient) = choose(shared, &envelope, item)?;
    if let Recipient::KeyTrans(KeyTransRecipient { transport: Err(algorithm), .. }) =
        &envelope.recipients[recipient]
    {
        return Err(failure::of_algorithm(algorithm));
    }
    Ok(())
}
