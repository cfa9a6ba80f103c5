//! RSA: keys of other programs, keys that are none, transports both ways, and what must not be told apart.

use ::rsa::{
    BoxedUint,
    pkcs1::{RsaPrivateKeyRef, UintRef},
    pkcs8::{
        DecodePrivateKey, EncodePublicKey, ObjectIdentifier, PrivateKeyInfoRef,
        der::{Decode, Encode, asn1::OctetStringRef},
        spki::AlgorithmIdentifierRef,
    },
};

use super::{keys, *};

pub(super) const HASHES: [Hash; 7] =
    [Hash::Sha1, Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sha512_224, Hash::Sha512_256];

fn oaep(hash: Hash, mgf_hash: Hash) -> KeyTransport {
    KeyTransport::RsaOaep { hash, mgf_hash, label: b"plis".to_vec() }
}

fn key(base64: &str) -> PrivateKeyDer {
    PrivateKeyDer::from_pkcs8(keys::decode(base64))
}

/// The `SubjectPublicKeyInfo` of a private key.
fn public_key(key: &PrivateKeyDer) -> Vec<u8> {
    let key = ::rsa::RsaPrivateKey::from_pkcs8_der(key.expose()).unwrap();
    key.to_public_key().to_public_key_der().unwrap().into_vec()
}

#[test]
fn what_openssl_wrapped() {
    for provider in PROVIDERS {
        let key = provider.private_key(&key(keys::PLAIN)).unwrap();
        assert_eq!(key.modulus_len(), 256);
        for (transport, wrapped) in
            [(oaep(Hash::Sha256, Hash::Sha1), keys::OAEP), (KeyTransport::RsaPkcs1v15, keys::PKCS1)]
        {
            let unwrapped = key.unwrap(&transport, &keys::decode(wrapped), 32).unwrap();
            assert_eq!(unwrapped.expose(), b"0123456789abcdef0123456789abcdef", "{transport:?}");
        }
    }
}

#[test]
fn what_openssl_signed() {
    for provider in PROVIDERS {
        assert_eq!(provider.sign(&key(keys::PLAIN), b"plis").unwrap(), keys::decode(keys::SIGNATURE));
    }
}

#[test]
fn every_transport_from_one_provider_to_the_other() {
    let long = key(keys::PLAIN);
    let short = AwsLc.generate(1024).unwrap();
    for (maker, reader) in [(PROVIDERS[0], PROVIDERS[1]), (PROVIDERS[1], PROVIDERS[0])] {
        for (key, bits) in [(&long, 2048), (&short, 1024), (&key(keys::EXPONENT_3), 2048)] {
            let public = public_key(key);
            let private = reader.private_key(key).unwrap();
            let mut transports = vec![KeyTransport::RsaPkcs1v15];
            transports.extend(HASHES.iter().flat_map(|&hash| HASHES.map(|mgf_hash| oaep(hash, mgf_hash))));
            for transport in transports {
                let wrapped = maker.wrap(&public, &transport, &content_key(ContentCipher::Aes256Gcm, 5));
                if bits / 8 < 32 + transport.overhead() {
                    assert_eq!(wrapped, Err(KeyRejected::TooLong));
                    continue;
                }
                let wrapped = wrapped.unwrap();
                assert_eq!(wrapped.len(), bits / 8);
                let unwrapped = private.unwrap(&transport, &wrapped, 32).unwrap();
                assert_eq!(
                    unwrapped.expose(),
                    content_key(ContentCipher::Aes256Gcm, 5).expose(),
                    "{transport:?}"
                );
            }
        }
    }
}

#[test]
fn a_key_that_fills_the_modulus_and_one_octet_more() {
    let public = keys::decode(keys::PLAIN_PUBLIC);
    for provider in PROVIDERS {
        let private = provider.private_key(&key(keys::PLAIN)).unwrap();
        for transport in
            [KeyTransport::RsaPkcs1v15, oaep(Hash::Sha256, Hash::Sha256), oaep(Hash::Sha224, Hash::Sha1)]
        {
            let longest = 256 - transport.overhead();
            let wrap = |len| provider.wrap(&public, &transport, &ContentKey::new(octets(len, 3)));
            let unwrapped = private.unwrap(&transport, &wrap(longest).unwrap(), longest).unwrap();
            assert_eq!(unwrapped.expose(), octets(longest, 3));
            assert_eq!(wrap(longest + 1), Err(KeyRejected::TooLong));
        }
    }
}

