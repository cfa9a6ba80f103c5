//! Instants, validity periods, and local deadlines.
//!
//! The clock is read once, by the binary; everything else is given the instant it judges by.

#![warn(clippy::missing_errors_doc)]

use std::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

#[cfg(test)]
pub(crate) mod busy;
mod written;

pub use self::written::Written;
pub(crate) use self::written::is_dated;

/// An instant, in UTC. Written in RFC 3339 with a final `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The system clock. Called once, by the binary.
    pub fn now() -> Self {
        Self(Utc::now())
    }

    /// Seconds since 1970-01-01T00:00:00Z, negative before it. `None` outside of what a calendar can write.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// As chrono's type, for calendars and zones.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The same instant without its fraction of a second.
    #[must_use]
    pub fn whole_seconds(self) -> Self {
        Self::from_unix(self.unix()).unwrap_or(self)
    }

    /// This instant, later (or earlier) by so many days of 86,400 seconds; stays put at the calendar's ends.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        TimeDelta::try_days(days).and_then(|delta| self.0.checked_add_signed(delta)).map_or(self, Self)
    }

    /// Seconds from `earlier` to this instant, negative when it comes before.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_seconds()
    }

    /// Whether something that ended at this instant is in time for a deadline.
    ///
    /// Judged in whole seconds: registers write no smaller ones, so the deadline's own second is in time
    /// up to its end, and the verdict is the same whether a register cut the fraction off or kept it.
    pub fn meets(self, deadline: Self) -> bool {
        self.unix() <= deadline.unix()
    }

    /// The local calendar time in a zone, for people.
    pub fn in_zone(self, zone: Zone) -> DateTime<chrono_tz::Tz> {
        self.0.with_timezone(&zone.0)
    }
}

impl<Z: chrono::TimeZone> From<DateTime<Z>> for Timestamp {
    fn from(instant: DateTime<Z>) -> Self {
        Self(instant.with_timezone(&Utc))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl From<Timestamp> for String {
    fn from(instant: Timestamp) -> Self {
        instant.to_string()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// RFC 3339, with its offset.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        DateTime::parse_from_rfc3339(text.trim())
            .map(|instant| Self(instant.with_timezone(&Utc)))
            .map_err(|_| TimeError::NotAnInstant { text: text.to_owned() })
    }
}

/// What time it is: the instant that everything is judged by and, where a person gave that one, the system's.
///
/// A clock given by hand is for rehearsals and for what is long past: one that is ahead of the system's opens nothing
/// ([`crate::consultation::NotYet`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    now: Timestamp,
    system: Option<Timestamp>,
}

impl Clock {
    /// An instant given by hand, and what the system's clock says.
    pub fn given(now: Timestamp, system: Timestamp) -> Self {
        Self { now, system: Some(system) }
    }

    /// The instant to judge by.
    pub fn now(self) -> Timestamp {
        self.now
    }

    /// What the system's clock says, where the instant was given by hand.
    pub fn system(self) -> Option<Timestamp> {
        self.system
    }

    /// What the system's clock says, where the instant given by hand is later.
    pub fn ahead_of(self) -> Option<Timestamp> {
        self.system.filter(|system| self.now > *system)
    }
}

/// An instant of the system's clock.
impl From<Timestamp> for Clock {
    fn from(now: Timestamp) -> Self {
        Self { now, system: None }
    }
}

/// A time zone of the IANA database, such as `Europe/Paris`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(chrono_tz::Tz);

impl Zone {
    /// Where French consultations are held unless they say otherwise.
    pub const PARIS: Self = Self(chrono_tz::Europe::Paris);

    /// Universal time.
    pub const UTC: Self = Self(chrono_tz::UTC);

    /// Its name in the IANA database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The zone whose name is that one but for capitals, spaces or the continent: `paris`, `Indian/reunion`.
    pub fn near(name: &str) -> Option<Self> {
        let wanted = name.trim().replace(' ', "_");
        let city = |full: &'static str| full.rsplit('/').next().unwrap_or(full);
        let mut zones = chrono_tz::TZ_VARIANTS.iter();
        zones
            .find(|zone| {
                zone.name().eq_ignore_ascii_case(&wanted) || city(zone.name()).eq_ignore_ascii_case(&wanted)
            })
            .map(|zone| Self(*zone))
    }
}

impl FromStr for Zone {
    type Err = TimeError;

