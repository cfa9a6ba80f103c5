//! Opens one envelope: header, key, content to a staged file. Publishes nothing.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    time::Instant,
};

use rayon::prelude::*;

use super::{
    digest::Digest,
    failure::{self, Failure, settle},
    outcome::{Detail, Item, KeyUsed, Reason, Receipt, RecipientRow, Status},
    plan::{Decision, Input, Task},
    resume::Earlier,
    rules, written,
};
use crate::{
    cms::{
        content::{Buffer, ContentError, Integrity},
        envelope::{Envelope, KeyTransRecipient, Recipient, RecipientId},
    },
    crypto::{Provider, hex},
    fsx::{Folder, Staged},
    keys::{Broken, Choice, HeldKey, Keyring, Unwrap},
    secret::wipe_stack,
};

/// What the workers share; nothing in it changes but a flag and a counter.
pub(super) struct Shared<'a> {
    pub(super) roots: &'a [PathBuf],
    pub(super) folder: &'a Folder,
    pub(super) keyring: &'a Keyring,
    pub(super) provider: &'a dyn Provider,
    pub(super) emergency_allowed: bool,
    /// Headers only: nothing is decrypted but keys.
    pub(super) rehearsal: bool,
    pub(super) earlier: &'a Earlier,
    pub(super) stop: &'a AtomicBool,
    pub(super) progress: &'a AtomicU64,
    /// Workers that have no envelope left to open; it never shrinks.
    pub(super) idle: &'a AtomicUsize,
}

impl Shared<'_> {
    fn somebody_is_idle(&self) -> bool {
        self.idle.load(Ordering::Relaxed) > 0
    }
}

/// What a worker hands to the coordinator.
pub(super) struct Done {
    pub(super) index: usize,
    pub(super) item: Box<Item>,
    pub(super) staged: Option<Staged>,
}

/// Does one task, whatever happens in it: a panic is a row too.
pub(super) fn work(shared: &Shared<'_>, index: usize, task: &Task, buffer: &mut Buffer) -> Done {
    let started = Instant::now();
    let mut item = Box::new(row(shared, task));
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
    let mut item = row(shared, task);
    match &task.decision {
        Decision::Settled(reason, detail) => {
            settle(&mut item, Failure { reason: *reason, detail: detail.as_deref().cloned() });
            note_backup_copy(&mut item, task);
        }
        Decision::Open => item.status = Status::Cancelled,
    }
    item
}

/// Which case of the backup-copy rule applies, where the register says when the sending began.
fn note_backup_copy(item: &mut Item, task: &Task) {
    if let Some(deposit) = task.deposit.as_deref() {
        item.backup_copy_case = rules::backup_copy_case(item.reason, deposit.sending, deposit.deadline);
    }
}

/// Interrupted by a person: carried through `io::Error` from the sink.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
struct Interrupted;

/// A row with all that is known before anything is read.
fn row(shared: &Shared<'_>, task: &Task) -> Item {
    blank(task, shared.roots)
}

