//! The folder of what has no final name yet, where a file must have one: ours alone, held by its handle.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    STAGING,
    fault::Fault,
    owner::{Judged, judge},
    system::{Dir, Standing},
};
use crate::hex::hex;

/// The staging folder of a folder, made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Staging(Mutex<Option<Arc<Dir>>>);

/// A file with a name in a staging folder.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) folder: Arc<Dir>,
    pub(super) name: OsString,
}

impl Staging {
    /// A new file under a name that nobody can foresee.
    pub(super) fn create(&self, above: &Dir, private: bool) -> io::Result<(File, Named)> {
        /// Another process removes the folder when nothing is in it, which may be just then.
        const TRIES: usize = 64;
        let mut last = io::ErrorKind::NotFound.into();
        for _ in 0..TRIES {
            let name = random_name()?;
            let made = self.folder(above).and_then(|folder| Ok((folder.create(&name, private)?, folder)));
            match made {
                Ok((file, folder)) => return Ok((file, Named { folder, name })),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.forget();
                    last = error;
                }
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    /// A name in it that nothing has.
    pub(super) fn free_name(&self, above: &Dir) -> io::Result<Named> {
        Ok(Named { folder: self.folder(above)?, name: random_name()? })
    }

    fn folder(&self, above: &Dir) -> io::Result<Arc<Dir>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = held.as_ref() {
            return Ok(folder.clone());
        }
        match above.make(OsStr::new(STAGING)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let folder = Arc::new(above.folder(OsStr::new(STAGING))?);
        Self::is_ours(&folder)?;
        *held = Some(folder.clone());
        Ok(folder)
    }

    /// Removes what an earlier process left there, and the folder. What is not ours, or has not our names, stays.
    pub(super) fn sweep(&self, above: &Dir) -> io::Result<()> {
        if Self::empty(above)? {
            self.tidy(above);
        }
        Ok(())
    }

    /// Removes what an earlier process left there, and keeps the folder; whether there is one of ours.
    pub(super) fn empty(above: &Dir) -> io::Result<bool> {
        let folder = match above.folder(OsStr::new(STAGING)) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(false);
            }
            other => other?,
        };
        match Self::is_ours(&folder) {
            Err(error) if Fault::of(&error).is_of_others() => return Ok(false),
            other => other?,
        }
        for name in folder.names()?.iter().filter(|name| is_random(name)) {
            // Twice: a scanner may hold it for a moment.
            match folder.remove(name).or_else(|_| folder.remove(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(true)
    }

    /// What a new file of ours looks like in a folder.
    pub(super) fn new_file(folder: &Dir) -> io::Result<Option<Standing>> {
        let name = random_name()?;
        let file = folder.create(&name, true)?;
        let standing = Dir::standing_of(&file);
        folder.remove(&name)?;
        standing
    }

    /// Refuses one in which others may change what is staged.
    pub(super) fn is_ours(folder: &Dir) -> io::Result<()> {
        judge(folder.standing()?, Judged::Staging, &|| Self::new_file(folder))
    }

    /// Removes it where it was used since it was last tidied.
    pub(super) fn leave(&self, above: &Dir) {
        if self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            self.tidy(above);
        }
    }

    /// Removes the folder when nothing is in it: what another process stages there stays. While another thread stages
    /// there it is left to that one.
    pub(super) fn tidy(&self, above: &Dir) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_some_and(|folder| Arc::strong_count(folder) > 1) {
            return;
        }
        *held = None;
        let _ = above.remove_folder(OsStr::new(STAGING));
    }

    fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

const RANDOM_OCTETS: usize = 16;

/// How the name of a note ends, which says that a final name is reserved.
pub(super) const NOTE: &str = ".name";

pub(super) fn random_name() -> io::Result<OsString> {
    let mut octets = [0; RANDOM_OCTETS];
    getrandom::fill(&mut octets).map_err(io::Error::other)?;
    Ok(hex(&octets).into())
}

fn is_random(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let name = name.strip_suffix(NOTE.as_bytes()).unwrap_or(name);
    name.len() == 2 * RANDOM_OCTETS && name.iter().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
}
