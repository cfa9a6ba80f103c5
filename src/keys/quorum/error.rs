//! Why shares do not open a key, or are not made. Never a value, nor which octet of it.

use std::path::PathBuf;

use crate::{
    cms::seal::SealError,
    keys::{KeyFileError, WriteError},
};

/// What is wrong with one share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// It is the encrypted message, which its holder opens first.
    #[error("still encrypted")]
    Sealed,
    /// It is no share.
    #[error("no share")]
    NotAShare,
    /// It is of a form that is not known here.
    #[error("a share of form {version:?}")]
    Version {
        /// What it says.
        version: String,
    },
    /// It is not what was written: its sum is not that of its lines.
    #[error("damaged")]
    Damaged,
    /// It is of another key, or of another splitting of this one.
    #[error("of another set")]
    Foreign,
    /// It is of this set, and not the share that was made.
    #[error("not the share that was made")]
    Wrong,
    /// It is the share of another file as well.
    #[error("the same share as {}", other.display())]
    Twice {
        /// The other file.
        other: PathBuf,
    },
}

/// Why shares do not open a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuorumError {
    /// One of them is not good.
    #[error("{}: {fault}", path.display())]
    Share {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: ShareFault,
    },
    /// There are not enough of them.
    #[error("{missing} shares of {threshold} are missing")]
    Missing {
        /// How many more it takes.
        missing: u8,
        /// How many it takes.
        threshold: u8,
        /// How many there are.
        shares: u8,
        /// Files that hold shares of something else.
        foreign: Vec<PathBuf>,
    },
    /// What the key file says of its people is not read: it is damaged, or of a later version.
    #[error("what the key file says of its people is damaged or of a later version")]
    Damaged,
    /// Enough good shares open nothing: what the key file says of its people is not what was written.
    #[error("the shares do not open the key file: {0}")]
    NotOpened(KeyFileError),
}

/// Why a key is not split.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// So many of so many is no quorum.
    #[error("{threshold} of {shares} is no quorum")]
    Numbers {
        /// How many it would take.
        threshold: u8,
        /// Of how many.
        shares: usize,
    },
    /// The system gave no random octets.
    #[error("no random octets")]
    NoRandom,
    /// The key file is not written.
    #[error(transparent)]
    NotWritten(#[from] WriteError),
    /// A share is not sealed.
    #[error(transparent)]
    NotSealed(#[from] SealError),
    /// What was made does not open.
    #[error("what was made does not open")]
    NotMade,
}
