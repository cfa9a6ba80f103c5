//! A private key of any kind (RFC 5208 section 5, RFC 5958 section 2), and what pairs of it need to know.

use super::{curve_key::CurveKey, error::KeyProblem, kem_key::KemKey, rsa_key::RsaKey};
use crate::{
    asn1::ber::{self, Value},
    crypto::{Curve, KeyRejected, curve_key, kem_key},
    secret::PrivateKeyDer,
    x509::public_key::{is_rsa, public_key_info},
};

/// What a `PrivateKeyInfo` holds.
pub(crate) enum AnyKey {
    Rsa(RsaKey),
    Curve(CurveKey),
    Kem(KemKey),
    /// A key of another kind; its algorithm, or its curve.
    Other(String),
}

impl AnyKey {
    pub(crate) fn from_pkcs8(octets: &[u8]) -> Result<Self, KeyProblem> {
        let (value, trailing) = Value::first(octets)?;
        let mut fields = value.inside_sequence()?;
        fields.small()?;
        let mut identifier = fields.sequence()?;
        let algorithm = identifier.oid()?;
        let key = fields.expect(ber::OCTET_STRING)?.octets()?;
        if is_rsa(&algorithm) {
            let mut key = RsaKey::from_pkcs1(&key)?;
            key.trailing += trailing;
            return Ok(Self::Rsa(key));
        }
        if let Ok(kem) = kem_key::kem_of(&algorithm, !identifier.is_empty()) {
            let mut key = KemKey::read(kem, &key)?;
            key.trailing += trailing;
            return Ok(Self::Kem(key));
        }
        let parameters = if identifier.is_empty() { None } else { Some(identifier.value()?) };
        let mut key = Self::of_curve(CurveKey::of_algorithm(&algorithm, parameters.as_ref(), &key))?;
        if let Self::Curve(key) = &mut key {
            key.trailing += trailing;
        }
        Ok(key)
    }

    /// Reads an `RSAPrivateKey`.
    pub(super) fn from_pkcs1(octets: &[u8]) -> Result<Self, KeyProblem> {
        RsaKey::from_pkcs1(octets).map(Self::Rsa)
    }

    /// Reads an `ECPrivateKey`.
    pub(super) fn from_sec1(octets: &[u8]) -> Result<Self, KeyProblem> {
        Self::of_curve(CurveKey::from_sec1(octets, None))
    }

    fn of_curve(key: Result<CurveKey, KeyProblem>) -> Result<Self, KeyProblem> {
        match key {
            Ok(key) => Ok(Self::Curve(key)),
            Err(KeyProblem::Rejected(KeyRejected::NotUsed { oid })) => Ok(Self::Other(oid)),
            Err(problem) => Err(problem),
        }
    }

    /// The key as both providers read it, and the `SubjectPublicKeyInfo` of its public half, as a certificate gives it.
    ///
    /// # Errors
    ///
    /// The algorithm of a key of another kind.
    pub(super) fn halves(&self) -> Result<(&PrivateKeyDer, Vec<u8>), KeyRejected> {
        match self {
            Self::Rsa(key) => Ok((&key.der, public_key_info(&key.modulus, &key.exponent))),
            Self::Curve(key) => Ok((&key.der, curve_key::public_key_info(key.curve, &key.point))),
            Self::Kem(key) => Ok((&key.der, kem_key::public_key_info(key.kem, &key.public))),
            Self::Other(oid) => Err(KeyRejected::NotUsed { oid: oid.clone() }),
        }
    }

    /// The curve of one that has one.
    pub(super) const fn curve(&self) -> Option<Curve> {
        match self {
            Self::Curve(key) => Some(key.curve),
            _ => None,
        }
    }

    /// Octets that stood after it, and are no part of it.
    pub(super) const fn trailing(&self) -> usize {
        match self {
            Self::Rsa(key) => key.trailing,
            Self::Curve(key) => key.trailing,
            Self::Kem(key) => key.trailing,
            Self::Other(_) => 0,
        }
    }
}
