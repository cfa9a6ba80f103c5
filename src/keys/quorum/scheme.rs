//! The arithmetic: Shamir's scheme over GF(256), by a library whose products take the same time whatever they are of.

use vsss_rs::{Gf256, IdentifierGf256};
use zeroize::{Zeroize as _, Zeroizing};

/// Octets of a secret, and of the value of a share.
pub(super) const OCTETS: usize = 32;

/// What is split, or a share of it.
pub(super) type Octets = Zeroizing<[u8; OCTETS]>;

/// Adds octets in hexadecimal digits, without a copy of them in between: `text` has room.
pub(super) fn push_hex(text: &mut String, octets: &[u8; OCTETS]) {
    for half in octets.iter().flat_map(|octet| [octet >> 4, octet & 15]) {
        text.push(char::from_digit(half.into(), 16).unwrap_or_default());
    }
}

/// The shares of a secret, for the places 1, 2, 3...; `None` where the numbers make no scheme.
pub(super) fn split(
    secret: &[u8; OCTETS],
    threshold: u8,
    shares: u8,
    random: impl getrandom::rand_core::CryptoRng,
) -> Option<Vec<Octets>> {
    // One octet more, which is nobody's: the library leaves the coefficients of the last one in memory that it gives
    // back.
    let mut longer = Zeroizing::new([0; OCTETS + 1]);
    longer[..OCTETS].copy_from_slice(secret);
    let places = (1..=shares).map(|place| IdentifierGf256(Gf256(place)));
    let (threshold, count) = (threshold.into(), shares.into());
    let made = Gf256::split_bytes_with_participant_ids_iter(threshold, count, &longer[..], random, places);
    let mut made = made.ok()?;
    let mut values = Vec::with_capacity(made.len());
    for (share, place) in made.iter_mut().zip(1_u8..) {
        // Its place comes first.
        let value = share.get(1..=OCTETS).filter(|_| share[0] == place);
        values.push(value.and_then(|value| value.try_into().ok()).map(Octets::new));
        share.zeroize();
    }
    values.into_iter().collect()
}

/// The secret of as many shares as it takes, each with its place; `None` for places that are not distinct, or none.
pub(super) fn join(shares: &[(u8, &[u8; OCTETS])]) -> Option<Octets> {
    let mut given: Vec<Vec<u8>> = Vec::with_capacity(shares.len());
    for (place, value) in shares {
        // As large as it gets: what grows leaves copies behind.
        let mut share = Vec::with_capacity(OCTETS + 1);
        share.push(*place);
        share.extend_from_slice(*value);
        given.push(share);
    }
    let joined = Gf256::combine_bytes(&given).map(Zeroizing::new);
    given.zeroize();
    let joined = joined.ok()?;
    joined.as_slice().try_into().ok().map(Octets::new)
}
