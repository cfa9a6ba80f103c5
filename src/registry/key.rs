//! The life of a key: made or brought, renamed, proved, retired; its end is in `deletion`.

mod rows;

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use self::rows::named;
pub(super) use self::rows::{by_fingerprint, by_id, by_public_key, facts_of, find, name_of, needs, prefix};
use crate::{
    consultation::Fingerprint,
    keys::{
        Certificate, Role, needs_password,
        quorum::{Held, JoinedBy},
    },
    registry::{
        Refusal, Registry, RegistryError,
        name::folded,
        near::near,
        page::{PAGE, paged},
        port::{damaged, values},
        quorum::joined,
        record::{
            By, Custody, KeyId, KeyRecord, KeyState, NewKey, NewPrivate, Origin, PrivateKey, PrivatePlace,
            Proof, ProofResult,
        },
        refusal::{ConsultationName, KeyName, LaunchProblem},
        row,
        store::{Asked, Change},
        trail::kind,
    },
    time::Timestamp,
};

impl Registry {
    /// The key of a name, or of a prefix of its certificate's fingerprint.
    ///
    /// # Errors
    ///
    /// [`RegistryError::NotFound`] with what may have been meant, [`RegistryError::Ambiguous`] for the beginning of
    /// several fingerprints.
    pub fn key(&self, name: &str) -> Result<KeyRecord, RegistryError> {
        match find(self.tenant(), name) {
            Ok(id) => self.key_by_id(id),
            Err(RegistryError::NotFound { subject, name, .. }) => {
                let keys = [Role::Entity, Role::Emergency].into_iter().flat_map(|role| self.keys(role));
                let near = near(&name, keys.map(|key| key.map(|key| key.name)))?;
                Err(RegistryError::NotFound { subject, name, near })
            }
            Err(error) => Err(error),
        }
    }

    /// The key of a number.
    pub fn key_by_id(&self, id: KeyId) -> Result<KeyRecord, RegistryError> {
        by_id(self.tenant(), id)
    }

    /// The key of a certificate.
    pub fn key_by_fingerprint(&self, fingerprint: Fingerprint) -> Result<Option<KeyRecord>, RegistryError> {
        by_fingerprint(self.tenant(), fingerprint)
    }

    /// The keys of a role in the order of their names, read as they are asked for.
    pub fn keys(&self, role: Role) -> impl Iterator<Item = Result<KeyRecord, RegistryError>> {
        paged(move |after: Option<&KeyRecord>| {
            // The order comes from the index on `folded`: nothing is sorted.
            let query = format!(
                "SELECT {}, {} FROM {} WHERE key.role = ?1 AND key.folded > ?2 ORDER BY key.folded LIMIT {PAGE}",
                row::KEY,
                row::CERTIFICATE,
                row::KEY_TABLES
            );
            let after = after.map_or_else(String::new, |key| folded(&key.name));
            self.tenant().all(&query, values![role.name(), after], row::key)
        })
    }

    /// Where the private half of a key is: by whoever may know that it is there, and need not read it.
    pub fn place(&self, key: &KeyRecord) -> Result<PrivatePlace, RegistryError> {
        self.tenant().place(key)
    }

    /// The private half of a key, as it is kept.
    pub fn private(&self, key: &KeyRecord) -> Result<PrivateKey, RegistryError> {
        self.tenant().private(key)
    }

    /// When a key file of ours last came or went; nothing where the system does not say, or the journal says it.
    pub fn files_changed(&self) -> Option<SystemTime> {
        self.tenant().files_changed()
    }

    /// The private half of a public key, by any certificate of it: one that was renewed on the same key.
    pub fn private_of(&self, public_key: &[u8; 32]) -> Result<PrivateKey, RegistryError> {
        let key = by_public_key(self.tenant(), public_key)?;
        key.map_or(Ok(PrivateKey::None), |key| self.private(&key))
    }

    /// A certificate that the registry knows, of a key that is here or gone.
    pub fn certificate_der(&self, fingerprint: Fingerprint) -> Result<Option<Vec<u8>>, RegistryError> {
        self.tenant().first(
            "SELECT der FROM certificate_der JOIN certificate ON certificate.id = certificate_id \
             WHERE fingerprint = ?1",
            values![fingerprint.to_string()],
            |row| row.get(0),
        )
    }

