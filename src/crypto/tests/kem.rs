//! ML-KEM: from one provider to the other, with every derivation and wrap; what does not belong together; a key of another
//! kind.

use super::*;
use crate::crypto::{
    expanded::hash,
    kem_key::{Private, public_key_info, public_of},
};

const INFO: &[u8] = b"what it is bound to";

const fn scheme(kem: MlKem) -> KeyEncapsulation {
    KeyEncapsulation { kem, hash: KdfHash::Sha256, wrap: KeyWrap::Aes256 }
}

/// A key by its seed, and its `SubjectPublicKeyInfo`.
fn key(kem: MlKem, seed: u64) -> (PrivateKeyDer, Vec<u8>) {
    let octets: [u8; 64] = octets(64, seed).try_into().unwrap();
    let private = Private { kem, secret: kem_key::Secret::Seed(octets.into()) };
    let public = public_key_info(kem, public_of(kem, &private.expanded()));
    (private.to_pkcs8(), public)
}

fn capsule(encapsulation: KeyEncapsulation, capsule: &Capsule) -> Encapsulated<'_> {
    let Capsule { ciphertext, encrypted_key } = capsule;
    Encapsulated { encapsulation, ciphertext, info: INFO, encrypted_key }
}

fn opened(key: &dyn PrivateKey, capsule: &Encapsulated<'_>, len: usize) -> Result<Vec<u8>, UnwrapFailed> {
    key.decapsulate(capsule, len).map(|key| key.expose().to_vec())
}

#[test]
fn every_derivation_and_wrap_from_one_provider_to_the_other() {
    for (maker, reader) in [(PROVIDERS[0], PROVIDERS[1]), (PROVIDERS[1], PROVIDERS[0])] {
        for kem in MlKem::ALL {
            let (der, public) = key(kem, 1);
            let private = reader.private_key(&der).unwrap();
            assert_eq!(private.modulus_len(), 0);
            for hash in [KdfHash::Sha256, KdfHash::Sha384, KdfHash::Sha512] {
                for wrap in [KeyWrap::Aes128, KeyWrap::Aes192, KeyWrap::Aes256] {
                    let encapsulation = KeyEncapsulation { kem, hash, wrap };
                    for len in [16, 24, 32] {
                        let secret = octets(len, 2);
                        let content_key = ContentKey::new(secret.clone());
                        let made = maker.encapsulate(&public, encapsulation, INFO, &content_key).unwrap();
                        assert_eq!(made.ciphertext.len(), kem.ciphertext_len());
                        assert_eq!(made.encrypted_key.len(), len + 8);
                        let result = opened(&*private, &capsule(encapsulation, &made), len);
                        assert_eq!(result.as_ref(), Ok(&secret), "{} {encapsulation:?}", maker.name());
                    }
                }
            }
        }
    }
}

