//! The header of an envelope, as types.

mod agreed;
mod encapsulated;
mod header;
mod named;

use std::{
    fmt,
    io::{self, Read},
    sync::Arc,
};

use const_oid::ObjectIdentifier;

use self::header::{EncryptedContentInfo, Header, content_info};
pub use super::{
    algorithm::{AlgorithmProblem, ContentEncryption, UnsupportedAlgorithm},
    armor::Armor,
    structure::Structure,
};
use super::{
    armor::{self, Opened},
    container::Container,
    content::{Content, several},
    credential::Credential,
};
pub use crate::x509::RecipientId;
use crate::{
    asn1::{
        stream::{BerError, Reader},
        tlv::id,
    },
    crypto::{Curve, KeyAgreement, KeyEncapsulation, KeyTransport},
};

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

/// One key wrapped by key agreement (RFC 5652 section 6.2.2, `RecipientEncryptedKey`): an info may have several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyAgreeRecipient {
    /// Whom it is for.
    pub id: RecipientId,
    /// How the key is wrapped and with what key of the sender's, or why that cannot be used.
    pub agreement: Result<(KeyAgreement, Arc<SenderKey>), UnsupportedAlgorithm>,
    /// The wrapped content-encryption key.
    pub encrypted_key: Vec<u8>,
    /// Name of the agreement (`ecdh-x963kdf-sha256-aes256-wrap`, `ecdh-hkdf-sha256-aes256-wrap`), or the OID that is not
    /// read.
    pub agreement_name: String,
}

/// The key that a sender made for a message, and what is derived from it is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderKey {
    /// Its curve, where the message names it.
    pub curve: Option<Curve>,
    /// Its public half, a point: a stranger's octets, until a provider has looked at them.
    pub point: Vec<u8>,
    /// The DER of ECC-CMS-SharedInfo (RFC 5753 section 7.2).
    pub info: Vec<u8>,
}

/// One key wrapped with an encapsulated secret (RFC 9629 section 3, `KEMRecipientInfo`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KemRecipient {
    /// Whom it is for.
    pub id: RecipientId,
    /// How the key is wrapped, and the DER of CMSORIforKEMOtherInfo that this is bound to; or why that cannot be used.
    pub encapsulation: Result<(KeyEncapsulation, Vec<u8>), UnsupportedAlgorithm>,
    /// The encapsulated secret: a stranger's octets, of any length.
    pub ciphertext: Vec<u8>,
    /// The wrapped content-encryption key.
    pub encrypted_key: Vec<u8>,
    /// Name of the encapsulation (`ml-kem-768-hkdf-sha256-aes256-wrap`), or the OID that is not read.
    pub encapsulation_name: String,
}

/// A recipient that is listed and passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherRecipient {
    /// A key agreement (RFC 5652 section 6.2.2) so malformed that it does not say whom it is for.
    KeyAgreement,
    /// A key-encryption key known beforehand (section 6.2.3).
    Kek,
    /// A password (section 6.2.4).
    Password,
    /// Another kind (section 6.2.5), or a key encapsulation so malformed that it does not say whom it is for.
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
    /// By key agreement.
    KeyAgree(KeyAgreeRecipient),
    /// By key encapsulation.
    Kem(KemRecipient),
    /// By other means.
    Other(OtherRecipient),
}

impl Recipient {
    /// Whom it is for; of other kinds nobody knows.
    pub const fn id(&self) -> Option<&RecipientId> {
        match self {
            Self::KeyTrans(recipient) => Some(&recipient.id),
            Self::KeyAgree(recipient) => Some(&recipient.id),
            Self::Kem(recipient) => Some(&recipient.id),
            Self::Other(_) => None,
        }
    }

    /// How its key is encrypted, by name.
    pub fn algorithm_name(&self) -> Option<&str> {
        match self {
            Self::KeyTrans(recipient) => Some(&recipient.transport_name),
            Self::KeyAgree(recipient) => Some(&recipient.agreement_name),
            Self::Kem(recipient) => Some(&recipient.encapsulation_name),
            Self::Other(_) => None,
        }
    }

