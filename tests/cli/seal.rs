//! `seal` and `inspect`.

use std::process::{Command, Stdio};

use crate::world::{Exit, World};

fn world() -> World {
    let world = World::new();
    for name in ["entite", "secours"] {
        world.put(format!("{name}.cer"), world.certificate(&format!("{name}.p12")).to_pem());
    }
    world.put("offre.pdf", b"%PDF offre");
    world
}

#[test]
fn what_is_sealed_opens_for_each_recipient() {
    let world = world();
    world
        .plis("seal offre.pdf --to entite.cer secours.cer -o scelles")
        .exits(Exit::Done)
        .says("scelles/offre.pdf.p7m")
        .tells("1 fichier chiffré pour 2 certificats");
    for key in ["entite", "secours"] {
        world
            .plis(&format!("open scelles --key {key}.p12 --password file:mdp.txt -o {key}"))
            .exits(Exit::Done)
            .leaves(&format!("{key}/plis/offre.pdf"), b"%PDF offre");
    }
    let item = &world.json("entite/opening.json")["items"][0];
    assert_eq!(item["content_cipher"], "aes-256-gcm");
    assert_eq!(item["key_transport"], "rsaes-oaep-sha256");
    assert_eq!(item["integrity"], "authenticated");
}

#[test]
fn every_cipher_and_transport_and_both_armours() {
    let world = world();
    for cipher in ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "aes-128-gcm", "aes-192-gcm", "aes-256-gcm"] {
        for transport in [
            "rsaes-oaep-sha1",
            "rsaes-oaep-sha256",
            "rsaes-oaep-sha384",
            "rsaes-oaep-sha512",
            "rsaes-pkcs1-v1_5",
        ] {
            let out = format!("{cipher}-{transport}");
            world
                .plis(&format!(
                    "seal offre.pdf --to entite.cer --cipher {cipher} --key-transport {transport} --pem -o {out}"
                ))
                .exits(Exit::Done);
            world
                .plis(&format!("open {out} --key entite.p12 --password file:mdp.txt -o {out}-o"))
                .exits(Exit::Done)
                .leaves(&format!("{out}-o/plis/offre.pdf"), b"%PDF offre");
        }
    }
}

#[test]
fn nothing_is_overwritten_and_a_taken_name_stops_all() {
    let world = world();
    world.put("autre.pdf", b"autre");
    world.plis("seal offre.pdf --to entite.cer -o scelles").exits(Exit::Done);
    world
        .plis("seal autre.pdf offre.pdf --to entite.cer -o scelles")
        .exits(Exit::Failed)
        .tells("offre.pdf.p7m existe déjà")
        .leaves_nothing_at("scelles/autre.pdf.p7m");
}

#[test]
fn who_cannot_be_encrypted_to_is_said() {
    let world = world();
    world.put("pas-un-certificat.cer", b"bonjour");
    world
        .plis("seal offre.pdf --to pas-un-certificat.cer -o scelles")
        .exits(Exit::Failed)
        .tells("pas-un-certificat.cer n'est pas un certificat");
    world.plis("seal offre.pdf -o scelles").exits(Exit::Usage).tells("--to");
}

#[test]
fn an_expired_certificate_is_told_before_bidders_rely_on_it() {
    let world = world();
    world.copy("keys/expired.p12", "vieille.p12");
    world.put("vieille.cer", world.certificate("vieille.p12").to_pem());
    world.plis("seal offre.pdf --to vieille.cer -o scelles").exits(Exit::Done).tells("a expiré le");
}

#[test]
fn inspect_needs_no_key() {
    let world = world();
    world.plis("seal offre.pdf --to entite.cer -o scelles").exits(Exit::Done);
    let serial = world.certificate("entite.p12").serial().to_string();
    world
        .plis("inspect scelles")
        .exits(Exit::Done)
        .says("AuthEnvelopedData (authentifié)")
        .says("aes-256-gcm, sceau de 128 bits")
        .says("rsaes-oaep-sha256")
        .says(&serial);
    let ran = world.plis("inspect scelles offre.pdf --format json").exits(Exit::Partial);
    let shown: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(shown["schema"], "plis.inspect/1");
    assert_eq!(shown["items"][0]["recipients"][0]["serial"], serial.as_str());
    assert_eq!(shown["items"][1]["problem"]["reason"], "not_an_envelope");
}

#[test]
fn openssl_opens_what_is_sealed() {
    if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
        assert!(std::env::var_os("PLIS_CI").is_none(), "openssl is not there");
        return;
    }
    let world = world();
    let pkcs12 = |args: &[&str]| {
        let output = Command::new("openssl")
            .args(["pkcs12", "-in", "entite.p12", "-passin", "file:mdp.txt", "-nodes"])
            .args(args)
            .current_dir(world.path(""))
            .output()
            .expect("openssl runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    pkcs12(&["-nocerts", "-out", "entite.key"]);
    for (cipher, transport) in [
        ("aes-256-gcm", "rsaes-oaep-sha256"),
        ("aes-128-gcm", "rsaes-pkcs1-v1_5"),
        ("aes-256-cbc", "rsaes-oaep-sha512"),
        ("aes-192-cbc", "rsaes-pkcs1-v1_5"),
    ] {
        for armor in ["", "--pem"] {
            let out = format!("{cipher}{armor}");
            world
                .plis(&format!(
                    "seal offre.pdf --to secours.cer entite.cer --cipher {cipher} --key-transport {transport} -o {out} {armor}"
                ))
                .exits(Exit::Done);
            let (form, name) =
                if armor.is_empty() { ("DER", "offre.pdf.p7m") } else { ("PEM", "offre.pdf.pem") };
            let output = Command::new("openssl")
                .args(["cms", "-decrypt", "-binary", "-inform", form, "-in", &format!("{out}/{name}")])
                .args(["-inkey", "entite.key", "-recip", "entite.cer"])
                .current_dir(world.path(""))
                .output()
                .expect("openssl runs");
            assert_eq!(output.stdout, b"%PDF offre", "{out}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}
