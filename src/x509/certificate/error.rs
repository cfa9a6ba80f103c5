//! Why octets are not a certificate.

use crate::{asn1::ber::BerError, limits::Limit};

/// Why octets are not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Neither a certificate nor a bundle of certificates.
    #[error("not a certificate")]
    NotACertificate,
    /// It starts like a certificate, but its structure is broken.
    #[error("malformed certificate: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// More than is read.
    #[error("over the limit {} of {} {}", limit.name, limit.value, limit.unit)]
    TooLarge {
        /// The bound.
        limit: Limit,
    },
}

impl From<BerError> for CertificateError {
    fn from(error: BerError) -> Self {
        Self::Malformed { what: error.what() }
    }
}
