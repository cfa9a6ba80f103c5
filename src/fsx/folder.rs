//! A folder that receives files: an opening's, a registry's, a sealing's.

use std::{
    collections::HashMap,
    ffi::OsStr,
    fs::File,
    io,
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    fault::Fault,
    owner::{Judged, judge},
    publication::{Publication, Way, has_no_links},
    read::regular,
    staged::Staged,
    staging::{Named, Staging},
    system::{Dir, make_private_folders},
    team::Team,
};

/// A folder that receives files: an opening's, a registry's, a sealing's.
///
/// It is held by its handle, and so is every folder below it: whatever is renamed or linked in their place meanwhile,
/// nothing is written elsewhere. Folders below it are ours, else the error is
/// [`Fault::Foreign`](super::Fault::Foreign) or [`Fault::OpenToOthers`](super::Fault::OpenToOthers).
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    dir: Arc<Dir>,
    pub(super) unnamed: AtomicBool,
    pub(super) staging: Staging,
    pub(super) way: Way,
    /// The group that what is written in it is for; else its owner's alone.
    pub(super) team: Option<u32>,
    /// Folders below it that were looked at, by their paths.
    below: Mutex<HashMap<PathBuf, Arc<Dir>>>,
}

/// Where files have names before their final ones, the folder of those does not stay.
impl Drop for Folder {
    fn drop(&mut self) {
        self.staging.leave(&self.dir);
    }
}

