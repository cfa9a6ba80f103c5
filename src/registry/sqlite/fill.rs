//! A folder that is being filled with what another registry holds.
//!
//! Its database has another name until everything is there, durable and verified: whoever is killed before that leaves a
//! folder that is told to be unfinished, and is opened by nobody. Its triggers are those of every registry, and fire for
//! whoever opens it afterwards: what is written here is history, which they would refuse.

use std::{
    cell::Cell,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig, params_from_iter};

use super::{
    ASIDE, FILE, Folder, KEYS, PART, READY, REPLACED, VERSION, bound::one, files::kept_at, fits, guard,
    schema,
};
use crate::{
    fsx,
    registry::{
        error::RegistryError,
        filling::{Filling, Table},
        mode::{Mode, Why},
        port::{Given, Kept, Tenant},
    },
};

/// A folder that is being filled.
#[derive(Debug)]
pub(in crate::registry) struct Fill {
    /// Closed before it gets its name.
    database: Option<Folder>,
    home: PathBuf,
    /// Whether the folder was there, with nothing in it.
    was_there: bool,
    /// Whether all that is written is made durable at once, in the end.
    at_once: bool,
    keys: [Option<fsx::Folder>; 3],
    /// The table that rows come of, and the statement that takes them.
    insert: (&'static str, String),
    is_finished: bool,
}

impl Fill {
    /// Begins, in a folder that is not there or has nothing in it.
    pub(in crate::registry) fn begin(home: &Path) -> Result<Self, RegistryError> {
        let unusable = |source| RegistryError::File { path: home.to_owned(), source };
        let taken = || RegistryError::NotEmpty { place: home.to_owned() };
        let was_there = match fs::read_dir(home) {
            Ok(_) if home.join(PART).exists() => {
                return Err(RegistryError::Unfinished { home: home.to_owned() });
            }
            Ok(names) => {
                if names.count() > 0 {
                    return Err(taken());
                }
                true
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(unusable(error)),
        };
        fsx::create_private_folder(home).map_err(unusable)?;
        fits(home).inspect_err(|_| {
            if !was_there {
                // Only as it was made: empty.
                let _ = fsx::remove_empty_folder(home);
            }
        })?;
        // The name is whose who makes it.
        fsx::write_new(&home.join(PART), &[]).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => taken(),
            _ => unusable(error),
        })?;
        // From here on what is here is ours, and goes with this.
        let mut fill = Self {
            database: None,
            home: home.to_owned(),
            was_there,
            at_once: false,
            keys: [None, None, None],
            insert: ("", String::new()),
            is_finished: false,
        };
        // Whoever made something here between the look and the name has it; who comes later sees the name.
        for name in fs::read_dir(home).map_err(unusable)? {
            if name.map_err(unusable)?.file_name() != PART {
                fill.is_finished = true;
                fsx::remove(&home.join(PART)).map_err(unusable)?;
                return Err(taken());
            }
        }
        fill.at_once = fsx::Folder::create(home).and_then(|folder| folder.sync_all()).map_err(unusable)?;
        fill.database = Some(database(home, fill.at_once)?);
        Ok(fill)
    }

    fn database(&self) -> Result<&Folder, RegistryError> {
        self.database.as_ref().ok_or(RegistryError::ReadOnly)
    }
}

/// A database with the schema and nothing else, in which a change is begun.
fn database(home: &Path, at_once: bool) -> Result<Folder, RegistryError> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
    let mut connection = Connection::open_with_flags(home.join(PART), flags)?;
    let bound = guard(&connection)?;
    // The way back is to throw the file away.
    connection.pragma_update_and_check(None, "journal_mode", "MEMORY", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", if at_once { "OFF" } else { "FULL" })?;
    schema::migrate(&mut connection)?;
    let schema = Cell::new(Some(schema::verify(&connection)?));
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_prepared_statement_cache_capacity(READY);
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let (mode, home) = (Mode::Rollback(Why::Asked), home.to_owned());
    Ok(Folder { connection, bound, home, mode, version: VERSION, writable: false, schema })
}

impl Filling for Fill {
    fn tenant(&self) -> &dyn Tenant {
        self.database.as_ref().expect("it is closed when it is finished, which takes this away")
    }

    fn add(&mut self, table: &'static Table, row: &[Given<'_>]) -> Result<(), RegistryError> {
        if self.insert.0 != table.name {
            let numbers: Vec<_> = (1..=row.len()).map(|number| format!("?{number}")).collect();
            self.insert = (table.name, format!("{} VALUES ({})", table.insert(), numbers.join(", ")));
        }
        one(self.database()?.connection(), &self.insert.1, params_from_iter(row))
    }

    fn file(&mut self, kept: Kept, octets: &[u8]) -> Result<(), RegistryError> {
        let (folder, name) = kept_at(kept);
        let path = self.home.join(folder);
        let written = (|| {
            let place = match kept {
                Kept::Key(_) => &mut self.keys[0],
                Kept::Aside(..) => &mut self.keys[1],
                Kept::Replaced(..) => &mut self.keys[2],
            };
            let folder = match place {
                Some(folder) => folder,
                None => place.insert(fsx::Folder::create(&path)?),
            };
            let mut staged = folder.stage()?;
            staged.write_all(octets)?;
            if !self.at_once {
                staged.sync()?;
            }
            staged.publish(folder, Path::new(&name))
        })();
        written.map_err(|source| RegistryError::KeyFile { path: path.join(&name), source })
    }

    fn settle(
        &mut self,
        numbers: &[(&'static str, i64)],
        entries: u64,
        head: &str,
    ) -> Result<(), RegistryError> {
        let connection = self.database()?.connection();
        for (table, highest) in numbers {
            // A table that never had a row has none there.
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table])?;
            if *highest > 0 {
                let given = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)";
                connection.execute(given, (table, highest))?;
            }
        }
        let moved = "UPDATE journal_head SET entries = ?1, hash = ?2";
        one(connection, moved, (entries.cast_signed(), head))?;
        connection.execute_batch("COMMIT")?;
        schema::verify(connection).map(drop)
    }

    fn finish(mut self: Box<Self>) -> Result<(), RegistryError> {
        self.database = None;
        let (part, whole) = (self.home.join(PART), self.home.join(FILE));
        let durable = (|| {
            for folder in self.keys.iter_mut().filter_map(Option::take) {
                folder.tidy();
                folder.sync_names(Path::new(FILE))?;
            }
            fsx::Folder::create(&self.home)?.sync_all()?;
            fsx::move_new(&part, &whole)
        })();
        // With its name it is a registry, whatever the disk says of the folder afterwards.
        self.is_finished = whole.exists() && !part.exists();
        durable.map_err(|source| RegistryError::File { path: whole, source })
    }
}

/// What was not finished is taken away, the name that says so last.
impl Drop for Fill {
    fn drop(&mut self) {
        if self.is_finished {
            return;
        }
        self.database = None;
        self.keys = [None, None, None];
        // What cannot be removed stays, and is told to be unfinished.
        let _ = take_away(&self.home, self.was_there);
    }
}

fn take_away(home: &Path, was_there: bool) -> io::Result<()> {
    // Somebody's registry is there: its keys are not ours.
    if home.join(FILE).exists() {
        return Ok(());
    }
    for folder in [KEYS, ASIDE, REPLACED] {
        let folder = home.join(folder);
        let names = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            names => names?,
        };
        for name in names {
            fsx::remove(&name?.path())?;
        }
        fsx::remove_empty_folder(&folder)?;
    }
    fsx::remove(&home.join(PART))?;
    if was_there { Ok(()) } else { fsx::remove_empty_folder(home) }
}
