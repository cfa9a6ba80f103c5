//! Windows: folders by their paths, each held open meanwhile so that the path keeps its meaning.
//!
//! A folder is held by a handle that does not share its removal: until it is let go, nobody renames or removes it, nor
//! (NTFS) any folder above it. What is done by its path is done there. A person's links are gone by then: the path is
//! the one that the system gives of what is open.
#![expect(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "what the other systems have is asked here alike"
)]

mod calls;
mod names;
#[cfg(test)]
mod tests;

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io,
    os::windows::fs::FileExt as _,
    path::{Component, Path, PathBuf},
    thread,
    time::Duration,
};

use windows_sys::Win32::{
    Foundation::{
        ERROR_ACCESS_DENIED, ERROR_DELETE_PENDING, ERROR_LOCK_VIOLATION, ERROR_SHARING_VIOLATION,
        GENERIC_READ, GENERIC_WRITE,
    },
    Storage::FileSystem::{
        CREATE_NEW, FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_NORMAL, FILE_ATTRIBUTE_REPARSE_POINT,
        FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT, FILE_SHARE_DELETE, FILE_SHARE_READ,
        FILE_SHARE_WRITE, OPEN_ALWAYS, OPEN_EXISTING,
    },
};

pub(in crate::fsx) use self::calls::try_lock;
use self::names::{component, found, verbatim};
use super::Standing;
use crate::fsx::Fault;

const SHARE_ALL: u32 = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/// A folder, held where it is.
#[derive(Debug)]
pub(in crate::fsx) struct Dir {
    path: PathBuf,
    _held: File,
}

impl Dir {
    /// A folder that a person named: by whatever links.
    pub(in crate::fsx) fn open(path: &Path) -> io::Result<Self> {
        let path = verbatim(path)?;
        // Some drivers of drives do not tell what is open: there the path is what it was given as.
        Self::hold(fs::canonicalize(&path).unwrap_or(path))
    }

