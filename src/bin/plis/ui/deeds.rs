//! Entries of the registry's journal, in words: what was done to keys and consultations, and by whom.

use plis::{
    journal::Entry,
    opening::outcome::Reason,
    registry::{ProofResult, kind},
    report::{document::Tone, untrusted},
    time::Zone,
};
use serde::Deserialize;

use super::{findings, outcome::Words};
use crate::error::Tongue;

/// What is shown of an entry; each kind has some of it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Deed {
    by: String,
    reason: Option<String>,
    clock: Option<String>,
    name: String,
    renamed: String,
    to: String,
    result: Option<ProofResult>,
    reference: String,
    folder: String,
    asked: String,
    consultation: String,
    refusal: Refused,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    rule: String,
    name: Option<String>,
    reference: Option<String>,
    key: Named,
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
    if let Some(reason) = &deed.reason {
        parts.push(tongue.say.deed_reason(untrusted::text(reason)));
    }
    parts.push(tongue.say.deed_by(untrusted::text(&deed.by)));
    if deed.clock.is_some() {
        parts.push(tongue.say.journal_clock_given());
    }
    Some((tone, parts.join(" ")))
}

fn done(kind: &str, deed: &Deed, tongue: Tongue<'_>) -> Option<String> {
    let say = tongue.say;
    let name = || untrusted::text(&deed.name);
    let reference = || untrusted::text(&deed.reference);
    Some(match kind {
        kind::KEY_CREATED => say.deed_key_created(name()),
        kind::KEY_IMPORTED => say.deed_key_imported(name()),
        kind::KEY_LOCATED => say.deed_key_located(name()),
        kind::KEY_EXPORTED => say.deed_key_exported(name(), untrusted::text(&deed.to)),
        kind::KEY_RENAMED => say.deed_key_renamed(name(), untrusted::text(&deed.renamed)),
        kind::KEY_RETIRED => say.deed_key_retired(name()),
        kind::KEY_DELETED => say.deed_key_deleted(name()),
        kind::CONSULTATION_CREATED => say.deed_consultation_created(reference()),
        kind::CONSULTATION_CHANGED => say.deed_consultation_changed(reference()),
        kind::CONSULTATION_ASSIGNED => say.deed_consultation_assigned(reference()),
        kind::CONSULTATION_UNASSIGNED => say.deed_consultation_unassigned(reference()),
        kind::CONSULTATION_LAUNCHED => say.deed_consultation_launched(reference()),
        kind::CONSULTATION_CLOSED => say.deed_consultation_closed(reference()),
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
        let reason =
            reason.map_or_else(|| untrusted::text(&refusal.rule), |reason| words.reason_name(reason));
        return tongue.say.deed_opening_refused(untrusted::text(&deed.consultation), reason);
    }
    let about =
        [Some(&refusal.key.name), refusal.name.as_ref(), refusal.reference.as_ref(), Some(&deed.name)]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty());
    let about = about.map(|name| untrusted::text(name)).unwrap_or_default();
    tongue.say.deed_refused(untrusted::text(&deed.asked), about, untrusted::text(&refusal.rule))
}
