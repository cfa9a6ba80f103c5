//! What the registry does not do, in words.

use std::path::PathBuf;

use plis::{
    crypto::KeyRejected,
    keys::{IssueError, WriteError},
    registry::{
        ConsultationName, Difference, KeyName, LaunchProblem, MARGIN_DAYS, NotTaken, Refusal, RegistryError,
        RollError, SchemaDifference, Subject,
    },
    report::untrusted,
    time::{TimeError, Timestamp, Zone},
};

use super::{Error, Tongue, system};
use crate::{
    exit::Exit,
    ui::{Messages, findings, number},
};

type Words = (String, Option<String>);

/// The registry, or what goes into it or comes out of it.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Where the registry is cannot be told.
    NoHome,
    /// The folder holds something else than a registry.
    NotARegistry { home: PathBuf },
    /// The registry does not do it.
    Registry(RegistryError),
    /// A list of consultations is not understood.
    Roll { path: PathBuf, errors: Vec<RollError> },
    /// Lines of a list of consultations are not taken in.
    NotTaken(NotTaken),
    /// A certificate is not made.
    Issue(IssueError),
    /// An RSA key is not made.
    Generate(KeyRejected),
    /// A key file is not made.
    Write(WriteError),
    /// A new key file would have the empty password.
    EmptyPassword,
    /// One name for several keys.
    SeveralKeys { keys: usize },
    /// Certificates that do not belong together.
    SeveralCertificates { path: PathBuf },
    /// Only the certificate of a key is known.
    NoPrivateHalf { name: String },
    /// A key file holds another key.
    NotInFile { path: PathBuf, name: String },
    /// The tables do not say what the journal tells.
    Differs { all: usize, first: Vec<Difference> },
}

impl Failure {
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::NoHome
            | Self::EmptyPassword
            | Self::SeveralKeys { .. }
            | Self::SeveralCertificates { .. }
            | Self::Issue(IssueError::BadName { .. } | IssueError::BadValidity)
            | Self::Generate(KeyRejected::Size { .. }) => Exit::Usage,
            Self::NotARegistry { .. }
            | Self::Roll { .. }
            | Self::Differs { .. }
            | Self::Issue(_)
            | Self::Generate(_)
            | Self::Write(_) => Exit::Failed,
            Self::NotTaken(_) => Exit::Refused,
            Self::NoPrivateHalf { .. } | Self::NotInFile { .. } => Exit::NoUsableKey,
            Self::Registry(error) => exit(error),
        }
    }

    pub(super) fn words(&self, tongue: Tongue<'_>) -> Words {
        let say = tongue.say;
        match self {
            Self::NoHome => (say.registry_no_home(), Some(say.registry_no_home_hint())),
            Self::NotARegistry { home } => {
                (say.registry_not_one(untrusted::path(home)), Some(say.registry_missing_hint()))
            }
            Self::Registry(error) => registry(error, tongue),
            Self::Roll { path, errors } => roll(&untrusted::path(path), errors, tongue),
            Self::NotTaken(NotTaken { lines }) => not_taken(lines, tongue),
            Self::Issue(error) => (issue(error, tongue), None),
            Self::Generate(error) => (say.key_not_generated(untrusted::text(&error.to_string())), None),
            Self::Write(error) => (say.key_not_written(untrusted::text(&error.to_string())), None),
            Self::EmptyPassword => (say.key_empty_password(), Some(say.key_empty_password_hint())),
            Self::SeveralKeys { keys } => {
                (say.key_several_names(number::whole(tongue.lang, *keys as u64)), None)
            }
            Self::SeveralCertificates { path } => (say.key_several_certificates(untrusted::path(path)), None),
            Self::NoPrivateHalf { name } => {
                (say.key_no_private(untrusted::text(name)), Some(say.key_no_private_hint()))
            }
            Self::Differs { all, first } => {
                let sentence = say.registry_differs(number::whole(tongue.lang, *all as u64));
                let mut lines: Vec<_> = first.iter().map(|one| difference(one, say)).collect();
                if *all > first.len() && !first.is_empty() {
                    lines.push("...".to_owned());
                }
                (list(sentence, lines), Some(say.registry_differs_hint()))
            }
            Self::NotInFile { path, name } => {
                (say.key_not_in_file(untrusted::path(path), untrusted::text(name)), None)
            }
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Registry(Box::new(failure))
    }
}

impl From<RegistryError> for Error {
    fn from(error: RegistryError) -> Self {
        Failure::Registry(error).into()
    }
}

