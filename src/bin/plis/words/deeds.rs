//! Entries of the registry's journal, in words: what was done to keys and consultations, and by whom.

use plis::{
    journal::Entry,
    keys::quorum::JoinedBy,
    opening::outcome::Reason,
    registry::{LaunchProblem, ProofResult, kind},
    report::{document::Tone, untrusted},
    time::{Timestamp, Zone},
};
use serde::Deserialize;

use crate::words::{
    Messages, Tongue,
    error::registry::launch_problem,
    findings, number,
    outcome::{Words, capitalized},
    quorum::numbers,
};

/// What is shown of an entry; each kind has some of it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Deed {
    by: String,
    reason: Option<String>,
    clock: Option<String>,
    system_at: Option<Timestamp>,
    name: String,
    renamed: String,
    to: String,
    result: Option<ProofResult>,
    quorum: Shares,
    numbers: Vec<u8>,
    joined_by: Option<JoinedBy>,
    reference: String,
    folder: String,
    head: String,
    asked: String,
    consultation: String,
    refusal: Refused,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Shares {
    threshold: u8,
    shares: u8,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    rule: String,
    name: Option<String>,
    reference: Option<String>,
    path: Option<String>,
    key: Named,
    problems: Problems,
}

/// What spoke against a launch: all of it, or the first of many.
#[derive(Deserialize)]
#[serde(untagged)]
enum Problems {
    Whole(Vec<LaunchProblem>),
    Shortened {
        first: Vec<LaunchProblem>,
    },
    /// Written by a newer version.
    Unknown(serde::de::IgnoredAny),
}

