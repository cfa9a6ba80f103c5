//! A few lines that write DER (ITU-T X.690 section 10): lengths in their shortest form, nothing indefinite.
//!
//! Parts are joined into vectors of the right size from the start, so that a secret leaves no copy behind in
//! a vector that grew.

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

use super::id;

/// One value around parts that are written one after the other.
pub(crate) fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let len = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut octets = Vec::with_capacity(len + 10);
    octets.push(tag);
    push_length(&mut octets, len as u64);
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
    value(id::SEQUENCE, parts)
}

pub(crate) fn oid(oid: &ObjectIdentifier) -> Vec<u8> {
    value(id::OID, &[oid.as_bytes()])
}

/// A non-negative INTEGER of these big-endian octets.
pub(crate) fn unsigned(octets: &[u8]) -> Zeroizing<Vec<u8>> {
    let octets = without_leading_zeros(octets);
    match octets.first() {
        None => secret(id::INTEGER, &[&[0]]),
        Some(0x80..) => secret(id::INTEGER, &[&[0], octets]),
        Some(_) => secret(id::INTEGER, &[octets]),
    }
}

/// SET OF (X.690 section 11.6): the values in ascending order of their octets.
pub(crate) fn set_of(mut values: Vec<Vec<u8>>) -> Vec<u8> {
    values.sort();
    let parts = values.iter().map(Vec::as_slice).collect::<Vec<_>>();
    value(id::SET, &parts)
}

pub(crate) const NULL: [u8; 2] = [id::NULL, 0];

/// A non-negative number without the zeros before it.
pub(crate) fn without_leading_zeros(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    &octets[zeros..]
}

/// The header octets of a value, in DER.
pub(crate) fn der_header(identifier: u8, length: u64) -> Vec<u8> {
    let mut octets = vec![identifier];
    push_length(&mut octets, length);
    octets
}

/// How many octets DER writes this length in.
pub(super) fn length_octets(length: u64) -> usize {
    if length < 0x80 { 1 } else { 1 + significant_octets(length) }
}

fn significant_octets(length: u64) -> usize {
    8 - (length.leading_zeros() / 8) as usize
}

pub(super) fn push_length(octets: &mut Vec<u8>, length: u64) {
    if length < 0x80 {
        octets.push(length.to_be_bytes()[7]);
    } else {
        let count = significant_octets(length);
        octets.push(0x80 | count.to_be_bytes()[size_of::<usize>() - 1]);
        octets.extend_from_slice(&length.to_be_bytes()[8 - count..]);
    }
}

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
