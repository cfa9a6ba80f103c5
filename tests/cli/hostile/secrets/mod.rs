//! No password, no content-encryption key and no private key is left: not in what a command writes, not in its memory
//! when it ends, not in what the system shows of it.
//!
//! `strace` holds the program at its last system call; its memory is read there.

mod memory;

use std::{
    fs,
    path::{Path, PathBuf},
};

use plis::{
    cms::envelope::{Envelope, Recipient},
    crypto::{AwsLc, ContentCipher, KeyTransport},
    keys::{Choice, Keyring, Role, Unwrap, read_key_file},
    secret::Password,
};

use self::memory::{Held, Secrets, holds};
use crate::world::{PASSWORD, World};

/// The last system call of a program, and its number.
const END: (&str, &str) = ("exit_group", "231");

const PLAINTEXT: &[u8] = b"Prix : 12 345 euros";

fn world() -> World {
    let world = World::new().english();
    let recipients = ["entite.p12"];
    let oaep = KeyTransport::RsaOaep {
        hash: plis::crypto::Hash::Sha256,
        mgf_hash: plis::crypto::Hash::Sha256,
        label: Vec::new(),
    };
    for (name, cipher, transport) in
        [("a", ContentCipher::Aes256Gcm, KeyTransport::RsaPkcs1v15), ("b", ContentCipher::Aes256Cbc, oaep)]
    {
        world.put(format!("depots/{name}.p7m"), world.sealed_with(PLAINTEXT, &recipients, cipher, transport));
    }
    world
}

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
        for (name, number) in private_numbers(pair.private_key().expose()) {
            // As it is written, and as a computer counts.
            secrets.insert(name[0], number[..32].to_vec());
            secrets.insert(name[1], number.iter().rev().take(32).copied().collect());
        }
        keyring.add(&AwsLc, Role::Entity, None, pair).expect("usable");
    }
    keyring
}

