//! A registry that cannot be asked: locked by another program, or on a share that went away.

use std::{fs, thread};

use crate::{
    client::{Answer, Console},
    opening::ready,
    world::Exit,
};

/// A page that says what is wrong, and looks again by itself.
fn waits(answer: Answer, sentence: &str) {
    assert_eq!(answer.header("refresh"), Some("5"), "{answer:?}");
    answer.is(503).shows(sentence).shows("La page réessaie d'elle-même").shows("Numéro de l'incident");
}

#[test]
fn a_registry_that_went_away_is_no_empty_one() {
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    browser.get("/").is(200).shows("R-9");
    let (here, away) = (world.path("registre"), world.path("debranche"));
    fs::rename(&here, &away).expect("renamed");
    let key = format!("/cles/{}", world.certificate("entite.p12").fingerprint_hex());
    for path in
        ["/", "/cles", &key, "/consultations", "/consultations/R-9", "/audit", "/journal", "/ouverture"]
    {
        waits(browser.get(path), "Le registre n'est plus là");
    }
    // Above all none is made in its place. What was sent is not sent again by itself.
    let new = [("nom", "Autre"), ("nouveau", "mot de passe"), ("encore", "mot de passe")];
    let refused = browser.post("/cles/ajouter", &new).is(503).shows("Le registre n'est plus là");
    assert_eq!(refused.header("refresh"), None);
    let draft = [("reference", "R-10"), ("entite", "Colmar"), ("limite", "2027-01-01T12:00")];
    browser.post("/consultations/creer", &draft).is(503);
    assert!(!here.exists());
    fs::rename(&away, &here).expect("renamed");
    browser.get("/").is(200).shows("R-9");
    world.plis("registry check").exits(Exit::Done);
}

#[test]
fn a_registry_that_is_locked_is_waited_for() {
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    browser.get("/").is(200);
    let other = rusqlite::Connection::open(world.path("registre/registry.db")).expect("a database");
    let lock = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;";
    other.execute_batch(lock).expect("locked");
    let (looked, sent) = thread::scope(|threads| {
        let looked = threads.spawn(|| browser.get("/cles"));
        let sent = threads.spawn(|| {
            let draft = [("reference", "R-10"), ("entite", "Colmar"), ("limite", "2027-01-01T12:00")];
            browser.post("/consultations/creer", &draft)
        });
        (looked.join().expect("an answer"), sent.join().expect("an answer"))
    });
    assert!(!looked.text().contains("commande"), "{looked:?}");
    waits(looked, "Le registre est utilisé par un autre programme");
    // A form would be sent again.
    assert_eq!(sent.header("refresh"), None, "{sent:?}");
    sent.is(503);
    drop(other);
    browser.get("/cles").is(200).shows("Marches");
    assert!(!browser.get("/consultations").text().contains("R-10"));
}
