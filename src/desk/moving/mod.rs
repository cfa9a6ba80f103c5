//! The registry moved to another place, or kept in one file: as it stands at one instant, verified, all or nothing.
//!
//! Nothing of it is written in a journal: both places end in the same head, by which people know that they are the same.

mod archive;
mod backup;
mod copy;

pub use self::{
    archive::BackupFault,
    backup::{BackedUp, BackupRegistry},
    copy::{CopyRegistry, RegistryCopied},
};

use super::{
    Error,
    check::{FIRST, journal_of},
};
use crate::registry::{Copied, CopyError, Location, Registry};

/// Copies a registry to where there is none, unless something is wrong with it.
fn copied(registry: &Registry, to: &Location) -> Result<Copied, Error> {
    let stand = registry.stand()?;
    let certificates = stand.certificate_differences()?;
    if !certificates.is_empty() {
        return Err(differs(certificates));
    }
    stand.copy_to(to).map_err(|error| match error {
        CopyError::Registry(error) => error.into(),
        CopyError::Differs(differences) => differs(differences),
        CopyError::Journal(damage) => Error::Journal { path: journal_of(registry), damage: Box::new(damage) },
    })
}

fn differs(mut differences: Vec<crate::registry::Difference>) -> Error {
    let all = differences.len();
    differences.truncate(FIRST);
    Error::Differs { all, first: differences }
}
