//! What the registry does not do, in words.

use plis::{
    desk::BackupFault,
    fsx::{Fault, FileLocks},
    keys::IssueError,
    registry::{
        ConsultationName, Difference, KeyName, LaunchProblem, MARGIN_DAYS, Refusal, RegistryError, RollError,
        SchemaDifference, ServerFault, Subject,
    },
    report::untrusted,
    time::{TimeError, Timestamp, Zone},
};

use super::{Words, keys, remedy, system};
use crate::words::{Messages, Tongue, archive, findings, number};

/// Lines below a sentence.
pub(crate) fn list(sentence: String, lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().fold(sentence, |text, line| text + "\n  - " + &line)
}

pub(crate) fn registry(error: &RegistryError, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    match error {
        RegistryError::Missing { home } => {
            (say.registry_missing(untrusted::path(home)), Some(say.registry_missing_hint()))
        }
        RegistryError::Unfinished { home } => {
            (say.registry_unfinished(untrusted::path(home)), Some(say.registry_unfinished_hint()))
        }
        RegistryError::NotEmpty { place } => {
            (say.registry_not_empty(untrusted::path(place)), Some(say.registry_not_empty_hint()))
        }
        RegistryError::Another { table } => (say.registry_another(*table), Some(say.registry_another_hint())),
        RegistryError::Busy => (say.registry_busy(), Some(say.registry_busy_hint())),
        RegistryError::Locks { home, locks } => {
            let home = untrusted::path(home);
            match locks {
                FileLocks::Mandatory => {
                    (say.registry_locks_mandatory(home), Some(say.registry_locks_mandatory_hint()))
                }
                FileLocks::Whole | FileLocks::None => {
                    (say.registry_locks_none(home), Some(say.registry_locks_none_hint()))
                }
            }
        }
        RegistryError::Newer { found, known } => {
            (say.registry_newer(found.to_string(), known.to_string()), Some(say.registry_newer_hint()))
        }
        // Where its folder is known, the error is another one.
        RegistryError::NotARegistry => (say.registry_not_one("registry.db"), None),
        RegistryError::Damaged { what } => {
            (say.registry_damaged(untrusted::text(what)), Some(say.registry_damaged_hint()))
        }
        RegistryError::Schema { differences } => {
            let lines = differences.iter().map(|difference| schema_difference(difference, say));
            (list(say.registry_schema(), lines), Some(say.registry_schema_hint()))
        }
        RegistryError::TooLong => (say.registry_too_long(), Some(say.registry_damaged_hint())),
        RegistryError::ReadOnly => (say.registry_read_only(), Some(say.registry_read_only_hint())),
        RegistryError::Refused(refused) => refusal(refused, tongue),
        RegistryError::NotFound { subject: Subject::Key, name, near } => {
            let hint = meant(near, say).unwrap_or_else(|| say.registry_key_not_found_hint());
            (say.registry_key_not_found(untrusted::text(name)), Some(hint))
        }
        RegistryError::NotFound { subject: Subject::DeletedKey, name, .. } => (
            say.registry_deleted_key_not_found(untrusted::text(name)),
            Some(say.registry_deleted_key_not_found_hint()),
        ),
        RegistryError::NotFound { subject: Subject::Consultation, name, near } => {
            let hint = meant(near, say).unwrap_or_else(|| say.registry_consultation_not_found_hint());
            (say.registry_consultation_not_found(untrusted::text(name)), Some(hint))
        }
        RegistryError::Ambiguous { name, candidates } => {
            let shown = candidates.iter().map(|key| format!("{} ({})", named(key), short(key)));
            let sentence = list(say.registry_ambiguous(untrusted::text(name)), shown);
            (sentence, Some(say.registry_ambiguous_hint()))
        }
        RegistryError::BadName { text } => (say.registry_bad_name(untrusted::text(text)), None),
        RegistryError::BadInstant { instant } => (say.registry_bad_instant(instant.to_string()), None),
        RegistryError::BadPath { path } => (say.registry_bad_path(untrusted::path(path)), None),
        RegistryError::KeyFile { path, source } => (
            say.registry_key_file(untrusted::path(path), system(source, say)),
            Some(remedy(Fault::of(source), say).unwrap_or_else(|| say.error_write_hint())),
        ),
        RegistryError::File { path, source } => {
            (say.registry_file(untrusted::path(path), system(source, say)), remedy(Fault::of(source), say))
        }
        RegistryError::Unsettled { beside } => {
            (say.registry_unsettled(untrusted::path(beside)), Some(say.registry_unsettled_hint()))
        }
        RegistryError::Io(error) => (
            say.registry_system(system(error, say)),
            Some(remedy(Fault::of(error), say).unwrap_or_else(|| say.error_write_hint())),
        ),
        RegistryError::Server { fault, said } => {
            let said = untrusted::text(said);
            match fault {
                ServerFault::Unreachable => {
                    (say.registry_server_unreachable(said), Some(say.registry_server_unreachable_hint()))
                }
                ServerFault::Denied => {
                    (say.registry_server_denied(said), Some(say.registry_server_denied_hint()))
                }
                ServerFault::Gone => (say.registry_server_gone(said), Some(say.registry_server_gone_hint())),
            }
        }
        RegistryError::Unanswered => (say.registry_unanswered(), Some(say.registry_unanswered_hint())),
        RegistryError::PasswordFile { path } => {
            (say.registry_password_file(untrusted::path(path)), Some(say.registry_password_file_hint()))
        }
        RegistryError::Database { said } => {
            (say.registry_sqlite(untrusted::text(said)), Some(say.registry_damaged_hint()))
        }
    }
}