    /// A folder in it; a link is [`io::ErrorKind::NotADirectory`].
    pub(in crate::fsx) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        Self::hold(self.path.join(found(name)?))
    }

    fn hold(path: PathBuf) -> io::Result<Self> {
        let flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;
        let share = FILE_SHARE_READ | FILE_SHARE_WRITE;
        let held = patiently(|| calls::open(&path, GENERIC_READ, share, OPEN_EXISTING, flags, false))?;
        let (attributes, tag) = calls::attributes(&held)?;
        if attributes & FILE_ATTRIBUTE_DIRECTORY == 0 || leads_elsewhere(attributes, tag) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path, _held: held })
    }

    /// Makes a folder for its owner alone in it.
    pub(in crate::fsx) fn make(&self, name: &OsStr) -> io::Result<()> {
        calls::make_folder(&self.path.join(component(name)?))
    }

    /// What is to be read below it, by no link at all; whether it is a file is still to be seen.
    pub(in crate::fsx) fn read_below(&self, relative: &Path) -> io::Result<File> {
        let mut parts = relative.components().peekable();
        let mut at: Option<Self> = None;
        while let Some(part) = parts.next() {
            let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
            let above = at.as_ref().unwrap_or(self);
            if parts.peek().is_none() {
                return read(&above.path.join(found(name)?));
            }
            at = Some(above.folder(name)?);
        }
        Err(io::ErrorKind::InvalidInput.into())
    }

    /// A new file in it. While it is open, nobody else writes to it.
    pub(in crate::fsx) fn create(&self, name: &OsStr, private: bool) -> io::Result<File> {
        let path = self.path.join(component(name)?);
        let share = FILE_SHARE_READ | FILE_SHARE_DELETE;
        calls::open(&path, GENERIC_READ | GENERIC_WRITE, share, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, private)
    }

    /// A file in it to append to, made when it is not there. While it is open, nobody else writes to it, renames or
    /// removes it; all who may can read it.
    pub(in crate::fsx) fn append(&self, name: &OsStr) -> io::Result<File> {
        let path = self.path.join(component(name)?);
        let access = GENERIC_READ | GENERIC_WRITE;
        let flags = FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT;
        let file = calls::open(&path, access, FILE_SHARE_READ, OPEN_ALWAYS, flags, true)?;
        refuse_links(&file)?;
        Ok(file)
    }

    pub(in crate::fsx) fn unnamed(&self) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::fsx) fn link_unnamed(&self, _: &File, _: &OsStr) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Moves a file to a name in another folder that nothing has, in one step.
    pub(in crate::fsx) fn rename_new(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        self.rename(from, to, name, false)
    }

    pub(in crate::fsx) fn link(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        fs::hard_link(self.path.join(found(from)?), to.path.join(component(name)?))
    }

    /// Moves a file to a name in another folder, over what has it.
    pub(in crate::fsx) fn rename_over(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        self.rename(from, to, name, true)
    }

    fn rename(&self, from: &OsStr, to: &Self, name: &OsStr, replace: bool) -> io::Result<()> {
        let (from, to) = (self.path.join(found(from)?), to.path.join(component(name)?));
        patiently(|| calls::rename(&from, &to, replace))
    }

    pub(in crate::fsx) fn remove(&self, name: &OsStr) -> io::Result<()> {
        remove(&self.path.join(found(name)?))
    }

    pub(in crate::fsx) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        let path = self.path.join(found(name)?);
        patiently(|| fs::remove_dir(&path))
    }

    /// Whether something has a name in it, a link that leads nowhere too.
    pub(in crate::fsx) fn has(&self, name: &OsStr) -> io::Result<bool> {
        match fs::symlink_metadata(self.path.join(component(name)?)) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The names in it.
    pub(in crate::fsx) fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    pub(in crate::fsx) fn standing(&self) -> io::Result<Option<Standing>> {
        Ok(None)
    }

    pub(in crate::fsx) fn standing_of(_: &File) -> io::Result<Option<Standing>> {
        Ok(None)
    }

    /// There are no groups as Unix has them.
    pub(in crate::fsx) fn give_to(&self, _: u32) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::fsx) fn give_file_to(_: &File, _: u32) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// How many octets a name in it may have: all its file systems take 255 units of UTF-16, which no number of octets
    /// tells.
    pub(in crate::fsx) fn longest_name(&self) -> Option<usize> {
        None
    }

    /// Makes the names in it durable, where its file system takes the question.
    pub(in crate::fsx) fn sync(&self) -> io::Result<()> {
        let flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;
        let opened = calls::open(&self.path, GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, flags, false);
        match opened.and_then(|folder| folder.sync_all()).map_err(|error| (Fault::of(&error), error)) {
            Err((Fault::Device | Fault::Gone | Fault::Full | Fault::Network, error)) => Err(error),
            // Shares and FAT know no such thing: their names are written when they are changed, or by the server.
            _ => Ok(()),
        }
    }

    /// One call for a whole volume is for administrators.
    pub(in crate::fsx) fn sync_file_system(&self) -> io::Result<bool> {
        Ok(false)
    }
}

/// Opens what a person named to read it, never through a link.
pub(in crate::fsx) fn open(path: &Path) -> io::Result<File> {
    read(&verbatim(path)?)
}

/// The same through links.
pub(in crate::fsx) fn open_through_links(path: &Path) -> io::Result<File> {
    let path = verbatim(path)?;
    on_disk(calls::open(&path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, false)?)
}

/// Removes a file, tried again while somebody holds it.
pub(in crate::fsx) fn remove(path: &Path) -> io::Result<()> {
    patiently(|| fs::remove_file(path))
}

/// Makes a folder for its owner alone, and those above it.
pub(in crate::fsx) fn make_private_folders(path: &Path) -> io::Result<()> {
    make_all(&verbatim(path)?)
}

fn make_all(path: &Path) -> io::Result<()> {
    match calls::make_folder(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_all(path.parent().ok_or(error)?)?;
            make_all(path)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        other => other,
    }
}

fn read(path: &Path) -> io::Result<File> {
    let open = |flags| calls::open(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING, flags, false);
    let file = open(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT)?;
    let (attributes, tag) = calls::attributes(&file)?;
    if leads_elsewhere(attributes, tag) {
        return Err(Fault::Link.into());
    }
    // What a cloud or a deduplicating disk keeps elsewhere: it is read like any other, by its driver.
    let file =
        if attributes & FILE_ATTRIBUTE_REPARSE_POINT == 0 { file } else { open(FILE_FLAG_BACKUP_SEMANTICS)? };
    on_disk(file)
}

