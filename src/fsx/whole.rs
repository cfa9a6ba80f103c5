//! Whole files of ours: new ones, and those that a later run writes again.

use std::{
    ffi::OsStr,
    io::{self, Write},
    path::Path,
};

use super::{folder::Folder, folder_of, staged::Staged};

/// Writes a new file (mode 0600), durable before it has its name; an existing one is
/// [`io::ErrorKind::AlreadyExists`].
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn write_new(path: &Path, octets: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = Folder::create(folder_of(path))?;
    let published = (|| {
        let mut staged = folder.stage()?;
        staged.write_all(octets)?;
        staged.sync()?;
        staged.publish(&folder, Path::new(name))
    })();
    // Named staging only: leaves an empty folder behind, and only when nobody else stages there.
    folder.tidy();
    published?;
    folder.dir().sync()
}

/// Moves a whole file of ours into another folder, unless something has its name there; both folders know it for good.
///
/// Where the system cannot do both at once, a lock of the caller's keeps others of ours from taking the name.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    let (old, new) = (from.file_name(), to.file_name());
    let (Some(old), Some(new)) = (old, new) else { return Err(io::ErrorKind::InvalidInput.into()) };
    let (source, target) = (Folder::create(folder_of(from))?, Folder::create(folder_of(to))?);
    match source.dir().rename_new(old, target.dir(), new) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            if target.dir().has(new)? {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            source.dir().rename_over(old, target.dir(), new)?;
        }
        other => other?,
    }
    target.dir().sync()?;
    source.dir().sync()
}

/// Makes an empty file that only its owner can read; one that is there is left as it is.
///
/// For what another library fills: SQLite's database.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn create_private_file(path: &Path) -> io::Result<()> {
    match write_new(path, &[]) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// Writes a whole file under a name that may exist already: staged in its folder, synced, renamed over it.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn replace(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    replace_at(path, true, write)
}

/// The same for what other programs of other users must read, such as metrics: the process's own mask decides.
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn replace_readable(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    replace_at(path, false, write)
}

fn replace_at(
    path: &Path,
    private: bool,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    replace_in(&Folder::create(folder_of(path))?, name, private, write)
}

impl Folder {
    /// Writes a whole file of ours under a name that may exist already, all or nothing.
    ///
    /// For reports, which a later run writes again. `write` is given a buffered writer.
    ///
    /// # Errors
    ///
    /// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
    pub fn replace(
        &self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        replace_in(self, OsStr::new(name), true, write)
    }
}

/// What has the name is replaced, be it a link: where that leads is not touched.
fn replace_in(
    folder: &Folder,
    name: &OsStr,
    private: bool,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let written = (|| {
        let (file, named) = folder.staging.create(folder.dir(), private)?;
        // Dropped, it goes with its staging name.
        let staged = Staged { file, named: Some(named) };
        let mut buffered = io::BufWriter::with_capacity(1 << 16, &staged.file);
        write(&mut buffered)?;
        buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
        folder.give_file(&staged.file)?;
        staged.sync()?;
        staged
            .named
            .as_ref()
            .map_or(Ok(()), |named| named.folder.rename_over(&named.name, folder.dir(), name))
    })();
    // Stays when somebody else stages there too.
    folder.tidy();
    written?;
    folder.dir().sync()
}
