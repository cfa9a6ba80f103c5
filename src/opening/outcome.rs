//! What became of each envelope: a value, never an error of the run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    cms::{content::Integrity, credential::Credential, envelope::Structure},
    depot::{ArchiveError, ArchiveFault},
    fsx::SystemError,
    keys::Role,
    pli::EnvelopeKind,
    time::Timestamp,
};

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
    pub const ALL: [Self; 22] = [
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

/// The facts a sentence about a reason is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Detail {
    /// An algorithm that is not read.
    Algorithm {
        /// Its object identifier.
        oid: String,
        /// Its name, where one is known.
        name: Option<String>,
    },
    /// A limit was passed.
    Limit {
        /// Name of the limit.
        limit: String,
        /// Its value.
        value: u64,
    },
    /// Blocks missing from, or repeated in, a file.
    Blocks {
        /// Their numbers.
        numbers: Vec<u32>,
    },
    /// What the operating system said.
    System(SystemError),
    /// A fault of this program.
    Panicked {
        /// What it said of itself.
        words: String,
    },
    /// The receipt names one digest, the file has another.
    Digest {
        /// From the register.
        expected: String,
        /// Computed.
        found: String,
        /// Whether it is the plaintext's digest rather than the encrypted file's.
        plaintext: bool,
    },
    /// The sending ended after the deadline.
    Deposit {
        /// End of the deposit, RFC 3339.
        ended_at: String,
        /// The deadline, RFC 3339.
        deadline: String,
    },
    /// A later deposit replaces this one.
    ReplacedBy {
        /// The later pli.
        pli: String,
    },
    /// Another input has the same output name.
    SameOutputAs {
        /// The other input.
        input: String,
    },
    /// The paths of files that a row of the register may mean, or the paths in the register that may be a file's.
    MayBe {
        /// As found, or as listed.
        paths: Vec<String>,
    },
    /// An emergency key would open it; it was not allowed.
    EmergencyKeyHeld {
        /// Fingerprint of that key.
        fingerprint: String,
    },
    /// A recipient has the serial number of a certificate that is held, and another issuer.
    OtherIssuer {
        /// Issuer that the envelope names.
        named: String,
        /// Issuer of the certificate.
        held: String,
        /// The serial number, lowercase hex.
        serial: String,
    },
    /// A CMS message that is no envelope.
    Message {
        /// Its type's object identifier.
        oid: String,
        /// Its type's name.
        name: String,
        /// It is a signature around an envelope.
        around_an_envelope: bool,
    },
    /// A container of files, in which an envelope may be.
    Container {
        /// What it is called.
        name: String,
        /// A password protects what is inside.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        locked: bool,
    },
    /// Keys or certificates, among the envelopes by mistake.
    Credential {
        /// Which.
        what: Credential,
    },
    /// What is wrong with the archive that it is, or is in.
    Archive {
        /// Which.
        fault: ArchiveFault,
    },
    /// Its archive packs it in a way that is not read.
    Packing {
        /// The number of the method (APPNOTE 4.4.5).
        method: u16,
    },
    /// The file holds several documents, as a mail does: which one is the envelope is not guessed.
    Several {
        /// How many in all.
        count: u64,
    },
    /// Where in the message the structure is wrong.
    Structure {
        /// Octet offset from the start of the message.
        offset: u64,
        /// What was expected there.
        what: String,
    },
}

/// Which key opened an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUsed {
    /// What it is for.
    pub role: Role,
    /// SHA-256 of its certificate.
    pub fingerprint: String,
}

/// A recipient an envelope names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RecipientRow {
    /// By issuer and serial number.
    IssuerAndSerialNumber {
        /// Common name of the issuer, or its whole name where it has none.
        issuer_cn: String,
        /// Serial number, lowercase hex.
        serial: String,
    },
    /// By subject key identifier.
    SubjectKeyIdentifier {
        /// Lowercase hex.
        ski: String,
    },
    /// Another kind, passed over.
    Other {
        /// `kari`, `kekri`, `pwri` or `ori`.
        other: String,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What the register's digest says of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// The same as at its deposit.
    Intact,
    /// Not what was deposited.
    Altered,
    /// No digest to compare with, or not all of the file.
    #[default]
    Unverifiable,
}

