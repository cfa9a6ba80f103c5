//! Keys of tokens: SoftHSM as Debian has it, and a module before it that fails in ways of its own.

mod faults;
mod softhsm;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use plis::{crypto::ContentCipher, crypto::KeyTransport, keys::read_key_file, secret::Password};
use serde_json::Value;

use crate::{
    programs::{installed, skip},
    world::{PASSWORD, World},
};

/// The PIN of the tokens of these tests.
const PIN: &str = "471108";
/// Where Debian puts the module.
const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A world with a token, `Marchés 7`, that has the key and the certificate of a key file: `entite.p12` unless it says
/// another; `None` where there is no SoftHSM.
fn world(key_file: &str) -> Option<World> {
    if !installed("softhsm2-util") || !installed("pkcs11-tool") {
        return None;
    }
    if !Path::new(SOFTHSM).is_file() {
        skip("libsofthsm2.so is not where it was");
        return None;
    }
    let world = World::new();
    fs::create_dir(world.path("jetons")).expect("folder");
    let conf =
        format!("directories.tokendir = {}\nobjectstore.backend = file\n", world.path("jetons").display());
    world.put("softhsm2.conf", conf);
    world.put("pin.txt", PIN);
    let pair = read_key_file(&world.read(key_file), Some(&Password::new(PASSWORD.to_owned())))
        .expect("a key file")
        .pairs
        .remove(0);
    world.put("cle.der", pair.private_key().expose());
    world.put("certificat.der", pair.certificate().der());
    on(
        &world,
        "softhsm2-util",
        &["--init-token", "--free", "--label", "Marchés 7", "--so-pin", "0000", "--pin", PIN],
    );
    for (file, kind) in [("cle.der", "privkey"), ("certificat.der", "cert")] {
        write(&world, file, kind);
    }
    fs::remove_file(world.path("cle.der")).expect("removed");
    let (conf, tokens) = (world.path("softhsm2.conf"), world.path("jetons"));
    let world = world.with("SOFTHSM2_CONF", conf.to_str().expect("UTF-8"));
    let world = world.with("PLIS_TOKEN_FOLDERS", tokens.to_str().expect("UTF-8"));
    Some(world.with("PKCS11_MODULE", SOFTHSM))
}

/// Puts an object on the token.
fn write(world: &World, file: &str, kind: &str) {
    let put = ["--module", SOFTHSM, "--login", "--pin", PIN, "--write-object", file, "--type", kind];
    on(world, "pkcs11-tool", &[&put[..], &["--id", "0a07", "--label", "entité", "--usage-decrypt"]].concat());
}

/// Another program, on the token.
fn on(world: &World, program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    command.args(args).current_dir(world.path("")).env("SOFTHSM2_CONF", world.path("softhsm2.conf"));
    let output = command.stdin(Stdio::null()).output().expect("it runs");
    assert!(output.status.success(), "{program} {args:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// Opens `depots` with the token's key to a folder.
const OPEN: &str =
    "open depots --key pkcs11:token=March%C3%A9s%207;object=entit%C3%A9 --password file:pin.txt -o out";

const OAEP: fn(plis::crypto::Hash) -> KeyTransport =
    |hash| KeyTransport::RsaOaep { hash, mgf_hash: hash, label: Vec::new() };

/// Deposits so many envelopes, of every transport in turn.
fn deposits(world: &World, count: usize) {
    use plis::crypto::Hash;
    let transports = [KeyTransport::RsaPkcs1v15, OAEP(Hash::Sha256), OAEP(Hash::Sha1)];
    let ciphers = [ContentCipher::Aes256Gcm, ContentCipher::Aes256Cbc];
    for number in 0..count {
        let (transport, cipher) = (&transports[number % 3], ciphers[number % 2]);
        let content = format!("offre {number}");
        let sealed = world.sealed_with(content.as_bytes(), &["entite.p12"], cipher, transport.clone());
        world.put(format!("depots/{number:03}.pdf.p7m"), sealed);
    }
}

/// The rows of a report, without what differs from run to run.
fn rows(world: &World, out: &str) -> Vec<Value> {
    let mut rows = world.json(format!("{out}/opening.json"))["items"].as_array().expect("rows").clone();
    for row in &mut rows {
        row.as_object_mut().expect("a row").remove("duration_ms");
    }
    rows
}

/// How many rows have a status and a reason.
fn count(rows: &[Value], status: &str, reason: Option<&str>) -> usize {
    rows.iter().filter(|row| row["status"] == status && row["reason"].as_str() == reason).count()
}
