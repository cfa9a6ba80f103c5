//! Walks the roots: names and sizes, in an order that does not depend on the machine.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use super::{
    archives,
    found::{Discovery, FoundFile, FoundKind, Root},
    litter::{is_litter, is_passed_over},
    octets::beginning,
};
use crate::fsx::{self, Fault, SystemError};

/// Walks the roots in their order, each in the order of its names. `excluded` are not entered: the output
/// folder and the register, which may be within an archive as well.
pub(super) fn discover(
    roots: &[PathBuf],
    excluded: &[PathBuf],
    register: Option<(&OsStr, &File)>,
) -> Result<Discovery, RootError> {
    let excluded: Vec<PathBuf> = excluded.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut discovery = Discovery { roots: Root::of(roots), ..Discovery::default() };
    // Roots that overlap, or one that is given twice: a file is one row.
    let mut seen = HashSet::new();
    for (index, root) in roots.iter().enumerate() {
        // A root that a person names may be a link; what is below it may not.
        let real_root = fs::canonicalize(root).map_err(|source| RootError { root: index, source })?;
        let is_excluded = |path: &Path| {
            !excluded.is_empty()
                && path
                    .strip_prefix(root)
                    .is_ok_and(|rest| excluded.iter().any(|one| *one == join(&real_root, rest)))
        };
        let walk = WalkDir::new(root).follow_links(false).follow_root_links(true).sort_by_file_name();
        let mut entries = walk.into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    let fault = error.io_error().map_or_else(|| Fault::LinkLoop.into(), SystemError::from);
                    discovery.found.push(FoundFile {
                        root: index,
                        path,
                        size: 0,
                        kind: FoundKind::Unreadable(fault),
                        within: None,
                    });
                    continue;
                }
            };
            // The root itself may be a link: what it stands for counts.
            let root_is_link = entry.depth() == 0 && entry.path_is_symlink();
            let kind = if root_is_link {
                match fs::metadata(&real_root) {
                    Ok(metadata) => metadata.file_type(),
                    Err(source) => return Err(RootError { root: index, source }),
                }
            } else {
                entry.file_type()
            };
            if is_excluded(entry.path()) {
                if kind.is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            if kind.is_dir() {
                if entry.depth() > 0 && is_passed_over(&entry.file_name().to_string_lossy()) {
                    discovery.passed_over += 1;
                    entries.skip_current_dir();
                }
                continue;
            }
            if roots.len() > 1
                && let Ok(rest) = entry.path().strip_prefix(root)
                && !seen.insert(join(&real_root, rest))
            {
                continue;
            }
            if entry.depth() > 0
                && kind.is_file()
                && is_litter(entry.path().strip_prefix(root).unwrap_or(entry.path()), || {
                    beginning(fsx::open_regular(entry.path()).ok()?)
                })
            {
                discovery.passed_over += 1;
                continue;
            }
            let archive = kind.is_file().then(|| {
                let file = if root_is_link { &real_root } else { entry.path() };
                archives::enter(file, entry.depth() == 0)
            });
            let archive = match archive.flatten() {
                None => None,
                Some(Err(error)) => Some(error),
                Some(Ok(entered)) => {
                    let root = if entry.depth() == 0 {
                        archives::named(&mut discovery, index);
                        index
                    } else {
                        archives::met(&mut discovery, index, entry.path())
                    };
                    entered.add_to(&mut discovery, root, register);
                    continue;
                }
            };
            let (size, kind) = if kind.is_file() {
                let metadata = if root_is_link {
                    fs::metadata(&real_root).map_err(Some)
                } else {
                    entry.metadata().map_err(walkdir::Error::into_io_error)
                };
                match metadata {
                    Ok(metadata) => (metadata.len(), archive.map_or(FoundKind::File, FoundKind::Archive)),
                    Err(error) => (
                        0,
                        FoundKind::Unreadable(
                            error.as_ref().map_or_else(|| Fault::Other.into(), SystemError::from),
                        ),
                    ),
                }
            } else if kind.is_symlink() {
                (0, FoundKind::Unreadable(Fault::Link.into()))
            } else {
                (0, FoundKind::Unreadable(Fault::NotRegular.into()))
            };
            discovery.bytes = discovery.bytes.saturating_add(size);
            let path = if root_is_link { real_root.clone() } else { entry.into_path() };
            discovery.found.push(FoundFile { root: index, path, size, kind, within: None });
        }
    }
    Ok(discovery)
}