/// RFC 3218 section 2.3.2, for each thing that can be wrong, with a key for AWS-LC and one for the portable code.
#[test]
fn pkcs1_always_gives_a_key_and_oaep_one_error() {
    for der in [key(keys::PLAIN), AwsLc.generate(1024).unwrap()] {
        let public = public_key(&der);
        for provider in PROVIDERS {
            let private = provider.private_key(&der).unwrap();
            let len = private.modulus_len();
            let good = |transport| provider.wrap(&public, &transport, &ContentKey::new(vec![7; 16])).unwrap();
            for transport in
                [KeyTransport::RsaPkcs1v15, oaep(Hash::Sha1, Hash::Sha1), oaep(Hash::Sha1, Hash::Sha256)]
            {
                let good = good(transport.clone());
                let mut changed = good.clone();
                changed[len - 1] ^= 1;
                let mut longer = good.clone();
                longer.push(0);
                let mut above = vec![0; 1];
                above.extend_from_slice(&good);
                let wrong = [
                    (changed, 16),
                    (longer, 16),
                    (above, 16),
                    (good[1..].to_vec(), 16),
                    (good[..len - 1].to_vec(), 16),
                    (vec![0; len], 16),
                    (vec![0xff; len], 16),
                    ([vec![0; len - 1], vec![1]].concat(), 16),
                    (vec![], 16),
                    (vec![1; 100_000], 16),
                    (good.clone(), 24),
                    (good.clone(), 32),
                    (good.clone(), 8),
                    (good, 4096),
                ];
                for (case, (encrypted, key_len)) in wrong.into_iter().enumerate() {
                    let what = format!("{} {len} {transport:?} {case}", provider.name());
                    let unwrap = || private.unwrap(&transport, &encrypted, key_len);
                    if transport == KeyTransport::RsaPkcs1v15 {
                        let [one, other] = [unwrap().unwrap(), unwrap().unwrap()];
                        assert_eq!((one.len(), other.len()), (key_len, key_len), "{what}");
                        assert_eq!(one.expose(), other.expose(), "{what}");
                        assert_ne!(one.expose(), vec![7; key_len], "{what}");
                    } else {
                        assert_eq!(unwrap().err(), Some(UnwrapFailed::Rejected), "{what}");
                    }
                }
            }
        }
    }
}

/// A modulus minus one is not taken by either provider (NIST SP 800-56B revision 2, section 7.1.2.1).
#[test]
fn an_encrypted_key_next_to_the_modulus() {
    let der = keys::decode(keys::PLAIN);
    let info = PrivateKeyInfoRef::from_der(&der).unwrap();
    let numbers = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).unwrap();
    for (less, provider) in [0, 1].into_iter().flat_map(|less| PROVIDERS.map(|provider| (less, provider))) {
        let mut encrypted = numbers.modulus.as_bytes().to_vec();
        *encrypted.last_mut().unwrap() -= less;
        let private = provider.private_key(&key(keys::PLAIN)).unwrap();
        assert!(private.unwrap(&oaep(Hash::Sha256, Hash::Sha256), &encrypted, 32).is_err());
        assert!(private.unwrap(&KeyTransport::RsaPkcs1v15, &encrypted, 32).is_ok());
    }
}

#[test]
fn keys_of_other_kinds_and_sizes_are_refused_by_name() {
    let not_used = |oid: &str| KeyRejected::NotUsed { oid: oid.into() };
    for provider in PROVIDERS {
        let rejected = |der: Vec<u8>| {
            let der = PrivateKeyDer::from_pkcs8(der);
            let rejected = provider.private_key(&der).err();
            assert_eq!(provider.sign(&der, b"plis").err(), rejected);
            rejected
        };
        assert_eq!(rejected(keys::decode(keys::ED25519)), Some(not_used("1.3.101.112")));
        assert_eq!(rejected(keys::decode(keys::PSS)), Some(not_used("1.2.840.113549.1.1.10")));
        assert_eq!(rejected(keys::decode(keys::SHORT)), Some(KeyRejected::Size { bits: 512 }));
        assert_eq!(rejected(keys::decode(keys::THREE_PRIMES)), Some(KeyRejected::Inconsistent));
        assert_eq!(rejected(vec![]), Some(KeyRejected::Malformed));
        assert_eq!(rejected(b"-----BEGIN PRIVATE KEY-----".to_vec()), Some(KeyRejected::Malformed));
        let whole = keys::decode(keys::PLAIN);
        for len in (0..whole.len()).step_by(7) {
            assert_eq!(rejected(whole[..len].to_vec()), Some(KeyRejected::Malformed), "{len}");
        }
        assert_eq!(rejected([whole, vec![0]].concat()), Some(KeyRejected::Malformed));

        let wrap = |public: &[u8]| {
            provider.wrap(public, &KeyTransport::RsaPkcs1v15, &content_key(ContentCipher::Aes128Cbc, 1)).err()
        };
        assert_eq!(wrap(&keys::decode(keys::EC_PUBLIC)), Some(not_used("1.2.840.10045.2.1")));
        assert_eq!(wrap(&keys::decode(keys::PLAIN)), Some(KeyRejected::Malformed));
        assert_eq!(wrap(&[]), Some(KeyRejected::Malformed));
        assert_eq!(provider.generate(1023).err(), Some(KeyRejected::Size { bits: 1023 }));
        assert_eq!(provider.generate(8193).err(), Some(KeyRejected::Size { bits: 8193 }));
    }
}

