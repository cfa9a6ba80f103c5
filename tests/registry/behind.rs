//! Rows that were changed behind their guards, which stand again as they should: the journal tells.

use plis::{
    keys::Role,
    registry::{Access, Difference, Registry, RegistryError, RunRecord, VERSION},
};

use crate::world::{Deeds as _, World, at, by};

/// What guards the rows is taken away, a row is changed, and the guards are put back word for word.
fn behind_its_back(world: &World, edit: &str) {
    let raw = world.raw();
    let guards: Vec<(String, String)> = raw
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut guards| guards.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("triggers");
    for (name, _) in &guards {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
    }
    raw.execute_batch(edit).unwrap_or_else(|error| panic!("{edit}: {error}"));
    for (_, words) in &guards {
        raw.execute_batch(words).expect("put back");
    }
}

/// `a` and `libre` of "Ville", the emergency `s`; `L` launched with `a`, `D` a draft with `a`; `gone` is gone, and an
/// opening of `L` was run.
fn world() -> World {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.proved("s", Role::Emergency);
    registry.with_key("libre", Role::Entity);
    let launched = registry.launched("L", &[&key]);
    let draft = registry.draft("D");
    registry.assign(&by(), draft.id, &[key.id], None, None).expect("assigned");
    let gone = registry.with_key("gone", Role::Entity);
    registry.delete(&gone).expect("deleted");
    let run = RunRecord {
        id: "un".to_owned(),
        at: at("2026-06-01T10:00:05Z"),
        folder: "/depots/ouverture".into(),
        head: "ab".repeat(32),
    };
    registry.record_run(&by(), launched.id, &run, &[]).expect("recorded");
    world
}

