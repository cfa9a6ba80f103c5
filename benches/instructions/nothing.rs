//! A provider that does nothing, so that only what is around it is counted.

use plis::{
    crypto::{
        Capsule, CipherRejected, ContentCipher, ContentRejected, Curve, Decryptor, Encryptor, KeyAgreement,
        KeyEncapsulation, KeyRejected, KeyTransport, PrivateKey, Provider, Sha256, SignatureRejected,
        SignatureScheme, UnwrapFailed, Wrapped,
    },
    secret::{ContentKey, PrivateKeyDer},
};

/// Does nothing, always with success.
#[derive(Debug)]
pub(crate) struct Nothing;

impl Provider for Nothing {
    fn name(&self) -> &'static str {
        "nothing"
    }

    fn private_key(&self, _: &PrivateKeyDer) -> Result<Box<dyn PrivateKey>, KeyRejected> {
        Ok(Box::new(Self))
    }

    fn wrap(&self, _: &[u8], _: &KeyTransport, _: &ContentKey) -> Result<Vec<u8>, KeyRejected> {
        Err(KeyRejected::Malformed)
    }

    fn agree(&self, _: &[u8], _: KeyAgreement, _: &[u8], _: &ContentKey) -> Result<Wrapped, KeyRejected> {
        Err(KeyRejected::Malformed)
    }

    fn encapsulate(
        &self,
        _: &[u8],
        _: KeyEncapsulation,
        _: &[u8],
        _: &ContentKey,
    ) -> Result<Capsule, KeyRejected> {
        Err(KeyRejected::Malformed)
    }

    fn decryptor(
        &self,
        _: ContentCipher,
        _: &ContentKey,
        _: &[u8],
    ) -> Result<Box<dyn Decryptor>, CipherRejected> {
        Ok(Box::new(Self))
    }

    fn encryptor(
        &self,
        _: ContentCipher,
        key: &ContentKey,
        _: &[u8],
    ) -> Result<Box<dyn Encryptor>, CipherRejected> {
        Err(CipherRejected::KeyLength { len: key.len() })
    }

    fn sha256(&self) -> Box<dyn Sha256> {
        Box::new(Self)
    }

    fn generate(&self, bits: usize) -> Result<PrivateKeyDer, KeyRejected> {
        Err(KeyRejected::Size { bits })
    }

    fn generate_on(&self, _: Curve) -> Result<PrivateKeyDer, KeyRejected> {
        Err(KeyRejected::Malformed)
    }

    fn sign(&self, _: &PrivateKeyDer, _: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        Err(KeyRejected::Malformed)
    }

    fn verify(&self, _: &[u8], _: SignatureScheme, _: &[u8], _: &[u8]) -> Result<(), SignatureRejected> {
        Err(SignatureRejected::Signature)
    }
}

impl PrivateKey for Nothing {
    fn modulus_len(&self) -> usize {
        256
    }

    fn unwrap(&self, _: &KeyTransport, _: &[u8], key_len: usize) -> Result<ContentKey, UnwrapFailed> {
        Ok(ContentKey::new(vec![0; key_len]))
    }
}

impl Decryptor for Nothing {
    fn update(&mut self, _: &mut [u8]) {}

    fn finish(self: Box<Self>, rest: &mut [u8], _: &[u8], _: &[u8]) -> Result<usize, ContentRejected> {
        Ok(rest.len())
    }
}

impl Sha256 for Nothing {
    fn update(&mut self, _: &[u8]) {}

    fn finish(self: Box<Self>) -> [u8; 32] {
        [0; 32]
    }
}
