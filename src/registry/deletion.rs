//! The end of a key: deleted, kept aside for a while, restored or purged.
//!
//! Whoever deletes the wrong key has lost every tender that was encrypted to it: a deleted key can come back, as it was,
//! for ninety days, and goes for good only when somebody purges it after that.

use serde_json::json;

use crate::{
    consultation::Fingerprint,
    motif::Motif,
    registry::{
        Refusal, Registry, RegistryError,
        error::Subject,
        key::{by_fingerprint, by_id, facts_of, name_of, needs, prefix},
        name::folded,
        port::{Tenant, values},
        record::{By, Custody, KeyId, KeyRecord, NewPrivate, SetAside, Tombstone},
        refusal::KeyName,
        row,
        store::{Asked, Change},
        trail::kind,
    },
};

/// Days that a deleted key is kept aside.
pub const ASIDE_DAYS: i64 = 90;

impl Registry {
    /// The keys that are gone, the last first.
    pub fn tombstones(&self) -> Result<Vec<Tombstone>, RegistryError> {
        self.tenant().all(
            "SELECT tombstone.name, tombstone.role, fingerprint, deleted_at, deleted_by, reason FROM tombstone \
             JOIN certificate ON certificate.id = certificate_id WHERE restored_at IS NULL \
             ORDER BY tombstone.id DESC",
            &[],
            |row| {
                Ok(Tombstone {
                    name: row.get(0)?,
                    role: row::role(row.get(1)?)?,
                    fingerprint: row::fingerprint(row.get(2)?)?,
                    deleted_at: row::instant(row.get(3)?)?,
                    deleted_by: row.get(4)?,
                    reason: row.get(5)?,
                })
            },
        )
    }

    /// The keys that were deleted and can come back, in the order they were deleted.
    pub fn set_aside(&self) -> Result<Vec<SetAside>, RegistryError> {
        set_aside(self.tenant())
    }

    /// Deletes a key that no open consultation needs. Its row and our copy of its file are kept aside for
    /// [`ASIDE_DAYS`]; a tombstone stays.
    ///
    /// `confirmation` is the key's name, or whatever `asked` was found by.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::KeyNeeded`], which names every consultation that is not closed and
    /// needs it, or [`Refusal::NotConfirmed`].
    pub fn delete_key(
        &mut self,
        by: &By,
        id: KeyId,
        asked: &str,
        confirmation: &str,
    ) -> Result<KeyRecord, RegistryError> {
        let deleted = self.change(by, Asked::new(kind::KEY_DELETED).with("name", asked), |change| {
            change.delete_key(id, asked, confirmation)
        })?;
        // The row is gone, durably; its file is moved now, or when the next process sweeps.
        match self.tenant().sweep() {
            Err(RegistryError::Busy) | Ok(()) => Ok(deleted),
            Err(error) => Err(error),
        }
    }

    /// Brings a deleted key back as it was: its row, under `new_name` where its own was taken since, and its file.
    ///
    /// `name` is the name it had, or a prefix of its certificate's fingerprint.
    ///
    /// # Errors
    ///
    /// [`RegistryError::NotFound`] and [`RegistryError::Ambiguous`]; [`RegistryError::Refused`] with
    /// [`Refusal::NameTaken`] or [`Refusal::KeyKnown`]; [`RegistryError::KeyFile`] when its file does not come back.
    pub fn restore_key(
        &mut self,
        by: &By,
        name: &str,
        new_name: Option<&str>,
    ) -> Result<KeyRecord, RegistryError> {
        let aside = find(self.set_aside()?, name)?.pop().ok_or_else(|| not_found(name))?;
        let fingerprint = aside.fingerprint;
        let new_name = row::kept(new_name.unwrap_or(&aside.name))?;
        // Announced like a new copy: if this ends in between, the next process moves the file back.
        let private = if aside.is_copy { NewPrivate::Copy(Vec::new()) } else { NewPrivate::Certificate };
        self.with_copy(by, fingerprint, &private, |registry| {
            let asked = Asked::new(kind::KEY_RESTORED)
                .with("name", new_name.as_str())
                .with("fingerprint", fingerprint.to_string());
            registry.change(by, asked, |change| change.restore_key(&aside, &new_name))
        })
    }

