//! Tokens that give no key, in words.

use plis::{
    keys::token::{MODULE, PinFault, TokenError, UriError},
    report::untrusted,
};

use super::{Words, keys::why_rejected};
use crate::words::{Messages, outcome::device_words};

pub(super) fn address(given: &str, error: &UriError, say: &Messages) -> Words {
    let sentence = match error {
        UriError::Scheme => say.token_uri_scheme(given),
        UriError::Part { part } => say.token_uri_part(given, untrusted::text(part)),
        UriError::Twice { part } => say.token_uri_twice(given, untrusted::text(part)),
        UriError::Kind { kind } => say.token_uri_kind(given, untrusted::text(kind)),
        // It is not said again.
        UriError::Pin => return (say.token_uri_pin(), Some(say.token_uri_pin_hint())),
    };
    (sentence, Some(say.token_uri_hint()))
}

pub(super) fn token(given: &str, error: &TokenError, say: &Messages) -> Words {
    match error {
        TokenError::NotBuilt => (say.token_not_built(given), None),
        TokenError::NoModule => (say.token_no_module(given), Some(say.token_no_module_hint(MODULE))),
        TokenError::RelativeModule { path } => {
            (say.token_relative_module(untrusted::path(path)), Some(say.token_no_module_hint(MODULE)))
        }
        TokenError::Module { path, why } => {
            (say.token_module(untrusted::path(path), untrusted::text(why)), Some(say.token_module_hint()))
        }
        TokenError::NoToken { present } => {
            (say.token_none(given, list(present, say)), Some(say.token_none_hint()))
        }
        TokenError::SeveralTokens { named } => {
            (say.token_several(given, list(named, say)), Some(say.token_several_hint()))
        }
        TokenError::Pin(PinFault::Wrong) => (say.token_pin_wrong(given), Some(say.token_pin_wrong_hint())),
        TokenError::Pin(PinFault::LastTry) => (say.token_pin_last(given), Some(say.token_pin_last_hint())),
        TokenError::Pin(PinFault::Locked) => (say.token_pin_locked(given), Some(say.token_pin_locked_hint())),
        TokenError::Pin(PinFault::Expired) => (say.token_pin_expired(given), Some(say.token_pin_last_hint())),
        TokenError::NoKey { present } => {
            (say.token_no_key(given, list(present, say)), Some(say.token_no_key_hint()))
        }
        TokenError::NoCertificate { key } => {
            (say.token_no_certificate(given, untrusted::text(key)), Some(say.token_no_certificate_hint()))
        }
        TokenError::Rejected(error) => (say.token_rejected(given, why_rejected(error, say)), None),
        TokenError::Unavailable { fault, code } => (
            say.token_unavailable(given, device_words(*fault, code.as_deref(), say)),
            Some(say.token_none_hint()),
        ),
    }
}

/// Names that a device gives, or that there are none.
fn list(names: &[String], say: &Messages) -> String {
    if names.is_empty() {
        return say.token_nothing();
    }
    names.iter().map(|name| say.token_named(untrusted::text(name))).collect::<Vec<_>>().join(", ")
}
