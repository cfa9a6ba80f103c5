//! A run that is over: what came of it, and its papers, which are written then and recorded in its journal.

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use super::{
    fence::Fence,
    paper::{Measured, Paper, Papers},
    report::{
        Backwards, ConsultationRow, EarlierRun, JournalHead, KeyRow, PaperDeposit, Room, Run, Summary, Tool,
    },
    rows::Rows,
};
use crate::{
    fsx::{Appender, Folder},
    journal::{Journal, kind},
    time::Timestamp,
};

/// A run that came to its end, or to an interruption.
#[derive(Debug)]
pub struct Finished {
    /// The program.
    pub tool: Tool,
    /// Who and when.
    pub run: Run,
    /// What was opened.
    pub consultation: Option<ConsultationRow>,
    /// The keys that were held, and those of earlier runs that opened what was kept.
    pub keys: Vec<KeyRow>,
    /// The runs before this one in the same folder.
    pub earlier_runs: Vec<EarlierRun>,
    /// Entries of the journal that go back in time.
    pub backwards: Vec<Backwards>,
    /// Counts.
    pub summary: Summary,
    /// Where the journal stands.
    pub journal: JournalHead,
    /// The deposits on paper that the register lists.
    pub paper: Vec<PaperDeposit>,
    /// The rows, in plan order.
    pub rows: Rows,
    /// Whether the plaintexts have room.
    pub room: Room,
    /// Whether a person stopped it.
    pub interrupted: bool,
    /// The output folder, by its handle.
    pub(super) folder: Folder,
    /// The journal, still locked: the papers are yet to be recorded.
    pub(super) record: Journal<Appender>,
    /// What says that no other run writes in the folder.
    pub(super) fence: Option<Fence>,
    pub(super) began: Instant,
}

impl Finished {
    /// Writes a paper over the one of an earlier run, in the folder that the run had in hand all along; gives what it is.
    ///
    /// # Errors
    ///
    /// What `write` gives, and what the file system says of the file or of its name.
    pub fn write(
        &self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Paper> {
        self.holds()?;
        let mut paper = None;
        self.folder.replace(name, &mut |out| {
            let mut measured = Measured::new(out);
            write(&mut measured)?;
            paper = Some(measured.paper());
            Ok(())
        })?;
        paper.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn holds(&self) -> io::Result<()> {
        self.fence.as_ref().map_or(Ok(()), |fence| fence.holds(&self.folder))
    }

    /// Writes in the journal what its papers are, durably; gives where the journal stands then.
    ///
    /// # Errors
    ///
    /// What the system says of the journal, which may be full: the papers are written all the same.
    pub fn record(&mut self, papers: &Papers) -> io::Result<JournalHead> {
        self.holds()?;
        let at = later(self.run.started_at, self.began.elapsed());
        self.record.append(kind::PAPERS, at, papers)?;
        self.record.get_ref().sync()?;
        Ok(JournalHead::of(&self.record))
    }
}

/// An instant so much later, by the clock that does not jump.
pub(super) fn later(start: Timestamp, elapsed: Duration) -> Timestamp {
    chrono::TimeDelta::from_std(elapsed)
        .ok()
        .and_then(|elapsed| start.utc().checked_add_signed(elapsed))
        .map_or(start, Timestamp::from)
}
