//! A few lines that write DER (ITU-T X.690 section 10): lengths in their shortest form, nothing indefinite.
//!
//! Parts are joined into vectors of the right size from the start, so that a secret leaves no copy behind in
//! a vector that grew.

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

use super::ber;

/// One value around parts that are written one after the other.
pub(crate) fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let len = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut octets = Vec::with_capacity(len + 10);
    octets.push(tag);
    let be = len.to_be_bytes();
    let length = ber::without_leading_zeros(&be);
    match (len, u8::try_from(length.len())) {
        (0..=0x7f, _) => octets.push(length.last().copied().unwrap_or(0)),
        (_, Ok(count)) => {
            octets.push(0x80 | count);
            octets.extend_from_slice(length);
        }
        (_, Err(_)) => unreachable!("a usize has at most 8 octets"),
    }
    for part in parts {
        octets.extend_from_slice(part);
    }
    octets
}

/// The same for a secret: wiped on drop.
pub(crate) fn secret(tag: u8, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(value(tag, parts))
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    value(ber::SEQUENCE, parts)
}

pub(crate) fn oid(oid: &ObjectIdentifier) -> Vec<u8> {
    value(ber::OBJECT_IDENTIFIER, &[oid.as_bytes()])
}

/// A non-negative INTEGER of these big-endian octets.
pub(crate) fn unsigned(octets: &[u8]) -> Zeroizing<Vec<u8>> {
    let octets = ber::without_leading_zeros(octets);
    match octets.first() {
        None => secret(ber::INTEGER, &[&[0]]),
        Some(0x80..) => secret(ber::INTEGER, &[&[0], octets]),
        Some(_) => secret(ber::INTEGER, &[octets]),
    }
}

/// SET OF (X.690 section 11.6): the values in ascending order of their octets.
pub(crate) fn set_of(mut values: Vec<Vec<u8>>) -> Vec<u8> {
    values.sort();
    let parts = values.iter().map(Vec::as_slice).collect::<Vec<_>>();
    value(ber::SET, &parts)
}

pub(crate) const NULL: [u8; 2] = [ber::NULL, 0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_the_shortest() {
        for (len, header) in [
            (0, &[4, 0][..]),
            (0x7f, &[4, 0x7f]),
            (0x80, &[4, 0x81, 0x80]),
            (0xff, &[4, 0x81, 0xff]),
            (0x100, &[4, 0x82, 1, 0]),
            (0x1_0000, &[4, 0x83, 1, 0, 0]),
        ] {
            assert_eq!(value(4, &[&vec![7; len]])[..header.len()], *header);
        }
    }

    #[test]
    fn numbers_are_not_negative() {
        assert_eq!(unsigned(&[0, 0]).as_slice(), [2, 1, 0]);
        assert_eq!(unsigned(&[0, 0x80]).as_slice(), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[0, 0x7f]).as_slice(), [2, 1, 0x7f]);
    }
}
