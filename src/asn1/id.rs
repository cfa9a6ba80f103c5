//! Identifier octets (X.690 section 8.1.2).

pub(crate) const END_OF_CONTENTS: u8 = 0x00;
pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// The bit that says "made of other values".
pub(crate) const CONSTRUCTED: u8 = 0x20;
/// Context-specific and primitive, tag 0: add the tag number, and [`CONSTRUCTED`] where it is.
pub(crate) const CONTEXT: u8 = 0x80;

pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING_IN_PIECES: u8 = OCTET_STRING | CONSTRUCTED;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const BMP_STRING: u8 = 0x1e;

/// The tag of a context-specific value that is constructed: `[0] EXPLICIT` and such.
pub(crate) const fn context(number: u8) -> u8 {
    CONTEXT | CONSTRUCTED | number
}
