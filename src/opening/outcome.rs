//! What became of each envelope: a value, never an error of the run.

mod detail;
mod item;

use serde::{Deserialize, Serialize};

pub use self::{
    detail::Detail,
    item::{Item, KeyUsed, Receipt, RecipientRow},
};
use crate::depot::{ArchiveError, ArchiveFault};

/// How one envelope ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its plaintext is at its final name, complete and checked.
    Opened,
    /// An earlier run opened it; the plaintext was verified and kept.
    AlreadyOpened,
    /// A rehearsal only: it names a key that is held, and nothing was decrypted.
    Openable,
    /// A rule says not to open it.
    Refused,
    /// It could not be opened.
    Failed,
    /// The run was interrupted before its turn.
    Cancelled,
}

/// Why an envelope was not opened. Codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The deadline has not passed.
    BeforeDeadline,
    /// Deposited after the deadline.
    Late,
    /// Withdrawn by its company.
    Withdrawn,
    /// A later deposit in time replaces it.
    Superseded,
    /// Set aside by the buyer.
    SetAside,
    /// Not one of the envelope kinds asked for.
    OtherEnvelope,
    /// Something else already has its output's name.
    OutputExists,
    /// Two envelopes have one output name.
    OutputCollision,
    /// The register may mean it, or it may be one of several: which, cannot be told.
    Ambiguous,
    /// No key held is one of its recipients.
    NoMatchingKey,
    /// The device that keeps the private key did not do its part.
    KeyUnavailable,
    /// A check of the format failed, or it cannot be told what.
    Corrupted,
    /// It ends too early.
    Truncated,
    /// It differs from the digest of the deposit register.
    Altered,
    /// It is no envelope at all.
    NotAnEnvelope,
    /// An algorithm that is not read; the OID is named.
    Unsupported,
    /// A block of its file is missing.
    MissingBlock,
    /// A block of its file is there twice.
    DuplicateBlock,
    /// The deposit register lists it, and it is not there.
    MissingFile,
    /// Above a limit, named.
    TooLarge,
    /// It could not be read.
    Unreadable,
    /// Its plaintext could not be written.
    WriteFailed,
    /// A fault of this program.
    Internal,
}

impl Reason {
    /// Every reason, in the order of the documentation.
    pub const ALL: [Self; 23] = [
        Self::BeforeDeadline,
        Self::Late,
        Self::Withdrawn,
        Self::Superseded,
        Self::SetAside,
        Self::OtherEnvelope,
        Self::OutputExists,
        Self::OutputCollision,
        Self::Ambiguous,
        Self::NoMatchingKey,
        Self::KeyUnavailable,
        Self::Corrupted,
        Self::Truncated,
        Self::Altered,
        Self::NotAnEnvelope,
        Self::Unsupported,
        Self::MissingBlock,
        Self::DuplicateBlock,
        Self::MissingFile,
        Self::TooLarge,
        Self::Unreadable,
        Self::WriteFailed,
        Self::Internal,
    ];

    /// Why an archive is not read, or an entry of one.
    pub const fn of_archive(error: &ArchiveError) -> Self {
        match error {
            ArchiveError::TooLarge(_) => Self::TooLarge,
            ArchiveError::Method(_) => Self::Unsupported,
            ArchiveError::Fault(fault) => match fault {
                ArchiveFault::NoDirectory | ArchiveFault::CutOff => Self::Truncated,
                ArchiveFault::Encrypted | ArchiveFault::Name => Self::Unsupported,
                ArchiveFault::Duplicate => Self::Ambiguous,
                ArchiveFault::Changed => Self::Unreadable,
                ArchiveFault::Directory
                | ArchiveFault::Overlapping
                | ArchiveFault::Size
                | ArchiveFault::Checksum
                | ArchiveFault::Packing => Self::Corrupted,
            },
        }
    }

    /// Whether a rule refused it, or it failed.
    pub const fn status(self) -> Status {
        match self {
            Self::BeforeDeadline
            | Self::Late
            | Self::Withdrawn
            | Self::Superseded
            | Self::SetAside
            | Self::OtherEnvelope
            | Self::OutputExists
            | Self::OutputCollision
            | Self::Ambiguous => Status::Refused,
            _ => Status::Failed,
        }
    }

    /// Its code in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BeforeDeadline => "before_deadline",
            Self::Late => "late",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
            Self::SetAside => "set_aside",
            Self::OtherEnvelope => "other_envelope",
            Self::OutputExists => "output_exists",
            Self::OutputCollision => "output_collision",
            Self::Ambiguous => "ambiguous",
            Self::NoMatchingKey => "no_matching_key",
            Self::KeyUnavailable => "key_unavailable",
            Self::Corrupted => "corrupted",
            Self::Truncated => "truncated",
            Self::Altered => "altered",
            Self::NotAnEnvelope => "not_an_envelope",
            Self::Unsupported => "unsupported",
            Self::MissingBlock => "missing_block",
            Self::DuplicateBlock => "duplicate_block",
            Self::MissingFile => "missing_file",
            Self::TooLarge => "too_large",
            Self::Unreadable => "unreadable",
            Self::WriteFailed => "write_failed",
            Self::Internal => "internal",
        }
    }
}
