//! A `.zip` archive (PKWARE APPNOTE 6.3): listed by its directory, its entries read where they are.
//!
//! `rawzip` reads the directory, record by record through one buffer, and reserves nothing for what a file claims; what
//! may be claimed is bounded here ([`limits`](crate::limits)), and what is listed is held to what it claimed while it is
//! read. The directory alone says what there is, as for every other program that opens archives.

mod directory;
mod entry;
mod name;
mod page;
mod reach;

#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use self::entry::Member;
use super::{
    fault::ArchiveFault,
    source::{Entry, Source},
    version::Version,
};
use crate::fsx::Reread;

/// An archive that was listed.
#[derive(Debug)]
pub struct Archive {
    version: Version,
    members: Vec<Member>,
}

impl Archive {
    /// Lists the files in an archive, each folder in the order of its names as a walk of folders does; folders are not
    /// among them.
    ///
    /// # Errors
    ///
    /// What the system said, or the [`ArchiveError`](super::ArchiveError) of an archive that is not read at all.
    pub fn list(file: File) -> io::Result<(Self, Vec<Entry>)> {
        let version = Version::of(&file)?;
        let (records, end) = directory::read(&Reread::from(file), version.octets())?;
        let (members, entries) = reach::settle(records, end)?;
        Ok((Self { version, members }, entries))
    }
}

impl Source for Archive {
    fn open(&self, file: File, number: u32) -> io::Result<Box<dyn Read + Send>> {
        let member = usize::try_from(number).ok().and_then(|number| self.members.get(number));
        let member = member.ok_or(io::ErrorKind::NotFound)?;
        if let Some(error) = member.refused() {
            return Err(error.into());
        }
        if Version::of(&file)? != self.version {
            return Err(ArchiveFault::Changed.into());
        }
        member.open(Reread::from(file))
    }
}

/// Whether a file is named like an archive.
pub fn is_named_so(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// Whether a file begins like an archive, one with nothing in it included.
pub fn begins_so(octets: &[u8]) -> bool {
    octets.starts_with(b"PK\x03\x04") || octets.starts_with(b"PK\x05\x06")
}
