//! `key import`: key files from elsewhere, copied or referred to; certificates whose private half is elsewhere.

use std::path::{Path, PathBuf};

use plis::{
    consultation::Fingerprint,
    crypto::AwsLc,
    fsx,
    keys::{Certificate, KeyFile, KeyFileError, KeyPair, Pkcs12Options, write_pkcs12},
    limits,
    registry::{
        CertificateFacts, Custody, KeyRecord, NewKey, NewPrivate, Origin, ProofResult, Registry, Tried,
        snapshot::Seen,
    },
    report::untrusted,
    secret::Password,
};

use super::{free_name, instant, new::must_protect, trial::look};
use crate::{
    cli::{
        Session,
        args::{key::KeyImportArgs, value},
        command::open::keys::warn,
        error::{Error, Failure},
        exit::Exit,
        home,
        password::Passwords,
        privacy,
    },
    confine,
};

/// What one file holds: keys, or certificates only.
enum Found {
    Pairs(Vec<KeyPair>, Option<std::sync::Arc<Password>>),
    Certificate(Certificate, Vec<Certificate>),
}

/// Takes every file it can; the first that it cannot decides the exit code.
pub(super) fn run(session: &Session, args: &KeyImportArgs) -> Result<Exit, Error> {
    let sources = value::password_sources(&args.password)?;
    let mut registry = home::open_or_make(session)?;
    confine::key_files(session, &registry)?;
    let mut passwords = Passwords::new(session, sources);
    let read: Vec<_> = args
        .files
        .iter()
        .enumerate()
        .map(|(index, path)| (index, path, read(session, &mut passwords, index, path)))
        .collect();
    let count = read.iter().map(|(_, _, found)| found.as_ref().map_or(0, Found::count)).sum();
    if args.name.is_some() && count > 1 {
        return Err(Failure::SeveralKeys { keys: count }.into());
    }
    let mut import =
        Import { session, args, registry: &mut registry, passwords: &mut passwords, told: false };
    let mut exit = Exit::Done;
    for (index, path, found) in read {
        if let Err(error) = found.and_then(|found| import.take(index, path, found)) {
            let told = session.tell(&error);
            exit = if exit == Exit::Done { told } else { exit };
        }
    }
    Ok(exit)
}

fn read(session: &Session, passwords: &mut Passwords<'_>, index: usize, path: &Path) -> Result<Found, Error> {
    match passwords.open_with_password(index, path) {
        Ok((file, password)) => {
            warn(session, path, &file);
            let KeyFile { pairs, .. } = file;
            Ok(Found::Pairs(pairs, password))
        }
        Err(Error::KeyFile { path, error }) => match *error {
            KeyFileError::NoPrivateKey { certificates } if !certificates.is_empty() => {
                of_certificates(path, &certificates)
            }
            KeyFileError::NotAKeyFile => {
                let octets = fsx::read_bounded(&path, limits::KEY_FILE.value)
                    .map_err(|error| Error::KeyFileIo { path: path.clone(), error })?;
                match Certificate::from_pem_or_der(&octets) {
                    Ok(certificates) => of_certificates(path, &certificates),
                    Err(_) => Err(Error::KeyFile { path, error: Box::new(KeyFileError::NotAKeyFile) }),
                }
            }
            error => Err(Error::KeyFile { path, error: Box::new(error) }),
        },
        Err(error) => Err(error),
    }
}

/// The certificate that none of the others is signed by; those above it.
fn of_certificates(path: PathBuf, certificates: &[Certificate]) -> Result<Found, Error> {
    let signs_another = |candidate: &Certificate| {
        certificates.iter().any(|other| other != candidate && other.issuer() == candidate.subject())
    };
    let mut own = certificates.iter().filter(|certificate| !signs_another(certificate));
    let (Some(leaf), None) = (own.next().cloned(), own.next()) else {
        return Err(Failure::SeveralCertificates { path }.into());
    };
    let mut chain: Vec<Certificate> = Vec::new();
    while let Some(above) = certificates.iter().find(|above| {
        above.subject() == chain.last().unwrap_or(&leaf).issuer() && **above != leaf && !chain.contains(above)
    }) {
        chain.push(above.clone());
    }
    Ok(Found::Certificate(leaf, chain))
}

impl Found {
    fn count(&self) -> usize {
        match self {
            Self::Pairs(pairs, _) => pairs.len(),
            Self::Certificate(..) => 1,
        }
    }
}

struct Import<'a, 's> {
    session: &'a Session,
    args: &'a KeyImportArgs,
    registry: &'a mut Registry,
    passwords: &'a mut Passwords<'s>,
    /// Whether a copy was looked at already, for a file system that keeps nobody out.
    told: bool,
}

