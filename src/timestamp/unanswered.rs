//! Why an authority gave no answer.

use serde::{Deserialize, Serialize};

use crate::fsx::SystemError;

/// Why an authority gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum AskError {
    /// This program was built without it.
    #[error("this build asks nobody")]
    NotBuilt,
    /// Its name leads nowhere, or nobody answers there.
    #[error("the authority cannot be reached: {error:?}")]
    Unreachable {
        /// What the system says.
        error: SystemError,
    },
    /// It does not show who it is, or the connection cannot be encrypted.
    #[error("no encrypted connection: {said}")]
    Encryption {
        /// What the library says.
        said: String,
    },
    /// It took too long.
    #[error("no answer within {seconds} s")]
    Slow {
        /// How long was waited.
        seconds: u64,
    },
    /// It sends elsewhere, which is not followed.
    #[error("it sends elsewhere (HTTP {status})")]
    Elsewhere {
        /// The status.
        status: u16,
    },
    /// It answers with an error of HTTP.
    #[error("it answers HTTP {status}")]
    Status {
        /// The status.
        status: u16,
    },
    /// What it sends is no answer of an authority.
    #[error("it sends {found:?}")]
    ContentType {
        /// What it says that it sends.
        found: String,
    },
    /// It sends more than any stamp is.
    #[error("it sends more than {limit} octets")]
    TooLarge {
        /// The bound.
        limit: u64,
    },
    /// It does not keep to HTTP, or hangs up.
    #[error("the connection broke: {said}")]
    Broken {
        /// What the library says.
        said: String,
    },
}

impl AskError {
    /// Its name in reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotBuilt => "not_built",
            Self::Unreachable { .. } => "unreachable",
            Self::Encryption { .. } => "encryption",
            Self::Slow { .. } => "slow",
            Self::Elsewhere { .. } => "elsewhere",
            Self::Status { .. } => "status",
            Self::ContentType { .. } => "content_type",
            Self::TooLarge { .. } => "too_large",
            Self::Broken { .. } => "broken",
        }
    }
}

/// Who asks an authority: gives what it answers to a request in DER.
pub type Asks<'a> = dyn FnMut(&[u8]) -> Result<Vec<u8>, AskError> + 'a;
