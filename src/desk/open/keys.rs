//! The keyring of a run: the key files given, entity first, then those of the consultation.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{OpenEnvelopes, OpeningNote, files::private_of, trace::Known};
use crate::{
    desk::{
        Error, Passwords, open_key_file, open_private_key,
        token::{address, of_token, open_token},
    },
    keys::{
        Certificate, KeyFile, KeyFileError, Keyring, Role,
        quorum::QuorumError,
        token::{
            TokenError, TokenKey, TokenUri,
            windows::{self, Ready, StoreError, Thumbprint},
        },
    },
    registry::PrivateKey,
};

/// Reads every key file before any envelope is touched: a wrong password stops here.
pub(super) fn load(
    order: &OpenEnvelopes,
    known: Option<&Known>,
    passwords: &mut dyn Passwords,
    note: &mut dyn FnMut(&OpeningNote<'_>),
) -> Result<Keyring, Error> {
    let mut loading =
        Loading { order, passwords, note, keyring: Keyring::new(), bare: Vec::new(), without_shares: None };
    let (mut beside, mut alone) = (Vec::new(), Vec::new());
    let entity = order.keys.iter().map(|path| (Role::Entity, path));
    let emergency = order.emergency_keys.iter().map(|path| (Role::Emergency, path));
    for (index, (role, path)) in entity.chain(emergency).enumerate() {
        match loading.given(index, role, path)? {
            Given::Keys(certificates) => beside.extend(certificates),
            Given::CertificatesAlone(certificates) => alone.push((path, certificates)),
        }
    }
    if let Some(known) = known.filter(|known| known.is_named()) {
        loading.of_consultation(known)?;
    }
    for certificate in beside {
        loading.keyring.adopt(&certificate);
    }
    for (path, certificates) in alone {
        let mut adopted = false;
        for certificate in &certificates {
            adopted |= loading.takes_bare(certificate)? | loading.keyring.adopt(certificate);
        }
        if !adopted {
            let error = Box::new(KeyFileError::NoPrivateKey { certificates });
            return Err(Error::KeyFile { path: path.clone(), error });
        }
    }
    if let Some((path, _, key)) = loading.bare.first() {
        return Err(of_token(path, TokenError::NoCertificate { key: key.label().to_owned() }));
    }
    Ok(loading.keyring)
}

struct Loading<'a> {
    order: &'a OpenEnvelopes,
    passwords: &'a mut dyn Passwords,
    note: &'a mut dyn FnMut(&OpeningNote<'_>),
    keyring: Keyring,
    /// Keys of tokens whose certificate is not there with them.
    bare: Vec<(PathBuf, Role, TokenKey)>,
    /// That there is a key whose shares nobody brought.
    without_shares: Option<Error>,
}

/// What a file that was given holds.
enum Given {
    /// Keys, which are held now, and these certificates beside them.
    Keys(Vec<Certificate>),
    /// Perhaps older certificates of a key that another file holds.
    CertificatesAlone(Vec<Certificate>),
}

