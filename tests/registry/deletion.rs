//! The end of a key, and the doors to it: deleted keys are kept aside, and closing a consultation early is said aloud.

use plis::{
    keys::Role,
    motif::Motif,
    registry::{
        ASIDE_DAYS, By, NewConsultation, NewKey, NewPrivate, Refusal, RegistryError, RollRow, RunRecord,
    },
    time::Zone,
};

use crate::world::{Deeds as _, World, at, because, by, new_key};

fn refusal<T: std::fmt::Debug>(done: Result<T, RegistryError>) -> Refusal {
    match done {
        Err(RegistryError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn later(days: i64) -> By {
    By { at: by().at.plus_days(days), ..by() }
}

/// Where deleted key files are.
fn kept(world: &World) -> Vec<String> {
    let listing = std::fs::read_dir(world.home().join("deleted"));
    let mut names: Vec<_> = listing
        .map(|listing| {
            listing.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        })
        .map_or_else(|_| Vec::new(), Iterator::collect);
    names.sort_unstable();
    names
}

#[test]
fn a_deleted_key_comes_back_as_it_was() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    let key = registry.retire_key(&by(), key.id).expect("retired");
    let octets = std::fs::read(world.file_of(&key)).expect("its file");
    registry.delete(&key).expect("deleted");
    assert!(registry.key("a").is_err() && !world.file_of(&key).exists());
    assert_eq!(kept(&world), [format!("{}-1.p12", key.certificate.fingerprint)]);
    let aside = registry.set_aside().expect("read");
    assert_eq!((aside[0].name.as_str(), aside[0].until), ("a", by().at.plus_days(ASIDE_DAYS)));
    assert_eq!(registry.snapshot().expect("read").set_aside, aside);

    let back = registry.restore_key(&later(30), &key.certificate.fingerprint.to_string()[..12], None);
    assert_eq!(back.expect("restored"), key);
    assert_eq!(std::fs::read(world.file_of(&key)).expect("its file"), octets);
    assert_eq!((kept(&world).len(), registry.set_aside().expect("read").len()), (0, 0));
    assert_eq!(registry.tombstones().expect("read"), [], "it is not gone");
    assert!(matches!(registry.restore_key(&by(), "a", None), Err(RegistryError::NotFound { .. })));
    // And again: each deletion is one of its own.
    registry.delete(&key).expect("deleted");
    registry.restore_key(&by(), "a", None).expect("restored");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn a_name_or_a_certificate_that_was_taken_since_is_told() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    registry.delete(&key).expect("deleted");
    let mut other = new_key("b", Role::Entity, None);
    other.name = "A".to_owned();
    registry.add_key(&by(), &other).expect("the name is free");
    assert!(matches!(refusal(registry.restore_key(&by(), "a", None)), Refusal::NameTaken { .. }));
    assert_eq!(kept(&world).len(), 1, "nothing moved");
    assert_eq!(registry.restore_key(&by(), "a", Some("a 2026")).expect("restored").name, "a 2026");
    let renamed = registry.key("a 2026").expect("there");
    registry.delete(&renamed).expect("deleted");
    let again = NewKey { name: "encore".to_owned(), ..new_key("a", Role::Entity, None) };
    registry.add_key(&by(), &again).expect("imported again");
    assert!(matches!(refusal(registry.restore_key(&by(), "a 2026", None)), Refusal::KeyKnown { .. }));
    assert!(world.file_of(&key).is_file() && kept(&world).len() == 1, "two files, two lives");
    // Both of them deleted: each has its own, and the last one comes back.
    let second = registry.key("encore").expect("there");
    registry.delete(&second).expect("deleted");
    assert_eq!(kept(&world).len(), 2);
    let prefix = &key.certificate.fingerprint.to_string()[..16];
    assert_eq!(registry.restore_key(&by(), prefix, None).expect("restored").name, "encore");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn a_deleted_key_is_purged_when_its_time_has_come() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    registry.delete(&key).expect("deleted");
    let early = refusal(registry.purge_key(&later(ASIDE_DAYS - 1), "a", Some("a")));
    assert!(matches!(early, Refusal::KeptAside { until, .. } if until == by().at.plus_days(ASIDE_DAYS)));
    // A clock given by hand does not make ninety days pass.
    let ahead = By { system_at: Some(later(1).at), ..later(ASIDE_DAYS) };
    assert!(matches!(refusal(registry.purge_key(&ahead, "a", Some("a"))), Refusal::KeptAside { .. }));
    for confirmation in [None, Some("b")] {
        let refused = refusal(registry.purge_key(&later(ASIDE_DAYS), "a", confirmation));
        assert!(matches!(refused, Refusal::NotConfirmed { .. }));
    }
    assert_eq!(kept(&world).len(), 1);
    registry.purge_key(&later(ASIDE_DAYS), "a", Some("A")).expect("purged");
    assert_eq!((kept(&world).len(), registry.set_aside().expect("read").len()), (0, 0));
    assert_eq!(registry.tombstones().expect("read").len(), 1, "that there was one is still known");
    assert!(matches!(registry.restore_key(&by(), "a", None), Err(RegistryError::NotFound { .. })));
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn a_reference_comes_back_too_and_its_file_is_never_touched() {
    let world = World::new();
    let mut registry = world.registry();
    let path = world.home().join("partage.p12");
    std::fs::write(&path, b"of somebody").expect("written");
    let mut new = new_key("a", Role::Entity, None);
    new.private = NewPrivate::Reference(path.clone());
    let key = registry.add_key(&by(), &new).expect("added");
    registry.delete(&key).expect("deleted");
    assert!(path.is_file() && kept(&world).is_empty());
    assert_eq!(registry.restore_key(&by(), "a", None).expect("restored"), key);
    registry.delete(&key).expect("deleted");
    registry.purge_key(&later(ASIDE_DAYS), "a", Some("a")).expect("purged");
    assert!(path.is_file());
}

/// Pending names come from the file: only those of key files lead to a file.
#[test]
fn a_pending_name_never_leads_elsewhere() {
    let world = World::new();
    world.registry();
    let outside = world.folder.path().join("outside.p12");
    std::fs::write(&outside, b"of somebody").expect("written");
    world.raw().execute("INSERT INTO pending_file VALUES ('../outside', 0)", []).expect("planted");
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    let _ = registry.delete(&key);
    assert!(outside.is_file());
}

fn run() -> RunRecord {
    RunRecord {
        id: "un".to_owned(),
        at: at("2026-06-02T10:00:00Z"),
        folder: "/depots".into(),
        head: "ab".repeat(32),
    }
}

#[test]
fn closing_early_or_unopened_needs_a_motif_and_the_reference() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.proved("s", Role::Emergency);
    let consultation = registry.launched("L", &[&key]);
    let (id, over) = (consultation.id, By { at: at("2026-06-02T09:00:00Z"), ..by() });
    let motif = |by: &By| By { reason: Motif::new("sans suite"), ..by.clone() };
    for (by, confirmation) in [
        (by(), None),
        (by(), Some("L")),
        (because("sans suite"), None),
        (because("sans suite"), Some("M")),
        (because("  "), Some("L")),
        (over.clone(), Some("L")),
        (motif(&over), None),
        // A clock given by hand does not bring the deadline nearer, nor does it make an opening.
        (By { system_at: Some(at("2026-03-02T00:00:00Z")), ..over.clone() }, Some("L")),
    ] {
        let Refusal::ClosesEarly { ahead, opened, keys, launched, .. } =
            refusal(registry.close(&by, id, confirmation))
        else {
            panic!("another rule")
        };
        assert_eq!(
            (ahead.is_some(), opened, launched),
            (by.no_later() < at("2026-06-01T10:00:00Z"), false, true)
        );
        assert_eq!(
            keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(),
            ["a", "s"],
            "what it gives up"
        );
    }
    registry.record_run(&over, id, &run(), &[]).expect("recorded");
    // Opened, but not over: an opening was recorded before the deadline somehow.
    assert!(matches!(
        refusal(registry.close(&by(), id, Some("L"))),
        Refusal::ClosesEarly { opened: true, .. }
    ));
    assert_eq!(registry.close(&over, id, None).expect("over and opened").close_reason, None);

    let second = registry.launched("M", &[&key]);
    let closed = registry.close(&because("sans suite"), second.id, Some("m")).expect("said aloud");
    assert_eq!(closed.close_reason.as_deref(), Some("sans suite"));
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn a_list_is_no_way_around_it() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.launched("L", &[&key]);
    let row = |reference: &str| RollRow {
        line: 2,
        consultation: NewConsultation {
            reference: reference.to_owned(),
            title: None,
            entity: "Ville".to_owned(),
            deadline: at("2026-06-01T10:00:00Z"),
            zone: Zone::PARIS,
        },
        state: plis::registry::ConsultationState::Closed,
        keys: vec!["a".to_owned()],
    };
    let import = because("import liste.csv");
    let not_taken = registry.take_roll(&import, &[row("L")], None).expect("read").expect_err("a back door");
    assert!(matches!(&not_taken.lines[0].1, RegistryError::Refused(Refusal::ClosesEarly { .. })));
    refusal(registry.delete(&key));
    // What was never here gives up nothing.
    registry.take_roll(&import, &[row("H")], None).expect("read").expect("history");
    registry
        .take_roll(&import, &[row("L")], Motif::new("sans suite").as_ref())
        .expect("read")
        .expect("said aloud");
    assert_eq!(registry.consultation("L").expect("read").close_reason.as_deref(), Some("sans suite"));
}

#[test]
fn a_registry_of_the_first_version_is_brought_up_to_date() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.proved("s", Role::Emergency);
    registry.launched("L", &[&key]);
    drop(registry);
    let raw = world.raw();
    // Back to the first version, as that one made it.
    raw.execute_batch(
        "DROP TRIGGER run_insert; DROP TRIGGER run_update; DROP TRIGGER run_delete; DROP TRIGGER consultation_close;
         DROP TRIGGER consultation_closed; DROP TRIGGER tombstone_early; DROP TRIGGER tombstone_update;
         DROP TRIGGER key_aside; DROP TABLE aside;
         ALTER TABLE consultation DROP COLUMN close_reason; ALTER TABLE tombstone DROP COLUMN restored_at;
         ALTER TABLE tombstone DROP COLUMN purged_at;
         CREATE TRIGGER tombstone_update BEFORE UPDATE ON tombstone
BEGIN SELECT RAISE (ABORT, 'plis: a tombstone does not change'); END;
         PRAGMA user_version = 1",
    )
    .expect("the first version");
    let mut registry = world.registry();
    assert_eq!(registry.version(), plis::registry::VERSION);
    let closed = registry.consultation("L").expect("read");
    registry.shut(closed.id).expect("closed");
    registry.delete(&key).expect("deleted");
    registry.restore_key(&by(), "a", None).expect("restored");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn our_own_file_is_not_referred_to_as_the_users() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    let mut other = new_key("b", Role::Entity, None);
    other.private = NewPrivate::Reference(world.file_of(&key));
    assert!(matches!(refusal(registry.add_key(&by(), &other)), Refusal::OwnFile { .. }));
}
