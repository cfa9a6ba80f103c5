//! A certificate for a new bi-clé.

use super::{key_pair::KeyPair, rsa_key::AnyKey};
use crate::{
    crypto::{KeyRejected, Provider},
    secret::{PrivateKeyDer, in_the_clear},
    x509::{Certificate, IssueError, NewCertificate, issue::signed, public_key::public_key_info},
};

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
    let public_key = public_key_info(&key.modulus, &key.exponent);
    let signer = issuer.map_or(private_key, KeyPair::private_key);
    signed(new, &public_key, issuer.map(KeyPair::certificate), |tbs| provider.sign(signer, tbs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        crypto::{AwsLc, RustCrypto},
        keys::{
            KeyMismatch,
            sample::{at, new_certificate, pair, private_key},
        },
        time::Validity,
        x509::KeyUsage,
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
