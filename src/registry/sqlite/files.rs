//! Our own key files: `keys/<fingerprint>.p12`.
//!
//! A file is on the disk before the row that names it, and goes after that row is gone. What a process that
//! was killed in between leaves behind is named beforehand in `pending_file`, and removed by the next one. A key that
//! is deleted keeps its file, aside in `deleted/<fingerprint>-<tombstone>.p12`, until it is restored or purged: a file
//! in `keys/` that no key has, and that a row of `aside` has none for, is the one it had.
//! Nothing else is ever removed: a key file that this registry does not know may be the only one there is
//! (a database restored from an old copy, say).
//!
//! All of it happens with the database's write lock held, so that no process removes what another is about to name.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashSet;
use zeroize::Zeroizing;

use super::{ASIDE, Folder, KEYS, REPLACED, bound::one};
use crate::{
    consultation::Fingerprint,
    fsx::{self, Fault},
    limits,
    registry::{
        error::RegistryError,
        port::{EachFile, Kept, KeyFiles, Tenant},
        record::{By, Custody, KeyRecord, PrivateKey, PrivatePlace},
        row,
    },
};

impl KeyFiles for Folder {
    fn place(&self, key: &KeyRecord) -> Result<PrivatePlace, RegistryError> {
        Ok(match &key.custody {
            Custody::Copy => {
                PrivatePlace::File(copy_path(self.home(), &key.certificate.fingerprint.to_string()))
            }
            Custody::Reference(path) => PrivatePlace::File(path.clone()),
            Custody::Certificate => PrivatePlace::None,
        })
    }

    fn private(&self, key: &KeyRecord) -> Result<PrivateKey, RegistryError> {
        Ok(match self.place(key)? {
            PrivatePlace::File(path) => PrivateKey::File(path),
            PrivatePlace::Kept | PrivatePlace::None => PrivateKey::None,
        })
    }

    /// From one look at their folder.
    fn copies_there(&self) -> Result<FxHashSet<Fingerprint>, RegistryError> {
        let listing = match fs::read_dir(self.home().join(KEYS)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FxHashSet::default()),
            other => other?,
        };
        let mut there = FxHashSet::default();
        for entry in listing {
            let entry = entry?;
            let name = entry.file_name();
            let stem = name.to_str().and_then(|name| name.strip_suffix(".p12"));
            if let Some(fingerprint) = stem.and_then(Fingerprint::from_hex) {
                there.insert(fingerprint);
            }
        }
        Ok(there)
    }

    fn files_changed(&self) -> Option<SystemTime> {
        fs::metadata(self.home().join(KEYS)).and_then(|folder| folder.modified()).ok()
    }

    fn is_own(&self, path: &Path) -> bool {
        path.starts_with(self.home().join(KEYS))
    }

    fn announce(&self, by: &By, fingerprint: Fingerprint) -> Result<(), RegistryError> {
        let change = Transaction::new_unchecked(self.connection(), TransactionBehavior::Immediate)?;
        note(&change, by, &fingerprint.to_string())?;
        Ok(change.commit()?)
    }

    /// A file without a row that has its name already is replaced: it is an earlier copy of the same private key, since
    /// its name is that of the certificate.
    fn write_copy(&self, fingerprint: Fingerprint, octets: &[u8]) -> Result<bool, RegistryError> {
        if !self.is_announced(fingerprint)? {
            return Ok(false);
        }
        // What a key that was deleted had is not overwritten.
        keep_aside(self.connection(), self.home(), fingerprint)?;
        let path = copy_path(self.home(), &fingerprint.to_string());
        let written = match fsx::write_new(&path, octets) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fsx::replace(&path, &mut |out| out.write_all(octets))
            }
            other => other,
        };
        written.map_err(|source| RegistryError::KeyFile { path, source })?;
        self.settled(fingerprint)?;
        Ok(true)
    }

    /// Once the change is made.
    fn set_aside(&self, by: &By, fingerprint: Fingerprint, _: i64) -> Result<(), RegistryError> {
        note(self.connection(), by, &fingerprint.to_string())
    }

    fn bring_back(&self, fingerprint: Fingerprint, tombstone: i64) -> Result<bool, RegistryError> {
        if !self.is_announced(fingerprint)? {
            return Ok(false);
        }
        let path = copy_path(self.home(), &fingerprint.to_string());
        let from = aside_path(self.home(), fingerprint, tombstone);
        fsx::move_new(&from, &path).map_err(|source| RegistryError::KeyFile { path: from, source })?;
        self.settled(fingerprint)?;
        Ok(true)
    }

    /// Once the change is made.
    fn purge(&self, by: &By, fingerprint: Fingerprint, tombstone: i64) -> Result<(), RegistryError> {
        note(self.connection(), by, &format!("{fingerprint}-{tombstone}"))
    }

    fn aside(
        &self,
        fingerprint: Fingerprint,
        tombstone: i64,
    ) -> Result<(Option<PathBuf>, bool), RegistryError> {
        let path = aside_path(self.home(), fingerprint, tombstone);
        let is_there = path.exists();
        Ok((Some(path), is_there))
    }

    fn sweep(&self) -> Result<(), RegistryError> {
        let pending = "SELECT EXISTS (SELECT 1 FROM pending_file)";
        if !self.is_writable() || !self.connection().query_row(pending, [], |row| row.get::<_, bool>(0))? {
            return Ok(());
        }
        self.sweep_pending()
    }

    fn each_file(&self, each: EachFile<'_>) -> Result<(), RegistryError> {
        let tenant: &dyn Tenant = self;
        let keys = "SELECT fingerprint FROM key JOIN certificate ON certificate.id = certificate_id \
                    WHERE custody = 'copy' ORDER BY fingerprint";
        tenant.rows(keys, &[], &mut |row| {
            let fingerprint = row::fingerprint(row.get(0)?)?;
            each(Kept::Key(fingerprint), self.octets(fingerprint, None)?.as_deref().map(Vec::as_slice))
        })?;
        let aside = "SELECT fingerprint, tombstone_id FROM aside JOIN certificate ON certificate.id = certificate_id \
                     WHERE custody = 'copy' ORDER BY fingerprint, tombstone_id";
        tenant.rows(aside, &[], &mut |row| {
            let (fingerprint, tombstone) = (row::fingerprint(row.get(0)?)?, row.get(1)?);
            let octets = self.octets(fingerprint, Some(tombstone))?;
            each(Kept::Aside(fingerprint, tombstone), octets.as_deref().map(Vec::as_slice))
        })?;
        for (fingerprint, number) in numbered(&self.home().join(REPLACED))? {
            let octets = read(&replaced_path(self.home(), fingerprint, number))?;
            each(Kept::Replaced(fingerprint, number), octets.as_deref().map(Vec::as_slice))?;
        }
        Ok(())
    }
}

