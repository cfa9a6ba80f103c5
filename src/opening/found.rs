//! What is found under the roots of a run.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use super::octets::Within;
use crate::{depot::ArchiveError, fsx::SystemError};

/// What things are found under: a path that a person names, or an archive in one.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) path: PathBuf,
    /// Where its plaintexts go, below the folder of all.
    pub(super) output: PathBuf,
}

impl Root {
    /// The roots of a run: of several, each has a folder of its own.
    pub(super) fn of(paths: &[PathBuf]) -> Vec<Self> {
        let output = |path: &Path| if paths.len() > 1 { last_name(path).into() } else { PathBuf::new() };
        paths.iter().map(|path| Self { path: path.clone(), output: output(path) }).collect()
    }
}

/// Something that was found under a root.
#[derive(Debug)]
pub(super) struct FoundFile {
    /// Index of its root.
    pub(super) root: usize,
    /// As found.
    pub(super) path: PathBuf,
    /// Octets.
    pub(super) size: u64,
    /// What it is.
    pub(super) kind: FoundKind,
    /// Where it is, when it is no file of its own.
    pub(super) within: Option<Within>,
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FoundKind {
    /// A regular file.
    File,
    /// Never read: a link, neither file nor folder, or refused by the system.
    Unreadable(SystemError),
    /// An archive whose entries nobody can tell.
    Archive(ArchiveError),
}

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    /// Those asked for, in their order, then the archives found under them.
    pub(super) roots: Vec<Root>,
    /// Folders that the archives among them got, as names are compared.
    pub(super) given: HashSet<String>,
    pub(super) found: Vec<FoundFile>,
    pub(super) passed_over: usize,
    pub(super) bytes: u64,
}

/// The last name of a root, also of `.` and `..`.
fn last_name(root: &Path) -> OsString {
    root.file_name().map_or_else(
        || {
            fs::canonicalize(root)
                .ok()
                .and_then(|real| real.file_name().map(ToOwned::to_owned))
                .unwrap_or_else(|| "root".into())
        },
        ToOwned::to_owned,
    )
}