/// A root that cannot be entered: its index, and the system's words.
#[derive(Debug)]
pub(super) struct RootError {
    pub(super) root: usize,
    pub(super) source: io::Error,
}

fn join(base: &Path, rest: &Path) -> PathBuf {
    if rest.as_os_str().is_empty() { base.to_owned() } else { base.join(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(discovery: &Discovery, base: &Path) -> Vec<String> {
        discovery
            .found
            .iter()
            .map(|found| found.path.strip_prefix(base).expect("below").to_string_lossy().replace('\\', "/"))
            .collect()
    }

    #[test]
    fn everything_is_a_row_but_litter_the_register_and_the_output() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let base = dir.path();
        for folder in ["b", "out/plis"] {
            fs::create_dir_all(base.join(folder)).expect("folder");
        }
        for file in
            ["b/2.p7m", "a.p7m", "en clair.pdf", ".DS_Store", "b/~$x.doc", "registre.csv", "out/plis/a"]
        {
            fs::write(base.join(file), b"x").expect("file");
        }
        let excluded = [base.join("out"), base.join("registre.csv")];
        let discovery = discover(&[base.to_owned()], &excluded, None).expect("walk");
        assert_eq!(names(&discovery, base), ["a.p7m", "b/2.p7m", "en clair.pdf"]);
        assert_eq!(discovery.passed_over, 2);
        assert_eq!(discovery.bytes, 3);
    }

    #[test]
    fn what_is_named_by_itself_is_no_litter() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let root = dir.path().join("~$offre.p7m");
        fs::write(&root, b"x").expect("file");
        let discovery = discover(&[root], &[], None).expect("walk");
        assert_eq!(names(&discovery, dir.path()), ["~$offre.p7m"]);
        assert_eq!(discovery.passed_over, 0);
    }

    #[test]
    fn a_file_under_two_roots_is_found_once() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let base = dir.path();
        fs::create_dir(base.join("b")).expect("folder");
        for file in ["a.p7m", "b/2.p7m"] {
            fs::write(base.join(file), b"x").expect("file");
        }
        let roots = [base.join("b/../b"), base.to_owned(), base.to_owned(), base.join("a.p7m")];
        let discovery = discover(&roots, &[], None).expect("walk");
        assert_eq!(names(&discovery, base), ["b/../b/2.p7m", "a.p7m"]);
    }

    #[cfg(unix)] // links that anybody may make
    #[test]
    fn links_are_seen_and_not_followed() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let base = dir.path();
        std::os::unix::fs::symlink("/etc/passwd", base.join("1")).expect("link");
        std::os::unix::fs::symlink(base, base.join("2")).expect("loop");
        let discovery = discover(&[base.to_owned()], &[], None).expect("walk");
        assert_eq!(names(&discovery, base), ["1", "2"]);
        assert!(discovery.found.iter().all(|found| found.kind == FoundKind::Unreadable(Fault::Link.into())));
    }

    #[cfg(unix)] // links that anybody may make
    #[test]
    fn a_root_may_be_a_link() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let base = fs::canonicalize(dir.path()).expect("real");
        fs::create_dir(base.join("plis")).expect("folder");
        fs::write(base.join("plis/a.p7m"), b"x").expect("file");
        std::os::unix::fs::symlink(base.join("plis"), base.join("1")).expect("link");
        std::os::unix::fs::symlink(base.join("plis/a.p7m"), base.join("2")).expect("link");
        let discovery = discover(&[base.join("1")], &[], None).expect("walk");
        assert_eq!(names(&discovery, &base), ["1/a.p7m"]);
        let discovery = discover(&[base.join("2")], &[], None).expect("walk");
        assert_eq!(names(&discovery, &base), ["plis/a.p7m"]);
        assert!(discovery.found.iter().all(|found| found.kind == FoundKind::File && found.size == 1));
    }

    #[test]
    fn a_root_that_is_not_there_is_an_error() {
        assert!(discover(&[PathBuf::from("/nonexistent/plis")], &[], None).is_err());
    }
}
