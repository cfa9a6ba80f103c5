//! The stamps beside a journal, held against it: what of it was there, when, and by whose word.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use super::{finding::Finding, stamp_fault::StampFault};
use crate::{
    crypto::{Provider, hex},
    timestamp::{Kept, Request, Stamp, listed},
    x509::Certificate,
};

/// A stamp beside a journal, and whether it is one of that journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampFound {
    /// Its file, below the folder.
    pub path: PathBuf,
    /// The entry that is stamped, and with it all before; `None` where it is none of this journal.
    pub entries: Option<u64>,
    /// The entry that its name says it is of: a claim.
    pub claimed: u64,
    /// The hash that was to be stamped, where the request beside it can be read.
    pub imprint: Option<String>,
    /// What is vouched for, or why nothing is.
    pub judged: Result<Stamp, StampFault>,
}

/// The stamps beside a journal, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StampsJudged {
    /// Each of them.
    pub found: Vec<StampFound>,
    /// Requests without an answer: files, below the folder.
    pub unanswered: Vec<PathBuf>,
    /// Entries of the journal.
    pub entries: u64,
    /// Where they were looked for in vain, though somebody named authorities or a folder.
    pub missed: Option<PathBuf>,
}

impl StampsJudged {
    /// The last entry that a stamp vouches for, and with it all before.
    pub fn stamped_to(&self) -> Option<u64> {
        let holding = self.found.iter().filter(|found| found.judged.is_ok());
        holding.filter_map(|found| found.entries).max()
    }

    /// The entries after it, where there is one: the first and the last.
    pub fn unvouched(&self) -> Option<(u64, u64)> {
        self.stamped_to().filter(|to| *to < self.entries).map(|to| (to + 1, self.entries))
    }

    /// What is wrong.
    pub fn findings(&self) -> Vec<Finding> {
        let none = self.missed.iter().map(|path| Finding::NoStamps { path: path.clone() });
        none.chain(self.found.iter().flat_map(|found| self.of(found))).collect()
    }

    fn of(&self, found: &StampFound) -> Vec<Finding> {
        let Err(fault) = &found.judged else { return Vec::new() };
        let (path, entries, claimed) = (found.path.clone(), self.entries, found.claimed);
        let missing = found.imprint.clone().filter(|_| found.entries.is_none());
        let stamp = fault.stamp().cloned().map(Box::new);
        // A head that is gone is said beside whatever else is wrong.
        let other = stamp.is_none().then(|| Finding::Stamp { path: path.clone(), why: fault.clone() });
        let gone = missing.map(|imprint| Finding::StampedHead { path, imprint, claimed, entries, stamp });
        other.into_iter().chain(gone).collect()
    }
}

/// Stamps whose requests are read, while the journal passes.
#[derive(Debug, Default)]
pub(crate) struct Stamps {
    folder: PathBuf,
    asked: Vec<(Kept, Result<Request, StampFault>)>,
    unanswered: Vec<PathBuf>,
    /// The entries that were to be stamped, by their hashes.
    wanted: HashMap<String, Option<u64>>,
    entries: u64,
    /// Whether somebody counts on there being one.
    pub(crate) are_expected: bool,
}

impl Stamps {
    /// Reads what was asked in a folder; what was answered is read when it is judged, one after the other.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let (answered, unanswered) = listed(folder)?;
        let asked: Vec<_> = answered
            .into_iter()
            .map(|kept| {
                let request = asked(folder, &kept);
                (kept, request)
            })
            .collect();
        let wanted = asked
            .iter()
            .filter_map(|(_, request)| Some((hex(&request.as_ref().ok()?.imprint), None)))
            .collect();
        let unanswered = unanswered.iter().map(Kept::request).collect();
        Ok(Self { folder: folder.to_owned(), asked, unanswered, wanted, entries: 0, are_expected: false })
    }

    /// Takes the next entry of the journal.
    pub(crate) fn see(&mut self, seq: u64, hash: &str) {
        self.entries = seq;
        if let Some(place) = self.wanted.get_mut(hash) {
            place.get_or_insert(seq);
        }
    }

    /// Judges them, once the journal has passed.
    pub(crate) fn judge(self, trusted: Option<&[Certificate]>, provider: &dyn Provider) -> StampsJudged {
        let Self { folder, asked, unanswered, wanted, entries, are_expected } = self;
        let one = |(kept, request): (Kept, Result<Request, StampFault>)| {
            let imprint = request.as_ref().ok().map(|request| hex(&request.imprint));
            let entries = imprint.as_ref().and_then(|imprint| wanted.get(imprint).copied().flatten());
            let judged = request.and_then(|request| {
                let response = kept.read_response(&folder).map_err(unreadable)?;
                let stamp = crate::timestamp::judge(&response, &request, trusted, provider);
                let stamp = stamp.map_err(StampFault::Stamp)?;
                match entries {
                    Some(_) => Ok(stamp),
                    None => Err(StampFault::OtherJournal { stamp: Box::new(stamp) }),
                }
            });
            StampFound { path: kept.response(), entries, claimed: kept.entries, imprint, judged }
        };
        let found: Vec<_> = asked.into_iter().map(one).collect();
        let missed = (are_expected && found.is_empty()).then_some(folder.clone());
        StampsJudged { found, unanswered, entries, missed }
    }
}

fn asked(folder: &Path, kept: &Kept) -> Result<Request, StampFault> {
    let request = kept.read_request(folder).map_err(unreadable)?;
    Request::read(&request).map_err(StampFault::Request)
}

fn unreadable((path, error): (PathBuf, io::Error)) -> StampFault {
    StampFault::Unreadable { path, error: (&error).into() }
}
