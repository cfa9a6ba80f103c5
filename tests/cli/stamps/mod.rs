//! `journal stamp`, and what `journal verify` says of stamps: an authority made with OpenSSL.

mod asked;
mod opening;
mod tsa;

use std::{fs, process::Command};

use serde_json::Value;

use self::tsa::{Manner, Tsa};
use crate::world::{Exit, World};

fn opened() -> World {
    let world = World::new().english();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.deposit("depots/b.pdf.p7m", b"b");
    world.plis("open depots --key entite.p12 --password file:mdp.txt -o out").exits(Exit::Done);
    world
}

fn authority(world: &World) -> Option<Tsa> {
    Tsa::start(&world.path("tsa"))
}

fn told(world: &World, line: &str) -> Value {
    serde_json::from_str(&world.plis(line).exits(Exit::Done).out).expect("JSON")
}

/// The names of the stamps beside a journal, requests included.
fn stamps(world: &World, folder: &str) -> Vec<String> {
    let names = world.files(folder).into_keys();
    names.filter(|name| name.starts_with("journal.") && name != "journal.jsonl").collect()
}

#[test]
fn a_journal_is_stamped_and_judged() {
    let world = opened();
    let Some(tsa) = authority(&world) else { return };
    let journal = world.read("out/journal.jsonl");
    let entries = journal.split(|octet| *octet == b'\n').count() - 1;
    world
        .plis(&format!("journal stamp out --tsa {} --tsa-ca tsa/ca.pem", tsa.url()))
        .exits(Exit::Done)
        .says(&format!("journal.{entries}.tsr: entry {entries} of the journal"))
        .says("by the word of CN=Horloge (policy 1.2.250.1.999.1")
        .says("to within 1 s");
    assert_eq!(world.read("out/journal.jsonl"), journal, "the journal is what it was");
    assert_eq!(stamps(&world, "out"), [format!("journal.{entries}.tsq"), format!("journal.{entries}.tsr")]);
    world.plis("journal verify out --tsa-ca tsa/ca.pem").exits(Exit::Done).says(&format!(
        "journal.{entries}.tsr: entry {entries} of the journal, and with it all before, was there on"
    ));
    let said = told(&world, "journal verify out --tsa-ca tsa/ca.pem --format json");
    assert_eq!(said["stamps"][0]["stamp"]["trusted"], true);
    assert_eq!(said["stamps"][0]["entries"], entries);
    // Without an authority it is said that nobody was asked to be trusted, and all else is checked.
    world.plis("journal verify out").exits(Exit::Done).says("give their certificates with --tsa-ca");

    // OpenSSL says the same of the same files, of the head that the minutes show.
    let head = said["journal"]["head"].as_str().expect("a head").to_owned();
    for args in [
        vec!["-digest".to_owned(), head],
        vec!["-queryfile".to_owned(), format!("out/journal.{entries}.tsq")],
    ] {
        let output = Command::new("openssl")
            .args(["ts", "-verify", "-CAfile", "tsa/ca.pem", "-in"])
            .arg(format!("out/journal.{entries}.tsr"))
            .args(&args)
            .current_dir(world.path("."))
            .output()
            .expect("openssl runs");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    // A second stamp stands beside the first; after a later run both are of what was there then.
    world.plis(&format!("journal stamp out --tsa {}", tsa.url())).exits(Exit::Done);
    assert_eq!(stamps(&world, "out").len(), 4);
    world.plis("open depots --key entite.p12 --password file:mdp.txt -o out").exits(Exit::Done);
    let later = told(&world, "journal verify out --tsa-ca tsa/ca.pem --format json");
    assert!(later["journal"]["entries"].as_u64() > Some(entries as u64));
    for place in 0..2 {
        assert_eq!(later["stamps"][place]["entries"], entries);
        assert_eq!(later["stamps"][place]["stamp"]["trusted"], true);
    }
}

#[test]
fn the_registry_has_stamps_of_its_own() {
    let world = World::new().english();
    let Some(tsa) = authority(&world) else { return };
    world
        .plis("--home registre consultation new 2026-01 --title Cantines --entity Ville --deadline 2027-03-01T12:00")
        .exits(Exit::Done);
    world.plis("--home registre journal stamp --tsa http://127.0.0.1:1/").exits(Exit::Failed);
    world.plis(&format!("--home registre journal stamp --tsa {}", tsa.url())).exits(Exit::Done);
    let found = stamps(&world, "registre");
    assert_eq!(found.len(), 2, "{found:?}");
    world
        .plis("--home registre journal verify --tsa-ca tsa/ca.pem")
        .exits(Exit::Done)
        .says("by the word of CN=Horloge");
    // Elsewhere, by name.
    fs::create_dir(world.path("horodatages")).expect("a folder");
    world
        .plis(&format!("--home registre journal stamp --stamps horodatages --tsa {}", tsa.url()))
        .exits(Exit::Done);
    assert_eq!(stamps(&world, "horodatages").len(), 2);
    let elsewhere = "--home registre journal verify --tsa-ca tsa/ca.pem --stamps horodatages --format json";
    assert_eq!(told(&world, elsewhere)["stamps"].as_array().map(Vec::len), Some(1));
    let response = world.path("registre").join(&found[1]);
    let mut octets = fs::read(&response).expect("a stamp");
    let last = octets.len() - 1;
    octets[last] ^= 1;
    fs::write(&response, octets).expect("written");
    world
        .plis("--home registre journal verify --tsa-ca tsa/ca.pem")
        .exits(Exit::Failed)
        .says("this time-stamp vouches for nothing: its signature is not that of the authority");
}

#[test]
fn whatever_is_changed_is_found_and_said() {
    let world = opened();
    let Some(tsa) = authority(&world) else { return };
    world.plis(&format!("journal stamp out --tsa {}", tsa.url())).exits(Exit::Done);
    let [asked, answer] = <[String; 2]>::try_from(stamps(&world, "out")).expect("a pair");
    let (asked, answer) = (format!("out/{asked}"), format!("out/{answer}"));
    let (request, response) = (world.read(&asked), world.read(&answer));
    let verify = || world.plis("journal verify out --tsa-ca tsa/ca.pem");

    // A bit of the stamp, of the nonce, of what was to be stamped.
    let mut broken = response.clone();
    *broken.last_mut().expect("octets") ^= 1;
    world.put(&answer, &broken);
    verify().exits(Exit::Failed).says("vouches for nothing: its signature is not that of the authority");
    world.put(&answer, &response);
    let mut nonce = request.clone();
    let place = nonce.len() - 4;
    nonce[place] ^= 1;
    world.put(&asked, &nonce);
    verify().exits(Exit::Failed).says("it does not answer the request that was made (nonce)");
    let mut imprint = request.clone();
    imprint[30] ^= 1;
    world.put(&asked, &imprint);
    verify().exits(Exit::Failed).says("it is that of something else (imprint)");
    fs::remove_file(world.path(&asked)).expect("removed");
    verify().exits(Exit::Failed).says("cannot be read");
    world.put(&asked, &request);
    verify().exits(Exit::Done);

    // A journal whose last entry was written anew, hash and all.
    let journal = world.read("out/journal.jsonl");
    let text = String::from_utf8(journal.clone()).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    let shorter = lines[..lines.len() - 1].join("\n") + "\n";
    world.put("out/journal.jsonl", &shorter);
    let cut = || verify().exits(Exit::Failed);
    let last = lines.len();
    let claim = format!(
        "(number {last} by the name of the file), which this journal, whose last entry is number {}",
        last - 1
    );
    let ran = cut().says("CN=Horloge, an authority that is trusted, vouched on").says(&claim);
    let ran = ran.says("What is in the journal follows");
    assert!(!ran.out.contains("is whole"), "{}", ran.out);
    world
        .plis("journal verify out")
        .exits(Exit::Failed)
        .says("somebody who says to be CN=Horloge (not verified)");
    let said = world.plis("journal verify out --format json").exits(Exit::Failed).out;
    let said: Value = serde_json::from_str(&said).expect("JSON");
    let found = &said["stamps"][0];
    assert_eq!((&found["error"], &found["claimed"]), (&"other_journal".into(), &last.into()));
    assert_eq!(found["stamp"]["authority"], "CN=Horloge");
    let head: Value = serde_json::from_str(lines[last - 1]).expect("an entry");
    assert_eq!(found["imprint"], head["hash"]);
    assert!(said["findings"].to_string().contains("stamped_head"), "{said}");
    assert_eq!(said["stamped_to"], Value::Null);
    // Whatever else is the matter, that the head is gone is said.
    world.copy("cles/entite.cer", "entite.cer");
    world
        .plis("journal verify out --tsa-ca entite.cer")
        .exits(Exit::Failed)
        .says("its issuer CN=Racine is neither among")
        .says("a time-stamp was asked for an entry of hash")
        .says(&claim);
    world.put("out/journal.jsonl", &journal);

    // Another authority of the same name, and one that is none.
    let other = Tsa::start(&world.path("autre")).expect("openssl is there");
    world
        .plis("journal verify out --tsa-ca autre/ca.pem")
        .exits(Exit::Failed)
        .says("certificate CN=Racine: its issuer CN=Racine is neither among the authorities given");
    drop(other);
    world.plis("journal verify out --tsa-ca mdp.txt").exits(Exit::Failed);
    world.plis("journal verify out --tsa-ca absent.pem").exits(Exit::Failed);
}

/// That there is nothing to judge is no success for who counts on stamps.
#[test]
fn no_stamp_at_all_is_said() {
    let world = opened();
    let Some(tsa) = authority(&world) else { return };
    let verify = |more: &str| world.plis(&format!("journal verify out {more}"));
    verify("").exits(Exit::Done);
    verify("--tsa-ca tsa/ca.pem")
        .exits(Exit::Failed)
        .says("out: there is no time-stamp of this journal here");
    verify("--stamps absent").exits(Exit::Failed).tells("absent");
    fs::create_dir(world.path("vide")).expect("a folder");
    verify("--stamps vide").exits(Exit::Failed).says("vide: there is no time-stamp of this journal here");
    world.plis(&format!("journal stamp out --tsa {}", tsa.url())).exits(Exit::Done);
    let [asked, answer] = <[String; 2]>::try_from(stamps(&world, "out")).expect("a pair");
    verify("--tsa-ca tsa/ca.pem").exits(Exit::Done);
    fs::remove_file(world.path("out").join(answer)).expect("removed");
    verify("").exits(Exit::Done).says(&format!("{asked}: a request without its time-stamp"));
    verify("--tsa-ca tsa/ca.pem").exits(Exit::Failed);
    // The registry's, likewise.
    world
        .plis("--home registre consultation new 2026-01 --title Cantines --entity Ville --deadline 2027-03-01T12:00")
        .exits(Exit::Done);
    world.plis("--home registre journal verify").exits(Exit::Done);
    let said =
        world.plis("--home registre journal verify --tsa-ca tsa/ca.pem --format json").exits(Exit::Failed);
    assert!(said.out.contains("no_stamps"), "{}", said.out);
    world.plis("--home registre journal verify --stamps absent").exits(Exit::Failed);
}

/// Without an authority what a stamp says is nobody's word; and what came after the last one has none.
#[test]
fn who_is_not_verified_and_what_is_not_stamped_is_said() {
    let world = opened();
    let Some(tsa) = authority(&world) else { return };
    world
        .plis(&format!("journal stamp out --tsa {}", tsa.url()))
        .exits(Exit::Done)
        .tells("the authority is asked over http://")
        .says("by somebody who says to be CN=Horloge")
        .says("NOT VERIFIED");
    let entries = told(&world, "journal verify out --format json")["stamped_to"].as_u64().expect("a number");
    let ran = world.plis("journal verify out").exits(Exit::Done).says("NOT VERIFIED");
    assert!(!ran.out.contains("vouched for by no"), "{}", ran.out);
    world.plis("open depots --key entite.p12 --password file:mdp.txt -o out").exits(Exit::Done);
    let last =
        told(&world, "journal verify out --format json")["journal"]["entries"].as_u64().expect("a number");
    let line = format!("Entries {} to {last} are vouched for by no time-stamp.", entries + 1);
    let ran = world.plis("journal verify out --tsa-ca tsa/ca.pem").exits(Exit::Done).says(&line);
    assert!(!ran.out.contains("NOT VERIFIED"), "{}", ran.out);
}

#[test]
fn what_is_no_stamp_is_not_kept() {
    let world = opened();
    let Some(tsa) = authority(&world) else { return };
    let stamp = || world.plis(&format!("journal stamp out --tsa {}", tsa.url()));
    stamp().exits(Exit::Done);
    for (manner, says) in [
        (
            Manner::Refuses,
            "the authority did not grant it: request rejected (it does not take this algorithm",
        ),
        (Manner::Repeats, "it does not answer the request that was made (nonce)"),
        (Manner::Lies, "it is damaged, or is no time-stamp at all"),
        (Manner::Page, "what answers at this address is not a time-stamp authority (text/html)"),
        (Manner::Elsewhere, "the authority sends elsewhere (HTTP 302), which is not followed"),
        (Manner::Broken, "the authority answers with an error (HTTP 503)"),
        (Manner::Huge, "the authority sends more than 65,536 octets"),
    ] {
        tsa.behave(manner);
        stamp().exits(Exit::Failed).tells(says);
    }
    tsa.behave(Manner::Stamps);
    world.copy("cles/entite.cer", "entite.cer");
    world
        .plis(&format!("journal stamp out --tsa {} --tsa-ca entite.cer", tsa.url()))
        .exits(Exit::Failed)
        .tells("its issuer CN=Racine is neither among the authorities given nor in the time-stamp");
    assert_eq!(stamps(&world, "out").len(), 2);
    // Nobody there; an address with a secret in it, which is not said again.
    world.plis("journal stamp out --tsa http://127.0.0.1:1/").exits(Exit::Failed).tells("cannot be reached");
    let refused = world.plis("journal stamp out --tsa https://moi:secret@tsa.exemple.fr/").exits(Exit::Usage);
    assert!(!refused.err.contains("secret"), "{}", refused.err);
    world.plis("journal stamp out --tsa tsa.exemple.fr").exits(Exit::Usage);
    world.plis("journal stamp absent --tsa http://127.0.0.1:1/").exits(Exit::Failed);
    assert!(!world.path("absent").exists());
}

#[cfg(unix)] // modes of files
#[test]
fn a_stamp_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = opened();
    let Some(tsa) = authority(&world) else { return };
    world.plis(&format!("journal stamp out --tsa {}", tsa.url())).exits(Exit::Done);
    for name in stamps(&world, "out") {
        let mode = fs::metadata(world.path("out").join(&name)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