/// An edit, and the one difference that it makes: table, row, column, what the journal tells, what the table says.
type Edit =
    (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, Option<&'static str>);

const EDITS: &[Edit] = &[
    (
        "UPDATE consultation SET deadline = deadline - 86400 * 30 WHERE reference = 'L'",
        "consultation",
        "L",
        "deadline",
        Some("2026-06-01T10:00:00Z"),
        Some("2026-05-02T10:00:00Z"),
    ),
    (
        "UPDATE consultation SET zone = 'UTC' WHERE reference = 'L'",
        "consultation",
        "L",
        "zone",
        Some("Europe/Paris"),
        Some("UTC"),
    ),
    (
        "UPDATE consultation SET title = 'x' WHERE reference = 'L'",
        "consultation",
        "L",
        "title",
        None,
        Some("x"),
    ),
    (
        "UPDATE consultation SET launched_at = launched_at + 60 WHERE reference = 'L'",
        "consultation",
        "L",
        "launched_at",
        Some("2026-03-01T09:00:00Z"),
        Some("2026-03-01T09:01:00Z"),
    ),
    (
        "UPDATE consultation SET launch_reason = 'autre' WHERE reference = 'L'",
        "consultation",
        "L",
        "launch_reason",
        Some("test"),
        Some("autre"),
    ),
    (
        "UPDATE consultation SET reference = 'M', folded = 'm' WHERE reference = 'D'",
        "consultation",
        "M",
        "",
        None,
        Some("M"),
    ),
    ("DELETE FROM assignment WHERE consultation_id = 1", "assignment", "L, a", "", Some("L, a"), None),
    (
        "UPDATE assignment SET lot = '2' WHERE consultation_id = 2",
        "assignment",
        "D, a, 2",
        "",
        None,
        Some("D, a, 2"),
    ),
    (
        "INSERT INTO assignment SELECT 2, certificate_id, '', '' FROM key WHERE name = 'libre'",
        "assignment",
        "D, libre",
        "",
        None,
        Some("D, libre"),
    ),
    ("DELETE FROM recipient WHERE name = 's'", "recipient", "L, s", "", Some("L, s"), None),
    (
        "INSERT INTO recipient SELECT 1, certificate_id, role, name FROM key WHERE name = 'libre'",
        "recipient",
        "L, libre",
        "",
        None,
        Some("L, libre"),
    ),
    (
        "UPDATE recipient SET role = 'entity' WHERE name = 's'",
        "recipient",
        "L, s",
        "role",
        Some("emergency"),
        Some("entity"),
    ),
    (
        "UPDATE key SET name = 'b', folded = 'b' WHERE name = 'libre'",
        "key",
        "b",
        "name",
        Some("libre"),
        Some("b"),
    ),
    (
        "UPDATE key SET role = 'entity' WHERE name = 's'",
        "key",
        "s",
        "role",
        Some("emergency"),
        Some("entity"),
    ),
    ("UPDATE key SET entity_id = NULL WHERE name = 's'", "key", "s", "entity", Some("Ville"), None),
    (
        "UPDATE key SET state = 'retired', retired_at = 0 WHERE name = 'a'",
        "key",
        "a",
        "retired_at",
        None,
        Some("1970-01-01T00:00:00Z"),
    ),
    (
        "UPDATE key SET custody = 'certificate' WHERE name = 'a'",
        "key",
        "a",
        "custody",
        Some("copy"),
        Some("certificate"),
    ),
    (
        "UPDATE key SET proved_at = proved_at + 3600 WHERE name = 'a'",
        "key",
        "a",
        "proved_at",
        Some("2026-03-01T09:00:00Z"),
        Some("2026-03-01T10:00:00Z"),
    ),
    (
        "UPDATE key SET tried = 'missing' WHERE name = 'a'",
        "key",
        "a",
        "tried",
        Some("proved"),
        Some("missing"),
    ),
    (
        "UPDATE certificate SET not_after = not_after + 86400 WHERE id = (SELECT certificate_id FROM key WHERE name = 'a')",
        "key",
        "a",
        "not_after",
        Some("2028-01-01T00:00:00Z"),
        Some("2028-01-02T00:00:00Z"),
    ),
    ("DELETE FROM key WHERE name = 'libre'", "key", "libre", "", Some("libre"), None),
    ("DELETE FROM tombstone", "tombstone", "gone", "", Some("gone"), None),
    (
        "UPDATE tombstone SET deleted_by = 'x'",
        "tombstone",
        "gone",
        "deleted_by",
        Some("agent@mairie"),
        Some("x"),
    ),
    ("DELETE FROM run", "run", "un", "", Some("un"), None),
    (
        "UPDATE run SET at = at - 86400",
        "run",
        "un",
        "at",
        Some("2026-06-01T10:00:05Z"),
        Some("2026-05-31T10:00:05Z"),
    ),
    ("UPDATE run SET head = 'x'", "run", "un", "head", Some(HEAD), Some("x")),
];

const HEAD: &str = "abababababababababababababababababababababababababababababababab";

#[test]
fn a_registry_that_nobody_touched_says_what_its_journal_tells() {
    let world = world();
    let replay = world.registry().replay().expect("read").expect("whole");
    assert_eq!((replay.differences, replay.unverifiable), (vec![], vec![]));
    assert_eq!(replay.entries, world.registry().journal_head().expect("read").0);
}

#[test]
fn a_row_that_was_changed_behind_its_guards_is_found() {
    for (edit, table, row, field, journal, registry) in EDITS {
        let world = world();
        behind_its_back(&world, edit);
        let opened = Registry::open(world.home(), Access::EXISTING).expect("its schema is whole");
        let differences = opened.replay().expect("read").expect("whole").differences;
        let expected = Difference {
            table,
            row: (*row).to_owned(),
            field,
            journal: journal.map(str::to_owned),
            registry: registry.map(str::to_owned),
        };
        assert!(differences.contains(&expected), "{edit}: {differences:#?}");
        // A row under another name is one too many and one too few.
        assert!(differences.len() <= 2, "{edit}: {differences:#?}");
    }
}

#[test]
fn a_journal_that_was_changed_behind_its_guards_is_found() {
    for edit in [
        "UPDATE journal SET line = replace(line, 'agent', 'autre') WHERE seq = 2",
        "UPDATE journal SET hash = 'x' WHERE seq = 2",
        "UPDATE journal SET prev = 'x' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "DELETE FROM journal",
        "UPDATE journal_head SET hash = 'x'",
        "UPDATE journal_head SET entries = entries - 1",
    ] {
        let world = world();
        behind_its_back(&world, edit);
        let opened = Registry::open(world.home(), Access::EXISTING).expect("its schema is whole");
        opened.replay().expect("read").expect_err(edit);
    }
}

#[test]
fn a_version_that_is_not_known_is_not_vouched_for() {
    let world = world();
    world.raw().pragma_update(None, "user_version", VERSION + 1).expect("newer");
    let opened = Registry::open(world.home(), Access::EXISTING).expect("it can be read");
    assert!(matches!(opened.replay(), Err(RegistryError::Newer { .. })));
}
