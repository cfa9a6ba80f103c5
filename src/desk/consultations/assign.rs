//! Which keys a consultation's envelopes are to be encrypted to.

use crate::{
    desk::{Desk, Error},
    pli::{EnvelopeKind, Lot},
    registry::{Assigned, LaunchProblem, RegistryError},
};

/// Assign keys to a draft, or take them away from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignKeys {
    /// The consultation.
    pub reference: String,
    /// The keys, by name or by a prefix of their certificate's fingerprint.
    pub keys: Vec<String>,
    /// For one kind of envelope; for all when absent.
    pub envelope: Option<EnvelopeKind>,
    /// For one lot; for all when absent.
    pub lot: Option<Lot>,
    /// Whether they are taken away, as they were assigned.
    pub away: bool,
}

/// What is assigned from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignedKeys {
    /// The consultation, as the registry writes its reference.
    pub reference: String,
    /// Everything that is assigned to it.
    pub assigned: Vec<Assigned>,
    /// Keys that were just assigned and whose certificates begin later.
    pub problems: Vec<LaunchProblem>,
}

impl AssignedKeys {
    /// How many keys are assigned, each counted once.
    pub fn keys(&self) -> usize {
        let mut keys: Vec<_> = self.assigned.iter().map(|assigned| assigned.assignment.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.len()
    }
}

impl AssignKeys {
    /// Assigns them, all or none.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Registry`] when the consultation or a key is not found, or a rule says no.
    pub fn run(&self, desk: &Desk<'_>) -> Result<AssignedKeys, Error> {
        let mut registry = desk.registry()?;
        let consultation = registry.consultation(&self.reference)?;
        let keys = self
            .keys
            .iter()
            .map(|name| registry.key(name).map(|key| key.id))
            .collect::<Result<Vec<_>, RegistryError>>()?;
        let (by, lot) = (desk.by(None), self.lot.as_ref());
        let assigned = if self.away {
            registry.unassign(&by, consultation.id, &keys, self.envelope, lot)?
        } else {
            registry.assign(&by, consultation.id, &keys, self.envelope, lot)?
        };
        let mut problems = Vec::new();
        for key in keys.into_iter().filter(|_| !self.away) {
            problems.extend(registry.key_by_id(key)?.not_yet_valid(desk.now()));
        }
        Ok(AssignedKeys { reference: consultation.reference, assigned, problems })
    }
}
