//! Elliptic curves by AWS-LC.

use std::fmt;

use aws_lc_rs::{
    agreement::{self, ECDH_P256, ECDH_P384, ECDH_P521, UnparsedPublicKey},
    digest, hmac,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
        EcdsaKeyPair,
    },
};
use zeroize::Zeroizing;

use super::key_wrap;
use crate::{
    crypto::{
        KeyRejected, KeyTransport, PrivateKey, UnwrapFailed,
        agreement::{Agreed, Hashes, KdfHash, KeyAgreement, Wrapped},
        curve::Curve,
        curve_key::{Private, Public, new_scalar, private_key_info},
    },
    secret::{ContentKey, PrivateKeyDer, in_the_clear},
};

/// A private key, ready in AWS-LC.
pub(super) struct Key {
    curve: Curve,
    key: agreement::PrivateKey,
}

impl Key {
    pub(super) fn new(key: &Private) -> Result<Self, KeyRejected> {
        Ok(Self { curve: key.curve, key: ready(key.curve, &key.scalar)? })
    }
}

fn ready(curve: Curve, scalar: &[u8]) -> Result<agreement::PrivateKey, KeyRejected> {
    agreement::PrivateKey::from_private_key(algorithm(curve), scalar).map_err(|_| KeyRejected::Inconsistent)
}

const fn algorithm(curve: Curve) -> &'static agreement::Algorithm {
    match curve {
        Curve::P256 => &ECDH_P256,
        Curve::P384 => &ECDH_P384,
        Curve::P521 => &ECDH_P521,
        Curve::X25519 => &agreement::X25519,
    }
}

impl PrivateKey for Key {
    fn modulus_len(&self) -> usize {
        0
    }

    fn unwrap(&self, _: &KeyTransport, _: &[u8], _: usize) -> Result<ContentKey, UnwrapFailed> {
        Err(UnwrapFailed::Rejected)
    }

    fn agree(&self, agreed: &Agreed<'_>, key_len: usize) -> Result<ContentKey, UnwrapFailed> {
        if !agreed.is_for(self.curve) {
            return Err(UnwrapFailed::Rejected);
        }
        // The library looks whether the point is on the curve before it calculates, and refuses a secret of zeros.
        let theirs = UnparsedPublicKey::new(algorithm(self.curve), agreed.point);
        in_the_clear(|| {
            agreement::agree(&self.key, theirs, UnwrapFailed::Rejected, |secret| {
                let wrapping = agreed.agreement.wrapping_key::<Sha>(secret, agreed.info);
                key_wrap::unwrap(&wrapping, agreed.encrypted_key, key_len)
            })
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("curve", &self.curve).finish_non_exhaustive()
    }
}

/// Wraps a content-encryption key with a new key of the same curve.
pub(super) fn wrap(
    public_key: &Public<'_>,
    agreement: KeyAgreement,
    info: &[u8],
    key: &ContentKey,
) -> Result<Wrapped, KeyRejected> {
    let refused = |_: aws_lc_rs::error::Unspecified| KeyRejected::Inconsistent;
    let algorithm = algorithm(public_key.curve);
    let ephemeral = agreement::PrivateKey::generate(algorithm).map_err(refused)?;
    let point = ephemeral.compute_public_key().map_err(refused)?.as_ref().to_vec();
    let theirs = UnparsedPublicKey::new(algorithm, public_key.point);
    let encrypted_key = agreement::agree(&ephemeral, theirs, KeyRejected::Inconsistent, |secret| {
        let wrapping = agreement.wrapping_key::<Sha>(secret, info);
        key_wrap::wrap(&wrapping, key.expose()).map_err(|_| KeyRejected::TooLong)
    })?;
    Ok(Wrapped { point, encrypted_key })
}

/// Makes a key.
pub(super) fn generate(curve: Curve) -> Result<PrivateKeyDer, KeyRejected> {
    // AWS-LC gives no key of Curve25519 away: octets are drawn here, and it says whether they are a key.
    let (scalar, point) = new_scalar(curve, |scalar| public_point(curve, scalar))?;
    Ok(private_key_info(curve, &scalar, &point))
}

/// The point of a private key.
///
/// # Errors
///
/// [`KeyRejected::Inconsistent`] for a number that is none of the curve's.
pub(crate) fn public_point(curve: Curve, scalar: &[u8]) -> Result<Vec<u8>, KeyRejected> {
    let key = ready(curve, scalar)?.compute_public_key().map_err(|_| KeyRejected::Inconsistent)?;
    Ok(key.as_ref().to_vec())
}

/// Signs with ECDSA and the hash function of the curve's strength (RFC 5758 section 3.2).
pub(super) fn sign(key: &Private, message: &[u8]) -> Result<Vec<u8>, KeyRejected> {
    let algorithm = match key.curve {
        Curve::P256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
        Curve::P521 => &ECDSA_P521_SHA512_ASN1_SIGNING,
        Curve::X25519 => return Err(KeyRejected::NotUsed { oid: key.curve.oid().to_string() }),
    };
    let point = public_point(key.curve, &key.scalar)?;
    let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &key.scalar, &point)
        .map_err(|_| KeyRejected::Inconsistent)?;
    let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| KeyRejected::Inconsistent)?;
    Ok(signature.as_ref().to_vec())
}

/// AWS-LC's hash functions.
pub(super) struct Sha;

impl Hashes for Sha {
    fn digest(hash: KdfHash, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        let mut context = digest::Context::new(match hash {
            KdfHash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            KdfHash::Sha224 => &digest::SHA224,
            KdfHash::Sha256 => &digest::SHA256,
            KdfHash::Sha384 => &digest::SHA384,
            KdfHash::Sha512 => &digest::SHA512,
        });
        for part in parts {
            context.update(part);
        }
        Zeroizing::new(context.finish().as_ref().to_vec())
    }

    fn mac(hash: KdfHash, key: &[u8], parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        let algorithm = match hash {
            KdfHash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            KdfHash::Sha224 => hmac::HMAC_SHA224,
            KdfHash::Sha256 => hmac::HMAC_SHA256,
            KdfHash::Sha384 => hmac::HMAC_SHA384,
            KdfHash::Sha512 => hmac::HMAC_SHA512,
        };
        let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, key));
        for part in parts {
            context.update(part);
        }
        Zeroizing::new(context.sign().as_ref().to_vec())
    }
}
