//! RECORD: what is kept of an opening, compared: journal, report, minutes, plaintexts, and the registry's copy.
//!
//! The journal is checked first, then everything else against it: what it says of the papers and of the plaintexts is
//! part of its chain. The registry vouches for its end, and it for the registry's entry.

#![warn(clippy::missing_errors_doc)]

mod finding;
mod linked;
mod papers;
mod plaintexts;
mod stamp_fault;
mod stamps;

use std::path::Path;

pub(crate) use self::stamps::Stamps;
pub use self::{
    finding::{Finding, Part},
    linked::Linked,
    stamp_fault::StampFault,
    stamps::{StampFound, StampsJudged},
};
use crate::{
    journal::Damage,
    opening::story::Story,
    registry::{Registry, RegistryError},
};

/// What was compared, and what differs.
#[derive(Debug)]
pub struct Compared {
    /// What the journal tells.
    pub story: Story,
    /// What differs, in the order in which it was looked at.
    pub findings: Vec<Finding>,
    /// Plaintexts that are what the journal says.
    pub plaintexts: u64,
    /// How the registry was part of it.
    pub linked: Linked,
}

/// Compares the folder of an opening with its journal, and the journal with a registry.
///
/// # Errors
///
/// [`Damage`] of the journal: what does not hold together vouches for nothing.
pub fn compare(folder: &Path, registry: Option<&Registry>) -> Result<Compared, Damage> {
    let story = Story::read(folder)?;
    let mut findings = Vec::new();
    if story.position.entries == 0 {
        findings.push(Finding::Empty);
    }
    findings.extend(papers(folder, &story));
    let plaintexts = plaintexts::compare(folder, &story, &mut findings);
    let linked = match registry {
        None => Linked::without(&story),
        Some(registry) => linked::compare(folder, &story, registry, &mut findings).unwrap_or_else(|error| {
            findings.push(Finding::RegistryDamaged { error: told(&error) });
            Linked::Here
        }),
    };
    Ok(Compared { story, findings, plaintexts, linked })
}

/// Compares the papers of a folder with what its journal says of them.
pub fn papers(folder: &Path, story: &Story) -> Vec<Finding> {
    papers::compare(folder, story)
}

fn told(error: &RegistryError) -> String {
    error.to_string()
}
