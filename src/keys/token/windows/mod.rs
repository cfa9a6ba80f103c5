//! The certificate store of Windows: a bi-clé of `CurrentUser\MY` or `LocalMachine\MY` opens where it is.
//!
//! A certificate is named by its thumbprint, SHA-1 as `certmgr.msc` shows it or SHA-256, in the place of a key file:
//! `store:<thumbprint>`.
//! Elsewhere than on Windows every function here is [`StoreError::NotHere`].

mod blob;
#[cfg(windows)]
mod calls;
#[cfg(windows)]
mod device;
#[cfg(not(windows))]
#[path = "elsewhere.rs"]
mod system;
#[cfg(windows)]
mod system;
#[cfg(test)]
mod tests;

use std::{fmt, path::Path, str::FromStr, sync::Arc};

use sha1::{Digest as _, Sha1};

use crate::{
    crypto::{DeviceKey, KeyRejected},
    hex::hex,
    keys::{Certificate, KeyPair},
    secret::PrivateKeyDer,
};

/// What begins the name of a key in the store, in the place of a key file.
pub const PREFIX: &str = "store:";

/// A hash that a certificate is called by, and no proof of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thumbprint {
    /// As Windows calls it.
    Sha1([u8; 20]),
    /// As the registry and most other programs do.
    Sha256([u8; 32]),
}

impl Thumbprint {
    /// What Windows calls a certificate by.
    pub fn of(certificate: &Certificate) -> Self {
        Self::Sha1(Sha1::digest(certificate.der()).into())
    }

    /// Whether it is of this certificate.
    pub fn is_of(self, certificate: &Certificate) -> bool {
        match self {
            Self::Sha1(_) => self == Self::of(certificate),
            Self::Sha256(own) => own == certificate.fingerprint(),
        }
    }

    /// Whether a path names a key of the store, and not a file; and which.
    ///
    /// # Errors
    ///
    /// [`StoreError::BadThumbprint`] for anything else behind [`PREFIX`].
    pub fn named(path: &Path) -> Option<Result<Self, StoreError>> {
        path.to_str()?.strip_prefix(PREFIX).map(str::parse)
    }

    /// Whether what a path names is there, where it names a key of the store; `None` for a file.
    pub fn is_there(path: &Path) -> Option<bool> {
        Self::named(path).map(|named| named.and_then(find).is_ok())
    }

    /// `store:<thumbprint>`.
    pub fn reference(self) -> String {
        format!("{PREFIX}{self}")
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Sha1(octets) => hex(octets),
            Self::Sha256(octets) => hex(octets),
        })
    }
}

/// As it is copied from `certmgr.msc`: in either case, with spaces, with the invisible mark that stands before it there.
impl FromStr for Thumbprint {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let bad = || StoreError::BadThumbprint { text: text.to_owned() };
        let is_between = |c: &char| c.is_whitespace() || [':', '\u{200e}'].contains(c);
        let digits = text.chars().filter(|c| !is_between(c)).map(|c| c.to_digit(16));
        let digits = digits.collect::<Option<Vec<u32>>>().ok_or_else(bad)?;
        let (pairs, []) = digits.as_chunks::<2>() else { return Err(bad()) };
        let octets = pairs.iter().map(|[high, low]| u8::try_from(high << 4 | low));
        let octets = octets.collect::<Result<Vec<_>, _>>().map_err(|_| bad())?;
        if let Ok(octets) = octets.as_slice().try_into() {
            return Ok(Self::Sha1(octets));
        }
        octets.as_slice().try_into().map(Self::Sha256).map_err(|_| bad())
    }
}

/// Whose store a certificate is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The user's: `CurrentUser\MY`.
    User,
    /// The machine's: `LocalMachine\MY`.
    Machine,
}

/// A certificate of the store that has a private key there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The certificate.
    pub certificate: Certificate,
    /// Whose store it is in.
    pub place: Place,
    /// Who keeps its private key: a provider's name.
    pub provider: String,
    /// The name that people gave it there.
    pub friendly_name: Option<String>,
}

/// How a key is put into the store: the boxes of the system's import wizard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// It may be taken out again.
    pub exportable: bool,
    /// The system asks the person whenever the key is used.
    pub strong_protection: bool,
}

/// Why the store does not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// This system has no such store.
    #[error("this system has no certificate store")]
    NotHere,
    /// Not the thumbprint of a certificate.
    #[error("not a thumbprint")]
    BadThumbprint {
        /// What was given.
        text: String,
    },
    /// No certificate there has that thumbprint and a private key.
    #[error("no certificate with a private key has the thumbprint {thumbprint}")]
    Missing {
        /// Its thumbprint.
        thumbprint: Thumbprint,
    },
    /// Who keeps the private key does not give it out.
    #[error("{provider} does not let the key be taken out")]
    NotExportable {
        /// Its name.
        provider: String,
    },
    /// The key has a form that the store does not take.
    #[error("the store does not take a key of this form")]
    Form,
    /// It is no key that opens anything here.
    #[error(transparent)]
    Rejected(#[from] KeyRejected),
    /// The system refused.
    #[error("the certificate store refused ({code:#010x})")]
    System {
        /// The system's number for it.
        code: u32,
    },
}

/// A key of the store, ready to open.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Its certificate.
    pub certificate: Certificate,
    /// The key.
    pub key: Arc<DeviceKey>,
    /// The name that people gave it there.
    pub friendly_name: Option<String>,
}

/// Every certificate of the user's and the machine's stores that has an RSA private key there, the user's first.
///
/// # Errors
///
/// [`StoreError::NotHere`], [`StoreError::System`].
pub fn list() -> Result<Vec<Stored>, StoreError> {
    system::list()
}

/// One of them.
///
/// # Errors
///
/// The same, and [`StoreError::Missing`].
pub fn find(thumbprint: Thumbprint) -> Result<Stored, StoreError> {
    let found = list()?.into_iter().find(|stored| thumbprint.is_of(&stored.certificate));
    found.ok_or(StoreError::Missing { thumbprint })
}

/// Makes one ready to open, and tries it. Where the system wants to ask the person first, `waiting` is told before.
///
/// # Errors
///
/// Those of [`find`], [`StoreError::Rejected`], and [`StoreError::System`] where the key does not answer.
pub fn ready(thumbprint: Thumbprint, waiting: &mut dyn FnMut()) -> Result<Ready, StoreError> {
    system::ready(thumbprint, waiting)
}

/// Takes a private key out, where its provider lets it go.
///
/// # Errors
///
/// Those of [`find`], and [`StoreError::NotExportable`].
pub fn take_out(thumbprint: Thumbprint) -> Result<PrivateKeyDer, StoreError> {
    system::take_out(thumbprint)
}

/// Puts a pair into the user's store, under a name.
///
/// # Errors
///
/// [`StoreError::NotHere`], [`StoreError::Form`], [`StoreError::System`].
pub fn put_in(pair: &KeyPair, name: &str, how: Keep) -> Result<Thumbprint, StoreError> {
    system::put_in(pair, name, how)
}
