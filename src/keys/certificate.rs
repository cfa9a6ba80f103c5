//! An X.509 certificate (RFC 5280) and the facts that opening, auditing and people need of it.

use std::{fmt, sync::Arc};

use crate::{
    cms::{
        envelope::RecipientId,
        name::{Name, Serial},
    },
    limits::Limit,
    time::Validity,
};

/// A certificate. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certificate(Arc<Facts>);

#[derive(PartialEq, Eq, Hash)]
struct Facts {
    der: Vec<u8>,
}

/// What a certificate's key may be used for (RFC 5280 section 4.2.1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage {
    /// Bit 0.
    pub digital_signature: bool,
    /// Bit 1.
    pub content_commitment: bool,
    /// Bit 2: what an envelope's recipient needs.
    pub key_encipherment: bool,
    /// Bit 3.
    pub data_encipherment: bool,
    /// Bit 4.
    pub key_agreement: bool,
    /// Bit 5.
    pub key_cert_sign: bool,
    /// Bit 6.
    pub crl_sign: bool,
}

impl Certificate {
    /// Reads one DER certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let _ = der;
        unimplemented!()
    }

    /// Reads what people call a certificate file: one DER certificate, PEM with any number of them, or a
    /// PKCS#7 bundle (`.p7b`, RFC 5652 section 5, certificates only) in DER, BER or PEM. In the file's order,
    /// never empty.
    pub fn from_pem_or_der(bytes: &[u8]) -> Result<Vec<Self>, CertificateError> {
        let _ = bytes;
        unimplemented!()
    }

    /// As it was read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// As PEM, with the label `CERTIFICATE` and lines of 64 characters.
    pub fn to_pem(&self) -> String {
        unimplemented!()
    }

    /// Who signed it.
    pub fn issuer(&self) -> &Name {
        unimplemented!()
    }

    /// Whose it is.
    pub fn subject(&self) -> &Name {
        unimplemented!()
    }

    /// The subject's common name.
    pub fn subject_cn(&self) -> Option<String> {
        self.subject().common_name()
    }

    /// The issuer's common name.
    pub fn issuer_cn(&self) -> Option<String> {
        self.issuer().common_name()
    }

    /// Its number at its issuer.
    pub fn serial(&self) -> &Serial {
        unimplemented!()
    }

    /// Value of the subject key identifier extension (RFC 5280 section 4.2.1.2).
    pub fn ski(&self) -> Option<&[u8]> {
        unimplemented!()
    }

    /// SHA-1 of the public key's bits (RFC 5280 section 4.2.1.2, method 1).
    pub fn computed_ski(&self) -> [u8; 20] {
        unimplemented!()
    }

    /// SHA-256 of the DER.
    pub fn fingerprint(&self) -> [u8; 32] {
        unimplemented!()
    }

    /// The fingerprint in lowercase hexadecimal.
    pub fn fingerprint_hex(&self) -> String {
        unimplemented!()
    }

    /// From when to when it may be encrypted to.
    pub fn validity(&self) -> Validity {
        unimplemented!()
    }

    /// The DER `SubjectPublicKeyInfo`.
    pub fn public_key(&self) -> &[u8] {
        unimplemented!()
    }

    /// Whether its public key is an RSA key.
    pub fn is_rsa(&self) -> bool {
        unimplemented!()
    }

    /// Bits of the RSA modulus, 0 for a key of another kind.
    pub fn bits(&self) -> usize {
        unimplemented!()
    }

    /// The RSA public exponent, big-endian without leading zeros; empty for a key of another kind.
    pub fn exponent(&self) -> &[u8] {
        unimplemented!()
    }

    /// The OID of the public key's algorithm.
    pub fn key_algorithm(&self) -> &str {
        unimplemented!()
    }

    /// What its key may be used for, when it says so.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        unimplemented!()
    }

    /// Whether its signature rests on SHA-1 or on something older.
    pub fn signed_with_sha1(&self) -> bool {
        unimplemented!()
    }

    /// The signature algorithm's usual name, or its OID.
    pub fn signature_algorithm(&self) -> String {
        unimplemented!()
    }

    /// Whether an envelope's recipient identifier names this certificate (RFC 5652 section 6.2.1): issuer in
    /// canonical form and serial, or the key identifier, as the extension says it or as computed.
    pub fn matches(&self, id: &RecipientId) -> bool {
        let _ = id;
        unimplemented!()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} octets)", self.der().len())
    }
}

/// A certificate bundle without signatures (`.p7b`: a degenerate SignedData, RFC 5652 section 5.1), DER.
pub fn write_p7b(certificates: &[Certificate]) -> Vec<u8> {
    let _ = certificates;
    unimplemented!()
}

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
