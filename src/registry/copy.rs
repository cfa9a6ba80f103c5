//! A registry moved: everything in it, to a place where there is nothing yet.
//!
//! What is copied is of one instant, and is refused where its journal does not tell it. The copy is held against it, row by
//! row and file by file, and against its own journal, before it is a registry: until then there is none. Nothing is
//! written in either journal, so that both end in the same head.

use sha2::{Digest as _, Sha256};

use crate::{
    journal::Damage,
    registry::{
        Difference, Location, Registry, RegistryError, VERSION,
        filling::{Filling, NUMBERED, TABLES, Table},
        port::{Begun, Given, Kept, Tenant, values},
        replay, sqlite, trail,
    },
};

/// A registry as it stands at one instant, whatever others change meanwhile.
#[derive(Debug)]
pub struct Stand<'r> {
    tenant: &'r dyn Tenant,
    _begun: Begun<'r>,
}

/// What was copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Entries of the journal.
    pub entries: u64,
    /// Hash of the last.
    pub head: String,
    /// Rows of tables, but for the journal's.
    pub rows: u64,
    /// Key files, those of deleted keys that are kept included.
    pub files: u64,
    /// Names of the keys whose files are not there, and were not before.
    pub missing: Vec<String>,
}

/// Why a registry was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the two does not do it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The chain of its journal does not hold.
    #[error("the journal does not hold: {0}")]
    Journal(Damage),
    /// It does not say what its journal tells.
    #[error("{} differences between the registry and its journal", .0.len())]
    Differs(Vec<Difference>),
}

impl Registry {
    /// The registry as it stands now.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Newer`] for one of a version that is not known here.
    pub fn stand(&self) -> Result<Stand<'_>, RegistryError> {
        if self.version() > VERSION {
            return Err(RegistryError::Newer { found: self.version(), known: VERSION });
        }
        let tenant = self.tenant();
        Ok(Stand { tenant, _begun: Begun::reading(tenant)? })
    }
}

impl Stand<'_> {
    /// Where the facts kept of certificates are not those of the certificates themselves.
    pub fn certificate_differences(&self) -> Result<Vec<Difference>, RegistryError> {
        replay::certificates(self.tenant)
    }

    /// Copies all of it to where there is nothing yet, or a registry with nothing in it on a server.
    ///
    /// # Errors
    ///
    /// [`RegistryError::NotEmpty`] and [`RegistryError::Unfinished`] for another place; [`CopyError::Journal`] and
    /// [`CopyError::Differs`] for a registry that is not sound; [`RegistryError::Another`] when the copy is not what it
    /// was made of; what reading and writing them gives.
    pub fn copy_to(self, place: &Location) -> Result<Copied, CopyError> {
        let from = self.tenant;
        let mut filling = begin(place)?;
        sound(from)?;
        let mut copied = Copied::default();
        let mut tables = Vec::with_capacity(TABLES.len());
        for table in &TABLES {
            let (digest, rows) = rows(table, from, |row| filling.add(table, row))?;
            tables.push(digest);
            if table.name != "journal" {
                copied.rows += rows;
            }
        }
        let (files, missing) = files(from, |kept, octets| filling.file(kept, octets))?;
        let numbers = NUMBERED.map(|table| Ok((table, from.highest(table)?)));
        let numbers = numbers.into_iter().collect::<Result<Vec<_>, RegistryError>>()?;
        (copied.entries, copied.head) = trail::head(from)?;
        filling.settle(&numbers, copied.entries, &copied.head)?;
        copied.files = files.count;
        copied.missing = names(from, &missing)?;
        // Nothing more is asked of it, but whether a file that is not there was there until a moment ago.
        drop(self);
        if !missing.is_empty() && trail::head(from)?.1 != copied.head {
            return Err(RegistryError::Busy.into());
        }

        let to = filling.tenant();
        for (table, expected) in TABLES.iter().zip(&tables) {
            if rows(table, to, |_| Ok(()))?.0 != *expected {
                return Err(RegistryError::Another { table: table.name }.into());
            }
        }
        if self::files(to, |_, _| Ok(()))?.0 != files {
            return Err(RegistryError::Another { table: "key_file" }.into());
        }
        for (table, highest) in numbers {
            if to.highest(table)? != highest {
                return Err(RegistryError::Another { table }.into());
            }
        }
        sound(to)?;
        filling.finish()?;
        Ok(copied)
    }
}