    /// Removes a deleted key for good, once it was kept aside for long enough.
    ///
    /// # Errors
    ///
    /// [`RegistryError::NotFound`] and [`RegistryError::Ambiguous`]; [`RegistryError::Refused`] with
    /// [`Refusal::KeptAside`] before its time, or [`Refusal::NotConfirmed`].
    pub fn purge_key(
        &mut self,
        by: &By,
        name: &str,
        confirmation: Option<&str>,
    ) -> Result<SetAside, RegistryError> {
        let aside = find(self.set_aside()?, name)?.into_iter().next().ok_or_else(|| not_found(name))?;
        let asked = Asked::new(kind::KEY_PURGED).with("name", aside.name.as_str());
        self.change(by, asked, |change| change.purge_key(&aside, name, confirmation))?;
        match self.tenant().sweep() {
            Err(RegistryError::Busy) | Ok(()) => Ok(aside),
            Err(error) => Err(error),
        }
    }
}

impl Change<'_> {
    fn delete_key(&self, id: KeyId, asked: &str, confirmation: &str) -> Result<KeyRecord, RegistryError> {
        let key = by_id(self.tenant(), id)?;
        if folded(confirmation) != folded(&key.name) && confirmation != asked {
            let (key, given) = (name_of(&key), confirmation.to_owned());
            return Err(RegistryError::Refused(Refusal::NotConfirmed { key, given }));
        }
        let consultations = needs(self.tenant(), id)?;
        if !consultations.is_empty() {
            return Err(RegistryError::Refused(Refusal::KeyNeeded { key: name_of(&key), consultations }));
        }
        let tombstone = self.tenant().insert(
            "INSERT INTO tombstone (certificate_id, name, role, entity_id, deleted_at, deleted_by, reason) \
             SELECT certificate_id, name, role, entity_id, ?2, ?3, ?4 FROM key WHERE id = ?1 RETURNING id",
            values![id.0, self.by.at.unix(), self.by.who, self.by.reason.as_ref().map(Motif::as_str)],
        )?;
        // A clock that is ahead does not shorten the time.
        let until = self.by.at.max(self.by.system_at.unwrap_or(self.by.at)).plus_days(ASIDE_DAYS);
        self.one(
            "INSERT INTO aside (tombstone_id, key_id, certificate_id, name, role, entity_id, custody, path, state, \
             created_at, retired_at, proved_at, tried_at, tried, until) \
             SELECT ?2, id, certificate_id, name, role, entity_id, custody, path, state, created_at, retired_at, \
             proved_at, tried_at, tried, ?3 FROM key WHERE id = ?1",
            values![id.0, tombstone, until.unix()],
        )?;
        self.one("DELETE FROM key WHERE id = ?1", values![id.0])?;
        if key.custody == Custody::Copy {
            self.tenant().set_aside(self.by, key.certificate.fingerprint, tombstone)?;
        }
        let mut facts = facts_of(&key);
        facts.insert("until".to_owned(), json!(until.whole_seconds()));
        self.entry(kind::KEY_DELETED, facts)?;
        Ok(key)
    }

    /// `None` when the announcement of its copy was swept away.
    fn restore_key(&self, aside: &SetAside, name: &str) -> Result<Option<KeyRecord>, RegistryError> {
        if let Some(known) = by_fingerprint(self.tenant(), aside.fingerprint)? {
            return Err(RegistryError::Refused(Refusal::KeyKnown { key: name_of(&known) }));
        }
        self.name_is_free(name, None)?;
        if aside.is_copy && !self.tenant().bring_back(aside.fingerprint, aside.tombstone)? {
            return Ok(None);
        }
        let id = self.tenant().insert(
            "INSERT INTO key (id, certificate_id, name, folded, role, entity_id, custody, path, state, created_at, \
             retired_at, proved_at, tried_at, tried) \
             SELECT key_id, certificate_id, ?2, ?3, role, entity_id, custody, path, state, created_at, retired_at, \
             proved_at, tried_at, tried FROM aside WHERE tombstone_id = ?1 RETURNING id",
            values![aside.tombstone, name, folded(name)],
        )?;
        self.one(
            "UPDATE tombstone SET restored_at = ?2 WHERE id = ?1",
            values![aside.tombstone, self.by.at.unix()],
        )?;
        self.one("DELETE FROM aside WHERE tombstone_id = ?1", values![aside.tombstone])?;
        let key = by_id(self.tenant(), KeyId(id))?;
        self.entry(kind::KEY_RESTORED, facts_of(&key))?;
        Ok(Some(key))
    }

    fn purge_key(
        &self,
        aside: &SetAside,
        asked: &str,
        confirmation: Option<&str>,
    ) -> Result<(), RegistryError> {
        let key = KeyName { name: aside.name.clone(), fingerprint: aside.fingerprint };
        if self.by.no_later() < aside.until {
            return Err(RegistryError::Refused(Refusal::KeptAside { key, until: aside.until }));
        }
        let given = confirmation.unwrap_or_default();
        if folded(given) != folded(&aside.name) && given != asked {
            return Err(RegistryError::Refused(Refusal::NotConfirmed { key, given: given.to_owned() }));
        }
        self.one(
            "UPDATE tombstone SET purged_at = ?2 WHERE id = ?1",
            values![aside.tombstone, self.by.at.unix()],
        )?;
        self.one("DELETE FROM aside WHERE tombstone_id = ?1", values![aside.tombstone])?;
        if aside.is_copy {
            self.tenant().purge(self.by, aside.fingerprint, aside.tombstone)?;
        }
        let facts = json!({
            "name": aside.name,
            "role": aside.role.name(),
            "entity": aside.entity,
            "fingerprint": aside.fingerprint.to_string(),
        });
        self.entry(kind::KEY_PURGED, facts.as_object().cloned().unwrap_or_default())
    }
}

