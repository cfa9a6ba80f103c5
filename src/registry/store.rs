//! The registry itself: opened somewhere, read, and changed with an entry of the journal each time.

use std::{io::BufRead, path::Path};

use serde_json::{Map, Value};

use crate::{
    journal::{Damage, Expected, Verified},
    registry::{
        Access, Mode, Refusal, RegistryError, VERSION,
        location::Location,
        port::{self, Begun, Tenant},
        record::By,
        sqlite::Folder,
        trail,
    },
};

/// A registry: keys, consultations, and the journal of what was done to them.
///
/// Reading needs a shared reference, changing an exclusive one. Several processes may have it open.
#[derive(Debug)]
pub struct Registry {
    tenant: Box<dyn Tenant>,
    location: Location,
}

impl Registry {
    /// Opens the registry of a folder.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Missing`] and [`RegistryError::NotARegistry`] for a folder without one that is not to be
    /// made; [`RegistryError::Busy`] when another process keeps it; [`RegistryError::Locks`] where locks do not keep
    /// processes apart; [`RegistryError::Schema`] and [`RegistryError::Damaged`] for one that somebody or something
    /// changed; [`RegistryError::File`] and [`RegistryError::Io`] for what the system says.
    pub fn open(home: &Path, access: Access) -> Result<Self, RegistryError> {
        let location = Location::Folder(home.to_owned());
        Ok(Self { tenant: Box::new(Folder::open(home, access)?), location })
    }

    /// Opens the registry of a folder or a server; `access` is how that of a folder is opened. One on a server is made by
    /// `plis registry init`, and by nothing else.
    ///
    /// # Errors
    ///
    /// Those of [`Self::open`]; for a server [`RegistryError::Server`], [`RegistryError::PasswordFile`], and
    /// [`RegistryError::NotARegistry`] where it was not made.
    pub fn at(location: &Location, access: Access) -> Result<Self, RegistryError> {
        match location {
            Location::Folder(home) => Self::open(home, access),
            #[cfg(feature = "postgres")]
            Location::Server(address) => {
                let tenant = Box::new(super::postgres::Server::open(address)?);
                Ok(Self { tenant, location: location.clone() })
            }
        }
    }

    /// Whether there is one; that of a server is taken to be there.
    pub fn is_at(location: &Location) -> bool {
        location.folder().is_none_or(Folder::is_in)
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    pub(super) fn tenant(&self) -> &dyn Tenant {
        &*self.tenant
    }

    /// How it makes its changes durable, and why so.
    pub fn mode(&self) -> Mode {
        self.tenant.mode()
    }

    /// The version of its schema, which may be newer than [`VERSION`](super::VERSION).
    pub fn version(&self) -> i32 {
        self.tenant.version()
    }

    /// Whether it can be changed: not when a newer program wrote it, or the system forbids it.
    pub fn is_writable(&self) -> bool {
        self.tenant.is_writable()
    }

    /// Number of entries in its journal, and hash of the last.
    pub fn journal_head(&self) -> Result<(u64, String), RegistryError> {
        trail::head(self.tenant())
    }

    /// Lines of its journal after an entry, the first thousand at most.
    pub fn journal_lines(&self, after: u64) -> Result<Vec<String>, RegistryError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let lines = trail::page(self.tenant(), after).map_err(RegistryError::Io)?;
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }

    /// Its journal as a stream of lines, and the head that vouches for it.
    pub fn into_journal(self) -> Result<(Expected, Box<dyn BufRead>), RegistryError> {
        let (entries, head) = self.journal_head()?;
        let lines = trail::lines(move |after| trail::page(self.tenant(), after));
        Ok((Expected { entries, head }, Box::new(lines)))
    }

    /// Checks its whole journal, the head included.
    pub fn verify_journal(&self) -> Result<Result<Verified, Damage>, RegistryError> {
        trail::verify(self.tenant())
    }

    /// Whether the place that keeps it is sound, whatever its rows say: what is wrong with it.
    pub fn check(&self) -> Result<Vec<String>, RegistryError> {
        self.tenant.check()
    }

    /// Writes an entry about something that changed nothing in the registry.
    ///
    /// # Errors
    ///
    /// As for every change: [`RegistryError::Newer`] and [`RegistryError::ReadOnly`] where it cannot be changed; what
    /// the database says.
    pub fn note(&mut self, by: &By, kind: &str, facts: Map<String, Value>) -> Result<(), RegistryError> {
        self.change(by, Asked::new(kind), |change| change.entry(kind, facts))
    }

    /// Changes the registry, all or nothing. A refusal changes nothing but the journal, where it is an entry.
    pub(super) fn change<T>(
        &mut self,
        by: &By,
        asked: Asked<'_>,
        body: impl FnOnce(&Change<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let tenant = self.tenant();
        if tenant.version() > VERSION {
            return Err(RegistryError::Newer { found: tenant.version(), known: VERSION });
        }
        if !tenant.is_writable() {
            return Err(RegistryError::ReadOnly);
        }
        let begun = Begun::change(tenant)?;
        tenant.mark()?;
        match body(&Change { tenant, by }) {
            Ok(value) => {
                begun.commit()?;
                Ok(value)
            }
            Err(RegistryError::Refused(refusal)) => {
                tenant.back()?;
                trail::append(tenant, by, trail::kind::REFUSED, asked.facts(&refusal))?;
                begun.commit()?;
                Err(RegistryError::Refused(refusal))
            }
            Err(error) => Err(error),
        }
    }
}

/// A change under way, which nobody else makes meanwhile: what can be done in one.
pub(super) struct Change<'a> {
    tenant: &'a dyn Tenant,
    pub(super) by: &'a By,
}

impl Registry {
    /// What a change would see, without one.
    pub(super) fn as_if<'a>(&'a self, by: &'a By) -> Change<'a> {
        Change { tenant: self.tenant(), by }
    }
}

impl Change<'_> {
    pub(super) fn tenant(&self) -> &dyn Tenant {
        self.tenant
    }

    /// Changes exactly one row.
    pub(super) fn one(&self, statement: &str, values: &[port::Given<'_>]) -> Result<(), RegistryError> {
        self.tenant.one(statement, values)
    }

    /// Writes an entry of the journal.
    pub(super) fn entry(&self, kind: &str, facts: Map<String, Value>) -> Result<(), RegistryError> {
        trail::append(self.tenant, self.by, kind, facts)
    }
}

/// What was asked for, for the entry of its refusal.
pub(super) struct Asked<'a> {
    kind: &'a str,
    facts: Map<String, Value>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(kind: &'a str) -> Self {
        Self { kind, facts: Map::new() }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    fn facts(mut self, refusal: &Refusal) -> Map<String, Value> {
        self.facts.insert("asked".to_owned(), self.kind.into());
        let refusal = serde_json::to_value(refusal).unwrap_or_else(|_| refusal.to_string().into());
        self.facts.insert("refusal".to_owned(), refusal);
        self.facts
    }
}
