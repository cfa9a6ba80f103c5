//! The one place where an opening becomes real: journal, durability, final names, in that order.
//!
//! For each batch of finished envelopes: their rows go to the journal, plaintexts and journal are made
//! durable together, then the plaintexts get their final names. So a plaintext under its final name is always
//! complete, checked and recorded; a row without its plaintext is opened again by the next run.

use std::{collections::BTreeSet, io, path::Path};

use super::{
    entry::Outcome,
    event::{Event, Observer},
    fence::{self, Fence},
    outcome::{Detail, Item, Reason, Status},
    report::Summary,
    rows::Rows,
    worker::Done,
};
use crate::{
    fsx::{Appender, Folder},
    journal::{Journal, kind},
    keys::Role,
    time::Timestamp,
};

/// Publishes what the workers finish, and counts it.
pub(super) struct Committer<'a> {
    pub(super) folder: &'a Folder,
    pub(super) record: Journal<Appender>,
    pub(super) clock: &'a dyn Fn() -> Timestamp,
    /// For each task, where its row is in the journal.
    pub(super) rows: Rows,
    pub(super) summary: Summary,
    /// For each task, its place in the whole plan, where this is a share.
    pub(super) ranks: Option<Vec<usize>>,
    /// What says that no other run writes here, where a lock alone is not enough.
    pub(super) fence: Option<Fence>,
    /// Fingerprints of the keys that opened what earlier runs left.
    pub(super) kept_with: BTreeSet<String>,
}

impl Committer<'_> {
    /// Makes a batch real. An error here ends the run: the journal cannot be kept.
    pub(super) fn commit(
        &mut self,
        batch: &mut Vec<Done>,
        tasks: &[super::plan::Task],
        observer: &mut dyn Observer,
    ) -> io::Result<()> {
        self.holds()?;
        let at = (self.clock)();
        let mut plaintexts = 0;
        // The folder of the plaintext before: most are in one.
        let mut prepared = None;
        for done in batch.iter_mut() {
            if let (Some(_), Some(output)) = (&done.staged, &tasks[done.index].output)
                && prepared != Some(output.parent())
            {
                match self.folder.prepare_parents(output) {
                    Ok(()) => prepared = Some(output.parent()),
                    Err(error) => done.not_written(&error),
                }
            }
            plaintexts += usize::from(done.staged.is_some());
        }
        if plaintexts > 0 {
            self.sync_plaintexts(batch, plaintexts);
        }
        let ranks = self.ranks.as_deref();
        let lines =
            self.record.append_all(kind::OUTCOME, at, batch.iter().map(|done| outcome(ranks, done)))?;
        for (done, line) in batch.iter().zip(&lines) {
            self.rows.put(done.index, line);
        }
        if plaintexts > 0 {
            self.record.get_ref().sync()?;
            self.holds()?;
        }
        for mut done in batch.drain(..) {
            if let Some(staged) = done.staged.take() {
                let output = tasks[done.index].output.as_deref().unwrap_or(Path::new(""));
                if let Err(error) = staged.publish(self.folder, output) {
                    done.not_written(&error);
                    let outcome = outcome(self.ranks.as_deref(), &done);
                    self.rows.put(done.index, &self.record.append(kind::OUTCOME, at, &outcome)?);
                }
            }
            self.count(&done.item);
            observer.observe(&Event::Finished { item: &done.item });
            self.rows.keep(done.index, done.item);
        }
        Ok(())
    }

    /// One `syncfs` for many, or one sync each; a plaintext that cannot be made durable is not published.
    fn sync_plaintexts(&self, batch: &mut [Done], plaintexts: usize) {
        const TOGETHER: usize = 4;
        if plaintexts >= TOGETHER && matches!(self.folder.sync_all(), Ok(true)) {
            return;
        }
        for done in batch {
            if let Some(staged) = &done.staged
                && let Err(error) = staged.sync()
            {
                done.not_written(&error);
            }
        }
    }

    /// Whether nobody else writes here.
    pub(super) fn holds(&self) -> io::Result<()> {
        let Some(fence) = &self.fence else { return Ok(()) };
        fence.holds(self.folder)?;
        if self.record.get_ref().is_alone()? { Ok(()) } else { Err(fence::lost()) }
    }

    pub(super) fn count(&mut self, item: &Item) {
        let summary = &mut self.summary;
        summary.found += 1;
        match item.status {
            Status::Opened => summary.opened += 1,
            Status::AlreadyOpened => {
                summary.already_opened += 1;
                self.kept_with.extend(item.key.as_ref().map(|key| key.fingerprint.clone()));
            }
            Status::Openable => summary.openable += 1,
            Status::Refused => summary.refused += 1,
            Status::Failed => summary.failed += 1,
            Status::Cancelled => summary.cancelled += 1,
        }
        summary.bytes_in += item.bytes_in;
        summary.bytes_out += item.bytes_out.unwrap_or(0);
        if matches!(item.status, Status::Opened | Status::AlreadyOpened | Status::Openable)
            && item.key.as_ref().is_some_and(|key| key.role == Role::Emergency)
        {
            summary.emergency_used += 1;
        }
    }
}

fn outcome<'a>(ranks: Option<&[usize]>, done: &'a Done) -> Outcome<'a> {
    Outcome { row: done.index, rank: rank(ranks, done.index), item: &done.item }
}

/// The place of a task in the whole plan: what an earlier run opened from elsewhere has none.
pub(super) fn rank(ranks: Option<&[usize]>, index: usize) -> Option<usize> {
    ranks?.get(index).copied()
}

impl Done {
    fn not_written(&mut self, error: &io::Error) {
        self.staged = None;
        not_written(&mut self.item, error);
    }
}

/// Turns an opened row into one that says why its plaintext has no final name.
pub(super) fn not_written(item: &mut Item, error: &io::Error) {
    let reason = match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => Reason::OutputExists,
        _ => Reason::WriteFailed,
    };
    item.status = reason.status();
    item.settle_name();
    item.reason = Some(reason);
    item.detail = (reason == Reason::WriteFailed).then(|| Detail::System(error.into()));
    item.bytes_out = None;
    item.sha256 = None;
    item.integrity = None;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opening::outcome::Item;

    #[test]
    fn a_plaintext_without_its_name_says_why() {
        let row = serde_json::json!({
            "input": "a.p7m", "root": "in", "output": "plis/a", "status": "opened", "bytes_in": 9, "bytes_out": 1,
            "sha256": "00", "integrity": "authenticated", "receipt": "unverifiable", "recipients": [],
            "duration_ms": 0,
        });
        for (error, reason, told) in [
            (io::ErrorKind::AlreadyExists.into(), Reason::OutputExists, false),
            (io::ErrorKind::NotADirectory.into(), Reason::OutputExists, false),
            (io::Error::from_raw_os_error(28), Reason::WriteFailed, true),
        ] {
            let item: Item = serde_json::from_value(row.clone()).expect("a row");
            let mut done = Done { index: 0, item: Box::new(item), staged: None };
            done.not_written(&error);
            assert_eq!((done.item.status, done.item.reason), (reason.status(), Some(reason)));
            assert_eq!(done.item.detail.is_some(), told, "{error}");
            assert_eq!((done.item.bytes_out, &done.item.sha256), (None, &None));
            assert_eq!((&done.item.output, done.item.place()), (&None, Some("plis/a")));
        }
    }
}
