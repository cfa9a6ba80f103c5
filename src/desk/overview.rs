//! What a person sees first: what threatens; and one opening that was made.

use crate::{
    audit::{Audit, Thresholds, audit},
    desk::{Desk, Error, Lookout},
    registry::{OpeningTold, Registry, Snapshot},
};

/// What is there, and what is said of it while nobody vouches for it: to look at, not to file.
#[derive(Debug)]
pub struct Overview {
    /// What was judged.
    pub snapshot: Snapshot,
    /// What is said of it.
    pub audit: Audit,
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

    pub(super) fn in_registry(
        registry: &Registry,
        desk: &Desk<'_>,
        thresholds: &Thresholds,
    ) -> Result<Self, Error> {
        let snapshot = registry.snapshot()?;
        let audit = audit(&snapshot, desk.now(), thresholds);
        Ok(Self { snapshot, audit })
    }

    /// Whether there is neither a key nor a consultation.
    pub fn is_empty(&self) -> bool {
        self.snapshot.keys.is_empty() && self.snapshot.consultations.is_empty()
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
    pub fn run(&self, desk: &Desk<'_>, lookout: &Lookout) -> Result<Option<OpeningTold>, Error> {
        lookout.openings(&desk.registry()?, |told| {
            told.iter().rev().find(|told| told.started.run == self.run).cloned()
        })
    }
}
