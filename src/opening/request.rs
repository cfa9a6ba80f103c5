//! What is asked of a run, and what refuses it.

use std::{
    borrow::Cow,
    io,
    num::NonZero,
    path::{Path, PathBuf},
    thread,
};

use super::{
    beside::Listed,
    report::KeyRow,
    rules::{Accept, Grounds, Terms},
    shard::Shard,
    team::TeamError,
};
use crate::{
    account::Account,
    consultation::{Consultation, Opening, Rehearsal},
    crypto::{self, AwsLc, Provider},
    fsx::Team,
    journal::{self, Expected, Mark},
    keys::{HeldKey, Keyring},
    pli::EnvelopeKind,
    time::{Clock, Timestamp},
};

/// The right to run: the proof that the deadline has passed, or a rehearsal that decrypts no content.
#[derive(Debug)]
pub enum Permit {
    /// The deadline has passed.
    Opening(Opening),
    /// Headers and keys only.
    Rehearsal(Rehearsal),
}

impl Permit {
    /// The consultation it is for.
    pub fn consultation(&self) -> &Consultation {
        match self {
            Self::Opening(opening) => opening.consultation(),
            Self::Rehearsal(rehearsal) => rehearsal.consultation(),
        }
    }

    /// The clock the run judges by.
    pub fn clock(&self) -> Clock {
        match self {
            Self::Opening(opening) => opening.clock(),
            Self::Rehearsal(rehearsal) => rehearsal.clock(),
        }
    }

    /// The instant the run judges by.
    pub fn at(&self) -> Timestamp {
        self.clock().now()
    }
}

/// All that a run needs. [`Request::new`] asks for what every run needs; the rest is said by field.
///
/// ```
/// # use plis::{consultation::Consultation, keys::Keyring, opening::{Permit, Request}, time::Timestamp};
/// # let keyring = Keyring::new();
/// # let permit = Permit::Opening(Consultation::default().opening(Timestamp::now())?);
/// let request = Request {
///     openers: vec!["A. Martin".to_owned()],
///     jobs: 1,
///     ..Request::new(["depots"], "ouverture", &keyring, permit)
/// };
/// # assert_eq!(request.roots, [std::path::Path::new("depots")]);
/// # Ok::<(), plis::consultation::NotYet>(())
/// ```
#[derive(Debug)]
pub struct Request<'a> {
    /// Files and folders to look in.
    pub roots: Vec<PathBuf>,
    /// Output folder; of the whole, where this run opens a share.
    pub out: PathBuf,
    /// The share that this run opens; else everything.
    pub shard: Option<Shard>,
    /// The keys at hand.
    pub keyring: &'a Keyring,
    /// Who does the cryptography.
    pub provider: &'a dyn Provider,
    /// The right to run.
    pub permit: Permit,
    /// The deposit register, when there is one.
    pub listed: Option<Listed<'a>>,
    /// Kinds asked for by name; none: all but the anonymity envelopes.
    pub envelopes: Vec<EnvelopeKind>,
    /// The motif, where there is one. Without it no refusal is lifted, and no emergency key opens anything.
    pub grounds: Option<Grounds>,
    /// Worker threads, at least one.
    pub jobs: usize,
    /// Random identifier of the run.
    pub id: String,
    /// Who opens.
    pub openers: Vec<String>,
    /// Name of the machine.
    pub host: String,
    /// The account of the operating system.
    pub account: Account,
    /// The entry of the registry that says that this run begins, where the registry is concerned.
    pub registry: Option<Mark>,
    /// The team that what is written is for ([`team_for`](super::team_for)); else its owner's alone.
    pub team: Option<Team>,
    /// Where an earlier report in the output folder says that the journal stands: a journal that was cut
    /// or written anew since is not continued, and what earlier runs opened is decrypted again where nothing vouches
    /// for it.
    pub vouched: Option<Expected>,
}

impl<'a> Request<'a> {
    /// A run over these files and folders, into this output folder, with these keys, as this permit allows.
    ///
    /// For the rest: the default provider, a worker for each processor, no register, no motif, a random identifier,
    /// this machine and this account, nobody named as opener, no registry, no team, nothing that vouches for an
    /// earlier report.
    pub fn new<P: Into<PathBuf>>(
        roots: impl IntoIterator<Item = P>,
        out: impl Into<PathBuf>,
        keyring: &'a Keyring,
        permit: Permit,
    ) -> Self {
        Self {
            roots: roots.into_iter().map(Into::into).collect(),
            out: out.into(),
            shard: None,
            keyring,
            provider: &AwsLc,
            permit,
            listed: None,
            envelopes: Vec::new(),
            grounds: None,
            jobs: thread::available_parallelism().map_or(1, NonZero::get),
            id: random_id(),
            openers: Vec::new(),
            host: whoami::hostname().unwrap_or_default(),
            account: Account::of_this_process(),
            registry: None,
            team: None,
            vouched: None,
        }
    }
}

