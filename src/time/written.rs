//! Instants as people and platforms write them, in French order: the day before the month. Nothing is guessed.

mod scan;

use chrono::{Datelike as _, FixedOffset, LocalResult, NaiveDateTime, TimeDelta, TimeZone as _};

use self::scan::{Day, Of, Parts};
use super::{TimeError, Timestamp, Zone};

/// An instant, and how precisely it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The instant; the first of its minute where only that was written.
    pub at: Timestamp,
    /// Whether its seconds were not written.
    pub to_the_minute: bool,
}

impl Written {
    /// The last instant it can be.
    pub fn latest(self) -> Timestamp {
        let last = TimeDelta::seconds(if self.to_the_minute { 59 } else { 0 });
        self.at.0.checked_add_signed(last).map_or(self.at, Timestamp)
    }
}

impl From<Timestamp> for Written {
    /// Exactly this instant.
    fn from(at: Timestamp) -> Self {
        Self { at, to_the_minute: false }
    }
}

impl Zone {
    /// An instant as people write it: RFC 3339, or a date and a time of this zone or of one that they name.
    ///
    /// Dates: `2026-03-01`, `01/03/2026`, `01.03.2026`, `1er mars 2026`, `dim. 1 mars 2026`; times: `12:00`, `12:00:05`,
    /// `12h00`, `12 h`, `12h00m05s`, `12:00 PM`; `le`, `à`, a comma or a dash may stand before and between them; behind
    /// them `UTC`, `GMT+1`, `CET`, `Europe/Paris` or `heure de Paris`, in parentheses or not.
    ///
    /// # Errors
    ///
    /// It is not exactly one instant: the clocks skip or repeat it, its year has two digits, its month stands before its
    /// day or may (as beside `AM` and `PM`), its day of the week or its zone is not that of its date.
    pub fn parse_instant(self, text: &str) -> Result<Timestamp, TimeError> {
        self.parse_written(text).map(|written| written.at)
    }

    /// The same, with how precisely it was written: without its seconds, it is any instant of its minute.
    ///
    /// # Errors
    ///
    /// [`TimeError`] for what is no instant, or may be one of several.
    pub fn parse_written(self, text: &str) -> Result<Written, TimeError> {
        let text = text.trim();
        if let Ok(at) = text.parse::<Timestamp>() {
            let is_known = YEARS.contains(&at.0.year());
            return if is_known { Ok(at.into()) } else { Err(Wrong::NoInstant.about(text)) };
        }
        let parts = Parts::read(text).map_err(|wrong| wrong.about(text))?;
        self.of_parts(text, &parts)
    }

    /// An instant whose day and whose time stand in two cells. One of them, or each, may say all of it: then both say the
    /// same.
    ///
    /// # Errors
    ///
    /// As [`Zone::parse_written`], or the two contradict each other.
    pub fn parse_day_and_time(self, day: &str, time: &str) -> Result<Written, TimeError> {
        let text = format!("{} {}", day.trim(), time.trim());
        let read = |part: &str| Parts::read(part.trim()).map_err(|wrong| wrong.about(&text));
        let (first, second) = (read(day)?, read(time)?);
        let same_day = |one: Day, other: Day| one.date == other.date;
        let clock = match (first.clock, second.clock) {
            (Some(one), Some(other)) if !one.agrees(other) => return Err(Wrong::Contradictory.about(&text)),
            (Some(one), Some(other)) => Some(if one.to_the_minute { other } else { one }),
            (one, other) => one.or(other),
        };
        let day = match (first.day, second.day) {
            (Some(one), Some(other)) if !same_day(one, other) => {
                return Err(Wrong::Contradictory.about(&text));
            }
            (one, other) => one.or(other),
        };
        let of = match (first.of, second.of) {
            (Some(one), Some(other)) if one != other => return Err(Wrong::Contradictory.about(&text)),
            (one, other) => one.or(other),
        };
        self.of_parts(&text, &Parts { day, clock, of })
    }

    fn of_parts(self, text: &str, parts: &Parts) -> Result<Written, TimeError> {
        let (Some(day), Some(clock)) = (parts.day, parts.clock) else {
            return Err(Wrong::NoInstant.about(text));
        };
        if day.may_be_american && clock.has_halves {
            return Err(Wrong::MonthFirst.about(text));
        }
        let local = day.date.and_time(clock.time);
        if !YEARS.contains(&local.year()) {
            return Err(Wrong::NoInstant.about(text));
        }
        let at = match parts.of {
            None => self.of_local(text, local)?,
            Some(Of::Zone(zone)) => zone.of_local(text, local)?,
            Some(Of::Offset(offset)) => {
                of_offset(offset, local).ok_or_else(|| Wrong::NoInstant.about(text))?
            }
            // Many write CET all year: in summer it may be the hour of the clock on the wall, or not.
            Some(Of::Central(offset)) => of_offset(offset, local)
                .filter(|at| at.in_zone(Self::PARIS).naive_local() == local)
                .ok_or_else(|| Wrong::Contradictory.about(text))?,
        };
        Ok(Written { at, to_the_minute: clock.to_the_minute })
    }

    fn of_local(self, text: &str, local: NaiveDateTime) -> Result<Timestamp, TimeError> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(at) => Ok(at.into()),
            LocalResult::None => Err(TimeError::Skipped { text: text.to_owned(), zone: self.name() }),
            LocalResult::Ambiguous(first, second) => Err(TimeError::Ambiguous {
                text: text.to_owned(),
                zone: self.name(),
                first: first.into(),
                second: second.into(),
            }),
        }
    }
}

fn of_offset(offset: FixedOffset, local: NaiveDateTime) -> Option<Timestamp> {
    offset.from_local_datetime(&local).single().map(Timestamp::from)
}

/// Whether a text reads like a date, with a time or without, even like one that is refused for how it is written.
pub(crate) fn is_dated(text: &str) -> bool {
    match Parts::read(text.trim()) {
        Ok(parts) => parts.day.is_some(),
        Err(Wrong::NoInstant) => text.parse::<Timestamp>().is_ok(),
        Err(Wrong::ShortYear | Wrong::MonthFirst | Wrong::Contradictory) => true,
    }
}

/// Years in which a person can mean an instant.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9999;

/// Why a text is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    NoInstant,
    ShortYear,
    MonthFirst,
    Contradictory,
}

impl Wrong {
    fn about(self, text: &str) -> TimeError {
        let text = text.to_owned();
        match self {
            Self::NoInstant => TimeError::NotAnInstant { text },
            Self::ShortYear => TimeError::ShortYear { text },
            Self::MonthFirst => TimeError::MonthFirst { text },
            Self::Contradictory => TimeError::Contradictory { text },
        }
    }
}

#[cfg(test)]
mod tests;
