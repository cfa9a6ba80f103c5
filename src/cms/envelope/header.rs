//! What stands before the content, field by field, in the order of the wire (RFC 5652 sections 3 and 6.1, RFC 5083).

use std::{borrow::Cow, io::Read};

use const_oid::{ObjectIdentifier, db};

use super::{
    AlgorithmProblem, ContentEncryption, EnvelopeError, FileKind, KeyTransRecipient, OtherRecipient,
    Recipient, Structure, UnsupportedAlgorithm,
    agreed::{self, KEY_AGREEMENT},
    encapsulated,
    named::recipient_id,
};
use crate::{
    asn1::{
        self,
        stream::{BerError, Reader},
        tlv::{self, Malformed, Walk, id},
    },
    cms::{algorithm::Identifier, credential::Credential, structure::AUTHENTICATED_ATTRIBUTES},
    limits,
};

/// The beginning of a `ContentInfo` (RFC 5652 section 3), up to its type: what is no message ends here.
pub(super) fn content_info<R: Read>(reader: &mut Reader<R>) -> Result<Structure, EnvelopeError> {
    let something_else = || EnvelopeError::NotAnEnvelope { found: FileKind::SomethingElse };
    // Octets that end here may be a message's; octets that are wrong here are none's.
    let judged = |error| match error {
        BerError::Malformed { .. } | BerError::TooLarge { .. } => something_else(),
        other => other.into(),
    };
    match reader.peek().map_err(judged)? {
        None => return Err(EnvelopeError::NotAnEnvelope { found: FileKind::Empty }),
        Some(header) if header.identifier == id::SEQUENCE => reader.enter(&header)?,
        Some(_) => return Err(something_else()),
    }
    let header = match reader.peek().map_err(judged)? {
        Some(header) if header.identifier == id::OID => header,
        _ => {
            let found = Credential::read(reader).map_or(FileKind::SomethingElse, FileKind::Credential);
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
            return Err(EnvelopeError::NotAnEnvelope { found: FileKind::ContentType(oid) });
        };
        let around_an_envelope = name == SIGNED && signs_an_envelope(reader).unwrap_or(false);
        Err(EnvelopeError::NotAnEnvelope { found: FileKind::Message { oid, name, around_an_envelope } })
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
pub(super) struct Header {
    pub(super) recipients: Vec<Recipient>,
    /// Authenticated attributes that a sender put before the content; their place is after it.
    pub(super) attributes: Option<Vec<u8>>,
    pub(super) has_originator_info: bool,
    pub(super) saw_ber: bool,
}

impl Header {
    /// `EnvelopedData` (RFC 5652 section 6.1) or `AuthEnvelopedData` (RFC 5083 section 2.1), up to `EncryptedContentInfo`.
    pub(super) fn read<R: Read>(
        &mut self,
        reader: &mut Reader<R>,
        structure: Structure,
    ) -> Result<(), EnvelopeError> {
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
            if self.recipients.len() >= MOST_RECIPIENTS {
                return Err(TOO_MANY.into());
            }
            if header.identifier == KEY_AGREEMENT {
                self.key_agreement(reader, &header)?;
                continue;
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

    /// `KeyAgreeRecipientInfo` (RFC 5652 section 6.2.2): as many recipients as it has encrypted keys.
    fn key_agreement<R: Read>(
        &mut self,
        reader: &mut Reader<R>,
        header: &asn1::header::Header,
    ) -> Result<(), EnvelopeError> {
        let octets = reader.collect(header)?;
        let der = self.der(&octets);
        self.recipients.extend(agreed::recipients(&der, MOST_RECIPIENTS - self.recipients.len()));
        if self.recipients.len() > MOST_RECIPIENTS { Err(TOO_MANY.into()) } else { Ok(()) }
    }

    /// `RecipientInfo` (RFC 5652 section 6.2): read when it is a key transport or a key encapsulation, passed over otherwise.
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
            encapsulated::OTHER => {
                let octets = reader.collect(header)?;
                return Ok(encapsulated::recipient(&self.der(&octets)));
            }
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
        key_transport(&self.der(octets)).map_or(unreadable, Recipient::KeyTrans)
    }

    /// An info in DER. Octets that do not hold together may still begin with whom they are for: they stay as they are.
    fn der<'a>(&mut self, octets: &'a [u8]) -> Cow<'a, [u8]> {
        let der = tlv::to_der(octets).unwrap_or(Cow::Borrowed(octets));
        self.saw_ber |= matches!(der, Cow::Owned(_));
        der
    }
}

/// `KeyTransRecipientInfo` (RFC 5652 section 6.2.1).
///
/// Once it has said whom it is for, what is wrong in it makes it unusable and no more.
fn key_transport(der: &[u8]) -> Result<KeyTransRecipient, Malformed> {
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

/// `EncryptedContentInfo` (RFC 5652 section 6.1), up to the content.
pub(super) struct EncryptedContentInfo {
    pub(super) content_type: ObjectIdentifier,
    pub(super) cipher: Result<ContentEncryption, UnsupportedAlgorithm>,
    pub(super) cipher_name: String,
}

impl EncryptedContentInfo {
    pub(super) fn read<R: Read>(reader: &mut Reader<R>, structure: Structure) -> Result<Self, EnvelopeError> {
        reader.enter_a(id::SEQUENCE, "encrypted content")?;
        let header = reader.expect("content type")?;
        let offset = reader.offset();
        let octets = reader.collect(&header)?;
        let content_type = ObjectIdentifier::from_bytes(&octets[header.len..])
            .ok()
            .filter(|_| header.identifier == id::OID)
            .ok_or(BerError::Malformed { offset, what: "content type" })?;
        let header = reader.expect("content-encryption algorithm")?;
        let offset = reader.offset();
        let octets = reader.collect(&header)?;
        let malformed = |_: Malformed| BerError::Malformed { offset, what: "content-encryption algorithm" };
        let der = tlv::to_der(&octets).map_err(malformed)?;
        let algorithm = Walk::new(&der)
            .inside(id::SEQUENCE, "content-encryption algorithm")
            .and_then(Identifier::read)
            .map_err(malformed)?;
        let cipher = algorithm.content_encryption(structure);
        Ok(Self { content_type, cipher, cipher_name: algorithm.cipher_name() })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a number that fits everywhere")]
const MOST_RECIPIENTS: usize = limits::RECIPIENTS.value as usize;

const TOO_MANY: BerError = BerError::TooLarge { limit: limits::RECIPIENTS };

/// `originatorInfo [0]`.
const ORIGINATOR_INFO: u8 = id::CONTEXT | id::CONSTRUCTED;