    /// The certificates above that of a key, nearest first.
    pub fn chain(&self, fingerprint: Fingerprint) -> Result<Vec<Vec<u8>>, RegistryError> {
        self.tenant().all(
            "SELECT chain.der FROM chain JOIN certificate ON certificate.id = chain.certificate_id \
             WHERE fingerprint = ?1 ORDER BY position",
            values![fingerprint.to_string()],
            |row| row.get(0),
        )
    }

    /// The consultations that need a key and are not closed, in the order of their deadlines.
    pub fn needs(&self, id: KeyId) -> Result<Vec<ConsultationName>, RegistryError> {
        needs(self.tenant(), id)
    }

    /// Whether a key has that name, whatever the case.
    pub fn has_key_named(&self, name: &str) -> Result<bool, RegistryError> {
        Ok(named(self.tenant(), name)?.is_some())
    }

    /// Says beforehand that a name is taken, or cannot be kept.
    ///
    /// # Errors
    ///
    /// [`RegistryError::BadName`]; [`RegistryError::Refused`] with [`Refusal::NameTaken`].
    pub fn check_new_name(&mut self, by: &By, name: &str) -> Result<(), RegistryError> {
        let name = row::kept(name)?;
        if !self.has_key_named(&name)? {
            return Ok(());
        }
        let asked = Asked::new(kind::KEY_CREATED).with("name", name.as_str());
        self.change(by, asked, |change| change.name_is_free(&name, None))
    }

    /// Takes a key in: its file first, then the row that names it.
    ///
    /// # Errors
    ///
    /// [`RegistryError::BadName`] and [`RegistryError::BadPath`]; [`RegistryError::Refused`] with
    /// [`Refusal::NameTaken`], [`Refusal::KeyKnown`] or [`Refusal::OwnFile`]; [`RegistryError::KeyFile`] when its
    /// file cannot be written.
    pub fn add_key(&mut self, by: &By, new: &NewKey) -> Result<KeyRecord, RegistryError> {
        let fingerprint = new.certificate.fingerprint;
        self.with_copy(by, fingerprint, &new.private, |registry| {
            let asked = Asked::new(new.origin.kind())
                .with("name", new.name.as_str())
                .with("fingerprint", fingerprint.to_string());
            registry.change(by, asked, |change| change.add_key(new))
        })
    }

    /// Makes the private half of a known key known: of one that had none, whose file has moved, or whose last proof
    /// failed.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::PrivateHeld`] or [`Refusal::OwnFile`]; [`RegistryError::BadPath`];
    /// [`RegistryError::KeyFile`] when its file cannot be written.
    pub fn locate_key(
        &mut self,
        by: &By,
        id: KeyId,
        private: &NewPrivate,
    ) -> Result<KeyRecord, RegistryError> {
        let key = self.key_by_id(id)?;
        let fingerprint = key.certificate.fingerprint;
        self.with_copy(by, fingerprint, private, |registry| {
            let asked = Asked::new(kind::KEY_LOCATED)
                .with("name", key.name.as_str())
                .with("fingerprint", fingerprint.to_string());
            registry.change(by, asked, |change| change.locate_key(id, private))
        })
    }

    /// Gives a key another name.
    ///
    /// # Errors
    ///
    /// [`RegistryError::BadName`]; [`RegistryError::Refused`] with [`Refusal::NameTaken`].
    pub fn rename_key(&mut self, by: &By, id: KeyId, name: &str) -> Result<KeyRecord, RegistryError> {
        let name = row::kept(name)?;
        let asked = Asked::new(kind::KEY_RENAMED).with("name", name.as_str());
        self.change(by, asked, |change| {
            let key = by_id(change.tenant(), id)?;
            change.name_is_free(&name, Some(id))?;
            change.one(
                "UPDATE key SET name = ?2, folded = ?3 WHERE id = ?1",
                values![id.0, name, folded(&name)],
            )?;
            let mut facts = facts_of(&key);
            facts.insert("renamed".to_owned(), name.as_str().into());
            change.entry(kind::KEY_RENAMED, facts)?;
            by_id(change.tenant(), id)
        })
    }

    /// Takes a key out of the choice for new consultations.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::AlreadyRetired`].
    pub fn retire_key(&mut self, by: &By, id: KeyId) -> Result<KeyRecord, RegistryError> {
        self.change(by, Asked::new(kind::KEY_RETIRED), |change| {
            let key = by_id(change.tenant(), id)?;
            if matches!(key.state, KeyState::Retired(_)) {
                return Err(RegistryError::Refused(Refusal::AlreadyRetired { key: name_of(&key) }));
            }
            change.one(
                "UPDATE key SET state = 'retired', retired_at = ?2 WHERE id = ?1",
                values![id.0, change.by.at.unix()],
            )?;
            change.entry(kind::KEY_RETIRED, facts_of(&key))?;
            by_id(change.tenant(), id)
        })
    }