/// The same, for a task that nobody began.
pub(super) fn blank(task: &Task, roots: &[PathBuf]) -> Item {
    let first = task.inputs.first();
    let deposit = task.deposit.as_deref();
    Item {
        input: first.map_or_else(String::new, |input| written::path(&input.path)),
        input_b64: first.and_then(|input| written::path_b64(&input.path)),
        root: roots.get(task.root).map_or_else(String::new, |root| written::path(root)),
        blocks: if task.inputs.len() > 1 {
            task.inputs.iter().map(|input| written::path(&input.path)).collect()
        } else {
            Vec::new()
        },
        pli: deposit.and_then(|deposit| deposit.pli.clone()),
        company: deposit.and_then(|deposit| deposit.company.clone()),
        envelope: task.envelope.map(|kind| kind.to_string()),
        lot: deposit.and_then(|deposit| deposit.lot.clone()),
        deposit_started_at: deposit.and_then(|deposit| deposit.sending.started_at),
        deposited_at: deposit.and_then(|deposit| deposit.sending.ended_at),
        status: Status::Failed,
        reason: None,
        detail: None,
        message: String::new(),
        output: task.output.as_deref().map(written::path),
        output_b64: task.output.as_deref().and_then(written::path_b64),
        bytes_in: task.bytes(),
        bytes_out: None,
        sha256: None,
        sha256_in: None,
        integrity: None,
        receipt: Receipt::Unverifiable,
        key: None,
        structure: None,
        key_transport: None,
        content_cipher: None,
        recipients: Vec::new(),
        backup_copy_case: None,
        accepted: deposit.map_or_else(Vec::new, |deposit| deposit.accepted.clone()),
        listed: deposit.map(|deposit| deposit.listed),
        register_columns: deposit.map_or_else(Default::default, |deposit| deposit.columns.clone()),
        duration_ms: 0,
    }
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
        if let Some(kept) =
            output.and_then(|output| shared.earlier.verify(shared, task, output).ok().flatten())
        {
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
            .verify(shared, task, output)
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
        let digest = digest_of(shared, &mut file).map_err(unreadable)?;
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

fn accept_altered(item: &mut Item) {
    if !item.accepted.contains(&Reason::Altered) {
        item.accepted.push(Reason::Altered);
    }
}

/// SHA-256 of a whole file.
pub(super) fn digest_of(shared: &Shared<'_>, file: &mut File) -> io::Result<[u8; 32]> {
    let mut hash = shared.provider.sha256();
    let mut piece = vec![0; 1 << 18];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(hash.finish()),
            Ok(octets) => hash.update(&piece[..octets]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn open_file(input: &Input) -> Result<File, Failure> {
    crate::fsx::open_regular(&input.path).map_err(|error| Failure::system(Reason::Unreadable, &error))
}

struct Opened {
    staged: Staged,
    digest: [u8; 32],
    bytes: u64,
    integrity: Integrity,
}

/// Opens one file into a staged one; `file` is it, where it is open already. `None` when a person interrupted it.
fn open_input(
    shared: &Shared<'_>,
    input: &Input,
    file: Option<File>,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<Option<Opened>, Failure> {
    let opened = decrypt_input(shared, input, file, item, buffer);
    wipe_stack();
    opened
}

// A frame of its own, below that of the call which wipes it.
#[inline(never)]
fn decrypt_input(
    shared: &Shared<'_>,
    input: &Input,
    file: Option<File>,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<Option<Opened>, Failure> {
    let file = file.map_or_else(|| open_file(input), Ok)?;
    let (envelope, content) = Envelope::read(file).map_err(failure::of_envelope)?;
    describe(item, &envelope);
    let key = unwrap(shared, &envelope, item)?;
    let mut staged = shared.folder.stage().map_err(|error| Failure::system(Reason::WriteFailed, &error))?;
    let digest = Digest::new(shared.provider.sha256());
    let decrypted = rayon::in_place_scope(|scope| {
        content.decrypt(&envelope, shared.provider, &key, buffer, &mut |plaintext| {
            if shared.stop.load(Ordering::Relaxed) {
                return Err(io::Error::other(Interrupted));
            }
            digest.update(plaintext, shared.somebody_is_idle(), scope);
            staged.write_all(plaintext)?;
            shared.progress.fetch_add(plaintext.len() as u64, Ordering::Relaxed);
            Ok(())
        })
    });
    match decrypted {
        Ok(decrypted) => Ok(Some(Opened {
            staged,
            digest: digest.finish(),
            bytes: decrypted.bytes_out,
            integrity: decrypted.integrity,
        })),
        Err(ContentError::Sink(error))
            if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Interrupted>) =>
        {
            Ok(None)
        }
        Err(error) => Err(failure::of_content(error)),
    }
}

/// Opens the blocks of one file, some at a time in parallel, and puts their plaintexts together in order.
///
/// No more at a time than there are threads: each holds a file and its plaintext until its turn. The first block that
/// is wrong, in the order of the blocks, is the reason, whatever the threads did first.
fn open_blocks(shared: &Shared<'_>, task: &Task, item: &mut Item) -> Result<Option<Opened>, Failure> {
    let failed = |error: io::Error| Failure::system(Reason::WriteFailed, &error);
    let mut staged = shared.folder.stage().map_err(failed)?;
    let digest = Digest::new(shared.provider.sha256());
    let mut bytes = 0;
    let mut integrity = Integrity::Authenticated;
    let mut piece = zeroize::Zeroizing::new(vec![0; 1 << 18]);
    let at_once = rayon::current_num_threads().max(1);
    for (window, inputs) in task.inputs.chunks(at_once).enumerate() {
        let opened: Vec<_> = inputs
            .par_iter()
            .map(|input| {
                let mut row = blank(task, shared.roots);
                (open_input(shared, input, None, &mut row, &mut Buffer::new()), row)
            })
            .collect();
        for (place, (block, row)) in opened.into_iter().enumerate() {
            if (window, place) == (0, 0) {
                // What the first block says of itself stands for all.
                *item = Item { receipt: item.receipt, sha256_in: item.sha256_in.take(), ..row };
            }
            let Some(mut block) = block? else { return Ok(None) };
            if block.integrity != Integrity::Authenticated {
                integrity = block.integrity;
            }
            bytes += block.bytes;
            append(shared, &mut block.staged, &mut staged, &digest, &mut piece).map_err(failed)?;
        }
    }
    Ok(Some(Opened { staged, digest: digest.finish(), bytes, integrity }))
}

/// Copies a staged block to the end of its file, and hashes it.
fn append(
    shared: &Shared<'_>,
    block: &mut Staged,
    staged: &mut Staged,
    digest: &Digest,
    piece: &mut [u8],
) -> io::Result<()> {
    let file = block.rewound()?;
    rayon::in_place_scope(|scope| {
        loop {
            match file.read(piece) {
                Ok(0) => return Ok(()),
                Ok(octets) => {
                    digest.update(&piece[..octets], shared.somebody_is_idle(), scope);
                    staged.write_all(&piece[..octets])?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    })
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

/// Writes down what the header says.
fn describe(item: &mut Item, envelope: &Envelope) {
    item.structure = Some(envelope.structure.name().to_owned());
    item.content_cipher = Some(envelope.cipher_name.clone());
    item.recipients = envelope.recipients.iter().map(recipient_row).collect();
    item.key_transport = envelope.recipients.iter().find_map(|recipient| match recipient {
        Recipient::KeyTrans(recipient) => Some(recipient.transport_name.clone()),
        Recipient::Other(_) => None,
    });
}

fn recipient_row(recipient: &Recipient) -> RecipientRow {
    /// Characters of a common name are 64 at most (RFC 5280 appendix A.1, `ub-common-name`); octets of a serial number
    /// 20 (section 4.1.2.2). A stranger's may be as long as a header: rows are held and shown, so they are cut.
    const CHARACTERS: usize = 160;
    let short = |mut text: String| {
        if let Some((end, _)) = text.char_indices().nth(CHARACTERS) {
            text.truncate(end);
            text.push('…');
        }
        text
    };
    match recipient {
        Recipient::KeyTrans(recipient) => match &recipient.id {
            RecipientId::IssuerAndSerialNumber { issuer, serial } => RecipientRow::IssuerAndSerialNumber {
                issuer_cn: short(issuer.common_name().unwrap_or_else(|| issuer.to_string())),
                serial: short(serial.to_string()),
            },
            RecipientId::SubjectKeyIdentifier(ski) => {
                RecipientRow::SubjectKeyIdentifier { ski: short(hex(ski)) }
            }
        },
        Recipient::Other(other) => RecipientRow::Other { other: other.code().to_owned() },
    }
}

/// The key that the envelope names, and the recipient infos that name it.
fn choose<'a>(
    shared: &Shared<'a>,
    envelope: &Envelope,
    item: &mut Item,
) -> Result<(&'a HeldKey, usize), Failure> {
    match shared.keyring.choose(&envelope.recipients, shared.emergency_allowed) {
        Choice::Held { key, recipient } => {
            if let Recipient::KeyTrans(info) = &envelope.recipients[recipient] {
                item.key_transport = Some(info.transport_name.clone());
            }
            item.key = Some(KeyUsed {
                role: key.role.name().to_owned(),
                fingerprint: key.pair.certificate().fingerprint_hex(),
            });
            if let Err(algorithm) = &envelope.cipher {
                return Err(failure::of_algorithm(algorithm));
            }
            Ok((key, recipient))
        }
        Choice::EmergencyOnly { key, .. } => Err(Failure::with(
            Reason::NoMatchingKey,
            Detail::EmergencyKeyHeld { fingerprint: key.pair.certificate().fingerprint_hex() },
        )),
        Choice::None => Err(Failure::new(Reason::NoMatchingKey)),
    }
}

fn unwrap(
    shared: &Shared<'_>,
    envelope: &Envelope,
    item: &mut Item,
) -> Result<crate::secret::ContentKey, Failure> {
    let (key, recipient) = choose(shared, envelope, item)?;
    let Ok(encryption) = &envelope.cipher else { return Err(Failure::new(Reason::Internal)) };
    match key.unwrap(&envelope.recipients[recipient], encryption.cipher.key_len()) {
        Unwrap::Opened(content_key) => Ok(content_key),
        Unwrap::Broken(Broken::Unsupported { oid }) => Err(failure::unsupported(&oid)),
        Unwrap::NotMine | Unwrap::Broken(Broken::Failed) => Err(Failure::new(Reason::Corrupted)),
    }
}
