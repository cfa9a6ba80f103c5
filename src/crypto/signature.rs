//! Signatures that are checked: which ones, and what is the matter with one.

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::KeyRejected;

/// The hash function of a signature. SHA-1 and what is older than it are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureHash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl SignatureHash {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// Octets of its digest.
    pub const fn digest_len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of what is at hand as a whole.
    pub(crate) fn digest(self, octets: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(octets).to_vec(),
            Self::Sha384 => Sha384::digest(octets).to_vec(),
            Self::Sha512 => Sha512::digest(octets).to_vec(),
        }
    }
}

/// How something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1v15(SignatureHash),
    /// RSASSA-PSS with MGF1 by the same hash, and a salt as long as its digest (RFC 8017 section 8.1).
    RsaPss(SignatureHash),
    /// ECDSA on P-256, P-384 or P-521 (RFC 5758 section 3.2).
    Ecdsa(SignatureHash),
}

/// Bits of an RSA modulus that signatures are believed from.
pub(super) const SHORTEST_RSA: usize = 2048;

/// A signature that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRejected {
    /// The public key cannot be used, or is of another kind than the scheme.
    #[error(transparent)]
    Key(#[from] KeyRejected),
    /// The RSA key is too short to be believed.
    #[error("signed by an RSA key of {bits} bits")]
    Short {
        /// Bits of its modulus.
        bits: usize,
    },
    /// It is not the signature of that message by that key.
    #[error("the signature is not that of the message by that key")]
    Signature,
}
