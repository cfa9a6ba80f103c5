//! Keys that a device keeps, played by the `rsa` crate: each operation that one may offer, and each way to fail.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use ::rsa::{
    BoxedUint, Oaep, Pkcs1v15Encrypt, RsaPrivateKey,
    hazmat::rsa_decrypt_and_check,
    pkcs8::{DecodePrivateKey, EncodePublicKey},
};
use digest::Digest as _;
use getrandom::SysRng;
use zeroize::Zeroizing;

use super::{rsa::HASHES, *};

/// What a device offers, and when it goes.
#[derive(Clone, Debug)]
struct Played {
    key: RsaPrivateKey,
    raw: bool,
    /// It gives numbers without their leading zeros.
    strips: bool,
    others: bool,
    signs: bool,
    /// Operations before it is gone.
    lasts: usize,
    done: Arc<AtomicUsize>,
}

impl Played {
    fn new() -> Self {
        let key = RsaPrivateKey::from_pkcs8_der(&keys::decode(keys::PLAIN)).unwrap();
        let done = Arc::default();
        Self { key, raw: true, strips: false, others: true, signs: false, lasts: usize::MAX, done }
    }

    fn key(self) -> DeviceKey {
        let public = self.key.to_public_key().to_public_key_der().unwrap();
        DeviceKey::new(Box::new(self), public.as_bytes()).unwrap()
    }
}

impl KeyDevice for Played {
    fn name(&self) -> String {
        "Jeton".into()
    }

    fn mechanism(&self, operation: Operation<'_>) -> String {
        match operation {
            Operation::Raw => "raw",
            Operation::Pkcs1v15 => "pkcs1",
            Operation::Oaep { .. } => "oaep",
        }
        .into()
    }

    fn perform(&self, operation: Operation<'_>, encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        match operation {
            Operation::Raw if !self.raw => return Err(DeviceError::Lacks),
            Operation::Pkcs1v15 | Operation::Oaep { .. } if !self.others => return Err(DeviceError::Lacks),
            _ => {}
        }
        if self.done.fetch_add(1, Ordering::Relaxed) >= self.lasts {
            let code = Some("removed".into());
            return Err(DeviceError::Unavailable { fault: DeviceFault::Gone, code });
        }
        let message = match operation {
            Operation::Raw => {
                let number = BoxedUint::from_be_slice(encrypted, 2048).unwrap();
                let number = rsa_decrypt_and_check(&self.key, None::<&mut SysRng>, &number).unwrap();
                let mut octets = number.to_be_bytes().into_vec();
                if self.strips {
                    octets.drain(..octets.iter().take_while(|&&octet| octet == 0).count());
                }
                Ok(octets)
            }
            Operation::Pkcs1v15 => self.key.decrypt(Pkcs1v15Encrypt, encrypted),
            Operation::Oaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label } => {
                self.key.decrypt(Oaep::<sha2::Sha256>::new_with_label(label), encrypted)
            }
            Operation::Oaep { .. } => return Err(DeviceError::Lacks),
        };
        message.map(Zeroizing::new).map_err(|_| DeviceError::Rejected)
    }

    fn secret(&self, label: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, DeviceError> {
        let sign = |label| AwsLc.sign(&PrivateKeyDer::from_pkcs8(keys::decode(keys::PLAIN)), label).unwrap();
        Ok(self.signs.then(|| Zeroizing::new(sign(label))))
    }
}

fn transports() -> Vec<KeyTransport> {
    let oaep = |hash, mgf_hash| KeyTransport::RsaOaep { hash, mgf_hash, label: b"plis".to_vec() };
    let mut transports = vec![KeyTransport::RsaPkcs1v15];
    transports.extend(HASHES.iter().flat_map(|&hash| HASHES.map(|mgf_hash| oaep(hash, mgf_hash))));
    transports
}

const SHA256: KeyTransport =
    KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };

