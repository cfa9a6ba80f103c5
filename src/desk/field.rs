//! What was typed, field by field: a form has all its mistakes told at once.

use std::ops::RangeInclusive;

use crate::time::{TimeError, Timestamp, Zone};

/// A field that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct FieldError {
    /// The field, by the name it has in the request.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Missing,
    /// Longer than what is kept.
    #[error("more than {most} characters")]
    TooLong {
        /// Characters that are kept.
        most: usize,
    },
    /// Not a whole number between two others.
    #[error("{text:?} is not a number from {min} to {max}")]
    NotANumber {
        /// What was typed.
        text: String,
        /// The least.
        min: u64,
        /// The greatest.
        max: u64,
    },
    /// An instant or a zone.
    #[error(transparent)]
    Time(TimeError),
    /// A deadline with a fraction of a second.
    #[error("{instant} is not in whole seconds")]
    Fraction {
        /// What was typed.
        instant: Timestamp,
    },
    /// Not one of the values.
    #[error("{text:?} is not one of {possible:?}")]
    Unknown {
        /// What was typed.
        text: String,
        /// What may be.
        possible: Vec<&'static str>,
    },
}

/// Longest name or reference, in characters.
const NAME: usize = 200;

/// Reads fields one after the other, and gathers what is wrong with each.
#[derive(Debug, Default)]
pub(super) struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    pub(super) fn wrong(&mut self, field: &'static str, problem: Problem) {
        self.errors.push(FieldError { field, problem });
    }

    /// A name or reference that has to be there.
    pub(super) fn name(&mut self, field: &'static str, text: &str) -> String {
        let tidied = text.trim();
        if tidied.is_empty() {
            self.wrong(field, Problem::Missing);
        } else if tidied.chars().count() > NAME {
            self.wrong(field, Problem::TooLong { most: NAME });
        }
        tidied.to_owned()
    }

    /// A whole number within bounds; the first of them where nothing was typed and that is what `otherwise` says.
    pub(super) fn number<T: TryFrom<u64>>(
        &mut self,
        field: &'static str,
        text: &str,
        range: &RangeInclusive<u64>,
        otherwise: T,
    ) -> T {
        let text = text.trim();
        if text.is_empty() {
            return otherwise;
        }
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.and_then(|number| T::try_from(number).ok()).unwrap_or_else(|| {
            let (min, max) = (*range.start(), *range.end());
            self.wrong(field, Problem::NotANumber { text: text.to_owned(), min, max });
            otherwise
        })
    }

    /// A zone of the IANA database; Paris where nothing was typed.
    pub(super) fn zone(&mut self, field: &'static str, text: &str) -> Zone {
        match text.trim() {
            "" => Zone::PARIS,
            text => text.parse().unwrap_or_else(|error| {
                self.wrong(field, Problem::Time(error));
                Zone::PARIS
            }),
        }
    }

    /// An instant that has to be there, read in a zone.
    pub(super) fn instant(&mut self, field: &'static str, text: &str, zone: Zone) -> Option<Timestamp> {
        if text.trim().is_empty() {
            self.wrong(field, Problem::Missing);
            return None;
        }
        zone.parse_instant(text).map_err(|error| self.wrong(field, Problem::Time(error))).ok()
    }

    /// One of several values by its name; nothing typed is none of them.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        field: &'static str,
        text: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let text = text.trim();
        let found = all.iter().copied().find(|one| name(*one) == text);
        if found.is_none() && !text.is_empty() {
            let possible = all.iter().map(|one| name(*one)).collect();
            self.wrong(field, Problem::Unknown { text: text.to_owned(), possible });
        }
        found
    }

    /// The request, unless a field is wrong.
    pub(super) fn end<T>(self, make: impl FnOnce() -> Option<T>) -> Result<T, Vec<FieldError>> {
        match make() {
            Some(request) if self.errors.is_empty() => Ok(request),
            _ => Err(self.errors),
        }
    }
}

/// What was typed into a field that may stay empty.
pub(super) fn optional(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
