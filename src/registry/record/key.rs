//! Keys: those that are there, that are to be, and that are gone.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    consultation::Fingerprint,
    fsx,
    keys::{Role, token::windows::Thumbprint},
    limits,
    registry::record::certificate::CertificateFacts,
    time::Timestamp,
};

/// A key's number in one registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(in crate::registry) i64);

/// Where the private half of a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Custody {
    /// In our own file, `keys/<fingerprint>.p12`.
    Copy,
    /// In the user's file, which is never changed or removed by us.
    Reference(PathBuf),
    /// Not here: only the certificate is known.
    Certificate,
}

impl Custody {
    /// Whether it is a key of the certificate store.
    pub fn is_stored(&self) -> bool {
        matches!(self, Self::Reference(path) if Thumbprint::named(path).is_some())
    }
}

/// The private half of a key, as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum PrivateKey {
    /// The octets of its password-protected file, which is kept where no path leads to.
    Octets(Zeroizing<Vec<u8>>),
    /// A file of ours or of the user's, which may be gone.
    File(PathBuf),
    /// None is known.
    None,
}

impl PrivateKey {
    /// Its file, where it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Octets(_) | Self::None => None,
        }
    }

    /// The octets of the key file.
    ///
    /// # Errors
    ///
    /// What the system says of the file; that there is none of what is not known.
    pub fn read(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::Octets(octets) => Ok(octets.clone()),
            Self::File(path) => fsx::read_bounded(path, limits::KEY_FILE.value).map(Zeroizing::new),
            Self::None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Octets(octets) => write!(f, "Octets({})", octets.len()),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::None => f.write_str("None"),
        }
    }
}

/// Where the private half of a key is, without a look into it: who may not read a key file may ask that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivatePlace {
    /// In the registry itself, where no path leads to.
    Kept,
    /// A file of ours or of the user's, which may be gone.
    File(PathBuf),
    /// None is known, or it is not there.
    None,
}

impl PrivatePlace {
    /// Its file, where it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Kept | Self::None => None,
        }
    }

    /// Whether it is where it should be, as a file.
    #[cfg(feature = "sqlite")]
    pub(in crate::registry) fn is_file(&self) -> bool {
        match self {
            Self::Kept => true,
            Self::File(path) => path.is_file(),
            Self::None => false,
        }
    }

    /// Whether anything is where it should be.
    #[cfg(feature = "sqlite")]
    pub(in crate::registry) fn is_there(&self) -> bool {
        match self {
            Self::Kept => true,
            Self::File(path) => path.exists(),
            Self::None => false,
        }
    }
}

/// Whether a key may be chosen for new consultations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It may.
    Active,
    /// No more, since then; it still opens what was encrypted to it.
    Retired(Timestamp),
}

/// What trying a key on itself gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofResult {
    /// A challenge encrypted to the certificate came back.
    Proved,
    /// No private half is known, or its file is not there.
    Missing,
    /// The file cannot be read, or is damaged.
    Unreadable,
    /// The password given does not open it.
    PasswordWrong,
    /// What is in the file is not the certificate's private key.
    Mismatch,
}

impl ProofResult {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Proved, Self::Missing, Self::Unreadable, Self::PasswordWrong, Self::Mismatch];

    /// Its name in the database and in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::PasswordWrong => "password_wrong",
            Self::Mismatch => "mismatch",
        }
    }
}

/// When a key was last tried on itself, and what that gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When.
    pub at: Timestamp,
    /// What it gave.
    pub result: ProofResult,
}

/// A key of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its number.
    pub id: KeyId,
    /// Its name, unique whatever the case.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The buyer it belongs to; `None` for a key that serves them all.
    pub entity: Option<String>,
    /// Its certificate.
    pub certificate: CertificateFacts,
    /// Where its private half is.
    pub custody: Custody,
    /// Whether it may be chosen.
    pub state: KeyState,
    /// When the registry came to know it.
    pub created_at: Timestamp,
    /// Last success of a proof.
    pub proved_at: Option<Timestamp>,
    /// Last proof, whatever it gave.
    pub last_proof: Option<Proof>,
    /// Consultations that need it and are not closed.
    pub open_consultations: u64,
}

/// A key as the registry is to know it.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The buyer it belongs to; `None` for a key that serves them all.
    pub entity: Option<String>,
    /// Its certificate's facts.
    pub certificate: CertificateFacts,
    /// Its certificate.
    pub der: Vec<u8>,
    /// The certificates above it, nearest first.
    pub chain: Vec<Vec<u8>>,
    /// Its private half.
    pub private: NewPrivate,
    /// Whether it was made here or brought from elsewhere.
    pub origin: Origin,
}

/// The private half of a key that the registry is to know.
#[derive(Clone)]
pub enum NewPrivate {
    /// A password-protected PKCS#12 file to keep as our own.
    Copy(Vec<u8>),
    /// A file of the user's, by its absolute path.
    Reference(PathBuf),
    /// None: the certificate only.
    Certificate,
}

impl fmt::Debug for NewPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Copy(octets) => write!(f, "Copy({} octets)", octets.len()),
            Self::Reference(path) => f.debug_tuple("Reference").field(path).finish(),
            Self::Certificate => f.write_str("Certificate"),
        }
    }
}

/// How the registry comes to know a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Made here.
    Made,
    /// Brought from elsewhere.
    Imported,
}

/// A key that is gone: what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The name it had.
    pub name: String,
    /// What it was for.
    pub role: Role,
    /// SHA-256 of its certificate, which is kept.
    pub fingerprint: Fingerprint,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By whom.
    pub deleted_by: String,
    /// Why, where that was said.
    pub reason: Option<String>,
}

/// A key that was deleted and is kept aside: it can come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The name it had.
    pub name: String,
    /// What it was for.
    pub role: Role,
    /// The buyer it belonged to.
    pub entity: Option<String>,
    /// SHA-256 of its certificate.
    pub fingerprint: Fingerprint,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By whom.
    pub deleted_by: String,
    /// It is not purged before.
    pub until: Timestamp,
    /// Whether we had a copy of its file.
    pub is_copy: bool,
    /// Where that copy is; `None` where no path leads to it.
    pub file: Option<PathBuf>,
    /// Whether that copy is not there.
    pub is_missing: bool,
    pub(in crate::registry) tombstone: i64,
}
