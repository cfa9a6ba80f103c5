//! Opening by the rules, and the rehearsal of it: what is ordered, what it means, the keys, the trace, the run.
//!
//! In the order of an opening: an [`OpenEnvelopes`] is [understood](OpenEnvelopes::understand), which reads the deposit
//! register and the consultation; it [begins](OpenEnvelopes::begin), which asks the rules, reads the keys and leaves the
//! trace in the registry; it [runs](Ready::run), after which the face writes its papers; and the [`Trace`] gets its end,
//! by this process or by another that keeps the registry meanwhile. Between any two of these a face may wait, or hold
//! its process to what is still needed.

mod begin;
mod files;
mod findings;
mod gather;
mod keys;
mod trace;
mod understood;

use std::{
    borrow::Cow,
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

pub use self::{
    begin::{Ran, Ready},
    files::{ConsultationKey, KeysOfConsultation},
    findings::KeyFindings,
    gather::{GatherShards, Gathered, Gathering},
    trace::{Begun, Ended, Trace},
    understood::Understood,
};
use crate::{
    crypto::Provider,
    desk::{Error, token},
    fsx::Team,
    keys::{
        KeyFileWarning,
        token::{Modules, windows::StoreError},
    },
    motif::Motif,
    opening::{
        self, Finished, Observer, Request, RunError, Shard,
        outcome::RecipientRow,
        rules::{Accept, Grounds},
        team_for,
    },
    pli::EnvelopeKind,
    register::Columns,
    registry::Stranger,
    time::{Timestamp, Zone},
};

/// How many unknown certificates of one opening are kept.
const STRANGERS: usize = 1000;

/// Open envelopes, or rehearse it.
#[derive(Clone, Debug)]
pub struct OpenEnvelopes {
    /// Files and folders to look in.
    pub roots: Vec<PathBuf>,
    /// The output folder; of the whole, where a share is opened.
    pub out: PathBuf,
    /// The share of this machine, where several open.
    pub shard: Option<Shard>,
    /// Key files of the entity, or addresses of keys on tokens.
    pub keys: Vec<PathBuf>,
    /// The same of the emergency.
    pub emergency_keys: Vec<PathBuf>,
    /// A consultation of the registry: its deadline, and its keys beside those given.
    pub consultation: Option<String>,
    /// The deposit register.
    pub register: Option<PathBuf>,
    /// What its columns are called.
    pub columns: Columns,
    /// The instant after which deposits are late, where neither the registry nor the register says it.
    pub deadline: Option<Timestamp>,
    /// The zone in which people read times.
    pub zone: Option<Zone>,
    /// Kinds asked for by name; none: all but the anonymity envelopes.
    pub envelopes: Vec<EnvelopeKind>,
    /// What is refused by default and is opened all the same: only with a motif.
    pub accept: Accept,
    /// The motif.
    pub motif: Option<Motif>,
    /// Who opens.
    pub openers: Vec<String>,
    /// Whether it is a rehearsal: no content is decrypted, and nothing is asked of the deadline.
    pub rehearsal: bool,
    /// Worker threads, at least one.
    pub jobs: usize,
    /// Who may read what is written, besides its owner.
    pub group: Option<String>,
    /// Files that are no deposits, whatever the register says: where passwords are read from.
    pub apart: Vec<PathBuf>,
    /// Who does the cryptography.
    pub provider: &'static dyn Provider,
}

/// Something exceptional, which needs a motif.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceptional {
    /// The emergency key.
    EmergencyKey,
    /// Opening what is refused by default.
    Accept,
}

/// What should be known before an opening runs.
#[derive(Debug)]
pub enum OpeningNote<'a> {
    /// Digests in a column that is not known as such: nothing received is compared with them.
    DigestsElsewhere {
        /// The column's heading.
        heading: &'a str,
    },
    /// A key file was read.
    KeyFile {
        /// The file.
        path: &'a Path,
        /// What should be known of it.
        warnings: &'a [KeyFileWarning],
    },
    /// A key of the consultation has no file here: it is passed over.
    KeyWithoutFile {
        /// The key's name.
        name: &'a str,
    },
    /// The file of a key of the consultation cannot be read: it is passed over.
    KeyUnreadable {
        /// The key's name.
        name: &'a str,
        /// The file.
        path: &'a Path,
        /// The system's words.
        error: &'a io::Error,
    },
    /// A key of the consultation is to be in the certificate store, and cannot be used there: it is passed over.
    KeyNotStored {
        /// The key's name.
        name: &'a str,
        /// Why.
        error: &'a StoreError,
    },
    /// The system is about to ask the person whether a key may be used, in a window of its own.
    WaitsForThePerson {
        /// The key's name, or what it was given as.
        key: &'a str,
    },
    /// A key of the consultation opens by shares, and there is none of them: it is passed over.
    KeyWithoutShares {
        /// The key's name.
        name: &'a str,
        /// How many shares it takes.
        threshold: u8,
        /// How many there are.
        shares: u8,
    },
    /// The file of a key of the consultation holds another key: it is passed over.
    KeyMismatch {
        /// The key's name.
        name: &'a str,
        /// The file.
        path: &'a Path,
    },
    /// There is no registry that the keys could be tied in.
    NoRegistry {
        /// Where it would be.
        home: &'a Path,
    },
    /// The registry cannot be read, and nothing of it was named.
    RegistryUnreadable {
        /// The folder.
        home: &'a Path,
        /// Why.
        error: &'a Error,
    },
}

