//! Curves: from one provider to the other, with every derivation and wrap; points that are none; signatures.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, UnparsedPublicKey,
};

use super::{keys, *};
use crate::crypto::curve_key::public_key_info;

const KDFS: [Kdf; 8] = [
    Kdf::X963(KdfHash::Sha1),
    Kdf::X963(KdfHash::Sha224),
    Kdf::X963(KdfHash::Sha256),
    Kdf::X963(KdfHash::Sha384),
    Kdf::X963(KdfHash::Sha512),
    Kdf::Hkdf(KdfHash::Sha256),
    Kdf::Hkdf(KdfHash::Sha384),
    Kdf::Hkdf(KdfHash::Sha512),
];
const WRAPS: [KeyWrap; 3] = [KeyWrap::Aes128, KeyWrap::Aes192, KeyWrap::Aes256];
const INFO: &[u8] = b"what it is bound to";
const SCHEME: KeyAgreement =
    KeyAgreement { kdf: Kdf::X963(KdfHash::Sha256), wrap: KeyWrap::Aes256, cofactor: false };

/// A new key: its octets, and its `SubjectPublicKeyInfo`.
fn key(provider: &dyn Provider, curve: Curve) -> (PrivateKeyDer, Vec<u8>) {
    let der = provider.generate_on(curve).unwrap();
    let scalar = curve_key::Private::from_pkcs8(&der).unwrap().scalar;
    let public = public_key_info(curve, &public_point(curve, &scalar).unwrap());
    (der, public)
}

fn agreed(agreement: KeyAgreement, wrapped: &Wrapped) -> Agreed<'_> {
    let Wrapped { point, encrypted_key } = wrapped;
    Agreed { agreement, curve: None, point, info: INFO, encrypted_key }
}

fn opened(key: &dyn PrivateKey, agreed: &Agreed<'_>, len: usize) -> Result<Vec<u8>, UnwrapFailed> {
    key.agree(agreed, len).map(|key| key.expose().to_vec())
}

