//! What a register names below its own folder, outside of the roots of a run.
//!
//! A register comes from a platform and names what it likes. What it may reach is narrow: plain files below its folder,
//! by no link and in no hidden folder, that are neither keys nor passwords nor the run's own.

use std::{
    collections::HashSet,
    fs::{self, Metadata},
    path::{Component, Path, PathBuf},
};

use crate::{fsx::folder_of, register::Register};

/// The register of a run, and the folder its paths start from.
#[derive(Debug)]
pub struct Listed<'a> {
    /// The register.
    pub register: &'a Register,
    /// The register's own path: it is not an envelope.
    pub path: &'a Path,
    /// Files and folders that are no deposits whatever the register says: keys, passwords, the output folder.
    pub apart: &'a [PathBuf],
}

impl Listed<'_> {
    /// The files that rows name below the register's folder, and that are below no root: a run reads them as well.
    pub fn beside(&self, roots: &[PathBuf]) -> Vec<PathBuf> {
        let roots: Vec<PathBuf> = roots.iter().map(|root| real(root)).collect();
        let beside = Beside::of(self);
        let rows = self.register.rows().iter();
        rows.map(|row| beside.folder.join(&*row.file))
            .filter(|path| !roots.iter().any(|root| path.starts_with(root)))
            .filter(|path| beside.size(path).is_some())
            .collect()
    }
}

/// The register's folder, and what in it is no deposit.
pub(super) struct Beside {
    pub(super) folder: PathBuf,
    apart: Vec<PathBuf>,
    /// The same files by whatever name.
    apart_files: HashSet<Identity>,
}

impl Beside {
    pub(super) fn of(listed: &Listed<'_>) -> Self {
        let apart: Vec<PathBuf> =
            listed.apart.iter().map(PathBuf::as_path).chain([listed.path]).map(real).collect();
        let files = apart.iter().filter_map(|path| identity(&fs::metadata(path).ok()?));
        Self { folder: real(folder_of(listed.path)), apart_files: files.collect(), apart }
    }

    /// Octets of a file below the folder; `None` of what is not there, or no deposit.
    pub(super) fn size(&self, path: &Path) -> Option<u64> {
        let below = path.strip_prefix(&self.folder).ok()?;
        if below.components().any(|part| is_hidden(&part))
            || self.apart.iter().any(|apart| path.starts_with(apart))
        {
            return None;
        }
        let metadata = fs::symlink_metadata(path).ok()?;
        // The folder is real: anything else has a link in it, and what that leads to is not of this deposit.
        let by_no_link = real(path) == path;
        let known = identity(&metadata).is_some_and(|identity| self.apart_files.contains(&identity));
        (metadata.is_file() && by_no_link && !known).then_some(metadata.len())
    }
}

/// The path without links and dots, where it leads somewhere.
pub(super) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A folder or file that systems keep to themselves.
fn is_hidden(part: &Component<'_>) -> bool {
    part.as_os_str().as_encoded_bytes().starts_with(b".")
}

/// What tells a file from all others, whatever its name.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
type Identity = ();
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<Identity> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_starts_from_its_folder() {
        assert_eq!(folder_of(Path::new("depots/registre.csv")), Path::new("depots"));
        assert_eq!(folder_of(Path::new("/registre.csv")), Path::new("/"));
        assert_eq!(folder_of(Path::new("registre.csv")), Path::new("."));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_deposit_is_not_reached() {
        use std::os::unix::fs::symlink;

        let dir = tempfile::tempdir().expect("temporary folder");
        let base = fs::canonicalize(dir.path()).expect("real");
        for folder in ["autre", ".ssh", "sortie/plis"] {
            fs::create_dir_all(base.join(folder)).expect("folder");
        }
        for file in ["registre.csv", "a.p7m", "autre/b.p7m", ".ssh/id", ".c", "cle.p12", "sortie/plis/a"] {
            fs::write(base.join(file), b"x").expect("file");
        }
        fs::hard_link(base.join("cle.p12"), base.join("copie.p7m")).expect("link");
        symlink(base.join("autre"), base.join("lien")).expect("link");
        symlink(base.join("a.p7m"), base.join("lien.p7m")).expect("link");
        let register = Register::parse(b"fichier\na.p7m\n", crate::time::Zone::PARIS).expect("a register");
        let apart = [base.join("cle.p12"), base.join("sortie"), base.join("pas-encore")];
        let listed = Listed { register: &register, path: &base.join("registre.csv"), apart: &apart };
        let beside = Beside::of(&listed);
        for (file, size) in [
            ("a.p7m", Some(1)),
            ("autre/b.p7m", Some(1)),
            ("absent.p7m", None),
            ("autre", None),
            ("lien.p7m", None),
            ("lien/b.p7m", None),
            (".ssh/id", None),
            (".c", None),
            ("registre.csv", None),
            ("cle.p12", None),
            ("copie.p7m", None),
            ("sortie/plis/a", None),
        ] {
            assert_eq!(beside.size(&base.join(file)), size, "{file}");
        }
        assert_eq!(beside.size(Path::new("/etc/passwd")), None);
        assert_eq!(listed.beside(&[]), [base.join("a.p7m")]);
        assert!(listed.beside(std::slice::from_ref(&base)).is_empty());
    }
}