pub(super) fn set_aside(tenant: &dyn Tenant) -> Result<Vec<SetAside>, RegistryError> {
    let mut kept = tenant.all(
        "SELECT aside.name, aside.role, entity.name, certificate.fingerprint, deleted_at, deleted_by, until, custody, \
         tombstone_id FROM aside JOIN tombstone ON tombstone.id = tombstone_id \
         JOIN certificate ON certificate.id = aside.certificate_id \
         LEFT JOIN entity ON entity.id = aside.entity_id ORDER BY tombstone_id",
        &[],
        |row| {
            Ok(SetAside {
                name: row.get(0)?,
                role: row::role(row.get(1)?)?,
                entity: row.get(2)?,
                fingerprint: row::fingerprint(row.get(3)?)?,
                deleted_at: row::instant(row.get(4)?)?,
                deleted_by: row.get(5)?,
                until: row::instant(row.get(6)?)?,
                is_copy: row.get::<&str>(7)? == "copy",
                file: None,
                is_missing: false,
                tombstone: row.get(8)?,
            })
        },
    )?;
    for key in kept.iter_mut().filter(|key| key.is_copy) {
        let (file, is_there) = tenant.aside(key.fingerprint, key.tombstone)?;
        (key.file, key.is_missing) = (file, !is_there);
    }
    Ok(kept)
}

/// Those of one certificate that answer to a name or to a prefix of its fingerprint, in the order they were deleted.
fn find(aside: Vec<SetAside>, name: &str) -> Result<Vec<SetAside>, RegistryError> {
    let prefix = prefix(name);
    let answers = |key: &SetAside| {
        folded(&key.name) == folded(name)
            || prefix.as_ref().is_some_and(|prefix| key.fingerprint.to_string().starts_with(prefix.as_str()))
    };
    let found: Vec<SetAside> = aside.into_iter().filter(answers).collect();
    let mut candidates: Vec<(Fingerprint, KeyName)> = found
        .iter()
        .map(|key| (key.fingerprint, KeyName { name: key.name.clone(), fingerprint: key.fingerprint }))
        .collect();
    candidates.sort_by_key(|(fingerprint, _)| *fingerprint);
    candidates.dedup_by_key(|(fingerprint, _)| *fingerprint);
    if candidates.len() > 1 {
        let candidates = candidates.into_iter().map(|(_, key)| key).collect();
        return Err(RegistryError::Ambiguous { name: name.to_owned(), candidates });
    }
    Ok(found)
}

fn not_found(name: &str) -> RegistryError {
    RegistryError::NotFound { subject: Subject::DeletedKey, name: name.to_owned(), near: Vec::new() }
}
