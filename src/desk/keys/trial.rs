//! Key files tried many at a time: what takes long is the derivation of a key from its password.

use std::{
    io,
    num::NonZeroUsize,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
};

use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};
use zeroize::Zeroizing;

use crate::{
    crypto::AwsLc,
    desk::{
        Error, Face, Passwords, Purpose, Wanted,
        password::{shares_of, unlock},
    },
    fsx::Fault,
    keys::{Certificate, needs_password, quorum::Held, token::windows::Thumbprint},
    registry::{KeyRecord, PrivateKey, ProofResult, Registry, RegistryError, Tried, snapshot::Seen},
    secret::Password,
};

/// Keys whose files are in memory at a time.
const BATCH: usize = 64;

/// Tries the files of keys, in their order, with what passwords there are.
pub(in crate::desk) struct Trials<'p, 'f> {
    /// `None`: files are looked at, and opened only where that takes no password.
    passwords: Option<&'p mut dyn Passwords>,
    /// Whether a key whose shares nobody gave is wrong to be among them.
    insists: bool,
    face: &'f dyn Face,
    pool: ThreadPool,
    all: usize,
    begun: usize,
    done: AtomicUsize,
}

/// What was read of a key's file.
enum Read {
    File {
        certificate: Certificate,
        octets: io::Result<Zeroizing<Vec<u8>>>,
        is_protected: bool,
    },
    /// A key of the certificate store: it is tried there.
    Stored(Tried),
}

/// What there is to open a file with.
enum Means {
    /// What is at hand; `None` where none is needed, or none is there.
    Password(Option<Arc<Password>>),
    /// A person was asked.
    Asked(Result<Seen, Error>),
}

impl<'p, 'f> Trials<'p, 'f> {
    /// Of so many keys.
    pub(in crate::desk) fn new(
        passwords: Option<&'p mut dyn Passwords>,
        face: &'f dyn Face,
        keys: usize,
    ) -> Result<Self, Error> {
        let threads = available_parallelism().map_or(1, NonZeroUsize::get);
        let pool = ThreadPoolBuilder::new().num_threads(threads.min(keys.max(1))).build();
        // What a system says that starts no more threads.
        let pool = pool.map_err(|_| RegistryError::from(Fault::NoMemory))?;
        Ok(Self { passwords, insists: false, face, pool, all: keys, begun: 0, done: AtomicUsize::new(0) })
    }

    /// The same of keys that were named: each of them is to be tried.
    pub(in crate::desk) fn of_named(self) -> Self {
        Self { insists: true, ..self }
    }

    /// How many keys to try at once: one where a person is asked, whose answer is kept before the next question.
    pub(in crate::desk) fn at_once(&self) -> usize {
        if self.passwords.as_ref().is_some_and(|passwords| !passwords.are_at_hand()) { 1 } else { BATCH }
    }

