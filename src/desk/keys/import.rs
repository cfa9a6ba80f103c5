//! Taking in key files from elsewhere, copied or referred to, and certificates whose private half is elsewhere.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::trial::look;
use crate::{
    consultation::Fingerprint,
    crypto::AwsLc,
    desk::{
        Desk, Error, GivenFile, Passwords, Purpose,
        given::Octets,
        password::{must_protect, protect, unlock},
    },
    keys::{
        Certificate, KeyFile, KeyFileError, KeyFileWarning, KeyPair, Pkcs12Options, Role, own_and_above,
        token::windows::{self, Stored, Thumbprint},
        write_pkcs12,
    },
    limits,
    registry::{
        CertificateFacts, Custody, KeyRecord, NewKey, NewPrivate, Origin, ProofResult, Registry, Tried,
        snapshot::Seen,
    },
    secret::Password,
};

/// Take in every key of some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportKeys {
    /// The files, and whether they stay where they are.
    pub files: Vec<KeySource>,
    /// The name of the one key that they hold; what the files call it when absent.
    pub name: Option<String>,
    /// What they are for.
    pub role: Role,
    /// The buyer they belong to; `None` for keys that serve them all.
    pub entity: Option<String>,
}

/// A file that keys are taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// The registry gets a copy of each of its keys.
    Copied(GivenFile),
    /// It stays where it is, and is only referred to: a file, or a key of the certificate store by `store:<thumbprint>`.
    Referred(PathBuf),
}

impl KeySource {
    /// What people know it by.
    pub fn shown(&self) -> &Path {
        match self {
            Self::Copied(file) => file.shown(),
            Self::Referred(path) => path,
        }
    }

    fn read(&self) -> Result<Octets<'_>, Error> {
        let read = match self {
            Self::Copied(file) => file.read(limits::KEY_FILE.value),
            Self::Referred(path) => Octets::of(path, limits::KEY_FILE.value),
        };
        read.map_err(|error| Error::KeyFileIo { path: self.shown().to_owned(), error })
    }
}

/// What becomes of the files, as it happens.
#[derive(Debug)]
pub enum ImportEvent<'a> {
    /// A file was read, and this should be known of it.
    Read {
        /// The file.
        path: &'a Path,
        /// What should be known.
        warnings: &'a [KeyFileWarning],
    },
    /// A key came in.
    Imported {
        /// The key.
        key: &'a KeyRecord,
        /// Our copy of its file, where there is one.
        copy: Option<&'a Path>,
    },
    /// Only a certificate came in: the file holds no private half.
    CertificateOnly {
        /// The key.
        key: &'a KeyRecord,
        /// The file.
        path: &'a Path,
    },
    /// A key that was known has its private half again.
    Located {
        /// The key.
        key: &'a KeyRecord,
    },
    /// A file did not come in, or not all of it.
    Failed {
        /// The file.
        path: &'a Path,
        /// Why.
        error: &'a Error,
    },
}

/// What one file holds: keys, or certificates only.
enum Contents {
    Pairs(Vec<KeyPair>, Option<Arc<Password>>),
    Certificate(Certificate, Vec<Certificate>),
    Stored(Box<Stored>),
}

