//! File systems that keep nobody out (FAT, exFAT, many shares): what is written there can be read by others.

use std::path::Path;

use plis::{fsx, report::untrusted};

use crate::cli::Session;

/// Says once, of something that was just written for its owner alone, that others can read it.
///
/// The file is looked at, not the file system's name: a share maps what it likes.
pub(crate) fn check(session: &Session, path: &Path) {
    if fsx::is_private(path).is_ok_and(|private| !private) {
        tell(session, path);
    }
}

/// The same, of what was looked at already.
pub(crate) fn tell(session: &Session, path: &Path) {
    session.warn(&session.say().privacy_none(untrusted::path(path)));
}
