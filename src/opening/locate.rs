//! Which file each row of a register means, among what was found and what stands beside the register.
//!
//! First by its path, whatever the normal form of its accents. Then, for what is left, by a path that people take for
//! the same ([`alike`](super::alike)), then by its digest: where exactly one row and one file answer to each other. A file that
//! several rows may mean, and rows that may mean several files, stay closed: the row may be one that was withdrawn.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hash,
    io::Read as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rayon::prelude::*;

use super::{
    alike::folded,
    beside::{Listed, real},
    found::{FoundFile, FoundKind},
    octets::{self, Within},
};
use crate::{
    crypto::{AwsLc, Provider as _},
    fsx,
    register::{RegisterRow, composed},
};

/// What each row means.
#[derive(Debug, Default)]
pub(super) struct Located {
    /// By row.
    pub(super) places: Vec<Place>,
    /// Files that rows may mean, and the rows.
    pub(super) doubtful: BTreeMap<usize, Vec<usize>>,
}

/// Where the file of a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// There is none.
    Missing,
    /// Among what was found under the roots; whether by another path than the register's.
    Found { index: usize, renamed: bool },
    /// Beside the register, outside of the roots.
    Beside { path: PathBuf, size: u64, renamed: bool },
    /// It may be any of these, and they may be another row's.
    Doubtful(Vec<PathBuf>),
}

/// A file that no row means yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Candidate {
    Found(usize),
    Beside(PathBuf, u64),
}

/// When `stop` is set, what only a digest tells is not looked for any more, and its rows stay without a file.
pub(super) fn locate(
    roots: &[PathBuf],
    found: &[FoundFile],
    listed: &Listed<'_>,
    stop: &AtomicBool,
) -> Located {
    let rows = listed.register.rows();
    let below = Below::of(roots, found, listed);
    let mut places: Vec<Place> = rows
        .iter()
        .enumerate()
        .map(|(row, RegisterRow { file, .. })| {
            below.find(file).map_or_else(
                || match listed.same(row) {
                    Some((path, size)) => Place::Beside { path: path.to_owned(), size, renamed: false },
                    None => Place::Missing,
                },
                |index| Place::Found { index, renamed: false },
            )
        })
        .collect();
    let mut doubtful = BTreeMap::new();
    if places.contains(&Place::Missing) {
        Search { rows, found, places: &mut places, doubtful: &mut doubtful, stop }.search(listed, &below);
    }
    Located { places, doubtful }
}

/// What was found, by its paths below the folders that a register's paths may start from.
struct Below {
    by_path: HashMap<String, (usize, usize)>,
}

impl Below {
    fn of(roots: &[PathBuf], found: &[FoundFile], listed: &Listed<'_>) -> Self {
        let real_roots: Vec<PathBuf> = roots.iter().map(|root| real(root)).collect();
        let mut bases: HashMap<&Path, usize> = HashMap::new();
        for (rank, base) in
            std::iter::once(listed.folder()).chain(real_roots.iter().map(PathBuf::as_path)).enumerate()
        {
            bases.entry(base).or_insert(rank);
        }
        let mut by_path: HashMap<String, (usize, usize)> = HashMap::with_capacity(found.len());
        for (index, found) in found.iter().enumerate() {
            let Ok(below) = found.path.strip_prefix(&roots[found.root]) else { continue };
            let path = real_roots[found.root].join(below);
            // A root that is a file has nothing below it: `join` has put a separator at its end.
            let path: PathBuf = path.components().collect();
            for folder in path.ancestors().skip(1) {
                let Some(&rank) = bases.get(folder) else { continue };
                let Some(below) = path.strip_prefix(folder).ok().and_then(slashed) else { continue };
                let composed = Some(composed(&below)).filter(|composed| *composed != below);
                // Of one path below several folders, the first folder's counts.
                let mut note = |below: String, rank| {
                    let known = by_path.entry(below).or_insert((rank, index));
                    *known = (*known).min((rank, index));
                };
                note(below, rank);
                if let Some(composed) = composed {
                    // A name that is written so comes before one that only reads so.
                    note(composed, rank + bases.len());
                }
            }
        }
        Self { by_path }
    }

    fn find(&self, file: &str) -> Option<usize> {
        let known = self.by_path.get(file).or_else(|| self.by_path.get(&composed(file)));
        known.map(|(_, index)| *index)
    }
}

