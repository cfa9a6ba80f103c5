//! The registry of this suite: in a folder of its own.

use std::{io::BufRead as _, path::Path, process::Command};

use plis::registry::{Access, KeyRecord, Registry};

pub(crate) use crate::deeds::*;

/// How another process of the test finds it.
const HOME: &str = "PLIS_RACE_HOME";

pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
}

impl World {
    /// Sequences of commands that are tried.
    pub(crate) const CASES: u32 = 160;

    /// In memory where the system has a place for that: thousands of commits wait for no disk there.
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        // To Windows, under Wine, that is a path without its drive; what is held open there would stay behind in it.
        let is_there = memory.is_absolute() && memory.is_dir();
        let folder = if is_there { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { folder: folder.expect("a folder") }
    }

    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn registry(&self) -> Registry {
        Registry::open(self.home(), Access::CREATE).expect("a registry")
    }

    /// As any other program opens the file: no foreign keys, no recursive triggers.
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        let raw = rusqlite::Connection::open(self.home().join("registry.db")).expect("open");
        raw.pragma_update(None, "foreign_keys", false).expect("pragma");
        raw
    }

    pub(crate) fn journal(&self) -> Vec<String> {
        let (expected, lines) = self.registry().into_journal().expect("a journal");
        let lines: Vec<_> = lines.lines().map(|line| line.expect("a line")).collect();
        assert_eq!(lines.len() as u64, expected.entries);
        lines
    }

    pub(crate) fn file_of(&self, key: &KeyRecord) -> std::path::PathBuf {
        self.home().join("keys").join(format!("{}.p12", key.certificate.fingerprint))
    }

    /// The copy of a key's file; `None` where it is not.
    pub(crate) fn copy_of(&self, key: &KeyRecord) -> Option<Vec<u8>> {
        std::fs::read(self.file_of(key)).ok()
    }

    /// As if the copy of a key's file had been lost.
    pub(crate) fn lose_copy_of(&self, key: &KeyRecord) {
        std::fs::remove_file(self.file_of(key)).expect("removed");
    }

    /// How many copies there are.
    pub(crate) fn copies(&self) -> usize {
        std::fs::read_dir(self.home().join("keys")).map_or(0, Iterator::count)
    }

    /// Lets another process of this test find it, by [`Self::shown`].
    pub(crate) fn show_to(&self, other: &mut Command) {
        other.env(HOME, self.home());
    }

    /// Opens the registry that was shown to this process, if one was.
    pub(crate) fn shown() -> Option<impl Fn() -> Registry> {
        let home = std::env::var_os(HOME)?;
        Some(move || Registry::open(home.as_ref(), Access::EXISTING).expect("open"))
    }
}
