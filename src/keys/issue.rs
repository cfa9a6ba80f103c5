//! Making a certificate for a new bi-clé: X.509 v3 (RFC 5280), for key encipherment only.

use chrono::Datelike;
use der::oid::ObjectIdentifier;
use sha1::{Digest, Sha1};

use super::{
    certificate::{AUTHORITY_KEY_IDENTIFIER, KEY_USAGE, SUBJECT_KEY_IDENTIFIER},
    rsa_key::{self, AnyKey},
};
use crate::{
    asn1::{ber, write},
    crypto::{KeyRejected, Provider},
    keys::{Certificate, KeyPair},
    secret::{PrivateKeyDer, in_the_clear},
    time::{Timestamp, Validity},
};

const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
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

/// Makes a certificate for the public half of `private_key`, signed by `issuer` or by the key itself.
///
/// Extensions: keyUsage keyEncipherment only (critical), basicConstraints CA:FALSE, subject and authority key
/// identifiers. The serial number is 16 random octets, positive (RFC 5280 section 4.1.2.2). The signature is
/// sha256WithRSAEncryption.
///
/// # Errors
///
/// [`IssueError::BadName`] and [`IssueError::BadValidity`] for what RFC 5280 does not allow, [`IssueError::NoRandom`]
/// without random octets for a serial number, [`IssueError::Key`] for a key that does not sign.
pub fn issue(
    provider: &dyn Provider,
    new: &NewCertificate,
    private_key: &PrivateKeyDer,
    issuer: Option<&KeyPair>,
) -> Result<Certificate, IssueError> {
    let key = match in_the_clear(|| AnyKey::from_pkcs8(private_key.expose())).map_err(KeyRejected::from)? {
        AnyKey::Rsa(key) => key,
        AnyKey::Other(oid) => return Err(KeyRejected::NotRsa { oid: oid.to_string() }.into()),
    };
    let subject = name(new)?;
    let public_key_bits = rsa_key::public_key_bits(&key.modulus, &key.exponent);
    let ski = Sha1::digest(&public_key_bits).to_vec();
    let (issuer_name, issuer_ski, signer) = match issuer {
        Some(issuer) => {
            let certificate = issuer.certificate();
            let ski = certificate.ski().map_or_else(|| certificate.computed_ski().to_vec(), <[u8]>::to_vec);
            (certificate.subject().der(), ski, issuer.private_key())
        }
        None => (subject.as_slice(), ski.clone(), private_key),
    };

    let version = write::value(ber::context(0), &[&write::unsigned(&[2])]);
    let algorithm = write::sequence(&[&write::oid(&SHA256_WITH_RSA), &write::NULL]);
    // TBSCertificate (RFC 5280 section 4.1).
    let tbs = write::sequence(&[
        &version,
        &write::unsigned(&serial()?),
        &algorithm,
        issuer_name,
        &validity(&new.validity)?,
        &subject,
        &rsa_key::public_key_info(&key.modulus, &key.exponent),
        &extensions(&ski, &issuer_ski),
    ]);
    let signature = provider.sign(signer, &tbs)?;
    let der = write::sequence(&[&tbs, &algorithm, &write::value(ber::BIT_STRING, &[&[0], &signature])]);
    Certificate::from_der(&der).map_err(|_| KeyRejected::Malformed.into())
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
fn extensions(ski: &[u8], issuer_ski: &[u8]) -> Vec<u8> {
    const TRUE: [u8; 3] = [ber::BOOLEAN, 1, 0xff];
    const KEY_IDENTIFIER: u8 = 0x80;
    // Bit 2, keyEncipherment; the five bits below it are not used.
    const KEY_ENCIPHERMENT: [u8; 4] = [ber::BIT_STRING, 2, 5, 0x20];
    let extension = |oid, critical: &[u8], value: &[u8]| {
        write::sequence(&[&write::oid(oid), critical, &write::value(ber::OCTET_STRING, &[value])])
    };
    let aki = write::sequence(&[&write::value(KEY_IDENTIFIER, &[issuer_ski])]);
    let extensions = write::sequence(&[
        // cA is FALSE by default: nothing is written.
        &extension(&BASIC_CONSTRAINTS, &TRUE, &write::sequence(&[])),
        &extension(&KEY_USAGE, &TRUE, &KEY_ENCIPHERMENT),
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
    use crate::{
        crypto::{AwsLc, RustCrypto},
        keys::{
            KeyMismatch, KeyUsage,
            sample::{at, new_certificate, pair, private_key},
        },
    };

    #[test]
    fn a_certificate_says_what_was_asked() {
        for provider in [&AwsLc as &dyn Provider, &RustCrypto] {
            let new = new_certificate("Œuvres & marchés « 2026 »");
            let certificate = issue(provider, &new, &private_key(0), None).expect("a certificate");
            assert_eq!(certificate.subject_cn().as_ref(), Some(&new.cn));
            assert_eq!(certificate.validity(), new.validity);
            let usage = KeyUsage { key_encipherment: true, ..KeyUsage::default() };
            assert_eq!(certificate.key_usage(), Some(usage));
            assert_eq!(certificate.ski(), Some(&certificate.computed_ski()[..]));
            assert_eq!(certificate.signature_algorithm(), "sha256WithRSAEncryption");
            assert!(certificate.is_self_issued() && certificate.names_as_issuer(&certificate));
            assert_eq!(certificate.serial().as_bytes().len(), 16);
            assert!(certificate.serial().as_bytes()[0] < 0x80);
        }
    }

    #[test]
    fn serial_numbers_differ() {
        let new = new_certificate("Marchés");
        let serial = || issue(&AwsLc, &new, &private_key(0), None).expect("a certificate").serial().clone();
        assert_ne!(serial(), serial());
    }

    #[test]
    fn serial_numbers_are_of_16_octets_and_positive() {
        for _ in 0..100 {
            assert!((0x40..0x80).contains(&serial().expect("random")[0]));
        }
    }

    #[test]
    fn a_certificate_of_one_instant() {
        let validity =
            Validity { not_before: at("2026-01-15T08:00:00Z"), not_after: at("2026-01-15T08:00:00Z") };
        let new = NewCertificate { validity, ..new_certificate("Marchés") };
        assert!(issue(&AwsLc, &new, &private_key(0), None).is_ok());
    }

    #[test]
    fn an_issuer_signs_for_another_key() {
        let issuer = pair("Autorité", 1);
        let new = new_certificate("Marchés");
        let certificate = issue(&AwsLc, &new, &private_key(0), Some(&issuer)).expect("a certificate");
        assert_eq!(certificate.issuer(), issuer.certificate().subject());
        assert!(certificate.names_as_issuer(issuer.certificate()));
        assert!(!certificate.names_as_issuer(pair("Autorité", 0).certificate()));
        assert!(KeyPair::new(certificate.clone(), private_key(0)).is_ok());
        assert_eq!(KeyPair::new(certificate, private_key(1)).err(), Some(KeyMismatch::Different));
    }

    #[test]
    fn years_on_both_sides_of_2050() {
        let validity =
            Validity { not_before: at("2049-12-31T23:59:59Z"), not_after: at("2050-01-01T00:00:00Z") };
        let new = NewCertificate { validity, ..new_certificate("Marchés") };
        let certificate = issue(&AwsLc, &new, &private_key(0), None).expect("a certificate");
        assert_eq!(certificate.validity(), validity);
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        let refused = |new: &NewCertificate| issue(&AwsLc, new, &private_key(0), None).expect_err("refused");
        let long = "é".repeat(65);
        for cn in ["", "  ", "a\nb", "a\0", &long] {
            let error = refused(&new_certificate(cn));
            assert_eq!(error, IssueError::BadName { characters: cn.chars().count() });
        }
        assert!(issue(&AwsLc, &new_certificate(&"é".repeat(64)), &private_key(0), None).is_ok());
        let organization = NewCertificate { organization: Some(String::new()), ..new_certificate("x") };
        assert_eq!(refused(&organization), IssueError::BadName { characters: 0 });
        for (not_before, not_after) in [
            ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
            ("1949-12-31T23:59:59Z", "2026-01-01T00:00:00Z"),
        ] {
            let validity = Validity { not_before: at(not_before), not_after: at(not_after) };
            assert_eq!(
                refused(&NewCertificate { validity, ..new_certificate("x") }),
                IssueError::BadValidity
            );
        }
    }
}
