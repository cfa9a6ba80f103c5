//! The registry's journal: all of it, or a page of it and whether the registry is what it tells.

use std::{fmt, io::BufRead, path::PathBuf};

use crate::{
    desk::{Desk, Error},
    journal::{self, Damage, Entry, Expected, Reader, Verified},
    registry::{Difference, Registry, RegistryError, Replay},
};

/// The registry's journal.
pub struct RegistryJournal {
    /// The folder of the registry.
    pub path: PathBuf,
    /// Where the registry says that it stands.
    pub expected: Expected,
    source: Box<dyn BufRead>,
}

impl RegistryJournal {
    /// The journal of the desk's registry.
    ///
    /// # Errors
    ///
    /// What opening the registry gives.
    pub fn at(desk: &Desk<'_>) -> Result<Self, Error> {
        Self::of(desk.registry()?)
    }

    pub(super) fn of(registry: Registry) -> Result<Self, Error> {
        let path = registry.location().shown().to_owned();
        let (expected, source) = registry.into_journal()?;
        Ok(Self { path, expected, source })
    }

    /// Its entries, each checked before it is given.
    pub fn entries(self) -> Reader<Box<dyn BufRead>> {
        Reader::new(self.source)
    }

    /// That it holds together, to the head that vouches for it.
    pub(super) fn verified(self) -> Result<Verified, Error> {
        let Self { path, expected, source } = self;
        journal::verify(source, Some(&expected))
            .map_err(|damage| Error::Journal { path, damage: Box::new(damage) })
    }
}

impl fmt::Debug for RegistryJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, expected, source: _ } = self;
        f.debug_struct("RegistryJournal")
            .field("path", path)
            .field("expected", expected)
            .finish_non_exhaustive()
    }
}

/// Read a page of the registry's journal, the last first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadJournal {
    /// Which page, counted from 1.
    pub page: u64,
    /// Entries of a page, a thousand at most.
    pub rows: u64,
    /// A journal of more entries is not told again: its page is read, and nothing is held against it.
    pub whole: u64,
}

/// A page of the registry's journal, and whether the registry is what it tells.
#[derive(Debug)]
pub struct JournalPage {
    /// Where the registry says that it stands.
    pub expected: Expected,
    /// The entries of the page, the first of them first.
    pub entries: Vec<Entry>,
    /// Whether all of it was told again, and held against the tables.
    pub is_whole: bool,
    /// Where the chain does not hold.
    pub damage: Option<Damage>,
    /// Where the tables say something else; of a chain that does not hold nothing can be said.
    pub differences: Vec<Difference>,
}

impl ReadJournal {
    /// Reads it, and holds the registry against it where it is told whole.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<JournalPage, Error> {
        let registry = desk.registry()?;
        let (entries, head) = registry.journal_head()?;
        let last = entries.saturating_sub(self.page.saturating_sub(1).saturating_mul(self.rows));
        let wanted = last.saturating_sub(self.rows)..last;
        let mut page = JournalPage {
            expected: Expected { entries, head },
            entries: Vec::new(),
            is_whole: entries <= self.whole,
            damage: None,
            differences: Vec::new(),
        };
        if !page.is_whole {
            for line in registry.journal_lines(wanted.start)? {
                let entry = journal::parse(line.as_bytes()).map_err(|what| RegistryError::Damaged {
                    what: format!("an entry of the journal: {what}"),
                })?;
                if entry.seq <= wanted.end {
                    page.entries.push(entry);
                }
            }
            return Ok(page);
        }
        match registry.replay()? {
            Ok(Replay { differences, .. }) => page.differences = differences,
            Err(damage) => page.damage = Some(damage),
        }
        let (expected, source) = registry.into_journal()?;
        page.expected = expected;
        for located in Reader::new(source) {
            match located {
                Ok(located) if located.entry.seq > wanted.start && located.entry.seq <= wanted.end => {
                    page.entries.push(located.entry);
                }
                Ok(_) => {}
                Err(found) => {
                    page.damage.get_or_insert(found);
                    break;
                }
            }
        }
        Ok(page)
    }
}
