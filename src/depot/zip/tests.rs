//! Archives that lie.

use std::{
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use super::*;
use crate::{
    depot::{ArchiveError, Content},
    limits::{self, Limit},
};

/// A file of these octets.
fn file(octets: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(octets).expect("written");
    file
}

fn error<T>(result: io::Result<T>) -> Option<ArchiveError> {
    result.err().as_ref().and_then(ArchiveError::of)
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/archives");
    fs::read(folder.join(name)).expect("a fixture")
}

/// The end of a directory that claims so many entries (APPNOTE 4.3.16).
fn end(entries: u16, size: u32, offset: u32) -> Vec<u8> {
    let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
    for count in [entries, entries] {
        end.extend(count.to_le_bytes());
    }
    end.extend(size.to_le_bytes());
    end.extend(offset.to_le_bytes());
    end.extend([0, 0]);
    end
}

/// A ZIP64 end of a directory of so many octets that claims so many entries (APPNOTE 4.3.14 and 4.3.15).
fn end64(entries: u64, directory: u64) -> Vec<u8> {
    let mut end64 = b"PK\x06\x06".to_vec();
    end64.extend(44_u64.to_le_bytes());
    end64.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [entries, entries, directory, 0] {
        end64.extend(number.to_le_bytes());
    }
    end64.extend(b"PK\x06\x07\0\0\0\0");
    end64.extend(directory.to_le_bytes());
    end64.extend([1, 0, 0, 0]);
    end64.extend(end(u16::MAX, u32::MAX, u32::MAX));
    end64
}

#[test]
fn what_is_claimed_is_bounded_before_it_is_read() {
    let of = |limit: Limit| Some(ArchiveError::TooLarge(limit));
    assert_eq!(error(Archive::list(file(&end64(u64::MAX, 0)))), of(limits::ARCHIVE_ENTRIES));
    // A directory larger than memory, in a file with a hole.
    let mut sparse = file(b"PK\x01\x02");
    let directory = 1 << 40;
    sparse.seek(SeekFrom::Start(directory)).expect("a hole");
    sparse.write_all(&end64(1, directory)).expect("written");
    assert_eq!(error(Archive::list(sparse)), of(limits::ARCHIVE_DIRECTORY));
    for octets in [&b""[..], b"PK\x03\x04", &vec![b'x'; 100_000]] {
        assert_eq!(error(Archive::list(file(octets))), Some(ArchiveFault::NoDirectory.into()));
    }
    // As many entries as are said, or the directory is not one.
    assert_eq!(error(Archive::list(file(&end(1, 0, 0)))), Some(ArchiveFault::Directory.into()));
    let (_, entries) = Archive::list(file(&end(0, 0, 0))).expect("nothing in it");
    assert!(entries.is_empty());
    let mut less = fixture("explorer.zip");
    let count = less.len() - 12;
    less[count..count + 2].copy_from_slice(&1_u16.to_le_bytes());
    assert_eq!(error(Archive::list(file(&less))), Some(ArchiveFault::Directory.into()));
}

#[test]
fn another_archive_in_its_place_is_not_read() {
    let octets = fixture("explorer.zip");
    let path = tempfile::tempdir().expect("a folder");
    let path = path.path().join("a.zip");
    fs::write(&path, &octets).expect("written");
    let (archive, entries) = Archive::list(File::open(&path).expect("opened")).expect("listed");
    let number = entries[0].number().expect("a number");
    assert!(archive.open(File::open(&path).expect("opened"), number).is_ok());
    fs::write(&path, &octets[..octets.len() - 1]).expect("written");
    let opened = archive.open(File::open(&path).expect("opened"), number);
    assert_eq!(error(opened), Some(ArchiveFault::Changed.into()));
    assert!(archive.open(File::open(&path).expect("opened"), 99).is_err());
}

/// The directory says one thing, the entry's own header another.
#[test]
fn headers_that_differ_are_not_read() {
    let octets = fixture("explorer.zip");
    let first = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut changed = octets.clone();
        change(&mut changed);
        let (archive, entries) = Archive::list(file(&changed)).expect("listed");
        let opened = archive.open(file(&changed), entries[0].number().expect("a number"));
        // Another file: what tells it from the first is not what is tried here.
        drop(opened);
        let file = file(&changed);
        let (archive, entries) = Archive::list(file.try_clone().expect("the same")).expect("listed");
        error(archive.open(file, entries[0].number().expect("a number")))
    };
    assert_eq!(first(&|_| {}), None);
    assert_eq!(first(&|octets| octets[6] |= 1), Some(ArchiveFault::Encrypted.into()));
    assert_eq!(first(&|octets| octets[3] = 0), Some(ArchiveFault::Directory.into()));
    // Extra fields that reach into the next entry.
    assert_eq!(first(&|octets| octets[29] = 0xff), Some(ArchiveFault::Overlapping.into()));
}

/// One octet after the other is changed: nothing panics, nothing gives more than it claimed, and what is read without an
/// error is what it was, but where the change made it another file's.
#[cfg_attr(
    windows,
    ignore = "changed octets are read alike anywhere, and so many reads take minutes under Wine"
)]
#[test]
fn damage_anywhere_is_an_error_or_harmless() {
    for name in ["zip64.zip", "unicode-field.zip", "python-streamed.zip", "infozip-unix.zip"] {
        let octets = fixture(name);
        let read = |file: &File| {
            let (archive, entries) = Archive::list(file.try_clone().expect("the same")).ok()?;
            let read = entries.iter().filter_map(Entry::number).map(|number| {
                let mut octets = Vec::new();
                archive.open(file.try_clone().expect("the same"), number)?.read_to_end(&mut octets)?;
                Ok(octets)
            });
            Some(read.filter_map(io::Result::ok).collect::<Vec<_>>())
        };
        let mut file = file(&octets);
        let whole = read(&file).expect("listed");
        assert_eq!(whole.len(), 2, "{name}");
        let put = |file: &mut File, at: usize, octet: u8| {
            file.seek(SeekFrom::Start(at as u64)).expect("there");
            file.write_all(&[octet]).expect("written");
        };
        for (at, octet) in octets.iter().enumerate() {
            put(&mut file, at, octet ^ 0x55);
            for plaintext in read(&file).unwrap_or_default() {
                assert!(whole.contains(&plaintext), "{name}: octet {at}");
            }
            put(&mut file, at, *octet);
        }
    }
}

#[test]
fn names_are_read_as_they_were_written() {
    for name in [
        "explorer.zip",
        "java-cp850.zip",
        "java-windows-1252.zip",
        "unicode-field.zip",
        "net.zip",
        "macos.zip",
    ] {
        let (_, entries) = Archive::list(file(&fixture(name))).expect("listed");
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert!(
            names.contains(&"Pli 4 - Électricité Générale/offre/DÉPÔT À JOUR - n° 2.txt.p7m"),
            "{name}: {names:?}"
        );
        assert!(entries.iter().all(|entry| matches!(entry.content, Content::File(_))), "{name}");
    }
    // A field whose checksum is another name's is of that name.
    let mut renamed = fixture("unicode-field.zip");
    let places: Vec<usize> =
        renamed.windows(4).enumerate().filter(|(_, octets)| octets == b"Pli ").map(|(at, _)| at).collect();
    for at in places {
        renamed[at] = b'X';
    }
    let (_, entries) = Archive::list(file(&renamed)).expect("listed");
    assert!(
        entries.iter().all(|entry| entry.name.starts_with("Xli") && !entry.name.contains('É')),
        "{entries:?}"
    );
}
