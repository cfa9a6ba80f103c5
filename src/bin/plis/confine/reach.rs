//! What a command touches.

use std::path::PathBuf;

/// Where a server is on its machine.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Port {
    /// A socket of this machine's file system.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "no registry is on a server"))]
    Here,
    /// TCP.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "no other system holds a process to a port")
    )]
    At(u16),
}

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
    /// The servers that keep registries.
    pub(super) servers: Vec<Port>,
}
