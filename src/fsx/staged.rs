//! A file that is being written and has no final name yet.

use std::{
    fs::{self, File},
    io::{self, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::{
    folder::Folder,
    system::{link_unnamed, preallocate, rename_without_replacing},
};

/// A file that is being written and has no final name yet. Dropped, it is gone.
#[derive(Debug)]
pub struct Staged {
    pub(super) file: File,
    pub(super) name: Option<PathBuf>,
}

impl Staged {
    /// Reserves room for so many octets where the system can, so that a full disk is found early and the
    /// file is in one piece. Asking is enough: the answer is not needed.
    pub fn reserve(&self, octets: u64) {
        preallocate(&self.file, octets);
    }

    /// Cuts or extends the file to so many octets.
    pub fn set_len(&self, octets: u64) -> io::Result<()> {
        self.file.set_len(octets)
    }

    /// Makes its octets durable.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// The file, from its start, to read it back.
    pub fn rewound(&mut self) -> io::Result<&mut File> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(&mut self.file)
    }

    /// Gives it its final name, relative to `folder`, unless something has that name already
    /// ([`io::ErrorKind::AlreadyExists`]).
    pub fn publish(mut self, folder: &Folder, relative: &Path) -> io::Result<()> {
        let target = folder.path().join(relative);
        match self.name.take() {
            None => link_unnamed(&self.file, &target),
            Some(name) => {
                let moved = rename_without_replacing(&name, &target);
                if moved.is_err() {
                    self.name = Some(name);
                }
                moved
            }
        }
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
        if let Some(name) = &self.name {
            // Nothing more can be done here; the next run sweeps what stays.
            let _ = fs::remove_file(name);
        }
    }
}
