//! Times in certificates (RFC 5280 section 4.1.2.5), also as old producers wrote them.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeDelta};

use crate::{
    asn1::ber::{self, Value},
    time::Timestamp,
};

/// The first second that stands in for a start that cannot be read at all, in seconds since 1970.
pub(crate) const FIRST: i64 = -62_135_596_800;
/// The last one, for an end: what RFC 5280 section 4.1.2.5 writes where there is none.
pub(crate) const LAST: i64 = 253_402_300_799;

/// UTCTime or GeneralizedTime, with or without seconds, a fraction, or an offset; and whether it is in doubt. A day
/// that its month does not have is the month's last; what is no time at all is `otherwise`. A certificate is
/// recognized by its names and its key: no date of it keeps an envelope closed.
pub(crate) fn read_time(value: &Value<'_>, otherwise: i64) -> (Timestamp, bool) {
    let text = str::from_utf8(value.content).unwrap_or_default();
    let text = match value.tag {
        // Two digits: 1950 to 2049.
        ber::UTC_TIME if text.as_bytes() < b"50".as_slice() => format!("20{text}"),
        ber::UTC_TIME => format!("19{text}"),
        ber::GENERALIZED_TIME => text.to_owned(),
        _ => String::new(),
    };
    let instant = |time: NaiveDateTime| {
        let within = FIRST..=LAST;
        Some(time.and_utc().timestamp()).filter(|time| within.contains(time)).and_then(Timestamp::from_unix)
    };
    if let Some(time) = parse(&text).and_then(instant) {
        return (time, false);
    }
    let nearest = nearest(&text).and_then(instant).or_else(|| Timestamp::from_unix(otherwise));
    (nearest.expect("both ends are in the calendar"), true)
}

/// The last day of its month, the last hour of its day: for digits that are nearly a time.
fn nearest(text: &str) -> Option<NaiveDateTime> {
    let number = |range: std::ops::Range<usize>| {
        let digits = text.get(range)?;
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten()
    };
    let (year, month) = (i32::try_from(number(0..4)?).ok()?, number(4..6)?.clamp(1, 12));
    let month = NaiveDate::from_ymd_opt(year, month, 1)?;
    let day = number(6..8)?.clamp(1, u32::from(month.num_days_in_month()));
    let part = |range, most| number(range).unwrap_or(0).min(most);
    month.with_day(day)?.and_hms_opt(part(8..10, 23), part(10..12, 59), part(12..14, 59))
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
        let (time, in_doubt) = read_time(&Value { tag, content: raw, raw }, LAST);
        (!in_doubt).then(|| time.to_string())
    }

    #[test]
    fn a_time_that_no_calendar_has_is_the_nearest() {
        let nearest = |tag, text: &str, otherwise| {
            let raw = text.as_bytes();
            let (time, in_doubt) = read_time(&Value { tag, content: raw, raw }, otherwise);
            assert!(in_doubt, "{text}");
            time.to_string()
        };
        let utc = |text| nearest(ber::UTC_TIME, text, LAST);
        assert_eq!(utc("250231000000Z"), "2025-02-28T00:00:00Z");
        assert_eq!(utc("240230000000Z"), "2024-02-29T00:00:00Z");
        assert_eq!(utc("241301000000Z"), "2024-12-01T00:00:00Z");
        assert_eq!(utc("240000000000Z"), "2024-01-01T00:00:00Z");
        assert_eq!(utc("240101240000Z"), "2024-01-01T23:00:00Z");
        assert_eq!(utc("240101006099Z"), "2024-01-01T00:59:59Z");
        for text in ["", "Z", "2401", "demain", "-1"] {
            assert_eq!(utc(text), "9999-12-31T23:59:59Z");
            assert_eq!(nearest(ber::UTC_TIME, text, FIRST), "0001-01-01T00:00:00Z");
        }
        let general = |text| nearest(ber::GENERALIZED_TIME, text, FIRST);
        assert_eq!(general("20250431120000Z"), "2025-04-30T12:00:00Z");
        assert_eq!(general("00000101000000Z"), "0001-01-01T00:00:00Z");
        assert_eq!(nearest(ber::INTEGER, "240101000000Z", LAST), "9999-12-31T23:59:59Z");
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