impl Default for Problems {
    fn default() -> Self {
        Self::Whole(Vec::new())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
}

/// What an entry says, when it is one of the registry's.
pub(super) fn sentence(entry: &Entry, tongue: Tongue<'_>) -> Option<(Tone, String)> {
    let deed: Deed = entry.parse().ok()?;
    let mut tone = Tone::Plain;
    let sentence = match entry.kind.as_str() {
        kind::REFUSED => {
            tone = Tone::Warn;
            refused(&deed, tongue)
        }
        kind::KEY_TRIED => {
            let result = deed.result?;
            tone = if result == ProofResult::Proved { Tone::Good } else { Tone::Bad };
            tongue.say.deed_key_tried(untrusted::text(&deed.name), findings::proof(result, tongue.say))
        }
        kind => done(kind, &deed, tongue)?,
    };
    let mut parts = vec![sentence];
    if let Some(joined) = &deed.joined_by {
        parts.push(tongue.say.deed_joined(numbers(&joined.numbers)));
    }
    if let Some(reason) = &deed.reason {
        parts.push(tongue.say.deed_reason(untrusted::whole(reason)));
    }
    parts.push(tongue.say.deed_by(untrusted::text(&deed.by)));
    if let Some(system) = deed.system_at {
        parts.push(tongue.say.journal_clock_beside(number::instant(tongue.lang, system, Zone::PARIS)));
    } else if deed.clock.is_some() {
        parts.push(tongue.say.journal_clock_given());
    }
    Some((tone, parts.join(" ")))
}

fn done(kind: &str, deed: &Deed, tongue: Tongue<'_>) -> Option<String> {
    let say = tongue.say;
    let name = || untrusted::text(&deed.name);
    let reference = || untrusted::text(&deed.reference);
    let (threshold, shares) = (deed.quorum.threshold.to_string(), deed.quorum.shares.to_string());
    Some(match kind {
        kind::KEY_CREATED => say.deed_key_created(name()),
        kind::KEY_IMPORTED => say.deed_key_imported(name()),
        kind::KEY_LOCATED => say.deed_key_located(name()),
        kind::KEY_EXPORTED => say.deed_key_exported(name(), untrusted::text(&deed.to)),
        kind::KEY_RENAMED => say.deed_key_renamed(name(), untrusted::text(&deed.renamed)),
        kind::KEY_RETIRED => say.deed_key_retired(name()),
        kind::KEY_DELETED => say.deed_key_deleted(name()),
        kind::KEY_RESTORED => say.deed_key_restored(name()),
        kind::KEY_PURGED => say.deed_key_purged(name()),
        kind::KEY_SPLIT => say.deed_key_split(name(), threshold, shares),
        kind::KEY_SHARE_PROVED => say.deed_key_share_proved(name(), numbers(&deed.numbers)),
        kind::KEY_QUORUM => say.deed_key_quorum(name(), threshold, shares),
        kind::CONSULTATION_CREATED => say.deed_consultation_created(reference()),
        kind::CONSULTATION_CHANGED => say.deed_consultation_changed(reference()),
        kind::CONSULTATION_ASSIGNED => say.deed_consultation_assigned(reference()),
        kind::CONSULTATION_UNASSIGNED => say.deed_consultation_unassigned(reference()),
        kind::CONSULTATION_LAUNCHED => say.deed_consultation_launched(reference()),
        kind::CONSULTATION_CLOSED => say.deed_consultation_closed(reference()),
        kind::OPENING_STARTED => say.deed_opening_started(untrusted::text(&deed.folder)),
        kind::OPENING_ENDED if deed.head.is_empty() => say.deed_opening_failed(untrusted::text(&deed.folder)),
        kind::OPENING_ENDED => say.deed_opening_ended(untrusted::text(&deed.folder)),
        kind::CONSULTATION_OPENED => say.deed_consultation_opened(reference(), untrusted::text(&deed.folder)),
        _ => return None,
    })
}

/// What was asked for, of what, and the rule that said no.
fn refused(deed: &Deed, tongue: Tongue<'_>) -> String {
    let refusal = &deed.refusal;
    if deed.asked == kind::CONSULTATION_OPENED {
        let words = Words { lang: tongue.lang, say: tongue.say, keys: &[], zone: Zone::PARIS };
        let reason = Reason::ALL.into_iter().find(|reason| reason.code() == refusal.rule);
        let reason = match (reason, refusal.rule.as_str()) {
            (Some(reason), _) => words.reason_name(reason),
            (None, "clock_ahead") => tongue.say.run_rule_clock_ahead(),
            (None, "keys_tied") => tongue.say.run_rule_keys_tied(),
            (None, other) => untrusted::text(other),
        };
        return tongue.say.deed_opening_refused(untrusted::text(&deed.consultation), reason);
    }
    let (asked, rule) = (asked(&deed.asked, tongue.say), rule(&refusal.rule, tongue.say));
    let first = |names: &[Option<&str>]| {
        names.iter().flatten().find(|name| !name.is_empty()).map(|name| untrusted::text(name))
    };
    let path = refusal.path.as_deref();
    let key = first(&[Some(&refusal.key.name), refusal.name.as_deref(), Some(&deed.name), path]);
    let reference = first(&[refusal.reference.as_deref(), Some(&deed.reference)]);
    let sentence = match (reference, key) {
        (Some(reference), Some(key)) => tongue.say.deed_refused_both(asked, reference, key, rule),
        (Some(about), None) | (None, Some(about)) => tongue.say.deed_refused(asked, about, rule),
        (None, None) => tongue.say.deed_refused_whole(asked, rule),
    };
    let problems = match &refusal.problems {
        Problems::Whole(problems) | Problems::Shortened { first: problems } => &problems[..],
        Problems::Unknown(_) => &[],
    };
    let problems = problems.iter().map(|problem| capitalized(&launch_problem(problem, tongue)));
    std::iter::once(sentence).chain(problems).collect::<Vec<_>>().join(" ")
}

/// What was asked for, in words; as it is where a newer version wrote it.
fn asked(kind: &str, say: &Messages) -> String {
    match kind {
        kind::KEY_CREATED => say.deed_asked_key_created(),
        kind::KEY_IMPORTED => say.deed_asked_key_imported(),
        kind::KEY_LOCATED => say.deed_asked_key_located(),
        kind::KEY_RENAMED => say.deed_asked_key_renamed(),
        kind::KEY_RETIRED => say.deed_asked_key_retired(),
        kind::KEY_DELETED => say.deed_asked_key_deleted(),
        kind::KEY_RESTORED => say.deed_asked_key_restored(),
        kind::KEY_PURGED => say.deed_asked_key_purged(),
        kind::KEY_SPLIT => say.deed_asked_key_split(),
        kind::CONSULTATION_CREATED => say.deed_asked_consultation_created(),
        kind::CONSULTATION_ASSIGNED => say.deed_asked_consultation_assigned(),
        kind::CONSULTATION_UNASSIGNED => say.deed_asked_consultation_unassigned(),
        kind::CONSULTATION_LAUNCHED => say.deed_asked_consultation_launched(),
        kind::CONSULTATION_CLOSED => say.deed_asked_consultation_closed(),
        kind::CONSULTATION_IMPORT => say.deed_asked_consultation_import(),
        other => untrusted::text(other),
    }
}

/// The rule that said no ([`Refusal`](plis::registry::Refusal)), in words.
fn rule(code: &str, say: &Messages) -> String {
    match code {
        "name_taken" => say.deed_rule_name_taken(),
        "key_known" => say.deed_rule_key_known(),
        "key_needed" => say.deed_rule_key_needed(),
        "not_confirmed" => say.deed_rule_not_confirmed(),
        "already_retired" => say.deed_rule_already_retired(),
        "key_retired" => say.deed_rule_key_retired(),
        "emergency_key" => say.deed_rule_emergency_key(),
        "private_held" => say.deed_rule_private_held(),
        "own_file" => say.deed_rule_own_file(),
        "not_split" => say.deed_rule_not_split(),
        "reference_taken" => say.deed_rule_reference_taken(),
        "assignment_final" => say.deed_rule_assignment_final(),
        "closed" => say.deed_rule_closed(),
        "closes_early" => say.deed_rule_closes_early(),
        "kept_aside" => say.deed_rule_kept_aside(),
        "nothing_assigned" => say.deed_rule_nothing_assigned(),
        "not_assigned" => say.deed_rule_not_assigned(),
        "roll_not_taken" => say.deed_rule_roll_not_taken(),
        "not_fit" => say.deed_rule_not_fit(),
        other => untrusted::text(other),
    }
}

#[cfg(test)]
mod tests {
    use plis::{
        consultation::Fingerprint,
        registry::{KeyName, Refusal},
    };

