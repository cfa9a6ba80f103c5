//! Numbers, sizes, durations and instants as people write them in each language.

use plis::time::{Timestamp, Zone};

use crate::words::Lang;

/// A whole number with its thousands set apart: `12 345` (narrow no-break space) or `12,345`.
pub(crate) fn whole(lang: Lang, number: u64) -> String {
    let digits = number.to_string();
    let separator = match lang {
        Lang::Fr => '\u{202f}',
        Lang::En => ',',
    };
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(separator);
        }
        shown.push(digit);
    }
    shown
}

/// A number of octets in decimal units: `1,2 Mo` or `1.2 MB`.
pub(crate) fn size(lang: Lang, octets: u64) -> String {
    let units = match lang {
        Lang::Fr => ["o", "ko", "Mo", "Go", "To"],
        Lang::En => ["B", "kB", "MB", "GB", "TB"],
    };
    let mut value = octets as f64;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = if unit == 0 || value >= 99.95 { format!("{value:.0}") } else { format!("{value:.1}") };
    format!("{}\u{a0}{}", point(lang, &digits), units[unit])
}

/// A duration: `14 ms`, `1,4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`.
pub(crate) fn duration(lang: Lang, milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0 => format!("{milliseconds}\u{a0}ms"),
        1..10 => format!("{}\u{a0}s", point(lang, &format!("{:.1}", milliseconds as f64 / 1000.0))),
        10..60 => format!("{seconds}\u{a0}s"),
        60..3600 => format!("{}\u{a0}min {:02}\u{a0}s", seconds / 60, seconds % 60),
        _ => format!("{}\u{a0}h {:02}\u{a0}min", seconds / 3600, seconds / 60 % 60),
    }
}

/// Seconds with as many decimals as microseconds have: `1,5` or `0.02`.
pub(crate) fn seconds(lang: Lang, microseconds: u64) -> String {
    let digits = format!("{}.{:06}", microseconds / 1_000_000, microseconds % 1_000_000);
    point(lang, digits.trim_end_matches('0').trim_end_matches('.'))
}

/// A local date and time with its zone, then UTC: `01/03/2026 12:00:00 (Europe/Paris), 11:00:00 UTC`.
pub(crate) fn instant(lang: Lang, at: Timestamp, zone: Zone) -> String {
    let local = at.in_zone(zone);
    let utc = at.utc();
    let pattern = date_time(lang);
    if zone == Zone::UTC {
        return format!("{} UTC", utc.format(pattern));
    }
    let other_day = local.date_naive() != utc.date_naive();
    let utc_pattern = if other_day { pattern } else { "%H:%M:%S" };
    format!("{} ({zone}), {} UTC", local.format(pattern), utc.format(utc_pattern))
}

/// A local date and time alone, where the zone is written beside.
pub(crate) fn local(lang: Lang, at: Timestamp, zone: Zone) -> String {
    at.in_zone(zone).format(date_time(lang)).to_string()
}

const fn date_time(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "%d/%m/%Y %H:%M:%S",
        Lang::En => "%Y-%m-%d %H:%M:%S",
    }
}

fn point(lang: Lang, digits: &str) -> String {
    match lang {
        Lang::Fr => digits.replace('.', ","),
        Lang::En => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, fr, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1000, "1\u{202f}000", "1,000"),
            (1_234_567, "1\u{202f}234\u{202f}567", "1,234,567"),
        ] {
            assert_eq!((whole(Lang::Fr, number).as_str(), whole(Lang::En, number).as_str()), (fr, en));
        }
    }

    #[test]
    fn sizes_never_show_a_thousand() {
        for (octets, fr, en) in [
            (0, "0\u{a0}o", "0\u{a0}B"),
            (999, "999\u{a0}o", "999\u{a0}B"),
            (1000, "1,0\u{a0}ko", "1.0\u{a0}kB"),
            (999_960, "1,0\u{a0}Mo", "1.0\u{a0}MB"),
            (123_456_789, "123\u{a0}Mo", "123\u{a0}MB"),
            (u64::MAX, "18446744\u{a0}To", "18446744\u{a0}TB"),
        ] {
            assert_eq!((size(Lang::Fr, octets).as_str(), size(Lang::En, octets).as_str()), (fr, en));
        }
    }

    #[test]
    fn seconds_have_the_decimals_they_need() {
        for (microseconds, fr) in
            [(0, "0"), (1, "0,000001"), (20_000, "0,02"), (1_500_100, "1,5001"), (60_000_000, "60")]
        {
            assert_eq!(seconds(Lang::Fr, microseconds), fr);
        }
        assert_eq!(seconds(Lang::En, 1_500_000), "1.5");
    }

    #[test]
    fn both_clocks_are_told() {
        let at: Timestamp = "2026-03-01T11:00:00Z".parse().expect("instant");
        assert_eq!(instant(Lang::Fr, at, Zone::PARIS), "01/03/2026 12:00:00 (Europe/Paris), 11:00:00 UTC");
        assert_eq!(instant(Lang::En, at, Zone::UTC), "2026-03-01 11:00:00 UTC");
        let night: Timestamp = "2026-06-30T23:30:00Z".parse().expect("instant");
        assert_eq!(
            instant(Lang::Fr, night, Zone::PARIS),
            "01/07/2026 01:30:00 (Europe/Paris), 30/06/2026 23:30:00 UTC"
        );
    }

    #[test]
    fn durations_keep_two_units() {
        assert_eq!(duration(Lang::Fr, 420), "420\u{a0}ms");
        assert_eq!(duration(Lang::Fr, 1420), "1,4\u{a0}s");
        assert_eq!(duration(Lang::En, 65_000), "1\u{a0}min 05\u{a0}s");
        assert_eq!(duration(Lang::Fr, 7_620_000), "2\u{a0}h 07\u{a0}min");
    }
}
