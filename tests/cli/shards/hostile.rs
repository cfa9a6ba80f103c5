//! Folders of shares that somebody meddled with.

use std::{fs, os::unix::fs::symlink};

use super::{open, open_all, world};
use crate::world::{Exit, World};

#[test]
fn a_share_is_not_written_through_a_link() {
    let world = world(2);
    fs::create_dir_all(world.path("out")).expect("made");
    fs::create_dir_all(world.path("ailleurs")).expect("made");
    symlink(world.path("ailleurs"), world.path("out/.shard-0")).expect("a link");
    open(&world, "0/2", "").exits(Exit::Failed);
    assert!(world.files("ailleurs").is_empty());
    let early = "open depots -o out --key entite.p12 --password file:mdp.txt --deadline 2026-11-18T15:00";
    world.plis(&format!("{early} --shard 0/2")).exits(Exit::Failed);
    assert!(world.files("ailleurs").is_empty(), "a refusal neither");
}

#[test]
fn a_share_is_not_gathered_through_a_link() {
    let world = world(2);
    open_all(&world, 2);
    fs::rename(world.path("out/.shard-1"), world.path("ailleurs")).expect("moved");
    symlink(world.path("ailleurs"), world.path("out/.shard-1")).expect("a link");
    world.plis("gather out").exits(Exit::Failed).leaves_nothing_at("out/plis");
}

#[test]
fn the_journal_of_one_share_is_not_that_of_another() {
    let world = world(4);
    open_all(&world, 2);
    fs::remove_dir_all(world.path("out/.shard-1")).expect("removed");
    copy(&world, "out/.shard-0", "out/.shard-1");
    world.plis("gather out").exits(Exit::Failed).tells("n'est pas celui de cette part");
}

#[test]
fn a_journal_that_was_edited() {
    let world = world(4);
    open_all(&world, 2);
    let journal = String::from_utf8(world.read("out/.shard-0/journal.jsonl")).expect("UTF-8");
    world.put("out/.shard-0/journal.jsonl", journal.replacen("\"opened\"", "\"failed\"", 1));
    world.plis("gather out").exits(Exit::Failed).tells("journal").leaves_nothing_at("out/plis");
    // Cut: what it was at did not come to its end.
    let lines: Vec<&str> = journal.lines().collect();
    world.put("out/.shard-0/journal.jsonl", format!("{}\n", lines[..lines.len() - 1].join("\n")));
    world.plis("gather out").exits(Exit::Partial).tells("0/2").tells("n'est pas terminée");
}

/// A chain that holds together, whose rows name other places, or the rows of another share.
#[test]
fn a_journal_that_was_forged() {
    for (from, to, said) in [
        ("\"output\":\"plis/", "\"output\":\"../plis/", "a disparu"),
        ("\"output\":\"plis/", "\"output\":\"journal.jsonl/", "a disparu"),
        ("\"rank\":", "\"rank\":9999,\"autre\":", "n'est plus dans son plan"),
        ("\"rank\":", "\"autre\":", "n'est plus dans son plan"),
        ("\"total\":4", "\"total\":4000000000000", "mêmes fichiers"),
    ] {
        let world = world(4);
        open_all(&world, 2);
        forge(&world, "out/.shard-0/journal.jsonl", from, to);
        world.plis("gather out").exits(Exit::Failed).tells(said).leaves_nothing_at("out/plis");
    }
    // Of one share only, so that nobody contradicts it.
    let world = world(4);
    open(&world, "0/1", "").exits(Exit::Done);
    forge(&world, "out/.shard-0/journal.jsonl", "\"total\":4", "\"total\":4000000000000");
    world.plis("gather out").exits(Exit::Failed).tells("dans aucune part");
}

/// Writes a journal again with other facts and the hashes that go with them.
fn forge(world: &World, below: &str, from: &str, to: &str) {
    use plis::journal::Chain;
    let journal = String::from_utf8(world.read(below)).expect("UTF-8");
    let mut chain = Chain::new();
    let mut forged = String::new();
    let mut head = String::new();
    for line in journal.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let raw = line.split_once("\"data\":").expect("facts").1;
        let data = raw.rsplit_once(",\"hash\"").expect("a hash").0.replace(from, to);
        let mut data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
        if entry["kind"] == "papers" {
            data["journal"]["head"] = head.clone().into();
        }
        let at = entry["at"].as_str().expect("an instant").parse().expect("an instant");
        let kind = entry["kind"].as_str().expect("a kind");
        forged.push_str(
            std::str::from_utf8(&chain.link(kind, at, &data).expect("a line").line).expect("UTF-8"),
        );
        chain.head().clone_into(&mut head);
    }
    world.put(below, forged);
}

fn copy(world: &World, from: &str, to: &str) {
    for (name, octets) in world.files(from) {
        world.put(format!("{to}/{name}"), octets);
    }
}
