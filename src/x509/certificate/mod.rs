//! An X.509 certificate (RFC 5280), and the facts that opening, auditing and people need of it.

pub(crate) mod bundle;
pub(crate) mod chain;
mod error;
mod extensions;
pub(crate) mod scheme;
mod signature;
mod time;

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use sha1::Sha1;
use sha2::{Digest, Sha256};

pub(crate) use self::{
    bundle::DATA,
    extensions::{AUTHORITY_KEY_IDENTIFIER, KEY_USAGE, SUBJECT_KEY_IDENTIFIER},
};
pub use self::{bundle::write_p7b, error::CertificateError, extensions::KeyUsage};
use self::{extensions::Extensions, signature::Signature, time::read_time};
use super::{
    name::{Name, Serial},
    pem,
    public_key::{is_rsa, public_key_info, public_numbers},
    recipient::RecipientId,
};
use crate::{
    asn1::ber::{self, Reader, Value},
    crypto::{
        Curve, MlKem,
        curve_key::{self, curve_of},
        hex,
        kem_key::kem_of,
        rsa_key::bit_len,
    },
    limits,
    time::Validity,
};

/// A certificate. Cheap to clone; equal to another when their octets are.
#[derive(Clone)]
pub struct Certificate(Arc<Facts>);

struct Facts {
    der: Vec<u8>,
    issuer: Name,
    subject: Name,
    serial: Serial,
    validity: Validity,
    doubtful_dates: bool,
    public_key: Vec<u8>,
    /// SHA-1 of the `SubjectPublicKeyInfo` as it stands.
    info_ski: [u8; 20],
    key_algorithm: String,
    /// The parameters of its algorithm in DER; empty where it has none.
    key_parameters: Vec<u8>,
    curve: Option<Curve>,
    kem: Option<MlKem>,
    /// Modulus and exponent, big-endian without leading zeros; both empty when it is not RSA.
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    computed_ski: [u8; 20],
    fingerprint: [u8; 32],
    signature: Signature,
    extensions: Extensions,
}

