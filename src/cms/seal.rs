//! Sealing: a stream of any size to EnvelopedData or AuthEnvelopedData.

mod agreed;
mod armored;
mod encapsulated;
mod header;
mod message;

use std::io::{self, Read, Write};

use self::{
    armored::Armored,
    header::{content_algorithm, recipient_infos},
    message::Message,
};
use super::{algorithm, armor::Armor};
use crate::{
    crypto::{CipherRejected, ContentCipher, Curve, Hash, KeyRejected, KeyTransport, MlKem, Provider},
    limits::Limit,
    secret::{ContentKey, in_the_clear},
    x509::{Certificate, Name, Serial},
};

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
#[derive(Clone, Debug)]
pub struct SealRecipient<'a> {
    /// Issuer of the certificate.
    pub issuer: &'a Name,
    /// Its serial number.
    pub serial: &'a Serial,
    /// Its subject key identifier.
    pub ski: Option<&'a [u8]>,
    /// Its public key, a DER `SubjectPublicKeyInfo`.
    pub public_key: &'a [u8],
    /// What its algorithm says of the ways to encrypt to it.
    pub transport: TransportRule,
}

/// Whose key it is: by its issuer and serial number, or by its key identifier.
impl<'a> From<&'a Certificate> for SealRecipient<'a> {
    fn from(certificate: &'a Certificate) -> Self {
        Self {
            issuer: certificate.issuer(),
            serial: certificate.serial(),
            ski: certificate.ski(),
            public_key: certificate.public_key(),
            transport: TransportRule::of(certificate),
        }
    }
}

impl SealRecipient<'_> {
    /// The curve of a key that is agreed with.
    const fn curve(&self) -> Option<Curve> {
        match &self.transport {
            TransportRule::Agreement(curve) => Some(*curve),
            _ => None,
        }
    }

    /// The parameter set of a key that a secret is encapsulated for.
    const fn kem(&self) -> Option<MlKem> {
        match &self.transport {
            TransportRule::Encapsulation(kem) => Some(*kem),
            _ => None,
        }
    }
}

/// How a key may be encrypted to, by the algorithm its certificate names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportRule {
    /// In any way.
    Any,
    /// With RSAES-OAEP only (id-RSAES-OAEP, RFC 4055 section 4.1).
    Oaep,
    /// With RSAES-OAEP and these parameters, which the certificate names.
    OaepOf(KeyTransport),
    /// By key agreement on this curve, whatever transport is asked for (RFC 5753, RFC 8418).
    Agreement(Curve),
    /// By key encapsulation with this parameter set, whatever transport is asked for (RFC 9936).
    Encapsulation(MlKem),
}

impl TransportRule {
    /// The rule of a certificate's key. Parameters of id-RSAES-OAEP that are absent or not read leave all hashes free.
    pub fn of(certificate: &Certificate) -> Self {
        if let Some(curve) = certificate.curve() {
            return Self::Agreement(curve);
        }
        if let Some(kem) = certificate.kem() {
            return Self::Encapsulation(kem);
        }
        if certificate.key_algorithm() != algorithm::oid::RSAES_OAEP.to_string() {
            return Self::Any;
        }
        let parameters = certificate.key_parameters();
        match algorithm::oaep_parameters(parameters) {
            Ok(Ok(transport)) if !parameters.is_empty() => Self::OaepOf(transport),
            _ => Self::Oaep,
        }
    }

    /// The transport for a key of this rule when this one is asked for. `None` when it is not allowed.
    fn choose<'a>(&'a self, asked: &'a KeyTransport) -> Option<&'a KeyTransport> {
        match (self, asked) {
            (Self::Oaep | Self::OaepOf(_), KeyTransport::RsaPkcs1v15) => None,
            (Self::OaepOf(transport), _) => Some(transport),
            (Self::Any | Self::Oaep | Self::Agreement(_) | Self::Encapsulation(_), _) => Some(asked),
        }
    }
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
///
/// # Errors
///
/// [`SealError`]: what cannot be asked for before anything is written, what reading, the cipher or `sink` gives
/// afterwards; [`SealError::Length`] at the end, when the content was not as long as told.
pub fn seal<R: Read>(
    provider: &dyn Provider,
    recipients: &[SealRecipient<'_>],
    options: &SealOptions,
    length: Option<u64>,
    content: R,
    sink: &mut dyn Write,
) -> Result<Sealed, SealError> {
    in_the_clear(|| seal_message(provider, recipients, options, length, content, sink))
}

fn seal_message<R: Read>(
    provider: &dyn Provider,
    recipients: &[SealRecipient<'_>],
    options: &SealOptions,
    length: Option<u64>,
    content: R,
    sink: &mut dyn Write,
) -> Result<Sealed, SealError> {
    if recipients.is_empty() {
        return Err(SealError::NoRecipient);
    }
    if options.cipher == ContentCipher::DesEde3Cbc {
        return Err(SealError::CipherNotWritten { cipher: options.cipher });
    }
    let key = random(options.cipher.key_len()).map(ContentKey::new)?;
    let iv = random(if options.cipher.is_aead() { 12 } else { options.cipher.block_len() })?;
    let message = Message {
        cipher: options.cipher,
        recipients: recipient_infos(provider, recipients, options, &key)?,
        version: match options.identifier {
            _ if options.cipher.is_aead() => 0,
            // The same section: 3 as soon as a recipient is of another kind.
            _ if recipients.iter().any(|recipient| recipient.kem().is_some()) => 3,
            // RFC 5652 section 6.1: 2 as soon as a recipient is not named by issuer and serial number, or not by key
            // transport.
            Identifier::Ski => 2,
            Identifier::IssuerAndSerial if recipients.iter().any(|recipient| recipient.curve().is_some()) => {
                2
            }
            Identifier::IssuerAndSerial => 0,
        },
        algorithm: content_algorithm(options.cipher, &iv),
        length,
    };
    let encryptor = provider.encryptor(options.cipher, &key, &iv)?;
    let mut out = Armored::new(sink, options.armor);
    out.write(&message.before()).map_err(SealError::Sink)?;
    let (bytes_in, tag) = message.content(encryptor, content, &mut out)?;
    out.write(&message.after(&tag)).map_err(SealError::Sink)?;
    let bytes_out = out.finish().map_err(SealError::Sink)?;
    Ok(Sealed { bytes_in, bytes_out })
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
    /// A recipient's key is for RSAES-OAEP only (id-RSAES-OAEP, RFC 4055), and another transport was asked for.
    #[error("the key of recipient {index} is for RSAES-OAEP only")]
    OaepOnly {
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
    /// A recipient's certificate has an issuer or a serial number that RFC 5280 does not allow.
    #[error("the certificate of recipient {index} cannot be named")]
    Certificate {
        /// Which recipient, from 0.
        index: usize,
    },
    /// The content is above a limit.
    #[error("above the limit {} of {} {}", limit.name, limit.value, limit.unit)]
    TooLarge {
        /// Which limit.
        limit: Limit,
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

fn random(len: usize) -> Result<Vec<u8>, SealError> {
    let mut octets = vec![0; len];
    getrandom::fill(&mut octets).map_err(|error| SealError::Random(io::Error::other(error)))?;
    Ok(octets)
}
