//! A walk over BER (ITU-T X.690) that is all in memory: key files and certificates, never envelopes.
//!
//! Definite and indefinite lengths, strings in pieces, at any mix. Nothing is copied but a string in pieces;
//! nothing recurses; constructed values inside one another are bounded ([`limits::NESTING`]).

use std::ops::Deref;

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

use super::{header, id::CONSTRUCTED};
pub(crate) use super::{
    id::{
        BIT_STRING, BMP_STRING, BOOLEAN, GENERALIZED_TIME, INTEGER, NULL, OCTET_STRING,
        OCTET_STRING_IN_PIECES, OID, SEQUENCE, SET, UTC_TIME, context,
    },
    write::without_leading_zeros,
};
use crate::limits;

const INDEFINITE: usize = usize::MAX;

/// Why octets are not the BER that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BerError {
    #[error("a value goes on after the end")]
    Truncated,
    #[error("a value of another type")]
    Unexpected,
    #[error("a length or a tag that cannot be")]
    Header,
    #[error("octets after the end")]
    Trailing,
    #[error("values nested too deeply")]
    TooDeep,
    #[error("a number that does not fit")]
    Number,
    #[error("an object identifier that cannot be read")]
    Oid,
}

impl BerError {
    /// As a fact for an error of the room.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Truncated => "a value goes on after the end",
            Self::Unexpected => "a value of another type than expected",
            Self::Header => "a length or a tag that cannot be",
            Self::Trailing => "octets after the end",
            Self::TooDeep => "values nested too deeply",
            Self::Number => "a number that does not fit",
            Self::Oid => "an object identifier that cannot be read",
        }
    }
}

/// One value: its tag, what is in it, and all of its octets.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    /// First identifier octet: class, constructed bit, number.
    pub(crate) tag: u8,
    /// Content octets, without an end-of-contents.
    pub(crate) content: &'a [u8],
    /// Header, content and end-of-contents.
    pub(crate) raw: &'a [u8],
}

/// Octets of a string, copied only when it came in pieces; the copy is wiped on drop.
pub(crate) enum Octets<'a> {
    Whole(&'a [u8]),
    Joined(Zeroizing<Vec<u8>>),
}

impl Deref for Octets<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Whole(octets) => octets,
            Self::Joined(octets) => octets,
        }
    }
}

/// A row of values, read one after the other.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value, whatever it is.
    pub(crate) fn value(&mut self) -> Result<Value<'a>, BerError> {
        let header = Header::read(self.rest)?;
        let (content_len, len) = if header.content == INDEFINITE {
            let end = find_end(self.rest, header.len)?;
            (end - header.len, end + 2)
        } else {
            let len = header.len.checked_add(header.content).ok_or(BerError::Truncated)?;
            (header.content, len)
        };
        let (raw, rest) = self.rest.split_at_checked(len).ok_or(BerError::Truncated)?;
        self.rest = rest;
        Ok(Value { tag: header.tag, content: &raw[header.len..header.len + content_len], raw })
    }

    /// The next value, which must have this tag (the constructed bit apart for a string).
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Value<'a>, BerError> {
        let value = self.value()?;
        if value.is(tag) { Ok(value) } else { Err(BerError::Unexpected) }
    }

    /// The next value if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>, BerError> {
        let mut ahead = self.clone();
        if ahead.is_empty() {
            return Ok(None);
        }
        let value = ahead.value()?;
        if value.is(tag) {
            *self = ahead;
            return Ok(Some(value));
        }
        Ok(None)
    }

    /// The values inside the next one, a SEQUENCE.
    pub(crate) fn sequence(&mut self) -> Result<Self, BerError> {
        self.value()?.inside_sequence()
    }

    pub(crate) fn oid(&mut self) -> Result<ObjectIdentifier, BerError> {
        self.expect(OID)?.oid()
    }

    /// A non-negative INTEGER that fits 32 bits; a negative one is 0 to nobody: it is an error.
    pub(crate) fn small(&mut self) -> Result<u32, BerError> {
        self.expect(INTEGER)?.small()
    }

    /// Nothing may follow.
    pub(crate) const fn end(&self) -> Result<(), BerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(BerError::Trailing) }
    }
}