fn refusal(refusal: &Refusal, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    match refusal {
        Refusal::NameTaken { name } => {
            (say.refused_name_taken(untrusted::text(name)), Some(say.refused_name_taken_hint()))
        }
        Refusal::KeyKnown { key } => {
            (say.refused_key_known(named(key), short(key)), Some(say.refused_key_known_hint()))
        }
        Refusal::KeyNeeded { key, consultations } => {
            let count = consultations.len();
            let shown = number::whole(tongue.lang, count as u64);
            let sentence = say.refused_key_needed(count, named(key), shown);
            (list(sentence, needs(consultations, tongue)), Some(say.refused_key_needed_hint()))
        }
        Refusal::NotConfirmed { key, given } => (
            say.refused_not_confirmed(untrusted::text(given), named(key)),
            Some(say.refused_not_confirmed_hint(named(key))),
        ),
        Refusal::AlreadyRetired { key } => (say.refused_already_retired(named(key)), None),
        Refusal::KeyRetired { key } => (say.refused_key_retired(named(key)), None),
        Refusal::EmergencyKey { key } => (say.refused_emergency_key(named(key)), None),
        Refusal::PrivateHeld { key } => (say.refused_private_held(named(key)), None),
        Refusal::OwnFile { path } => (say.refused_own_file(untrusted::path(path)), None),
        Refusal::NotSplit { key } => (say.refused_not_split(named(key)), Some(say.refused_not_split_hint())),
        Refusal::ReferenceTaken { reference } => (
            say.refused_reference_taken(untrusted::text(reference)),
            Some(say.refused_reference_taken_hint()),
        ),
        Refusal::AssignmentFinal { reference } => (
            say.refused_assignment_final(untrusted::text(reference)),
            Some(say.refused_assignment_final_hint()),
        ),
        Refusal::ClosesEarly { reference, ahead, opened, keys, .. } => {
            let why = match (ahead, opened) {
                (Some(deadline), true) => say.refused_closes_early_ahead(instant(*deadline, tongue)),
                (Some(deadline), false) => say.refused_closes_early_both(instant(*deadline, tongue)),
                (None, _) => say.refused_closes_early_unopened(),
            };
            let sentence = say.refused_closes_early(untrusted::text(reference), why);
            let lines = keys.iter().map(|key| say.refused_closes_early_key(named(key)));
            (list(sentence, lines), Some(say.refused_closes_early_hint(untrusted::text(reference))))
        }
        Refusal::KeptAside { key, until } => {
            (say.refused_kept_aside(named(key), instant(*until, tongue)), Some(say.refused_kept_aside_hint()))
        }
        Refusal::Closed { reference } => (say.refused_closed(untrusted::text(reference)), None),
        Refusal::NothingAssigned { reference } => {
            let reference = untrusted::text(reference);
            let hint = say.refused_nothing_assigned_hint(&reference);
            (say.refused_nothing_assigned(reference), Some(hint))
        }
        Refusal::NotAssigned { key, reference } => {
            (say.refused_not_assigned(named(key), untrusted::text(reference)), None)
        }
        // Told line by line where the list is known.
        Refusal::RollNotTaken => (say.refused_roll(0, ""), None),
        Refusal::NotFit { reference, problems } => {
            let sentence = say.refused_not_fit(untrusted::text(reference));
            let lines = problems.iter().map(|problem| launch_problem(problem, tongue));
            (list(sentence, lines), Some(say.refused_not_fit_hint()))
        }
    }
}

