//! Raw SQL by each role, and by the owner: what would lose a key, or the record of one, is refused.

use plis::{
    keys::Role,
    registry::{
        By, NewPrivate, OpeningEnded, PrivatePlace, ProofResult, RegistryError, RunRecord, ServerFault,
    },
};
use postgres::{Client, NoTls};

use crate::{
    cluster::OWNER,
    world::{Deeds as _, World, at, because, by, furnish, new_key},
};

/// What [`furnish`] gives, its run ended; "late" is gone and may not be purged yet, whatever the day, and the file of
/// "other" took the place of another.
fn world() -> World {
    let world = World::new();
    let mut registry = world.registry();
    let run = furnish(&mut registry);
    let ended = OpeningEnded {
        run: run.id,
        folder: "/depots".to_owned(),
        entries: 1,
        head: run.head,
        opened: 0,
        refused: 0,
        failed: 0,
    };
    registry.opening_ends(&by(), &ended).expect("ended");
    let other = registry.with_key("other", Role::Entity);
    registry.record_proof(&by(), other.id, ProofResult::Mismatch).expect("tried");
    registry.locate_key(&by(), other.id, &NewPrivate::Copy(b"another".to_vec())).expect("replaced");
    let late = registry.with_key("late", Role::Entity);
    let then = By { at: at("2100-01-01T00:00:00Z"), ..by() };
    registry.delete_key(&then, late.id, "late", "late").expect("deleted");
    // As if somebody had set aside what is needed.
    world
        .raw()
        .batch_execute(
            "INSERT INTO tombstone SELECT 98, certificate_id, name, role, entity_id, 0, 'x' FROM key WHERE name = 'a';
             INSERT INTO aside SELECT 98, id, certificate_id, name, role, entity_id, custody, path, state, created_at,
                    retired_at, proved_at, tried_at, tried, 4000000000 FROM key WHERE name = 'a'",
        )
        .expect("set aside");
    world
}

