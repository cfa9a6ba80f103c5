//! The end of a key: deleted, kept aside for a while, restored or purged.

use std::path::PathBuf;

use crate::{
    desk::{Confirmed, Desk, Error},
    registry::{ASIDE_DAYS, ConsultationName, Custody, KeyRecord, SetAside},
    time::Timestamp,
};

/// Delete a key that nothing open needs. It is kept aside, and can come back, for [`ASIDE_DAYS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteKey {
    /// Its name, or a prefix of its certificate's fingerprint.
    pub name: String,
    /// The same once more.
    pub confirmed: Confirmed,
}

/// What deleting a key would do, and what forbids it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteAhead {
    /// The key.
    pub key: KeyRecord,
    /// Consultations that are not closed and need it, in the order of their deadlines: while there is one, it stays.
    pub needed_by: Vec<ConsultationName>,
    /// Days until its certificate ends, negative when it has ended.
    pub days_left: i64,
    /// It could come back until then.
    pub aside_until: Timestamp,
    /// The user's own file, which is not touched.
    pub stays: Option<PathBuf>,
}

impl DeleteAhead {
    /// What deleting the key of that name would do now.
    ///
    /// # Errors
    ///
    /// What opening the registry and finding the key gives.
    pub fn of(name: &str, desk: &Desk<'_>) -> Result<Self, Error> {
        let registry = desk.registry()?;
        let key = registry.key(name)?;
        let stays = match &key.custody {
            Custody::Reference(path) => Some(path.clone()),
            Custody::Copy | Custody::Certificate => None,
        };
        Ok(Self {
            needed_by: registry.needs(key.id)?,
            days_left: key.certificate.validity.days_left(desk.now()),
            aside_until: desk.now().max(desk.clock.system().unwrap_or(desk.now())).plus_days(ASIDE_DAYS),
            stays,
            key,
        })
    }

    /// Whether nothing forbids it.
    pub fn is_allowed(&self) -> bool {
        self.needed_by.is_empty()
    }
}

impl DeleteKey {
    /// Deletes it, and gives it as it was.
    ///
    /// # Errors
    ///
    /// What opening the registry and finding the key gives; [`Error::Registry`] when it is needed, or not confirmed.
    pub fn run(&self, desk: &Desk<'_>) -> Result<KeyRecord, Error> {
        let mut registry = desk.registry()?;
        let key = registry.key(&self.name)?;
        Ok(registry.delete_key(&desk.by(None), key.id, &self.name, self.confirmed.as_str())?)
    }
}

/// Bring a deleted key back as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreKey {
    /// The name it had, or a prefix of its certificate's fingerprint.
    pub name: String,
    /// Another name, where its own was taken since.
    pub new_name: Option<String>,
}

impl RestoreKey {
    /// Brings it back.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when no deleted key has that name, when several have, or when
    /// another key has its name now.
    pub fn run(&self, desk: &Desk<'_>) -> Result<KeyRecord, Error> {
        let mut registry = desk.registry()?;
        Ok(registry.restore_key(&desk.by(None), &self.name, self.new_name.as_deref())?)
    }
}

/// Remove a deleted key for good, once it was kept aside for long enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurgeKey {
    /// The name it had, or a prefix of its certificate's fingerprint.
    pub name: String,
    /// The same once more.
    pub confirmed: Option<Confirmed>,
}

impl PurgeKey {
    /// Removes it, and gives it as it was kept.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when no deleted key has that name, when it is kept aside for
    /// longer, or when it is not confirmed.
    pub fn run(&self, desk: &Desk<'_>) -> Result<SetAside, Error> {
        let mut registry = desk.registry()?;
        let confirmed = self.confirmed.as_ref().map(Confirmed::as_str);
        Ok(registry.purge_key(&desk.by(None), &self.name, confirmed)?)
    }
}
