//! The sentences of an audit: what is so, and what to do about it.

use plis::{
    audit::{
        Audit,
        finding::{Code, Fact, Finding, Severity, UsageFault, Weakness},
    },
    registry::{
        ProofResult, Snapshot, Stranger, Tried,
        snapshot::{ConsultationIndex, FileKept, KeyFacts, KeyIndex, Seen},
    },
    report::{audit::Sentences, untrusted},
    time::{Timestamp, Zone},
};

use crate::words::{Messages, Tongue, error::why_not_proved, number, outcome::quotable};

/// References and names that a sentence holds; the others are counted.
const NAMED: usize = 3;

/// The sentences about one snapshot, in one language.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a> {
    pub(crate) tongue: Tongue<'a>,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) audit: &'a Audit,
}

/// What a proof gave.
pub(crate) fn proof(result: ProofResult, say: &Messages) -> String {
    match result {
        ProofResult::Proved => say.proof_proved(),
        ProofResult::Missing => say.proof_missing(),
        ProofResult::Unreadable => say.proof_unreadable(),
        ProofResult::PasswordWrong => say.proof_password_wrong(),
        ProofResult::Mismatch => say.proof_mismatch(),
    }
}

/// A finding in a few words.
pub(crate) fn name(code: Code, say: &Messages) -> String {
    match code {
        Code::KeyExpiresBeforeDeadline => say.finding_name_key_expires_before_deadline(),
        Code::KeyNotYetValid => say.finding_name_key_not_yet_valid(),
        Code::KeyExpiredInUse => say.finding_name_key_expired_in_use(),
        Code::KeyExpiresSoon => say.finding_name_key_expires_soon(),
        Code::KeyExpiresUnused => say.finding_name_key_expires_unused(),
        Code::PrivateKeyMissing => say.finding_name_private_key_missing(),
        Code::PrivateKeyUnreadable => say.finding_name_private_key_unreadable(),
        Code::PasswordWrong => say.finding_name_password_wrong(),
        Code::KeyMismatch => say.finding_name_key_mismatch(),
        Code::KeyNotProved => say.finding_name_key_not_proved(),
        Code::EmergencyMissing => say.finding_name_emergency_missing(),
        Code::EmergencySameAsEntity => say.finding_name_emergency_same_as_entity(),
        Code::SinglePoint => say.finding_name_single_point(),
        Code::KeyWeak => say.finding_name_key_weak(),
        Code::KeyUsage => say.finding_name_key_usage(),
        Code::KeySameName => say.finding_name_key_same_name(),
        Code::KeySamePublicKey => say.finding_name_key_same_public_key(),
        Code::KeyNotInRegistry => say.finding_name_key_not_in_registry(),
        Code::KeyDeletable => say.finding_name_key_deletable(),
    }
}

/// `1 jour`, `15 jours`.
pub(crate) fn days(tongue: Tongue<'_>, days: u64) -> String {
    tongue.say.finding_days(count(days), number::whole(tongue.lang, days))
}

/// The name of a severity.
pub(crate) fn severity(severity: Severity, say: &Messages) -> String {
    match severity {
        Severity::Critical => say.audit_severity_critical(),
        Severity::Warning => say.audit_severity_warning(),
        Severity::Info => say.audit_severity_info(),
    }
}

/// A number for a plural: beyond a billion they are all alike.
pub(crate) fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(1_000_000_000)
}

