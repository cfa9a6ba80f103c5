//! An RSA private key's numbers (RFC 8017 appendix A.1.2), checked as far as it is cheap, and written anew.
//!
//! Producers put attributes, other versions and sloppy encodings around the numbers. What leaves here is a
//! `PrivateKeyInfo` in strict DER with nothing else in it. The provider makes its own, full checks.

use zeroize::Zeroizing;

use super::{error::KeyProblem, exponent};
use crate::{
    asn1::{
        ber::{self, BerError, Reader, Value},
        write,
    },
    crypto::{
        KeyRejected,
        rsa_key::{bit_len, check_public},
    },
    secret::PrivateKeyDer,
    x509::public_key::rsa_algorithm,
};

/// A private key's public half, and the whole in DER.
pub(crate) struct RsaKey {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
    pub(crate) der: PrivateKeyDer,
    /// Octets that stood after it, and are no part of it.
    pub(crate) trailing: usize,
}

impl RsaKey {
    /// Reads an `RSAPrivateKey`.
    pub(crate) fn from_pkcs1(octets: &[u8]) -> Result<Self, KeyProblem> {
        let (value, trailing) = Value::first(octets)?;
        let mut fields = value.inside_sequence()?;
        // Version 1 is a key of more than two primes.
        if fields.small()? != 0 {
            return Err(KeyProblem::Rejected(KeyRejected::Inconsistent));
        }
        let mut numbers = [&[][..]; 8];
        for number in &mut numbers {
            *number = fields.expect(ber::INTEGER)?.magnitude()?;
        }
        let [modulus, exponent, private, p, q, ..] = numbers;
        let bits = check_public(modulus, exponent).map_err(KeyProblem::Rejected)?;
        let is_prime = |prime| is_odd(prime) && (2..bits).contains(&bit_len(prime));
        let consistent = is_prime(p) && is_prime(q) && is_product(modulus, p, q);
        if !consistent {
            return Err(KeyProblem::Rejected(KeyRejected::Inconsistent));
        }
        // What peers decrypt with are the primes: a private exponent that is absent (0) or not reduced is made anew.
        let anew = if exponent::fits(private, exponent, modulus, [p, q]) {
            None
        } else {
            let anew = exponent::from_primes(exponent, [p, q]);
            Some(anew.ok_or(KeyProblem::Rejected(KeyRejected::Inconsistent))?)
        };
        if let Some(anew) = &anew {
            numbers[2] = ber::without_leading_zeros(anew);
        }
        let der = to_pkcs8(&numbers);
        Ok(Self { modulus: modulus.to_vec(), exponent: exponent.to_vec(), der, trailing })
    }
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

pub(super) fn to_pkcs8(numbers: &[&[u8]; 8]) -> PrivateKeyDer {
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
        let mut fields: Reader<'_> = Value::first(octets)?.0.inside_sequence()?;
        fields.small()?;
        fields.sequence()?.oid()?;
        fields.expect(ber::OCTET_STRING)?;
        Ok(())
    };
    look().is_ok()
}

/// The same for an `RSAPrivateKey`.
pub(crate) fn looks_like_pkcs1(octets: &[u8]) -> bool {
    let look = || -> Result<(), BerError> {
        let mut fields: Reader<'_> = Value::first(octets)?.0.inside_sequence()?;
        fields.small()?;
        fields.expect(ber::INTEGER)?;
        fields.expect(ber::INTEGER)?;
        Ok(())
    };
    look().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        crypto::{AwsLc, Provider as _, RustCrypto},
        keys::{any_key::AnyKey, sample},
    };

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
            assert_eq!(bit_len(&key.modulus), a + b + 1);
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

    /// The numbers of a real key, as they stand in its `RSAPrivateKey`.
    fn real() -> Draft {
        let key = sample::private_key(0);
        let mut fields = Value::only(key.expose()).and_then(|value| value.inside_sequence()).expect("PKCS#8");
        fields.small().expect("a version");
        fields.sequence().expect("an algorithm");
        let octets = fields.expect(ber::OCTET_STRING).expect("octets").content;
        let mut fields = Value::only(octets).and_then(|value| value.inside_sequence()).expect("PKCS#1");
        fields.small().expect("a version");
        let mut number = || fields.value().expect("a number").magnitude().expect("a number").to_vec();
        Draft { version: 0, numbers: std::array::from_fn(|_| number()) }
    }

    #[test]
    fn a_private_exponent_that_is_absent_or_not_reduced_is_made_from_the_primes() {
        let whole = real();
        let wanted = whole.read().expect("a key");
        assert_eq!(wanted.der.expose(), sample::private_key(0).expose());
        let mut longer = whole.numbers[2].clone();
        longer.splice(0..0, [1; 8]);
        for private in [&[][..], &[2], &[1], &longer, &power(2048)] {
            let key = real().with(2, private).read().expect("a key");
            let again = AnyKey::from_pkcs8(key.der.expose()).expect("a key");
            let AnyKey::Rsa(again) = again else { panic!("RSA") };
            assert_eq!(again.der.expose(), key.der.expose(), "what is made fits");
            assert!(AwsLc.private_key(&key.der).is_ok() && RustCrypto.private_key(&key.der).is_ok());
        }
    }

    #[test]
    fn numbers_without_the_octet_for_their_sign() {
        let whole = real();
        let zero = write::unsigned(&[]);
        // Bare octets: a modulus and primes begin with a bit that is set.
        let bare = whole.numbers.each_ref().map(|number| write::value(ber::INTEGER, &[number]));
        let mut parts = vec![zero.as_slice()];
        parts.extend(bare.iter().map(Vec::as_slice));
        let key = RsaKey::from_pkcs1(&write::sequence(&parts)).expect("a key");
        assert_eq!(key.der.expose(), sample::private_key(0).expose());
        // Zeros before each.
        let long = whole.numbers.each_ref().map(|number| write::value(ber::INTEGER, &[&[0; 9], number]));
        let mut parts = vec![zero.as_slice()];
        parts.extend(long.iter().map(Vec::as_slice));
        let key = RsaKey::from_pkcs1(&write::sequence(&parts)).expect("a key");
        assert_eq!(key.der.expose(), sample::private_key(0).expose());
    }

    #[test]
    fn octets_after_a_key_are_counted_and_no_part_of_it() {
        let key = sample::private_key(0);
        for trailing in [1, 2, 1000] {
            let octets = [key.expose(), &vec![0x30; trailing]].concat();
            let AnyKey::Rsa(read) = AnyKey::from_pkcs8(&octets).expect("a key") else { panic!("RSA") };
            assert_eq!((read.der.expose(), read.trailing), (key.expose(), trailing));
        }
    }

    #[test]
    fn octets_that_are_no_key() {
        for octets in [&[][..], &[0x30, 0], &[0x30, 3, 2, 1, 0], &[2, 1, 0], b"text"] {
            assert!(matches!(AnyKey::from_pkcs8(octets), Err(KeyProblem::Malformed(_))));
            assert!(matches!(RsaKey::from_pkcs1(octets), Err(KeyProblem::Malformed(_))));
        }
    }
}
