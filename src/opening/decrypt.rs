//! The content of one input, to a staged file.

use std::{
    fs::File,
    io::{self, Write as _},
    sync::atomic::Ordering,
};

use super::{
    digest::Digest,
    failure::{self, Failure},
    header::{describe, unwrap},
    outcome::{Item, Reason},
    plan::Input,
    read::open_file,
    shared::{Interrupted, Shared},
};
use crate::{
    cms::{
        content::{Buffer, ContentError, Integrity},
        envelope::Envelope,
    },
    fsx::Staged,
};

/// A content that passed every check of its format.
pub(super) struct Opened {
    pub(super) staged: Staged,
    pub(super) digest: [u8; 32],
    pub(super) bytes: u64,
    pub(super) integrity: Integrity,
}

/// Opens one file into a staged one; `file` is it, where it is open already. `None` when a person interrupted it.
pub(super) fn open_input(
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
