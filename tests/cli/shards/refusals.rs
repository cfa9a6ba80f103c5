//! What `gather` refuses, and what it says is to be done: nothing is moved.

use super::{OPEN, open, open_all, world};
use crate::world::{Exit, Ran, World};

/// Refused, with nothing in the folder but the shares.
fn refused<'a>(world: &'a World, exit: Exit, text: &str) -> Ran<'a> {
    let before = world.files("out");
    let ran = world.plis("gather out").exits(exit).tells(text);
    assert_eq!(world.files("out"), before, "{ran}");
    ran
}

#[test]
fn no_share_at_all() {
    let world = world(2);
    world.plis("gather out").exits(Exit::Usage).tells("aucune part");
    world.plis(OPEN).exits(Exit::Done);
    refused(&world, Exit::Usage, "aucune part");
}

#[test]
fn a_share_that_nobody_opened() {
    let world = world(5);
    open(&world, "1/3", "").exits(Exit::Done);
    refused(&world, Exit::Partial, "0/3, 2/3").tells("--shard 0/3");
}

#[test]
fn another_number_of_shares() {
    let world = world(5);
    open_all(&world, 3);
    std::fs::remove_dir_all(world.path("out/.shard-1")).expect("removed");
    open(&world, "1/4", "").exits(Exit::Done);
    refused(&world, Exit::Failed, "part 1").tells("l'une de 4, et non de 3");
    // The folder of a share keeps its number.
    open(&world, "0/4", "").exits(Exit::Usage).tells("une part parmi 3");
}

#[test]
fn a_file_more() {
    let world = world(5);
    open(&world, "0/3", "").exits(Exit::Done);
    open(&world, "2/3", "").exits(Exit::Done);
    world.deposit("depots/de-plus.pdf.p7m", b"late to the feast");
    open(&world, "1/3", "").exits(Exit::Done);
    refused(&world, Exit::Failed, "1/3").tells("mêmes fichiers");
}

#[test]
fn a_file_of_another_size() {
    let world = world(5);
    open(&world, "0/2", "").exits(Exit::Done);
    world.deposit("depots/00/000.pdf.p7m", b"of another size altogether");
    open(&world, "1/2", "").exits(Exit::Done);
    refused(&world, Exit::Failed, "mêmes fichiers");
}

#[test]
fn another_register() {
    let world = world(2);
    let register = |end: &str| {
        format!(
            "fichier;pli;entreprise;depot_fin\n00/000.pdf.p7m;1;A;{end}\n01/001.pdf.p7m;2;B;2026-11-17 10:00:00\n"
        )
    };
    world.put("depots/registre.csv", register("2026-11-17 11:00:00"));
    open(&world, "0/2", "--register depots/registre.csv").exits(Exit::Done);
    world.put("depots/registre.csv", register("2026-11-18 12:00:01"));
    open(&world, "1/2", "--register depots/registre.csv");
    refused(&world, Exit::Failed, "mêmes fichiers");
}

#[test]
fn other_rules() {
    let world = world(4);
    open(&world, "0/3", "").exits(Exit::Done);
    open(&world, "1/3", "--accept late --reason panne").exits(Exit::Done);
    open(&world, "2/3", "").exits(Exit::Done);
    refused(&world, Exit::Failed, "1/3").tells("mêmes règles");
}

#[test]
fn another_consultation() {
    let world = world(4);
    let other = OPEN.replace("12:00", "11:00");
    open(&world, "0/3", "").exits(Exit::Done);
    open(&world, "1/3", "").exits(Exit::Done);
    world.plis(&format!("{other} --shard 2/3")).exits(Exit::Done);
    refused(&world, Exit::Failed, "2/3").tells("autre consultation");
}

#[test]
fn plaintexts_that_are_not_what_was_opened() {
    let world = world(4);
    open_all(&world, 2);
    let name = world.files("out/.shard-1/plis").into_keys().next().expect("one");
    let path = format!("out/.shard-1/plis/{name}");
    let whole = world.read(&path);
    world.put(&path, b"something else");
    refused(&world, Exit::Failed, "n'est plus ce que le journal en dit").tells("1/2");
    std::fs::remove_file(world.path(&path)).expect("removed");
    refused(&world, Exit::Failed, "a disparu").tells("--shard 1/2");
    open(&world, "1/2", "").exits(Exit::Done);
    assert_eq!(world.read(&path), whole);
    world.plis("gather out").exits(Exit::Done);
}

/// What stands in the way is not replaced, and the plaintext is kept where it was.
#[test]
fn a_strangers_file_at_a_final_name() {
    let world = world(4);
    open_all(&world, 2);
    world.put("out/plis/00/000.pdf", b"mine");
    world
        .plis("gather out")
        .exits(Exit::Partial)
        .says("3 plis ouverts sur 4")
        .leaves("out/plis/00/000.pdf", b"mine");
    let kept =
        world.files("out").into_keys().filter(|name| name.starts_with(".shard-") && name.contains("/plis/"));
    assert_eq!(kept.count(), 1);
    let report = world.json("out/opening.json");
    assert_eq!(report["summary"]["refused"], 1);
    assert!(report["items"].as_array().expect("rows").iter().any(|item| item["reason"] == "output_exists"));
    // Once it is out of the way.
    std::fs::remove_file(world.path("out/plis/00/000.pdf")).expect("removed");
    world.plis("gather out").exits(Exit::Done);
    world.plis("journal verify out").exits(Exit::Done);
}
