//! Why a stamp vouches for nothing in the journal that it is beside.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use crate::{
    fsx::SystemError,
    timestamp::{Stamp, StampError},
};

/// Why a stamp vouches for nothing in a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StampFault {
    /// It, or the request beside it, cannot be read.
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: SystemError,
    },
    /// The request beside it cannot be understood.
    Request(StampError),
    /// It holds, and no entry of the journal has the hash that is stamped: the journal was cut or written anew since, or
    /// the stamp is another's.
    OtherJournal {
        /// What is vouched for all the same: that the entry was there.
        stamp: Box<Stamp>,
    },
    /// It does not hold.
    Stamp(StampError),
}

impl StampFault {
    /// Its name in reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::Request(_) => "request",
            Self::OtherJournal { .. } => "other_journal",
            Self::Stamp(error) => error.code(),
        }
    }

    /// What is vouched for all the same, though not in this journal.
    pub fn stamp(&self) -> Option<&Stamp> {
        match self {
            Self::OtherJournal { stamp } => Some(stamp),
            _ => None,
        }
    }
}

impl Serialize for StampFault {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.code())
    }
}
