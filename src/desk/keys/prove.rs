//! Trying keys on themselves, weeks before they are needed.

use std::sync::atomic::{AtomicBool, Ordering};

use super::trial::Trials;
use crate::{
    desk::{Desk, Error, Passwords},
    keys::Role,
    registry::{KeyRecord, KeyState, ProofResult, Registry, RegistryError, Tried, snapshot::Seen},
};

/// Try keys on themselves, and keep what that gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProveKeys {
    /// Which.
    pub which: Which,
}

/// Which keys are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every key but those that are retired and that nothing open needs.
    Needed,
    /// These, by name or by a prefix of their certificate's fingerprint.
    Named(Vec<String>),
}

/// A key that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedKey<'a> {
    /// The key, as it was before.
    pub key: &'a KeyRecord,
    /// What came of it.
    pub tried: Tried,
}

/// How many keys were tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proofs {
    /// Keys that were to be tried.
    pub keys: usize,
    /// Those that were.
    pub tried: u64,
    /// Those that did not answer.
    pub failed: u64,
}

impl ProveKeys {
    /// Tries many at a time, and tells of each in their order; set `stop` to leave the rest. What was told is recorded.
    ///
    /// # Errors
    ///
    /// What opening the registry and finding a key gives; [`Error::Quorum`] where shares do not open one;
    /// [`Error::NoPassword`], or [`Error::KeyFile`] for a file that
    /// wants a password and got none, which says nothing of the key.
    pub fn run(
        &self,
        desk: &Desk<'_>,
        passwords: &mut dyn Passwords,
        observe: &mut dyn FnMut(&TriedKey<'_>),
        stop: &AtomicBool,
    ) -> Result<Proofs, Error> {
        let mut registry = desk.registry()?;
        desk.hold_to_keys(&registry)?;
        let keys = chosen(&self.which, &registry)?;
        let mut proofs = Proofs { keys: keys.len(), ..Proofs::default() };
        let mut trials = Trials::new(Some(passwords), desk.face, keys.len())?;
        if matches!(self.which, Which::Named(_)) {
            trials = trials.of_named();
        }
        for batch in keys.chunks(trials.at_once()) {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            for (key, seen) in batch.iter().zip(trials.batch(&registry, batch)?) {
                // One that is only there is not tried: it was looked at without a password.
                let Seen::Tried(tried) = seen? else { continue };
                registry.record_proof_by(&desk.by(None), key.id, tried.result, tried.joined_by.as_ref())?;
                proofs.tried += 1;
                proofs.failed += u64::from(tried.result != ProofResult::Proved);
                observe(&TriedKey { key, tried });
                if stop.load(Ordering::Relaxed) {
                    return Ok(proofs);
                }
            }
        }
        Ok(proofs)
    }
}

/// The keys, in the order they are named in.
pub(super) fn chosen(which: &Which, registry: &Registry) -> Result<Vec<KeyRecord>, RegistryError> {
    match which {
        Which::Needed => needed(registry),
        Which::Named(names) => names.iter().map(|name| registry.key(name)).collect(),
    }
}

/// Every key but those that are retired and that nothing open needs.
fn needed(registry: &Registry) -> Result<Vec<KeyRecord>, RegistryError> {
    let all = [Role::Entity, Role::Emergency].into_iter().flat_map(|role| registry.keys(role));
    all.filter(|key| {
        key.as_ref().is_ok_and(|key| key.state == KeyState::Active || key.open_consultations > 0)
            || key.is_err()
    })
    .collect()
}
