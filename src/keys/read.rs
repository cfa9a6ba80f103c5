//! A key file of any kind: what it is, told by its content.

use super::{
    any_key::AnyKey,
    error::KeyFileError,
    found::{Attributes, Contents},
    key_file::{Container, KeyFile},
    password::Encodings,
    pbe::{Budget, ShroudedKey},
    pem_keys, pkcs12,
};
use crate::{
    asn1::ber::{self, BerError, Value},
    limits,
    secret::{Password, in_the_clear},
    x509::{CertificateError, certificate::bundle, pem},
};

/// Reads a key file: PKCS#12 in DER or BER, PEM, or a bare DER key, told apart by content.
///
/// A password is used only where the file needs one.
///
/// # Errors
///
/// [`KeyFileError`]: [`PasswordNeeded`](KeyFileError::PasswordNeeded) and
/// [`WrongPassword`](KeyFileError::WrongPassword), which another try may mend; all others say what the file is, or
/// what it lacks.
pub fn read_key_file(bytes: &[u8], password: Option<&Password>) -> Result<KeyFile, KeyFileError> {
    in_the_clear(|| {
        let mut encodings = password.map(Encodings::new);
        read(bytes, encodings.as_mut())?.finish()
    })
}

fn read(bytes: &[u8], password: Option<&mut Encodings>) -> Result<Contents, KeyFileError> {
    if u64::try_from(bytes.len()).is_ok_and(|len| len > limits::KEY_FILE.value) {
        return Err(KeyFileError::TooLarge { limit: limits::KEY_FILE });
    }
    let mut found = Contents::default();
    if let Some(shape) = Shape::of(bytes) {
        shape.read(bytes, password, &mut found)?;
    } else if let Some(blocks) = pem::blocks(bytes) {
        found.container = Some(Container::Pem);
        pem_keys::read(&blocks, password, &mut found)?;
    } else if let Some((shape, octets)) =
        pem::bare_base64(bytes).and_then(|octets| Some((Shape::of(&octets)?, octets)))
    {
        shape.read(&octets, password, &mut found)?;
    } else if Shape::of_start(bytes) == Some(Shape::Pkcs12) {
        return Err(BerError::Truncated.into());
    } else {
        return Err(KeyFileError::NotAKeyFile);
    }
    Ok(found)
}

/// Whether a key file cannot be read without a password. `false` also for what is not a key file.
pub fn needs_password(bytes: &[u8]) -> bool {
    in_the_clear(|| matches!(read(bytes, None), Err(KeyFileError::PasswordNeeded)))
}

/// What a DER or BER value is, by its first fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Pkcs12,
    Pkcs8,
    EncryptedPkcs8,
    Pkcs1,
    EcKey,
    Certificates,
}

impl Shape {
    fn of(octets: &[u8]) -> Option<Self> {
        let (value, _) = Value::first(octets).ok()?;
        let mut fields = value.inside_sequence().ok()?;
        let first = fields.value().ok()?;
        let second = fields.peek();
        match (first.tag, second) {
            (ber::INTEGER, Some(ber::SEQUENCE)) if first.small() == Ok(3) => Some(Self::Pkcs12),
            (ber::INTEGER, Some(ber::SEQUENCE)) => Some(Self::Pkcs8),
            (ber::INTEGER, Some(ber::INTEGER)) => Some(Self::Pkcs1),
            (ber::INTEGER, Some(ber::OCTET_STRING)) => Some(Self::EcKey),
            (ber::SEQUENCE, Some(ber::OCTET_STRING | ber::OCTET_STRING_IN_PIECES)) => {
                Some(Self::EncryptedPkcs8)
            }
            (ber::OID, _) | (ber::SEQUENCE, Some(ber::SEQUENCE)) => Some(Self::Certificates),
            _ => None,
        }
    }

    /// What it was before it was cut.
    fn of_start(octets: &[u8]) -> Option<Self> {
        let length = match octets {
            [ber::SEQUENCE, 0x80..=0xff, ..] => usize::from(octets[1] & 0x7f),
            _ => 0,
        };
        let fields = octets.get(2 + length..)?;
        let looks = octets[0] == ber::SEQUENCE && fields.starts_with(&[ber::INTEGER, 1, 3, ber::SEQUENCE]);
        looks.then_some(Self::Pkcs12)
    }

    pub(super) fn read(
        self,
        octets: &[u8],
        password: Option<&mut Encodings>,
        found: &mut Contents,
    ) -> Result<(), KeyFileError> {
        let container = if self == Self::Pkcs12 { Container::Pkcs12 } else { Container::Der };
        found.container.get_or_insert(container);
        // What comes behind is no part of it. For the bare keys and certificates, it is counted where they are read.
        let (value, trailing) = Value::first(octets)?;
        let counted = matches!(self, Self::Pkcs8 | Self::Pkcs1 | Self::EcKey);
        found.add_trailing(if counted { 0 } else { trailing });
        match self {
            Self::Pkcs12 => pkcs12::read(value.raw, password, found)?,
            Self::Pkcs8 => found.add_key(AnyKey::from_pkcs8(octets), Attributes::default()),
            Self::Pkcs1 => found.add_key(AnyKey::from_pkcs1(octets), Attributes::default()),
            Self::EcKey => found.add_key(AnyKey::from_sec1(octets), Attributes::default()),
            Self::EncryptedPkcs8 => {
                let key = ShroudedKey::read(&value)?;
                let mut budget = Budget::new();
                budget.charge(key.algorithm.cost())?;
                found.name_encryption(&key.algorithm);
                let octets = key.open(password.ok_or(KeyFileError::PasswordNeeded)?, &mut budget)?;
                found.add_key(AnyKey::from_pkcs8(&octets), Attributes::default());
            }
            Self::Certificates => match bundle::certificates(value.raw) {
                Ok(certificates) => {
                    for certificate in certificates {
                        found.add_certificate(certificate);
                    }
                }
                Err(CertificateError::TooLarge { limit }) => return Err(KeyFileError::TooLarge { limit }),
                Err(_) => return Err(KeyFileError::NotAKeyFile),
            },
        }
        Ok(())
    }
}