/// A face that has an opening run: it listens, and may hold its process to what is still needed.
pub trait Opener: Observer {
    /// All but the envelopes has been read, the output folder is there, and nothing that a bidder wrote was looked at.
    ///
    /// # Errors
    ///
    /// The face cannot do its part: nothing is opened.
    fn begins(&mut self, request: &Request<'_>) -> io::Result<()>;
}

impl OpenEnvelopes {
    /// What can be refused before anything is read.
    ///
    /// # Errors
    ///
    /// [`Error::NoMotif`] for what needs one; an emergency key does not in a rehearsal.
    pub fn check(&self) -> Result<(), Error> {
        if self.motif.is_some() {
            return Ok(());
        }
        if self.accept != Accept::default() {
            return Err(Error::NoMotif(Exceptional::Accept));
        }
        if !self.emergency_keys.is_empty() && !self.rehearsal {
            return Err(Error::NoMotif(Exceptional::EmergencyKey));
        }
        Ok(())
    }

    /// The team that what is written is for: to be asked while the system's list of groups can be read.
    ///
    /// # Errors
    ///
    /// [`Error::Run`] when there is no such group, or the folder is of another.
    pub fn team(&self) -> Result<Option<Team>, Error> {
        Ok(team_for(&self.place(), self.group.as_deref()).map_err(RunError::Team)?)
    }

    /// The modules of the tokens that its keys are on: to be loaded before a process is held to anything, and to be kept
    /// as long as the keys are.
    ///
    /// # Errors
    ///
    /// [`Error::TokenUri`], [`Error::Token`].
    pub fn modules(&self) -> Result<Modules, Error> {
        token::modules(self.keys.iter().chain(&self.emergency_keys))
    }

    /// The folder it writes in.
    pub fn place(&self) -> Cow<'_, Path> {
        opening::place(&self.out, self.shard)
    }

    /// What needs a motif, and the motif.
    fn grounds(&self) -> Option<Grounds> {
        self.motif.clone().map(|motif| Grounds { motif, accept: self.accept })
    }

    /// What it names that is no deposit, whatever a register says: keys, passwords, the output folder.
    fn apart(&self) -> Vec<PathBuf> {
        let keys = self.keys.iter().chain(&self.emergency_keys);
        keys.chain(&self.apart).chain([&self.out]).cloned().collect()
    }

    /// The output folder, as the registry names it.
    fn folder(&self) -> String {
        absolute(&self.place())
    }
}

/// A folder, as the registry names it.
fn absolute(folder: &Path) -> String {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    folder.to_string_lossy().into_owned()
}

/// The certificates that the envelopes of a run name, each once, up to a bound.
///
/// # Errors
///
/// Those of reading the rows.
pub fn certificates_named(finished: &Finished) -> io::Result<BTreeSet<Stranger>> {
    let mut named = BTreeSet::new();
    for item in finished.rows.lend_in(0..finished.rows.len())? {
        for recipient in &item?.recipients {
            if named.len() == STRANGERS {
                return Ok(named);
            }
            match recipient {
                RecipientRow::IssuerAndSerialNumber { issuer_cn, serial } => {
                    let (issuer_cn, serial) = (issuer_cn.clone(), serial.clone());
                    named.insert(Stranger::IssuerAndSerialNumber { issuer_cn, serial });
                }
                RecipientRow::SubjectKeyIdentifier { ski } => {
                    named.insert(Stranger::SubjectKeyIdentifier { ski: ski.clone() });
                }
                RecipientRow::Other { .. } => {}
            }
        }
    }
    Ok(named)
}