impl ImportKeys {
    /// Takes in every file it can, and tells of each; gives why the first failed that did not come in.
    ///
    /// # Errors
    ///
    /// Before anything came in: [`Error::NoHome`], [`Error::NotARegistry`] or [`Error::Registry`] of the registry itself,
    /// and [`Error::SeveralKeys`] for one name and several keys.
    pub fn run(
        &self,
        desk: &Desk<'_>,
        passwords: &mut dyn Passwords,
        observe: &mut dyn FnMut(&ImportEvent<'_>),
    ) -> Result<Option<Error>, Error> {
        let mut registry = desk.registry_made()?;
        desk.hold_to_keys(&registry)?;
        let read: Vec<_> = self
            .files
            .iter()
            .enumerate()
            .map(|(index, source)| (index, source, read(passwords, observe, index, source)))
            .collect();
        let keys = read.iter().map(|(_, _, found)| found.as_ref().map_or(0, Contents::count)).sum();
        if self.name.is_some() && keys > 1 {
            return Err(Error::SeveralKeys { keys });
        }
        let mut import = Import { desk, asked: self, registry: &mut registry, passwords, observe };
        let mut first = None;
        for (index, source, found) in read {
            if let Err(error) = found.and_then(|found| import.take(index, source, found)) {
                (import.observe)(&ImportEvent::Failed { path: source.shown(), error: &error });
                first.get_or_insert(error);
            }
        }
        Ok(first)
    }
}

fn read(
    passwords: &mut dyn Passwords,
    observe: &mut dyn FnMut(&ImportEvent<'_>),
    index: usize,
    source: &KeySource,
) -> Result<Contents, Error> {
    if let KeySource::Referred(path) = source
        && let Some(named) = Thumbprint::named(path)
    {
        let stored = named.and_then(windows::find).map_err(Error::Store)?;
        return Ok(Contents::Stored(Box::new(stored)));
    }
    let (path, octets) = (source.shown(), source.read()?);
    match unlock(passwords, Purpose::Open, index, &octets, path) {
        Ok((file, password)) => {
            observe(&ImportEvent::Read { path, warnings: &file.warnings });
            let KeyFile { pairs, .. } = file;
            Ok(Contents::Pairs(pairs, password))
        }
        Err(Error::KeyFile { path, error }) => match *error {
            KeyFileError::NoPrivateKey { certificates } if !certificates.is_empty() => {
                of_certificates(path, &certificates)
            }
            KeyFileError::NotAKeyFile => match Certificate::from_pem_or_der(&octets) {
                Ok(certificates) => of_certificates(path, &certificates),
                Err(_) => Err(Error::KeyFile { path, error: Box::new(KeyFileError::NotAKeyFile) }),
            },
            error => Err(Error::KeyFile { path, error: Box::new(error) }),
        },
        Err(error) => Err(error),
    }
}

fn of_certificates(path: PathBuf, certificates: &[Certificate]) -> Result<Contents, Error> {
    let (own, above) = own_and_above(certificates).ok_or(Error::SeveralCertificates { path })?;
    Ok(Contents::Certificate(own, above))
}

impl Contents {
    fn count(&self) -> usize {
        match self {
            Self::Pairs(pairs, _) => pairs.len(),
            Self::Certificate(..) | Self::Stored(_) => 1,
        }
    }
}

struct Import<'a> {
    desk: &'a Desk<'a>,
    asked: &'a ImportKeys,
    registry: &'a mut Registry,
    passwords: &'a mut dyn Passwords,
    observe: &'a mut dyn FnMut(&ImportEvent<'_>),
}