impl Folder {
    /// The file of a key, or of a deleted one by its tombstone. What is read of the rows may be a moment older than the
    /// files: one that went aside since, or came back, is there all the same.
    fn octets(
        &self,
        fingerprint: Fingerprint,
        tombstone: Option<i64>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, RegistryError> {
        let key = copy_path(self.home(), &fingerprint.to_string());
        if let Some(tombstone) = tombstone {
            let aside = read(&aside_path(self.home(), fingerprint, tombstone))?;
            return if aside.is_some() { Ok(aside) } else { read(&key) };
        }
        let here = read(&key)?;
        if here.is_some() {
            return Ok(here);
        }
        let aside = numbered(&self.home().join(ASIDE))?.into_iter().rev();
        let last = aside.into_iter().find(|(known, _)| *known == fingerprint);
        last.map_or(Ok(None), |(_, tombstone)| read(&aside_path(self.home(), fingerprint, tombstone)))
    }

    /// Removes the key files that are named as pending and that no key has.
    fn sweep_pending(&self) -> Result<(), RegistryError> {
        let change = Transaction::new_unchecked(self.connection(), TransactionBehavior::Immediate)?;
        let pending: Vec<String> = change
            .prepare("SELECT fingerprint FROM pending_file")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for fingerprint in pending {
            let named: bool = change.query_row(
                "SELECT EXISTS (SELECT 1 FROM key JOIN certificate ON certificate.id = key.certificate_id \
                 WHERE certificate.fingerprint = ?1 AND key.custody = 'copy')",
                [&fingerprint],
                |row| row.get(0),
            )?;
            // What stands there came from the file: only what can be a name of ours is one.
            match pending_of(&fingerprint) {
                Some(Pending::Copy(_)) if named => {}
                Some(Pending::Copy(known)) => {
                    if !keep_aside(&change, self.home(), known)? {
                        let path = copy_path(self.home(), &fingerprint);
                        fsx::remove(&path).map_err(|source| RegistryError::KeyFile { path, source })?;
                    }
                }
                Some(Pending::Aside(known, tombstone)) => {
                    let kept = "SELECT EXISTS (SELECT 1 FROM aside WHERE tombstone_id = ?1)";
                    if !change.query_row(kept, [tombstone], |row| row.get::<_, bool>(0))? {
                        let path = aside_path(self.home(), known, tombstone);
                        fsx::remove(&path).map_err(|source| RegistryError::KeyFile { path, source })?;
                    }
                }
                None => {
                    return Err(RegistryError::Damaged {
                        what: format!("{fingerprint:?} is no file of ours"),
                    });
                }
            }
            one(&change, "DELETE FROM pending_file WHERE fingerprint = ?1", [&fingerprint])?;
        }
        // Staged files of ours: whoever writes them holds the lock, which is ours now.
        let folder = self.home().join(KEYS);
        if folder.join(fsx::STAGING).exists() {
            fsx::Folder::create(&folder)?.sweep()?;
        }
        Ok(change.commit()?)
    }

    /// Whether the key file is still announced: another process may have swept in between.
    fn is_announced(&self, fingerprint: Fingerprint) -> Result<bool, RegistryError> {
        let found: Option<i64> = self
            .connection()
            .query_row(
                "SELECT at FROM pending_file WHERE fingerprint = ?1",
                [fingerprint.to_string()],
                |row| row.get(0),
            )
            .optional()?;
        Ok(found.is_some())
    }

    /// A row names the key file from here on, or nothing was written.
    fn settled(&self, fingerprint: Fingerprint) -> Result<(), RegistryError> {
        self.connection()
            .execute("DELETE FROM pending_file WHERE fingerprint = ?1", [fingerprint.to_string()])?;
        Ok(())
    }
}

fn note(connection: &Connection, by: &By, pending: &str) -> Result<(), RegistryError> {
    connection.execute(
        "INSERT INTO pending_file (fingerprint, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![pending, by.at.unix()],
    )?;
    Ok(())
}

/// A file that is being written, moved or removed.
enum Pending {
    /// In `keys/`.
    Copy(Fingerprint),
    /// In `deleted/`.
    Aside(Fingerprint, i64),
}

fn pending_of(text: &str) -> Option<Pending> {
    match text.split_once('-') {
        None => Fingerprint::from_hex(text).map(Pending::Copy),
        Some((fingerprint, tombstone)) => {
            Some(Pending::Aside(Fingerprint::from_hex(fingerprint)?, tombstone.parse().ok()?))
        }
    }
}

/// Moves the file of a deleted key aside, if there is such a key and its file is still where it was; says whether a
/// deleted key's file has its place now.
fn keep_aside(connection: &Connection, home: &Path, fingerprint: Fingerprint) -> Result<bool, RegistryError> {
    let last: Option<i64> = connection.query_row(
        "SELECT max(tombstone_id) FROM aside JOIN certificate ON certificate.id = certificate_id \
         WHERE fingerprint = ?1 AND custody = 'copy'",
        [fingerprint.to_string()],
        |row| row.get(0),
    )?;
    let Some(tombstone) = last else { return Ok(false) };
    let (from, to) = (copy_path(home, &fingerprint.to_string()), aside_path(home, fingerprint, tombstone));
    // It has its own already: what is in its old place is somebody else's.
    if to.exists() {
        return Ok(false);
    }
    match fsx::move_new(&from, &to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        moved => moved.map(|()| true).map_err(|source| RegistryError::KeyFile { path: to, source }),
    }
}

/// A key file, never through a link; nothing where there is none.
fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, RegistryError> {
    let read = fsx::open_regular(path).and_then(|file| {
        // Memory is not taken for what is not read.
        let most = limits::KEY_FILE.value;
        let len = file.metadata()?.len().min(most + 1);
        let mut octets = Zeroizing::new(Vec::with_capacity(usize::try_from(len).unwrap_or(0)));
        file.take(most + 1).read_to_end(&mut octets)?;
        if octets.len() as u64 > most { Err(Fault::TooLarge.into()) } else { Ok(octets) }
    });
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some).map_err(|source| RegistryError::File { path: path.to_owned(), source }),
    }
}

