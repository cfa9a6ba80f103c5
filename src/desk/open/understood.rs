//! What an order means: which deposits the register lists, which consultation is opened, and when it may be.

use std::path::Path;

use super::{OpenEnvelopes, trace::Known};
use crate::{
    consultation::Consultation,
    desk::{Desk, Error, ReadRegister},
    register::{Register, RegisterError},
    time::{Timestamp, Zone},
};

/// What is opened, as the registry, the deposit register and the order say. It holds the registry open.
#[derive(Debug)]
pub struct Understood {
    /// The consultation; without a name where nobody gives it one.
    pub consultation: Consultation,
    pub(super) register: Option<Register>,
    pub(super) known: Option<Known>,
}

impl OpenEnvelopes {
    /// Reads the register and the consultation. No key, and nothing that a bidder wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Register`] for a register that is not understood, or that no deadline can be held against;
    /// [`Error::TwoDeadlines`] where two sources name different ones; for a consultation that is named, what opening the
    /// registry gives, and [`Error::Registry`] when there is none.
    pub fn understand(&self, desk: &Desk<'_>) -> Result<Understood, Error> {
        let register = self.register()?;
        let known = self.consultation.as_deref().map(|reference| Known::find(desk, reference)).transpose()?;
        let consultation =
            self.deadline_of(register.as_ref(), known.as_ref().and_then(Known::consultation))?;
        if let (Some(register), Some(_), Some(path)) = (&register, consultation.deadline, &self.register) {
            register.can_meet_a_deadline().map_err(|error| wrong(path, error))?;
        }
        Ok(Understood { consultation, register, known })
    }

    fn register(&self) -> Result<Option<Register>, Error> {
        let Some(path) = self.register.clone() else { return Ok(None) };
        let columns = self.columns.clone();
        ReadRegister { path, zone: self.zone.unwrap_or(Zone::PARIS), columns }.run().map(Some)
    }

    /// What is known of the consultation. Two sources that name different deadlines are refused, never chosen from.
    fn deadline_of(
        &self,
        register: Option<&Register>,
        known: Option<Consultation>,
    ) -> Result<Consultation, Error> {
        let listed = register.map(Register::consultation).cloned().unwrap_or_default();
        let known_zone = known.as_ref().map(|known| known.zone);
        let zone = self.zone.or(known_zone).or(listed.zone).unwrap_or(Zone::PARIS);
        let known = known.unwrap_or_default();
        let deadline = [self.deadline, known.deadline, listed.deadline].into_iter().flatten().try_fold(
            None,
            |first: Option<Timestamp>, second| match first {
                Some(first) if first != second => Err(Error::TwoDeadlines { first, second, zone }),
                _ => Ok(Some(second)),
            },
        )?;
        Ok(Consultation {
            reference: known.reference.or(listed.reference),
            title: known.title,
            entity: known.entity,
            deadline,
            zone,
        })
    }
}

impl Understood {
    /// Headings of columns that hold digests and are not known as such.
    pub(super) fn digests_elsewhere(&self) -> impl Iterator<Item = &str> {
        let headings = self.register.iter().flat_map(|register| &register.layout().headings);
        headings.filter(|heading| heading.looks_like == Some("empreinte")).map(|heading| &*heading.text)
    }
}

fn wrong(path: &Path, error: RegisterError) -> Error {
    Error::Register { path: path.to_owned(), error: Box::new(error) }
}
