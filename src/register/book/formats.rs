//! How a spreadsheet shows its numbers (ECMA-376 part 1, 18.8.30 and 18.8.31): which of them are instants.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

/// What a number means by the format of its cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// Itself.
    #[default]
    Plain,
    /// Itself, with zeros before it up to so many digits: `001`.
    Zeros(u8),
    /// Days since an epoch: whether the cell shows a day, a time, and the seconds of it.
    Date { day: bool, time: bool, seconds: bool },
}

impl Format {
    /// One that every spreadsheet knows by its number.
    pub(super) const fn built_in(id: u32) -> Self {
        match id {
            14..=17 | 27..=31 | 34..=36 | 50..=58 => Self::Date { day: true, time: false, seconds: false },
            18 | 20 | 32 | 33 => Self::Date { day: false, time: true, seconds: false },
            19 | 21 | 45..=47 => Self::Date { day: false, time: true, seconds: true },
            22 => Self::Date { day: true, time: true, seconds: false },
            _ => Self::Plain,
        }
    }

    /// One that is written out: `dd/mm/yyyy hh:mm`, `000`.
    pub(super) fn of_code(code: &str) -> Self {
        let shown = shown(code);
        if shown.eq_ignore_ascii_case("general") || shown.contains('@') {
            return Self::Plain;
        }
        if !shown.is_empty() && shown.bytes().all(|octet| octet == b'0') {
            return u8::try_from(shown.len()).map_or(Self::Plain, Self::Zeros);
        }
        let has = |letter: char| shown.chars().any(|c| c.eq_ignore_ascii_case(&letter));
        let (day, seconds) = (has('d') || has('y'), has('s'));
        let time = has('h') || seconds;
        if day || time { Self::Date { day, time, seconds } } else { Self::Plain }
    }
}

/// The first section of a code, without what is only shown: quoted texts, escaped characters, colours.
fn shown(code: &str) -> String {
    let mut shown = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            ';' => break,
            '"' => _ = characters.find(|c| *c == '"'),
            '\\' | '_' | '*' => _ = characters.next(),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                if inside.chars().all(|c| "hmsHMS".contains(c)) {
                    shown.push_str(&inside);
                }
            }
            character => shown.push(character),
        }
    }
    shown
}

/// The first day of a workbook's count.
pub(super) fn epoch(is_1904: bool) -> NaiveDate {
    // Day 60 of the other count is one that never was, 29 February 1900: from there on it began a day earlier.
    let (year, month, day) = if is_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// A number as its cell shows it.
///
/// A whole minute in a cell that shows no seconds is written without them: it may be all that was typed or kept.
pub(super) fn number(text: &str, format: Format, epoch: NaiveDate) -> String {
    let Ok(number) = text.trim().parse::<f64>() else { return text.to_owned() };
    let is_whole = number.fract() == 0.0 && number.abs() < 1e15;
    match format {
        Format::Zeros(digits) if is_whole && number >= 0.0 => {
            format!("{number:0digits$}", digits = usize::from(digits))
        }
        Format::Date { day, time, seconds } => {
            instant(number, day, time, seconds, epoch).unwrap_or_else(|| text.to_owned())
        }
        // What a program wrote as 12.000000001 or 1.2E3 is the number people see.
        _ if is_whole => format!("{number}"),
        _ => text.trim().to_owned(),
    }
}

fn instant(number: f64, day: bool, time: bool, seconds: bool, epoch: NaiveDate) -> Option<String> {
    /// Days up to the year 9999.
    const LAST: f64 = 2_958_466.0;
    if !(0.0..LAST).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 2^48: checked above")]
    let milliseconds = (number * 86_400_000.0).round() as i64;
    let (days, within) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    let date = epoch.checked_add_days(Days::new(u64::try_from(days).ok()?))?;
    let clock = NaiveTime::MIN + TimeDelta::milliseconds(within);
    let clock = if within % 1000 != 0 {
        clock.format("%H:%M:%S%.3f").to_string()
    } else if seconds || within % 60_000 != 0 {
        clock.format("%H:%M:%S").to_string()
    } else {
        clock.format("%H:%M").to_string()
    };
    Some(match (day || days > 0, time || within > 0) {
        (true, false) => date.format("%Y-%m-%d").to_string(),
        (false, _) => clock,
        (true, true) => format!("{} {clock}", date.format("%Y-%m-%d")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Format = Format::Date { day: true, time: false, seconds: false };
    const MINUTE: Format = Format::Date { day: true, time: true, seconds: false };
    const SECOND: Format = Format::Date { day: true, time: true, seconds: true };
    const CLOCK: Format = Format::Date { day: false, time: true, seconds: false };

    #[test]
    fn codes_say_what_is_an_instant() {
        for (code, format) in [
            ("General", Format::Plain),
            ("0.00", Format::Plain),
            ("#,##0\\ \"jours d'été\"", Format::Plain),
            ("[Red]0;[Blue]-0", Format::Zeros(1)),
            ("000", Format::Zeros(3)),
            ("@", Format::Plain),
            ("dd/mm/yyyy", DAY),
            ("dd/mm/yyyy\\ hh:mm", MINUTE),
            ("[$-40C]d\\ mmmm\\ yyyy\\ \"à\"\\ hh\\hmm;@", MINUTE),
            ("yyyy-mm-dd hh:mm:ss", SECOND),
            ("h:mm", CLOCK),
            ("[h]:mm", CLOCK),
            ("0.0E+00", Format::Plain),
        ] {
            assert_eq!(Format::of_code(code), format, "{code}");
        }
        assert_eq!(Format::built_in(22), MINUTE);
        assert_eq!((Format::built_in(0), Format::built_in(49)), (Format::Plain, Format::Plain));
    }

    /// Days as LibreOffice counts them: `=DATE(2026;11;1)` is 46327.
    #[test]
    fn numbers_are_what_their_cells_show() {
        let of = |text, format| number(text, format, epoch(false));
        assert_eq!(of("46327", DAY), "2026-11-01");
        assert_eq!(of("46327", MINUTE), "2026-11-01 00:00");
        assert_eq!(of("46327.416666666664", MINUTE), "2026-11-01 10:00");
        assert_eq!(of("46327.416666666664", SECOND), "2026-11-01 10:00:00");
        assert_eq!(of("46327.416724537035", MINUTE), "2026-11-01 10:00:05");
        assert_eq!(of("46327.416724537035", DAY), "2026-11-01 10:00:05");
        assert_eq!(of("46327.41667534722", SECOND), "2026-11-01 10:00:00.750");
        assert_eq!(of("0.5", CLOCK), "12:00");
        assert_eq!(of("-1", DAY), "-1");
        assert_eq!(of("1e300", DAY), "1e300");
        assert_eq!(number("44865.5", MINUTE, epoch(true)), "2026-11-01 12:00");
        assert_eq!(of("1", Format::Zeros(3)), "001");
        assert_eq!(of("1", Format::Plain), "1");
        assert_eq!(of("12345678901234", Format::Plain), "12345678901234");
        assert_eq!(of("1.2E3", Format::Plain), "1200");
        assert_eq!(of("98.2", Format::Plain), "98.2");
        assert_eq!(of("NaN", Format::Plain), "NaN");
    }
}