const ATTEMPTS: &[&str] = &[
    // Deleting, plainly and not.
    "DELETE FROM key WHERE name = 'a'",
    "DELETE FROM key WHERE name = 's'",
    "DELETE FROM key",
    "DELETE FROM key WHERE name = 'libre'",
    "DELETE FROM certificate",
    "DELETE FROM certificate_der",
    "DELETE FROM entity",
    "DELETE FROM consultation WHERE reference = 'L'",
    "DELETE FROM consultation WHERE reference = 'E'",
    "TRUNCATE key CASCADE",
    "TRUNCATE journal",
    "TRUNCATE recipient, assignment",
    "TRUNCATE run",
    "TRUNCATE key_file",
    "TRUNCATE aside_file",
    // Key files.
    "DELETE FROM key_file",
    "UPDATE key_file SET octets = 'x'",
    "UPDATE key_file SET fingerprint = (SELECT fingerprint FROM certificate WHERE subject_cn = 'gone') \
     WHERE fingerprint = (SELECT fingerprint FROM certificate WHERE subject_cn = 'a')",
    "DELETE FROM aside_file",
    "UPDATE aside_file SET octets = 'x'",
    "DELETE FROM former_file",
    "UPDATE former_file SET octets = 'x'",
    "TRUNCATE former_file",
    // Taking its place.
    "INSERT INTO key (id, certificate_id, name, folded, role, custody, created_at) \
     SELECT id, (SELECT certificate_id FROM key WHERE name = 'libre'), 'x', 'x', 'entity', 'copy', 0 FROM key WHERE name = 'a' \
     ON CONFLICT (id) DO UPDATE SET certificate_id = excluded.certificate_id",
    "UPDATE key SET folded = 'a' WHERE name = 'libre'",
    "UPDATE key SET id = 1000 WHERE name = 'a'",
    "UPDATE certificate SET not_after = 0",
    "UPDATE certificate_der SET der = 'x'",
    "UPDATE entity SET name = 'autre'",
    // Making it something else.
    "UPDATE key SET certificate_id = (SELECT id FROM certificate WHERE subject_cn = 'gone') WHERE name = 'a'",
    "UPDATE key SET role = 'entity' WHERE name = 's'",
    "UPDATE key SET entity_id = NULL WHERE name = 's'",
    "UPDATE key SET custody = 'certificate' WHERE name = 'a'",
    "UPDATE key SET custody = 'reference', path = '/tmp/x' WHERE name = 'a'",
    "UPDATE key SET state = 'active', retired_at = NULL WHERE name = 'r'",
    // Untying it.
    "DELETE FROM assignment WHERE consultation_id = (SELECT id FROM consultation WHERE reference = 'L')",
    "DELETE FROM assignment WHERE consultation_id = (SELECT id FROM consultation WHERE reference = 'C')",
    "UPDATE assignment SET lot = '1'",
    "INSERT INTO assignment (consultation_id, certificate_id) SELECT consultation.id, key.certificate_id \
     FROM consultation, key WHERE reference = 'L' AND key.name = 'libre'",
    "INSERT INTO assignment (consultation_id, certificate_id) SELECT consultation.id, key.certificate_id \
     FROM consultation, key WHERE reference = 'D' AND key.name = 's'",
    "DELETE FROM recipient",
    "DELETE FROM recipient WHERE role = 'emergency'",
    "UPDATE recipient SET name = 'x'",
    "INSERT INTO recipient SELECT consultation.id, key.certificate_id, 'entity', 'x' FROM consultation, key \
     WHERE reference = 'L' AND key.name = 'libre'",
    "INSERT INTO recipient SELECT consultation.id, key.certificate_id, 'emergency', 'x' FROM consultation, key \
     WHERE reference = 'D' AND key.name = 'libre'",
    // Going back.
    "UPDATE consultation SET state = 'draft', launched_at = NULL WHERE reference = 'L'",
    "UPDATE consultation SET state = 'launched', closed_at = NULL WHERE reference = 'C'",
    "UPDATE consultation SET state = 'draft', launched_at = NULL, closed_at = NULL, close_reason = NULL WHERE reference = 'C'",
    "UPDATE consultation SET closed_at = 1 WHERE reference = 'C'",
    "UPDATE consultation SET deadline = deadline - 1 WHERE reference = 'L'",
    "UPDATE consultation SET deadline = deadline + 1 WHERE reference = 'C'",
    "UPDATE consultation SET zone = 'UTC' WHERE reference = 'L'",
    "UPDATE consultation SET title = 'x' WHERE reference = 'L'",
    "UPDATE consultation SET launch_reason = 'x' WHERE reference = 'L'",
    "UPDATE consultation SET reference = 'X' WHERE reference = 'D'",
    "UPDATE consultation SET id = 1000 WHERE reference = 'E'",
    "INSERT INTO consultation (reference, folded, entity_id, deadline, zone, state, created_at, launched_at) \
     VALUES ('N', 'n', 1, 0, 'UTC', 'launched', 0, 0)",
    // Launching nothing.
    "UPDATE consultation SET state = 'launched', launched_at = 0 WHERE reference = 'E'",
    // Closing in silence.
    "UPDATE consultation SET state = 'closed', closed_at = 0 WHERE reference = 'L'",
    "UPDATE consultation SET state = 'closed', closed_at = 4000000000, close_reason = ' ' WHERE reference = 'D'",
    "UPDATE consultation SET close_reason = 'x' WHERE reference = 'C'",
    "UPDATE consultation SET close_reason = 'x' WHERE reference = 'D'",
    "DELETE FROM run",
    "UPDATE run SET consultation_id = 1",
    "UPDATE run SET id = 'deux'",
    "UPDATE run SET folder = '/ailleurs'",
    "UPDATE run SET head = 'x'",
    // The journal.
    "DELETE FROM journal",
    "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
    "UPDATE journal SET line = replace(line, 'agent', 'autre')",
    "INSERT INTO journal (seq, hash, prev, line) VALUES (1000, 'h', 'p', 'l')",
    "INSERT INTO journal (seq, hash, prev, line) SELECT seq + 1, 'h', prev, 'l' FROM journal ORDER BY seq DESC LIMIT 1",
    "INSERT INTO journal (seq, hash, prev, line) SELECT entries, 'h', hash, 'l' FROM journal_head",
    "INSERT INTO journal (seq, hash, prev, line) SELECT entries + 1, 'h', hash, \
     json_build_object('seq', entries, 'prev', hash, 'hash', 'h')::text FROM journal_head",
    "INSERT INTO journal (seq, hash, prev, line) SELECT entries + 1, 'h', hash, \
     json_build_object('seq', entries + 1, 'prev', 'p', 'hash', 'h')::text FROM journal_head",
    "INSERT INTO journal (seq, hash, prev, line) SELECT entries + 1, 'h', hash, \
     json_build_object('seq', entries + 1, 'prev', hash, 'hash', 'i')::text FROM journal_head",
    "INSERT INTO journal (seq, hash, prev, line) SELECT entries + 1, 'h', hash, '{}' FROM journal_head",
    "INSERT INTO journal (seq, hash, prev, line, op_id) SELECT entries + 1, 'h', hash, \
     json_build_object('seq', entries + 1, 'prev', hash, 'hash', 'h')::text, \
     (SELECT max(op_id) FROM journal) FROM journal_head",
    "DELETE FROM journal_head",
    "INSERT INTO journal_head VALUES (1, 0, 'x')",
    "UPDATE journal_head SET entries = entries - 1",
    "UPDATE journal_head SET entries = entries + 1, hash = 'x'",
    "UPDATE tombstone SET name = 'x'",
    "UPDATE tombstone SET purged_at = 4000000000 WHERE name = 'back'",
    "UPDATE tombstone SET purged_at = deleted_at + 86400 * 89 WHERE name = 'gone'",
    "UPDATE tombstone SET purged_at = 4200000000 WHERE name = 'late'",
    "UPDATE tombstone SET restored_at = 0 WHERE name = 'gone'",
    "INSERT INTO key (certificate_id, name, folded, role, custody, created_at) \
     SELECT certificate_id, name, name, role, 'certificate', 0 FROM aside WHERE name = 'gone'; \
     UPDATE tombstone SET restored_at = 0 WHERE name = 'gone'",
    "DELETE FROM tombstone",
    // Setting aside for less than its time.
    "INSERT INTO tombstone (id, certificate_id, name, role, entity_id, deleted_at, deleted_by) \
     SELECT 99, certificate_id, name, role, entity_id, 4000000000, 'x' FROM key WHERE name = 'libre'; \
     INSERT INTO aside SELECT 99, id, certificate_id, name, role, entity_id, custody, path, state, created_at, \
     retired_at, proved_at, tried_at, tried, 4000000000 + 86400 * 89 FROM key WHERE name = 'libre'",
    "DELETE FROM aside",
    "UPDATE aside SET until = 0",
];

