//! A registry that is looked at again and again, by a face that stays: what takes long to read is kept as long as it is so.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use super::overview::Overview;
use crate::{
    audit::Thresholds,
    desk::{Desk, Error},
    registry::{ConsultationRecord, OpeningTold, Registry, RegistryError},
};

/// Keys and open consultations together of which an audit is no work: it is made each time.
const SMALL: usize = if cfg!(test) { 3 } else { 2000 };
/// How long an audit is shown that was some work, of a registry in which nothing was written.
const KEPT: Duration = Duration::from_mins(1);

/// What was seen of a registry, for who looks at it again.
#[derive(Debug, Default)]
pub struct Lookout {
    seen: Mutex<Seen>,
}

/// What comes next, and what came last.
#[derive(Debug)]
pub struct Agenda {
    /// Consultations that are not closed and whose deadline is ahead, the next first.
    pub deadlines: Vec<ConsultationRecord>,
    /// Openings, the last first.
    pub openings: Vec<OpeningTold>,
}

#[derive(Debug, Default)]
struct Seen {
    overview: Option<Kept>,
    openings: Openings,
}

/// An overview, and of what.
#[derive(Debug)]
struct Kept {
    overview: Arc<Overview>,
    thresholds: Thresholds,
    state: State,
    since: Instant,
}

/// What an overview is of: the journal grows with everything that is written, and the folder of the key files says when
/// one came or went.
#[derive(Debug, PartialEq, Eq)]
struct State {
    head: (u64, String),
    files: Option<SystemTime>,
}

/// Openings as the journal tells of them, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Openings {
    head: Option<(u64, String)>,
    told: Vec<OpeningTold>,
}

impl Lookout {
    /// Looks at the desk's registry.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn overview(&self, desk: &Desk<'_>, thresholds: &Thresholds) -> Result<Arc<Overview>, Error> {
        self.seen().overview(&desk.registry()?, desk, thresholds)
    }

    /// The same, and what comes next and came last, so many of each.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn agenda(
        &self,
        desk: &Desk<'_>,
        thresholds: &Thresholds,
        most: usize,
    ) -> Result<(Arc<Overview>, Agenda), Error> {
        let registry = desk.registry()?;
        let mut seen = self.seen();
        let overview = seen.overview(&registry, desk, thresholds)?;
        let openings = seen.openings.of(&registry)?.iter().rev().take(most).cloned().collect();
        drop(seen);
        let ahead = &overview.snapshot.consultations;
        let next = ahead.partition_point(|consultation| !desk.now().meets(consultation.deadline));
        let deadlines = ahead[next..].iter().take(most).map(|next| registry.consultation(&next.reference));
        // What was closed, or moved away, since: it is not what comes next any more.
        let there = |read: &Result<_, _>| !matches!(read, Err(RegistryError::NotFound { .. }));
        let deadlines = deadlines.filter(there).collect::<Result<_, _>>()?;
        Ok((overview, Agenda { deadlines, openings }))
    }

    /// What came last, so many openings at most.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn last_openings(&self, desk: &Desk<'_>, most: usize) -> Result<Vec<OpeningTold>, Error> {
        self.openings(&desk.registry()?, |told| told.iter().rev().take(most).cloned().collect())
    }

    /// What has waited for too long to be shown again goes.
    pub fn forget(&self) {
        let mut seen = self.seen();
        if seen.overview.as_ref().is_some_and(|kept| kept.since.elapsed() >= KEPT) {
            seen.overview = None;
        }
    }

    pub(super) fn openings<T>(
        &self,
        registry: &Registry,
        look: impl FnOnce(&[OpeningTold]) -> T,
    ) -> Result<T, Error> {
        Ok(look(self.seen().openings.of(registry)?))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn overview(
        &mut self,
        registry: &Registry,
        desk: &Desk<'_>,
        thresholds: &Thresholds,
    ) -> Result<Arc<Overview>, Error> {
        // Before it is read: what is written meanwhile is looked at the next time.
        let state = State::of(registry)?;
        if let Some(kept) = &self.overview
            && (kept.thresholds, &kept.state) == (*thresholds, &state)
            && kept.since.elapsed() < KEPT
        {
            return Ok(Arc::clone(&kept.overview));
        }
        self.overview = None;
        let overview = Arc::new(Overview::in_registry(registry, desk, thresholds)?);
        if overview.snapshot.keys.len() + overview.snapshot.consultations.len() > SMALL {
            let (overview, since) = (Arc::clone(&overview), Instant::now());
            self.overview = Some(Kept { overview, thresholds: *thresholds, state, since });
        }
        Ok(overview)
    }
}

impl State {
    fn of(registry: &Registry) -> Result<Self, RegistryError> {
        Ok(Self { head: registry.journal_head()?, files: registry.files_changed() })
    }
}

impl Openings {
    /// Reads what came since; all of it where what was read is not there any more.
    pub(super) fn of(&mut self, registry: &Registry) -> Result<&[OpeningTold], RegistryError> {
        let after = match self.head.take() {
            Some((entries, hash)) if registry.entry_hash(entries)?.as_ref() == Some(&hash) => entries,
            _ => {
                self.told.clear();
                0
            }
        };
        let head = registry.journal_head()?;
        registry.openings_between(after, head.0, &mut self.told)?;
        self.head = Some(head);
        Ok(&self.told)
    }
}
