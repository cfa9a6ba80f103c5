//! What systems do differently, the same interface for each.

#[cfg(unix)]
mod unix;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(all(unix, not(target_os = "linux")))]
mod posix;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use self::linux as own;
#[cfg(all(unix, not(target_os = "linux")))]
use self::posix as own;
#[cfg(all(test, unix))]
pub(super) use self::unix::walk;
#[cfg(windows)]
pub(super) use self::windows::{
    Dir, append, free_octets, is_in_use, is_private, make_private_folders, open, open_through_links,
    preallocate, read_at, remove, try_lock,
};
#[cfg(unix)]
pub(super) use self::{
    own::preallocate,
    unix::{
        Dir, append, free_octets, is_in_use, is_private, make_private_folders, open, open_through_links,
        read_at, remove, try_lock,
    },
};

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
