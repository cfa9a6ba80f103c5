//! The header of an envelope, as types.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Read},
};

use const_oid::{ObjectIdentifier, db};

use super::{
    algorithm::Identifier,
    armor::{self, Opened},
    container::Container,
    content::{Content, several},
    credential::Credential,
    structure::AUTHENTICATED_ATTRIBUTES,
};
pub use super::{
    algorithm::{AlgorithmProblem, ContentEncryption, UnsupportedAlgorithm},
    armor::Armor,
    structure::Structure,
};
use crate::{
    asn1::{
        self,
        stream::{BerError, Reader},
        tlv::{self, Bad, Walk, id},
    },
    crypto::KeyTransport,
    limits::{self, Limit},
    x509::{Name, Serial},
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

/// Whom a key transport is for (RFC 5652 section 6.2.1, `RecipientIdentifier`).
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl RecipientId {
    /// What the key identifier may stand for: the octets themselves and, where they are an OCTET STRING once or twice
    /// more, as some senders write them, what is in it.
    pub fn key_identifiers(&self) -> impl Iterator<Item = &[u8]> {
        let outer = match self {
            Self::IssuerAndSerialNumber { .. } => None,
            Self::SubjectKeyIdentifier(identifier) => Some(identifier.as_slice()),
        };
        std::iter::successors(outer, |identifier| {
            let mut walk = Walk::new(identifier);
            let inner = walk.expect(id::OCTET_STRING, "subject key identifier").ok()?;
            walk.is_empty().then_some(inner)
        })
        .take(3)
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
    ///
    /// # Errors
    ///
    /// [`EnvelopeError::NotAnEnvelope`] with what it is instead, [`EnvelopeError::Several`] for a text with more than
    /// one, [`EnvelopeError::Truncated`], [`EnvelopeError::Malformed`] and [`EnvelopeError::TooLarge`] for its
    /// structure, [`EnvelopeError::Io`] for what reading gives.
    pub fn read<R: Read>(source: R) -> Result<(Self, Content<R>), EnvelopeError> {
        let not_an_envelope = |found| Err(EnvelopeError::NotAnEnvelope { found });
        let (armor, mut reader) = match armor::open(source)? {
            Opened::Message { armor, octets, buffer, filled } => {
                (armor, Reader::resume(octets, buffer, filled))
            }
            Opened::Empty => return not_an_envelope(Found::Empty),
            Opened::SomethingElse(None) => return not_an_envelope(Found::SomethingElse),
            Opened::SomethingElse(Some(container)) => return not_an_envelope(Found::Container(container)),
            Opened::Credential(credential) => return not_an_envelope(Found::Credential(credential)),
            Opened::Truncated => return Err(EnvelopeError::Truncated { offset: 0 }),
        };
        let header = Self::header(&mut reader);
        let (structure, header, info) = header.map_err(|error| match error {
            EnvelopeError::Io(_) => error,
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
pub enum Found {
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

impl fmt::Display for Found {
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
        found: Found,
    },
    /// The file holds other documents beside this message.
    #[error("one of {count} documents in its file")]
    Several {
        /// How many in all.
        count: u64,
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

impl From<BerError> for EnvelopeError {
    fn from(error: BerError) -> Self {
        match error {
            BerError::Truncated { offset } => Self::Truncated { offset },
            BerError::Malformed { offset, what } => Self::Malformed { offset, what },
            BerError::TooLarge { limit } => Self::TooLarge { limit },
            BerError::Io(error) => Self::Io(error),
        }
    }
}

/// The beginning of a `ContentInfo` (RFC 5652 section 3), up to its type: what is no message ends here.
fn content_info<R: Read>(reader: &mut Reader<R>) -> Result<Structure, EnvelopeError> {
    let something_else = || EnvelopeError::NotAnEnvelope { found: Found::SomethingElse };
    // Octets that end here may be a message's; octets that are wrong here are none's.
    let judged = |error| match error {
        BerError::Malformed { .. } | BerError::TooLarge { .. } => something_else(),
        other => other.into(),
    };
    match reader.peek().map_err(judged)? {
        None => return Err(EnvelopeError::NotAnEnvelope { found: Found::Empty }),
        Some(header) if header.identifier == id::SEQUENCE => reader.enter(&header)?,
        Some(_) => return Err(something_else()),
    }
    let header = match reader.peek().map_err(judged)? {
        Some(header) if header.identifier == id::OID => header,
        _ => {
            let found = Credential::read(reader).map_or(Found::SomethingElse, Found::Credential);
            return Err(EnvelopeError::NotAnEnvelope { found });
        }
    };
    let octets = reader.collect(&header).map_err(judged)?;
    let oid = &octets[header.len..];
    if oid == db::rfc5911::ID_ENVELOPED_DATA.as_bytes() {
        Ok(Structure::Enveloped)
    } else if oid == db::rfc5911::ID_CT_AUTH_ENVELOPED_DATA.as_bytes() {
        Ok(Structure::AuthEnveloped)
    } else {
        let name = OTHER_MESSAGES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name);
        let oid = asn1::oid::dotted(oid);
        let Some(name) = name else {
            return Err(EnvelopeError::NotAnEnvelope { found: Found::ContentType(oid) });
        };
        let around_an_envelope = name == SIGNED && signs_an_envelope(reader).unwrap_or(false);
        Err(EnvelopeError::NotAnEnvelope { found: Found::Message { oid, name, around_an_envelope } })
    }
}

const SIGNED: &str = "SignedData";

/// Content types of RFC 5652, RFC 2315 and RFC 3274 that are no envelopes.
const OTHER_MESSAGES: [(&[u8], &str); 8] = [
    // 1.2.840.113549.1.7, PKCS #7.
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", "Data"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", SIGNED),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x04", "SignedAndEnvelopedData"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x05", "DigestedData"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06", "EncryptedData"),
    // 1.2.840.113549.1.9.16.1, S/MIME content types.
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x02", "AuthenticatedData"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09", "CompressedData"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x1f", "TimestampedData"),
];

/// Whether what a SignedData signs is an envelope (RFC 5652 section 5.1), by its content's type.
fn signs_an_envelope<R: Read>(reader: &mut Reader<R>) -> Result<bool, BerError> {
    reader.enter_a(id::CONTEXT | id::CONSTRUCTED, "content of the message")?;
    reader.enter_a(id::SEQUENCE, "signed data")?;
    for field in ["version", "digest algorithms"] {
        let header = reader.expect(field)?;
        reader.skip(&header)?;
    }
    reader.enter_a(id::SEQUENCE, "signed content")?;
    let header = reader.expect("content type")?;
    let octets = reader.collect(&header)?;
    let oid = &octets[header.len..];
    Ok(oid == db::rfc5911::ID_ENVELOPED_DATA.as_bytes()
        || oid == db::rfc5911::ID_CT_AUTH_ENVELOPED_DATA.as_bytes())
}

/// What stands before the encrypted content.
#[derive(Debug, Default)]
struct Header {
    recipients: Vec<Recipient>,
    /// Authenticated attributes that a sender put before the content; their place is after it.
    attributes: Option<Vec<u8>>,
    has_originator_info: bool,
    saw_ber: bool,
}

impl Header {
    /// `EnvelopedData` (RFC 5652 section 6.1) or `AuthEnvelopedData` (RFC 5083 section 2.1), up to `EncryptedContentInfo`.
    fn read<R: Read>(&mut self, reader: &mut Reader<R>, structure: Structure) -> Result<(), EnvelopeError> {
        reader.enter_a(id::SEQUENCE, structure.name())?;
        let version = reader.expect("version")?;
        if version.identifier != id::INTEGER {
            return Err(reader.malformed("version").into());
        }
        reader.skip(&version)?;
        let originator = reader.expect("recipients")?;
        if originator.identifier == ORIGINATOR_INFO {
            self.has_originator_info = true;
            reader.skip(&originator)?;
        }
        reader.enter_a(id::SET, "recipients")?;
        while let Some(header) = reader.peek()? {
            if self.recipients.len() as u64 >= limits::RECIPIENTS.value {
                return Err(EnvelopeError::TooLarge { limit: limits::RECIPIENTS });
            }
            let recipient = self.recipient(reader, &header)?;
            self.recipients.push(recipient);
        }
        reader.leave()?;
        let attributes = reader.expect("encrypted content")?;
        if attributes.identifier == AUTHENTICATED_ATTRIBUTES && structure == Structure::AuthEnveloped {
            self.attributes = Some(reader.collect(&attributes)?);
        }
        Ok(())
    }

    /// `RecipientInfo` (RFC 5652 section 6.2): read when it is a key transport, passed over otherwise.
    fn recipient<R: Read>(
        &mut self,
        reader: &mut Reader<R>,
        header: &asn1::header::Header,
    ) -> Result<Recipient, EnvelopeError> {
        let other = match header.identifier {
            id::SEQUENCE => {
                let octets = reader.collect(header)?;
                return Ok(self.key_transport(&octets));
            }
            0xa1 => OtherRecipient::KeyAgreement,
            0xa2 => OtherRecipient::Kek,
            0xa3 => OtherRecipient::Password,
            0x80..=0xbf => OtherRecipient::Other,
            _ => return Err(reader.malformed("recipient").into()),
        };
        reader.skip(header)?;
        Ok(Recipient::Other(other))
    }

    fn key_transport(&mut self, octets: &[u8]) -> Recipient {
        let unreadable = Recipient::Other(OtherRecipient::UnreadableKeyTransport);
        // Octets that do not hold together may still begin with whom they are for.
        let der = tlv::to_der(octets).unwrap_or(Cow::Borrowed(octets));
        self.saw_ber |= matches!(der, Cow::Owned(_));
        key_transport(&der).map_or(unreadable, Recipient::KeyTrans)
    }
}

/// `KeyTransRecipientInfo` (RFC 5652 section 6.2.1).
///
/// Once it has said whom it is for, what is wrong in it makes it unusable and no more.
fn key_transport(der: &[u8]) -> Result<KeyTransRecipient, Bad> {
    let mut fields = Walk::new(der).inside(id::SEQUENCE, "recipient")?;
    fields.expect(id::INTEGER, "version")?;
    let id = recipient_id(&mut fields)?;
    let algorithm = fields.inside(id::SEQUENCE, "key transport").and_then(Identifier::read);
    let encrypted_key = fields.expect(id::OCTET_STRING, "encrypted key");
    let (transport, transport_name) = match &algorithm {
        Ok(algorithm) if encrypted_key.is_ok() && fields.is_empty() => {
            (algorithm.key_transport(), algorithm.transport_name())
        }
        Ok(algorithm) => (
            Err(UnsupportedAlgorithm::new(algorithm.oid, AlgorithmProblem::Malformed)),
            algorithm.transport_name(),
        ),
        Err(_) => (Err(UnsupportedAlgorithm::new(&[], AlgorithmProblem::Malformed)), String::new()),
    };
    let encrypted_key = encrypted_key.unwrap_or_default().to_vec();
    Ok(KeyTransRecipient { id, transport, encrypted_key, transport_name })
}

/// `RecipientIdentifier` (RFC 5652 section 6.2.1).
fn recipient_id(fields: &mut Walk<'_>) -> Result<RecipientId, Bad> {
    let element = fields.any()?;
    match element.identifier {
        id::SEQUENCE => {
            let mut fields = Walk::new(element.value);
            let issuer = Name::from_der(fields.any()?.whole).map_err(|_| Bad { at: 0, what: "issuer" })?;
            let serial = fields.expect(id::INTEGER, "serial number")?;
            fields.end()?;
            if serial.is_empty() || serial.len() as u64 > limits::INTEGER.value {
                return Err(Bad { at: 0, what: "serial number" });
            }
            Ok(RecipientId::IssuerAndSerialNumber { issuer, serial: Serial::from_be_bytes(serial) })
        }
        id::CONTEXT => Ok(RecipientId::SubjectKeyIdentifier(element.value.to_vec())),
        // The same in pieces.
        0xa0 => {
            let mut pieces = Walk::new(element.value);
            let mut identifier = Vec::new();
            while !pieces.is_empty() {
                identifier.extend_from_slice(pieces.expect(id::OCTET_STRING, "subject key identifier")?);
            }
            Ok(RecipientId::SubjectKeyIdentifier(identifier))
        }
        _ => Err(Bad { at: 0, what: "recipient identifier" }),
    }
}

/// `EncryptedContentInfo` (RFC 5652 section 6.1), up to the content.
struct EncryptedContentInfo {
    content_type: ObjectIdentifier,
    cipher: Result<ContentEncryption, UnsupportedAlgorithm>,
    cipher_name: String,
}

impl EncryptedContentInfo {
    fn read<R: Read>(reader: &mut Reader<R>, structure: Structure) -> Result<Self, EnvelopeError> {
        reader.enter_a(id::SEQUENCE, "encrypted content")?;
        let header = reader.expect("content type")?;
        let offset = reader.offset();
        let octets = reader.collect(&header)?;
        let content_type = ObjectIdentifier::from_bytes(&octets[header.len..])
            .ok()
            .filter(|_| header.identifier == id::OID)
            .ok_or(EnvelopeError::Malformed { offset, what: "content type" })?;
        let header = reader.expect("content-encryption algorithm")?;
        let offset = reader.offset();
        let octets = reader.collect(&header)?;
        let malformed = |_: Bad| EnvelopeError::Malformed { offset, what: "content-encryption algorithm" };
        let der = tlv::to_der(&octets).map_err(malformed)?;
        let algorithm = Walk::new(&der)
            .inside(id::SEQUENCE, "content-encryption algorithm")
            .and_then(Identifier::read)
            .map_err(malformed)?;
        let cipher = algorithm.content_encryption(structure);
        Ok(Self { content_type, cipher, cipher_name: algorithm.cipher_name() })
    }
}

/// `originatorInfo [0]`.
const ORIGINATOR_INFO: u8 = id::CONTEXT | id::CONSTRUCTED;