impl Sentences for Telling<'_> {
    fn message(&self, finding: &Finding) -> String {
        let say = self.tongue.say;
        let Some(index) = finding.key else { return self.without_key(finding) };
        let key = self.snapshot.key(index);
        let name = untrusted::text(&key.name);
        let ends = || self.instant(key.not_after);
        let tied = || self.consultations(&finding.consultations);
        match finding.code {
            Code::KeyExpiresBeforeDeadline => self.before_deadline(key, finding),
            Code::KeyNotYetValid => say.finding_not_yet_valid(name, self.instant(key.not_before), tied()),
            Code::KeyExpiredInUse if finding.consultations.is_empty() => {
                self.tongue.say.open_expired(name, ends())
            }
            Code::KeyExpiredInUse => say.finding_expired_in_use(name, ends(), tied()),
            Code::KeyExpiresSoon => say.finding_expires_soon(name, ends(), self.left(index), tied()),
            Code::KeyExpiresUnused => say.finding_expires_unused(name, ends(), self.left(index)),
            Code::PrivateKeyMissing if key.file.kept == FileKept::Certificate => {
                self.and_tied(say.finding_private_unknown(name), finding)
            }
            Code::PrivateKeyMissing if key.file.kept.is_stored() => {
                self.and_tied(say.finding_private_not_stored(name), finding)
            }
            Code::PrivateKeyMissing => self.of_file(say.finding_private_missing(name), key, finding),
            Code::PrivateKeyUnreadable => self.of_file(say.finding_private_unreadable(name), key, finding),
            Code::PasswordWrong => self.of_file(say.finding_password_wrong(name), key, finding),
            Code::KeyMismatch => self.of_file(say.finding_mismatch(name), key, finding),
            Code::KeyNotProved => {
                let sentence = match finding.fact {
                    Fact::NotProved { last: Some(last) } => say.finding_not_proved(name, self.instant(last)),
                    _ => say.finding_never_proved(name),
                };
                self.and_tied(sentence, finding)
            }
            Code::EmergencySameAsEntity => {
                let other = match finding.fact {
                    Fact::SameAsEntity { entity_key } => self.name(entity_key),
                    _ => String::new(),
                };
                say.finding_emergency_same(name, other, tied())
            }
            Code::SinglePoint => say.finding_single_point(name, tied()),
            Code::KeyWeak => {
                let sentence = say.finding_weak(name, self.weaknesses(key, &finding.fact));
                self.and_tied(sentence, finding)
            }
            Code::KeyUsage => {
                let sentence = match finding.fact {
                    Fact::Usage(UsageFault::NoKeyEncipherment) if key.curve().is_some() => {
                        say.finding_usage_no_agreement(name)
                    }
                    Fact::Usage(UsageFault::OnlySigns) if key.curve().is_some() => {
                        say.finding_usage_only_signs_curve(name)
                    }
                    Fact::Usage(UsageFault::NoKeyEncipherment) => say.finding_usage_no_encipherment(name),
                    Fact::Usage(UsageFault::AlsoSigns) => say.finding_usage_signs(name),
                    Fact::Usage(UsageFault::OnlySigns) => say.finding_usage_only_signs(name),
                    _ => say.finding_usage_unstated(name),
                };
                self.and_tied(sentence, finding)
            }
            Code::KeySameName => {
                let (shown, keys) = self.shared(&finding.fact);
                let cn = key.subject_cn.as_deref().map(untrusted::text).unwrap_or_default();
                say.finding_same_name(shown, cn, keys)
            }
            Code::KeySamePublicKey => {
                let (shown, keys) = self.shared(&finding.fact);
                say.finding_same_public_key(shown, keys)
            }
            Code::KeyDeletable => say.finding_deletable(name),
            Code::EmergencyMissing | Code::KeyNotInRegistry => self.without_key(finding),
        }
    }

    fn remedy(&self, finding: &Finding) -> String {
        let say = self.tongue.say;
        match finding.code {
            Code::KeyExpiresBeforeDeadline => self.longer(finding),
            Code::KeyNotYetValid => say.finding_not_yet_valid_remedy(),
            Code::KeyExpiredInUse => say.finding_expired_in_use_remedy(),
            Code::KeyExpiresSoon => say.finding_expires_soon_remedy(),
            Code::KeyExpiresUnused => say.finding_expires_unused_remedy(),
            Code::PrivateKeyMissing => say.finding_private_missing_remedy(),
            Code::PrivateKeyUnreadable => say.finding_private_unreadable_remedy(),
            Code::PasswordWrong => say.finding_password_wrong_remedy(),
            Code::KeyMismatch => say.finding_mismatch_remedy(),
            Code::KeyNotProved => {
                say.finding_not_proved_remedy(finding.key.map(|key| self.name(key)).unwrap_or_default())
            }
            Code::EmergencyMissing => say.finding_emergency_missing_remedy(),
            Code::EmergencySameAsEntity => say.finding_emergency_same_remedy(),
            Code::SinglePoint => say.finding_single_point_remedy(),
            Code::KeyWeak => say.finding_weak_remedy(),
            Code::KeyUsage => say.finding_usage_remedy(),
            Code::KeySameName => say.finding_same_name_remedy(),
            Code::KeySamePublicKey => say.finding_same_public_key_remedy(),
            Code::KeyNotInRegistry => say.finding_stranger_remedy(),
            Code::KeyDeletable => say.finding_deletable_remedy(),
        }
    }
}

