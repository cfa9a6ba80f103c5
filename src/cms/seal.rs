//! Sealing: a stream of any size to EnvelopedData or AuthEnvelopedData.

use std::io::{self, Read, Write};

use super::{
    armor::Armor,
    name::{Name, Serial},
};
use crate::crypto::{CipherRejected, ContentCipher, KeyRejected, KeyTransport, Provider};

/// How recipients are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// By issuer and serial number.
    #[default]
    IssuerAndSerial,
    /// By subject key identifier.
    Ski,
}

/// What a sealed message is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealOptions {
    /// Content cipher: GCM makes AuthEnvelopedData, CBC makes EnvelopedData.
    pub cipher: ContentCipher,
    /// How the content-encryption key is encrypted to each recipient.
    pub transport: KeyTransport,
    /// How recipients are named.
    pub identifier: Identifier,
    /// [`Armor::Pem`] for PEM; [`Armor::Der`] for the octets themselves.
    pub armor: Armor,
}

impl Default for SealOptions {
    /// AES-256-GCM, RSAES-OAEP with SHA-256, by issuer and serial number, DER.
    fn default() -> Self {
        use crate::crypto::Hash;
        Self {
            cipher: ContentCipher::Aes256Gcm,
            transport: KeyTransport::RsaOaep {
                hash: Hash::Sha256,
                mgf_hash: Hash::Sha256,
                label: Vec::new(),
            },
            identifier: Identifier::default(),
            armor: Armor::Der,
        }
    }
}

/// Somebody a message is sealed to.
#[derive(Clone, Copy, Debug)]
pub struct SealRecipient<'a> {
    /// Issuer of the certificate.
    pub issuer: &'a Name,
    /// Its serial number.
    pub serial: &'a Serial,
    /// Its subject key identifier.
    pub ski: Option<&'a [u8]>,
    /// Its public key, a DER `SubjectPublicKeyInfo`.
    pub public_key: &'a [u8],
}

/// A message that was sealed whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Octets of the plaintext.
    pub bytes_in: u64,
    /// Octets written.
    pub bytes_out: u64,
}

/// Seals a content to its recipients: definite lengths (DER) when `length` is told, indefinite (BER) otherwise.
///
/// What `sink` was given is a message only after `Ok`.
pub fn seal<R: Read>(
    _provider: &dyn Provider,
    _recipients: &[SealRecipient<'_>],
    _options: &SealOptions,
    _length: Option<u64>,
    _content: R,
    _sink: &mut dyn Write,
) -> Result<Sealed, SealError> {
    unimplemented!()
}

/// Why a content could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is nobody to seal it to.
    #[error("no recipient")]
    NoRecipient,
    /// A recipient is to be named by a subject key identifier and has none.
    #[error("recipient {index} has no subject key identifier")]
    NoKeyIdentifier {
        /// Which recipient, from 0.
        index: usize,
    },
    /// A recipient's public key cannot be used.
    #[error("the public key of recipient {index} cannot be used")]
    Key {
        /// Which recipient, from 0.
        index: usize,
        /// What the provider says.
        source: KeyRejected,
    },
    /// A cipher that is read and never written.
    #[error("{} is never written", cipher.name())]
    CipherNotWritten {
        /// Which cipher.
        cipher: ContentCipher,
    },
    /// The provider does not start the cipher.
    #[error("the cipher does not start")]
    Cipher(#[from] CipherRejected),
    /// The content is not as long as was told.
    #[error("content of {found} octets where {expected} were told")]
    Length {
        /// Told.
        expected: u64,
        /// Read; at least, when it is more.
        found: u64,
    },
    /// The system gave no random octets.
    #[error("no random octets")]
    Random(#[source] io::Error),
    /// The content could not be read.
    #[error("the content cannot be read")]
    Io(#[source] io::Error),
    /// The message could not be written.
    #[error("the message cannot be written")]
    Sink(#[source] io::Error),
}
