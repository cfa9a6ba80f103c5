//! The same from what every Unix has.

use std::{ffi::OsStr, fs::File, io, os::fd::OwnedFd};

pub(in crate::fsx) use super::unix::walk as open_below;

pub(in crate::fsx) fn unnamed_file(_: &OwnedFd) -> io::Result<OwnedFd> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(in crate::fsx) fn link_unnamed(_: &File, _: &OwnedFd, _: &OsStr) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(in crate::fsx) fn rename_new(_: &OwnedFd, _: &OsStr, _: &OwnedFd, _: &OsStr) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(in crate::fsx) fn preallocate(_: &File, _: u64) {}

pub(in crate::fsx) fn sync_file_system(_: &OwnedFd) -> io::Result<bool> {
    Ok(false)
}
