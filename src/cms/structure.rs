//! The two structures that envelopes have.

use serde::{Deserialize, Serialize};

use crate::asn1::tlv::id;

/// Which of the two structures a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// `authAttrs [1]`.
pub(super) const AUTHENTICATED_ATTRIBUTES: u8 = id::CONTEXT | id::CONSTRUCTED | 1;