/// Everything that must stay, as text.
fn state(raw: &mut Client) -> Vec<String> {
    let mut state = Vec::new();
    for table in [
        "entity",
        "certificate",
        "certificate_der",
        "chain",
        "key",
        "key_file",
        "former_file",
        "tombstone",
        "aside",
        "aside_file",
        "consultation",
        "assignment",
        "recipient",
        "run",
        "stranger",
        "journal",
        "journal_head",
    ] {
        let rows = format!("SELECT '{table} ' || t::text FROM {table} t ORDER BY 1");
        state.extend(raw.query(&rows, &[]).expect("read").iter().map(|row| row.get::<_, String>(0)));
    }
    state
}

fn connected(world: &World, user: &str) -> Client {
    let mut raw = Client::connect(&world.address(user), NoTls).expect("connected");
    raw.batch_execute("SET search_path = plis").expect("set");
    raw
}

#[test]
fn raw_sql_that_would_lose_a_key_is_refused_to_everybody() {
    let world = world();
    let before = state(&mut world.raw());
    for user in ["reader", "opener", "admin", OWNER] {
        let mut raw = connected(&world, user);
        for attempt in ATTEMPTS {
            let error = raw.batch_execute(attempt).expect_err(&format!("{user}: {attempt}"));
            let code = error.code().map(|code| code.code().to_owned()).unwrap_or_default();
            // A guard's own word, a constraint, or no right to it.
            let known = code == "P0001"
                || code.starts_with("23")
                || (code == "42501" && user != OWNER)
                || code == "428C9";
            assert!(known, "{user}: {attempt}: {error:?}");
        }
        assert_eq!(state(&mut world.raw()), before, "{user}");
    }
    let registry = world.registry();
    assert_eq!(registry.check().expect("read"), Vec::<String>::new());
    registry.verify_journal().expect("read").expect("whole");
}

