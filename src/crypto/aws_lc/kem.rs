//! ML-KEM by AWS-LC, whose interface takes no seed: the other provider's library writes the private key out, and a
//! certificate's public key says whether it did so rightly.

use std::fmt;

use aws_lc_rs::kem::{
    Algorithm, Ciphertext, DecapsulationKey, EncapsulationKey, ML_KEM_512, ML_KEM_768, ML_KEM_1024,
};

use super::{curve::Sha, key_wrap};
use crate::{
    crypto::{
        KeyRejected, KeyTransport, PrivateKey, UnwrapFailed,
        kem_key::{Private, Public},
        ml_kem::{Capsule, Encapsulated, KeyEncapsulation, MlKem},
    },
    secret::{ContentKey, in_the_clear},
};

/// A private key, ready in AWS-LC.
pub(super) struct Key {
    kem: MlKem,
    key: DecapsulationKey,
}

impl Key {
    pub(super) fn new(key: &Private) -> Result<Self, KeyRejected> {
        let ready = DecapsulationKey::new(algorithm(key.kem), &key.expanded());
        Ok(Self { kem: key.kem, key: ready.map_err(|_| KeyRejected::Inconsistent)? })
    }
}

const fn algorithm(kem: MlKem) -> &'static Algorithm {
    match kem {
        MlKem::MlKem512 => &ML_KEM_512,
        MlKem::MlKem768 => &ML_KEM_768,
        MlKem::MlKem1024 => &ML_KEM_1024,
    }
}

impl PrivateKey for Key {
    fn modulus_len(&self) -> usize {
        0
    }

    fn unwrap(&self, _: &KeyTransport, _: &[u8], _: usize) -> Result<ContentKey, UnwrapFailed> {
        Err(UnwrapFailed::Rejected)
    }

    fn decapsulate(&self, capsule: &Encapsulated<'_>, key_len: usize) -> Result<ContentKey, UnwrapFailed> {
        if !capsule.is_for(self.kem) {
            return Err(UnwrapFailed::Rejected);
        }
        in_the_clear(|| {
            let secret = self.key.decapsulate(Ciphertext::from(capsule.ciphertext));
            let secret = secret.map_err(|_| UnwrapFailed::Rejected)?;
            let wrapping = capsule.encapsulation.wrapping_key::<Sha>(secret.as_ref(), capsule.info);
            key_wrap::unwrap(&wrapping, capsule.encrypted_key, key_len)
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("kem", &self.kem).finish_non_exhaustive()
    }
}

/// Wraps a content-encryption key with a new secret.
pub(super) fn wrap(
    public_key: &Public<'_>,
    encapsulation: KeyEncapsulation,
    info: &[u8],
    key: &ContentKey,
) -> Result<Capsule, KeyRejected> {
    let theirs = EncapsulationKey::new(algorithm(public_key.kem), public_key.octets)
        .map_err(|_| KeyRejected::Inconsistent)?;
    // The library looks whether its numbers are below the modulus (FIPS 203 section 7.2) before it calculates.
    let (ciphertext, secret) = theirs.encapsulate().map_err(|_| KeyRejected::Inconsistent)?;
    let wrapping = encapsulation.wrapping_key::<Sha>(secret.as_ref(), info);
    let encrypted_key = key_wrap::wrap(&wrapping, key.expose()).map_err(|_| KeyRejected::TooLong)?;
    Ok(Capsule { ciphertext: ciphertext.as_ref().to_vec(), encrypted_key })
}
