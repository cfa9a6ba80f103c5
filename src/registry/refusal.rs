//! The rules that say no, and whom they speak of.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{consultation::Fingerprint, registry::record::ProofResult, time::Timestamp};

/// Enough to tell a key from the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyName {
    /// Its name.
    pub name: String,
    /// SHA-256 of its certificate.
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    pub fingerprint: Fingerprint,
}

fn as_text<S: serde::Serializer>(fingerprint: &Fingerprint, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(fingerprint)
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fingerprint, D::Error> {
    let text = String::deserialize(deserializer)?;
    Fingerprint::from_hex(&text).ok_or_else(|| D::Error::custom("64 hexadecimal digits"))
}

/// Enough to tell a consultation from the others, and how urgent it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsultationName {
    /// Its reference.
    pub reference: String,
    /// Its deadline.
    pub deadline: Timestamp,
}

/// The rule that says no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Refusal {
    /// Another key has that name.
    #[error("another key is named {name:?}")]
    NameTaken {
        /// The name, as the other key has it.
        name: String,
    },
    /// The registry has that certificate already.
    #[error("the certificate is known already, as {:?}", key.name)]
    KeyKnown {
        /// The key that has it.
        key: KeyName,
    },
    /// Consultations that are not closed need the key.
    #[error("{:?} is needed by {} consultations that are not closed", key.name, consultations.len())]
    KeyNeeded {
        /// The key.
        key: KeyName,
        /// All of them, in the order of their deadlines.
        consultations: Vec<ConsultationName>,
    },
    /// The confirmation is not the key's name.
    #[error("the confirmation is not the name {:?}", key.name)]
    NotConfirmed {
        /// The key.
        key: KeyName,
        /// What was given.
        given: String,
    },
    /// The key is retired already.
    #[error("{:?} is retired already", key.name)]
    AlreadyRetired {
        /// The key.
        key: KeyName,
    },
    /// A retired key is not assigned.
    #[error("{:?} is retired", key.name)]
    KeyRetired {
        /// The key.
        key: KeyName,
    },
    /// An emergency key is a recipient anyway, and is not assigned.
    #[error("{:?} is an emergency key", key.name)]
    EmergencyKey {
        /// The key.
        key: KeyName,
    },
    /// The private half is held already.
    #[error("the private half of {:?} is held already", key.name)]
    PrivateHeld {
        /// The key.
        key: KeyName,
    },
    /// A file of the registry's own is not referred to as if it were the user's.
    #[error("{} is the registry's own file", path.display())]
    OwnFile {
        /// The file.
        path: PathBuf,
    },
    /// Only the file of a key that a registry's folder keeps as its own is put under shares.
    #[error("the file of {:?} is not kept in the registry's folder", key.name)]
    NotSplit {
        /// The key.
        key: KeyName,
    },
    /// Another consultation has that reference.
    #[error("another consultation has the reference {reference:?}")]
    ReferenceTaken {
        /// The reference, as the other consultation has it.
        reference: String,
    },
    /// The consultation is launched: what it is encrypted to is final.
    #[error("the assignment of {reference:?} is final")]
    AssignmentFinal {
        /// Its reference.
        reference: String,
    },
    /// Closing before the deadline, or without an opening that is recorded, gives something up: it needs a motif and
    /// the reference again.
    #[error("closing {reference:?} gives up {} keys", keys.len())]
    ClosesEarly {
        /// Its reference.
        reference: String,
        /// Its deadline, where that is ahead.
        ahead: Option<Timestamp>,
        /// Whether an opening of it is recorded.
        opened: bool,
        /// Whether it is launched: deposits may be encrypted to its keys.
        launched: bool,
        /// The keys that nothing would keep for it any more.
        keys: Vec<KeyName>,
    },
    /// A key that was deleted is kept aside until then.
    #[error("{:?} is kept aside until {until}", key.name)]
    KeptAside {
        /// The key.
        key: KeyName,
        /// From when on it can be purged.
        until: Timestamp,
    },
    /// The consultation is closed.
    #[error("{reference:?} is closed")]
    Closed {
        /// Its reference.
        reference: String,
    },
    /// No key is assigned to the consultation.
    #[error("no key is assigned to {reference:?}")]
    NothingAssigned {
        /// Its reference.
        reference: String,
    },
    /// The key is not assigned that way.
    #[error("{:?} is not assigned to {reference:?}", key.name)]
    NotAssigned {
        /// The key.
        key: KeyName,
        /// The consultation's reference.
        reference: String,
    },
    /// Lines of a list cannot be taken in.
    #[error("lines of the list cannot be taken in")]
    RollNotTaken,
    /// Its keys are not fit for it, and no reason is given.
    #[error("{} problems with the keys of {reference:?}", problems.len())]
    NotFit {
        /// The consultation's reference.
        reference: String,
        /// All of them.
        problems: Vec<LaunchProblem>,
    },
}

/// Why a key, or a consultation, is not fit for a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum LaunchProblem {
    /// The certificate ends before the deadline and its margin.
    Ends {
        /// The key.
        key: KeyName,
        /// When its certificate ends.
        not_after: Timestamp,
        /// The deadline and its margin.
        needed_until: Timestamp,
    },
    /// The certificate begins later.
    NotYetValid {
        /// The key.
        key: KeyName,
        /// When its certificate begins.
        not_before: Timestamp,
    },
    /// The key is retired.
    Retired {
        /// The key.
        key: KeyName,
    },
    /// Nobody ever showed that the private half opens.
    NeverProved {
        /// The key.
        key: KeyName,
    },
    /// The last proof failed.
    ProofFailed {
        /// The key.
        key: KeyName,
        /// What it gave.
        result: ProofResult,
        /// When.
        at: Timestamp,
    },
    /// No private half can be found.
    NoPrivateHalf {
        /// The key.
        key: KeyName,
        /// Where it should be; `None` when only the certificate is known.
        path: Option<PathBuf>,
    },
    /// The key belongs to another buyer.
    OtherEntity {
        /// The key.
        key: KeyName,
        /// Whose it is.
        entity: String,
    },
    /// The deadline has passed.
    DeadlinePassed {
        /// The deadline.
        deadline: Timestamp,
    },
}
