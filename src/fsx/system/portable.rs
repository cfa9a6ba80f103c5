//! The same from what the standard library has on every system: folders by their paths.
//!
//! Where a handle would hold a folder, its path is looked at before each step.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, OpenOptions},
    io,
    path::{Component, Path, PathBuf},
};

use super::{Standing, private_folder, reading};

/// A folder.
#[derive(Debug)]
pub(in crate::fsx) struct Dir(PathBuf);

impl Dir {
    pub(in crate::fsx) fn open(path: &Path) -> io::Result<Self> {
        if path.is_dir() { Ok(Self(path.to_owned())) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    pub(in crate::fsx) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        let path = self.0.join(name);
        if fs::symlink_metadata(&path)?.is_dir() {
            Ok(Self(path))
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    pub(in crate::fsx) fn make(&self, name: &OsStr) -> io::Result<()> {
        private_folder().create(self.0.join(name))
    }

    pub(in crate::fsx) fn read_below(&self, relative: &Path) -> io::Result<File> {
        let mut path = self.0.clone();
        for part in relative.components() {
            let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
            path.push(name);
            if fs::symlink_metadata(&path)?.is_symlink() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        reading().open(path)
    }

    pub(in crate::fsx) fn create(&self, name: &OsStr, _: bool) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).open(self.0.join(name))
    }

    pub(in crate::fsx) fn append(&self, name: &OsStr) -> io::Result<File> {
        let path = self.0.join(name);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        OpenOptions::new().read(true).append(true).create(true).open(path)
    }

    pub(in crate::fsx) fn unnamed(&self) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::fsx) fn link_unnamed(&self, _: &File, _: &OsStr) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::fsx) fn rename_new(&self, _: &OsStr, _: &Self, _: &OsStr) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::fsx) fn link(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        fs::hard_link(self.0.join(from), to.0.join(name))
    }

    pub(in crate::fsx) fn rename_over(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(from), to.0.join(name))
    }

    pub(in crate::fsx) fn remove(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(in crate::fsx) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    pub(in crate::fsx) fn has(&self, name: &OsStr) -> io::Result<bool> {
        match fs::symlink_metadata(self.0.join(name)) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(in crate::fsx) fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.0)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    pub(in crate::fsx) fn standing(&self) -> io::Result<Option<Standing>> {
        Ok(None)
    }

    pub(in crate::fsx) fn standing_of(_: &File) -> io::Result<Option<Standing>> {
        Ok(None)
    }

    pub(in crate::fsx) fn longest_name(&self) -> Option<usize> {
        None
    }

    pub(in crate::fsx) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    pub(in crate::fsx) fn sync_file_system(&self) -> io::Result<bool> {
        Ok(false)
    }
}

pub(in crate::fsx) fn preallocate(_: &File, _: u64) {}

/// Reads at a place. It moves the file's own, which nobody uses: what is written is appended.
pub(in crate::fsx) fn read_at(file: &File, octets: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, octets, at)
}
