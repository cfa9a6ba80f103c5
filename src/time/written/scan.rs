//! The words of an instant: what a text says, whether it is one or not.

use chrono::{Datelike as _, FixedOffset, NaiveDate, NaiveTime, Weekday};
use unicode_normalization::char::is_combining_mark;

use super::{super::Zone, Wrong};
use crate::pli::fold;

/// What a text says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) day: Option<Day>,
    pub(super) clock: Option<Clock>,
    pub(super) of: Option<Of>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    year_first: bool,
    /// Its two first numbers are each a day and a month: where clocks have `AM` and `PM`, the month comes first.
    pub(super) may_be_american: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) time: NaiveTime,
    pub(super) to_the_minute: bool,
    /// It counts twice to twelve.
    pub(super) has_halves: bool,
}

impl Clock {
    /// Whether both can be one time, as far as each is written.
    pub(super) fn agrees(self, other: Self) -> bool {
        let minute = |time: NaiveTime| time.format("%H:%M").to_string();
        if self.to_the_minute || other.to_the_minute {
            minute(self.time) == minute(other.time)
        } else {
            self.time == other.time
        }
    }
}

/// Whose time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Zone(Zone),
    Offset(FixedOffset),
    /// Central European time, of winter or of summer.
    Central(FixedOffset),
}

impl Parts {
    pub(super) fn read(text: &str) -> Result<Self, Wrong> {
        let mut scan = Scan { rest: text };
        let day = scan.day()?;
        scan.between();
        let clock = scan.clock()?;
        let of = of(scan.rest, clock.is_some() && day.is_some_and(|day| day.year_first))?;
        if of.is_some() && clock.is_none() {
            return Err(Wrong::NoInstant);
        }
        Ok(Self { day, clock, of })
    }
}

/// What has not been read yet. What is not there is not taken.
#[derive(Clone, Copy, Debug)]
struct Scan<'a> {
    rest: &'a str,
}

