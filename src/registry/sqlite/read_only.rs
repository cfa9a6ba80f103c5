//! A registry that may only be read: another user's, a medium that cannot be written to, a snapshot.
//!
//! It is taken into memory, and the program works on that copy. SQLite itself reads a file that has a write-ahead log
//! by memory that it shares through a file beside it, which it would make: not in a folder that cannot be written to,
//! and in another user's that file would be ours and stand in the owner's way. Opened as `immutable`, a file would be
//! read without locks while its owner changes it. So the octets are taken as they lie only while nothing is beside the
//! file that says otherwise, before and after; else SQLite reads them, under its locks. A log that SQLite cannot read
//! is never passed over: what an audit judges would lack what is in it.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata},
    io::{self, Read as _},
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant, SystemTime},
};

use rusqlite::{Connection, OpenFlags, ffi::ErrorCode};

use crate::{fsx::Fault, registry::error::RegistryError};

/// Octets of a registry that is taken into memory: what SQLite allows, and fifty times the largest one there is.
const MOST: u64 = 1 << 30;
/// Between two tries to find the file at rest.
const PAUSE: Duration = Duration::from_millis(20);
/// What SQLite keeps beside a file that is being changed: its log, or the way back.
const BESIDE: [&str; 2] = ["-wal", "-journal"];

/// A copy in memory of what the file says now.
pub(super) fn copy(path: &Path, wait: Duration) -> Result<Connection, RegistryError> {
    let until = Instant::now() + wait;
    loop {
        if let Some(beside) = beside(path) {
            return shared(path, wait, beside);
        }
        match at_rest(path).map_err(|source| RegistryError::File { path: path.to_owned(), source })? {
            Some(octets) => return in_memory(octets),
            None if Instant::now() >= until => return Err(RegistryError::Busy),
            None => sleep(PAUSE),
        }
    }
}

/// What SQLite reads, with the log and under the locks of those who write.
fn shared(path: &Path, wait: Duration, beside: PathBuf) -> Result<Connection, RegistryError> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_ONLY;
    let read = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(wait)?;
        let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let size: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        if pages.saturating_mul(size).unsigned_abs() > MOST {
            return Ok(None);
        }
        Ok(Some(connection.serialize(rusqlite::MAIN_DB)?.to_vec()))
    });
    match read {
        Ok(Some(octets)) => in_memory(octets),
        Ok(None) => Err(too_large(path)),
        Err(error) => Err(match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => RegistryError::Unsettled { beside },
            _ => error.into(),
        }),
    }
}

/// The octets of the file, if nobody changed it meanwhile.
fn at_rest(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let before = Rest::of(path)?;
    let mut file = File::open(path)?;
    let len = file.metadata()?.len();
    if len > MOST {
        return Err(Fault::TooLarge.into());
    }
    let mut octets = Vec::with_capacity(usize::try_from(len).unwrap_or_default());
    file.by_ref().take(MOST + 1).read_to_end(&mut octets)?;
    let same = before == Rest::of(path)? && octets.len() as u64 == len && beside(path).is_none();
    Ok(same.then_some(octets))
}

fn in_memory(mut octets: Vec<u8>) -> Result<Connection, RegistryError> {
    // Write and read version (https://www.sqlite.org/fileformat.html, section 1.3.3): in memory there is no log.
    if let Some(versions @ [2, 2]) = octets.get_mut(18..20) {
        versions.fill(1);
    }
    let mut connection = Connection::open_in_memory()?;
    if !octets.is_empty() {
        connection.deserialize_read_exact(rusqlite::MAIN_DB, &*octets, octets.len(), false)?;
    }
    Ok(connection)
}

fn too_large(path: &Path) -> RegistryError {
    RegistryError::File { path: path.to_owned(), source: Fault::TooLarge.into() }
}

/// What somebody who writes left beside the file, or is writing; an empty file says nothing.
fn beside(path: &Path) -> Option<PathBuf> {
    let named = BESIDE.iter().map(|suffix| {
        let mut name = OsString::from(path);
        name.push(suffix);
        PathBuf::from(name)
    });
    // What cannot be looked at may hold something.
    let holds = |path: &PathBuf| match fs::symlink_metadata(path) {
        Ok(found) => found.len() > 0,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    named.into_iter().find(holds)
}

/// What changes with a file and the names in its folder.
#[derive(PartialEq, Eq)]
struct Rest {
    len: u64,
    file: Option<SystemTime>,
    folder: Option<SystemTime>,
}

impl Rest {
    fn of(path: &Path) -> io::Result<Self> {
        let changed = |found: Metadata| found.modified().ok();
        let file = fs::metadata(path)?;
        let folder = fs::metadata(crate::fsx::folder_of(path)).ok().and_then(changed);
        Ok(Self { len: file.len(), file: changed(file), folder })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(log: bool) -> (tempfile::TempDir, PathBuf, Connection) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("registry.db");
        let connection = Connection::open(&path).expect("open");
        if log {
            connection.pragma_update(None, "journal_mode", "WAL").expect("set");
        }
        connection.execute_batch("CREATE TABLE t (i); INSERT INTO t VALUES (1), (2)").expect("made");
        (folder, path, connection)
    }

    fn sum(connection: &Connection) -> i64 {
        connection.query_row("SELECT sum(i) FROM t", [], |row| row.get(0)).expect("read")
    }

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<_> =
            fs::read_dir(folder).expect("listed").map(|entry| entry.expect("one").file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_at_rest_is_copied_and_nothing_is_left_beside_it() {
        for log in [false, true] {
            let (folder, path, connection) = database(log);
            drop(connection);
            let before = names(folder.path());
            let copied = copy(&path, Duration::ZERO).expect("copied");
            assert_eq!((sum(&copied), names(folder.path())), (3, before));
        }
    }

    /// Its owner has it open: what is in the log only is read as well.
    #[test]
    fn what_is_in_a_log_is_read() {
        let (_folder, path, owner) = database(true);
        owner.execute("INSERT INTO t VALUES (39)", []).expect("written");
        assert_eq!(sum(&copy(&path, Duration::ZERO).expect("copied")), 42);
    }

    #[test]
    fn what_grows_while_it_is_read_is_not_at_rest() {
        let (_folder, path, connection) = database(false);
        drop(connection);
        let before = Rest::of(&path).ok();
        let later = SystemTime::now() + Duration::from_secs(5);
        File::options().write(true).open(&path).and_then(|file| file.set_modified(later)).expect("touched");
        assert!(before != Rest::of(&path).ok());
    }
}
