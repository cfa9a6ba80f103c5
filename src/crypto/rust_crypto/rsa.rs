//! RSA by the `rsa` crate, always blinded: the whole of one provider, and what the other one's library does not do.

use std::fmt;

use digest::{Digest, FixedOutputReset};
use getrandom::SysRng;
use rsa::{
    BoxedUint, Oaep, Pkcs1v15Encrypt, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey,
    hazmat::rsa_decrypt_and_check, pkcs8::EncodePrivateKey, rand_core::UnwrapErr, traits::PublicKeyParts,
};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    crypto::{
        Hash, KeyRejected, KeyTransport, PrivateKey, UnwrapFailed,
        padding::select_padded_key,
        rsa_key::{PrivateNumbers, PublicNumbers, check_size, is_in_range},
        substitute::Substitute,
    },
    secret::{ContentKey, PrivateKeyDer, in_the_clear},
};

/// A private key of the `rsa` crate.
pub(in crate::crypto) struct PortableKey {
    key: RsaPrivateKey,
    substitute: Substitute,
}

impl PortableKey {
    /// Checks the numbers and makes them ready.
    pub(in crate::crypto) fn new(numbers: &PrivateNumbers<'_>) -> Result<Self, KeyRejected> {
        Ok(Self { key: numbers.to_rsa()?, substitute: numbers.substitute() })
    }

    fn is_in_range(&self, encrypted_key: &[u8]) -> bool {
        is_in_range(&self.key.n_bytes(), encrypted_key)
    }

    /// RSAES-PKCS1-v1_5 with a substitute in the place of whatever is wrong.
    ///
    /// The private operation is the library's; its padding check is not used, since it gives messages of every
    /// length, and a length shows in what is done with it.
    fn unwrap_pkcs1(&self, encrypted_key: &[u8], key_len: usize) -> ContentKey {
        let mut key = self.substitute.key(encrypted_key, key_len);
        if self.is_in_range(encrypted_key) {
            let number = BoxedUint::from_be_slice(encrypted_key, self.key.n_bits_precision());
            let message = number
                .map_err(rsa::Error::from)
                .and_then(|number| rsa_decrypt_and_check(&self.key, Some(&mut SysRng), &number));
            // An error would be a fault of the machine, or of a key whose primes are none: bad content, too.
            if let Ok(mut message) = message {
                let octets = Zeroizing::new(message.to_be_bytes());
                message.zeroize();
                select_padded_key(&octets[octets.len() - encrypted_key.len()..], &mut key);
            }
        }
        ContentKey::new(std::mem::take(&mut *key))
    }
}

impl PrivateKey for PortableKey {
    fn modulus_len(&self) -> usize {
        self.key.size()
    }

    fn unwrap(
        &self,
        transport: &KeyTransport,
        encrypted_key: &[u8],
        key_len: usize,
    ) -> Result<ContentKey, UnwrapFailed> {
        in_the_clear(|| {
            let key = match transport {
                KeyTransport::RsaPkcs1v15 => return Ok(self.unwrap_pkcs1(encrypted_key, key_len)),
                KeyTransport::RsaOaep { .. } if !self.is_in_range(encrypted_key) => {
                    return Err(UnwrapFailed::Rejected);
                }
                KeyTransport::RsaOaep { hash, mgf_hash, label } => {
                    with_oaep(*hash, *mgf_hash, label, Decrypt { key: &self.key, encrypted_key })
                }
            };
            let key = ContentKey::new(key.map_err(|_| UnwrapFailed::Rejected)?);
            if key.len() == key_len { Ok(key) } else { Err(UnwrapFailed::Rejected) }
        })
    }
}

impl fmt::Debug for PortableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortableKey").field("modulus_len", &self.modulus_len()).finish_non_exhaustive()
    }
}

/// Encrypts a content-encryption key.
pub(in crate::crypto) fn wrap(
    public_key: &PublicNumbers<'_>,
    transport: &KeyTransport,
    key: &ContentKey,
) -> Result<Vec<u8>, KeyRejected> {
    if key.len() + transport.overhead() > public_key.bits.div_ceil(8) {
        return Err(KeyRejected::TooLong);
    }
    let public_key = public_key.to_rsa()?;
    match transport {
        KeyTransport::RsaPkcs1v15 => {
            public_key.encrypt(&mut UnwrapErr(SysRng), Pkcs1v15Encrypt, key.expose())
        }
        KeyTransport::RsaOaep { hash, mgf_hash, label } => {
            with_oaep(*hash, *mgf_hash, label, Encrypt { key: &public_key, message: key.expose() })
        }
    }
    .map_err(|_| KeyRejected::TooLong)
}

