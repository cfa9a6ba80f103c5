//! Why a request is not answered: facts, no advice.

use std::{error, fmt, io, path::PathBuf};

use crate::{
    consultation::NotYet,
    crypto::KeyRejected,
    desk::{moving::BackupFault, open::Exceptional},
    journal::Damage,
    keys::{
        CertificateError, IssueError, KeyFileError, WriteError,
        quorum::{QuorumError, SplitError},
        token::{
            TokenError, UriError,
            windows::{StoreError, Stored},
        },
    },
    opening::{RunError, gather::GatherError},
    register::RegisterError,
    registry::{Difference, KeysTied, Location, NotTaken, RegistryError, RollError},
    time::{Timestamp, Zone},
    timestamp::{AskError, StampError},
};

/// Why a request is not answered. What a rule of the registry refuses is in [`RegistryError::Refused`], and in the
/// registry's journal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Where the registry is cannot be told.
    #[error("nobody says where the registry is")]
    NoHome,
    /// The folder holds something else than a registry.
    #[error("{} holds no registry", home.shown().display())]
    NotARegistry {
        /// The folder.
        home: Location,
    },
    /// The registry does not do it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// There is no password where one is needed.
    #[error("no password")]
    NoPassword(#[from] NoPassword),
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        error: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        error: io::Error,
    },
    /// The folder of a file to be written is not there.
    #[error("{} is not there for {}", folder.display(), file.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
        /// The file.
        file: PathBuf,
    },
    /// A file is there already, and nothing is overwritten.
    #[error("{} exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A key file cannot be read.
    #[error("cannot read the key file {}", path.display())]
    KeyFileIo {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        error: io::Error,
    },
    /// A key file gives no key.
    #[error("{}: {error}", path.display())]
    KeyFile {
        /// What people know it by: its path, or the name of the registry's key.
        path: PathBuf,
        /// Why.
        #[source]
        error: Box<KeyFileError>,
    },
    /// What is given as a key begins like the address of a token, and is none.
    #[error("{}: {error}", given.display())]
    TokenUri {
        /// What was given.
        given: PathBuf,
        /// Why.
        #[source]
        error: UriError,
    },
    /// A token gives no key.
    #[error("{}: {error}", given.display())]
    Token {
        /// Its address, as it was given.
        given: PathBuf,
        /// Why.
        #[source]
        error: Box<TokenError>,
    },
    /// A key cannot be used by the cryptographic library.
    #[error("{}: {error}", path.display())]
    KeyRejected {
        /// The file it is from.
        path: PathBuf,
        /// Why.
        #[source]
        error: KeyRejected,
    },
    /// Shares do not open a key.
    #[error("{}: {error}", key.display())]
    Quorum {
        /// What people know the key by.
        key: PathBuf,
        /// Why.
        #[source]
        error: QuorumError,
    },
    /// A key is not split.
    #[error(transparent)]
    Split(SplitError),
    /// A share is not sealed to a certificate.
    #[error("{}: {problem:?}", path.display())]
    Custodian {
        /// The file it is from.
        path: PathBuf,
        /// Why.
        problem: CustodianProblem,
    },
    /// A certificate cannot be used.
    #[error("{}: {error}", path.display())]
    Certificate {
        /// The file it is from.
        path: PathBuf,
        /// Why.
        #[source]
        error: CertificateError,
    },
    /// A certificate is not made.
    #[error(transparent)]
    Issue(IssueError),
    /// An RSA key is not made.
    #[error("no key was made: {0}")]
    Generate(KeyRejected),
    /// A key file is not made.
    #[error("no key file was made: {0}")]
    KeyNotWritten(WriteError),
    /// A new key file would have the empty password.
    #[error("a key file of ours is always protected")]
    EmptyPassword,
    /// One name for several keys.
    #[error("one name for {keys} keys")]
    SeveralKeys {
        /// How many.
        keys: usize,
    },
    /// Certificates that do not belong together.
    #[error("{} holds certificates of several keys", path.display())]
    SeveralCertificates {
        /// The file.
        path: PathBuf,
    },
    /// Only the certificate of a key is known.
    #[error("only the certificate of {name:?} is known")]
    NoPrivateHalf {
        /// The key's name.
        name: String,
    },
    /// What is final was confirmed with another name.
    #[error("{given:?} does not confirm {name:?}")]
    NotConfirmed {
        /// What it is named.
        name: String,
        /// What was typed.
        given: String,
    },
    /// A list of consultations is not understood.
    #[error("{}: {} lines are not understood", path.display(), errors.len())]
    Roll {
        /// The list.
        path: PathBuf,
        /// What is wrong, line by line.
        errors: Vec<RollError>,
    },
    /// Lines of a list of consultations are not taken in.
    #[error(transparent)]
    NotTaken(NotTaken),
    /// A journal does not hold together.
    #[error("{}: {damage}", path.display())]
    Journal {
        /// The journal.
        path: PathBuf,
        /// Where and how.
        #[source]
        damage: Box<Damage>,
    },
    /// A folder has no journal that can be read.
    #[error("no journal {}", path.display())]
    NoJournal {
        /// Where it would be.
        path: PathBuf,
        /// The system's words.
        #[source]
        error: io::Error,
    },
    /// A journal without an entry has nothing that could be stamped.
    #[error("nothing to stamp in {}", path.display())]
    NothingToStamp {
        /// The folder.
        path: PathBuf,
    },
    /// The registry is on a server, which keeps no files: nobody said where stamps are to be kept.
    #[error("no place for stamps of a registry on a server")]
    NoPlaceForStamps,
    /// The system gives no random octets.
    #[error("no random octets from the system")]
    NoRandom,
    /// An authority of time-stamps gave no answer.
    #[error(transparent)]
    Authority(AskError),
    /// What an authority answered is no stamp of what was asked.
    #[error(transparent)]
    Stamp(StampError),
    /// A folder has a journal, and no opening in it came to its papers.
    #[error("no opening in {} came to its papers", path.display())]
    NoPapers {
        /// The folder.
        path: PathBuf,
    },
    /// The tables do not say what the journal tells.
    #[error("{all} differences between the registry and its journal")]
    Differs {
        /// How many.
        all: usize,
        /// The first of them.
        first: Vec<Difference>,
    },
    /// A file that a registry was kept in cannot be taken for one.
    #[error("{}: {fault}", path.display())]
    Backup {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        fault: BackupFault,
    },
    /// The deadline has not passed, or a clock given by hand is ahead.
    #[error(transparent)]
    NotYet(NotYet),
    /// Keys at hand are tied to consultations before their deadlines.
    #[error(transparent)]
    KeysTied(KeysTied),
    /// Something exceptional was asked for, and nobody says why.
    #[error("no motif for something exceptional")]
    NoMotif(Exceptional),
    /// Two sources name different deadlines.
    #[error("two deadlines: {first} and {second}")]
    TwoDeadlines {
        /// The one.
        first: Timestamp,
        /// The other.
        second: Timestamp,
        /// The zone in which people read them.
        zone: Zone,
    },
    /// A deposit register is not understood.
    #[error("{}: {error}", path.display())]
    Register {
        /// The register.
        path: PathBuf,
        /// Where and why.
        #[source]
        error: Box<RegisterError>,
    },
    /// No key of a consultation of the registry can be used here.
    #[error("no key of {reference:?} can be used here")]
    NoRegistryKey {
        /// The consultation.
        reference: String,
    },
    /// A folder's report cannot be read.
    #[error("cannot read the report {}", path.display())]
    Report {
        /// The report.
        path: PathBuf,
        /// The system's words.
        #[source]
        error: io::Error,
    },
    /// What ends an opening.
    #[error(transparent)]
    Run(Box<RunError>),
    /// Shares of an opening are not gathered.
    #[error(transparent)]
    Gather(Box<GatherError>),
    /// The registry at hand does not know of the openings that are gathered.
    #[error("the registry does not know of these openings")]
    OtherRegistry,
    /// The face that asked cannot do its part.
    #[error("the face cannot go on")]
    Face(#[source] io::Error),
    /// The certificate store does not do it.
    #[error(transparent)]
    Store(StoreError),
    /// The certificate store has several keys, or none, and nobody said which is meant.
    #[error("{} certificates of the store have a private key", found.len())]
    WhichStored {
        /// Those there are.
        found: Vec<Stored>,
    },
    /// A key file holds another key.
    #[error("its key file does not hold {name:?}")]
    NotInFile {
        /// The key's name.
        name: String,
    },
}

impl From<GatherError> for Error {
    fn from(error: GatherError) -> Self {
        match error {
            GatherError::Run(error) => error.into(),
            error => Self::Gather(Box::new(error)),
        }
    }
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        Self::Run(Box::new(error))
    }
}

/// Why a share is not sealed to a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustodianProblem {
    /// It has ended.
    Expired {
        /// When.
        not_after: Timestamp,
    },
    /// It has not begun.
    NotYet {
        /// When it will.
        not_before: Timestamp,
    },
    /// It is not made for encrypting to.
    Usage,
    /// Its key keeps no secret.
    Weak {
        /// Bits of it.
        bits: usize,
    },
    /// It is that of the key which is split.
    Own,
    /// Its key is somebody's already.
    Twice {
        /// The other file.
        other: PathBuf,
    },
}

/// Why there is no password, as the face knows it. Never the password, nor anything of it.
pub struct NoPassword(pub Box<dyn error::Error + Send + Sync>);

impl fmt::Debug for NoPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for NoPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl error::Error for NoPassword {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.0)
    }
}
