//! The default provider: AWS-LC, the fastest RSA and GCM measured.
//!
//! What `aws-lc-rs` does not do with RSA falls to the portable code, prepared when it is first needed: keys under
//! 2,048 bits, OAEP with unequal or rare hashes.

mod cbc;
mod curve;
mod evp;
mod gcm;
mod kem;
mod key_wrap;
mod rsa;
mod signature;
mod triple_des;

use aws_lc_rs::digest;

pub(crate) use self::curve::public_point;
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

/// AWS-LC by way of `aws-lc-rs`.
#[derive(Debug, Default, Clone, Copy)]
pub struct AwsLc;

impl Provider for AwsLc {
    fn name(&self) -> &'static str {
        "aws-lc"
    }

    fn private_key(&self, key: &PrivateKeyDer) -> Result<Box<dyn PrivateKey>, KeyRejected> {
        in_the_clear(|| match rsa::Key::new(key) {
            Err(KeyRejected::NotUsed { .. }) => match kem_key::Private::from_pkcs8(key) {
                Err(KeyRejected::NotUsed { .. }) => {
                    Ok(Box::new(curve::Key::new(&Private::from_pkcs8(key)?)?) as _)
                }
                key => Ok(Box::new(kem::Key::new(&key?)?) as _),
            },
            rsa => Ok(Box::new(rsa?) as _),
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
        Ok(match cipher {
            ContentCipher::Aes128Cbc | ContentCipher::Aes192Cbc | ContentCipher::Aes256Cbc => {
                cbc::decryptor(cipher, key.expose(), iv)
            }
            ContentCipher::Aes128Gcm | ContentCipher::Aes192Gcm | ContentCipher::Aes256Gcm => {
                gcm::decryptor(cipher, key.expose(), iv)
            }
            ContentCipher::DesEde3Cbc => triple_des::decryptor(key.expose(), iv),
        })
    }

    fn encryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Encryptor>, CipherRejected> {
        check_lengths(cipher, key, iv)?;
        Ok(match cipher {
            ContentCipher::Aes128Cbc | ContentCipher::Aes192Cbc | ContentCipher::Aes256Cbc => {
                cbc::encryptor(cipher, key.expose(), iv)
            }
            ContentCipher::Aes128Gcm | ContentCipher::Aes192Gcm | ContentCipher::Aes256Gcm => {
                gcm::encryptor(cipher, key.expose(), iv)
            }
            ContentCipher::DesEde3Cbc => return Err(CipherRejected::ReadOnly { cipher }),
        })
    }

    fn sha256(&self) -> Box<dyn Sha256> {
        Box::new(Running(digest::Context::new(&digest::SHA256)))
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
struct Running(digest::Context);

impl Sha256 for Running {
    fn update(&mut self, octets: &[u8]) {
        self.0.update(octets);
    }

    fn finish(self: Box<Self>) -> [u8; 32] {
        self.0.finish().as_ref().try_into().expect("a SHA-256 has 32 octets")
    }
}