    fn from_str(name: &str) -> Result<Self, TimeError> {
        name.trim().parse().map(Self).map_err(|_| TimeError::UnknownZone { name: name.to_owned() })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The period in which a certificate may be used to encrypt (RFC 5280 section 4.1.2.5), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First instant.
    pub not_before: Timestamp,
    /// Last instant.
    pub not_after: Timestamp,
}

impl Validity {
    /// Whether the last instant is past. An expired certificate still opens what was encrypted to it.
    pub fn expired_at(&self, now: Timestamp) -> bool {
        now > self.not_after
    }

    /// Whole days until the last instant, rounded down; negative once it is past.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        const DAY: i64 = 86_400;
        (self.not_after.unix() - now.unix()).div_euclid(DAY)
    }
}

/// Why a text is not an instant or a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Neither RFC 3339 nor a local date and time.
    #[error("not a date and time: {text:?}")]
    NotAnInstant {
        /// What was given.
        text: String,
    },
    /// A year of two digits.
    #[error("{text:?} has a year of two digits")]
    ShortYear {
        /// What was given.
        text: String,
    },
    /// A date whose month stands before its day, or may.
    #[error("in {text:?} the month stands, or may stand, before the day")]
    MonthFirst {
        /// What was given.
        text: String,
    },
    /// Its day of the week, its zone or its two cells are not those of its date.
    #[error("{text:?} contradicts itself")]
    Contradictory {
        /// What was given.
        text: String,
    },
    /// The zone's clocks jumped over it.
    #[error("{text} does not exist in {zone}: the clocks were put forward over it")]
    Skipped {
        /// What was given.
        text: String,
        /// The zone it was read in.
        zone: &'static str,
    },
    /// The zone's clocks showed it twice.
    #[error("{text} happens twice in {zone}: at {first} and at {second}")]
    Ambiguous {
        /// What was given.
        text: String,
        /// The zone it was read in.
        zone: &'static str,
        /// The first of the two instants.
        first: Timestamp,
        /// The second of the two instants.
        second: Timestamp,
    },
    /// Not in the IANA database.
    #[error("unknown time zone {name:?}")]
    UnknownZone {
        /// What was given.
        name: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paris(text: &str) -> Result<String, TimeError> {
        Zone::PARIS.parse_instant(text).map(|instant| instant.to_string())
    }

    #[test]
    fn local_time_follows_the_season() {
        assert_eq!(paris("2026-01-15 12:00").expect("winter"), "2026-01-15T11:00:00Z");
        assert_eq!(paris("15/07/2026 12:00").expect("summer"), "2026-07-15T10:00:00Z");
        assert_eq!(paris("2026-07-15T12:00:00+05:00").expect("offset"), "2026-07-15T07:00:00Z");
    }

    #[test]
    fn a_deadline_is_met_to_the_end_of_its_second() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let deadline = at("2026-12-18T11:00:00Z");
        assert!(at("2026-12-18T11:00:00Z").meets(deadline));
        assert!(at("2026-12-18T11:00:00.999Z").meets(deadline));
        assert!(!at("2026-12-18T11:00:01Z").meets(deadline));
    }

    // Clocks go forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00 (Directive 2000/84/EC).
    #[test]
    fn the_two_changes_are_refused_not_guessed() {
        assert!(matches!(paris("2026-03-29 02:30"), Err(TimeError::Skipped { .. })));
        assert!(matches!(paris("2026-10-25 02:30"), Err(TimeError::Ambiguous { .. })));
        assert_eq!(paris("2026-03-29 01:59:59").expect("before"), "2026-03-29T00:59:59Z");
        assert_eq!(paris("2026-03-29 03:00:00").expect("after"), "2026-03-29T01:00:00Z");
        assert_eq!(paris("2026-10-25 03:00:00").expect("after"), "2026-10-25T02:00:00Z");
    }

    #[test]
    fn both_ends_of_a_validity_are_inside() {
        let at = |seconds| Timestamp::from_unix(seconds).expect("in range");
        let validity = Validity { not_before: at(10), not_after: at(20) };
        assert!(!validity.expired_at(at(20)));
        assert!(validity.expired_at(at(21)));
    }
}
