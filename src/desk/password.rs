//! Passwords: asked of the face, as often as it has another one, and the key files that they open.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

use crate::{
    desk::error::{Error, NoPassword},
    fsx,
    keys::{
        KeyFile, KeyFileError, needs_password,
        quorum::{GivenShare, Held, QuorumError, join, read_shares},
        read_key_file,
    },
    limits,
    registry::PrivateKey,
    secret::Password,
};

/// What a password is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open a key file.
    Open,
    /// To log in to a token: a PIN, which is tried once, since a wrong one may lock it.
    Pin,
    /// To open the key file of an issuer that signs.
    Sign,
    /// To protect a key file that is about to be written. A person types it twice.
    Protect,
}

/// A password that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What for.
    pub purpose: Purpose,
    /// For which file of the request, counted from 0.
    pub index: usize,
    /// What people know the file by: its path, or the name of the registry's key.
    pub shown: &'a Path,
    /// How many that were given for this file did not open it.
    pub wrong: usize,
}

/// Where passwords come from: somebody at a terminal, a form, a file.
pub trait Passwords: Send {
    /// A password; `None` when there is no other than those that were wrong.
    ///
    /// # Errors
    ///
    /// None can be had: nobody is there to be asked, or what it should be read from cannot be.
    fn give(&mut self, wanted: &Wanted<'_>) -> Result<Option<Arc<Password>>, NoPassword>;

    /// The last one given opened its file.
    fn opened(&mut self, password: &Arc<Password>) {
        let _ = password;
    }

    /// The shares that keys of several people are opened with, as the files that they are in.
    ///
    /// # Errors
    ///
    /// One cannot be read.
    fn shares(&mut self) -> Result<Vec<ShareFile>, NoPassword> {
        Ok(Vec::new())
    }

    /// Whether they come without asking a person, who would be asked for nothing where a key is not needed.
    fn are_at_hand(&self) -> bool {
        true
    }
}

/// A file with a share of the secret of a key.
#[derive(Clone)]
pub struct ShareFile {
    /// What people know it by.
    pub path: PathBuf,
    /// What is in it.
    pub text: Arc<Zeroizing<Vec<u8>>>,
}

/// Without what is in it.
impl fmt::Debug for ShareFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShareFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// No password at all: for what is not protected.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPasswords;

impl Passwords for NoPasswords {
    fn give(&mut self, _: &Wanted<'_>) -> Result<Option<Arc<Password>>, NoPassword> {
        Err(NoPassword("nobody to ask".into()))
    }
}

/// One password for everything.
impl Passwords for Arc<Password> {
    fn give(&mut self, wanted: &Wanted<'_>) -> Result<Option<Arc<Password>>, NoPassword> {
        Ok((wanted.wrong == 0).then(|| Self::clone(self)))
    }
}

/// A key file, and the password that opened it: none where none was needed.
pub type Opened = (KeyFile, Option<Arc<Password>>);

/// Opens the `index`-th key file of a request, with a password only where it needs one. `shown` is what people know it
/// by.
///
/// # Errors
///
/// [`Error::KeyFileIo`] when it cannot be read, [`Error::KeyFile`] when it gives no key with any password that could be
/// had, [`Error::NoPassword`] when there was none.
pub fn open_key_file(
    passwords: &mut dyn Passwords,
    index: usize,
    path: &Path,
    shown: &Path,
) -> Result<Opened, Error> {
    open(passwords, Purpose::Open, index, path, shown)
}

/// The same of a private key of the registry.
///
/// # Errors
///
/// Those of [`open_key_file`]; [`Error::KeyFileIo`] where none is known.
pub fn open_private_key(
    passwords: &mut dyn Passwords,
    index: usize,
    private: &PrivateKey,
    shown: &Path,
) -> Result<Opened, Error> {
    unlock(passwords, Purpose::Open, index, &octets_of(private, shown)?, shown)
}

/// The octets of a key file of the registry, which people know by `shown`.
pub(super) fn octets_of(private: &PrivateKey, shown: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    private.read().map_err(|error| {
        let path = private.path().unwrap_or(shown).to_owned();
        Error::KeyFileIo { path, error }
    })
}

/// The shares that there are for a key.
pub(super) fn shares_of(passwords: &mut dyn Passwords, key: &Path) -> Result<Vec<GivenShare>, Error> {
    let files = passwords.shares()?;
    read_shares(files.iter().map(|file| (&*file.path, file.text.as_slice())))
        .map_err(|error| Error::Quorum { key: key.to_owned(), error })
}

/// Whether a key file wants a password.
///
/// # Errors
///
/// Those of reading it.
pub fn is_protected(private: &PrivateKey) -> io::Result<bool> {
    Ok(needs_password(&private.read()?))
}

pub(super) fn open(
    passwords: &mut dyn Passwords,
    purpose: Purpose,
    index: usize,
    path: &Path,
    shown: &Path,
) -> Result<Opened, Error> {
    let octets = fsx::read_bounded(path, limits::KEY_FILE.value)
        .map(Zeroizing::new)
        .map_err(|error| Error::KeyFileIo { path: path.to_owned(), error })?;
    unlock(passwords, purpose, index, &octets, shown)
}

/// The same of octets that were read already.
pub(super) fn unlock(
    passwords: &mut dyn Passwords,
    purpose: Purpose,
    index: usize,
    octets: &[u8],
    shown: &Path,
) -> Result<Opened, Error> {
    let refused = |error| Error::KeyFile { path: shown.to_owned(), error: Box::new(error) };
    let Held { file: octets, behind, damaged } = Held::of(octets);
    if damaged {
        return Err(Error::Quorum { key: shown.to_owned(), error: QuorumError::Damaged });
    }
    if let Some(quorum) = behind.quorum {
        let given = shares_of(passwords, shown)?;
        let joined = join(&quorum, octets, &given);
        let (file, _) = joined.map_err(|error| Error::Quorum { key: shown.to_owned(), error })?;
        return Ok((file, None));
    }
    if !needs_password(octets) {
        return Ok((read_key_file(octets, None).map_err(refused)?, None));
    }
    let mut wrong = 0;
    loop {
        let Some(password) = passwords.give(&Wanted { purpose, index, shown, wrong })? else {
            return Err(refused(KeyFileError::WrongPassword));
        };
        match read_key_file(octets, Some(&password)) {
            Err(KeyFileError::WrongPassword) => wrong += 1,
            Err(error) => return Err(refused(error)),
            Ok(file) => {
                passwords.opened(&password);
                return Ok((file, Some(password)));
            }
        }
    }
}

/// The password of a key file that is about to be written.
pub(super) fn protect(
    passwords: &mut dyn Passwords,
    index: usize,
    shown: &Path,
) -> Result<Arc<Password>, Error> {
    let wanted = Wanted { purpose: Purpose::Protect, index, shown, wrong: 0 };
    let given = passwords.give(&wanted)?.ok_or(Error::EmptyPassword)?;
    must_protect(&given)?;
    Ok(given)
}

/// Key files of ours are always protected.
pub(super) fn must_protect(password: &Password) -> Result<(), Error> {
    if password.expose().is_empty() { Err(Error::EmptyPassword) } else { Ok(()) }
}
