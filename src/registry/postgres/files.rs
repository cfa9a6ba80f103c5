//! Key files as rows: a part of the change that names them, so that nothing is announced and nothing is swept.

use std::{
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rustc_hash::FxHashSet;
use zeroize::Zeroizing;

use super::Server;
use crate::{
    consultation::Fingerprint,
    registry::{
        error::RegistryError,
        port::{EachFile, Kept, KeyFiles, Tenant, values},
        record::{By, Custody, KeyRecord, PrivateKey, PrivatePlace},
        row,
    },
};

impl Server {
    fn tenant(&self) -> &dyn Tenant {
        self
    }
}

impl KeyFiles for Server {
    fn place(&self, key: &KeyRecord) -> Result<PrivatePlace, RegistryError> {
        Ok(match &key.custody {
            Custody::Copy => {
                let there = "SELECT EXISTS (SELECT 1 FROM key_file WHERE fingerprint = ?1)";
                let fingerprint = key.certificate.fingerprint.to_string();
                let is_there = self.tenant().holds(there, values![fingerprint])?;
                if is_there { PrivatePlace::Kept } else { PrivatePlace::None }
            }
            Custody::Reference(path) => PrivatePlace::File(path.clone()),
            Custody::Certificate => PrivatePlace::None,
        })
    }

    fn private(&self, key: &KeyRecord) -> Result<PrivateKey, RegistryError> {
        match &key.custody {
            Custody::Copy => {
                let file = "SELECT octets FROM key_file WHERE fingerprint = ?1";
                let octets =
                    self.tenant().first(file, values![key.certificate.fingerprint.to_string()], |row| {
                        Ok(Zeroizing::new(row.get::<Vec<u8>>(0)?))
                    })?;
                Ok(octets.map_or(PrivateKey::None, PrivateKey::Octets))
            }
            Custody::Reference(path) => Ok(PrivateKey::File(path.clone())),
            Custody::Certificate => Ok(PrivateKey::None),
        }
    }

    fn copies_there(&self) -> Result<FxHashSet<Fingerprint>, RegistryError> {
        let mut there = FxHashSet::default();
        self.tenant().rows("SELECT fingerprint FROM key_file", &[], &mut |row| {
            there.insert(row::fingerprint(row.get(0)?)?);
            Ok(())
        })?;
        Ok(there)
    }

    fn files_changed(&self) -> Option<SystemTime> {
        None
    }

    fn is_own(&self, _: &Path) -> bool {
        false
    }

    fn announce(&self, _: &By, _: Fingerprint) -> Result<(), RegistryError> {
        Ok(())
    }

    fn write_copy(&self, fingerprint: Fingerprint, octets: &[u8]) -> Result<bool, RegistryError> {
        let written = "INSERT INTO key_file (fingerprint, octets) VALUES (?1, ?2) \
                       ON CONFLICT (fingerprint) DO UPDATE SET octets = excluded.octets";
        self.tenant().one(written, values![fingerprint.to_string(), octets])?;
        Ok(true)
    }

    fn set_aside(&self, _: &By, fingerprint: Fingerprint, tombstone: i64) -> Result<(), RegistryError> {
        let fingerprint = fingerprint.to_string();
        let moved = "INSERT INTO aside_file (tombstone_id, octets) \
                     SELECT ?2, octets FROM key_file WHERE fingerprint = ?1";
        // A file that was lost is not there to be kept.
        if self.execute(moved, values![fingerprint, tombstone])? > 0 {
            self.tenant().one("DELETE FROM key_file WHERE fingerprint = ?1", values![fingerprint])?;
        }
        Ok(())
    }

    /// What is aside goes when its tombstone says that the key came back.
    fn bring_back(&self, fingerprint: Fingerprint, tombstone: i64) -> Result<bool, RegistryError> {
        let moved = "INSERT INTO key_file (fingerprint, octets) \
                     SELECT ?1, octets FROM aside_file WHERE tombstone_id = ?2";
        if self.execute(moved, values![fingerprint.to_string(), tombstone])? == 1 {
            return Ok(true);
        }
        let path = PathBuf::from(fingerprint.to_string());
        Err(RegistryError::KeyFile { path, source: io::ErrorKind::NotFound.into() })
    }

    /// It goes when its tombstone says that the key was purged.
    fn purge(&self, _: &By, _: Fingerprint, _: i64) -> Result<(), RegistryError> {
        Ok(())
    }

    fn aside(&self, _: Fingerprint, tombstone: i64) -> Result<(Option<PathBuf>, bool), RegistryError> {
        let there = "SELECT EXISTS (SELECT 1 FROM aside_file WHERE tombstone_id = ?1)";
        Ok((None, self.tenant().holds(there, values![tombstone])?))
    }

    fn sweep(&self) -> Result<(), RegistryError> {
        Ok(())
    }

    /// Those that were replaced are the owner's to read.
    fn each_file(&self, each: EachFile<'_>) -> Result<(), RegistryError> {
        let keys = "SELECT certificate.fingerprint, key_file.octets FROM key \
                    JOIN certificate ON certificate.id = key.certificate_id \
                    LEFT JOIN key_file ON key_file.fingerprint = certificate.fingerprint \
                    WHERE key.custody = 'copy' ORDER BY 1";
        self.tenant()
            .rows(keys, &[], &mut |row| each(Kept::Key(row::fingerprint(row.get(0)?)?), row.octets(1)?))?;
        let aside = "SELECT certificate.fingerprint, aside.tombstone_id, aside_file.octets FROM aside \
                     JOIN certificate ON certificate.id = aside.certificate_id \
                     LEFT JOIN aside_file ON aside_file.tombstone_id = aside.tombstone_id \
                     WHERE aside.custody = 'copy' ORDER BY 1, 2";
        self.tenant().rows(aside, &[], &mut |row| {
            each(Kept::Aside(row::fingerprint(row.get(0)?)?, row.get(1)?), row.octets(2)?)
        })?;
        let may = "SELECT pg_catalog.has_table_privilege('plis.former_file', 'SELECT')";
        if !self.tenant().holds(may, &[])? {
            return Ok(());
        }
        let replaced = "SELECT fingerprint, id, octets FROM former_file ORDER BY 1, 2";
        self.tenant().rows(replaced, &[], &mut |row| {
            each(Kept::Replaced(row::fingerprint(row.get(0)?)?, row.get(1)?), row.octets(2)?)
        })
    }
}