impl<'a> Value<'a> {
    /// The only value in these octets.
    pub(crate) fn only(octets: &'a [u8]) -> Result<Self, BerError> {
        let mut reader = Reader::new(octets);
        let value = reader.value()?;
        reader.end()?;
        Ok(value)
    }

    /// The first value in these octets, and how many follow it: they are no part of it.
    pub(crate) fn first(octets: &'a [u8]) -> Result<(Self, usize), BerError> {
        let mut reader = Reader::new(octets);
        let value = reader.value()?;
        Ok((value, reader.rest.len()))
    }

    fn is(&self, tag: u8) -> bool {
        // Only strings of octets may be cut in pieces here: the others are short, and nobody does.
        self.tag == tag || (tag == OCTET_STRING && self.tag == OCTET_STRING_IN_PIECES)
    }

    pub(crate) const fn is_constructed(&self) -> bool {
        self.tag & CONSTRUCTED != 0
    }

    /// The values in it.
    pub(crate) const fn inside(&self) -> Reader<'a> {
        Reader::new(self.content)
    }

    /// The values in it, a SEQUENCE.
    pub(crate) fn inside_sequence(&self) -> Result<Reader<'a>, BerError> {
        if self.tag == SEQUENCE { Ok(self.inside()) } else { Err(BerError::Unexpected) }
    }

    pub(crate) fn oid(&self) -> Result<ObjectIdentifier, BerError> {
        if self.tag != OID {
            return Err(BerError::Unexpected);
        }
        ObjectIdentifier::from_bytes(self.content).map_err(|_| BerError::Oid)
    }

    /// A non-negative INTEGER that fits 32 bits.
    pub(crate) fn small(&self) -> Result<u32, BerError> {
        let octets = self.unsigned()?;
        if octets.len() > 4 {
            return Err(BerError::Number);
        }
        Ok(octets.iter().fold(0, |number, octet| number << 8 | u32::from(*octet)))
    }

    /// The octets of a non-negative INTEGER, without leading zeros.
    pub(crate) fn unsigned(&self) -> Result<&'a [u8], BerError> {
        match self.content {
            _ if self.tag != INTEGER => Err(BerError::Unexpected),
            [] | [0x80..=0xff, ..] => Err(BerError::Number),
            octets => Ok(without_leading_zeros(octets)),
        }
    }

    /// The octets of an INTEGER read as if it were not negative, without leading zeros: some writers leave out the
    /// zero before a number whose first bit is set.
    pub(crate) fn magnitude(&self) -> Result<&'a [u8], BerError> {
        match self.content {
            _ if self.tag != INTEGER => Err(BerError::Unexpected),
            [] => Err(BerError::Number),
            octets => Ok(without_leading_zeros(octets)),
        }
    }

    /// The octets of a string of octets, whole or in pieces (X.690 section 8.7), whatever its own tag: an
    /// `[0] IMPLICIT OCTET STRING` too.
    pub(crate) fn octets(&self) -> Result<Octets<'a>, BerError> {
        if !self.is_constructed() {
            return Ok(Octets::Whole(self.content));
        }
        let mut joined = Zeroizing::new(Vec::with_capacity(self.content.len()));
        let mut open = vec![self.inside()];
        while let Some(reader) = open.last_mut() {
            if reader.is_empty() {
                open.pop();
                continue;
            }
            let piece = reader.expect(OCTET_STRING)?;
            if !piece.is_constructed() {
                joined.extend_from_slice(piece.content);
            } else if open.len() < depth() {
                open.push(piece.inside());
            } else {
                return Err(BerError::TooDeep);
            }
        }
        Ok(Octets::Joined(joined))
    }

    /// The octets of a BIT STRING that has no unused bits.
    pub(crate) fn bits(&self) -> Result<&'a [u8], BerError> {
        match self.content {
            [0, octets @ ..] if self.tag == BIT_STRING => Ok(octets),
            _ => Err(BerError::Unexpected),
        }
    }
}