impl Folder {
    /// Opens a folder for writing, making it (mode 0700) when it is not there.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn create(path: &Path) -> io::Result<Self> {
        create_private_folder(path)?;
        Ok(Self {
            path: path.to_owned(),
            dir: Arc::new(Dir::open(path)?),
            // A file without a name gets one by way of `/proc`.
            unnamed: AtomicBool::new(cfg!(target_os = "linux") && Path::new("/proc/self/fd").exists()),
            staging: Staging::default(),
            way: Way::new(),
            team: None,
            below: Mutex::default(),
        })
    }

    /// A folder of ours below it, by no link; made where asked for.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn below(&self, name: &str, make: bool) -> io::Result<Self> {
        Ok(Self {
            path: self.path.join(name),
            dir: self.folder_below(Path::new(name), make)?,
            unnamed: AtomicBool::new(self.unnamed.load(Ordering::Relaxed)),
            staging: Staging::default(),
            way: Way::new(),
            team: self.team,
            below: Mutex::default(),
        })
    }

    /// Moves a whole file of ours here from below another folder of one file system, to the same name, unless something
    /// has that name ([`io::ErrorKind::AlreadyExists`]). The folders on the way are there.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn take_from(&self, other: &Self, relative: &Path) -> io::Result<()> {
        let (from, name) = other.place(relative)?;
        let (to, _) = self.place(relative)?;
        if self.team.is_some() {
            self.give_file(&other.open_regular(relative)?)?;
        }
        self.way.give(&Named { folder: from, name: name.to_owned() }, &to, name, false)
    }

    /// From here on what is written in it is for a team: files 0640, folders 2750. So is the folder itself, unless it is
    /// already, by a mode of somebody's choice.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn give_to(&mut self, team: &Team) -> io::Result<()> {
        self.team = Some(team.gid);
        self.give_folder(&self.dir)
    }

    fn give_folder(&self, folder: &Dir) -> io::Result<()> {
        self.team.map_or(Ok(()), |gid| folder.give_to(gid))
    }

    /// A file gets its team while nobody can see it.
    pub(super) fn give_file(&self, file: &File) -> io::Result<()> {
        self.team.map_or(Ok(()), |gid| Dir::give_file_to(file, gid))
    }

    /// Its path, as given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a folder whose files everybody may remove and put others in their place.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn refuse_if_open(&self) -> io::Result<()> {
        judge(self.dir.standing()?, Judged::Named, &|| Dir::standing_of(&self.stage()?.file))
    }

    /// Starts a file that nobody can see yet.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn stage(&self) -> io::Result<Staged> {
        if self.unnamed.load(Ordering::Relaxed) {
            match self.dir.unnamed() {
                Ok(file) => return Ok(Staged { file, named: None }),
                Err(error) if error.kind() == io::ErrorKind::Unsupported => self.has_no_unnamed_files(),
                Err(error) => return Err(error),
            }
        }
        self.stage_named()
    }

    pub(super) fn stage_named(&self) -> io::Result<Staged> {
        let (file, named) = self.staging.create(&self.dir, true)?;
        Ok(Staged { file, named: Some(named) })
    }

    pub(super) fn has_no_unnamed_files(&self) {
        self.unnamed.store(false, Ordering::Relaxed);
    }

    /// Tries how files get their final names here; from then on that is the way. What this and earlier processes left
    /// in the staging folder is removed: call it with the lock held.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn try_publication(&self) -> io::Result<Publication> {
        let free = self.staging.free_name(&self.dir)?;
        let tried = self.stage().and_then(|staged| staged.give(self, &free.folder, &free.name));
        let swept = Staging::empty(&self.dir);
        if tried.is_err() || swept.is_err() {
            // By the handle at hand: what was tried is not left for the next run.
            let _ = free.folder.remove(&free.name);
        }
        // Some systems keep a folder as long as somebody holds it, and would be waited for.
        drop(free);
        self.tidy();
        tried.and(swept)?;
        let named = self.way.tell();
        Ok(if self.unnamed.load(Ordering::Relaxed) { Publication::Unnamed } else { named })
    }

    /// Removes what an earlier process left in the staging folder. Call it with the lock held.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn sweep(&self) -> io::Result<()> {
        self.staging.sweep(&self.dir)
    }

    /// Removes the staging folder when nothing is in it: what another process stages there stays.
    pub fn tidy(&self) {
        self.staging.tidy(&self.dir);
    }

    /// Makes the folders above `relative` (mode 0700, a team's 2750), refusing to go through a link or a file.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn prepare_parents(&self, relative: &Path) -> io::Result<()> {
        self.folder_below(relative.parent().unwrap_or(Path::new("")), true).map(drop)
    }

    /// How many octets a name in it may have, as far as the system tells.
    pub fn longest_name(&self) -> usize {
        self.dir.longest_name().unwrap_or(usize::MAX)
    }

    /// Whether something has a name below it, a link that leads nowhere too.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn has(&self, relative: &Path) -> io::Result<bool> {
        match self.place(relative) {
            Ok((parent, name)) => parent.has(name),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Opens a file below it to read it back, by no link.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn open_regular(&self, relative: &Path) -> io::Result<File> {
        regular(self.dir.read_below(relative)?)
    }

    /// Removes an empty file of ours that took a final name for a plaintext which never came
    /// ([`Publication::Reserved`]). Whether it did is for the caller to know. `false`: it is something else.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn remove_reserved(&self, relative: &Path) -> io::Result<bool> {
        let file = self.open_regular(relative)?;
        if file.metadata()?.len() > 0 {
            return Ok(false);
        }
        judge(Dir::standing_of(&file)?, Judged::Below, &|| Dir::standing_of(&self.stage()?.file))?;
        let (parent, name) = self.place(relative)?;
        parent.remove(name)?;
        Ok(true)
    }

    /// Makes durable everything written so far on this folder's file system: data and names.
    ///
    /// On Linux one `syncfs` serves a whole batch. Elsewhere it does nothing and gives `false`: each file is
    /// to be synced by itself.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn sync_all(&self) -> io::Result<bool> {
        self.dir.sync_file_system()
    }

    /// Makes the names in one folder durable (the folder of `relative`).
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn sync_names(&self, relative: &Path) -> io::Result<()> {
        match self.place(relative).and_then(|(parent, _)| parent.sync()) {
            // Nothing was written there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }

    /// The folder of a name below it, which is there, and the name's last part.
    pub(super) fn place<'a>(&self, relative: &'a Path) -> io::Result<(Arc<Dir>, &'a OsStr)> {
        let name = relative.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        Ok((self.folder_below(relative.parent().unwrap_or(Path::new("")), false)?, name))
    }

    /// A folder below it, each on the way looked at, and made where asked for.
    fn folder_below(&self, relative: &Path, make: bool) -> io::Result<Arc<Dir>> {
        if relative.as_os_str().is_empty() {
            return Ok(self.dir.clone());
        }
        if let Some(known) = self.known().get(relative) {
            return Ok(known.clone());
        }
        let Some(Component::Normal(name)) = relative.components().next_back() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a name that leaves the output folder"));
        };
        let parent = self.folder_below(relative.parent().unwrap_or(Path::new("")), make)?;
        let is_new = make
            && match parent.make(name) {
                Ok(()) => true,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
                Err(error) => return Err(error),
            };
        let folder = Arc::new(parent.folder(name)?);
        // What was made just now in a folder of ours is ours. The outermost is not always ours.
        if !is_new || Arc::ptr_eq(&parent, &self.dir) {
            judge(folder.standing()?, Judged::Below, &|| Dir::standing_of(&self.stage()?.file))?;
        }
        // One that a killed run made has not got its team yet.
        if make {
            self.give_folder(&folder)?;
        }
        let mut known = self.known();
        if known.len() >= most_held() {
            known.clear();
        }
        known.insert(relative.to_owned(), folder.clone());
        Ok(folder)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Arc<Dir>>> {
        self.below.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Staged {
    /// Gives it its final name, relative to `folder`, unless something has that name already
    /// ([`io::ErrorKind::AlreadyExists`]).
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn publish(self, folder: &Folder, relative: &Path) -> io::Result<()> {
        let (parent, name) = folder.place(relative)?;
        self.give(folder, &parent, name)
    }

    pub(super) fn give(mut self, folder: &Folder, parent: &Dir, name: &OsStr) -> io::Result<()> {
        folder.give_file(&self.file)?;
        if self.named.is_none() {
            match parent.link_unnamed(&self.file, name) {
                Err(error) if has_no_links(&error) || error.kind() == io::ErrorKind::NotFound => {
                    self.get_a_name(folder)?;
                }
                other => return other,
            }
        }
        let Some(named) = self.named.take() else { return Ok(()) };
        // What goes elsewhere is an opening's, whose journal speaks of it.
        let noted = std::ptr::eq(parent, folder.dir());
        let given = folder.way.give(&named, parent, name, noted);
        if given.is_err() {
            self.named = Some(named);
        }
        given
    }

    /// Second way for a file without a name: it is copied to one that has one.
    fn get_a_name(&mut self, folder: &Folder) -> io::Result<()> {
        let mut copy = folder.stage_named()?;
        io::copy(self.rewound()?, &mut copy.file)?;
        folder.give_file(&copy.file)?;
        copy.file.sync_data()?;
        folder.has_no_unnamed_files();
        *self = copy;
        Ok(())
    }
}

/// How many folders are held at a time: a share of what the process may hold open.
fn most_held() -> usize {
    (super::handles() / 16).clamp(2, 64)
}

/// Makes a folder that only its owner can enter, and those above it; one that is there already is left as it is.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    make_private_folders(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Fault::NotFolder.into(),
        _ => error,
    })
}
