//! Our own key files: `keys/<fingerprint>.p12`.
//!
//! A file is on the disk before the row that names it, and goes after that row is gone. What a process that
//! was killed in between leaves behind is named beforehand in `pending_file`, and removed by the next one.
//! Nothing else is ever removed: a key file that this registry does not know may be the only one there is
//! (a database restored from an old copy, say).
//!
//! All of it happens with the database's write lock held, so that no process removes what another is about to name.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashSet;

use crate::{
    consultation::Fingerprint,
    fsx,
    keys::Role,
    registry::{
        Registry, RegistryError,
        bound::one,
        record::{By, Custody, KeyRecord},
        row,
        store::{Change, KEYS},
    },
};

impl Registry {
    /// Where the private half of a key should be; `None` when only its certificate is known.
    pub fn key_file(&self, key: &KeyRecord) -> Option<PathBuf> {
        match &key.custody {
            Custody::Copy => Some(copy_path(self.home(), &key.certificate.fingerprint.to_string())),
            Custody::Reference(path) => Some(path.clone()),
            Custody::Certificate => None,
        }
    }

    /// Where the private half of a public key is, by any certificate of it: one that was renewed on the same key.
    pub fn key_file_of(&self, public_key: &[u8; 32]) -> Result<Option<PathBuf>, RegistryError> {
        for key in [Role::Entity, Role::Emergency].into_iter().flat_map(|role| self.keys(role)) {
            let key = key?;
            if key.certificate.public_key == *public_key
                && let Some(path) = self.key_file(&key)
            {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// The fingerprints of our own key files that are there, from one look at their folder.
    pub(super) fn copies_there(&self) -> io::Result<FxHashSet<Fingerprint>> {
        let listing = match fs::read_dir(self.home().join(KEYS)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FxHashSet::default()),
            other => other?,
        };
        let mut there = FxHashSet::default();
        for entry in listing {
            let entry = entry?;
            let name = entry.file_name();
            let stem = name.to_str().and_then(|name| name.strip_suffix(".p12"));
            if let Some(fingerprint) = stem.and_then(|stem| row::fingerprint(stem).ok()) {
                there.insert(fingerprint);
            }
        }
        Ok(there)
    }

    /// Says, durably, that a key file is about to be written.
    pub(super) fn announce(&mut self, by: &By, fingerprint: Fingerprint) -> Result<(), RegistryError> {
        let change = Transaction::new_unchecked(self.connection(), TransactionBehavior::Immediate)?;
        note(&change, by, fingerprint)?;
        Ok(change.commit()?)
    }

    /// Cleans up after a process that was killed, when there is anything to clean up and nobody is writing.
    pub(super) fn sweep_if_needed(&self) {
        let pending =
            self.connection().query_row("SELECT EXISTS (SELECT 1 FROM pending_file)", [], |row| row.get(0));
        if self.is_writable() && pending == Ok(true) {
            // Whoever holds the lock, or comes next, does it as well.
            let _ = self.sweep();
        }
    }

    /// Removes the key files that are named as pending and that no key has.
    pub(super) fn sweep(&self) -> Result<(), RegistryError> {
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
            if !named {
                let path = copy_path(self.home(), &fingerprint);
                fsx::remove(&path).map_err(|source| RegistryError::KeyFile { path, source })?;
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
}

impl Change<'_> {
    /// Whether the key file is still announced: another process may have swept in between.
    pub(super) fn is_announced(&self, fingerprint: Fingerprint) -> Result<bool, RegistryError> {
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

    /// Writes a key file of ours. A file without a row that has its name already is replaced: it is an earlier
    /// copy of the same private key, since its name is that of the certificate.
    pub(super) fn write_copy(&self, fingerprint: Fingerprint, octets: &[u8]) -> Result<(), RegistryError> {
        let path = copy_path(self.home, &fingerprint.to_string());
        let written = match fsx::write_new(&path, octets) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fsx::replace(&path, &mut |out| out.write_all(octets))
            }
            other => other,
        };
        written.map_err(|source| RegistryError::KeyFile { path, source })?;
        self.settled(fingerprint)
    }

    /// Says that a key file of ours is to be removed, once this change is made.
    pub(super) fn remove_copy_later(&self, fingerprint: Fingerprint) -> Result<(), RegistryError> {
        note(self.connection(), self.by, fingerprint)
    }

    /// A row names the key file from here on, or nothing was written.
    pub(super) fn settled(&self, fingerprint: Fingerprint) -> Result<(), RegistryError> {
        self.connection()
            .execute("DELETE FROM pending_file WHERE fingerprint = ?1", [fingerprint.to_string()])?;
        Ok(())
    }
}

fn note(connection: &rusqlite::Connection, by: &By, fingerprint: Fingerprint) -> Result<(), RegistryError> {
    connection.execute(
        "INSERT INTO pending_file (fingerprint, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![fingerprint.to_string(), by.at.unix()],
    )?;
    Ok(())
}

pub(super) fn copy_path(home: &Path, fingerprint: &str) -> PathBuf {
    home.join(KEYS).join(format!("{fingerprint}.p12"))
}
