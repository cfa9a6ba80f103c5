//! Signatures, checked by AWS-LC.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1,
    ECDSA_P521_SHA512_ASN1, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};

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
    let check = |algorithm: &'static dyn VerificationAlgorithm, key: &[u8]| {
        UnparsedPublicKey::new(algorithm, key)
            .verify(message, signature)
            .map_err(|_| SignatureRejected::Signature)
    };
    let rsa = |algorithm| {
        let key = PublicNumbers::from_spki(public_key)?;
        if key.bits < SHORTEST_RSA {
            return Err(SignatureRejected::Short { bits: key.bits });
        }
        check(algorithm, &key.to_spki()?)
    };
    match scheme {
        SignatureScheme::RsaPkcs1v15(SignatureHash::Sha256) => rsa(&RSA_PKCS1_2048_8192_SHA256),
        SignatureScheme::RsaPkcs1v15(SignatureHash::Sha384) => rsa(&RSA_PKCS1_2048_8192_SHA384),
        SignatureScheme::RsaPkcs1v15(SignatureHash::Sha512) => rsa(&RSA_PKCS1_2048_8192_SHA512),
        SignatureScheme::RsaPss(SignatureHash::Sha256) => rsa(&RSA_PSS_2048_8192_SHA256),
        SignatureScheme::RsaPss(SignatureHash::Sha384) => rsa(&RSA_PSS_2048_8192_SHA384),
        SignatureScheme::RsaPss(SignatureHash::Sha512) => rsa(&RSA_PSS_2048_8192_SHA512),
        SignatureScheme::Ecdsa(hash) => {
            let key = Public::from_spki(public_key)?;
            let algorithm = match (key.curve, hash) {
                (Curve::P256, SignatureHash::Sha256) => &ECDSA_P256_SHA256_ASN1,
                (Curve::P256, SignatureHash::Sha384) => &ECDSA_P256_SHA384_ASN1,
                (Curve::P256, SignatureHash::Sha512) => &ECDSA_P256_SHA512_ASN1,
                (Curve::P384, SignatureHash::Sha256) => &ECDSA_P384_SHA256_ASN1,
                (Curve::P384, SignatureHash::Sha384) => &ECDSA_P384_SHA384_ASN1,
                (Curve::P384, SignatureHash::Sha512) => &ECDSA_P384_SHA512_ASN1,
                (Curve::P521, SignatureHash::Sha256) => &ECDSA_P521_SHA256_ASN1,
                (Curve::P521, SignatureHash::Sha384) => &ECDSA_P521_SHA384_ASN1,
                (Curve::P521, SignatureHash::Sha512) => &ECDSA_P521_SHA512_ASN1,
                (Curve::X25519, _) => {
                    return Err(KeyRejected::NotUsed { oid: key.curve.oid().to_string() }.into());
                }
            };
            check(algorithm, key.point)
        }
    }
}
