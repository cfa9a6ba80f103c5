//! A registry moved to a server, from one to another, and back: the same rows, key files, snapshot and head.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use plis::{
    keys::Role,
    registry::{Access, Copied, CopyError, Location, Registry, RegistryError, ServerAddress, ServerFault},
};

use crate::{
    cluster::{Cluster, OWNER},
    world::{Deeds as _, World, by, furnish, open},
};

/// A database of its own with nothing in it.
fn empty(name: &str) -> Location {
    Cluster::shared().raw("postgres").batch_execute(&format!("CREATE DATABASE {name}")).expect("made");
    Location::Server(ServerAddress::new(&Cluster::shared().address(OWNER, name)).expect("an address"))
}

/// That of a world, which has a registry.
fn place(world: &World, user: &str) -> Location {
    Location::Server(ServerAddress::new(&world.address(user)).expect("an address"))
}

fn copy(from: &Registry, to: &Location) -> Result<Copied, CopyError> {
    from.stand().expect("it stands").copy_to(to)
}

fn at(place: &Location) -> Registry {
    Registry::at(place, Access::EXISTING).expect("a registry")
}

/// Every row of a registry in a folder, and every key file.
fn all(home: &Path) -> (Vec<String>, BTreeMap<String, Vec<u8>>) {
    let raw = rusqlite::Connection::open(home.join("registry.db")).expect("open");
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let tables: Vec<String> = raw
        .prepare(tables)
        .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
        .expect("tables");
    let mut rows = Vec::new();
    for table in tables {
        let mut all = raw.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).expect("a table");
        let columns = all.column_count();
        let mut found = all.query([]).expect("rows");
        while let Some(row) = found.next().expect("a row") {
            let values: Vec<_> =
                (0..columns).map(|at| format!("{:?}", row.get_ref(at).expect("it"))).collect();
            rows.push(format!("{table}: {}", values.join(", ")));
        }
    }
    let mut files = BTreeMap::new();
    for folder in ["keys", "deleted", "replaced"] {
        for file in fs::read_dir(home.join(folder)).into_iter().flatten() {
            let path = file.expect("a file").path();
            let name = path.strip_prefix(home).expect("below").to_string_lossy().into_owned();
            files.insert(name, fs::read(path).expect("read"));
        }
    }
    (rows, files)
}

/// What an audit is told, but for where files are.
fn told(registry: &Registry) -> String {
    let mut snapshot = registry.snapshot().expect("read");
    snapshot.set_aside.iter_mut().for_each(|kept| kept.file = None);
    format!("{snapshot:?}")
}

/// A furnished registry in a folder: a number that was given last is a key's that is gone for good.
fn folder() -> (tempfile::TempDir, Registry) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut registry = Registry::open(&folder.path().join("a"), Access::CREATE).expect("made");
    furnish(&mut registry);
    let last = registry.with_key("dernière", Role::Entity);
    registry.delete(&last).expect("deleted");
    (folder, registry)
}

#[test]
fn there_and_back_by_two_servers_it_is_the_same() {
    let (folder, first) = folder();
    let (one, two) = (empty("there"), empty("further"));
    let back = Location::Folder(folder.path().join("b"));
    let counted = copy(&first, &one).expect("copied");
    assert!(counted.missing.is_empty());
    assert_eq!(copy(&at(&one), &two).expect("copied"), counted);
    assert_eq!(copy(&at(&two), &back).expect("copied"), counted);
    for other in [&one, &two, &back] {
        let other = at(other);
        assert_eq!(other.journal_head().expect("read"), first.journal_head().expect("read"));
        assert_eq!(told(&other), told(&first));
    }
    drop(first);
    let (rows, files) = all(&folder.path().join("b"));
    let (rows_before, files_before) = all(&folder.path().join("a"));
    assert_eq!(rows, rows_before);
    assert_eq!(files, files_before);
    assert!(files.len() > 5, "{}", files.len());
}

/// It goes on where the other was: numbers, names, guards.
#[test]
fn a_server_that_was_copied_to_is_a_registry_like_any_other() {
    let (_folder, first) = folder();
    let world = World::new();
    copy(&first, &place(&world, OWNER)).expect("into one that is there, with nothing in it");
    let mut there = world.registry_of("admin");
    let key = there.with_key("nouvelle", Role::Entity);
    assert!(key.id > first.keys(Role::Entity).map(|key| key.expect("a key").id).max().expect("one"));
    there.restore_key(&by(), "dernière", None).expect("restored");
    assert!(there.replay().expect("read").expect("whole").differences.is_empty());
    let refused =
        world.raw().batch_execute("UPDATE journal SET line = 'x' WHERE seq = 1").expect_err("guarded");
    assert!(format!("{refused:?}").contains("the journal only grows"), "{refused:?}");
    // By who may read key files and is not the owner, to a folder.
    let target = tempfile::tempdir().expect("a folder");
    copy(&world.registry_of("opener"), &Location::Folder(target.path().join("c"))).expect("copied");
    let error =
        copy(&world.registry_of("reader"), &Location::Folder(target.path().join("d"))).expect_err("no files");
    let denied = |error: &CopyError| {
        matches!(error, CopyError::Registry(RegistryError::Server { fault: ServerFault::Denied, .. }))
    };
    assert!(denied(&error), "{error:?}");
    assert!(!target.path().join("d").exists());
}

