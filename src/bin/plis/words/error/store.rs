//! Keys of the certificate store that do not serve, in words.

use plis::{
    keys::token::windows::{StoreError, Stored, Thumbprint},
    report::untrusted,
};

use super::Words;
use crate::words::{Messages, Tongue};

pub(super) fn store(error: &StoreError, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    let hint = match error {
        StoreError::NotHere => say.store_not_here_hint(),
        StoreError::BadThumbprint { .. } => say.store_bad_thumbprint_hint(),
        StoreError::Missing { .. } => say.store_missing_hint(),
        StoreError::NotExportable { .. } => say.store_not_exportable_hint(),
        StoreError::Form => say.store_form_hint(),
        StoreError::Rejected(_) => return (why_not_stored(error, say), None),
        StoreError::System { .. } => say.store_system_hint(),
    };
    (why_not_stored(error, say), Some(hint))
}

/// The sentence alone.
pub(crate) fn why_not_stored(error: &StoreError, say: &Messages) -> String {
    match error {
        StoreError::NotHere => say.store_not_here(),
        StoreError::BadThumbprint { text } => say.store_bad_thumbprint(untrusted::text(text)),
        StoreError::Missing { thumbprint } => say.store_missing(thumbprint.to_string()),
        StoreError::NotExportable { provider } => say.store_not_exportable(untrusted::text(provider)),
        StoreError::Form => say.store_form(),
        StoreError::Rejected(_) => say.store_rejected(),
        StoreError::System { code } => say.store_system(format!("{code:#010x}")),
    }
}

/// Which keys there are, so that a person can say which is meant.
pub(super) fn which(found: &[Stored], tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    if found.is_empty() {
        return (say.store_empty(), Some(say.store_empty_hint()));
    }
    let one = |stored: &Stored| {
        let cn = stored.certificate.subject_cn().unwrap_or_default();
        say.store_one(untrusted::text(&cn), Thumbprint::of(&stored.certificate).to_string())
    };
    let list = found.iter().map(one).collect::<Vec<_>>().join(say.store_between().as_str());
    (say.store_which(found.len().to_string(), list), Some(say.store_which_hint()))
}

/// That the system asks the person, in a window of its own.
pub(crate) fn asks(key: &str, say: &Messages) -> String {
    say.store_asks(untrusted::text(key))
}
