//! The keyring of a run: the key files given, entity first.

use std::path::Path;

use plis::{
    crypto::Provider,
    keys::{KeyFile, KeyFileWarning, Keyring, Role},
    report::untrusted,
};

use crate::{
    args::open::OpenOrder,
    error::Error,
    ui::{Session, password::Passwords},
};

/// Reads every key file before any envelope is touched: a wrong password stops here.
pub(super) fn load(
    session: &Session,
    options: &OpenOrder,
    provider: &dyn Provider,
) -> Result<Keyring, Error> {
    let mut keyring = Keyring::new();
    let mut passwords = Passwords::new(session, options.passwords.clone());
    let entity = options.keys.iter().map(|path| (Role::Entity, path));
    let emergency = options.emergency_keys.iter().map(|path| (Role::Emergency, path));
    for (index, (role, path)) in entity.chain(emergency).enumerate() {
        let file = passwords.open_key_file(index, path)?;
        warn(session, path, &file);
        for pair in file.pairs {
            let name = pair.friendly_name().map(str::to_owned);
            keyring
                .add(provider, role, name, pair)
                .map_err(|error| Error::KeyRejected { path: path.clone(), error })?;
        }
    }
    Ok(keyring)
}

/// What a person should know of a key file, and of the keys in it.
pub(crate) fn warn(session: &Session, path: &Path, file: &KeyFile) {
    let say = session.say();
    let shown = untrusted::path(path);
    for warning in &file.warnings {
        match warning {
            KeyFileWarning::NoMac => session.warn(&say.key_file_warning_no_mac(&shown)),
            KeyFileWarning::OrphanKey { .. } => session.warn(&say.key_file_warning_orphan(&shown)),
            KeyFileWarning::NotRsaKey { .. } => session.warn(&say.key_file_warning_not_rsa(&shown)),
            KeyFileWarning::UnreadableKey => session.warn(&say.key_file_warning_key(&shown)),
            KeyFileWarning::UnreadableCertificate => session.warn(&say.key_file_warning_certificate(&shown)),
            KeyFileWarning::BadFriendlyName | KeyFileWarning::PassedOver { .. } => {
                session.detail(&format!("{shown}: {warning}"));
            }
        }
    }
}
