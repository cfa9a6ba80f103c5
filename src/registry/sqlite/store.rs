//! The file itself: opening it, waiting for it, and changing it with an entry of the journal each time.

use std::{
    fs,
    io::{self, BufRead},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{
    Connection, OpenFlags, Params, Transaction, TransactionBehavior, config::DbConfig, ffi::ErrorCode,
};
use serde_json::{Map, Value};

use crate::{
    fsx::{self, FileLocks},
    journal::{Damage, Expected, Verified},
    registry::{
        Mode, Refusal, RegistryError, VERSION, Why,
        record::By,
        sqlite::{
            bound::{Bound, one},
            medium, read_only,
            schema::{self, Found},
            trail,
        },
    },
};

/// Name of the database in its folder.
pub(super) const FILE: &str = "registry.db";
/// Name of the folder of key files beside it.
pub(super) const KEYS: &str = "keys";
/// Name of the folder of deleted key files beside it.
pub(super) const ASIDE: &str = "deleted";

/// How a registry is opened.
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

/// The registry in a folder: keys, consultations, and the journal of what was done to them.
///
/// Reading needs a shared reference, changing an exclusive one. Several processes may have it open.
#[derive(Debug)]
pub struct Registry {
    connection: Connection,
    bound: Bound,
    home: PathBuf,
    mode: Mode,
    version: i32,
    writable: bool,
    /// What SQLite says of the schema that was last held to its version; `None` for a newer version, which nobody
    /// here knows.
    schema: Option<i64>,
}

impl Registry {
    /// Opens the registry of a folder.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Missing`] and [`RegistryError::NotARegistry`] for a folder without one that is not to be
    /// made; [`RegistryError::Busy`] when another process keeps it; [`RegistryError::Locks`] where locks do not keep
    /// processes apart; [`RegistryError::Schema`] and [`RegistryError::Damaged`] for one that somebody or something
    /// changed; [`RegistryError::File`] and [`RegistryError::Io`] for what the system says.
    pub fn open(home: &Path, access: Access) -> Result<Self, RegistryError> {
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
        let registry = Self { connection, bound, home: home.to_owned(), mode, version, writable, schema };
        registry.sweep_if_needed();
        Ok(registry)
    }

    /// Whether there is one in a folder.
    pub fn is_in(home: &Path) -> bool {
        home.join(FILE).is_file()
    }

    /// Its folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The connection, for one use: its bound begins anew.
    pub(super) fn connection(&self) -> &Connection {
        self.bound.restart();
        &self.connection
    }

    /// How it makes its changes durable, and why so.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The version of its schema, which may be newer than [`VERSION`].
    pub fn version(&self) -> i32 {
        self.version
    }

    /// Whether it can be changed: not when a newer program wrote it, or the system forbids it.
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Number of entries in its journal, and hash of the last.
    pub fn journal_head(&self) -> Result<(u64, String), RegistryError> {
        trail::head(self.connection())
    }

    /// Lines of its journal after an entry, the first thousand at most.
    pub fn journal_lines(&self, after: u64) -> Result<Vec<String>, RegistryError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let lines = trail::page(self.connection(), after).map_err(RegistryError::Io)?;
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }

    /// Its journal as a stream of lines, and the head that vouches for it.
    pub fn into_journal(self) -> Result<(Expected, Box<dyn BufRead>), RegistryError> {
        let (entries, head) = self.journal_head()?;
        let lines = trail::lines(move |after| trail::page(self.connection(), after));
        Ok((Expected { entries, head }, Box::new(lines)))
    }

    /// Checks its whole journal, the head included.
    pub fn verify_journal(&self) -> Result<Result<Verified, Damage>, RegistryError> {
        trail::verify(self.connection())
    }

    /// Whether the file itself is sound (`PRAGMA quick_check`), foreign keys included: what is wrong with it.
    pub fn check(&self) -> Result<Vec<String>, RegistryError> {
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

    /// Writes an entry about something that changed nothing in the registry.
    ///
    /// # Errors
    ///
    /// As for every change: [`RegistryError::Newer`] and [`RegistryError::ReadOnly`] where it cannot be changed; what
    /// the database says.
    pub fn note(&mut self, by: &By, kind: &str, facts: Map<String, Value>) -> Result<(), RegistryError> {
        self.change(by, Asked::new(kind), |change| change.entry(kind, facts))
    }

    /// Changes the registry, all or nothing. A refusal changes nothing but the journal, where it is an entry.
    pub(super) fn change<T>(
        &mut self,
        by: &By,
        asked: Asked<'_>,
        body: impl FnOnce(&Change<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        self.must_be_writable()?;
        self.bound.restart();
        let (home, bound) = (self.home.clone(), self.bound.clone());
        let mut transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate)?;
        // Looked at again: a newer program, or somebody else, may have been here since.
        match schema::version(&transaction)? {
            VERSION => {}
            found if found > VERSION => return Err(RegistryError::Newer { found, known: VERSION }),
            _ => return Err(RegistryError::NotARegistry),
        }
        if Some(schema::cookie(&transaction)?) != self.schema {
            self.schema = Some(schema::verify(&transaction)?);
        }
        let attempt = transaction.savepoint()?;
        match body(&Change { connection: &attempt, bound: &bound, home: &home, by }) {
            Ok(value) => {
                attempt.commit()?;
                transaction.commit()?;
                Ok(value)
            }
            Err(RegistryError::Refused(refusal)) => {
                drop(attempt);
                trail::append(&transaction, by, trail::kind::REFUSED, asked.facts(&refusal))?;
                transaction.commit()?;
                Err(RegistryError::Refused(refusal))
            }
            Err(error) => Err(error),
        }
    }

    fn must_be_writable(&self) -> Result<(), RegistryError> {
        if self.version > VERSION {
            return Err(RegistryError::Newer { found: self.version, known: VERSION });
        }
        if self.writable { Ok(()) } else { Err(RegistryError::ReadOnly) }
    }
}

/// A change under way, with the write lock held.
pub(super) struct Change<'a> {
    connection: &'a Connection,
    bound: &'a Bound,
    pub(super) home: &'a Path,
    pub(super) by: &'a By,
}

