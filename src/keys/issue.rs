//! A certificate for a new bi-clé.

use super::{any_key::AnyKey, key_pair::KeyPair};
use crate::{
    crypto::{KeyRejected, Provider},
    secret::{PrivateKeyDer, in_the_clear},
    x509::{
        Certificate, IssueError, NewCertificate,
        issue::{PublicKey, signed},
    },
};

/// Makes a certificate for the public half of `private_key`, signed by `issuer` or by the key itself.
///
/// Extensions: keyUsage keyEncipherment only, of a curve keyAgreement only (critical), basicConstraints CA:FALSE, subject and authority key
/// identifiers. The serial number is 16 random octets, positive (RFC 5280 section 4.1.2.2). The signature is
/// sha256WithRSAEncryption, or ecdsa-with-SHA256, -SHA384 or -SHA512 by a key of P-256, P-384 or P-521.
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
    let key = in_the_clear(|| AnyKey::from_pkcs8(private_key.expose())).map_err(KeyRejected::from)?;
    let (_, public_key) = key.halves()?;
    let public_key = PublicKey { info: &public_key, curve: key.curve() };
    let signer = issuer.map_or(private_key, KeyPair::private_key);
    signed(new, public_key, issuer.map(KeyPair::certificate), |tbs| provider.sign(signer, tbs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        crypto::{AwsLc, Curve, RustCrypto},
        keys::{
            KeyMismatch,
            sample::{at, new_certificate, pair, pair_on, private_key},
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
    fn a_key_of_a_curve_is_for_key_agreement_and_signs_its_own() {
        for provider in [&AwsLc as &dyn Provider, &RustCrypto] {
            for (curve, signature) in [
                (Curve::P256, "ecdsa-with-SHA256"),
                (Curve::P384, "ecdsa-with-SHA384"),
                (Curve::P521, "ecdsa-with-SHA512"),
            ] {
                let key = provider.generate_on(curve).expect("a key");
                let certificate = issue(provider, &new_certificate("Marchés"), &key, None).expect("issued");
                let usage = KeyUsage { key_agreement: true, ..KeyUsage::default() };
                assert_eq!(certificate.key_usage(), Some(usage));
                assert_eq!(certificate.signature_algorithm(), signature);
                assert_eq!((certificate.curve(), certificate.bits()), (Some(curve), curve.bits()));
                assert_eq!(certificate.ski(), Some(&certificate.computed_ski()[..]));
                assert!(KeyPair::new(certificate, key).is_ok());
            }
            // It signs nothing, but an authority may sign for it; a key of a curve signs for an RSA key, and back.
            let key = provider.generate_on(Curve::X25519).expect("a key");
            let new = new_certificate("Marchés");
            assert!(matches!(issue(provider, &new, &key, None), Err(IssueError::Key(_))));
            let certificate = issue(provider, &new, &key, Some(&pair("Autorité", 1))).expect("issued");
            assert_eq!(certificate.signature_algorithm(), "sha256WithRSAEncryption");
            assert_eq!(certificate.curve(), Some(Curve::X25519));
            let authority = pair_on(Curve::P384, "Autorité");
            let certificate = issue(provider, &new, &private_key(0), Some(&authority)).expect("issued");
            assert_eq!(certificate.signature_algorithm(), "ecdsa-with-SHA384");
            assert_eq!(certificate.key_usage().map(|usage| usage.key_encipherment), Some(true));
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
