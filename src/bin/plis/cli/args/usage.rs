//! Mistakes in what was typed, as facts; the sentences are in the catalogues.

use clap::error::{ContextKind, ContextValue, ErrorKind};
#[cfg(feature = "postgres")]
use plis::registry::BadAddress;
use plis::{register::ColumnsError, time::TimeError, timestamp::AddressError};

/// What was typed cannot be understood, with clap's usage line where it has one.
#[derive(Debug)]
pub(crate) struct UsageError {
    pub(crate) mistake: Mistake,
    pub(crate) usage: Option<String>,
}

/// What is wrong.
#[derive(Debug)]
pub(crate) enum Mistake {
    /// `open` with neither a key file nor a consultation.
    NoKey,
    /// Neither one password source for all nor one for each key file.
    PasswordCount { sources: usize, files: usize },
    /// Not `env:VAR`, `file:PATH`, `fd:N` or `prompt`. What it was is not kept: it may be the password.
    PasswordSource,
    /// Not `I/N` with I under N, nor `auto`.
    Shard { value: String },
    /// `--shard auto` where no scheduler says which share it is.
    NoScheduler,
    /// A variable of a scheduler that is not there, or makes no sense.
    ShardVariable { name: &'static str, value: Option<String> },
    /// An instant or a zone.
    Instant { option: &'static str, error: TimeError },
    /// Where the registry is.
    #[cfg(feature = "postgres")]
    Place(BadAddress),
    /// Where an authority of time-stamps is asked.
    Authority(AddressError),
    /// The registry is on a server, and this program knows of none.
    #[cfg(not(feature = "postgres"))]
    NoServers,
    /// Columns of a register that are not named.
    Columns(ColumnsError),
    /// No such option.
    UnknownArgument { argument: String, suggestion: Option<String> },
    /// No such command.
    UnknownCommand { name: String, suggestion: Option<String> },
    /// Not one of the values.
    Value { argument: String, value: String, possible: Vec<String> },
    /// Not a whole number between two others.
    Range { argument: String, value: String, range: OutOfRange },
    /// Days before an end that are more than those of the milder warning.
    CriticalBeforeWarning { warn: u32, crit: u32 },
    /// Missing arguments.
    Missing { arguments: Vec<String> },
    /// Two arguments that exclude each other.
    Conflict { argument: String, with: Vec<String> },
    /// An option without its value.
    NoValue { argument: String },
    /// Given twice.
    Repeated { argument: String },
    /// An argument that is not UTF-8 where a text is needed.
    NotUtf8,
    /// Anything else.
    Other,
}

impl From<Mistake> for UsageError {
    fn from(mistake: Mistake) -> Self {
        Self { mistake, usage: None }
    }
}

impl UsageError {
    pub(super) fn from_clap(error: &clap::Error) -> Self {
        Self { mistake: mistake(error), usage: text(error, ContextKind::Usage).as_deref().map(usage_line) }
    }
}

fn mistake(error: &clap::Error) -> Mistake {
    let argument =
        || text(error, ContextKind::InvalidArg).unwrap_or_default().trim_end_matches("...").to_owned();
    match error.kind() {
        ErrorKind::UnknownArgument => Mistake::UnknownArgument {
            argument: argument(),
            suggestion: text(error, ContextKind::SuggestedArg),
        },
        ErrorKind::InvalidSubcommand => Mistake::UnknownCommand {
            name: text(error, ContextKind::InvalidSubcommand).unwrap_or_default(),
            suggestion: list(error, ContextKind::SuggestedSubcommand).into_iter().next(),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
            if value.is_empty() {
                return Mistake::NoValue { argument: argument() };
            }
            let range =
                std::error::Error::source(error).and_then(|source| source.downcast_ref::<OutOfRange>());
            if let Some(range) = range {
                return Mistake::Range { argument: argument(), value, range: *range };
            }
            Mistake::Value { argument: argument(), value, possible: list(error, ContextKind::ValidValue) }
        }
        ErrorKind::MissingRequiredArgument => {
            Mistake::Missing { arguments: list(error, ContextKind::InvalidArg) }
        }
        ErrorKind::ArgumentConflict => {
            let with = list(error, ContextKind::PriorArg);
            if with.iter().all(|other| *other == argument()) {
                Mistake::Repeated { argument: argument() }
            } else {
                Mistake::Conflict { argument: argument(), with }
            }
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            Mistake::NoValue { argument: argument() }
        }
        ErrorKind::InvalidUtf8 => Mistake::NotUtf8,
        _ => Mistake::Other,
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    let texts = match error.get(kind) {
        Some(ContextValue::String(text)) => std::slice::from_ref(text),
        Some(ContextValue::Strings(texts)) => texts,
        _ => &[],
    };
    texts.iter().map(|text| text.trim_end_matches("...").to_owned()).collect()
}

/// The line alone, without clap's heading.
fn usage_line(text: &str) -> String {
    text.split_once(':').map_or(text, |(_, line)| line).trim().to_owned()
}

/// A number that is not between two others, both allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not from {min} to {max}")]
pub(crate) struct OutOfRange {
    pub(crate) min: u64,
    pub(crate) max: u64,
}