    use super::*;
    use crate::words::{Lang, messages};

    /// One of each: a rule that is added here has its words.
    fn refusals() -> Vec<Refusal> {
        let key = || KeyName { name: "Marchés 2026".into(), fingerprint: Fingerprint([7; 32]) };
        let reference = || "2026-01".to_owned();
        let all = vec![
            Refusal::NameTaken { name: "Marchés 2026".into() },
            Refusal::KeyKnown { key: key() },
            Refusal::KeyNeeded { key: key(), consultations: vec![] },
            Refusal::NotConfirmed { key: key(), given: "x".into() },
            Refusal::AlreadyRetired { key: key() },
            Refusal::KeyRetired { key: key() },
            Refusal::EmergencyKey { key: key() },
            Refusal::PrivateHeld { key: key() },
            Refusal::OwnFile { path: "registre/keys/aa.p12".into() },
            Refusal::NotSplit { key: key() },
            Refusal::ReferenceTaken { reference: reference() },
            Refusal::AssignmentFinal { reference: reference() },
            Refusal::Closed { reference: reference() },
            Refusal::ClosesEarly {
                reference: reference(),
                ahead: None,
                opened: false,
                launched: true,
                keys: vec![key()],
            },
            Refusal::KeptAside { key: key(), until: "2026-12-18T13:00:00Z".parse().expect("an instant") },
            Refusal::NothingAssigned { reference: reference() },
            Refusal::NotAssigned { key: key(), reference: reference() },
            Refusal::RollNotTaken,
            Refusal::NotFit { reference: reference(), problems: vec![] },
        ];
        for refusal in &all {
            match refusal {
                Refusal::NameTaken { .. }
                | Refusal::KeyKnown { .. }
                | Refusal::KeyNeeded { .. }
                | Refusal::NotConfirmed { .. }
                | Refusal::AlreadyRetired { .. }
                | Refusal::KeyRetired { .. }
                | Refusal::EmergencyKey { .. }
                | Refusal::PrivateHeld { .. }
                | Refusal::OwnFile { .. }
                | Refusal::NotSplit { .. }
                | Refusal::ReferenceTaken { .. }
                | Refusal::AssignmentFinal { .. }
                | Refusal::Closed { .. }
                | Refusal::ClosesEarly { .. }
                | Refusal::KeptAside { .. }
                | Refusal::NothingAssigned { .. }
                | Refusal::NotAssigned { .. }
                | Refusal::RollNotTaken
                | Refusal::NotFit { .. } => {}
            }
        }
        all
    }

    #[test]
    fn every_refusal_is_in_words() {
        for lang in [Lang::Fr, Lang::En] {
            let say = messages::load(lang);
            for refusal in refusals() {
                let refusal = serde_json::to_value(&refusal).expect("JSON");
                let code = refusal["rule"].as_str().expect("its rule");
                assert_ne!(rule(code, &say), code);
                let deed = serde_json::json!({"asked": kind::KEY_DELETED, "refusal": refusal});
                let sentence =
                    refused(&serde_json::from_value(deed).expect("a deed"), Tongue { lang, say: &say });
                assert!(!sentence.contains('_') && !sentence.contains("key."), "{sentence}");
            }
        }
        let say = messages::load(Lang::Fr);
        for asked_for in [
            kind::KEY_CREATED,
            kind::KEY_IMPORTED,
            kind::KEY_LOCATED,
            kind::KEY_RENAMED,
            kind::KEY_RETIRED,
            kind::KEY_DELETED,
            kind::KEY_RESTORED,
            kind::KEY_PURGED,
            kind::KEY_SPLIT,
            kind::CONSULTATION_CREATED,
            kind::CONSULTATION_ASSIGNED,
            kind::CONSULTATION_UNASSIGNED,
            kind::CONSULTATION_LAUNCHED,
            kind::CONSULTATION_CLOSED,
            kind::CONSULTATION_IMPORT,
        ] {
            assert_ne!(asked(asked_for, &say), asked_for);
        }
    }
}
