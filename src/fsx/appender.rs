//! A file that only one process at a time appends to.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;

#[cfg(unix)]
use super::system::no_follow_flags;
use super::{fault::Fault, system::private_options};

/// A file that only one process at a time appends to.
#[derive(Debug)]
pub struct Appender {
    file: File,
    len: u64,
}

/// Why a file cannot be appended to.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Another process is at it.
    #[error("another process is using it")]
    Locked,
    /// The system's words.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Appender {
    /// Opens (or makes, mode 0600) a file and takes its lock, which lasts as long as the process. Never through a
    /// link: it would be written outside of the folder it is in.
    pub fn open(path: &Path) -> Result<Self, AppendError> {
        let mut options = private_options();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        options.custom_flags(no_follow_flags());
        let file = options.open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::from(Fault::NotRegular).into());
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(AppendError::Locked),
            // A file system without locks: nothing to wait for.
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        let len = file.metadata()?.len();
        Ok(Self { file, len })
    }

    /// Octets in the file.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Cuts what an interrupted writer left behind a whole line.
    pub fn truncate(&mut self, octets: u64) -> io::Result<()> {
        self.file.set_len(octets)?;
        self.file.sync_data()?;
        self.len = octets;
        Ok(())
    }

    /// Appends octets, all or (after an error) nothing.
    pub fn append(&mut self, octets: &[u8]) -> io::Result<()> {
        match self.file.write_all(octets) {
            Ok(()) => {
                self.len += octets.len() as u64;
                Ok(())
            }
            Err(error) => {
                // Best effort: a torn last line is recognised and cut by the next run.
                let _ = self.file.set_len(self.len);
                Err(error)
            }
        }
    }

    /// Makes what was appended durable.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

impl Write for Appender {
    /// Takes all or nothing, like [`Appender::append`].
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.append(octets)?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
