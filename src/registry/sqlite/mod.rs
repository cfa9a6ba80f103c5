//! The registry in a folder: SQLite, and the only room that speaks to it.

mod bound;
mod columns;
mod error;
mod files;
mod fill;
mod medium;
mod read_only;
mod schema;

use std::{
    cell::Cell,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig, ffi::ErrorCode, params_from_iter};

use self::{bound::Bound, columns::Found as FoundRow, schema::Found};
use crate::{
    fsx::{self, FileLocks},
    registry::{
        error::RegistryError,
        mode::{Mode, Why},
        port::{Each, Given, KeyFiles as _, Link, Tenant, values},
    },
};

pub(super) use self::fill::Fill;
pub use self::schema::VERSION;

/// Name of the database in its folder.
const FILE: &str = "registry.db";
/// Name of a database that is being filled, in a folder that holds no registry before it has the other one.
const PART: &str = "registry.db.part";
/// Name of the folder of key files beside it.
const KEYS: &str = "keys";
/// Name of the folder of deleted key files beside it.
const ASIDE: &str = "deleted";
/// Name of the folder of key files that others took the place of, where a server had such.
const REPLACED: &str = "replaced";
/// Statements that are kept ready: all there are.
const READY: usize = 128;

/// How a registry in a folder is opened.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// Whether to make one where there is none.
    pub create: bool,
    /// How long to wait for other processes.
    pub wait: Duration,
    /// Whether a write-ahead log may be used where the folder allows it.
    pub log: bool,
}

impl Access {
    /// Only a registry that is there.
    pub const EXISTING: Self = Self { create: false, wait: Duration::from_secs(10), log: true };
    /// One that is there, or a new one.
    pub const CREATE: Self = Self { create: true, ..Self::EXISTING };
}

/// A registry in a folder.
#[derive(Debug)]
pub(super) struct Folder {
    connection: Connection,
    bound: Bound,
    home: PathBuf,
    mode: Mode,
    version: i32,
    writable: bool,
    /// What SQLite says of the schema that was last held to its version; `None` for a newer version, which nobody
    /// here knows.
    schema: Cell<Option<i64>>,
}

impl Folder {
    pub(super) fn open(home: &Path, access: Access) -> Result<Self, RegistryError> {
        let path = home.join(FILE);
        find(home, &path, access)?;
        let (mut connection, writable) = connect(&path, access.wait)?;
        let bound = guard(&connection)?;

        let known = match schema::found(&connection)? {
            Found::Stranger => return Err(RegistryError::NotARegistry),
            Found::Registry(version) if version > VERSION => false,
            Found::Empty if !access.create => return Err(RegistryError::NotARegistry),
            Found::Empty => true,
            Found::Registry(_) => {
                // Before anything is written in it: a trigger would see it.
                schema::verify(&connection)?;
                true
            }
        };
        let mode = match (writable, known) {
            (false, _) => Mode::Copy,
            (true, true) => set_mode(&connection, home, access.log)?,
            (true, false) => mode_of(&connection)?,
        };
        // A copy in memory is brought to this version as well: it is read like any other.
        if known {
            schema::migrate(&mut connection)?;
        }
        let version = schema::version(&connection)?;
        let writable = writable && known;
        let schema = if version > VERSION { None } else { Some(schema::verify(&connection)?) };
        connection.set_prepared_statement_cache_capacity(READY);
        let schema = Cell::new(schema);
        let registry = Self { connection, bound, home: home.to_owned(), mode, version, writable, schema };
        if registry.is_writable() {
            // Whoever holds the lock, or comes next, does it as well.
            let _ = registry.sweep();
        }
        Ok(registry)
    }

    fn home(&self) -> &Path {
        &self.home
    }

    /// Whether there is one in a folder, be it unfinished.
    pub(super) fn is_in(home: &Path) -> bool {
        [FILE, PART].iter().any(|name| home.join(name).is_file())
    }

    /// The connection, for one use: its bound begins anew.
    fn connection(&self) -> &Connection {
        self.bound.restart();
        &self.connection
    }

