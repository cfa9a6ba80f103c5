//! The key files that an opening of a consultation takes in.

use std::path::PathBuf;

use crate::{
    desk::{Desk, Error},
    keys::Role,
    registry::{RecipientRecord, Registry, RegistryError},
};

/// The keys that an opening of a consultation would take in, in the order it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysOfConsultation {
    /// Its reference.
    pub reference: String,
}

/// A key of a consultation, and where its private half is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationKey {
    /// The key's name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Its file, or that of a certificate renewed on the same key; `None` where there is none.
    pub file: Option<PathBuf>,
}

impl KeysOfConsultation {
    /// Finds them; nothing is opened.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when there is no such consultation.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Vec<ConsultationKey>, Error> {
        let registry = desk.registry()?;
        let consultation = registry.consultation(&self.reference)?;
        let recipients = registry.recipients(consultation.id)?.into_iter();
        let keys = recipients.map(|recipient| {
            let file = file_of(&registry, &recipient)?;
            Ok(ConsultationKey { name: recipient.name, role: recipient.role, file })
        });
        keys.collect()
    }
}

/// The file of a recipient's private half: its own, else that of a certificate renewed on the same key.
pub(super) fn file_of(
    registry: &Registry,
    recipient: &RecipientRecord,
) -> Result<Option<PathBuf>, RegistryError> {
    let key = recipient.key.map(|id| registry.key_by_id(id)).transpose()?;
    match key.and_then(|key| registry.key_file(&key)) {
        Some(path) => Ok(Some(path)),
        None => registry.key_file_of(&recipient.certificate.public_key),
    }
}
