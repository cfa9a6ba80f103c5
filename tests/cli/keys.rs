//! Key files and certificates as people have them: renewed on the same key, with something behind, of a rare
//! algorithm, or none that can be used; and what stands in the place of one.

use plis::{
    crypto::{ContentCipher, Hash, KeyTransport},
    keys::read_key_file,
    secret::Password,
};

use crate::world::{Exit, PASSWORD, World};

const OAEP: KeyTransport =
    KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };

/// A deposit for one of the key files of the fixtures.
fn for_key(name: &str) -> World {
    let world = World::new();
    world.copy(&format!("keys/{name}"), "cle.p12");
    world.put(
        "depots/offre.pdf.p7m",
        world.sealed_with(b"%PDF", &["cle.p12"], ContentCipher::Aes256Gcm, OAEP),
    );
    world
}

/// "vector.p12" of the fixtures was renewed as "renewed.p12": one key, two certificates. The deposit names the first.
fn renewed() -> World {
    let world = for_key("vector.p12");
    world.put("ancien.cer", world.certificate("cle.p12").der());
    world.put("ancien.pem", world.certificate("cle.p12").to_pem());
    world.put("autre.cer", world.certificate("entite.p12").der());
    std::fs::remove_file(world.path("cle.p12")).expect("gone");
    world.copy("keys/renewed.p12", "nouveau.p12");
    world
}

#[test]
fn an_old_certificate_chooses_the_key_that_was_renewed() {
    let world = renewed();
    for (keys, out) in [
        ("nouveau.p12 ancien.cer", "a"),
        ("ancien.cer nouveau.p12", "b"),
        ("entite.p12 nouveau.p12 ancien.pem", "c"),
    ] {
        world
            .plis(&format!("open depots --key {keys} --password file:mdp.txt -o {out}"))
            .exits(Exit::Done)
            .leaves(&format!("{out}/plis/offre.pdf"), b"%PDF");
        let report = world.json(format!("{out}/opening.json"));
        let named = &report["items"][0]["key"]["fingerprint"];
        assert!(report["keys"].as_array().expect("keys").iter().any(|key| &key["fingerprint"] == named));
    }
    // Nothing is tried: without the name, the key is not the envelope's.
    world
        .plis("open depots --key nouveau.p12 --password file:mdp.txt -o d")
        .exits(Exit::Partial)
        .says("aucune bi-clé disponible n'en est destinataire");
    // Both certificates in one file, and the old one in another key's file.
    world.copy("keys/renewed-and-old.p12", "deux.p12");
    world
        .plis("open depots --key deux.p12 --password file:mdp.txt -o e")
        .exits(Exit::Done)
        .leaves("e/plis/offre.pdf", b"%PDF");
}

#[test]
fn a_certificate_of_none_of_the_keys_is_no_key() {
    let world = renewed();
    for keys in ["ancien.cer", "nouveau.p12 autre.cer", "autre.cer ancien.cer"] {
        world
            .plis(&format!("open depots --key {keys} --password file:mdp.txt -o out"))
            .exits(Exit::NoUsableKey)
            .tells("ne contient pas de clé privée")
            .leaves_nothing_at("out");
    }
}

#[test]
fn a_registry_opens_with_the_key_of_a_renewed_certificate() {
    let world = renewed();
    let import = |file, name| {
        let args = ["key", "import", file, "--name", name, "--entity", "V", "--password", "file:mdp.txt"];
        world.run(args).exits(Exit::Done);
    };
    import("ancien.cer", "Ancienne");
    let new = ["consultation", "new", "A", "--entity", "V", "--deadline", "2026-11-19 12:00"];
    world.run(new).exits(Exit::Done);
    world.run(["consultation", "assign", "A", "Ancienne"]).exits(Exit::Done);
    world.run(["consultation", "launch", "A", "--reason", "clé renouvelée"]).exits(Exit::Done);
    let open = |out| {
        let args = ["open", "depots", "--consultation", "A", "--password", "file:mdp.txt", "-o", out];
        world.on("2026-11-20T08:00:00Z", args)
    };
    open("a").exits(Exit::NoUsableKey);
    import("nouveau.p12", "Nouvelle");
    open("b").exits(Exit::Done).leaves("b/plis/offre.pdf", b"%PDF");
}

#[test]
fn octets_after_the_end_of_a_key_file_stand_in_report_and_minutes() {
    let world = for_key("trailing-zeros.p12");
    world
        .plis("open depots --key cle.p12 --password file:mdp.txt -o out")
        .exits(Exit::Done)
        .tells("cle.p12 : 512 octet(s) après la fin, laissés de côté")
        .leaves("out/plis/offre.pdf", b"%PDF");
    assert_eq!(world.json("out/opening.json")["keys"][0]["trailing_octets"], 512);
    let minutes = String::from_utf8(world.read("out/proces-verbal.html")).expect("UTF-8");
    assert!(minutes.contains("512 octet(s) après la fin du fichier de clé"));
    let world = World::new();
    world.deposit("depots/offre.pdf.p7m", b"%PDF");
    world.plis("open depots --key entite.p12 --password file:mdp.txt -o out").exits(Exit::Done);
    assert!(world.json("out/opening.json")["keys"][0].get("trailing_octets").is_none());
}

