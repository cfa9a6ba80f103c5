//! Files that are read: plain ones, and never more of them than is asked for.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;

use super::fault::Fault;
#[cfg(unix)]
use super::system::no_follow_flags;

/// Opens a file to read it, never through a link, and only when it is a regular file.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags(no_follow_flags());
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(Fault::NotRegular.into());
    }
    Ok(file)
}

/// Reads a whole file of at most `limit` octets; a longer one is [`io::ErrorKind::FileTooLarge`].
pub fn read_bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    // As large as it will be: what grows leaves copies behind, and keys are read here.
    let expected = usize::try_from(file.metadata()?.len().min(limit)).unwrap_or_default();
    let mut octets = Vec::with_capacity(expected + 1);
    file.take(limit + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > limit {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(octets)
}
