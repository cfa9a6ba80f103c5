//! The folder of one share: its journal read to the end, under its lock.

use std::{io::BufReader, path::Path};

use rustc_hash::FxHashMap;

use super::GatherError;
use crate::{
    fsx::{AppendError, Appender, Folder, Reread},
    journal::{self, Entry, Located, kind},
    opening::{
        JOURNAL, RunError, Shard, ShardPlan,
        entry::{Numbered, Started},
        ground::output,
        paper::Papers,
        report::{Backwards, EarlierRun, JournalHead, PaperDeposit, ShardRun, Summary},
        resume::Earlier,
        rows::Place,
    },
    time::Timestamp,
};

/// A share that came to its end.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) shard: Shard,
    pub(super) plan: ShardPlan,
    pub(super) folder: Folder,
    pub(super) journal: Reread,
    pub(super) started: Started,
    pub(super) summary: Summary,
    pub(super) papers: Papers,
    pub(super) paper: Vec<PaperDeposit>,
    /// Its rows: their places in the whole plan, and in its journal.
    pub(super) rows: Vec<(u64, Place)>,
    /// Its runs before the last.
    pub(super) earlier: Vec<EarlierRun>,
    pub(super) backwards: Vec<Backwards>,
    pub(super) head: JournalHead,
    /// Nobody else is at work there as long as it is held.
    _lock: Appender,
}

impl Part {
    /// Opens and reads the folder of a share; `None` when it is not there, or nothing was begun in it.
    pub(super) fn open(whole: &Folder, number: u32) -> Result<Option<Self>, GatherError> {
        // The number is all that its name needs.
        let place = Shard { number, of: number.saturating_add(1) };
        let path = place.folder(whole.path());
        let folder = whole.below(&place.name(), false).map_err(output(&path))?;
        let journal = path.join(JOURNAL);
        if !folder.has(Path::new(JOURNAL)).map_err(output(&journal))? {
            return Ok(None);
        }
        let lock = Appender::open(&folder, JOURNAL).map_err(|error| match error {
            AppendError::Locked => RunError::Locked { path: path.clone() },
            AppendError::Io(source) => RunError::Output { path: journal.clone(), source },
        })?;
        let reread = lock.reread();
        let mut earlier = Earlier::new(reread.clone(), u64::MAX);
        let mut reading = Reading::default();
        let mut reader = journal::Reader::new(BufReader::with_capacity(1 << 16, reread.clone()));
        let damaged = |damage| RunError::Journal { path: journal.clone(), damage };
        let mut hashes = Vec::new();
        for located in &mut reader {
            match located {
                Ok(located) => {
                    earlier.take(&located);
                    reading.take(&located).map_err(output(&journal))?;
                    hashes.push(located.entry.hash);
                }
                // An interrupted run was writing it: what it was at did not come to its end.
                Err(journal::Damage { what: journal::LineFault::Torn, .. }) => reading.papers = None,
                Err(damage) => return Err(damaged(damage).into()),
            }
        }
        let Some((at, started)) = reading.begun else {
            return Ok(None);
        };
        let not_its_own = || GatherError::NotItsOwn { path: path.clone() };
        let plan = started.shard.clone().ok_or_else(not_its_own)?;
        let shard = Shard::new(plan.shard.number, plan.shard.of).ok_or_else(not_its_own)?;
        if shard.number != number {
            return Err(not_its_own());
        }
        let (Some(summary), Some(papers)) = (reading.summary, reading.papers) else {
            return Err(GatherError::Unfinished { shard });
        };
        // What was the head when its papers were written is in its chain, at that place.
        let place = usize::try_from(papers.journal.entries).ok().and_then(|entries| entries.checked_sub(1));
        if place.and_then(|place| hashes.get(place)) != Some(&papers.journal.head) {
            return Err(not_its_own());
        }
        let position = reader.position();
        let (mut runs, backwards) = earlier.into_runs((0, at));
        runs.retain(|run| run.id != started.run);
        Ok(Some(Self {
            shard,
            plan,
            folder,
            journal: reread,
            started,
            summary,
            papers,
            paper: reading.paper,
            rows: reading.rows.into_values().collect(),
            earlier: runs,
            backwards,
            head: JournalHead { entries: position.entries, head: position.head, stamp: None },
            _lock: lock,
        }))
    }

    /// What the report says of it.
    pub(super) fn told(&self) -> ShardRun {
        ShardRun {
            shard: self.shard.number,
            run: self.started.run.clone(),
            host: self.started.host.clone(),
            account: self.started.account.clone(),
            started_at: self.papers.run.started_at,
            finished_at: self.papers.run.finished_at,
            found: self.summary.found,
            opened: self.summary.opened_in_all(),
            refused: self.summary.refused,
            failed: self.summary.failed_in_all(),
            journal: self.head.clone(),
        }
    }
}

/// The last opening in a journal, as far as it is read.
#[derive(Default)]
struct Reading {
    begun: Option<(Timestamp, Started)>,
    /// By their numbers in the share.
    rows: FxHashMap<usize, (u64, Place)>,
    paper: Vec<PaperDeposit>,
    summary: Option<Summary>,
    papers: Option<Papers>,
    /// A rehearsal or a refusal is under way: what it says is no opening's.
    aside: bool,
}

impl Reading {
    fn take(&mut self, located: &Located) -> std::io::Result<()> {
        let entry = &located.entry;
        match entry.kind.as_str() {
            kind::RUN_STARTED | kind::RESUMED => {
                *self = Self { begun: Some((entry.at, parsed(entry)?)), ..Self::default() };
            }
            kind::REHEARSAL | kind::REFUSED_RUN => self.aside = true,
            _ if self.aside => {}
            kind::OUTCOME => {
                let Numbered { row, rank } = parsed(entry)?;
                // One whose plaintext got no name is written again, by the same number.
                let rank = rank.map_or(STRAY, |rank| rank as u64);
                let place = Place::new(located.offset, located.length);
                self.rows.insert(row.unwrap_or(usize::MAX), (rank, place));
            }
            kind::PAPER => self.paper.push(parsed(entry)?),
            kind::RUN_ENDED => self.summary = Some(parsed(entry)?),
            kind::PAPERS => self.papers = Some(parsed(entry)?),
            _ => {}
        }
        Ok(())
    }
}

/// In place of the rank of a row that has none.
pub(super) const STRAY: u64 = u64::MAX;

fn parsed<T: serde::de::DeserializeOwned>(entry: &Entry) -> std::io::Result<T> {
    entry.parse().map_err(std::io::Error::other)
}