struct Header {
    tag: u8,
    len: usize,
    content: usize,
}

impl Header {
    fn read(octets: &[u8]) -> Result<Self, BerError> {
        let header =
            header::Header::parse(octets).map_err(|_| BerError::Header)?.ok_or(BerError::Truncated)?;
        // Tags of 31 and more appear in nothing that is read here.
        if header.identifier & 0x1f == 0x1f {
            return Err(BerError::Header);
        }
        let content = match header.length {
            None => INDEFINITE,
            // More than 4 GiB is more than any key file: it cannot be there.
            Some(length) => u32::try_from(length)
                .ok()
                .and_then(|length| usize::try_from(length).ok())
                .filter(|length| *length != INDEFINITE)
                .ok_or(BerError::Truncated)?,
        };
        Ok(Self { tag: header.identifier, len: header.len, content })
    }
}

/// Where the end-of-contents is of a value of indefinite length whose content starts at `start`.
fn find_end(octets: &[u8], start: usize) -> Result<usize, BerError> {
    let mut at = start;
    let mut open = 1;
    loop {
        let rest = octets.get(at..).ok_or(BerError::Truncated)?;
        if let [0, 0, ..] = rest {
            open -= 1;
            if open == 0 {
                return Ok(at);
            }
            at += 2;
            continue;
        }
        let header = Header::read(rest)?;
        at += header.len;
        if header.content != INDEFINITE {
            // A definite value is stepped over as a whole: what is in it is looked at when it is read.
            at = at.checked_add(header.content).ok_or(BerError::Truncated)?;
        } else if open < depth() {
            open += 1;
        } else {
            return Err(BerError::TooDeep);
        }
    }
}

