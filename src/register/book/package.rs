//! The parts of a spreadsheet's file: a ZIP archive (PKWARE APPNOTE 6.3), read from memory within bounds.
//!
//! Only what spreadsheets are made of: stored and deflated parts, no encryption, no ZIP64, one disk. The sizes that the
//! directory claims are held against a bound before anything is unpacked, and held to while it is.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read, Take},
};

use flate2::{Crc, read::DeflateDecoder};

use super::super::RegisterFault;
use crate::limits::SPREADSHEET;

/// Parts of one file; a workbook has dozens.
const PARTS: u16 = 10_000;

const END: &[u8] = b"PK\x05\x06";
const END_OCTETS: usize = 22;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_OCTETS: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_OCTETS: usize = 30;

/// A file and its directory.
#[derive(Debug)]
pub(super) struct Package<'a> {
    octets: &'a [u8],
    parts: HashMap<&'a str, Part>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    offset: u32,
    packed: u32,
    size: u32,
    crc: u32,
    method: u16,
    encrypted: bool,
}

/// Whether it begins like one.
pub(in super::super) fn is_package(octets: &[u8]) -> bool {
    octets.starts_with(LOCAL)
}

impl<'a> Package<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Result<Self, RegisterFault> {
        let end = end_of_directory(octets).ok_or(DAMAGED)?;
        let count = short(end, 10);
        let (size, offset) = (long(end, 12), long(end, 16));
        if count > PARTS || size == u32::MAX || offset == u32::MAX {
            return Err(DAMAGED);
        }
        let mut directory = slice(octets, offset, size)?;
        let mut parts = HashMap::new();
        let mut unpacked = 0_u64;
        for _ in 0..count {
            let (entry, rest) = directory.split_at_checked(ENTRY_OCTETS).ok_or(DAMAGED)?;
            if !entry.starts_with(ENTRY) {
                return Err(DAMAGED);
            }
            let (name, rest) = rest.split_at_checked(short(entry, 28).into()).ok_or(DAMAGED)?;
            let passed_over = usize::from(short(entry, 30)) + usize::from(short(entry, 32));
            directory = rest.get(passed_over..).ok_or(DAMAGED)?;
            let part = Part {
                encrypted: short(entry, 8) & 1 == 1,
                method: short(entry, 10),
                crc: long(entry, 16),
                packed: long(entry, 20),
                size: long(entry, 24),
                offset: long(entry, 42),
            };
            unpacked += u64::from(part.size);
            // Names of the parts that are read are ASCII. Of two with one name, programs show one or the other.
            if let Ok(name) = std::str::from_utf8(name)
                && parts.insert(name, part).is_some()
            {
                return Err(DAMAGED);
            }
        }
        if unpacked > SPREADSHEET.value {
            return Err(RegisterFault::TooLarge { limit: SPREADSHEET });
        }
        Ok(Self { octets, parts })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    /// The octets of a part, unpacked as they are read; it gives an error at its end where they are not what the
    /// directory says.
    pub(super) fn part(&self, name: &str) -> Result<PartReader<'a>, RegisterFault> {
        let part = self.parts.get(name).ok_or(DAMAGED)?;
        if part.encrypted {
            return Err(DAMAGED);
        }
        let local = self.octets.get(usize::try_from(part.offset).unwrap_or(usize::MAX)..).ok_or(DAMAGED)?;
        let (local, rest) = local.split_at_checked(LOCAL_OCTETS).ok_or(DAMAGED)?;
        if !local.starts_with(LOCAL) {
            return Err(DAMAGED);
        }
        let passed_over = u32::from(short(local, 26)) + u32::from(short(local, 28));
        let packed = slice(rest, passed_over, part.packed)?;
        let unpacking: Box<dyn Read + 'a> = match part.method {
            0 => Box::new(packed),
            8 => Box::new(DeflateDecoder::new(packed)),
            _ => return Err(DAMAGED),
        };
        let checked =
            Checked { inner: unpacking.take(u64::from(part.size) + 1), crc: Crc::new(), part: *part };
        Ok(BufReader::with_capacity(1 << 16, checked))
    }
}

/// A part as it is unpacked.
pub(super) type PartReader<'a> = BufReader<Checked<'a>>;

const DAMAGED: RegisterFault = RegisterFault::Spreadsheet;

/// Holds a part to the size and the checksum that the directory says.
pub(super) struct Checked<'a> {
    inner: Take<Box<dyn Read + 'a>>,
    crc: Crc,
    part: Part,
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(&buffer[..read]);
        let whole = self.crc.amount() == self.part.size && self.crc.sum() == self.part.crc;
        let too_long = self.crc.amount() > self.part.size;
        if too_long || (read == 0 && !buffer.is_empty() && !whole) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}

/// The last record that a directory ends with: a comment of at most 65,535 octets may follow it.
fn end_of_directory(octets: &[u8]) -> Option<&[u8]> {
    let from = octets.len().saturating_sub(END_OCTETS + usize::from(u16::MAX));
    let tail = &octets[from..];
    (0..=tail.len().checked_sub(END_OCTETS)?)
        .rev()
        .map(|at| &tail[at..])
        .find(|end| end.starts_with(END) && usize::from(short(end, 20)) == end.len() - END_OCTETS)
}

fn slice(octets: &[u8], offset: u32, length: u32) -> Result<&[u8], RegisterFault> {
    let offset = usize::try_from(offset).map_err(|_| DAMAGED)?;
    let length = usize::try_from(length).map_err(|_| DAMAGED)?;
    octets.get(offset..).and_then(|rest| rest.get(..length)).ok_or(DAMAGED)
}

fn short(octets: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([octets[at], octets[at + 1]])
}

fn long(octets: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([octets[at], octets[at + 1], octets[at + 2], octets[at + 3]])
}

/// Reads a small part as a whole, for what is only searched in it.
pub(super) fn text_of(part: PartReader<'_>) -> Result<String, RegisterFault> {
    let mut octets = Vec::new();
    part.take(1 << 20).read_to_end(&mut octets).map_err(|_| DAMAGED)?;
    Ok(String::from_utf8_lossy(&octets).into_owned())
}

/// Counts the octets that one node of XML takes, and ends what has no end.
pub(super) struct Metered<R> {
    inner: R,
    left: usize,
}

impl<R> Metered<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, left: 0 }
    }

    pub(super) fn refill(&mut self, octets: usize) {
        self.left = octets;
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.consumed(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.consumed(amount);
    }
}

impl<R> Metered<R> {
    fn consumed(&mut self, octets: usize) {
        self.left = self.left.saturating_sub(octets);
    }
}