#[test]
fn what_does_not_belong_together_is_rejected_and_no_more_is_told() {
    let secret = ContentKey::new(octets(32, 1));
    for provider in PROVIDERS {
        for kem in MlKem::ALL {
            let (der, public) = key(kem, 3);
            let private = provider.private_key(&der).unwrap();
            let made = provider.encapsulate(&public, scheme(kem), INFO, &secret).unwrap();
            let good = capsule(scheme(kem), &made);
            assert!(opened(&*private, &good, 32).is_ok());
            let mut cases = Vec::new();
            let mut case = |what: &'static str, capsule: Encapsulated<'_>, len| {
                cases.push((what, opened(&*private, &capsule, len)));
            };
            for len in [0, 8, 16, 24, 31, 33, 40] {
                case("another length", good, len);
            }
            case("bound to something else", Encapsulated { info: b"", ..good }, 32);
            for other in MlKem::ALL.into_iter().filter(|other| *other != kem) {
                case("another set is named", Encapsulated { encapsulation: scheme(other), ..good }, 32);
            }
            let encapsulation = KeyEncapsulation { hash: KdfHash::Sha384, ..scheme(kem) };
            case("another derivation", Encapsulated { encapsulation, ..good }, 32);
            let encapsulation = KeyEncapsulation { wrap: KeyWrap::Aes128, ..scheme(kem) };
            case("another wrap", Encapsulated { encapsulation, ..good }, 32);
            for place in [0, 1, 31, made.ciphertext.len() / 2, made.ciphertext.len() - 1] {
                let mut changed = made.ciphertext.clone();
                changed[place] ^= 0x10;
                case("a bit of the encapsulated secret", Encapsulated { ciphertext: &changed, ..good }, 32);
            }
            for place in 0..made.encrypted_key.len() {
                let mut changed = made.encrypted_key.clone();
                changed[place] ^= 1;
                case("a bit of the wrapped key", Encapsulated { encrypted_key: &changed, ..good }, 32);
            }
            let (shorter, longer) = (&made.ciphertext[1..], [&made.ciphertext[..], &[0]].concat());
            for ciphertext in [&[], shorter, &longer] {
                case("another length of the encapsulated secret", Encapsulated { ciphertext, ..good }, 32);
            }
            case("no wrapped key", Encapsulated { encrypted_key: &[], ..good }, 32);
            let stranger = provider.private_key(&key(kem, 4).0).unwrap();
            cases.push(("another key", opened(&*stranger, &good, 32)));
            for (what, result) in cases {
                assert_eq!(result, Err(UnwrapFailed::Rejected), "{} {kem:?}: {what}", provider.name());
            }
        }
    }
}

#[test]
fn a_key_does_what_is_its_own() {
    let rsa = AwsLc.generate(2048).unwrap();
    let curve = AwsLc.generate_on(Curve::P256).unwrap();
    let (kem, public) = key(MlKem::MlKem768, 5);
    let secret = ContentKey::new(octets(32, 3));
    let oid = "2.16.840.1.101.3.4.4.2".to_owned();
    for provider in PROVIDERS {
        let made = provider.encapsulate(&public, scheme(MlKem::MlKem768), INFO, &secret).unwrap();
        for other in [&rsa, &curve] {
            let private = provider.private_key(other).unwrap();
            let result = opened(&*private, &capsule(scheme(MlKem::MlKem768), &made), 32);
            assert_eq!(result, Err(UnwrapFailed::Rejected));
        }
        let private = provider.private_key(&kem).unwrap();
        let unwrapped = private.unwrap(&KeyTransport::RsaPkcs1v15, &[1; 256], 32).err();
        assert_eq!(unwrapped, Some(UnwrapFailed::Rejected));
        // It neither signs nor is anything but encapsulated for.
        let not_used = Some(KeyRejected::NotUsed { oid: oid.clone() });
        assert_eq!(provider.sign(&kem, b"plis").err(), not_used);
        assert_eq!(provider.wrap(&public, &KeyTransport::RsaPkcs1v15, &secret).err(), not_used);
        assert_eq!(
            provider.encapsulate(&public[..public.len() - 1], scheme(MlKem::MlKem768), INFO, &secret).err(),
            Some(KeyRejected::Malformed)
        );
        assert_eq!(format!("{private:?}"), "Key { kem: MlKem768, .. }");
    }
}

/// FIPS 203 section 7.2: what is not below the modulus is no key, with its right hash too, and with whichever provider.
#[test]
fn a_public_key_that_is_not_reduced_is_no_key() {
    for kem in MlKem::ALL {
        let seed = kem_key::Secret::Seed(octets(64, 5).try_into().map(<[u8; 64]>::into).unwrap());
        let mut expanded = Private { kem, secret: seed }.expanded();
        let (end, begins) = (expanded.len() - 64, expanded.len() - 64 - kem.public_len());
        expanded[begins..begins + 2].copy_from_slice(&[0x01, 0xfd]);
        let sum = hash(&expanded[begins..end]);
        expanded[end..end + 32].copy_from_slice(&sum);
        let der = Private { kem, secret: kem_key::Secret::Expanded(expanded) }.to_pkcs8();
        for provider in PROVIDERS {
            assert!(provider.private_key(&der).is_err(), "{} {kem:?}", provider.name());
        }
    }
}