fn begin(place: &Location) -> Result<Box<dyn Filling>, RegistryError> {
    Ok(match place {
        Location::Folder(home) => Box::new(sqlite::Fill::begin(home)?),
        #[cfg(feature = "postgres")]
        Location::Server(address) => Box::new(super::postgres::Fill::begin(address)?),
    })
}

/// That the journal is whole, and tells what the tables say.
fn sound(tenant: &dyn Tenant) -> Result<(), CopyError> {
    match replay::of_one_instant(tenant)? {
        Ok(replay) if replay.differences.is_empty() => Ok(()),
        Ok(replay) => Err(CopyError::Differs(replay.differences)),
        Err(damage) => Err(CopyError::Journal(damage)),
    }
}

/// Every row of a table, to `each` as well; gives SHA-256 of all that they say, and how many there are.
fn rows(
    table: &'static Table,
    of: &dyn Tenant,
    mut each: impl FnMut(&[Given<'_>]) -> Result<(), RegistryError>,
) -> Result<([u8; 32], u64), RegistryError> {
    let (mut digest, mut count) = (Sha256::new(), 0);
    of.rows(&table.select(), &[], &mut |row| {
        let values = table.values(row)?;
        for value in &values {
            take(&mut digest, value);
        }
        count += 1;
        each(&values)
    })?;
    Ok((digest.finalize().into(), count))
}

/// A value, such that no other ones make the same octets.
fn take(digest: &mut Sha256, value: &Given<'_>) {
    let mut octets = |kind: u8, octets: &[u8]| {
        digest.update([kind]);
        digest.update((octets.len() as u64).to_be_bytes());
        digest.update(octets);
    };
    match value {
        Given::Integer(None) | Given::Text(None) => octets(0, &[]),
        Given::Integer(Some(number)) => octets(1, &number.to_be_bytes()),
        Given::Text(Some(text)) => octets(2, text.as_bytes()),
        Given::Octets(value) => octets(3, value),
        Given::Truth(truth) => octets(4, &[u8::from(*truth)]),
    }
}

/// Key files, all together.
#[derive(PartialEq)]
struct Files {
    digest: [u8; 32],
    count: u64,
}

/// Every key file that is there, to `each` as well; gives what they are all together, and which are not there.
fn files(
    of: &dyn Tenant,
    mut each: impl FnMut(Kept, &[u8]) -> Result<(), RegistryError>,
) -> Result<(Files, Vec<Kept>), RegistryError> {
    let (mut digest, mut count, mut missing) = (Sha256::new(), 0, Vec::new());
    of.each_file(&mut |kept, octets| {
        let Some(octets) = octets else {
            missing.push(kept);
            return Ok(());
        };
        let (kind, fingerprint, number) = match kept {
            Kept::Key(fingerprint) => (1, fingerprint, 0),
            Kept::Aside(fingerprint, tombstone) => (2, fingerprint, tombstone),
            Kept::Replaced(fingerprint, number) => (3, fingerprint, number),
        };
        take(&mut digest, &Given::Integer(Some(kind)));
        take(&mut digest, &Given::Octets(&fingerprint.0));
        take(&mut digest, &Given::Integer(Some(number)));
        take(&mut digest, &Given::Octets(octets));
        count += 1;
        each(kept, octets)
    })?;
    Ok((Files { digest: digest.finalize().into(), count }, missing))
}

/// The keys of files, as people know them.
fn names(tenant: &dyn Tenant, files: &[Kept]) -> Result<Vec<String>, RegistryError> {
    let name = |kept: &Kept| match kept {
        Kept::Key(fingerprint) | Kept::Replaced(fingerprint, _) => tenant.first(
            "SELECT name FROM key JOIN certificate ON certificate.id = certificate_id WHERE fingerprint = ?1",
            values![fingerprint.to_string()],
            |row| row.get(0),
        ),
        Kept::Aside(_, tombstone) => {
            tenant
                .first("SELECT name FROM aside WHERE tombstone_id = ?1", values![tombstone], |row| row.get(0))
        }
    };
    files.iter().filter_map(|kept| name(kept).transpose()).collect()
}
