//! The registry of this run: where it is, who is at it, and when.

use plis::{
    desk::{self, Face as _},
    motif::Motif,
    registry::{Access, By, Registry, RegistryError},
};

use crate::cli::{Session, error::Error};

/// Opens the registry that is there.
pub(crate) fn open(session: &Session) -> Result<Registry, Error> {
    with(session, Access::EXISTING)
}

/// Who does it, at the session's instant.
pub(crate) fn by(session: &Session, reason: Option<Motif>) -> By {
    By {
        who: session.who().to_owned(),
        at: session.now(),
        system_at: session.clock().system(),
        account: Some(session.account().clone()),
        reason,
    }
}

fn with(session: &Session, access: Access) -> Result<Registry, Error> {
    let home = session.home().ok_or(desk::Error::NoHome)?;
    let registry = Registry::open(&home, access).map_err(|error| match error {
        RegistryError::NotARegistry => Error::from(desk::Error::NotARegistry { home: home.clone() }),
        error => error.into(),
    })?;
    session.opened(&home, registry.mode());
    Ok(registry)
}
