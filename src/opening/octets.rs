//! Where the octets of an input are: in a file of its own, or within an archive.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::depot::Source;

/// An archive, and the file it is in.
#[derive(Debug)]
pub(super) struct Container {
    pub(super) file: PathBuf,
    pub(super) source: Box<dyn Source>,
}

/// A place within an archive.
#[derive(Clone, Debug)]
pub(super) struct Within {
    pub(super) container: Arc<Container>,
    pub(super) number: u32,
}

/// The octets of an input, from the first to the last.
pub(super) enum Octets {
    File(File),
    Entry(Box<dyn Read + Send>),
}

/// Opens an input; `open_file` opens the file that it is, or is in.
pub(super) fn open(
    path: &Path,
    within: Option<&Within>,
    open_file: impl FnOnce(&Path) -> io::Result<File>,
) -> io::Result<Octets> {
    match within {
        None => open_file(path).map(Octets::File),
        Some(Within { container, number }) => {
            container.source.open(open_file(&container.file)?, *number).map(Octets::Entry)
        }
    }
}

/// The first octets, of what can be read: enough to tell an envelope or an archive from most other things.
pub(super) fn beginning(octets: impl Read) -> Option<Vec<u8>> {
    const ENOUGH: u64 = 16;
    let mut start = Vec::new();
    octets.take(ENOUGH).read_to_end(&mut start).ok()?;
    Some(start)
}

impl Read for Octets {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(room),
            Self::Entry(entry) => entry.read(room),
        }
    }
}