    /// Why how its key is encrypted cannot be used.
    pub fn unsupported(&self) -> Option<&UnsupportedAlgorithm> {
        match self {
            Self::KeyTrans(recipient) => recipient.transport.as_ref().err(),
            Self::KeyAgree(recipient) => recipient.agreement.as_ref().err(),
            Self::Kem(recipient) => recipient.encapsulation.as_ref().err(),
            Self::Other(_) => None,
        }
    }
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
    ///
    /// # Errors
    ///
    /// [`EnvelopeError::NotAnEnvelope`] with what it is instead, [`EnvelopeError::Several`] for a text with more than
    /// one, [`EnvelopeError::Structure`] for its structure and for what reading gives.
    pub fn read<R: Read>(source: R) -> Result<(Self, Content<R>), EnvelopeError> {
        let not_an_envelope = |found| Err(EnvelopeError::NotAnEnvelope { found });
        let (armor, mut reader) = match armor::open(source)? {
            Opened::Message { armor, octets, buffer, filled } => {
                (armor, Reader::resume(octets, buffer, filled))
            }
            Opened::Empty => return not_an_envelope(FileKind::Empty),
            Opened::SomethingElse(None) => return not_an_envelope(FileKind::SomethingElse),
            Opened::SomethingElse(Some(container)) => return not_an_envelope(FileKind::Container(container)),
            Opened::Credential(credential) => return not_an_envelope(FileKind::Credential(credential)),
            Opened::Truncated => return Err(BerError::Truncated { offset: 0 }.into()),
        };
        let header = Self::header(&mut reader);
        let (structure, header, info) = header.map_err(|error| match error {
            EnvelopeError::Structure(BerError::Io(_)) => error,
            // What is wrong with a message says less than that it is not the only one of its file.
            _ => several(&mut reader).map_or(error, |count| EnvelopeError::Several { count }),
        })?;
        let content = Content::begin(reader, structure, header.attributes)?;
        let envelope = Self {
            structure,
            armor,
            encoding: if header.saw_ber || content.saw_ber() { Encoding::Ber } else { Encoding::Der },
            recipients: header.recipients,
            content_type: info.content_type,
            cipher: info.cipher,
            cipher_name: info.cipher_name,
            has_originator_info: header.has_originator_info,
        };
        Ok((envelope, content))
    }

    fn header<R: Read>(
        reader: &mut Reader<R>,
    ) -> Result<(Structure, Header, EncryptedContentInfo), EnvelopeError> {
        let structure = content_info(reader)?;
        reader.enter_a(id::CONTEXT | id::CONSTRUCTED, "content of the message")?;
        let mut header = Header::default();
        header.read(reader, structure)?;
        let info = EncryptedContentInfo::read(reader, structure)?;
        Ok((structure, header, info))
    }
}

/// What a file that is not an envelope is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Nothing at all.
    Empty,
    /// No CMS message.
    SomethingElse,
    /// Something of another type, made as CMS messages are; its type's OID.
    ContentType(String),
    /// A CMS message that is no envelope (RFC 5652, RFC 2315).
    Message {
        /// Its type's OID.
        oid: String,
        /// Its type's name.
        name: &'static str,
        /// It is a signature around an envelope.
        around_an_envelope: bool,
    },
    /// A container of files.
    Container(Container),
    /// Keys or certificates.
    Credential(Credential),
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing in it"),
            Self::SomethingElse => f.write_str("no CMS message"),
            Self::ContentType(oid) => write!(f, "a CMS message of type {oid}"),
            Self::Message { oid, name, around_an_envelope } => {
                let around = if *around_an_envelope { " around an envelope" } else { "" };
                write!(f, "{name} ({oid}){around}")
            }
            Self::Container(container) => f.write_str(container.name()),
            Self::Credential(credential) => f.write_str(credential.name()),
        }
    }
}

/// Why a header could not be read.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// It is something else.
    #[error("not an envelope: {found}")]
    NotAnEnvelope {
        /// What it is.
        found: FileKind,
    },
    /// The file holds other documents beside this message.
    #[error("one of {count} documents in its file")]
    Several {
        /// How many in all.
        count: u64,
    },
    /// It ends inside of the header, its structure is wrong, it is above a limit, or it could not be read.
    #[error(transparent)]
    Structure(#[from] BerError),
}

impl From<io::Error> for EnvelopeError {
    fn from(error: io::Error) -> Self {
        Self::Structure(BerError::Io(error))
    }
}
