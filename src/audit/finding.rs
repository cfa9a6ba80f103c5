//! What an audit finds: facts, without a language.

use std::sync::Arc;

use serde::Serialize;

use crate::{
    registry::{
        ProofResult,
        snapshot::{ConsultationIndex, EntityIndex, KeyIndex},
    },
    time::Timestamp,
};

/// How much something threatens an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// To be seen to.
    Warning,
    /// To be seen to now.
    Critical,
}

impl Severity {
    /// The gravest first.
    pub const ALL: [Self; 3] = [Self::Critical, Self::Warning, Self::Info];

    /// Its name in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// What is found. Codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// Bidders can no longer encrypt when they still may deposit, and the assignment is final.
    KeyExpiresBeforeDeadline,
    /// Begins after now: bidders cannot encrypt to it yet.
    KeyNotYetValid,
    /// Ended, and still needed to open.
    KeyExpiredInUse,
    /// Ends soon, and a consultation that is not closed needs it.
    KeyExpiresSoon,
    /// Ends soon, and nothing needs it.
    KeyExpiresUnused,
    /// The private half is not there.
    PrivateKeyMissing,
    /// The key file cannot be read.
    PrivateKeyUnreadable,
    /// The key file does not open with the password given.
    PasswordWrong,
    /// The key file is another certificate's.
    KeyMismatch,
    /// Nobody showed lately that the private half opens.
    KeyNotProved,
    /// No emergency key would help.
    EmergencyMissing,
    /// The emergency key is the entity's key.
    EmergencySameAsEntity,
    /// One file is all that opens a consultation.
    SinglePoint,
    /// Too weak by the RGS.
    KeyWeak,
    /// Made for something else than to encrypt keys, or for more than that.
    KeyUsage,
    /// Two certificates have one common name.
    KeySameName,
    /// Two certificates have one public key.
    KeySamePublicKey,
    /// An opened envelope named a certificate that is not here.
    KeyNotInRegistry,
    /// Nothing needs it any more.
    KeyDeletable,
}

impl Code {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 19] = [
        Self::KeyExpiresBeforeDeadline,
        Self::KeyNotYetValid,
        Self::KeyExpiredInUse,
        Self::KeyExpiresSoon,
        Self::KeyExpiresUnused,
        Self::PrivateKeyMissing,
        Self::PrivateKeyUnreadable,
        Self::PasswordWrong,
        Self::KeyMismatch,
        Self::KeyNotProved,
        Self::EmergencyMissing,
        Self::EmergencySameAsEntity,
        Self::SinglePoint,
        Self::KeyWeak,
        Self::KeyUsage,
        Self::KeySameName,
        Self::KeySamePublicKey,
        Self::KeyNotInRegistry,
        Self::KeyDeletable,
    ];

    /// Its name in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeyExpiresBeforeDeadline => "KEY_EXPIRES_BEFORE_DEADLINE",
            Self::KeyNotYetValid => "KEY_NOT_YET_VALID",
            Self::KeyExpiredInUse => "KEY_EXPIRED_IN_USE",
            Self::KeyExpiresSoon => "KEY_EXPIRES_SOON",
            Self::KeyExpiresUnused => "KEY_EXPIRES_UNUSED",
            Self::PrivateKeyMissing => "PRIVATE_KEY_MISSING",
            Self::PrivateKeyUnreadable => "PRIVATE_KEY_UNREADABLE",
            Self::PasswordWrong => "PASSWORD_WRONG",
            Self::KeyMismatch => "KEY_MISMATCH",
            Self::KeyNotProved => "KEY_NOT_PROVED",
            Self::EmergencyMissing => "EMERGENCY_MISSING",
            Self::EmergencySameAsEntity => "EMERGENCY_SAME_AS_ENTITY",
            Self::SinglePoint => "SINGLE_POINT",
            Self::KeyWeak => "KEY_WEAK",
            Self::KeyUsage => "KEY_USAGE",
            Self::KeySameName => "KEY_SAME_NAME",
            Self::KeySamePublicKey => "KEY_SAME_PUBLIC_KEY",
            Self::KeyNotInRegistry => "KEY_NOT_IN_REGISTRY",
            Self::KeyDeletable => "KEY_DELETABLE",
        }
    }
}

/// Something found. Keys and consultations are those of the snapshot that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// How grave.
    pub severity: Severity,
    /// The key it is about.
    pub key: Option<KeyIndex>,
    /// The consultations it threatens, or that keep the key, in the order of the snapshot.
    pub consultations: Arc<[ConsultationIndex]>,
    /// What a sentence needs beside them.
    pub fact: Fact,
}

/// What a sentence about a finding needs beside its key and its consultations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Nothing.
    None,
    /// What is wrong with the key's file.
    File {
        /// What trying it gave.
        result: ProofResult,
        /// When, if that was at an earlier proof and not for this audit.
        tried_at: Option<Timestamp>,
    },
    /// When the private half was last shown to open.
    NotProved {
        /// `None`: never.
        last: Option<Timestamp>,
    },
    /// Whose consultations have no emergency key that would help.
    EmergencyMissing {
        /// The buyer.
        entity: EntityIndex,
    },
    /// Which entity key has the emergency key's public key.
    SameAsEntity {
        /// That key.
        entity_key: KeyIndex,
    },
    /// Every weakness of a key.
    Weak(Weakness),
    /// What is wrong with the uses a certificate allows.
    Usage(UsageFault),
    /// The other keys that share something with this one.
    Shared {
        /// All of them, this one included, in the order of the snapshot.
        keys: Arc<[KeyIndex]>,
    },
    /// A certificate that is not here, by its index in the snapshot's strangers.
    Stranger {
        /// Its index.
        stranger: usize,
    },
}

/// Every weakness of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weakness {
    /// The modulus is too short for anything.
    pub under_2048: bool,
    /// The modulus is too short after 2030, and the key is to be used then.
    pub under_3072_after_2030: bool,
    /// The public exponent is 65,536 or less.
    pub small_exponent: bool,
    /// The order of the curve has fewer than 256 bits.
    pub small_group: bool,
    /// The certificate is signed with SHA-1.
    pub sha1: bool,
}

/// What is wrong with the uses a certificate allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageFault {
    /// It does not say: everything is allowed.
    Unstated,
    /// To encrypt keys, or to agree on keys with one of a curve, is not allowed.
    NoKeyEncipherment,
    /// To sign is allowed too.
    AlsoSigns,
    /// To encrypt keys is not allowed, to sign is.
    OnlySigns,
}
