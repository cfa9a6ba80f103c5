//! The octets of an entry: read where they are, unpacked as they are read, and held to what the directory says of them.

use std::io::{self, BufReader, Read};

use flate2::{Crc, bufread::DeflateDecoder};

use crate::{
    depot::fault::{ArchiveError, ArchiveFault},
    fsx::Reread,
};

/// How an entry is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    Stored,
    /// DEFLATE (RFC 1951).
    Deflated,
}

/// An entry that can be opened, or why not.
#[derive(Debug)]
pub(super) struct Member {
    /// Where its own header is.
    pub(super) at: u64,
    /// Where the next entry begins, or the directory.
    pub(super) end: u64,
    pub(super) packed: u64,
    pub(super) octets: u64,
    pub(super) crc: u32,
    /// Boxed: there are many entries, and few of these.
    pub(super) packing: Result<Packing, Box<ArchiveError>>,
}

/// An entry's own header, without its name and its extra fields.
const HEADER: usize = 30;

impl Member {
    /// Octets of an entry's header at least.
    pub(super) const HEADER: u64 = HEADER as u64;

    /// Why it is not opened.
    pub(super) fn refused(&self) -> Option<ArchiveError> {
        self.packing.as_ref().err().map(|error| **error)
    }

    /// Opens it.
    pub(super) fn open(&self, file: Reread) -> io::Result<Box<dyn Read + Send>> {
        let packing = self.packing.as_ref().map_err(|error| **error)?;
        let mut header = [0; HEADER];
        let mut at = 0;
        while at < HEADER {
            match file.read_at(&mut header[at..], self.at + at as u64)? {
                0 => return Err(ArchiveFault::CutOff.into()),
                read => at += read,
            }
        }
        if !header.starts_with(b"PK\x03\x04") {
            return Err(ArchiveFault::Directory.into());
        }
        let short = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        if short(6) & 1 == 1 {
            return Err(ArchiveFault::Encrypted.into());
        }
        let begins = self.at + Self::HEADER + short(26) + short(28);
        if begins.checked_add(self.packed).is_none_or(|ends| ends > self.end) {
            return Err(ArchiveFault::Overlapping.into());
        }
        let packed = Packed { file, at: begins, left: self.packed };
        let unpacking: Box<dyn Read + Send> = match packing {
            Packing::Stored => Box::new(packed),
            Packing::Deflated => Box::new(DeflateDecoder::new(BufReader::with_capacity(1 << 16, packed))),
        };
        Ok(Box::new(Checked { unpacking, crc: Crc::new(), read: 0, octets: self.octets, expected: self.crc }))
    }
}

/// The octets of an entry as they stand in the archive.
struct Packed {
    file: Reread,
    at: u64,
    left: u64,
}

impl Read for Packed {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let most = room.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let read = self.file.read_at(&mut room[..most], self.at)?;
        if read == 0 {
            return Err(ArchiveFault::CutOff.into());
        }
        self.at += read as u64;
        self.left -= read as u64;
        Ok(read)
    }
}

/// Holds an entry to the size and the checksum that the directory says.
struct Checked {
    unpacking: Box<dyn Read + Send>,
    crc: Crc,
    read: u64,
    octets: u64,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if room.is_empty() {
            return Ok(0);
        }
        // One more than there should be, to see that there is none.
        let most = usize::try_from(self.octets - self.read + 1).unwrap_or(usize::MAX).min(room.len());
        let read = self.unpacking.read(&mut room[..most]).map_err(unpacked)?;
        if read == 0 {
            return match (self.read == self.octets, self.crc.sum() == self.expected) {
                (true, true) => Ok(0),
                (true, false) => Err(ArchiveFault::Checksum.into()),
                (false, _) => Err(ArchiveFault::Size.into()),
            };
        }
        self.read += read as u64;
        if self.read > self.octets {
            return Err(ArchiveFault::Size.into());
        }
        self.crc.update(&room[..read]);
        Ok(read)
    }
}

/// What unpacking says of octets that are not DEFLATE.
fn unpacked(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::InvalidInput => ArchiveFault::Packing.into(),
        _ => error,
    }
}
