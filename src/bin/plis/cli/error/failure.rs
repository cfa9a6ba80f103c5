//! What goes into the registry or comes out of it, and does not.

use std::path::PathBuf;

use plis::{
    crypto::KeyRejected,
    keys::{IssueError, WriteError},
    registry::{Difference, NotTaken, RegistryError, RollError},
    report::untrusted,
};

use super::Error;
use crate::{
    cli::exit::Exit,
    words::{
        Tongue,
        error::{Words, keys, registry},
        number,
    },
};

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
    NotInFile { name: String },
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
            Self::Registry(error) => registry::registry(error, tongue),
            Self::Roll { path, errors } => registry::roll(&untrusted::path(path), errors, tongue),
            Self::NotTaken(NotTaken { lines }) => registry::not_taken(lines, tongue),
            Self::Issue(error) => (registry::issue(error, tongue), None),
            Self::Generate(error) => (say.key_not_generated(keys::why_rejected(error, say)), None),
            Self::Write(error) => (say.key_not_written(keys::why_not_written(error, say)), None),
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
                let mut lines: Vec<_> = first.iter().map(|one| registry::difference(one, say)).collect();
                if *all > first.len() && !first.is_empty() {
                    lines.push("...".to_owned());
                }
                (registry::list(sentence, lines), Some(say.registry_differs_hint()))
            }
            Self::NotInFile { name } => {
                (say.key_not_in_file(untrusted::text(name)), Some(say.key_not_in_file_hint()))
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
        | RegistryError::Locks { .. }
        | RegistryError::NotARegistry
        | RegistryError::Damaged { .. }
        | RegistryError::Schema { .. }
        | RegistryError::TooLong
        | RegistryError::ReadOnly
        | RegistryError::KeyFile { .. }
        | RegistryError::File { .. }
        | RegistryError::Unsettled { .. }
        | RegistryError::Io(_)
        | RegistryError::Sqlite(_) => Exit::Failed,
    }
}