/// What may have been meant.
fn meant(near: &[String], say: &Messages) -> Option<String> {
    let (first, others) = near.split_first()?;
    let quoted = |name: &String| say.registry_quoted(untrusted::text(name));
    Some(say.registry_near(others.iter().fold(quoted(first), |all, name| say.registry_or(all, quoted(name)))))
}

/// A few of them, then how many more.
fn needs(consultations: &[ConsultationName], tongue: Tongue<'_>) -> Vec<String> {
    const SHOWN: usize = 20;
    let mut lines: Vec<String> = consultations
        .iter()
        .take(SHOWN)
        .map(|need| {
            tongue
                .say
                .refused_key_needed_one(untrusted::text(&need.reference), instant(need.deadline, tongue))
        })
        .collect();
    if consultations.len() > SHOWN {
        lines.push("...".to_owned());
    }
    lines
}

/// One problem of a launch, in a sentence.
pub(crate) fn launch_problem(problem: &LaunchProblem, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    match problem {
        LaunchProblem::Ends { key, not_after, needed_until } => {
            let days = findings::days(tongue, MARGIN_DAYS.unsigned_abs());
            say.launch_ends(named(key), instant(*not_after, tongue), instant(*needed_until, tongue), days)
        }
        LaunchProblem::NotYetValid { key, not_before } => {
            say.launch_not_yet_valid(named(key), instant(*not_before, tongue))
        }
        LaunchProblem::Retired { key } => say.launch_retired(named(key)),
        LaunchProblem::NeverProved { key } => say.launch_never_proved(named(key)),
        LaunchProblem::ProofFailed { key, result, at } => {
            say.launch_proof_failed(named(key), instant(*at, tongue), findings::proof(*result, tongue.say))
        }
        LaunchProblem::NoPrivateHalf { key, path: None } => say.launch_certificate_only(named(key)),
        LaunchProblem::NoPrivateHalf { key, path: Some(path) } => {
            say.launch_file_gone(named(key), untrusted::path(path))
        }
        LaunchProblem::OtherEntity { key, entity } => {
            say.launch_other_entity(named(key), untrusted::text(entity))
        }
        LaunchProblem::DeadlinePassed { deadline } => say.launch_deadline_passed(instant(*deadline, tongue)),
    }
}

/// That the registry does not say what its journal tells, and where at first.
pub(super) fn differs(all: usize, first: &[Difference], tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    let sentence = say.registry_differs(number::whole(tongue.lang, all as u64));
    let mut lines: Vec<_> = first.iter().map(|one| difference(one, say)).collect();
    if all > first.len() && !first.is_empty() {
        lines.push("...".to_owned());
    }
    (list(sentence, lines), Some(say.registry_differs_hint()))
}

