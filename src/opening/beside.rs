//! What a register names below its own folder, outside of the roots of a run.
//!
//! A register comes from a platform and names what it likes. What it may reach is narrow: plain files below its folder,
//! by no link and in no hidden folder, that are neither keys nor passwords nor the run's own.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ffi::{OsStr, OsString},
    fs::{self, File, Metadata},
    path::{Component, Path, PathBuf},
};

use super::{alike::folded_name, written};
use crate::{
    fsx::{folder_of, open_given},
    register::{Register, RegisterRow, composed},
};

/// The register of a run, and the folder its paths start from.
#[derive(Debug)]
pub struct Listed<'a> {
    /// The register.
    pub register: &'a Register,
    /// The register's own path: it is not an envelope.
    pub path: &'a Path,
    folder: PathBuf,
    /// The register itself, to know it again where it is a file within an archive.
    file: Option<File>,
    /// By row: what stands beside the register, outside of the roots.
    beside: BTreeMap<usize, Neighbours>,
}

/// The files beside a register that a row means, or may mean, each with its size.
#[derive(Debug, Default)]
struct Neighbours {
    /// The one of its path, whatever the normal form of its accents.
    same: Option<(PathBuf, u64)>,
    /// Those of paths that people take for the same.
    alike: Vec<(PathBuf, u64)>,
}

/// How many files one row may mean; with more than one it means none.
const ALIKE: usize = 16;

impl<'a> Listed<'a> {
    /// Looks for what rows name below the register's folder, and below no root. `apart` are files and folders that are
    /// no deposits whatever the register says: keys, passwords, the output folder.
    pub fn new(register: &'a Register, path: &'a Path, apart: &[PathBuf], roots: &[PathBuf]) -> Self {
        let known = Beside::of(path, apart);
        let roots: HashSet<PathBuf> = roots.iter().map(|root| real(root)).collect();
        let is_found = |path: &Path| path.ancestors().any(|above| roots.contains(above));
        let mut folders = Folders::default();
        let mut beside = BTreeMap::new();
        for (row, RegisterRow { file, .. }) in register.rows().iter().enumerate() {
            let named = known.folder.join(&**file);
            if is_found(&named) {
                continue;
            }
            let mut neighbours = Neighbours::default();
            if let Some(size) = known.size(&named) {
                neighbours.same = Some((named, size));
            } else {
                let alike = folders.alike(&known.folder, file).into_iter().filter(|path| !is_found(path));
                neighbours.alike =
                    alike.filter_map(|path| known.size(&path).map(|size| (path, size))).collect();
                let wanted = composed(file);
                let below = |path: &Path| {
                    let below = path.strip_prefix(&known.folder).ok()?;
                    below.to_str().map(|_| composed(&written::path(below)))
                };
                let mut same =
                    neighbours.alike.iter().filter(|(path, _)| below(path).as_ref() == Some(&wanted));
                if let (Some(one), None) = (same.next(), same.next()) {
                    neighbours.same = Some(one.clone());
                }
            }
            if neighbours.same.is_some() || !neighbours.alike.is_empty() {
                beside.insert(row, neighbours);
            }
        }
        // While it can be opened: a run reads what it was given, and nothing beside that.
        Self { register, path, folder: known.folder, file: open_given(path).ok(), beside }
    }

    /// The files beside the register that rows mean or may mean: a run reads them as well.
    pub fn beside(&self) -> impl Iterator<Item = &Path> {
        self.beside.values().flat_map(|neighbours| {
            neighbours.same.iter().chain(&neighbours.alike).map(|(path, _)| path.as_path())
        })
    }

    /// The name of the register's file, and the file.
    pub(super) fn itself(&self) -> Option<(&OsStr, &File)> {
        self.path.file_name().zip(self.file.as_ref())
    }

    /// The register's folder, without links.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn same(&self, row: usize) -> Option<(&Path, u64)> {
        self.beside.get(&row)?.same.as_ref().map(|(path, size)| (path.as_path(), *size))
    }

    pub(super) fn alike(&self, row: usize) -> &[(PathBuf, u64)] {
        self.beside.get(&row).map_or(&[], |neighbours| &neighbours.alike)
    }
}

/// The names in folders, each folder read once and only where a row names something there that is not.
#[derive(Default)]
struct Folders(HashMap<PathBuf, HashMap<String, Vec<OsString>>>);

impl Folders {
    /// The paths that people take for this one.
    fn alike(&mut self, folder: &Path, file: &str) -> Vec<PathBuf> {
        let mut paths = vec![folder.to_owned()];
        for name in file.split('/').map(folded_name) {
            paths = paths.iter().flat_map(|path| self.names(path, &name)).take(ALIKE).collect();
        }
        paths
    }

    fn names(&mut self, folder: &Path, name: &str) -> Vec<PathBuf> {
        let names = self.0.entry(folder.to_owned()).or_insert_with(|| {
            let mut names: HashMap<String, Vec<OsString>> = HashMap::new();
            // What a link leads to is not of this deposit.
            let is_folder = fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir());
            let entries = is_folder.then(|| fs::read_dir(folder).ok()).flatten();
            for entry in entries.into_iter().flatten().filter_map(Result::ok) {
                if let Some(name) = entry.file_name().to_str() {
                    names.entry(folded_name(name)).or_default().push(name.into());
                }
            }
            for names in names.values_mut() {
                names.sort_unstable();
            }
            names
        });
        names.get(name).into_iter().flatten().map(|name| folder.join(name)).collect()
    }
}

/// The register's folder, and what in it is no deposit.
struct Beside {
    folder: PathBuf,
    apart: Vec<PathBuf>,
    /// The same files by whatever name.
    apart_files: HashSet<Identity>,
}

impl Beside {
    fn of(register: &Path, apart: &[PathBuf]) -> Self {
        let apart: Vec<PathBuf> = apart.iter().map(PathBuf::as_path).chain([register]).map(real).collect();
        let files = apart.iter().filter_map(|path| identity(&fs::metadata(path).ok()?));
        Self { folder: real(folder_of(register)), apart_files: files.collect(), apart }
    }

    /// Octets of a file below the folder; `None` of what is not there, or no deposit.
    fn size(&self, path: &Path) -> Option<u64> {
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

    #[cfg(unix)] // links that anybody may make
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
        let list = base.join("registre.csv");
        let beside = Beside::of(&list, &apart);
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
        let reached = |roots: &[PathBuf]| {
            let listed = Listed::new(&register, &list, &apart, roots);
            listed.beside().map(Path::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(reached(&[]), [base.join("a.p7m")]);
        assert!(reached(std::slice::from_ref(&base)).is_empty());
    }
}
