//! A row of the report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Detail, Reason, Status};
use crate::{
    cms::{content::Integrity, envelope::Structure},
    keys::Role,
    pli::EnvelopeKind,
    time::Timestamp,
};

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
    /// Number of the share that it was opened in, where several machines opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<u32>,
    /// Milliseconds spent on it.
    pub duration_ms: u64,
}

impl Item {
    /// The final name that it has, or would have had.
    pub fn place(&self) -> Option<&str> {
        self.output.as_deref().or(self.wanted_output.as_deref())
    }

    /// The same, with nothing lost of what is not UTF-8.
    pub(in crate::opening) fn place_key(&self) -> Option<&String> {
        let standing = self.output_b64.as_ref().or(self.output.as_ref());
        standing.or(self.wanted_output_b64.as_ref()).or(self.wanted_output.as_ref())
    }

    /// Says where the plaintext stands, if it does.
    pub(in crate::opening) fn settle_name(&mut self) {
        let stands = matches!(self.status, Status::Opened | Status::AlreadyOpened);
        if stands && self.output.is_none() {
            (self.output, self.output_b64) = (self.wanted_output.take(), self.wanted_output_b64.take());
        } else if !stands && self.output.is_some() {
            (self.wanted_output, self.wanted_output_b64) = (self.output.take(), self.output_b64.take());
        }
    }
}
