//! The journal of an opening against the registry: each vouches for the other.

use std::path::Path;

use super::{Finding, told};
use crate::{
    opening::{
        entry::Started,
        story::{RunTold, Story},
    },
    registry::{OpeningEnded, OpeningTold, Registry, RegistryError},
};

/// How a registry was part of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    /// The opening was no registry's business.
    No,
    /// The journal names a registry that is not the one at hand.
    Elsewhere,
    /// Both were compared.
    Here,
}

impl Linked {
    /// Without a registry at hand.
    pub(super) fn without(story: &Story) -> Self {
        if story.runs.iter().any(|run| run.started.registry.is_some()) { Self::Elsewhere } else { Self::No }
    }
}

pub(super) fn compare(
    folder: &Path,
    story: &Story,
    registry: &Registry,
    findings: &mut Vec<Finding>,
) -> Result<Linked, RegistryError> {
    let name = registry.journal_name()?;
    let here = |started: &Started| {
        started.registry.as_ref().is_some_and(|mark| Some(&mark.journal) == name.as_ref())
    };
    let linked = story.runs.iter().any(|run| here(&run.started));
    let openings = match registry.openings() {
        Ok(openings) => openings,
        // An entry that is not what its hash says: the chain tells which.
        Err(error) => {
            let Err(damage) = registry.verify_journal()? else { return Err(error) };
            findings.push(Finding::RegistryJournal { seq: damage.line, error: damage.to_string() });
            return Ok(Linked::Here);
        }
    };
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let absolute = absolute.to_string_lossy();
    let known = |told: &OpeningTold| story.runs.iter().any(|run| run.started.run == told.started.run);
    // One without an end may have been cut before it left anything here.
    let only = openings.iter().filter(|told| told.started.folder == absolute && !known(told));
    let only: Vec<_> =
        only.filter(|told| told.ended.as_ref().is_some_and(|ended| ended.entries > 0)).collect();
    if !linked && only.is_empty() {
        return Ok(Linked::without(story));
    }
    match registry.verify_journal()? {
        Ok(_) => {}
        Err(damage) => {
            findings.push(Finding::RegistryJournal { seq: damage.line, error: damage.to_string() });
        }
    }
    for told in only {
        let (run, seq) = (told.started.run.clone(), told.mark.seq);
        findings.push(Finding::RegistryOnly { run, seq, at: told.at });
    }
    for (index, run) in story.runs.iter().enumerate().filter(|(_, run)| here(&run.started)) {
        let id = &run.started.run;
        let Some(mark) = &run.started.registry else { continue };
        let told = openings.iter().find(|told| told.started.run == *id);
        if told.map(|told| &told.mark) != Some(mark) {
            findings.push(Finding::RegistryEntry { run: id.clone(), seq: mark.seq });
        }
        match told.and_then(|told| told.ended.as_ref().zip(told.ended_by)) {
            Some((ended, seq)) if ended.entries > 0 => end(run, ended, seq, story, findings),
            // A later run that ended vouches for this one too; one that was cut is told of already.
            _ if run.papers && index + 1 == story.runs.len() => {
                findings.push(Finding::RegistryUnended { run: id.clone(), seq: mark.seq });
            }
            _ => {}
        }
        if registry.run_head(id)?.is_some_and(|head| !story.has(&head)) {
            findings.push(Finding::RegistryRun { run: id.clone() });
        }
    }
    if let Some(last) = story.runs.iter().rev().find(|run| here(&run.started)) {
        let told = openings.iter().find(|told| told.started.run == last.started.run);
        if let Some(reference) = told.and_then(|told| told.started.consultation.as_deref()) {
            facts(reference, &last.started, registry, findings);
        }
    }
    Ok(Linked::Here)
}

/// How a run ended, as both have it: where this journal stood, and what became of the envelopes.
fn end(run: &RunTold, ended: &OpeningEnded, seq: u64, story: &Story, findings: &mut Vec<Finding>) {
    let id = &run.started.run;
    let place = usize::try_from(ended.entries - 1).unwrap_or(usize::MAX);
    if story.hashes.get(place) != Some(&ended.head) {
        findings.push(Finding::RegistryHead { run: id.clone(), seq, entries: ended.entries });
    }
    // A run that was cut has no counts, and is told of already.
    let Some(summary) = &run.summary else { return };
    for (field, journal, registry) in [
        ("opened", summary.opened_in_all(), ended.opened),
        ("refused", summary.refused, ended.refused),
        ("failed", summary.failed_in_all(), ended.failed),
    ] {
        if journal != registry {
            findings.push(Finding::RegistryCount { run: id.clone(), seq, field, journal, registry });
        }
    }
}

/// The consultation, as the opening was made by and as the registry has it. After a launch they do not change.
fn facts(reference: &str, started: &Started, registry: &Registry, findings: &mut Vec<Finding>) {
    let Some(row) = &started.consultation else { return };
    let record = match registry.consultation(reference) {
        Ok(record) => record,
        Err(error) => {
            findings.push(Finding::RegistryDamaged { error: told(&error) });
            return;
        }
    };
    let entity = row.entity.clone().unwrap_or_default();
    let deadline = row.deadline.map(|deadline| deadline.to_string()).unwrap_or_default();
    for (field, journal, registry) in [
        ("deadline", deadline, record.deadline.to_string()),
        ("entity", entity, record.entity),
        ("title", row.title.clone().unwrap_or_default(), record.title.unwrap_or_default()),
    ] {
        if journal != registry {
            let reference = reference.to_owned();
            findings.push(Finding::RegistryFacts { reference, field, journal, registry });
        }
    }
}
