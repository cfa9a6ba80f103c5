//! Where the stamps of a journal are, and whose are trusted.

use std::path::{Path, PathBuf};

use crate::{
    desk::{Desk, Error},
    fsx, limits,
    x509::Certificate,
};

/// Where the stamps of a journal are.
pub(super) fn place(desk: &Desk<'_>, folder: Option<&Path>, stamps: Option<&Path>) -> Result<PathBuf, Error> {
    match (stamps.or(folder), &desk.home) {
        (Some(named), _) => Ok(named.to_owned()),
        (None, Some(home)) => home.folder().map(Path::to_owned).ok_or(Error::NoPlaceForStamps),
        (None, None) => Err(Error::NoHome),
    }
}

/// The certificates of a file of authorities, in PEM, DER or PKCS#7.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Certificate`].
pub fn trusted(path: &Path) -> Result<Vec<Certificate>, Error> {
    let octets = fsx::read_bounded(path, limits::KEY_FILE.value)
        .map_err(|error| Error::Read { path: path.to_owned(), error })?;
    Certificate::from_pem_or_der(&octets).map_err(|error| Error::Certificate { path: path.to_owned(), error })
}
