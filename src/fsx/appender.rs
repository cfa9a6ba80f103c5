//! A file that only one process at a time appends to.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Write},
    sync::Arc,
};

use super::{
    fault::Fault,
    folder::Folder,
    owner::{Judged, judge},
    read::Reread,
    system::{self, Dir},
};

/// A file that only one process at a time appends to.
#[derive(Debug)]
pub struct Appender {
    file: Arc<File>,
    len: u64,
    locked: bool,
    team: Option<u32>,
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
    /// Opens (or makes, mode 0600, a team's 0640) a file of ours in a folder and takes its lock, which lasts until the
    /// last handle of it is gone. Never through a link: it would be written outside of the folder.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn open(folder: &Folder, name: &str) -> Result<Self, AppendError> {
        let file = folder
            .dir()
            .append(OsStr::new(name))
            .map_err(|error| if system::is_in_use(&error) { AppendError::Locked } else { error.into() })?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::from(Fault::NotRegular).into());
        }
        judge(Dir::standing_of(&file)?, Judged::Below, &|| Dir::standing_of(&folder.stage()?.file))?;
        let locked = match system::try_lock(&file) {
            Ok(true) => true,
            Ok(false) => return Err(AppendError::Locked),
            Err(error) => match error.kind() {
                // How shares say that somebody has it.
                io::ErrorKind::PermissionDenied => return Err(AppendError::Locked),
                // A place without locks: nothing to wait for.
                _ if has_no_locks(&error) => false,
                _ => return Err(error.into()),
            },
        };
        folder.give_file(&file)?;
        let len = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), len, locked, team: folder.team })
    }

    /// Whether other processes are kept out: some places have no locks.
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// Whether it is kept for its owner, or for its folder's team; some places show the same for all.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn is_private(&self) -> io::Result<bool> {
        Ok(Dir::standing_of(&self.file)?.is_none_or(|found| found.is_kept_for(self.team)))
    }

    /// Reads it from its beginning, and keeps its lock.
    pub fn reread(&self) -> Reread {
        Reread::new(self.file.clone())
    }

    /// Whether the file is as long as what is known to be in it: else another process appended, which a lock should have
    /// kept out.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn is_alone(&self) -> io::Result<bool> {
        Ok(self.file.metadata()?.len() == self.len)
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
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn truncate(&mut self, octets: u64) -> io::Result<()> {
        self.file.set_len(octets)?;
        self.file.sync_data()?;
        self.len = octets;
        Ok(())
    }

    /// Appends octets, all or (after an error) nothing.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn append(&mut self, octets: &[u8]) -> io::Result<()> {
        match system::append(&self.file, octets) {
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
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
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

/// `ENOLCK` is what an NFS mount without its lock service says.
fn has_no_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}