/// d, p and q of a PKCS#8 key (RFC 8017 appendix A.1.2): the integers after n and e.
fn private_numbers(pkcs8: &[u8]) -> Vec<([&'static str; 2], Vec<u8>)> {
    const NAMES: [[&str; 2]; 3] = [["d", "d reversed"], ["p", "p reversed"], ["q", "q reversed"]];
    let mut integers = Vec::new();
    let mut at = 0;
    while at + 4 < pkcs8.len() {
        if pkcs8[at] == 2 && pkcs8[at + 1] == 0x82 {
            let len = usize::from(u16::from_be_bytes([pkcs8[at + 2], pkcs8[at + 3]]));
            integers.push(pkcs8[at + 4..at + 4 + len].to_vec());
            at += 4 + len;
        } else if pkcs8[at] == 2 && pkcs8[at + 1] == 0x81 {
            let len = usize::from(pkcs8[at + 2]);
            integers.push(pkcs8[at + 3..at + 3 + len].to_vec());
            at += 3 + len;
        } else {
            at += 1;
        }
    }
    // The modulus comes first; e is short and not among these.
    let without_sign = |number: &Vec<u8>| number.iter().skip_while(|octet| **octet == 0).copied().collect();
    NAMES.into_iter().zip(integers.iter().skip(1).map(without_sign)).collect()
}

/// The content-encryption key of an envelope.
fn content_key(keyring: &Keyring, envelope: &[u8]) -> Vec<u8> {
    let (envelope, _) = Envelope::read(envelope).expect("an envelope");
    let Choice::Held { key, recipient } = keyring.choose(&envelope.recipients, false) else {
        panic!("our key")
    };
    let Recipient::KeyTrans(_) = &envelope.recipients[recipient] else { panic!("key transport") };
    let Unwrap::Opened(content_key) = key.unwrap(&envelope.recipients[recipient], 32) else {
        panic!("decrypts")
    };
    content_key.expose().to_vec()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let found = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    found.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// Nothing is shown of a program that is held, and nothing in what it has written.
fn nothing_is_shown(world: &World, held: &Held, secrets: &Secrets, written: &str) {
    for shown in ["environ", "cmdline"] {
        let octets = fs::read(format!("/proc/{}/{shown}", held.pid)).expect("shown");
        assert_eq!(holds(&octets, secrets), Vec::<&str>::new(), "{shown}");
    }
    let written = files(&world.path(written)).into_iter();
    for path in written.chain([world.path("sortie"), world.path("erreurs")]) {
        let octets = fs::read(&path).expect("file");
        assert_eq!(holds(&octets, secrets), Vec::<&str>::new(), "{}", path.display());
    }
}

#[test]
fn nothing_secret_is_left_when_a_run_ends() {
    if !memory::can_be_read() {
        return;
    }
    for source in ["env:MDP_OUVERTURE", "file:mdp.txt"] {
        for crypto in ["aws-lc", "rust-crypto"] {
            let mut world = world();
            if source.starts_with("env:") {
                world = world.with("MDP_OUVERTURE", PASSWORD);
            }
            let mut secrets = password();
            let keyring = private_keys(&world.read("entite.p12"), &mut secrets);
            secrets.insert("key of a", content_key(&keyring, &world.read("depots/a.p7m")));
            secrets.insert("key of b", content_key(&keyring, &world.read("depots/b.p7m")));
            assert_eq!(secrets.len(), 10);
            // Each run in a folder of its own: what one opened, the next would keep and decrypt nothing.
            let run = |out| {
                format!(
                    "open depots -o {out} --key entite.p12 --password {source} --crypto {crypto} -v --jobs 2"
                )
            };
            // While it runs its secrets are in memory: the search finds them.
            let working = Held::at(&world, ("fsync", "74"), 1, &run("essai"));
            assert!(!working.shows(&secrets).is_empty(), "the search finds nothing at all");
            drop(working);

            let ended = Held::at(&world, END, 1, &run("ouverture"));
            // Nor what was opened: it is in its file only.
            let mut opened = secrets.clone();
            opened.insert("plaintext", PLAINTEXT.to_vec());
            assert_eq!(ended.shows(&opened), Vec::<&str>::new(), "in memory, {source}, {crypto}");
            nothing_is_shown(&world, &ended, &secrets, "ouverture");
            let report = world.json("ouverture/opening.json");
            assert_eq!(report["summary"]["opened"], 2, "it came to its end, and decrypted");
        }
    }
}

#[test]
fn nothing_secret_is_left_by_the_commands_on_keys() {
    if !memory::can_be_read() {
        return;
    }
    let world = World::new().english();
    let mut secrets = password();
    private_keys(&world.read("entite.p12"), &mut secrets);
    for command in [
        "key import entite.p12 --name marches --password file:mdp.txt",
        "key prove marches --password file:mdp.txt",
        "key export marches --to copie.pfx --password file:mdp.txt --new-password file:mdp.txt",
        "key export marches --to vieux.pfx --pfx-encryption tripledes-sha1 --password file:mdp.txt \
         --new-password file:mdp.txt",
        "key new fille --issuer entite.p12 --issuer-password file:mdp.txt --bits 2048 --password file:mdp.txt",
    ] {
        if command.starts_with("key export") {
            // Salts are drawn while the key and its password are in memory: the search finds them.
            let working = Held::at(&world, ("getrandom", "318"), 4, command);
            assert!(working.shows(&secrets).len() > 1, "the search finds nothing at all");
        }
        let ended = Held::at(&world, END, 1, command);
        assert_eq!(ended.shows(&secrets), Vec::<&str>::new(), "in memory, {command}");
        let said = String::from_utf8(world.read("erreurs")).expect("UTF-8");
        assert!(!said.contains("error:"), "{command}: {said}");
        nothing_is_shown(&world, &ended, &secrets, "registre");
    }
    let mut made = Secrets::new();
    let kept = |world: &World| files(&world.path("registre/keys"));
    let before = kept(&world);
    let ended = Held::at(&world, END, 1, "key new neuve --bits 2048 --password file:mdp.txt");
    let after = kept(&world);
    let [new] = &after.iter().filter(|path| !before.contains(path)).collect::<Vec<_>>()[..] else {
        panic!("one file is new: {after:?}")
    };
    private_keys(&fs::read(new).expect("key file"), &mut made);
    assert_eq!(made.len(), 6);
    assert_eq!(ended.shows(&made), Vec::<&str>::new(), "in memory, of a key that was just made");
}

#[test]
fn nothing_secret_is_left_by_sealing() {
    if !memory::can_be_read() {
        return;
    }
    for crypto in ["aws-lc", "rust-crypto"] {
        for cipher in ["aes-256-gcm", "aes-256-cbc"] {
            let world = World::new().english();
            world.put("prix.txt", "Prix : 12 345 euros");
            world.put("entite.cer", world.certificate("entite.p12").der());
            let ended = Held::at(
                &world,
                END,
                1,
                &format!("seal prix.txt --to entite.cer --cipher {cipher} --crypto {crypto} -o scelle"),
            );
            let mut secrets = Secrets::new();
            let keyring = private_keys(&world.read("entite.p12"), &mut secrets);
            let [envelope] = &files(&world.path("scelle"))[..] else { panic!("one envelope") };
            let key = content_key(&keyring, &fs::read(envelope).expect("envelope"));
            let secrets = Secrets::from([("content-encryption key", key)]);
            assert_eq!(ended.shows(&secrets), Vec::<&str>::new(), "in memory, {cipher}, {crypto}");
        }
    }
}
