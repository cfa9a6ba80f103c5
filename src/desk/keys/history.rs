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
    /// A journal of more entries is not looked through.
    pub whole: u64,
}

impl KeyHistory {
    /// The entries that name the certificate, the last first; nothing where the journal is longer than is looked through.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Journal`] when its journal's chain does not hold.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Option<Vec<Entry>>, Error> {
        let fingerprint = self.fingerprint.to_string();
        let journal = RegistryJournal::at(desk)?;
        if journal.expected.entries > self.whole {
            return Ok(None);
        }
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
        Ok(Some(last.into_iter().rev().collect()))
    }
}
