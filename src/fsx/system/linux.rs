//! What only Linux has.

use std::{
    ffi::OsStr,
    fs::File,
    io,
    os::fd::{AsRawFd as _, OwnedFd},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use rustix::{
    fs::{AtFlags, CWD, FallocateFlags, Mode, OFlags, RenameFlags, ResolveFlags},
    io::Errno,
};

use super::unix::walk;

/// Opens what is below a folder, by no link at all, in one call (`openat2(2)`, Linux 5.6).
pub(in crate::fsx) fn open_below(folder: &OwnedFd, relative: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    static KNOWN: AtomicBool = AtomicBool::new(true);
    if KNOWN.load(Ordering::Relaxed) {
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match rustix::fs::openat2(folder, relative, flags, Mode::empty(), resolve) {
            // An older kernel, or a filter of system calls that does not know it.
            Err(Errno::NOSYS | Errno::PERM | Errno::INVAL) => KNOWN.store(false, Ordering::Relaxed),
            // A name changed meanwhile; a path longer than one call takes.
            Err(Errno::AGAIN | Errno::NAMETOOLONG) => {}
            other => return Ok(other?),
        }
    }
    walk(folder, relative, flags)
}

pub(in crate::fsx) fn unnamed_file(folder: &OwnedFd) -> io::Result<OwnedFd> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match rustix::fs::openat(folder, ".", flags, Mode::RUSR | Mode::WUSR) {
        // The file system, or an old kernel, has none.
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT) => {
            Err(io::ErrorKind::Unsupported.into())
        }
        other => Ok(other?),
    }
}

pub(in crate::fsx) fn link_unnamed(file: &File, folder: &OwnedFd, name: &OsStr) -> io::Result<()> {
    static BY_HANDLE: AtomicBool = AtomicBool::new(true);
    if BY_HANDLE.load(Ordering::Relaxed) {
        match rustix::fs::linkat(file, "", folder, name, AtFlags::EMPTY_PATH) {
            // Before Linux 6.10, for a process that may not read everything (CAP_DAC_READ_SEARCH).
            Err(Errno::NOENT) => BY_HANDLE.store(false, Ordering::Relaxed),
            other => return Ok(other?),
        }
    }
    let handle = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(rustix::fs::linkat(CWD, handle, folder, name, AtFlags::SYMLINK_FOLLOW)?)
}

pub(in crate::fsx) fn rename_new(from: &OwnedFd, name: &OsStr, to: &OwnedFd, new: &OsStr) -> io::Result<()> {
    match rustix::fs::renameat_with(from, name, to, new, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) => Err(io::ErrorKind::Unsupported.into()),
        other => Ok(other?),
    }
}

pub(in crate::fsx) fn preallocate(file: &File, octets: u64) {
    let _ = rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, 0, octets);
}

pub(in crate::fsx) fn sync_file_system(folder: &OwnedFd) -> io::Result<bool> {
    rustix::fs::syncfs(folder)?;
    Ok(true)
}
