//! What systems do differently, each with a portable path beside it.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io,
    path::Path,
};

#[cfg(target_os = "linux")]
pub(super) use self::linux::{
    cannot_be_unnamed, link_unnamed, preallocate, rename_without_replacing, sync_file_system, unnamed_file,
};
#[cfg(not(target_os = "linux"))]
pub(super) use self::portable::{
    cannot_be_unnamed, link_unnamed, preallocate, rename_without_replacing, sync_file_system, unnamed_file,
};

pub(in crate::fsx) fn private_folder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is Unix's"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    builder
}

pub(in crate::fsx) fn private_options() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is Unix's"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    options.mode(0o600);
    options
}

/// A rename that cannot replace, from what every system has: a hard link, then the old name removed.
pub(in crate::fsx) fn link_then_unlink(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)?;
    // The final name stands; a staging name that stays is swept by the next run.
    let _ = fs::remove_file(from);
    Ok(())
}

#[cfg(unix)]
pub(in crate::fsx) fn no_follow_flags() -> i32 {
    (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC)
        .bits()
        .cast_signed()
}

#[cfg(unix)]
pub(in crate::fsx) fn sync_folder(path: &Path) -> io::Result<()> {
    match fs::File::open(path)?.sync_all() {
        // Some network file systems cannot sync a folder; its names are the server's business there.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
pub(in crate::fsx) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(in crate::fsx) fn free_octets(path: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(path).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

#[cfg(not(unix))]
pub(in crate::fsx) fn free_octets(_: &Path) -> Option<u64> {
    None
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
pub(in crate::fsx) fn open_files() -> Option<usize> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    Some(limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
pub(in crate::fsx) fn open_files() -> Option<usize> {
    None
}
