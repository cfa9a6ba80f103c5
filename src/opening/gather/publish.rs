//! Rows and plaintexts of shares that are checked, in the folder of the whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use super::{Checked, checked::plaintext_of};
use crate::{
    fsx::{self, Team},
    journal::{Mark, kind},
    opening::{
        Finished, JOURNAL, Observer, RunError, TeamError,
        commit::{Committer, not_written},
        entry::{Actor, Outcome, Started},
        event::Event,
        finished::later,
        ground::{open_journal, output},
        record::{begin, close},
        report::{EarlierRun, JournalHead, Room, Run, Summary, Tool},
        resume::Earlier,
        rows::Rows,
    },
    time::Timestamp,
};

/// Rows that are made durable together.
const BATCH: usize = 256;

impl Checked {
    /// Gathers them. What has a plaintext's final name in the folder of the whole, and is not of an earlier gathering,
    /// stays: the row says so, and the plaintext is kept in the folder of its share.
    ///
    /// # Errors
    ///
    /// [`RunError`]: it is run again, and goes on.
    pub fn publish(
        mut self,
        actor: &Actor,
        mark: Option<Mark>,
        team: Option<Team>,
        observer: &mut dyn Observer,
    ) -> Result<Finished, RunError> {
        let began = Instant::now();
        let clock_at = actor.clock.now();
        let clock = || later(clock_at, began.elapsed());
        let path = self.folder.path().join(JOURNAL);
        if let Some(team) = &team {
            let folder = self.folder.path().to_owned();
            let not_given = |source| TeamError::NotGiven { folder, team: team.clone(), source };
            self.folder.give_to(team).map_err(not_given)?;
        }
        let (record, earlier) = match self.record.take() {
            Some(known) => known,
            None => open_journal(&self.folder, None)?,
        };
        self.folder.try_publication().map_err(output(self.folder.path()))?;
        let (without_locks, reread) = (!record.get_ref().is_locked(), record.get_ref().reread());
        let open_to_others = !record.get_ref().is_private().map_err(output(&path))?;
        let passed_over = self.parts.iter().map(|part| part.summary.passed_over).max().unwrap_or(0);
        let mut committer = Committer {
            folder: &self.folder,
            record,
            clock: &clock,
            rows: Rows::new(reread, self.rows.len()),
            summary: Summary { passed_over, ..Summary::default() },
            ranks: None,
            fence: None,
            kept_with: BTreeSet::new(),
        };
        let started = self.begins(actor, mark);
        let begins = if earlier.is_resumed() { kind::RESUMED } else { kind::RUN_STARTED };
        let paper = self.parts[0].paper.clone();
        let first = begin(&mut committer, begins, clock_at, &started, &paper).map_err(output(&path))?;
        observer.observe(&Event::Planned { items: self.rows.len(), bytes: 0 });
        let mut folders = BTreeMap::new();
        let ranks: Vec<usize> = (0..self.rows.len()).collect();
        for ranks in ranks.chunks(BATCH) {
            self.take(&mut committer, ranks, &earlier, &mut folders, observer)?;
        }
        self.settle(&mut committer, &folders, began).map_err(output(&path))?;
        let Committer { record, rows, summary, .. } = committer;
        observer.observe(&Event::Ended { summary: &summary });
        let (mut earlier_runs, mut backwards) = earlier.into_runs((first, clock_at));
        earlier_runs.extend(self.parts.iter().flat_map(|part| &part.earlier).cloned());
        earlier_runs.sort_by_key(|run: &EarlierRun| run.started_at);
        backwards.extend(self.parts.iter().flat_map(|part| &part.backwards).copied());
        let run = self.run(&started, &actor.host, team, (without_locks, open_to_others), clock());
        let free = fsx::free_space(self.folder.path());
        Ok(Finished {
            tool: started.tool,
            run,
            consultation: started.consultation,
            keys: self.key_rows(),
            earlier_runs,
            backwards,
            summary,
            journal: JournalHead::of(&record),
            paper,
            rows,
            room: Room { needed: 0, free },
            interrupted: false,
            folder: self.folder,
            record,
            fence: None,
            began,
        })
    }

