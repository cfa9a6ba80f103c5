//! The registry copied: from a folder, a server or a backup, to a folder or a server.

use super::{archive::Backup, copied};
use crate::{
    desk::{Desk, Error},
    fsx::Lent,
    registry::{Access, Copied, Location, Registry},
};

/// Copy a whole registry to where there is none: journal and key files included.
#[derive(Clone, Debug)]
pub struct CopyRegistry {
    /// Where it is; a file is a backup.
    pub from: Location,
    /// A folder that is not there or has nothing in it; a database with no registry, or one with nothing in it.
    pub to: Location,
}

/// A registry that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryCopied {
    /// What is in it.
    pub copied: Copied,
    /// Whether it came from a backup.
    pub is_restored: bool,
}

impl CopyRegistry {
    /// Copies it, and holds the copy against what it was made of.
    ///
    /// # Errors
    ///
    /// What opening the one and making the other gives; [`Error::Journal`] and [`Error::Differs`] for a registry that is
    /// not sound, [`Error::Backup`] for such a backup; `RegistryError::NotEmpty` where something is already.
    pub fn run(&self, desk: &Desk<'_>) -> Result<RegistryCopied, Error> {
        if let Some(file) = self.from.folder().filter(|path| path.is_file()) {
            let lent = Lent::begin("plis-restore", None)
                .map_err(|error| Error::Write { path: std::env::temp_dir(), error })?;
            let home = lent.path().join("registry");
            Backup::open(file)?.unpack(&home)?;
            let registry = Registry::open(&home, Access::EXISTING)?;
            let copied = copied(&registry, &self.to)?;
            return Ok(RegistryCopied { copied, is_restored: true });
        }
        let registry = desk.at(&self.from, Access::EXISTING)?;
        Ok(RegistryCopied { copied: copied(&registry, &self.to)?, is_restored: false })
    }
}
