//! Where people keep things on this machine.

use std::path::PathBuf;

/// The person's own folder.
pub(super) fn own() -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    std::env::var_os(name).map(PathBuf::from).filter(|home| home.is_absolute() && home.is_dir())
}

/// Where all the others are; without it, the first disk.
pub(super) fn top() -> PathBuf {
    disks().into_iter().next().filter(|_| cfg!(windows)).unwrap_or_else(|| PathBuf::from("/"))
}

/// Where disks and sticks are.
#[cfg(windows)]
pub(super) fn disks() -> Vec<PathBuf> {
    super::windows::drives()
}

#[cfg(not(windows))]
pub(super) fn disks() -> Vec<PathBuf> {
    let places = ["/media", "/mnt", "/run/media"].map(PathBuf::from);
    places.into_iter().filter(|place| place.is_dir()).collect()
}
