//! The launch: everything that speaks against it beforehand, then the step that has no way back.

use crate::{
    desk::{Confirmed, Desk, Error},
    keys::Role,
    motif::Motif,
    registry::{Assigned, ConsultationRecord, LaunchProblem, Launched, RecipientRecord},
};

/// Launch a draft: what its envelopes are encrypted to is final from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaunchConsultation {
    /// The consultation.
    pub reference: String,
    /// Why, in spite of problems.
    pub motif: Option<Motif>,
    /// The reference once more.
    pub confirmed: Confirmed,
}

/// What a launch would make final, and what speaks against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaunchAhead {
    /// The draft.
    pub consultation: ConsultationRecord,
    /// The keys that were chosen for it.
    pub assigned: Vec<Assigned>,
    /// What its envelopes would be encrypted to.
    pub recipients: Vec<RecipientRecord>,
    /// Everything that speaks against it: without a motif, it is refused while there is something.
    pub problems: Vec<LaunchProblem>,
    /// Whether an emergency key would be among the recipients.
    pub has_emergency: bool,
}

impl LaunchAhead {
    /// What launching the consultation of that reference would do now. Nothing is changed.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation, when it is no draft any
    /// more, or when nothing is assigned to it: no motif helps then.
    pub fn of(reference: &str, desk: &Desk<'_>) -> Result<Self, Error> {
        let registry = desk.registry()?;
        let consultation = registry.consultation(reference)?;
        let problems = registry.launch_problems(&desk.by(None), consultation.id)?;
        let recipients = registry.recipients(consultation.id)?;
        let has_emergency = recipients.iter().any(|recipient| recipient.role == Role::Emergency);
        let assigned = registry.assigned(consultation.id)?;
        Ok(Self { consultation, assigned, recipients, problems, has_emergency })
    }
}

impl LaunchConsultation {
    /// Launches it.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::NotConfirmed`]; [`Error::Registry`] when there is no such consultation, or
    /// a rule says no: problems without a motif, nothing assigned, no draft any more.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Launched, Error> {
        let mut registry = desk.registry()?;
        let consultation = registry.consultation(&self.reference)?;
        self.confirmed.names(&[&self.reference, &consultation.reference])?;
        Ok(registry.launch(&desk.by(self.motif.as_ref()), consultation.id)?)
    }
}
