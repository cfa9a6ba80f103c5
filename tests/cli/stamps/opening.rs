//! `open --tsa`: the end of an opening is vouched for, or it is said that it is not.

use serde_json::Value;

use super::{
    authority, stamps,
    tsa::{Manner, Tsa},
};
use crate::world::{Exit, Ran, World};

fn deposited() -> World {
    let world = World::new().english();
    world.deposit("depots/a.pdf.p7m", b"a");
    world
}

fn open<'a>(world: &'a World, tsa: &str, more: &str) -> Ran<'a> {
    world.plis(&format!("open depots --key entite.p12 --password file:mdp.txt -o out --tsa {tsa} {more}"))
}

fn stamp(world: &World) -> Value {
    world.json("out/opening.json")["journal"]["stamp"].clone()
}

#[test]
fn the_papers_say_what_time_was_vouched_for_by_whom() {
    let world = deposited();
    let Some(tsa) = authority(&world) else { return };
    open(&world, &tsa.url(), "--tsa-ca tsa/ca.pem").exits(Exit::Done).tells("Time vouched for: ");
    let said = stamp(&world);
    assert_eq!((&said["asked"], &said["vouched"]["authority"]), (&tsa.url().into(), &"CN=Horloge".into()));
    assert_eq!((&said["vouched"]["trusted"], &said["missing"]), (&true.into(), &Value::Null));
    world.plis("minutes out --format text").exits(Exit::Done).says("by CN=Horloge").says("Time vouched for");
    let again = world.plis("minutes out").exits(Exit::Done);
    assert_eq!(again.out.as_bytes(), world.read("out/proces-verbal.html"));

    // One of the head that the papers name, one of the journal's last entry.
    let report = world.json("out/opening.json");
    let entries = report["journal"]["entries"].as_u64().expect("a count");
    let names = |entries: u64| [format!("journal.{entries}.tsq"), format!("journal.{entries}.tsr")];
    assert_eq!(stamps(&world, "out"), [names(entries), names(entries + 1)].concat());
    assert_eq!(said["file"], names(entries)[1]);
    let verified = world.plis("journal verify out --tsa-ca tsa/ca.pem --format json").exits(Exit::Done);
    let verified: Value = serde_json::from_str(&verified.out).expect("JSON");
    assert_eq!(verified["journal"]["entries"], entries + 1);
    assert_eq!(verified["stamps"][0]["stamp"], said["vouched"]);
    assert_eq!(verified["stamps"][1]["entries"], entries + 1);

    // What the report says of it is held against the journal.
    let text = String::from_utf8(world.read("out/opening.json")).expect("UTF-8");
    world.put("out/opening.json", text.replacen("CN=Horloge", "CN=Horlage", 1));
    world.plis("journal verify out").exits(Exit::Failed).says("journal.stamp.vouched.authority");
}

#[test]
fn without_an_authority_the_opening_is_the_same() {
    let world = deposited();
    open(&world, "http://127.0.0.1:1/?cle=secrete", "").exits(Exit::Done).tells("cannot be reached");
    let said = stamp(&world);
    assert_eq!(said["missing"], "unreachable");
    assert_eq!(said["asked"], "http://127.0.0.1:1/", "what may be secret in an address is not shown");
    assert_eq!(said["vouched"], Value::Null);
    world
        .plis("minutes out --format text")
        .exits(Exit::Done)
        .says("Asked of http://127.0.0.1:1/, and not obtained: the authority did not answer.");
    world.plis("journal verify out").exits(Exit::Done);
    assert_eq!(world.read("out/plis/a.pdf"), b"a");
    assert_eq!(stamps(&world, "out"), [""; 0]);
    let ran = open(&world, "https://moi:secret@tsa.exemple.fr/", "").exits(Exit::Usage);
    assert!(!ran.err.contains("secret"));
}

#[test]
fn an_authority_that_misbehaves_spoils_nothing() {
    let world = deposited();
    let Some(tsa) = authority(&world) else { return };
    for (manner, missing) in [
        (Manner::Lies, "malformed"),
        (Manner::Refuses, "not_granted"),
        (Manner::HangsUp, "broken"),
        (Manner::Elsewhere, "elsewhere"),
    ] {
        tsa.behave(manner);
        let before = tsa.asked();
        open(&world, &tsa.url(), "").exits(Exit::Done);
        assert_eq!(stamp(&world)["missing"], missing);
        assert_eq!(tsa.asked(), before + 1, "who gave no first stamp is not asked for a second");
        world.plis("journal verify out").exits(Exit::Done);
    }
    // Without the authority above it the stamp is kept, and it is said that nobody looked; with another it is none.
    tsa.behave(Manner::Stamps);
    open(&world, &tsa.url(), "").exits(Exit::Done);
    assert_eq!(stamp(&world)["vouched"]["trusted"], false);
    let other = Tsa::start(&world.path("autre")).expect("openssl is there");
    open(&world, &tsa.url(), "--tsa-ca autre/ca.pem").exits(Exit::Done);
    assert_eq!(stamp(&world)["missing"], "path");
    drop(other);
    open(&world, &tsa.url(), "--tsa-ca absent.pem").exits(Exit::Failed);
}

/// Over HTTPS who answers is vouched for by the system's authorities: here by those that the environment names, which is
/// how `SSL_CERT_FILE` is read on Linux.
#[cfg(target_os = "linux")] // where the environment names them
#[test]
fn over_https_the_server_shows_who_it_is() {
    let world = deposited();
    let Some(tsa) = Tsa::start_secure(&world.path("tsa")) else { return };
    open(&world, &tsa.url(), "").exits(Exit::Done).tells("no encrypted connection to the authority");
    assert_eq!(stamp(&world)["missing"], "encryption");
    let trusted = world.path("tsa/ca.pem").to_str().expect("UTF-8").to_owned();
    let world = world.with("SSL_CERT_FILE", &trusted);
    open(&world, &tsa.url(), "--tsa-ca tsa/ca.pem").exits(Exit::Done).tells("Time vouched for");
    assert_eq!(stamp(&world)["vouched"]["authority"], "CN=Horloge");
}

#[test]
fn a_rehearsal_asks_nobody() {
    let world = deposited();
    let Some(tsa) = authority(&world) else { return };
    open(&world, &tsa.url(), "--dry-run").exits(Exit::Done);
    assert_eq!(tsa.asked(), 0);
}

/// Two processes beside the one that opens: each ends, whatever becomes of the run.
#[test]
fn beside_the_process_that_writes_the_registry() {
    let world = deposited();
    let Some(tsa) = authority(&world) else { return };
    world
        .plis("consultation new 2026-01 --title Cantines --entity Ville --deadline 2027-03-01T12:00")
        .exits(Exit::Done);
    open(&world, &tsa.url(), "").exits(Exit::Done);
    assert_eq!(tsa.asked(), 2);
    assert_eq!(stamp(&world)["vouched"]["authority"], "CN=Horloge");
    world.put("mdp.txt", "faux");
    open(&world, &tsa.url(), "").exits(Exit::NoUsableKey);
}
