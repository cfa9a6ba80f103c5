//! TSTInfo (RFC 3161 section 2.4.2): what the authority signs.

use chrono::{NaiveDate, TimeDelta};

use super::{StampError, request::imprint, response::explicit};
use crate::{
    asn1::ber::{self, GENERALIZED_TIME, INTEGER, Reader, Value},
    crypto::hex,
    limits,
    time::Timestamp,
    x509::Name,
};

/// What the authority signs.
pub(super) struct TstInfo {
    pub(super) policy: String,
    /// The digest, where it is a SHA-256.
    pub(super) imprint: Option<[u8; 32]>,
    /// Number of the stamp at its authority, lowercase hex.
    pub(super) serial: String,
    pub(super) at: Timestamp,
    /// By how many microseconds the time may be off, where that is said.
    pub(super) accuracy_us: Option<u64>,
    pub(super) nonce: Option<Vec<u8>>,
    /// Who the authority says it is, where it does so by a directory's name.
    pub(super) authority: Option<Name>,
}

impl TstInfo {
    pub(super) fn read(octets: &[u8]) -> Result<Self, StampError> {
        let mut fields = Value::only(octets)?.inside_sequence()?;
        if fields.small()? != 1 {
            return Err(StampError::Malformed { what: "a token of another version" });
        }
        let policy = fields.oid()?.to_string();
        let imprint = imprint(fields.sequence()?)?;
        let serial = number(fields.expect(INTEGER)?.content)?;
        let at = time(fields.expect(GENERALIZED_TIME)?.content)?;
        let accuracy_us = match fields.peek() {
            Some(ber::SEQUENCE) => Some(accuracy(fields.sequence()?)?),
            _ => None,
        };
        // ordering: whether two stamps of one authority can be put in order by their times alone. Nothing here does.
        fields.optional(ber::BOOLEAN)?;
        let nonce =
            fields.optional(INTEGER)?.map(|nonce| nonce.unsigned().map(<[u8]>::to_vec)).transpose()?;
        let authority = explicit(&mut fields, 0)?;
        let authority = authority.map(name).transpose()?.flatten();
        if let Some(extensions) = fields.optional(ber::context(1))? {
            refuse_critical(extensions.inside())?;
        }
        fields.end()?;
        Ok(Self { policy, imprint, serial: hex(serial), at, accuracy_us, nonce, authority })
    }
}

fn number(octets: &[u8]) -> Result<&[u8], StampError> {
    if octets.len() as u64 > limits::INTEGER.value {
        return Err(StampError::TooLarge { limit: limits::INTEGER });
    }
    Ok(ber::without_leading_zeros(octets))
}

/// GeneralizedTime as the RFC has it: in UTC, with seconds, and with a fraction of a second that is kept to its
/// nanoseconds.
fn time(octets: &[u8]) -> Result<Timestamp, StampError> {
    let read = || {
        let text = str::from_utf8(octets).ok()?.strip_suffix('Z')?;
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        if whole.len() != 14 || !digits(whole) || !digits(fraction) || fraction.is_empty() {
            return None;
        }
        let part = |range: std::ops::Range<usize>| whole.get(range)?.parse::<u32>().ok();
        let date = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)?;
        // A leap second is read as the one before it.
        let second = part(12..14).map(|second| if second == 60 { 59 } else { second })?;
        let time = date.and_hms_opt(part(8..10)?, part(10..12)?, second)?;
        let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse::<i64>().ok()?;
        Some(Timestamp::from(time.and_utc().checked_add_signed(TimeDelta::nanoseconds(nanoseconds))?))
    };
    // Longer than the finest clock writes it.
    if octets.len() > 64 {
        return Err(StampError::Malformed { what: "a time that cannot be read" });
    }
    read().ok_or(StampError::Malformed { what: "a time that cannot be read" })
}