    /// The schema is looked at again: a newer program, or somebody else, may have been here since.
    fn look_again(&self) -> Result<(), RegistryError> {
        match schema::version(&self.connection)? {
            VERSION => {}
            found if found > VERSION => return Err(RegistryError::Newer { found, known: VERSION }),
            _ => return Err(RegistryError::NotARegistry),
        }
        if Some(schema::cookie(&self.connection)?) != self.schema.get() {
            self.schema.set(Some(schema::verify(&self.connection)?));
        }
        Ok(())
    }
}

impl Tenant for Folder {
    fn read(&self, statement: &str, values: &[Given<'_>], each: Each<'_>) -> Result<(), RegistryError> {
        let mut statement = self.connection().prepare_cached(statement)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if !each(&FoundRow(row))? {
                break;
            }
        }
        Ok(())
    }

    fn execute(&self, statement: &str, values: &[Given<'_>]) -> Result<u64, RegistryError> {
        Ok(self.connection().prepare_cached(statement)?.execute(params_from_iter(values))? as u64)
    }

    fn begin_reading(&self) -> Result<(), RegistryError> {
        Ok(self.connection().execute_batch("BEGIN")?)
    }

    fn begin_change(&self) -> Result<(), RegistryError> {
        self.connection().execute_batch("BEGIN IMMEDIATE")?;
        self.look_again().inspect_err(|_| self.rollback())
    }

    fn mark(&self) -> Result<(), RegistryError> {
        Ok(self.connection().execute_batch("SAVEPOINT attempt")?)
    }

    fn back(&self) -> Result<(), RegistryError> {
        Ok(self.connection().execute_batch("ROLLBACK TO attempt; RELEASE attempt")?)
    }

    fn commit(&self) -> Result<(), RegistryError> {
        Ok(self.connection().execute_batch("COMMIT")?)
    }

    fn rollback(&self) {
        if !self.connection.is_autocommit() {
            // What cannot be undone now is undone by whoever opens the file next.
            let _ = self.connection().execute_batch("ROLLBACK");
        }
    }

    fn append(&self, link: &Link<'_>) -> Result<(), RegistryError> {
        let tenant: &dyn Tenant = self;
        let values = values![link.seq, link.hash, link.prev, link.line];
        tenant.one("INSERT INTO journal (seq, hash, prev, line) VALUES (?1, ?2, ?3, ?4)", values)
    }

    /// `PRAGMA quick_check`, foreign keys included.
    fn check(&self) -> Result<Vec<String>, RegistryError> {
        let mut wrong = Vec::new();
        self.connection().pragma_query(None, "quick_check", |row| {
            wrong.push(row.get::<_, String>(0)?);
            Ok(())
        })?;
        wrong.retain(|line| line != "ok");
        self.connection().pragma_query(None, "foreign_key_check", |row| {
            wrong.push(format!("a row of {} names one that is not there", row.get::<_, String>(0)?));
            Ok(())
        })?;
        Ok(wrong)
    }

    fn mode(&self) -> Mode {
        self.mode
    }

    fn highest(&self, table: &str) -> Result<i64, RegistryError> {
        let tenant: &dyn Tenant = self;
        let given = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        Ok(tenant.first(given, values![table], |row| row.get(0))?.unwrap_or_default())
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn is_writable(&self) -> bool {
        self.writable
    }
}

/// Makes sure that there is a file, or makes one. A folder that may not be entered may well hold a registry.
fn find(home: &Path, path: &Path, access: Access) -> Result<(), RegistryError> {
    let unusable = |source| RegistryError::File { path: home.to_owned(), source };
    match fs::metadata(path) {
        Ok(found) if found.is_file() => fits(home),
        Ok(_) => Err(RegistryError::NotARegistry),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(error)),
        Err(_) if home.join(PART).exists() => Err(RegistryError::Unfinished { home: home.to_owned() }),
        Err(_) if !access.create => Err(RegistryError::Missing { home: home.to_owned() }),
        Err(_) => {
            let was_there = home.exists();
            fsx::create_private_folder(home).map_err(unusable)?;
            fits(home).inspect_err(|_| {
                if !was_there {
                    // Only as it was made: empty.
                    let _ = fsx::remove_empty_folder(home);
                }
            })?;
            // SQLite gives its own mode to what it makes beside the file, and the process's mask to the file.
            fsx::create_private_file(path).map_err(unusable)?;
            // A copy that began meanwhile does not see this one's keys: it goes first.
            if home.join(PART).exists() && fs::metadata(path).is_ok_and(|made| made.len() == 0) {
                fsx::remove(path).map_err(unusable)?;
                return Err(RegistryError::Unfinished { home: home.to_owned() });
            }
            Ok(())
        }
    }
}

/// Refuses a place whose locks do not keep processes apart. Disks of this machine are not asked.
fn fits(home: &Path) -> Result<(), RegistryError> {
    if medium::network(home).is_none() {
        return Ok(());
    }
    match fsx::locks_in(home) {
        Ok(locks @ (FileLocks::Mandatory | FileLocks::None)) => {
            Err(RegistryError::Locks { home: home.to_owned(), locks })
        }
        // What may only be read is read.
        Ok(FileLocks::Whole) | Err(_) => Ok(()),
    }
}

/// The file itself, or a copy in memory where it may only be read; `true`: it can be changed.
fn connect(path: &Path, wait: Duration) -> Result<(Connection, bool), RegistryError> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(wait)?;
        // What SQLite may only read it opens all the same. A file that may be written, in a folder that may not, is
        // not read either, for want of a log.
        if connection.is_readonly(rusqlite::MAIN_DB)? {
            return Ok(None);
        }
        connection.pragma_query_value(None, "application_id", |_| Ok(()))?;
        Ok(Some(connection))
    });
    match opened {
        Ok(Some(connection)) => Ok((connection, true)),
        Err(error)
            if !matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)) =>
        {
            Err(error.into())
        }
        Ok(None) | Err(_) => Ok((read_only::copy(path, wait)?, false)),
    }
}

