//! Tags, lengths and values in memory (X.690): what a header is made of once its octets are collected.
//!
//! Everything here works on slices that [`super::stream`] has already bounded, and nothing recurses.

use std::borrow::Cow;

pub(crate) use super::id;
use super::{
    header::{Header, is_constructed_string},
    write::push_length,
};
use crate::limits;

/// Octets that are not tags, lengths and values as they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Offset in the slice.
    pub(crate) at: usize,
    /// What was expected there.
    pub(crate) what: &'static str,
}

/// One value of DER octets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    /// First identifier octet.
    pub(crate) identifier: u8,
    /// Its octets without the header.
    pub(crate) value: &'a [u8],
    /// Its octets with the header.
    pub(crate) whole: &'a [u8],
}

/// Walks over values of definite length, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Walk<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(octets: &'a [u8]) -> Self {
        Self { octets, at: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.octets.len()
    }

    /// The identifier of the next value.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    /// The next value, of any type.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, Malformed> {
        let bad = |what| Malformed { at: self.at, what };
        let rest = &self.octets[self.at..];
        let header = Header::parse(rest).map_err(bad)?.ok_or_else(|| bad("value"))?;
        let length = header.length.ok_or_else(|| bad("definite length"))?;
        let end = usize::try_from(length).ok().and_then(|length| header.len.checked_add(length));
        let whole = end.and_then(|end| rest.get(..end)).ok_or_else(|| bad("length"))?;
        self.at += whole.len();
        Ok(Element { identifier: header.identifier, value: &whole[header.len..], whole })
    }

    /// The octets of the next value, which is of this type.
    pub(crate) fn expect(&mut self, identifier: u8, what: &'static str) -> Result<&'a [u8], Malformed> {
        let at = self.at;
        let element = self.any()?;
        if element.identifier == identifier { Ok(element.value) } else { Err(Malformed { at, what }) }
    }

    /// The octets of the next value if it is of this type.
    pub(crate) fn optional(&mut self, identifier: u8) -> Result<Option<&'a [u8]>, Malformed> {
        if self.peek() == Some(identifier) { self.any().map(|element| Some(element.value)) } else { Ok(None) }
    }

    /// The values of the next value, which is of this type.
    pub(crate) fn inside(&mut self, identifier: u8, what: &'static str) -> Result<Self, Malformed> {
        self.expect(identifier, what).map(Self::new)
    }

    /// That nothing is left.
    pub(crate) fn end(&self) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(Malformed { at: self.at, what: "end of the value" }) }
    }
}

/// One value in DER, from BER: definite lengths, and strings in one piece. Borrowed when it was so already.
///
/// The members of a SET keep their order here; see [`to_der_sorted`].
pub(crate) fn to_der(ber: &[u8]) -> Result<Cow<'_, [u8]>, Malformed> {
    if is_der(ber) { Ok(Cow::Borrowed(ber)) } else { transcode(ber, false).map(Cow::Owned) }
}

/// One SET OF in DER, from BER and from whatever identifier stands for it: its members, and those of the
/// SETs inside of it, in the order of X.690 section 11.6.
pub(crate) fn to_der_sorted(ber: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut set = ber.to_vec();
    if let Some(identifier) = set.first_mut() {
        *identifier = id::SET;
    }
    transcode(&set, true)
}

/// Whether every header inside is as DER has it. The order of SETs is not looked at.
fn is_der(octets: &[u8]) -> bool {
    // Ends of the constructed values that are open; deeper ones are left to the transcoder to refuse.
    let mut ends = [0_usize; 32];
    let mut depth = 0;
    let mut at = 0;
    loop {
        while depth > 0 && ends[depth - 1] == at {
            depth -= 1;
        }
        if depth == 0 && at > 0 {
            return at == octets.len();
        }
        let Ok(Some(header)) = Header::parse(&octets[at..]) else { return false };
        if !header.is_distinguished() || header.is_end_of_contents() {
            return false;
        }
        let limit = if depth > 0 { ends[depth - 1] } else { octets.len() };
        let length = header.length.and_then(|length| usize::try_from(length).ok());
        let Some(end) = length.and_then(|length| length.checked_add(at + header.len)) else { return false };
        if end > limit {
            return false;
        }
        if header.is_constructed() {
            if depth == ends.len() {
                return false;
            }
            ends[depth] = end;
            depth += 1;
            at += header.len;
        } else {
            at = end;
        }
    }
}

