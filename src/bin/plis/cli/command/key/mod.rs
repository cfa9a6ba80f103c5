//! `key`: the life of a bi-clé.

mod export;
mod import;
mod list;
mod new;
mod prove;
mod row;
mod split;
mod tokens;

use plis::{
    desk::{
        Confirmed,
        keys::{DeleteKey, PurgeKey, RenameKey, RestoreKey, RetireKey},
    },
    keys::Role,
    registry::{ASIDE_DAYS, Custody},
    report::untrusted,
    time::{Timestamp, Zone},
};

use crate::{
    cli::{
        Session,
        args::key::{KeyCommand, RoleName},
        error::Error,
        exit::Exit,
    },
    words::{findings, number},
};

/// One function a command, in the order of the help.
pub(crate) fn run(session: &Session, command: KeyCommand) -> Result<Exit, Error> {
    match command {
        KeyCommand::New(args) => new::run(session, &args),
        KeyCommand::Import(args) => import::run(session, args),
        KeyCommand::Export(args) => export::run(session, &args),
        KeyCommand::List { format } => list::list(session, format),
        KeyCommand::Show { name, format } => list::show(session, name, format),
        KeyCommand::Rename { name, new } => rename(session, &RenameKey { name, new }),
        KeyCommand::Retire { name } => retire(session, &RetireKey { name }),
        KeyCommand::Delete { name, confirm } => {
            delete(session, &DeleteKey { name, confirmed: Confirmed::by(&confirm) })
        }
        KeyCommand::Restore { name, new_name } => restore(session, &RestoreKey { name, new_name }),
        KeyCommand::Purge { name, confirm } => {
            purge(session, &PurgeKey { name, confirmed: confirm.as_deref().map(Confirmed::by) })
        }
        KeyCommand::Prove(args) => prove::run(session, args),
        KeyCommand::Split(args) => split::run(session, args),
        KeyCommand::Tokens(args) => tokens::run(session, &args),
    }
}

fn rename(session: &Session, asked: &RenameKey) -> Result<Exit, Error> {
    let renamed = asked.run(&session.desk())?;
    let (before, after) = (untrusted::text(&renamed.before.name), untrusted::text(&renamed.after.name));
    session.note(&session.say().key_renamed(before, after));
    Ok(Exit::Done)
}

fn retire(session: &Session, asked: &RetireKey) -> Result<Exit, Error> {
    let key = asked.run(&session.desk())?;
    session.note(&session.say().key_retired(untrusted::text(&key.name)));
    Ok(Exit::Done)
}

fn delete(session: &Session, asked: &DeleteKey) -> Result<Exit, Error> {
    let deleted = asked.run(&session.desk())?;
    let days = findings::days(session.tongue(), ASIDE_DAYS.unsigned_abs());
    session.note(&session.say().key_deleted(untrusted::text(&deleted.name), days));
    if let Custody::Reference(path) = &deleted.custody {
        let say = session.say();
        session.note(&if deleted.custody.is_stored() {
            say.key_deleted_store()
        } else {
            say.key_deleted_reference(untrusted::path(path))
        });
    }
    Ok(Exit::Done)
}

fn restore(session: &Session, asked: &RestoreKey) -> Result<Exit, Error> {
    let key = asked.run(&session.desk())?;
    session.note(&session.say().key_restored(untrusted::text(&key.name)));
    Ok(Exit::Done)
}

fn purge(session: &Session, asked: &PurgeKey) -> Result<Exit, Error> {
    let key = asked.run(&session.desk())?;
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
