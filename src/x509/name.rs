//! Distinguished names and serial numbers, compared as RFC 5280 section 7.1 says.

use std::{
    fmt::{self, Write as _},
    hash::{Hash, Hasher},
};

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    asn1::{
        oid::dotted,
        tlv::{self, Malformed, Walk, id},
    },
    crypto::hex,
    limits,
};

/// A distinguished name (RFC 5280 section 4.1.2.4).
///
/// Two names are equal when they say the same, whatever their string types, case and blanks. What is longer than
/// [`limits::NAME`] is equal to the same octets only.
#[derive(Clone)]
pub struct Name {
    der: Vec<u8>,
}

impl Name {
    /// Reads a `Name`, in DER or BER.
    ///
    /// # Errors
    ///
    /// [`NameError`] for what is not one.
    pub fn from_der(der: &[u8]) -> Result<Self, NameError> {
        let der = tlv::to_der(der).map_err(|_| NameError)?.into_owned();
        relative_names(&der).map_err(|_| NameError)?;
        Ok(Self { der })
    }

    /// The name as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The last common name in it: the most specific one. U+FFFD stands for U+0000, which not every
    /// registry keeps.
    pub fn common_name(&self) -> Option<String> {
        let mut attributes = self.attributes().into_iter().flatten();
        let name = attributes.rfind(|attribute| attribute.kind == COMMON_NAME)?;
        Some(name.text()?.replace('\0', "\u{fffd}"))
    }

    /// Whether it is the other name with its relative names in reverse order, as programs write it that keep names in
    /// the order of RFC 4514.
    pub fn is_reverse_of(&self, other: &Self) -> bool {
        self.says(other, |names| names.reverse())
    }

    fn says(&self, other: &Self, arrange: impl FnOnce(&mut Vec<Vec<Attribute<'_>>>)) -> bool {
        let longest = self.der.len().max(other.der.len()) as u64;
        if longest > limits::NAME.value {
            return false;
        }
        let mut names = self.attributes();
        let others = other.attributes();
        arrange(&mut names);
        names.len() == others.len() && names.iter().zip(&others).all(|(one, other)| same_members(one, other))
    }

    /// The attributes of each relative name, in the order they are written.
    fn attributes(&self) -> Vec<Vec<Attribute<'_>>> {
        // A name is made by `from_der` only, which has walked over the same octets.
        relative_names(&self.der).unwrap_or_default()
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der || self.says(other, |_| {})
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.der.len() as u64 > limits::NAME.value {
            return self.der.hash(state);
        }
        for relative in self.attributes() {
            let folded = |attribute: Attribute<'_>| match attribute.text() {
                Some(text) => (attribute.kind.to_vec(), fold(&text).collect::<String>().into_bytes()),
                None => (attribute.kind.to_vec(), attribute.whole.to_vec()),
            };
            let mut members: Vec<_> = relative.into_iter().map(folded).collect();
            members.sort_unstable();
            members.hash(state);
        }
    }
}

/// Whether two relative names have the same members; those of a SET have no order of their own.
fn same_members(one: &[Attribute<'_>], other: &[Attribute<'_>]) -> bool {
    let mut left: Vec<&Attribute<'_>> = other.iter().collect();
    one.len() == other.len()
        && one.iter().all(|member| {
            let found = left.iter().position(|candidate| member.says(candidate));
            found.map(|place| left.swap_remove(place)).is_some()
        })
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl fmt::Display for Name {
    /// RFC 4514: most specific first, with what would confuse a reader escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, relative) in self.attributes().iter().rev().enumerate() {
            if place > 0 {
                f.write_char(',')?;
            }
            for (place, attribute) in relative.iter().enumerate() {
                if place > 0 {
                    f.write_char('+')?;
                }
                attribute.write(f)?;
            }
        }
        Ok(())
    }
}

/// A DER that is not a `Name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed distinguished name")]
pub struct NameError;

/// A serial number: big-endian, without leading zeros.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(Vec<u8>);

impl Serial {
    /// From the octets of the INTEGER; leading zeros are dropped.
    pub fn from_be_bytes(octets: &[u8]) -> Self {
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        Self(octets[zeros..].to_vec())
    }

    /// Big-endian, without leading zeros; empty for zero.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Serial {
    /// Lowercase hex, two digits an octet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("00");
        }
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

/// `AttributeTypeAndValue` (RFC 5280 section 4.1.2.4).
#[derive(Clone, Copy, Debug)]
struct Attribute<'a> {
    /// Content octets of the OBJECT IDENTIFIER.
    kind: &'a [u8],
    identifier: u8,
    value: &'a [u8],
    /// The value with its header.
    whole: &'a [u8],
}

