//! A file that was deposited in blocks.

use std::io::{self, Read as _, Write as _};

use rayon::prelude::*;

use super::{
    decrypt::{Opened, open_input},
    digest::Digest,
    failure::Failure,
    outcome::{Item, Reason},
    plan::Task,
    row::blank,
    shared::Shared,
};
use crate::{
    cms::content::{Buffer, Integrity},
    fsx::Staged,
};

/// Opens the blocks of one file, some at a time in parallel, and puts their plaintexts together in order.
///
/// No more at a time than there are threads: each holds a file and its plaintext until its turn. The first block that
/// is wrong, in the order of the blocks, is the reason, whatever the threads did first.
pub(super) fn open_blocks(
    shared: &Shared<'_>,
    task: &Task,
    item: &mut Item,
) -> Result<Option<Opened>, Failure> {
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
