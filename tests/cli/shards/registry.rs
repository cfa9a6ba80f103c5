//! Shares of a consultation of the registry: each is written there before it opens, and the whole is linked once.

use std::process::Stdio;

use serde_json::Value;

use super::end;
use crate::world::{Exit, World};

const OPEN: &str = "open depots -o out --consultation C1 --password file:mdp.txt";

fn world() -> World {
    let world = super::world(40);
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt").exits(Exit::Done);
    world.plis("consultation new C1 --entity Ville --deadline 2026-11-01T12:00").exits(Exit::Done);
    world.plis("consultation assign C1 Marchés").exits(Exit::Done);
    world
}

/// How often each kind of entry is in the registry's journal.
fn count(world: &World, kind: &str) -> usize {
    let ran = world.plis("journal show --format json").exits(Exit::Done);
    let entries: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    entries.iter().filter(|entry| entry["kind"] == kind).count()
}

#[test]
fn shares_open_at_once_and_are_linked_once() {
    let world = world();
    let shares: Vec<_> = (0..4)
        .map(|number| {
            let words = format!("{OPEN} --shard {number}/4");
            let mut command = world.command(words.split(' '));
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs")
        })
        .collect();
    for share in shares {
        let (code, said) = end(share);
        assert_eq!(code, Some(Exit::Done as i32), "{said}");
    }
    assert_eq!((count(&world, "opening.started"), count(&world, "opening.ended")), (4, 4));
    assert_eq!(count(&world, "consultation.opened"), 0);
    world.plis("journal verify out/.shard-2").exits(Exit::Done);
    world.plis("gather out").exits(Exit::Done).says("Les 40 plis sont ouverts");
    assert_eq!((count(&world, "opening.started"), count(&world, "opening.ended")), (5, 5));
    assert_eq!(count(&world, "consultation.opened"), 1);
    for check in ["journal verify out", "journal verify", "registry check"] {
        world.plis(check).exits(Exit::Done);
    }
    let report = world.json("out/opening.json");
    assert_eq!(report["consultation"]["reference"], "C1");
    world.plis("consultation close C1").exits(Exit::Done);
}

#[test]
fn the_registry_of_the_shares_is_the_one_that_gathers() {
    let world = world();
    for number in 0..2 {
        world.plis(&format!("{OPEN} --shard {number}/2")).exits(Exit::Done);
    }
    world.plis("gather out --home ailleurs").exits(Exit::Failed).leaves_nothing_at("out/plis");
    world.plis("key new Autre --entity Ville --home autre --password file:mdp.txt").exits(Exit::Done);
    world.plis("gather out --home autre").exits(Exit::Usage).tells("ne connaît pas ces ouvertures");
    world.plis("gather out").exits(Exit::Done);
}
