//! What a key file holds.

use super::{error::KeyFileWarning, key_pair::KeyPair};
use crate::x509::Certificate;

/// What a key file holds.
#[derive(Debug)]
pub struct KeyFile {
    /// Private keys with their certificates, in the file's order; never empty.
    pub pairs: Vec<KeyPair>,
    /// All other certificates, each once.
    pub certificates: Vec<Certificate>,
    /// What a person should know of it.
    pub warnings: Vec<KeyFileWarning>,
    /// How it is protected.
    pub scheme: KeyFileScheme,
    /// Octets after the end of the file's value, of a PEM block's, of a key's or of a certificate's: passed over.
    pub trailing_octets: u64,
}

impl KeyFile {
    /// The pair of a certificate: the one that is in the file, or its private key under this certificate, where the
    /// file has it under another one only (a certificate that was renewed on the same key).
    pub fn pair_of(&self, certificate: &Certificate) -> Option<KeyPair> {
        let own = self.pairs.iter().find(|pair| pair.certificate() == certificate);
        own.map(KeyPair::duplicate)
            .or_else(|| self.pairs.iter().find_map(|pair| pair.under(certificate.clone())))
    }
}

/// How a key file is protected, in names that people know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFileScheme {
    /// What it is.
    pub container: Container,
    /// The distinct encryptions in it, in the file's order; empty when all is in clear.
    pub encryption: Vec<String>,
    /// What its integrity rests on.
    pub mac: Option<String>,
}

/// What a key file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// PKCS#12 (RFC 7292).
    Pkcs12,
    /// PEM (RFC 7468).
    Pem,
    /// A bare DER private key.
    Der,
}
