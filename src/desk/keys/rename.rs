//! Another name for a key, and taking it out of the choice.

use crate::{
    desk::{Desk, Error},
    registry::KeyRecord,
};

/// Give a key another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameKey {
    /// Its name, or a prefix of its certificate's fingerprint.
    pub name: String,
    /// The new name.
    pub new: String,
}

/// A key that was renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Before.
    pub before: KeyRecord,
    /// After.
    pub after: KeyRecord,
}

impl RenameKey {
    /// Renames it.
    ///
    /// # Errors
    ///
    /// What opening the registry and finding the key gives; [`Error::Registry`] for a name that is taken or cannot be kept.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Renamed, Error> {
        let mut registry = desk.registry()?;
        let before = registry.key(&self.name)?;
        let after = registry.rename_key(&desk.by(None), before.id, &self.new)?;
        Ok(Renamed { before, after })
    }
}

/// Take a key out of the choice for new consultations. It still opens what was encrypted to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetireKey {
    /// Its name, or a prefix of its certificate's fingerprint.
    pub name: String,
}

impl RetireKey {
    /// Retires it.
    ///
    /// # Errors
    ///
    /// What opening the registry and finding the key gives; [`Error::Registry`] for one that is retired already.
    pub fn run(&self, desk: &Desk<'_>) -> Result<KeyRecord, Error> {
        let mut registry = desk.registry()?;
        let key = registry.key(&self.name)?;
        Ok(registry.retire_key(&desk.by(None), key.id)?)
    }
}
