//! Whatever has a secret in clear leaves nothing on the stack.
//!
//! Each deed is done by a thread whose stack is looked at afterwards, from its end to the frame that asked for the deed:
//! nothing but zeros and addresses is below that. What a library leaves there differs from processor to processor; that nothing is left
//! does not.

#![cfg(target_os = "linux")] // /proc

use std::{
    fs::{self, File},
    hint::black_box,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
    sync::mpsc,
    thread,
};

use plis::{
    cms::{
        armor::Armor,
        envelope::Envelope,
        seal::{SealOptions, SealRecipient, seal},
    },
    crypto::{AwsLc, ContentCipher, Curve, Hash, KeyTransport, Provider, RustCrypto},
    keys::{
        Choice, HeldKey, KeyPair, Keyring, NewCertificate, Pkcs12Encryption, Pkcs12Options, Role, Unwrap,
        issue, needs_password, read_key_file, write_pkcs12,
    },
    secret::{Password, in_the_clear},
};

const PASSWORD: &str = "plis-essai-2026";

/// Octets of a stack on which things are done.
const STACK: usize = 4 << 20;
/// Octets of it that are looked at.
const DEPTH: usize = 3 << 20;
/// Octets below a frame that what comes after a deed uses: results dropped, a thread put to sleep.
const AFTER: usize = 12 << 10;

/// How deep below the frame of a deed something is left; nothing above [`AFTER`] counts.
fn left_by(deed: impl FnOnce() + Send + 'static) -> usize {
    let (where_it_is, told) = mpsc::channel();
    let doer = thread::Builder::new().stack_size(STACK).spawn(move || {
        // Stacks of threads that have ended are used again.
        clean();
        deed();
        let here = 0_u8;
        where_it_is.send((&raw const here).addr()).expect("somebody waits");
        drop(where_it_is);
        thread::park();
        black_box(here);
    });
    let doer = doer.expect("a thread");
    let here = told.recv().expect("the deed was done");
    let stack = read(here - DEPTH, DEPTH - AFTER);
    doer.thread().unpark();
    doer.join().expect("ended");
    // Overwriting is a call, too: it leaves addresses, which have two zeros in eight octets.
    let is_left = |octets: &[u8; 16]| octets.iter().filter(|octet| **octet != 0).count() > 12;
    let lowest = stack.as_chunks().0.iter().position(is_left);
    lowest.map_or(0, |lowest| stack.len() - lowest * 16 + AFTER)
}

#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "nearly all of the stack")]
fn clean() {
    let mut stack = [0_u8; DEPTH + (64 << 10)];
    black_box(&mut stack);
}

/// Octets of this process's memory.
fn read(address: usize, len: usize) -> Vec<u8> {
    let mut memory = File::open("/proc/self/mem").expect("memory");
    memory.seek(SeekFrom::Start(address as u64)).expect("sought");
    let mut octets = vec![0; len];
    memory.read_exact(&mut octets).expect("read");
    octets
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys").join(name)).expect("a fixture")
}

fn pair() -> KeyPair {
    pair_of("entity")
}

fn pair_of(name: &str) -> KeyPair {
    let password = Password::new(PASSWORD.to_owned());
    read_key_file(&fixture(&format!("{name}.p12")), Some(&password)).expect("read").pairs.remove(0)
}

const OAEP: KeyTransport =
    KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };
/// Unequal hashes: neither provider's first way.
const ODD_OAEP: KeyTransport =
    KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha1, label: Vec::new() };

fn sealed(provider: &dyn Provider, cipher: ContentCipher, transport: KeyTransport, armor: Armor) -> Vec<u8> {
    sealed_to(&pair(), provider, cipher, transport, armor)
}

fn sealed_to(
    pair: &KeyPair,
    provider: &dyn Provider,
    cipher: ContentCipher,
    transport: KeyTransport,
    armor: Armor,
) -> Vec<u8> {
    let certificate = pair.certificate();
    let recipient = SealRecipient { ski: None, ..SealRecipient::from(certificate) };
    let options = SealOptions { cipher, transport, armor, ..SealOptions::default() };
    let mut sealed = Vec::new();
    let content = vec![7; 100_000];
    seal(provider, &[recipient], &options, Some(100_000), &content[..], &mut sealed).expect("sealed");
    sealed
}

fn unwrap(key: &HeldKey, envelope: &Envelope) {
    assert!(matches!(key.unwrap(&envelope.recipients[0], 32), Unwrap::Opened(_)));
}

const PROVIDERS: [&dyn Provider; 2] = [&AwsLc, &RustCrypto];

#[track_caller]
fn nothing_is_left(deeds: Vec<(String, Box<dyn FnOnce() + Send>)>) {
    let left = deeds.into_iter().map(|(name, deed)| (name, left_by(deed))).filter(|(_, deep)| *deep > 0);
    let left: Vec<(String, usize)> = left.collect();
    assert!(left.is_empty(), "left on the stack, as many octets deep: {left:#?}");
}

fn deed(name: impl Into<String>, deed: impl FnOnce() + Send + 'static) -> (String, Box<dyn FnOnce() + Send>) {
    (name.into(), Box::new(deed))
}

