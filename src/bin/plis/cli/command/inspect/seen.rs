//! What a file says without any key, as values.

use std::{
    io::{self, Read},
    path::Path,
};

use plis::{
    asn1::stream::BerError,
    cms::{
        content::{ContentError, ContentFacts},
        envelope::{Envelope, EnvelopeError, FileKind, Recipient, RecipientId},
    },
    crypto::hex,
    depot::ArchiveError,
    fsx::{self, SystemError},
    opening::outcome::Reason,
    report::untrusted,
};
use serde::Serialize;

/// What a file says: a row of `plis.inspect/1`.
#[derive(Serialize)]
pub(super) struct Seen {
    pub(super) path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<Problem>,
    pub(super) bytes: Option<u64>,
    #[serde(flatten)]
    pub(super) header: Option<Header>,
    #[serde(flatten)]
    pub(super) content: Option<Content>,
}

/// Why a file says nothing, or not all.
#[derive(Serialize)]
pub(super) struct Problem {
    /// A reason code of the report.
    pub(super) reason: &'static str,
    /// Where it shows, in octets of the message without its armour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<u64>,
    /// Facts, in English.
    pub(super) detail: String,
    /// The same, where it is the system that refuses.
    #[serde(skip)]
    pub(super) system: Option<SystemError>,
    /// What the file is instead of one envelope.
    #[serde(skip)]
    pub(super) what: Option<Trouble>,
}

/// What a file is that is not one envelope, or that is not read.
pub(super) enum Trouble {
    Found(FileKind),
    Several(u64),
    Archive(ArchiveError),
}

#[derive(Serialize)]
pub(super) struct Header {
    pub(super) structure: &'static str,
    pub(super) armor: &'static str,
    pub(super) encoding: &'static str,
    pub(super) content_type: String,
    pub(super) content_cipher: String,
    pub(super) supported: bool,
    pub(super) tag_len: Option<usize>,
    pub(super) has_originator_info: bool,
    pub(super) recipients: Vec<Named>,
}

/// A recipient.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Named {
    IssuerAndSerialNumber { issuer: String, issuer_cn: Option<String>, serial: String, key_transport: String },
    SubjectKeyIdentifier { ski: String, key_transport: String },
    Other { other: &'static str },
}

#[derive(Serialize)]
pub(super) struct Content {
    pub(super) encrypted_bytes: Option<u64>,
    pub(super) chunks: u64,
    pub(super) authenticated_attributes: usize,
    pub(super) unprotected_attributes: usize,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) trailing_octets: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Seen {
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let problem = Some(Problem::unreadable(error));
        Self { path: untrusted::path(path), problem, bytes: None, header: None, content: None }
    }

    pub(super) fn of(path: &Path) -> Self {
        let file = fsx::open_regular(path);
        let bytes = file.as_ref().ok().and_then(|file| file.metadata().ok()).map(|data| data.len());
        Self::read(path, bytes, file)
    }

    pub(super) fn read(path: &Path, bytes: Option<u64>, opened: io::Result<impl Read>) -> Self {
        let path_shown = untrusted::path(path);
        let seen = |header, content, problem| Self { path: path_shown, problem, bytes, header, content };
        let octets = match opened {
            Ok(octets) => octets,
            Err(error) => return Self::unreadable(path, &error),
        };
        match read(octets) {
            Err(error) => seen(None, None, Some(Problem::of_header(&error))),
            Ok((header, Err(error))) => seen(Some(header), None, Some(Problem::of_content(&error))),
            Ok((header, Ok(facts))) => seen(Some(header.with(&facts)), Some(Content::of(&facts)), None),
        }
    }
}

fn read(octets: impl Read) -> Result<(Header, Result<ContentFacts, ContentError>), EnvelopeError> {
    let (envelope, content) = Envelope::read(octets)?;
    Ok((Header::of(&envelope), content.skip()))
}

