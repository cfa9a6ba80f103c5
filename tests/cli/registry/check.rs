//! `registry check`, and what `audit` does with a registry that its journal does not vouch for.

use super::assigned;
use crate::world::{Exit, World};

/// An entity key and an emergency one, and a launched consultation.
fn world() -> World {
    let world = assigned();
    world.run(["consultation", "launch", "A", "--reason", "essai"]).exits(Exit::Done);
    world
}

fn raw(world: &World) -> rusqlite::Connection {
    rusqlite::Connection::open(world.path("registre/registry.db")).expect("open")
}

/// The guard of launched consultations is taken away, the deadline moved, and the guard put back.
fn move_the_deadline(world: &World) {
    let raw = raw(world);
    let guard: String = raw
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'consultation_final'", [], |row| row.get(0))
        .expect("the guard");
    raw.execute_batch(
        "DROP TRIGGER consultation_final; UPDATE consultation SET deadline = deadline - 864000",
    )
    .expect("moved");
    raw.execute_batch(&guard).expect("put back");
}

#[test]
fn a_registry_that_nobody_touched_is_whole() {
    let world = world();
    world.run(["registry", "check"]).exits(Exit::Done).says("Le registre dit ce que dit son journal (5");
    let checked = world.run(["registry", "check", "--format", "json"]);
    let checked: serde_json::Value = serde_json::from_str(&checked.exits(Exit::Done).out).expect("JSON");
    assert_eq!(checked["schema"], "plis.registry-check/1");
    assert_eq!((&checked["entries"], &checked["differences"]), (&5.into(), &serde_json::json!([])));
}

#[test]
fn a_deadline_that_was_moved_is_told_by_check_and_by_audit() {
    let world = world();
    move_the_deadline(&world);
    let line = "consultation A, deadline\u{a0}: le journal dit 2027-06-01T10:00:00Z, le registre dit \
                2027-05-22T10:00:00Z";
    world.run(["registry", "check"]).exits(Exit::Failed).says(line).tells("registre ne dit pas ce que dit");
    world.run(["audit"]).exits(Exit::Failed).tells(line);
    // A monitor reads one line.
    // UNKNOWN is 3 for a monitor.
    world.run(["audit", "--format", "nagios"]).exits(Exit::Partial).says("ne dit pas ce que dit son journal");
    let world = world.english();
    world
        .run(["registry", "check"])
        .exits(Exit::Failed)
        .says("consultation A, deadline: the journal says 2027-06-01T10:00:00Z, the registry says");
}

#[test]
fn the_facts_of_a_certificate_are_its_own() {
    let world = world();
    let raw = raw(&world);
    let guard: String = raw
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'certificate_update'", [], |row| row.get(0))
        .expect("the guard");
    raw.execute_batch("DROP TRIGGER certificate_update; UPDATE certificate SET bits = 4096").expect("edited");
    raw.execute_batch(&guard).expect("put back");
    world
        .run(["registry", "check"])
        .exits(Exit::Failed)
        .says("bits\u{a0}: le journal dit 3072, le registre dit 4096");
}

#[test]
fn a_trigger_that_was_planted_stops_every_command() {
    let world = world();
    raw(&world)
        .execute_batch("CREATE TRIGGER silence BEFORE INSERT ON journal BEGIN SELECT RAISE (IGNORE); END")
        .expect("planted");
    for command in [
        &["key", "list"][..],
        &["key", "retire", "Marchés"],
        &["audit"],
        &["registry", "check"],
        &["consultation", "show", "A"],
        &["journal", "verify"],
    ] {
        world.run(command).exits(Exit::Failed).tells("en trop\u{a0}: trigger silence");
    }
}

#[cfg(unix)] // modes
#[test]
fn the_registry_is_its_owners_only_whatever_the_mask() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let script = format!(
        "umask 000; exec {} --home registre key import entite.p12 --name E --password file:mdp.txt",
        env!("CARGO_BIN_EXE_plis")
    );
    let ran = std::process::Command::new("sh").args(["-c", &script]).current_dir(world.path("")).output();
    assert!(ran.expect("it runs").status.success());
    let mode = std::fs::metadata(world.path("registre/registry.db")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
