//! The port: what the registry's rules ask of the place that keeps it.
//!
//! The rules, and the statements that they are made of, are written once, in what SQL both tenants speak. A tenant runs
//! a statement, begins and ends a transaction, appends to the journal and keeps key files; how it does so, and what its
//! errors are called there, nobody else knows.

use std::{
    fmt::Debug,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rustc_hash::FxHashSet;

use crate::{
    consultation::Fingerprint,
    registry::{
        error::RegistryError,
        mode::Mode,
        record::{By, KeyRecord, PrivateKey, PrivatePlace},
    },
};

/// Whoever keeps a registry.
pub(super) trait Tenant: KeyFiles + Debug + Send {
    /// Gives every row that a statement finds, while it is read, until one is the last that is wanted: nothing else is
    /// asked meanwhile.
    fn read(&self, statement: &str, values: &[Given<'_>], each: Each<'_>) -> Result<(), RegistryError>;

    /// Runs a statement that changes rows; gives how many.
    fn execute(&self, statement: &str, values: &[Given<'_>]) -> Result<u64, RegistryError>;

    /// Begins to read: what is found until the end is of one instant.
    fn begin_reading(&self) -> Result<(), RegistryError>;

    /// Begins to change, when nobody else does: what guards it was looked at again.
    fn begin_change(&self) -> Result<(), RegistryError>;

    /// Marks where [`Self::back`] goes to.
    fn mark(&self) -> Result<(), RegistryError>;

    /// Undoes what was done since the mark.
    fn back(&self) -> Result<(), RegistryError>;

    /// Ends what was begun: durable when this returns.
    fn commit(&self) -> Result<(), RegistryError>;

    /// Undoes what was begun, if anything was.
    fn rollback(&self);

    /// Writes the next entry of the journal, within a change.
    fn append(&self, link: &Link<'_>) -> Result<(), RegistryError>;

    /// What is wrong with where it is kept, but for what its rows say.
    fn check(&self) -> Result<Vec<String>, RegistryError>;

    /// How it makes changes durable.
    fn mode(&self) -> Mode;

    /// The highest number that a table gave to a row of its, be the row gone.
    fn highest(&self, table: &str) -> Result<i64, RegistryError>;

    /// The version of its schema.
    fn version(&self) -> i32;

    /// Whether it can be changed.
    fn is_writable(&self) -> bool;
}

/// What is done with each row; `false`: no other is wanted.
pub(super) type Each<'e> = &'e mut dyn FnMut(&dyn Columns) -> Result<bool, RegistryError>;

/// The key files that a tenant keeps itself.
///
/// They are there before the row that names them, and go after that row is gone. A tenant whose files cannot be a part
/// of a change announces them first; whoever was killed in between is cleaned up after by the next.
pub(super) trait KeyFiles {
    /// Where the private half of a key is.
    fn place(&self, key: &KeyRecord) -> Result<PrivatePlace, RegistryError>;

    /// The private half of a key, as it is kept.
    fn private(&self, key: &KeyRecord) -> Result<PrivateKey, RegistryError>;

    /// The fingerprints of the key files that are there.
    fn copies_there(&self) -> Result<FxHashSet<Fingerprint>, RegistryError>;

    /// When one of them last came or went; nothing where that is not known apart from the journal.
    fn files_changed(&self) -> Option<SystemTime>;

    /// Whether a path leads to where such files are.
    fn is_own(&self, path: &Path) -> bool;

    /// Says, durably and outside of any change, that a key file is about to be written.
    fn announce(&self, by: &By, fingerprint: Fingerprint) -> Result<(), RegistryError>;

    /// Writes a key file; `false`: its announcement was swept away meanwhile.
    fn write_copy(&self, fingerprint: Fingerprint, octets: &[u8]) -> Result<bool, RegistryError>;

    /// Sets the file of a key aside that this change deletes.
    fn set_aside(&self, by: &By, fingerprint: Fingerprint, tombstone: i64) -> Result<(), RegistryError>;

    /// Brings back a file that was set aside; its row follows. `false`: its announcement was swept away meanwhile.
    fn bring_back(&self, fingerprint: Fingerprint, tombstone: i64) -> Result<bool, RegistryError>;

    /// Removes a file for good that was set aside.
    fn purge(&self, by: &By, fingerprint: Fingerprint, tombstone: i64) -> Result<(), RegistryError>;

    /// Where a file is that was set aside, if it has a place of its own, and whether it is there.
    fn aside(
        &self,
        fingerprint: Fingerprint,
        tombstone: i64,
    ) -> Result<(Option<PathBuf>, bool), RegistryError>;

    /// Cleans up after processes that were killed, where nobody is writing.
    fn sweep(&self) -> Result<(), RegistryError>;

    /// Gives every key file that its rows speak of, one by one and always in the same order: its octets, or nothing where
    /// it is not there. Nothing else is asked meanwhile.
    fn each_file(&self, each: EachFile<'_>) -> Result<(), RegistryError>;
}

/// What is done with each key file.
pub(super) type EachFile<'e> = &'e mut dyn FnMut(Kept, Option<&[u8]>) -> Result<(), RegistryError>;

/// A key file among those that a tenant keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// That of a key.
    Key(Fingerprint),
    /// That of a key that was deleted, with its tombstone.
    Aside(Fingerprint, i64),
    /// One that another took the place of, by a number of its own.
    Replaced(Fingerprint, i64),
}

/// An entry of the journal, as its table keeps it.
pub(super) struct Link<'a> {
    pub(super) seq: i64,
    pub(super) hash: &'a str,
    pub(super) prev: &'a str,
    pub(super) line: &'a str,
}

/// A row under the reader's eyes. What has not the type that is asked for is damage.
pub(super) trait Columns {
    fn integer(&self, at: usize) -> Result<Option<i64>, RegistryError>;
    fn text(&self, at: usize) -> Result<Option<&str>, RegistryError>;
    fn octets(&self, at: usize) -> Result<Option<&[u8]>, RegistryError>;
    fn truth(&self, at: usize) -> Result<bool, RegistryError>;
}

/// What a column can be read as.
pub(super) trait Column<'r>: Sized {
    fn of(row: &'r dyn Columns, at: usize) -> Result<Self, RegistryError>;
}

impl<'c> dyn Columns + 'c {
    /// What a column holds.
    pub(super) fn get<'r, T: Column<'r>>(&'r self, at: usize) -> Result<T, RegistryError>
    where
        'c: 'r,
    {
        // A trait object outlives what is read of it.
        T::of(self, at)
    }
}

/// What nothing but a file that somebody changed can hold.
pub(super) fn damaged(what: impl Into<String>) -> RegistryError {
    RegistryError::Damaged { what: what.into() }
}

fn filled<T>(value: Option<T>, at: usize) -> Result<T, RegistryError> {
    value.ok_or_else(|| damaged(format!("nothing in column {at}")))
}

impl Column<'_> for Option<i64> {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        row.integer(at)
    }
}

impl Column<'_> for i64 {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        filled(row.integer(at)?, at)
    }
}

impl Column<'_> for u32 {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        Self::try_from(filled(row.integer(at)?, at)?).map_err(|error| damaged(error.to_string()))
    }
}

