//! Journals held against what stands beside them: an opening's, and the registry's own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    crypto::AwsLc,
    desk::{
        Desk, Error, RegistryJournal,
        stamps::{place, trusted},
    },
    journal::{Damage, LineFault, Position},
    opening::{
        self,
        paper::Papers,
        report::Backwards,
        story::{Story, Watch},
    },
    record::{self, Compared, Finding, Linked, Stamps, StampsJudged},
    registry::OpeningTold,
};

/// Hold the folder of an opening against its journal, and the journal against the registry, where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareOpening {
    /// The folder.
    pub folder: PathBuf,
    /// The hash of an entry that the journal must have.
    pub head: Option<String>,
    /// Where its stamps are, when it is not beside it.
    pub stamps: Option<PathBuf>,
    /// The certificates of authorities whose stamps are trusted; without any, the path to one is not looked at.
    pub trusted: Option<PathBuf>,
}

/// The folder of an opening, held against its journal.
#[derive(Debug)]
pub struct OpeningCompared {
    /// What was found.
    pub compared: Compared,
    /// The stamps beside it. What is wrong with them is a finding too.
    pub stamps: StampsJudged,
    /// Why the registry could not be read.
    pub unread: Option<Error>,
}

impl OpeningCompared {
    /// Whether the registry that could not be read may be the one that the opening is written in: one that is nothing to it
    /// looks the same from here.
    pub fn misses_registry(&self) -> bool {
        self.unread.is_some() && self.compared.linked == Linked::Elsewhere
    }
}

impl CompareOpening {
    /// Compares.
    ///
    /// # Errors
    ///
    /// [`Error::NoJournal`] when the folder has none, [`Error::Journal`] when it does not hold together, or has no entry of
    /// the hash that was given; [`Error::Read`], [`Error::Certificate`] for the authorities and the folder of the stamps.
    pub fn run(&self, desk: &Desk<'_>) -> Result<OpeningCompared, Error> {
        let (registry, unread) = match desk.has_registry().then(|| desk.registry()).transpose() {
            Ok(registry) => (registry, None),
            Err(error) => (None, Some(error)),
        };
        let damaged = |damage| damaged(&self.folder, damage);
        let trusted = self.trusted.as_deref().map(trusted).transpose()?;
        // Before the journal is read: one that is made meanwhile would be of an entry that was not.
        let place = place(desk, Some(&self.folder), self.stamps.as_deref())?;
        let mut stamps = stamps_in(&place, self.stamps.is_some(), trusted.is_some())?;
        let mut compared = record::compare(&self.folder, registry.as_ref()).map_err(damaged)?;
        let position = &compared.story.position;
        if let Some(head) = &self.head
            && !compared.story.has(&head.to_ascii_lowercase())
        {
            return Err(damaged(another_head(head, position)));
        }
        for (seq, hash) in (1..).zip(&compared.story.hashes) {
            stamps.see(seq, hash);
        }
        let stamps = stamps.judge(trusted.as_deref(), &AwsLc);
        compared.findings.extend(stamps.findings());
        Ok(OpeningCompared { compared, stamps, unread })
    }
}

/// Read what the journal of an opening's folder tells, and hold its papers against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRecord {
    /// The folder.
    pub folder: PathBuf,
}

/// What an opening is on record for.
#[derive(Debug)]
pub struct RecordRead {
    /// What the journal tells, checked to its end.
    pub story: Story,
    /// What it says of the papers.
    pub papers: Papers,
    /// Where the papers in the folder say something else.
    pub findings: Vec<Finding>,
}

impl ReadRecord {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// [`Error::NoJournal`], [`Error::Journal`]; [`Error::NoPapers`] where no opening came to its papers.
    pub fn run(&self) -> Result<RecordRead, Error> {
        let story = Story::read(&self.folder).map_err(|damage| damaged(&self.folder, damage))?;
        let findings = record::papers(&self.folder, &story);
        match story.papers.clone() {
            Some(papers) => Ok(RecordRead { story, papers, findings }),
            None => Err(Error::NoPapers { path: self.folder.clone() }),
        }
    }
}

