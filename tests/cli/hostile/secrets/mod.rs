//! No password, no content-encryption key and no private number is left, not even 16 octets of one: not in what a command
//! writes, not in its memory when it ends, not in what the system shows of it.
//!
//! `strace` holds the program at its last system call; its memory is read there.

mod fragments;
mod keys;
mod memory;
mod opening;
mod process;
mod quorum;
mod sealing;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use plis::{
    cms::envelope::Envelope,
    crypto::AwsLc,
    keys::{Choice, Keyring, Role, Unwrap, read_key_file},
    secret::Password,
};

use self::{
    fragments::{Search, Secrets},
    memory::Held,
};
use crate::world::{PASSWORD, World};

/// The last system call of a program, and its number.
const END: (&str, &str) = ("exit_group", "231");

fn password() -> Secrets {
    Secrets::from([
        ("password", PASSWORD.as_bytes().to_vec()),
        ("password in UTF-16", PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ])
}

/// The private numbers of a key file; and its keys, to open with.
fn private_keys(octets: &[u8], secrets: &mut Secrets) -> Keyring {
    let password = Password::new(PASSWORD.to_owned());
    let file = read_key_file(octets, Some(&password)).expect("key file");
    let mut keyring = Keyring::new();
    for pair in file.pairs {
        secrets.extend(private_numbers(pair.private_key().expose()));
        keyring.add(&AwsLc, Role::Entity, None, pair).expect("usable");
    }
    keyring
}

/// What is private in a PKCS#8 key (RFC 8017 appendix A.1.2).
fn private_numbers(pkcs8: &[u8]) -> Secrets {
    // PrivateKeyInfo: version, algorithm, and the key in an OCTET STRING.
    let [_, _, key, ..] = &fields(inside(pkcs8))[..] else { panic!("three fields") };
    let [_version, _n, _e, numbers @ ..] = &fields(inside(inside(key)))[..] else { panic!("nine integers") };
    let names = ["d", "p", "q", "dP", "dQ", "qInv"];
    assert_eq!(numbers.len(), names.len());
    let without_sign =
        |number: &&[u8]| inside(number).iter().skip_while(|octet| **octet == 0).copied().collect();
    names.into_iter().zip(numbers.iter().map(without_sign)).collect()
}

/// The content of a DER value.
fn inside(value: &[u8]) -> &[u8] {
    let (header, len) = measure(value);
    &value[header..header + len]
}

/// DER values one after the other.
fn fields(mut octets: &[u8]) -> Vec<&[u8]> {
    let mut fields = Vec::new();
    while !octets.is_empty() {
        let (header, len) = measure(octets);
        let (field, rest) = octets.split_at(header + len);
        fields.push(field);
        octets = rest;
    }
    fields
}

/// Octets of a DER value's header and of its content.
fn measure(value: &[u8]) -> (usize, usize) {
    let short = usize::from(value[1]);
    if short < 0x80 {
        return (2, short);
    }
    let header = 2 + (short & 0x7f);
    (header, value[2..header].iter().fold(0, |len, octet| len << 8 | usize::from(*octet)))
}

/// The content-encryption key of an envelope.
fn content_key(keyring: &Keyring, envelope: &[u8]) -> Vec<u8> {
    let (envelope, _) = Envelope::read(envelope).expect("an envelope");
    let Choice::Held { key, recipient } = keyring.choose(&envelope.recipients, false) else {
        panic!("our key")
    };
    let Unwrap::Opened(content_key) = key.unwrap(&envelope.recipients[recipient], 32) else {
        panic!("decrypts")
    };
    content_key.expose().to_vec()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let found = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    found.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// What is left in the memory of programs that are held at their end.
#[derive(Default)]
struct Left(BTreeSet<String>);

impl Left {
    fn look(&mut self, held: &Held, secrets: &Secrets, command: &str) {
        self.0.extend(held.shows(secrets).into_iter().map(|found| format!("{found}, {command}")));
    }

    /// All of it at once: what one command leaves says where another one must be looked into.
    #[track_caller]
    fn is_nothing(&self) {
        assert!(self.0.is_empty(), "left in memory: {:#?}", self.0);
    }
}

/// Nothing is shown of a program that is held, and nothing in what it has written.
fn nothing_is_shown(world: &World, held: &Held, secrets: &Secrets, written: &str) {
    let search = Search::new(secrets);
    for shown in ["environ", "cmdline"] {
        let octets = fs::read(format!("/proc/{}/{shown}", held.pid)).expect("shown");
        assert_eq!(search.of(&octets), BTreeSet::new(), "{shown}");
    }
    let written = files(&world.path(written)).into_iter();
    for path in written.chain([world.path("sortie"), world.path("erreurs")]) {
        let octets = fs::read(&path).expect("file");
        assert_eq!(search.of(&octets), BTreeSet::new(), "{}", path.display());
    }
}

/// What a command that is held has said is no error.
#[track_caller]
fn no_error_is_said(world: &World, command: &str) {
    let said = String::from_utf8(world.read("erreurs")).expect("UTF-8");
    assert!(!said.contains("error:"), "{command}: {said}");
}