impl Import<'_, '_> {
    fn take(&mut self, index: usize, path: &Path, found: Found) -> Result<(), Error> {
        match found {
            Found::Certificate(certificate, chain) => {
                let key = self.add(path, None, &certificate, &chain, NewPrivate::Certificate)?;
                let say = self.session.say();
                let sentence =
                    say.key_imported_certificate(untrusted::text(&key.name), untrusted::path(path));
                self.session.warn(&sentence);
            }
            Found::Pairs(pairs, password) => {
                for pair in pairs {
                    let private = self.private(index, path, &pair, password.as_deref())?;
                    let known =
                        self.registry.key_by_fingerprint(Fingerprint(pair.certificate().fingerprint()))?;
                    if let Some(known) = known
                        && self.is_to_be_located(&known)?
                    {
                        self.locate(&known, &private, &pair)?;
                    } else {
                        let friendly_name = pair.friendly_name().map(str::to_owned);
                        let (certificate, chain) = (pair.certificate().clone(), pair.chain());
                        let key = self.add(path, friendly_name, &certificate, chain, private)?;
                        self.say_imported(&key);
                    }
                }
            }
        }
        Ok(())
    }

    /// A copy under the same password, always protected; or the place of the file.
    fn private(
        &mut self,
        index: usize,
        path: &Path,
        pair: &KeyPair,
        password: Option<&Password>,
    ) -> Result<NewPrivate, Error> {
        if self.args.reference {
            let absolute =
                std::path::absolute(path).map_err(|error| Error::Read { path: path.to_owned(), error })?;
            return Ok(NewPrivate::Reference(absolute));
        }
        let asked;
        let password = if let Some(password) = password {
            password
        } else {
            // A file without protection: its copy gets one.
            asked = self.passwords.for_new_file(index, path)?;
            &*asked
        };
        must_protect(password)?;
        let name = self.args.name.as_deref().or(pair.friendly_name()).unwrap_or_default();
        let copy = write_pkcs12(pair, name, password, &Pkcs12Options::default()).map_err(Failure::Write)?;
        Ok(NewPrivate::Copy(copy.to_vec()))
    }

    /// A key has its private half found again when its file is gone, is damaged, or did not answer when it was last
    /// tried. What is wrong with our copy is kept first: the registry replaces no copy that nothing speaks against.
    fn is_to_be_located(&mut self, known: &KeyRecord) -> Result<bool, Error> {
        if known.custody == Custody::Certificate {
            return Ok(true);
        }
        if self.args.reference && known.custody == Custody::Copy {
            return Ok(false);
        }
        if known.failed_proof().is_some() {
            return Ok(true);
        }
        match look(self.registry, known)? {
            Seen::There | Seen::Tried(Tried { result: ProofResult::Proved, .. }) => Ok(false),
            Seen::Tried(Tried { result: ProofResult::Missing, .. }) => Ok(true),
            Seen::Tried(Tried { result, .. }) => {
                self.registry.record_proof(&home::by(self.session, None), known.id, result)?;
                Ok(true)
            }
        }
    }

    /// What spoke against the old file does not speak against this one: it was opened, and is tried.
    fn locate(&mut self, known: &KeyRecord, private: &NewPrivate, pair: &KeyPair) -> Result<(), Error> {
        let by = home::by(self.session, None);
        let key = self.registry.locate_key(&by, known.id, private)?;
        if key.failed_proof().is_some() {
            self.registry.record_proof(&by, key.id, ProofResult::of_pair(&AwsLc, pair))?;
        }
        self.session.note(&self.session.say().key_located(untrusted::text(&key.name)));
        Ok(())
    }

    fn add(
        &mut self,
        path: &Path,
        friendly_name: Option<String>,
        certificate: &Certificate,
        chain: &[Certificate],
        private: NewPrivate,
    ) -> Result<KeyRecord, Error> {
        let facts = CertificateFacts::of(certificate);
        let suggested = friendly_name
            .filter(|name| !name.trim().is_empty() && !is_container(name))
            .or_else(|| certificate.subject_cn().filter(|cn| !cn.trim().is_empty()))
            .or_else(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
            .unwrap_or_else(|| facts.fingerprint.to_string());
        let name = match &self.args.name {
            Some(name) => name.clone(),
            None => free_name(self.registry, &suggested, &facts.fingerprint.to_string()),
        };
        let new = NewKey {
            name,
            role: self.args.role.into(),
            entity: self.args.entity.clone(),
            der: certificate.der().to_vec(),
            chain: chain.iter().map(|above| above.der().to_vec()).collect(),
            certificate: facts,
            private,
            origin: Origin::Imported,
        };
        let key = self.registry.add_key(&home::by(self.session, None), &new)?;
        if !self.told
            && key.custody == Custody::Copy
            && let Some(copy) = self.registry.key_file(&key)
        {
            privacy::check(self.session, &copy);
            self.told = true;
        }
        Ok(key)
    }

    fn say_imported(&self, key: &KeyRecord) {
        let ends = instant(self.session, key.certificate.validity.not_after);
        let fingerprint = key.certificate.fingerprint.to_string();
        let sentence = self.session.say().key_imported(untrusted::text(&key.name), ends, fingerprint);
        self.session.note(&sentence);
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
