//! The registry of this run: where it is, who is at it, and when.

use plis::{
    motif::Motif,
    registry::{Access, By, Mode, Registry, RegistryError, Why},
    report::untrusted,
};

use crate::cli::{
    Session,
    error::{Error, Failure},
};

/// Opens the registry that is there.
pub(crate) fn open(session: &Session) -> Result<Registry, Error> {
    with(session, Access::EXISTING)
}

/// Opens the registry, and makes it where there is none.
pub(crate) fn open_or_make(session: &Session) -> Result<Registry, Error> {
    with(session, Access::CREATE)
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
    let home = session.home().ok_or(Failure::NoHome)?;
    let registry = Registry::open(&home, access).map_err(|error| match error {
        RegistryError::NotARegistry => Error::from(Failure::NotARegistry { home: home.clone() }),
        error => error.into(),
    })?;
    if session.is_verbose() {
        let (say, home) = (session.say(), untrusted::path(&home));
        session.detail(&match registry.mode() {
            Mode::WriteAheadLog => say.registry_mode_log(home),
            Mode::Rollback(Why::Network { file_system }) => say.registry_mode_network(home, file_system),
            Mode::Rollback(_) => say.registry_mode_rollback(home),
            Mode::Copy => say.registry_mode_copy(home),
        });
    }
    Ok(registry)
}
