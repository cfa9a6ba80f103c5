//! The invariants are in the database: raw SQL that breaks them is refused, with or without foreign keys.

use plis::{keys::Role, registry::Registry};
use rusqlite::ErrorCode;

use crate::world::{World, by, furnish};

/// What [`furnish`] gives, and "a" set aside.
fn world() -> (World, Registry) {
    let world = World::new();
    let mut registry = world.registry();
    furnish(&mut registry);
    // As if somebody had set aside what is needed.
    world
        .raw()
        .execute_batch(
            "INSERT INTO tombstone SELECT 98, certificate_id, name, role, entity_id, 0, 'x', NULL, NULL, NULL \
               FROM key WHERE name = 'a';
             INSERT INTO aside SELECT 98, id, certificate_id, name, role, entity_id, custody, path, state, created_at, \
                    retired_at, proved_at, tried_at, tried, 4000000000 FROM key WHERE name = 'a'",
        )
        .expect("set aside");
    (world, registry)
}

/// What would lose a key, or the record of one.
const ATTEMPTS: &[&str] = &[
    // Deleting, plainly and not.
    "DELETE FROM key WHERE name = 'a'",
    "DELETE FROM key WHERE name = 's'",
    "DELETE FROM key",
    "DELETE FROM certificate",
    "DELETE FROM certificate_der",
    "DELETE FROM entity",
    "DELETE FROM consultation WHERE reference = 'L'",
    "DELETE FROM consultation WHERE reference = 'C'",
    "DELETE FROM consultation WHERE reference = 'D'",
    // Taking its place.
    "INSERT OR REPLACE INTO key (id, certificate_id, name, folded, role, custody, created_at) \
     SELECT id, (SELECT certificate_id FROM key WHERE name = 'libre'), 'x', 'x', 'entity', 'copy', 0 \
     FROM key WHERE name = 'a'",
    "REPLACE INTO key (certificate_id, name, folded, role, custody, created_at) \
     SELECT certificate_id, 'x', 'x', 'entity', 'certificate', 0 FROM key WHERE name = 'a'",
    "REPLACE INTO key (certificate_id, name, folded, role, custody, created_at) \
     VALUES (999, 'A', 'a', 'entity', 'certificate', 0)",
    "UPDATE OR REPLACE key SET folded = 'a' WHERE name = 'libre'",
    "UPDATE OR REPLACE key SET id = (SELECT id FROM key WHERE name = 'a') WHERE name = 'libre'",
    "UPDATE OR REPLACE key SET certificate_id = (SELECT certificate_id FROM key WHERE name = 'a') \
     WHERE name = 'libre'",
    "REPLACE INTO certificate SELECT id, fingerprint, public_key, subject_cn, issuer_cn, serial, ski, not_before, 0, \
     bits, exponent, key_usage, sha1 FROM certificate",
    "REPLACE INTO certificate_der SELECT certificate_id, x'00' FROM certificate_der",
    "REPLACE INTO consultation SELECT * FROM consultation WHERE reference = 'L'",
    "REPLACE INTO entity SELECT id, name || 'x', folded FROM entity",
    // Making it something else.
    "UPDATE key SET certificate_id = (SELECT certificate_id FROM key WHERE name = 'libre') WHERE name = 'a'",
    "UPDATE key SET role = 'entity' WHERE name = 's'",
    "UPDATE key SET entity_id = NULL WHERE name = 's'",
    "UPDATE key SET custody = 'certificate' WHERE name = 'a'",
    "UPDATE key SET custody = 'reference', path = '/tmp/x' WHERE name = 'a'",
    "UPDATE certificate SET not_after = 0",
    "UPDATE certificate_der SET der = x'00'",
    "UPDATE entity SET name = 'autre'",
    // Untying it.
    "DELETE FROM assignment WHERE consultation_id = (SELECT id FROM consultation WHERE reference = 'L')",
    "DELETE FROM assignment WHERE consultation_id = (SELECT id FROM consultation WHERE reference = 'C')",
    "UPDATE assignment SET certificate_id = 999",
    "UPDATE assignment SET lot = '1'",
    "INSERT INTO assignment (consultation_id, certificate_id) \
     SELECT consultation.id, key.certificate_id FROM consultation, key \
     WHERE reference = 'L' AND key.name = 'libre'",
    "REPLACE INTO assignment SELECT * FROM assignment \
     WHERE consultation_id = (SELECT id FROM consultation WHERE reference = 'L')",
    "DELETE FROM recipient",
    "DELETE FROM recipient WHERE role = 'emergency'",
    "UPDATE recipient SET role = 'entity'",
    "UPDATE recipient SET name = 'x'",
    "REPLACE INTO recipient SELECT * FROM recipient",
    "INSERT INTO recipient SELECT consultation.id, key.certificate_id, 'entity', 'x' FROM consultation, key \
     WHERE reference = 'L' AND key.name = 'libre'",
    // Going back.
    "UPDATE consultation SET state = 'draft', launched_at = NULL WHERE reference = 'L'",
    "UPDATE consultation SET state = 'launched', closed_at = NULL WHERE reference = 'C'",
    "UPDATE consultation SET state = 'draft', launched_at = NULL, closed_at = NULL WHERE reference = 'C'",
    "UPDATE consultation SET deadline = deadline - 1 WHERE reference = 'L'",
    "UPDATE consultation SET deadline = deadline + 1 WHERE reference = 'C'",
    "UPDATE consultation SET entity_id = 99 WHERE reference = 'L'",
    "UPDATE consultation SET zone = 'UTC' WHERE reference = 'L'",
    "UPDATE consultation SET reference = 'X' WHERE reference = 'D'",
    "UPDATE OR REPLACE consultation SET id = (SELECT id FROM consultation WHERE reference = 'L') \
     WHERE reference = 'D'",
    "INSERT INTO consultation (reference, folded, entity_id, deadline, zone, state, created_at, launched_at) \
     VALUES ('N', 'n', 1, 0, 'UTC', 'launched', 0, 0)",
    "UPDATE key SET state = 'active', retired_at = NULL WHERE name = 'r'",
    // Launching nothing.
    "UPDATE consultation SET state = 'launched', launched_at = 0 WHERE reference = 'E'",
    // The journal.
    "DELETE FROM journal",
    "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
    "UPDATE journal SET line = replace(line, 'agent', 'autre')",
    "REPLACE INTO journal SELECT seq, hash, prev, line || ' ' FROM journal",
    "INSERT INTO journal (seq, hash, prev, line) VALUES (1000, 'h', 'p', 'l')",
    "INSERT INTO journal (hash, prev, line) SELECT 'h', hash, 'l' FROM journal_head",
    "DELETE FROM journal_head",
    "REPLACE INTO journal_head VALUES (1, 0, 'x')",
    "UPDATE journal_head SET entries = entries - 1",
    "UPDATE tombstone SET name = 'x'",
    "UPDATE tombstone SET purged_at = 4000000000 WHERE name = 'back'",
    "UPDATE tombstone SET purged_at = deleted_at + 86400 * 89 WHERE name = 'gone'",
    "DELETE FROM aside",
    "UPDATE aside SET until = 0",
    "REPLACE INTO aside SELECT tombstone_id, key_id, certificate_id, 'x', role, entity_id, custody, path, state, \
     created_at, retired_at, proved_at, tried_at, tried, 0 FROM aside",
    "DELETE FROM key WHERE name = 'libre'",
    // Closing in silence.
    "UPDATE consultation SET state = 'closed', closed_at = 0 WHERE reference = 'L'",
    "UPDATE consultation SET state = 'closed', closed_at = 4000000000, close_reason = ' ' WHERE reference = 'D'",
    "UPDATE consultation SET close_reason = 'x' WHERE reference = 'C'",
    "DELETE FROM run",
    "UPDATE run SET consultation_id = 1",
    "REPLACE INTO run SELECT id, consultation_id, 0, folder, head FROM run",
    "DELETE FROM tombstone",
    "REPLACE INTO tombstone SELECT id, certificate_id, 'x', role, entity_id, 0, '', '', NULL, NULL FROM tombstone",
];

