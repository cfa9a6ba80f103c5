//! The versions of the registry's schema, and the way from one to the next.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::bound::one;
use crate::{
    crypto::{hex, sha256},
    journal::GENESIS,
    registry::error::{RegistryError, SchemaDifference},
};

/// What tells a registry from any other SQLite file (`PRAGMA application_id`): "plis" in ASCII.
pub(super) const APPLICATION: i32 = i32::from_be_bytes(*b"plis");

/// One step for each version, the first from an empty file.
const STEPS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The version that this program writes.
pub const VERSION: i32 = 2;

/// SHA-256 of the schema of each version, as [`digest`] makes it: what a file is held to at every opening, without
/// building the schema anew.
const DIGESTS: [&str; 2] = [
    "d6be281d0db309094d84790e226525ffa4efc3a9fd37e4bbddc5d212610c93a7",
    "411552bf95a3ae359107e6e7f91450e8c8fb25340bf91dd3f5a01c95bc8af785",
];

const _: () = assert!(STEPS.len() == DIGESTS.len() && STEPS.len() == 2, "one step for each version");

/// What a file is, as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing was ever written in it.
    Empty,
    /// A registry, with its version.
    Registry(i32),
    /// Something else.
    Stranger,
}

/// Looks at a file without changing it.
pub(super) fn found(connection: &Connection) -> Result<Found, RegistryError> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if application == APPLICATION {
        return Ok(Found::Registry(version));
    }
    let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(if application == 0 && version == 0 && objects == 0 { Found::Empty } else { Found::Stranger })
}

/// The version of a registry as it stands.
pub(super) fn version(connection: &Connection) -> Result<i32, RegistryError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings a registry to [`VERSION`], all or nothing; one of a newer version is left alone.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), RegistryError> {
    migrate_by(connection, &STEPS)
}

fn migrate_by(connection: &mut Connection, steps: &[&str]) -> Result<(), RegistryError> {
    if !is_behind(found(connection)?, steps)? {
        return Ok(());
    }
    let change = Transaction::new(connection, TransactionBehavior::Immediate)?;
    // Looked at again: another process may have done it while this one waited.
    let from = match found(&change)? {
        state if !is_behind(state, steps)? => return Ok(()),
        Found::Registry(version) => usize::try_from(version).map_err(|_| RegistryError::NotARegistry)?,
        _ => 0,
    };
    for step in &steps[from..] {
        change.execute_batch(step)?;
    }
    if from == 0 {
        one(&change, "INSERT INTO journal_head (id, entries, hash) VALUES (1, 0, ?1)", [GENESIS])?;
    }
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", i32::try_from(steps.len()).unwrap_or(i32::MAX))?;
    Ok(change.commit()?)
}

/// Holds a file to the schema of its version, word for word, with nothing beside it: a trigger or a view of somebody
/// else's decides what the registry sees and keeps. Gives the number by which SQLite knows it as it is now.
pub(super) fn verify(connection: &Connection) -> Result<i64, RegistryError> {
    let before = cookie(connection)?;
    let version = usize::try_from(version(connection)?).unwrap_or_default();
    let Some(expected) = version.checked_sub(1).and_then(|index| DIGESTS.get(index)) else {
        return Err(RegistryError::NotARegistry);
    };
    if digest(connection)? != *expected {
        return Err(RegistryError::Schema { differences: differences(connection, version)? });
    }
    Ok(before)
}

/// The number that SQLite raises whenever a schema changes.
pub(super) fn cookie(connection: &Connection) -> Result<i64, RegistryError> {
    Ok(connection.pragma_query_value(None, "schema_version", |row| row.get(0))?)
}

/// Every object of a schema, with its words.
fn objects(connection: &Connection) -> Result<BTreeMap<String, String>, RegistryError> {
    let mut statement = connection.prepare(
        "SELECT CAST(type AS TEXT) || ' ' || CAST(name AS TEXT), quote(tbl_name) || quote(sql) \
         FROM main.sqlite_schema",
    )?;
    let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(objects.collect::<Result<_, _>>()?)
}

fn digest(connection: &Connection) -> Result<String, RegistryError> {
    let mut count: i64 = 0;
    let mut text = String::new();
    for (name, words) in objects(connection)? {
        count += 1;
        text.extend([name.as_str(), "\0", words.as_str(), "\0"]);
    }
    // Two rows of one name are one in the map.
    let rows: i64 = connection.query_row("SELECT count(*) FROM main.sqlite_schema", [], |row| row.get(0))?;
    Ok(if rows == count { hex(&sha256(text.as_bytes())) } else { String::new() })
}

/// What a file has that its version has not, and the other way round.
fn differences(connection: &Connection, version: usize) -> Result<Vec<SchemaDifference>, RegistryError> {
    let model = Connection::open_in_memory()?;
    for step in STEPS.iter().take(version) {
        model.execute_batch(step)?;
    }
    Ok(SchemaDifference::between(objects(&model)?, objects(connection)?))
}

fn is_behind(found: Found, steps: &[&str]) -> Result<bool, RegistryError> {
    match found {
        Found::Empty => Ok(true),
        Found::Registry(version) if version < 1 => Err(RegistryError::NotARegistry),
        Found::Registry(version) => Ok(usize::try_from(version).is_ok_and(|version| version < steps.len())),
        Found::Stranger => Err(RegistryError::NotARegistry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_its_digest() {
        for version in 1..=STEPS.len() {
            let model = Connection::open_in_memory().expect("open");
            for step in &STEPS[..version] {
                model.execute_batch(step).expect("a step");
            }
            assert_eq!(digest(&model).expect("read"), DIGESTS[version - 1], "version {version}");
        }
    }
}
