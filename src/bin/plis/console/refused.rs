//! Why somebody stays outside.

use axum::http::StatusCode;

/// Why somebody stays outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Host,
    Method,
    Prefetch,
    Spent,
    Stale,
    NoSession,
    CrossSite,
    Media,
    TooLarge,
    TooSlow,
    NoRoom,
    Malformed,
    FormToken,
    Internal,
}

impl Refused {
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Prefetch
            | Self::Spent
            | Self::Stale
            | Self::NoSession
            | Self::CrossSite
            | Self::FormToken => StatusCode::FORBIDDEN,
            Self::Media => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