    /// Tries the next keys. What comes of each is in their order, whatever the number of threads; nothing comes after an
    /// error, which says nothing of its key: no password can be had for its file.
    pub(in crate::desk) fn batch(
        &mut self,
        registry: &Registry,
        keys: &[KeyRecord],
    ) -> Result<Vec<Result<Seen, Error>>, Error> {
        let files = keys
            .iter()
            .map(|key| {
                let certificate = registry.certificate(key.certificate.fingerprint)?;
                Ok((certificate, registry.private(key)?))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let face = self.face;
        let of = |(key, file): (&KeyRecord, (Certificate, PrivateKey))| {
            Read::of(file, &mut || face.waits_for_the_person(&key.name))
        };
        let read: Vec<Option<Read>> = self.pool.install(|| keys.par_iter().zip(files).map(of).collect());
        let mut means = Vec::with_capacity(keys.len());
        for (key, read) in keys.iter().zip(&read) {
            let found = self.means(key, read.as_ref());
            self.begun += 1;
            let ends = matches!(found, Means::Asked(Err(_)));
            means.push(found);
            if ends {
                break;
            }
        }
        let (face, done, all) = (self.face, &self.done, self.all);
        let tried = |(read, means): (&Option<Read>, Means)| {
            let seen = seen(read.as_ref(), means);
            face.progress(done.fetch_add(1, Ordering::Relaxed) + 1, all);
            seen
        };
        Ok(self.pool.install(|| read.par_iter().zip(means).map(tried).collect()))
    }

    fn means(&mut self, key: &KeyRecord, read: Option<&Read>) -> Means {
        let (index, shown) = (self.begun, Path::new(&key.name));
        let (Some(passwords), Some(Read::File { certificate, octets: Ok(octets), is_protected: true })) =
            (&mut self.passwords, read)
        else {
            return Means::Password(None);
        };
        let Held { behind, damaged, .. } = Held::of(octets);
        if damaged {
            return Means::Password(None);
        }
        if let Some(quorum) = behind.quorum {
            let given = match shares_of(*passwords, shown) {
                Ok(given) => given,
                Err(error) => return Means::Asked(Err(error)),
            };
            if !self.insists && !given.iter().any(|given| quorum.is_of(&given.share)) {
                return Means::Password(None);
            }
            return Means::Asked(ask(*passwords, index, shown, octets, certificate));
        }
        if !passwords.are_at_hand() {
            return Means::Asked(ask(*passwords, index, shown, octets, certificate));
        }
        match passwords.give(&Wanted { purpose: Purpose::Open, index, shown, wrong: 0 }) {
            Ok(found) => Means::Password(found),
            Err(error) => Means::Asked(Err(error.into())),
        }
    }
}

impl Read {
    /// `None` where no private half is known.
    fn of((certificate, private): (Certificate, PrivateKey), waiting: &mut dyn FnMut()) -> Option<Self> {
        if private == PrivateKey::None {
            return None;
        }
        if let Some(named) = private.path().and_then(Thumbprint::named) {
            return Some(Self::Stored(Tried::of_stored(&certificate, named, waiting)));
        }
        let octets = private.read();
        let is_protected = octets.as_ref().is_ok_and(|octets| needs_password(octets));
        Some(Self::File { certificate, octets, is_protected })
    }

    fn tried(&self, password: Option<&Password>) -> Seen {
        match self {
            Self::Stored(tried) => Seen::Tried(tried.clone()),
            Self::File { octets: Err(error), .. } => Seen::Tried(Tried::of_io(error)),
            Self::File { certificate, octets: Ok(octets), .. } => {
                Tried::of_octets(&AwsLc, certificate, octets, password).map_or(Seen::There, Seen::Tried)
            }
        }
    }
}

/// What can be told of a key's file without a password.
pub(super) fn look(registry: &Registry, key: &KeyRecord) -> Result<Seen, RegistryError> {
    let certificate = registry.certificate(key.certificate.fingerprint)?;
    let read = Read::of((certificate, registry.private(key)?), &mut || ());
    Ok(read.map_or(Seen::Tried(ProofResult::Missing.into()), |read| read.tried(None)))
}

/// Asks a person for the password of one file.
fn ask(
    passwords: &mut dyn Passwords,
    index: usize,
    shown: &Path,
    octets: &[u8],
    certificate: &Certificate,
) -> Result<Seen, Error> {
    match unlock(passwords, Purpose::Open, index, octets, shown) {
        Ok((file, _)) => {
            let joined_by = file.pairs.first().and_then(|pair| pair.shares().cloned());
            let result = ProofResult::of_file(&AwsLc, certificate, &file);
            Ok(Seen::Tried(Tried { joined_by, ..result.into() }))
        }
        Err(Error::KeyFile { path, error }) => match Tried::of_error((*error).clone()) {
            Some(tried) => Ok(Seen::Tried(tried)),
            None => Err(Error::KeyFile { path, error }),
        },
        Err(error) => Err(error),
    }
}

fn seen(read: Option<&Read>, means: Means) -> Result<Seen, Error> {
    match (means, read) {
        (Means::Asked(seen), _) => seen,
        (Means::Password(_), None) => Ok(Seen::Tried(ProofResult::Missing.into())),
        (Means::Password(password), Some(read)) => Ok(read.tried(password.as_deref())),
    }
}
