//! The private exponent of an RSA key: whether it fits the primes, and what it is when it does not.
//!
//! Peers decrypt with the primes (the Chinese remainder theorem, RFC 8017 section 5.1.2) and never look at d; some
//! writers leave it out, or write it not reduced. Both providers insist on one that fits, and what stands in for keys
//! that do not decrypt is derived from it: it is never left as it was found.

use crate::asn1::ber;
use rsa::BoxedUint;
use zeroize::Zeroizing;

/// Whether `private` is below the modulus and undoes `exponent` modulo one less than each prime.
pub(super) fn fits(private: &[u8], exponent: &[u8], modulus: &[u8], primes: [&[u8]; 2]) -> bool {
    let below = (private.len(), private) < (modulus.len(), modulus);
    below && {
        let (private, exponent) = (number(private), number(exponent));
        primes.into_iter().all(|prime| {
            let undone = number(&one_less(prime))
                .to_nz()
                .into_option()
                .map(|order| private.mul_mod(&exponent, &order));
            undone.map(Zeroizing::new).is_some_and(|undone| *undone == BoxedUint::one())
        })
    }
}

/// The inverse of `exponent` modulo (p - 1)(q - 1), big-endian. `None` where there is none.
pub(super) fn from_primes(exponent: &[u8], [p, q]: [&[u8]; 2]) -> Option<Zeroizing<Vec<u8>>> {
    let precision = u32::try_from((p.len() + q.len()) * 8).ok()?;
    let one_less = |prime| BoxedUint::from_be_slice(&one_less(prime), precision).map(Zeroizing::new).ok();
    let order = Zeroizing::new(one_less(p)?.wrapping_mul(&*one_less(q)?));
    let exponent = BoxedUint::from_be_slice(exponent, order.bits_precision()).ok()?;
    let private = exponent.invert_mod(&order.to_nz().into_option()?).into_option()?;
    Some(Zeroizing::new(Zeroizing::new(private).to_be_bytes().into_vec()))
}

fn number(octets: &[u8]) -> Zeroizing<BoxedUint> {
    Zeroizing::new(BoxedUint::from_be_slice_vartime(ber::without_leading_zeros(octets)))
}

/// An odd number without its last bit.
fn one_less(prime: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(prime.to_vec());
    if let Some(last) = octets.last_mut() {
        *last &= 0xfe;
    }
    octets
}
