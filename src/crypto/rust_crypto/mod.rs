//! The second opinion: RustCrypto's crates, with no line in common with the default provider where it counts.

mod cbc;
mod curve;
mod gcm;
mod kem;
pub(super) mod rsa;
mod signature;

use sha2::Digest;

use crate::{
    crypto::{
        Capsule, CipherRejected, ContentCipher, Curve, Decryptor, Encryptor, KeyAgreement, KeyEncapsulation,
        KeyRejected, KeyTransport, PrivateKey, Provider, Sha256, SignatureRejected, SignatureScheme, Wrapped,
        check_lengths,
        curve_key::{Private, Public},
        kem_key,
        rsa_key::{PrivateNumbers, PublicNumbers},
    },
    secret::{ContentKey, PrivateKeyDer, in_the_clear},
};

/// The `rsa`, `aes`, `aes-gcm`, `cbc`, `des` and `sha2` crates: slower with RSA, and independent.
#[derive(Debug, Default, Clone, Copy)]
pub struct RustCrypto;

impl Provider for RustCrypto {
    fn name(&self) -> &'static str {
        "rust-crypto"
    }

    fn private_key(&self, key: &PrivateKeyDer) -> Result<Box<dyn PrivateKey>, KeyRejected> {
        in_the_clear(|| match PrivateNumbers::from_pkcs8(key) {
            Err(KeyRejected::NotUsed { .. }) => match kem_key::Private::from_pkcs8(key) {
                Err(KeyRejected::NotUsed { .. }) => {
                    let key = Private::from_pkcs8(key)?;
                    Ok(Box::new(curve::Key::new(key.curve, &key.scalar)?) as _)
                }
                key => Ok(Box::new(kem::Key::new(&key?)?) as _),
            },
            numbers => Ok(Box::new(rsa::PortableKey::new(&numbers?)?) as _),
        })
    }

    fn wrap(
        &self,
        public_key: &[u8],
        transport: &KeyTransport,
        key: &ContentKey,
    ) -> Result<Vec<u8>, KeyRejected> {
        in_the_clear(|| rsa::wrap(&PublicNumbers::from_spki(public_key)?, transport, key))
    }

    fn agree(
        &self,
        public_key: &[u8],
        agreement: KeyAgreement,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Wrapped, KeyRejected> {
        in_the_clear(|| curve::wrap(&Public::from_spki(public_key)?, agreement, info, key))
    }

    fn encapsulate(
        &self,
        public_key: &[u8],
        encapsulation: KeyEncapsulation,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Capsule, KeyRejected> {
        in_the_clear(|| kem::wrap(&kem_key::Public::from_spki(public_key)?, encapsulation, info, key))
    }

    fn decryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Decryptor>, CipherRejected> {
        check_lengths(cipher, key, iv)?;
        let key = key.expose();
        Ok(match cipher {
            ContentCipher::Aes128Cbc => cbc::decryptor::<aes::Aes128>(key, iv),
            ContentCipher::Aes192Cbc => cbc::decryptor::<aes::Aes192>(key, iv),
            ContentCipher::Aes256Cbc => cbc::decryptor::<aes::Aes256>(key, iv),
            ContentCipher::DesEde3Cbc => cbc::decryptor::<des::TdesEde3>(key, iv),
            ContentCipher::Aes128Gcm => gcm::decryptor::<aes::Aes128>(key, iv),
            ContentCipher::Aes192Gcm => gcm::decryptor::<aes::Aes192>(key, iv),
            ContentCipher::Aes256Gcm => gcm::decryptor::<aes::Aes256>(key, iv),
        })
    }

    fn encryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Encryptor>, CipherRejected> {
        check_lengths(cipher, key, iv)?;
        let key = key.expose();
        Ok(match cipher {
            ContentCipher::Aes128Cbc => cbc::encryptor::<aes::Aes128>(key, iv),
            ContentCipher::Aes192Cbc => cbc::encryptor::<aes::Aes192>(key, iv),
            ContentCipher::Aes256Cbc => cbc::encryptor::<aes::Aes256>(key, iv),
            ContentCipher::DesEde3Cbc => return Err(CipherRejected::ReadOnly { cipher }),
            ContentCipher::Aes128Gcm => gcm::encryptor::<aes::Aes128>(key, iv),
            ContentCipher::Aes192Gcm => gcm::encryptor::<aes::Aes192>(key, iv),
            ContentCipher::Aes256Gcm => gcm::encryptor::<aes::Aes256>(key, iv),
        })
    }

    fn sha256(&self) -> Box<dyn Sha256> {
        Box::new(Running(sha2::Sha256::new()))
    }

    fn generate(&self, bits: usize) -> Result<PrivateKeyDer, KeyRejected> {
        in_the_clear(|| rsa::generate(bits))
    }

    fn generate_on(&self, curve: Curve) -> Result<PrivateKeyDer, KeyRejected> {
        in_the_clear(|| curve::generate(curve))
    }

    fn sign(&self, key: &PrivateKeyDer, message: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        in_the_clear(|| match PrivateNumbers::from_pkcs8(key) {
            Err(KeyRejected::NotUsed { .. }) => curve::sign(&Private::from_pkcs8(key)?, message),
            numbers => rsa::sign(&numbers?, message),
        })
    }

    fn verify(
        &self,
        public_key: &[u8],
        scheme: SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureRejected> {
        signature::verify(public_key, scheme, message, signature)
    }
}

/// A running SHA-256.
struct Running(sha2::Sha256);

impl Sha256 for Running {
    fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    fn finish(self: Box<Self>) -> [u8; 32] {
        self.0.finalize().into()
    }
}
