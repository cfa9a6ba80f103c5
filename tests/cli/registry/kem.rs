//! Keys of ML-KEM, which an authority makes, from end to end: imported, proved, sealed to beside an RSA key, opened with,
//! exported, judged.

use std::fs;

use crate::world::{Exit, World, fixtures};

const NOW: &str = "2026-01-05T09:00:00+01:00";
const OWN: [&str; 2] = ["--password", "file:mdp.txt"];

#[test]
fn a_key_of_ml_kem_lives_like_another() {
    let world = World::new();
    world.put("offre.pdf", b"%PDF offre");
    let key_file = |name: &str| fs::read(fixtures().join("keys").join(name)).expect("a key file");
    world.put("rsa.p12", key_file("vector.p12"));
    world.put("essai.txt", b"plis-essai-2026");
    let theirs = ["--password", "file:essai.txt"];
    world.on(NOW, ["key", "import", "rsa.p12", "--name", "RSA"].iter().chain(&theirs)).exits(Exit::Done);
    world.on(NOW, ["key", "export", "RSA", "--to", "rsa.cer", "--format", "der"]).exits(Exit::Done);
    for size in ["512", "768", "1024"] {
        let (kem, title) = (format!("ml-kem-{size}"), format!("ML-KEM-{size}"));
        let (p12, pfx, cer) = (format!("{kem}.p12"), format!("{kem}.pfx"), format!("{kem}.cer"));
        world.put(&p12, key_file(&p12));
        world.on(NOW, ["key", "import", &p12, "--name", &title].iter().chain(&theirs)).exits(Exit::Done);
        world
            .on(NOW, ["key", "prove", &title].iter().chain(&theirs))
            .exits(Exit::Done)
            .says("la clé privée répond");
        world.on(NOW, ["key", "show", &title]).exits(Exit::Done).says(&title);
        let json = ["key", "show", &title, "--format", "json"];
        world.on(NOW, json).exits(Exit::Done).says(&format!("\"kem\": \"{kem}\""));
        let export = ["key", "export", &title, "--to", &pfx, "--new-password", "file:mdp.txt"];
        world.on(NOW, export.iter().chain(&theirs)).exits(Exit::Done);
        world.on(NOW, ["key", "export", &title, "--to", &cer, "--format", "der"]).exits(Exit::Done);
        let sealed = format!("scelle-{kem}");
        world.on(NOW, ["seal", "offre.pdf", "--to", &cer, "rsa.cer", "-o", &sealed]).exits(Exit::Done);
        let transport = format!("{kem}-hkdf-sha256-aes256-wrap");
        world.on(NOW, ["inspect", &sealed]).exits(Exit::Done).says(&transport);
        for crypto in ["aws-lc", "rust-crypto"] {
            let out = format!("ouvert-{kem}-{crypto}");
            let open = ["open", &sealed, "--key", &pfx, "-o", &out, "--crypto", crypto];
            world
                .on(NOW, open.iter().chain(&OWN))
                .exits(Exit::Done)
                .leaves(&format!("{out}/plis/offre.pdf"), b"%PDF offre");
            let report = world.json(format!("{out}/opening.json"));
            assert_eq!(report["items"][0]["key_transport"], transport);
            assert_eq!(report["keys"][0]["kem"], kem);
            let minutes = String::from_utf8(world.read(format!("{out}/proces-verbal.html"))).expect("a text");
            assert!(minutes.contains(&title));
        }
        let out = format!("ouvert-{kem}-rsa");
        world
            .on(NOW, ["open", &sealed, "--key", "rsa.p12", "-o", &out].iter().chain(&theirs))
            .exits(Exit::Done)
            .leaves(&format!("{out}/plis/offre.pdf"), b"%PDF offre");
    }
    let audit = world.on(NOW, ["audit", "--format", "json"]);
    audit.says("\"kem\":\"ml-kem-768\"");
}
