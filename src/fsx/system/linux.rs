//! What only Linux has.

use std::{fs::File, io, os::fd::AsRawFd as _, path::Path};

use rustix::{
    fs::{AtFlags, CWD, FallocateFlags, Mode, OFlags, RenameFlags},
    io::Errno,
};

pub(in crate::fsx) fn unnamed_file(folder: &Path) -> io::Result<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR)?))
}

/// The file system, or an old kernel, has no `O_TMPFILE`, or `/proc` is not there to link it from.
pub(in crate::fsx) fn cannot_be_unnamed(error: &io::Error) -> bool {
    matches!(
        error.raw_os_error().map(Errno::from_raw_os_error),
        Some(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT)
    )
}

pub(in crate::fsx) fn link_unnamed(file: &File, target: &Path) -> io::Result<()> {
    let handle = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(rustix::fs::linkat(CWD, handle, CWD, target, AtFlags::SYMLINK_FOLLOW)?)
}

pub(in crate::fsx) fn rename_without_replacing(from: &Path, to: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) => super::link_then_unlink(from, to),
        other => Ok(other?),
    }
}

pub(in crate::fsx) fn preallocate(file: &File, octets: u64) {
    let _ = rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, 0, octets);
}

pub(in crate::fsx) fn sync_file_system(path: &Path) -> io::Result<bool> {
    rustix::fs::syncfs(File::open(path)?)?;
    Ok(true)
}
