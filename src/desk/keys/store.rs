//! Bi-clés in the certificate store of Windows: which there are, and putting one of the registry's there.

use std::path::Path;

use super::export::pair;
use crate::{
    desk::{Desk, Error, Passwords},
    keys::token::windows::{self, Keep, Stored, Thumbprint},
    registry::KeyRecord,
};

/// Every certificate of the store with a private key, the user's first.
///
/// # Errors
///
/// [`Error::Store`]: there is no store on this system, or it cannot be read.
pub fn stored() -> Result<Vec<Stored>, Error> {
    windows::list().map_err(Error::Store)
}

/// Put a key into the store of this user too; the registry keeps what it has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutInStore {
    /// The key's name, or a prefix of its certificate's fingerprint.
    pub name: String,
    /// How it is kept there.
    pub how: Keep,
}

/// A key that is in the store now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutIn {
    /// The key.
    pub key: KeyRecord,
    /// What the store calls its certificate.
    pub thumbprint: Thumbprint,
}

impl PutInStore {
    /// Does it, the journal first.
    ///
    /// # Errors
    ///
    /// [`Error::Store`]; what opening the registry and finding the key gives; [`Error::NoPrivateHalf`],
    /// [`Error::NotInFile`], what opening the key's file gives.
    pub fn run(&self, desk: &Desk<'_>, passwords: &mut dyn Passwords) -> Result<PutIn, Error> {
        // Before anybody types a password.
        stored()?;
        let mut registry = desk.registry()?;
        desk.hold_to_keys(&registry)?;
        let key = registry.key(&self.name)?;
        let pair = pair(passwords, &registry, &key)?;
        let place = Thumbprint::of(pair.certificate()).reference();
        // Said before it is done: an export that nobody can trace must not be.
        registry.record_export(&desk.by(None), key.id, Path::new(&place), "store", pair.shares())?;
        let thumbprint = windows::put_in(&pair, &key.name, self.how).map_err(Error::Store)?;
        Ok(PutIn { key, thumbprint })
    }
}
