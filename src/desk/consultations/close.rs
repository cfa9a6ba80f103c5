//! Closing a consultation: nobody needs its keys any more.

use crate::{
    desk::{Confirmed, Desk, Error},
    motif::Motif,
    registry::{ConsultationRecord, ConsultationState, KeyRecord, RecipientRecord},
    time::Timestamp,
};

/// Close a consultation. Before its deadline, or without an opening that is recorded, that gives something up: only with
/// a motif, and confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseConsultation {
    /// The consultation.
    pub reference: String,
    /// Why.
    pub motif: Option<Motif>,
    /// The reference once more.
    pub confirmed: Option<Confirmed>,
}

/// What closing would give up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseAhead {
    /// The consultation.
    pub consultation: ConsultationRecord,
    /// Its deadline, where that is ahead: deposits may still come.
    pub ahead: Option<Timestamp>,
    /// Whether an opening of it is recorded.
    pub opened: bool,
    /// The keys that nothing would keep for it any more.
    pub recipients: Vec<RecipientRecord>,
}

/// A consultation that was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The consultation.
    pub consultation: ConsultationRecord,
    /// What it was before.
    pub was: ConsultationState,
    /// What its envelopes are encrypted to.
    pub recipients: Vec<RecipientRecord>,
    /// Of their keys, those that have ended and that nothing needs any more.
    pub deletable: Vec<KeyRecord>,
}

impl CloseAhead {
    /// What closing the consultation of that reference would give up now. Nothing is changed.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation.
    pub fn of(reference: &str, desk: &Desk<'_>) -> Result<Self, Error> {
        let registry = desk.registry()?;
        let consultation = registry.consultation(reference)?;
        Ok(Self {
            ahead: is_ahead(&consultation, desk).then_some(consultation.deadline),
            opened: !registry.runs(consultation.id)?.is_empty(),
            recipients: registry.recipients(consultation.id)?,
            consultation,
        })
    }

    /// Whether it is closed only with a motif, and confirmed.
    pub fn gives_up(&self) -> bool {
        self.ahead.is_some() || !self.opened
    }
}

/// Whether deposits may still come.
pub(super) fn is_ahead(consultation: &ConsultationRecord, desk: &Desk<'_>) -> bool {
    desk.by(None).no_later().meets(consultation.deadline)
}

impl CloseConsultation {
    /// Closes it.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation, when it is closed already,
    /// or when it gives something up without a motif or a confirmation.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Closed, Error> {
        let mut registry = desk.registry()?;
        let before = registry.consultation(&self.reference)?;
        let recipients = registry.recipients(before.id)?;
        let confirmed = self.confirmed.as_ref().map(Confirmed::as_str);
        let consultation = registry.close(&desk.by(self.motif.as_ref()), before.id, confirmed)?;
        let mut deletable = Vec::new();
        // A draft had no envelopes: its keys are as they were.
        if before.state == ConsultationState::Launched {
            for id in recipients.iter().filter_map(|recipient| recipient.key) {
                let key = registry.key_by_id(id)?;
                if key.open_consultations == 0 && key.certificate.validity.expired_at(desk.now()) {
                    deletable.push(key);
                }
            }
        }
        Ok(Closed { consultation, was: before.state, recipients, deletable })
    }
}
