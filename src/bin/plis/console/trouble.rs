//! What keeps a screen from being shown, or an order from being carried out.

use std::{io, path::PathBuf};

use plis::{
    crypto::KeyRejected,
    journal::Damage,
    keys::{IssueError, KeyFileError, WriteError},
    registry::{NotTaken, RegistryError, RollError},
    report::untrusted,
};

use super::wording;
use crate::words::{
    Tongue,
    error::{self, Words, keys, registry},
};

/// What goes wrong behind a screen.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Where the registry is cannot be told.
    NoHome,
    /// The registry does not do it.
    Registry(RegistryError),
    /// The registry's journal does not hold together.
    Journal(Box<Damage>),
    /// A file or folder cannot be read.
    Read { path: PathBuf, error: io::Error },
    /// A key file gives no key; `name` is what people know it by.
    KeyFile { name: String, error: Box<KeyFileError> },
    /// Certificates that do not belong together.
    SeveralCertificates { name: String },
    /// The certificate is not made.
    Issue(IssueError),
    /// The RSA key is not made.
    Generate(KeyRejected),
    /// The key file is not made.
    Write(WriteError),
    /// A new key file would have the empty password.
    EmptyPassword,
    /// Only the certificate of a key is known.
    NoPrivateHalf { name: String },
    /// A key file holds another key.
    NotInFile { name: String },
    /// A list of consultations is not understood.
    Roll { name: String, errors: Vec<RollError> },
    /// Lines of a list of consultations are not taken in.
    NotTaken(NotTaken),
}

impl Trouble {
    /// Whether it is over by itself in a moment.
    pub(super) fn passes(&self) -> bool {
        matches!(self, Self::Registry(RegistryError::Busy))
    }

    /// Whether it belongs beside the form that asked for it: somebody typed or chose something, and it is refused.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Registry(error) => matches!(
                error,
                RegistryError::Refused(_)
                    | RegistryError::BadName { .. }
                    | RegistryError::BadInstant { .. }
                    | RegistryError::NotFound { .. }
                    | RegistryError::Ambiguous { .. }
                    | RegistryError::BadPath { .. }
                    | RegistryError::Newer { .. }
                    | RegistryError::ReadOnly
            ),
            Self::NoHome | Self::Journal(_) => false,
            _ => true,
        }
    }

    /// The sentence, and what to do next, without commands.
    pub(super) fn words(&self, tongue: Tongue<'_>) -> Words {
        let (sentence, hint) = self.told(tongue);
        let hint = hint.as_deref().map(wording::on_screen).filter(|hint| !hint.is_empty());
        (wording::capitalized(&wording::on_screen(&sentence)), hint.as_deref().map(wording::capitalized))
    }

    fn told(&self, tongue: Tongue<'_>) -> Words {
        let say = tongue.say;
        match self {
            Self::NoHome => (say.registry_no_home(), None),
            Self::Registry(error) => registry::registry(error, tongue),
            Self::Journal(damage) => error::records::journal(&say.console_the_registry(), damage, tongue),
            Self::Read { path, error } => (
                say.error_read(untrusted::path(path), error::system(error, say)),
                Some(say.error_read_hint()),
            ),
            Self::KeyFile { name, error } => keys::key_file(&untrusted::text(name), error, tongue),
            Self::SeveralCertificates { name } => (say.key_several_certificates(untrusted::text(name)), None),
            Self::Issue(error) => (registry::issue(error, tongue), None),
            Self::Generate(error) => (say.key_not_generated(untrusted::text(&error.to_string())), None),
            Self::Write(error) => (say.key_not_written(untrusted::text(&error.to_string())), None),
            Self::EmptyPassword => (say.console_password_empty(), None),
            Self::NoPrivateHalf { name } => (say.key_no_private(untrusted::text(name)), None),
            Self::NotInFile { name } => (say.key_not_in_file(untrusted::text(name)), None),
            Self::Roll { name, errors } => registry::roll(&untrusted::text(name), errors, tongue),
            Self::NotTaken(NotTaken { lines }) => registry::not_taken(lines, tongue),
        }
    }
}

impl From<RegistryError> for Trouble {
    fn from(error: RegistryError) -> Self {
        Self::Registry(error)
    }
}
