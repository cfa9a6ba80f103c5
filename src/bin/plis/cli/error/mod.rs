//! What ends a run, and what people are told of it: sentence, hint and exit code, each in one exhaustive match.

pub(crate) mod desk;
mod password;
mod usage;

use std::{io, path::PathBuf};

pub(crate) use self::password::PasswordError;
use plis::{
    cms::seal::SealError, fsx::Fault, keys::CertificateError, opening::RunError, registry::RegistryError,
    report::untrusted,
};

use crate::{
    cli::{
        args::{Mistake, UsageError},
        exit::Exit,
    },
    words::{
        Tongue,
        error::{keys, remedy, run, system},
        number,
    },
};

/// What ends a run. A failed envelope is a row of the report, never this.
#[derive(Debug)]
pub(crate) enum Error {
    /// What was typed cannot be understood.
    Usage(Box<UsageError>),
    /// The standard output cannot be written.
    Output(io::Error),
    /// A file cannot be read.
    Read { path: PathBuf, error: io::Error },
    /// A file cannot be written.
    Write { path: PathBuf, error: io::Error },
    /// A file is there already, and nothing is overwritten.
    Exists { path: PathBuf },
    /// A certificate cannot be used.
    Certificate { path: PathBuf, error: CertificateError },
    /// A file cannot be sealed.
    Seal { path: PathBuf, error: Box<SealError> },
    /// What stands in a folder is not what its journal says; each difference has been told.
    Differs { path: PathBuf, count: usize },
    /// The console has no port.
    #[cfg(feature = "console")]
    Listen { port: u16, error: io::Error },
    /// A request is not answered.
    Desk(Box<plis::desk::Error>),
    /// The process that writes the end of an opening in the registry failed: what it says of it.
    Recorder { sentence: String, hint: Option<String> },
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
    pub(crate) fn account(&self, tongue: Tongue<'_>) -> Account {
        let (sentence, hint) = self.words(tongue);
        Account { exit: self.exit(), sentence, hint }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Desk(error) => desk::exit(error),
            #[cfg(feature = "console")]
            Self::Listen { .. } => Exit::Failed,
            Self::Output(_)
            | Self::Read { .. }
            | Self::Write { .. }
            | Self::Exists { .. }
            | Self::Certificate { .. }
            | Self::Seal { .. }
            | Self::Differs { .. }
            | Self::Recorder { .. } => Exit::Failed,
        }
    }

    /// The sentence, and what to do next.
    fn words(&self, tongue: Tongue<'_>) -> (String, Option<String>) {
        let say = tongue.say;
        match self {
            Self::Usage(error) => (usage::sentence(&error.mistake, say), usage::hint(error, say)),
            #[cfg(feature = "console")]
            Self::Listen { port, error } => {
                (say.console_listen(port.to_string(), system(error, say)), Some(say.console_listen_hint()))
            }
            Self::Output(error) => (say.error_output(system(error, say)), None),
            Self::Read { path, error } => (
                say.error_read(untrusted::path(path), system(error, say)),
                Some(remedy(Fault::of(error), say).unwrap_or_else(|| say.error_read_hint())),
            ),
            Self::Write { path, error } => (
                say.error_write(untrusted::path(path), system(error, say)),
                Some(remedy(Fault::of(error), say).unwrap_or_else(|| say.error_write_hint())),
            ),
            Self::Exists { path } => (say.error_exists(untrusted::path(path)), Some(say.error_exists_hint())),
            Self::Certificate { path, error } => keys::certificate(&untrusted::path(path), error, tongue),
            Self::Desk(error) => desk::words(error, tongue),
            Self::Recorder { sentence, hint } => (sentence.clone(), hint.clone()),
            Self::Seal { path, error } => run::seal(&untrusted::path(path), error, say),
            Self::Differs { path, count } => {
                let shown = number::whole(tongue.lang, *count as u64);
                (say.differs(*count as u64, untrusted::path(path), shown), Some(say.journal_damaged_hint()))
            }
        }
    }
}

impl From<UsageError> for Error {
    fn from(error: UsageError) -> Self {
        Self::Usage(Box::new(error))
    }
}

impl From<Mistake> for Error {
    fn from(mistake: Mistake) -> Self {
        Self::Usage(Box::new(mistake.into()))
    }
}

impl From<plis::desk::Error> for Error {
    fn from(error: plis::desk::Error) -> Self {
        Self::Desk(Box::new(error))
    }
}

impl From<RegistryError> for Error {
    fn from(error: RegistryError) -> Self {
        plis::desk::Error::from(error).into()
    }
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        plis::desk::Error::from(error).into()
    }
}
