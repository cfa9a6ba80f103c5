//! What the registry remembers, as values: keys, consultations, and who did what.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    account::Account,
    consultation::{Assignment, Consultation, Fingerprint},
    crypto::hex,
    keys::{Certificate, KeyUsage, Role},
    motif::Motif,
    time::{Timestamp, Validity, Zone},
};

/// Who does something, when, and why: what every entry of the journal holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// `user@host`.
    pub who: String,
    /// The instant it is done at.
    pub at: Timestamp,
    /// What the system's clock says, where that instant was given by a person instead of read from it.
    pub system_at: Option<Timestamp>,
    /// The account of the operating system.
    pub account: Option<Account>,
    /// The motif, where one was given.
    pub reason: Option<Motif>,
}

impl By {
    /// The instant that may free something for good: a clock given by hand does not make time pass.
    pub fn no_later(&self) -> Timestamp {
        self.system_at.map_or(self.at, |system| system.min(self.at))
    }
}

/// What the registry keeps of a certificate beside its DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// SHA-256 of the DER.
    pub fingerprint: Fingerprint,
    /// SHA-256 of the DER `SubjectPublicKeyInfo`.
    pub public_key: [u8; 32],
    /// Common name of the subject.
    pub subject_cn: Option<String>,
    /// Common name of the issuer.
    pub issuer_cn: Option<String>,
    /// Serial number, lowercase hex.
    pub serial: String,
    /// Subject key identifier, as its extension says it or as computed, lowercase hex.
    pub ski: String,
    /// From when to when it may be encrypted to.
    pub validity: Validity,
    /// Bits of the RSA modulus.
    pub bits: u32,
    /// The RSA public exponent; the largest integer stands for all above it.
    pub exponent: u64,
    /// What the key may be used for, when the certificate says so.
    pub key_usage: Option<UsageMask>,
    /// Whether its signature rests on SHA-1 or on something older.
    pub sha1: bool,
}

impl CertificateFacts {
    /// The facts of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        let ski = certificate.ski().map_or_else(|| hex(&certificate.computed_ski()), hex);
        Self {
            fingerprint: Fingerprint(certificate.fingerprint()),
            public_key: Sha256::digest(certificate.public_key()).into(),
            subject_cn: certificate.subject_cn(),
            issuer_cn: certificate.issuer_cn(),
            serial: certificate.serial().to_string(),
            ski,
            validity: certificate.validity(),
            bits: u32::try_from(certificate.bits()).unwrap_or(u32::MAX),
            exponent: exponent(certificate.exponent()),
            key_usage: certificate.key_usage().map(UsageMask::of),
            sha1: certificate.signed_with_sha1(),
        }
    }
}

/// A big-endian integer, the largest that fits a column standing for all above it.
fn exponent(octets: &[u8]) -> u64 {
    const MOST: u64 = i64::MAX as u64;
    octets
        .iter()
        .try_fold(0_u64, |value, octet| value.checked_mul(256)?.checked_add(u64::from(*octet)))
        .map_or(MOST, |value| value.min(MOST))
}

/// The bits of a `KeyUsage` extension (RFC 5280 section 4.2.1.3), bit n for value `1 << n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsageMask(pub u16);

impl UsageMask {
    const DIGITAL_SIGNATURE: u16 = 1;
    const KEY_ENCIPHERMENT: u16 = 1 << 2;

    /// As a certificate says it.
    pub fn of(usage: KeyUsage) -> Self {
        let bits = [
            usage.digital_signature,
            usage.content_commitment,
            usage.key_encipherment,
            usage.data_encipherment,
            usage.key_agreement,
            usage.key_cert_sign,
            usage.crl_sign,
        ];
        Self(bits.iter().enumerate().fold(0, |mask, (bit, set)| mask | (u16::from(*set) << bit)))
    }

    /// Whether content-encryption keys may be encrypted to it.
    pub fn key_encipherment(self) -> bool {
        self.0 & Self::KEY_ENCIPHERMENT != 0
    }

    /// Whether it may also sign.
    pub fn digital_signature(self) -> bool {
        self.0 & Self::DIGITAL_SIGNATURE != 0
    }
}

/// A key's number in one registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(super) i64);

/// A consultation's number in one registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsultationId(pub(super) i64);

/// Where the private half of a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Custody {
    /// In our own file, `keys/<fingerprint>.p12`.
    Copy,
    /// In the user's file, which is never changed or removed by us.
    Reference(PathBuf),
    /// Not here: only the certificate is known.
    Certificate,
}

