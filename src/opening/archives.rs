//! Archives among what is found: what is in them is found as if it lay in a folder of that name.
//!
//! An archive that a person names is entered, whatever is in it. One that is found in a folder may be a deposit in clear,
//! which is one row: it is entered where something in it is named, or begins, like an envelope. An archive within an
//! archive is not entered: it is a row, which says so.

use std::{
    collections::HashSet,
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    found::{Discovery, FoundFile, FoundKind, Root},
    litter::{begins_like_an_envelope, is_litter, is_passed_over},
    names::{SUFFIXES, collision_key, is_envelope_suffix},
    octets::{Container, Within, beginning},
};
use crate::{
    depot::{
        ArchiveError, Content, Entry,
        zip::{self, Archive},
    },
    fsx::{self, Reread},
};

/// How many files an archive may hold that nobody named: a bidder's deposit in clear is not to become half a million rows.
const UNASKED: usize = 20_000;
/// How many entries are looked into to see whether an archive in a folder holds envelopes.
const LOOKED_INTO: usize = 1000;

/// An archive, and what is in it.
#[derive(Debug)]
pub struct Entered {
    container: Arc<Container>,
    entries: Vec<Entry>,
}

/// Enters an archive; `None` where a file is none, or holds no envelope and nobody named it.
pub fn enter(file: &Path, is_named: bool) -> Option<Result<Entered, ArchiveError>> {
    if !zip::is_named_so(file) {
        return None;
    }
    let opened = fsx::open_regular(file).ok()?;
    if !zip::begins_so(&beginning(&opened)?) {
        return None;
    }
    let (archive, entries) = match Archive::list(opened) {
        Ok(listed) => listed,
        // What the system says is said when the file is read.
        Err(error) => return ArchiveError::of(&error).map(Err),
    };
    let container = Arc::new(Container { file: file.to_owned(), source: Box::new(archive) });
    let entered = Entered { container, entries };
    (is_named || entered.holds_an_envelope()).then_some(Ok(entered))
}

impl Entered {
    /// What is in it, each folder in the order of its names.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Opens what is in it.
    ///
    /// # Errors
    ///
    /// What the system said, or an [`ArchiveError`].
    pub fn open(&self, entry: &Entry) -> io::Result<Box<dyn Read + Send>> {
        let number = match entry.content {
            Content::File(number) | Content::Refused(number, _) => number,
            Content::Special(error) => return Err(error.fault.into()),
        };
        self.container.source.open(fsx::open_regular(&self.container.file)?, number)
    }

    fn holds_an_envelope(&self) -> bool {
        if self.entries.len() > UNASKED {
            return false;
        }
        let named = |entry: &Entry| Path::new(&entry.name).extension().is_some_and(is_envelope_suffix);
        let begins =
            |entry: &Entry| self.beginning(entry).is_some_and(|start| begins_like_an_envelope(&start));
        self.entries.iter().any(named) || self.entries.iter().take(LOOKED_INTO).any(begins)
    }

    /// The first octets of an entry that can be read.
    fn beginning(&self, entry: &Entry) -> Option<Vec<u8>> {
        beginning(self.open(entry).ok()?)
    }

    /// Whether an entry is this file, by its name and its octets.
    fn is(&self, entry: &Entry, (name, file): (&OsStr, &File)) -> io::Result<bool> {
        let last = entry.name.rsplit('/').next().unwrap_or_default();
        if name != last || file.metadata()?.len() != entry.octets {
            return Ok(false);
        }
        let mut one = self.open(entry)?;
        let mut other = Reread::from(file.try_clone()?);
        let (mut left, mut right) = ([0; 4096], [0; 4096]);
        loop {
            let read = one.read(&mut left)?;
            if read == 0 {
                return Ok(true);
            }
            other.read_exact(&mut right[..read])?;
            if left[..read] != right[..read] {
                return Ok(false);
            }
        }
    }

