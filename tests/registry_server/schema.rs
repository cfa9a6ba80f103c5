//! What is made on a server, and what somebody with the owner's rights changes of it: found when it is opened.

use plis::{
    keys::Role,
    registry::{RegistryError, SchemaDifference, ServerAddress},
};

use crate::{
    cluster::{Cluster, OWNER},
    world::{Deeds as _, World, open},
};

/// What is done to the schema, and the object that is told.
const PLANTED: &[(&str, &str)] = &[
    ("ALTER TABLE key DISABLE TRIGGER key_guard", "changed trigger key_guard"),
    ("DROP TRIGGER journal_guard ON journal", "missing trigger journal_guard"),
    (
        "CREATE FUNCTION forge() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
         CREATE TRIGGER forgery BEFORE INSERT ON key FOR EACH ROW EXECUTE FUNCTION forge()",
        "extra function forge, extra trigger forgery",
    ),
    (
        "CREATE OR REPLACE FUNCTION guard_key() RETURNS trigger LANGUAGE plpgsql SET search_path = plis, pg_temp \
         AS 'BEGIN RETURN OLD; END'",
        "changed function guard_key",
    ),
    ("GRANT EXECUTE ON FUNCTION follow_tombstone() TO PUBLIC", "changed function follow_tombstone"),
    ("CREATE TABLE notes (text TEXT)", "extra table notes"),
    ("CREATE VIEW shadow AS SELECT * FROM key", "extra view shadow"),
    ("ALTER TABLE journal DROP CONSTRAINT journal_prev_key", "missing constraint journal_prev_key"),
    ("CREATE RULE quiet AS ON DELETE TO key DO INSTEAD NOTHING", "changed table key"),
];

fn told(error: &RegistryError) -> String {
    let RegistryError::Schema { differences } = error else { panic!("{error}") };
    let told = differences.iter().map(|difference| match difference {
        SchemaDifference::Extra { object } => format!("extra {object}"),
        SchemaDifference::Missing { object } => format!("missing {object}"),
        SchemaDifference::Changed { object } => format!("changed {object}"),
    });
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn what_is_planted_is_found_when_the_registry_is_opened() {
    for (planted, object) in PLANTED {
        let world = World::new();
        world.registry().with_key("a", Role::Entity);
        world.raw().batch_execute(planted).unwrap_or_else(|error| panic!("{planted}: {error:?}"));
        assert_eq!(told(&open(&world.address(OWNER)).expect_err(planted)), *object, "{planted}");
    }
}

#[test]
fn a_database_without_a_registry_is_none() {
    let cluster = Cluster::shared();
    assert!(matches!(open(&cluster.address(OWNER, "postgres")), Err(RegistryError::NotARegistry)));
}

#[test]
fn a_newer_one_is_read_and_not_written() {
    let world = World::new();
    let key = world.registry().with_key("a", Role::Entity);
    world.raw().batch_execute("UPDATE registry SET version = 9").expect("newer");
    let mut registry = world.registry();
    assert_eq!((registry.version(), registry.is_writable()), (9, false));
    assert_eq!(registry.key("a").expect("read").certificate, key.certificate);
    assert!(matches!(registry.delete(&key), Err(RegistryError::Newer { found: 9, known: 2 })));
}

/// What is planted and can be made anew without the rows; a table, a view and a constraint are for people to look at.
#[test]
fn guards_are_made_anew_when_that_is_asked_for_and_nothing_else_is() {
    for (planted, object) in PLANTED {
        let world = World::new();
        world.registry().with_key("a", Role::Entity);
        let before = world.journal();
        world.raw().batch_execute(planted).unwrap_or_else(|error| panic!("{planted}: {error:?}"));
        let address = ServerAddress::new(&world.address(OWNER)).expect("an address");
        if planted.starts_with("GRANT") {
            // A right: given anew whenever it is made.
            assert!(!address.make().expect(planted));
            world.registry();
            continue;
        }
        assert_eq!(told(&address.make().expect_err(planted)), *object, "{planted}: made");
        assert_eq!(told(&open(&world.address(OWNER)).expect_err(planted)), *object, "{planted}: and left");
        if ["extra table", "extra view", "missing constraint"].iter().any(|kind| object.starts_with(kind)) {
            assert_eq!(told(&address.renew().expect_err(planted)), *object, "{planted}: renewed");
            assert_eq!(
                told(&open(&world.address(OWNER)).expect_err(planted)),
                *object,
                "{planted}: and left"
            );
            continue;
        }
        let renewed = RegistryError::Schema { differences: address.renew().expect(planted) };
        assert_eq!(told(&renewed), *object, "{planted}");
        let mut registry = world.registry();
        assert_eq!(world.journal(), before);
        registry.with_key("b", Role::Entity);
        for forged in ["DELETE FROM key", "UPDATE journal SET line = ''", "TRUNCATE journal"] {
            world.raw().batch_execute(forged).expect_err(forged);
        }
    }
}

/// What was granted by hand to a role of ours goes when its rights are given anew; what it needs is there.
#[test]
fn rights_beyond_a_roles_own_are_taken_back() {
    let world = World::new();
    let key = world.registry().with_key("a", Role::Entity);
    let granted = "GRANT SELECT ON key_file TO plis_reader; GRANT DELETE ON journal TO PUBLIC; \
                   GRANT UPDATE (line) ON journal TO plis_opener; REVOKE SELECT ON key FROM plis_reader";
    world.raw().batch_execute(granted).expect("granted");
    ServerAddress::new(&world.address(OWNER)).expect("an address").make().expect("there");
    let may = "SELECT has_column_privilege('plis_reader', 'key_file', 'octets', 'SELECT') \
               OR has_table_privilege('plis_reader', 'journal', 'DELETE') \
               OR has_column_privilege('plis_opener', 'journal', 'line', 'UPDATE')";
    assert!(!world.raw().query_one(may, &[]).expect("read").get::<_, bool>(0));
    assert_eq!(world.registry_of("reader").key("a").expect("read").certificate, key.certificate);
}