impl Registry {
    /// What a change would see, without one.
    pub(super) fn as_if<'a>(&'a self, by: &'a By) -> Change<'a> {
        Change { connection: &self.connection, bound: &self.bound, home: &self.home, by }
    }
}

impl Change<'_> {
    /// The connection, for one use: its bound begins anew.
    pub(super) fn connection(&self) -> &Connection {
        self.bound.restart();
        self.connection
    }

    /// Changes exactly one row.
    pub(super) fn one(&self, sql: &str, params: impl Params) -> Result<(), RegistryError> {
        one(self.connection(), sql, params)
    }

    /// Writes an entry of the journal.
    pub(super) fn entry(&self, kind: &str, facts: Map<String, Value>) -> Result<(), RegistryError> {
        trail::append(self.connection(), self.by, kind, facts)
    }
}

/// What was asked for, for the entry of its refusal.
pub(super) struct Asked<'a> {
    kind: &'a str,
    facts: Map<String, Value>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(kind: &'a str) -> Self {
        Self { kind, facts: Map::new() }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    fn facts(mut self, refusal: &Refusal) -> Map<String, Value> {
        self.facts.insert("asked".to_owned(), self.kind.into());
        let refusal = serde_json::to_value(refusal).unwrap_or_else(|_| refusal.to_string().into());
        self.facts.insert("refusal".to_owned(), refusal);
        self.facts
    }
}

/// Makes sure that there is a file, or makes one. A folder that may not be entered may well hold a registry.
fn find(home: &Path, path: &Path, access: Access) -> Result<(), RegistryError> {
    let unusable = |source| RegistryError::File { path: home.to_owned(), source };
    match fs::metadata(path) {
        Ok(found) if found.is_file() => fits(home),
        Ok(_) => Err(RegistryError::NotARegistry),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(error)),
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
            fsx::create_private_file(path).map_err(unusable)
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
