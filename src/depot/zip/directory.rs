//! The directory at the end of an archive, within bounds.

use std::io;

use rawzip::{
    CreatorSystem, ErrorKind, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt, ZipFileHeaderRecord, ZipLocator,
    extra_fields::ExtraFieldId,
};

use super::{
    entry::Packing,
    name::{Name, Written},
};
use crate::{
    depot::fault::{ArchiveError, ArchiveFault},
    fsx::{Fault, Reread},
    limits,
};

/// What the directory says of a file.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) name: Name,
    /// Where its own header is.
    pub(super) at: u64,
    /// Octets, packed.
    pub(super) packed: u64,
    /// Octets, unpacked.
    pub(super) octets: u64,
    pub(super) crc: u32,
    pub(super) packing: Result<Packing, ArchiveError>,
    /// It is neither a file nor a folder.
    pub(super) special: Option<Fault>,
}

impl ReaderAt for Reread {
    fn read_at(&self, octets: &mut [u8], at: u64) -> io::Result<usize> {
        Self::read_at(self, octets, at)
    }
}

/// The records of the files in an archive, as they stand in its directory; and where that begins.
pub(super) fn read(file: &Reread, octets: u64) -> io::Result<(Vec<Record>, u64)> {
    // The longest record there may be: its name, its extra fields and its comment are 65,535 octets each.
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let archive = ZipLocator::new()
        .locate_in_reader(file, &mut buffer, octets)
        .map_err(|(_, error)| failed(error, ArchiveFault::NoDirectory))?;
    let claimed = archive.entries_hint();
    if claimed > limits::ARCHIVE_ENTRIES.value {
        return Err(ArchiveError::TooLarge(limits::ARCHIVE_ENTRIES).into());
    }
    let begins = archive.directory_offset();
    if archive.eocd_offset().saturating_sub(begins) > limits::ARCHIVE_DIRECTORY.value {
        return Err(ArchiveError::TooLarge(limits::ARCHIVE_DIRECTORY).into());
    }
    let mut records = Vec::new();
    let mut seen = 0;
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(|error| failed(error, ArchiveFault::Directory))? {
        seen += 1;
        if seen > limits::ARCHIVE_ENTRIES.value {
            return Err(ArchiveError::TooLarge(limits::ARCHIVE_ENTRIES).into());
        }
        records.extend(record(&entry));
    }
    // Without ZIP64 the count has 16 bits, and some programs go on counting.
    if seen != claimed && seen & 0xffff != claimed {
        return Err(ArchiveFault::Directory.into());
    }
    Ok((records, begins))
}

/// What the directory says of a file; `None` of a folder.
fn record(entry: &ZipFileHeaderRecord<'_>) -> Option<Record> {
    let flags = entry.flags();
    let mut unicode = None;
    for (id, field) in entry.extra_fields() {
        if id == ExtraFieldId::INFO_ZIP_UNICODE_PATH {
            unicode = Some(field);
        }
    }
    let system = entry.version_made_by().creator_system();
    let written = Written {
        octets: entry.file_path().as_bytes(),
        utf8: flags.is_utf8(),
        unicode,
        strokes: system != CreatorSystem::UNIX && system != CreatorSystem::MACOS,
    };
    let name = Name::of(&written);
    if name.is_folder() {
        return None;
    }
    let has_mode = matches!(system, CreatorSystem::UNIX | CreatorSystem::MACOS);
    let special = if has_mode { special(entry.external_attributes() >> 16) } else { None };
    let encrypted = flags.is_encrypted() || flags.has_strong_encryption() || flags.is_masked();
    let packing = match entry.compression_method().as_u16() {
        _ if encrypted => Err(ArchiveFault::Encrypted.into()),
        0 => Ok(Packing::Stored),
        8 => Ok(Packing::Deflated),
        method => Err(ArchiveError::Method(method)),
    };
    Some(Record {
        name,
        at: entry.local_header_offset(),
        packed: entry.compressed_size_hint(),
        octets: entry.uncompressed_size_hint(),
        crc: entry.crc32(),
        packing,
        special,
    })
}

/// What a mode of Unix says that no plain file has.
fn special(mode: u32) -> Option<Fault> {
    const KIND: u32 = 0o170_000;
    const REGULAR: u32 = 0o100_000;
    const LINK: u32 = 0o120_000;
    match mode & KIND {
        // Programs that know no kinds write none.
        0 | REGULAR => None,
        LINK => Some(Fault::Link),
        _ => Some(Fault::NotRegular),
    }
}

/// What the system said, or what is wrong with the archive.
fn failed(error: rawzip::Error, fault: ArchiveFault) -> io::Error {
    match error.into_kind() {
        ErrorKind::IO(error) if error.kind() != io::ErrorKind::UnexpectedEof => error,
        _ => fault.into(),
    }
}
