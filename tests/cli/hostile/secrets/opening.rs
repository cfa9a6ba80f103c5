//! `open`.

use std::fs;

use plis::crypto::{ContentCipher, Hash, KeyTransport};

use super::{
    END, Left, content_key,
    memory::{self, Held},
    no_error_is_said, nothing_is_shown, password, private_keys,
};
use crate::{
    programs,
    world::{PASSWORD, World},
};

const PLAINTEXT: &[u8] = b"Prix : 12 345 euros";

fn world() -> World {
    let world = World::new().english();
    let oaep = KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };
    for (name, cipher, transport) in
        [("a", ContentCipher::Aes256Gcm, KeyTransport::RsaPkcs1v15), ("b", ContentCipher::Aes256Cbc, oaep)]
    {
        let envelope = world.sealed_with(PLAINTEXT, &["entite.p12"], cipher, transport);
        world.put(format!("depots/{name}.p7m"), envelope);
    }
    world
}

#[test]
fn nothing_secret_is_left_when_a_run_ends() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
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
            left.look(&ended, &opened, &format!("{source}, {crypto}"));
            nothing_is_shown(&world, &ended, &secrets, "ouverture");
            let report = world.json("ouverture/opening.json");
            assert_eq!(report["summary"]["opened"], 2, "it came to its end, and decrypted");
        }
    }
    left.is_nothing();
}

/// The process that records an opening is begun when the password was taken, and has no use for it.
#[test]
fn nothing_secret_is_left_in_the_process_that_records() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
    let world = world().with("MDP_OUVERTURE", PASSWORD);
    let mut secrets = password();
    private_keys(&world.read("entite.p12"), &mut secrets);
    for command in [
        "key import entite.p12 --name M --password file:mdp.txt",
        "consultation new C1 --entity Ville --deadline 2026-11-01T12:00",
        "consultation assign C1 M",
    ] {
        world.plis(command);
    }
    let run = "open depots -o ouverture --consultation C1 --password env:MDP_OUVERTURE";
    // It ends first: the other one waits for that.
    let ended = Held::at(&world, END, 1, run);
    let status = fs::read_to_string(format!("/proc/{}/status", ended.pid)).expect("status");
    let above = status.lines().find_map(|line| line.strip_prefix("PPid:")).expect("a parent").trim();
    let name = fs::read_to_string(format!("/proc/{above}/comm")).expect("a name");
    assert_eq!(name.trim(), "plis", "the second process is held");
    left.look(&ended, &secrets, run);
    nothing_is_shown(&world, &ended, &secrets, "ouverture");
    left.is_nothing();
}

/// Gives a program the same variable twice, which no safe interface does.
const TWICE: &str = r#"
import ctypes, os, shutil, sys
texts = lambda *texts: (ctypes.c_char_p * (len(texts) + 1))(*map(os.fsencode, texts), None)
twice = ["MDP_OUVERTURE=plis-essai-2026", "MDP_OUVERTURE=un-autre-mot-de-passe"]
kept = [f"{name}={value}" for name, value in os.environ.items()]
ctypes.CDLL(None).execve(os.fsencode(shutil.which(sys.argv[1])), texts(*sys.argv[1:]), texts(*kept, *twice))
"#;

/// The system keeps both, and shows both; only the first is ever found by its name.
#[test]
fn a_variable_that_stands_twice_is_cleared_twice() {
    if !memory::can_be_read() || !programs::installed("python3") {
        return;
    }
    let mut left = Left::default();
    let world = world();
    let mut secrets = password();
    secrets.insert("the second password", b"un-autre-mot-de-passe".to_vec());
    let run = "open depots -o ouverture --key entite.p12 --password env:MDP_OUVERTURE";
    let ended = Held::by_way_of(&world, &["python3", "-c", TWICE], END, run);
    left.look(&ended, &secrets, run);
    nothing_is_shown(&world, &ended, &secrets, "ouverture");
    assert_eq!(world.json("ouverture/opening.json")["summary"]["opened"], 2);
    left.is_nothing();
}

#[test]
fn nothing_secret_is_left_of_a_password_that_was_typed() {
    if !memory::can_be_read() || !programs::installed("script") {
        return;
    }
    let mut left = Left::default();
    let world = world();
    let mut secrets = password();
    private_keys(&world.read("entite.p12"), &mut secrets);
    let run = "open depots -o ouverture --key entite.p12 --password prompt";
    let ended = Held::on_a_terminal(&world, END, run, PASSWORD);
    left.look(&ended, &secrets, run);
    assert_eq!(world.json("ouverture/opening.json")["summary"]["opened"], 2);
    left.is_nothing();
}

/// Key files of every encryption, in both providers: what opens them differs, and what that leaves behind.
#[test]
fn nothing_secret_is_left_by_key_files_of_every_kind() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
    for (index, file) in [
        "openssl-pbe-sha1-3des.p12",
        "openssl-pbe-sha1-2des.p12",
        "openssl-pbe-sha1-rc2-40.p12",
        "openssl-pbe-sha1-rc2-128.p12",
        "openssl-pbe-sha1-rc4-128.p12",
        "openssl-pbe-md5-des.p12",
        "openssl-pbes2-aes-128-cbc.p12",
        "openssl-pbes2-aes-192-cbc.p12",
        "openssl-pbes2-des-ede3-cbc.p12",
        "openssl-new-pbmac1.p12",
        "openssl-key-clear.p12",
        "openssl-all-clear-nomac.p12",
        "windows-rc2-40.pfx",
        "pem-pkcs8.pem",
        "pem-pkcs1.pem",
        "pem-pkcs8-aes-256-cbc.pem",
        "pem-pkcs8-des-ede3-cbc.pem",
        "pem-pkcs8-hmacwithsha224.pem",
        "pem-pkcs8-pbe-sha1-3des.pem",
        "pem-pkcs8-scrypt.pem",
        "pem-traditional-aes-256-cbc.pem",
        "pem-traditional-des3.pem",
    ]
    .into_iter()
    .enumerate()
    {
        let crypto = if index % 2 == 0 { "aws-lc" } else { "rust-crypto" };
        let world = World::new().english();
        world.copy(&format!("keys/{file}"), file);
        world.put("depots/a.p7m", world.sealed(PLAINTEXT, &[file]));
        let mut secrets = password();
        let keyring = private_keys(&world.read(file), &mut secrets);
        secrets.insert("key of a", content_key(&keyring, &world.read("depots/a.p7m")));
        let run = format!("open depots -o ouverture --key {file} --password file:mdp.txt --crypto {crypto}");
        let ended = Held::at(&world, END, 1, &run);
        no_error_is_said(&world, &run);
        left.look(&ended, &secrets, &run);
        nothing_is_shown(&world, &ended, &secrets, "ouverture");
        let report = world.json("ouverture/opening.json");
        assert_eq!(report["summary"]["opened"], 1, "{report:#?}");
    }
    left.is_nothing();
}
