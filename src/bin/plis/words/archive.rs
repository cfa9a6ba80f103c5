//! What is wrong with an archive, or with a file in one: a sentence, and what to do next.

use plis::depot::{ArchiveError, ArchiveFault};

use super::{Lang, Messages, error::limit_words, number};

/// The sentence of whatever it is.
pub(crate) fn why(error: ArchiveError, lang: Lang, say: &Messages) -> String {
    match error {
        ArchiveError::Fault(fault) => sentence(fault, say),
        ArchiveError::Method(method) => say.archive_method(method.to_string()),
        ArchiveError::TooLarge(limit) => {
            say.item_too_large(limit_words(limit.name, say), number::whole(lang, limit.value))
        }
    }
}

/// The sentence.
pub(crate) fn sentence(fault: ArchiveFault, say: &Messages) -> String {
    match fault {
        ArchiveFault::NoDirectory => say.archive_no_directory(),
        ArchiveFault::Directory => say.archive_directory(),
        ArchiveFault::Encrypted => say.archive_encrypted(),
        ArchiveFault::Name => say.archive_name(),
        ArchiveFault::Duplicate => say.archive_duplicate(),
        ArchiveFault::Overlapping => say.archive_overlapping(),
        ArchiveFault::CutOff => say.archive_cut_off(),
        ArchiveFault::Size => say.archive_size(),
        ArchiveFault::Checksum => say.archive_checksum(),
        ArchiveFault::Packing => say.archive_packing(),
        ArchiveFault::Changed => say.archive_changed(),
    }
}

/// What to do next.
pub(crate) fn advice(fault: ArchiveFault, say: &Messages) -> String {
    match fault {
        ArchiveFault::Encrypted => say.archive_encrypted_hint(),
        ArchiveFault::Name => say.archive_name_hint(),
        ArchiveFault::Duplicate => say.archive_duplicate_hint(),
        ArchiveFault::Changed => say.archive_changed_hint(),
        ArchiveFault::NoDirectory
        | ArchiveFault::Directory
        | ArchiveFault::Overlapping
        | ArchiveFault::CutOff
        | ArchiveFault::Size
        | ArchiveFault::Checksum
        | ArchiveFault::Packing => say.archive_download_hint(),
    }
}