impl Column<'_> for Option<u16> {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        row.integer(at)?.map(u16::try_from).transpose().map_err(|error| damaged(error.to_string()))
    }
}

impl<'r> Column<'r> for Option<&'r str> {
    fn of(row: &'r dyn Columns, at: usize) -> Result<Self, RegistryError> {
        row.text(at)
    }
}

impl<'r> Column<'r> for &'r str {
    fn of(row: &'r dyn Columns, at: usize) -> Result<Self, RegistryError> {
        filled(row.text(at)?, at)
    }
}

impl Column<'_> for Option<String> {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        Ok(row.text(at)?.map(str::to_owned))
    }
}

impl Column<'_> for String {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        Ok(filled(row.text(at)?, at)?.to_owned())
    }
}

impl<'r> Column<'r> for Option<&'r [u8]> {
    fn of(row: &'r dyn Columns, at: usize) -> Result<Self, RegistryError> {
        row.octets(at)
    }
}

impl Column<'_> for Vec<u8> {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        Ok(filled(row.octets(at)?, at)?.to_vec())
    }
}

impl Column<'_> for [u8; 32] {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        filled(row.octets(at)?, at)?.try_into().map_err(|_| damaged("a digest that is none"))
    }
}

impl Column<'_> for bool {
    fn of(row: &dyn Columns, at: usize) -> Result<Self, RegistryError> {
        row.truth(at)
    }
}