/// Whether a key may be chosen for new consultations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It may.
    Active,
    /// No more, since then; it still opens what was encrypted to it.
    Retired(Timestamp),
}

/// What trying a key on itself gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofResult {
    /// A challenge encrypted to the certificate came back.
    Proved,
    /// No private half is known, or its file is not there.
    Missing,
    /// The file cannot be read, or is damaged.
    Unreadable,
    /// The password given does not open it.
    PasswordWrong,
    /// What is in the file is not the certificate's private key.
    Mismatch,
}

impl ProofResult {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Proved, Self::Missing, Self::Unreadable, Self::PasswordWrong, Self::Mismatch];

    /// Its name in the database and in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::PasswordWrong => "password_wrong",
            Self::Mismatch => "mismatch",
        }
    }

    /// The result of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.name() == name)
    }
}

/// When a key was last tried on itself, and what that gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When.
    pub at: Timestamp,
    /// What it gave.
    pub result: ProofResult,
}

/// A key of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its number.
    pub id: KeyId,
    /// Its name, unique whatever the case.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The buyer it belongs to; `None` for a key that serves them all.
    pub entity: Option<String>,
    /// Its certificate.
    pub certificate: CertificateFacts,
    /// Where its private half is.
    pub custody: Custody,
    /// Whether it may be chosen.
    pub state: KeyState,
    /// When the registry came to know it.
    pub created_at: Timestamp,
    /// Last success of a proof.
    pub proved_at: Option<Timestamp>,
    /// Last proof, whatever it gave.
    pub last_proof: Option<Proof>,
    /// Consultations that need it and are not closed.
    pub open_consultations: u64,
}

/// A key as the registry is to know it.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The buyer it belongs to; `None` for a key that serves them all.
    pub entity: Option<String>,
    /// Its certificate's facts.
    pub certificate: CertificateFacts,
    /// Its certificate.
    pub der: Vec<u8>,
    /// The certificates above it, nearest first.
    pub chain: Vec<Vec<u8>>,
    /// Its private half.
    pub private: NewPrivate,
    /// Whether it was made here or brought from elsewhere.
    pub origin: Origin,
}

/// The private half of a key that the registry is to know.
#[derive(Clone)]
pub enum NewPrivate {
    /// A password-protected PKCS#12 file to keep as our own.
    Copy(Vec<u8>),
    /// A file of the user's, by its absolute path.
    Reference(PathBuf),
    /// None: the certificate only.
    Certificate,
}

impl std::fmt::Debug for NewPrivate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Copy(octets) => write!(f, "Copy({} octets)", octets.len()),
            Self::Reference(path) => f.debug_tuple("Reference").field(path).finish(),
            Self::Certificate => f.write_str("Certificate"),
        }
    }
}

/// How the registry comes to know a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Made here.
    Made,
    /// Brought from elsewhere.
    Imported,
}

/// A key that is gone: what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The name it had.
    pub name: String,
    /// What it was for.
    pub role: Role,
    /// SHA-256 of its certificate, which is kept.
    pub fingerprint: Fingerprint,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By whom.
    pub deleted_by: String,
    /// Why, where that was said.
    pub reason: Option<String>,
}

/// A key that was deleted and is kept aside: it can come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The name it had.
    pub name: String,
    /// What it was for.
    pub role: Role,
    /// The buyer it belonged to.
    pub entity: Option<String>,
    /// SHA-256 of its certificate.
    pub fingerprint: Fingerprint,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By whom.
    pub deleted_by: String,
    /// It is not purged before.
    pub until: Timestamp,
    /// Our copy of its file; `None` where we had none.
    pub file: Option<PathBuf>,
    /// Whether that file is not there.
    pub is_missing: bool,
    pub(super) tombstone: i64,
}

/// How far a consultation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsultationState {
    /// Being prepared: keys may be assigned and taken away.
    Draft,
    /// Published: what it is encrypted to is final.
    Launched,
    /// Nobody needs its keys any more.
    Closed,
}

impl ConsultationState {
    /// Its name in the database and in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Launched => "launched",
            Self::Closed => "closed",
        }
    }
}

