//! Where a registry is: a folder, or a server.

use std::path::{Path, PathBuf};

#[cfg(feature = "postgres")]
use crate::registry::postgres::ServerAddress;

/// Where a registry is.
#[derive(Clone, Debug)]
pub enum Location {
    /// In a folder of this machine, or of a share.
    Folder(PathBuf),
    /// On a server.
    #[cfg(feature = "postgres")]
    Server(ServerAddress),
}

impl Location {
    /// As people know it: the folder, or the address.
    pub fn shown(&self) -> &Path {
        match self {
            Self::Folder(home) => home,
            #[cfg(feature = "postgres")]
            Self::Server(address) => address.shown(),
        }
    }

    /// The folder, where it is in one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(home) => Some(home),
            #[cfg(feature = "postgres")]
            Self::Server(_) => None,
        }
    }
}

impl From<PathBuf> for Location {
    fn from(home: PathBuf) -> Self {
        Self::Folder(home)
    }
}
