//! What a new certificate is made of: X.509 v3 (RFC 5280), for key encipherment or key agreement only.

use chrono::Datelike;
use der::oid::ObjectIdentifier;
use sha1::{Digest, Sha1};

use super::certificate::{AUTHORITY_KEY_IDENTIFIER, Certificate, KEY_USAGE, SUBJECT_KEY_IDENTIFIER};
use crate::{
    asn1::{
        ber::{self, BerError, Reader},
        write,
    },
    crypto::{Curve, KeyRejected},
    time::{Timestamp, Validity},
};

pub(super) const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_WITH_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_WITH_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// Characters of a common name or an organization (RFC 5280 appendix A.1, ub-common-name).
const LONGEST_NAME: usize = 64;

/// What a new certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCertificate {
    /// The subject's common name.
    pub cn: String,
    /// The subject's organization.
    pub organization: Option<String>,
    /// From when to when; fractions of a second are dropped.
    pub validity: Validity,
}

/// A public key that gets a certificate.
#[derive(Clone, Copy)]
pub(crate) struct PublicKey<'a> {
    /// Its `SubjectPublicKeyInfo`.
    pub(crate) info: &'a [u8],
    /// Its curve, where it is no RSA key.
    pub(crate) curve: Option<Curve>,
}

/// The certificate of a public key, under the name and identifier of `issuer` or its own. `sign` makes the signature with
/// the issuer's key or with its own, as [`Provider::sign`](crate::crypto::Provider::sign) does.
pub(crate) fn signed(
    new: &NewCertificate,
    public_key: PublicKey<'_>,
    issuer: Option<&Certificate>,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, KeyRejected>,
) -> Result<Certificate, IssueError> {
    let subject = name(new)?;
    let ski = Sha1::digest(bits(public_key.info).map_err(|_| KeyRejected::Malformed)?).to_vec();
    let (issuer_name, issuer_ski) = match issuer {
        Some(issuer) => {
            let ski = issuer.ski().map_or_else(|| issuer.computed_ski().to_vec(), <[u8]>::to_vec);
            (issuer.subject().der(), ski)
        }
        None => (subject.as_slice(), ski.clone()),
    };

    let version = write::value(ber::context(0), &[&write::unsigned(&[2])]);
    let algorithm = signature_algorithm(issuer.map_or(public_key.curve, Certificate::curve));
    // TBSCertificate (RFC 5280 section 4.1).
    let tbs = write::sequence(&[
        &version,
        &write::unsigned(&serial()?),
        &algorithm,
        issuer_name,
        &validity(&new.validity)?,
        &subject,
        public_key.info,
        &extensions(public_key.curve, &ski, &issuer_ski),
    ]);
    let signature = sign(&tbs)?;
    let der = write::sequence(&[&tbs, &algorithm, &write::value(ber::BIT_STRING, &[&[0], &signature])]);
    Certificate::from_der(&der).map_err(|_| KeyRejected::Malformed.into())
}

/// What a key of this curve, or an RSA key, signs with (RFC 4055 section 5, RFC 5758 section 3.2).
fn signature_algorithm(curve: Option<Curve>) -> Vec<u8> {
    let ecdsa = match curve {
        None => return write::sequence(&[&write::oid(&SHA256_WITH_RSA), &write::NULL]),
        Some(Curve::P256 | Curve::X25519) => ECDSA_WITH_SHA256,
        Some(Curve::P384) => ECDSA_WITH_SHA384,
        Some(Curve::P521) => ECDSA_WITH_SHA512,
    };
    write::sequence(&[&write::oid(&ecdsa)])
}

/// The bits of a public key, which its identifier is computed over.
fn bits(public_key: &[u8]) -> Result<&[u8], BerError> {
    let mut fields = Reader::new(public_key).sequence()?;
    fields.sequence()?;
    fields.expect(ber::BIT_STRING)?.bits()
}

/// 16 random octets: positive, and never shorter.
fn serial() -> Result<[u8; 16], IssueError> {
    let mut octets = [0; 16];
    getrandom::fill(&mut octets).map_err(|_| IssueError::NoRandom)?;
    octets[0] = octets[0] & 0x7f | 0x40;
    Ok(octets)
}

