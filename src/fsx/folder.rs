//! A folder that receives files: an opening's, a registry's, a sealing's.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::{
    STAGING, replace,
    staged::Staged,
    system::{
        cannot_be_unnamed, private_folder, private_options, sync_file_system, sync_folder, unnamed_file,
    },
};

/// A folder that receives files: an opening's, a registry's, a sealing's.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    pub(super) unnamed: AtomicBool,
    counter: AtomicU64,
}

impl Folder {
    /// Opens a folder for writing, making it (mode 0700) when it is not there.
    pub fn create(path: &Path) -> io::Result<Self> {
        create_private_folder(path)?;
        Ok(Self {
            path: path.to_owned(),
            // A file without a name gets one by way of `/proc`.
            unnamed: AtomicBool::new(cfg!(target_os = "linux") && Path::new("/proc/self/fd").exists()),
            counter: AtomicU64::new(0),
        })
    }

    /// Its path, as given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts a file that nobody can see yet.
    pub fn stage(&self) -> io::Result<Staged> {
        if self.unnamed.load(Ordering::Relaxed) {
            match unnamed_file(&self.path) {
                Ok(file) => return Ok(Staged { file, name: None }),
                Err(error) if cannot_be_unnamed(&error) => self.unnamed.store(false, Ordering::Relaxed),
                Err(error) => return Err(error),
            }
        }
        let staging = self.path.join(STAGING);
        create_private_folder(&staging)?;
        loop {
            let serial = self.counter.fetch_add(1, Ordering::Relaxed);
            let name = staging.join(format!("{}-{serial}", std::process::id()));
            match private_options().read(true).write(true).create_new(true).open(&name) {
                Ok(file) => return Ok(Staged { file, name: Some(name) }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Removes what an earlier process left in the staging folder. Call it with the lock held.
    pub fn sweep(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.path.join(STAGING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes the staging folder when nothing is in it: what another process stages there stays.
    pub fn tidy(&self) {
        let _ = fs::remove_dir(self.path.join(STAGING));
    }

    /// Makes the folders above `relative` (mode 0700), refusing to go through a link or a file.
    pub fn prepare_parents(&self, relative: &Path) -> io::Result<()> {
        let Some(parent) = relative.parent() else { return Ok(()) };
        let mut folder = self.path.clone();
        for part in parent.components() {
            let std::path::Component::Normal(part) = part else {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "a name that leaves the output folder",
                ));
            };
            folder.push(part);
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Err(io::Error::from(io::ErrorKind::NotADirectory)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    match private_folder().create(&folder) {
                        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                        _ => {}
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes durable everything written so far on this folder's file system: data and names.
    ///
    /// On Linux one `syncfs` serves a whole batch. Elsewhere it does nothing and gives `false`: each file is
    /// to be synced by itself.
    pub fn sync_all(&self) -> io::Result<bool> {
        sync_file_system(&self.path)
    }

    /// Makes the names in one folder durable (the folder of `relative`).
    pub fn sync_names(&self, relative: &Path) -> io::Result<()> {
        let folder = self.path.join(relative);
        match sync_folder(folder.parent().unwrap_or(&self.path)) {
            // Nothing was written there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Writes a whole file of ours under a name that may exist already, all or nothing.
    ///
    /// For reports, which a later run writes again. `write` is given a buffered writer.
    pub fn replace(
        &self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        replace(&self.path.join(name), write)
    }
}

/// Makes a folder that only its owner can enter, and those above it; one that is there already is left as it is.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    private_folder().recursive(true).create(path)
}