impl Certificate {
    /// Reads one DER certificate. Octets after its end are no part of it.
    ///
    /// # Errors
    ///
    /// [`CertificateError::NotACertificate`] for something else, [`CertificateError::Malformed`] for what begins like
    /// one, [`CertificateError::TooLarge`] above a bound.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        Self::first(der).map(|(certificate, _)| certificate)
    }

    /// The same, and how many octets come after its end.
    pub(crate) fn first(octets: &[u8]) -> Result<(Self, usize), CertificateError> {
        if u64::try_from(octets.len()).is_ok_and(|len| len > limits::KEY_FILE.value) {
            return Err(CertificateError::TooLarge { limit: limits::KEY_FILE });
        }
        let (value, trailing) = Value::first(octets).map_err(|_| CertificateError::NotACertificate)?;
        let mut fields = value.inside_sequence().map_err(|_| CertificateError::NotACertificate)?;
        let tbs = fields.sequence().map_err(|_| CertificateError::NotACertificate)?;
        // TBSCertificate has at least its serial, algorithm, names, times and key (RFC 5280 section 4.1).
        let facts = Facts::read(value.raw, tbs)?;
        Ok((Self(Arc::new(facts)), trailing))
    }

    /// Reads what people call a certificate file: one DER certificate, PEM with any number of them, or a
    /// PKCS#7 bundle (`.p7b`, RFC 5652 section 5, certificates only) in DER, BER or PEM. In the file's order,
    /// never empty.
    ///
    /// # Errors
    ///
    /// The same as for [`Certificate::from_der`]; [`CertificateError::NotACertificate`] also for a bundle without
    /// any.
    pub fn from_pem_or_der(bytes: &[u8]) -> Result<Vec<Self>, CertificateError> {
        if u64::try_from(bytes.len()).is_ok_and(|len| len > limits::KEY_FILE.value) {
            return Err(CertificateError::TooLarge { limit: limits::KEY_FILE });
        }
        let certificates = match (bundle::certificates(bytes), pem::blocks(bytes)) {
            (Ok(certificates), _) => certificates,
            (Err(_), Some(blocks)) => {
                let mut certificates = Vec::new();
                for block in blocks.iter().filter(|block| block.holds_certificates()) {
                    certificates.extend(bundle::certificates(&block.octets)?);
                }
                certificates
            }
            (Err(error), None) => match pem::bare_base64(bytes) {
                Some(octets) => bundle::certificates(&octets)?,
                None => return Err(error),
            },
        };
        if certificates.is_empty() { Err(CertificateError::NotACertificate) } else { Ok(certificates) }
    }

    /// As it was read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// As PEM, with the label `CERTIFICATE` and lines of 64 characters.
    pub fn to_pem(&self) -> String {
        pem::write("CERTIFICATE", self.der())
    }

    /// Who signed it.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// Whose it is.
    pub fn subject(&self) -> &Name {
        &self.0.subject
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
        &self.0.serial
    }

    /// Value of the subject key identifier extension (RFC 5280 section 4.2.1.2).
    pub fn ski(&self) -> Option<&[u8]> {
        self.0.extensions.ski.as_deref()
    }

    /// SHA-1 of the public key's bits (RFC 5280 section 4.2.1.2, method 1).
    pub fn computed_ski(&self) -> [u8; 20] {
        self.0.computed_ski
    }

    /// SHA-256 of the DER.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.0.fingerprint
    }

    /// The fingerprint in lowercase hexadecimal.
    pub fn fingerprint_hex(&self) -> String {
        hex(&self.0.fingerprint)
    }

    /// From when to when it may be encrypted to.
    pub fn validity(&self) -> Validity {
        self.0.validity
    }

    /// Whether one of its dates is none that a calendar has, and the nearest stands in for it.
    pub fn has_doubtful_dates(&self) -> bool {
        self.0.doubtful_dates
    }

    /// Whether both are of one key, of a kind that is used.
    pub fn is_of_the_key_of(&self, other: &Self) -> bool {
        self.is_used() && self.public_key() == other.public_key()
    }

    /// Whether messages can be encrypted to it: its key is an RSA key, or one of a curve that is used or of ML-KEM.
    pub fn is_used(&self) -> bool {
        self.is_rsa() || self.curve().is_some() || self.kem().is_some()
    }

    /// The curve of its public key, where it is one that is used and its point has the form of one.
    pub fn curve(&self) -> Option<Curve> {
        self.0.curve
    }

    /// The parameter set of its public key, where it is one of ML-KEM and as long as one (RFC 9935).
    pub fn kem(&self) -> Option<MlKem> {
        self.0.kem
    }

    /// The DER `SubjectPublicKeyInfo`; an RSA key's as RFC 3279 section 2.3.1 writes it, one of a curve as RFC 5480
    /// section 2.1.1 does, however it stands there.
    pub fn public_key(&self) -> &[u8] {
        &self.0.public_key
    }

    /// Whether its public key is an RSA key.
    pub fn is_rsa(&self) -> bool {
        !self.0.modulus.is_empty()
    }

    /// Bits of the RSA modulus or of the order of the curve, the number in the name of ML-KEM, 0 for a key of another kind.
    pub fn bits(&self) -> usize {
        match (self.curve(), self.kem()) {
            (Some(curve), _) => curve.bits(),
            (None, Some(kem)) => kem.bits(),
            (None, None) => bit_len(&self.0.modulus),
        }
    }

    /// The RSA modulus, big-endian without leading zeros; empty for a key of another kind.
    pub fn modulus(&self) -> &[u8] {
        &self.0.modulus
    }

    /// The RSA public exponent, big-endian without leading zeros; empty for a key of another kind.
    pub fn exponent(&self) -> &[u8] {
        &self.0.exponent
    }

    /// The OID of the public key's algorithm, as it stands.
    pub fn key_algorithm(&self) -> &str {
        &self.0.key_algorithm
    }

    /// That algorithm's parameters as they stand; empty where there are none.
    pub fn key_parameters(&self) -> &[u8] {
        &self.0.key_parameters
    }

    /// What its key may be used for, when it says so.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// Whether its signature rests on SHA-1 or on something older.
    pub fn signed_with_sha1(&self) -> bool {
        self.0.signature.old
    }

    /// The signature algorithm's usual name, or its OID.
    pub fn signature_algorithm(&self) -> String {
        self.0.signature.name.clone()
    }

    /// Whether its subject is its issuer too.
    pub fn is_self_issued(&self) -> bool {
        self.0.subject == self.0.issuer
    }

    /// Whether `issuer` may have signed it, by its name and, where both tell, by its key identifier. The
    /// signature itself is not checked.
    pub fn names_as_issuer(&self, issuer: &Self) -> bool {
        self.0.issuer == issuer.0.subject
            && match (&self.0.extensions.issuer_ski, issuer.ski()) {
                (Some(wanted), Some(ski)) => wanted == ski,
                _ => true,
            }
    }

    /// Whether an envelope's recipient identifier names this certificate (RFC 5652 section 6.2.1): issuer in
    /// canonical form and serial, or the key identifier, as the extension says it or as computed.
    ///
    /// Without the extension, .NET computes it over the whole `SubjectPublicKeyInfo`.
    pub fn matches(&self, id: &RecipientId) -> bool {
        match id {
            RecipientId::IssuerAndSerialNumber { issuer, serial } => {
                serial == self.serial() && (issuer == self.issuer() || issuer.is_reverse_of(self.issuer()))
            }
            RecipientId::SubjectKeyIdentifier(_) => id.key_identifiers().any(|id| {
                self.ski() == Some(id)
                    || self.0.computed_ski.as_slice() == id
                    || (self.ski().is_none() && self.0.info_ski.as_slice() == id)
            }),
        }
    }
}

