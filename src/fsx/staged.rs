//! A file that is being written and has no final name yet.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Seek as _, SeekFrom, Write},
    path::Path,
};

use super::{
    folder::Folder,
    staging::Named,
    system::{Dir, preallocate},
};

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
    pub fn publish(self, folder: &Folder, relative: &Path) -> io::Result<()> {
        let (parent, name) = folder.place(relative)?;
        self.give(folder, &parent, name)
    }

    pub(super) fn give(mut self, folder: &Folder, parent: &Dir, name: &OsStr) -> io::Result<()> {
        if self.named.is_none() {
            match parent.link_unnamed(&self.file, name) {
                Err(error) if has_no_links(&error) || error.kind() == io::ErrorKind::NotFound => {
                    self.get_a_name(folder)?;
                }
                other => return other,
            }
        }
        let Some(named) = self.named.take() else { return Ok(()) };
        let given = folder.way.give(&named, parent, name);
        if given.is_err() {
            self.named = Some(named);
        }
        given
    }

    /// Second way for a file without a name: it is copied to one that has one.
    fn get_a_name(&mut self, folder: &Folder) -> io::Result<()> {
        let mut copy = folder.stage_named()?;
        io::copy(self.rewound()?, &mut copy.file)?;
        copy.file.sync_data()?;
        folder.has_no_unnamed_files();
        *self = copy;
        Ok(())
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

/// Whether the system says in one of its ways that files here have one name each.
pub(super) fn has_no_links(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::Unsupported
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::TooManyLinks
    )
}
