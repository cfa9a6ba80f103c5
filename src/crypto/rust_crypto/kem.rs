//! ML-KEM by the `ml-kem` crate.

use std::{array::TryFromSliceError, fmt};

use ml_kem::{
    DecapsulationKey512, DecapsulationKey768, DecapsulationKey1024, EncapsulationKey512, EncapsulationKey768,
    EncapsulationKey1024, InvalidKey, array::Array, kem::Decapsulate,
};
use zeroize::Zeroizing;

use super::curve::{Sha, unwrap_with, wrap_with};
use crate::{
    crypto::{
        KeyRejected, KeyTransport, PrivateKey, UnwrapFailed,
        expanded::kept,
        kem_key::{Private, Public, Secret},
        ml_kem::{Capsule, Encapsulated, KeyEncapsulation, MlKem, SEED_LEN},
    },
    secret::{ContentKey, in_the_clear},
};

/// A private key, ready in the crate.
pub(super) enum Key {
    MlKem512(DecapsulationKey512),
    MlKem768(DecapsulationKey768),
    MlKem1024(DecapsulationKey1024),
}

impl Key {
    pub(super) fn new(key: &Private) -> Result<Self, KeyRejected> {
        match &key.secret {
            Secret::Seed(seed) => Ok(Self::of_seed(key.kem, seed)),
            Secret::Expanded(octets) => Self::of_expanded(key.kem, octets),
        }
    }

    fn of_seed(kem: MlKem, seed: &[u8; SEED_LEN]) -> Self {
        let seed = Array(*seed);
        match kem {
            MlKem::MlKem512 => Self::MlKem512(DecapsulationKey512::from_seed(seed)),
            MlKem::MlKem768 => Self::MlKem768(DecapsulationKey768::from_seed(seed)),
            MlKem::MlKem1024 => Self::MlKem1024(DecapsulationKey1024::from_seed(seed)),
        }
    }

    #[expect(deprecated, reason = "keys whose seed nobody kept are written this way (RFC 9935 section 6)")]
    fn of_expanded(kem: MlKem, octets: &[u8]) -> Result<Self, KeyRejected> {
        Ok(match kem {
            MlKem::MlKem512 => Self::MlKem512(
                DecapsulationKey512::from_expanded(octets.try_into().map_err(malformed)?)
                    .map_err(inconsistent)?,
            ),
            MlKem::MlKem768 => Self::MlKem768(
                DecapsulationKey768::from_expanded(octets.try_into().map_err(malformed)?)
                    .map_err(inconsistent)?,
            ),
            MlKem::MlKem1024 => Self::MlKem1024(
                DecapsulationKey1024::from_expanded(octets.try_into().map_err(malformed)?)
                    .map_err(inconsistent)?,
            ),
        })
    }

    const fn kem(&self) -> MlKem {
        match self {
            Self::MlKem512(_) => MlKem::MlKem512,
            Self::MlKem768(_) => MlKem::MlKem768,
            Self::MlKem1024(_) => MlKem::MlKem1024,
        }
    }

    fn secret(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::MlKem512(key) => secret_of(key, ciphertext),
            Self::MlKem768(key) => secret_of(key, ciphertext),
            Self::MlKem1024(key) => secret_of(key, ciphertext),
        }
    }
}

/// What a ciphertext encapsulates; of one that nobody made for this key, octets that only this key can tell.
fn secret_of<K: Decapsulate>(key: &K, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut secret = key.decapsulate_slice(ciphertext).ok()?;
    Some(kept(&mut secret))
}

impl PrivateKey for Key {
    fn modulus_len(&self) -> usize {
        0
    }

    fn unwrap(&self, _: &KeyTransport, _: &[u8], _: usize) -> Result<ContentKey, UnwrapFailed> {
        Err(UnwrapFailed::Rejected)
    }

    fn decapsulate(&self, capsule: &Encapsulated<'_>, key_len: usize) -> Result<ContentKey, UnwrapFailed> {
        if !capsule.is_for(self.kem()) {
            return Err(UnwrapFailed::Rejected);
        }
        in_the_clear(|| {
            let secret = self.secret(capsule.ciphertext).ok_or(UnwrapFailed::Rejected)?;
            let wrapping = capsule.encapsulation.wrapping_key::<Sha>(&secret, capsule.info);
            unwrap_with(capsule.encapsulation.wrap, &wrapping, capsule.encrypted_key, key_len)
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("kem", &self.kem()).finish_non_exhaustive()
    }
}

/// Wraps a content-encryption key with a new secret.
pub(super) fn wrap(
    public_key: &Public<'_>,
    encapsulation: KeyEncapsulation,
    info: &[u8],
    key: &ContentKey,
) -> Result<Capsule, KeyRejected> {
    let mut message = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *message).map_err(|_| KeyRejected::Inconsistent)?;
    let (ciphertext, secret) = match public_key.kem {
        MlKem::MlKem512 => {
            let key = EncapsulationKey512::new(public_key.octets.try_into().map_err(malformed)?);
            let (ciphertext, mut secret) =
                key.map_err(inconsistent)?.encapsulate_deterministic(&Array(*message));
            (ciphertext.to_vec(), kept(&mut secret))
        }
        MlKem::MlKem768 => {
            let key = EncapsulationKey768::new(public_key.octets.try_into().map_err(malformed)?);
            let (ciphertext, mut secret) =
                key.map_err(inconsistent)?.encapsulate_deterministic(&Array(*message));
            (ciphertext.to_vec(), kept(&mut secret))
        }
        MlKem::MlKem1024 => {
            let key = EncapsulationKey1024::new(public_key.octets.try_into().map_err(malformed)?);
            let (ciphertext, mut secret) =
                key.map_err(inconsistent)?.encapsulate_deterministic(&Array(*message));
            (ciphertext.to_vec(), kept(&mut secret))
        }
    };
    let wrapping = encapsulation.wrapping_key::<Sha>(&secret, info);
    let encrypted_key = wrap_with(encapsulation.wrap, &wrapping, key)?;
    Ok(Capsule { ciphertext, encrypted_key })
}

fn malformed(_: TryFromSliceError) -> KeyRejected {
    KeyRejected::Malformed
}

/// Its numbers are not all below the modulus (FIPS 203 section 7.2), or its hash is another's (section 7.3).
fn inconsistent(_: InvalidKey) -> KeyRejected {
    KeyRejected::Inconsistent
}
