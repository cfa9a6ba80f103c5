//! Trying a key on itself: the way to find a lost password weeks before it is needed.

use std::io;

use crate::{
    crypto::Provider,
    fsx::SystemError,
    keys::{
        self, Certificate, KeyFile, KeyFileError, KeyPair,
        quorum::{Held, JoinedBy},
        read_key_file,
        token::windows::{self, StoreError, Thumbprint},
    },
    registry::record::ProofResult,
    secret::Password,
};

/// What trying a key's file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// What it gave.
    pub result: ProofResult,
    /// Why, where the result does not say it all.
    pub detail: Option<Box<ProofDetail>>,
    /// The shares that opened its file, where it took shares.
    pub joined_by: Option<JoinedBy>,
}

/// Why a key's file shows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofDetail {
    /// The system does not give it.
    System(SystemError),
    /// It gives no key.
    File(KeyFileError),
    /// The certificate store does not let it be used.
    Store(StoreError),
}

impl Tried {
    /// Tries what a key file holds; `None`: only a password would tell more.
    pub fn of_octets(
        provider: &dyn Provider,
        certificate: &Certificate,
        octets: &[u8],
        password: Option<&Password>,
    ) -> Option<Self> {
        if Held::of(octets).damaged {
            // No password opens it, right or wrong.
            return Some(ProofResult::Unreadable.into());
        }
        match read_key_file(octets, password) {
            Ok(file) => Some(ProofResult::of_file(provider, certificate, &file).into()),
            Err(error) => Self::of_error(error),
        }
    }

    /// Tries a key of the certificate store: nothing is ready there that did not decrypt what was encrypted to its
    /// certificate. `waiting` is told before the system asks the person.
    pub fn of_stored(
        certificate: &Certificate,
        named: Result<Thumbprint, StoreError>,
        waiting: &mut dyn FnMut(),
    ) -> Self {
        match named.and_then(|thumbprint| windows::ready(thumbprint, waiting)) {
            Ok(ready) if ready.certificate.is_of_the_key_of(certificate) => ProofResult::Proved.into(),
            Ok(_) => ProofResult::Mismatch.into(),
            Err(StoreError::NotHere | StoreError::Missing { .. } | StoreError::BadThumbprint { .. }) => {
                ProofResult::Missing.into()
            }
            Err(error) => {
                let detail = Some(Box::new(ProofDetail::Store(error)));
                Self { detail, ..ProofResult::Unreadable.into() }
            }
        }
    }

    /// What a key file that gave no key says; `None` when no password was at hand, which says nothing.
    pub fn of_error(error: KeyFileError) -> Option<Self> {
        let result = ProofResult::of_error(&error)?;
        let detail = (result == ProofResult::Unreadable).then(|| Box::new(ProofDetail::File(error)));
        Some(Self { detail, ..result.into() })
    }

    /// What a key file that cannot be read says.
    pub fn of_io(error: &io::Error) -> Self {
        let result = ProofResult::of_io(error);
        let detail = (result != ProofResult::Missing).then(|| Box::new(ProofDetail::System(error.into())));
        Self { detail, ..result.into() }
    }
}

impl From<ProofResult> for Tried {
    fn from(result: ProofResult) -> Self {
        Self { result, detail: None, joined_by: None }
    }
}

impl ProofResult {
    /// What a key file that was read gives for a certificate: a random challenge is encrypted to the certificate,
    /// and decrypted with the private key of the file.
    pub fn of_file(provider: &dyn Provider, certificate: &Certificate, file: &KeyFile) -> Self {
        // Under another certificate of the same key, it opens as well.
        file.pair_of(certificate).map_or(Self::Mismatch, |pair| Self::of_pair(provider, &pair))
    }

    /// The same for a pair at hand.
    pub fn of_pair(provider: &dyn Provider, pair: &KeyPair) -> Self {
        if answers(provider, pair.certificate(), pair) { Self::Proved } else { Self::Mismatch }
    }

    /// What a key file that gave no key says; `None` when no password was at hand, which says nothing.
    pub const fn of_error(error: &KeyFileError) -> Option<Self> {
        match error {
            KeyFileError::PasswordNeeded => None,
            KeyFileError::WrongPassword => Some(Self::PasswordWrong),
            // Certificates, and not their private keys; or a private key without its certificate.
            KeyFileError::NoPrivateKey { .. } | KeyFileError::NoMatchingCertificate { .. } => {
                Some(Self::Mismatch)
            }
            _ => Some(Self::Unreadable),
        }
    }

    /// What a key file that cannot be read says.
    pub fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            _ => Self::Unreadable,
        }
    }
}

fn answers(provider: &dyn Provider, certificate: &Certificate, pair: &KeyPair) -> bool {
    let Ok(private) = provider.private_key(pair.private_key()) else { return false };
    keys::answers(provider, certificate, &*private).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{crypto::AwsLc, fsx::Fault, keys::sample::pair};

    #[test]
    fn a_key_answers_for_its_own_certificate_only() {
        let (first, second) = (pair("Une", 0), pair("Autre", 1));
        assert!(answers(&AwsLc, first.certificate(), &first));
        assert!(!answers(&AwsLc, second.certificate(), &first));
        assert_eq!(ProofResult::of_pair(&AwsLc, &first), ProofResult::Proved);
    }

    #[test]
    fn errors_of_key_files_say_what_a_proof_gives() {
        for (error, result) in [
            (KeyFileError::PasswordNeeded, None),
            (KeyFileError::WrongPassword, Some(ProofResult::PasswordWrong)),
            (KeyFileError::NoPrivateKey { certificates: vec![] }, Some(ProofResult::Mismatch)),
            (KeyFileError::NoMatchingCertificate { certificates: vec![] }, Some(ProofResult::Mismatch)),
            (KeyFileError::NotAKeyFile, Some(ProofResult::Unreadable)),
        ] {
            assert_eq!(ProofResult::of_error(&error), result);
        }
        let unread = Tried::of_error(KeyFileError::NotAKeyFile).expect("a result");
        assert_eq!(unread.detail, Some(Box::new(ProofDetail::File(KeyFileError::NotAKeyFile))));
        assert_eq!(Tried::of_error(KeyFileError::PasswordNeeded), None);
        // EACCES, ERROR_ACCESS_DENIED
        let code = if cfg!(windows) { 5 } else { 13 };
        let denied = io::Error::from_raw_os_error(code);
        let system = ProofDetail::System(SystemError { fault: Fault::Denied, code: Some(code) });
        assert_eq!(Tried::of_io(&denied).detail, Some(Box::new(system)));
        assert_eq!(Tried::of_io(&io::ErrorKind::NotFound.into()), ProofResult::Missing.into());
        assert_eq!(ProofResult::of_io(&io::ErrorKind::NotFound.into()), ProofResult::Missing);
        assert_eq!(ProofResult::of_io(&io::ErrorKind::PermissionDenied.into()), ProofResult::Unreadable);
    }
}
