//! What algorithm identifiers mean: key transports and content ciphers, with their parameters.

use crate::crypto::ContentCipher;

/// A content-encryption algorithm and its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentEncryption {
    /// The cipher.
    pub cipher: ContentCipher,
    /// Initialization vector or nonce.
    pub iv: Vec<u8>,
    /// Octets of the tag; 0 for a cipher that is not an AEAD.
    pub tag_len: usize,
}

/// An algorithm that cannot be used as it stands in the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} ({oid})")]
pub struct UnsupportedAlgorithm {
    /// Its object identifier, in dots.
    pub oid: String,
    /// The name people know it by, where there is one.
    pub name: Option<&'static str>,
    /// Why it cannot be used.
    pub problem: AlgorithmProblem,
}

/// Why an algorithm cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AlgorithmProblem {
    /// It is not read here.
    #[error("algorithm that is not read")]
    NotRead,
    /// It is known; its parameters, or what stands beside it, are not well-formed.
    #[error("algorithm with malformed parameters")]
    Malformed,
    /// AuthEnvelopedData with a cipher that authenticates nothing (RFC 5083 section 2.2).
    #[error("authenticated structure with an algorithm that does not authenticate")]
    NotAuthenticated,
}
