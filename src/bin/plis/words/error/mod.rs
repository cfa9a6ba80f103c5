//! What the library refuses or cannot do, in words: a sentence, and what to do next.

pub(crate) mod desk;
pub(crate) mod keys;
mod quorum;
pub(crate) mod records;
pub(crate) mod registry;
pub(crate) mod run;
mod shares;
mod store;
mod system;
mod tokens;

use plis::{report::untrusted, time::TimeError};

pub(crate) use self::{
    keys::{why_not_proved, why_unreadable},
    run::left,
    store::{asks, why_not_stored},
    system::{remedy, system, system_words},
};
use super::Messages;

/// A sentence, and what to do next.
pub(crate) type Words = (String, Option<String>);

/// An instant that is not understood; `subject` is the option or the cell it stands in.
pub(crate) fn instant(subject: &str, error: &TimeError, say: &Messages) -> String {
    match error {
        TimeError::NotAnInstant { text } => say.usage_not_an_instant(subject, untrusted::text(text)),
        TimeError::ShortYear { text } => say.usage_short_year(untrusted::text(text)),
        TimeError::MonthFirst { text } => say.usage_month_first(untrusted::text(text)),
        TimeError::Contradictory { text } => say.usage_contradictory(untrusted::text(text)),
        TimeError::Skipped { text, zone } => say.usage_skipped(untrusted::text(text), *zone),
        TimeError::Ambiguous { text, zone, first, second } => {
            say.usage_ambiguous(untrusted::text(text), *zone, first.to_string(), second.to_string())
        }
        TimeError::UnknownZone { name } => say.usage_unknown_zone(untrusted::text(name)),
    }
}

/// What a limit counts, in words; its own name where there are none for it.
pub(crate) fn limit_words(name: &str, say: &Messages) -> String {
    match name {
        "recipients" => say.limit_recipients(),
        "header" => say.limit_header(),
        "nesting" => say.limit_nesting(),
        "attributes" => say.limit_attributes(),
        "gcm-content" => say.limit_gcm_content(),
        "integer" => say.limit_integer(),
        "name" => say.limit_name(),
        "text" => say.limit_text(),
        "shown-recipients" => say.limit_shown_recipients(),
        "key-file" => say.limit_key_file(),
        "iterations" => say.limit_iterations(),
        "key-work" => say.limit_key_work(),
        "scrypt-memory" => say.limit_scrypt_memory(),
        "token-patience" => say.limit_token_patience(),
        "rsa-bits" => say.limit_rsa_bits(),
        "register" => say.limit_register(),
        "rows" => say.limit_rows(),
        "spreadsheet" => say.limit_spreadsheet(),
        "xml-node" => say.limit_xml_node(),
        "cells" => say.limit_cells(),
        "cell-text" => say.limit_cell_text(),
        "journal-line" => say.limit_journal_line(),
        "time-stamp" => say.limit_time_stamp(),
        "archive-entries" => say.limit_archive_entries(),
        "archive-directory" => say.limit_archive_directory(),
        "archive-name" => say.limit_archive_name(),
        "archive-ratio" => say.limit_archive_ratio(),
        other => untrusted::text(other),
    }
}
