//! One published procedure, what its envelopes are encrypted to, and the proof that its deadline has passed.
//!
//! Nothing is opened before the deadline (Code de la commande publique, R. 2132-9). Here that is a type:
//! the engine asks for an [`Opening`], and only [`Consultation::opening`] makes one.

#![warn(clippy::missing_errors_doc)]

use std::fmt;

pub use crate::pli::{EnvelopeKind, Lot, UnknownEnvelopeKind};
use crate::{
    crypto::hex,
    time::{Clock, Timestamp, Zone},
};

/// A consultation, as far as an opening needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// Its reference at the buyer's.
    pub reference: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The buyer.
    pub entity: Option<String>,
    /// The instant after which deposits are late and until which nothing is opened.
    pub deadline: Option<Timestamp>,
    /// The zone in which people read its times.
    pub zone: Zone,
}

impl Default for Consultation {
    /// Nothing known of it: an opening of loose envelopes.
    fn default() -> Self {
        Self { reference: None, title: None, entity: None, deadline: None, zone: Zone::PARIS }
    }
}

impl Consultation {
    /// The proof that its envelopes may be opened at `now`.
    ///
    /// The deadline's second belongs to the bidders in full: a deposit that ends in it is in time
    /// ([`Timestamp::meets`]), so opening begins with the second after it. Were opening allowed at the
    /// deadline itself, an offer could be read while another may still be deposited. No instant is both.
    ///
    /// A consultation without a known deadline may be opened: the caller has given none to hold to.
    ///
    /// A clock given by hand that is ahead of the system's would make any deadline past: it opens nothing.
    ///
    /// # Errors
    ///
    /// [`NotYet`], with both instants, while a deposit would still be in time, or when the clock is ahead.
    pub fn opening(&self, clock: impl Into<Clock>) -> Result<Opening, NotYet> {
        let clock = clock.into();
        let now = clock.now();
        if let Some(system) = clock.ahead_of() {
            return Err(NotYet::ClockAhead { now, system, zone: self.zone });
        }
        match self.deadline {
            Some(deadline) if now.meets(deadline) => {
                Err(NotYet::Deadline(BeforeDeadline { deadline, now, zone: self.zone }))
            }
            _ => Ok(Opening { consultation: self.clone(), clock }),
        }
    }

    /// What a rehearsal is given instead: it may be had at any time, and opens nothing.
    pub fn rehearsal(&self, clock: impl Into<Clock>) -> Rehearsal {
        Rehearsal { consultation: self.clone(), clock: clock.into() }
    }
}

/// The proof that the deadline has passed, or that there is none. Its fields are private: this room alone
/// makes one, and whoever decrypts asks for it.
///
/// ```compile_fail
/// use plis::{consultation::{Consultation, Opening}, time::Timestamp};
/// let forged = Opening { consultation: Consultation::default(), at: Timestamp::now() };
/// ```
#[derive(Debug)]
pub struct Opening {
    consultation: Consultation,
    clock: Clock,
}

impl Opening {
    /// What is opened.
    pub fn consultation(&self) -> &Consultation {
        &self.consultation
    }

    /// The clock that was compared with the deadline.
    pub fn clock(&self) -> Clock {
        self.clock
    }
}

/// Leave to read headers and to try keys on themselves, and to decrypt no content.
#[derive(Debug)]
pub struct Rehearsal {
    consultation: Consultation,
    clock: Clock,
}

impl Rehearsal {
    /// What would be opened.
    pub fn consultation(&self) -> &Consultation {
        &self.consultation
    }

    /// When it is rehearsed.
    pub fn clock(&self) -> Clock {
        self.clock
    }
}

/// Why nothing is opened yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// The deadline has not passed.
    #[error(transparent)]
    Deadline(#[from] BeforeDeadline),
    /// The clock given by hand is ahead of the system's: nobody can say that the deadline has passed.
    #[error("the clock given is {now}, ahead of the system's {system}")]
    ClockAhead {
        /// The instant given.
        now: Timestamp,
        /// What the system's clock says.
        system: Timestamp,
        /// The zone in which people read both.
        zone: Zone,
    },
}

/// The deadline has not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the deadline is {deadline}, and it is {now}")]
pub struct BeforeDeadline {
    /// The deadline.
    pub deadline: Timestamp,
    /// The instant that was compared with it.
    pub now: Timestamp,
    /// The zone in which people read both.
    pub zone: Zone,
}

impl BeforeDeadline {
    /// Whole seconds to wait until opening is allowed: at least one.
    pub fn seconds_left(&self) -> u64 {
        let wait = self.deadline.whole_seconds().seconds_since(self.now.whole_seconds());
        u64::try_from(wait).unwrap_or(0) + 1
    }
}

/// One key that the envelopes of a consultation are encrypted to. Final once the consultation is launched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// The envelopes concerned: one kind, or all of them.
    pub envelope: Option<EnvelopeKind>,
    /// The lot concerned, or all of them.
    pub lot: Option<Lot>,
    /// SHA-256 of the key's certificate.
    pub key: Fingerprint,
}

impl Assignment {
    /// Whether an envelope of this kind and lot is encrypted to the key.
    pub fn covers(&self, envelope: EnvelopeKind, lot: Option<&Lot>) -> bool {
        self.envelope.is_none_or(|kind| kind == envelope)
            && self.lot.as_ref().is_none_or(|assigned| lot.is_none_or(|lot| lot == assigned))
    }
}

