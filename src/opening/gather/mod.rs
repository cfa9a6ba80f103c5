//! One opening from the shares that several machines opened.
//!
//! Nothing is decrypted, and no key is held. Every journal and every plaintext is checked before the first one moves;
//! then rows and plaintexts go to the output folder of the whole as if one machine had opened them there: the journal
//! first, then the names. Killed at any time, it is run again.

mod checked;
mod error;
mod part;
mod publish;

use std::path::Path;

use self::part::Part;
pub use self::{checked::Checked, error::GatherError};
use super::report::ShardRun;
use crate::{consultation::Fingerprint, journal::Mark};

/// Checks the shares in an output folder, under the locks of all of them; `jobs` threads read the plaintexts.
///
/// # Errors
///
/// [`GatherError`]: nothing was changed.
pub fn check(out: &Path, jobs: usize) -> Result<Checked, GatherError> {
    checked::check(out, jobs)
}

impl Checked {
    /// What each machine opened, the first share first.
    pub fn shards(&self) -> Vec<ShardRun> {
        self.parts.iter().map(Part::told).collect()
    }

    /// The entries of a registry that the last runs of the shares began with.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.parts.iter().filter_map(|part| part.started.registry.as_ref())
    }

    /// Who opened, as given on any machine.
    pub fn openers(&self) -> Vec<String> {
        let mut openers: Vec<String> = Vec::new();
        for opener in self.parts.iter().flat_map(|part| &part.started.openers) {
            if !openers.contains(opener) {
                openers.push(opener.clone());
            }
        }
        openers
    }

    /// The motif, where one was given.
    pub fn reason(&self) -> Option<&str> {
        self.started().reason.as_deref()
    }

    /// The certificates of the keys that the machines held.
    pub fn keys(&self) -> Vec<Fingerprint> {
        self.key_rows().iter().filter_map(|key| Fingerprint::from_hex(&key.fingerprint)).collect()
    }

    /// What the machines were told of their keys, each once.
    pub fn findings(&self) -> Vec<serde_json::Value> {
        let mut findings = Vec::new();
        for finding in self.parts.iter().flat_map(|part| &part.papers.findings) {
            if !findings.contains(finding) {
                findings.push(finding.clone());
            }
        }
        findings
    }
}