/// With `/` between its components; `None` of a path that is not UTF-8.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

struct Search<'a> {
    rows: &'a [RegisterRow],
    found: &'a [FoundFile],
    places: &'a mut [Place],
    doubtful: &'a mut BTreeMap<usize, Vec<usize>>,
    stop: &'a AtomicBool,
}

impl Search<'_> {
    fn search(&mut self, listed: &Listed<'_>, below: &Below) {
        let mut taken: HashSet<Candidate> = self.places.iter().filter_map(candidate).collect();
        self.by_alike_paths(listed, below, &mut taken);
        self.by_digests(&taken);
    }

    /// Rows and files whose paths people take for the same.
    fn by_alike_paths(&mut self, listed: &Listed<'_>, below: &Below, taken: &mut HashSet<Candidate>) {
        let missing: Vec<usize> = self.missing().collect();
        let mut groups: BTreeMap<String, (Vec<usize>, Vec<Candidate>)> = BTreeMap::new();
        for &row in &missing {
            let (rows, files) = groups.entry(folded(&self.rows[row].file)).or_default();
            rows.push(row);
            let beside = listed.alike(row).iter().map(|(path, size)| Candidate::Beside(path.clone(), *size));
            files.extend(beside.filter(|file| !taken.contains(file)));
        }
        for (path, (_, index)) in &below.by_path {
            if !taken.contains(&Candidate::Found(*index))
                && let Some((_, files)) = groups.get_mut(&folded(path))
            {
                files.push(Candidate::Found(*index));
            }
        }
        for (mut rows, mut files) in groups.into_values() {
            files.sort_unstable();
            files.dedup();
            if rows.len() + files.len() > 2 && !files.is_empty() {
                let digests = self.digests(&files);
                self.pair_by_digest(&mut rows, &mut files, &digests, taken);
            }
            match (&rows[..], &files[..]) {
                (&[row], [file]) => self.place(row, file.clone(), taken),
                (_, []) | ([], _) => {}
                _ => self.doubt(&rows, &files, taken),
            }
        }
    }

    /// Rows whose file is nowhere, and files that no row means, of one digest.
    fn by_digests(&mut self, taken: &HashSet<Candidate>) {
        let rows: Vec<usize> = self.missing().filter(|&row| self.rows[row].digest.is_some()).collect();
        if rows.is_empty() {
            return;
        }
        let files: Vec<Candidate> = (0..self.found.len())
            .filter(|&index| matches!(self.found[index].kind, FoundKind::File))
            .map(Candidate::Found)
            .filter(|file| !taken.contains(file))
            .collect();
        let digests = self.digests(&files);
        let mut groups: BTreeMap<[u8; 32], (Vec<usize>, Vec<Candidate>)> = BTreeMap::new();
        for row in rows {
            groups.entry(self.rows[row].digest.unwrap_or_default()).or_default().0.push(row);
        }
        for (file, digest) in files.into_iter().zip(digests) {
            if let Some((_, files)) = digest.and_then(|digest| groups.get_mut(&digest)) {
                files.push(file);
            }
        }
        let mut taken = taken.clone();
        for (rows, files) in groups.into_values() {
            match (&rows[..], &files[..]) {
                (&[row], [file]) => self.place(row, file.clone(), &mut taken),
                (_, []) => {}
                _ => self.doubt(&rows, &files, &mut taken),
            }
        }
    }

    fn missing(&self) -> impl Iterator<Item = usize> {
        self.places.iter().enumerate().filter(|(_, place)| **place == Place::Missing).map(|(row, _)| row)
    }

    /// Of files that several rows may mean, those that one row alone has the digest of.
    fn pair_by_digest(
        &mut self,
        rows: &mut Vec<usize>,
        files: &mut Vec<Candidate>,
        digests: &[Option<[u8; 32]>],
        taken: &mut HashSet<Candidate>,
    ) {
        let of_row = |row: usize| self.rows[row].digest;
        let mut pairs = Vec::new();
        for &row in rows.iter() {
            let Some(digest) = of_row(row) else { continue };
            let mut same = files.iter().zip(digests).filter(|(_, found)| **found == Some(digest));
            let alone = rows.iter().filter(|&&other| of_row(other) == Some(digest)).count() == 1;
            if let (Some((file, _)), None, true) = (same.next(), same.next(), alone) {
                pairs.push((row, file.clone()));
            }
        }
        for (row, file) in pairs {
            rows.retain(|&other| other != row);
            files.retain(|other| *other != file);
            self.place(row, file, taken);
        }
    }

    fn digests(&self, files: &[Candidate]) -> Vec<Option<[u8; 32]>> {
        let (found, stop) = (self.found, self.stop);
        let within = |file: &Candidate| match file {
            Candidate::Found(index) => found[*index].within.as_ref(),
            Candidate::Beside(..) => None,
        };
        files.par_iter().map(|file| digest(path_of(file, found), within(file), stop)).collect()
    }

    fn place(&mut self, row: usize, file: Candidate, taken: &mut HashSet<Candidate>) {
        taken.insert(file.clone());
        self.places[row] = match file {
            Candidate::Found(index) => Place::Found { index, renamed: true },
            Candidate::Beside(path, size) => Place::Beside { path, size, renamed: true },
        };
    }

    fn doubt(&mut self, rows: &[usize], files: &[Candidate], taken: &mut HashSet<Candidate>) {
        let paths: Vec<PathBuf> = files.iter().map(|file| path_of(file, self.found).to_owned()).collect();
        for &row in rows {
            self.places[row] = Place::Doubtful(paths.clone());
        }
        for file in files {
            taken.insert(file.clone());
            if let Candidate::Found(index) = file {
                self.doubtful.insert(*index, rows.to_vec());
            }
        }
    }
}

