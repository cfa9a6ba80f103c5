//! What locks of files are worth in a place: some have none, and some make them another thing.

use std::{io, path::Path};

use super::folder::Folder;

/// How locks of parts of a file are in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLocks {
    /// As POSIX says.
    Whole,
    /// As SMB has them: one that is shared does not become exclusive, and what is locked is not read by others.
    Mandatory,
    /// There are none.
    None,
}

/// Tries the locks of a folder's file system with a file that is gone afterwards.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn locks_in(folder: &Path) -> io::Result<FileLocks> {
    let folder = Folder::create(folder)?;
    let tried = folder.stage_named().and_then(|staged| tried(&staged.file));
    folder.tidy();
    tried
}

#[cfg(unix)]
fn tried(file: &std::fs::File) -> io::Result<FileLocks> {
    use rustix::{
        fs::{FlockOperation, fcntl_lock},
        io::Errno,
    };
    let none = |error: Errno| matches!(error, Errno::NOLCK | Errno::NOSYS | Errno::OPNOTSUPP | Errno::INVAL);
    for operation in [FlockOperation::NonBlockingLockShared, FlockOperation::NonBlockingLockExclusive] {
        match fcntl_lock(file, operation) {
            Ok(()) => {}
            Err(error) if none(error) => return Ok(FileLocks::None),
            // Nobody else knows the file: it is kept from itself.
            Err(Errno::ACCESS | Errno::AGAIN) => return Ok(FileLocks::Mandatory),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(FileLocks::Whole)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "other systems are asked")]
fn tried(_: &std::fs::File) -> io::Result<FileLocks> {
    Ok(FileLocks::Whole)
}