/// One row of the report: one plaintext wanted, from one file or several blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The file as it was found; the first block's for a file in blocks.
    pub input: String,
    /// Base64 of its name, when that is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_b64: Option<String>,
    /// The root it was found under.
    pub root: String,
    /// All the block files in order, for a file in blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<String>,
    /// Pli of the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pli: Option<String>,
    /// Company of the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Envelope kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<EnvelopeKind>,
    /// Lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// When the sending began, from the register, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit_started_at: Option<Timestamp>,
    /// When the sending ended, from the register, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposited_at: Option<Timestamp>,
    /// How it ended.
    pub status: Status,
    /// Why it was not opened.
    pub reason: Option<Reason>,
    /// Facts about the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
    /// One sentence in the chosen language, given by the caller when the report is written.
    #[serde(default)]
    pub message: String,
    /// Final name of the plaintext, relative to the output folder, where it stands there.
    pub output: Option<String>,
    /// Base64 of that name, when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_b64: Option<String>,
    /// The final name it would have had, where no plaintext of this row stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_output: Option<String>,
    /// Base64 of that name, when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_output_b64: Option<String>,
    /// The final name by the envelope's own, where that is another: not every file system takes it, or it takes two for
    /// one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_name: Option<String>,
    /// Base64 of that name, when it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_name_b64: Option<String>,
    /// Octets of the encrypted file or blocks: as many as were read, where they were.
    pub bytes_in: u64,
    /// Octets after the end of the envelope, or of its blocks: they were passed over.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub trailing_octets: u64,
    /// Octets of the plaintext.
    pub bytes_out: Option<u64>,
    /// SHA-256 of the plaintext.
    pub sha256: Option<String>,
    /// SHA-256 of the encrypted file, of the very octets that were decrypted; of each block in their order, `-` for one
    /// that could not be read. `None` when nothing could be.
    pub sha256_in: Option<String>,
    /// What its checks are worth.
    pub integrity: Option<Integrity>,
    /// What the register's digest says.
    pub receipt: Receipt,
    /// The key that opened it.
    pub key: Option<KeyUsed>,
    /// Which of the two structures it is.
    pub structure: Option<Structure>,
    /// Key transport algorithm of the recipient used, or of the first one.
    pub key_transport: Option<String>,
    /// Content-encryption algorithm.
    pub content_cipher: Option<String>,
    /// Those it names, the first of them when they are many.
    pub recipients: Vec<RecipientRow>,
    /// How many it names beside those.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub recipients_more: u64,
    /// Which case of the backup-copy rule applies (1 malware, 2 late, incomplete or impossible to open).
    pub backup_copy_case: Option<u8>,
    /// Default refusals that a person lifted, with a motif.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Reason>,
    /// Whether the register lists it, where there is a register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<bool>,
    /// The path the register gives it, where the file was found by another: case, apostrophes, blanks, or its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_as: Option<String>,
    /// Whether the register says the minute of its end only, which is the deadline's: it may be late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_the_minute: bool,
    /// The register's other columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub register_columns: BTreeMap<String, String>,
    /// Milliseconds spent on it.
    pub duration_ms: u64,
}

impl Item {
    /// The final name that it has, or would have had.
    pub fn place(&self) -> Option<&str> {
        self.output.as_deref().or(self.wanted_output.as_deref())
    }

    /// The same, with nothing lost of what is not UTF-8.
    pub(super) fn place_key(&self) -> Option<&String> {
        let standing = self.output_b64.as_ref().or(self.output.as_ref());
        standing.or(self.wanted_output_b64.as_ref()).or(self.wanted_output.as_ref())
    }

    /// Says where the plaintext stands, if it does.
    pub(super) fn settle_name(&mut self) {
        let stands = matches!(self.status, Status::Opened | Status::AlreadyOpened);
        if stands && self.output.is_none() {
            (self.output, self.output_b64) = (self.wanted_output.take(), self.wanted_output_b64.take());
        } else if !stands && self.output.is_some() {
            (self.wanted_output, self.wanted_output_b64) = (self.output.take(), self.output_b64.take());
        }
    }
}
