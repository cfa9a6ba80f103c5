//! Signatures, checked by the `rsa`, `p256`, `p384` and `p521` crates.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::{Pkcs1v15Sign, Pss};
use sha2::{Sha256, Sha384, Sha512};

use crate::crypto::{
    Curve, KeyRejected, SignatureHash, SignatureRejected, SignatureScheme, curve_key::Public,
    rsa_key::PublicNumbers, signature::SHORTEST_RSA,
};

pub(super) fn verify(
    public_key: &[u8],
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureRejected> {
    let rsa = || {
        let key = PublicNumbers::from_spki(public_key)?;
        if key.bits < SHORTEST_RSA {
            return Err(SignatureRejected::Short { bits: key.bits });
        }
        Ok(key.to_rsa()?)
    };
    match scheme {
        SignatureScheme::RsaPkcs1v15(hash) => {
            let padding = match hash {
                SignatureHash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                SignatureHash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                SignatureHash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            rsa()?.verify(padding, &hash.digest(message), signature)
        }
        .map_err(|_| SignatureRejected::Signature),
        SignatureScheme::RsaPss(hash) => {
            let (key, digest, salt) = (rsa()?, hash.digest(message), hash.digest_len());
            match hash {
                SignatureHash::Sha256 => key.verify(Pss::<Sha256>::new_with_salt(salt), &digest, signature),
                SignatureHash::Sha384 => key.verify(Pss::<Sha384>::new_with_salt(salt), &digest, signature),
                SignatureHash::Sha512 => key.verify(Pss::<Sha512>::new_with_salt(salt), &digest, signature),
            }
            .map_err(|_| SignatureRejected::Signature)
        }
        SignatureScheme::Ecdsa(hash) => {
            ecdsa(&Public::from_spki(public_key)?, &hash.digest(message), signature)
        }
    }
}

fn ecdsa(key: &Public<'_>, digest: &[u8], signature: &[u8]) -> Result<(), SignatureRejected> {
    let no_key = |_| SignatureRejected::Key(KeyRejected::Inconsistent);
    match key.curve {
        Curve::P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.point).map_err(no_key)?;
            p256::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature))
        }
        Curve::P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key.point).map_err(no_key)?;
            p384::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature))
        }
        Curve::P521 => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(key.point).map_err(no_key)?;
            p521::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature))
        }
        Curve::X25519 => return Err(KeyRejected::NotUsed { oid: key.curve.oid().to_string() }.into()),
    }
    .map_err(|_| SignatureRejected::Signature)
}