impl Attribute<'_> {
    /// The text of a string; `None` for what is no string.
    fn text(&self) -> Option<String> {
        let value = self.value;
        match self.identifier {
            UTF8_STRING => Some(String::from_utf8_lossy(value).into_owned()),
            // Octets above 7F are errors in all but T61String, which is read as Latin-1 as everybody writes it.
            NUMERIC_STRING | PRINTABLE_STRING | T61_STRING | IA5_STRING | VISIBLE_STRING => {
                Some(value.iter().map(|octet| char::from(*octet)).collect())
            }
            BMP_STRING if value.len().is_multiple_of(2) => {
                let units = value.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
                Some(
                    char::decode_utf16(units)
                        .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
                        .collect(),
                )
            }
            UNIVERSAL_STRING if value.len().is_multiple_of(4) => {
                let units = value.chunks_exact(4).map(|unit| [unit[0], unit[1], unit[2], unit[3]]);
                let character = |unit| char::from_u32(u32::from_be_bytes(unit));
                Some(units.map(|unit| character(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
            }
            _ => None,
        }
    }

    /// Whether two attributes say the same. Stops at the first character that differs: what a stranger writes is
    /// folded no further than it says what our own certificate does.
    fn says(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (self.whole == other.whole
                || match (self.text(), other.text()) {
                    (Some(one), Some(other)) => fold(&one).eq(fold(&other)),
                    _ => false,
                })
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match KEYWORDS.iter().find(|(kind, _)| *kind == self.kind) {
            Some((_, keyword)) => f.write_str(keyword)?,
            None => f.write_str(&dotted(self.kind))?,
        }
        f.write_char('=')?;
        if let Some(text) = self.text() {
            return escape(&text, f);
        }
        f.write_char('#')?;
        f.write_str(&hex(self.whole))
    }
}

const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const T61_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const VISIBLE_STRING: u8 = 0x1a;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;

const COMMON_NAME: &[u8] = &[0x55, 4, 3];

/// Keywords of RFC 4514 section 3, then those that certificates of companies use as well.
const KEYWORDS: [(&[u8], &str); 16] = [
    (COMMON_NAME, "CN"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 10], "O"),
    (&[0x55, 4, 11], "OU"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 9], "STREET"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
    (&[0x55, 4, 4], "SN"),
    (&[0x55, 4, 42], "GN"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 12], "title"),
    (&[0x55, 4, 97], "organizationIdentifier"),
    (&[0x55, 4, 17], "postalCode"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "emailAddress"),
];

/// Takes a `Name` apart: `RDNSequence`, of SETs, of `AttributeTypeAndValue`.
fn relative_names(der: &[u8]) -> Result<Vec<Vec<Attribute<'_>>>, Malformed> {
    let mut names = Vec::new();
    let mut outer = Walk::new(der);
    let mut sequence = outer.inside(id::SEQUENCE, "name")?;
    outer.end()?;
    while !sequence.is_empty() {
        let mut set = sequence.inside(id::SET, "relative name")?;
        let mut attributes = Vec::with_capacity(1);
        while !set.is_empty() {
            let mut fields = set.inside(id::SEQUENCE, "attribute of a name")?;
            let kind = fields.expect(id::OID, "type of an attribute")?;
            let value = fields.any()?;
            fields.end()?;
            attributes.push(Attribute {
                kind,
                identifier: value.identifier,
                value: value.value,
                whole: value.whole,
            });
        }
        names.push(attributes);
    }
    Ok(names)
}

/// A string prepared for comparison (RFC 4518 section 2): without case, and with single blanks inside only.
fn fold(text: &str) -> impl Iterator<Item = char> {
    // Through capitals, so that letters which share one are the same (section 2.2).
    Squeezed::new(text.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc())
}

/// Single blanks in the place of any number of them, none at either end.
struct Squeezed<I> {
    characters: I,
    /// What comes after a blank.
    held: Option<char>,
    begun: bool,
}

impl<I: Iterator<Item = char>> Squeezed<I> {
    fn new(characters: I) -> Self {
        Self { characters, held: None, begun: false }
    }
}

impl<I: Iterator<Item = char>> Iterator for Squeezed<I> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if let Some(held) = self.held.take() {
            return Some(held);
        }
        let mut blank = false;
        loop {
            let character = self.characters.find(|character| !is_mapped_to_nothing(*character))?;
            if character.is_whitespace() {
                blank = true;
                continue;
            }
            if std::mem::replace(&mut self.begun, true) && blank {
                self.held = Some(character);
                return Some(' ');
            }
            return Some(character);
        }
    }
}

/// RFC 4518 section 2.2: controls that are no blanks, joiners, and variation selectors.
fn is_mapped_to_nothing(character: char) -> bool {
    (character.is_control() && !character.is_whitespace())
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}' | '\u{206a}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffc}')
}

/// RFC 4514 section 2.4.
fn escape(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (place, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            '#' | ' ' if place == 0 => write!(f, "\\{character}")?,
            ' ' if place == last => f.write_str("\\ ")?,
            _ if character.is_control() => {
                let mut octets = [0; 4];
                let octets = character.encode_utf8(&mut octets).as_bytes();
                octets.iter().try_for_each(|octet| write!(f, "\\{octet:02x}"))?;
            }
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}