/// A value that a statement is given.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given<'a> {
    Integer(Option<i64>),
    Text(Option<&'a str>),
    Octets(&'a [u8]),
    Truth(bool),
}

/// What can be given to a statement.
pub(super) trait AsValue {
    fn as_value(&self) -> Given<'_>;
}

macro_rules! as_value {
    ($($of:ty: $this:ident => $value:expr;)*) => {
        $(impl AsValue for $of {
            fn as_value(&self) -> Given<'_> {
                let $this = self;
                $value
            }
        })*
    };
}

as_value! {
    i64: this => Given::Integer(Some(*this));
    u32: this => Given::Integer(Some((*this).into()));
    Option<i64>: this => Given::Integer(*this);
    Option<u16>: this => Given::Integer(this.map(Into::into));
    bool: this => Given::Truth(*this);
    &str: this => Given::Text(Some(this));
    String: this => Given::Text(Some(this));
    std::borrow::Cow<'_, str>: this => Given::Text(Some(this));
    Option<&str>: this => Given::Text(*this);
    Option<String>: this => Given::Text(this.as_deref());
    &[u8]: this => Given::Octets(this);
    [u8; 32]: this => Given::Octets(this);
}

impl<T: AsValue> AsValue for &T {
    fn as_value(&self) -> Given<'_> {
        (*self).as_value()
    }
}

/// The values of a statement, in the order of their numbers.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::registry::port::AsValue::as_value(&$value)),*]
    };
}
pub(super) use values;

impl dyn Tenant + '_ {
    /// Gives every row, while it is read.
    pub(super) fn rows(
        &self,
        statement: &str,
        values: &[Given<'_>],
        each: &mut dyn FnMut(&dyn Columns) -> Result<(), RegistryError>,
    ) -> Result<(), RegistryError> {
        self.read(statement, values, &mut |row| each(row).map(|()| true))
    }

    /// Every row, as `of` reads it.
    pub(super) fn all<T>(
        &self,
        statement: &str,
        values: &[Given<'_>],
        mut of: impl FnMut(&dyn Columns) -> Result<T, RegistryError>,
    ) -> Result<Vec<T>, RegistryError> {
        let mut found = Vec::new();
        self.rows(statement, values, &mut |row| {
            found.push(of(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row, as `of` reads it.
    pub(super) fn first<T>(
        &self,
        statement: &str,
        values: &[Given<'_>],
        mut of: impl FnMut(&dyn Columns) -> Result<T, RegistryError>,
    ) -> Result<Option<T>, RegistryError> {
        let mut found = None;
        self.read(statement, values, &mut |row| {
            found = Some(of(row)?);
            Ok(false)
        })?;
        Ok(found)
    }

    /// What a question is answered with: yes or no.
    pub(super) fn holds(&self, question: &str, values: &[Given<'_>]) -> Result<bool, RegistryError> {
        Ok(self.first(question, values, |row| row.get(0))?.unwrap_or_default())
    }

    /// Changes exactly one row, or says that the registry does not do what it is told.
    pub(super) fn one(&self, statement: &str, values: &[Given<'_>]) -> Result<(), RegistryError> {
        match self.execute(statement, values)? {
            1 => Ok(()),
            rows => Err(damaged(format!("a change of one row changed {rows}"))),
        }
    }

    /// Adds exactly one row; gives the number that the statement returns.
    pub(super) fn insert(&self, statement: &str, values: &[Given<'_>]) -> Result<i64, RegistryError> {
        match self.all(statement, values, |row| row.get(0))?[..] {
            [number] => Ok(number),
            ref rows => Err(damaged(format!("a change of one row changed {}", rows.len()))),
        }
    }
}

/// What was begun, undone unless it is ended.
#[derive(Debug)]
pub(super) struct Begun<'t> {
    tenant: &'t dyn Tenant,
}

impl<'t> Begun<'t> {
    /// Reading: what is found until this goes is of one instant.
    pub(super) fn reading(tenant: &'t dyn Tenant) -> Result<Self, RegistryError> {
        tenant.begin_reading()?;
        Ok(Self { tenant })
    }

    /// Changing.
    pub(super) fn change(tenant: &'t dyn Tenant) -> Result<Self, RegistryError> {
        tenant.begin_change()?;
        Ok(Self { tenant })
    }

    pub(super) fn commit(self) -> Result<(), RegistryError> {
        self.tenant.commit()
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.tenant.rollback();
    }
}
