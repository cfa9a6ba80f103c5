//! The only place that writes user files: stage, sync, publish without replacing, sweep, lock.
//!
//! A plaintext is written to a [`Staged`] file that nobody else can read, and gets its final name only by
//! [`Staged::publish`], which cannot replace anything. On Linux a staged file has no name at all
//! (`O_TMPFILE`), so that it is gone with the process however that ends; elsewhere, and on file systems that
//! cannot, it is a file of mode 0600 in a folder that the next run sweeps.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};

#[cfg(test)]
mod tests;

/// Where staged files with a name live, below the output folder.
pub const STAGING: &str = ".plis-staging";

/// A folder that receives files: an opening's, a registry's, a sealing's.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    unnamed: AtomicBool,
    counter: AtomicU64,
}

impl Folder {
    /// Opens a folder for writing, making it (mode 0700) when it is not there.
    pub fn create(path: &Path) -> io::Result<Self> {
        create_private_folder(path)?;
        Ok(Self {
            path: path.to_owned(),
            // A file without a name gets one by way of `/proc`.
            unnamed: AtomicBool::new(cfg!(target_os = "linux") && Path::new("/proc/self/fd").exists()),
            counter: AtomicU64::new(0),
        })
    }

    /// Its path, as given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts a file that nobody can see yet.
    pub fn stage(&self) -> io::Result<Staged> {
        if self.unnamed.load(Ordering::Relaxed) {
            match unnamed_file(&self.path) {
                Ok(file) => return Ok(Staged { file, name: None }),
                Err(error) if cannot_be_unnamed(&error) => self.unnamed.store(false, Ordering::Relaxed),
                Err(error) => return Err(error),
            }
        }
        let staging = self.path.join(STAGING);
        create_private_folder(&staging)?;
        loop {
            let serial = self.counter.fetch_add(1, Ordering::Relaxed);
            let name = staging.join(format!("{}-{serial}", std::process::id()));
            match private_options().read(true).write(true).create_new(true).open(&name) {
                Ok(file) => return Ok(Staged { file, name: Some(name) }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Removes what an earlier process left in the staging folder. Call it with the lock held.
    pub fn sweep(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.path.join(STAGING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes the staging folder when nothing is in it: what another process stages there stays.
    pub fn tidy(&self) {
        let _ = fs::remove_dir(self.path.join(STAGING));
    }

    /// Makes the folders above `relative` (mode 0700), refusing to go through a link or a file.
    pub fn prepare_parents(&self, relative: &Path) -> io::Result<()> {
        let Some(parent) = relative.parent() else { return Ok(()) };
        let mut folder = self.path.clone();
        for part in parent.components() {
            let std::path::Component::Normal(part) = part else {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "a name that leaves the output folder",
                ));
            };
            folder.push(part);
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Err(io::Error::from(io::ErrorKind::NotADirectory)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    match private_folder().create(&folder) {
                        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                        _ => {}
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes durable everything written so far on this folder's file system: data and names.
    ///
    /// On Linux one `syncfs` serves a whole batch. Elsewhere it does nothing and gives `false`: each file is
    /// to be synced by itself.
    pub fn sync_all(&self) -> io::Result<bool> {
        sync_file_system(&self.path)
    }

    /// Makes the names in one folder durable (the folder of `relative`).
    pub fn sync_names(&self, relative: &Path) -> io::Result<()> {
        let folder = self.path.join(relative);
        match sync_folder(folder.parent().unwrap_or(&self.path)) {
            // Nothing was written there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Writes a whole file of ours under a name that may exist already, all or nothing.
    ///
    /// For reports, which a later run writes again. `write` is given a buffered writer.
    pub fn replace(
        &self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        replace(&self.path.join(name), write)
    }
}

/// A file that is being written and has no final name yet. Dropped, it is gone.
#[derive(Debug)]
pub struct Staged {
    file: File,
    name: Option<PathBuf>,
}

impl Staged {
    /// Reserves room for so many octets where the system can, so that a full disk is found early and the
    /// file is in one piece. Asking is enough: the answer is not needed.
    pub fn reserve(&self, octets: u64) {
        preallocate(&self.file, octets);
    }

    /// Cuts or extends the file to so many octets.
    pub fn set_len(&self, octets: u64) -> io::Result<()> {
        self.file.set_len(octets)
    }

    /// Makes its octets durable.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// The file, from its start, to read it back.
    pub fn rewound(&mut self) -> io::Result<&mut File> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(&mut self.file)
    }

    /// Gives it its final name, relative to `folder`, unless something has that name already
    /// ([`io::ErrorKind::AlreadyExists`]).
    pub fn publish(mut self, folder: &Folder, relative: &Path) -> io::Result<()> {
        let target = folder.path.join(relative);
        match self.name.take() {
            None => link_unnamed(&self.file, &target),
            Some(name) => {
                let moved = rename_without_replacing(&name, &target);
                if moved.is_err() {
                    self.name = Some(name);
                }
                moved
            }
        }
    }
}

impl Write for Staged {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.file.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // Nothing more can be done here; the next run sweeps what stays.
            let _ = fs::remove_file(name);
        }
    }
}

/// A file that only one process at a time appends to.
#[derive(Debug)]
pub struct Appender {
    file: File,
    len: u64,
}

/// Why a file cannot be appended to.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Another process is at it.
    #[error("another process is using it")]
    Locked,
    /// The system's words.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Appender {
    /// Opens (or makes, mode 0600) a file and takes its lock, which lasts as long as the process. Never through a
    /// link: it would be written outside of the folder it is in.
    pub fn open(path: &Path) -> Result<Self, AppendError> {
        let mut options = private_options();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        options.custom_flags(no_follow_flags());
        let file = options.open(path)?;
        if !file.metadata()?.is_file() {
            return Err(not_regular().into());
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(AppendError::Locked),
            // A file system without locks: nothing to wait for.
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        let len = file.metadata()?.len();
        Ok(Self { file, len })
    }

    /// Octets in the file.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Cuts what an interrupted writer left behind a whole line.
    pub fn truncate(&mut self, octets: u64) -> io::Result<()> {
        self.file.set_len(octets)?;
        self.file.sync_data()?;
        self.len = octets;
        Ok(())
    }

    /// Appends octets, all or (after an error) nothing.
    pub fn append(&mut self, octets: &[u8]) -> io::Result<()> {
        match self.file.write_all(octets) {
            Ok(()) => {
                self.len += octets.len() as u64;
                Ok(())
            }
            Err(error) => {
                // Best effort: a torn last line is recognised and cut by the next run.
                let _ = self.file.set_len(self.len);
                Err(error)
            }
        }
    }

    /// Makes what was appended durable.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

impl Write for Appender {
    /// Takes all or nothing, like [`Appender::append`].
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.append(octets)?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens a file to read it, never through a link, and only when it is a regular file.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags(no_follow_flags());
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(not_regular());
    }
    Ok(file)
}

fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")
}

/// Reads a whole file of at most `limit` octets; a longer one is [`io::ErrorKind::FileTooLarge`].
pub fn read_bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    // As large as it will be: what grows leaves copies behind, and keys are read here.
    let expected = usize::try_from(file.metadata()?.len().min(limit)).unwrap_or_default();
    let mut octets = Vec::with_capacity(expected + 1);
    file.take(limit + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > limit {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(octets)
}

/// Makes a folder that only its owner can enter, and those above it; one that is there already is left as it is.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    private_folder().recursive(true).create(path)
}

/// Writes a new file (mode 0600), durable before it has its name; an existing one is
/// [`io::ErrorKind::AlreadyExists`].
pub fn write_new(path: &Path, octets: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = Folder::create(folder_of(path))?;
    let mut staged = folder.stage()?;
    staged.write_all(octets)?;
    staged.sync()?;
    staged.publish(&folder, Path::new(name))?;
    // Named staging only: leaves an empty folder behind, and only when nobody else stages there.
    folder.tidy();
    sync_folder(&folder.path)
}

/// Writes a whole file under a name that may exist already: staged in its folder, synced, renamed over it.
pub fn replace(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    replace_with(&private_options(), path, write)
}

/// The same for what other programs of other users must read, such as metrics: the process's own mask decides.
pub fn replace_readable(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    replace_with(&OpenOptions::new(), path, write)
}

fn replace_with(
    options: &OpenOptions,
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = folder_of(path);
    let staging = folder.join(STAGING);
    create_private_folder(&staging)?;
    let mut staged_name = name.to_owned();
    staged_name.push(format!("-{}", std::process::id()));
    let staged = staging.join(staged_name);
    let written = (|| {
        let file = options.clone().write(true).create(true).truncate(true).open(&staged)?;
        let mut buffered = io::BufWriter::with_capacity(1 << 16, file);
        write(&mut buffered)?;
        let file = buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_data()?;
        fs::rename(&staged, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&staged);
    }
    // Stays when somebody else stages there too.
    let _ = fs::remove_dir(&staging);
    written?;
    sync_folder(folder)
}

/// The folder of a path, `.` for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes a file of ours; one that is gone already is no error.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Octets free for this user on the file system of `path`, where the system tells.
pub fn free_space(path: &Path) -> Option<u64> {
    free_octets(path)
}

/// How many files this process may hold open, as far as the system tells.
pub fn handles() -> usize {
    /// What systems grant that do not tell.
    const USUAL: usize = 512;
    open_files().unwrap_or(USUAL)
}

fn private_folder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is Unix's"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    builder
}

fn private_options() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is Unix's"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    options.mode(0o600);
    options
}

/// A rename that cannot replace, from what every system has: a hard link, then the old name removed.
fn link_then_unlink(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)?;
    // The final name stands; a staging name that stays is swept by the next run.
    let _ = fs::remove_file(from);
    Ok(())
}

#[cfg(unix)]
fn no_follow_flags() -> i32 {
    (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC)
        .bits()
        .cast_signed()
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(path)?.sync_all() {
        // Some network file systems cannot sync a folder; its names are the server's business there.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
use self::linux::{
    cannot_be_unnamed, link_unnamed, preallocate, rename_without_replacing, sync_file_system, unnamed_file,
};
#[cfg(not(target_os = "linux"))]
use self::portable::{
    cannot_be_unnamed, link_unnamed, preallocate, rename_without_replacing, sync_file_system, unnamed_file,
};

#[cfg(unix)]
fn free_octets(path: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(path).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

#[cfg(not(unix))]
fn free_octets(_: &Path) -> Option<u64> {
    None
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn open_files() -> Option<usize> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    Some(limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn open_files() -> Option<usize> {
    None
}

/// What only Linux has.
#[cfg(target_os = "linux")]
mod linux {
    use std::{fs::File, io, os::fd::AsRawFd as _, path::Path};

    use rustix::{
        fs::{AtFlags, CWD, FallocateFlags, Mode, OFlags, RenameFlags},
        io::Errno,
    };

    pub(super) fn unnamed_file(folder: &Path) -> io::Result<File> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR)?))
    }

    /// The file system, or an old kernel, has no `O_TMPFILE`, or `/proc` is not there to link it from.
    pub(super) fn cannot_be_unnamed(error: &io::Error) -> bool {
        matches!(
            error.raw_os_error().map(Errno::from_raw_os_error),
            Some(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT)
        )
    }

    pub(super) fn link_unnamed(file: &File, target: &Path) -> io::Result<()> {
        let handle = format!("/proc/self/fd/{}", file.as_raw_fd());
        Ok(rustix::fs::linkat(CWD, handle, CWD, target, AtFlags::SYMLINK_FOLLOW)?)
    }

    pub(super) fn rename_without_replacing(from: &Path, to: &Path) -> io::Result<()> {
        match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS) => super::link_then_unlink(from, to),
            other => Ok(other?),
        }
    }

    pub(super) fn preallocate(file: &File, octets: u64) {
        let _ = rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, 0, octets);
    }

    pub(super) fn sync_file_system(path: &Path) -> io::Result<bool> {
        rustix::fs::syncfs(File::open(path)?)?;
        Ok(true)
    }
}

/// The same from what every system has.
#[cfg(not(target_os = "linux"))]
mod portable {
    use std::{fs::File, io, path::Path};

    pub(super) fn unnamed_file(_: &Path) -> io::Result<File> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    pub(super) fn cannot_be_unnamed(_: &io::Error) -> bool {
        true
    }

    pub(super) fn link_unnamed(_: &File, _: &Path) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    pub(super) fn rename_without_replacing(from: &Path, to: &Path) -> io::Result<()> {
        super::link_then_unlink(from, to)
    }

    pub(super) fn preallocate(_: &File, _: u64) {}

    pub(super) fn sync_file_system(_: &Path) -> io::Result<bool> {
        Ok(false)
    }
}