impl Scan<'_> {
    /// Blanks, of any width, and marks of direction that nobody sees.
    fn blanks(&mut self) {
        self.rest =
            self.rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}'));
    }

    fn eat(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// So many ASCII digits as stand there, and their number.
    fn number(&mut self) -> Option<(usize, u32)> {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(count);
        let number = digits.parse().ok()?;
        self.rest = rest;
        Some((count, number))
    }

    /// A number of one digit or two.
    fn short(&mut self) -> Option<u32> {
        let before = *self;
        let number = self.number().filter(|(digits, _)| *digits <= 2);
        if number.is_none() {
            *self = before;
        }
        number.map(|(_, number)| number)
    }

    /// A number of two digits.
    fn two(&mut self) -> Option<u32> {
        let before = *self;
        let number = self.number().filter(|(digits, _)| *digits == 2);
        if number.is_none() {
            *self = before;
        }
        number.map(|(_, number)| number)
    }

    /// A word that means something here, without its accents; one that does not is not taken.
    fn word<T>(&mut self, means: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let end = self.rest.find(|c: char| !c.is_alphabetic() && !is_combining_mark(c));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let meaning = means(&fold(word))?;
        self.rest = rest;
        Some(meaning)
    }

    fn is_word(&mut self, words: &[&str]) -> bool {
        self.word(|word| words.contains(&word).then_some(())).is_some()
    }

    /// A date, perhaps with its day of the week before it; `None` where what stands there is none.
    fn day(&mut self) -> Result<Option<Day>, Wrong> {
        let before = *self;
        self.blanks();
        self.is_word(&["le"]);
        self.blanks();
        let weekday = self.word(weekday);
        if weekday.is_some() {
            self.eat('.');
            self.eat(',');
            self.blanks();
        }
        let day = self.date()?;
        let Some(day) = day else {
            *self = before;
            return Ok(None);
        };
        if weekday.is_some_and(|weekday| weekday != day.date.weekday()) {
            return Err(Wrong::Contradictory);
        }
        Ok(Some(day))
    }

    fn date(&mut self) -> Result<Option<Day>, Wrong> {
        let Some((digits, first)) = self.number() else { return Ok(None) };
        let is_number = |digits: usize| (1..=2).contains(&digits);
        let Some(separator) = self.rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.')) else {
            return if is_number(digits) { self.named_month(first) } else { Ok(None) };
        };
        self.eat(separator);
        let Some(second) = self.short() else {
            return if is_number(digits) { self.named_month(first) } else { Ok(None) };
        };
        if !self.eat(separator) {
            return Ok(None);
        }
        let Some((last_digits, last)) = self.number() else { return Ok(None) };
        let of = |year: u32, month, day| {
            let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
            date.ok_or(Wrong::NoInstant)
        };
        match (digits, last_digits) {
            (4, 1..=2) => {
                let date = of(first, second, last)?;
                Ok(Some(Day { date, year_first: true, may_be_american: false }))
            }
            (1..=2, 4) if second > 12 && first <= 12 => Err(Wrong::MonthFirst),
            (1..=2, 4) => {
                let date = of(last, second, first)?;
                let may_be_american = first <= 12 && first != second;
                Ok(Some(Day { date, year_first: false, may_be_american }))
            }
            (1..=2, 2) => Err(Wrong::ShortYear),
            _ => Err(Wrong::NoInstant),
        }
    }

    /// Behind the number of a day: its month by name, and its year.
    fn named_month(&mut self, day: u32) -> Result<Option<Day>, Wrong> {
        if day == 1 {
            self.is_word(&["er", "ᵉʳ"]);
        }
        self.blanks();
        let Some(month) = self.word(month) else { return Ok(None) };
        self.eat('.');
        let _ = self.eat('-') || self.eat('/');
        self.blanks();
        match self.number() {
            Some((4, year)) => {
                let year = i32::try_from(year).map_err(|_| Wrong::NoInstant)?;
                let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(Wrong::NoInstant)?;
                Ok(Some(Day { date, year_first: false, may_be_american: false }))
            }
            Some((2, _)) => Err(Wrong::ShortYear),
            _ => Err(Wrong::NoInstant),
        }
    }

    /// What may stand between a date and a time.
    fn between(&mut self) {
        self.blanks();
        self.eat(',');
        self.blanks();
        let _ = self.is_word(&["a", "t"]) || self.eat('-');
        self.blanks();
    }

    fn clock(&mut self) -> Result<Option<Clock>, Wrong> {
        let Some((digits, hour)) = self.number() else { return Ok(None) };
        if digits > 2 {
            return Err(Wrong::NoInstant);
        }
        let (minute, second, nanosecond) =
            if self.eat(':') { self.after_colon()? } else { self.after_hour_word()? };
        let before = *self;
        self.blanks();
        let half = self.word(|word| match word {
            "am" => Some(0),
            "pm" => Some(12),
            _ => None,
        });
        let hour = match half {
            None => {
                *self = before;
                hour
            }
            Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
            Some(_) => return Err(Wrong::NoInstant),
        };
        let time = NaiveTime::from_hms_nano_opt(hour, minute, second.unwrap_or_default(), nanosecond);
        let time = time.ok_or(Wrong::NoInstant)?;
        Ok(Some(Clock { time, to_the_minute: second.is_none(), has_halves: half.is_some() }))
    }

    /// `12:00`, `12:00:05`, `12:00:05.25`.
    fn after_colon(&mut self) -> Result<(u32, Option<u32>, u32), Wrong> {
        let minute = self.two().ok_or(Wrong::NoInstant)?;
        if !self.eat(':') {
            return Ok((minute, None, 0));
        }
        let second = self.two().ok_or(Wrong::NoInstant)?;
        if !self.eat('.') && !self.eat(',') {
            return Ok((minute, Some(second), 0));
        }
        let (digits, fraction) = self.number().filter(|(digits, _)| *digits <= 9).ok_or(Wrong::NoInstant)?;
        let rest = u32::try_from(9 - digits).unwrap_or_default();
        Ok((minute, Some(second), fraction * 10_u32.pow(rest)))
    }

    /// `12h`, `12 h 00`, `12h00m05s`, `12h00:05`.
    fn after_hour_word(&mut self) -> Result<(u32, Option<u32>, u32), Wrong> {
        self.blanks();
        if !self.is_word(&["h", "heure", "heures"]) {
            return Err(Wrong::NoInstant);
        }
        let before = *self;
        self.blanks();
        let Some(minute) = self.two() else {
            *self = before;
            return Ok((0, None, 0));
        };
        let before = *self;
        self.blanks();
        let has_word = self.is_word(&["m", "mn", "min", "minute", "minutes"]);
        if has_word {
            self.blanks();
        }
        if !has_word && !self.eat(':') {
            *self = before;
            return Ok((minute, None, 0));
        }
        let Some(second) = self.two() else {
            return if has_word { Ok((minute, None, 0)) } else { Err(Wrong::NoInstant) };
        };
        self.blanks();
        self.is_word(&["s", "sec", "seconde", "secondes"]);
        Ok((minute, Some(second), 0))
    }
}

