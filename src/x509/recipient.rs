//! Which certificate an envelope means.

use super::name::{Name, Serial};
use crate::asn1::tlv::{Walk, id};

/// How an envelope names the certificate it is sealed to (RFC 5652 section 6.2.1, `RecipientIdentifier`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecipientId {
    /// The issuer and serial number of a certificate.
    IssuerAndSerialNumber {
        /// Who issued it.
        issuer: Name,
        /// Under which number.
        serial: Serial,
    },
    /// The subject key identifier of a certificate.
    SubjectKeyIdentifier(Vec<u8>),
}

impl RecipientId {
    /// What the key identifier may stand for: the octets themselves and, where they are an OCTET STRING once or twice
    /// more, as some senders write them, what is in it.
    pub fn key_identifiers(&self) -> impl Iterator<Item = &[u8]> {
        let outer = match self {
            Self::IssuerAndSerialNumber { .. } => None,
            Self::SubjectKeyIdentifier(identifier) => Some(identifier.as_slice()),
        };
        std::iter::successors(outer, |identifier| {
            let mut walk = Walk::new(identifier);
            let inner = walk.expect(id::OCTET_STRING, "subject key identifier").ok()?;
            walk.is_empty().then_some(inner)
        })
        .take(3)
    }
}
