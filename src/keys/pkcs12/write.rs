//! Writing a PKCS#12 that other programs import.

use zeroize::Zeroizing;

use crate::{keys::KeyPair, secret::Password};

/// How a key file is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pkcs12Encryption {
    /// PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256, and a SHA-256 MAC: Windows' "AES256-SHA256".
    #[default]
    Aes256Sha256,
    /// pbeWithSHAAnd3-KeyTripleDES-CBC and a SHA-1 MAC: Windows' "TripleDES-SHA1", for old systems.
    TripleDesSha1,
}

/// How a key file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pkcs12Options {
    /// Its encryption.
    pub encryption: Pkcs12Encryption,
    /// Iterations of each key derivation.
    pub iterations: u32,
    /// Whether the certificates above the pair's own go into it.
    pub include_chain: bool,
}

impl Default for Pkcs12Options {
    fn default() -> Self {
        Self { encryption: Pkcs12Encryption::default(), iterations: 600_000, include_chain: true }
    }
}

/// Writes a key pair as PKCS#12, in DER. An empty `friendly_name` is left out.
pub fn write_pkcs12(
    pair: &KeyPair,
    friendly_name: &str,
    password: &Password,
    options: &Pkcs12Options,
) -> Result<Zeroizing<Vec<u8>>, WriteError> {
    let _ = (pair, friendly_name, password, options);
    unimplemented!()
}

/// Why a key file was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Iterations of 0 or over the limit.
    #[error("{iterations} iterations")]
    Iterations {
        /// What was asked.
        iterations: u32,
    },
    /// The system gives no random octets.
    #[error("no random octets from the system")]
    NoRandom,
    /// A value is too large to be encoded.
    #[error("a value is too large to be encoded")]
    TooLarge,
}
