//! RSA, elliptic curves, ML-KEM, AES and SHA behind one small trait, with two independent providers.
//!
//! Every decision here is about octets; what they mean in a message is decided in [`crate::cms`].
//!
//! - [`AwsLc`] opens by default.
//! - [`RustCrypto`] is the second opinion on the same envelope.

#![warn(clippy::missing_errors_doc)]

mod agreement;
mod aws_lc;
mod curve;
pub(crate) mod curve_key;
mod device;
mod expanded;
mod ghash;
pub(crate) mod kem_key;
mod ml_kem;
mod oaep;
mod padding;
pub(crate) mod rsa_key;
mod rust_crypto;
mod signature;
mod substitute;
#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use self::aws_lc::public_point;
pub use self::{
    agreement::{Agreed, Kdf, KdfHash, KeyAgreement, KeyWrap, Wrapped},
    aws_lc::AwsLc,
    curve::Curve,
    device::{DeviceError, DeviceFault, DeviceKey, KeyDevice, Operation},
    ml_kem::{Capsule, Encapsulated, KeyEncapsulation, MlKem},
    rust_crypto::RustCrypto,
    signature::{SignatureHash, SignatureRejected, SignatureScheme},
};
pub use crate::hex::hex;
use crate::secret::{ContentKey, PrivateKeyDer};

/// A hash function of OAEP, MGF1 or a digest (FIPS 180-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hash {
    /// SHA-1: read only where an old format names it.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/224.
    Sha512_224,
    /// SHA-512/256.
    Sha512_256,
}

impl Hash {
    /// Octets of its digest.
    pub const fn digest_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 | Self::Sha512_224 => 28,
            Self::Sha256 | Self::Sha512_256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// How a content-encryption key is encrypted to an RSA public key (RFC 8017).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyTransport {
    /// RSAES-PKCS1-v1_5.
    RsaPkcs1v15,
    /// RSAES-OAEP.
    RsaOaep {
        /// Hash of the label.
        hash: Hash,
        /// Hash of the mask generation function MGF1.
        mgf_hash: Hash,
        /// The label `L` (pSource), most often empty.
        label: Vec<u8>,
    },
}

impl KeyTransport {
    /// Octets it adds to a message: what is left of the modulus is the longest message (RFC 8017 sections 7.1.1
    /// and 7.2.1).
    const fn overhead(&self) -> usize {
        match self {
            Self::RsaPkcs1v15 => 11,
            Self::RsaOaep { hash, .. } => 2 * hash.digest_len() + 2,
        }
    }
}

/// A content-encryption algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentCipher {
    /// AES-128 in CBC mode with PKCS#7 padding (RFC 3565).
    Aes128Cbc,
    /// AES-192 in CBC mode.
    Aes192Cbc,
    /// AES-256 in CBC mode.
    Aes256Cbc,
    /// AES-128 in Galois/Counter mode (RFC 5084).
    Aes128Gcm,
    /// AES-192 in Galois/Counter mode.
    Aes192Gcm,
    /// AES-256 in Galois/Counter mode.
    Aes256Gcm,
    /// Triple DES with three keys in CBC mode (RFC 3370): read, never written.
    DesEde3Cbc,
}

impl ContentCipher {
    /// Octets of its key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128Cbc | Self::Aes128Gcm => 16,
            Self::Aes192Cbc | Self::Aes192Gcm | Self::DesEde3Cbc => 24,
            Self::Aes256Cbc | Self::Aes256Gcm => 32,
        }
    }

    /// Whether it checks what it decrypts.
    pub const fn is_aead(self) -> bool {
        matches!(self, Self::Aes128Gcm | Self::Aes192Gcm | Self::Aes256Gcm)
    }

    /// Octets of the longest content under one key and nonce; without a bound in CBC mode.
    pub const fn max_content(self) -> Option<u64> {
        if self.is_aead() { Some(MAX_GCM_CONTENT) } else { None }
    }

    /// Octets of a block.
    pub const fn block_len(self) -> usize {
        match self {
            Self::DesEde3Cbc => 8,
            _ => 16,
        }
    }

    /// The name people know it by, as reports write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes128Cbc => "aes-128-cbc",
            Self::Aes192Cbc => "aes-192-cbc",
            Self::Aes256Cbc => "aes-256-cbc",
            Self::Aes128Gcm => "aes-128-gcm",
            Self::Aes192Gcm => "aes-192-gcm",
            Self::Aes256Gcm => "aes-256-gcm",
            Self::DesEde3Cbc => "des-ede3-cbc",
        }
    }
}

