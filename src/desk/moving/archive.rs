//! The file of a backup: a `.zip` archive of plainly stored files, with their digests as `sha256sum -c` reads them.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Read, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
};

use rawzip::{ZipArchiveWriter, time::UtcDateTime};
use sha2::{Digest as _, Sha256};

use crate::{
    consultation::Fingerprint,
    crypto::hex,
    depot::{
        ArchiveError, Content, Source as _,
        zip::{self, Archive},
    },
    desk::Error,
    fsx::{self, Lent},
    limits,
    time::Timestamp,
};

/// The database, as in a registry's folder.
const DATABASE: &str = "registry.db";
/// Folders of key files, as there.
const KEYS: [&str; 3] = ["keys", "deleted", "replaced"];
/// The digests of all others.
const SUMS: &str = "SHA256SUMS";
/// What people read first.
const README: &str = "README.txt";

/// What is wrong with a backup.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// It is something else: not an archive, or one without a registry.
    #[error("not a backup")]
    NotOne,
    /// The archive, or a file in it, cannot be read.
    #[error("{name}: {error}")]
    Archive {
        /// The file; empty for the archive itself.
        name: String,
        /// Why.
        error: ArchiveError,
    },
    /// A file is in it that does not belong there.
    #[error("{name} is in excess")]
    Extra {
        /// Its name.
        name: String,
    },
    /// A file is not in it that was.
    #[error("{name} is not there")]
    Missing {
        /// Its name.
        name: String,
    },
    /// A file is not what it was.
    #[error("{name} is another")]
    Another {
        /// Its name.
        name: String,
    },
}

/// Writes the files of a registry's folder, which nobody uses, and what goes with them.
pub(super) fn write(home: &Path, readme: &str, at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    let mut archive = ZipArchiveWriter::new(BufWriter::with_capacity(1 << 16, out));
    let mut sums = String::new();
    let at = UtcDateTime::from_unix(at.unix());
    let mut add = |name: &str, from: &mut dyn Read| -> io::Result<String> {
        let file = archive.new_file(name).unix_permissions(0o100_600).last_modified(at);
        let (mut entry, config) = file.start().map_err(io::Error::other)?;
        let mut data = config.wrap(&mut entry);
        let mut hashed = Hashed { from, digest: Sha256::new() };
        io::copy(&mut hashed, &mut data)?;
        let digest = hex(&hashed.digest.finalize());
        let (_, written) = data.finish().map_err(io::Error::other)?;
        entry.finish(written).map_err(io::Error::other)?;
        Ok(format!("{digest}  {name}\n"))
    };
    sums += &add(README, &mut readme.as_bytes())?;
    sums += &add(DATABASE, &mut File::open(home.join(DATABASE))?)?;
    for folder in KEYS {
        for name in names(&home.join(folder))? {
            let file = File::open(home.join(folder).join(&name));
            sums += &add(&format!("{folder}/{name}"), &mut file?)?;
        }
    }
    add(SUMS, &mut sums.as_bytes())?;
    let mut out = archive.finish().map_err(io::Error::other)?;
    out.flush()
}

/// The names in a folder, which need not be there, in their order.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
    let mut found = listing.map(name).collect::<io::Result<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

/// A backup, listed: every file in it has a name that belongs there.
pub(super) struct Backup {
    path: PathBuf,
    file: File,
    archive: Archive,
    /// Their numbers in the archive, by name.
    files: BTreeMap<String, u32>,
}

