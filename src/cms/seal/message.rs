//! A message from its first octet to its last (RFC 5652 sections 3 and 6.1, RFC 5083 section 2.1).

use std::io::{self, Read};

use const_oid::db;

use super::{
    SealError,
    armored::Armored,
    header::{TAG, object_identifier},
};
use crate::{
    asn1::{id, write::der_header},
    crypto::{ContentCipher, Encryptor},
    limits,
};

/// Octets that are encrypted at once, and of a piece where the length is not told.
const PIECE: usize = 256 << 10;

/// A message, but for its content.
pub(super) struct Message {
    pub(super) cipher: ContentCipher,
    pub(super) version: u8,
    /// `RecipientInfos`, in DER.
    pub(super) recipients: Vec<u8>,
    /// `ContentEncryptionAlgorithmIdentifier`, in DER.
    pub(super) algorithm: Vec<u8>,
    /// Octets of the plaintext.
    pub(super) length: Option<u64>,
}

impl Message {
    /// Everything before the octets of the encrypted content.
    pub(super) fn before(&self) -> Vec<u8> {
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
    pub(super) fn content<R: Read>(
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
    pub(super) fn after(&self, tag: &[u8]) -> Vec<u8> {
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