#[test]
fn every_derivation_and_wrap_from_one_provider_to_the_other() {
    for (maker, reader) in [(PROVIDERS[0], PROVIDERS[1]), (PROVIDERS[1], PROVIDERS[0])] {
        for curve in Curve::ALL {
            let (der, public) = key(maker, curve);
            let private = reader.private_key(&der).unwrap();
            assert_eq!(private.modulus_len(), 0);
            for (seed, kdf) in (0..).zip(KDFS) {
                for wrap in WRAPS {
                    let what = format!("{} {curve:?} {kdf:?} {wrap:?}", maker.name());
                    let agreement = KeyAgreement { kdf, wrap, cofactor: false };
                    for len in [16, 24, 32] {
                        let secret = octets(len, seed);
                        let content_key = ContentKey::new(secret.clone());
                        let wrapped = maker.agree(&public, agreement, INFO, &content_key).unwrap();
                        assert_eq!(wrapped.encrypted_key.len(), len + 8, "{what}");
                        assert_eq!(wrapped.point.len(), curve.point_len(), "{what}");
                        let agreed = agreed(agreement, &wrapped);
                        assert_eq!(opened(&*private, &agreed, len).as_ref(), Ok(&secret), "{what}");
                        let named = Agreed { curve: Some(curve), ..agreed };
                        assert_eq!(opened(&*private, &named, len).as_ref(), Ok(&secret), "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_key_that_openssl_made() {
    let der = PrivateKeyDer::from_pkcs8(keys::decode(keys::EC));
    let private = curve_key::Private::from_pkcs8(&der).unwrap();
    let point = public_point(private.curve, &private.scalar).unwrap();
    // OpenSSL writes the point behind the number: it is the one that is calculated from it.
    assert!(der.expose().ends_with(&point));
    let secret = ContentKey::new(octets(32, 4));
    for provider in PROVIDERS {
        let wrapped = provider.agree(&public_key_info(private.curve, &point), SCHEME, INFO, &secret).unwrap();
        let key = provider.private_key(&der).unwrap();
        assert_eq!(opened(&*key, &agreed(SCHEME, &wrapped), 32).as_deref(), Ok(secret.expose()));
    }
}

#[test]
fn what_does_not_belong_together_is_rejected_and_no_more_is_told() {
    let secret = ContentKey::new(octets(32, 1));
    for provider in PROVIDERS {
        for curve in Curve::ALL {
            let (der, public) = key(provider, curve);
            let private = provider.private_key(&der).unwrap();
            let wrapped = provider.agree(&public, SCHEME, INFO, &secret).unwrap();
            let good = agreed(SCHEME, &wrapped);
            assert!(opened(&*private, &good, 32).is_ok());
            let mut cases = Vec::new();
            let mut case = |what: &'static str, agreed: Agreed<'_>, len| {
                cases.push((what, opened(&*private, &agreed, len)));
            };
            for len in [0, 8, 16, 24, 31, 33, 40] {
                case("another length", good, len);
            }
            case("bound to something else", Agreed { info: b"", ..good }, 32);
            let other = if curve == Curve::P256 { Curve::P384 } else { Curve::P256 };
            case("another curve is named", Agreed { curve: Some(other), ..good }, 32);
            for kdf in KDFS.into_iter().filter(|kdf| *kdf != SCHEME.kdf) {
                let agreement = KeyAgreement { kdf, ..SCHEME };
                case("another derivation", Agreed { agreement, ..good }, 32);
            }
            for place in 0..wrapped.encrypted_key.len() {
                let mut changed = wrapped.encrypted_key.clone();
                changed[place] ^= 1;
                case("a bit of the wrapped key", Agreed { encrypted_key: &changed, ..good }, 32);
            }
            let shorter = &wrapped.encrypted_key[..32];
            case("a shorter wrapped key", Agreed { encrypted_key: shorter, ..good }, 24);
            case("no wrapped key", Agreed { encrypted_key: &[], ..good }, 32);
            let (stranger, _) = key(provider, curve);
            let stranger = provider.private_key(&stranger).unwrap();
            cases.push(("another key", opened(&*stranger, &good, 32)));
            for (what, result) in cases {
                assert_eq!(result, Err(UnwrapFailed::Rejected), "{} {curve:?}: {what}", provider.name());
            }
            // Cofactor agreement is the same where the cofactor is 1, and none at all elsewhere.
            let agreement = KeyAgreement { cofactor: true, ..SCHEME };
            let cofactor = opened(&*private, &Agreed { agreement, ..good }, 32);
            assert_eq!(cofactor.is_ok(), curve != Curve::X25519, "{curve:?}");
        }
    }
}

#[test]
fn points_that_are_none_are_refused_to_open_with_and_to_seal_to() {
    let secret = ContentKey::new(octets(32, 2));
    for curve in [Curve::P256, Curve::P384, Curve::P521] {
        let (der, public) = key(&AwsLc, curve);
        let point = &public[public.len() - curve.point_len()..];
        let half = curve.scalar_len();
        let mut off = point.to_vec();
        off[2 * half] ^= 1;
        let with = |form: u8, rest: &[u8]| [&[form], rest].concat();
        let odd = point[2 * half] & 1;
        let points = [
            off,
            with(4, &vec![0; 2 * half]),
            with(4, &vec![0xff; 2 * half]),
            vec![0],
            with(0, &vec![0; 2 * half]),
            with(2 + odd, &point[1..=half]),
            with(6 + odd, &point[1..]),
            point[..2 * half].to_vec(),
            with(4, &[&point[1..], &[0]].concat()),
            Vec::new(),
        ];
        for provider in PROVIDERS {
            let private = provider.private_key(&der).unwrap();
            let wrapped = provider.agree(&public, SCHEME, INFO, &secret).unwrap();
            for point in &points {
                let result = opened(&*private, &Agreed { point, ..agreed(SCHEME, &wrapped) }, 32);
                assert_eq!(result, Err(UnwrapFailed::Rejected), "{} {curve:?} {point:02x?}", provider.name());
                let public = public_key_info(curve, point);
                let refused = provider.agree(&public, SCHEME, INFO, &secret);
                let fits = matches!(refused, Err(KeyRejected::Malformed | KeyRejected::Inconsistent));
                assert!(fits, "{} {curve:?} {point:02x?}: {refused:?}", provider.name());
            }
        }
    }
    // RFC 7748 section 6.1: these agree with every key on zero.
    let (der, _) = key(&AwsLc, Curve::X25519);
    for low in [0_u8, 1] {
        let mut point = vec![0; 32];
        point[0] = low;
        for provider in PROVIDERS {
            let wrapped = Wrapped { point: point.clone(), encrypted_key: vec![0; 40] };
            let private = provider.private_key(&der).unwrap();
            assert_eq!(opened(&*private, &agreed(SCHEME, &wrapped), 32), Err(UnwrapFailed::Rejected));
            let public = public_key_info(Curve::X25519, &point);
            let refused = provider.agree(&public, SCHEME, INFO, &secret);
            assert_eq!(refused, Err(KeyRejected::Inconsistent), "{}", provider.name());
        }
    }
}

#[test]
fn private_numbers_that_are_none_are_refused() {
    for provider in PROVIDERS {
        for curve in [Curve::P256, Curve::P384, Curve::P521] {
            let len = curve.scalar_len();
            for (what, scalar) in [("zero", vec![0; len]), ("above the order", vec![0xff; len])] {
                let der = curve_key::private_key_info(curve, &scalar, &[]);
                let refused = provider.private_key(&der).err();
                assert_eq!(refused, Some(KeyRejected::Inconsistent), "{} {curve:?}: {what}", provider.name());
                assert!(public_point(curve, &scalar).is_err(), "{curve:?}: {what}");
            }
            let short = curve_key::private_key_info(curve, &vec![1; len - 1], &[]);
            assert_eq!(provider.private_key(&short).err(), Some(KeyRejected::Malformed));
        }
    }
}

#[test]
fn a_key_does_what_is_its_own() {
    let rsa = AwsLc.generate(2048).unwrap();
    let (curve, public) = key(&AwsLc, Curve::P256);
    let secret = ContentKey::new(octets(32, 3));
    for provider in PROVIDERS {
        let wrapped = provider.agree(&public, SCHEME, INFO, &secret).unwrap();
        let private = provider.private_key(&rsa).unwrap();
        assert_eq!(opened(&*private, &agreed(SCHEME, &wrapped), 32), Err(UnwrapFailed::Rejected));
        let private = provider.private_key(&curve).unwrap();
        let unwrapped = private.unwrap(&KeyTransport::RsaPkcs1v15, &[1; 256], 32).err();
        assert_eq!(unwrapped, Some(UnwrapFailed::Rejected));
        let oid = "1.2.840.10045.2.1".to_owned();
        let refused = provider.wrap(&public, &KeyTransport::RsaPkcs1v15, &secret).err();
        assert_eq!(refused, Some(KeyRejected::NotUsed { oid }));
        assert!(!format!("{private:?}").contains("scalar"));
    }
}

#[test]
fn signatures_are_those_of_the_key() {
    for provider in PROVIDERS {
        for (curve, algorithm) in [
            (Curve::P256, &ECDSA_P256_SHA256_ASN1),
            (Curve::P384, &ECDSA_P384_SHA384_ASN1),
            (Curve::P521, &ECDSA_P521_SHA512_ASN1),
        ] {
            let (der, public) = key(provider, curve);
            let signature = provider.sign(&der, b"plis").unwrap();
            let point = &public[public.len() - curve.point_len()..];
            let verifier = UnparsedPublicKey::new(algorithm, point);
            assert!(verifier.verify(b"plis", &signature).is_ok(), "{} {curve:?}", provider.name());
            assert!(verifier.verify(b"plit", &signature).is_err());
        }
        let (der, _) = key(provider, Curve::X25519);
        let oid = "1.3.101.110".to_owned();
        assert_eq!(provider.sign(&der, b"plis").err(), Some(KeyRejected::NotUsed { oid }));
    }
}
