//! A key file of any kind: what it is, what it holds, and why it cannot be read.

use super::{
    certificate::bundle,
    found::{Attributes, Found},
    password::Encodings,
    pbe::{Budget, ShroudedKey},
    pem, pem_keys, pkcs12,
    rsa_key::{self, AnyKey, KeyProblem, RsaKey},
};
use crate::{
    asn1::ber::{self, BerError, Value},
    crypto::KeyRejected,
    keys::{Certificate, CertificateError, KeyPair},
    limits::{self, Limit},
    secret::{Password, in_the_clear},
};

/// What a key file holds.
#[derive(Debug)]
pub struct KeyFile {
    /// Private keys with their certificates, in the file's order; never empty.
    pub pairs: Vec<KeyPair>,
    /// All other certificates, each once.
    pub certificates: Vec<Certificate>,
    /// What a person should know of it.
    pub warnings: Vec<KeyFileWarning>,
    /// How it is protected.
    pub scheme: KeyFileScheme,
    /// Octets after the end of the file's value, of a PEM block's, of a key's or of a certificate's: passed over.
    pub trailing_octets: u64,
}

impl KeyFile {
    /// The pair of a certificate: the one that is in the file, or its private key under this certificate, where the
    /// file has it under another one only (a certificate that was renewed on the same key).
    pub fn pair_of(&self, certificate: &Certificate) -> Option<KeyPair> {
        let own = self.pairs.iter().find(|pair| pair.certificate() == certificate);
        own.map(KeyPair::duplicate)
            .or_else(|| self.pairs.iter().find_map(|pair| pair.under(certificate.clone())))
    }
}

/// How a key file is protected, in names that people know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFileScheme {
    /// What it is.
    pub container: Container,
    /// The distinct encryptions in it, in the file's order; empty when all is in clear.
    pub encryption: Vec<String>,
    /// What its integrity rests on.
    pub mac: Option<String>,
}

/// What a key file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// PKCS#12 (RFC 7292).
    Pkcs12,
    /// PEM (RFC 7468).
    Pem,
    /// A bare DER private key.
    Der,
}

/// What a person should know of a key file that was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileWarning {
    /// Nothing shows that the file is whole and unchanged.
    #[error("no MAC: nothing shows that the file is unchanged")]
    NoMac,
    /// A private key in it has no certificate; the name it has there.
    #[error("a private key without its certificate")]
    OrphanKey {
        /// Its friendly name.
        friendly_name: Option<String>,
    },
    /// A private key in it is not an RSA key; its algorithm's OID.
    #[error("a private key that is not an RSA key (algorithm {oid})")]
    NotRsaKey {
        /// Algorithm of the key.
        oid: String,
    },
    /// A private key in it cannot be used, but another one can.
    #[error("a private key that cannot be used")]
    UnreadableKey,
    /// A certificate in it cannot be read.
    #[error("a certificate that cannot be read: {why}")]
    UnreadableCertificate {
        /// Why not; of the first one.
        why: CertificateError,
    },
    /// A certificate of a pair has a date that no calendar has: the nearest one stands in for it.
    #[error("a certificate with an impossible date")]
    DoubtfulDates,
    /// Octets after the end, which are passed over.
    #[error("{octets} octets after the end")]
    TrailingOctets {
        /// How many.
        octets: u64,
    },
    /// A friendly name is not a text.
    #[error("a friendly name that is not a text")]
    BadFriendlyName,
    /// Something else is kept in it (a secret key, a CRL...); its type's OID.
    #[error("passed over: {oid}")]
    PassedOver {
        /// Type of the bag.
        oid: String,
    },
}

/// Reads a key file: PKCS#12 in DER or BER, PEM, or a bare DER key, told apart by content.
///
/// A password is used only where the file needs one.
pub fn read_key_file(bytes: &[u8], password: Option<&Password>) -> Result<KeyFile, KeyFileError> {
    in_the_clear(|| {
        let mut encodings = password.map(Encodings::new);
        read(bytes, encodings.as_mut())?.finish()
    })
}