/// A Name of UTF8Strings (RFC 5280 section 4.1.2.4).
fn name(new: &NewCertificate) -> Result<Vec<u8>, IssueError> {
    const UTF8_STRING: u8 = 0x0c;
    let part = |oid, text: &str| {
        let characters = text.chars().count();
        if text.trim().is_empty() || characters > LONGEST_NAME || text.chars().any(char::is_control) {
            return Err(IssueError::BadName { characters });
        }
        let text = write::value(UTF8_STRING, &[text.as_bytes()]);
        Ok(write::value(ber::SET, &[&write::sequence(&[&write::oid(oid), &text])]))
    };
    let organization = match &new.organization {
        Some(organization) => part(&ORGANIZATION, organization)?,
        None => Vec::new(),
    };
    Ok(write::sequence(&[&organization, &part(&COMMON_NAME, &new.cn)?]))
}

fn validity(validity: &Validity) -> Result<Vec<u8>, IssueError> {
    if validity.not_after < validity.not_before {
        return Err(IssueError::BadValidity);
    }
    Ok(write::sequence(&[&time(validity.not_before)?, &time(validity.not_after)?]))
}

/// UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5).
fn time(instant: Timestamp) -> Result<Vec<u8>, IssueError> {
    let (tag, format) = match instant.utc().year() {
        1950..=2049 => (ber::UTC_TIME, "%y%m%d%H%M%SZ"),
        2050..=9999 => (ber::GENERALIZED_TIME, "%Y%m%d%H%M%SZ"),
        _ => return Err(IssueError::BadValidity),
    };
    Ok(write::value(tag, &[instant.utc().format(format).to_string().as_bytes()]))
}

/// Extensions (RFC 5280 section 4.2.1), in their `[3]`.
fn extensions(curve: Option<Curve>, ski: &[u8], issuer_ski: &[u8]) -> Vec<u8> {
    const TRUE: [u8; 3] = [ber::BOOLEAN, 1, 0xff];
    const KEY_IDENTIFIER: u8 = 0x80;
    // Bit 2, keyEncipherment; the five bits below it are not used.
    const KEY_ENCIPHERMENT: [u8; 4] = [ber::BIT_STRING, 2, 5, 0x20];
    // Bit 4, keyAgreement (RFC 5480 section 3); three bits are not used.
    const KEY_AGREEMENT: [u8; 4] = [ber::BIT_STRING, 2, 3, 0x08];
    let extension = |oid, critical: &[u8], value: &[u8]| {
        write::sequence(&[&write::oid(oid), critical, &write::value(ber::OCTET_STRING, &[value])])
    };
    let aki = write::sequence(&[&write::value(KEY_IDENTIFIER, &[issuer_ski])]);
    let extensions = write::sequence(&[
        // cA is FALSE by default: nothing is written.
        &extension(&BASIC_CONSTRAINTS, &TRUE, &write::sequence(&[])),
        &extension(&KEY_USAGE, &TRUE, if curve.is_some() { &KEY_AGREEMENT } else { &KEY_ENCIPHERMENT }),
        &extension(&SUBJECT_KEY_IDENTIFIER, &[], &write::value(ber::OCTET_STRING, &[ski])),
        &extension(&AUTHORITY_KEY_IDENTIFIER, &[], &aki),
    ]);
    write::value(ber::context(3), &[&extensions])
}

/// Why a certificate was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// A name is empty, or longer than RFC 5280 allows (64 characters), or has a control character.
    #[error("a name of {characters} characters cannot be written in a certificate")]
    BadName {
        /// How long it is.
        characters: usize,
    },
    /// The end comes before the start, or a year is outside of 1950 to 9999.
    #[error("a validity that cannot be written in a certificate")]
    BadValidity,
    /// The system gives no random octets.
    #[error("no random octets from the system")]
    NoRandom,
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] KeyRejected),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_of_16_octets_and_positive() {
        for _ in 0..100 {
            assert!((0x40..0x80).contains(&serial().expect("random")[0]));
        }
    }
}
