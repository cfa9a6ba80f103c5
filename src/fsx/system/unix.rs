//! Folders by their handles (`openat(2)` and its like).

use std::{
    ffi::{OsStr, OsString},
    fs::{self, DirBuilder, File},
    io,
    os::{
        fd::OwnedFd,
        unix::{
            ffi::OsStrExt as _,
            fs::{DirBuilderExt as _, MetadataExt as _},
        },
    },
    path::{Component, Path},
};

use rustix::{
    fs::{AtFlags, CWD, Gid, Mode, OFlags},
    io::{Errno, retry_on_intr},
};

use super::{Standing, own};

/// A folder, open: what is done in it is done there, whatever has its name by then.
#[derive(Debug)]
pub(in crate::fsx) struct Dir(OwnedFd);

/// To open a folder. It is read, so that it can be listed and synced.
const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::RDONLY).union(OFlags::CLOEXEC);
/// To read what may turn out not to be a file.
const READ: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);
const PRIVATE: Mode = Mode::RUSR.union(Mode::WUSR);
const TEAM_FILE: Mode = PRIVATE.union(Mode::RGRP);
/// Its people enter and read, and what is made in it is theirs.
const TEAM_FOLDER: Mode = Mode::SGID.union(Mode::RWXU).union(Mode::RGRP).union(Mode::XGRP);