impl Request<'_> {
    /// The folder it writes in.
    pub fn place(&self) -> Cow<'_, Path> {
        place(&self.out, self.shard)
    }

    /// What the rules are asked.
    pub(super) fn terms(&self) -> Terms {
        let accept = self.grounds.as_ref().map_or_else(Accept::default, |grounds| grounds.accept);
        Terms { envelopes: self.envelopes.clone(), accept }
    }

    /// The motif, as records hold it.
    pub(super) fn reason(&self) -> Option<String> {
        self.grounds.as_ref().map(|grounds| grounds.motif.to_string())
    }

    /// Whether emergency keys may be used: with a motif, or where nothing is decrypted.
    pub(super) fn emergency_allowed(&self) -> bool {
        self.grounds.is_some() || matches!(self.permit, Permit::Rehearsal(_))
    }

    /// The keys at hand, as the report shows them.
    pub fn key_rows(&self) -> Vec<KeyRow> {
        self.keyring.keys().iter().map(|key| key_row(key, self.permit.at())).collect()
    }
}

/// What ends a run. What was published before stays, recorded.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A root cannot be entered.
    #[error("cannot read {}", path.display())]
    Root {
        /// The root.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// The output folder cannot be made or written to.
    #[error("cannot write to {}", path.display())]
    Output {
        /// The folder or file.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// The output folder is one of the roots: what is written would stand among the envelopes.
    #[error("{} is both where envelopes are and where plaintexts go", path.display())]
    OutputIsRoot {
        /// The folder.
        path: PathBuf,
    },
    /// Another run is at work in the output folder.
    #[error("another run is using {}", path.display())]
    Locked {
        /// The output folder.
        path: PathBuf,
    },
    /// The shares of its output folder are gathered already, or one machine opened everything there.
    #[error("{} is opened as a whole", path.display())]
    OpenedAsAWhole {
        /// The output folder.
        path: PathBuf,
    },
    /// An opening began in the folder of a share as one of another number of shares.
    #[error("{} is one of {there} shares", path.display())]
    OtherShard {
        /// The folder.
        path: PathBuf,
        /// How many shares there were.
        there: u32,
    },
    /// A file that is not of an earlier run has the name of one of ours.
    #[error("{} exists and is not of an earlier run", path.display())]
    NameTaken {
        /// The file.
        path: PathBuf,
    },
    /// What is written cannot be given to a team.
    #[error(transparent)]
    Team(#[from] TeamError),
    /// The journal in the output folder does not hold together.
    #[error("the journal {} is damaged", path.display())]
    Journal {
        /// The journal.
        path: PathBuf,
        /// Where and how.
        #[source]
        damage: journal::Damage,
    },
}

/// The folder that a run writes in: of its share, where it has one.
pub(crate) fn place(out: &Path, shard: Option<Shard>) -> Cow<'_, Path> {
    shard.map_or(Cow::Borrowed(out), |shard| Cow::Owned(shard.folder(out)))
}

/// Without random numbers a run is still told apart by its instant and its folder.
pub(crate) fn random_id() -> String {
    let mut octets = [0; 16];
    let _ = getrandom::fill(&mut octets);
    crypto::hex(&octets)
}

fn key_row(key: &HeldKey, now: Timestamp) -> KeyRow {
    let certificate = key.certificate();
    let validity = certificate.validity();
    KeyRow {
        role: key.role,
        name: key.name.clone(),
        subject_cn: certificate.subject_cn(),
        issuer_cn: certificate.issuer_cn(),
        serial: certificate.serial().to_string(),
        ski: certificate.ski().map(crypto::hex),
        fingerprint: certificate.fingerprint_hex(),
        bits: certificate.bits(),
        curve: certificate.curve(),
        kem: certificate.kem(),
        not_before: validity.not_before,
        not_after: validity.not_after,
        expired: validity.expired_at(now),
        trailing_octets: key.trailing_octets,
        joined_by: key.joined_by.clone(),
        earlier: false,
    }
}