impl Header {
    pub(super) fn of(envelope: &Envelope) -> Self {
        Self {
            structure: envelope.structure.name(),
            armor: envelope.armor.name(),
            encoding: envelope.encoding.name(),
            content_type: envelope.content_type.to_string(),
            content_cipher: envelope.cipher_name.clone(),
            supported: envelope.cipher.is_ok(),
            tag_len: envelope.cipher.as_ref().ok().map(|cipher| cipher.tag_len).filter(|len| *len > 0),
            has_originator_info: envelope.has_originator_info,
            recipients: envelope.recipients.iter().map(Named::of).collect(),
        }
    }

    pub(super) fn with(self, facts: &ContentFacts) -> Self {
        Self { tag_len: facts.tag_len.or(self.tag_len), ..self }
    }
}

impl Named {
    pub(super) fn of(recipient: &Recipient) -> Self {
        let (id, key_transport) = match recipient {
            Recipient::Other(other) => return Self::Other { other: other.code() },
            Recipient::KeyTrans(named) => (&named.id, named.transport_name.clone()),
            Recipient::KeyAgree(named) => (&named.id, named.agreement_name.clone()),
            Recipient::Kem(named) => (&named.id, named.encapsulation_name.clone()),
        };
        match id {
            RecipientId::IssuerAndSerialNumber { issuer, serial } => Self::IssuerAndSerialNumber {
                issuer: issuer.to_string(),
                issuer_cn: issuer.common_name(),
                serial: serial.to_string(),
                key_transport,
            },
            RecipientId::SubjectKeyIdentifier(ski) => {
                Self::SubjectKeyIdentifier { ski: hex(ski), key_transport }
            }
        }
    }
}

impl Content {
    pub(super) fn of(facts: &ContentFacts) -> Self {
        Self {
            encrypted_bytes: facts.encrypted_len,
            chunks: facts.chunks,
            authenticated_attributes: facts.authenticated_attributes,
            unprotected_attributes: facts.unprotected_attributes,
            trailing_octets: facts.trailing_octets,
        }
    }
}

impl Problem {
    pub(super) fn unreadable(error: &io::Error) -> Self {
        let archive = ArchiveError::of(error);
        Self {
            reason: archive.map_or(Reason::Unreadable, |error| Reason::of_archive(&error)).code(),
            offset: None,
            detail: error.to_string(),
            system: archive.is_none().then(|| error.into()),
            what: archive.map(Trouble::Archive),
        }
    }

    fn of_structure(error: &BerError) -> Self {
        let (reason, offset) = match error {
            BerError::Truncated { offset } => ("truncated", Some(*offset)),
            BerError::Malformed { offset, .. } => ("corrupted", Some(*offset)),
            BerError::TooLarge { .. } => ("too_large", None),
            BerError::Io(error) => return Self::unreadable(error),
        };
        Self { reason, offset, detail: error.to_string(), system: None, what: None }
    }

    pub(super) fn of_header(error: &EnvelopeError) -> Self {
        let (reason, offset) = match error {
            EnvelopeError::NotAnEnvelope {
                found: FileKind::Message { .. } | FileKind::Container(_) | FileKind::Credential(_),
            }
            | EnvelopeError::Several { .. } => ("unsupported", None),
            EnvelopeError::NotAnEnvelope { .. } => ("not_an_envelope", None),
            EnvelopeError::Structure(error) => return Self::of_structure(error),
        };
        let what = match error {
            EnvelopeError::NotAnEnvelope { found } => Some(Trouble::Found(found.clone())),
            EnvelopeError::Several { count } => Some(Trouble::Several(*count)),
            EnvelopeError::Structure(_) => None,
        };
        Self { reason, offset, detail: error.to_string(), system: None, what }
    }

    pub(super) fn of_content(error: &ContentError) -> Self {
        let (reason, offset) = match error {
            ContentError::Corrupted => ("corrupted", None),
            ContentError::Structure(error) => return Self::of_structure(error),
            ContentError::Several { .. } => ("unsupported", None),
            ContentError::Sink(error) => return Self::unreadable(error),
        };
        let what = match error {
            ContentError::Several { count } => Some(Trouble::Several(*count)),
            _ => None,
        };
        Self { reason, offset, detail: error.to_string(), system: None, what }
    }
}
