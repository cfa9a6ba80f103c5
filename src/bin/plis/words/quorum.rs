//! Whose shares open a key, in words.

use plis::{
    desk::keys::ShareAhead,
    keys::quorum::{Behind, JoinedBy},
    report::{
        document::{Definition, Line},
        untrusted,
    },
    time::Zone,
};

use super::{Messages, Tongue, number};

/// Numbers of shares: `1, 2, 4`.
pub(crate) fn numbers(numbers: &[u8]) -> String {
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

/// The beginning of what a set is told from others by.
fn short(set: &str) -> String {
    untrusted::text(set.get(..8).unwrap_or(set))
}

/// What the text of a share begins with.
pub(crate) fn preface(ahead: &ShareAhead<'_>, say: &Messages) -> String {
    let ShareAhead { key, custodian, number, threshold, shares } = ahead;
    let who = custodian.subject_cn().unwrap_or_else(|| custodian.fingerprint_hex());
    let (name, who) = (untrusted::text(&key.name), untrusted::text(&who));
    say.share_text(number.to_string(), shares.to_string(), name, who, threshold.to_string())
}

/// The shares that opened a key, for the minutes.
pub(crate) fn joined(by: &JoinedBy, say: &Messages) -> String {
    let JoinedBy { set, threshold, shares, numbers: joined } = by;
    say.minutes_key_joined(numbers(joined), threshold.to_string(), shares.to_string(), short(set))
}

/// Whose shares open a key, and whose will.
pub(crate) fn definitions(behind: &Behind, tongue: Tongue<'_>) -> Vec<Definition> {
    let say = tongue.say;
    let mut definitions = Vec::new();
    if let Some(quorum) = &behind.quorum {
        let (threshold, shares) = (quorum.threshold.to_string(), quorum.shares().to_string());
        let mut lines = vec![Line::strong(say.key_quorum_of(threshold, shares, short(&quorum.set)))];
        lines.extend(quorum.custodians.iter().zip(1_u8..).map(|(custodian, number)| {
            let ends = number::instant(tongue.lang, custodian.not_after, Zone::PARIS);
            Line::plain(say.key_quorum_custodian(
                number.to_string(),
                untrusted::text(&custodian.subject),
                ends,
            ))
        }));
        definitions.push(Definition { term: say.key_term_quorum(), lines });
    }
    if let Some(set) = &behind.pending {
        let quorum = &set.quorum;
        let (threshold, shares) = (quorum.threshold.to_string(), quorum.shares().to_string());
        let mut lines = vec![Line::strong(say.key_quorum_of(threshold, shares, short(&quorum.set)))];
        lines.extend(quorum.custodians.iter().zip(1_u8..).map(|(custodian, number)| {
            let subject = untrusted::text(&custodian.subject);
            let shown = number.to_string();
            Line::plain(if set.proved.contains(&number) {
                say.key_quorum_answered(shown, subject)
            } else {
                say.key_quorum_awaited(shown, subject)
            })
        }));
        definitions.push(Definition { term: say.key_term_pending(), lines });
    }
    definitions
}
