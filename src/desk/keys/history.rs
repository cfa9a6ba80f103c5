//! What was done to a key, as the registry's journal tells it.

use std::collections::VecDeque;

use crate::{
    consultation::Fingerprint,
    desk::{Desk, Error, RegistryJournal},
    journal::Entry,
};

/// What was done to the key of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyHistory {
    /// The certificate.
    pub fingerprint: Fingerprint,
    /// How many entries at most.
    pub most: usize,
}

impl KeyHistory {
    /// The entries that name the certificate, the last first.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Journal`] when its journal's chain does not hold.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Vec<Entry>, Error> {
        let fingerprint = self.fingerprint.to_string();
        let journal = RegistryJournal::at(desk)?;
        let path = journal.path.clone();
        let mut last = VecDeque::new();
        for located in journal.entries() {
            let located =
                located.map_err(|damage| Error::Journal { path: path.clone(), damage: damage.into() })?;
            if located.entry.data.get().contains(&fingerprint) {
                if last.len() == self.most {
                    last.pop_front();
                }
                last.push_back(located.entry);
            }
        }
        Ok(last.into_iter().rev().collect())
    }
}