/// Where the registry does not say what its journal tells, in a line.
pub(crate) fn difference(one: &Difference, say: &Messages) -> String {
    let row = untrusted::text(&one.row);
    let value = |value: &Option<String>| match value {
        Some(value) => untrusted::text(value),
        None => say.registry_check_nothing(),
    };
    match (one.field, &one.registry) {
        ("", Some(_)) => say.registry_check_extra(one.table, row),
        ("", None) => say.registry_check_missing(one.table, row),
        (field, registry) => {
            say.registry_check_difference(one.table, row, field, value(&one.journal), value(registry))
        }
    }
}

/// Where a schema is not what it should be, in a line.
pub(crate) fn schema_difference(difference: &SchemaDifference, say: &Messages) -> String {
    match difference {
        SchemaDifference::Extra { object } => say.registry_schema_extra(untrusted::text(object)),
        SchemaDifference::Missing { object } => say.registry_schema_missing(untrusted::text(object)),
        SchemaDifference::Changed { object } => say.registry_schema_changed(untrusted::text(object)),
    }
}

/// Why a file is not taken for a registry that was kept.
pub(super) fn backup(path: &str, fault: &BackupFault, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    let why = match fault {
        BackupFault::NotOne => return (say.backup_not_one(path), None),
        BackupFault::Archive { name, error } => {
            let why = archive::why(*error, tongue.lang, say);
            if name.is_empty() { why } else { say.backup_archive(untrusted::text(name), why) }
        }
        BackupFault::Extra { name } => say.backup_extra(untrusted::text(name)),
        BackupFault::Missing { name } => say.backup_missing(untrusted::text(name)),
        BackupFault::Another { name } => say.backup_another(untrusted::text(name)),
    };
    (say.backup_damaged(path, why), Some(say.backup_damaged_hint()))
}

/// Every line of a list that was not taken in.
pub(crate) fn not_taken(lines: &[(u64, RegistryError)], tongue: Tongue<'_>) -> Words {
    let sentence = tongue.say.refused_roll(lines.len(), number::whole(tongue.lang, lines.len() as u64));
    let lines = lines
        .iter()
        .map(|(line, error)| tongue.say.refused_roll_line(line.to_string(), registry(error, tongue).0));
    (list(sentence, lines), None)
}

/// Everything that is wrong with a list of consultations.
pub(crate) fn roll(path: &str, errors: &[RollError], tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    let lines = errors.iter().map(|error| match error {
        RollError::NotCsv { line } => say.roll_not_csv(line.to_string()),
        RollError::NoColumn { column } => say.roll_no_column(*column),
        RollError::TwoColumns { column } => say.roll_two_columns(*column),
        RollError::Cell { line, column, text, time } => {
            let (line, text) = (line.to_string(), untrusted::text(text));
            match time {
                Some(TimeError::Skipped { zone, .. }) => say.roll_cell_skipped(line, *column, text, *zone),
                Some(TimeError::Ambiguous { zone, .. }) => {
                    say.roll_cell_ambiguous(line, *column, text, *zone)
                }
                _ => say.roll_cell(line, *column, text),
            }
        }
    });
    let not_csv = errors.iter().any(|error| matches!(error, RollError::NotCsv { .. }));
    let hint = if not_csv { say.roll_not_csv_hint() } else { say.roll_unreadable_hint() };
    (list(say.roll_unreadable(path), lines), Some(hint))
}

/// Why a certificate was not made.
pub(crate) fn issue(error: &IssueError, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    say.key_not_issued(match error {
        IssueError::BadName { characters } => say.key_bad_cn(characters.to_string()),
        IssueError::BadValidity => say.key_bad_validity(),
        IssueError::NoRandom => say.why_no_random(),
        IssueError::Key(error) => keys::why_rejected(error, say),
    })
}

fn named(key: &KeyName) -> String {
    untrusted::text(&key.name)
}

fn short(key: &KeyName) -> String {
    key.fingerprint.to_string()[..16].to_owned()
}

fn instant(at: Timestamp, tongue: Tongue<'_>) -> String {
    number::instant(tongue.lang, at, Zone::PARIS)
}
