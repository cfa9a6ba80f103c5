//! The only place that writes user files: stage, sync, publish without replacing, sweep, lock.
//!
//! A plaintext is written to a [`Staged`] file that nobody else can read, and gets its final name only by
//! [`Staged::publish`], which cannot replace anything. On Linux a staged file has no name at all
//! (`O_TMPFILE`), so that it is gone with the process however that ends; elsewhere, and on file systems that
//! cannot, it is a file of mode 0600 in a folder that the next run sweeps.

#![warn(clippy::missing_errors_doc)]

mod appender;
mod fault;
mod folder;
mod lent;
mod locks;
mod owner;
mod publication;
mod read;
mod reservation;
mod staged;
mod staging;
mod system;
mod team;
mod waiting;
mod whole;

#[cfg(test)]
mod tests;

pub use self::{
    appender::{AppendError, Appender},
    fault::{Fault, SystemError},
    folder::{Folder, create_private_folder},
    lent::Lent,
    locks::{FileLocks, locks_in},
    publication::Publication,
    read::{Reread, Roots, is_private, open_given, open_regular, open_stream, read_bounded},
    reservation::is_taken,
    staged::Staged,
    team::Team,
    waiting::open_waiting,
    whole::{create_private_file, move_new, replace, replace_readable, write_new},
};

use std::{fs, io, path::Path};

/// Where staged files with a name live, below the output folder.
pub const STAGING: &str = ".plis-staging";

/// The folder of a path, `.` for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes a file of ours; one that is gone already is no error.
///
/// # Errors
///
/// What the system says, as [`Fault::of`] tells it.
pub fn remove(path: &Path) -> io::Result<()> {
    match system::remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a folder that has nothing in it.
///
/// # Errors
///
/// What the system says, as [`Fault::of`] tells it.
pub fn remove_empty_folder(path: &Path) -> io::Result<()> {
    fs::remove_dir(path)
}

/// Whether the names in a folder can be synced: some shares and mounted stores refuse to (`EINVAL`).
pub fn syncs_names(folder: &Path) -> bool {
    system::syncs_names(folder)
}

/// Octets free for this user on the file system of `path`, where the system tells.
pub fn free_space(path: &Path) -> Option<u64> {
    system::free_octets(path)
}

/// How many files this process may hold open, as far as the system tells.
pub fn handles() -> usize {
    /// What systems grant that do not tell.
    const USUAL: usize = 512;
    system::open_files().unwrap_or(USUAL)
}
