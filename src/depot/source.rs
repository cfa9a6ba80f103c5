//! What every place has in common.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
};

use super::fault::ArchiveError;
use crate::fsx::SystemError;

/// Something in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path there, with `/` between its parts, as people read it; of one that is refused for its name, as written.
    pub name: String,
    /// Octets, as the place says.
    pub octets: u64,
    /// What it is.
    pub content: Content,
}

/// What something in a place is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file, by the number that [`Source::open`] takes.
    File(u32),
    /// A file that is known not to open, and why; it has a number as well.
    Refused(u32, ArchiveError),
    /// Never read: a link, or what is neither file nor folder.
    Special(SystemError),
}

impl Entry {
    /// The number that it is opened by, where there is one.
    pub fn number(&self) -> Option<u32> {
        match self.content {
            Content::File(number) | Content::Refused(number, _) => Some(number),
            Content::Special(_) => None,
        }
    }
}

/// A place that was listed: what it listed can be opened, at the same time by as many threads as like.
pub trait Source: fmt::Debug + Send + Sync {
    /// Opens what has this number, from its first octet, in the file that the place is kept in. What is read is what was
    /// listed, or reading ends with an error: an [`ArchiveError`] where the place is at fault.
    ///
    /// # Errors
    ///
    /// What the system says of the file, and what is wrong with the entry, as [`ArchiveError::of`] tells it.
    fn open(&self, file: File, number: u32) -> io::Result<Box<dyn Read + Send>>;
}
