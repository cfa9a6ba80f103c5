//! Key files in and out: what other programs write is imported with its name and chain, and what is exported they
//! import.

use std::{fs, process::Command};

use plis::keys::Certificate;

use crate::{
    programs,
    world::{Exit, PASSWORD, World},
};

fn key(world: &World, name: &str) -> serde_json::Value {
    let text = world.run(["key", "show", name, "--format", "json"]).exits(Exit::Done).out;
    serde_json::from_str(&text).expect("JSON")
}

/// The names of all keys.
fn names(world: &World) -> Vec<String> {
    let text = world.run(["key", "list", "--format", "json"]).exits(Exit::Done).out;
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let keys = list["keys"].as_array().expect("keys");
    keys.iter().map(|key| key["name"].as_str().expect("text").to_owned()).collect()
}

/// Runs another program in the world; `None` where it is not installed.
fn other(world: &World, program: &str, args: &[&str]) -> Option<String> {
    if !programs::installed(program) {
        return None;
    }
    let output = Command::new(program).args(args).current_dir(world.path("")).output().expect("it runs");
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).join("\n");
    assert!(output.status.success(), "{program} {args:?}: {said}");
    Some(said)
}

/// The certificates of a bundle.
fn bundle(world: &World, file: &str) -> Vec<Certificate> {
    Certificate::from_pem_or_der(&world.read(file)).expect("a bundle")
}

#[test]
fn imports_keep_the_name_and_the_chain() {
    for fixture in [
        "bc-aes128-sha1.p12",
        "openssl-modern.p12",
        "keytool.p12",
        "nss.p12",
        "gnutls.p12",
        "windows-tripledes-sha1.pfx",
    ] {
        let world = World::new();
        world.copy(&format!("keys/{fixture}"), "k.p12");
        let file = read(&world);
        let chain = file.pairs[0].chain().len();
        // Windows names the container of the private key, which tells people nothing.
        let name = match file.pairs[0].friendly_name().expect("a name") {
            "te-5f7c2d1e-93ab-4c55-8f0e-0d7ae1c2b903" => "Marchés publics — Ville de Saint-Exemple",
            name => name,
        };
        world.run(["key", "import", "k.p12", "--password", "file:mdp.txt"]).exits(Exit::Done);
        assert_eq!(names(&world), [name], "{fixture}");
        world.run(["key", "export", name, "--to", "chain.p7b", "--format", "p7b"]).exits(Exit::Done);
        let certificates = bundle(&world, "chain.p7b");
        assert_eq!(certificates.len(), 1 + chain, "{fixture}");
        let own = key(&world, name)["fingerprint"].as_str().expect("text").to_owned();
        assert!(certificates.iter().any(|certificate| certificate.fingerprint_hex() == own), "{fixture}");
        let alone = ["key", "export", name, "--to", "alone.p7b", "--format", "p7b", "--no-chain"];
        world.run(alone).exits(Exit::Done);
        assert_eq!(bundle(&world, "alone.p7b").len(), 1, "{fixture}");
        world.run(["key", "prove", name, "--password", "file:mdp.txt"]).exits(Exit::Done);
    }
}

fn read(world: &World) -> plis::keys::KeyFile {
    let password = plis::secret::Password::new(PASSWORD.to_owned());
    plis::keys::read_key_file(&world.read("k.p12"), Some(&password)).expect("a key file")
}

