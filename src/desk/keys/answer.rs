//! Shares that people show for keys that were split: what answers to a set that waits.

use std::path::Path;

use super::prove::{Which, chosen};
use crate::{
    desk::{Desk, Error, Passwords, password::shares_of},
    keys::quorum::{Behind, GivenShare, QuorumError, ShareFault},
    registry::{Answered, KeyRecord, RegistryError},
};

/// Take answers to the sets of shares that wait behind keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerForKeys {
    /// Which.
    pub which: Which,
}

/// What shares did for keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The sets that were answered for.
    pub answered: Vec<Answered>,
    /// The keys that no set waited behind, or whose set none of the shares is of: they are still to be tried.
    pub rest: Which,
}

impl AnswerForKeys {
    /// Takes the shares that there are as answers, each to the key that it is of. Those of a set that is whole answer
    /// nothing: they open the key.
    ///
    /// # Errors
    ///
    /// [`Error::Quorum`] for a share that is not good, or of none of these keys; what opening the registry, a key and its
    /// file gives.
    pub fn run(&self, desk: &Desk<'_>, passwords: &mut dyn Passwords) -> Result<Answers, Error> {
        let mut registry = desk.registry()?;
        desk.hold_to_keys(&registry)?;
        let keys = chosen(&self.which, &registry)?;
        let mut answers = Answers { answered: Vec::new(), rest: self.which.clone() };
        let Some(first) = keys.first() else { return Ok(answers) };
        let given = shares_of(passwords, Path::new(&first.name))?;
        if given.is_empty() {
            return Ok(answers);
        }
        let behind = keys.iter().map(|key| match registry.behind(key) {
            // Trying it says so.
            Err(RegistryError::KeyFile { .. }) => Ok(None),
            other => other,
        });
        let behind: Vec<Behind> =
            behind.map(|behind| Ok(behind?.unwrap_or_default())).collect::<Result<_, RegistryError>>()?;
        is_somebodys(&given, &keys, &behind)?;
        let mut left: Vec<bool> = vec![true; keys.len()];
        for ((key, behind), left) in keys.iter().zip(&behind).zip(&mut left) {
            let Some(set) = &behind.pending else { continue };
            let own = |given: &&GivenShare| set.quorum.is_of(&given.share);
            let own: Vec<&GivenShare> =
                if keys.len() == 1 { given.iter().collect() } else { given.iter().filter(own).collect() };
            if own.is_empty() {
                continue;
            }
            let wrong = |error| Error::Quorum { key: Path::new(&key.name).to_owned(), error };
            if let Some(answered) = registry.answer_key(&desk.by(None), key.id, &own)?.map_err(wrong)? {
                answers.answered.push(answered);
                *left = false;
            }
        }
        if let Which::Named(names) = &mut answers.rest {
            let mut left = left.into_iter();
            names.retain(|_| left.next().unwrap_or(true));
        }
        Ok(answers)
    }
}

/// Refuses a share of none of the keys: whoever shows it must not read that a key answered.
fn is_somebodys(given: &[GivenShare], keys: &[KeyRecord], behind: &[Behind]) -> Result<(), Error> {
    if let [Behind { quorum: Some(_), .. }] = behind {
        // Where it opens by shares, those that are missing are told with those that are of another set.
        return Ok(());
    }
    let known = |given: &&GivenShare| {
        behind.iter().any(|behind| {
            let sets = [behind.quorum.as_ref(), behind.pending.as_ref().map(|set| &set.quorum)];
            sets.into_iter().flatten().any(|quorum| quorum.is_of(&given.share))
        })
    };
    match (given.iter().find(|given| !known(given)), keys.first()) {
        (Some(GivenShare { path, .. }), Some(key)) => Err(Error::Quorum {
            key: Path::new(&key.name).to_owned(),
            error: QuorumError::Share { path: path.clone(), fault: ShareFault::Foreign },
        }),
        _ => Ok(()),
    }
}
