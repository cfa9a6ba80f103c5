//! Every bound on what strangers write, in one place.
//!
//! `plis inspect --limits` shows them; [`crate::manual`] says why each has its value.

/// A named bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Name in errors and reports.
    pub name: &'static str,
    /// The largest value that is accepted.
    pub value: u64,
    /// What is counted.
    pub unit: &'static str,
}

/// Recipient infos in one envelope.
pub const RECIPIENTS: Limit = Limit { name: "recipients", value: 1024, unit: "recipient infos" };
/// Octets before the encrypted content: originator, recipients, algorithms.
pub const HEADER: Limit = Limit { name: "header", value: 1 << 20, unit: "octets" };
/// Constructed values inside one another.
pub const NESTING: Limit = Limit { name: "nesting", value: 32, unit: "levels" };
/// Octets of attributes after the content.
pub const ATTRIBUTES: Limit = Limit { name: "attributes", value: 1 << 20, unit: "octets" };
/// Octets of a content under AES-GCM (NIST SP 800-38D section 5.2.1.1).
pub const GCM_CONTENT: Limit = Limit { name: "gcm-content", value: (1 << 36) - 32, unit: "octets" };
/// Octets of one integer or object identifier in a header.
pub const INTEGER: Limit = Limit { name: "integer", value: 4096, unit: "octets" };
/// Octets of a name that is compared by what it says (certificates' names are a few hundred octets long).
pub const NAME: Limit = Limit { name: "name", value: 4096, unit: "octets" };
/// Octets of text before a message: the head of a mail, most of it.
pub const TEXT: Limit = Limit { name: "text", value: 4 << 20, unit: "octets" };
/// Recipients that a row shows; the others are counted.
pub const SHOWN_RECIPIENTS: Limit = Limit { name: "shown-recipients", value: 32, unit: "recipient infos" };
/// Octets of a key file.
pub const KEY_FILE: Limit = Limit { name: "key-file", value: 16 << 20, unit: "octets" };
/// Iterations of one key derivation in a key file, before what they cost is known.
pub const ITERATIONS: Limit = Limit { name: "iterations", value: 10_000_000, unit: "iterations" };
/// What all key derivations of one key file may cost, in iterations of PBKDF2-HMAC-SHA-256 that take as long: at most
/// 3 seconds, measured, by the slowest of them on a processor without instructions for hashes.
///
/// A fuzzer asks for what takes long; it is given less, to try more.
pub const KEY_WORK: Limit = Limit {
    name: "key-work",
    value: if cfg!(fuzzing) { 20_000 } else { 3_000_000 },
    unit: "iterations of PBKDF2-HMAC-SHA-256",
};
/// Octets of memory that scrypt may ask for in a key file.
pub const SCRYPT_MEMORY: Limit =
    Limit { name: "scrypt-memory", value: if cfg!(fuzzing) { 1 << 20 } else { 64 << 20 }, unit: "octets" };
/// Seconds that a token may take over one operation of a key; after that it is taken for gone.
pub const TOKEN_PATIENCE: Limit = Limit { name: "token-patience", value: 20, unit: "seconds" };
/// Bits of an RSA modulus.
pub const RSA_BITS: Limit = Limit { name: "rsa-bits", value: 8192, unit: "bits" };
/// Octets of a deposit register.
pub const REGISTER: Limit = Limit { name: "register", value: 256 << 20, unit: "octets" };
/// Rows of a deposit register; a sheet of a spreadsheet has no more.
pub const ROWS: Limit = Limit { name: "rows", value: 1 << 20, unit: "rows" };
/// Octets that the parts of a spreadsheet unpack to.
pub const SPREADSHEET: Limit = Limit { name: "spreadsheet", value: 512 << 20, unit: "octets" };
/// Octets of one node of a spreadsheet's XML: a text, a tag.
pub const XML_NODE: Limit = Limit { name: "xml-node", value: 1 << 20, unit: "octets" };
/// Cells of one sheet that are not blank.
pub const CELLS: Limit = Limit { name: "cells", value: 4_000_000, unit: "cells" };
/// Octets of text in the cells of one sheet.
pub const CELL_TEXT: Limit = Limit { name: "cell-text", value: 128 << 20, unit: "octets" };
/// Octets of one line of a journal.
pub const JOURNAL_LINE: Limit = Limit { name: "journal-line", value: 16 << 20, unit: "octets" };
/// Octets of what an authority answers when it is asked for a time-stamp.
pub const TIME_STAMP: Limit = Limit { name: "time-stamp", value: 64 << 10, unit: "octets" };
/// Entries of an archive.
pub const ARCHIVE_ENTRIES: Limit = Limit { name: "archive-entries", value: 500_000, unit: "entries" };
/// Octets of an archive's directory.
pub const ARCHIVE_DIRECTORY: Limit = Limit { name: "archive-directory", value: 96 << 20, unit: "octets" };
/// Octets of an entry's name in an archive, folders included; systems take no longer path.
pub const ARCHIVE_NAME: Limit = Limit { name: "archive-name", value: 4096, unit: "octets" };
/// How many times its packed size an entry of an archive may be; what is encrypted cannot be packed at all.
pub const ARCHIVE_RATIO: Limit = Limit { name: "archive-ratio", value: 100, unit: "octets for one" };

/// All of them, in the order they are shown.
pub const ALL: [Limit; 27] = [
    RECIPIENTS,
    HEADER,
    NESTING,
    ATTRIBUTES,
    GCM_CONTENT,
    INTEGER,
    NAME,
    TEXT,
    SHOWN_RECIPIENTS,
    KEY_FILE,
    ITERATIONS,
    KEY_WORK,
    SCRYPT_MEMORY,
    TOKEN_PATIENCE,
    RSA_BITS,
    REGISTER,
    ROWS,
    SPREADSHEET,
    XML_NODE,
    CELLS,
    CELL_TEXT,
    JOURNAL_LINE,
    TIME_STAMP,
    ARCHIVE_ENTRIES,
    ARCHIVE_DIRECTORY,
    ARCHIVE_NAME,
    ARCHIVE_RATIO,
];