#[test]
fn what_is_left_is_seen() {
    #[inline(never)]
    #[expect(clippy::large_stack_arrays, reason = "what a library might leave")]
    fn use_up() {
        let mut octets = [7_u8; 32 << 10];
        black_box(&mut octets);
    }
    assert!((32 << 10..48 << 10).contains(&left_by(use_up)));
    assert_eq!(left_by(|| in_the_clear(use_up)), 0);
    let panics = || {
        let work = || {
            use_up();
            panic!("in the clear");
        };
        std::panic::catch_unwind(|| in_the_clear(work)).expect_err("it panics")
    };
    assert_eq!(left_by(move || drop(panics())), 0);
}

#[test]
fn nothing_is_left_of_key_files() {
    let mut deeds = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys")).expect("fixtures")
    {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            continue;
        }
        let octets = fs::read(&path).expect("a fixture");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        deeds.push(deed(name, move || {
            let password = Password::new(PASSWORD.to_owned());
            let _ = black_box(needs_password(&octets));
            let _ = black_box(read_key_file(&octets, Some(&password)));
        }));
    }
    assert!(deeds.len() > 100, "the fixtures are there");
    for encryption in [Pkcs12Encryption::Aes256Sha256, Pkcs12Encryption::TripleDesSha1] {
        let options = Pkcs12Options { encryption, iterations: 1000, ..Pkcs12Options::default() };
        let pair = pair();
        deeds.push(deed(format!("{encryption:?}"), move || {
            let password = Password::new(PASSWORD.to_owned());
            write_pkcs12(&pair, "Marchés", &password, &options).expect("written");
        }));
    }
    nothing_is_left(deeds);
}

#[test]
fn nothing_is_left_of_private_keys() {
    let mut deeds = Vec::new();
    for provider in PROVIDERS {
        let name = provider.name();
        deeds.push(deed(format!("{name}, made"), move || drop(provider.generate(2048).expect("made"))));
        deeds.push(deed(format!("{name}, made of an odd size"), move || {
            drop(provider.generate(1536).expect("made"));
        }));
        let own = pair();
        deeds.push(deed(format!("{name}, certified"), move || {
            let new = NewCertificate {
                cn: "Marchés".to_owned(),
                organization: None,
                validity: own.certificate().validity(),
            };
            let certificate = issue(provider, &new, own.private_key(), None).expect("certified");
            KeyPair::new(certificate, own.private_key().duplicate()).expect("a pair");
        }));
        for curve in Curve::ALL {
            let what = format!("{name}, made on {curve:?}");
            deeds.push(deed(what, move || drop(provider.generate_on(curve).expect("made"))));
            let own = pair_of(curve.name());
            if curve != Curve::X25519 {
                deeds.push(deed(format!("{name}, signed on {curve:?}"), move || {
                    provider.sign(own.private_key(), b"plis").expect("signed");
                }));
            }
        }
        for file in [
            "p256.p12",
            "p384.p12",
            "p521.p12",
            "x25519.p12",
            "entity.p12",
            "rsa-4096.p12",
            "rsa-8192.p12",
            "rsa-1024.p12",
            "rsa-e3.p12",
        ] {
            deeds.push(deed(format!("{name}, {file} held"), move || {
                let password = Password::new(PASSWORD.to_owned());
                let pair = read_key_file(&fixture(file), Some(&password)).expect("read").pairs.remove(0);
                Keyring::new().add(provider, Role::Entity, None, pair).expect("held");
            }));
        }
    }
    nothing_is_left(deeds);
}

#[test]
fn nothing_is_left_of_content_keys() {
    let mut deeds = Vec::new();
    for provider in PROVIDERS {
        for transport in [KeyTransport::RsaPkcs1v15, OAEP, ODD_OAEP] {
            for cipher in [ContentCipher::Aes256Gcm, ContentCipher::Aes256Cbc] {
                let name = format!("{} {transport:?} {cipher:?}", provider.name());
                let of_this = transport.clone();
                deeds.push(deed(format!("{name}, sealed"), move || {
                    sealed(provider, cipher, of_this, Armor::Pem);
                }));
                let envelope = sealed(&AwsLc, cipher, transport.clone(), Armor::Der);
                let mut keyring = Keyring::new();
                keyring.add(provider, Role::Entity, None, pair()).expect("held");
                deeds.push(deed(format!("{name}, unwrapped"), move || {
                    let (envelope, _) = Envelope::read(&envelope[..]).expect("read");
                    let Choice::Held { key, .. } = keyring.choose(&envelope.recipients, false) else {
                        panic!("held")
                    };
                    unwrap(key, &envelope);
                }));
            }
        }
    }
    nothing_is_left(deeds);
}

#[test]
fn nothing_is_left_of_what_is_agreed_on() {
    let mut deeds = Vec::new();
    for provider in PROVIDERS {
        for curve in Curve::ALL {
            let name = format!("{} {curve:?}", provider.name());
            let cipher = ContentCipher::Aes256Gcm;
            let to = pair_of(curve.name());
            let envelope = sealed_to(&to, &AwsLc, cipher, OAEP, Armor::Der);
            deeds.push(deed(format!("{name}, sealed"), move || {
                sealed_to(&to, provider, cipher, OAEP, Armor::Der);
            }));
            let mut keyring = Keyring::new();
            keyring.add(provider, Role::Entity, None, pair_of(curve.name())).expect("held");
            deeds.push(deed(format!("{name}, unwrapped"), move || {
                let (envelope, _) = Envelope::read(&envelope[..]).expect("read");
                let Choice::Held { key, .. } = keyring.choose(&envelope.recipients, false) else {
                    panic!("held")
                };
                unwrap(key, &envelope);
            }));
        }
    }
    nothing_is_left(deeds);
}
