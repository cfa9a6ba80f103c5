//! `key`: the life of a bi-clé.

mod export;
mod import;
mod list;
mod new;
mod prove;
mod row;
mod trial;

use plis::{
    keys::Role,
    registry::{ASIDE_DAYS, Custody, Registry},
    report::untrusted,
    time::{Timestamp, Zone},
};

pub(crate) use self::trial::Trials;
use crate::{
    cli::{
        Session,
        args::key::{KeyCommand, RoleName},
        error::Error,
        exit::Exit,
        home,
    },
    words::{findings, number},
};

/// One function a command, in the order of the help.
pub(crate) fn run(session: &Session, command: KeyCommand) -> Result<Exit, Error> {
    match command {
        KeyCommand::New(args) => new::run(session, &args),
        KeyCommand::Import(args) => import::run(session, &args),
        KeyCommand::Export(args) => export::run(session, &args),
        KeyCommand::List { format } => list::list(session, format),
        KeyCommand::Show { name, format } => list::show(session, &name, format),
        KeyCommand::Rename { name, new } => rename(session, &name, &new),
        KeyCommand::Retire { name } => retire(session, &name),
        KeyCommand::Delete { name, confirm } => delete(session, &name, &confirm),
        KeyCommand::Restore { name, new_name } => restore(session, &name, new_name.as_deref()),
        KeyCommand::Purge { name, confirm } => purge(session, &name, confirm.as_deref()),
        KeyCommand::Prove(args) => prove::run(session, &args),
    }
}

fn rename(session: &Session, name: &str, new: &str) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    let key = registry.key(name)?;
    let renamed = registry.rename_key(&home::by(session, None), key.id, new)?;
    session.note(&session.say().key_renamed(untrusted::text(&key.name), untrusted::text(&renamed.name)));
    Ok(Exit::Done)
}

fn retire(session: &Session, name: &str) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    let key = registry.key(name)?;
    registry.retire_key(&home::by(session, None), key.id)?;
    session.note(&session.say().key_retired(untrusted::text(&key.name)));
    Ok(Exit::Done)
}

fn delete(session: &Session, name: &str, confirmation: &str) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    let key = registry.key(name)?;
    let deleted = registry.delete_key(&home::by(session, None), key.id, name, confirmation)?;
    let days = findings::days(session.tongue(), ASIDE_DAYS.unsigned_abs());
    session.note(&session.say().key_deleted(untrusted::text(&deleted.name), days));
    if let Custody::Reference(path) = &deleted.custody {
        session.note(&session.say().key_deleted_reference(untrusted::path(path)));
    }
    Ok(Exit::Done)
}

fn restore(session: &Session, name: &str, new_name: Option<&str>) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    let key = registry.restore_key(&home::by(session, None), name, new_name)?;
    session.note(&session.say().key_restored(untrusted::text(&key.name)));
    Ok(Exit::Done)
}

fn purge(session: &Session, name: &str, confirmation: Option<&str>) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    let key = registry.purge_key(&home::by(session, None), name, confirmation)?;
    session.note(&session.say().key_purged(untrusted::text(&key.name)));
    Ok(Exit::Done)
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Entity => Self::Entity,
            RoleName::Emergency => Self::Emergency,
        }
    }
}

/// An instant for people, in Paris and in UTC: ends of certificates are shown so everywhere.
fn instant(session: &Session, at: Timestamp) -> String {
    number::instant(session.lang(), at, Zone::PARIS)
}

/// A name that no other key has: the one that suggests itself, else the same with the beginning of its fingerprint.
fn free_name(registry: &Registry, suggested: &str, fingerprint: &str) -> String {
    if registry.has_key_named(suggested).unwrap_or(false) {
        format!("{suggested} ({})", &fingerprint[..8])
    } else {
        suggested.to_owned()
    }
}
