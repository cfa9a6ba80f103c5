//! Gathering the shares of one opening: checked, known to the registry where they are, published, linked.

use std::{num::NonZero, path::PathBuf, thread};

use super::{Ended, KeyFindings, absolute, certificates_named};
use crate::{
    desk::{Desk, Error},
    fsx::Team,
    journal::Mark,
    motif::Motif,
    opening::{
        Finished, Observer, RunError,
        entry::Actor,
        gather::{self, Checked},
        random_id, team_for,
    },
    registry::{ConsultationId, OpeningStarted, OpeningTold, Registry, RunRecord},
};

/// Gather what several machines opened, each its share, in one output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatherShards {
    /// The output folder of the whole.
    pub out: PathBuf,
    /// Who may read what is written, besides its owner.
    pub group: Option<String>,
}

/// Shares that are checked, and in the registry a gathering that has begun, where it knows of their openings.
#[derive(Debug)]
pub struct Gathering {
    checked: Checked,
    actor: Actor,
    team: Option<Team>,
    known: Option<Known>,
    motif: Option<Motif>,
    folder: String,
}

/// The registry that the shares were opened with.
#[derive(Debug)]
struct Known {
    registry: Registry,
    consultation: Option<ConsultationId>,
    begun: Mark,
}

/// Shares that are gathered: the papers are still to be written.
#[derive(Debug)]
pub struct Gathered {
    /// What became of the envelopes.
    pub finished: Finished,
    /// What the audit says of the keys, where the registry knows of a consultation.
    pub findings: Option<KeyFindings>,
    /// What the machines were told of their keys.
    pub told: Vec<serde_json::Value>,
    run: String,
    known: Option<Known>,
    folder: String,
}

impl GatherShards {
    /// Checks the shares, and leaves the trace of the gathering.
    ///
    /// # Errors
    ///
    /// [`Error::Gather`] for shares that are not one opening; for shares that a registry knows of, what opening it gives,
    /// and [`Error::OtherRegistry`] for one that does not know them.
    pub fn begin(&self, desk: &Desk<'_>) -> Result<Gathering, Error> {
        let team = team_for(&self.out, self.group.as_deref()).map_err(RunError::Team)?;
        let jobs = thread::available_parallelism().map_or(1, NonZero::get);
        let checked = gather::check(&self.out, jobs)?;
        let actor = Actor {
            run: random_id(),
            openers: checked.openers(),
            host: whoami::hostname().unwrap_or_default(),
            account: desk.account.clone(),
            clock: desk.clock,
        };
        let motif = checked.reason().and_then(Motif::new);
        let folder = absolute(&self.out);
        let known = match checked.marks().next() {
            None => None,
            Some(_) => Some(Known::begins(desk, &checked, &actor, motif.as_ref(), &folder)?),
        };
        Ok(Gathering { checked, actor, team, known, motif, folder })
    }
}

impl Known {
    /// Finds what the registry says of the shares, and writes, durably, that they are gathered.
    fn begins(
        desk: &Desk<'_>,
        checked: &Checked,
        actor: &Actor,
        motif: Option<&Motif>,
        folder: &str,
    ) -> Result<Self, Error> {
        let mut registry = desk.registry()?;
        let mut told: Option<OpeningTold> = None;
        for mark in checked.marks() {
            let mut between = Vec::new();
            registry.openings_between(mark.seq.saturating_sub(1), mark.seq, &mut between)?;
            told = between.pop().filter(|told| told.mark == *mark);
            if told.is_none() {
                return Err(Error::OtherRegistry);
            }
        }
        let started = told.map(|told| told.started).ok_or(Error::OtherRegistry)?;
        let consultation = match &started.consultation {
            None => None,
            Some(reference) => Some(registry.consultation(reference)?.id),
        };
        let started = OpeningStarted {
            run: actor.run.clone(),
            folder: folder.to_owned(),
            host: actor.host.clone(),
            openers: actor.openers.clone(),
            keys: Vec::new(),
            ..started
        };
        let begun = registry.opening_starts(&desk.by(motif), &started)?;
        Ok(Self { registry, consultation, begun })
    }
}

impl Gathering {
    /// Moves the plaintexts, and links the opening to its consultation, once for all its shares.
    ///
    /// # Errors
    ///
    /// [`Error::Run`]; [`Error::Registry`].
    pub fn run(self, desk: &Desk<'_>, observer: &mut dyn Observer) -> Result<Gathered, Error> {
        let Self { checked, actor, team, mut known, motif, folder } = self;
        let (keys, told) = (checked.keys(), checked.findings());
        let mark = known.as_ref().map(|known| known.begun.clone());
        let finished = checked.publish(&actor, mark, team, observer)?;
        let at = actor.clock.now();
        let mut findings = None;
        if let Some(known) = &mut known
            && let Some(consultation) = known.consultation
        {
            let named = certificates_named(&finished)
                .map_err(|error| Error::Read { path: PathBuf::from(&folder), error })?;
            let strangers = known.registry.never_had(named)?;
            let head = finished.journal.head.clone();
            let run = RunRecord { id: actor.run.clone(), at, folder: (&folder).into(), head };
            known.registry.record_run(&desk.by(motif.as_ref()), consultation, &run, &strangers)?;
            findings = Some(KeyFindings::of_registry(known.registry.snapshot()?, desk.now(), keys));
        }
        Ok(Gathered { finished, findings, told, run: actor.run, known, folder })
    }
}

impl Gathered {
    /// Writes in the registry that the opening is over, its papers recorded.
    ///
    /// # Errors
    ///
    /// [`Error::Registry`].
    pub fn end(&mut self, desk: &Desk<'_>, ended: Ended) -> Result<(), Error> {
        let Some(known) = &mut self.known else { return Ok(()) };
        let ended = ended.told(self.run.clone(), self.folder.clone());
        Ok(known.registry.opening_ends(&desk.by(None), &ended)?)
    }
}
