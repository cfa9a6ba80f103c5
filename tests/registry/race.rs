//! Several processes at one registry: this test runs itself as the other ones.

use std::process::{Child, Command, Stdio};

use plis::{
    keys::Role,
    registry::{Refusal, Registry, RegistryError},
};

use crate::world::{Deeds as _, World, because, by, new_key};

const DEED: &str = "PLIS_RACE_DEED";

/// Another process that does one thing again and again, and says how often it was done.
fn other(world: &World, deed: &str) -> Child {
    let mut other = Command::new(std::env::current_exe().expect("this program"));
    other.args(["--exact", "race::the_other_process", "--nocapture", "--test-threads=1"]);
    world.show_to(&mut other);
    other.env(DEED, deed).stdout(Stdio::piped()).spawn().expect("started")
}

fn said(child: Child) -> usize {
    let output = child.wait_with_output().expect("ended");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    let line = text.lines().find_map(|line| line.split("did ").nth(1)).expect("a count");
    line.trim().parse().expect("a number")
}

/// Does nothing unless it is asked to by [`other`].
#[test]
fn the_other_process() {
    let (Some(open), Ok(deed)) = (World::shown(), std::env::var(DEED)) else { return };
    let mut did = 0;
    for round in 0..ROUNDS {
        // Opened each time, as a command does.
        let mut registry = open();
        let result = match deed.as_str() {
            "delete" => registry.key(&format!("k{round}")).and_then(|key| registry.delete(&key).map(|_| ())),
            "launch" => registry
                .consultation(&format!("c{round}"))
                .and_then(|c| registry.launch(&because("course"), c.id).map(|_| ())),
            "add" => registry.add_key(&by(), &new_key("disputed", Role::Entity, None)).map(|_| ()),
            "drop" => registry.key("disputed").and_then(|key| registry.delete(&key).map(|_| ())),
            other => panic!("{other}"),
        };
        match result {
            Ok(()) => did += 1,
            Err(RegistryError::Refused(_) | RegistryError::NotFound { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    print_did(did);
}

const ROUNDS: usize = 40;

#[test]
fn a_deletion_and_a_launch_race_and_one_of_them_loses() {
    let world = World::new();
    let mut registry = world.registry();
    for round in 0..ROUNDS {
        // Every second key is needed, before the launch and after it.
        let key = registry.proved(&format!("k{round}"), Role::Entity);
        let spare = registry.proved(&format!("spare{round}"), Role::Entity);
        let draft = registry.draft(&format!("c{round}"));
        registry.assign(&by(), draft.id, &[spare.id], None, None).expect("assigned");
        if round % 2 == 0 {
            registry.assign(&by(), draft.id, &[key.id], None, None).expect("assigned");
        }
    }
    let deleting = other(&world, "delete");
    let launching = other(&world, "launch");
    let (deleted, launched) = (said(deleting), said(launching));
    assert_eq!((deleted, launched), (ROUNDS / 2, ROUNDS));
    for round in 0..ROUNDS {
        let there = registry.key(&format!("k{round}")).is_ok();
        assert_eq!(there, round % 2 == 0, "k{round}");
    }
    sound(&registry);
}

#[test]
fn a_key_is_added_and_deleted_by_two_and_its_file_follows() {
    let world = World::new();
    let mut registry = world.registry();
    registry.key("nobody").expect_err("empty");
    let children = [other(&world, "add"), other(&world, "drop"), other(&world, "add"), other(&world, "drop")];
    let [added, dropped, again, too] = children.map(said);
    let there = registry.key("disputed");
    assert_eq!(added + again, dropped + too + usize::from(there.is_ok()));
    assert_eq!(world.copies(), usize::from(there.is_ok()));
    // A third of them may have lost every race; the file is as the row says either way.
    if there.is_err() {
        registry.add_key(&by(), &new_key("disputed", Role::Entity, None)).expect("free");
    }
    let refused = registry.add_key(&by(), &new_key("disputed", Role::Entity, None));
    assert!(matches!(refused, Err(RegistryError::Refused(Refusal::KeyKnown { .. }))));
    sound(&registry);
}

fn sound(registry: &Registry) {
    assert_eq!(registry.check().expect("read"), Vec::<String>::new());
    registry.verify_journal().expect("read").expect("whole");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[expect(clippy::print_stdout, reason = "read by the test that starts this process")]
fn print_did(did: usize) {
    println!("did {did}");
}