#[test]
fn exports_are_imported_by_other_programs() {
    let world = World::new();
    world.copy("keys/bc-aes128-sha1.p12", "k.p12");
    let certificates = 1 + read(&world).pairs[0].chain().len();
    assert!(certificates > 1, "a chain is needed here");
    let import = ["key", "import", "k.p12", "--name", "Marchés", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done);
    world.put("neuf.txt", "nouveau-2026");
    let own = ["--password", "file:mdp.txt", "--new-password", "file:neuf.txt"];
    for scheme in ["aes256-sha256", "tripledes-sha1"] {
        let to = format!("{scheme}.pfx");
        let export = ["key", "export", "Marchés", "--to", &to, "--pfx-encryption", scheme];
        world.run(export.iter().chain(&own)).exits(Exit::Done);
        // OpenSSL 3 reads triple DES with its legacy provider only.
        let legacy: &[&str] = if scheme == "tripledes-sha1" { &["-legacy"] } else { &[] };
        let read = ["pkcs12", "-in", &to, "-passin", "pass:nouveau-2026", "-nodes"];
        if let Some(said) = other(&world, "openssl", &[&read[..], legacy].concat()) {
            assert!(said.contains("friendlyName: "), "{said}");
            assert_eq!(said.matches("BEGIN CERTIFICATE").count(), certificates, "{said}");
            assert_eq!(said.matches("BEGIN PRIVATE KEY").count(), 1, "{said}");
        }
        let list = ["-list", "-v", "-keystore", &to, "-storetype", "PKCS12", "-storepass", "nouveau-2026"];
        if let Some(said) = other(&world, "keytool", &list) {
            assert!(said.contains("PrivateKeyEntry") && said.to_lowercase().contains("march"), "{said}");
            assert!(said.contains(&format!(": {certificates}\n")), "{said}");
        }
        if let Some(said) = other(&world, "pk12util", &["-l", &to, "-W", "nouveau-2026"]) {
            assert!(said.contains("Key(shrouded)") && said.contains("Friendly Name: March"), "{said}");
        }
        let info = ["--p12-info", "--infile", &to, "--inder", "--password", "nouveau-2026"];
        if let Some(said) = other(&world, "certtool", &info) {
            assert_eq!(said.matches("BEGIN CERTIFICATE").count(), certificates, "{said}");
        }
    }
    for (format, read) in [
        ("der", &["x509", "-inform", "DER", "-in", "marches.der", "-noout", "-fingerprint", "-sha256"][..]),
        ("pem", &["x509", "-in", "marches.pem", "-noout", "-fingerprint", "-sha256"]),
        ("p7b", &["pkcs7", "-inform", "DER", "-in", "marches.p7b", "-print_certs", "-noout"]),
    ] {
        let to = format!("marches.{format}");
        let ran = world.run(["key", "export", "Marchés", "--to", &to, "--format", format]);
        ran.exits(Exit::Done).tells("certificat de « Marchés » écrit dans");
        if let Some(said) = other(&world, "openssl", read) {
            let fingerprint = key(&world, "Marchés")["fingerprint"].as_str().expect("text").to_uppercase();
            if format == "p7b" {
                assert_eq!(said.matches("subject=").count(), certificates, "{said}");
            } else {
                assert!(said.replace(':', "").contains(&fingerprint), "{said}");
            }
        }
    }
    // Nothing is overwritten.
    let again = ["key", "export", "Marchés", "--to", "marches.der", "--format", "der"];
    world.run(again).exits(Exit::Failed).tells("marches.der");
}

