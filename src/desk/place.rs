//! Where requests are answered: which registry, for whom, and at what instant.

use std::{
    collections::HashSet,
    fmt,
    path::{Path, PathBuf},
};

use crate::{
    account::Account,
    desk::Error,
    fsx::folder_of,
    keys::{Role, token::windows::Thumbprint},
    motif::Motif,
    registry::{Access, By, Custody, Location, Mode, Registry, RegistryError},
    time::{Clock, Timestamp},
};

/// Where requests are answered.
#[derive(Clone)]
pub struct Desk<'a> {
    /// Where the registry is; `None` where nobody can tell it.
    pub home: Option<Location>,
    /// Who asks, as the journal names them: `user@host`.
    pub who: String,
    /// The account of the operating system.
    pub account: Account,
    /// What time it is.
    pub clock: Clock,
    /// Whom to tell on the way.
    pub face: &'a dyn Face,
}

/// The face that a request came from: told, on the way, of what it may want to say, or hold its process to.
pub trait Face: Send + Sync {
    /// The registry is open.
    fn opened(&self, home: &Path, mode: Mode) {
        let _ = (home, mode);
    }

    /// Whether [`Self::hold`] is to be called: finding the places takes a look at every key.
    fn wants_places(&self) -> bool {
        false
    }

    /// So many of all that is to be done is done. Told from any thread.
    fn progress(&self, done: usize, all: usize) {
        let _ = (done, all);
    }

    /// The system is about to ask the person whether a key may be used, in a window of its own.
    fn waits_for_the_person(&self, key: &str) {
        let _ = key;
    }

    /// Which files the request may still read is known now, and none of them was read yet.
    fn hold(&self, places: &Places) {
        let _ = places;
    }
}

/// A face that wants to know nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Face for Alone {}

/// What only the registry knows the places of: the key files that it refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The folders of those files, and those that are links themselves.
    pub reads: Vec<PathBuf>,
}

impl Desk<'_> {
    /// The desk of a registry's folder, for whoever the operating system says is at work, now.
    pub fn here(home: impl Into<PathBuf>) -> Self {
        let account = Account::of_this_process();
        let who = format!("{}@{}", account.name, whoami::hostname().unwrap_or_default());
        Self {
            home: Some(Location::Folder(home.into())),
            who,
            account,
            clock: Timestamp::now().into(),
            face: &Alone,
        }
    }

    /// The instant everything is judged by.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether there is a registry.
    pub fn has_registry(&self) -> bool {
        self.home.as_ref().is_some_and(Registry::is_at)
    }

    /// Who does it, at the desk's instant.
    pub(super) fn by(&self, motif: Option<&Motif>) -> By {
        By {
            who: self.who.clone(),
            at: self.now(),
            system_at: self.clock.system(),
            account: Some(self.account.clone()),
            reason: motif.cloned(),
        }
    }

    /// The registry that is there.
    pub(super) fn registry(&self) -> Result<Registry, Error> {
        self.open(Access::EXISTING)
    }

    /// The registry, made where there is none.
    pub(super) fn registry_made(&self) -> Result<Registry, Error> {
        self.open(Access::CREATE)
    }

    fn open(&self, access: Access) -> Result<Registry, Error> {
        self.at(self.home.as_ref().ok_or(Error::NoHome)?, access)
    }

    /// A registry that is elsewhere than the desk's own.
    pub(super) fn at(&self, home: &Location, access: Access) -> Result<Registry, Error> {
        let registry = Registry::at(home, access).map_err(|error| match error {
            RegistryError::NotARegistry => Error::NotARegistry { home: home.clone() },
            error => error.into(),
        })?;
        self.face.opened(home.shown(), registry.mode());
        Ok(registry)
    }

    /// Lets the face hold its process to the key files of the registry.
    pub(super) fn hold_to_keys(&self, registry: &Registry) -> Result<(), RegistryError> {
        if !self.face.wants_places() {
            return Ok(());
        }
        let (mut places, mut folders) = (Places::default(), HashSet::new());
        for role in [Role::Entity, Role::Emergency] {
            for key in registry.keys(role) {
                let Custody::Reference(path) = key?.custody else { continue };
                if Thumbprint::named(&path).is_some() {
                    continue;
                }
                folders.insert(folder_of(&path).to_owned());
                if path.is_symlink() {
                    places.reads.push(path);
                }
            }
        }
        places.reads.extend(folders);
        self.face.hold(&places);
        Ok(())
    }
}

impl fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { home, who, account, clock, face: _ } = self;
        f.debug_struct("Desk")
            .field("home", home)
            .field("who", who)
            .field("account", account)
            .field("clock", clock)
            .finish_non_exhaustive()
    }
}
