//! The journal told again, from its first entry: what the tables say must be what it tells.
//!
//! The triggers keep other programs from changing what is final, but whoever owns the file can take them away, change a
//! row, and put them back. The journal is a chain of hashes that ends in a head which openings and people keep
//! elsewhere; every row is held against it. What it does not tell (certificates above one's own, unknown
//! certificates that envelopes named) is not compared.

mod compare;
mod told;

use std::mem;

use serde::Serialize;

pub(super) use self::compare::certificates;
use self::told::Told;
use crate::{
    journal::{Chain, Damage, LineFault},
    registry::{
        OpeningBegun, Registry, RegistryError, VERSION,
        port::{Begun, Tenant},
        trail,
    },
};

/// What telling the journal again gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    /// Entries of the journal.
    pub entries: u64,
    /// Hash of the last.
    pub head: String,
    /// Where the tables say something else, table by table.
    pub differences: Vec<Difference>,
    /// Openings that began and have no end, the first to begin first.
    pub unended: Vec<OpeningBegun>,
    /// What an early version did not write in the journal, so that nothing can be said of it.
    pub unverifiable: Vec<Unverifiable>,
}

/// Something that the journal tells and the tables say otherwise, or only one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// The row, as people know it: a key's name, a consultation's reference.
    pub row: String,
    /// The column; the whole row where it is empty.
    pub field: &'static str,
    /// What the journal tells; `None` for nothing.
    pub journal: Option<String>,
    /// What the table says; `None` for nothing.
    pub registry: Option<String>,
}

/// Something that the journal does not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unverifiable {
    /// The table.
    pub table: &'static str,
    /// The row.
    pub row: String,
    /// The column.
    pub field: &'static str,
}

impl Registry {
    /// Tells the whole journal again, checks its chain, and compares what it tells with the tables.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Newer`] where the tables are of a version that is not known here.
    pub fn replay(&self) -> Result<Result<Replay, Damage>, RegistryError> {
        if self.version() > VERSION {
            return Err(RegistryError::Newer { found: self.version(), known: VERSION });
        }
        // One read transaction: the journal and the tables belong together.
        let read = self.tenant();
        let _begun = Begun::reading(read)?;
        of_one_instant(read)
    }

    /// Where the facts kept of certificates are not those of the certificates themselves.
    pub fn certificate_differences(&self) -> Result<Vec<Difference>, RegistryError> {
        let read = self.tenant();
        let _begun = Begun::reading(read)?;
        certificates(read)
    }
}

/// What [`Registry::replay`] gives of what is found within what was begun.
pub(super) fn of_one_instant(read: &dyn Tenant) -> Result<Result<Replay, Damage>, RegistryError> {
    let mut told = match tell(read)? {
        Ok(told) => told,
        Err(damage) => return Ok(Err(damage)),
    };
    let (entries, head) = trail::head(read)?;
    let unended = mem::take(&mut told.unended);
    let mut replay = Replay { entries, head, unended, ..Replay::default() };
    compare::tables(read, told, &mut replay)?;
    Ok(Ok(replay))
}

/// Every entry, checked as a link of the chain and against its own columns, and the head in the end.
fn tell(tenant: &dyn Tenant) -> Result<Result<Told, Damage>, RegistryError> {
    let mut told = Told::default();
    let mut chain = Chain::new();
    let mut offset = 0;
    let mut broken = None;
    tenant.read("SELECT seq, hash, prev, line FROM journal ORDER BY seq", &[], &mut |row| {
        let line: &str = row.get(3)?;
        let entry = match chain.check(line.as_bytes()) {
            Ok(entry) => entry,
            Err(what) => {
                broken = Some(Damage { line: chain.entries() + 1, offset, what });
                return Ok(false);
            }
        };
        if row.get::<i64>(0)? != entry.seq.cast_signed()
            || row.get::<&str>(1)? != entry.hash
            || row.get::<&str>(2)? != entry.prev
        {
            broken = Some(Damage { line: entry.seq, offset, what: LineFault::Edited });
            return Ok(false);
        }
        told.take(&entry)?;
        offset += line.len() as u64;
        Ok(true)
    })?;
    if let Some(damage) = broken {
        return Ok(Err(damage));
    }
    let (entries, head) = trail::head(tenant)?;
    let what = if entries != chain.entries() {
        LineFault::EndsEarly { expected: entries, found: chain.entries() }
    } else if head != chain.head() {
        LineFault::AnotherHead { expected: head, found: chain.head().to_owned() }
    } else {
        return Ok(Ok(told));
    };
    Ok(Err(Damage { line: chain.entries(), offset, what }))
}
