//! Whether a file is still the one that was read before.

use std::{
    fs::{File, Metadata},
    io,
    time::SystemTime,
};

/// What changes when a file is replaced or written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    octets: u64,
    modified: Option<SystemTime>,
    identity: Identity,
}

impl Version {
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self { octets: metadata.len(), modified: metadata.modified().ok(), identity: identity(&metadata) })
    }

    /// Octets of the file.
    pub(super) fn octets(&self) -> u64 {
        self.octets
    }
}

/// What tells a file from all others, whatever its name, where the standard library tells.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
type Identity = ();
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {}