/// Generates a key pair with e = 65537.
pub(in crate::crypto) fn generate(bits: usize) -> Result<PrivateKeyDer, KeyRejected> {
    check_size(bits)?;
    let key = RsaPrivateKey::new(&mut UnwrapErr(SysRng), bits).map_err(|_| KeyRejected::Inconsistent)?;
    let der = key.to_pkcs8_der().map_err(|_| KeyRejected::Inconsistent)?;
    Ok(PrivateKeyDer::from_pkcs8(der.as_bytes().to_vec()))
}

/// Signs with RSASSA-PKCS1-v1_5 and SHA-256.
pub(in crate::crypto) fn sign(key: &PrivateNumbers<'_>, message: &[u8]) -> Result<Vec<u8>, KeyRejected> {
    let padding = Pkcs1v15Sign::new::<Sha256>();
    key.to_rsa()?.sign(padding, &Sha256::digest(message)).map_err(|_| KeyRejected::TooLong)
}

/// Something done with RSAES-OAEP, whatever its two hashes are.
trait WithOaep {
    fn run<H, M>(self, oaep: Oaep<H, M>) -> rsa::Result<Vec<u8>>
    where
        H: Digest + FixedOutputReset,
        M: Digest + FixedOutputReset;
}

struct Decrypt<'a> {
    key: &'a RsaPrivateKey,
    encrypted_key: &'a [u8],
}

impl WithOaep for Decrypt<'_> {
    fn run<H, M>(self, oaep: Oaep<H, M>) -> rsa::Result<Vec<u8>>
    where
        H: Digest + FixedOutputReset,
        M: Digest + FixedOutputReset,
    {
        self.key.decrypt_blinded(&mut UnwrapErr(SysRng), oaep, self.encrypted_key)
    }
}

struct Encrypt<'a> {
    key: &'a RsaPublicKey,
    message: &'a [u8],
}

impl WithOaep for Encrypt<'_> {
    fn run<H, M>(self, oaep: Oaep<H, M>) -> rsa::Result<Vec<u8>>
    where
        H: Digest + FixedOutputReset,
        M: Digest + FixedOutputReset,
    {
        self.key.encrypt(&mut UnwrapErr(SysRng), oaep, self.message)
    }
}

/// Chooses the hash of the label.
fn with_oaep(hash: Hash, mgf_hash: Hash, label: &[u8], then: impl WithOaep) -> rsa::Result<Vec<u8>> {
    match hash {
        Hash::Sha1 => with_mgf::<Sha1>(mgf_hash, label, then),
        Hash::Sha224 => with_mgf::<Sha224>(mgf_hash, label, then),
        Hash::Sha256 => with_mgf::<Sha256>(mgf_hash, label, then),
        Hash::Sha384 => with_mgf::<Sha384>(mgf_hash, label, then),
        Hash::Sha512 => with_mgf::<Sha512>(mgf_hash, label, then),
        Hash::Sha512_224 => with_mgf::<Sha512_224>(mgf_hash, label, then),
        Hash::Sha512_256 => with_mgf::<Sha512_256>(mgf_hash, label, then),
    }
}

/// Chooses the hash of the mask generation function.
fn with_mgf<H>(mgf_hash: Hash, label: &[u8], then: impl WithOaep) -> rsa::Result<Vec<u8>>
where
    H: Digest + FixedOutputReset,
{
    match mgf_hash {
        Hash::Sha1 => then.run(Oaep::<H, Sha1>::new_with_mgf_hash_and_label(label)),
        Hash::Sha224 => then.run(Oaep::<H, Sha224>::new_with_mgf_hash_and_label(label)),
        Hash::Sha256 => then.run(Oaep::<H, Sha256>::new_with_mgf_hash_and_label(label)),
        Hash::Sha384 => then.run(Oaep::<H, Sha384>::new_with_mgf_hash_and_label(label)),
        Hash::Sha512 => then.run(Oaep::<H, Sha512>::new_with_mgf_hash_and_label(label)),
        Hash::Sha512_224 => then.run(Oaep::<H, Sha512_224>::new_with_mgf_hash_and_label(label)),
        Hash::Sha512_256 => then.run(Oaep::<H, Sha512_256>::new_with_mgf_hash_and_label(label)),
    }
}