    /// Rows to the journal, then plaintexts to their names; `folders` has one of these for each folder.
    fn take(
        &self,
        committer: &mut Committer<'_>,
        ranks: &[usize],
        earlier: &Earlier,
        folders: &mut BTreeMap<PathBuf, PathBuf>,
        observer: &mut dyn Observer,
    ) -> Result<(), RunError> {
        let path = self.folder.path().join(JOURNAL);
        let at = (committer.clock)();
        let mut items = Vec::with_capacity(ranks.len());
        for &rank in ranks {
            let mut item = self.item(rank)?;
            let name = plaintext_of(&item);
            if let Some(name) = &name
                && let Err(error) = self.folder.prepare_parents(name)
            {
                not_written(&mut item, &error);
            }
            items.push((rank, item));
        }
        let outcomes = items.iter().map(|(row, item)| Outcome { row: *row, rank: None, item });
        let lines = committer.record.append_all(kind::OUTCOME, at, outcomes).map_err(output(&path))?;
        for ((row, _), line) in items.iter().zip(&lines) {
            committer.rows.put(*row, line);
        }
        committer.record.get_ref().sync().map_err(output(&path))?;
        for (row, mut item) in items {
            if let Some(name) = plaintext_of(&item) {
                match self.name(row, &name, earlier) {
                    Ok(()) => {
                        let folder = name.parent().unwrap_or(Path::new(""));
                        if !folders.contains_key(folder) {
                            folders.insert(folder.to_owned(), name);
                        }
                    }
                    Err(error) => {
                        not_written(&mut item, &error);
                        let outcome = Outcome { row, rank: None, item: &item };
                        let line = committer.record.append(kind::OUTCOME, at, &outcome);
                        committer.rows.put(row, &line.map_err(output(&path))?);
                    }
                }
            }
            committer.count(&item);
            observer.observe(&Event::Finished { item: &item });
            committer.rows.keep(row, Box::new(item));
        }
        Ok(())
    }

    /// Moves a plaintext to its final name in the whole, unless an earlier gathering did.
    fn name(&self, rank: usize, name: &Path, earlier: &Earlier) -> io::Result<()> {
        let share = &self.part(rank).folder;
        match self.folder.take_from(share, name) {
            // It was checked, there or here.
            Err(error) if error.kind() == io::ErrorKind::NotFound && earlier.has_opened(name) => Ok(()),
            // A killed one had only reserved it.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                match earlier.free_reserved(&self.folder, name) {
                    Ok(true) => self.folder.take_from(share, name),
                    _ => Err(error),
                }
            }
            other => other,
        }
    }

    /// Makes the names durable, here and in the shares, and closes the run in the journal.
    fn settle(
        &self,
        committer: &mut Committer<'_>,
        folders: &BTreeMap<PathBuf, PathBuf>,
        began: Instant,
    ) -> io::Result<()> {
        if !folders.is_empty() && !self.folder.sync_all()? {
            for name in folders.values() {
                self.folder.sync_names(name)?;
            }
        }
        self.tidy(folders.keys());
        let at = (committer.clock)();
        close(committer, kind::RUN_ENDED, at, began)
    }

    /// Removes folders of shares in which nothing is left; what cannot be removed harms nobody.
    fn tidy<'a>(&self, folders: impl Iterator<Item = &'a PathBuf>) {
        let above: BTreeSet<&Path> = folders.flat_map(|folder| folder.ancestors()).collect();
        for part in &self.parts {
            // The deepest first: each sorts after those above it.
            for folder in above.iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
                let _ = fsx::remove_empty_folder(&part.folder.path().join(folder));
            }
        }
    }

    fn begins(&self, actor: &Actor, mark: Option<Mark>) -> Started {
        let first = self.started();
        let clock_given = actor.clock.system();
        Started {
            run: actor.run.clone(),
            tool: Tool { version: env!("CARGO_PKG_VERSION").to_owned(), ..first.tool.clone() },
            openers: self.openers(),
            reason: first.reason.clone(),
            host: actor.host.clone(),
            account: Some(actor.account.clone()),
            clock_given: clock_given.is_some(),
            system_at: clock_given,
            consultation: first.consultation.clone(),
            keys: self.key_rows(),
            emergency_allowed: first.emergency_allowed,
            envelopes: first.envelopes.clone(),
            accept: first.accept.clone(),
            publication: first.publication,
            register: first.register.clone(),
            roots: first.roots.clone(),
            items: self.rows.len() as u64,
            shard: None,
            gathers: self.shards(),
            vouched: 0,
            registry: mark,
        }
    }

    /// The run that the report tells of: from when the first machine began to when the last ended.
    fn run(
        &self,
        started: &Started,
        host: &str,
        team: Option<Team>,
        (without_locks, open_to_others): (bool, bool),
        now: Timestamp,
    ) -> Run {
        let runs = || self.parts.iter().map(|part| &part.papers.run);
        Run {
            id: started.run.clone(),
            started_at: runs().map(|run| run.started_at).min().unwrap_or(now),
            finished_at: runs().map(|run| run.finished_at).max().unwrap_or(now),
            openers: started.openers.clone(),
            reason: started.reason.clone(),
            host: host.to_owned(),
            account: started.account.clone(),
            clock_given: started.clock_given || runs().any(|run| run.clock_given),
            system_at: started.system_at,
            jobs: runs().map(|run| run.jobs).max().unwrap_or(1),
            publication: started.publication,
            without_locks: without_locks || runs().any(|run| run.without_locks),
            open_to_others: open_to_others || runs().any(|run| run.open_to_others),
            group: team,
            dry_run: false,
            shard: None,
            shards: started.gathers.clone(),
        }
    }
}
