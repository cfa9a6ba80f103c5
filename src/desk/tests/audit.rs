//! The audit and the check, of a registry that is whole and of one that somebody changed.

use super::{World, password};
use crate::{
    audit::Thresholds,
    desk::{AuditRegistry, CheckRegistry, Desk, Error, KeyFiles, NoPasswords},
    keys::Role,
    registry::{ProofResult, snapshot::Seen},
};

fn audit(files: KeyFiles) -> AuditRegistry {
    AuditRegistry { thresholds: Thresholds::default(), files }
}

#[test]
fn key_files_are_looked_at_as_far_as_was_asked() {
    let world = World::new();
    let key = world.keep("Sète", Role::Entity);
    let seen = |files| {
        let mut mdp = password("mdp");
        let audited = audit(files).run(&world.desk(), &mut mdp).expect("judged");
        audited.vouching.wait().expect("vouched for");
        audited.snapshot.keys[0].file.seen.clone()
    };
    assert_eq!(seen(KeyFiles::Seen), Some(Seen::There));
    assert_eq!(seen(KeyFiles::Tried), Some(Seen::Tried(ProofResult::Proved.into())));
    let file = world.path("home/keys").join(format!("{}.p12", key.certificate.fingerprint));
    std::fs::remove_file(file).expect("removed");
    assert_eq!(seen(KeyFiles::Seen), Some(Seen::Tried(ProofResult::Missing.into())));
}

#[test]
fn what_the_journal_does_not_say_is_told() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    let whole = CheckRegistry.run(&world.desk()).expect("checked");
    assert_eq!((whole.wrong(), whole.replay.entries > 0), (0, true));
    let database = rusqlite::Connection::open(world.path("home/registry.db")).expect("open");
    database.execute("UPDATE key SET name = 'Autre', folded = 'autre'", []).expect("changed");
    drop(database);
    assert_eq!(CheckRegistry.run(&world.desk()).expect("checked").wrong(), 1);
    let audited = audit(KeyFiles::Unseen).run(&world.desk(), &mut NoPasswords).expect("judged");
    assert!(matches!(audited.vouching.wait(), Err(Error::Differs { all: 1, first }) if first.len() == 1));
}

#[test]
fn without_a_registry_nothing_is_asked() {
    let world = World::new();
    let nowhere = Desk { home: None, ..world.desk() };
    assert!(matches!(CheckRegistry.run(&nowhere), Err(Error::NoHome)));
    let missing = CheckRegistry.run(&world.desk()).expect_err("none there");
    assert!(matches!(missing, Error::Registry(crate::registry::RegistryError::Missing { .. })));
}
