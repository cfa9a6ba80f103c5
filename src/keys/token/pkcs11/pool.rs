//! Sessions of one token, each in a thread of its own: a call that never returns holds up no worker for longer than is
//! said here.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use cryptoki::{
    error::Error,
    mechanism::{
        Mechanism, MechanismType,
        rsa::{PkcsMgfType, PkcsOaepParams, PkcsOaepSource},
    },
    object::ObjectHandle,
    session::Session,
};
use zeroize::Zeroizing;

use super::code::{Meaning, meaning, unavailable};
use crate::{
    crypto::{DeviceError, DeviceFault, Hash},
    limits,
    secret::in_the_clear,
};

/// What a session is asked to do with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Raw,
    Pkcs1v15,
    Oaep { hash: Hash, mgf_hash: Hash, label: Vec<u8> },
    Sign,
}

type Answer = Result<Zeroizing<Vec<u8>>, DeviceError>;

struct Job {
    work: Work,
    key: ObjectHandle,
    octets: Vec<u8>,
    answer: SyncSender<Answer>,
}

/// The sessions. When the pool goes, so do they, and it waits for them: a module is not ended under a session that closes.
pub(super) struct Pool {
    /// `None` when it goes.
    jobs: Option<Sender<Job>>,
    threads: Mutex<Threads>,
    /// Since when, and after how many milliseconds of that the last job came back.
    began: Instant,
    came_back: Arc<AtomicU64>,
    /// A call did not return in time: nothing more is asked of the token.
    silent: AtomicBool,
}

/// The threads of the sessions. They start with the first job: a thread that is there before the process is held to
/// something is held to less.
enum Threads {
    Waiting(Vec<Box<dyn FnOnce() + Send>>),
    Started(Vec<JoinHandle<()>>),
}

impl Threads {
    fn start(&mut self) -> Result<(), DeviceError> {
        let Self::Waiting(works) = self else { return Ok(()) };
        let works = std::mem::take(works);
        let start = |work| thread::Builder::new().name("token".to_owned()).spawn(work);
        let started: Vec<_> = works.into_iter().filter_map(|work| start(work).ok()).collect();
        // One is enough.
        let none = started.is_empty();
        *self = Self::Started(started);
        if none { Err(DeviceError::failed()) } else { Ok(()) }
    }
}

/// Whether a call into a module has not returned: then nothing ends it in good order.
pub(super) static HUNG: AtomicBool = AtomicBool::new(false);

impl Pool {
    /// Of these sessions, all logged in, and of those that are opened in their place.
    pub(super) fn new(
        sessions: Vec<Session>,
        open: impl Fn() -> Option<Session> + Send + Clone + 'static,
    ) -> Self {
        let (jobs, taken) = mpsc::channel();
        let taken = Arc::new(Mutex::new(taken));
        let (began, came_back) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        let work = |session| {
            let (taken, open, came_back) = (Arc::clone(&taken), open.clone(), Arc::clone(&came_back));
            let now = move || came_back.store(millis(began), Ordering::Relaxed);
            Box::new(move || works(session, &open, &taken, &now)) as Box<dyn FnOnce() + Send>
        };
        let threads = Mutex::new(Threads::Waiting(sessions.into_iter().map(work).collect()));
        Self { jobs: Some(jobs), threads, began, came_back, silent: AtomicBool::new(false) }
    }

