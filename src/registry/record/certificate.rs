//! What is kept of a certificate beside its octets.

use sha2::{Digest as _, Sha256};

use crate::{
    consultation::Fingerprint,
    crypto::{Curve, MlKem, hex},
    keys::{Certificate, KeyUsage},
    time::Validity,
};

/// What the registry keeps of a certificate beside its DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// SHA-256 of the DER.
    pub fingerprint: Fingerprint,
    /// SHA-256 of the DER `SubjectPublicKeyInfo`.
    pub public_key: [u8; 32],
    /// Common name of the subject.
    pub subject_cn: Option<String>,
    /// Common name of the issuer.
    pub issuer_cn: Option<String>,
    /// Serial number, lowercase hex.
    pub serial: String,
    /// Subject key identifier, as its extension says it or as computed, lowercase hex.
    pub ski: String,
    /// From when to when it may be encrypted to.
    pub validity: Validity,
    /// Bits of the RSA modulus, or of the order of the curve.
    pub bits: u32,
    /// The RSA public exponent; the largest integer stands for all above it. 0 for a key of a curve.
    pub exponent: u64,
    /// What the key may be used for, when the certificate says so.
    pub key_usage: Option<UsageMask>,
    /// Whether its signature rests on SHA-1 or on something older.
    pub sha1: bool,
}

impl CertificateFacts {
    /// The facts of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        let ski = certificate.ski().map_or_else(|| hex(&certificate.computed_ski()), hex);
        Self {
            fingerprint: Fingerprint(certificate.fingerprint()),
            public_key: Sha256::digest(certificate.public_key()).into(),
            subject_cn: certificate.subject_cn(),
            issuer_cn: certificate.issuer_cn(),
            serial: certificate.serial().to_string(),
            ski,
            validity: certificate.validity(),
            bits: u32::try_from(certificate.bits()).unwrap_or(u32::MAX),
            exponent: exponent(certificate.exponent()),
            key_usage: certificate.key_usage().map(UsageMask::of),
            sha1: certificate.signed_with_sha1(),
        }
    }

    /// The curve of its key, where it is one that is used.
    pub fn curve(&self) -> Option<Curve> {
        curve(self.bits, self.exponent)
    }

    /// The parameter set of its key, where it is one of ML-KEM.
    pub fn kem(&self) -> Option<MlKem> {
        kem(self.bits, self.exponent)
    }
}

/// The curve of a key of so many bits: it has no exponent, as an RSA key has.
pub(crate) fn curve(bits: u32, exponent: u64) -> Option<Curve> {
    let is_its = |curve: &Curve| exponent == 0 && usize::try_from(bits) == Ok(curve.bits());
    Curve::ALL.into_iter().find(is_its)
}

/// The parameter set of a key of so many bits: it has no exponent either, and no curve has as many.
pub(crate) fn kem(bits: u32, exponent: u64) -> Option<MlKem> {
    let is_its = |kem: &MlKem| exponent == 0 && usize::try_from(bits) == Ok(kem.bits());
    MlKem::ALL.into_iter().find(is_its)
}

/// A big-endian integer, the largest that fits a column standing for all above it.
fn exponent(octets: &[u8]) -> u64 {
    const MOST: u64 = i64::MAX as u64;
    octets
        .iter()
        .try_fold(0_u64, |value, octet| value.checked_mul(256)?.checked_add(u64::from(*octet)))
        .map_or(MOST, |value| value.min(MOST))
}

/// The bits of a `KeyUsage` extension (RFC 5280 section 4.2.1.3), bit n for value `1 << n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsageMask(pub u16);

impl UsageMask {
    const DIGITAL_SIGNATURE: u16 = 1;
    const KEY_ENCIPHERMENT: u16 = 1 << 2;
    const KEY_AGREEMENT: u16 = 1 << 4;

    /// As a certificate says it.
    pub fn of(usage: KeyUsage) -> Self {
        let bits = [
            usage.digital_signature,
            usage.content_commitment,
            usage.key_encipherment,
            usage.data_encipherment,
            usage.key_agreement,
            usage.key_cert_sign,
            usage.crl_sign,
        ];
        Self(bits.iter().enumerate().fold(0, |mask, (bit, set)| mask | (u16::from(*set) << bit)))
    }

    /// Whether content-encryption keys may be encrypted to it: by key encipherment, or for a key of a curve by key
    /// agreement (RFC 5480 section 3).
    pub fn encrypts(self, curve: Option<Curve>) -> bool {
        self.0 & if curve.is_some() { Self::KEY_AGREEMENT } else { Self::KEY_ENCIPHERMENT } != 0
    }

    /// Whether it may also sign.
    pub fn digital_signature(self) -> bool {
        self.0 & Self::DIGITAL_SIGNATURE != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 5280 section 4.2.1.3: keyEncipherment is bit 2.
    #[test]
    fn usages_are_bits() {
        let usage = |key_encipherment, digital_signature| {
            UsageMask::of(KeyUsage { digital_signature, key_encipherment, ..KeyUsage::default() })
        };
        assert_eq!([usage(true, false), usage(false, true), usage(true, true)].map(|mask| mask.0), [4, 1, 5]);
        assert!(usage(true, false).encrypts(None) && !usage(false, true).encrypts(None));
        assert!(!usage(true, false).encrypts(Some(Curve::P256)));
        let agrees = UsageMask::of(KeyUsage { key_agreement: true, ..KeyUsage::default() });
        assert!(agrees.encrypts(Some(Curve::P256)) && !agrees.encrypts(None));
    }

    #[test]
    fn a_curve_is_told_by_its_bits_and_by_having_no_exponent() {
        assert_eq!(
            [256, 384, 521, 253].map(|bits| curve(bits, 0)),
            [Some(Curve::P256), Some(Curve::P384), Some(Curve::P521), Some(Curve::X25519)]
        );
        assert_eq!([curve(384, 3), curve(0, 0), curve(2048, 65_537)], [None; 3]);
        assert_eq!([512, 768, 1024].map(|bits| kem(bits, 0)), MlKem::ALL.map(Some));
        assert_eq!([kem(1024, 65_537), kem(384, 0), kem(2048, 0)], [None; 3]);
    }

    #[test]
    fn large_exponents_stand_for_themselves_up_to_a_column() {
        assert_eq!(exponent(&[1, 0, 1]), 65_537);
        assert_eq!(exponent(&[]), 0);
        assert_eq!(exponent(&[0xff; 8]), i64::MAX as u64);
        assert_eq!(exponent(&[0xff; 40]), i64::MAX as u64);
    }

    #[test]
    fn usage_bits_are_those_of_the_rfc() {
        let usage = KeyUsage { key_encipherment: true, ..KeyUsage::default() };
        assert_eq!(UsageMask::of(usage), UsageMask(4));
        assert!(UsageMask(4).encrypts(None) && !UsageMask(4).digital_signature());
        assert!(UsageMask(5).digital_signature());
    }
}