fn wrap(transport: &KeyTransport, len: usize) -> Vec<u8> {
    AwsLc.wrap(&keys::decode(keys::PLAIN_PUBLIC), transport, &ContentKey::new(vec![7; len])).unwrap()
}

/// What a key in a file gives, a key in a device gives: from a good octet to each that is changed.
#[test]
fn raw_operations_give_what_a_file_gives() {
    let file = AwsLc.private_key(&PrivateKeyDer::from_pkcs8(keys::decode(keys::PLAIN))).unwrap();
    for strips in [false, true] {
        let device = Played { strips, ..Played::new() }.key();
        assert_eq!(device.modulus_len(), file.modulus_len());
        for transport in transports() {
            let longest = 256 - transport.overhead();
            for len in [0, 1, 24, 32, longest] {
                let wrapped = wrap(&transport, len);
                let unwrapped = device.unwrap(&transport, &wrapped, len).unwrap();
                assert_eq!(unwrapped.expose(), vec![7; len], "{transport:?} {len}");
                let mut changed = wrapped.clone();
                changed[200] ^= 1;
                for (wrapped, wanted) in [(&wrapped, len + 1), (&wrapped, 4096), (&changed, len)] {
                    let of =
                        |key: &dyn PrivateKey| key.unwrap(&transport, wrapped, wanted).map(|key| key.len());
                    assert_eq!(of(&device), of(&*file), "{transport:?} {len}");
                }
            }
        }
    }
}

/// An encoded message that is wrong in one octet before it is masked, wherever that is, is refused.
#[test]
fn each_octet_of_an_oaep_message_counts() {
    let of = oaep::Parameters { hash: Hash::Sha256, mgf_hash: Hash::Sha1, label: b"plis" };
    let whole =
        [sha2::Sha256::digest(b"plis").as_slice(), &[0; 256 - 2 * 32 - 2 - 32], &[1], &[7; 32]].concat();
    let encoded = |first: u8, block: &[u8]| {
        let (mut seed, mut block) = ([5; 32], block.to_vec());
        oaep::mask(&mut block, &seed, of.mgf_hash);
        oaep::mask(&mut seed, &block, of.mgf_hash);
        [&[first], seed.as_slice(), &block].concat()
    };
    // What is encoded here is what others encode.
    let key = RsaPrivateKey::from_pkcs8_der(&keys::decode(keys::PLAIN)).unwrap();
    let number = BoxedUint::from_be_slice(&encoded(0, &whole), 2048).unwrap();
    let sealed = ::rsa::hazmat::rsa_encrypt(&key.to_public_key(), &number).unwrap();
    let oaep = Oaep::<sha2::Sha256, sha1::Sha1>::new_with_mgf_hash_and_label(b"plis".as_slice());
    assert_eq!(key.decrypt(oaep, &sealed.to_be_bytes()).unwrap(), [7; 32]);
    assert_eq!(oaep::message(&encoded(0, &whole), of, 32).unwrap().as_slice(), [7; 32]);
    for first in [1, 0x80] {
        assert_eq!(oaep::message(&encoded(first, &whole), of, 32), None);
    }
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        let message = oaep::message(&encoded(0, &changed), of, 32);
        if place < whole.len() - 32 {
            assert_eq!(message, None, "{place}");
        } else {
            assert_eq!(message.unwrap().as_slice(), &changed[whole.len() - 32..]);
        }
    }
    let em = encoded(0, &whole);
    for label in [&b"plis\0"[..], b""] {
        assert_eq!(oaep::message(&em, oaep::Parameters { label, ..of }, 32), None);
    }
    for short in [0, 1, 65, 97] {
        assert_eq!(oaep::message(&em[..short], of, 32), None);
    }
}

