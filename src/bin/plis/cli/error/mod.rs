//! What ends a run, and what people are told of it: sentence, hint and exit code, each in one exhaustive match.

pub(crate) mod desk;
mod password;
mod usage;

use std::{io, path::PathBuf};

pub(crate) use self::password::PasswordError;
use plis::{
    cms::seal::SealError,
    consultation::NotYet,
    crypto::KeyRejected,
    fsx::Fault,
    journal::Damage,
    keys::CertificateError,
    opening::{RunError, TeamError},
    register::RegisterError,
    registry::{KeysTied, RegistryError},
    report::untrusted,
    time::{Timestamp, Zone},
};

use crate::{
    cli::{
        args::{Mistake, UsageError},
        exit::Exit,
    },
    words::{
        Tongue,
        error::{keys, records, remedy, run, run::Exceptional, system},
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
    /// A key cannot be used by the cryptographic library.
    KeyRejected { path: PathBuf, error: KeyRejected },
    /// A certificate cannot be used.
    Certificate { path: PathBuf, error: CertificateError },
    /// No key of a consultation of the registry can be used here.
    NoRegistryKey { reference: String },
    /// The deadline has not passed, or a clock given by hand is ahead.
    NotYet(NotYet),
    /// Two sources name different deadlines.
    TwoDeadlines { first: Timestamp, second: Timestamp, zone: Zone },
    /// Something exceptional was asked for, and nobody says why.
    NoMotif(Exceptional),
    /// The deposit register is not understood.
    Register { path: PathBuf, error: Box<RegisterError> },
    /// The opening itself.
    Run(Box<RunError>),
    /// A file cannot be sealed.
    Seal { path: PathBuf, error: Box<SealError> },
    /// A journal does not hold together.
    Journal { path: PathBuf, damage: Box<Damage> },
    /// A folder is no opening, or its report cannot be read.
    Report { path: PathBuf, error: io::Error },
    /// A folder has no journal that can be read.
    NoJournal { path: PathBuf, error: io::Error },
    /// A folder has a journal, and no opening in it came to its papers.
    NoPapers { path: PathBuf },
    /// What stands in a folder is not what its journal says; each difference has been told.
    Differs { path: PathBuf, count: usize },
    /// Keys at hand are tied to consultations before their deadlines.
    KeysTied(KeysTied),
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
            Self::Usage(_) | Self::TwoDeadlines { .. } => Exit::Usage,
            Self::Desk(error) => desk::exit(error),
            #[cfg(feature = "console")]
            Self::Listen { .. } => Exit::Failed,
            Self::Output(_)
            | Self::Read { .. }
            | Self::Write { .. }
            | Self::Exists { .. }
            | Self::Certificate { .. }
            | Self::Register { .. }
            | Self::Seal { .. }
            | Self::Journal { .. }
            | Self::Report { .. }
            | Self::NoJournal { .. }
            | Self::NoPapers { .. }
            | Self::Differs { .. }
            | Self::Recorder { .. } => Exit::Failed,
            Self::KeyRejected { .. } | Self::NoRegistryKey { .. } => Exit::NoUsableKey,
            Self::NotYet(_) | Self::KeysTied(_) | Self::NoMotif(_) => Exit::Refused,
            Self::Run(error) => match **error {
                RunError::Locked { .. } => Exit::Locked,
                RunError::OutputIsRoot { .. }
                | RunError::Team(
                    TeamError::NoGroups
                    | TeamError::Unknown { .. }
                    | TeamError::NotIn { .. }
                    | TeamError::OfOthers { .. }
                    | TeamError::Private { .. },
                ) => Exit::Usage,
                RunError::Team(TeamError::NotGiven { .. })
                | RunError::Root { .. }
                | RunError::Output { .. }
                | RunError::NameTaken { .. }
                | RunError::Journal { .. } => Exit::Failed,
            },
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
            Self::KeyRejected { path, error } => (keys::rejected(&untrusted::path(path), error, say), None),
            Self::Certificate { path, error } => keys::certificate(&untrusted::path(path), error, tongue),
            Self::Desk(error) => desk::words(error, tongue),
            Self::Recorder { sentence, hint } => (sentence.clone(), hint.clone()),
            Self::NoRegistryKey { reference } => {
                (say.open_no_registry_key(untrusted::text(reference)), Some(say.open_no_registry_key_hint()))
            }
            Self::NotYet(error) => run::not_yet(error, tongue),
            Self::KeysTied(error) => run::keys_tied(error, tongue),
            Self::TwoDeadlines { first, second, zone } => run::two_deadlines(*first, *second, *zone, tongue),
            Self::NoMotif(what) => run::no_motif(*what, say),
            Self::Register { path, error } => records::register(&untrusted::path(path), error, tongue),
            Self::Run(error) => run::run(error, tongue),
            Self::Seal { path, error } => run::seal(&untrusted::path(path), error, say),
            Self::Journal { path, damage } => records::journal(&untrusted::path(path), damage, tongue),
            Self::NoJournal { path, error } => {
                (say.journal_none(untrusted::path(path), system(error, say)), Some(say.journal_none_hint()))
            }
            Self::NoPapers { path } => (say.report_none(untrusted::path(path)), Some(say.report_none_hint())),
            Self::Differs { path, count } => {
                let shown = number::whole(tongue.lang, *count as u64);
                (say.differs(*count as u64, untrusted::path(path), shown), Some(say.journal_damaged_hint()))
            }
            Self::Report { path, error } => (
                say.report_unreadable(untrusted::path(path), system(error, say)),
                Some(say.report_unreadable_hint()),
            ),
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
        Self::Run(Box::new(error))
    }
}