    pub(super) fn perform(&self, work: Work, key: ObjectHandle, octets: &[u8]) -> Answer {
        let silent = || DeviceError::Unavailable { fault: DeviceFault::Silent, code: None };
        if self.silent.load(Ordering::Relaxed) {
            return Err(silent());
        }
        let (answer, answered) = mpsc::sync_channel(1);
        let gone = || DeviceError::Unavailable { fault: DeviceFault::Gone, code: None };
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).start()?;
        jobs.send(Job { work, key, octets: octets.to_vec(), answer }).map_err(|_| gone())?;
        let asked = millis(self.began);
        loop {
            // While others are served this one waits for its turn, however long that takes.
            let last = asked.max(self.came_back.load(Ordering::Relaxed));
            let left = (last + 1_000 * limits::TOKEN_PATIENCE.value).saturating_sub(millis(self.began));
            match answered.recv_timeout(Duration::from_millis(left)) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Timeout) if left > 0 => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.silent.store(true, Ordering::Relaxed);
                    HUNG.store(true, Ordering::Relaxed);
                    return Err(silent());
                }
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
            }
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        drop(self.jobs.take());
        let threads = self.threads.get_mut().unwrap_or_else(PoisonError::into_inner);
        // A call of another pool may hold what closing a session waits for in the module.
        if let Threads::Started(threads) = threads
            && !HUNG.load(Ordering::Relaxed)
        {
            for thread in threads.drain(..) {
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("silent", &self.silent).finish_non_exhaustive()
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Does jobs until there is nobody to give any.
fn works(
    mut session: Session,
    open: &impl Fn() -> Option<Session>,
    jobs: &Mutex<Receiver<Job>>,
    came_back: &impl Fn(),
) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { work, key, octets, answer }) = job else { return };
        let done = in_the_clear(|| does(&session, &work, key, &octets));
        let is_over = matches!(done, Err(DeviceError::Unavailable { .. }));
        came_back();
        // Nobody waits any more where it took too long.
        let _ = answer.send(done);
        // What was begun in a session may stay so after an error; the new one comes first, so that the login lasts.
        if let Some(opened) = is_over.then(open).flatten() {
            session = opened;
        }
    }
}

fn does(session: &Session, work: &Work, key: ObjectHandle, octets: &[u8]) -> Answer {
    let done = match work {
        Work::Raw => session.decrypt(&Mechanism::RsaX509, key, octets),
        Work::Pkcs1v15 => session.decrypt(&Mechanism::RsaPkcs, key, octets),
        Work::Sign => session.sign(&Mechanism::Sha256RsaPkcs, key, octets),
        Work::Oaep { hash, mgf_hash, label } => {
            let (Some((hash, _)), Some((_, mgf))) = (names_of(*hash), names_of(*mgf_hash)) else {
                return Err(DeviceError::Lacks);
            };
            let label = if label.is_empty() {
                PkcsOaepSource::empty()
            } else {
                PkcsOaepSource::data_specified(label)
            };
            session.decrypt(&Mechanism::RsaPkcsOaep(PkcsOaepParams::new(hash, mgf, label)), key, octets)
        }
    };
    let done = done.map(Zeroizing::new);
    if *work == Work::Raw {
        // Every number has an answer: what is not one is the device's.
        return done.map_err(|error| match of(&error, &Ok(())) {
            DeviceError::Rejected => unavailable(&error),
            other => other,
        });
    }
    // Asked each time, so that the time it takes tells nothing of the padding.
    let well = session.get_session_info().map(|_| ());
    done.map_err(|error| of(&error, &well))
}

/// What an error means, where the device then says how it is.
fn of(error: &Error, well: &Result<(), Error>) -> DeviceError {
    match (meaning(error), well) {
        (Meaning::Sure(DeviceError::Rejected) | Meaning::Either, Err(error)) => unavailable(error),
        (Meaning::Sure(error), _) => error,
        (Meaning::Either, Ok(())) => DeviceError::Rejected,
    }
}

/// A hash, and the mask generation function with it.
fn names_of(hash: Hash) -> Option<(MechanismType, PkcsMgfType)> {
    Some(match hash {
        Hash::Sha1 => (MechanismType::SHA1, PkcsMgfType::MGF1_SHA1),
        Hash::Sha224 => (MechanismType::SHA224, PkcsMgfType::MGF1_SHA224),
        Hash::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        Hash::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        Hash::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
        Hash::Sha512_224 | Hash::Sha512_256 => return None,
    })
}
