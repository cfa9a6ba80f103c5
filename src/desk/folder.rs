//! Files that people name: their folders are theirs to make.

use std::{fs, io, path::Path};

use crate::{
    desk::Error,
    fsx::{Fault, folder_of},
};

/// Refuses a file whose folder is not there: a name mistyped, or a share that is not mounted. Made by us, its folders
/// would be ours alone, and whoever waits for the file would not see it.
///
/// # Errors
///
/// [`Error::NoFolder`], or [`Error::Write`] for one that cannot be looked at or is no folder.
pub fn must_have_folder(file: &Path) -> Result<(), Error> {
    let folder = folder_of(file);
    let unusable = |error| Err(Error::Write { path: file.to_owned(), error });
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => unusable(Fault::NotFolder.into()),
        // Windows says the same of a folder below a file.
        Err(_) if folder.ancestors().any(Path::is_file) => unusable(Fault::NotFolder.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Error::NoFolder { folder: folder.to_owned(), file: file.to_owned() })
        }
        Err(error) => unusable(error),
    }
}
