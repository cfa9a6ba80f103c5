//! What a command touches.

use std::path::PathBuf;

/// What a command touches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    pub(super) reads: Vec<PathBuf>,
    /// Files and folders, which need not be there yet.
    pub(super) writes: Vec<PathBuf>,
    /// Key files that only the registry knows the places of; see [`super::key_files`].
    pub(super) reads_anywhere: bool,
    /// Whether the registry sorts in temporary files.
    pub(super) temporary: bool,
}