#[test]
fn only_its_owner_fills_a_database_and_only_an_empty_one() {
    let (_folder, first) = folder();
    let world = World::new();
    for user in ["admin", "opener", "reader"] {
        let error = copy(&first, &place(&world, user)).expect_err(user);
        assert!(
            matches!(&error, CopyError::Registry(RegistryError::Server { fault: ServerFault::Denied, .. })),
            "{user}: {error:?}"
        );
    }
    let before = world.registry().with_key("a", Role::Entity);
    let error = copy(&first, &place(&world, OWNER)).expect_err("something is there");
    assert!(matches!(error, CopyError::Registry(RegistryError::NotEmpty { .. })), "{error:?}");
    assert_eq!(world.registry().key("a").expect("read"), before);
}

/// The journal of the source is forged with the owner's rights, and its guards put back.
#[test]
fn a_forged_server_is_not_copied() {
    let world = World::new();
    furnish(&mut world.registry());
    world
        .raw()
        .batch_execute(
            "ALTER TABLE tombstone DISABLE TRIGGER USER; UPDATE tombstone SET deleted_by = 'autre'; \
             ALTER TABLE tombstone ENABLE TRIGGER USER",
        )
        .expect("forged");
    let target = tempfile::tempdir().expect("a folder");
    let error = copy(&world.registry(), &Location::Folder(target.path().join("c"))).expect_err("forged");
    let CopyError::Differs(differences) = error else { panic!("{error:?}") };
    assert!(differences.iter().all(|one| (one.table, one.field) == ("tombstone", "deleted_by")));
    assert!(!target.path().join("c").exists());
    world
        .raw()
        .batch_execute(
            "ALTER TABLE journal DISABLE TRIGGER journal_guard; UPDATE journal SET line = replace(line, 'mairie', 'maison') \
             WHERE seq = 3; ALTER TABLE journal ENABLE TRIGGER journal_guard",
        )
        .expect("forged");
    let error = copy(&world.registry(), &empty("forged")).expect_err("forged");
    assert!(matches!(&error, CopyError::Journal(damage) if damage.line == 3), "{error:?}");
    assert!(matches!(open(&Cluster::shared().address(OWNER, "forged")), Err(RegistryError::NotARegistry)));
}

/// Who is killed in the middle leaves nothing: the server undoes what was begun.
#[test]
fn a_copy_that_is_killed_leaves_the_database_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mdp.txt"), "secret").expect("written");
    let plis = |args: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plis"));
        command.current_dir(folder.path()).env("HOME", folder.path()).args(args.split(' '));
        command
    };
    let made = plis("key new K --bits 2048 --password file:mdp.txt --home a").output().expect("it runs");
    assert!(made.status.success(), "{made:?}");
    empty("killed");
    empty("source");
    let address = Cluster::shared().address(OWNER, "killed");
    let source = Cluster::shared().address(OWNER, "source");
    let there = plis(&format!("registry copy a {source}")).output().expect("it runs");
    assert!(there.status.success(), "{there:?}");
    let mut raw = Cluster::shared().raw("source");
    // It waits in the middle for a table that nothing asks for before its rows are copied, and is killed there.
    for stop in ["chain", "stranger"] {
        let mut holding = raw.transaction().expect("begun");
        holding.batch_execute(&format!("LOCK plis.{stop} IN ACCESS EXCLUSIVE MODE")).expect("locked");
        let mut copying = plis(&format!("registry copy {source} {address}")).spawn().expect("it runs");
        let waits = format!(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE NOT granted AND relation = 'plis.{stop}'::regclass)"
        );
        let until = Instant::now() + Duration::from_mins(1);
        while !holding.query_one(&waits, &[]).expect("read").get::<_, bool>(0) {
            assert!(Instant::now() < until && copying.try_wait().expect("looked").is_none());
            sleep(Duration::from_millis(20));
        }
        copying.kill().expect("killed");
        copying.wait().expect("it ends");
        holding.rollback().expect("let go");
        assert!(matches!(open(&address), Err(RegistryError::NotARegistry)), "{stop}");
    }
    let whole = plis(&format!("registry copy a {address}")).output().expect("it runs");
    assert!(whole.status.success(), "{whole:?}");
    let refused = plis(&format!("registry copy a {address}")).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(5), "{refused:?}");
    let back = plis(&format!("registry copy {address} b")).output().expect("it runs");
    assert!(back.status.success(), "{back:?}");
    let tried = plis("key prove K --password file:mdp.txt --home b").output().expect("it runs");
    assert!(tried.status.success(), "{tried:?}");
}
