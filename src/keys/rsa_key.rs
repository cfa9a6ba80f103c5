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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::sample;

    /// 2^bits + 1, big-endian.
    fn power(bits: usize) -> Vec<u8> {
        let mut number = vec![0; bits / 8 + 1];
        number[0] = 1 << (bits % 8);
        *number.last_mut().expect("an octet") |= 1;
        number
    }

    /// (2^a + 1) * (2^b + 1), for a > b, both multiples of 8.
    fn product(a: usize, b: usize) -> Vec<u8> {
        let mut number = power(a + b);
        let len = number.len();
        number[len - 1 - a / 8] |= 1;
        number[len - 1 - b / 8] |= 1;
        number
    }

    struct Draft {
        version: u8,
        numbers: [Vec<u8>; 8],
    }

    impl Draft {
        /// A key whose "primes" are 2^a + 1 and 2^b + 1: nobody looks whether they are prime but a provider.
        fn of_size(a: usize, b: usize) -> Self {
            let one = || vec![1];
            let numbers = [product(a, b), vec![1, 0, 1], one(), power(a), power(b), one(), one(), one()];
            Self { version: 0, numbers }
        }

        fn with(mut self, index: usize, number: &[u8]) -> Self {
            self.numbers[index] = number.to_vec();
            self
        }

        fn read(&self) -> Result<RsaKey, KeyRejected> {
            let version = write::unsigned(&[self.version]);
            let numbers = self.numbers.iter().map(|number| write::unsigned(number)).collect::<Vec<_>>();
            let mut parts = vec![version.as_slice()];
            parts.extend(numbers.iter().map(|number| number.as_slice()));
            RsaKey::from_pkcs1(&write::sequence(&parts)).map_err(KeyRejected::from)
        }
    }

    const MODULUS: usize = 0;
    const EXPONENT: usize = 1;
    const P: usize = 3;
    const Q: usize = 4;

    #[test]
    fn sizes() {
        for (a, b) in [(520, 504), (1032, 1016), (4096, 4088)] {
            let key = Draft::of_size(a, b).read().expect("a key");
            assert_eq!(bits(&key.modulus), a + b + 1);
        }
        for (a, b) in [(264, 248), (520, 496), (4104, 4088), (8200, 8184)] {
            let bits = a + b + 1;
            assert_eq!(Draft::of_size(a, b).read().err(), Some(KeyRejected::Size { bits }));
        }
    }

    #[test]
    fn numbers_that_do_not_make_a_key() {
        let draft = || Draft::of_size(1032, 1016);
        let cases = [
            ("e = 0", draft().with(EXPONENT, &[])),
            ("e = 1", draft().with(EXPONENT, &[1])),
            ("e is even", draft().with(EXPONENT, &[1, 0, 0])),
            ("e is huge", draft().with(EXPONENT, &power(40))),
            ("p = 1", draft().with(P, &[1]).with(Q, &product(1032, 1016))),
            ("q = 1", draft().with(Q, &[1]).with(P, &product(1032, 1016))),
            ("p is even", draft().with(P, &[2])),
            ("n is not p*q", draft().with(P, &power(1024))),
            ("n is one more", draft().with(MODULUS, &power(2048))),
            ("three primes", Draft { version: 1, ..draft() }),
            ("d is even", draft().with(2, &[2])),
            ("d is longer than n", draft().with(2, &power(2056))),
        ];
        for (name, draft) in cases {
            assert_eq!(draft.read().err(), Some(KeyRejected::Inconsistent), "{name}");
        }
        assert!(draft().with(EXPONENT, &[3]).read().is_ok());
        assert!(draft().with(EXPONENT, &power(32)).read().is_ok());
    }

    #[test]
    fn a_real_key_is_written_as_it_was_and_without_its_attributes() {
        let key = sample::private_key(0);
        let AnyKey::Rsa(read) = AnyKey::from_pkcs8(key.expose()).expect("a key") else { panic!("RSA") };
        assert_eq!(read.der.expose(), key.expose());

        // Windows puts a keyUsage attribute behind.
        let fields = Value::only(key.expose()).expect("a value").content;
        let more = write::sequence(&[fields, &[0xa0, 2, 0x30, 0]]);
        let AnyKey::Rsa(read) = AnyKey::from_pkcs8(&more).expect("a key") else { panic!("RSA") };
        assert_eq!(read.der.expose(), key.expose());
    }

    #[test]
    fn octets_that_are_no_key() {
        for octets in [&[][..], &[0x30, 0], &[0x30, 3, 2, 1, 0], &[2, 1, 0], b"text"] {
            assert!(matches!(AnyKey::from_pkcs8(octets), Err(KeyProblem::Malformed(_))));
            assert!(matches!(RsaKey::from_pkcs1(octets), Err(KeyProblem::Malformed(_))));
        }
    }
}
