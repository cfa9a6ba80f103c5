//! `key import`: key files from elsewhere, copied or referred to; certificates whose private half is elsewhere.

use std::path::PathBuf;

use plis::{
    desk::{
        self, GivenFile,
        keys::{ImportEvent, ImportKeys, KeySource, stored},
    },
    keys::token::windows::{PREFIX, Thumbprint},
    registry::KeyRecord,
    report::untrusted,
};

use super::instant;
use crate::cli::{
    Session,
    args::{key::KeyImportArgs, value},
    command::open::notes::warn,
    error::Error,
    exit::Exit,
    password::Passwords,
    privacy,
};

/// Takes every file it can; the first that it cannot decides the exit code.
pub(super) fn run(session: &Session, args: KeyImportArgs) -> Result<Exit, Error> {
    let mut passwords = Passwords::new(session, value::password_sources(&args.password)?);
    let asked = ImportKeys {
        files: if args.store {
            of_store(args.files)?
        } else {
            args.files.into_iter().map(|path| source(path, args.reference)).collect()
        },
        name: args.name,
        role: args.role.into(),
        entity: args.entity,
    };
    let say = session.say();
    let (mut exit, mut looked) = (Exit::Done, false);
    asked.run(&session.desk(), &mut passwords, &mut |event| match event {
        ImportEvent::Read { path, warnings } => warn(session, path, warnings),
        ImportEvent::Imported { key, copy } => {
            // One copy stands for all: they are in one folder.
            if let Some(copy) = copy.filter(|_| !looked) {
                privacy::check(session, copy);
                looked = true;
            }
            tell_imported(session, key);
        }
        ImportEvent::CertificateOnly { key, path } => {
            session.warn(&say.key_imported_certificate(untrusted::text(&key.name), untrusted::path(path)));
        }
        ImportEvent::Located { key } => session.note(&say.key_located(untrusted::text(&key.name))),
        ImportEvent::Failed { error, .. } => {
            let told = session.tell_unanswered(error);
            exit = if exit == Exit::Done { told } else { exit };
        }
    })?;
    Ok(exit)
}

fn source(path: PathBuf, reference: bool) -> KeySource {
    if reference { KeySource::Referred(path) } else { KeySource::Copied(GivenFile::At(path)) }
}

/// The certificates that were named by their thumbprints; the one that is there, where none was.
fn of_store(thumbprints: Vec<PathBuf>) -> Result<Vec<KeySource>, Error> {
    if thumbprints.is_empty() {
        let found = stored()?;
        let [one] = found.as_slice() else { return Err(desk::Error::WhichStored { found }.into()) };
        return Ok(vec![KeySource::Referred(Thumbprint::of(&one.certificate).reference().into())]);
    }
    let named = |path: PathBuf| {
        let text = path.to_string_lossy();
        // As it stands in other commands, too.
        let text = text.strip_prefix(PREFIX).unwrap_or(&text);
        let thumbprint: Thumbprint = text.parse().map_err(desk::Error::Store)?;
        Ok(KeySource::Referred(thumbprint.reference().into()))
    };
    thumbprints.into_iter().map(named).collect()
}

fn tell_imported(session: &Session, key: &KeyRecord) {
    let ends = instant(session, key.certificate.validity.not_after);
    let fingerprint = key.certificate.fingerprint.to_string();
    session.note(&session.say().key_imported(untrusted::text(&key.name), ends, fingerprint));
}