    /// Keeps what trying a key on itself gave.
    pub fn record_proof(
        &mut self,
        by: &By,
        id: KeyId,
        result: ProofResult,
    ) -> Result<KeyRecord, RegistryError> {
        self.record_proof_by(by, id, result, None)
    }

    /// The same, of a key that these shares opened.
    pub fn record_proof_by(
        &mut self,
        by: &By,
        id: KeyId,
        result: ProofResult,
        shares: Option<&JoinedBy>,
    ) -> Result<KeyRecord, RegistryError> {
        self.change(by, Asked::new(kind::KEY_TRIED), |change| {
            let key = by_id(change.tenant(), id)?;
            change.one(
                "UPDATE key SET tried_at = ?2, tried = ?3, proved_at = CASE WHEN ?4 THEN ?2 ELSE proved_at END \
                 WHERE id = ?1",
                values![id.0, change.by.at.unix(), result.name(), result == ProofResult::Proved],
            )?;
            let mut facts = facts_of(&key);
            facts.insert("result".to_owned(), result.name().into());
            joined(&mut facts, shares);
            change.entry(kind::KEY_TRIED, facts)?;
            by_id(change.tenant(), id)
        })
    }

    /// Notes that a key was written for others: to what file, in what format, opened by which shares.
    pub fn record_export(
        &mut self,
        by: &By,
        id: KeyId,
        to: &Path,
        format: &str,
        shares: Option<&JoinedBy>,
    ) -> Result<(), RegistryError> {
        self.change(by, Asked::new(kind::KEY_EXPORTED), |change| {
            let mut facts = facts_of(&by_id(change.tenant(), id)?);
            facts.insert("to".to_owned(), to.to_string_lossy().into());
            facts.insert("format".to_owned(), format.into());
            joined(&mut facts, shares);
            change.entry(kind::KEY_EXPORTED, facts)
        })
    }

    /// Announces a copy before `body` writes it, as often as it takes: another process may sweep in between.
    pub(super) fn with_copy<T>(
        &mut self,
        by: &By,
        fingerprint: Fingerprint,
        private: &NewPrivate,
        mut body: impl FnMut(&mut Self) -> Result<Option<T>, RegistryError>,
    ) -> Result<T, RegistryError> {
        const TRIES: usize = 100;
        for _ in 0..TRIES {
            if matches!(private, NewPrivate::Copy(_)) {
                self.tenant().announce(by, fingerprint)?;
            }
            let made = body(self);
            if made.is_err() {
                // Whoever holds the lock, or comes next, does it as well.
                let _ = self.tenant().sweep();
            }
            if let Some(value) = made? {
                return Ok(value);
            }
        }
        Err(RegistryError::Busy)
    }
}

