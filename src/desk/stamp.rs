//! A time-stamp of a journal's last entry, which vouches for all before it.

use std::{io::BufReader, path::PathBuf};

use crate::{
    crypto::AwsLc,
    desk::{
        Desk, Error, RegistryJournal,
        stamps::{place, trusted},
        verify::damaged,
    },
    fsx::{self, Folder},
    hex::unhex,
    journal::{self, Verified},
    opening,
    timestamp::{Asks, Request, Stamp, judge, keep},
};

/// Have the head of a journal stamped, and keep the stamp beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StampJournal {
    /// The folder of an opening; `None` for the registry's journal.
    pub folder: Option<PathBuf>,
    /// Where stamps are kept, when it is not beside the journal.
    pub stamps: Option<PathBuf>,
    /// The certificates of authorities that are trusted; without any, the path to one is not looked at.
    pub trusted: Option<PathBuf>,
}

/// A journal whose head is stamped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// The file of the stamp.
    pub path: PathBuf,
    /// Entries of the journal: all of them are vouched for.
    pub entries: u64,
    /// Hash of the last one, which is what is stamped.
    pub head: String,
    /// What is vouched for.
    pub stamp: Stamp,
}

impl StampJournal {
    /// Checks the journal, asks, judges what comes back, and keeps it: a stamp that does not hold is not kept.
    ///
    /// # Errors
    ///
    /// [`Error::NoJournal`], [`Error::Journal`]; what opening the registry gives; [`Error::NothingToStamp`] for a journal
    /// without an entry; [`Error::NoPlaceForStamps`] for one on a server; [`Error::Authority`] when nobody answers, and
    /// [`Error::Stamp`] for an answer that is not a stamp of it; [`Error::Read`], [`Error::Write`],
    /// [`Error::Certificate`] for files.
    pub fn run(&self, desk: &Desk<'_>, ask: &mut Asks<'_>) -> Result<Stamped, Error> {
        let trusted = self.trusted.as_deref().map(trusted).transpose()?;
        let beside = place(desk, self.folder.as_deref(), self.stamps.as_deref())?;
        let Verified { entries, head, .. } = self.verified(desk)?;
        let path = || self.folder.clone().unwrap_or_else(|| beside.clone());
        // A journal without an entry has no hash but zeros.
        let imprint =
            unhex(&head).filter(|_| entries > 0).ok_or_else(|| Error::NothingToStamp { path: path() })?;
        let request = Request::new(imprint).ok_or(Error::NoRandom)?;
        let response = ask(&request.to_der()).map_err(Error::Authority)?;
        let stamp = judge(&response, &request, trusted.as_deref(), &AwsLc).map_err(Error::Stamp)?;
        let unwritten = |error| Error::Write { path: beside.clone(), error };
        let folder = Folder::create(&beside).map_err(unwritten)?;
        let kept = keep(&folder, entries, &request, &response).map_err(unwritten)?;
        let path = beside.join(kept.response());
        Ok(Stamped { path, entries, head, stamp })
    }

    fn verified(&self, desk: &Desk<'_>) -> Result<Verified, Error> {
        let Some(folder) = &self.folder else { return RegistryJournal::at(desk)?.verified() };
        let path = folder.join(opening::JOURNAL);
        let file = fsx::open_regular(&path).map_err(|error| Error::NoJournal { path, error })?;
        journal::verify(BufReader::new(file), None).map_err(|damage| damaged(folder, damage))
    }
}
