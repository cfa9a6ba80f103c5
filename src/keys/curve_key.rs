//! A private key of an elliptic curve as key files have it (RFC 5915, RFC 8410), and written anew.
//!
//! Some writers leave the point out, or zeros of the number. What leaves here is a `PrivateKeyInfo` in strict DER with
//! a number as long as the curve has it and the point that is really its own: a point in a key file is not believed.

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

use super::error::KeyProblem;
use crate::{
    asn1::ber::{self, Reader, Value, without_leading_zeros},
    crypto::{Curve, KeyRejected, curve_key, public_point},
    secret::PrivateKeyDer,
};

/// A private key's public half, and the whole in DER.
pub(crate) struct CurveKey {
    pub(crate) curve: Curve,
    pub(crate) point: Vec<u8>,
    pub(crate) der: PrivateKeyDer,
    /// Octets that stood after it, and are no part of it.
    pub(crate) trailing: usize,
}

impl CurveKey {
    /// Reads what a `PrivateKeyInfo` of this algorithm holds.
    pub(super) fn of_algorithm(
        algorithm: &ObjectIdentifier,
        parameters: Option<&Value<'_>>,
        octets: &[u8],
    ) -> Result<Self, KeyProblem> {
        match curve_key::curve_of(algorithm, parameters).map_err(KeyProblem::Rejected)? {
            // `CurvePrivateKey` (RFC 8410 section 7).
            Curve::X25519 => {
                let (value, trailing) = Value::first(octets)?;
                let scalar = Reader::new(value.raw).expect(ber::OCTET_STRING)?.octets()?;
                Self::made(Curve::X25519, &scalar, trailing)
            }
            curve => Self::from_sec1(octets, Some(curve)),
        }
    }

    /// Reads an `ECPrivateKey` (RFC 5915 section 3), which names its curve where nothing around it does.
    pub(super) fn from_sec1(octets: &[u8], around: Option<Curve>) -> Result<Self, KeyProblem> {
        let (value, trailing) = Value::first(octets)?;
        let mut fields = value.inside_sequence()?;
        fields.small()?;
        let scalar = fields.expect(ber::OCTET_STRING)?.octets()?;
        let named = fields.optional(ber::context(0))?.map(|named| named.inside().value()).transpose()?;
        let curve = match (around, named) {
            (Some(curve), _) => curve,
            (None, named) => curve_key::curve_of(&curve_key::EC_PUBLIC_KEY, named.as_ref())
                .map_err(KeyProblem::Rejected)?,
        };
        Self::made(curve, &scalar, trailing)
    }

    fn made(curve: Curve, scalar: &[u8], trailing: usize) -> Result<Self, KeyProblem> {
        let inconsistent = KeyProblem::Rejected(KeyRejected::Inconsistent);
        let mut whole = Zeroizing::new(vec![0; curve.scalar_len()]);
        let scalar = if curve == Curve::X25519 { scalar } else { without_leading_zeros(scalar) };
        let Some(zeros) = whole.len().checked_sub(scalar.len()) else { return Err(inconsistent) };
        if curve == Curve::X25519 && zeros > 0 {
            return Err(inconsistent);
        }
        whole[zeros..].copy_from_slice(scalar);
        let point = public_point(curve, &whole).map_err(KeyProblem::Rejected)?;
        let der = curve_key::private_key_info(curve, &whole, &point);
        Ok(Self { curve, point, der, trailing })
    }
}

/// A look at the first value without reading on: whether it may be an `ECPrivateKey`.
pub(super) fn looks_like_sec1(octets: &[u8]) -> bool {
    let look = || {
        let mut fields = Value::first(octets)?.0.inside_sequence()?;
        let version = fields.small()?;
        fields.expect(ber::OCTET_STRING)?;
        Ok::<_, ber::BerError>(version == 1)
    };
    look().unwrap_or(false)
}
