//! Why a key file gives no key pair, and what a person should know of one that does.

use crate::{
    asn1::ber::BerError,
    crypto::KeyRejected,
    limits::{self, Limit},
    x509::{Certificate, CertificateError},
};

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
    /// A private key in it is neither an RSA key, nor one of a curve that is used or of ML-KEM; the OID of its
    /// algorithm or curve.
    #[error("a private key that is not used ({oid})")]
    KeyNotUsed {
        /// Algorithm of the key, or its curve.
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
    /// Its private keys are neither RSA keys, nor of curves that are used or of ML-KEM; the OID of the first one's algorithm
    /// or curve.
    #[error("neither an RSA key, nor one of a curve that is used or of ML-KEM ({oid})")]
    NotUsed {
        /// Algorithm of the key, or its curve.
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
    /// The numbers of the key do not make a key.
    #[error("inconsistent key")]
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
            KeyProblem::Rejected(KeyRejected::NotUsed { oid }) => Self::NotUsed { oid },
            KeyProblem::Rejected(_) => Self::InconsistentKey,
        }
    }
}

/// Why octets are not a private key that can be used.
#[derive(Debug)]
pub(crate) enum KeyProblem {
    Malformed(BerError),
    Rejected(KeyRejected),
}

impl From<BerError> for KeyProblem {
    fn from(error: BerError) -> Self {
        Self::Malformed(error)
    }
}

impl From<KeyProblem> for KeyRejected {
    fn from(problem: KeyProblem) -> Self {
        match problem {
            KeyProblem::Malformed(_) => Self::Malformed,
            KeyProblem::Rejected(rejected) => rejected,
        }
    }
}
