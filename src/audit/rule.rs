//! The rules about one key and what is tied to it. Each is a function of facts and of the clock, and says so to
//! the second.

use std::sync::Arc;

use super::{
    Judge,
    finding::{Code, Fact, Finding, Severity, UsageFault, Weakness},
};
use crate::{
    registry::{
        ProofResult, Tried,
        snapshot::{ConsultationIndex, FileKept, KeyFacts, KeyIndex, Seen},
    },
    time::Timestamp,
};

/// The first instant after 2030: 2031-01-01T00:00:00Z, in seconds (RGS 2.0 annex B1: 2,048 bits until 2030).
const AFTER_2030: i64 = 1_924_992_000;

/// Bits of the order of a group on a curve that is used after 2020 (RGS 2.0 annex B1).
const GROUP_BITS: usize = 256;

/// A key, what is tied to it, and what is known of its private half.
pub(super) struct Case<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) index: KeyIndex,
    pub(super) key: &'a KeyFacts,
    pub(super) tied: Arc<[ConsultationIndex]>,
}

impl Case<'_> {
    /// Everything that is to be said of this key alone.
    pub(super) fn judge(&self, findings: &mut Vec<Finding>) {
        let rules: [fn(&Self) -> Option<Finding>; 10] = [
            Self::expires_before_deadline,
            Self::not_yet_valid,
            Self::expired_in_use,
            Self::expires_soon,
            Self::expires_unused,
            Self::file,
            Self::not_proved,
            Self::weak,
            Self::usage,
            Self::deletable,
        ];
        findings.extend(rules.iter().filter_map(|rule| rule(self)));
    }

    fn is_expired(&self) -> bool {
        self.judge.now > self.key.not_after
    }

    fn is_tied(&self) -> bool {
        !self.tied.is_empty()
    }

    /// The last instant is within so many days of now, and not past.
    fn ends_within(&self, days: u32) -> bool {
        !self.is_expired() && self.judge.now.plus_days(i64::from(days)) >= self.key.not_after
    }

    fn tied_where(&self, condition: impl Fn(Timestamp) -> bool) -> Arc<[ConsultationIndex]> {
        let deadline = |index: ConsultationIndex| self.judge.snapshot.consultation(index).deadline;
        if self.tied.iter().all(|index| condition(deadline(*index))) {
            return Arc::clone(&self.tied);
        }
        self.tied.iter().copied().filter(|index| condition(deadline(*index))).collect()
    }

    fn finding(&self, code: Code, severity: Severity, fact: Fact) -> Finding {
        Finding { code, severity, key: Some(self.index), consultations: Arc::clone(&self.tied), fact }
    }

    /// While bidders may still deposit; once the deadline has passed nobody encrypts any more, and what is left
    /// to say is [`Case::expired_in_use`].
    fn expires_before_deadline(&self) -> Option<Finding> {
        let judge = self.judge;
        let margin = i64::from(judge.thresholds.margin_days);
        let threatened = self.tied_where(|deadline| {
            judge.now.meets(deadline) && deadline.plus_days(margin) > self.key.not_after
        });
        (!threatened.is_empty()).then(|| Finding {
            consultations: threatened,
            ..self.finding(Code::KeyExpiresBeforeDeadline, Severity::Critical, Fact::None)
        })
    }

    /// Bidders cannot encrypt to it yet; from the launch on they ought to.
    fn not_yet_valid(&self) -> Option<Finding> {
        let judge = self.judge;
        if self.key.not_before <= judge.now {
            return None;
        }
        let threatened = self.tied_where(|deadline| judge.now.meets(deadline));
        let is_launched = |index: &ConsultationIndex| judge.snapshot.consultation(*index).launched;
        let severity =
            if threatened.iter().any(is_launched) { Severity::Critical } else { Severity::Warning };
        (!threatened.is_empty()).then(|| Finding {
            consultations: threatened,
            ..self.finding(Code::KeyNotYetValid, severity, Fact::None)
        })
    }

    fn expired_in_use(&self) -> Option<Finding> {
        if !self.is_expired() {
            return None;
        }
        let kept = self.tied_where(|deadline| !self.judge.now.meets(deadline));
        (!kept.is_empty()).then(|| Finding {
            consultations: kept,
            ..self.finding(Code::KeyExpiredInUse, Severity::Warning, Fact::None)
        })
    }

    fn expires_soon(&self) -> Option<Finding> {
        let severity = if self.ends_within(self.judge.thresholds.crit_days) {
            Severity::Critical
        } else {
            Severity::Warning
        };
        let soon = self.is_tied()
            && (severity == Severity::Critical || self.ends_within(self.judge.thresholds.warn_days));
        soon.then(|| self.finding(Code::KeyExpiresSoon, severity, Fact::None))
    }

    /// A retired key is not for the next launch anyway.
    fn expires_unused(&self) -> Option<Finding> {
        let soon = !self.is_tied() && !self.key.retired && self.ends_within(self.judge.thresholds.warn_days);
        soon.then(|| self.finding(Code::KeyExpiresUnused, Severity::Info, Fact::None))
    }

    fn file(&self) -> Option<Finding> {
        let (result, tried_at) = file_fault(self.key)?;
        let code = match result {
            ProofResult::Proved => return None,
            ProofResult::Missing => Code::PrivateKeyMissing,
            ProofResult::Unreadable => Code::PrivateKeyUnreadable,
            ProofResult::PasswordWrong => Code::PasswordWrong,
            ProofResult::Mismatch => Code::KeyMismatch,
        };
        let severity = if self.is_tied() { Severity::Critical } else { Severity::Warning };
        Some(self.finding(code, severity, Fact::File { result, tried_at }))
    }

    fn not_proved(&self) -> Option<Finding> {
        let days = i64::from(self.judge.thresholds.proof_days);
        let fresh = self.key.proved_at.is_some_and(|proved| proved.plus_days(days) >= self.judge.now);
        let last = self.key.proved_at;
        (self.is_tied() && !fresh)
            .then(|| self.finding(Code::KeyNotProved, Severity::Warning, Fact::NotProved { last }))
    }

    fn weak(&self) -> Option<Finding> {
        let key = self.key;
        let after_2030 = |instant: Timestamp| instant.unix() >= AFTER_2030;
        let used_after_2030 = after_2030(key.not_after)
            || self.tied.iter().any(|index| after_2030(self.judge.snapshot.consultation(*index).deadline));
        let weakness = match key.curve() {
            Some(curve) => {
                Weakness { small_group: curve.bits() < GROUP_BITS, sha1: key.sha1, ..Weakness::default() }
            }
            None if key.kem().is_some() => Weakness { sha1: key.sha1, ..Weakness::default() },
            None => Weakness {
                under_2048: key.bits < 2048,
                under_3072_after_2030: (2048..3072).contains(&key.bits) && used_after_2030,
                small_exponent: key.exponent <= 65_536,
                small_group: false,
                sha1: key.sha1,
            },
        };
        let severity = if weakness.under_2048 { Severity::Critical } else { Severity::Warning };
        (weakness != Weakness::default()).then(|| self.finding(Code::KeyWeak, severity, Fact::Weak(weakness)))
    }

    fn usage(&self) -> Option<Finding> {
        let fault = match self.key.key_usage {
            None => UsageFault::Unstated,
            Some(usage) => match (usage.encrypts(self.key.curve()), usage.digital_signature()) {
                (true, false) => return None,
                (true, true) => UsageFault::AlsoSigns,
                (false, true) => UsageFault::OnlySigns,
                (false, false) => UsageFault::NoKeyEncipherment,
            },
        };
        // A certificate that says nothing restricts nothing (RFC 5280 section 4.2.1.3).
        let severity = if fault == UsageFault::Unstated { Severity::Info } else { Severity::Warning };
        Some(self.finding(Code::KeyUsage, severity, Fact::Usage(fault)))
    }

    /// "Any more": a key that nothing used yet, and that can still be used, is not told to go.
    fn deletable(&self) -> Option<Finding> {
        let had_its_use = self.key.ever_tied || self.key.retired || self.is_expired();
        (!self.is_tied() && had_its_use).then(|| self.finding(Code::KeyDeletable, Severity::Info, Fact::None))
    }
}

/// What is wrong with a key's file: as seen now, else as it was when the key was last tried; and when that was.
pub(super) fn file_fault(key: &KeyFacts) -> Option<(ProofResult, Option<Timestamp>)> {
    if key.file.kept == FileKept::Certificate {
        return Some((ProofResult::Missing, None));
    }
    let earlier = key.last_proof.filter(|proof| proof.result != ProofResult::Proved);
    match &key.file.seen {
        Some(Seen::Tried(Tried { result: ProofResult::Proved, .. })) => None,
        Some(Seen::Tried(tried)) => Some((tried.result, None)),
        // It has come back since.
        Some(Seen::There) => earlier
            .filter(|proof| proof.result != ProofResult::Missing)
            .map(|proof| (proof.result, Some(proof.at))),
        None => earlier.map(|proof| (proof.result, Some(proof.at))),
    }
}
