//! Keys of the certificate store: on Windows they open where they are, elsewhere they are refused by name.
//!
//! The story from one post to another is told by `.ci/windows/store.py`, which has two.

use crate::world::{Exit, World};

#[cfg(unix)] // Windows has a store
#[test]
fn elsewhere_than_on_windows_the_store_is_refused_by_name() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt").exits(Exit::Done);
    let store = format!("store:{}", "3afc".repeat(10));
    for order in [
        format!("open depots --key {store} -o out"),
        "key import --store".to_owned(),
        format!("key import --store {store}"),
        "key new Sète --store --exportable".to_owned(),
        "key export Marchés --to-store --strong-protection --password file:mdp.txt".to_owned(),
    ] {
        let ran = world.plis(&order).exits(Exit::Usage).leaves_nothing_at("out");
        ran.tells("le magasin de certificats est celui de Windows").tells("certmgr.msc");
    }
    let listed = world.plis("key list --format json").exits(Exit::Done);
    assert_eq!(listed.out.matches("\"fingerprint\"").count(), 1, "{listed}");
    for order in
        ["key new Sète --exportable", "key export Marchés --to x.pfx --exportable", "key export Marchés"]
    {
        world.plis(order).exits(Exit::Usage).leaves_nothing_at("x.pfx");
    }
}

#[test]
fn what_is_no_thumbprint_is_told_as_such() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    for order in ["open depots --key store:entite.p12 -o out", "key import --store entite.p12"] {
        let ran = world.plis(order).exits(Exit::Usage).leaves_nothing_at("out");
        ran.tells("« entite.p12 » n'est pas une empreinte de certificat").tells("store: devant");
    }
}

/// A consultation whose key is in the store, and there alone.
#[cfg(windows)]
#[test]
fn a_consultation_opens_with_a_key_of_the_store() {
    const BEFORE: &str = "2026-01-05T09:00:00+01:00";
    const DAY: &str = "2026-06-01T14:00:00+02:00";
    let world = World::new();
    let key = "Marchés du magasin";
    world.on(BEFORE, ["key", "new", key, "--store", "--entity", "Ville de Sète"]).exits(Exit::Done);
    assert!(world.files("registre").keys().all(|name| !name.contains("p12")), "no file of it");
    let listed = world.on(BEFORE, ["key", "list", "--format", "json"]).exits(Exit::Done);
    let listed: serde_json::Value = serde_json::from_str(&listed.out).expect("JSON");
    assert_eq!(listed["keys"][0]["custody"], "windows-store");
    world.on(BEFORE, ["key", "prove", key]).exits(Exit::Done);
    let reference = "2026-MAGASIN";
    let new =
        ["consultation", "new", reference, "--deadline", "2026-06-01 12:00", "--entity", "Ville de Sète"];
    world.on(BEFORE, new).exits(Exit::Done);
    world.on(BEFORE, ["consultation", "assign", reference, key]).exits(Exit::Done);
    let launch = ["consultation", "launch", reference, "--reason", "essai sans bi-clé de secours"];
    world.on(BEFORE, launch).exits(Exit::Done);
    world.put("offre.pdf", b"%PDF offre");
    let seal = ["seal", "offre.pdf", "--consultation", reference, "-o", "depots", "--key-transport"];
    world.on(BEFORE, seal.iter().chain(&["rsaes-pkcs1-v1_5"])).exits(Exit::Done);
    let open = ["open", "depots", "--consultation", reference, "-o", "out"];
    world.on(DAY, open).exits(Exit::Done).leaves("out/plis/offre.pdf", b"%PDF offre");
    world
        .on(DAY, ["key", "export", key, "--to", "x.pfx", "--new-password", "file:mdp.txt"])
        .exits(Exit::NoUsableKey)
        .tells("ne laisse pas sortir")
        .leaves_nothing_at("x.pfx");
}
