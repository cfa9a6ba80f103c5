//! Files that are read: plain ones, and never more of them than is asked for.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::fault::Fault;
use super::system::{self, Dir, open, open_through_links, read_at};

/// Opens a file to read it, never through a link, and only when it is a regular file.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn open_regular(path: &Path) -> io::Result<File> {
    regular(open(path)?)
}

pub(super) fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(Fault::NotRegular.into()) }
}

/// Opens a file that a person named: through links too, and only when it is a regular file. A pipe, a socket, a device
/// or a folder is refused at once, and never waited for.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn open_given(path: &Path) -> io::Result<File> {
    let file = open_through_links(path)?;
    if file.metadata()?.is_dir() { Err(Fault::IsFolder.into()) } else { regular(file) }
}

/// Opens whatever a person named to read it once: through links, and a pipe or a device too.
///
/// # Errors
///
/// The system's, and [`Fault::IsFolder`].
pub fn open_stream(path: &Path) -> io::Result<File> {
    // Windows has no other word for a folder than that it may not be opened.
    File::open(path).map_err(|error| if path.is_dir() { Fault::IsFolder.into() } else { error })
}

/// Reads a whole file of at most `limit` octets; a longer one is [`io::ErrorKind::FileTooLarge`]. One that is not
/// regular is refused as [`open_given`] does.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn read_bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open_given(path)?;
    // As large as it will be: what grows leaves copies behind, and keys are read here.
    let expected = usize::try_from(file.metadata()?.len().min(limit)).unwrap_or_default();
    let mut octets = Vec::with_capacity(expected + 1);
    file.take(limit + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > limit {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(octets)
}

/// Whether a file that was made for its owner alone is that: not on a file system that keeps neither modes nor access
/// lists (FAT, exFAT, many shares), which shows the same for all.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn is_private(path: &Path) -> io::Result<bool> {
    system::is_private(path)
}

/// Folders below which files are read, by no link: a folder that became one since it was walked leads nowhere.
#[derive(Debug, Default)]
pub struct Roots(Vec<(PathBuf, Dir)>);

impl Roots {
    /// Those of the paths that are folders, the last ones first where one is in another.
    pub fn open<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        let held = paths.into_iter().filter_map(|path| Some((path.to_owned(), Dir::open(path).ok()?)));
        Self(held.collect())
    }

    /// Opens a regular file: one below a folder through that folder, another one by its path.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn open_regular(&self, path: &Path) -> io::Result<File> {
        let below = |(root, dir): &(PathBuf, Dir)| {
            let relative = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty())?;
            Some(dir.read_below(relative))
        };
        match self.0.iter().find_map(below) {
            Some(opened) => regular(opened?),
            None => open_regular(path),
        }
    }
}

/// Reads a file from wherever is asked, by a handle that others use too. One that is also written is read by the handle
/// that holds its lock: on shares and on Windows nobody else may read it, not even by another handle of the same process.
#[derive(Clone, Debug)]
pub struct Reread {
    file: Arc<File>,
    at: u64,
}

impl Reread {
    pub(super) fn new(file: Arc<File>) -> Self {
        Self { file, at: 0 }
    }

    /// Reads from there on, wherever other reads are.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        read_at(&self.file, octets, at)
    }
}

impl From<File> for Reread {
    fn from(file: File) -> Self {
        Self::new(Arc::new(file))
    }
}

impl Read for Reread {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file, octets, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Reread {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let moved = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.file.metadata()?.len().checked_add_signed(by),
        };
        self.at = moved.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
