//! The keys that tokens have: where each is to be found, and whether it answers.

use std::path::PathBuf;

use crate::{
    crypto::{AwsLc, UnwrapFailed},
    desk::{
        Error, Passwords,
        token::{address, modules, of_token, open_token},
    },
    keys::{
        answers,
        token::{Modules, TokenUri},
    },
    x509::Certificate,
};

/// List the keys of a token, each tried on itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTokenKeys {
    /// The address of the token, or of keys on it.
    pub address: PathBuf,
}

/// A key of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOnToken {
    /// What it is called there.
    pub label: String,
    /// Where it is to be found again.
    pub address: TokenUri,
    /// Its certificate, where it is there; the first of them.
    pub certificate: Option<Certificate>,
    /// Whether it answers a challenge; `None` without a certificate to encrypt one to.
    pub answers: Option<Result<bool, UnwrapFailed>>,
}

impl ListTokenKeys {
    /// The module that it takes: to be loaded before a process is held to anything.
    ///
    /// # Errors
    ///
    /// [`Error::TokenUri`], [`Error::Token`].
    pub fn modules(&self) -> Result<Modules, Error> {
        self.uri()?;
        modules([&self.address])
    }

    /// Logs in, lists, tries. The PIN is [`Purpose::Pin`](crate::desk::Purpose::Pin).
    ///
    /// # Errors
    ///
    /// [`Error::TokenUri`], [`Error::Token`], [`Error::NoPassword`].
    pub fn run(&self, passwords: &mut dyn Passwords) -> Result<Vec<KeyOnToken>, Error> {
        let keys = open_token(passwords, 0, &self.uri()?, &self.address, 1)?;
        let listed = keys.iter().map(|key| {
            let certificate = key.certificates().first();
            let tried = |certificate| {
                let private = key.capability(certificate).map_err(|error| of_token(&self.address, error))?;
                Ok::<_, Error>(answers(&AwsLc, certificate, &*private))
            };
            Ok(KeyOnToken {
                label: key.label().to_owned(),
                address: key.uri().clone(),
                certificate: certificate.cloned(),
                answers: certificate.map(tried).transpose()?,
            })
        });
        listed.collect()
    }

    fn uri(&self) -> Result<TokenUri, Error> {
        let uri = address(&self.address)?;
        uri.ok_or_else(|| Error::TokenUri {
            given: self.address.clone(),
            error: crate::keys::token::UriError::Scheme,
        })
    }
}
