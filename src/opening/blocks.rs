//! A file that was deposited in blocks.

use std::io::{self, Read as _, Write as _};

use rayon::prelude::*;

use super::{
    decrypt::{Contents, Opened, Purpose, decrypt_input},
    digest::Digest,
    failure::{Failure, Interrupted},
    outcome::{Item, Reason},
    plan::{Input, Task},
    read::{Ended, look},
    row::blank,
    shared::Shared,
};
use crate::{
    cms::content::{Buffer, Decrypted, Integrity},
    fsx::Staged,
};

/// Opens the blocks of one file, some at a time in parallel, and puts their plaintexts together in order.
///
/// No more at a time than there are threads: each holds a file and its plaintext until its turn. The first block that
/// is wrong, in the order of the blocks, is the reason, whatever the threads did first; those after it are read for
/// their digests alone.
pub(super) fn open_blocks(
    shared: &Shared<'_>,
    task: &Task,
    keep: bool,
    item: &mut Item,
) -> Result<Contents, Interrupted> {
    let digest = Digest::new(shared.provider.sha256());
    let mut whole = Whole { staged: None, bytes: 0, integrity: Integrity::Authenticated };
    let mut seen = Vec::with_capacity(task.inputs.len());
    let mut wrong: Option<Failure> = None;
    // What is not kept is hashed as it comes, one block after the other.
    let (at_once, block_digest) =
        if keep { (rayon::current_num_threads().max(1), None) } else { (1, Some(&digest)) };
    let mut piece = zeroize::Zeroizing::new(vec![0; if keep { 1 << 18 } else { 0 }]);
    for inputs in task.inputs.chunks(at_once) {
        let purpose = wrong.is_none().then_some(Purpose { keep, digest: block_digest });
        let ended: Vec<_> = inputs.par_iter().map(|input| block(shared, task, input, purpose)).collect();
        for (ended, row) in ended {
            if seen.is_empty() {
                // What the first block says of itself stands for all.
                *item = row;
            } else {
                item.trailing_octets += row.trailing_octets;
            }
            let done = match ended {
                Ended::Interrupted => return Err(Interrupted),
                Ended::Unread(failure) => {
                    seen.push(None);
                    Err(failure)
                }
                Ended::Read(block, done) => {
                    seen.push(Some(block));
                    done
                }
            };
            if wrong.is_none() {
                wrong = done
                    .and_then(|block| match block {
                        Some((decrypted, staged)) => {
                            whole.add(shared, &decrypted, staged, &digest, &mut piece)
                        }
                        None => Ok(()),
                    })
                    .err();
            }
        }
    }
    let done = match wrong {
        Some(failure) => Err(failure),
        None => Ok(Opened {
            staged: whole.staged,
            digest: digest.finish(),
            bytes: whole.bytes,
            integrity: whole.integrity,
        }),
    };
    Ok(Contents { seen, done })
}

/// A block that was decrypted, and where it is staged if it is.
type Block = (Decrypted, Option<Staged>);

/// Opens one block, or only looks at it, and says what it says of itself.
fn block(
    shared: &Shared<'_>,
    task: &Task,
    input: &Input,
    purpose: Option<Purpose<'_>>,
) -> (Ended<Option<Block>>, Item) {
    let mut row = blank(task, shared.roots);
    let mut buffer = Buffer::new();
    let ended = match purpose {
        Some(purpose) => decrypt_input(shared, input, purpose, &mut row, &mut buffer).map(Some),
        None => look(shared, input, &mut buffer).map(|()| None),
    };
    (ended, row)
}

/// The blocks so far.
struct Whole {
    staged: Option<Staged>,
    bytes: u64,
    integrity: Integrity,
}

impl Whole {
    fn add(
        &mut self,
        shared: &Shared<'_>,
        block: &Decrypted,
        staged: Option<Staged>,
        digest: &Digest,
        piece: &mut [u8],
    ) -> Result<(), Failure> {
        if block.integrity != Integrity::Authenticated {
            self.integrity = block.integrity;
        }
        self.bytes += block.bytes_out;
        let Some(mut staged) = staged else { return Ok(()) };
        let written = match &mut self.staged {
            Some(whole) => append(shared, &mut staged, whole, digest, piece),
            None => shared
                .folder
                .stage()
                .and_then(|whole| append(shared, &mut staged, self.staged.insert(whole), digest, piece)),
        };
        written.map_err(|error| Failure::system(Reason::WriteFailed, &error))
    }
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
