//! Keys of elliptic curves as DER, for both providers: RFC 5480, RFC 5915, RFC 8410.

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

pub(crate) use super::curve::EC_PUBLIC_KEY;
use super::{KeyRejected, curve::Curve};
use crate::{
    asn1::{
        ber::{self, BerError, Reader, Value},
        write,
    },
    secret::PrivateKeyDer,
};

/// The curve of a key, by its algorithm and the parameters behind. A curve that is written out and not named is
/// none that is used (RFC 5480 section 2.1.1).
pub(crate) fn curve_of(
    algorithm: &ObjectIdentifier,
    parameters: Option<&Value<'_>>,
) -> Result<Curve, KeyRejected> {
    let unknown = |oid: &ObjectIdentifier| KeyRejected::NotUsed { oid: oid.to_string() };
    if *algorithm == Curve::X25519.oid() {
        return Ok(Curve::X25519);
    }
    if !Curve::is_ec_public_key(algorithm.as_bytes()) {
        return Err(unknown(algorithm));
    }
    let named = parameters.and_then(|parameters| parameters.oid().ok()).ok_or_else(|| unknown(algorithm))?;
    match Curve::of_oid(named.as_bytes()) {
        Some(Curve::X25519) | None => Err(unknown(&named)),
        Some(curve) => Ok(curve),
    }
}

/// The `SubjectPublicKeyInfo` of a point.
pub(crate) fn public_key_info(curve: Curve, point: &[u8]) -> Vec<u8> {
    write::sequence(&[&algorithm(curve), &write::value(ber::BIT_STRING, &[&[0], point])])
}

/// `AlgorithmIdentifier` (RFC 5480 section 2.1.1, RFC 8410 section 3).
pub(crate) fn algorithm(curve: Curve) -> Vec<u8> {
    match curve {
        Curve::X25519 => write::sequence(&[&write::oid(&curve.oid())]),
        _ => write::sequence(&[&write::oid(&EC_PUBLIC_KEY), &write::oid(&curve.oid())]),
    }
}

/// The `PrivateKeyInfo` of a private key and its point, as OpenSSL writes it.
pub(crate) fn private_key_info(curve: Curve, scalar: &[u8], point: &[u8]) -> PrivateKeyDer {
    let octets = write::secret(ber::OCTET_STRING, &[scalar]);
    let key = if curve == Curve::X25519 {
        octets
    } else {
        let point = write::value(ber::BIT_STRING, &[&[0], point]);
        let point = write::value(ber::context(1), &[&point]);
        write::secret(ber::SEQUENCE, &[&write::unsigned(&[1]), &octets, &point])
    };
    let key = write::secret(ber::OCTET_STRING, &[&key]);
    PrivateKeyDer::from_pkcs8(write::value(ber::SEQUENCE, &[&write::unsigned(&[]), &algorithm(curve), &key]))
}

/// A new private key, and what is made of it: a number that is none of the curve's is drawn again, which happens once
/// in 2^32 at most.
///
/// # Errors
///
/// [`KeyRejected::Inconsistent`] without random octets, or where none is taken.
pub(super) fn new_scalar<T>(
    curve: Curve,
    made: impl Fn(&[u8]) -> Result<T, KeyRejected>,
) -> Result<(Zeroizing<Vec<u8>>, T), KeyRejected> {
    const DRAWS: usize = 8;
    for _ in 0..DRAWS {
        let mut scalar = Zeroizing::new(vec![0; curve.scalar_len()]);
        getrandom::fill(&mut scalar).map_err(|_| KeyRejected::Inconsistent)?;
        if curve == Curve::P521 {
            // 521 bits in 66 octets.
            scalar[0] &= 1;
        }
        if let Ok(made) = made(&scalar) {
            return Ok((scalar, made));
        }
    }
    Err(KeyRejected::Inconsistent)
}

/// Somebody's public key.
pub(super) struct Public<'a> {
    pub(super) curve: Curve,
    pub(super) point: &'a [u8],
}

impl<'a> Public<'a> {
    /// Reads a `SubjectPublicKeyInfo`.
    pub(super) fn from_spki(der: &'a [u8]) -> Result<Self, KeyRejected> {
        let (curve, point) = read_spki(der).map_err(|_| KeyRejected::Malformed)??;
        if curve.has_form(point) { Ok(Self { curve, point }) } else { Err(KeyRejected::Malformed) }
    }
}

fn read_spki(der: &[u8]) -> Result<Result<(Curve, &[u8]), KeyRejected>, BerError> {
    let mut fields = Value::only(der)?.inside_sequence()?;
    let curve = read_algorithm(&mut fields)?;
    let point = fields.expect(ber::BIT_STRING)?.bits()?;
    fields.end()?;
    Ok(curve.map(|curve| (curve, point)))
}

fn read_algorithm(fields: &mut Reader<'_>) -> Result<Result<Curve, KeyRejected>, BerError> {
    let mut algorithm = fields.sequence()?;
    let oid = algorithm.oid()?;
    let parameters = if algorithm.is_empty() { None } else { Some(algorithm.value()?) };
    Ok(curve_of(&oid, parameters.as_ref()))
}

/// A private key: a number of its curve.
pub(super) struct Private {
    pub(super) curve: Curve,
    pub(super) scalar: Zeroizing<Vec<u8>>,
}

impl Private {
    /// Reads a `PrivateKeyInfo`, as [`private_key_info`] writes it.
    pub(super) fn from_pkcs8(der: &PrivateKeyDer) -> Result<Self, KeyRejected> {
        let read = || {
            let mut fields = Value::only(der.expose())?.inside_sequence()?;
            fields.small()?;
            let curve = match read_algorithm(&mut fields)? {
                Ok(curve) => curve,
                Err(rejected) => return Ok(Err(rejected)),
            };
            let key = fields.expect(ber::OCTET_STRING)?.content;
            let scalar = if curve == Curve::X25519 {
                Value::only(key)?.content
            } else {
                let mut fields = Value::only(key)?.inside_sequence()?;
                fields.small()?;
                fields.expect(ber::OCTET_STRING)?.content
            };
            Ok::<_, BerError>(Ok((curve, scalar)))
        };
        let (curve, scalar) = read().map_err(|_| KeyRejected::Malformed)??;
        if scalar.len() != curve.scalar_len() {
            return Err(KeyRejected::Malformed);
        }
        Ok(Self { curve, scalar: Zeroizing::new(scalar.to_vec()) })
    }
}
