//! Beginning a consultation, as a draft.

use crate::{
    desk::{
        Desk, Error, FieldError, Problem,
        field::{Fields, optional},
    },
    registry::{ConsultationRecord, NewConsultation},
    time::{Timestamp, Zone},
};

/// Begin a consultation, as a draft. The registry is made where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeginConsultation {
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: Option<String>,
    /// The buyer.
    pub entity: String,
    /// The instant after which deposits are late, in whole seconds.
    pub deadline: Timestamp,
    /// The zone in which people read its times.
    pub zone: Zone,
}

/// The same as somebody typed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypedConsultation<'a> {
    /// Its reference.
    pub reference: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The buyer.
    pub entity: &'a str,
    /// RFC 3339, or local time in the zone.
    pub deadline: &'a str,
    /// A name of the IANA database; Paris where nothing was typed.
    pub timezone: &'a str,
}

impl BeginConsultation {
    /// The request of a form.
    ///
    /// # Errors
    ///
    /// Every field that cannot be understood.
    pub fn typed(typed: &TypedConsultation<'_>) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let reference = fields.name("reference", typed.reference);
        let entity = fields.name("entity", typed.entity);
        let zone = fields.zone("timezone", typed.timezone);
        let deadline = fields.instant("deadline", typed.deadline, zone);
        if let Some(deadline) = deadline.filter(|deadline| deadline.whole_seconds() != *deadline) {
            fields.wrong("deadline", Problem::Fraction { instant: deadline });
        }
        let title = optional(typed.title);
        fields.end(|| Some(Self { reference, title, entity, deadline: deadline?, zone }))
    }

    /// Begins it.
    ///
    /// # Errors
    ///
    /// What opening a registry gives; [`Error::Registry`] for a reference that is taken or cannot be kept, and for a
    /// deadline with a fraction of a second.
    pub fn run(&self, desk: &Desk<'_>) -> Result<ConsultationRecord, Error> {
        let Self { reference, title, entity, deadline, zone } = self.clone();
        let new = NewConsultation { reference, title, entity, deadline, zone };
        Ok(desk.registry_made()?.add_consultation(&desk.by(None), &new)?)
    }
}
