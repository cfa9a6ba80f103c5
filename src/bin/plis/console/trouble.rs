//! What keeps a screen from being shown, or an order from being carried out.

use std::{io, path::PathBuf};

use plis::{desk::Error, journal::Damage, registry::RegistryError, report::untrusted};

use super::wording;
use crate::words::{
    Tongue,
    error::{Words, desk::desk, records},
};

/// What goes wrong behind a screen.
#[derive(Debug)]
pub(super) enum Trouble {
    /// What the desk does not answer.
    Desk(Error),
    /// The registry was there, and its folder or its disk is not any more.
    Away(PathBuf),
}

impl Trouble {
    /// A file or folder that cannot be read.
    pub(super) fn read(path: PathBuf, error: io::Error) -> Self {
        Self::Desk(Error::Read { path, error })
    }

    /// The registry's journal does not hold together.
    pub(super) fn journal(damage: Damage) -> Self {
        Self::Desk(Error::Journal { path: PathBuf::new(), damage: Box::new(damage) })
    }

    /// Whether it is over by itself in a moment.
    pub(super) fn passes(&self) -> bool {
        matches!(
            self,
            Self::Away(_) | Self::Desk(Error::Registry(RegistryError::Busy | RegistryError::File { .. }))
        )
    }

    /// Whether it belongs beside the form that asked for it: somebody typed or chose something, and it is refused.
    pub(super) fn is_refusal(&self) -> bool {
        let Self::Desk(error) = self else { return false };
        match error {
            Error::Registry(error) => matches!(
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
            Error::NoHome | Error::NotARegistry { .. } | Error::Journal { .. } | Error::Differs { .. } => {
                false
            }
            _ => true,
        }
    }

    /// The sentence, and what to do next, without commands.
    pub(super) fn words(&self, tongue: Tongue<'_>) -> Words {
        let error = match self {
            Self::Desk(error) => error,
            Self::Away(home) => {
                let sentence = tongue.say.console_registry_away(untrusted::path(home));
                return (sentence, Some(tongue.say.console_registry_away_hint()));
            }
        };
        let (sentence, hint) = match error {
            // On a screen nobody asks which file that is.
            Error::Journal { damage, .. } => {
                records::journal(&tongue.say.console_the_registry(), damage, tongue)
            }
            Error::EmptyPassword => (tongue.say.console_password_empty(), None),
            error => desk(error, tongue),
        };
        let hint = hint.as_deref().map(wording::on_screen).filter(|hint| !hint.is_empty());
        (wording::capitalized(&wording::on_screen(&sentence)), hint.as_deref().map(wording::capitalized))
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Desk(error)
    }
}

impl From<RegistryError> for Trouble {
    fn from(error: RegistryError) -> Self {
        Self::Desk(error.into())
    }
}

/// What was asked of a registry; nothing where there is none.
pub(super) fn where_there_is_one<T>(answer: Result<T, Error>) -> Result<Option<T>, Trouble> {
    match answer {
        Err(Error::Registry(RegistryError::Missing { .. })) => Ok(None),
        answer => Ok(answer.map(Some)?),
    }
}