impl Import<'_> {
    fn take(&mut self, index: usize, source: &KeySource, found: Contents) -> Result<(), Error> {
        let path = source.shown();
        match found {
            Contents::Certificate(certificate, chain) => {
                let key = self.add(path, None, &certificate, &chain, NewPrivate::Certificate)?;
                (self.observe)(&ImportEvent::CertificateOnly { key: &key, path });
            }
            Contents::Pairs(pairs, password) => {
                for pair in pairs {
                    let private = self.private(index, source, &pair, password.as_deref())?;
                    let (name, certificate) = (pair.friendly_name(), pair.certificate());
                    let proof = || ProofResult::of_pair(&AwsLc, &pair);
                    self.take_private(path, name, certificate, pair.chain(), private, &proof)?;
                }
            }
            Contents::Stored(stored) => {
                let Stored { certificate, friendly_name, .. } = *stored;
                let thumbprint = Thumbprint::of(&certificate);
                let private = NewPrivate::Reference(thumbprint.reference().into());
                let face = self.desk.face;
                let mut waiting = || face.waits_for_the_person(friendly_name.as_deref().unwrap_or_default());
                // Nothing is referred to that cannot be used here.
                let ready = windows::ready(thumbprint, &mut waiting).map_err(Error::Store)?;
                let name = ready.friendly_name.as_deref();
                self.take_private(path, name, &certificate, &[], private, &|| ProofResult::Proved)?;
            }
        }
        Ok(())
    }

    /// A key, or the private half of one that is known. `proof` tries it on itself.
    fn take_private(
        &mut self,
        path: &Path,
        friendly_name: Option<&str>,
        certificate: &Certificate,
        chain: &[Certificate],
        private: NewPrivate,
        proof: &dyn Fn() -> ProofResult,
    ) -> Result<(), Error> {
        let known = self.registry.key_by_fingerprint(Fingerprint(certificate.fingerprint()))?;
        if let Some(known) = known
            && self.is_to_be_located(&known, &private)?
        {
            return self.locate(&known, &private, proof);
        }
        let key = self.add(path, friendly_name, certificate, chain, private)?;
        let place = self.registry.place(&key)?;
        let copy = place.path().filter(|_| key.custody == Custody::Copy);
        (self.observe)(&ImportEvent::Imported { key: &key, copy });
        Ok(())
    }

    /// A copy under the same password, always protected; or the place of the file.
    fn private(
        &mut self,
        index: usize,
        source: &KeySource,
        pair: &KeyPair,
        password: Option<&Password>,
    ) -> Result<NewPrivate, Error> {
        if let KeySource::Referred(path) = source {
            let absolute =
                std::path::absolute(path).map_err(|error| Error::Read { path: path.to_owned(), error })?;
            return Ok(NewPrivate::Reference(absolute));
        }
        let asked;
        let password = if let Some(password) = password {
            must_protect(password)?;
            password
        } else {
            // A file without protection: its copy gets one.
            asked = protect(self.passwords, index, source.shown())?;
            &*asked
        };
        let name = self.asked.name.as_deref().or(pair.friendly_name()).unwrap_or_default();
        let copy =
            write_pkcs12(pair, name, password, &Pkcs12Options::default()).map_err(Error::KeyNotWritten)?;
        Ok(NewPrivate::Copy(copy.to_vec()))
    }

    /// A key has its private half found again when its file is gone, is damaged, or did not answer when it was last
    /// tried. What is wrong with our copy is kept first: the registry replaces no copy that nothing speaks against.
    fn is_to_be_located(&mut self, known: &KeyRecord, private: &NewPrivate) -> Result<bool, Error> {
        if known.custody == Custody::Certificate {
            return Ok(true);
        }
        if matches!(private, NewPrivate::Reference(_)) && known.custody == Custody::Copy {
            return Ok(false);
        }
        if known.failed_proof().is_some() {
            return Ok(true);
        }
        match look(self.registry, known)? {
            Seen::There | Seen::Tried(Tried { result: ProofResult::Proved, .. }) => Ok(false),
            Seen::Tried(Tried { result: ProofResult::Missing, .. }) => Ok(true),
            Seen::Tried(Tried { result, .. }) => {
                self.registry.record_proof(&self.desk.by(None), known.id, result)?;
                Ok(true)
            }
        }
    }

    /// What spoke against the old file does not speak against this one: it was opened, and is tried.
    fn locate(
        &mut self,
        known: &KeyRecord,
        private: &NewPrivate,
        proof: &dyn Fn() -> ProofResult,
    ) -> Result<(), Error> {
        let by = self.desk.by(None);
        let key = self.registry.locate_key(&by, known.id, private)?;
        if key.failed_proof().is_some() {
            self.registry.record_proof(&by, key.id, proof())?;
        }
        (self.observe)(&ImportEvent::Located { key: &key });
        Ok(())
    }

    fn add(
        &mut self,
        path: &Path,
        friendly_name: Option<&str>,
        certificate: &Certificate,
        chain: &[Certificate],
        private: NewPrivate,
    ) -> Result<KeyRecord, Error> {
        let facts = CertificateFacts::of(certificate);
        let suggested = friendly_name
            .filter(|name| !name.trim().is_empty() && !is_container(name))
            .map(str::to_owned)
            .or_else(|| certificate.subject_cn().filter(|cn| !cn.trim().is_empty()))
            .or_else(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
            .unwrap_or_else(|| facts.fingerprint.to_string());
        let name = match &self.asked.name {
            Some(name) => name.clone(),
            None => free_name(self.registry, &suggested, &facts.fingerprint.to_string()),
        };
        let new = NewKey {
            name,
            role: self.asked.role,
            entity: self.asked.entity.clone(),
            der: certificate.der().to_vec(),
            chain: chain.iter().map(|above| above.der().to_vec()).collect(),
            certificate: facts,
            private,
            origin: Origin::Imported,
        };
        Ok(self.registry.add_key(&self.desk.by(None), &new)?)
    }
}

/// A name that no other key has: the one that suggests itself, else the same with the beginning of its fingerprint.
fn free_name(registry: &Registry, suggested: &str, fingerprint: &str) -> String {
    if registry.has_key_named(suggested).unwrap_or(false) {
        format!("{suggested} ({})", &fingerprint[..8])
    } else {
        suggested.to_owned()
    }
}

/// Whether a name is one that Windows gives to the container of a private key, and not a person to a bi-clé:
/// `te-` and a GUID, or a GUID alone.
fn is_container(name: &str) -> bool {
    const GUID: [usize; 5] = [8, 4, 4, 4, 12];
    let name = name.trim();
    let name = match name.split_once('-') {
        Some((kind, guid)) if kind.len() == 2 => guid,
        _ => name.trim_start_matches('{').trim_end_matches('}'),
    };
    let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_hexdigit());
    name.split('-').map(str::len).eq(GUID) && name.split('-').all(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_told_from_names() {
        for container in [
            "te-5f7c2d1e-93ab-4c55-8f0e-0d7ae1c2b903",
            "{5F7C2D1E-93AB-4C55-8F0E-0D7AE1C2B903}",
            "5f7c2d1e-93ab-4c55-8f0e-0d7ae1c2b903",
        ] {
            assert!(is_container(container), "{container}");
        }
        for name in ["Marchés 2026", "a-b-c-d-e", "", "te-", "5f7c2d1e-93ab-4c55-8f0e", "zz-5f7c2d1e"] {
            assert!(!is_container(name), "{name}");
        }
    }
}
