//! Opening the file: versions, modes, other processes, what a killed one left.

use std::time::Duration;

use plis::{
    keys::Role,
    registry::{Access, Mode, Registry, RegistryError, VERSION, Why},
};

use crate::world::{Deeds as _, World, by};

fn quick() -> Access {
    Access { wait: Duration::from_millis(50), ..Access::CREATE }
}

#[test]
fn there_must_be_one_to_read() {
    let world = World::new();
    let home = world.home().join("nowhere");
    assert!(matches!(Registry::open(&home, Access::EXISTING), Err(RegistryError::Missing { .. })));
    assert!(!home.exists());
    Registry::open(&home, Access::CREATE).expect("made");
    Registry::open(&home, Access::EXISTING).expect("there");
}

#[test]
fn something_else_is_not_a_registry() {
    let world = World::new();
    std::fs::write(world.home().join("registry.db"), b"not a database at all, only some text")
        .expect("written");
    assert!(matches!(Registry::open(world.home(), Access::CREATE), Err(RegistryError::NotARegistry)));
    std::fs::remove_file(world.home().join("registry.db")).expect("removed");
    for (other, pragma) in [
        ("CREATE TABLE other (x)", ("user_version", 0)),
        ("", ("application_id", 7)),
        ("", ("user_version", 3)),
    ] {
        let raw = world.raw();
        raw.execute_batch(other).expect("made");
        raw.pragma_update(None, pragma.0, pragma.1).expect("made");
        drop(raw);
        let before = std::fs::read(world.home().join("registry.db")).expect("read");
        for access in [Access::CREATE, Access::EXISTING] {
            assert!(matches!(Registry::open(world.home(), access), Err(RegistryError::NotARegistry)));
        }
        assert_eq!(std::fs::read(world.home().join("registry.db")).expect("read"), before, "left as it was");
        std::fs::remove_file(world.home().join("registry.db")).expect("removed");
    }
    std::fs::write(world.home().join("registry.db"), b"").expect("written");
    assert!(matches!(Registry::open(world.home(), Access::EXISTING), Err(RegistryError::NotARegistry)));
    assert_eq!(std::fs::read(world.home().join("registry.db")).expect("read"), b"");
}

#[test]
fn a_version_that_never_was_is_not_a_registry() {
    for version in [0, -1] {
        let world = World::new();
        world.registry();
        world.raw().pragma_update(None, "user_version", version).expect("set");
        assert!(matches!(Registry::open(world.home(), Access::CREATE), Err(RegistryError::NotARegistry)));
    }
}

#[test]
fn a_damaged_file_is_told() {
    let world = World::new();
    let mut registry = world.registry();
    for number in 0..200 {
        registry.with_key(&format!("bi-clé {number}"), Role::Entity);
    }
    assert_eq!(registry.check().expect("read"), [""; 0]);
    drop(registry);
    let path = world.home().join("registry.db");
    let mut octets = std::fs::read(&path).expect("read");
    let middle = octets.len() / 2 / 4096 * 4096;
    octets[middle..middle + 4096].fill(0xa5);
    std::fs::write(&path, &octets).expect("written");
    let wrong = match Registry::open(world.home(), Access::EXISTING).and_then(|registry| registry.check()) {
        Ok(wrong) => wrong.len(),
        Err(RegistryError::Damaged { .. }) => 1,
        Err(other) => panic!("{other}"),
    };
    assert!(wrong > 0);
}

#[test]
fn its_journal_is_read_in_pieces_of_any_size() {
    use std::io::Read as _;
    let world = World::new();
    world.registry().with_key("a", Role::Entity);
    let lines = world.journal();
    let (_, mut journal) = world.registry().into_journal().expect("a journal");
    let mut text = Vec::new();
    let mut piece = [0; 7];
    loop {
        match journal.read(&mut piece).expect("read") {
            0 => break,
            some => text.extend_from_slice(&piece[..some]),
        }
    }
    assert_eq!(String::from_utf8(text).expect("UTF-8").lines().collect::<Vec<_>>(), lines);
}

