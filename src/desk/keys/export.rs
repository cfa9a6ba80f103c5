//! Writing a key, or its certificate, to a file that other programs import.

use std::{
    io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{
    desk::{Desk, Error, Passwords, must_have_folder, open_private_key, password::protect},
    fsx,
    keys::{
        Certificate, KeyPair, Pkcs12Encryption, Pkcs12Options,
        quorum::JoinedBy,
        token::windows::{self, Thumbprint},
        write_p7b, write_pkcs12,
    },
    registry::{Custody, KeyRecord, PrivateKey, Registry, RegistryError},
};

/// Write a key, or its certificate, to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportKey {
    /// The key's name, or a prefix of its certificate's fingerprint.
    pub name: String,
    /// The file, which must not be there; what it is called, where the face gets it.
    pub to: PathBuf,
    /// As what.
    pub format: ExportAs,
    /// Whether the certificates above the key's own go with it.
    pub chain: bool,
}

/// As what a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportAs {
    /// A PKCS#12 file, the private half in it, under a password of its own.
    Pfx(Pkcs12Encryption),
    /// The certificate, as it is.
    Der,
    /// The certificate, as text.
    Pem,
    /// The certificate and those above it.
    P7b,
}

impl ExportAs {
    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pfx(_) => "pfx",
            Self::Der => "der",
            Self::Pem => "pem",
            Self::P7b => "p7b",
        }
    }
}

/// A file for the face, which nobody wrote yet.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// The key.
    pub key: KeyRecord,
    /// What is in the file; the private half too, where that was asked for.
    pub octets: Zeroizing<Vec<u8>>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The key.
    pub key: KeyRecord,
    /// The file.
    pub to: PathBuf,
    /// Whether the private half is in it.
    pub is_secret: bool,
}

impl ExportKey {
    /// Writes it, the journal first. The password of the key's own file is asked for, then that of the new one.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] when the file is there, [`Error::NoFolder`] when its folder is not; what opening the registry and finding the key gives; for a `.pfx`
    /// [`Error::NoPrivateHalf`], [`Error::NotInFile`], what opening the key's file gives, [`Error::NoPassword`],
    /// [`Error::EmptyPassword`] and [`Error::KeyNotWritten`]; [`Error::Write`].
    pub fn run(&self, desk: &Desk<'_>, passwords: &mut dyn Passwords) -> Result<Exported, Error> {
        let (mut registry, key) = self.find(desk)?;
        if fsx::is_taken(&self.to) {
            return Err(Error::Exists { path: self.to.clone() });
        }
        must_have_folder(&self.to)?;
        let (octets, shares) = self.octets(passwords, &registry, &key)?;
        // Said before it is done: an export that nobody can trace must not be.
        let absolute = std::path::absolute(&self.to).unwrap_or_else(|_| self.to.clone());
        registry.record_export(&desk.by(None), key.id, &absolute, self.format.name(), shares.as_ref())?;
        fsx::write_new(&self.to, &octets).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Exists { path: self.to.clone() },
            _ => Error::Write { path: self.to.clone(), error },
        })?;
        Ok(Exported { key, to: self.to.clone(), is_secret: matches!(self.format, ExportAs::Pfx(_)) })
    }

    /// The same for a face that sends it on: under the name it gives it, which the journal has.
    ///
    /// # Errors
    ///
    /// Those of [`Self::run`], but for those of its file.
    pub fn hand_over(&self, desk: &Desk<'_>, passwords: &mut dyn Passwords) -> Result<HandedOver, Error> {
        let (mut registry, key) = self.find(desk)?;
        let (octets, shares) = self.octets(passwords, &registry, &key)?;
        registry.record_export(&desk.by(None), key.id, &self.to, self.format.name(), shares.as_ref())?;
        Ok(HandedOver { key, octets })
    }

    fn find(&self, desk: &Desk<'_>) -> Result<(Registry, KeyRecord), Error> {
        let registry = desk.registry()?;
        desk.hold_to_keys(&registry)?;
        let key = registry.key(&self.name)?;
        Ok((registry, key))
    }

    /// And the shares that opened its file, where it took shares.
    fn octets(
        &self,
        passwords: &mut dyn Passwords,
        registry: &Registry,
        key: &KeyRecord,
    ) -> Result<(Zeroizing<Vec<u8>>, Option<JoinedBy>), Error> {
        let certificate = || registry.certificate(key.certificate.fingerprint);
        let octets = match self.format {
            ExportAs::Pfx(encryption) => return self.pfx(encryption, passwords, registry, key),
            ExportAs::Der => certificate()?.der().to_vec(),
            ExportAs::Pem => certificate()?.to_pem().into_bytes(),
            ExportAs::P7b => write_p7b(&certificates(registry, key, self.chain)?),
        };
        Ok((octets.into(), None))
    }

    /// The private half too, under a new password.
    fn pfx(
        &self,
        encryption: Pkcs12Encryption,
        passwords: &mut dyn Passwords,
        registry: &Registry,
        key: &KeyRecord,
    ) -> Result<(Zeroizing<Vec<u8>>, Option<JoinedBy>), Error> {
        let pair = pair(passwords, registry, key)?;
        let password = protect(passwords, 0, &self.to)?;
        let options = Pkcs12Options { encryption, include_chain: self.chain, ..Pkcs12Options::default() };
        let written = write_pkcs12(&pair, &key.name, &password, &options).map_err(Error::KeyNotWritten)?;
        Ok((Zeroizing::new(written.to_vec()), pair.shares().cloned()))
    }
}

/// The pair of a key, from its file; from the certificate store, where its provider lets it go.
pub(super) fn pair(
    passwords: &mut dyn Passwords,
    registry: &Registry,
    key: &KeyRecord,
) -> Result<KeyPair, Error> {
    let private = registry.private(key)?;
    if private == PrivateKey::None {
        return Err(Error::NoPrivateHalf { name: key.name.clone() });
    }
    if let Some(named) = private.path().and_then(Thumbprint::named) {
        let private_key = named.and_then(windows::take_out).map_err(Error::Store)?;
        let chain = certificates(registry, key, true)?.split_off(1);
        let pair = KeyPair::new(registry.certificate(key.certificate.fingerprint)?, private_key);
        return Ok(pair.map_err(|_| Error::NotInFile { name: key.name.clone() })?.with_chain(chain));
    }
    let name = Path::new(&key.name);
    let (file, _) = open_private_key(passwords, 0, &private, name).map_err(|error| match error {
        // A copy of the registry's own is known by its key's name; a file elsewhere, by its place.
        Error::KeyFileIo { error, .. } if key.custody == Custody::Copy => {
            Error::KeyFileIo { path: name.to_owned(), error }
        }
        error => error,
    })?;
    let own = file.pair_of(&registry.certificate(key.certificate.fingerprint)?);
    own.ok_or_else(|| Error::NotInFile { name: key.name.clone() })
}

/// The key's certificate, then those above it.
fn certificates(
    registry: &Registry,
    key: &KeyRecord,
    chain: bool,
) -> Result<Vec<Certificate>, RegistryError> {
    let mut certificates = vec![registry.certificate(key.certificate.fingerprint)?];
    if chain {
        for der in registry.chain(key.certificate.fingerprint)? {
            let above = Certificate::from_der(&der)
                .map_err(|error| RegistryError::Damaged { what: error.to_string() })?;
            certificates.push(above);
        }
    }
    Ok(certificates)
}
