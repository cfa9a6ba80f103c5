//! The key files that an opening of a consultation takes in.

use crate::{
    desk::{Desk, Error},
    keys::Role,
    registry::{PrivateKey, RecipientRecord, Registry, RegistryError},
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
    /// Its private half, or that of a certificate renewed on the same key.
    pub private: PrivateKey,
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
            let private = private_of(&registry, &recipient)?;
            Ok(ConsultationKey { name: recipient.name, role: recipient.role, private })
        });
        keys.collect()
    }
}

/// A recipient's private half: its own, else that of a certificate renewed on the same key.
pub(super) fn private_of(
    registry: &Registry,
    recipient: &RecipientRecord,
) -> Result<PrivateKey, RegistryError> {
    let own = match recipient.key {
        Some(id) => registry.private(&registry.key_by_id(id)?)?,
        None => PrivateKey::None,
    };
    match own {
        PrivateKey::None => registry.private_of(&recipient.certificate.public_key),
        own => Ok(own),
    }
}
