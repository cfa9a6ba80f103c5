//! Where plis and registers lie that somebody sent with a form: a private folder, gone with the console.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use plis::{fsx::Lent, opening::names::safe_component, time::Timestamp};

/// What the folders are called.
const KIND: &str = "plis-console";
/// Octets of what one form brings.
const OCTETS: u64 = 32 << 30;
/// Files of one form.
const FILES: usize = 20_000;

/// The folder, and what one form may bring to it.
pub(super) struct Staging {
    lent: Lent,
    next: AtomicU32,
    pub(super) octets: u64,
    files: usize,
}

/// What one form brought; gone again unless it is kept.
pub(super) struct Batch {
    staging: Arc<Staging>,
    folder: PathBuf,
    files: usize,
    /// How often a name came.
    names: HashMap<PathBuf, u32>,
    kept: bool,
}

/// A file that is being sent.
pub(super) struct Arriving {
    file: File,
    pub(super) path: PathBuf,
}

impl Staging {
    /// Begins with an empty folder.
    pub(super) fn begin() -> io::Result<Self> {
        Self::within(None, OCTETS, FILES)
    }

    /// The same in a place, with other bounds.
    pub(super) fn within(place: Option<&Path>, octets: u64, files: usize) -> io::Result<Self> {
        Ok(Self { lent: Lent::begin(KIND, place)?, next: AtomicU32::new(1), octets, files })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.lent.path()
    }

    /// The name of what was sent in, where a path is of that.
    pub(super) fn batch_of(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(self.lent.path()).ok()?;
        Some(below.components().next()?.as_os_str().to_str()?.to_owned())
    }

    /// Nothing is kept any more.
    pub(super) fn end(&self) {
        // What cannot be removed now goes with the next console.
        let _ = self.lent.end();
    }

    /// What a path belongs to is not needed any more.
    pub(super) fn give_back(&self, path: &Path) {
        if let Some(batch) = self.batch_of(path) {
            // What cannot be removed now goes with the console.
            let _ = self.lent.give_back(&self.lent.path().join(batch));
        }
    }
}

impl Batch {
    /// A new one.
    pub(super) fn begin(staging: Arc<Staging>) -> io::Result<Self> {
        // Other days' and other consoles' have other names: what is opened is named after it.
        let at = Timestamp::now().utc().format("%Y-%m-%d-%H%M%S").to_string();
        let folder = staging.lent.folder(&format!("{at}-{}", staging.next.fetch_add(1, Relaxed)))?;
        Ok(Self { staging, folder, files: 0, names: HashMap::new(), kept: false })
    }

    /// A file begins to arrive for a field, under a name that somebody chose; `None` where there are too many.
    pub(super) fn file(&mut self, field: &str, name: &str) -> io::Result<Option<Arriving>> {
        if self.files == self.staging.files {
            return Ok(None);
        }
        self.files += 1;
        let (folder, name) = (self.folder.join(field), safe_component(name));
        let mut path = folder.join(&name);
        let came = self.names.entry(path.clone()).or_insert(0);
        loop {
            *came += 1;
            // Files of two folders, or two names that one system takes for one.
            if *came > 1 {
                path = folder.join(safe_component(&format!("{came} - {name}")));
            }
            match Lent::file(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return Ok(Some(Arriving { file: made?, path })),
            }
        }
    }

    /// Where the files of a field are.
    pub(super) fn folder(&self, field: &str) -> PathBuf {
        self.folder.join(field)
    }

    /// It was all sent: it stays.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if !self.kept {
            let _ = self.staging.lent.give_back(&self.folder);
        }
    }
}

impl Arriving {
    /// Some of its octets.
    pub(super) fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        self.file.write_all(octets)
    }
}
