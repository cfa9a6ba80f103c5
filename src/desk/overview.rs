//! What a person sees first: what threatens, what comes next, what was opened last.

use crate::{
    audit::{Audit, Thresholds, audit},
    desk::{Desk, Error},
    registry::{ConsultationRecord, ConsultationState, OpeningTold, Registry, Snapshot},
};

/// What is there, and what is said of it while nobody vouches for it: to look at, not to file.
#[derive(Debug)]
pub struct Overview {
    /// What was judged.
    pub snapshot: Snapshot,
    /// What is said of it.
    pub audit: Audit,
}

/// What comes next, and what came last.
#[derive(Debug)]
pub struct Agenda {
    /// Consultations that are not closed and whose deadline is ahead, the next first.
    pub deadlines: Vec<ConsultationRecord>,
    /// Openings, the last first.
    pub openings: Vec<OpeningTold>,
}

impl Overview {
    /// Looks at the desk's registry.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn of(desk: &Desk<'_>, thresholds: &Thresholds) -> Result<Self, Error> {
        Self::in_registry(&desk.registry()?, desk, thresholds)
    }

    /// The same, and what comes next and came last, so many of each.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn with_agenda(
        desk: &Desk<'_>,
        thresholds: &Thresholds,
        most: usize,
    ) -> Result<(Self, Agenda), Error> {
        let registry = desk.registry()?;
        Ok((Self::in_registry(&registry, desk, thresholds)?, Agenda::in_registry(&registry, desk, most)?))
    }

    fn in_registry(registry: &Registry, desk: &Desk<'_>, thresholds: &Thresholds) -> Result<Self, Error> {
        let snapshot = registry.snapshot()?;
        let audit = audit(&snapshot, desk.now(), thresholds);
        Ok(Self { snapshot, audit })
    }

    /// Whether there is neither a key nor a consultation.
    pub fn is_empty(&self) -> bool {
        self.snapshot.keys.is_empty() && self.snapshot.consultations.is_empty()
    }
}

impl Agenda {
    fn in_registry(registry: &Registry, desk: &Desk<'_>, most: usize) -> Result<Self, Error> {
        let mut deadlines = Vec::new();
        for consultation in registry.consultations() {
            let consultation = consultation?;
            if consultation.state != ConsultationState::Closed && desk.now().meets(consultation.deadline) {
                deadlines.push(consultation);
            }
        }
        deadlines.sort_by_key(|consultation| consultation.deadline);
        deadlines.truncate(most);
        let openings = registry.openings()?.into_iter().rev().take(most).collect();
        Ok(Self { deadlines, openings })
    }
}

/// What the registry knows of one opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowOpening {
    /// The identifier of its run.
    pub run: String,
}

impl ShowOpening {
    /// Reads it; the last that has this identifier.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Option<OpeningTold>, Error> {
        let openings = desk.registry()?.openings()?;
        Ok(openings.into_iter().rev().find(|told| told.started.run == self.run))
    }
}
