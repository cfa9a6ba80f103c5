//! The consultations that are there, all of them, a page of them, or one.

use crate::{
    desk::{Desk, Error},
    keys::Certificate,
    registry::{
        Assigned, ConsultationRecord, ConsultationState, OpeningTold, RecipientRecord, Registry,
        RegistryError, RunRecord,
    },
};

/// Consultations, a page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListConsultations {
    /// Of one state; of all when absent.
    pub state: Option<ConsultationState>,
    /// What their references or titles have somewhere in them; empty for all.
    pub containing: String,
    /// The page begins after this reference: [`ConsultationPage::next`] of the page before.
    pub after: Option<String>,
    /// How many at most.
    pub most: usize,
}

/// A page of consultations, in the order of their references.
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

impl ShowConsultation {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation.
    pub fn run(&self, desk: &Desk<'_>) -> Result<ConsultationDetails, Error> {
        let registry = desk.registry()?;
        let consultation = registry.consultation(&self.reference)?;
        let begun = registry
            .openings()?
            .into_iter()
            .filter(|told| told.ended.is_none())
            .filter(|told| told.started.consultation.as_ref() == Some(&consultation.reference))
            .collect();
        Ok(ConsultationDetails {
            assigned: registry.assigned(consultation.id)?,
            recipients: registry.recipients(consultation.id)?,
            runs: registry.runs(consultation.id)?,
            begun,
            consultation,
        })
    }
}