fn candidate(place: &Place) -> Option<Candidate> {
    match place {
        Place::Found { index, .. } => Some(Candidate::Found(*index)),
        Place::Beside { path, size, .. } => Some(Candidate::Beside(path.clone(), *size)),
        Place::Missing | Place::Doubtful(_) => None,
    }
}

fn path_of<'a>(file: &'a Candidate, found: &'a [FoundFile]) -> &'a Path {
    match file {
        Candidate::Found(index) => &found[*index].path,
        Candidate::Beside(path, _) => path,
    }
}

/// SHA-256 of a file; `None` of one that cannot be read, or when it is too late for it.
fn digest(path: &Path, within: Option<&Within>, stop: &AtomicBool) -> Option<[u8; 32]> {
    let mut file = octets::open(path, within, fsx::open_regular).ok()?;
    let mut hash = AwsLc.sha256();
    let mut piece = vec![0; 1 << 18];
    while !stop.load(Ordering::Relaxed) {
        match file.read(&mut piece) {
            Ok(0) => return Some(hash.finish()),
            Ok(octets) => hash.update(&piece[..octets]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{register::Register, time::Zone};

    /// Twenty thousand rows and three hundred roots are looked up in the time of both, not of their product.
    #[test]
    fn rows_do_not_cost_a_look_into_every_root() {
        let dir = tempfile::tempdir().expect("a folder");
        let base = fs::canonicalize(dir.path()).expect("real");
        let roots: Vec<PathBuf> = (0..300).map(|root| base.join(format!("racine {root}"))).collect();
        for root in &roots {
            fs::create_dir(root).expect("a folder");
        }
        let name = |row: usize| format!("dossier/pli {row}.p7m");
        let found: Vec<FoundFile> = (0..20_000)
            .map(|row| FoundFile {
                root: row % 300,
                path: roots[row % 300].join(name(row)),
                size: 1,
                kind: FoundKind::File,
                within: None,
            })
            .collect();
        let rows: String = (0..20_000).map(|row| name(row) + "\n").collect();
        let register =
            Register::parse(format!("fichier\n{rows}").as_bytes(), Zone::PARIS).expect("a register");
        let list = base.join("registre.csv");
        let listed = Listed::new(&register, &list, &[], &roots);
        let located = locate(&roots, &found, &listed, &AtomicBool::new(false));
        // One entry for each file, whatever the number of roots: a row is one look.
        assert_eq!(
            Below::of(&roots, &found, &listed).by_path.len(),
            40_000,
            "below its root, and below the register"
        );
        for (row, place) in located.places.iter().enumerate() {
            assert_eq!(*place, Place::Found { index: row, renamed: false });
        }
        assert!(located.doubtful.is_empty());
    }
}
