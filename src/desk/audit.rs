//! The audit: which keys threaten what is open, judged from what the journal vouches for.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    panic::resume_unwind,
    thread::{self, JoinHandle},
};

use crate::{
    audit::{Audit, Thresholds, audit},
    consultation::Fingerprint,
    desk::{Desk, Error, Passwords, check::replay, keys::Trials},
    keys::Role,
    registry::{Access, Custody, OpeningBegun, Registry, Replay, Snapshot},
};

/// Judge every key and every consultation of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditRegistry {
    /// From when on things are said.
    pub thresholds: Thresholds,
    /// Whether key files are looked at.
    pub files: KeyFiles,
}

/// What becomes of key files in an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFiles {
    /// Nothing: what was recorded of them is judged.
    Unseen,
    /// They are looked at, and not opened.
    Seen,
    /// They are opened, and the keys tried on themselves; nothing of that is recorded.
    Tried,
}

/// What was found.
#[derive(Debug)]
pub struct Audited {
    /// What was judged.
    pub snapshot: Snapshot,
    /// What is said of it.
    pub audit: Audit,
    /// Whether the journal vouches for it; told again meanwhile.
    pub vouching: Vouching,
}

/// The journal of the registry, told again on a thread of its own and held against the tables.
#[derive(Debug)]
pub struct Vouching {
    thread: RefCell<Option<JoinHandle<Unended>>>,
    told: OnceCell<Unended>,
}

/// Openings without an end, of a registry that is what its journal tells.
type Unended = Result<Vec<OpeningBegun>, Error>;

impl AuditRegistry {
    /// Judges. The answer may be shown while the journal is still told again; but what was shown holds only when
    /// [`Vouching::wait`] says so.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives; for [`KeyFiles::Tried`] [`Error::NoPassword`], or [`Error::KeyFile`] for
    /// a file that wants a password and got none.
    pub fn run(&self, desk: &Desk<'_>, passwords: &mut dyn Passwords) -> Result<Audited, Error> {
        let registry = desk.registry()?;
        let vouching = Vouching::begin(&registry);
        let mut snapshot = registry.snapshot()?;
        if self.files != KeyFiles::Unseen {
            desk.hold_to_keys(&registry)?;
            self.see(desk, passwords, &registry, &mut snapshot)?;
        }
        let audit = audit(&snapshot, desk.now(), &self.thresholds);
        Ok(Audited { snapshot, audit, vouching })
    }

    /// Puts into the snapshot what looking at each file gave.
    fn see(
        &self,
        desk: &Desk<'_>,
        passwords: &mut dyn Passwords,
        registry: &Registry,
        snapshot: &mut Snapshot,
    ) -> Result<(), Error> {
        let places: HashMap<Fingerprint, usize> =
            snapshot.keys.iter().enumerate().map(|(place, key)| (key.fingerprint, place)).collect();
        let mut keys = Vec::new();
        for role in [Role::Entity, Role::Emergency] {
            for key in registry.keys(role) {
                let key = key?;
                // A key that came in since the snapshot is for the next audit.
                if places.contains_key(&key.certificate.fingerprint) && key.custody != Custody::Certificate {
                    keys.push(key);
                }
            }
        }
        let passwords = (self.files == KeyFiles::Tried).then_some(passwords);
        let mut trials = Trials::new(passwords, desk.face, keys.len())?;
        for batch in keys.chunks(trials.at_once()) {
            for (key, seen) in batch.iter().zip(trials.batch(registry, batch)?) {
                snapshot.keys[places[&key.certificate.fingerprint]].file.seen = Some(seen?);
            }
        }
        Ok(())
    }
}

impl Vouching {
    fn begin(registry: &Registry) -> Self {
        Self { thread: RefCell::new(Some(thread::spawn(vouch(registry)))), told: OnceCell::new() }
    }

    fn told(&self) -> &Unended {
        self.told.get_or_init(|| match self.thread.take().map(JoinHandle::join) {
            Some(Ok(told)) => told,
            Some(Err(panic)) => resume_unwind(panic),
            None => Ok(Vec::new()),
        })
    }

    /// The openings without an end, once it is all told; `None` where the registry is not what it tells.
    pub fn unended(&self) -> Option<&[OpeningBegun]> {
        self.told().as_deref().ok()
    }

    /// Waits until the journal was told to its end; gives the openings without an end.
    ///
    /// # Errors
    ///
    /// [`Error::Journal`] when its chain does not hold, [`Error::Differs`] when the tables say something else;
    /// what opening and reading the registry gives.
    pub fn wait(self) -> Result<Vec<OpeningBegun>, Error> {
        self.told();
        self.told.into_inner().unwrap_or_else(|| Ok(Vec::new()))
    }
}

/// With a connection of its own: for another thread.
fn vouch(registry: &Registry) -> impl FnOnce() -> Unended + Send + use<> {
    /// Differences that an error holds.
    const SHOWN: usize = 20;
    let location = registry.location().clone();
    move || {
        let registry = Registry::at(&location, Access::EXISTING)?;
        let Replay { mut differences, unended, .. } = replay(&registry)?;
        let all = differences.len();
        differences.truncate(SHOWN);
        if all == 0 { Ok(unended) } else { Err(Error::Differs { all, first: differences }) }
    }
}
