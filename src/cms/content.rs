//! The content of an envelope, as a stream.

use std::{
    fmt,
    io::{self, Read},
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

use super::{
    algorithm::ContentEncryption,
    armor::Dearmored,
    structure::{AUTHENTICATED_ATTRIBUTES, Structure},
};
use crate::{
    asn1::{
        stream::{BerError, Reader},
        tlv::{self, Malformed, Walk, id},
    },
    crypto::Provider,
    limits,
    secret::{ContentKey, in_the_clear},
};

/// What a plaintext that passed its checks is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// An authentication tag was checked.
    Authenticated,
    /// Only the padding could be checked.
    PaddingOnly,
}

impl Integrity {
    /// `authenticated` or `padding_only`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authenticated => "authenticated",
            Self::PaddingOnly => "padding_only",
        }
    }
}

/// A content that was decrypted whole and passed every check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decrypted {
    /// Octets of the plaintext.
    pub bytes_out: u64,
    /// Octets of the file that were read in all.
    pub bytes_in: u64,
    /// Octets of the file after the end of the message, which were passed over.
    pub trailing_octets: u64,
    /// What the checks are worth.
    pub integrity: Integrity,
}

/// What a content shows without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentFacts {
    /// Octets of the file that were read in all.
    pub bytes_in: u64,
    /// Octets of the file after the end of the message, which were passed over.
    pub trailing_octets: u64,
    /// Octets of the encrypted content; `None` where it is absent.
    pub encrypted_len: Option<u64>,
    /// Strings the encrypted content is cut in.
    pub chunks: u64,
    /// Octets of the tag of AuthEnvelopedData.
    pub tag_len: Option<usize>,
    /// Authenticated attributes.
    pub authenticated_attributes: usize,
    /// Attributes that nothing protects.
    pub unprotected_attributes: usize,
}

/// The content of an envelope, not yet read.
#[derive(Debug)]
pub struct Content<R> {
    reader: Reader<Dearmored<R>>,
    structure: Structure,
    /// Whether there is an encrypted content at all.
    present: bool,
    /// Authenticated attributes, when they stand before it.
    attributes: Option<Vec<u8>>,
}

impl<R: Read> Content<R> {
    /// From a reader that has the algorithm of an `EncryptedContentInfo` behind it.
    pub(super) fn begin(
        mut reader: Reader<Dearmored<R>>,
        structure: Structure,
        attributes: Option<Vec<u8>>,
    ) -> Result<Self, BerError> {
        let header = reader.peek()?;
        match &header {
            // `encryptedContent [0] IMPLICIT OCTET STRING`, in one piece or in pieces. Some senders make it
            // EXPLICIT: one more constructed value around the pieces.
            Some(header) if header.identifier & !id::CONSTRUCTED == id::CONTEXT => {
                reader.enter_string(header)?;
            }
            Some(_) => return Err(reader.malformed("encrypted content")),
            None => {}
        }
        Ok(Self { reader, structure, present: header.is_some(), attributes })
    }

    pub(super) fn saw_ber(&self) -> bool {
        self.reader.saw_ber()
    }