    /// Adds what is in it to what was found, below `root`, but for the register of the run, which is no deposit.
    pub(super) fn add_to(self, discovery: &mut Discovery, root: usize, register: Option<(&OsStr, &File)>) {
        let mut not_entered = HashSet::new();
        for entry in &self.entries {
            if let Some(folder) = passed_over(&entry.name) {
                discovery.passed_over += usize::from(not_entered.insert(folder));
                continue;
            }
            if is_litter(Path::new(&entry.name), || self.beginning(entry)) {
                discovery.passed_over += 1;
                continue;
            }
            if register.is_some_and(|register| self.is(entry, register).unwrap_or(false)) {
                continue;
            }
            let kind = match entry.content {
                Content::Special(error) => FoundKind::Unreadable(error),
                Content::File(_) | Content::Refused(..) => FoundKind::File,
            };
            let within =
                entry.number().map(|number| Within { container: Arc::clone(&self.container), number });
            let path = below(&discovery.roots[root].path, &entry.name);
            discovery.bytes = discovery.bytes.saturating_add(entry.octets);
            discovery.found.push(FoundFile { root, path, size: entry.octets, kind, within });
        }
    }
}

/// The path of an entry: its archive's, and its own below that.
pub fn below(archive: &Path, name: &str) -> PathBuf {
    let mut path = archive.as_os_str().to_owned();
    // Not `join`: to that a name may be a whole path.
    path.push("/");
    path.push(name);
    path.into()
}

/// The outermost folder on the way to an entry that is not entered.
fn passed_over(name: &str) -> Option<&str> {
    let (folders, _) = name.rsplit_once('/')?;
    let mut end = 0;
    for part in folders.split('/') {
        end += part.len();
        if is_passed_over(part) {
            return Some(&name[..end]);
        }
        end += 1;
    }
    None
}

/// The entries of an archive that a person named are found under itself.
pub(super) fn named(discovery: &mut Discovery, index: usize) {
    let root = &mut discovery.roots[index];
    // Of several roots each has a folder of its own; this one is called so without `.zip`.
    if !root.output.as_os_str().is_empty()
        && let Some(name) = without_zip(&root.path)
    {
        root.output = name.into();
    }
}

/// The root that the entries of an archive are found under that was met below another root: a new one.
pub(super) fn met(discovery: &mut Discovery, index: usize, archive: &Path) -> usize {
    let above = &discovery.roots[index];
    let folder = archive.strip_prefix(&above.path).ok().and_then(Path::parent).unwrap_or(Path::new(""));
    let key = |output: &Path| collision_key(&output.to_string_lossy());
    // No root that a person names has one of these: a lone one has none, and of several each has one name.
    let output =
        folder_of(archive, &above.output.join(folder), |output| discovery.given.contains(&key(output)));
    discovery.given.insert(key(&output));
    discovery.roots.push(Root { path: archive.to_owned(), output });
    discovery.roots.len() - 1
}

/// The folder that the plaintexts of an archive go to: its name without `.zip`, as programs that unpack it name theirs.
///
/// Where something beside it has that name, or an envelope there gives it to its plaintext, or another archive does,
/// the folder is `<name>_zip`.
fn folder_of(archive: &Path, above: &Path, is_given: impl FnOnce(&Path) -> bool) -> PathBuf {
    let Some(bare) = without_zip(archive) else {
        return above.join(archive.file_name().unwrap_or_default());
    };
    let stands = |name: OsString| archive.with_file_name(name).symlink_metadata().is_ok();
    let sealed = |suffix: &&str| {
        let mut name = bare.clone();
        name.push(".");
        name.push(suffix);
        name
    };
    let folder = above.join(&bare);
    let is_taken = stands(bare.clone()) || SUFFIXES.iter().map(sealed).any(stands) || is_given(&folder);
    if !is_taken {
        return folder;
    }
    let mut name = bare;
    name.push("_zip");
    above.join(name)
}

/// The name of an archive without its end; `None` where nothing but dots would be left.
fn without_zip(archive: &Path) -> Option<OsString> {
    let stem = archive.file_stem()?;
    stem.as_encoded_bytes().iter().any(|octet| *octet != b'.').then(|| stem.to_owned())
}