impl Backup {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let file = fsx::open_given(path).map_err(|error| Error::Read { path: path.to_owned(), error })?;
        Self::of(path, file)
    }

    /// That of a file that is open, by the name that people know it by.
    pub(super) fn of(path: &Path, file: File) -> Result<Self, Error> {
        let fault = |fault| Error::Backup { path: path.to_owned(), fault };
        let read = |error| Error::Read { path: path.to_owned(), error };
        let mut head = Vec::new();
        let mut start = &file;
        start.seek(SeekFrom::Start(0)).map_err(read)?;
        start.take(4).read_to_end(&mut head).map_err(read)?;
        if !zip::begins_so(&head) {
            return Err(fault(BackupFault::NotOne));
        }
        let listed = Archive::list(file.try_clone().map_err(read)?);
        let (archive, entries) = listed.map_err(|error| unreadable(path, "", error))?;
        let mut files = BTreeMap::new();
        for entry in entries {
            let number = match entry.content {
                Content::File(number) if belongs(&entry.name) => number,
                Content::Refused(_, error) => {
                    return Err(fault(BackupFault::Archive { name: entry.name, error }));
                }
                Content::File(_) | Content::Special(_) => {
                    return Err(fault(BackupFault::Extra { name: entry.name }));
                }
            };
            files.insert(entry.name, number);
        }
        if !files.contains_key(DATABASE) || !files.contains_key(SUMS) {
            return Err(fault(BackupFault::NotOne));
        }
        Ok(Self { path: path.to_owned(), file, archive, files })
    }

    /// Reads all of it, and holds it against its digests.
    pub(super) fn verify(&self) -> Result<(), Error> {
        self.each(&mut |_, from| io::copy(from, &mut io::sink()).map(drop))
    }

    /// The same, and makes the folder that it was made of, where there is none.
    pub(super) fn unpack(&self, home: &Path) -> Result<(), Error> {
        self.each(&mut |name, from| {
            if name == README || name == SUMS {
                return io::copy(from, &mut io::sink()).map(drop);
            }
            let mut file = Lent::file(&home.join(name))?;
            let limit = limits::KEY_FILE;
            if name == DATABASE {
                return io::copy(from, &mut file).map(drop);
            }
            match io::copy(&mut from.take(limit.value + 1), &mut file)? {
                octets if octets > limit.value => Err(ArchiveError::TooLarge(limit).into()),
                _ => Ok(()),
            }
        })
    }

    fn fault(&self, fault: BackupFault) -> Error {
        Error::Backup { path: self.path.clone(), fault }
    }

    fn reader(&self, name: &str, number: u32) -> Result<Box<dyn Read + Send>, Error> {
        let opened = self.file.try_clone().and_then(|file| self.archive.open(file, number));
        opened.map_err(|error| unreadable(&self.path, name, error))
    }

    fn sums(&self) -> Result<BTreeMap<String, String>, Error> {
        let number = self.files.get(SUMS).copied().unwrap_or_default();
        let mut text = String::new();
        let limit = limits::ARCHIVE_DIRECTORY;
        let read = self.reader(SUMS, number)?.take(limit.value + 1).read_to_string(&mut text);
        read.map_err(|error| unreadable(&self.path, SUMS, error))?;
        if text.len() as u64 > limit.value {
            let error = ArchiveError::TooLarge(limit);
            return Err(self.fault(BackupFault::Archive { name: SUMS.to_owned(), error }));
        }
        let line = |line: &str| line.split_once("  ").map(|(sum, name)| (name.to_owned(), sum.to_owned()));
        let sums = text.lines().map(line).collect::<Option<BTreeMap<_, _>>>();
        sums.ok_or_else(|| self.fault(BackupFault::Another { name: SUMS.to_owned() }))
    }

    fn each(&self, each: &mut dyn FnMut(&str, &mut dyn Read) -> io::Result<()>) -> Result<(), Error> {
        let mut sums = self.sums()?;
        for (name, number) in &self.files {
            if name == SUMS {
                continue;
            }
            let Some(sum) = sums.remove(name) else {
                return Err(self.fault(BackupFault::Extra { name: name.clone() }));
            };
            let mut reader = self.reader(name, *number)?;
            let mut hashed = Hashed { from: &mut reader, digest: Sha256::new() };
            each(name, &mut hashed).map_err(|error| unreadable(&self.path, name, error))?;
            if hex(&hashed.digest.finalize()) != sum {
                return Err(self.fault(BackupFault::Another { name: name.clone() }));
            }
        }
        match sums.into_keys().next() {
            Some(name) => Err(self.fault(BackupFault::Missing { name })),
            None => Ok(()),
        }
    }
}

/// Whether a name is one that a backup has: nothing else is written anywhere.
fn belongs(name: &str) -> bool {
    if [DATABASE, SUMS, README].contains(&name) {
        return true;
    }
    let Some((folder, file)) = name.split_once('/') else { return false };
    let Some(stem) = file.strip_suffix(".p12") else { return false };
    let (fingerprint, number) = match stem.split_once('-') {
        Some((fingerprint, number)) => (fingerprint, Some(number)),
        None => (stem, None),
    };
    let is_fingerprint =
        Fingerprint::from_hex(fingerprint).is_some_and(|known| known.to_string() == fingerprint);
    let is_number =
        number.is_none_or(|number| number.parse::<u32>().is_ok_and(|known| known.to_string() == number));
    KEYS.contains(&folder) && is_fingerprint && is_number && number.is_some() == (folder != KEYS[0])
}

/// What the system or the archive says of a file in it.
fn unreadable(path: &Path, name: &str, error: io::Error) -> Error {
    match ArchiveError::of(&error) {
        Some(error) => {
            let fault = BackupFault::Archive { name: name.to_owned(), error };
            Error::Backup { path: path.to_owned(), fault }
        }
        None => Error::Read { path: path.to_owned(), error },
    }
}

/// What is read, and its digest.
struct Hashed<'r> {
    from: &'r mut dyn Read,
    digest: Sha256,
}

impl Read for Hashed<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(octets)?;
        self.digest.update(&octets[..read]);
        Ok(read)
    }
}
