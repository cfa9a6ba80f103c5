//! A file that is being written and has no final name yet.

use std::{
    fs::File,
    io::{self, Seek as _, SeekFrom, Write},
};

use super::{staging::Named, system::preallocate};

/// A file that is being written and has no final name yet. Dropped, it is gone.
#[derive(Debug)]
pub struct Staged {
    pub(super) file: File,
    pub(super) named: Option<Named>,
}

impl Staged {
    /// Reserves room for so many octets where the system can, so that a full disk is found early and the
    /// file is in one piece. Asking is enough: the answer is not needed.
    pub fn reserve(&self, octets: u64) {
        preallocate(&self.file, octets);
    }

    /// Cuts or extends the file to so many octets.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn set_len(&self, octets: u64) -> io::Result<()> {
        self.file.set_len(octets)
    }

    /// Makes its octets durable.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// The file, from its start, to read it back.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn rewound(&mut self) -> io::Result<&mut File> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(&mut self.file)
    }
}

impl Write for Staged {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.file.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(named) = &self.named {
            // Nothing more can be done here; the next run sweeps what stays.
            let _ = named.folder.remove(&named.name);
        }
    }
}
