//! Passwords that cannot be had, in words.

use std::{fmt, io, path::PathBuf};

use plis::{fsx::Fault, report::untrusted};

use crate::{
    cli::args::value::PasswordSource,
    words::{
        Messages,
        error::{Words, remedy, system},
    },
};

/// Why there is no password. Never the password, nor anything of it.
#[derive(Debug)]
pub(crate) enum PasswordError {
    /// A file needs one; there is neither a source nor a terminal.
    NoSource { path: PathBuf, option: &'static str },
    /// No such variable.
    NoVariable { name: String },
    /// A source is not UTF-8.
    NotUtf8,
    /// A file, a descriptor or the terminal cannot be read.
    Unreadable { source: PasswordSource, error: io::Error },
    /// A share cannot be read.
    ShareUnreadable { path: PathBuf, error: io::Error },
    /// Not available on this system.
    NoDescriptors,
    /// The two times it was asked for differ.
    Differs,
}

impl fmt::Display for PasswordError {
    /// Its sentence is made where the language is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no password")
    }
}

impl std::error::Error for PasswordError {}

pub(super) fn words(error: &PasswordError, say: &Messages) -> Words {
    match error {
        PasswordError::NoSource { path, option } => {
            (say.password_no_source(untrusted::path(path)), Some(sources(option, say)))
        }
        PasswordError::NoVariable { name } => {
            (say.password_no_variable(untrusted::text(name)), Some(say.password_no_variable_hint()))
        }
        PasswordError::NotUtf8 => (say.password_not_utf8(), Some(say.password_not_utf8_hint())),
        PasswordError::Unreadable { source, error } => (
            say.password_unreadable(place(source, say), fault(source, error, say)),
            Some(match source {
                PasswordSource::Descriptor(number) => say.password_descriptor_hint(number.to_string()),
                PasswordSource::Prompt => sources("--password", say),
                PasswordSource::Environment(_) | PasswordSource::File(_) => {
                    remedy(Fault::of(error), say).unwrap_or_else(|| say.password_unreadable_hint())
                }
            }),
        ),
        PasswordError::ShareUnreadable { path, error } => (
            say.share_unreadable(untrusted::path(path), system(error, say)),
            Some(remedy(Fault::of(error), say).unwrap_or_else(|| say.password_unreadable_hint())),
        ),
        PasswordError::NoDescriptors => (say.password_no_descriptors(), Some(sources("--password", say))),
        PasswordError::Differs => (say.password_differs(), None),
    }
}

/// Where one can be read from on this system.
fn sources(option: &str, say: &Messages) -> String {
    if cfg!(unix) { say.password_no_source_hint(option) } else { say.password_no_source_hint_windows(option) }
}

fn fault(source: &PasswordSource, error: &io::Error, say: &Messages) -> String {
    match (source, error.kind()) {
        (PasswordSource::Descriptor(_), io::ErrorKind::NotFound) => say.password_descriptor_closed(),
        (PasswordSource::Prompt, io::ErrorKind::UnexpectedEof) => say.system_nothing(),
        (PasswordSource::Prompt, _) if Fault::of(error) == Fault::Gone => say.system_no_terminal(),
        (PasswordSource::File(_), io::ErrorKind::TimedOut) => say.password_nobody_writes(),
        _ => system(error, say),
    }
}

fn place(source: &PasswordSource, say: &Messages) -> String {
    match source {
        PasswordSource::Environment(name) => untrusted::text(name),
        PasswordSource::File(path) => untrusted::path(path),
        PasswordSource::Descriptor(number) => say.password_descriptor(number.to_string()),
        PasswordSource::Prompt => say.password_terminal(),
    }
}
