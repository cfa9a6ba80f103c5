//! The identifier and length octets of a value: the one place that reads them.

use super::{id, write::length_octets};

/// The identifier and length octets of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// First identifier octet: class, constructed bit, and tag number up to 30.
    pub(crate) identifier: u8,
    /// How many identifier octets there are.
    pub(super) identifier_len: usize,
    /// How many octets there are with the length.
    pub(crate) len: usize,
    /// Octets of the value; `None` where end-of-contents octets end it.
    pub(crate) length: Option<u64>,
}

impl Header {
    /// Reads one header at the start of `octets`; `Ok(None)` when it needs more octets than there are.
    pub(crate) fn parse(octets: &[u8]) -> Result<Option<Self>, &'static str> {
        let [identifier, after @ ..] = octets else { return Ok(None) };
        let mut identifier_len = 1;
        if identifier & 0x1f == 0x1f {
            // X.690 section 8.1.2.4: the tag number follows, seven bits an octet.
            let Some(last) = after.iter().take(5).position(|octet| octet & 0x80 == 0) else {
                return if after.len() >= 5 { Err("tag number") } else { Ok(None) };
            };
            identifier_len += last + 1;
        }
        let Some(first) = octets.get(identifier_len) else { return Ok(None) };
        let mut header =
            Self { identifier: *identifier, identifier_len, len: identifier_len + 1, length: None };
        match first {
            0..0x80 => header.length = Some(u64::from(*first)),
            0x80 if identifier & id::CONSTRUCTED == 0 => return Err("length of a primitive value"),
            0x80 => {}
            0xff => return Err("length"),
            _ => {
                let count = usize::from(first & 0x7f);
                let Some(digits) = octets.get(header.len..header.len + count) else { return Ok(None) };
                header.len += count;
                let length = digits.iter().try_fold(0_u64, |length, digit| {
                    length.checked_mul(256).map(|shifted| shifted | u64::from(*digit))
                });
                header.length = Some(length.ok_or("length")?);
            }
        }
        if *identifier == id::END_OF_CONTENTS && (header.length != Some(0) || header.len != 2) {
            return Err("end-of-contents octets");
        }
        Ok(Some(header))
    }

    pub(crate) fn is_constructed(&self) -> bool {
        self.identifier & id::CONSTRUCTED != 0
    }

    pub(crate) fn is_end_of_contents(&self) -> bool {
        self.identifier == id::END_OF_CONTENTS
    }

    /// Whether DER would write this header so: a definite length in as few octets as can be (section 10.1).
    pub(super) fn is_distinguished(&self) -> bool {
        self.length.is_some_and(|length| {
            self.len - self.identifier_len == length_octets(length) && !is_constructed_string(self.identifier)
        })
    }
}

/// A constructed universal type that DER has as a primitive only: OCTET STRING, the character strings and times.
pub(super) fn is_constructed_string(identifier: u8) -> bool {
    matches!(identifier, 0x24 | 0x2c | 0x32..=0x3c | 0x3e)
}
