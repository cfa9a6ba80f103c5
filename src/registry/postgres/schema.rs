//! The schema on a server: made once, by whoever owns the database, and held to what it should be whenever it is opened.

use std::collections::BTreeMap;

use super::{LOCK, client::Client};
use crate::{
    crypto::{hex, sha256},
    journal::GENESIS,
    registry::{
        VERSION,
        error::{RegistryError, SchemaDifference},
    },
};

const TABLES: &str = include_str!("schema/tables.sql");
const GUARDS: &str = include_str!("schema/guards.sql");
const ROLES: &str = include_str!("schema/roles.sql");
const BARE: &str = include_str!("schema/bare.sql");

/// Begins to make or to change it, when nobody else changes the registry. After an error the connection is of no more use:
/// what was begun goes with it.
pub(super) fn begin(client: &mut Client) -> Result<(), RegistryError> {
    client.batch("BEGIN")?;
    client.batch(LOCK)
}

/// Makes the schema, its guards and its roles within what was begun; one that is there gets the roles and their rights
/// anew.
pub(super) fn within(client: &mut Client) -> Result<bool, RegistryError> {
    let found = "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'plis')";
    let is_there: bool = client.row(found, &[])?.get(0);
    if !is_there {
        client.batch("CREATE SCHEMA plis")?;
    }
    client.batch("SET LOCAL search_path = plis, pg_temp")?;
    if !is_there {
        client.batch(TABLES)?;
        client.batch(GUARDS)?;
        client.batch(&format!(
            "INSERT INTO registry (id, version) VALUES (1, {VERSION}); \
             INSERT INTO journal_head (id, entries, hash) VALUES (1, 0, '{GENESIS}')"
        ))?;
    }
    client.batch(ROLES)?;
    Ok(!is_there)
}

/// Takes away every guard there is, whoever made it, and makes those that should be there.
pub(super) fn renew(client: &mut Client) -> Result<(), RegistryError> {
    client.batch("SET LOCAL search_path = plis, pg_temp")?;
    client.batch(BARE)?;
    client.batch(GUARDS)?;
    client.batch(ROLES)
}

/// Its version; `None` where there is none.
pub(super) fn version(client: &mut Client) -> Result<Option<i32>, RegistryError> {
    let found = "SELECT pg_catalog.to_regclass('plis.registry') IS NOT NULL";
    if !client.row(found, &[])?.get::<_, bool>(0) {
        return Ok(None);
    }
    let version = client.row("SELECT version FROM plis.registry", &[])?;
    Ok(Some(i32::try_from(version.get::<_, i64>(0)).unwrap_or(i32::MAX)))
}

/// What guards a registry, as the catalogue tells it in words that do not change from one version of PostgreSQL to the
/// next: functions by their text and whether everybody may run them, triggers by what they are on, when they fire, and what
/// they call; tables and views.
const CATALOGUE: &str = "\
    SELECT 'function ' || proname, prosrc || ' ' || prosecdef::text || ' ' || coalesce(array_to_string(proconfig, ';'), '') \
           || ' ' || EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(proacl, pg_catalog.acldefault('f', proowner))) \
                              WHERE grantee = 0)::text \
      FROM pg_catalog.pg_proc WHERE pronamespace = 'plis'::pg_catalog.regnamespace \
    UNION ALL \
    SELECT 'trigger ' || tgname, relname || ' ' || tgtype::text || ' ' || tgenabled::text || ' ' || proname || ' ' \
           || (tgqual IS NULL)::text \
      FROM pg_catalog.pg_trigger JOIN pg_catalog.pg_class ON pg_class.oid = tgrelid \
      JOIN pg_catalog.pg_proc ON pg_proc.oid = tgfoid \
     WHERE relnamespace = 'plis'::pg_catalog.regnamespace AND NOT tgisinternal \
    UNION ALL \
    SELECT CASE relkind WHEN 'v' THEN 'view ' WHEN 'r' THEN 'table ' ELSE 'relation ' END || relname, \
           relkind::text || ' ' || relrowsecurity::text || ' ' || EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE ev_class = pg_class.oid)::text \
      FROM pg_catalog.pg_class \
     WHERE relnamespace = 'plis'::pg_catalog.regnamespace AND relkind NOT IN ('i', 'S', 't') \
    UNION ALL \
    SELECT 'constraint ' || conname, relname || ' ' || contype::text || ' ' || convalidated::text \
      FROM pg_catalog.pg_constraint JOIN pg_catalog.pg_class ON pg_class.oid = conrelid \
     WHERE relnamespace = 'plis'::pg_catalog.regnamespace AND contype <> 'n'";

/// Every object of the catalogue and SHA-256 of what it says, of a schema as it is made.
const EXPECTED: &str = include_str!("schema/catalogue.txt");

/// Holds the schema to what it should be, with nothing beside it: a trigger that somebody took away or added decides what
/// the registry sees and keeps.
pub(super) fn verify(client: &mut Client) -> Result<(), RegistryError> {
    let differences = differences(client)?;
    if differences.is_empty() { Ok(()) } else { Err(RegistryError::Schema { differences }) }
}

/// What is not as it should be.
pub(super) fn differences(client: &mut Client) -> Result<Vec<SchemaDifference>, RegistryError> {
    let expected = EXPECTED.lines().filter_map(|line| line.split_once('\t'));
    let expected = expected.map(|(object, said)| (object.to_owned(), said.to_owned())).collect();
    Ok(SchemaDifference::between(expected, catalogue(client)?))
}

fn catalogue(client: &mut Client) -> Result<BTreeMap<String, String>, RegistryError> {
    let mut objects = BTreeMap::new();
    for row in client.rows(CATALOGUE, &[])? {
        let (object, words): (String, String) = (row.get(0), row.get(1));
        // Two of one name are none.
        let said = hex(&sha256(words.as_bytes()));
        objects.entry(object).and_modify(String::clear).or_insert(said);
    }
    Ok(objects)
}
