//! RSA by AWS-LC, and by the portable code where AWS-LC has no way in.

use std::{fmt, sync::OnceLock};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{
        KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384,
        OAEP_SHA512_MGF1SHA512, OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey,
        Pkcs1PrivateDecryptingKey, Pkcs1PublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
    },
    signature::RSA_PKCS1_SHA256,
};
use subtle::ConstantTimeEq;

use crate::{
    crypto::{
        Hash, KeyRejected, KeyTransport, PrivateKey, UnwrapFailed,
        padding::{select, wiped},
        rsa_key::{PrivateNumbers, PublicNumbers},
        rust_crypto::rsa::{self as portable, PortableKey},
        substitute::Substitute,
    },
    secret::{ContentKey, PrivateKeyDer, in_the_clear},
};

/// Bits of the shortest modulus that AWS-LC's interface takes.
const MIN_BITS: usize = 2048;

/// A private key, ready in AWS-LC where it takes it.
pub(super) struct Key {
    modulus_len: usize,
    native: Option<Native>,
    /// Made when a transport first needs it; `None` within if the numbers are refused there.
    portable: OnceLock<Option<PortableKey>>,
}

/// The same key, once for each transport.
struct Native {
    key: PrivateDecryptingKey,
    pkcs1: Pkcs1PrivateDecryptingKey,
    oaep: OaepPrivateDecryptingKey,
    substitute: Substitute,
}

impl Key {
    /// Checks the key. One that AWS-LC refuses gets a second chance: a short one, or one whose values for the Chinese
    /// remainder theorem are wrong, which the portable code computes again.
    pub(super) fn new(der: &PrivateKeyDer) -> Result<Self, KeyRejected> {
        let numbers = PrivateNumbers::from_pkcs8(der)?;
        let native = if numbers.bits < MIN_BITS { None } else { Native::new(&numbers)? };
        let portable = OnceLock::new();
        if native.is_none() {
            let _ = portable.set(Some(PortableKey::new(&numbers)?));
        }
        Ok(Self { modulus_len: numbers.bits.div_ceil(8), native, portable })
    }

    /// The key for what AWS-LC does not do.
    fn portable(&self) -> Option<&PortableKey> {
        self.portable.get_or_init(|| self.native.as_ref()?.portable()).as_ref()
    }
}

impl Native {
    /// `None` where AWS-LC refuses the key.
    fn new(numbers: &PrivateNumbers<'_>) -> Result<Option<Self>, KeyRejected> {
        let Ok(key) = PrivateDecryptingKey::from_pkcs8(&numbers.to_pkcs8()?) else { return Ok(None) };
        let both = (Pkcs1PrivateDecryptingKey::new(key.clone()), OaepPrivateDecryptingKey::new(key.clone()));
        let (Ok(pkcs1), Ok(oaep)) = both else { return Ok(None) };
        Ok(Some(Self { key, pkcs1, oaep, substitute: numbers.substitute() }))
    }

    /// The same key for the portable code: its octets are AWS-LC's to give again, and end here.
    fn portable(&self) -> Option<PortableKey> {
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&self.key).ok()?;
        let der = PrivateKeyDer::from_pkcs8(der.as_ref().to_vec());
        PrivateNumbers::from_pkcs8(&der).and_then(|numbers| PortableKey::new(&numbers)).ok()
    }

    /// RSAES-PKCS1-v1_5 with a substitute in the place of whatever is wrong.
    ///
    /// AWS-LC checks the padding in constant time and then says whether it was good; the substitute is made before
    /// that, and chosen without a branch after it. What is left is the library's own note of the error: over 20,000
    /// samples of each, RSA-2048, valid and bad paddings differ by 0.7 microseconds of 650, as much as their noise.
    fn unwrap_pkcs1(&self, encrypted_key: &[u8], key_len: usize) -> ContentKey {
        let mut key = self.substitute.key(encrypted_key, key_len);
        let mut message = wiped(self.pkcs1.min_output_size().max(key_len));
        // A wrong length is never right: the longest message is 11 octets shorter than the modulus.
        let len = self.pkcs1.decrypt(encrypted_key, &mut message).map_or(usize::MAX, |message| message.len());
        select(len.ct_eq(&key_len), &message[..key_len], &mut key);
        ContentKey::new(std::mem::take(&mut *key))
    }

    /// RSAES-OAEP.
    fn unwrap_oaep(
        &self,
        algorithm: &'static OaepAlgorithm,
        label: &[u8],
        encrypted_key: &[u8],
        key_len: usize,
    ) -> Result<ContentKey, UnwrapFailed> {
        let mut message = wiped(self.oaep.min_output_size());
        match self.oaep.decrypt(algorithm, encrypted_key, &mut message, Some(label)) {
            Ok(key) if key.len() == key_len => Ok(ContentKey::new(key.to_vec())),
            _ => Err(UnwrapFailed::Rejected),
        }
    }
}

