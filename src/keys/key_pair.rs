//! A certificate and the private key that really is its own: a bi-clé.

use std::fmt;

use super::{any_key::AnyKey, quorum::JoinedBy};
use crate::{
    crypto::KeyRejected,
    keys::Certificate,
    secret::{PrivateKeyDer, in_the_clear},
};

/// A certificate and its private key. Made only by [`KeyPair::new`], which compares the public keys.
pub struct KeyPair {
    certificate: Certificate,
    private_key: PrivateKeyDer,
    friendly_name: Option<String>,
    chain: Vec<Certificate>,
    trailing_octets: u64,
    joined_by: Option<JoinedBy>,
}

impl KeyPair {
    /// Joins a certificate and a private key, whose public half must be the certificate's.
    ///
    /// The private key's numbers are checked as far as it is cheap: two primes whose product the modulus is, sizes,
    /// parities; of a curve, the point that its number gives; of ML-KEM, what the seed gives. A provider makes its own, full checks before it uses them.
    ///
    /// # Errors
    ///
    /// [`KeyMismatch::Different`] when the private key is another certificate's, [`KeyMismatch::CertificateNotUsed`],
    /// and [`KeyMismatch::Rejected`] for numbers that do not make a key.
    pub fn new(certificate: Certificate, private_key: PrivateKeyDer) -> Result<Self, KeyMismatch> {
        let key = in_the_clear(|| AnyKey::from_pkcs8(private_key.expose())).map_err(KeyRejected::from)?;
        // What is kept is the same key in strict DER, without anything else.
        drop(private_key);
        Self::join(certificate, &key)
    }

    pub(super) fn join(certificate: Certificate, key: &AnyKey) -> Result<Self, KeyMismatch> {
        let (private_key, public_key) = key.halves()?;
        if !certificate.is_used() {
            return Err(KeyMismatch::CertificateNotUsed { oid: certificate.key_algorithm().to_owned() });
        }
        if certificate.public_key() != public_key {
            return Err(KeyMismatch::Different);
        }
        Ok(Self {
            certificate,
            private_key: private_key.duplicate(),
            friendly_name: None,
            chain: Vec::new(),
            trailing_octets: 0,
            joined_by: None,
        })
    }

    /// The same private key under another certificate of its public key. `None` when it is not of that key.
    pub fn under(&self, certificate: Certificate) -> Option<Self> {
        if !certificate.is_of_the_key_of(&self.certificate) {
            return None;
        }
        Some(Self { certificate, chain: Vec::new(), ..self.duplicate() })
    }

    /// The same, from a file with so many octets after its end.
    #[must_use]
    pub(super) const fn with_trailing_octets(mut self, octets: u64) -> Self {
        self.trailing_octets = octets;
        self
    }

    /// Octets after the end of the key file that it comes from, or of what is in it.
    pub const fn trailing_octets(&self) -> u64 {
        self.trailing_octets
    }

    /// The same, from a file that these shares opened.
    #[must_use]
    pub(super) fn joined_by(self, shares: JoinedBy) -> Self {
        Self { joined_by: Some(shares), ..self }
    }

    /// The shares that opened the key file that it comes from, where it took shares.
    pub const fn shares(&self) -> Option<&JoinedBy> {
        self.joined_by.as_ref()
    }

    /// The same, with the name people gave it.
    #[must_use]
    pub fn with_friendly_name(mut self, name: Option<String>) -> Self {
        self.friendly_name = name;
        self
    }

    /// The same, with the certificates above its own.
    #[must_use]
    pub fn with_chain(mut self, chain: Vec<Certificate>) -> Self {
        self.chain = chain;
        self
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key.
    pub fn private_key(&self) -> &PrivateKeyDer {
        &self.private_key
    }

    /// The name people gave it in the key file.
    pub fn friendly_name(&self) -> Option<&str> {
        self.friendly_name.as_deref()
    }

    /// The certificates above its own that the key file holds, issuer after issuer, its own not included.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// A second copy of it, whose private key is wiped like the first.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self {
            certificate: self.certificate.clone(),
            private_key: self.private_key.duplicate(),
            friendly_name: self.friendly_name.clone(),
            chain: self.chain.clone(),
            trailing_octets: self.trailing_octets,
            joined_by: self.joined_by.clone(),
        }
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPair").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// Why a certificate and a private key do not make a pair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyMismatch {
    /// The private key is another certificate's.
    #[error("the private key is not the certificate's")]
    Different,
    /// The certificate's public key is neither an RSA key, nor one of a curve that is used or of ML-KEM; its algorithm's OID.
    #[error("the certificate's key is not one that is used (algorithm {oid})")]
    CertificateNotUsed {
        /// Algorithm of the key.
        oid: String,
    },
    /// The private key cannot be used at all.
    #[error(transparent)]
    Rejected(#[from] KeyRejected),
}

#[cfg(test)]
mod tests {
    use crate::keys::sample::pair;

    #[test]
    fn nothing_private_in_debug() {
        let pair = pair("Marchés", 0);
        let shown = format!("{pair:?}");
        assert_eq!(shown, format!("KeyPair {{ certificate: {:?}, .. }}", pair.certificate()));
    }
}
