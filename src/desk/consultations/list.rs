//! The consultations that are there, all of them, a page of them, or one.

use crate::{
    desk::{Desk, Error, Lookout, consultations::close::is_ahead},
    keys::Certificate,
    registry::{
        Assigned, ConsultationRecord, ConsultationState, KeyRecord, LaunchProblem, OpeningTold,
        RecipientRecord, Registry, RegistryError, RunRecord,
    },
};

/// Consultations, a page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListConsultations {
    /// Of one state; of all when absent.
    pub state: Option<ConsultationState>,
    /// What their references, titles or buyers have somewhere in them, whatever the case and the accents; empty for all.
    pub containing: String,
    /// The page begins after this reference: [`ConsultationPage::next`] of the page before.
    pub after: Option<String>,
    /// How many at most.
    pub most: usize,
}

/// A page of consultations: those that are not closed first, by their deadlines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationPage {
    /// The consultations.
    pub consultations: Vec<ConsultationRecord>,
    /// Where the next page begins; `None` when this is the last.
    pub next: Option<String>,
}

impl ListConsultations {
    /// Reads the page.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<ConsultationPage, Error> {
        let registry = desk.registry()?;
        let Self { state, containing, after, most } = self;
        let mut consultations =
            registry.consultations_page(*state, containing, after.as_deref(), most + 1)?;
        let more = consultations.len() > *most;
        consultations.truncate(*most);
        let next = consultations.last().filter(|_| more).map(|last| last.reference.clone());
        Ok(ConsultationPage { consultations, next })
    }
}

/// Launched consultations to open plis of, those whose deadlines are nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearConsultations {
    /// How many at most.
    pub most: usize,
}

impl NearConsultations {
    /// Reads them; and whether there are others.
    ///
    /// # Errors
    ///
    /// What opening and reading the registry gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<(Vec<ConsultationRecord>, bool), Error> {
        let mut near = desk.registry()?.consultations_near(desk.now(), self.most + 1)?;
        let more = near.len() > self.most;
        near.truncate(self.most);
        Ok((near, more))
    }
}

/// Every consultation, read as they are asked for.
#[derive(Debug)]
pub struct ConsultationList {
    registry: Registry,
}

impl ConsultationList {
    /// The consultations of the desk's registry.
    ///
    /// # Errors
    ///
    /// What opening the registry gives.
    pub fn at(desk: &Desk<'_>) -> Result<Self, Error> {
        Ok(Self { registry: desk.registry()? })
    }

    /// The consultations in the order of their references.
    pub fn consultations(&self) -> impl Iterator<Item = Result<ConsultationRecord, RegistryError>> {
        self.registry.consultations()
    }
}

/// The certificates that the envelopes of a consultation are encrypted to; of a draft, would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientsOf {
    /// Its reference.
    pub reference: String,
}

impl RecipientsOf {
    /// Each with the name of its key, entity keys first.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Vec<(String, Certificate)>, Error> {
        let registry = desk.registry()?;
        let recipients = registry.recipients(registry.consultation(&self.reference)?.id)?.into_iter();
        let certificates = recipients.map(|recipient| {
            let certificate = registry.certificate(recipient.certificate.fingerprint)?;
            Ok((recipient.name, certificate))
        });
        certificates.collect()
    }
}

/// One consultation, with its keys and its openings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowConsultation {
    /// Its reference.
    pub reference: String,
}

/// A consultation, with its keys and its openings.
#[derive(Clone, Debug)]
pub struct ConsultationDetails {
    /// The consultation.
    pub consultation: ConsultationRecord,
    /// The keys that were chosen for it.
    pub assigned: Vec<Assigned>,
    /// What its envelopes are encrypted to; of a draft, what they would be.
    pub recipients: Vec<RecipientRecord>,
    /// The openings that were run for it, the last first.
    pub runs: Vec<RunRecord>,
    /// Openings that began and of which no end is written.
    pub begun: Vec<OpeningTold>,
}

/// Which keys are to choose from.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// What their names, or those of their certificates (CN) or buyers, have somewhere in them; empty for all.
    pub containing: &'a str,
    /// How many at most.
    pub most: usize,
}

/// What may be done with a consultation now.
#[derive(Clone, Debug)]
pub struct MayBeDone {
    /// Of a draft, keys that it may be assigned: those of its buyer first.
    pub keys: Vec<KeyRecord>,
    /// Whether there are others.
    pub more: bool,
    /// Of a draft that keys are assigned to, what speaks against its launch.
    pub launch: Option<Vec<LaunchProblem>>,
    /// Whether closing it gives something up.
    pub gives_up: bool,
}

/// The openings of a consultation that began and of which no end is written.
fn begun_of(consultation: &ConsultationRecord, told: &[OpeningTold]) -> Vec<OpeningTold> {
    let unended = told.iter().filter(|told| told.ended.is_none());
    unended
        .filter(|told| told.started.consultation.as_ref() == Some(&consultation.reference))
        .cloned()
        .collect()
}

impl ShowConsultation {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation.
    pub fn run(&self, desk: &Desk<'_>) -> Result<ConsultationDetails, Error> {
        let registry = desk.registry()?;
        let consultation = registry.consultation(&self.reference)?;
        let begun = begun_of(&consultation, &registry.openings()?);
        details(&registry, consultation, begun)
    }

    /// The same, for somebody who looks at it and may do something with it.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation.
    pub fn with_what_may_be_done(
        &self,
        keys: &Choice<'_>,
        desk: &Desk<'_>,
        lookout: &Lookout,
    ) -> Result<(ConsultationDetails, MayBeDone), Error> {
        let registry = desk.registry()?;
        let consultation = registry.consultation(&self.reference)?;
        let begun = lookout.openings(&registry, |told| begun_of(&consultation, told))?;
        let is_draft = consultation.state == ConsultationState::Draft;
        let mut choice = Vec::new();
        if is_draft {
            choice = registry.keys_for(&consultation.entity, keys.containing, keys.most + 1)?;
        }
        let more = choice.len() > keys.most;
        choice.truncate(keys.most);
        let launch = match is_draft.then(|| registry.launch_problems(&desk.by(None), consultation.id)) {
            // Nothing is assigned yet.
            None | Some(Err(RegistryError::Refused(_))) => None,
            Some(problems) => Some(problems?),
        };
        let details = details(&registry, consultation, begun)?;
        let gives_up = is_ahead(&details.consultation, desk) || details.runs.is_empty();
        Ok((details, MayBeDone { keys: choice, more, launch, gives_up }))
    }
}

fn details(
    registry: &Registry,
    consultation: ConsultationRecord,
    begun: Vec<OpeningTold>,
) -> Result<ConsultationDetails, Error> {
    Ok(ConsultationDetails {
        assigned: registry.assigned(consultation.id)?,
        recipients: registry.recipients(consultation.id)?,
        runs: registry.runs(consultation.id)?,
        begun,
        consultation,
    })
}