/// What stands behind a time: nothing, or whose time it is. A bare offset goes with dates of ISO 8601: elsewhere
/// `12:00 -13:00` may be the end of a span.
fn of(text: &str, may_be_bare: bool) -> Result<Option<Of>, Wrong> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}'));
    if text.is_empty() {
        return Ok(None);
    }
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text).trim();
    if may_be_bare && inside.starts_with(['+', '-']) {
        return offset(inside).map(Some).ok_or(Wrong::NoInstant);
    }
    let hours = |hours: i32| FixedOffset::east_opt(hours * 3_600).ok_or(Wrong::NoInstant);
    let of = match fold(inside).as_str() {
        "z" | "utc" | "gmt" | "tu" => Of::Offset(hours(0)?),
        "cet" => Of::Central(hours(1)?),
        "cest" => Of::Central(hours(2)?),
        "paris" | "heure de paris" | "heure paris" | "heure locale de paris" => Of::Zone(Zone::PARIS),
        _ => {
            let is_named = |name: &str| inside.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(name));
            if is_named("UTC") || is_named("GMT") {
                return offset(inside[3..].trim()).map(Some).ok_or(Wrong::NoInstant);
            }
            if !inside.contains('/') {
                return Err(Wrong::NoInstant);
            }
            Of::Zone(inside.parse().map_err(|_| Wrong::NoInstant)?)
        }
    };
    Ok(Some(of))
}

/// `+1`, `+01`, `+0100`, `+01:00`.
fn offset(text: &str) -> Option<Of> {
    /// Places keep clocks from 12 hours behind to 14 hours ahead of universal time.
    const AHEAD: i32 = 14 * 60;
    let mut scan = Scan { rest: text };
    let sign = if scan.eat('-') { -1 } else { i32::from(scan.eat('+')) };
    let (digits, number) = scan.number()?;
    let (hours, minutes) = match digits {
        1 | 2 if scan.eat(':') => (number, scan.two()?),
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    let total = i32::try_from(hours * 60 + minutes).ok()?;
    if sign == 0 || !scan.rest.is_empty() || minutes > 59 || total > AHEAD {
        return None;
    }
    FixedOffset::east_opt(sign * total * 60).map(Of::Offset)
}

/// Months as French names them, and shortens them.
fn month(word: &str) -> Option<u32> {
    Some(match word {
        "janvier" | "janv" | "jan" => 1,
        "fevrier" | "fevr" | "fev" => 2,
        "mars" => 3,
        "avril" | "avr" => 4,
        "mai" => 5,
        "juin" => 6,
        "juillet" | "juill" | "juil" => 7,
        "aout" => 8,
        "septembre" | "sept" | "sep" => 9,
        "octobre" | "oct" => 10,
        "novembre" | "nov" => 11,
        "decembre" | "dec" => 12,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "lundi" | "lun" => Weekday::Mon,
        "mardi" | "mar" => Weekday::Tue,
        "mercredi" | "mer" => Weekday::Wed,
        "jeudi" | "jeu" => Weekday::Thu,
        "vendredi" | "ven" => Weekday::Fri,
        "samedi" | "sam" => Weekday::Sat,
        "dimanche" | "dim" => Weekday::Sun,
        _ => return None,
    })
}
