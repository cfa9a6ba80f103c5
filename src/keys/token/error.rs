//! Why a token gives no key.

use std::path::PathBuf;

use crate::crypto::{DeviceFault, KeyRejected};

/// Why a token gives no key: facts, before anything is asked of a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// This program was built without PKCS#11.
    #[error("built without PKCS#11")]
    NotBuilt,
    /// Nothing says which module speaks to the token.
    #[error("no module is named")]
    NoModule,
    /// A module that is not an absolute path.
    #[error("{} is no absolute path", path.display())]
    RelativeModule {
        /// The path.
        path: PathBuf,
    },
    /// The module cannot be loaded, or does not begin.
    #[error("{} cannot be loaded: {why}", path.display())]
    Module {
        /// The module.
        path: PathBuf,
        /// What the system or the module says.
        why: String,
    },
    /// No token that is there is the one.
    #[error("no such token")]
    NoToken {
        /// The tokens that are there.
        present: Vec<String>,
    },
    /// More than one token is.
    #[error("several such tokens")]
    SeveralTokens {
        /// Which.
        named: Vec<String>,
    },
    /// Its PIN does not open it, or was not tried.
    #[error("the PIN was not taken")]
    Pin(PinFault),
    /// It has no such private key.
    #[error("no such key")]
    NoKey {
        /// The private keys that it has.
        present: Vec<String>,
    },
    /// It has no certificate of the key.
    #[error("no certificate of the key {key:?}")]
    NoCertificate {
        /// The key's label.
        key: String,
    },
    /// The key cannot be used.
    #[error(transparent)]
    Rejected(#[from] KeyRejected),
    /// The token did not do its part.
    #[error("the token did not do its part")]
    Unavailable {
        /// What is the matter.
        fault: DeviceFault,
        /// What it said.
        code: Option<String>,
    },
}

/// What became of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinFault {
    /// It is wrong; it was tried once.
    Wrong,
    /// The token says that one more wrong PIN locks it: none was tried.
    LastTry,
    /// The token is locked.
    Locked,
    /// It has ended, or must be changed first.
    Expired,
}
