//! The content of an envelope, as a stream.

use std::{
    fmt,
    io::{self, Read},
};

use zeroize::Zeroizing;

use super::{algorithm::UnsupportedAlgorithm, envelope::Envelope};
use crate::{crypto::Provider, limits::Limit, secret::ContentKey};

/// What a plaintext that passed its checks is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// What the checks are worth.
    pub integrity: Integrity,
}

/// What a content shows without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentFacts {
    /// Octets of the file that were read in all.
    pub bytes_in: u64,
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
    source: R,
}

impl<R: Read> Content<R> {
    /// Streams the plaintext to `sink` in large pieces.
    ///
    /// Nobody may act on what the sink was given before this returns `Ok`: the checks come last.
    pub fn decrypt(
        self,
        _envelope: &Envelope,
        _provider: &dyn Provider,
        _key: &ContentKey,
        _buffer: &mut Buffer,
        _sink: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<Decrypted, ContentError> {
        unimplemented!()
    }

    /// Walks over the content without a key.
    pub fn skip(self) -> Result<ContentFacts, ContentError> {
        let _ = self.source;
        unimplemented!()
    }
}

/// Memory that one worker decrypts in, from one envelope to the next; wiped on drop.
pub struct Buffer(Zeroizing<Vec<u8>>);

impl Buffer {
    /// Octets of a buffer unless told otherwise.
    pub const SIZE: usize = 1 << 20;

    /// A buffer of the usual size.
    pub fn new() -> Self {
        Self(Zeroizing::new(vec![0; Self::SIZE]))
    }
}

impl Default for Buffer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({})", self.0.len())
    }
}

/// Why a content could not be decrypted or walked over.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// A check failed. Which one is not told: key, padding, tag and content look the same.
    #[error("the content does not pass its check")]
    Corrupted,
    /// It ends too early.
    #[error("ends at octet {offset}")]
    Truncated {
        /// Octets of the message that are there.
        offset: u64,
    },
    /// The structure is wrong, whatever the key.
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
    /// The header names a cipher that cannot be used.
    #[error(transparent)]
    Unsupported(UnsupportedAlgorithm),
    /// It could not be read.
    #[error("cannot be read")]
    Io(#[source] io::Error),
    /// The sink refused the plaintext.
    #[error("cannot be written")]
    Sink(#[source] io::Error),
}
