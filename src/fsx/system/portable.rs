//! The same from what every system has.

use std::{fs::File, io, path::Path};

pub(in crate::fsx) fn unnamed_file(_: &Path) -> io::Result<File> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

pub(in crate::fsx) fn cannot_be_unnamed(_: &io::Error) -> bool {
    true
}

pub(in crate::fsx) fn link_unnamed(_: &File, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

pub(in crate::fsx) fn rename_without_replacing(from: &Path, to: &Path) -> io::Result<()> {
    super::link_then_unlink(from, to)
}

pub(in crate::fsx) fn preallocate(_: &File, _: u64) {}

pub(in crate::fsx) fn sync_file_system(_: &Path) -> io::Result<bool> {
    Ok(false)
}