impl Dir {
    /// A folder that a person named: by whatever links.
    pub(in crate::fsx) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(rustix::fs::openat(CWD, path, FOLDER, Mode::empty())?))
    }

    /// A folder in it; a link is [`io::ErrorKind::NotADirectory`].
    pub(in crate::fsx) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        match rustix::fs::openat(&self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()) {
            Err(Errno::LOOP | Errno::MLINK) => Err(io::ErrorKind::NotADirectory.into()),
            other => Ok(Self(other?)),
        }
    }

    /// Makes a folder (mode 0700) in it.
    pub(in crate::fsx) fn make(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, Mode::RWXU)?)
    }

    /// What is to be read below it, by no link at all; whether it is a file is still to be seen.
    pub(in crate::fsx) fn read_below(&self, relative: &Path) -> io::Result<File> {
        Ok(File::from(own::open_below(&self.0, relative, READ)?))
    }

    /// A new file in it.
    pub(in crate::fsx) fn create(&self, name: &OsStr, private: bool) -> io::Result<File> {
        let mode =
            if private { PRIVATE } else { PRIVATE | Mode::RGRP | Mode::WGRP | Mode::ROTH | Mode::WOTH };
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::openat(&self.0, name, flags, mode)?))
    }

    /// A file in it to append to, made when it is not there.
    pub(in crate::fsx) fn append(&self, name: &OsStr) -> io::Result<File> {
        let flags = READ.difference(OFlags::RDONLY) | OFlags::RDWR | OFlags::APPEND | OFlags::CREATE;
        Ok(File::from(rustix::fs::openat(&self.0, name, flags | OFlags::NOFOLLOW, PRIVATE)?))
    }

    /// A file without a name on its file system.
    pub(in crate::fsx) fn unnamed(&self) -> io::Result<File> {
        own::unnamed_file(&self.0).map(File::from)
    }

    /// Gives a file without a name a name in it, unless something has it.
    pub(in crate::fsx) fn link_unnamed(&self, file: &File, name: &OsStr) -> io::Result<()> {
        own::link_unnamed(file, &self.0, name)
    }

    /// Moves a file to a name in another folder that nothing has, in one step.
    pub(in crate::fsx) fn rename_new(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        own::rename_new(&self.0, from, &to.0, name)
    }

    /// Gives a file a second name, which nothing has.
    pub(in crate::fsx) fn link(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::linkat(&self.0, from, &to.0, name, AtFlags::empty())?)
    }

    /// Moves a file to a name in another folder, over what has it.
    pub(in crate::fsx) fn rename_over(&self, from: &OsStr, to: &Self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, from, &to.0, name)?)
    }

    pub(in crate::fsx) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(in crate::fsx) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Whether something has a name in it, a link that leads nowhere too.
    pub(in crate::fsx) fn has(&self, name: &OsStr) -> io::Result<bool> {
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(_) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The names in it.
    pub(in crate::fsx) fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name != "." && name != ".." {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    pub(in crate::fsx) fn standing(&self) -> io::Result<Option<Standing>> {
        standing(&self.0)
    }

    pub(in crate::fsx) fn standing_of(file: &File) -> io::Result<Option<Standing>> {
        standing(file)
    }

    /// How many octets a name in it may have.
    pub(in crate::fsx) fn longest_name(&self) -> Option<usize> {
        /// Less than any file system takes: what says so says nothing.
        const LEAST: usize = 64;
        let stat = rustix::fs::fstatvfs(&self.0).ok()?;
        usize::try_from(stat.f_namemax).ok().filter(|octets| *octets >= LEAST)
    }

    /// Gives it to a group, whose people may enter it and read.
    pub(in crate::fsx) fn give_to(&self, gid: u32) -> io::Result<()> {
        give(&self.0, gid, TEAM_FOLDER)
    }

    /// Gives a file to a group, whose people may read it.
    pub(in crate::fsx) fn give_file_to(file: &File, gid: u32) -> io::Result<()> {
        give(file, gid, TEAM_FILE)
    }

    /// Makes the names in it durable.
    pub(in crate::fsx) fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.0) {
            // Some network file systems cannot sync a folder; its names are the server's business there.
            Err(Errno::INVAL) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Makes everything on its file system durable; `false` where that cannot be asked for.
    pub(in crate::fsx) fn sync_file_system(&self) -> io::Result<bool> {
        own::sync_file_system(&self.0)
    }
}

/// What is given is looked at: some shares say yes, and do nothing. The group first, which may cost the mode its bit.
fn give(file: impl std::os::fd::AsFd, gid: u32, mode: Mode) -> io::Result<()> {
    #[cfg_attr(target_os = "linux", expect(clippy::useless_conversion, reason = "other systems have less"))]
    let bits = u32::from(mode.bits());
    if standing(&file)?.is_some_and(|found| found.is_for(gid, bits)) {
        return Ok(());
    }
    rustix::fs::fchown(&file, None, Some(Gid::from_raw(gid)))?;
    rustix::fs::fchmod(&file, mode)?;
    let given = standing(&file)?.is_some_and(|found| found.is_for(gid, bits) && found.is_kept_for(Some(gid)));
    if given { Ok(()) } else { Err(io::ErrorKind::Unsupported.into()) }
}

fn standing(file: impl std::os::fd::AsFd) -> io::Result<Option<Standing>> {
    let stat = rustix::fs::fstat(file)?;
    #[cfg_attr(target_os = "linux", expect(clippy::useless_conversion, reason = "other systems have less"))]
    Ok(Some(Standing { owner: stat.st_uid, group: stat.st_gid, mode: u32::from(stat.st_mode) }))
}

/// Opens what is below a folder one component after the other, none of them a link: what every Unix can.
pub(in crate::fsx) fn walk(folder: &OwnedFd, relative: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    let mut held: Option<OwnedFd> = None;
    let mut parts = relative.components().peekable();
    while let Some(part) = parts.next() {
        let Component::Normal(name) = part else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a path that leaves its folder"));
        };
        let flags = if parts.peek().is_some() { FOLDER } else { flags };
        let at = held.as_ref().unwrap_or(folder);
        held = Some(rustix::fs::openat(at, name, flags | OFlags::NOFOLLOW, Mode::empty())?);
    }
    held.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// Opens a file to read it, never through a link and without waiting for what is no file.
pub(in crate::fsx) fn open(path: &Path) -> io::Result<File> {
    Ok(retry_on_intr(|| rustix::fs::openat(CWD, path, READ | OFlags::NOFOLLOW, Mode::empty()))?.into())
}

/// The same through links.
pub(in crate::fsx) fn open_through_links(path: &Path) -> io::Result<File> {
    Ok(retry_on_intr(|| rustix::fs::openat(CWD, path, READ | OFlags::NOCTTY, Mode::empty()))?.into())
}

/// Makes a folder that only its owner can enter, and those above it.
pub(in crate::fsx) fn make_private_folders(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).recursive(true).create(path)
}

/// Removes a file.
pub(in crate::fsx) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Asks for the lock of a file; `false`: another has it.
pub(in crate::fsx) fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(fs::TryLockError::WouldBlock) => Ok(false),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Whether neither its group nor others have any right to a file.
pub(in crate::fsx) fn is_private(path: &Path) -> io::Result<bool> {
    Ok(fs::symlink_metadata(path)?.mode().trailing_zeros() >= 6)
}

/// How a file that somebody else holds is refused: never, by opening alone.
pub(in crate::fsx) fn is_in_use(_: &io::Error) -> bool {
    false
}

/// Octets free for this user where a path lies.
pub(in crate::fsx) fn free_octets(path: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(path).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

/// Reads at a place without moving the file's own.
pub(in crate::fsx) fn read_at(file: &File, octets: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, octets, at)
}

/// Writes all of it at the end of a file that was opened to append to.
pub(in crate::fsx) fn append(mut file: &File, octets: &[u8]) -> io::Result<()> {
    io::Write::write_all(&mut file, octets)
}