fn exit(error: &RegistryError) -> Exit {
    match error {
        RegistryError::Busy | RegistryError::Newer { .. } => Exit::Locked,
        RegistryError::Refused(_) => Exit::Refused,
        RegistryError::NotFound { .. }
        | RegistryError::Ambiguous { .. }
        | RegistryError::BadName { .. }
        | RegistryError::BadInstant { .. }
        | RegistryError::BadPath { .. } => Exit::Usage,
        RegistryError::Missing { .. }
        | RegistryError::NotARegistry
        | RegistryError::Damaged { .. }
        | RegistryError::Schema { .. }
        | RegistryError::TooLong
        | RegistryError::ReadOnly
        | RegistryError::KeyFile { .. }
        | RegistryError::Io(_)
        | RegistryError::Sqlite(_) => Exit::Failed,
    }
}

/// Lines below a sentence.
fn list(sentence: String, lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().fold(sentence, |text, line| text + "\n  - " + &line)
}

fn registry(error: &RegistryError, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    match error {
        RegistryError::Missing { home } => {
            (say.registry_missing(untrusted::path(home)), Some(say.registry_missing_hint()))
        }
        RegistryError::Busy => (say.registry_busy(), Some(say.registry_busy_hint())),
        RegistryError::Newer { found, known } => {
            (say.registry_newer(found.to_string(), known.to_string()), Some(say.registry_newer_hint()))
        }
        // Where its folder is known, the error is another one.
        RegistryError::NotARegistry => (say.registry_not_one("registry.db"), None),
        RegistryError::Damaged { what } => {
            (say.registry_damaged(untrusted::text(what)), Some(say.registry_damaged_hint()))
        }
        RegistryError::Schema { differences } => {
            let lines = differences.iter().map(|difference| match difference {
                SchemaDifference::Extra { object } => say.registry_schema_extra(untrusted::text(object)),
                SchemaDifference::Missing { object } => say.registry_schema_missing(untrusted::text(object)),
                SchemaDifference::Changed { object } => say.registry_schema_changed(untrusted::text(object)),
            });
            (list(say.registry_schema(), lines), Some(say.registry_schema_hint()))
        }
        RegistryError::TooLong => (say.registry_too_long(), Some(say.registry_damaged_hint())),
        RegistryError::ReadOnly => (say.registry_read_only(), Some(say.registry_read_only_hint())),
        RegistryError::Refused(refused) => refusal(refused, tongue),
        RegistryError::NotFound { subject: Subject::Key, name } => {
            (say.registry_key_not_found(untrusted::text(name)), Some(say.registry_key_not_found_hint()))
        }
        RegistryError::NotFound { subject: Subject::DeletedKey, name } => (
            say.registry_deleted_key_not_found(untrusted::text(name)),
            Some(say.registry_deleted_key_not_found_hint()),
        ),
        RegistryError::NotFound { subject: Subject::Consultation, name } => (
            say.registry_consultation_not_found(untrusted::text(name)),
            Some(say.registry_consultation_not_found_hint()),
        ),
        RegistryError::Ambiguous { name, candidates } => {
            let shown = candidates.iter().map(|key| format!("{} ({})", named(key), short(key)));
            let sentence = list(say.registry_ambiguous(untrusted::text(name)), shown);
            (sentence, Some(say.registry_ambiguous_hint()))
        }
        RegistryError::BadName { text } => (say.registry_bad_name(untrusted::text(text)), None),
        RegistryError::BadInstant { instant } => (say.registry_bad_instant(instant.to_string()), None),
        RegistryError::BadPath { path } => (say.registry_bad_path(untrusted::path(path)), None),
        RegistryError::KeyFile { path, source } => {
            (say.registry_key_file(untrusted::path(path), system(source, say)), Some(say.error_write_hint()))
        }
        RegistryError::Io(error) => (say.registry_system(system(error, say)), Some(say.error_write_hint())),
        RegistryError::Sqlite(error) => (say.registry_system(untrusted::text(&error.to_string())), None),
    }
}

fn refusal(refusal: &Refusal, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    match refusal {
        Refusal::NameTaken { name } => {
            (say.refused_name_taken(untrusted::text(name)), Some(say.refused_name_taken_hint()))
        }
        Refusal::KeyKnown { key } => (say.refused_key_known(named(key), short(key)), None),
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
        Refusal::ReferenceTaken { reference } => {
            (say.refused_reference_taken(untrusted::text(reference)), None)
        }
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

/// Every line of a list that was not taken in.
fn not_taken(lines: &[(u64, RegistryError)], tongue: Tongue<'_>) -> Words {
    let sentence = tongue.say.refused_roll(lines.len(), number::whole(tongue.lang, lines.len() as u64));
    let lines = lines
        .iter()
        .map(|(line, error)| tongue.say.refused_roll_line(line.to_string(), registry(error, tongue).0));
    (list(sentence, lines), None)
}

/// Everything that is wrong with a list of consultations.
fn roll(path: &str, errors: &[RollError], tongue: Tongue<'_>) -> Words {
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
fn issue(error: &IssueError, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    say.key_not_issued(match error {
        IssueError::BadName { characters } => say.key_bad_cn(characters.to_string()),
        IssueError::BadValidity => say.key_bad_validity(),
        other => untrusted::text(&other.to_string()),
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
