//! The header of an envelope, as types.

use std::io::{self, Read};

use const_oid::ObjectIdentifier;

pub use super::{
    algorithm::{AlgorithmProblem, ContentEncryption, UnsupportedAlgorithm},
    armor::Armor,
};
use super::{
    content::Content,
    name::{Name, Serial},
};
use crate::{crypto::KeyTransport, limits::Limit};

/// Which of the two structures a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Structure {
    /// EnvelopedData (RFC 5652 section 6.1).
    Enveloped,
    /// AuthEnvelopedData (RFC 5083 section 2.1).
    AuthEnveloped,
}

impl Structure {
    /// `enveloped` or `auth_enveloped`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enveloped => "enveloped",
            Self::AuthEnveloped => "auth_enveloped",
        }
    }
}

/// Which encoding rules a message keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Definite lengths and primitive strings throughout.
    Der,
    /// Indefinite lengths, constructed strings, or both.
    Ber,
}

impl Encoding {
    /// `der` or `ber`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Der => "der",
            Self::Ber => "ber",
        }
    }
}

/// Whom a key transport is for (RFC 5652 section 6.2.1, `RecipientIdentifier`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RecipientId {
    /// The issuer and serial number of a certificate.
    IssuerAndSerialNumber {
        /// Who issued it.
        issuer: Name,
        /// Under which number.
        serial: Serial,
    },
    /// The subject key identifier of a certificate.
    SubjectKeyIdentifier(Vec<u8>),
}

/// One key transport (RFC 5652 section 6.2.1, `KeyTransRecipientInfo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTransRecipient {
    /// Whom it is for.
    pub id: RecipientId,
    /// How the key is encrypted, or why that cannot be used.
    pub transport: Result<KeyTransport, UnsupportedAlgorithm>,
    /// The encrypted content-encryption key.
    pub encrypted_key: Vec<u8>,
    /// Name of the transport (`rsaes-pkcs1-v1_5`, `rsaes-oaep-sha256`, `rsaes-oaep-sha256-mgf1-sha1`), or its OID.
    pub transport_name: String,
}

/// A recipient that is listed and passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherRecipient {
    /// Key agreement (RFC 5652 section 6.2.2).
    KeyAgreement,
    /// A key-encryption key known beforehand (section 6.2.3).
    Kek,
    /// A password (section 6.2.4).
    Password,
    /// Another kind (section 6.2.5).
    Other,
    /// A key transport so malformed that it does not say whom it is for.
    UnreadableKeyTransport,
}

impl OtherRecipient {
    /// `kari`, `kekri`, `pwri`, `ori` or `ktri`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyAgreement => "kari",
            Self::Kek => "kekri",
            Self::Password => "pwri",
            Self::Other => "ori",
            Self::UnreadableKeyTransport => "ktri",
        }
    }
}

/// A recipient of an envelope (RFC 5652 section 6.2, `RecipientInfo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// By key transport.
    KeyTrans(KeyTransRecipient),
    /// By other means.
    Other(OtherRecipient),
}

/// The header of an envelope: everything before its content.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Which structure.
    pub structure: Structure,
    /// What stood around it.
    pub armor: Armor,
    /// Encoding rules, as far as the header shows.
    pub encoding: Encoding,
    /// Recipients, in wire order.
    pub recipients: Vec<Recipient>,
    /// Type of the content, most often `id-data`.
    pub content_type: ObjectIdentifier,
    /// Content-encryption algorithm, or why it cannot be used.
    pub cipher: Result<ContentEncryption, UnsupportedAlgorithm>,
    /// Its name (`aes-256-gcm`), or its OID.
    pub cipher_name: String,
    /// Whether the sender gave certificates or revocation lists.
    pub has_originator_info: bool,
}

impl Envelope {
    /// Reads the header and leaves the reader at the content.
    pub fn read<R: Read>(_source: R) -> Result<(Self, Content<R>), EnvelopeError> {
        unimplemented!()
    }
}

/// What a file that is not an envelope is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing at all.
    Empty,
    /// No CMS message.
    SomethingElse,
    /// A CMS message of another type; its content type's OID.
    ContentType(String),
}

/// Why a header could not be read.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// It is something else.
    #[error("not an envelope: {found:?}")]
    NotAnEnvelope {
        /// What it is.
        found: Found,
    },
    /// It ends inside of the header.
    #[error("ends at octet {offset}, inside of the header")]
    Truncated {
        /// Octets of the message that are there.
        offset: u64,
    },
    /// It is an envelope, and its structure is wrong.
    #[error("malformed {what} at octet {offset}")]
    Malformed {
        /// Where, in octets of the message without its armour.
        offset: u64,
        /// What was expected there.
        what: &'static str,
    },
    /// It is above a limit.
    #[error("above the limit {} of {} {}", limit.name, limit.value, limit.unit)]
    TooLarge {
        /// Which limit.
        limit: Limit,
    },
    /// It could not be read.
    #[error("cannot be read")]
    Io(#[from] io::Error),
}
