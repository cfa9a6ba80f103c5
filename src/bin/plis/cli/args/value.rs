//! Values inside arguments: instants, zones, day counts, password sources.

use std::{convert::Infallible, path::PathBuf};

use plis::{
    pli::EnvelopeKind,
    register::Columns,
    registry::Location,
    time::{TimeError, Timestamp, Zone},
};

use super::usage::{Mistake, OutOfRange, UsageError};

/// A hundred years: more is a mistake of typing.
pub(crate) const DAYS: u64 = 36_525;

/// What goes to the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TextOrJson {
    Text,
    Json,
}

/// Where a password comes from; never the password itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasswordSource {
    /// `env:VAR`.
    Environment(String),
    /// `file:PATH`.
    File(PathBuf),
    /// `fd:N`.
    Descriptor(u32),
    /// `prompt`.
    Prompt,
}

/// Where a registry is, as it was typed.
pub(crate) fn location(text: &str) -> Result<Location, UsageError> {
    #[cfg(feature = "postgres")]
    if plis::registry::ServerAddress::is_one(text) {
        let address = plis::registry::ServerAddress::new(text).map_err(Mistake::Place)?;
        return Ok(Location::Server(address));
    }
    #[cfg(not(feature = "postgres"))]
    if ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
        return Err(Mistake::NoServers.into());
    }
    Ok(Location::Folder(text.into()))
}

/// Reads `env:VAR`, `file:PATH`, `fd:N` or `prompt`.
pub(crate) fn password_source(text: &str) -> Result<PasswordSource, UsageError> {
    // The text itself is never repeated in the error: it may be the password.
    let unknown = || UsageError::from(Mistake::PasswordSource);
    match text.split_once(':') {
        Some(("env", name)) if !name.is_empty() => Ok(PasswordSource::Environment(name.to_owned())),
        Some(("file", path)) if !path.is_empty() => Ok(PasswordSource::File(PathBuf::from(path))),
        Some(("fd", number)) => number.parse().map(PasswordSource::Descriptor).map_err(|_| unknown()),
        None if text == "prompt" => Ok(PasswordSource::Prompt),
        _ => Err(unknown()),
    }
}

/// Where a share comes from, as a source: a path alone is a file.
#[expect(clippy::unnecessary_wraps, reason = "what reads an argument may fail")]
pub(crate) fn share_source(text: &str) -> Result<String, Infallible> {
    let is_named = ["file:", "fd:", "env:"].iter().any(|kind| text.starts_with(kind));
    Ok(if is_named { text.to_owned() } else { format!("file:{text}") })
}

/// Reads several sources.
pub(crate) fn password_sources(texts: &[String]) -> Result<Vec<PasswordSource>, UsageError> {
    texts.iter().map(|text| password_source(text)).collect()
}

/// Reads an instant in a zone; `option` names where it was typed.
pub(crate) fn instant(option: &'static str, text: &str, zone: Zone) -> Result<Timestamp, UsageError> {
    if text.trim().is_empty() {
        return Err(Mistake::NoValue { argument: option.to_owned() }.into());
    }
    zone.parse_instant(text).map_err(|error| Mistake::Instant { option, error }.into())
}

/// Reads a zone of the IANA database.
pub(crate) fn zone(name: &str) -> Result<Zone, UsageError> {
    name.parse().map_err(|error: TimeError| Mistake::Instant { option: "--timezone", error }.into())
}

/// Reads a kind of envelope.
pub(crate) fn envelope(text: &str) -> Result<EnvelopeKind, UsageError> {
    text.parse().map_err(|_| {
        let possible = EnvelopeKind::ALL.iter().map(ToString::to_string).collect();
        Mistake::Value { argument: "--envelope".to_owned(), value: text.to_owned(), possible }.into()
    })
}

/// Reads the columns of a register: `nom=Heading,fichier=Path`, given once or several times.
pub(crate) fn columns(texts: &[String]) -> Result<Columns, UsageError> {
    if texts.is_empty() {
        return Ok(Columns::default());
    }
    Columns::parse(&texts.join(",")).map_err(|error| Mistake::Columns(error).into())
}

/// Reads `60` or `60d`.
pub(crate) fn days(text: &str) -> Result<u32, OutOfRange> {
    within(0, DAYS)(text.trim_end_matches(['d', 'j']))
}

/// Reads a whole number between two others, both allowed.
pub(crate) fn within<T: TryFrom<u64>>(
    min: u64,
    max: u64,
) -> impl Fn(&str) -> Result<T, OutOfRange> + Clone + Send + Sync + 'static {
    move |text| {
        let number: Option<u64> = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.and_then(|number| T::try_from(number).ok()).ok_or(OutOfRange { min, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_never_a_password() {
        assert_eq!(password_source("env:MDP").ok(), Some(PasswordSource::Environment("MDP".into())));
        assert_eq!(password_source("file:a:b").ok(), Some(PasswordSource::File("a:b".into())));
        assert_eq!(password_source("fd:3").ok(), Some(PasswordSource::Descriptor(3)));
        assert_eq!(password_source("prompt").ok(), Some(PasswordSource::Prompt));
        for wrong in ["hunter2", "env:", "fd:x", "fd:-1", "", "pass:hunter2"] {
            let error = password_source(wrong).expect_err(wrong);
            assert!(!format!("{error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn days_are_plain_or_with_a_letter() {
        assert_eq!((days("60"), days("60d"), days("7j")), (Ok(60), Ok(60), Ok(7)));
        assert!(days("two").is_err());
    }
}