fn read(bytes: &[u8], password: Option<&mut Encodings>) -> Result<Found, KeyFileError> {
    if u64::try_from(bytes.len()).is_ok_and(|len| len > limits::KEY_FILE.value) {
        return Err(KeyFileError::TooLarge { limit: limits::KEY_FILE });
    }
    let mut found = Found::default();
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
            (ber::OBJECT_IDENTIFIER, _) | (ber::SEQUENCE, Some(ber::SEQUENCE)) => Some(Self::Certificates),
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
        found: &mut Found,
    ) -> Result<(), KeyFileError> {
        let container = if self == Self::Pkcs12 { Container::Pkcs12 } else { Container::Der };
        found.container.get_or_insert(container);
        // What comes behind is no part of it. For the bare keys and certificates, it is counted where they are read.
        let (value, trailing) = Value::first(octets)?;
        let counted = matches!(self, Self::Pkcs8 | Self::Pkcs1);
        found.add_trailing(if counted { 0 } else { trailing });
        match self {
            Self::Pkcs12 => pkcs12::read(value.raw, password, found)?,
            Self::Pkcs8 => found.add_key(AnyKey::from_pkcs8(octets), Attributes::default()),
            Self::Pkcs1 => found.add_key(RsaKey::from_pkcs1(octets).map(AnyKey::Rsa), Attributes::default()),
            Self::EcKey => found.add_key(Ok(AnyKey::Other(rsa_key::EC_PUBLIC_KEY)), Attributes::default()),
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

/// Why a key file gives no key pair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// It is protected, and no password was given.
    #[error("a password is needed")]
    PasswordNeeded,
    /// The password is not the file's, or the file is damaged: they cannot be told apart.
    #[error("wrong password, or damaged key file")]
    WrongPassword,
    /// Neither PKCS#12 nor PEM nor a private key.
    #[error("not a key file")]
    NotAKeyFile,
    /// It holds certificates only, or nothing.
    #[error("no private key")]
    NoPrivateKey {
        /// The certificates in it.
        certificates: Vec<Certificate>,
    },
    /// Its private keys are not RSA keys; the first one's algorithm OID.
    #[error("not an RSA key (algorithm {oid})")]
    NotRsa {
        /// Algorithm of the key.
        oid: String,
    },
    /// It is protected for Windows accounts (DPAPI-NG), and the password given, if any, is not another way in.
    #[error("protected for Windows accounts")]
    WindowsAccounts,
    /// The certificate of its private key is there, and cannot be read.
    #[error("a certificate that cannot be read: {why}")]
    UnreadableCertificate {
        /// Why not.
        why: CertificateError,
    },
    /// A MAC by PBMAC1 whose key is too short to show anything, or longer than any hash gives (RFC 9579 section 6).
    #[error("a PBMAC1 key of {octets} octets")]
    MacKeyLength {
        /// Octets of the key.
        octets: usize,
    },
    /// No certificate in it is that of its private key.
    #[error("no certificate for the private key")]
    NoMatchingCertificate {
        /// The certificates in it.
        certificates: Vec<Certificate>,
    },
    /// Its structure is broken.
    #[error("malformed key file: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// It rests on an algorithm that is not read.
    #[error("unsupported algorithm {oid}")]
    Unsupported {
        /// The algorithm.
        oid: String,
    },
    /// An algorithm in it has parameters that are never used in earnest.
    #[error("unacceptable parameters: {what}")]
    BadParameters {
        /// What is wrong.
        what: &'static str,
    },
    /// It asks for more than is given.
    #[error("over the limit {} of {} {}", limit.name, limit.value, limit.unit)]
    TooLarge {
        /// The bound.
        limit: Limit,
    },
    /// The RSA key is of a size that is not used.
    #[error("RSA key of {bits} bits")]
    KeySize {
        /// Bits of its modulus.
        bits: usize,
    },
    /// The numbers of the RSA key do not make a key.
    #[error("inconsistent RSA key")]
    InconsistentKey,
}

impl From<BerError> for KeyFileError {
    fn from(error: BerError) -> Self {
        match error {
            BerError::TooDeep => Self::TooLarge { limit: limits::NESTING },
            error => Self::Malformed { what: error.what() },
        }
    }
}

impl From<KeyProblem> for KeyFileError {
    fn from(problem: KeyProblem) -> Self {
        match problem {
            KeyProblem::Malformed(error) => error.into(),
            KeyProblem::Rejected(KeyRejected::Size { bits }) => Self::KeySize { bits },
            KeyProblem::Rejected(KeyRejected::NotRsa { oid }) => Self::NotRsa { oid },
            KeyProblem::Rejected(_) => Self::InconsistentKey,
        }
    }
}
