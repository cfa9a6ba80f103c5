//! Where this program was built without PKCS#11: the same names, and nothing behind them.

use std::sync::Arc;

use super::{TokenError, TokenUri};
use crate::{crypto::PrivateKey, secret::Password, x509::Certificate};

/// Modules that were loaded: none.
#[derive(Debug)]
pub struct Modules {}

/// A token that cannot be.
#[derive(Debug)]
pub enum Token {}

/// A key that cannot be.
#[derive(Debug)]
pub enum TokenKey {}

/// Loads nothing.
///
/// # Errors
///
/// [`TokenError::NotBuilt`].
pub fn load<'a>(uris: impl IntoIterator<Item = &'a TokenUri>) -> Result<Modules, TokenError> {
    if uris.into_iter().next().is_some() { Err(TokenError::NotBuilt) } else { Ok(Modules {}) }
}

#[expect(clippy::missing_errors_doc, missing_docs, reason = "as in pkcs11; none of it happens")]
impl Token {
    pub fn find(_: &TokenUri) -> Result<Self, TokenError> {
        Err(TokenError::NotBuilt)
    }

    pub fn name(&self) -> String {
        match *self {}
    }

    pub fn wants_pin(&self) -> bool {
        match *self {}
    }

    pub fn takes_a_pin(&mut self) -> Result<(), TokenError> {
        match *self {}
    }

    pub fn login(&mut self, _: Option<&Password>) -> Result<(), TokenError> {
        match *self {}
    }

    pub fn keys(&self, _: &TokenUri, _: usize) -> Result<Vec<TokenKey>, TokenError> {
        match *self {}
    }
}

#[expect(clippy::missing_errors_doc, missing_docs, reason = "as in pkcs11; none of it happens")]
impl TokenKey {
    pub fn label(&self) -> &str {
        match *self {}
    }

    pub fn uri(&self) -> &TokenUri {
        match *self {}
    }

    pub fn certificates(&self) -> &[Certificate] {
        match *self {}
    }

    pub fn is_of(&self, _: &Certificate) -> bool {
        match *self {}
    }

    pub fn capability(&self, _: &Certificate) -> Result<Arc<dyn PrivateKey>, TokenError> {
        match *self {}
    }
}
