//! The versions of the registry's schema, and the way from one to the next.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::registry::{RegistryError, trail};

/// What tells a registry from any other SQLite file (`PRAGMA application_id`): "plis" in ASCII.
pub(super) const APPLICATION: i32 = i32::from_be_bytes(*b"plis");

/// One step for each version, the first from an empty file.
const STEPS: [&str; 1] = [include_str!("schema/1.sql")];

/// The version that this program writes.
pub const VERSION: i32 = 1;

const _: () = assert!(STEPS.len() == 1, "one step for each version");

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
        trail::begin(&change)?;
    }
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", i32::try_from(steps.len()).unwrap_or(i32::MAX))?;
    Ok(change.commit()?)
}

fn is_behind(found: Found, steps: &[&str]) -> Result<bool, RegistryError> {
    match found {
        Found::Empty => Ok(true),
        Found::Registry(version) if version < 1 => Err(RegistryError::NotARegistry),
        Found::Registry(version) => Ok(usize::try_from(version).is_ok_and(|version| version < steps.len())),
        Found::Stranger => Err(RegistryError::NotARegistry),
    }
}