/// What SQLite advises for a file that somebody else may have written
/// (<https://www.sqlite.org/security.html>, section 1.2), and what the triggers rest on.
fn guard(connection: &Connection) -> Result<Bound, RegistryError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true)?;
    connection.pragma_update(None, "writable_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "recursive_triggers", true)?;
    Bound::on(connection)
}

fn set_mode(connection: &Connection, home: &Path, log: bool) -> Result<Mode, RegistryError> {
    let why = match medium::network(home) {
        _ if !log => Some(Why::Asked),
        Some(file_system) => Some(Why::Network { file_system }),
        None => None,
    };
    let wanted = if why.is_some() { "DELETE" } else { "WAL" };
    let set: Result<String, _> =
        connection.pragma_update_and_check(None, "journal_mode", wanted, |row| row.get(0));
    let set = match set {
        Ok(mode) => mode,
        // Another process is using it in the other mode: that one stands.
        Err(_) => connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?,
    };
    let mode = match (set.as_str(), why) {
        ("wal", _) => Mode::WriteAheadLog,
        (_, Some(why)) => Mode::Rollback(why),
        (_, None) => Mode::Rollback(Why::Impossible),
    };
    // EXTRA also syncs the folder when the rollback journal goes, and fails where that cannot be.
    let extra = mode != Mode::WriteAheadLog && fsx::syncs_names(home);
    let sync = if extra { "EXTRA" } else { "FULL" };
    connection.pragma_update(None, "synchronous", sync)?;
    Ok(mode)
}

fn mode_of(connection: &Connection) -> Result<Mode, RegistryError> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    Ok(if mode == "wal" { Mode::WriteAheadLog } else { Mode::Rollback(Why::Impossible) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_synced_follows_the_mode() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = Connection::open(folder.path().join(FILE)).expect("open");
        let synchronous = |connection: &Connection| -> i64 {
            connection.pragma_query_value(None, "synchronous", |row| row.get(0)).expect("read")
        };
        for (log, mode, number) in [(true, Mode::WriteAheadLog, 2), (false, Mode::Rollback(Why::Asked), 3)] {
            assert_eq!(set_mode(&connection, folder.path(), log).expect("set"), mode);
            assert_eq!(synchronous(&connection), number, "FULL is 2, EXTRA is 3");
        }
        assert_eq!(mode_of(&connection).expect("read"), Mode::Rollback(Why::Impossible));
        set_mode(&connection, folder.path(), true).expect("set");
        assert_eq!(mode_of(&connection).expect("read"), Mode::WriteAheadLog);
    }
}