/// Accuracy, in microseconds.
fn accuracy(mut fields: Reader<'_>) -> Result<u64, StampError> {
    /// Primitive, since they are IMPLICIT.
    const MILLIS: u8 = 0x80;
    const MICROS: u8 = 0x81;
    let below_1000 = |value: Value<'_>| match *value.content {
        [low @ 1..=0x7f] => Ok(u64::from(low)),
        [high @ ..4, low] if u64::from(high) << 8 | u64::from(low) < 1000 => {
            Ok(u64::from(high) << 8 | u64::from(low))
        }
        _ => Err(StampError::Malformed { what: "an accuracy that cannot be" }),
    };
    let seconds = fields.optional(INTEGER)?.map(|value| value.small()).transpose()?.unwrap_or(0);
    let millis = fields.optional(MILLIS)?.map(below_1000).transpose()?.unwrap_or(0);
    let micros = fields.optional(MICROS)?.map(below_1000).transpose()?.unwrap_or(0);
    fields.end()?;
    Ok(u64::from(seconds) * 1_000_000 + millis * 1000 + micros)
}

/// A GeneralName that is a directoryName; the other choices say nothing that a certificate's subject does.
fn name(value: Value<'_>) -> Result<Option<Name>, StampError> {
    if value.tag != ber::context(4) {
        return Ok(None);
    }
    let name = Name::from_der(value.content);
    name.map(Some).map_err(|_| StampError::Malformed { what: "a name that cannot be read" })
}

fn refuse_critical(mut extensions: Reader<'_>) -> Result<(), StampError> {
    while !extensions.is_empty() {
        let mut extension = extensions.sequence()?;
        let oid = extension.oid()?;
        if extension.optional(ber::BOOLEAN)?.is_some_and(|critical| critical.content != [0]) {
            return Err(StampError::Unsupported { name: oid.to_string() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_fractions() {
        let read = |text: &str| time(text.as_bytes()).map(|at| at.to_string()).ok();
        assert_eq!(read("20261218110004Z").as_deref(), Some("2026-12-18T11:00:04Z"));
        assert_eq!(read("20261218110004.5Z").as_deref(), Some("2026-12-18T11:00:04.500Z"));
        assert_eq!(read("20261218110004.34352Z").as_deref(), Some("2026-12-18T11:00:04.343520Z"));
        assert_eq!(read("20261218110004.1234567899Z").as_deref(), Some("2026-12-18T11:00:04.123456789Z"));
        assert_eq!(read("20161231235960Z").as_deref(), Some("2016-12-31T23:59:59Z"));
        for text in [
            "",
            "Z",
            "20261218110004",
            "202612181100Z",
            "20261318110004Z",
            "20261218110004.Z",
            "20261218110004,5Z",
            "20261218110004+0100",
            "20261218110004.5",
            "20261218110061Z",
            "20261218110099Z",
            "2026121811000éZ",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("20261218110004.{}Z", "1".repeat(60))), None);
    }

    #[test]
    fn accuracies() {
        let read = |octets: &[u8]| accuracy(Reader::new(octets)).ok();
        assert_eq!(read(&[]), Some(0));
        assert_eq!(read(&[2, 1, 1]), Some(1_000_000));
        assert_eq!(read(&[2, 1, 1, 0x80, 2, 1, 0xf4, 0x81, 1, 100]), Some(1_500_100));
        assert_eq!(read(&[0x81, 1, 7]), Some(7));
        assert_eq!(read(&[0x80, 2, 3, 0xe7]), Some(999_000));
        // RFC 3161: from 1 to 999.
        for octets in [&[0x80, 2, 3, 0xe8][..], &[0x81, 2, 3, 0xff], &[0x80, 1, 0], &[0x80, 2, 4, 0]] {
            assert_eq!(read(octets), None, "{octets:?}");
        }
        assert_eq!(read(&[0x80, 1, 0x80]), None);
        assert_eq!(read(&[2, 1, 0xff]), None);
    }
}