/// Without any one of the guards, one of the attempts succeeds: none is there for nothing, and none is untried.
#[test]
fn every_guard_is_needed() {
    let world = world();
    let mut raw = world.raw();
    let guards = "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid \
                  WHERE relnamespace = 'plis'::regnamespace AND NOT tgisinternal AND tgname LIKE '%guard'";
    let guards: Vec<(String, String)> =
        raw.query(guards, &[]).expect("read").iter().map(|row| (row.get(0), row.get(1))).collect();
    let before = state(&mut raw);
    let mut useless = Vec::new();
    for (guard, table) in &guards {
        let changes = |attempt: &&str| {
            raw.batch_execute("BEGIN").expect("begun");
            raw.batch_execute(&format!("ALTER TABLE {table} DISABLE TRIGGER {guard}")).expect("disabled");
            let done = raw.batch_execute(attempt).is_ok();
            let changed = done && state(&mut raw) != before;
            raw.batch_execute("ROLLBACK").expect("rolled back");
            changed
        };
        // The ends of the chain are unique, and its head is compared with them: two stand where one would do. Nothing is
        // in these tables.
        if !["journal_head_guard", "chain_guard"].contains(&guard.as_str()) && !ATTEMPTS.iter().any(changes) {
            useless.push(guard);
        }
    }
    assert_eq!((guards.len(), useless), (16, Vec::new()));
}

#[test]
fn each_role_does_what_it_is_for_and_no_more() {
    let world = world();
    let mut admin = world.registry_of("admin");
    let key = admin.add_key(&by(), &new_key("nouvelle", Role::Entity, Some("Ville"))).expect("added");
    admin.rename_key(&by(), key.id, "autre").expect("renamed");
    let draft = admin.draft("N");
    admin.assign(&by(), draft.id, &[key.id], None, None).expect("assigned");
    let launched = admin.launch(&because("test"), draft.id).expect("launched").consultation;
    admin.shut(launched.id).expect("closed");
    admin.delete(&key).expect("deleted");
    admin.restore_key(&by(), "autre", None).expect("restored");

    let mut opener = world.registry_of("opener");
    let key = opener.key("a").expect("read");
    assert_eq!(*opener.private(&key).expect("read").read().expect("there"), b"private a");
    opener.record_proof(&by(), key.id, ProofResult::Proved).expect("tried");
    let run = RunRecord {
        id: "deux".to_owned(),
        at: at("2026-06-02T10:00:00Z"),
        folder: "/depots".into(),
        head: "cd".repeat(32),
    };
    opener.record_run(&by(), launched.id, &run, &[]).expect("recorded");
    let denied =
        |error: &RegistryError| matches!(error, RegistryError::Server { fault: ServerFault::Denied, .. });
    assert!(denied(&opener.retire_key(&by(), key.id).expect_err("not an opener's")));
    assert!(denied(&opener.add_key(&by(), &new_key("x", Role::Entity, None)).expect_err("not an opener's")));

    let mut reader = world.registry_of("reader");
    assert!(!reader.is_writable());
    let snapshot = reader.snapshot().expect("an audit reads it");
    assert!(snapshot.keys.iter().any(|key| &*key.name == "autre"));
    reader.replay().expect("read").expect("whole");
    assert!(denied(&reader.private(&key).expect_err("not a reader's")));
    // That there is a file may be known.
    assert_eq!(reader.place(&key).expect("read"), PrivatePlace::Kept);
    let draft = reader.consultation("D").expect("read");
    reader.launch_problems(&by(), draft.id).expect("read");
    assert!(matches!(reader.record_proof(&by(), key.id, ProofResult::Proved), Err(RegistryError::ReadOnly)));
    // But for what was set aside in no entry, the tables say what the journal tells.
    let differences = world.registry().replay().expect("read").expect("whole").differences;
    assert!(differences.iter().all(|one| one.row == "a" && one.journal.is_none()), "{differences:?}");
}

#[test]
fn a_purged_key_leaves_no_file() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    registry.record_proof(&by(), key.id, ProofResult::Mismatch).expect("tried");
    registry.locate_key(&by(), key.id, &NewPrivate::Copy(b"another".to_vec())).expect("replaced");
    // Before the clock of whatever machine this is.
    let then = By { at: at("2020-01-01T09:00:00Z"), ..by() };
    registry.delete_key(&then, key.id, "a", "a").expect("deleted");
    assert_eq!(world.copies(), 0);
    let kept = registry.set_aside().expect("read");
    assert!(kept[0].is_copy && !kept[0].is_missing && kept[0].file.is_none());
    let files = |table: &str| -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        world.raw().query_one(&count, &[]).expect("read").get(0)
    };
    assert_eq!((files("aside_file"), files("former_file")), (1, 1));
    let later = By { at: at("2020-04-01T09:00:00Z"), ..by() };
    registry.purge_key(&later, "a", Some("a")).expect("purged");
    assert_eq!((files("aside_file"), files("former_file")), (0, 0));
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