fn on_disk(file: File) -> io::Result<File> {
    if calls::is_on_disk(&file) { Ok(file) } else { Err(Fault::NotRegular.into()) }
}

fn refuse_links(file: &File) -> io::Result<()> {
    let (attributes, _) = calls::attributes(file)?;
    if attributes & FILE_ATTRIBUTE_REPARSE_POINT == 0 { Ok(()) } else { Err(Fault::Link.into()) }
}

/// Whether a reparse point stands for another name (`IsReparseTagNameSurrogate`): symbolic links, junctions, mounted
/// volumes.
const fn leads_elsewhere(attributes: u32, tag: u32) -> bool {
    const NAME_SURROGATE: u32 = 0x2000_0000;
    attributes & FILE_ATTRIBUTE_REPARSE_POINT != 0 && tag & NAME_SURROGATE != 0
}

/// Does what an antivirus or an indexer may hold back for a moment: tried again for two seconds in all.
fn patiently<T>(mut deed: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    const LONGEST: u64 = 128;
    const TRIES: usize = 22;
    let mut pause = 1;
    for _ in 0..TRIES {
        match deed() {
            Err(error) if is_held(&error) => thread::sleep(Duration::from_millis(pause)),
            other => return other,
        }
        #[cfg(test)]
        tests::WAITS.set(tests::WAITS.get() + 1);
        pause = LONGEST.min(2 * pause);
    }
    deed()
}

fn is_held(error: &io::Error) -> bool {
    const HELD: [u32; 4] =
        [ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_DELETE_PENDING];
    error.raw_os_error().is_some_and(|code| HELD.contains(&code.cast_unsigned()))
}

/// Whether nobody but this user, the system and its administrators has a line in a file's access list. A file system
/// that keeps none (FAT) shows none.
pub(in crate::fsx) fn is_private(path: &Path) -> io::Result<bool> {
    Ok(names_only(&calls::access_list(&verbatim(path)?)?, &calls::private_list()?))
}

/// Of lists as in `D:P(A;OICI;FA;;;S-1-5-21-1)`: whether all lines of the first are those of the second's users, of the
/// system (`SY`), the administrators (`BA`) or of the owner whoever that is (`OW`, `CO`).
fn names_only(list: &str, ours: &str) -> bool {
    let users = |list: &str| -> Option<Vec<String>> {
        let lines = list.strip_prefix("D:")?.split('(').skip(1);
        lines.map(|line| Some(line.split(')').next()?.rsplit(';').next()?.to_owned())).collect()
    };
    let (Some(found), Some(ours)) = (users(list), users(ours)) else { return false };
    !found.is_empty()
        && found.iter().all(|user| ours.contains(user) || ["SY", "BA", "OW", "CO"].contains(&user.as_str()))
}

/// Asks for room; cutting what is written would be one too, so it comes first.
pub(in crate::fsx) fn preallocate(file: &File, octets: u64) {
    if let Ok(octets) = i64::try_from(octets)
        && file.metadata().is_ok_and(|found| found.len() == 0)
    {
        let _ = calls::allocate(file, octets);
    }
}

/// Octets free for this user where a path lies.
pub(in crate::fsx) fn free_octets(path: &Path) -> Option<u64> {
    calls::free_octets(&verbatim(path).ok()?).ok()
}

/// Reads at a place. It moves the file's own, which nobody uses: what is written goes to the end.
pub(in crate::fsx) fn read_at(file: &File, octets: &mut [u8], at: u64) -> io::Result<usize> {
    file.seek_read(octets, at)
}

/// Writes all of it at the end of the file, wherever that is by now.
pub(in crate::fsx) fn append(file: &File, mut octets: &[u8]) -> io::Result<()> {
    /// `FILE_WRITE_TO_END_OF_FILE`
    const END: u64 = u64::MAX;
    while !octets.is_empty() {
        match file.seek_write(octets, END) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => octets = &octets[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// How a file that somebody else holds is refused.
pub(in crate::fsx) fn is_in_use(error: &io::Error) -> bool {
    const IN_USE: [u32; 2] = [ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION];
    error.raw_os_error().is_some_and(|code| IN_USE.contains(&code.cast_unsigned()))
}