impl Change<'_> {
    /// `None` when the announcement of its copy was swept away.
    pub(super) fn add_key(&self, new: &NewKey) -> Result<Option<KeyRecord>, RegistryError> {
        let fingerprint = new.certificate.fingerprint;
        let name = row::kept(&new.name)?;
        if let Some(known) = by_fingerprint(self.tenant(), fingerprint)? {
            return Err(RegistryError::Refused(Refusal::KeyKnown { key: name_of(&known) }));
        }
        self.name_is_free(&name, None)?;
        let Some((custody, path)) = self.take_in(fingerprint, &new.private)? else { return Ok(None) };
        let entity = new.entity.as_deref().map(|name| row::entity_id(self.tenant(), name)).transpose()?;
        let certificate = row::certificate_id(self.tenant(), &new.certificate, &new.der, &new.chain)?;
        let id = self.tenant().insert(
            "INSERT INTO key (certificate_id, name, folded, role, entity_id, custody, path, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
            values![
                certificate,
                name,
                folded(&name),
                new.role.name(),
                entity,
                custody,
                path,
                self.by.at.unix()
            ],
        )?;
        let key = by_id(self.tenant(), KeyId(id))?;
        self.entry(new.origin.kind(), facts_of(&key))?;
        Ok(Some(key))
    }

    /// `None` when the announcement of its copy was swept away.
    fn locate_key(&self, id: KeyId, private: &NewPrivate) -> Result<Option<KeyRecord>, RegistryError> {
        let key = by_id(self.tenant(), id)?;
        let refused = match (&key.custody, private) {
            // The copy is gone, or did not answer when it was last tried: a new one takes its place.
            (Custody::Copy, NewPrivate::Copy(_)) => {
                let there = self.tenant().place(&key)?.is_there();
                there && (key.failed_proof().is_none() || self.is_of_people(&key))
            }
            (Custody::Copy, _) | (_, NewPrivate::Certificate) => true,
            (Custody::Reference(known), NewPrivate::Reference(path)) => known == path,
            _ => false,
        };
        if refused {
            return Err(RegistryError::Refused(Refusal::PrivateHeld { key: name_of(&key) }));
        }
        let Some((custody, path)) = self.take_in(key.certificate.fingerprint, private)? else {
            return Ok(None);
        };
        self.one("UPDATE key SET custody = ?2, path = ?3 WHERE id = ?1", values![id.0, custody, path])?;
        let key = by_id(self.tenant(), id)?;
        self.entry(kind::KEY_LOCATED, facts_of(&key))?;
        Ok(Some(key))
    }

    /// Whether people answer for a key, whose file is sound as far as that is told without them: what a password did not
    /// open once speaks no more against it, and a copy under one password would end what they hold.
    fn is_of_people(&self, key: &KeyRecord) -> bool {
        let Ok(octets) = self.tenant().private(key).and_then(|private| Ok(private.read()?)) else {
            return false;
        };
        let Held { file, behind, .. } = Held::of(&octets);
        (behind.quorum.is_some() || behind.pending.is_some()) && needs_password(file)
    }

    /// Writes the copy where one is given; says what the row is to hold.
    fn take_in(
        &self,
        fingerprint: Fingerprint,
        private: &NewPrivate,
    ) -> Result<Option<(&'static str, Option<String>)>, RegistryError> {
        Ok(Some(match private {
            NewPrivate::Copy(octets) => {
                if !self.tenant().write_copy(fingerprint, octets)? {
                    return Ok(None);
                }
                ("copy", None)
            }
            // What is in our own folder goes when its row goes; a reference never does.
            NewPrivate::Reference(path) if self.tenant().is_own(path) => {
                return Err(RegistryError::Refused(Refusal::OwnFile { path: path.clone() }));
            }
            NewPrivate::Reference(path) => ("reference", Some(path_text(path)?)),
            NewPrivate::Certificate => ("certificate", None),
        }))
    }

    pub(super) fn name_is_free(&self, name: &str, except: Option<KeyId>) -> Result<(), RegistryError> {
        match named(self.tenant(), name)? {
            Some((id, name)) if Some(id) != except => {
                Err(RegistryError::Refused(Refusal::NameTaken { name }))
            }
            _ => Ok(()),
        }
    }
}

impl Origin {
    const fn kind(self) -> &'static str {
        match self {
            Self::Made => kind::KEY_CREATED,
            Self::Imported => kind::KEY_IMPORTED,
        }
    }
}

impl KeyRecord {
    /// Enough to tell it from the others.
    pub fn key_name(&self) -> KeyName {
        name_of(self)
    }

    /// That its certificate begins after an instant, if it does.
    pub fn not_yet_valid(&self, at: Timestamp) -> Option<LaunchProblem> {
        let not_before = self.certificate.validity.not_before;
        (not_before > at).then(|| LaunchProblem::NotYetValid { key: name_of(self), not_before })
    }

    /// The last proof, when it failed.
    pub fn failed_proof(&self) -> Option<Proof> {
        self.last_proof.filter(|proof| proof.result != ProofResult::Proved)
    }
}

/// Paths are kept as text.
fn path_text(path: &Path) -> Result<String, RegistryError> {
    path.to_str().map(str::to_owned).ok_or_else(|| RegistryError::BadPath { path: PathBuf::from(path) })
}

/// Certificates, read again.
impl Registry {
    /// The certificate of a key.
    pub fn certificate(&self, fingerprint: Fingerprint) -> Result<Certificate, RegistryError> {
        let der = self
            .certificate_der(fingerprint)?
            .ok_or_else(|| damaged(format!("no certificate {fingerprint}")))?;
        Certificate::from_der(&der).map_err(|error| damaged(error.to_string()))
    }
}
