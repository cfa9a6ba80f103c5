//! Sealing: a stream of any size to EnvelopedData or AuthEnvelopedData.

use std::io::{self, Read, Write};

use cms::{
    cert::IssuerAndSerialNumber,
    content_info::CmsVersion,
    enveloped_data::{KeyTransRecipientInfo, RecipientIdentifier},
};
use const_oid::{ObjectIdentifier, db};
use der::{
    Any, Decode as _, Encode as _,
    asn1::{Null, OctetString},
};
use x509_cert::{
    ext::pkix::SubjectKeyIdentifier, serial_number::SerialNumber, spki::AlgorithmIdentifierOwned,
};

use super::{
    algorithm::{self, oid},
    armor::{ALPHABET, Armor},
};
use crate::{
    asn1::{id, write::der_header},
    crypto::{CipherRejected, ContentCipher, Encryptor, Hash, KeyRejected, KeyTransport, Provider},
    limits::{self, Limit},
    secret::{ContentKey, in_the_clear},
    x509::{Name, Serial},
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
    /// What its algorithm says of the ways to encrypt to it.
    pub transport: &'a TransportRule,
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
}

impl TransportRule {
    /// The rule of id-RSAES-OAEP with the DER of its parameters; none, or ones that are not read, leave all hashes free.
    pub(crate) fn of_oaep(parameters: &[u8]) -> Self {
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
            (Self::Any | Self::Oaep, _) => Some(asked),
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
            // RFC 5652 section 6.1: 2 as soon as a recipient is not named by issuer and serial number.
            Identifier::Ski if !options.cipher.is_aead() => 2,
            _ => 0,
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

/// Octets that are encrypted at once, and of a piece where the length is not told.
const PIECE: usize = 256 << 10;

/// Octets of a tag (RFC 5084 section 3.2).
const TAG: u64 = 16;

/// A message, but for its content.
struct Message {
    cipher: ContentCipher,
    version: u8,
    /// `RecipientInfos`, in DER.
    recipients: Vec<u8>,
    /// `ContentEncryptionAlgorithmIdentifier`, in DER.
    algorithm: Vec<u8>,
    /// Octets of the plaintext.
    length: Option<u64>,
}

impl Message {
    /// Everything before the octets of the encrypted content.
    fn before(&self) -> Vec<u8> {
        let (content_type, structure_type) = if self.cipher.is_aead() {
            (db::rfc5911::ID_DATA, db::rfc5911::ID_CT_AUTH_ENVELOPED_DATA)
        } else {
            (db::rfc5911::ID_DATA, db::rfc5911::ID_ENVELOPED_DATA)
        };
        // From the inside out: RFC 5652 sections 6.1 and 3, RFC 5083 section 2.1.
        let encrypted = self.length.map(|length| {
            if self.cipher.is_aead() { length } else { (length - length % BLOCK).saturating_add(BLOCK) }
        });
        let mut octets = match encrypted {
            Some(length) => der_header(id::CONTEXT, length),
            None => vec![id::CONTEXT | id::CONSTRUCTED, INDEFINITE],
        };
        let info = [object_identifier(content_type), self.algorithm.clone()].concat();
        wrap(id::SEQUENCE, &info, &mut octets, encrypted);
        let fields = [vec![id::INTEGER, 1, self.version], self.recipients.clone()].concat();
        let mac = if self.cipher.is_aead() { TAG + 2 } else { 0 };
        let rest = encrypted.map(|length| length.saturating_add(mac));
        wrap(id::SEQUENCE, &fields, &mut octets, rest);
        wrap(id::CONTEXT | id::CONSTRUCTED, &[], &mut octets, rest);
        wrap(id::SEQUENCE, &object_identifier(structure_type), &mut octets, rest);
        octets
    }

    /// The encrypted content; the octets of the plaintext, and the tag.
    fn content<R: Read>(
        &self,
        mut encryptor: Box<dyn Encryptor>,
        mut content: R,
        out: &mut Armored<'_>,
    ) -> Result<(u64, Vec<u8>), SealError> {
        let mut piece = vec![0; PIECE];
        let mut total = 0;
        loop {
            let filled = fill(&mut content, &mut piece).map_err(SealError::Io)?;
            total += filled as u64;
            if self.cipher.is_aead() && total > limits::GCM_CONTENT.value {
                return Err(SealError::TooLarge { limit: limits::GCM_CONTENT });
            }
            let ended = filled < piece.len();
            if let Some(expected) = self.length
                && (total > expected || (ended && total < expected))
            {
                return Err(SealError::Length { expected, found: total });
            }
            if ended {
                piece.truncate(filled);
                let tag = encryptor.finish(&mut piece);
                self.write_piece(&piece, out)?;
                return Ok((total, tag));
            }
            encryptor.update(&mut piece);
            self.write_piece(&piece, out)?;
        }
    }

    fn write_piece(&self, piece: &[u8], out: &mut Armored<'_>) -> Result<(), SealError> {
        if self.length.is_none() && !piece.is_empty() {
            out.write(&der_header(id::OCTET_STRING, piece.len() as u64)).map_err(SealError::Sink)?;
        }
        out.write(piece).map_err(SealError::Sink)
    }

    /// Everything after the octets of the encrypted content.
    fn after(&self, tag: &[u8]) -> Vec<u8> {
        let ends = |count: usize| if self.length.is_none() { vec![0; count * 2] } else { Vec::new() };
        // The content and its info; the tag; the structure, the `[0]` around it and the message.
        let mut octets = ends(2);
        if self.cipher.is_aead() {
            octets.extend(der_header(id::OCTET_STRING, tag.len() as u64));
            octets.extend_from_slice(tag);
        }
        octets.extend(ends(3));
        octets
    }
}

const BLOCK: u64 = 16;

/// The length octet that says "until end-of-contents".
const INDEFINITE: u8 = 0x80;

/// Puts a header and first fields before octets of which `after` more follow; no end is known without it.
fn wrap(identifier: u8, fields: &[u8], octets: &mut Vec<u8>, after: Option<u64>) {
    let mut wrapped = match after {
        Some(after) => der_header(identifier, after.saturating_add((fields.len() + octets.len()) as u64)),
        None => vec![identifier, INDEFINITE],
    };
    wrapped.extend_from_slice(fields);
    wrapped.append(octets);
    *octets = wrapped;
}

/// `RecipientInfos` (RFC 5652 section 6.2), in the order DER gives a SET OF.
fn recipient_infos(
    provider: &dyn Provider,
    recipients: &[SealRecipient<'_>],
    options: &SealOptions,
    key: &ContentKey,
) -> Result<Vec<u8>, SealError> {
    let mut infos = Vec::with_capacity(recipients.len());
    for (index, recipient) in recipients.iter().enumerate() {
        let unnamed = |_: der::Error| SealError::Certificate { index };
        let (version, rid) = match options.identifier {
            Identifier::IssuerAndSerial => {
                let issuer = x509_cert::name::Name::from_der(recipient.issuer.der()).map_err(unnamed)?;
                let serial_number = SerialNumber::new(recipient.serial.as_bytes()).map_err(unnamed)?;
                let rid = IssuerAndSerialNumber { issuer, serial_number };
                (CmsVersion::V0, RecipientIdentifier::IssuerAndSerialNumber(rid))
            }
            Identifier::Ski => {
                let ski = recipient.ski.ok_or(SealError::NoKeyIdentifier { index })?;
                let ski = SubjectKeyIdentifier(OctetString::new(ski).map_err(unnamed)?);
                (CmsVersion::V2, RecipientIdentifier::SubjectKeyIdentifier(ski))
            }
        };
        let transport =
            recipient.transport.choose(&options.transport).ok_or(SealError::OaepOnly { index })?;
        let encrypted_key = provider
            .wrap(recipient.public_key, transport, key)
            .map_err(|source| SealError::Key { index, source })?;
        let info = KeyTransRecipientInfo {
            version,
            rid,
            key_enc_alg: transport_algorithm(transport).map_err(unnamed)?,
            enc_key: OctetString::new(encrypted_key).map_err(unnamed)?,
        };
        infos.push(info.to_der().map_err(unnamed)?);
    }
    infos.sort_unstable();
    Ok(value(id::SET, &[&infos.concat()]))
}

/// `KeyEncryptionAlgorithmIdentifier` of RFC 3370 section 4.2.1, or RFC 8017 appendix A.2.1.
fn transport_algorithm(transport: &KeyTransport) -> der::Result<AlgorithmIdentifierOwned> {
    let (oid, parameters) = match transport {
        KeyTransport::RsaPkcs1v15 => (oid::RSA_ENCRYPTION, Any::encode_from(&Null)?),
        KeyTransport::RsaOaep { hash, mgf_hash, label } => {
            // What is the default is left out, as DER wants.
            let mut fields = Vec::new();
            if *hash != Hash::Sha1 {
                fields.push(value(EXPLICIT, &[&hash_algorithm(*hash)]));
            }
            if *mgf_hash != Hash::Sha1 {
                let mgf = value(id::SEQUENCE, &[&object_identifier(oid::MGF_1), &hash_algorithm(*mgf_hash)]);
                fields.push(value(EXPLICIT | 1, &[&mgf]));
            }
            if !label.is_empty() {
                let label = value(id::OCTET_STRING, &[label]);
                let source = value(id::SEQUENCE, &[&object_identifier(oid::P_SPECIFIED), &label]);
                fields.push(value(EXPLICIT | 2, &[&source]));
            }
            (oid::RSAES_OAEP, Any::from_der(&value(id::SEQUENCE, &[&fields.concat()]))?)
        }
    };
    Ok(AlgorithmIdentifierOwned { oid, parameters: Some(parameters) })
}

const EXPLICIT: u8 = id::CONTEXT | id::CONSTRUCTED;

fn hash_algorithm(hash: Hash) -> Vec<u8> {
    value(id::SEQUENCE, &[&object_identifier(algorithm::hash_oid(hash)), &[id::NULL, 0]])
}

/// `ContentEncryptionAlgorithmIdentifier` of RFC 3565 section 4.1, or RFC 5084 section 3.2.
fn content_algorithm(cipher: ContentCipher, iv: &[u8]) -> Vec<u8> {
    let iv = value(id::OCTET_STRING, &[iv]);
    let parameters = if cipher.is_aead() {
        value(id::SEQUENCE, &[&iv, &[id::INTEGER, 1, TAG.to_be_bytes()[7]]])
    } else {
        iv
    };
    value(id::SEQUENCE, &[&object_identifier(algorithm::cipher_oid(cipher)), &parameters])
}

fn object_identifier(oid: ObjectIdentifier) -> Vec<u8> {
    value(id::OID, &[oid.as_bytes()])
}

/// A value of definite length.
fn value(identifier: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut octets = der_header(identifier, length as u64);
    for part in parts {
        octets.extend_from_slice(part);
    }
    octets
}

fn random(len: usize) -> Result<Vec<u8>, SealError> {
    let mut octets = vec![0; len];
    getrandom::fill(&mut octets).map_err(|error| SealError::Random(io::Error::other(error)))?;
    Ok(octets)
}

/// Reads until `out` is full or the source ends.
fn fill<R: Read>(source: &mut R, out: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < out.len() {
        match source.read(&mut out[filled..]) {
            Ok(0) => break,
            Ok(some) => filled += some,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Writes a message as it is, or in PEM lines (RFC 7468 section 9).
struct Armored<'a> {
    sink: &'a mut dyn Write,
    pem: bool,
    /// Octets of a line that is not complete.
    line: Vec<u8>,
    written: u64,
}

impl<'a> Armored<'a> {
    fn new(sink: &'a mut dyn Write, armor: Armor) -> Self {
        Self { sink, pem: armor == Armor::Pem, line: Vec::with_capacity(LINE), written: 0 }
    }

    fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        if !self.pem {
            return self.put(octets);
        }
        if self.written == 0 {
            self.put(b"-----BEGIN CMS-----\n")?;
        }
        let mut rest = octets;
        let mut text = Vec::with_capacity(octets.len() / LINE * (LINE_TEXT + 1) + LINE_TEXT + 1);
        if !self.line.is_empty() {
            let missing = rest.len().min(LINE - self.line.len());
            self.line.extend_from_slice(&rest[..missing]);
            rest = &rest[missing..];
            if self.line.len() < LINE {
                return Ok(());
            }
            push_line(&mut text, &self.line);
            self.line.clear();
        }
        let lines = rest.chunks_exact(LINE);
        self.line.extend_from_slice(lines.remainder());
        lines.for_each(|line| push_line(&mut text, line));
        self.put(&text)
    }

    /// Ends the message; the octets written in all.
    fn finish(mut self) -> io::Result<u64> {
        if self.pem {
            let mut text = Vec::new();
            if !self.line.is_empty() {
                push_line(&mut text, &self.line);
            }
            text.extend_from_slice(b"-----END CMS-----\n");
            self.put(&text)?;
        }
        Ok(self.written)
    }

    fn put(&mut self, octets: &[u8]) -> io::Result<()> {
        self.sink.write_all(octets)?;
        self.written += octets.len() as u64;
        Ok(())
    }
}

/// Octets of a line, and characters they make.
const LINE: usize = 48;
const LINE_TEXT: usize = 64;

fn push_line(text: &mut Vec<u8>, octets: &[u8]) {
    let mut line = [b'='; LINE_TEXT + 1];
    let mut end = 0;
    for group in octets.chunks(3) {
        let mut values = [0; 3];
        values[..group.len()].copy_from_slice(group);
        let [a, b, c] = values;
        // One octet makes two characters, two make three (RFC 4648 section 4).
        let characters = [a >> 2, (a << 4 | b >> 4) & 63, (b << 2 | c >> 6) & 63, c & 63];
        for (place, value) in characters.iter().take(group.len() + 1).enumerate() {
            line[end + place] = ALPHABET[usize::from(*value)];
        }
        end += 4;
    }
    line[end] = b'\n';
    text.extend_from_slice(&line[..=end]);
}