impl PrivateKey for Key {
    fn modulus_len(&self) -> usize {
        self.modulus_len
    }

    fn unwrap(
        &self,
        transport: &KeyTransport,
        encrypted_key: &[u8],
        key_len: usize,
    ) -> Result<ContentKey, UnwrapFailed> {
        in_the_clear(|| match (&self.native, transport) {
            (Some(native), KeyTransport::RsaPkcs1v15) => Ok(native.unwrap_pkcs1(encrypted_key, key_len)),
            (Some(native), KeyTransport::RsaOaep { hash, mgf_hash, label })
                if native_oaep(*hash, *mgf_hash).is_some() =>
            {
                let algorithm = native_oaep(*hash, *mgf_hash).ok_or(UnwrapFailed::Rejected)?;
                native.unwrap_oaep(algorithm, label, encrypted_key, key_len)
            }
            _ => self.portable().ok_or(UnwrapFailed::Rejected)?.unwrap(transport, encrypted_key, key_len),
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("modulus_len", &self.modulus_len).finish_non_exhaustive()
    }
}

/// The four OAEP variants of `aws-lc-rs`.
fn native_oaep(hash: Hash, mgf_hash: Hash) -> Option<&'static OaepAlgorithm> {
    match (hash, mgf_hash) {
        (Hash::Sha1, Hash::Sha1) => Some(&OAEP_SHA1_MGF1SHA1),
        (Hash::Sha256, Hash::Sha256) => Some(&OAEP_SHA256_MGF1SHA256),
        (Hash::Sha384, Hash::Sha384) => Some(&OAEP_SHA384_MGF1SHA384),
        (Hash::Sha512, Hash::Sha512) => Some(&OAEP_SHA512_MGF1SHA512),
        _ => None,
    }
}

/// Encrypts a content-encryption key.
pub(super) fn wrap(
    public_key: &PublicNumbers<'_>,
    transport: &KeyTransport,
    key: &ContentKey,
) -> Result<Vec<u8>, KeyRejected> {
    let modulus_len = public_key.bits.div_ceil(8);
    if key.len() + transport.overhead() > modulus_len {
        return Err(KeyRejected::TooLong);
    }
    let variant = match transport {
        KeyTransport::RsaPkcs1v15 => None,
        KeyTransport::RsaOaep { hash, mgf_hash, label } => match native_oaep(*hash, *mgf_hash) {
            Some(algorithm) => Some((algorithm, label.as_slice())),
            None => return portable::wrap(public_key, transport, key),
        },
    };
    if public_key.bits < MIN_BITS {
        return portable::wrap(public_key, transport, key);
    }
    let native =
        PublicEncryptingKey::from_der(&public_key.to_spki()?).map_err(|_| KeyRejected::Inconsistent)?;
    let mut encrypted = vec![0; modulus_len];
    let written = match variant {
        None => Pkcs1PublicEncryptingKey::new(native)
            .and_then(|native| native.encrypt(key.expose(), &mut encrypted).map(|it| it.len())),
        Some((algorithm, label)) => OaepPublicEncryptingKey::new(native).and_then(|native| {
            native.encrypt(algorithm, key.expose(), &mut encrypted, Some(label)).map(|it| it.len())
        }),
    };
    encrypted.truncate(written.map_err(|_| KeyRejected::TooLong)?);
    Ok(encrypted)
}

/// Generates a key pair with e = 65537.
pub(super) fn generate(bits: usize) -> Result<PrivateKeyDer, KeyRejected> {
    let size = match bits {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        8192 => KeySize::Rsa8192,
        _ => return portable::generate(bits),
    };
    let der = PrivateDecryptingKey::generate(size).and_then(|key| key.as_der());
    Ok(PrivateKeyDer::from_pkcs8(der.map_err(|_| KeyRejected::Inconsistent)?.as_ref().to_vec()))
}

/// Signs with RSASSA-PKCS1-v1_5 and SHA-256.
pub(super) fn sign(key: &PrivateNumbers<'_>, message: &[u8]) -> Result<Vec<u8>, KeyRejected> {
    if key.bits >= MIN_BITS
        && let Ok(pair) = KeyPair::from_pkcs8(&key.to_pkcs8()?)
    {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| KeyRejected::TooLong)?;
        return Ok(signature);
    }
    portable::sign(key, message)
}