impl Facts {
    fn read(der: &[u8], mut tbs: Reader<'_>) -> Result<Self, CertificateError> {
        tbs.optional(ber::context(0))?;
        // Some serial numbers are negative, against the rules: the octets as they stand name it all the same.
        let serial = Serial::from_be_bytes(tbs.expect(ber::INTEGER)?.content);
        let signature = Signature::read(tbs.sequence()?)?;
        let issuer = name(&mut tbs)?;
        let mut times = tbs.sequence()?;
        let (not_before, first_doubt) = read_time(&times.value()?, time::FIRST);
        let (not_after, second_doubt) = read_time(&times.value()?, time::LAST);
        let subject = name(&mut tbs)?;
        let public_key = tbs.expect(ber::SEQUENCE)?;
        let mut extensions = Extensions::default();
        while !tbs.is_empty() {
            let value = tbs.value()?;
            if value.tag == ber::context(3) {
                extensions = Extensions::read(value.inside().sequence()?)?;
            }
        }

        let mut key = public_key.inside();
        let mut algorithm = key.sequence()?;
        let key_algorithm = algorithm.oid()?;
        let bits = key.expect(ber::BIT_STRING)?.bits()?;
        let is_rsa = is_rsa(&key_algorithm);
        let (modulus, exponent) = if is_rsa { public_numbers(bits)? } else { (&[][..], &[][..]) };
        let parameters = if algorithm.is_empty() { None } else { Some(algorithm.value()?) };
        let curve = if is_rsa { None } else { curve_of(&key_algorithm, parameters.as_ref()).ok() };
        let curve = curve.filter(|curve| curve.has_form(bits));
        let kem = if is_rsa { None } else { kem_of(&key_algorithm, parameters.is_some()).ok() };
        let kem = kem.filter(|kem| bits.len() == kem.public_len());
        Ok(Self {
            issuer,
            subject,
            serial,
            validity: Validity { not_before, not_after },
            doubtful_dates: first_doubt || second_doubt,
            public_key: match curve {
                Some(curve) => curve_key::public_key_info(curve, bits),
                None if is_rsa => public_key_info(modulus, exponent),
                None => public_key.raw.to_vec(),
            },
            curve,
            kem,
            info_ski: Sha1::digest(public_key.raw).into(),
            key_parameters: parameters.map_or_else(Vec::new, |parameters| parameters.raw.to_vec()),
            key_algorithm: key_algorithm.to_string(),
            modulus: modulus.to_vec(),
            exponent: exponent.to_vec(),
            computed_ski: Sha1::digest(bits).into(),
            fingerprint: Sha256::digest(der).into(),
            signature,
            extensions,
            der: der.to_vec(),
        })
    }
}

fn name(fields: &mut Reader<'_>) -> Result<Name, CertificateError> {
    let value = fields.expect(ber::SEQUENCE)?;
    Name::from_der(value.raw).map_err(|_| CertificateError::Malformed { what: "a name that cannot be read" })
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.fingerprint.hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {})", self.subject(), self.fingerprint_hex())
    }
}

#[cfg(test)]
mod tests;
