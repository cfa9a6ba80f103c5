//! What refuses or ends an opening or a sealing, in words.

use plis::{
    cms::seal::SealError,
    consultation::{BeforeDeadline, NotYet},
    crypto::KeyRejected,
    desk::open::Exceptional,
    fsx::Fault,
    opening::{RunError, TeamError},
    registry::KeysTied,
    report::untrusted,
    time::{Timestamp, Zone},
};

use super::{limit_words, records, remedy, system};
use crate::words::{Lang, Messages, Tongue, entries, number};

pub(crate) fn not_yet(error: &NotYet, tongue: Tongue<'_>) -> (String, Option<String>) {
    match error {
        NotYet::Deadline(early) => before_deadline(early, tongue),
        NotYet::ClockAhead { now, system, zone } => {
            let shown = |at| number::instant(tongue.lang, at, *zone);
            (tongue.say.run_clock_ahead(shown(*now), shown(*system)), Some(tongue.say.run_clock_ahead_hint()))
        }
    }
}

pub(crate) fn keys_tied(error: &KeysTied, tongue: Tongue<'_>) -> (String, Option<String>) {
    const NAMED: usize = 5;
    let say = tongue.say;
    let shown: Vec<String> = error
        .ahead
        .iter()
        .take(NAMED)
        .map(|tied| {
            let deadline = number::instant(tongue.lang, tied.deadline, Zone::PARIS);
            say.refused_key_needed_one(untrusted::text(&tied.reference), deadline)
        })
        .collect();
    let count = error.ahead.len();
    let mut names = shown.join(if tongue.lang == Lang::Fr { "\u{202f}; " } else { "; " });
    if count > NAMED {
        names.push_str(" ...");
    }
    (say.run_keys_tied(count as u64, names), Some(say.run_keys_tied_hint()))
}

fn before_deadline(error: &BeforeDeadline, tongue: Tongue<'_>) -> (String, Option<String>) {
    let say = tongue.say;
    let deadline = number::instant(tongue.lang, error.deadline, error.zone);
    let left = left(error.seconds_left(), say);
    (say.run_before_deadline(deadline, left), Some(say.run_before_deadline_hint()))
}

/// How long is left, in the two largest units that say something.
pub(crate) fn left(seconds: u64, say: &Messages) -> String {
    let units = [
        (seconds / 86_400, say.unit_days(seconds / 86_400)),
        (seconds / 3600 % 24, say.unit_hours(seconds / 3600 % 24)),
        (seconds / 60 % 60, say.unit_minutes(seconds / 60 % 60)),
        (seconds % 60, say.unit_seconds(seconds % 60)),
    ];
    let words: Vec<String> = units
        .into_iter()
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(_, words)| words)
        .collect();
    words.join(" ")
}

pub(crate) fn two_deadlines(
    first: Timestamp,
    second: Timestamp,
    zone: Zone,
    tongue: Tongue<'_>,
) -> (String, Option<String>) {
    let shown = |at| number::instant(tongue.lang, at, zone);
    let say = tongue.say;
    (say.run_two_deadlines(shown(first), shown(second)), Some(say.run_two_deadlines_hint()))
}

pub(crate) fn no_motif(what: Exceptional, say: &Messages) -> (String, Option<String>) {
    let sentence = match what {
        Exceptional::EmergencyKey => say.run_no_motif_emergency(),
        Exceptional::Accept => say.run_no_motif_accept(),
    };
    (sentence, Some(say.run_no_motif_hint()))
}

pub(crate) fn run(error: &RunError, tongue: Tongue<'_>) -> (String, Option<String>) {
    let say = tongue.say;
    match error {
        RunError::Root { path, source } => {
            let hint = remedy(Fault::of(source), say).unwrap_or_else(|| say.error_read_hint());
            (say.error_read(untrusted::path(path), system(source, say)), Some(hint))
        }
        RunError::Output { path, source } => {
            let hint = remedy(Fault::of(source), say).unwrap_or_else(|| say.run_output_hint());
            (say.error_write(untrusted::path(path), system(source, say)), Some(hint))
        }
        RunError::OutputIsRoot { path } => {
            (say.run_output_is_root(untrusted::path(path)), Some(say.run_output_is_root_hint()))
        }
        RunError::Team(error) => team(error, say),
        RunError::Locked { path } => (say.run_locked(untrusted::path(path)), Some(say.run_locked_hint())),
        RunError::OpenedAsAWhole { path } => {
            (say.run_opened_as_a_whole(untrusted::path(path)), Some(say.run_opened_as_a_whole_hint()))
        }
        RunError::OtherShard { path, there } => {
            let there = number::whole(tongue.lang, u64::from(*there));
            (say.run_other_shard(untrusted::path(path), there), Some(say.run_other_shard_hint()))
        }
        RunError::NameTaken { path } => {
            (say.run_name_taken(untrusted::path(path)), Some(say.run_name_taken_hint()))
        }
        RunError::Journal { path, damage } => records::journal(&untrusted::path(path), damage, tongue),
    }
}

fn team(error: &TeamError, say: &Messages) -> (String, Option<String>) {
    match error {
        TeamError::NoGroups => (say.team_no_groups(), Some(say.team_no_groups_hint())),
        TeamError::Unknown { name } => {
            (say.team_unknown(untrusted::text(name)), Some(say.team_unknown_hint()))
        }
        TeamError::NotIn { team } => {
            (say.team_not_in(entries::team_words(team)), Some(say.team_not_in_hint()))
        }
        TeamError::OfOthers { folder, team } => (
            say.team_of_others(untrusted::path(folder), entries::team_words(team)),
            Some(say.team_of_others_hint()),
        ),
        TeamError::Private { folder } => {
            (say.team_private(untrusted::path(folder)), Some(say.team_private_hint()))
        }
        TeamError::NotGiven { folder, team, source } => {
            let sentence =
                say.team_not_given(untrusted::path(folder), entries::team_words(team), system(source, say));
            (sentence, Some(say.team_not_given_hint()))
        }
    }
}

pub(crate) fn seal(file: &str, error: &SealError, say: &Messages) -> (String, Option<String>) {
    match error {
        SealError::NoRecipient => (say.seal_no_recipient(), None),
        SealError::NoKeyIdentifier { .. } => (say.seal_no_key_identifier(), None),
        SealError::OaepOnly { .. } => (say.seal_oaep_only(), Some(say.seal_oaep_only_hint())),
        SealError::Key { source: KeyRejected::NotUsed { oid }, .. } => (say.seal_key_not_used(oid), None),
        SealError::Key { .. } | SealError::Certificate { .. } => (say.seal_key(), None),
        SealError::TooLarge { limit } => {
            (say.item_too_large(limit_words(limit.name, say), limit.value.to_string()), None)
        }
        SealError::CipherNotWritten { cipher } => (say.seal_cipher(cipher.name()), None),
        SealError::Cipher(_) => (say.seal_cipher(""), None),
        SealError::Length { .. } => (say.seal_changed(file), Some(say.seal_changed_hint())),
        SealError::Random(error) => (say.seal_random(system(error, say)), None),
        SealError::Io(error) => (say.error_read(file, system(error, say)), Some(say.error_read_hint())),
        SealError::Sink(error) => (say.error_write(file, system(error, say)), Some(say.error_write_hint())),
    }
}