    /// Streams the plaintext to `sink` in large pieces.
    ///
    /// Nobody may act on what the sink was given before this returns `Ok`: the checks come last. What is
    /// wrong in the structure is found, and told, in the same way whatever the key.
    ///
    /// # Errors
    ///
    /// [`ContentError::Corrupted`] when a check of the format fails, with any key;
    /// [`ContentError::Structure`] and [`ContentError::Several`] for its structure and for what reading gives,
    /// [`ContentError::Sink`] for what writing gives.
    pub fn decrypt(
        mut self,
        encryption: &ContentEncryption,
        provider: &dyn Provider,
        key: &ContentKey,
        buffer: &mut Buffer,
        sink: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<Decrypted, ContentError> {
        in_the_clear(|| self.decrypt_to(encryption, provider, key, buffer, sink))
            .map_err(|error| self.judged(error))
    }

    fn decrypt_to(
        &mut self,
        encryption: &ContentEncryption,
        provider: &dyn Provider,
        key: &ContentKey,
        buffer: &mut Buffer,
        sink: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<Decrypted, ContentError> {
        let ContentEncryption { cipher, iv, tag_len } = encryption;
        if !self.present {
            return Err(self.reader.malformed("encrypted content").into());
        }
        let Ok(mut decryptor) = provider.decryptor(*cipher, key, iv) else {
            self.reader.skip_string()?;
            self.end()?;
            return Err(ContentError::Corrupted);
        };
        let appended_tag = if self.structure == Structure::Enveloped { *tag_len } else { 0 };
        let Buffer { octets: room, used } = buffer;
        let mut held = 0;
        let mut bytes_out = 0;
        loop {
            held += self.reader.fill(&mut room[held..])?;
            *used = held.max(*used);
            if cipher.is_aead() && bytes_out + held as u64 > limits::GCM_CONTENT.value {
                return Err(BerError::TooLarge { limit: limits::GCM_CONTENT }.into());
            }
            if held < room.len() {
                break;
            }
            // What may be the last block, or the tag, waits.
            let ready = (held - appended_tag - LAST_BLOCK) / LAST_BLOCK * LAST_BLOCK;
            for piece in room[..ready].chunks_mut(PIECE) {
                decryptor.update(piece);
                sink(piece).map_err(ContentError::Sink)?;
            }
            bytes_out += ready as u64;
            room.copy_within(ready..held, 0);
            held -= ready;
        }
        let trailer = self.end()?;
        let rest_len = held.checked_sub(appended_tag).ok_or(ContentError::Corrupted)?;
        let (rest, appended_tag) = room[..held].split_at_mut(rest_len);
        let tag = match &trailer.tag {
            Some(tag) => tag.as_slice(),
            None => appended_tag,
        };
        let whole_blocks = cipher.is_aead() || (rest_len > 0 && rest_len % cipher.block_len() == 0);
        if tag.len() != *tag_len || !whole_blocks {
            return Err(ContentError::Corrupted);
        }
        let last = decryptor.finish(rest, &trailer.aad, tag).map_err(|_| ContentError::Corrupted)?;
        for piece in rest[..last].chunks(PIECE) {
            sink(piece).map_err(ContentError::Sink)?;
        }
        Ok(Decrypted {
            bytes_out: bytes_out + last as u64,
            bytes_in: trailer.file_octets,
            trailing_octets: trailer.trailing_octets,
            integrity: if cipher.is_aead() { Integrity::Authenticated } else { Integrity::PaddingOnly },
        })
    }

    /// Walks over the content without a key.
    ///
    /// # Errors
    ///
    /// The same as for [`Content::decrypt`], for its structure and for reading.
    pub fn skip(mut self) -> Result<ContentFacts, ContentError> {
        self.walk().map_err(|error| self.judged(error))
    }

    /// That the file holds no other document than this message: a mail or a text with several is no envelope.
    ///
    /// Reads on to the end of such a file; other files are not touched.
    ///
    /// # Errors
    ///
    /// [`ContentError::Several`] when it holds another one, [`ContentError::Structure`] for what reading gives.
    pub fn alone(mut self) -> Result<(), ContentError> {
        match several(&mut self.reader) {
            Some(count) => Err(ContentError::Several { count }),
            None => Ok(()),
        }
    }

    /// What is wrong with a message says less than that it is not the only one of its file.
    fn judged(&mut self, error: ContentError) -> ContentError {
        match error {
            ContentError::Structure(BerError::Io(_)) | ContentError::Sink(_) => error,
            _ => several(&mut self.reader).map_or(error, |count| ContentError::Several { count }),
        }
    }

    fn walk(&mut self) -> Result<ContentFacts, ContentError> {
        let encrypted_len = if self.present { Some(self.reader.skip_string()?) } else { None };
        let chunks = if self.present { self.reader.pieces() } else { 0 };
        let trailer = self.end()?;
        Ok(ContentFacts {
            bytes_in: trailer.file_octets,
            trailing_octets: trailer.trailing_octets,
            encrypted_len,
            chunks,
            tag_len: trailer.tag.map(|tag| tag.len()),
            authenticated_attributes: trailer.authenticated_attributes,
            unprotected_attributes: trailer.unprotected_attributes,
        })
    }

    /// Reads what follows the content, to the end of the file.
    fn end(&mut self) -> Result<Trailer, ContentError> {
        let reader = &mut self.reader;
        reader.bound_by(limits::ATTRIBUTES);
        reader.leave()?;
        let mut trailer = Trailer::default();
        let unprotected = match self.structure {
            // RFC 5652 section 6.1: `unprotectedAttrs [1]`.
            Structure::Enveloped => UNPROTECTED_ATTRIBUTES,
            // RFC 5083 section 2.1: `authAttrs [1]`, `mac`, `unauthAttrs [2]`.
            Structure::AuthEnveloped => {
                let header = reader.expect("authentication tag")?;
                if header.identifier == AUTHENTICATED_ATTRIBUTES {
                    if self.attributes.is_some() {
                        return Err(reader.malformed("authentication tag").into());
                    }
                    self.attributes = Some(reader.collect(&header)?);
                }
                trailer.tag = Some(tag(reader)?);
                UNAUTHENTICATED_ATTRIBUTES
            }
        };
        if let Some(attributes) = &self.attributes {
            // RFC 5083 section 2.2: what is authenticated is their DER, as a SET OF.
            trailer.aad = tlv::to_der_sorted(attributes).map_err(|_| reader.malformed("attributes"))?;
            trailer.authenticated_attributes =
                count(&trailer.aad).map_err(|_| reader.malformed("attributes"))?;
        }
        if let Some(header) = reader.peek()?
            && header.identifier == unprotected
        {
            let attributes = reader.collect(&header)?;
            trailer.unprotected_attributes = tlv::to_der(&attributes)
                .and_then(|attributes| count(&attributes))
                .map_err(|_| reader.malformed("attributes"))?;
        }
        // The structure, the `[0]` around it, and the ContentInfo.
        for _ in 0..3 {
            reader.leave()?;
        }
        let rest = reader.hand_over(Dearmored::finish)?;
        if rest.documents > 1 {
            return Err(ContentError::Several { count: rest.documents });
        }
        trailer.trailing_octets = rest.trailing;
        trailer.file_octets = reader.source().file_octets();
        Ok(trailer)
    }
}

/// Octets that are held back for the end of a content that is not an AEAD's.
const LAST_BLOCK: usize = 16;

/// Octets that are decrypted and handed over at once: what the caches hold.
const PIECE: usize = 256 << 10;

/// `unprotectedAttrs [1]`.
const UNPROTECTED_ATTRIBUTES: u8 = id::CONTEXT | id::CONSTRUCTED | 1;
/// `unauthAttrs [2]`.
const UNAUTHENTICATED_ATTRIBUTES: u8 = id::CONTEXT | id::CONSTRUCTED | 2;

/// What follows the content.
#[derive(Debug, Default)]
struct Trailer {
    aad: Vec<u8>,
    tag: Option<Vec<u8>>,
    authenticated_attributes: usize,
    unprotected_attributes: usize,
    file_octets: u64,
    trailing_octets: u64,
}

/// How many documents the file of a message holds, where that is more than one.
pub(super) fn several<R: Read>(reader: &mut Reader<Dearmored<R>>) -> Option<u64> {
    if !reader.source().may_hold_others() {
        return None;
    }
    let rest = reader.hand_over(Dearmored::finish).ok()?;
    Some(rest.documents).filter(|documents| *documents > 1)
}

/// `MessageAuthenticationCode` (RFC 5652 section 9.1).
fn tag<R: Read>(reader: &mut Reader<R>) -> Result<Vec<u8>, BerError> {
    let header = reader.expect("authentication tag")?;
    if header.identifier & !id::CONSTRUCTED != id::OCTET_STRING {
        return Err(reader.malformed("authentication tag"));
    }
    let octets = reader.collect(&header)?;
    let der = tlv::to_der(&octets).map_err(|_| reader.malformed("authentication tag"))?;
    let value = Walk::new(&der).expect(id::OCTET_STRING, "authentication tag");
    value.map(<[u8]>::to_vec).map_err(|_| reader.malformed("authentication tag"))
}

/// How many values there are in a value.
fn count(der: &[u8]) -> Result<usize, Malformed> {
    let mut members = Walk::new(Walk::new(der).any()?.value);
    let mut count = 0;
    while !members.is_empty() {
        members.any()?;
        count += 1;
    }
    Ok(count)
}

/// Memory that one worker decrypts in, from one envelope to the next; wiped on drop.
pub struct Buffer {
    octets: Vec<u8>,
    /// Octets that have held anything since it was made: what there is to wipe.
    used: usize,
}

impl Buffer {
    /// Octets of a buffer unless told otherwise.
    pub const SIZE: usize = 1 << 20;

    /// A buffer of the usual size.
    pub fn new() -> Self {
        Self::with_size(Self::SIZE)
    }

    /// A buffer of another size; at least 4 KiB.
    pub fn with_size(size: usize) -> Self {
        Self { octets: vec![0; size.max(4 << 10)], used: 0 }
    }

    /// Room for octets that a worker reads between two contents; wiped with the rest.
    pub(crate) fn scratch(&mut self) -> &mut [u8] {
        let room = self.octets.len().min(PIECE);
        self.used = self.used.max(room);
        &mut self.octets[..room]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.octets[..self.used].zeroize();
    }
}

impl Default for Buffer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({})", self.octets.len())
    }
}

/// Why a content could not be decrypted or walked over.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// A check failed. Which one is not told: key, padding, tag and content look the same.
    #[error("the content does not pass its check")]
    Corrupted,
    /// It ends too early, its structure is wrong whatever the key, it is above a limit, or it could not be read.
    #[error(transparent)]
    Structure(#[from] BerError),
    /// The file holds other documents beside this message.
    #[error("one of {count} documents in its file")]
    Several {
        /// How many in all.
        count: u64,
    },
    /// The sink refused the plaintext.
    #[error("cannot be written")]
    Sink(#[source] io::Error),
}