/// What the functions that run by the owner's right would be called for, if anybody could call them for a table of theirs:
/// the conversion of a value whose type is theirs too.
#[test]
fn nobody_runs_anything_by_the_owners_right() {
    let world = World::new();
    world.registry();
    let planted = "CREATE TYPE pg_temp.theirs AS (number BIGINT);
        CREATE FUNCTION pg_temp.converted(pg_temp.theirs) RETURNS BIGINT LANGUAGE plpgsql AS
            $$ BEGIN UPDATE plis.registry SET version = 9; RETURN 1; END $$;
        CREATE CAST (pg_temp.theirs AS BIGINT) WITH FUNCTION pg_temp.converted(pg_temp.theirs) AS IMPLICIT;
        CREATE TABLE pg_temp.here (id pg_temp.theirs, seq pg_temp.theirs, hash TEXT, fingerprint TEXT, octets BYTEA,
            restored_at BIGINT, purged_at BIGINT, certificate_id BIGINT);
        INSERT INTO pg_temp.here VALUES (ROW (1), ROW (1))";
    for function in ["follow_tombstone", "follow_journal", "follow_key_file"] {
        let attack = |user: &str| {
            let mut raw = connected(&world, user);
            raw.batch_execute(planted).expect("a database whose owner did not think of it");
            let called = format!(
                "CREATE TRIGGER follows AFTER UPDATE ON pg_temp.here FOR EACH ROW EXECUTE FUNCTION {function}(); \
                 UPDATE pg_temp.here SET hash = 'x'"
            );
            let error = raw.batch_execute(&called).expect_err(function);
            error.code().map(|code| code.code().to_owned())
        };
        for user in ["reader", "opener", "admin"] {
            assert_eq!(attack(user).as_deref(), Some("42501"), "{user}: {function}");
        }
        // Nor where somebody gave that right away.
        world
            .raw()
            .batch_execute(&format!("GRANT EXECUTE ON FUNCTION {function}() TO PUBLIC"))
            .expect("given");
        assert_eq!(attack("reader").as_deref(), Some("P0001"), "{function}");
        world
            .raw()
            .batch_execute(&format!("REVOKE EXECUTE ON FUNCTION {function}() FROM PUBLIC"))
            .expect("taken");
    }
    assert_eq!(world.registry().version(), 2);
    let may = "SELECT has_database_privilege('reader', 'model', 'TEMPORARY')";
    assert!(!world.raw().query_one(may, &[]).expect("read").get::<_, bool>(0), "tables of their own");
}

/// A transaction that looks at what was there when it began does not see what needs a key by now.
#[test]
fn a_guard_looks_at_what_is_there_now() {
    let world = world();
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        let mut raw = connected(&world, "admin");
        raw.batch_execute(&format!("BEGIN ISOLATION LEVEL {level}; SELECT FROM key")).expect("begun");
        let mut registry = world.registry();
        let name = format!("needed {level}");
        let key = registry.key("libre").expect("there");
        registry.launched(&name, &[&key]);
        let error = raw.batch_execute("DELETE FROM key WHERE name = 'libre'").expect_err(level);
        let said = error.as_db_error().expect("its word").message().to_owned();
        assert!(said.contains("READ COMMITTED"), "{level}: {said}");
    }
}

/// What an administrator says of a key makes its file replaceable, and no more than that.
#[test]
fn a_file_that_was_replaced_is_kept() {
    let world = world();
    let mut raw = connected(&world, "admin");
    raw.batch_execute(
        "UPDATE key SET tried = 'mismatch', tried_at = 1 WHERE name = 'a'; UPDATE key_file SET octets = 'x' \
         WHERE fingerprint = (SELECT fingerprint FROM certificate WHERE subject_cn = 'a')",
    )
    .expect("replaced");
    let kept = "SELECT former_file.octets FROM former_file JOIN certificate USING (fingerprint) WHERE subject_cn = 'a'";
    let kept: Vec<u8> = world.raw().query_one(kept, &[]).expect("kept").get(0);
    assert_eq!(kept, b"private a");
}