impl Loading<'_> {
    fn given(&mut self, index: usize, role: Role, path: &Path) -> Result<Given, Error> {
        if let Some(uri) = address(path)? {
            return self.token(index, role, path, &uri);
        }
        if let Some(named) = Thumbprint::named(path) {
            let ready = self.stored(named, &path.to_string_lossy()).map_err(Error::Store)?;
            self.keyring.hold(role, ready.friendly_name, ready.certificate, ready.key);
            return Ok(Given::Keys(Vec::new()));
        }
        let file = match open_key_file(self.passwords, index, path, path) {
            Ok((file, _)) => file,
            Err(Error::KeyFile { path, error }) => {
                return match *error {
                    KeyFileError::NoPrivateKey { certificates } if !certificates.is_empty() => {
                        Ok(Given::CertificatesAlone(certificates))
                    }
                    error => Err(Error::KeyFile { path, error: Box::new(error) }),
                };
            }
            Err(error) => return Err(error),
        };
        (self.note)(&OpeningNote::KeyFile { path, warnings: &file.warnings });
        let KeyFile { pairs, certificates, .. } = file;
        for pair in pairs {
            let name = pair.friendly_name().map(str::to_owned);
            self.keyring.add(self.order.provider, role, name, pair).map_err(|error| rejected(path, error))?;
        }
        Ok(Given::Keys(certificates))
    }

    /// The keys of a token, each under the certificates of it that are there.
    fn token(&mut self, index: usize, role: Role, path: &Path, uri: &TokenUri) -> Result<Given, Error> {
        for key in open_token(self.passwords, index, uri, path, self.order.jobs)? {
            let Some(first) = key.certificates().first() else {
                self.bare.push((path.to_owned(), role, key));
                continue;
            };
            let private = key.capability(first).map_err(|error| of_token(path, error))?;
            for certificate in key.certificates() {
                let name = Some(key.label().to_owned()).filter(|label| !label.is_empty());
                self.keyring.hold(role, name, certificate.clone(), Arc::clone(&private));
            }
        }
        Ok(Given::Keys(Vec::new()))
    }

    /// Holds the keys of tokens that this certificate is of. Whether there was one.
    fn takes_bare(&mut self, certificate: &Certificate) -> Result<bool, Error> {
        let (taken, bare) =
            std::mem::take(&mut self.bare).into_iter().partition(|(.., key)| key.is_of(certificate));
        self.bare = bare;
        let taken: Vec<(PathBuf, Role, TokenKey)> = taken;
        for (path, role, key) in &taken {
            let private = key.capability(certificate).map_err(|error| of_token(path, error))?;
            self.keyring.hold(*role, Some(key.label().to_owned()), certificate.clone(), private);
        }
        Ok(!taken.is_empty())
    }

    /// A key of the certificate store, ready.
    fn stored(&mut self, named: Result<Thumbprint, StoreError>, name: &str) -> Result<Ready, StoreError> {
        let note = &mut *self.note;
        windows::ready(named?, &mut || note(&OpeningNote::WaitsForThePerson { key: name }))
    }

    /// The keys of the consultation. One whose file is gone is told and passed over: another may open.
    fn of_consultation(&mut self, known: &Known) -> Result<(), Error> {
        let order = self.order;
        let mut index = order.keys.len() + order.emergency_keys.len();
        for recipient in known.recipients()? {
            // Without a motif an emergency key opens nothing; held all the same, it lets a row say that it would.
            let idle = recipient.role == Role::Emergency && order.motif.is_none() && !order.rehearsal;
            if idle && !self.passwords.are_at_hand() {
                continue;
            }
            let name = &*recipient.name;
            let private = private_of(known.registry(), &recipient)?;
            if private == PrivateKey::None {
                (self.note)(&OpeningNote::KeyWithoutFile { name });
                continue;
            }
            let path = private.path().unwrap_or(Path::new(name));
            if let Some(named) = Thumbprint::named(path) {
                match self.stored(named, name) {
                    Err(_) if idle => {}
                    Err(error) => (self.note)(&OpeningNote::KeyNotStored { name, error: &error }),
                    Ok(ready) => {
                        let certificate = known.registry().certificate(recipient.certificate.fingerprint)?;
                        if certificate.is_of_the_key_of(&ready.certificate) {
                            let name = Some(recipient.name.clone());
                            self.keyring.hold(recipient.role, name, certificate, ready.key);
                        } else {
                            (self.note)(&OpeningNote::KeyMismatch { name, path });
                        }
                    }
                }
                continue;
            }
            let file = match open_private_key(self.passwords, index, &private, Path::new(name)) {
                Err(_) if idle => continue,
                // Nobody brought shares: another key may open.
                Err(Error::Quorum {
                    key,
                    error: error @ QuorumError::Missing { missing, threshold, shares, .. },
                }) if missing == threshold => {
                    (self.note)(&OpeningNote::KeyWithoutShares { name, threshold, shares });
                    self.without_shares.get_or_insert(Error::Quorum { key, error });
                    continue;
                }
                Err(Error::KeyFileIo { error, .. }) => {
                    (self.note)(&OpeningNote::KeyUnreadable { name, path, error: &error });
                    continue;
                }
                other => other?.0,
            };
            index += 1;
            let certificate = known.registry().certificate(recipient.certificate.fingerprint)?;
            let Some(pair) = file.pair_of(&certificate) else {
                (self.note)(&OpeningNote::KeyMismatch { name, path });
                continue;
            };
            self.keyring
                .add(order.provider, recipient.role, Some(recipient.name.clone()), pair)
                .map_err(|error| rejected(path, error))?;
        }
        if self.keyring.keys().is_empty() {
            if let Some(error) = self.without_shares.take() {
                return Err(error);
            }
            return Err(Error::NoRegistryKey { reference: order.consultation.clone().unwrap_or_default() });
        }
        Ok(())
    }
}

fn rejected(path: &Path, error: crate::crypto::KeyRejected) -> Error {
    Error::KeyRejected { path: path.to_owned(), error }
}
