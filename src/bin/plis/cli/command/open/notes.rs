//! What should be known before an opening runs, in words.

use std::path::Path;

use plis::{desk::open::OpeningNote, keys::KeyFileWarning, report::untrusted};

use crate::{
    cli::{Session, error::desk},
    words::{
        error::{asks, system, why_not_stored, why_unreadable},
        number,
    },
};

/// Says one of these things.
pub(super) fn tell(session: &Session, note: &OpeningNote<'_>) {
    let say = session.say();
    match note {
        OpeningNote::DigestsElsewhere { heading } => {
            session.warn(&say.register_digest_elsewhere(untrusted::text(heading)));
        }
        OpeningNote::KeyFile { path, warnings } => warn(session, path, warnings),
        OpeningNote::KeyWithoutFile { name } => {
            session.warn(&say.open_key_without_file(untrusted::text(name)));
        }
        OpeningNote::KeyWithoutShares { name, threshold, shares } => {
            let (threshold, shares) = (threshold.to_string(), shares.to_string());
            session.warn(&say.open_key_without_shares(untrusted::text(name), threshold, shares));
        }
        OpeningNote::KeyUnreadable { name, path, error } => {
            let (name, path) = (untrusted::text(name), untrusted::path(path));
            session.warn(&say.open_key_unreadable(name, path, system(error, say)));
        }
        OpeningNote::KeyNotStored { name, error } => {
            session.warn(&say.open_key_not_stored(untrusted::text(name), why_not_stored(error, say)));
        }
        OpeningNote::WaitsForThePerson { key } => session.note(&asks(key, say)),
        OpeningNote::KeyMismatch { name, path } => {
            session.warn(&say.open_key_mismatch(untrusted::path(path), untrusted::text(name)));
        }
        // For those who asked for more: nothing of the registry was named.
        OpeningNote::NoRegistry { home } if session.is_verbose() => {
            session.detail(&say.open_registry_none(untrusted::path(home)));
        }
        OpeningNote::RegistryUnreadable { home, error } if session.is_verbose() => {
            let sentence = desk::account(error, session.tongue()).sentence;
            session.detail(&say.open_registry_unreadable(untrusted::path(home), sentence));
        }
        OpeningNote::NoRegistry { .. } | OpeningNote::RegistryUnreadable { .. } => {}
    }
}

/// What a person should know of a key file, and of the keys in it.
pub(crate) fn warn(session: &Session, path: &Path, warnings: &[KeyFileWarning]) {
    let say = session.say();
    let shown = untrusted::path(path);
    for warning in warnings {
        match warning {
            KeyFileWarning::NoMac => session.warn(&say.key_file_warning_no_mac(&shown)),
            KeyFileWarning::OrphanKey { .. } => session.warn(&say.key_file_warning_orphan(&shown)),
            KeyFileWarning::KeyNotUsed { .. } => session.warn(&say.key_file_warning_not_used(&shown)),
            KeyFileWarning::UnreadableKey => session.warn(&say.key_file_warning_key(&shown)),
            KeyFileWarning::UnreadableCertificate { why } => {
                let why = why_unreadable(why, session.tongue());
                session.warn(&say.key_file_warning_certificate(&shown, why));
            }
            KeyFileWarning::DoubtfulDates => session.warn(&say.key_file_warning_dates(&shown)),
            KeyFileWarning::TrailingOctets { octets } => {
                session.warn(&say.key_file_warning_trailing(&shown, number::whole(session.lang(), *octets)));
            }
            KeyFileWarning::BadFriendlyName | KeyFileWarning::PassedOver { .. } => {
                session.detail(&format!("{shown}: {warning}"));
            }
        }
    }
}
