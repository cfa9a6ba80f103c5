//! Where there is no certificate store.

use super::{Keep, Ready, StoreError, Stored, Thumbprint};
use crate::{keys::KeyPair, secret::PrivateKeyDer};

pub(super) const fn list() -> Result<Vec<Stored>, StoreError> {
    Err(StoreError::NotHere)
}

pub(super) fn ready(_: Thumbprint, _: &mut dyn FnMut()) -> Result<Ready, StoreError> {
    Err(StoreError::NotHere)
}

pub(super) const fn take_out(_: Thumbprint) -> Result<PrivateKeyDer, StoreError> {
    Err(StoreError::NotHere)
}

pub(super) fn put_in(pair: &KeyPair, _: &str, _: Keep) -> Result<Thumbprint, StoreError> {
    // Said first on every system: a key that no store would take.
    super::blob::written(pair.private_key())?;
    Err(StoreError::NotHere)
}