/// RFC 3218 section 2.3.2, by each way to a secret: the same each time, and another for another encrypted key.
#[test]
fn a_bad_padding_gives_a_substitute() {
    let ways = [
        ("raw", Played::new(), true),
        ("pkcs1 and a signature", Played { raw: false, signs: true, ..Played::new() }, true),
        ("pkcs1 alone", Played { raw: false, ..Played::new() }, false),
    ];
    let mut seen = Vec::new();
    for (way, device, is_of_the_key) in ways {
        let [one, other] = [device.clone().key(), device.key()];
        let good = wrap(&KeyTransport::RsaPkcs1v15, 16);
        let mut changed = good.clone();
        changed[255] ^= 1;
        let out_of_range = [vec![0xff; 256], vec![0; 256], vec![1; 255]];
        let wrong = out_of_range.into_iter().map(|wrapped| (wrapped, 16)).chain([
            (changed, 16),
            (good.clone(), 24),
            (good.clone(), 4096),
        ]);
        for (wrapped, len) in wrong {
            let of = |key: &DeviceKey| {
                let key = key.unwrap(&KeyTransport::RsaPkcs1v15, &wrapped, len).unwrap();
                key.expose().to_vec()
            };
            let substitute = of(&one);
            assert_eq!(substitute.len(), len, "{way}");
            assert_eq!(of(&one), substitute, "{way}");
            assert_eq!(of(&other) == substitute, is_of_the_key, "{way}");
            assert!(!seen.contains(&substitute), "{way}");
            seen.push(substitute);
        }
        let opened = one.unwrap(&KeyTransport::RsaPkcs1v15, &good, 16).unwrap();
        assert_eq!(opened.expose(), [7; 16], "{way}");
    }
}

/// A device that goes is never a bad envelope, whichever transport and whatever is encrypted.
#[test]
fn a_device_that_goes_says_nothing_of_an_envelope() {
    let gone = UnwrapFailed::Unavailable {
        device: "Jeton".into(),
        fault: DeviceFault::Gone,
        code: Some("removed".into()),
    };
    for raw in [true, false] {
        for transport in [KeyTransport::RsaPkcs1v15, SHA256] {
            for lasts in 0..2 {
                let device = Played { raw, lasts, ..Played::new() };
                let (done, key) = (Arc::clone(&device.done), device.key());
                let good = wrap(&transport, 32);
                let mut changed = good.clone();
                changed[255] ^= 1;
                while done.load(Ordering::Relaxed) < lasts {
                    let _ = key.unwrap(&transport, &good, 32);
                }
                for wrapped in [good, changed] {
                    assert_eq!(
                        key.unwrap(&transport, &wrapped, 32).err().as_ref(),
                        Some(&gone),
                        "{transport:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_a_device_lacks_is_named() {
    let device = Played { raw: false, ..Played::new() }.key();
    assert_eq!(device.unwrap(&SHA256, &wrap(&SHA256, 32), 32).unwrap().expose(), [7; 32]);
    assert_eq!(device.unwrap(&SHA256, &wrap(&SHA256, 31), 32).err(), Some(UnwrapFailed::Rejected));
    let mut changed = wrap(&SHA256, 32);
    changed[255] ^= 1;
    assert_eq!(device.unwrap(&SHA256, &changed, 32).err(), Some(UnwrapFailed::Rejected));
    let lacks = |mechanism: &str| UnwrapFailed::Lacks { device: "Jeton".into(), mechanism: mechanism.into() };
    let sha1 = KeyTransport::RsaOaep { hash: Hash::Sha1, mgf_hash: Hash::Sha1, label: Vec::new() };
    assert_eq!(device.unwrap(&sha1, &wrap(&sha1, 32), 32).err(), Some(lacks("oaep")));
    let nothing = Played { raw: false, others: false, ..Played::new() }.key();
    let pkcs1 = KeyTransport::RsaPkcs1v15;
    assert_eq!(nothing.unwrap(&pkcs1, &wrap(&pkcs1, 32), 32).err(), Some(lacks("pkcs1")));
    assert_eq!(nothing.unwrap(&SHA256, &wrap(&SHA256, 32), 32).err(), Some(lacks("oaep")));
}
