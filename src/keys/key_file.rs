//! A key file of any kind: what it is, what it holds, and why it cannot be read.

use crate::{
    keys::{Certificate, KeyPair},
    limits::Limit,
    secret::Password,
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
    /// A certificate in it cannot be read.
    #[error("a certificate that cannot be read")]
    UnreadableCertificate,
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

/// Reads a key file: PKCS#12 in DER or BER, or PEM, told apart by content.
///
/// A password is used only where the file needs one.
pub fn read_key_file(bytes: &[u8], password: Option<&Password>) -> Result<KeyFile, KeyFileError> {
    let _ = (bytes, password);
    unimplemented!()
}

/// Whether a key file cannot be read without a password. `false` also for what is not a key file.
pub fn needs_password(bytes: &[u8]) -> bool {
    let _ = bytes;
    unimplemented!()
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
