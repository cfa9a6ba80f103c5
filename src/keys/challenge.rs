//! A private key tried on itself: a random challenge is encrypted to its certificate, and must come back.

use subtle::ConstantTimeEq as _;

use crate::{
    crypto::{
        Agreed, Encapsulated, Hash, Kdf, KdfHash, KeyAgreement, KeyEncapsulation, KeyTransport, KeyWrap,
        PrivateKey, Provider, UnwrapFailed,
    },
    secret::ContentKey,
    x509::Certificate,
};

/// Octets of a challenge.
const CHALLENGE: usize = 32;

/// How a challenge is wrapped for a key of a curve.
const AGREEMENT: KeyAgreement =
    KeyAgreement { kdf: Kdf::Hkdf(KdfHash::Sha256), wrap: KeyWrap::Aes256, cofactor: false };
const PURPOSE: &[u8] = b"plis key prove";

/// Whether a private key answers for a certificate.
///
/// # Errors
///
/// [`UnwrapFailed::Lacks`] and [`UnwrapFailed::Unavailable`], of a key in a device.
pub fn answers(
    provider: &dyn Provider,
    certificate: &Certificate,
    private: &dyn PrivateKey,
) -> Result<bool, UnwrapFailed> {
    let oaep = KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };
    match answers_by(provider, certificate, private, &oaep) {
        // A device need not do both.
        Err(UnwrapFailed::Lacks { .. }) => {
            answers_by(provider, certificate, private, &KeyTransport::RsaPkcs1v15)
        }
        answer => answer,
    }
}

fn answers_by(
    provider: &dyn Provider,
    certificate: &Certificate,
    private: &dyn PrivateKey,
    transport: &KeyTransport,
) -> Result<bool, UnwrapFailed> {
    let mut octets = vec![0; CHALLENGE];
    if getrandom::fill(&mut octets).is_err() {
        return Ok(false);
    }
    let challenge = ContentKey::new(octets);
    let public_key = certificate.public_key();
    let answer = if certificate.curve().is_some() {
        let Ok(sealed) = provider.agree(public_key, AGREEMENT, PURPOSE, &challenge) else { return Ok(false) };
        let (point, encrypted_key) = (&*sealed.point, &*sealed.encrypted_key);
        let agreed = Agreed { agreement: AGREEMENT, curve: None, point, info: PURPOSE, encrypted_key };
        private.agree(&agreed, CHALLENGE)
    } else if let Some(kem) = certificate.kem() {
        let encapsulation = KeyEncapsulation { kem, hash: KdfHash::Sha256, wrap: KeyWrap::Aes256 };
        let Ok(sealed) = provider.encapsulate(public_key, encapsulation, PURPOSE, &challenge) else {
            return Ok(false);
        };
        let (ciphertext, encrypted_key) = (&*sealed.ciphertext, &*sealed.encrypted_key);
        private
            .decapsulate(&Encapsulated { encapsulation, ciphertext, info: PURPOSE, encrypted_key }, CHALLENGE)
    } else {
        let Ok(sealed) = provider.wrap(public_key, transport, &challenge) else { return Ok(false) };
        private.unwrap(transport, &sealed, CHALLENGE)
    };
    match answer {
        Ok(answer) => Ok(bool::from(answer.expose().ct_eq(challenge.expose()))),
        Err(UnwrapFailed::Rejected) => Ok(false),
        Err(error) => Err(error),
    }
}