fn depth() -> usize {
    usize::try_from(limits::NESTING.value).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_all_forms() {
        for octets in [
            &[4, 1, 9][..],
            &[4, 0x81, 1, 9],
            &[4, 0x84, 0, 0, 0, 1, 9],
            &[4, 0x88, 0, 0, 0, 0, 0, 0, 0, 1, 9],
        ] {
            assert_eq!(Value::only(octets).map(|value| value.content), Ok(&[9][..]), "{octets:?}");
        }
    }

    #[test]
    fn a_claimed_length_is_only_a_claim() {
        for length in [
            &[0x84, 0x7f, 0xff, 0xff, 0xff][..],
            &[0x84, 0x80, 0, 0, 0],
            &[0x85, 1, 0, 0, 0, 0],
            &[0x88, 0x80, 0, 0, 0, 0, 0, 0, 0],
        ] {
            let octets = [&[0x30], length, &[0; 30]].concat();
            assert_eq!(Value::only(&octets).err(), Some(BerError::Truncated), "{length:?}");
        }
        // One that no number of 64 bits says.
        let octets = [&[0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 1][..], &[0; 30]].concat();
        assert_eq!(Value::only(&octets).err(), Some(BerError::Header));
    }

    #[test]
    fn a_string_in_pieces_is_joined() {
        let octets = [0x24, 0x80, 4, 1, 1, 0x24, 6, 4, 1, 2, 4, 1, 3, 0x24, 0x80, 4, 1, 4, 0, 0, 4, 0, 0, 0];
        let value = Value::only(&octets).expect("a value");
        assert_eq!(&*value.octets().expect("a string"), &[1, 2, 3, 4]);
        let implicit = [0xa0, 0x80, 4, 1, 1, 4, 1, 2, 0, 0];
        assert_eq!(&*Value::only(&implicit).expect("a value").octets().expect("a string"), &[1, 2]);
    }

    #[test]
    fn depth_is_bounded_and_does_not_recurse() {
        let indefinite = [0x24, 0x80].repeat(10_000);
        assert_eq!(Value::only(&indefinite).err(), Some(BerError::TooDeep));
        let nested = |depth: usize| [[0x30, 0x80].repeat(depth), [0, 0].repeat(depth)].concat();
        assert!(Value::only(&nested(depth())).is_ok());
        assert_eq!(Value::only(&nested(depth() + 1)).err(), Some(BerError::TooDeep));
        let mut definite = vec![4, 0];
        for _ in 0..10_000 {
            let length = u32::try_from(definite.len()).expect("small").to_be_bytes();
            definite = [&[0x24, 0x84], &length[..], &definite].concat();
        }
        let value = Value::only(&definite).expect("a value");
        assert_eq!(value.octets().err(), Some(BerError::TooDeep));
        // To the depth itself, and one more.
        for (wraps, within) in [(depth(), true), (depth() + 1, false)] {
            let wrapped = |before: &dyn Fn(&[u8]) -> Vec<u8>, after: &[u8]| {
                (0..wraps).fold(vec![4, 1, 7], |inner, _| [&before(&inner), &inner[..], after].concat())
            };
            let indefinite = wrapped(&|_| vec![0x24, 0x80], &[0, 0]);
            let definite = wrapped(
                &|inner| {
                    [&[0x24, 0x84], &u32::try_from(inner.len()).expect("small").to_be_bytes()[..]].concat()
                },
                &[],
            );
            for octets in [indefinite, definite] {
                let string = Value::only(&octets).and_then(|value| Ok(value.octets()?.to_vec()));
                assert_eq!(string, if within { Ok(vec![7]) } else { Err(BerError::TooDeep) });
            }
        }
    }

    #[test]
    fn an_end_of_contents_that_is_missing_or_extra() {
        assert_eq!(Value::only(&[0x30, 0x80, 5, 0]).err(), Some(BerError::Truncated));
        assert_eq!(Value::only(&[0x30, 0x80, 5, 0, 0]).err(), Some(BerError::Truncated));
        assert_eq!(Value::only(&[0x30, 0x80, 5, 0, 0, 0, 0, 0]).err(), Some(BerError::Trailing));
    }

    #[test]
    fn numbers() {
        let small = |content: &[u8]| {
            let octets = [&[2, u8::try_from(content.len()).expect("short")], content].concat();
            Value::only(&octets).and_then(|value| value.small())
        };
        assert_eq!(small(&[0]), Ok(0));
        assert_eq!(small(&[0, 0, 0, 0, 0, 7]), Ok(7));
        assert_eq!(small(&[0x7f, 0xff, 0xff, 0xff]), Ok(0x7fff_ffff));
        assert_eq!(small(&[0xff]), Err(BerError::Number));
        assert_eq!(small(&[]), Err(BerError::Number));
        assert_eq!(small(&[1, 0, 0, 0, 0]), Err(BerError::Number));
    }

    #[test]
    fn each_error_has_words_of_its_own() {
        let errors = [
            BerError::Truncated,
            BerError::Unexpected,
            BerError::Header,
            BerError::Trailing,
            BerError::TooDeep,
            BerError::Number,
            BerError::Oid,
        ];
        let words = std::collections::HashSet::from(errors.map(BerError::what));
        assert_eq!(words.len(), errors.len());
    }

    #[test]
    fn values_of_other_types() {
        let only = |octets: &'static [u8]| Value::only(octets).expect("a value");
        assert_eq!(only(&[4, 1, 7]).unsigned(), Err(BerError::Unexpected));
        assert_eq!(only(&[4, 2, 0, 7]).bits(), Err(BerError::Unexpected));
        assert_eq!(only(&[3, 2, 1, 6]).bits(), Err(BerError::Unexpected));
        assert_eq!(only(&[3, 2, 0, 7]).bits(), Ok(&[7][..]));
        // A primitive value has a length.
        assert_eq!(Value::only(&[4, 0x80]).err(), Some(BerError::Header));
        assert_eq!(Value::only(&[4, 0x80, 0, 0]).err(), Some(BerError::Header));
    }
}
