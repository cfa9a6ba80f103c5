//! A private folder for what is only lent to this process.

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{folder::create_private_folder, staging::random_name, system::try_lock};

/// The file that says, by its lock, that whoever made the folder is still there.
const LOCK: &str = "lock";

/// A folder that nobody else can enter, among the system's temporary ones: gone with its process, and where that was
/// killed, with the next of its kind.
#[derive(Debug)]
pub struct Lent {
    path: PathBuf,
    /// Held until it is gone.
    lock: Option<File>,
}

impl Lent {
    /// Removes what killed processes left of this kind, and makes a folder. `place` is for those who know better than the
    /// system where there is room.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn begin(kind: &str, place: Option<&Path>) -> io::Result<Self> {
        let place = place.map_or_else(roomy, Path::to_owned);
        let prefix = format!("{kind}-");
        sweep(&place, &prefix);
        let mut name = OsString::from(&prefix);
        name.push(random_name()?);
        let path = place.join(name);
        create_private_folder(&path)?;
        let lock = File::create_new(path.join(LOCK))?;
        // Where there are no locks, what is left is left.
        let _ = try_lock(&lock);
        Ok(Self { path, lock: Some(lock) })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a path leads in here.
    pub fn holds(&self, path: &Path) -> bool {
        path.starts_with(&self.path) && path != self.path
    }

    /// A new folder in it, whose name nothing has.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn folder(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.path.join(name);
        fs::create_dir(&path)?;
        Ok(path)
    }

    /// A new file below it; one that is there is [`io::ErrorKind::AlreadyExists`].
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn file(path: &Path) -> io::Result<File> {
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        File::create_new(path)
    }

    /// Removes a folder in it, and all that is in that.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn give_back(&self, folder: &Path) -> io::Result<()> {
        if self.holds(folder) { fs::remove_dir_all(folder) } else { Err(io::ErrorKind::InvalidInput.into()) }
    }

    /// Removes it with all that is in it: nothing is lent any more.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn end(&self) -> io::Result<()> {
        fs::remove_dir_all(&self.path)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // A file that is open stays on some systems, and so does its folder.
        drop(self.lock.take());
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// What is temporary and may be large: `/tmp` is memory on many systems.
fn roomy() -> PathBuf {
    let large = Path::new("/var/tmp");
    if env::var_os("TMPDIR").is_none() && large.is_dir() { large.to_owned() } else { env::temp_dir() }
}

/// Only of this user, and only folders that were begun and that nobody holds.
fn sweep(place: &Path, prefix: &str) {
    for entry in fs::read_dir(place).into_iter().flatten().filter_map(Result::ok) {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix));
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_dir()) || !is_own(&entry.path()) {
            continue;
        }
        let Ok(lock) = File::open(entry.path().join(LOCK)) else { continue };
        if try_lock(&lock).is_ok_and(|free| free) {
            drop(lock);
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(unix)] // whose a folder is
fn is_own(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).is_ok_and(|metadata| super::system::user() == Some(metadata.uid()))
}

#[cfg(not(unix))] // temporary folders are each user's own
fn is_own(_: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_private_and_gone_with_its_process() {
        let place = tempfile::tempdir().expect("a folder");
        let lent = Lent::begin("plis-essai", Some(place.path())).expect("a folder");
        assert!(super::super::is_private(lent.path()).expect("there"));
        let batch = lent.folder("1").expect("new");
        assert_eq!(lent.folder("1").expect_err("taken").kind(), io::ErrorKind::AlreadyExists);
        Lent::file(&batch.join("a/b")).expect("new");
        assert_eq!(Lent::file(&batch.join("a/b")).expect_err("taken").kind(), io::ErrorKind::AlreadyExists);
        assert!(lent.holds(&batch) && !lent.holds(lent.path()) && !lent.holds(place.path()));
        lent.give_back(place.path()).expect_err("not in it");
        lent.give_back(&batch).expect("gone");
        let path = lent.path().to_owned();
        assert!(!batch.exists() && path.exists());
        drop(lent);
        assert!(!path.exists());
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let place = tempfile::tempdir().expect("a folder");
        let held = Lent::begin("plis-essai", Some(place.path())).expect("a folder");
        let left = place.path().join("plis-essai-0");
        let (other, begun) = (place.path().join("plis-autre-0"), place.path().join("plis-essai-1"));
        for folder in [&left, &other] {
            fs::create_dir(folder).expect("a folder");
            fs::write(folder.join(LOCK), "").expect("a file");
            fs::write(folder.join("pli"), "x").expect("a file");
        }
        fs::create_dir(&begun).expect("a folder");
        let next = Lent::begin("plis-essai", Some(place.path())).expect("a folder");
        assert!(!left.exists());
        assert!(other.exists() && begun.exists() && held.path().exists() && next.path().exists());
    }
}