/// A constructed value that is being written.
struct Open {
    /// Where it ends in the source; `None` at its end-of-contents octets.
    end: Option<usize>,
    /// Where its octets begin in the output.
    body: usize,
    /// Its first member in the list of members.
    first_member: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Sorted,
    /// A string in pieces: a length is written for the outermost only.
    String {
        outermost: bool,
    },
}

fn transcode(ber: &[u8], sort: bool) -> Result<Vec<u8>, Malformed> {
    let mut out = Vec::with_capacity(ber.len());
    let mut open: Vec<Open> = Vec::new();
    // Where the members of the SETs that are open begin in the output.
    let mut members: Vec<usize> = Vec::new();
    let mut at = 0;
    loop {
        while let Some(top) = open.last() {
            let bad = |what| Err(Malformed { at, what });
            match top.end {
                Some(end) if at == end => {}
                Some(end) if at > end => return bad("length"),
                None if ber[at..].starts_with(&[0, 0]) => at += 2,
                _ => break,
            }
            close(&mut out, top, &mut members);
            open.pop();
        }
        if open.is_empty() && at > 0 {
            return if at == ber.len() { Ok(out) } else { Err(Malformed { at, what: "end of the value" }) };
        }
        let here = at;
        let bad = |what| Malformed { at: here, what };
        let header = Header::parse(&ber[at..]).map_err(bad)?.ok_or_else(|| bad("value"))?;
        if header.is_end_of_contents() {
            return Err(bad("value"));
        }
        let end = match header.length {
            Some(length) => {
                let end = usize::try_from(length).ok().and_then(|length| length.checked_add(at + header.len));
                Some(end.filter(|end| *end <= ber.len()).ok_or_else(|| bad("length"))?)
            }
            None => None,
        };
        let in_string = matches!(open.last(), Some(Open { kind: Kind::String { .. }, .. }));
        if matches!(open.last(), Some(Open { kind: Kind::Sorted, .. })) {
            members.push(out.len());
        }
        let identifier = &ber[at..at + header.identifier_len];
        at += header.len;
        if header.is_constructed() {
            if open.len() as u64 == limits::NESTING.value {
                return Err(bad("nesting"));
            }
            let kind = if is_constructed_string(header.identifier) {
                Kind::String { outermost: !in_string }
            } else if in_string {
                return Err(bad("piece of a string"));
            } else if sort && header.identifier == id::SET {
                Kind::Sorted
            } else {
                Kind::Plain
            };
            if kind == (Kind::String { outermost: true }) {
                out.push(header.identifier & !id::CONSTRUCTED);
            } else if !in_string {
                out.extend_from_slice(identifier);
            }
            open.push(Open { end, body: out.len(), first_member: members.len(), kind });
        } else {
            let end = end.ok_or_else(|| bad("length"))?;
            if in_string {
                if !is_constructed_string(header.identifier | id::CONSTRUCTED) {
                    return Err(bad("piece of a string"));
                }
            } else {
                out.extend_from_slice(identifier);
                push_length(&mut out, (end - at) as u64);
            }
            let value = out.len();
            out.extend_from_slice(&ber[at..end]);
            if header.identifier == id::BOOLEAN && out[value..] != [0] {
                // Section 11.1: true is FF.
                out[value..].fill(0xff);
            }
            at = end;
        }
    }
}

/// Writes the length of a value whose octets are all there.
fn close(out: &mut Vec<u8>, value: &Open, members: &mut Vec<usize>) {
    match value.kind {
        Kind::String { outermost: false } => return,
        Kind::Sorted => {
            sort_members(out, &members[value.first_member..]);
            members.truncate(value.first_member);
        }
        _ => {}
    }
    let mut length = Vec::with_capacity(9);
    push_length(&mut length, (out.len() - value.body) as u64);
    out.splice(value.body..value.body, length);
}

fn sort_members(out: &mut Vec<u8>, starts: &[usize]) {
    let ends = starts.iter().skip(1).copied().chain([out.len()]);
    let mut members: Vec<&[u8]> = starts.iter().zip(ends).map(|(start, end)| &out[*start..end]).collect();
    if let Some(first) = starts.first()
        && !members.is_sorted()
    {
        members.sort_unstable();
        let sorted = members.concat();
        out.truncate(*first);
        out.extend_from_slice(&sorted);
    }
}