#[test]
fn a_copy_is_protected_and_a_reference_is_left_alone() {
    let copied = World::new();
    let before = copied.read("entite.p12");
    let import = ["key", "import", "entite.p12", "--name", "E", "--password", "file:mdp.txt"];
    copied.run(import).exits(Exit::Done).leaves("entite.p12", &before);
    let file = format!("registre/keys/{}.p12", key(&copied, "E")["fingerprint"].as_str().expect("text"));
    let info = ["pkcs12", "-in", &file, "-passin", &format!("pass:{PASSWORD}"), "-noout", "-info"];
    if let Some(said) = other(&copied, "openssl", &info) {
        assert!(said.contains("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256"), "{said}");
        assert!(said.contains("MAC: sha256, Iteration 600000"), "{said}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(copied.path(&file)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let shared = World::new();
    let ran = shared.run(import.iter().chain(&["--reference"]));
    ran.exits(Exit::Done).leaves("entite.p12", &before).leaves_nothing_at("registre/keys");
    assert_eq!(key(&shared, "E")["path"], shared.path("entite.p12").to_str().expect("UTF-8"));
    let export = ["key", "export", "E", "--to", "e.pfx"];
    let passwords = ["--password", "file:mdp.txt", "--new-password", "file:mdp.txt"];
    shared.run(export.iter().chain(&passwords)).exits(Exit::Done).leaves("entite.p12", &before);
}

#[test]
fn a_file_in_clear_is_copied_under_a_password() {
    let world = World::new();
    world.copy("keys/pem-pkcs8.pem", "clair.pem");
    let import = ["key", "import", "clair.pem", "--name", "E"];
    world.run(import).exits(Exit::Usage).tells("--password");
    world.run(import.iter().chain(&["--password", "file:mdp.txt"])).exits(Exit::Done);
    world.run(["key", "prove", "E", "--password", "file:mdp.txt"]).exits(Exit::Done);
    for (name, octets) in world.files("registre") {
        assert!(!octets.windows(11).any(|window| window == b"PRIVATE KEY"), "{name}");
    }
}

#[test]
fn what_cannot_be_read_does_not_stop_the_other_files() {
    let world = World::new();
    world.copy("keys/damaged.p12", "abime.p12");
    world.copy("keys/entity-before.p12", "avant.p12");
    let import = ["key", "import", "entite.p12", "abime.p12", "avant.p12", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::NoUsableKey).tells("abime.p12");
    assert_eq!(names(&world).len(), 2);
    let name = ["key", "import", "entite.p12", "avant.p12", "--name", "Une", "--password", "file:mdp.txt"];
    world.run(name).exits(Exit::Usage).tells("--name ne peut nommer qu'une bi-clé");
    world.run(["key", "import", "absent.p12", "--password", "file:mdp.txt"]).exits(Exit::NoUsableKey);
    world.put("texte.p12", "bonjour");
    let ran = world.run(["key", "import", "texte.p12", "--password", "file:mdp.txt"]);
    ran.exits(Exit::NoUsableKey).tells("n'est pas un fichier de clé");
}

#[test]
fn two_keys_of_one_name_are_told_apart_by_their_fingerprints() {
    let world = World::new();
    world.copy("keys/openssl-modern.p12", "a.p12");
    world.copy("keys/ascii.p12", "b.p12");
    world.run(["key", "import", "a.p12", "b.p12", "--password", "file:mdp.txt"]).exits(Exit::Done);
    let names = names(&world);
    assert_eq!(names.len(), 2);
    assert_eq!(names[0], "Marchés publics 2026");
    assert_eq!(names[1], "Marchés publics 2026 (294a9c01)");
}

#[test]
fn a_certificate_signed_by_an_issuer_carries_its_chain() {
    let world = World::new();
    let new = ["key", "new", "Marchés", "--cn", "Marchés publics — été", "--issuer", "entite.p12"];
    let passwords = ["--issuer-password", "file:mdp.txt", "--password", "file:mdp.txt", "--bits", "2048"];
    world.run(new.iter().chain(&passwords)).exits(Exit::Done);
    let made = key(&world, "Marchés");
    assert_eq!(made["subject_cn"], "Marchés publics — été");
    assert_eq!(made["issuer_cn"], "Service des marchés — Ville de Saint-Exemple");
    world.run(["key", "export", "Marchés", "--to", "m.pem", "--format", "pem"]).exits(Exit::Done);
    if let Some(said) = other(&world, "openssl", &["x509", "-in", "m.pem", "-noout", "-text"]) {
        assert!(said.contains("X509v3 Key Usage: critical\n                Key Encipherment\n"), "{said}");
        assert!(said.contains("X509v3 Subject Key Identifier") && said.contains("Version: 3"), "{said}");
    }
    world.run(["key", "export", "Marchés", "--to", "m.p7b", "--format", "p7b"]).exits(Exit::Done);
    assert_eq!(bundle(&world, "m.p7b").len(), 2);
    world.run(["key", "prove", "Marchés", "--password", "file:mdp.txt"]).exits(Exit::Done);
}

/// Files of eleven keys, one damaged, one that another password opens, one that is gone.
#[cfg(unix)] // taskset
#[test]
fn what_files_give_does_not_depend_on_the_number_of_threads() {
    use crate::world::Ran;

    let world = World::new();
    let files = [
        "marches-2024",
        "marches-2026",
        "travaux",
        "musee",
        "parcs",
        "ccas",
        "secours",
        "port",
        "eaux",
        "eaux-secours",
        "lycee",
    ];
    for file in files {
        world.copy(&format!("registre-en-difficulte/{file}.p12"), format!("{file}.p12"));
        let import = ["key", "import", &format!("{file}.p12"), "--reference", "--name", file];
        world.run(import.iter().chain(&["--password", "file:mdp.txt"])).exits(Exit::Done);
    }
    world.put("travaux.p12", "ceci n'est pas un fichier de clé");
    world.copy("keys/emergency.p12", "port.p12");
    fs::remove_file(world.path("musee.p12")).expect("removed");
    world.put("faux.txt", "pas celui-la\n");
    // One password for each file, in the order of the list, where one is wrong.
    let mut sources = vec!["file:mdp.txt"; files.len()];
    sources[2] = "file:faux.txt";
    for passwords in [vec!["file:mdp.txt"], sources, vec![]] {
        let mut args = vec!["audit", "--all", "--check-files"];
        if !passwords.is_empty() {
            args.push("--password");
        }
        args.extend(passwords);
        let many = world.run(&args);
        let plain = world.command(&args);
        let mut one = Command::new("taskset");
        one.args(["-c", "0"])
            .arg(plain.get_program())
            .args(plain.get_args())
            .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(world.path(""));
        let one = Ran::new(&world, one.output().expect("util-linux"));
        assert_eq!((&one.code, &one.out, &one.err), (&many.code, &many.out, &many.err));
    }
    let json = ["audit", "--check-files", "--format", "json"];
    world.run(json).says("En cause\u{a0}: ce n'est pas un fichier de clé.");
    let world = world.english();
    world.run(json).says("What was met: it is not a key file.");
    world
        .run(["key", "prove", "travaux", "--password", "file:mdp.txt"])
        .exits(Exit::NoUsableKey)
        .says("(it is not a key file)");
}

/// The name of the registry's own file, a fingerprint, tells nobody which key it is.
#[test]
fn a_copy_that_is_gone_or_anothers_is_told_by_its_key() {
    let world = World::new();
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt").exits(Exit::Done);
    let copy = format!(
        "registre/{}",
        world.files("registre/keys").keys().map(|name| format!("keys/{name}")).next().expect("a copy")
    );
    let export = "key export Marchés --to m.p12 --password file:mdp.txt --new-password file:mdp.txt";
    fs::copy(world.path("secours.p12"), world.path(&copy)).expect("replaced");
    world.plis(export).exits(Exit::NoUsableKey).tells("Marchés").tells("importez-le").never_shows("keys/");
    fs::remove_file(world.path(&copy)).expect("removed");
    world.plis(export).exits(Exit::NoUsableKey).tells("le fichier de clé Marchés").never_shows("keys/");
}
