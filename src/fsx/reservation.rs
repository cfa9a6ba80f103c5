//! Final names that are taken by an empty file before the whole one is put over it, where a place has nothing better.
//!
//! An opening has its journal to say that such a name is its own. Whatever else writes one file leaves a note beside what
//! is staged, locked while its process lives: a note that can be locked is of a process that was killed.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Read as _, Write as _},
    path::Path,
};

use super::{
    STAGING, folder_of,
    owner::{Judged, judge},
    staging::{NOTE, Staging, random_name},
    system::{Dir, is_in_use},
};

/// Octets of a note, at most: names are shorter.
const LONGEST: u64 = 1 << 12;

/// A note that this process holds.
#[derive(Debug)]
pub(super) struct Note {
    _locked: File,
    name: OsString,
}

impl Note {
    /// Says that a name will be reserved.
    pub(super) fn write(staging: &Dir, reserves: &OsStr) -> io::Result<Self> {
        let mut name = random_name()?;
        name.push(NOTE);
        let mut file = staging.create(&name, true)?;
        // Where there are no locks, nobody takes it for that of the dead either.
        let _ = file.try_lock();
        file.write_all(reserves.as_encoded_bytes())?;
        file.sync_data()?;
        Ok(Self { _locked: file, name })
    }

    /// The note of a killed process that had reserved a name, now held: the name is that of an empty file of ours.
    pub(super) fn of_the_dead(staging: &Dir, folder: &Dir, reserves: &OsStr) -> io::Result<Option<Self>> {
        let file = match folder.read_below(Path::new(reserves)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let found = file.metadata()?;
        if !found.is_file() || found.len() > 0 {
            return Ok(None);
        }
        judge(Dir::standing_of(&file)?, Judged::Below, &|| Staging::new_file(staging))?;
        for name in staging.names()?.into_iter().filter(|name| is_note(name)) {
            let mut note = match staging.append(&name) {
                // Kept by the living.
                Err(error) if is_in_use(&error) => continue,
                other => other?,
            };
            if note.try_lock().is_err() {
                continue;
            }
            let mut says = Vec::new();
            (&mut note).take(LONGEST).read_to_end(&mut says)?;
            // Whoever removed it meanwhile has given the name.
            if says == reserves.as_encoded_bytes() && staging.has(&name)? {
                return Ok(Some(Self { _locked: note, name }));
            }
        }
        Ok(None)
    }

    /// The name is given, or it is not going to be.
    pub(super) fn remove(self, staging: &Dir) {
        let _ = staging.remove(&self.name);
    }
}

fn is_note(name: &OsStr) -> bool {
    name.as_encoded_bytes().ends_with(NOTE.as_bytes())
}

/// Whether something has a name; not an empty file that a process of ours was killed over, which the next one replaces.
pub fn is_taken(path: &Path) -> bool {
    let Ok(found) = path.symlink_metadata() else { return false };
    !(found.is_file() && found.len() == 0 && is_of_the_dead(path).unwrap_or(false))
}

fn is_of_the_dead(path: &Path) -> io::Result<bool> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = Dir::open(folder_of(path))?;
    let staging = folder.folder(OsStr::new(STAGING))?;
    Staging::is_ours(&staging)?;
    Ok(Note::of_the_dead(&staging, &folder, name)?.is_some())
}