pub(super) fn damaged(folder: &Path, damage: Damage) -> Error {
    let path = folder.join(opening::JOURNAL);
    match damage.what {
        LineFault::Io(error) if damage.line == 1 => Error::NoJournal { path, error },
        what => Error::Journal { path, damage: Box::new(Damage { what, ..damage }) },
    }
}

/// Who names their folder, or whose word is believed, counts on there being some.
fn stamps_in(folder: &Path, is_named: bool, is_judged: bool) -> Result<Stamps, Error> {
    let unread = |error| Error::Read { path: folder.to_owned(), error };
    if is_named {
        fs::read_dir(folder).map_err(unread)?;
    }
    let mut stamps = Stamps::read(folder).map_err(unread)?;
    stamps.are_expected = is_named || is_judged;
    Ok(stamps)
}

fn another_head(expected: &str, position: &Position) -> Damage {
    let what = LineFault::AnotherHead { expected: expected.to_owned(), found: position.head.clone() };
    Damage { line: position.entries, offset: position.offset, what }
}

/// Check the registry's own journal, to the head that vouches for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyJournal {
    /// The hash of an entry that it must have.
    pub head: Option<String>,
    /// Where its stamps are, when it is not beside it.
    pub stamps: Option<PathBuf>,
    /// The certificates of authorities whose stamps are trusted; without any, the path to one is not looked at.
    pub trusted: Option<PathBuf>,
}

/// The registry's journal, which holds together.
#[derive(Clone, Debug)]
pub struct JournalVerified {
    /// Where it stands.
    pub position: Position,
    /// Openings that began and of which no end is written.
    pub begun: Vec<OpeningTold>,
    /// Entries that go back in time.
    pub backwards: Vec<Backwards>,
    /// The stamps beside it, those that do not hold among them.
    pub stamps: StampsJudged,
}

impl VerifyJournal {
    /// Checks it.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Journal`] when it does not hold together, or has no entry of the hash that
    /// was given; [`Error::NoPlaceForStamps`] where authorities are named and the registry is on a server;
    /// [`Error::Read`], [`Error::Certificate`] for the authorities and the folder of the stamps.
    pub fn run(&self, desk: &Desk<'_>) -> Result<JournalVerified, Error> {
        let trusted = self.trusted.as_deref().map(trusted).transpose()?;
        let mut stamps = match place(desk, None, self.stamps.as_deref()) {
            // It has none there; who wants them judged says where they are.
            Err(Error::NoPlaceForStamps) if trusted.is_none() => Stamps::default(),
            place => stamps_in(&place?, self.stamps.is_some(), trusted.is_some())?,
        };
        let registry = desk.registry()?;
        let begun = registry.openings()?.into_iter().filter(|told| told.ended.is_none()).collect();
        let journal = RegistryJournal::of(registry)?;
        let (path, expected) = (journal.path.clone(), journal.expected.clone());
        let broken = |damage| Error::Journal { path: path.clone(), damage: Box::new(damage) };
        let mut reader = journal.entries();
        let (mut watch, mut named) = (Watch::default(), self.head.is_none());
        while let Some(located) = reader.next().transpose().map_err(broken)? {
            expected.compare(&located).map_err(broken)?;
            watch.take(&located.entry);
            stamps.see(located.entry.seq, &located.entry.hash);
            named |= self.head.as_ref().is_some_and(|head| head.eq_ignore_ascii_case(&located.entry.hash));
        }
        let position = reader.position();
        expected.reached(&position).map_err(broken)?;
        if let Some(head) = self.head.as_ref().filter(|_| !named) {
            return Err(broken(another_head(head, &position)));
        }
        let stamps = stamps.judge(trusted.as_deref(), &AwsLc);
        Ok(JournalVerified { position, begun, backwards: watch.into_found(), stamps })
    }
}