/// Key files in a folder that have a number beside their fingerprint, in their order.
fn numbered(folder: &Path) -> Result<Vec<(Fingerprint, i64)>, RegistryError> {
    let unusable = |source| RegistryError::File { path: folder.to_owned(), source };
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(unusable)?,
    };
    let mut found = Vec::new();
    for entry in listing {
        let name = entry.map_err(unusable)?.file_name();
        let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(".p12")) else { continue };
        if let Some(Pending::Aside(fingerprint, number)) = pending_of(stem) {
            found.push((fingerprint, number));
        }
    }
    found.sort_unstable_by_key(|(fingerprint, number)| (fingerprint.0, *number));
    Ok(found)
}

/// Where a key file is that another took the place of.
fn replaced_path(home: &Path, fingerprint: Fingerprint, number: i64) -> PathBuf {
    home.join(REPLACED).join(numbered_name(fingerprint, number))
}

/// Where a key file is that is kept so.
pub(super) fn kept_at(kept: Kept) -> (&'static str, String) {
    match kept {
        Kept::Key(fingerprint) => (KEYS, format!("{fingerprint}.p12")),
        Kept::Aside(fingerprint, tombstone) => (ASIDE, numbered_name(fingerprint, tombstone)),
        Kept::Replaced(fingerprint, number) => (REPLACED, numbered_name(fingerprint, number)),
    }
}

fn numbered_name(fingerprint: Fingerprint, number: i64) -> String {
    format!("{fingerprint}-{number}.p12")
}

/// Where the file of a deleted key is kept.
fn aside_path(home: &Path, fingerprint: Fingerprint, tombstone: i64) -> PathBuf {
    home.join(ASIDE).join(numbered_name(fingerprint, tombstone))
}

fn copy_path(home: &Path, fingerprint: &str) -> PathBuf {
    home.join(KEYS).join(format!("{fingerprint}.p12"))
}