/// Everything that must stay, as text.
fn state(raw: &rusqlite::Connection) -> Vec<String> {
    let mut state = Vec::new();
    for query in [
        "SELECT 'key', id, certificate_id, name, role, entity_id, state FROM key ORDER BY id",
        "SELECT 'cons', id, reference, deadline, entity_id, state, launched_at FROM consultation ORDER BY id",
        "SELECT 'asg', consultation_id, certificate_id, envelope, lot, 0, 0 FROM assignment ORDER BY 2, 3, 4, 5",
        "SELECT 'rec', consultation_id, certificate_id, role, name, 0, 0 FROM recipient ORDER BY 2, 3",
        "SELECT 'file', id, custody, path, retired_at, created_at, 0 FROM key ORDER BY id",
        "SELECT 'ent', id, name, folded, 0, 0, 0 FROM entity ORDER BY id",
        "SELECT 'cert', id, fingerprint, not_after, der, 0, 0 FROM certificate \
         LEFT JOIN certificate_der ON certificate_id = id ORDER BY 2",
        "SELECT 'tomb', id, certificate_id, name, deleted_at, reason, purged_at FROM tombstone ORDER BY 2",
        "SELECT 'side', tombstone_id, key_id, name, until, 0, 0 FROM aside ORDER BY 2",
        "SELECT 'run', id, consultation_id, at, folder, head, 0 FROM run ORDER BY 2",
        "SELECT 'why', id, close_reason, 0, 0, 0, 0 FROM consultation ORDER BY 2",
        "SELECT 'jrnl', seq, hash, line, 0, 0, 0 FROM journal ORDER BY 2",
        "SELECT 'head', id, entries, hash, 0, 0, 0 FROM journal_head",
    ] {
        let mut statement = raw.prepare(query).expect("a query");
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("row") {
            let cells: Vec<String> =
                (0..7).map(|cell| format!("{:?}", row.get_ref(cell).expect("cell"))).collect();
            state.push(cells.join(" "));
        }
    }
    state
}

