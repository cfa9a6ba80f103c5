//! What systems do differently, the same interface for each.

#[cfg(unix)]
mod unix;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(all(unix, not(target_os = "linux")))]
mod posix;
#[cfg(windows)]
mod windows;

use std::path::Path;

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
    pub(super) group: u32,
    pub(super) mode: u32,
}

impl Standing {
    /// Whether what was made for its owner alone, or for a team, is that.
    pub(super) fn is_kept_for(self, team: Option<u32>) -> bool {
        match team {
            None => self.mode.trailing_zeros() >= 6,
            Some(gid) => self.group == gid && self.mode & 0o027 == 0,
        }
    }

    /// Whether it is a group's, and has all of a mode.
    #[cfg(unix)]
    pub(super) fn is_for(self, gid: u32, mode: u32) -> bool {
        self.group == gid && self.mode & mode == mode
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

/// The group that a folder is for.
#[cfg(unix)] // groups
pub(super) fn team_of(folder: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    const READ_AND_KEPT: u32 = 0o2050;
    let found = std::fs::metadata(folder).ok().filter(std::fs::Metadata::is_dir)?;
    let standing = Standing { owner: found.uid(), group: found.gid(), mode: found.mode() };
    standing.is_for(found.gid(), READ_AND_KEPT).then_some(found.gid())
}

#[cfg(not(unix))] // no groups that files are given to
pub(super) fn team_of(_: &Path) -> Option<u32> {
    None
}

#[cfg(unix)]
pub(super) fn syncs_names(folder: &Path) -> bool {
    let synced = std::fs::File::open(folder).and_then(|folder| Ok(rustix::fs::fsync(&folder)?));
    synced.map_or_else(|error| error.kind() != std::io::ErrorKind::InvalidInput, |()| true)
}

#[cfg(not(unix))]
pub(super) fn syncs_names(_: &Path) -> bool {
    true
}

/// Whether who runs this is in a group, or may do without.
#[cfg(unix)] // groups
pub(super) fn is_in(gid: u32) -> bool {
    use rustix::process::{getegid, geteuid, getgroups};
    let also = || getgroups().unwrap_or_default().into_iter().any(|group| group.as_raw() == gid);
    geteuid().is_root() || getegid().as_raw() == gid || also()
}

#[cfg(not(unix))] // no groups that files are given to
pub(super) fn is_in(_: u32) -> bool {
    false
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
