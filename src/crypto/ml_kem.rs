//! ML-KEM (FIPS 203): which parameter sets there are, and how a content-encryption key is wrapped with a secret that was
//! encapsulated (RFC 9629, RFC 9936).

use der::oid::ObjectIdentifier;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::agreement::{Hashes, Kdf, KdfHash, KeyWrap};

/// A parameter set of ML-KEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MlKem {
    /// ML-KEM-512, as strong as AES-128.
    #[serde(rename = "ml-kem-512")]
    MlKem512,
    /// ML-KEM-768, as strong as AES-192.
    #[serde(rename = "ml-kem-768")]
    MlKem768,
    /// ML-KEM-1024, as strong as AES-256.
    #[serde(rename = "ml-kem-1024")]
    MlKem1024,
}

impl MlKem {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::MlKem512, Self::MlKem768, Self::MlKem1024];

    /// `ml-kem-512`, `ml-kem-768` or `ml-kem-1024`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MlKem512 => "ml-kem-512",
            Self::MlKem768 => "ml-kem-768",
            Self::MlKem1024 => "ml-kem-1024",
        }
    }

    /// The name people know it by: `ML-KEM-512`, `ML-KEM-768` or `ML-KEM-1024`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::MlKem512 => "ML-KEM-512",
            Self::MlKem768 => "ML-KEM-768",
            Self::MlKem1024 => "ML-KEM-1024",
        }
    }

    /// The number in its name: 256 times the rank of its module.
    pub const fn bits(self) -> usize {
        256 * self.rank()
    }

    /// Rank of the module (FIPS 203 table 2, `k`).
    const fn rank(self) -> usize {
        match self {
            Self::MlKem512 => 2,
            Self::MlKem768 => 3,
            Self::MlKem1024 => 4,
        }
    }

    /// Octets of a public key (FIPS 203 table 3).
    pub const fn public_len(self) -> usize {
        384 * self.rank() + 32
    }

    /// Octets of a private key that is written out.
    pub(crate) const fn expanded_len(self) -> usize {
        768 * self.rank() + 96
    }

    /// Octets of a ciphertext.
    pub const fn ciphertext_len(self) -> usize {
        match self {
            Self::MlKem512 => 768,
            Self::MlKem768 => 1088,
            Self::MlKem1024 => 1568,
        }
    }

    /// The object identifier of its keys and of itself (RFC 9935 section 3).
    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::MlKem512 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.1"),
            Self::MlKem768 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.2"),
            Self::MlKem1024 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.3"),
        }
    }

    /// The one that an object identifier names.
    pub(crate) fn of_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kem| kem.oid().as_bytes() == oid)
    }
}

/// Octets of the seed that a private key is made of: `d` and `z`.
pub(crate) const SEED_LEN: usize = 64;

/// How a content-encryption key is wrapped with an encapsulated secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyEncapsulation {
    /// What encapsulates it.
    pub kem: MlKem,
    /// The hash of HKDF, without salt, which derives the key that wraps.
    pub hash: KdfHash,
    /// What that key wraps with.
    pub wrap: KeyWrap,
}

impl KeyEncapsulation {
    /// The key that wraps, from the secret.
    pub(super) fn wrapping_key<H: Hashes>(self, secret: &[u8], info: &[u8]) -> Zeroizing<Vec<u8>> {
        Kdf::Hkdf(self.hash).derive::<H>(secret, info, self.wrap.key_len())
    }
}

/// What a message says of a key that was wrapped with an encapsulated secret.
#[derive(Clone, Copy, Debug)]
pub struct Encapsulated<'a> {
    /// How.
    pub encapsulation: KeyEncapsulation,
    /// The secret, encapsulated.
    pub ciphertext: &'a [u8],
    /// What the derivation is bound to: the DER of CMSORIforKEMOtherInfo (RFC 9629 section 5).
    pub info: &'a [u8],
    /// The content-encryption key, wrapped.
    pub encrypted_key: &'a [u8],
}

impl Encapsulated<'_> {
    /// Whether a key of this parameter set can be meant: the lengths are public.
    pub(super) fn is_for(&self, kem: MlKem) -> bool {
        self.encapsulation.kem == kem && self.ciphertext.len() == kem.ciphertext_len()
    }
}

/// A content-encryption key wrapped for somebody, and the encapsulated secret that it was wrapped with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capsule {
    /// The secret, encapsulated.
    pub ciphertext: Vec<u8>,
    /// The content-encryption key, wrapped.
    pub encrypted_key: Vec<u8>,
}
