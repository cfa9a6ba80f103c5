//! The keyring of a run: the key files given, entity first.

use std::path::Path;

use plis::{
    crypto::Provider,
    desk::{self, Passwords as _, open_key_file},
    keys::{Certificate, KeyFileError, KeyFileWarning, Keyring, Role},
    report::untrusted,
};

use super::known::Known;
use crate::{
    cli::{Session, args::open::OpenOrder, error::Error, password::Passwords},
    words::{
        error::{system, why_unreadable},
        number,
    },
};

/// Reads every key file before any envelope is touched: a wrong password stops here.
pub(super) fn load(
    session: &Session,
    options: &OpenOrder,
    provider: &dyn Provider,
    known: Option<&Known>,
) -> Result<Keyring, Error> {
    let mut keyring = Keyring::new();
    let (mut beside, mut alone) = (Vec::new(), Vec::new());
    let mut passwords = Passwords::new(session, options.passwords.clone());
    let entity = options.keys.iter().map(|path| (Role::Entity, path));
    let emergency = options.emergency_keys.iter().map(|path| (Role::Emergency, path));
    for (index, (role, path)) in entity.chain(emergency).enumerate() {
        let file = match open_key_file(&mut passwords, index, path, path) {
            Ok((file, _)) => file,
            // Perhaps an older certificate of a key that another file holds.
            Err(desk::Error::KeyFile { path, error }) => match *error {
                KeyFileError::NoPrivateKey { certificates } if !certificates.is_empty() => {
                    alone.push((path, certificates));
                    continue;
                }
                error => return Err(desk::Error::KeyFile { path, error: Box::new(error) }.into()),
            },
            Err(error) => return Err(error.into()),
        };
        warn(session, path, &file.warnings);
        beside.extend(file.certificates.into_iter().map(|certificate| (path.clone(), certificate)));
        for pair in file.pairs {
            let name = pair.friendly_name().map(str::to_owned);
            keyring
                .add(provider, role, name, pair)
                .map_err(|error| Error::KeyRejected { path: path.clone(), error })?;
        }
    }
    if let Some(known) = known {
        let asked = options.keys.len() + options.emergency_keys.len();
        from_registry(session, options, provider, known, &mut passwords, asked, &mut keyring)?;
    }
    for (path, certificate) in beside {
        adopt(provider, &mut keyring, &path, &certificate)?;
    }
    for (path, certificates) in alone {
        let mut adopted = false;
        for certificate in &certificates {
            adopted |= adopt(provider, &mut keyring, &path, certificate)?;
        }
        if !adopted {
            let error = Box::new(KeyFileError::NoPrivateKey { certificates });
            return Err(desk::Error::KeyFile { path, error }.into());
        }
    }
    Ok(keyring)
}

/// Holds the keys at hand under another certificate of theirs, if it is one.
fn adopt(
    provider: &dyn Provider,
    keyring: &mut Keyring,
    path: &Path,
    certificate: &Certificate,
) -> Result<bool, Error> {
    let rejected = |error| Error::KeyRejected { path: path.to_owned(), error };
    keyring.adopt(provider, certificate).map_err(rejected)
}

/// The keys of the consultation. One whose file is gone is told and passed over: another may open.
fn from_registry(
    session: &Session,
    options: &OpenOrder,
    provider: &dyn Provider,
    known: &Known,
    passwords: &mut Passwords<'_>,
    mut index: usize,
    keyring: &mut Keyring,
) -> Result<(), Error> {
    let say = session.say();
    for recipient in known.recipients()? {
        // Without a motif an emergency key opens nothing; held all the same, it lets a row say that it would.
        let idle = recipient.role == Role::Emergency && options.reason.is_none() && !options.dry_run;
        if idle && !passwords.are_at_hand() {
            continue;
        }
        let name = untrusted::text(&recipient.name);
        let key = recipient.key.map(|id| known.registry().key_by_id(id)).transpose()?;
        let own = key.and_then(|key| known.registry().key_file(&key));
        // Else that of a certificate renewed on the same key.
        let path = match own {
            Some(path) => Some(path),
            None => known.registry().key_file_of(&recipient.certificate.public_key)?,
        };
        let Some(path) = path else {
            session.warn(&say.open_key_without_file(name));
            continue;
        };
        let file = match open_key_file(passwords, index, &path, Path::new(&recipient.name)) {
            Err(_) if idle => continue,
            Err(desk::Error::KeyFileIo { error, .. }) => {
                session.warn(&say.open_key_unreadable(name, untrusted::path(&path), system(&error, say)));
                continue;
            }
            other => other?.0,
        };
        index += 1;
        let certificate = known.registry().certificate(recipient.certificate.fingerprint)?;
        let Some(pair) = file.pair_of(&certificate) else {
            session.warn(&say.open_key_mismatch(untrusted::path(&path), name));
            continue;
        };
        keyring
            .add(provider, recipient.role, Some(recipient.name), pair)
            .map_err(|error| Error::KeyRejected { path, error })?;
    }
    if keyring.keys().is_empty() {
        return Err(Error::NoRegistryKey { reference: options.consultation.clone().unwrap_or_default() });
    }
    Ok(())
}

/// What a person should know of a key file, and of the keys in it.
pub(crate) fn warn(session: &Session, path: &Path, warnings: &[KeyFileWarning]) {
    let say = session.say();
    let shown = untrusted::path(path);
    for warning in warnings {
        match warning {
            KeyFileWarning::NoMac => session.warn(&say.key_file_warning_no_mac(&shown)),
            KeyFileWarning::OrphanKey { .. } => session.warn(&say.key_file_warning_orphan(&shown)),
            KeyFileWarning::NotRsaKey { .. } => session.warn(&say.key_file_warning_not_rsa(&shown)),
            KeyFileWarning::UnreadableKey => session.warn(&say.key_file_warning_key(&shown)),
            KeyFileWarning::UnreadableCertificate { why } => {
                let why = why_unreadable(why, session.tongue());
                session.warn(&say.key_file_warning_certificate(&shown, why));
            }
            KeyFileWarning::DoubtfulDates => session.warn(&say.key_file_warning_dates(&shown)),
            KeyFileWarning::TrailingOctets { octets } => {
                session.warn(&say.key_file_warning_trailing(&shown, number::whole(session.lang(), *octets)));
            }
            KeyFileWarning::BadFriendlyName | KeyFileWarning::PassedOver { .. } => {
                session.detail(&format!("{shown}: {warning}"));
            }
        }
    }
}