/// A consultation of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationRecord {
    /// Its number.
    pub id: ConsultationId,
    /// Its reference, unique whatever the case.
    pub reference: String,
    /// Its title.
    pub title: Option<String>,
    /// The buyer.
    pub entity: String,
    /// The instant after which deposits are late.
    pub deadline: Timestamp,
    /// The zone in which people read its times.
    pub zone: Zone,
    /// How far it is.
    pub state: ConsultationState,
    /// When the registry came to know it.
    pub created_at: Timestamp,
    /// When it was launched.
    pub launched_at: Option<Timestamp>,
    /// Why it was launched in spite of problems.
    pub launch_reason: Option<String>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Why it was closed early, or without an opening.
    pub close_reason: Option<String>,
}

impl ConsultationRecord {
    /// As an opening knows it.
    pub fn consultation(&self) -> Consultation {
        Consultation {
            reference: Some(self.reference.clone()),
            title: self.title.clone(),
            entity: Some(self.entity.clone()),
            deadline: Some(self.deadline),
            zone: self.zone,
        }
    }
}

/// A consultation as the registry is to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConsultation {
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: Option<String>,
    /// The buyer.
    pub entity: String,
    /// The instant after which deposits are late, in whole seconds.
    pub deadline: Timestamp,
    /// The zone in which people read its times.
    pub zone: Zone,
}

/// A key assigned to a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// What is assigned to what.
    pub assignment: Assignment,
    /// The key's name, at launch or now; `None` when it is gone.
    pub name: Option<String>,
}

/// What a launched consultation's envelopes are encrypted to; of a draft, what they would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientRecord {
    /// In which role.
    pub role: Role,
    /// The key's name, at launch.
    pub name: String,
    /// Its certificate.
    pub certificate: CertificateFacts,
    /// The key, unless it is gone.
    pub key: Option<KeyId>,
    /// The key serves every buyer; not known of one that is gone.
    pub universal: bool,
}

/// An opening that was run for a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// Its identifier.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The folder it wrote in.
    pub folder: PathBuf,
    /// The head of its journal.
    pub head: String,
}

/// A certificate that an envelope named and the registry does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stranger {
    /// By issuer and serial number.
    IssuerAndSerialNumber {
        /// Common name of the issuer, or its whole name.
        issuer_cn: String,
        /// Lowercase hex.
        serial: String,
    },
    /// By subject key identifier.
    SubjectKeyIdentifier {
        /// Lowercase hex.
        ski: String,
    },
}

/// A name as it is compared: canonical form, lowercase, with single spaces.
pub(super) fn folded(name: &str) -> String {
    let lower: String = name.nfc().flat_map(char::to_lowercase).nfc().collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is kept: without control characters, with single spaces.
pub(super) fn tidy(name: &str) -> String {
    let printable: String =
        name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().nfc().collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 5280 section 4.2.1.3: keyEncipherment is bit 2.
    #[test]
    fn usages_are_bits() {
        let usage = |key_encipherment, digital_signature| {
            UsageMask::of(KeyUsage { digital_signature, key_encipherment, ..KeyUsage::default() })
        };
        assert_eq!([usage(true, false), usage(false, true), usage(true, true)].map(|mask| mask.0), [4, 1, 5]);
        assert!(usage(true, false).key_encipherment() && !usage(false, true).key_encipherment());
    }

    #[test]
    fn states_have_the_names_of_their_column() {
        let states = [ConsultationState::Draft, ConsultationState::Launched, ConsultationState::Closed];
        assert_eq!(states.map(ConsultationState::name), ["draft", "launched", "closed"]);
    }

    #[test]
    fn names_are_compared_as_people_do() {
        assert_eq!(folded("  Bi-clé\tde  SÈTE "), "bi-clé de sète");
        assert_eq!(folded("e\u{301}"), folded("É"));
        assert_ne!(folded("bi-clé 1"), folded("bi-clé 2"));
        assert_eq!(tidy("a\u{7}b\n c"), "a b c");
    }

    #[test]
    fn large_exponents_stand_for_themselves_up_to_a_column() {
        assert_eq!(exponent(&[1, 0, 1]), 65_537);
        assert_eq!(exponent(&[]), 0);
        assert_eq!(exponent(&[0xff; 8]), i64::MAX as u64);
        assert_eq!(exponent(&[0xff; 40]), i64::MAX as u64);
    }

    #[test]
    fn usage_bits_are_those_of_the_rfc() {
        let usage = KeyUsage { key_encipherment: true, ..KeyUsage::default() };
        assert_eq!(UsageMask::of(usage), UsageMask(4));
        assert!(UsageMask(4).key_encipherment() && !UsageMask(4).digital_signature());
        assert!(UsageMask(5).digital_signature());
    }
}
