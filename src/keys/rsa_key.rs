//! An RSA private key's numbers (RFC 8017 appendix A.1.2), checked as far as it is cheap, and written anew.
//!
//! Producers put attributes, other versions and sloppy encodings around the numbers. What leaves here is a
//! `PrivateKeyInfo` in strict DER with nothing else in it. The provider makes its own, full checks.

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

use super::{
    ber::{self, BerError, Reader, Value},
    der as write,
};
use crate::{crypto::KeyRejected, limits, secret::PrivateKeyDer};

pub(crate) const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(crate) const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");
/// Smallest RSA modulus that is of use, in bits.
const FEWEST_BITS: usize = 1024;
/// The largest public exponent that both providers take, in bits.
const MOST_EXPONENT_BITS: usize = 33;

/// A private key's public half, and the whole in DER.
pub(crate) struct RsaKey {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
    pub(crate) der: PrivateKeyDer,
}

/// What a `PrivateKeyInfo` holds (RFC 5208 section 5, RFC 5958 section 2).
pub(crate) enum AnyKey {
    Rsa(RsaKey),
    /// A key of another kind; its algorithm.
    Other(ObjectIdentifier),
}

impl AnyKey {
    pub(crate) fn from_pkcs8(octets: &[u8]) -> Result<Self, KeyProblem> {
        let mut fields = Value::only(octets)?.inside_sequence()?;
        fields.small()?;
        let algorithm = fields.sequence()?.oid()?;
        let key = fields.expect(ber::OCTET_STRING)?.octets()?;
        if algorithm != RSA_ENCRYPTION {
            return Ok(Self::Other(algorithm));
        }
        RsaKey::from_pkcs1(&key).map(Self::Rsa)
    }
}

impl RsaKey {
    /// Reads an `RSAPrivateKey`.
    pub(crate) fn from_pkcs1(octets: &[u8]) -> Result<Self, KeyProblem> {
        let mut fields = Value::only(octets)?.inside_sequence()?;
        // Version 1 is a key of more than two primes.
        if fields.small()? != 0 {
            return Err(KeyProblem::Rejected(KeyRejected::Inconsistent));
        }
        let mut numbers = [&[][..]; 8];
        for number in &mut numbers {
            *number = fields.expect(ber::INTEGER)?.unsigned()?;
        }
        let [modulus, exponent, private, p, q, ..] = numbers;
        check_size(modulus)?;
        let consistent = is_odd(exponent)
            && (2..=MOST_EXPONENT_BITS).contains(&bits(exponent))
            && bits(private) <= bits(modulus)
            && is_odd(private)
            && [p, q]
                .into_iter()
                .all(|prime| is_odd(prime) && bits(prime) > 1 && bits(prime) < bits(modulus))
            && is_product(modulus, p, q);
        if !consistent {
            return Err(KeyProblem::Rejected(KeyRejected::Inconsistent));
        }
        Ok(Self { modulus: modulus.to_vec(), exponent: exponent.to_vec(), der: to_pkcs8(&numbers) })
    }
}

/// Why octets are not a private key that can be used.
#[derive(Debug)]
pub(crate) enum KeyProblem {
    Malformed(BerError),
    Rejected(KeyRejected),
}

impl From<BerError> for KeyProblem {
    fn from(error: BerError) -> Self {
        Self::Malformed(error)
    }
}

impl From<KeyProblem> for KeyRejected {
    fn from(problem: KeyProblem) -> Self {
        match problem {
            KeyProblem::Malformed(_) => Self::Malformed,
            KeyProblem::Rejected(rejected) => rejected,
        }
    }
}

/// The modulus and exponent of a DER `RSAPublicKey` (RFC 8017 appendix A.1.1).
pub(crate) fn public_numbers(octets: &[u8]) -> Result<(&[u8], &[u8]), BerError> {
    let mut fields = Value::only(octets)?.inside_sequence()?;
    Ok((fields.expect(ber::INTEGER)?.unsigned()?, fields.expect(ber::INTEGER)?.unsigned()?))
}

/// The `SubjectPublicKeyInfo` of these numbers (RFC 3279 section 2.3.1).
pub(crate) fn public_key_info(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = public_key_bits(modulus, exponent);
    write::sequence(&[&rsa_algorithm(), &write::value(ber::BIT_STRING, &[&[0], &key])])
}

/// The `RSAPublicKey` of these numbers (RFC 8017 appendix A.1.1).
pub(crate) fn public_key_bits(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::unsigned(modulus), &write::unsigned(exponent)])
}

/// Bits of a big-endian number without leading zeros.
pub(crate) fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - usize::try_from(first.leading_zeros()).unwrap_or(0))
}

fn check_size(modulus: &[u8]) -> Result<(), KeyProblem> {
    let bits = bits(modulus);
    let most = usize::try_from(limits::RSA_BITS.value).unwrap_or(usize::MAX);
    if (FEWEST_BITS..=most).contains(&bits) {
        return Ok(());
    }
    Err(KeyProblem::Rejected(KeyRejected::Size { bits }))
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}

/// Whether `product` is `p` times `q`, in digits of 32 bits.
fn is_product(product: &[u8], p: &[u8], q: &[u8]) -> bool {
    let (p, q) = (digits(p), digits(q));
    let mut result = Zeroizing::new(vec![0_u32; p.len() + q.len()]);
    for (shift, p) in p.iter().enumerate() {
        let mut carry = 0;
        for (at, q) in q.iter().enumerate() {
            let sum = u64::from(*p) * u64::from(*q) + u64::from(result[shift + at]) + carry;
            result[shift + at] = low(sum);
            carry = sum >> 32;
        }
        result[shift + q.len()] = low(carry);
    }
    let mut wanted = digits(product);
    let len = result.len().max(wanted.len());
    result.resize(len, 0);
    wanted.resize(len, 0);
    result == wanted
}

/// Least significant first.
fn digits(number: &[u8]) -> Zeroizing<Vec<u32>> {
    let digit = |octets: &[u8]| octets.iter().fold(0_u32, |digit, octet| digit << 8 | u32::from(*octet));
    Zeroizing::new(number.rchunks(4).map(digit).collect())
}

fn low(number: u64) -> u32 {
    u32::try_from(number & 0xffff_ffff).expect("32 bits are kept")
}

fn rsa_algorithm() -> Vec<u8> {
    write::sequence(&[&write::oid(&RSA_ENCRYPTION), &write::NULL])
}

fn to_pkcs8(numbers: &[&[u8]; 8]) -> PrivateKeyDer {
    let zero = write::unsigned(&[]);
    let numbers = numbers.map(write::unsigned);
    let mut parts = vec![zero.as_slice()];
    parts.extend(numbers.iter().map(|number| number.as_slice()));
    let key = write::secret(ber::SEQUENCE, &parts);
    let key = write::secret(ber::OCTET_STRING, &[&key]);
    PrivateKeyDer::from_pkcs8(write::value(ber::SEQUENCE, &[&zero, &rsa_algorithm(), &key]))
}

/// A look at the first value without reading on: whether it may be a `PrivateKeyInfo`.
pub(crate) fn looks_like_pkcs8(octets: &[u8]) -> bool {
    let look = || -> Result<(), BerError> {
        let mut fields: Reader<'_> = Value::only(octets)?.inside_sequence()?;
        fields.small()?;
        fields.sequence()?.oid()?;
        fields.expect(ber::OCTET_STRING)?;
        Ok(())
    };
    look().is_ok()
}
