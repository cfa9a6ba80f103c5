//! The registry kept in one file, while others go on.

use std::path::{Path, PathBuf};

use super::{archive, archive::Backup, copied};
use crate::{
    desk::{Desk, Error, must_have_folder},
    fsx::{self, Folder, Lent, folder_of},
    registry::{Copied, Location},
};

/// Keep the whole registry in one new file, key files included: a `.zip` archive with the content of a registry's folder
/// and the digest of each file, which everybody can read without us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupRegistry {
    /// The file, which must not be there.
    pub to: PathBuf,
    /// What whoever opens it should read first.
    pub readme: String,
}

/// A registry that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// What is in it.
    pub copied: Copied,
    /// How large the file is.
    pub octets: u64,
}

impl BackupRegistry {
    /// Writes the file: as the registry stands at one instant, read again before it has its name. Its owner alone can
    /// read it.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; [`Error::Exists`] when the file is there, [`Error::NoFolder`] when its folder is
    /// not; [`Error::Journal`] and [`Error::Differs`] for a registry that is not sound: a backup of it would be taken for
    /// a good one; [`Error::Write`].
    pub fn run(&self, desk: &Desk<'_>) -> Result<BackedUp, Error> {
        let unwritten = |error| Error::Write { path: self.to.clone(), error };
        if fsx::is_taken(&self.to) {
            return Err(Error::Exists { path: self.to.clone() });
        }
        must_have_folder(&self.to)?;
        let registry = desk.registry()?;
        let beside = folder_of(&self.to);
        let lent = Lent::begin(".plis-backup", Some(beside)).map_err(unwritten)?;
        let home = lent.path().join("registry");
        let copied = copied(&registry, &Location::Folder(home.clone()))?;

        let folder = Folder::create(beside).map_err(unwritten)?;
        let mut staged = folder.stage().map_err(unwritten)?;
        archive::write(&home, &self.readme, desk.now(), &mut staged).map_err(unwritten)?;
        staged.sync().map_err(unwritten)?;
        let file = staged.rewound().and_then(|file| file.try_clone()).map_err(unwritten)?;
        let octets = file.metadata().map_err(unwritten)?.len();
        Backup::of(&self.to, file)?.verify()?;
        let name = Path::new(self.to.file_name().unwrap_or_default());
        let published = staged.publish(&folder, name).and_then(|()| folder.sync_names(name));
        folder.tidy();
        match published {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(Error::Exists { path: self.to.clone() })
            }
            other => other.map(|()| BackedUp { copied, octets }).map_err(unwritten),
        }
    }
}
