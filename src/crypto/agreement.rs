//! Agreed keys: how a content-encryption key is wrapped with what two keys of a curve agree on (RFC 5753, RFC 8418).

use zeroize::Zeroizing;

use super::curve::Curve;

/// How a content-encryption key is wrapped by key agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyAgreement {
    /// How the key that wraps is derived from what was agreed on.
    pub kdf: Kdf,
    /// What it wraps with.
    pub wrap: KeyWrap,
    /// Cofactor Diffie-Hellman: the same as the other on P-256, P-384 and P-521, whose cofactor is 1; unknown to the
    /// others.
    pub cofactor: bool,
}

/// A key derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kdf {
    /// ANSI X9.63 (RFC 5753 section 7.1.4, SEC 1 section 3.6.1).
    X963(KdfHash),
    /// HKDF (RFC 5869) without salt, as RFC 8418 section 2.2 has it.
    Hkdf(KdfHash),
}

/// A hash function of a key derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KdfHash {
    /// SHA-1: no weakness of it is of use here (NIST SP 800-107 section 5.1), and OpenSSL writes it by default.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// AES key wrap (RFC 3394), by the length of the key that wraps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyWrap {
    /// AES-128.
    Aes128,
    /// AES-192.
    Aes192,
    /// AES-256.
    Aes256,
}

impl KeyWrap {
    /// Octets of the key that wraps.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// The one whose key is as long as a content-encryption key: the shortest for 128 bits or fewer.
    pub const fn for_key_len(len: usize) -> Self {
        match len {
            ..=16 => Self::Aes128,
            17..=24 => Self::Aes192,
            _ => Self::Aes256,
        }
    }
}

/// What a message says of a key that was wrapped by key agreement.
#[derive(Clone, Copy, Debug)]
pub struct Agreed<'a> {
    /// How.
    pub agreement: KeyAgreement,
    /// The curve of the sender's key, where the message names it.
    pub curve: Option<Curve>,
    /// The sender's public key: a point.
    pub point: &'a [u8],
    /// What the derivation is bound to: the DER of ECC-CMS-SharedInfo (RFC 5753 section 7.2).
    pub info: &'a [u8],
    /// The content-encryption key, wrapped.
    pub encrypted_key: &'a [u8],
}

impl Agreed<'_> {
    /// Whether a key of this curve can be meant, by all that shows without calculating.
    pub(super) fn is_for(&self, curve: Curve) -> bool {
        self.curve.is_none_or(|named| named == curve)
            && curve.has_form(self.point)
            && !(self.agreement.cofactor && curve == Curve::X25519)
    }
}

/// A content-encryption key wrapped for somebody, and the key that was made to agree with his.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapped {
    /// The public half of the key that was made for it: a point.
    pub point: Vec<u8>,
    /// The content-encryption key, wrapped.
    pub encrypted_key: Vec<u8>,
}

/// What a provider's library hashes with.
pub(super) trait Hashes {
    /// The digest of parts that follow one another.
    fn digest(hash: KdfHash, parts: &[&[u8]]) -> Zeroizing<Vec<u8>>;
    /// HMAC of the same.
    fn mac(hash: KdfHash, key: &[u8], parts: &[&[u8]]) -> Zeroizing<Vec<u8>>;
}

impl KeyAgreement {
    /// The key that wraps, from what was agreed on.
    pub(super) fn wrapping_key<H: Hashes>(self, secret: &[u8], info: &[u8]) -> Zeroizing<Vec<u8>> {
        self.kdf.derive::<H>(secret, info, self.wrap.key_len())
    }
}

impl Kdf {
    /// A key of `len` octets, 32 at most, from a secret.
    pub(super) fn derive<H: Hashes>(self, secret: &[u8], info: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(Vec::with_capacity(MOST));
        match self {
            Self::X963(hash) => {
                for counter in 1_u32.. {
                    key.extend_from_slice(&H::digest(hash, &[secret, &counter.to_be_bytes(), info]));
                    if key.len() >= len {
                        break;
                    }
                }
            }
            Self::Hkdf(hash) => {
                let whole = H::mac(hash, &[], &[secret]);
                let mut block = Zeroizing::new(Vec::new());
                for counter in 1_u8.. {
                    block = H::mac(hash, &whole, &[&block, info, &[counter]]);
                    key.extend_from_slice(&block);
                    if key.len() >= len {
                        break;
                    }
                }
            }
        }
        key.truncate(len);
        key
    }
}

/// Octets that blocks are joined in: the longest key, and what is cut from the last block.
const MOST: usize = 32 + 64;
