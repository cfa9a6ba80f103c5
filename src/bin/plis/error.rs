//! What ends a run, and what people are told of it: sentence, hint and exit code, each in one exhaustive match.

use std::{io, path::PathBuf};

use plis::report::untrusted;

use crate::{
    args::{Mistake, UsageError},
    exit::Exit,
    ui::Messages,
};

/// What ends a run. A failed envelope is a row of the report, never this.
#[derive(Debug)]
pub(crate) enum Error {
    /// What was typed cannot be understood.
    Usage(UsageError),
    /// The standard output cannot be written.
    Output(io::Error),
    /// A file cannot be read.
    Read { path: PathBuf, error: io::Error },
    /// A file cannot be written.
    Write { path: PathBuf, error: io::Error },
}

/// What people are told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// How the program ends.
    pub(crate) exit: Exit,
    /// What happened.
    pub(crate) sentence: String,
    /// What to do next.
    pub(crate) hint: Option<String>,
}

impl Error {
    /// What people are told, in their language.
    pub(crate) fn account(&self, say: &Messages) -> Account {
        Account { exit: self.exit(), sentence: self.sentence(say), hint: self.hint(say) }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Output(_) | Self::Read { .. } | Self::Write { .. } => Exit::Failed,
        }
    }

    fn sentence(&self, say: &Messages) -> String {
        match self {
            Self::Usage(error) => usage_sentence(&error.mistake, say),
            Self::Output(error) => say.error_output(error.to_string()),
            Self::Read { path, error } => say.error_read(untrusted::path(path), error.to_string()),
            Self::Write { path, error } => say.error_write(untrusted::path(path), error.to_string()),
        }
    }

    fn hint(&self, say: &Messages) -> Option<String> {
        match self {
            Self::Usage(error) => usage_hint(error, say),
            Self::Output(_) => None,
            Self::Read { .. } => Some(say.error_read_hint()),
            Self::Write { .. } => Some(say.error_write_hint()),
        }
    }
}

impl From<UsageError> for Error {
    fn from(error: UsageError) -> Self {
        Self::Usage(error)
    }
}

fn usage_sentence(mistake: &Mistake, say: &Messages) -> String {
    match mistake {
        Mistake::NoKey => say.usage_no_key(),
        Mistake::PasswordCount { sources, files } => say.usage_password_count(*sources, *files),
        Mistake::PasswordSource => say.usage_password_source(),
        Mistake::Instant { option, error } => instant_sentence(option, error, say),
        Mistake::UnknownArgument { argument, .. } => say.usage_unknown_argument(untrusted::text(argument)),
        Mistake::UnknownCommand { name, .. } => say.usage_unknown_command(untrusted::text(name)),
        Mistake::Value { argument, value, .. } => {
            say.usage_value(untrusted::text(value), untrusted::text(argument))
        }
        Mistake::Missing { arguments } => say.usage_missing(arguments.len(), arguments.join(", ")),
        Mistake::Conflict { argument, with } => say.usage_conflict(argument, with.join(", ")),
        Mistake::NoValue { argument } => say.usage_no_value(argument),
        Mistake::Repeated { argument } => say.usage_repeated(argument),
        Mistake::Other { text } => text.clone(),
    }
}

fn usage_hint(error: &UsageError, say: &Messages) -> Option<String> {
    match &error.mistake {
        Mistake::NoKey => Some(say.usage_no_key_hint()),
        Mistake::PasswordCount { .. } => Some(say.usage_password_count_hint()),
        Mistake::PasswordSource => Some(say.usage_password_source_hint()),
        Mistake::Instant { .. } => Some(say.usage_instant_hint()),
        Mistake::UnknownArgument { suggestion: Some(suggestion), .. }
        | Mistake::UnknownCommand { suggestion: Some(suggestion), .. } => {
            Some(say.usage_suggestion(suggestion))
        }
        Mistake::Value { possible, .. } if !possible.is_empty() => {
            Some(say.usage_possible_values(possible.join(", ")))
        }
        Mistake::Missing { arguments }
            if arguments.iter().any(|argument| matches!(argument.as_str(), "<PATH>" | "<CHEMIN>")) =>
        {
            Some(say.usage_missing_path_hint())
        }
        _ => error.usage.as_ref().map(|usage| say.usage_line(usage)).or_else(|| Some(say.usage_help_hint())),
    }
}

fn instant_sentence(option: &str, error: &plis::time::TimeError, say: &Messages) -> String {
    use plis::time::TimeError;
    match error {
        TimeError::NotAnInstant { text } => say.usage_not_an_instant(option, untrusted::text(text)),
        TimeError::Skipped { text, zone } => say.usage_skipped(untrusted::text(text), *zone),
        TimeError::Ambiguous { text, zone, first, second } => {
            say.usage_ambiguous(untrusted::text(text), *zone, first.to_string(), second.to_string())
        }
        TimeError::UnknownZone { name } => say.usage_unknown_zone(untrusted::text(name)),
    }
}
