//! Files that a request is about: where they lie, or what was sent of them.

use std::{
    fmt, io,
    ops::Deref,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::fsx::{self, Fault};

/// A file that a request is about.
#[derive(Clone, PartialEq, Eq)]
pub enum GivenFile {
    /// It lies here.
    At(PathBuf),
    /// Its octets were sent along: there is no place to find it at again.
    Sent {
        /// What it was called where it came from.
        name: PathBuf,
        /// What is in it.
        octets: Zeroizing<Vec<u8>>,
    },
}

/// What is in a file.
pub(super) enum Octets<'a> {
    Sent(&'a [u8]),
    Read(Zeroizing<Vec<u8>>),
}

impl GivenFile {
    /// What people know it by.
    pub fn shown(&self) -> &Path {
        match self {
            Self::At(path) => path,
            Self::Sent { name, .. } => name,
        }
    }

    /// What is in it, no more than so many octets.
    pub(super) fn read(&self, most: u64) -> io::Result<Octets<'_>> {
        match self {
            Self::At(path) => Octets::of(path, most),
            Self::Sent { octets, .. } if octets.len() as u64 > most => Err(Fault::TooLarge.into()),
            Self::Sent { octets, .. } => Ok(Octets::Sent(octets)),
        }
    }
}

impl Octets<'_> {
    /// What is in a file that lies here, no more than so many octets.
    pub(super) fn of(path: &Path, most: u64) -> io::Result<Self> {
        fsx::read_bounded(path, most).map(|octets| Self::Read(Zeroizing::new(octets)))
    }
}

impl Deref for Octets<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Sent(octets) => octets,
            Self::Read(octets) => octets,
        }
    }
}

/// Without what is in it, which may be a key.
impl fmt::Debug for GivenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(path) => f.debug_tuple("At").field(path).finish(),
            Self::Sent { name, .. } => f.debug_struct("Sent").field("name", name).finish_non_exhaustive(),
        }
    }
}