/// Octets of the longest content in GCM, which counts blocks in 32 bits (NIST SP 800-38D section 5.2.1.1).
const MAX_GCM_CONTENT: u64 = (1 << 36) - 32;

/// What a cryptographic library must do to open and seal envelopes.
pub trait Provider: Send + Sync + fmt::Debug {
    /// `aws-lc` or `rust-crypto`.
    fn name(&self) -> &'static str;

    /// Makes a private key, of RSA, of a curve or of ML-KEM, ready for many uses.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`] for a key that is of another kind, is malformed, inconsistent, or of a size that is not read.
    fn private_key(&self, key: &PrivateKeyDer) -> Result<Box<dyn PrivateKey>, KeyRejected>;

    /// Encrypts a content-encryption key to the RSA public key of a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`] for the public key, as above; [`KeyRejected::TooLong`] when the key does not fit in what the
    /// transport leaves of the modulus.
    fn wrap(
        &self,
        public_key: &[u8],
        transport: &KeyTransport,
        key: &ContentKey,
    ) -> Result<Vec<u8>, KeyRejected>;

    /// Wraps a content-encryption key for the public key of a curve, in a DER `SubjectPublicKeyInfo`, by a key that is
    /// made for it and forgotten. `info` is what the derivation is bound to: the DER of ECC-CMS-SharedInfo.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`] for the public key: of another kind, malformed, not on its curve.
    fn agree(
        &self,
        public_key: &[u8],
        agreement: KeyAgreement,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Wrapped, KeyRejected>;

    /// Wraps a content-encryption key for an ML-KEM public key, in a DER `SubjectPublicKeyInfo`, by a secret that is
    /// encapsulated for it. `info` is what the derivation is bound to: the DER of CMSORIforKEMOtherInfo.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`] for the public key: of another kind or parameter set, malformed, with numbers above the modulus.
    fn encapsulate(
        &self,
        public_key: &[u8],
        encapsulation: KeyEncapsulation,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Capsule, KeyRejected>;

    /// Starts to decrypt a content.
    ///
    /// `iv` is one block long in CBC mode, and a nonce of 1 to 128 octets in GCM: 12 as everybody writes it, other
    /// lengths by way of GHASH (NIST SP 800-38D section 7.1).
    ///
    /// # Errors
    ///
    /// [`CipherRejected::KeyLength`] and [`CipherRejected::IvLength`].
    fn decryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Decryptor>, CipherRejected>;

    /// Starts to encrypt a content.
    ///
    /// # Errors
    ///
    /// The same as for [`Provider::decryptor`]; [`CipherRejected::ReadOnly`] for a cipher that is no longer written.
    fn encryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Encryptor>, CipherRejected>;

    /// Starts a SHA-256.
    fn sha256(&self) -> Box<dyn Sha256>;

    /// Generates an RSA key pair with e = 65537.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`] for a size that is not made.
    fn generate(&self, bits: usize) -> Result<PrivateKeyDer, KeyRejected>;

    /// Generates a key of a curve.
    ///
    /// # Errors
    ///
    /// [`KeyRejected::Inconsistent`] without random octets.
    fn generate_on(&self, curve: Curve) -> Result<PrivateKeyDer, KeyRejected>;

    /// Signs: with RSASSA-PKCS1-v1_5 and SHA-256, or with ECDSA and SHA-256 on P-256, SHA-384 on P-384, SHA-512 on P-521.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`] for a key that cannot be used, or does not sign (X25519).
    fn sign(&self, key: &PrivateKeyDer, message: &[u8]) -> Result<Vec<u8>, KeyRejected>;

    /// Checks the signature of a message by the key of a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    ///
    /// [`SignatureRejected`]: for the key, which may be of another kind than the scheme, or for the signature.
    fn verify(
        &self,
        public_key: &[u8],
        scheme: SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureRejected>;
}

/// A private key, ready for use from several threads: a capability, wherever the key lives. Where its octets were
/// given, they end with its preparation; a [`DeviceKey`] never had any.
pub trait PrivateKey: Send + Sync + fmt::Debug {
    /// Octets of the modulus: what an encrypted key must be long. 0 for a key of another kind, which has none.
    fn modulus_len(&self) -> usize;

    /// Decrypts a content-encryption key that should be `key_len` octets long.
    ///
    /// With RSAES-PKCS1-v1_5 this always gives a key: a bad padding, a key of another length, an encrypted key that
    /// is not as long as the modulus or not below it, give a random key of `key_len` octets (RFC 3218 section
    /// 2.3.2), so that none of them can be told from bad content. (The one exception is a system without a random
    /// source, which is found out before anything is decrypted.)
    ///
    /// # Errors
    ///
    /// With RSAES-OAEP, [`UnwrapFailed::Rejected`] whatever was wrong, the key's length included. Where a device has the
    /// key, what is the matter with the device, whatever the transport.
    fn unwrap(
        &self,
        transport: &KeyTransport,
        encrypted_key: &[u8],
        key_len: usize,
    ) -> Result<ContentKey, UnwrapFailed>;

    /// Unwraps a content-encryption key of `key_len` octets that was wrapped by key agreement.
    ///
    /// # Errors
    ///
    /// [`UnwrapFailed::Rejected`] whatever was wrong: a point that is not on the key's curve, of another curve, of another form
    /// than uncompressed, or of small order, which are refused before anything is derived from them; a wrapped key that
    /// does not pass its check or is of another length. Always for an RSA key.
    fn agree(&self, agreed: &Agreed<'_>, key_len: usize) -> Result<ContentKey, UnwrapFailed> {
        let _ = (agreed, key_len);
        Err(UnwrapFailed::Rejected)
    }

    /// Unwraps a content-encryption key of `key_len` octets that was wrapped with an encapsulated secret.
    ///
    /// A ciphertext that nobody made for this key gives a secret all the same, that only this key can tell (FIPS 203
    /// section 6.3): what is wrong shows where the key is unwrapped, and not before.
    ///
    /// # Errors
    ///
    /// [`UnwrapFailed::Rejected`] whatever was wrong: another parameter set, a ciphertext of another length or that nobody
    /// made for this key; a wrapped key that does not pass its check or is of another length. Always for a key of another
    /// kind.
    fn decapsulate(&self, capsule: &Encapsulated<'_>, key_len: usize) -> Result<ContentKey, UnwrapFailed> {
        let _ = (capsule, key_len);
        Err(UnwrapFailed::Rejected)
    }
}

/// Decrypts one content, block after block, in place.
///
/// What `update` gives has not been checked: nobody may act on it until `finish` says so. A content that is at hand
/// as a whole goes to `finish` directly, which is the fastest way. The whole of it is work to do
/// [`in_the_clear`](crate::secret::in_the_clear), once, and not piece by piece.
pub trait Decryptor: Send {
    /// Decrypts whole blocks.
    ///
    /// # Panics
    ///
    /// If `blocks.len()` is not a multiple of 16.
    fn update(&mut self, blocks: &mut [u8]);

    /// Decrypts the rest of the content, of any length, and checks it: the tag for an AEAD, the padding otherwise.
    ///
    /// In CBC mode the last block must be in `rest`, since the padding stands there. `aad` and `tag` are empty for a
    /// cipher that is not an AEAD. The tag is 12 to 16 octets long; its first `tag.len()` octets are compared. Gives
    /// the number of plaintext octets in `rest`.
    ///
    /// # Errors
    ///
    /// [`ContentRejected`] whatever was wrong; `rest` is wiped then.
    fn finish(self: Box<Self>, rest: &mut [u8], aad: &[u8], tag: &[u8]) -> Result<usize, ContentRejected>;
}

/// Encrypts one content, block after block, in place.
pub trait Encryptor: Send {
    /// Encrypts whole blocks.
    ///
    /// # Panics
    ///
    /// If `blocks.len()` is not a multiple of 16, or the content becomes longer than [`ContentCipher::max_content`].
    fn update(&mut self, blocks: &mut [u8]);

    /// Encrypts the rest of the content, padding it where the mode does, and gives the tag (empty for CBC).
    ///
    /// # Panics
    ///
    /// If the content becomes longer than [`ContentCipher::max_content`].
    fn finish(self: Box<Self>, rest: &mut Vec<u8>) -> Vec<u8>;
}

/// A running SHA-256.
pub trait Sha256: Send {
    /// Takes more octets.
    fn update(&mut self, octets: &[u8]);
    /// The digest.
    fn finish(self: Box<Self>) -> [u8; 32];
}

/// SHA-256 of what is at hand as a whole.
pub fn sha256(octets: &[u8]) -> [u8; 32] {
    let mut hash = AwsLc.sha256();
    hash.update(octets);
    hash.finish()
}

/// A private or public key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyRejected {
    /// The key is neither an RSA key, nor one of a curve that is used or of ML-KEM; the OID of its algorithm, or of its
    /// curve.
    #[error("neither an RSA key, nor one of a curve that is used or of ML-KEM ({oid})")]
    NotUsed {
        /// Algorithm of the key, or its curve.
        oid: String,
    },
    /// The DER is not that of a key.
    #[error("malformed key")]
    Malformed,
    /// The numbers do not make a key: n is not p*q, e is even, more than two primes, a point is not on its curve,
    /// a seed does not give the private key beside it...
    #[error("inconsistent key")]
    Inconsistent,
    /// Outside of 1,024 to 8,192 bits.
    #[error("RSA key of {bits} bits is outside of 1,024 to 8,192")]
    Size {
        /// Bits of its modulus.
        bits: usize,
    },
    /// The key is too short for the message, or the hash too long for the key.
    #[error("message does not fit the RSA key")]
    TooLong,
}

/// A cipher cannot start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CipherRejected {
    /// The key's length is not the cipher's.
    #[error("content-encryption key of {len} octets")]
    KeyLength {
        /// Octets given.
        len: usize,
    },
    /// The initialization vector's or nonce's length cannot be used.
    #[error("initialization vector of {len} octets")]
    IvLength {
        /// Octets given.
        len: usize,
    },
    /// The cipher is read where old content names it, and never written.
    #[error("{} is read only", cipher.name())]
    ReadOnly {
        /// The cipher asked for.
        cipher: ContentCipher,
    },
}

/// A key transport that did not give a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapFailed {
    /// The encrypted key does not decrypt. What exactly was wrong is not told (RFC 8017 section 7.1.2).
    #[error("the encrypted key does not decrypt")]
    Rejected,
    /// The device that has the private key does not offer what the transport needs.
    #[error("{device} does not offer {mechanism}")]
    Lacks {
        /// What the device is called.
        device: String,
        /// What it calls the operation.
        mechanism: String,
    },
    /// The device that has the private key did not do its part: nothing is said of the encrypted key.
    #[error("{device} did not do its part")]
    Unavailable {
        /// What the device is called.
        device: String,
        /// What is the matter with it.
        fault: DeviceFault,
        /// What it said, by the name its standard gives it.
        code: Option<String>,
    },
}

/// A content that did not pass its check. What exactly was wrong is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the content does not pass its check")]
pub struct ContentRejected;

/// Checks the lengths that do not depend on a provider, before a cipher starts.
fn check_lengths(cipher: ContentCipher, key: &ContentKey, iv: &[u8]) -> Result<(), CipherRejected> {
    if key.len() != cipher.key_len() {
        return Err(CipherRejected::KeyLength { len: key.len() });
    }
    let usable =
        if cipher.is_aead() { (1..=128).contains(&iv.len()) } else { iv.len() == cipher.block_len() };
    if usable { Ok(()) } else { Err(CipherRejected::IvLength { len: iv.len() }) }
}

/// Holds callers to whole blocks: half a block would be decrypted wrong without a word.
#[track_caller]
fn assert_whole_blocks(blocks: &[u8]) {
    assert!(blocks.len().is_multiple_of(16), "{} octets are not whole blocks", blocks.len());
}

/// Whether a tag's length is one that is accepted (NIST SP 800-38D section 5.2.1.2; RFC 5084 section 3.2).
fn is_tag_len(len: usize) -> bool {
    (12..=16).contains(&len)
}