impl Telling<'_> {
    /// `la consultation 2026-01`, or `12 consultations (2026-01, 2026-02, 2026-03 et 9 autres)`.
    pub(crate) fn consultations(&self, indexes: &[ConsultationIndex]) -> String {
        let references = indexes.iter().map(|index| &*self.snapshot.consultation(*index).reference);
        let all = indexes.len() as u64;
        let shown = number::whole(self.tongue.lang, all);
        self.tongue.say.finding_consultations(count(all), self.few(references, indexes.len()), shown)
    }

    /// A few names, and how many more.
    fn few<'n>(&self, names: impl Iterator<Item = &'n str>, all: usize) -> String {
        let first: Vec<String> = names.take(NAMED).map(untrusted::text).collect();
        let joined = first.join(", ");
        match all - first.len() {
            0 => joined,
            more => {
                let more = more as u64;
                self.tongue.say.finding_names_more(count(more), joined, number::whole(self.tongue.lang, more))
            }
        }
    }

    fn without_key(&self, finding: &Finding) -> String {
        let say = self.tongue.say;
        let consultations = self.consultations(&finding.consultations);
        match &finding.fact {
            Fact::EmergencyMissing { entity } => {
                say.finding_emergency_missing(consultations, untrusted::text(self.snapshot.entity(*entity)))
            }
            Fact::Stranger { stranger } => {
                let certificate = match &self.snapshot.strangers[*stranger].stranger {
                    Stranger::IssuerAndSerialNumber { issuer_cn, serial } => {
                        say.finding_stranger_serial(quotable(issuer_cn), serial)
                    }
                    Stranger::SubjectKeyIdentifier { ski } => say.finding_stranger_ski(ski),
                };
                say.finding_stranger(consultations, certificate)
            }
            _ => consultations,
        }
    }

    /// Ended already; ending before a deadline; or after it, but too soon for a deadline that is put back.
    /// What can be done about a key that ends too early: another one before the launch, and not after it.
    fn longer(&self, finding: &Finding) -> String {
        let say = self.tongue.say;
        let launched = |index: &ConsultationIndex| self.snapshot.consultation(*index).launched;
        let (all, some) =
            (finding.consultations.iter().all(launched), finding.consultations.iter().any(launched));
        match (all, some) {
            (true, true) => say.finding_expires_before_deadline_launched_remedy(),
            (false, true) => say.finding_expires_before_deadline_remedy(),
            (_, false) => say.finding_expires_before_deadline_draft_remedy(),
        }
    }

    fn before_deadline(&self, key: &KeyFacts, finding: &Finding) -> String {
        let say = self.tongue.say;
        let (name, ends) = (untrusted::text(&key.name), self.instant(key.not_after));
        let tied = self.consultations(&finding.consultations);
        let deadline = |index: &ConsultationIndex| self.snapshot.consultation(*index).deadline;
        if self.audit.at > key.not_after {
            say.finding_expired_before_deadline(name, ends, tied)
        } else if finding.consultations.iter().map(deadline).any(|deadline| deadline > key.not_after) {
            say.finding_expires_before_deadline(name, ends, tied)
        } else {
            let margin = days(self.tongue, u64::from(self.audit.thresholds.margin_days));
            say.finding_expires_within_margin(name, ends, margin, tied)
        }
    }

    fn of_file(&self, sentence: String, key: &KeyFacts, finding: &Finding) -> String {
        let say = self.tongue.say;
        let sentence = match (&finding.fact, &key.file.seen) {
            (Fact::File { tried_at: Some(at), .. }, _) => {
                format!("{sentence} {}", say.finding_tried_at(self.instant(*at)))
            }
            (_, Some(Seen::Tried(Tried { detail: Some(why), .. }))) => {
                format!("{sentence} {}", say.finding_file_why(why_not_proved(why, self.tongue)))
            }
            _ => sentence,
        };
        self.and_tied(sentence, finding)
    }

    fn and_tied(&self, sentence: String, finding: &Finding) -> String {
        if finding.consultations.is_empty() {
            return sentence;
        }
        format!("{sentence} {}", self.tongue.say.finding_tied(self.consultations(&finding.consultations)))
    }

    fn weaknesses(&self, key: &KeyFacts, fact: &Fact) -> String {
        let say = self.tongue.say;
        let Fact::Weak(weakness) = fact else { return String::new() };
        let Weakness { under_2048, under_3072_after_2030, small_exponent, small_group, sha1 } = *weakness;
        let curve = key.curve().filter(|_| small_group);
        let faults = [
            under_2048.then(|| say.finding_weak_2048(key.bits.to_string())),
            under_3072_after_2030.then(|| say.finding_weak_3072(key.bits.to_string())),
            small_exponent.then(|| say.finding_weak_exponent()),
            curve.map(|curve| say.finding_weak_curve(curve.title(), key.bits.to_string())),
            sha1.then(|| say.finding_weak_sha1()),
        ];
        faults.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn shared(&self, fact: &Fact) -> (String, String) {
        let Fact::Shared { keys } = fact else { return Default::default() };
        let names = keys.iter().map(|key| &*self.snapshot.key(*key).name);
        (number::whole(self.tongue.lang, keys.len() as u64), self.few(names, keys.len()))
    }

    fn name(&self, key: KeyIndex) -> String {
        untrusted::text(&self.snapshot.key(key).name)
    }

    /// `aujourd'hui`, `dans 12 jours`.
    fn left(&self, key: KeyIndex) -> String {
        let left = self.audit.keys[key.0 as usize].days_left.max(0).unsigned_abs();
        self.tongue.say.finding_in_days(count(left), number::whole(self.tongue.lang, left))
    }

    fn instant(&self, at: Timestamp) -> String {
        number::instant(self.tongue.lang, at, Zone::PARIS)
    }
}
