//! What systems do differently, each with a portable path beside it.

#[cfg(unix)]
mod unix;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(unix))]
mod portable;
#[cfg(all(unix, not(target_os = "linux")))]
mod posix;

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::{
    fs::{DirBuilder, OpenOptions},
    path::Path,
};

#[cfg(target_os = "linux")]
use self::linux as own;
#[cfg(not(unix))]
pub(super) use self::portable::{Dir, preallocate, read_at};
#[cfg(all(unix, not(target_os = "linux")))]
use self::posix as own;
#[cfg(unix)]
pub(super) use self::{
    own::preallocate,
    unix::{Dir, no_follow_flags, read_at},
};

#[cfg(all(test, unix))]
pub(super) use self::unix::walk;

/// Who owns a file or folder, and what others may do with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) owner: u32,
    pub(super) mode: u32,
}

impl Standing {
    /// Whether what was made for its owner alone is that.
    pub(super) fn is_private(self) -> bool {
        self.mode.trailing_zeros() >= 6
    }
}

/// Whose files a new one is, by the system's rule; `None` where files have no such owner.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
pub(super) fn user() -> Option<u32> {
    Some(rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
pub(super) fn user() -> Option<u32> {
    None
}

pub(super) fn private_folder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is Unix's"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    builder
}

/// To read a file, never through a link and without waiting for what is no file.
pub(super) fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags(no_follow_flags());
    options
}

/// The same through links.
pub(super) fn reading_through_links() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags((rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY).bits().cast_signed());
    options
}

#[cfg(unix)]
pub(super) fn free_octets(path: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(path).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

#[cfg(not(unix))]
pub(super) fn free_octets(_: &Path) -> Option<u64> {
    None
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
pub(super) fn open_files() -> Option<usize> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    Some(limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
pub(super) fn open_files() -> Option<usize> {
    None
}
