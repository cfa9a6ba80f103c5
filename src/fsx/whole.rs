//! Whole files of ours: new ones, and those that a later run writes again.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use super::{
    STAGING,
    folder::{Folder, create_private_folder},
    folder_of,
    system::{private_options, sync_folder},
};

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
    sync_folder(folder.path())
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