/// The numbers of a private key, to change.
#[derive(Clone)]
struct Numbers {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    private: Vec<u8>,
    primes: [Vec<u8>; 2],
    remainders: [Vec<u8>; 3],
}

impl Numbers {
    fn of(base64: &str) -> Self {
        let der = keys::decode(base64);
        let info = PrivateKeyInfoRef::from_der(&der).unwrap();
        let key = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).unwrap();
        let octets = |number: UintRef<'_>| number.as_bytes().to_vec();
        Self {
            modulus: octets(key.modulus),
            exponent: octets(key.public_exponent),
            private: octets(key.private_exponent),
            primes: [key.prime1, key.prime2].map(octets),
            remainders: [key.exponent1, key.exponent2, key.coefficient].map(octets),
        }
    }

    fn key(&self) -> PrivateKeyDer {
        let number = |octets| UintRef::new(octets).unwrap();
        let key = RsaPrivateKeyRef {
            modulus: number(&self.modulus),
            public_exponent: number(&self.exponent),
            private_exponent: number(&self.private),
            prime1: number(&self.primes[0]),
            prime2: number(&self.primes[1]),
            exponent1: number(&self.remainders[0]),
            exponent2: number(&self.remainders[1]),
            coefficient: number(&self.remainders[2]),
            other_prime_infos: None,
        };
        let key = key.to_der().unwrap();
        let oid = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
        // Without the NULL that should be there, as some writers have it.
        let algorithm = AlgorithmIdentifierRef { oid, parameters: None };
        let info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(&key).unwrap());
        PrivateKeyDer::from_pkcs8(info.to_der().unwrap())
    }

    /// What both providers say of it.
    fn rejected(&self) -> Option<KeyRejected> {
        let [one, other] = PROVIDERS.map(|provider| provider.private_key(&self.key()).err());
        assert_eq!(one, other);
        one
    }
}

#[test]
fn numbers_that_do_not_make_a_key() {
    let sound = Numbers::of(keys::PLAIN);
    assert_eq!(sound.rejected(), None);
    let inconsistent = Some(KeyRejected::Inconsistent);

    for exponent in [&[0][..], &[1], &[2], &[3], &[1, 0, 0], &[2, 0, 0, 0, 1], &[0xff; 64]] {
        assert_eq!(
            Numbers { exponent: exponent.to_vec(), ..sound.clone() }.rejected(),
            inconsistent,
            "{exponent:?}"
        );
    }
    // p = 1, and n = q; p = n, and q = 1.
    let [one, n] = [vec![1], sound.modulus.clone()];
    assert_eq!(Numbers { primes: [one.clone(), n.clone()], ..sound.clone() }.rejected(), inconsistent);
    assert_eq!(Numbers { primes: [n, one.clone()], ..sound.clone() }.rejected(), inconsistent);
    assert_eq!(Numbers { primes: [vec![0], vec![0]], ..sound.clone() }.rejected(), inconsistent);
    // n is not p * q.
    let mut other = sound.clone();
    other.modulus[100] ^= 1;
    assert_eq!(other.rejected(), inconsistent);
    let mut other = sound.clone();
    other.primes = [sound.primes[0].clone(), sound.primes[0].clone()];
    assert_eq!(other.rejected(), inconsistent);
    let mut even = sound.clone();
    *even.modulus.last_mut().unwrap() &= 0xfe;
    assert_eq!(even.rejected(), inconsistent);
    // d is not the inverse of e.
    for private in [vec![0], one, sound.exponent.clone(), vec![0x7f; 256], vec![0x7f; 4096]] {
        assert_eq!(Numbers { private, ..sound.clone() }.rejected(), inconsistent);
    }
    // Too short, too long.
    let short = Numbers { modulus: vec![0x7f; 128], ..sound.clone() };
    assert_eq!(short.rejected(), Some(KeyRejected::Size { bits: 1023 }));
    let long = Numbers { modulus: [vec![1], vec![0xff; 1024]].concat(), ..sound };
    assert_eq!(long.rejected(), Some(KeyRejected::Size { bits: 8193 }));
}

