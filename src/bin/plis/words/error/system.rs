//! What the system says, in the reader's words, and what can be done about it.

use std::io;

use plis::{
    fsx::{Fault, SystemError},
    report::untrusted,
};

use crate::words::Messages;

/// What the system said; our own words where it is not the system that speaks.
pub(crate) fn system(error: &io::Error, say: &Messages) -> String {
    let found = SystemError::from(error);
    match found {
        SystemError { fault: Fault::Other, code: None } => untrusted::text(&error.to_string()),
        _ => system_words(found, say),
    }
}

/// The same of what a row or a journal holds.
pub(crate) fn system_words(error: SystemError, say: &Messages) -> String {
    match error.fault {
        Fault::NotFound => say.system_not_found(),
        Fault::Denied => say.system_denied(),
        Fault::Account => say.system_account(),
        Fault::Foreign => say.system_foreign(),
        Fault::OpenToOthers => say.system_open_to_others(),
        Fault::NotPermitted => say.system_not_permitted(),
        Fault::ReadOnly => say.system_read_only(),
        Fault::Full => say.system_full(),
        Fault::Quota => say.system_quota(),
        Fault::TooLarge => say.system_too_large(),
        Fault::Exists => say.system_exists(),
        Fault::NameTooLong => say.system_name_too_long(),
        Fault::BadName => say.system_bad_name(),
        Fault::IsFolder => say.system_is_folder(),
        Fault::NotFolder => say.system_not_folder(),
        Fault::NotRegular => say.system_not_regular(),
        Fault::Link => say.system_link(),
        Fault::LinkLoop => say.system_link_loop(),
        Fault::InUse => say.system_in_use(),
        Fault::TooManyFiles => say.system_too_many_files(),
        Fault::Device => say.system_device(),
        Fault::Gone => say.system_gone(),
        Fault::Network => say.system_network(),
        Fault::Ended => say.system_ended(),
        Fault::NoMemory => say.system_no_memory(),
        Fault::Unsupported => say.system_unsupported(),
        Fault::Other => {
            error.code.map_or_else(|| say.system_unknown(), |code| say.system_other(code.to_string()))
        }
    }
}

/// What can be done about it, where there is something in particular.
pub(crate) fn remedy(fault: Fault, say: &Messages) -> Option<String> {
    Some(match fault {
        Fault::NotFound => say.remedy_not_found(),
        Fault::Denied => say.remedy_denied(),
        Fault::Account => say.remedy_account(),
        Fault::Foreign => say.remedy_foreign(),
        Fault::OpenToOthers => say.remedy_open_to_others(),
        Fault::NotPermitted => say.remedy_not_permitted(),
        Fault::ReadOnly => say.remedy_read_only(),
        Fault::Full => say.remedy_full(),
        Fault::Quota => say.remedy_quota(),
        Fault::TooLarge => say.remedy_too_large(),
        Fault::Exists => say.remedy_exists(),
        Fault::NameTooLong => say.remedy_name_too_long(),
        Fault::BadName => say.remedy_bad_name(),
        Fault::IsFolder => say.remedy_is_folder(),
        Fault::NotFolder => say.remedy_not_folder(),
        Fault::NotRegular => say.remedy_not_regular(),
        Fault::Link => say.remedy_link(),
        Fault::LinkLoop => say.remedy_link_loop(),
        Fault::InUse => say.remedy_in_use(),
        Fault::TooManyFiles => say.remedy_too_many_files(),
        Fault::Device => say.remedy_device(),
        Fault::Gone => say.remedy_gone(),
        Fault::Network => say.remedy_network(),
        Fault::Ended => say.remedy_ended(),
        Fault::NoMemory => say.remedy_no_memory(),
        Fault::Unsupported => say.remedy_unsupported(),
        Fault::Other => return None,
    })
}
