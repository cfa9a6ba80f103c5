//! The registry itself: its file, its certificates, its journal, and every row held against the journal.

use std::path::PathBuf;

use crate::{
    desk::{Desk, Error},
    registry::{Registry, Replay},
};

/// Check the registry from its file to its last row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckRegistry;

/// What was found.
#[derive(Debug)]
pub struct Checked {
    /// What SQLite says of the file; empty when all is well.
    pub file: Vec<String>,
    /// The journal told again, and where the tables or the certificates say something else.
    pub replay: Replay,
}

impl CheckRegistry {
    /// Checks it.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives; [`Error::Journal`] when the journal's chain does not hold: nothing can
    /// be told from it then.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Checked, Error> {
        let registry = desk.registry()?;
        let file = registry.check()?;
        let mut replay = replay(&registry)?;
        replay.differences.extend(registry.certificate_differences()?);
        Ok(Checked { file, replay })
    }
}

impl Checked {
    /// How many things are wrong.
    pub fn wrong(&self) -> usize {
        self.file.len() + self.replay.differences.len()
    }
}

/// The journal told again; a chain that does not hold is an error.
pub(super) fn replay(registry: &Registry) -> Result<Replay, Error> {
    let path = journal_of(registry);
    registry.replay()?.map_err(|damage| Error::Journal { path, damage: Box::new(damage) })
}

/// Differences that an error names.
pub(super) const FIRST: usize = 20;

/// What people know its journal by.
pub(super) fn journal_of(registry: &Registry) -> PathBuf {
    match registry.location().folder() {
        Some(home) => home.join("registry.db"),
        None => registry.location().shown().to_owned(),
    }
}