/// SHA-256 of a certificate, which is what the registry knows it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let mut octets = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (octet, pair) in octets.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16);
            *octet = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        Some(Self(octets))
    }
}

impl fmt::Display for Fingerprint {
    /// Lowercase hexadecimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consultation(deadline: &str) -> Consultation {
        let deadline = Zone::PARIS.parse_instant(deadline).expect("a deadline");
        Consultation { deadline: Some(deadline), ..Consultation::default() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn opening_begins_with_the_second_after_the_deadline() {
        let consultation = consultation("2026-12-18 12:00");
        for early in ["2026-12-18T10:59:59Z", "2026-12-18T11:00:00Z", "2026-12-18T11:00:00.999999999Z"] {
            consultation.opening(at(early)).expect_err(early);
        }
        let opening = consultation.opening(at("2026-12-18T11:00:01Z")).expect("a second later");
        assert_eq!(opening.clock(), Clock::from(at("2026-12-18T11:00:01Z")));
        assert_eq!(opening.consultation(), &consultation);
    }

    #[test]
    fn no_instant_is_both_in_time_and_openable() {
        let consultation = consultation("2026-12-18 12:00");
        let deadline = consultation.deadline.expect("set above");
        for tenth in -30_i64..30 {
            let now = deadline.utc() + chrono::TimeDelta::milliseconds(tenth * 100);
            let now = Timestamp::from(now);
            assert_ne!(now.meets(deadline), consultation.opening(now).is_ok(), "{now}");
        }
    }

    #[test]
    fn the_refusal_says_how_long_is_left() {
        let consultation = consultation("2026-12-18 12:00");
        let left = |now| match consultation.opening(at(now)).expect_err("early") {
            NotYet::Deadline(early) => early.seconds_left(),
            NotYet::ClockAhead { .. } => panic!("no clock was given"),
        };
        assert_eq!(left("2026-12-18T11:00:00.5Z"), 1);
        assert_eq!(left("2026-12-18T10:59:59.5Z"), 2);
        assert_eq!(left("2026-12-17T11:00:00Z"), 86_401);
        let refusal = consultation.opening(at("2026-12-18T10:00:00Z")).expect_err("early");
        assert_eq!(
            refusal.to_string(),
            "the deadline is 2026-12-18T11:00:00Z, and it is 2026-12-18T10:00:00Z"
        );
    }

    #[test]
    fn a_clock_ahead_of_the_systems_opens_nothing() {
        let past = consultation("2026-12-18 12:00");
        let given = |now, system| Clock::given(at(now), at(system));
        for (now, system, opens) in [
            ("2026-12-18T11:00:01Z", "2026-12-18T11:00:00Z", false),
            ("2026-12-18T11:00:01Z", "2026-12-18T11:00:01Z", true),
            ("2026-12-18T11:00:01Z", "2027-01-01T00:00:00Z", true),
            ("2026-12-18T11:00:00Z", "2027-01-01T00:00:00Z", false),
        ] {
            assert_eq!(past.opening(given(now, system)).is_ok(), opens, "{now}, {system}");
            past.rehearsal(given(now, system));
        }
        // Without a deadline either: any registry or register could have told of one.
        let none = Consultation::default().opening(given("2026-12-18T11:00:01Z", "2026-12-18T11:00:00Z"));
        assert!(matches!(none, Err(NotYet::ClockAhead { .. })));
    }

    // The clocks go forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00.
    #[test]
    fn both_changes_of_the_clocks_are_counted() {
        let spring = consultation("2026-03-29 12:00");
        spring.opening(at("2026-03-29T10:00:00Z")).expect_err("12:00 in summer time is 10:00Z");
        spring.opening(at("2026-03-29T10:00:01Z")).expect("past");
        let autumn = consultation("2026-10-25 12:00");
        autumn.opening(at("2026-10-25T11:00:00Z")).expect_err("12:00 in winter time is 11:00Z");
        autumn.opening(at("2026-10-25T11:00:01Z")).expect("past");
    }

    #[test]
    fn without_a_deadline_there_is_nothing_to_wait_for() {
        Consultation::default().opening(at("2020-01-01T00:00:00Z")).expect("none given");
    }

    #[test]
    fn a_rehearsal_may_be_had_at_any_time() {
        let consultation = consultation("2026-12-18 12:00");
        let rehearsal = consultation.rehearsal(at("2026-12-01T09:00:00Z"));
        assert_eq!(rehearsal.consultation(), &consultation);
        assert_eq!(rehearsal.clock().now(), at("2026-12-01T09:00:00Z"));
    }

    #[test]
    fn an_assignment_covers_what_it_names() {
        let lot = |text| Lot::new(text);
        let key = Fingerprint([0xab; 32]);
        let all = Assignment { envelope: None, lot: None, key };
        assert!(
            all.covers(EnvelopeKind::Offre, None) && all.covers(EnvelopeKind::Anonymat, lot("2").as_ref())
        );
        let offers_of_lot_1 = Assignment { envelope: Some(EnvelopeKind::Offre), lot: lot("1"), key };
        assert!(offers_of_lot_1.covers(EnvelopeKind::Offre, lot("Lot 1").as_ref()));
        assert!(!offers_of_lot_1.covers(EnvelopeKind::Offre, lot("2").as_ref()));
        assert!(!offers_of_lot_1.covers(EnvelopeKind::Candidature, lot("1").as_ref()));
        assert_eq!(key.to_string(), "ab".repeat(32));
    }
}
