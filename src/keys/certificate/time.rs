//! Times in certificates (RFC 5280 section 4.1.2.5), also as old producers wrote them.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::CertificateError;
use crate::{
    keys::ber::{self, Value},
    time::Timestamp,
};

/// UTCTime or GeneralizedTime, with or without seconds, a fraction, or an offset.
pub(crate) fn read_time(value: &Value<'_>) -> Result<Timestamp, CertificateError> {
    const PROBLEM: CertificateError = CertificateError::Malformed { what: "a time that cannot be read" };
    let text = str::from_utf8(value.content).map_err(|_| PROBLEM)?;
    let time = match value.tag {
        ber::UTC_TIME => {
            // Two digits: 1950 to 2049.
            let century = if text.as_bytes() < b"50" { "20" } else { "19" };
            parse(&format!("{century}{text}"))
        }
        ber::GENERALIZED_TIME => parse(text),
        _ => None,
    };
    time.and_then(|time| Timestamp::from_unix(time.and_utc().timestamp())).ok_or(PROBLEM)
}

fn parse(text: &str) -> Option<NaiveDateTime> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (digits, mut rest) = text.split_at(digits);
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let second = match digits.len() {
        12 => 0,
        // A leap second is read as the one before it.
        14 => number(12..14)?.min(59),
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(number(0..4)?).ok()?, number(4..6)?, number(6..8)?)?;
    let local = date.and_hms_opt(number(8..10)?, number(10..12)?, second)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    }
    local.checked_sub_signed(offset(rest)?)
}

/// `Z`, nothing, `+hhmm` or `-hhmm`.
fn offset(text: &str) -> Option<TimeDelta> {
    if matches!(text, "" | "Z") {
        return Some(TimeDelta::zero());
    }
    let (sign, digits) = text.split_at_checked(1)?;
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let minutes = digits[..2].parse::<i64>().ok()? * 60 + digits[2..].parse::<i64>().ok()?;
    match sign {
        "+" => TimeDelta::try_minutes(minutes),
        "-" => TimeDelta::try_minutes(-minutes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: u8, text: &str) -> Option<String> {
        let raw = text.as_bytes();
        read_time(&Value { tag, content: raw, raw }).ok().map(|time| time.to_string())
    }

    #[test]
    fn times_as_the_rfc_wants_them_and_as_others_wrote_them() {
        let utc = |text| read(ber::UTC_TIME, text);
        assert_eq!(utc("491231235959Z").as_deref(), Some("2049-12-31T23:59:59Z"));
        assert_eq!(utc("500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
        assert_eq!(utc("2401010000Z").as_deref(), Some("2024-01-01T00:00:00Z"));
        assert_eq!(utc("240101020000+0200").as_deref(), Some("2024-01-01T00:00:00Z"));
        assert_eq!(utc("231231190000-0500").as_deref(), Some("2024-01-01T00:00:00Z"));
        assert_eq!(utc("240101013000+0130").as_deref(), Some("2024-01-01T00:00:00Z"));
        let general = |text| read(ber::GENERALIZED_TIME, text);
        assert_eq!(general("20500101000000Z").as_deref(), Some("2050-01-01T00:00:00Z"));
        assert_eq!(general("99991231235959Z").as_deref(), Some("9999-12-31T23:59:59Z"));
        assert_eq!(general("20240101000000.5Z").as_deref(), Some("2024-01-01T00:00:00Z"));
        assert_eq!(general("20161231235960Z").as_deref(), Some("2016-12-31T23:59:59Z"));
    }

    #[test]
    fn what_is_not_a_time() {
        for text in [
            "",
            "Z",
            "2401",
            "241301000000Z",
            "240230000000Z",
            "240101240000Z",
            "240101000000é",
            "240101000000+99",
        ] {
            assert_eq!(read(ber::UTC_TIME, text), None, "{text:?}");
        }
        assert_eq!(read(ber::INTEGER, "240101000000Z"), None);
    }
}
