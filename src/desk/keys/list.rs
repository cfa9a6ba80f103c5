//! The keys that are there, all of them, a page of them, or one.

use crate::{
    desk::{Desk, Error},
    keys::{Role, quorum::Behind},
    registry::{ConsultationName, KeyRecord, PrivatePlace, Registry, RegistryError, SetAside},
};

/// Keys of one role, a page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListKeys {
    /// Of which role.
    pub role: Role,
    /// What their names, those of their certificates (CN) or their buyers have somewhere in them, whatever the case; empty
    /// for all.
    pub containing: String,
    /// The page begins after the key of this name: [`KeyPage::next`] of the page before.
    pub after: Option<String>,
    /// How many at most.
    pub most: usize,
}

/// A page of keys, in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPage {
    /// The keys.
    pub keys: Vec<KeyRecord>,
    /// Where the next page begins; `None` when this is the last.
    pub next: Option<String>,
}

impl ListKeys {
    /// Reads the page.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<KeyPage, Error> {
        KeyList::at(desk)?.page(self)
    }
}

/// Every key, read as they are asked for.
#[derive(Debug)]
pub struct KeyList {
    registry: Registry,
}

impl KeyList {
    /// The keys of the desk's registry.
    ///
    /// # Errors
    ///
    /// What opening the registry gives.
    pub fn at(desk: &Desk<'_>) -> Result<Self, Error> {
        Ok(Self { registry: desk.registry()? })
    }

    /// A page of them.
    ///
    /// # Errors
    ///
    /// What reading the registry gives.
    pub fn page(&self, asked: &ListKeys) -> Result<KeyPage, Error> {
        let ListKeys { role, containing, after, most } = asked;
        let mut keys = self.registry.keys_page(*role, containing, after.as_deref(), most + 1)?;
        let more = keys.len() > *most;
        keys.truncate(*most);
        let next = keys.last().filter(|_| more).map(|key| key.name.clone());
        Ok(KeyPage { keys, next })
    }

    /// The keys of a role in the order of their names.
    pub fn keys(&self, role: Role) -> impl Iterator<Item = Result<KeyRecord, RegistryError>> {
        self.registry.keys(role)
    }

    /// The keys that were deleted and are kept aside.
    ///
    /// # Errors
    ///
    /// What reading the registry gives.
    pub fn set_aside(&self) -> Result<Vec<SetAside>, Error> {
        Ok(self.registry.set_aside()?)
    }
}

/// One key, with what needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowKey {
    /// Its name, or a prefix of its certificate's fingerprint.
    pub name: String,
}

/// A key, with what needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDetails {
    /// The key.
    pub key: KeyRecord,
    /// Consultations that are not closed and need it, in the order of their deadlines.
    pub needs: Vec<ConsultationName>,
    /// Where its private half is.
    pub place: PrivatePlace,
    /// Whose shares open it, and whose will.
    pub behind: Behind,
}

impl ShowKey {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What opening the registry and finding the key gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<KeyDetails, Error> {
        let registry = desk.registry()?;
        let key = registry.key(&self.name)?;
        let (needs, place) = (registry.needs(key.id)?, registry.place(&key)?);
        // Nothing else is to be told of a file that is not there, or that only others may read.
        let behind = registry.behind(&key).ok().flatten().unwrap_or_default();
        Ok(KeyDetails { key, needs, place, behind })
    }
}
