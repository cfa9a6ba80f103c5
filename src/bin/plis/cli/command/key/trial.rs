//! Key files tried many at a time: what takes long is the derivation of a key from its password.

use std::{
    io::{self, IsTerminal as _},
    num::NonZeroUsize,
    path::PathBuf,
    sync::Arc,
    thread::available_parallelism,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plis::{
    crypto::AwsLc,
    fsx::{self, Fault},
    keys::{Certificate, needs_password},
    limits,
    registry::{KeyRecord, ProofResult, Registry, RegistryError, Tried, snapshot::Seen},
    secret::Password,
};
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};
use zeroize::Zeroizing;

use crate::cli::{Session, error::Error, password::Passwords};

/// Keys whose files are in memory at a time.
const BATCH: usize = 64;

/// Tries the files of keys, in their order, with what passwords there are.
pub(crate) struct Trials<'a> {
    /// `None`: files are looked at, and opened only where that takes no password.
    passwords: Option<Passwords<'a>>,
    pool: ThreadPool,
    bar: Option<ProgressBar>,
    done: usize,
}

/// What was read of a key's file.
struct Read {
    certificate: Certificate,
    path: PathBuf,
    octets: io::Result<Zeroizing<Vec<u8>>>,
    is_protected: bool,
}

/// What there is to open a file with.
enum Means {
    /// What is at hand; `None` where none is needed, or none is there.
    Password(Option<Arc<Password>>),
    /// A person was asked.
    Asked(Result<Seen, Error>),
}

impl<'a> Trials<'a> {
    /// Of so many keys. A bar is shown where a person sees it and is asked for nothing.
    pub(crate) fn new(
        session: &'a Session,
        passwords: Option<Passwords<'a>>,
        keys: usize,
    ) -> Result<Self, Error> {
        let threads = available_parallelism().map_or(1, NonZeroUsize::get);
        let pool = ThreadPoolBuilder::new().num_threads(threads.min(keys.max(1))).build();
        // What a system says that starts no more threads.
        let pool = pool.map_err(|_| RegistryError::from(Fault::NoMemory))?;
        let mut trials = Self { passwords, pool, bar: None, done: 0 };
        if keys > 1 && !trials.asks() && !session.is_quiet() && io::stderr().is_terminal() {
            trials.bar = Some(bar(keys));
        }
        Ok(trials)
    }

    /// How many keys to try at once: one where a person is asked, whose answer is kept before the next question.
    pub(crate) fn at_once(&self) -> usize {
        if self.asks() { 1 } else { BATCH }
    }

    fn asks(&self) -> bool {
        self.passwords.as_ref().is_some_and(|passwords| !passwords.are_at_hand())
    }

    /// Tries the next keys. What comes of each is in their order, whatever the number of threads; nothing comes after an
    /// error, which says nothing of its key: no password can be had for its file.
    pub(crate) fn batch(
        &mut self,
        registry: &Registry,
        keys: &[KeyRecord],
    ) -> Result<Vec<Result<Seen, Error>>, Error> {
        let files = keys
            .iter()
            .map(|key| {
                let certificate = registry.certificate(key.certificate.fingerprint)?;
                Ok(registry.key_file(key).map(|path| (certificate, path)))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let read: Vec<Option<Read>> =
            self.pool.install(|| files.into_par_iter().map(|file| file.map(Read::of)).collect());
        let mut means = Vec::with_capacity(keys.len());
        for (key, read) in keys.iter().zip(&read) {
            let found = self.means(key, read.as_ref());
            self.done += 1;
            let ends = matches!(found, Means::Asked(Err(_)));
            means.push(found);
            if ends {
                break;
            }
        }
        let bar = self.bar.as_ref();
        let tried = |(read, means): (&Option<Read>, Means)| {
            let seen = seen(read.as_ref(), means);
            if let Some(bar) = bar {
                bar.inc(1);
            }
            seen
        };
        Ok(self.pool.install(|| read.par_iter().zip(means).map(tried).collect()))
    }

    /// Says something, with the bar out of the way.
    pub(crate) fn said<T>(&self, say: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    fn means(&mut self, key: &KeyRecord, read: Option<&Read>) -> Means {
        let index = self.done;
        let (Some(passwords), Some(read)) = (&mut self.passwords, read) else { return Means::Password(None) };
        if !read.is_protected {
            return Means::Password(None);
        }
        match passwords.at_hand(index, &key.name) {
            Ok(None) => Means::Asked(ask(passwords, index, key, read)),
            Ok(found) => Means::Password(found),
            Err(error) => Means::Asked(Err(error)),
        }
    }
}

impl Drop for Trials<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Read {
    fn of((certificate, path): (Certificate, PathBuf)) -> Self {
        let octets = fsx::read_bounded(&path, limits::KEY_FILE.value).map(Zeroizing::new);
        let is_protected = octets.as_ref().is_ok_and(|octets| needs_password(octets));
        Self { certificate, path, octets, is_protected }
    }

    fn tried(&self, password: Option<&Password>) -> Seen {
        match &self.octets {
            Err(error) => Seen::Tried(Tried::of_io(error)),
            Ok(octets) => {
                Tried::of_octets(&AwsLc, &self.certificate, octets, password).map_or(Seen::There, Seen::Tried)
            }
        }
    }
}

/// What can be told of a key's file without a password.
pub(super) fn look(registry: &Registry, key: &KeyRecord) -> Result<Seen, RegistryError> {
    let Some(path) = registry.key_file(key) else { return Ok(Seen::Tried(ProofResult::Missing.into())) };
    let certificate = registry.certificate(key.certificate.fingerprint)?;
    Ok(Read::of((certificate, path)).tried(None))
}

/// Asks a person for the password of one file.
fn ask(passwords: &mut Passwords<'_>, index: usize, key: &KeyRecord, read: &Read) -> Result<Seen, Error> {
    match passwords.open_registry_key(index, &read.path, &key.name) {
        Ok(file) => Ok(Seen::Tried(ProofResult::of_file(&AwsLc, &read.certificate, &file).into())),
        Err(Error::KeyFileIo { error, .. }) => Ok(Seen::Tried(Tried::of_io(&error))),
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

fn bar(keys: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{pos}/{len} {wide_bar} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(keys as u64), ProgressDrawTarget::stderr()).with_style(style)
}