/// OpenSSL works with such keys too: what the Chinese remainder theorem needs is computed again.
#[test]
fn wrong_remainders_do_not_lose_a_key() {
    let sound = Numbers::of(keys::PLAIN);
    let mut odd = vec![sound.clone(); 4];
    odd[0].remainders[0][5] ^= 1;
    odd[1].remainders[2] = vec![1];
    odd[2].remainders = [vec![0], vec![0], vec![0]];
    odd[3].primes.reverse();
    let public = keys::decode(keys::PLAIN_PUBLIC);
    for (maker, reader) in [(PROVIDERS[0], PROVIDERS[1]), (PROVIDERS[1], PROVIDERS[0])] {
        for key in &odd {
            let private = reader.private_key(&key.key()).unwrap();
            for transport in [KeyTransport::RsaPkcs1v15, oaep(Hash::Sha256, Hash::Sha256)] {
                let wrapped = maker.wrap(&public, &transport, &ContentKey::new(vec![5; 32])).unwrap();
                assert_eq!(private.unwrap(&transport, &wrapped, 32).unwrap().expose(), [5; 32]);
            }
            assert_eq!(reader.sign(&key.key(), b"plis").unwrap(), keys::decode(keys::SIGNATURE));
        }
    }
}

#[test]
fn primes_of_unequal_lengths() {
    for provider in PROVIDERS {
        let private = provider.private_key(&key(keys::UNBALANCED)).unwrap();
        let unwrapped = private.unwrap(&KeyTransport::RsaPkcs1v15, &keys::decode(keys::UNBALANCED_PKCS1), 16);
        assert_eq!(unwrapped.unwrap().expose(), b"0123456789abcdef");
    }
}

#[test]
fn generated_keys_work_in_both() {
    for (maker, reader, bits) in [
        (PROVIDERS[0], PROVIDERS[1], 2048),
        (PROVIDERS[0], PROVIDERS[1], 3072),
        (PROVIDERS[1], PROVIDERS[0], 1024),
    ] {
        let der = maker.generate(bits).unwrap();
        let private = reader.private_key(&der).unwrap();
        assert_eq!(private.modulus_len(), bits / 8);
        let wrapped =
            maker.wrap(&public_key(&der), &KeyTransport::RsaPkcs1v15, &ContentKey::new(vec![5; 32])).unwrap();
        assert_eq!(private.unwrap(&KeyTransport::RsaPkcs1v15, &wrapped, 32).unwrap().expose(), [5; 32]);
        let exponent = ::rsa::RsaPrivateKey::from_pkcs8_der(der.expose()).unwrap();
        assert_eq!(::rsa::traits::PublicKeyParts::e(&exponent), &BoxedUint::from(65_537u32));
    }
}

#[test]
fn one_key_from_several_threads() {
    let public = keys::decode(keys::PLAIN_PUBLIC);
    for provider in PROVIDERS {
        let private = provider.private_key(&key(keys::PLAIN)).unwrap();
        std::thread::scope(|scope| {
            for seed in 0..4 {
                let (private, public) = (&private, &public);
                scope.spawn(move || {
                    // The last is what AWS-LC's side prepares when it is first needed.
                    for transport in [KeyTransport::RsaPkcs1v15, oaep(Hash::Sha256, Hash::Sha1)] {
                        let key = ContentKey::new(octets(24, seed));
                        let wrapped = provider.wrap(public, &transport, &key).unwrap();
                        assert_eq!(private.unwrap(&transport, &wrapped, 24).unwrap().expose(), key.expose());
                    }
                });
            }
        });
    }
}

#[test]
fn nothing_secret_in_debug() {
    let numbers = Numbers::of(keys::PLAIN);
    for provider in PROVIDERS {
        let shown = format!("{:?}", provider.private_key(&key(keys::PLAIN)).unwrap());
        assert!(shown.contains("256"), "{shown}");
        let shown = shown.to_lowercase();
        for secret in numbers.primes.iter().chain([&numbers.private]).chain(&numbers.remainders) {
            for part in secret.windows(4).step_by(4) {
                let hex = format!("{:08x}", u32::from_be_bytes(part.try_into().unwrap()));
                assert!(!shown.contains(&hex) && !shown.contains(&format!("{part:?}")), "{shown}");
            }
        }
    }
}
