//! Somebody with the file in hands and any other program: what they plant, take away or change is found.

use plis::{
    keys::Role,
    registry::{Access, Registry, RegistryError, SchemaDifference},
};

use crate::world::{Deeds as _, World, by};

/// What is done to the schema, and the object that is told.
const PLANTED: &[(&str, &str)] = &[
    (
        "CREATE TRIGGER silence BEFORE INSERT ON journal BEGIN SELECT RAISE (IGNORE); END",
        "extra trigger silence",
    ),
    (
        "CREATE TRIGGER quiet BEFORE UPDATE ON journal_head BEGIN SELECT RAISE (IGNORE); END",
        "extra trigger quiet",
    ),
    (
        "CREATE TRIGGER again AFTER INSERT ON pending_file BEGIN \
         INSERT INTO pending_file VALUES (hex(randomblob(8)), 0); END",
        "extra trigger again",
    ),
    (
        "CREATE TRIGGER forgery AFTER INSERT ON key BEGIN DELETE FROM key WHERE id = NEW.id; END",
        "extra trigger forgery",
    ),
    ("CREATE VIEW shadow AS SELECT * FROM key", "extra view shadow"),
    ("CREATE TABLE notes (text)", "extra table notes"),
    ("CREATE INDEX more ON key (name)", "extra index more"),
    ("DROP TRIGGER consultation_final", "missing trigger consultation_final"),
    ("DROP INDEX key_emergency", "missing index key_emergency"),
    (
        "DROP VIEW need; CREATE VIEW need (certificate_id, consultation_id) AS SELECT 0, 0",
        "changed view need",
    ),
    (
        "DROP TRIGGER journal_delete; CREATE TRIGGER journal_delete BEFORE DELETE ON journal BEGIN SELECT 1; END",
        "changed trigger journal_delete",
    ),
    (
        "PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (name <> '''')', '') WHERE name = 'key'; \
         PRAGMA writable_schema = RESET",
        "changed table key",
    ),
    (
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE entity (id INTEGER PRIMARY KEY, \
      name TEXT, folded TEXT UNIQUE)' WHERE name = 'entity'",
        "changed table entity",
    ),
];

fn told(error: &RegistryError) -> Vec<String> {
    let RegistryError::Schema { differences } = error else { panic!("{error}") };
    let told = differences.iter().map(|difference| match difference {
        SchemaDifference::Extra { object } => format!("extra {object}"),
        SchemaDifference::Missing { object } => format!("missing {object}"),
        SchemaDifference::Changed { object } => format!("changed {object}"),
    });
    told.collect()
}

#[test]
fn what_is_planted_is_found_when_the_registry_is_opened() {
    for (planted, object) in PLANTED {
        let world = World::new();
        world.registry().with_key("a", Role::Entity);
        world.raw().execute_batch(planted).unwrap_or_else(|error| panic!("{planted}: {error}"));
        for access in [Access::EXISTING, Access::CREATE] {
            let error = Registry::open(world.home(), access).expect_err(planted);
            assert_eq!(told(&error), [*object], "{planted}");
        }
    }
}

#[test]
fn what_is_planted_meanwhile_is_found_by_the_next_change() {
    // What is written into the schema by hand does not count for a process that has read it already.
    for (planted, object) in PLANTED.iter().filter(|(planted, _)| !planted.contains("writable_schema")) {
        let world = World::new();
        let mut registry = world.registry();
        let key = registry.with_key("a", Role::Entity);
        let entries = registry.journal_head().expect("read").0;
        world.raw().execute_batch(planted).unwrap_or_else(|error| panic!("{planted}: {error}"));
        let error = registry.retire_key(&by(), key.id).expect_err(planted);
        assert_eq!(told(&error), [*object], "{planted}");
        let state: String =
            world.raw().query_row("SELECT state FROM key", [], |row| row.get(0)).expect("read");
        assert_eq!((state.as_str(), registry.journal_head().expect("read").0), ("active", entries));
    }
}

/// A version that is said to be older would be brought up to date, one that never was would be held to nothing.
#[test]
fn a_version_that_the_schema_has_not_is_found() {
    let world = World::new();
    world.registry().with_key("a", Role::Entity);
    for version in [-7, 0] {
        world.raw().pragma_update(None, "user_version", version).expect("set");
        assert!(matches!(Registry::open(world.home(), Access::EXISTING), Err(RegistryError::NotARegistry)));
    }
}

#[test]
fn what_was_planted_and_taken_away_again_leaves_an_open_registry_usable() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    world.raw().execute_batch("CREATE TABLE notes (text); DROP TABLE notes").expect("done");
    registry.retire_key(&by(), key.id).expect("the schema is as it was");
}

#[cfg(unix)] // modes
#[test]
fn the_database_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    for log in [true, false] {
        let world = World::new();
        let mut registry =
            Registry::open(world.home(), Access { log, ..Access::CREATE }).expect("a registry");
        registry.with_key("a", Role::Entity);
        for entry in std::fs::read_dir(world.home()).expect("a folder") {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("there").permissions().mode() & 0o777;
            let expected = if entry.path().is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode, expected, "{}", entry.path().display());
        }
    }
}