#[test]
fn raw_sql_that_would_lose_a_key_is_refused() {
    let (world, registry) = world();
    for (foreign_keys, recursive) in [(false, false), (true, false), (false, true), (true, true)] {
        let raw = world.raw();
        raw.pragma_update(None, "foreign_keys", foreign_keys).expect("pragma");
        raw.pragma_update(None, "recursive_triggers", recursive).expect("pragma");
        let before = state(&raw);
        for attempt in ATTEMPTS {
            let error = raw.execute_batch(attempt).expect_err(attempt);
            assert_eq!(error.sqlite_error_code(), Some(ErrorCode::ConstraintViolation), "{attempt}: {error}");
            assert_eq!(state(&raw), before, "{attempt}");
        }
        // Checks can be turned off; the triggers stand.
        raw.pragma_update(None, "ignore_check_constraints", true).expect("pragma");
        for attempt in ATTEMPTS {
            let _ = raw.execute_batch(attempt);
        }
        assert_eq!(state(&raw), before);
    }
    assert_eq!(registry.check().expect("read"), Vec::<String>::new());
    registry.verify_journal().expect("read").expect("whole");
}

/// Without any one of the triggers, one of the attempts succeeds: none is there for nothing, and none is untried.
#[test]
fn every_trigger_is_needed() {
    let (world, registry) = world();
    drop(registry);
    let raw = world.raw();
    let triggers: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut triggers| triggers.query_map([], |row| row.get(0))?.collect())
        .expect("triggers");
    let before = state(&raw);
    let mut useless = Vec::new();
    for trigger in &triggers {
        let changes = |attempt: &&str| {
            raw.execute_batch("SAVEPOINT attempt").expect("savepoint");
            raw.execute_batch(&format!("DROP TRIGGER {trigger}")).expect("dropped");
            let done = raw.execute_batch(attempt);
            let changed = done.is_ok() && (state(&raw) != before);
            raw.execute_batch("ROLLBACK TO attempt; RELEASE attempt").expect("rolled back");
            changed
        };
        // This one keeps the head, which the others compare with.
        if trigger != "journal_append" && !ATTEMPTS.iter().any(changes) {
            useless.push(trigger);
        }
    }
    assert_eq!(triggers.len(), 47);
    assert_eq!(useless, Vec::<&String>::new());
}

