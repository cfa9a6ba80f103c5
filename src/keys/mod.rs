//! SECRETS: key files, key pairs, and the ring an envelope's recipient is looked up in.
//!
//! In reading order: [`read_key_file`] tells what a file is and reads it; [`crate::x509::Certificate`] and [`key_pair`] are
//! what comes out; [`keyring`] chooses the key for an envelope, by name and never by trying; [`issue()`] and
//! [`write_pkcs12`] go the other way.
//!
//! A key is matched to its certificate by its public key, never by an attribute of the file alone.

#![warn(clippy::missing_errors_doc)]

pub mod error;
pub mod issue;
pub mod kem_key;
mod key_file;
pub mod key_pair;
pub mod keyring;
pub mod pkcs12;
pub mod quorum;
pub mod token;

mod any_key;
mod challenge;
mod curve_key;
mod exponent;
mod found;
mod password;
mod pbe;
mod pem_keys;
mod read;
mod rsa_key;
#[cfg(test)]
pub(crate) mod sample;

pub use self::{
    challenge::answers,
    error::{KeyFileError, KeyFileWarning},
    issue::issue,
    key_file::{Container, KeyFile, KeyFileScheme},
    key_pair::{KeyMismatch, KeyPair},
    keyring::{Broken, Choice, HeldKey, Keyring, Role, Unwrap},
    pkcs12::{Pkcs12Encryption, Pkcs12Options, WriteError, write_pkcs12},
    read::{needs_password, read_key_file},
};
pub use crate::x509::{
    Certificate, CertificateError, IssueError, KeyUsage, NewCertificate, own_and_above, signing_no_other,
    write_p7b,
};