#[test]
fn a_date_that_no_calendar_has_is_said_and_opens() {
    let world = for_key("date-31-february.p12");
    world
        .plis("open depots --key cle.p12 --password file:mdp.txt -o out")
        .exits(Exit::Done)
        .tells("contient un certificat dont une date n'existe dans aucun calendrier");
    assert_eq!(world.json("out/opening.json")["keys"][0]["not_before"], "2025-02-28T00:00:00Z");
}

#[test]
fn a_key_for_oaep_only_is_not_sealed_to_otherwise() {
    let world = for_key("rsaes-oaep.p12");
    world.put("cle.cer", world.certificate("cle.p12").der());
    world.put("offre.pdf", b"%PDF offre");
    world.plis("seal offre.pdf --to cle.cer -o scelles").exits(Exit::Done);
    world
        .plis("open scelles --key cle.p12 --password file:mdp.txt -o out")
        .exits(Exit::Done)
        .leaves("out/plis/offre.pdf", b"%PDF offre");
    let refused = world.plis("seal offre.pdf --to cle.cer --key-transport rsaes-pkcs1-v1_5 -o autre");
    assert_ne!(refused.code, Some(0));
    refused.tells("réservée à RSAES-OAEP").leaves_nothing_at("autre/offre.pdf.p7m");
}

#[test]
fn what_is_wrong_with_a_key_file_is_said_in_both_languages() {
    for (file, french, english) in [
        (
            "certificate-unreadable.p12",
            "contient le certificat de sa clé privée, mais il est illisible : un nom est illisible",
            "holds the certificate of its private key, but it cannot be read: a name cannot be read",
        ),
        (
            "windows-accounts.pfx",
            "est protégé pour des comptes ou des groupes Windows",
            "protected for Windows accounts",
        ),
        (
            "pbmac1-key-1.p12",
            "repose sur une clé de 1 octet(s) ; il en faut de 20 à 64",
            "rests on a key of 1 octet(s)",
        ),
        (
            "work-above.p12",
            "travail demandé pour le mot de passe, en tout",
            "work asked for the password, all together",
        ),
    ] {
        for (world, words) in [(World::new(), french), (World::new().english(), english)] {
            world.deposit("depots/offre.pdf.p7m", b"%PDF");
            world.copy(&format!("keys/{file}"), "cle.p12");
            world.put("vide.txt", "");
            let password = if file.starts_with("windows") { "vide.txt" } else { "mdp.txt" };
            world
                .plis(&format!("open depots --key cle.p12 --password file:{password} -o out"))
                .exits(Exit::NoUsableKey)
                .tells(words)
                .never_shows(PASSWORD);
        }
    }
}

/// Neither a pipe, nor a socket, a device or a folder is waited for in the place of a file.
#[cfg(unix)] // pipes and sockets in a folder
#[test]
fn what_is_no_file_is_refused_at_once_and_named() {
    use std::{os::unix::net::UnixListener, process::Command};

    let world = World::new();
    world.deposit("depots/offre.pdf.p7m", b"%PDF");
    world.put("entite.cer", world.certificate("entite.p12").der());
    assert!(Command::new("mkfifo").arg(world.path("tube")).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("tube", world.path("lien")).expect("a link");
    let _listens = UnixListener::bind(world.path("prise")).expect("a socket");
    for thing in ["tube", "lien", "prise", "/dev/zero", "depots"] {
        for command in [
            format!("open depots --key {thing} --password file:mdp.txt -o out"),
            format!("seal {thing} --to entite.cer -o scelles"),
            format!("seal entite.cer --to {thing} -o scelles"),
            format!("key import {thing} --password file:mdp.txt --entity V"),
        ] {
            let ran = world.plis(&command);
            assert!(!matches!(ran.code, Some(0) | None), "{command}: {ran}");
            ran.tells(thing).leaves_nothing_at("out");
        }
    }
}

/// A key file that was referred to, and became a pipe since.
#[cfg(unix)] // pipes in a folder
#[test]
fn a_reference_that_became_a_pipe_is_unreadable() {
    let world = World::new();
    let import = ["key", "import", "entite.p12", "--name", "M", "--entity", "V", "--reference"];
    world.run(import.iter().chain(&["--password", "file:mdp.txt"])).exits(Exit::Done);
    std::fs::remove_file(world.path("entite.p12")).expect("gone");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(world.path("entite.p12"))
            .status()
            .expect("mkfifo")
            .success()
    );
    for args in [["audit", "--check-files", "--all"], ["key", "prove", "M"]] {
        let ran = world.run(args.iter().chain(&["--password", "file:mdp.txt"]));
        assert!(!matches!(ran.code, Some(0) | None), "{args:?}: {ran}");
    }
}

#[test]
fn an_export_says_which_windows_reads_it() {
    let world = World::new();
    let import =
        ["key", "import", "entite.p12", "--name", "M", "--entity", "V", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done);
    for (encryption, words) in [
        ("aes256-sha256", "se lit à partir de Windows 10 version 1809 et de Windows Server 2019"),
        ("tripledes-sha1", "se lit sur toutes les versions de Windows"),
    ] {
        let to = format!("{encryption}.pfx");
        world
            .plis(&format!(
                "key export M --to {to} --format pfx --pfx-encryption {encryption} --password file:mdp.txt --new-password file:mdp.txt"
            ))
            .exits(Exit::Done)
            .tells(words);
        let password = Password::new(PASSWORD.to_owned());
        assert_eq!(read_key_file(&world.read(&to), Some(&password)).expect("read").pairs.len(), 1);
    }
}
