//! What an audit judges: keys, the consultations that are not closed, and what ties them, at one instant.
//!
//! Compact, since a hundred thousand of each must fit: consultations are named by their index, and what a key
//! is tied to is a slice of one array.

use std::path::Path;

use crate::{
    consultation::Fingerprint,
    crypto::{Curve, MlKem},
    keys::{Role, token::windows::Thumbprint},
    registry::{
        proof::Tried,
        record::{CertificateFacts, Proof, SetAside, Stranger, UsageMask, curve, kem},
    },
    time::Timestamp,
};

/// Keys and open consultations at one instant.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The keys.
    pub keys: Vec<KeyFacts>,
    /// The consultations that are not closed.
    pub consultations: Vec<ConsultationFacts>,
    /// The buyers that both name.
    pub entities: Vec<String>,
    /// Which consultation needs which key. Kept in order by [`Snapshot::tie`].
    ties: Vec<Tie>,
    /// Certificates that envelopes named and nobody here has.
    pub strangers: Vec<StrangerFacts>,
    /// Keys that were deleted and are kept aside.
    pub set_aside: Vec<SetAside>,
}

/// Index of a buyer in [`Snapshot::entities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIndex(pub u32);

/// Index of a key in [`Snapshot::keys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyIndex(pub u32);

/// Index of a consultation in [`Snapshot::consultations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsultationIndex(pub u32);

/// A key that a consultation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// The key.
    pub key: KeyIndex,
    /// The consultation.
    pub consultation: ConsultationIndex,
}

/// A key, as far as an audit needs to know it.
#[derive(Clone, Debug)]
pub struct KeyFacts {
    /// Its name.
    pub name: Box<str>,
    /// What it is for.
    pub role: Role,
    /// The buyer it belongs to; `None` for a key that serves them all.
    pub entity: Option<EntityIndex>,
    /// Common name of its subject.
    pub subject_cn: Option<Box<str>>,
    /// SHA-256 of its certificate.
    pub fingerprint: Fingerprint,
    /// SHA-256 of its public key.
    pub public_key: [u8; 32],
    /// First instant of its certificate.
    pub not_before: Timestamp,
    /// Last instant of its certificate.
    pub not_after: Timestamp,
    /// Bits of the RSA modulus, or of the order of the curve.
    pub bits: u32,
    /// The RSA public exponent; the largest integer stands for all above it. 0 for a key of a curve.
    pub exponent: u64,
    /// What its certificate says it may be used for.
    pub key_usage: Option<UsageMask>,
    /// Whether its certificate is signed with SHA-1.
    pub sha1: bool,
    /// Whether it is for no new consultation.
    pub retired: bool,
    /// Where its private half is.
    pub file: FileFacts,
    /// Last success of a proof.
    pub proved_at: Option<Timestamp>,
    /// Last proof, whatever it gave.
    pub last_proof: Option<Proof>,
    /// Whether a consultation, open or closed, ever had it.
    pub ever_tied: bool,
}

/// Where the private half of a key is, and what is known of that file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// What is kept.
    pub kept: FileKept,
    /// What looking at it gave, if anybody did: for this snapshot, not at an earlier proof.
    pub seen: Option<Seen>,
}

/// What is kept of the private half of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileKept {
    /// A copy of our own.
    #[default]
    Copy,
    /// A file of the user's, by its path.
    Reference(Box<str>),
    /// Only the certificate is known.
    Certificate,
}

impl FileKept {
    /// Whether it is a key of the certificate store.
    pub fn is_stored(&self) -> bool {
        matches!(self, Self::Reference(path) if Thumbprint::named(Path::new(&**path)).is_some())
    }
}

/// What looking at a key file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is there; nobody tried to open it.
    There,
    /// It was opened, and gave this.
    Tried(Tried),
}

impl KeyFacts {
    /// The facts that are its certificate's; everything else as for a key that was just taken in.
    pub fn new(name: &str, role: Role, certificate: &CertificateFacts) -> Self {
        Self {
            name: name.into(),
            role,
            entity: None,
            subject_cn: certificate.subject_cn.as_deref().map(Into::into),
            fingerprint: certificate.fingerprint,
            public_key: certificate.public_key,
            not_before: certificate.validity.not_before,
            not_after: certificate.validity.not_after,
            bits: certificate.bits,
            exponent: certificate.exponent,
            key_usage: certificate.key_usage,
            sha1: certificate.sha1,
            retired: false,
            file: FileFacts::default(),
            proved_at: None,
            last_proof: None,
            ever_tied: false,
        }
    }

    /// The curve of its key, where it is one that is used.
    pub fn curve(&self) -> Option<Curve> {
        curve(self.bits, self.exponent)
    }

    /// The parameter set of its key, where it is one of ML-KEM.
    pub fn kem(&self) -> Option<MlKem> {
        kem(self.bits, self.exponent)
    }
}

/// A consultation that is not closed, as far as an audit needs to know it.
#[derive(Clone, Debug)]
pub struct ConsultationFacts {
    /// Its reference.
    pub reference: Box<str>,
    /// The buyer.
    pub entity: EntityIndex,
    /// The instant after which deposits are late.
    pub deadline: Timestamp,
    /// Whether it is launched; a draft otherwise.
    pub launched: bool,
}

/// A certificate that an envelope named and nobody here has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrangerFacts {
    /// The certificate, as the envelope names it.
    pub stranger: Stranger,
    /// Reference of the consultation that was opened.
    pub reference: String,
    /// Its deadline.
    pub deadline: Timestamp,
}

impl Snapshot {
    /// Keys and consultations that nothing ties yet.
    pub fn new(keys: Vec<KeyFacts>, consultations: Vec<ConsultationFacts>, entities: Vec<String>) -> Self {
        Self { keys, consultations, entities, ..Self::default() }
    }

    /// Says which consultations need which keys; the same tie may be given twice.
    pub fn tie(&mut self, ties: impl IntoIterator<Item = Tie>) {
        self.ties.extend(ties);
        self.ties.sort_unstable();
        self.ties.dedup();
    }

    /// What a key is tied to, by the consultations' indexes.
    pub fn ties_of(&self, key: KeyIndex) -> &[Tie] {
        let start = self.ties.partition_point(|tie| tie.key < key);
        let end = start + self.ties[start..].partition_point(|tie| tie.key == key);
        &self.ties[start..end]
    }

    /// All ties, in the order of the keys, then of the consultations.
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }

    /// A key.
    pub fn key(&self, index: KeyIndex) -> &KeyFacts {
        &self.keys[index.0 as usize]
    }

    /// A consultation.
    pub fn consultation(&self, index: ConsultationIndex) -> &ConsultationFacts {
        &self.consultations[index.0 as usize]
    }

    /// A buyer's name.
    pub fn entity(&self, index: EntityIndex) -> &str {
        &self.entities[index.0 as usize]
    }
}