#[test]
fn a_newer_registry_is_read_and_not_written() {
    let world = World::new();
    let key = world.registry().with_key("a", Role::Entity);
    world.raw().pragma_update(None, "user_version", VERSION + 1).expect("newer");
    let mut registry = world.registry();
    assert!(!registry.is_writable());
    assert_eq!(registry.version(), VERSION + 1);
    assert_eq!(registry.key("a").expect("read").id, key.id);
    registry.snapshot().expect("read");
    let error = registry.retire_key(&by(), key.id).expect_err("written");
    assert!(
        matches!(error, RegistryError::Newer { found, known } if (found, known) == (VERSION + 1, VERSION))
    );
}

#[test]
fn a_registry_that_becomes_newer_meanwhile_is_not_written_either() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    world.raw().pragma_update(None, "user_version", VERSION + 1).expect("newer");
    assert!(matches!(registry.retire_key(&by(), key.id), Err(RegistryError::Newer { .. })));
}

#[test]
fn the_mode_is_said() {
    let world = World::new();
    assert_eq!(world.registry().mode(), Mode::WriteAheadLog);
    let rollback = Access { log: false, ..Access::CREATE };
    let mut registry = Registry::open(world.home(), rollback).expect("open");
    assert_eq!(registry.mode(), Mode::Rollback(Why::Asked));
    registry.with_key("a", Role::Entity);
    assert!(!world.home().join("registry.db-wal").exists());
}

#[test]
fn a_busy_registry_is_waited_for_then_given_up() {
    let world = World::new();
    let mut registry = Registry::open(world.home(), quick()).expect("open");
    let key = registry.with_key("a", Role::Entity);
    let raw = world.raw();
    raw.execute_batch("BEGIN IMMEDIATE").expect("locked");
    assert!(matches!(registry.retire_key(&by(), key.id), Err(RegistryError::Busy)));
    // Reading goes on with a write-ahead log, and so does opening.
    registry.key("a").expect("read");
    let second = Registry::open(world.home(), quick()).expect("open");
    assert_eq!(second.version(), VERSION);
    raw.execute_batch("COMMIT").expect("free");
    registry.retire_key(&by(), key.id).expect("free again");
}

#[test]
fn what_a_killed_process_left_is_swept_and_nothing_else() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    let orphan = world.home().join("keys").join(format!("{}.p12", "ab".repeat(32)));
    let unknown = world.home().join("keys").join(format!("{}.p12", "cd".repeat(32)));
    std::fs::write(&orphan, b"half").expect("written");
    std::fs::write(&unknown, b"perhaps the only copy").expect("written");
    let raw = world.raw();
    for fingerprint in ["ab".repeat(32), key.certificate.fingerprint.to_string()] {
        raw.execute("INSERT INTO pending_file VALUES (?1, 0)", [fingerprint]).expect("pending");
    }
    drop(registry);
    world.registry();
    assert!(!orphan.exists());
    assert!(unknown.exists() && world.file_of(&key).exists());
    let pending: i64 =
        raw.query_row("SELECT count(*) FROM pending_file", [], |row| row.get(0)).expect("read");
    assert_eq!(pending, 0);
}

#[cfg(unix)] // modes
#[test]
fn key_files_and_their_folder_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let home = world.home().join("new/home");
    let mut registry = Registry::open(&home, Access::CREATE).expect("open");
    let key = registry.with_key("a", Role::Entity);
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(registry.private(&key).expect("read").path().expect("a copy")), 0o600);
    assert_eq!(mode(&home.join("keys")), 0o700);
    assert_eq!(mode(&home), 0o700);
}

#[cfg(unix)] // modes
#[test]
fn a_registry_that_may_only_be_read_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let rollback = Access { log: false, ..Access::CREATE };
    let key = Registry::open(world.home(), rollback).expect("open").with_key("a", Role::Entity);
    let file = world.home().join("registry.db");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o444)).expect("set");
    if std::fs::OpenOptions::new().write(true).open(&file).is_ok() {
        return; // Nothing is forbidden to the superuser.
    }
    let mut registry = Registry::open(world.home(), rollback).expect("open");
    assert_eq!(registry.key("a").expect("read").id, key.id);
    assert!(matches!(registry.retire_key(&by(), key.id), Err(RegistryError::ReadOnly)));
}
