//! Keys of elliptic curves from end to end: made, proved, sealed to, opened with, exported, judged.

use crate::world::{Exit, World};

const NOW: &str = "2026-01-05T09:00:00+01:00";
const OWN: [&str; 2] = ["--password", "file:mdp.txt"];

#[test]
fn a_key_of_a_curve_lives_like_another() {
    let world = World::new();
    world.put("offre.pdf", b"%PDF offre");
    for (name, algorithm, curve, kdf) in [
        ("Marchés P-256", "p256", "P-256", "x963kdf-sha256"),
        ("Secours P-384", "p384", "P-384", "x963kdf-sha384"),
    ] {
        world.on(NOW, ["key", "new", name, "--algorithm", algorithm].iter().chain(&OWN)).exits(Exit::Done);
        world
            .on(NOW, ["key", "prove", name].iter().chain(&OWN))
            .exits(Exit::Done)
            .says("la clé privée répond");
        world.on(NOW, ["key", "show", name]).exits(Exit::Done).says(&format!("courbe elliptique {curve}"));
        let json = ["key", "show", name, "--format", "json"];
        world.on(NOW, json).exits(Exit::Done).says(&format!("\"curve\": \"{algorithm}\""));
        // With its private key, and the certificate alone, to whoever seals.
        let (pfx, cer) = (format!("{algorithm}.pfx"), format!("{algorithm}.cer"));
        let export = ["key", "export", name, "--to", &pfx, "--new-password", "file:mdp.txt"];
        world.on(NOW, export.iter().chain(&OWN)).exits(Exit::Done);
        world.on(NOW, ["key", "export", name, "--to", &cer, "--format", "der"]).exits(Exit::Done);
        let out = format!("ouvert-{algorithm}");
        let sealed = format!("scelle-{algorithm}");
        world.on(NOW, ["seal", "offre.pdf", "--to", &cer, "-o", &sealed]).exits(Exit::Done);
        for crypto in ["aws-lc", "rust-crypto"] {
            let out = format!("{out}-{crypto}");
            let open = ["open", &sealed, "--key", &pfx, "-o", &out, "--crypto", crypto];
            world
                .on(NOW, open.iter().chain(&OWN))
                .exits(Exit::Done)
                .leaves(&format!("{out}/plis/offre.pdf"), b"%PDF offre");
            let report = world.json(format!("{out}/opening.json"));
            assert_eq!(report["items"][0]["key_transport"], format!("ecdh-{kdf}-aes256-wrap"));
            assert_eq!(report["keys"][0]["curve"], algorithm);
            let minutes = String::from_utf8(world.read(format!("{out}/proces-verbal.html"))).expect("a text");
            assert!(minutes.contains(&format!("courbe elliptique {curve}")));
        }
    }
    world.on(NOW, ["audit", "--format", "csv"]).exits(Exit::Done);
    let both = ["key", "new", "Autre", "--algorithm", "p256", "--bits", "4096"];
    world
        .on(NOW, both.iter().chain(&OWN))
        .exits(Exit::Usage)
        .tells("--algorithm <ALGORITHME> ne s'emploie pas avec --bits <BITS>");
}