#[test]
fn raw_sql_that_breaks_nothing_is_not_refused() {
    let (world, registry) = world();
    let raw = world.raw();
    for allowed in [
        "UPDATE key SET name = 'b', folded = 'b' WHERE name = 'a'",
        "UPDATE key SET state = 'retired', retired_at = 0 WHERE name = 'libre'",
        "UPDATE consultation SET deadline = deadline + 60, title = 'x' WHERE reference = 'D'",
        "DELETE FROM assignment WHERE consultation_id = (SELECT id FROM consultation WHERE reference = 'D')",
        "UPDATE consultation SET state = 'closed', closed_at = 0, close_reason = 'x' WHERE reference IN ('D', 'E')",
        "UPDATE consultation SET state = 'closed', closed_at = 4000000000, close_reason = 'x' WHERE reference = 'L'",
        "INSERT INTO tombstone SELECT 1000 + id, certificate_id, name, role, entity_id, 0, 'x', NULL, NULL, NULL FROM key",
        "INSERT INTO aside SELECT 1000 + id, id, certificate_id, name, role, entity_id, custody, path, state, \
         created_at, retired_at, proved_at, tried_at, tried, 0 FROM key WHERE id NOT IN (SELECT key_id FROM aside)",
        "DELETE FROM key",
        "UPDATE tombstone SET purged_at = 1 WHERE id IN (SELECT tombstone_id FROM aside WHERE tombstone_id > 1000)",
        "DELETE FROM aside WHERE tombstone_id > 1000",
    ] {
        raw.execute_batch(allowed).unwrap_or_else(|error| panic!("{allowed}: {error}"));
    }
    drop(registry);
}

#[test]
fn a_launch_in_raw_sql_copies_the_same_recipients() {
    let (world, mut registry) = world();
    let everyone = crate::world::new_key("tous", Role::Emergency, None);
    registry.add_key(&by(), &everyone).expect("added");
    let draft = registry.consultation("D").expect("read");
    let foreseen = registry.recipients(draft.id).expect("read");
    let raw = world.raw();
    // What somebody wrote there beforehand does not count.
    raw.execute_batch(
        "INSERT INTO recipient SELECT consultation.id, key.certificate_id, 'entity', 'x' FROM consultation, key \
         WHERE reference = 'D' AND key.name = 'libre';
         UPDATE consultation SET state = 'launched', launched_at = 0 WHERE reference = 'D'",
    )
    .expect("launched");
    let recipients = registry.recipients(draft.id).expect("read");
    assert_eq!(recipients, foreseen);
    let names: Vec<_> = recipients.iter().map(|recipient| recipient.name.as_str()).collect();
    assert_eq!(names, ["a", "s", "tous"]);
}

#[test]
fn a_changed_journal_is_found() {
    let edits = [
        "UPDATE journal SET line = replace(line, 'agent', 'autre') WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 3",
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "UPDATE journal SET line = (SELECT line FROM journal WHERE seq = 2) WHERE seq = 3",
        "DELETE FROM journal",
    ];
    for edit in edits {
        let (world, registry) = world();
        registry.verify_journal().expect("read").expect("whole");
        let raw = world.raw();
        // Whoever owns the file can do anything to it; that it was done is seen.
        for trigger in ["journal_update", "journal_delete"] {
            raw.execute_batch(&format!("DROP TRIGGER {trigger}")).expect("dropped");
        }
        raw.execute_batch(edit).expect(edit);
        let damage = registry.verify_journal().expect("read").expect_err(edit);
        assert!(damage.line > 0, "{edit}");
    }
}
