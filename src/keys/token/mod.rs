//! Keys that never leave: a token or a card that speaks PKCS#11 (OASIS, version 2.40 and later), and Windows'
//! certificate store, which is [`windows`].
//!
//! In reading order: a [`TokenUri`] names a token and what is on it (RFC 7512); [`load`] loads its module, before the
//! process is held to anything; a [`Token`] is found, logged in to once, and gives its [`TokenKey`]s, each of which is a
//! capability for a certificate. What the device does not do itself is done by [`crate::crypto::DeviceKey`].
//!
//! Another kind of device is a file beside `pkcs11`: an implementation of
//! [`crate::crypto::KeyDevice`], and a way to find one by an address.

mod error;
#[cfg(feature = "pkcs11")]
mod pkcs11;
mod uri;
pub mod windows;
#[cfg(not(feature = "pkcs11"))]
mod without;

#[cfg(feature = "pkcs11")]
pub use self::pkcs11::{Modules, Token, TokenKey, load};
#[cfg(not(feature = "pkcs11"))]
pub use self::without::{Modules, Token, TokenKey, load};
pub use self::{
    error::{PinFault, TokenError},
    uri::{TokenUri, UriError},
};

/// The variable of the environment that names the module, where an address does not.
pub const MODULE: &str = "PKCS11_MODULE";
