//! The content of one input: read once, decrypted, checked and staged.

use std::{
    io::{self, Write as _},
    sync::atomic::Ordering,
};

use super::{
    digest::Digest,
    failure::{self, Failure, Interrupted},
    header::{describe, unwrap},
    outcome::{Item, Reason},
    plan::Input,
    read::{Ended, Reading, Seen, read_once},
    shared::Shared,
};
use crate::{
    cms::{
        content::{Buffer, Decrypted, Integrity},
        envelope::Envelope,
    },
    fsx::Staged,
};

/// What was read of the inputs of a task, and what came of it.
pub(super) struct Contents {
    /// For each input, what was read; `None` where it could not be.
    pub(super) seen: Vec<Option<Seen>>,
    pub(super) done: Result<Opened, Failure>,
}

/// A plaintext that passed every check of its format.
pub(super) struct Opened {
    /// Where it is, if it was to be kept.
    pub(super) staged: Option<Staged>,
    pub(super) digest: [u8; 32],
    pub(super) bytes: u64,
    pub(super) integrity: Integrity,
}

/// What a plaintext is decrypted for.
#[derive(Clone, Copy)]
pub(super) struct Purpose<'a> {
    /// Stage it, to be published.
    pub(super) keep: bool,
    /// Hash it.
    pub(super) digest: Option<&'a Digest>,
}

/// Opens one file.
pub(super) fn open_input(
    shared: &Shared<'_>,
    input: &Input,
    keep: bool,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<Contents, Interrupted> {
    let digest = Digest::new(shared.provider.sha256());
    let ended = decrypt_input(shared, input, Purpose { keep, digest: Some(&digest) }, item, buffer);
    let (seen, done) = match ended {
        Ended::Interrupted => return Err(Interrupted),
        Ended::Unread(failure) => (None, Err(failure)),
        Ended::Read(seen, done) => (Some(seen), done),
    };
    let done = done.map(|(decrypted, staged)| Opened {
        staged,
        digest: digest.finish(),
        bytes: decrypted.bytes_out,
        integrity: decrypted.integrity,
    });
    Ok(Contents { seen: vec![seen], done })
}

/// Decrypts one input, and reads it to its end whatever it is.
pub(super) fn decrypt_input(
    shared: &Shared<'_>,
    input: &Input,
    purpose: Purpose<'_>,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Ended<(Decrypted, Option<Staged>)> {
    read_once(shared, input, buffer, |reading, buffer| decrypt(shared, reading, purpose, item, buffer))
}

fn decrypt(
    shared: &Shared<'_>,
    reading: &mut Reading<'_, '_>,
    purpose: Purpose<'_>,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<(Decrypted, Option<Staged>), Failure> {
    let (envelope, content) = Envelope::read(reading).map_err(failure::of_envelope)?;
    describe(item, &envelope);
    let (encryption, key) = match unwrap(shared, &envelope, item) {
        Ok(found) => found,
        Err(failure) => return Err(failure::unless_one_of_several(content, failure)),
    };
    let not_staged = |error: io::Error| Failure::system(Reason::WriteFailed, &error);
    let mut staged = purpose.keep.then(|| shared.folder.stage()).transpose().map_err(not_staged)?;
    let decrypted = rayon::in_place_scope(|scope| {
        content.decrypt(encryption, shared.provider, &key, buffer, &mut |plaintext| {
            if let Some(digest) = purpose.digest {
                digest.update(plaintext, shared.somebody_is_idle(), scope);
            }
            if let Some(staged) = &mut staged {
                staged.write_all(plaintext)?;
            }
            shared.progress.fetch_add(plaintext.len() as u64, Ordering::Relaxed);
            Ok(())
        })
    });
    let decrypted = decrypted.map_err(failure::of_content)?;
    item.trailing_octets = decrypted.trailing_octets;
    Ok((decrypted, staged))
}
