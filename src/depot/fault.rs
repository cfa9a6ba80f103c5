//! What is wrong with an archive, or with an entry of one.

use std::io;

use serde::{Deserialize, Serialize};

use crate::limits::Limit;

/// What is wrong with an archive, or with an entry of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveFault {
    /// The directory, with which an archive ends, is not there.
    #[error("the archive has no directory at its end")]
    NoDirectory,
    /// The directory is damaged, or says two things of how much is in it.
    #[error("the archive's directory is damaged")]
    Directory,
    /// A password protects the entry.
    #[error("the entry is encrypted")]
    Encrypted,
    /// The entry has no name, or one that leads out of the archive: `..`, an absolute path, a drive.
    #[error("the entry's name leads out of the archive")]
    Name,
    /// Other entries have the same name.
    #[error("several entries have this name")]
    Duplicate,
    /// Its octets are those of another entry as well.
    #[error("the entry overlaps another one")]
    Overlapping,
    /// The archive ends before the entry does.
    #[error("the archive ends within the entry")]
    CutOff,
    /// The entry holds more or less than the directory says.
    #[error("the entry is not as long as the directory says")]
    Size,
    /// The entry does not have the checksum that the directory says.
    #[error("the entry's checksum is wrong")]
    Checksum,
    /// What is packed cannot be unpacked.
    #[error("the entry cannot be unpacked")]
    Packing,
    /// The archive is not the one that was listed any more.
    #[error("the archive was changed meanwhile")]
    Changed,
}

/// Why an archive is not read, or an entry of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Something is wrong with it.
    #[error(transparent)]
    Fault(#[from] ArchiveFault),
    /// The entry is packed in a way that is not read: neither stored nor deflated.
    #[error("the entry is packed by method {0}")]
    Method(u16),
    /// A limit was passed.
    #[error("over the limit {} of {}", .0.name, .0.value)]
    TooLarge(Limit),
}

impl ArchiveError {
    /// Whether this is why something could not be read.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<Self>().copied()
    }
}

impl From<ArchiveError> for io::Error {
    fn from(error: ArchiveError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

impl From<ArchiveFault> for io::Error {
    fn from(fault: ArchiveFault) -> Self {
        ArchiveError::from(fault).into()
    }
}
