//! Mistakes in what was typed, in words.

#[cfg(feature = "postgres")]
use plis::registry::BadAddress;
use plis::{
    report::untrusted,
    time::{TimeError, Zone},
};

use crate::{
    cli::args::{Mistake, UsageError},
    words::{
        Messages,
        error::{instant, records},
        stamps,
    },
};

pub(super) fn sentence(mistake: &Mistake, say: &Messages) -> String {
    match mistake {
        Mistake::NoKey => say.usage_no_key(),
        Mistake::PasswordCount { sources, files } => say.usage_password_count(*sources, *files),
        Mistake::PasswordSource => say.usage_password_source(),
        Mistake::Shard { value } => say.usage_shard(untrusted::text(value)),
        Mistake::NoScheduler => say.usage_no_scheduler(),
        Mistake::ShardVariable { name, value: None } => say.usage_shard_no_variable(*name),
        Mistake::ShardVariable { name, value: Some(value) } => {
            say.usage_shard_variable(*name, untrusted::text(value))
        }
        Mistake::Instant { option, error } => instant(option, error, say),
        #[cfg(feature = "postgres")]
        Mistake::Place(error) => place(error, say),
        Mistake::Authority(error) => stamps::address(*error, say),
        #[cfg(not(feature = "postgres"))]
        Mistake::NoServers => say.usage_place_not_built(),
        Mistake::Columns(error) => records::columns(error, say).0,
        Mistake::UnknownArgument { argument, .. } => say.usage_unknown_argument(untrusted::text(argument)),
        Mistake::UnknownCommand { name, .. } => say.usage_unknown_command(untrusted::text(name)),
        Mistake::Value { argument, value, .. } | Mistake::Range { argument, value, .. } => {
            say.usage_value(untrusted::text(value), untrusted::text(argument))
        }
        Mistake::CriticalBeforeWarning { warn, crit } => {
            say.usage_critical_before_warning(crit.to_string(), warn.to_string())
        }
        Mistake::Missing { arguments } => say.usage_missing(arguments.len(), arguments.join(", ")),
        Mistake::Conflict { argument, with } => say.usage_conflict(argument, with.join(", ")),
        Mistake::NoValue { argument } => say.usage_no_value(argument),
        Mistake::Repeated { argument } => say.usage_repeated(argument),
        Mistake::NotUtf8 => say.usage_not_utf8(),
        Mistake::Other => say.usage_other(),
    }
}

/// Why an address is not one of a registry.
#[cfg(feature = "postgres")]
fn place(error: &BadAddress, say: &Messages) -> String {
    match error {
        BadAddress::NotOne => say.usage_place_not_one(),
        BadAddress::Password => say.usage_place_password(),
        BadAddress::Unknown { name } => say.usage_place_unknown(untrusted::text(name)),
        BadAddress::Unverified { mode } => say.usage_place_unverified(untrusted::text(mode)),
        BadAddress::NoService { name } => say.usage_place_no_service(untrusted::text(name)),
        BadAddress::Missing { name } => say.usage_place_missing(*name),
    }
}

pub(super) fn hint(error: &UsageError, say: &Messages) -> Option<String> {
    match &error.mistake {
        Mistake::NoKey => Some(say.usage_no_key_hint()),
        Mistake::PasswordCount { .. } => Some(say.usage_password_count_hint()),
        Mistake::Shard { .. } => Some(say.usage_shard_hint()),
        Mistake::NoScheduler | Mistake::ShardVariable { .. } => Some(say.usage_no_scheduler_hint()),
        Mistake::PasswordSource if cfg!(unix) => Some(say.usage_password_source_hint()),
        Mistake::PasswordSource => Some(say.usage_password_source_hint_windows()),
        Mistake::Instant { error: TimeError::UnknownZone { name }, .. } => Some(match Zone::near(name) {
            Some(zone) => say.usage_suggestion(zone.name()),
            None => say.usage_unknown_zone_hint(),
        }),
        Mistake::Instant { .. } => Some(say.usage_instant_hint()),
        #[cfg(feature = "postgres")]
        Mistake::Place(BadAddress::Password) => Some(say.usage_place_password_hint()),
        #[cfg(feature = "postgres")]
        Mistake::Place(_) => Some(say.usage_place_hint()),
        #[cfg(not(feature = "postgres"))]
        Mistake::NoServers => Some(say.usage_place_not_built_hint()),
        Mistake::Columns(error) => records::columns(error, say).1,
        Mistake::UnknownArgument { suggestion: Some(suggestion), .. }
        | Mistake::UnknownCommand { suggestion: Some(suggestion), .. } => {
            Some(say.usage_suggestion(suggestion))
        }
        Mistake::UnknownCommand { .. } => Some(say.usage_help_hint()),
        Mistake::Value { possible, .. } if !possible.is_empty() => {
            Some(say.usage_possible_values(possible.join(", ")))
        }
        Mistake::Range { range, .. } => Some(say.usage_range(range.min.to_string(), range.max.to_string())),
        Mistake::CriticalBeforeWarning { .. } => Some(say.usage_critical_before_warning_hint()),
        Mistake::Missing { arguments }
            if arguments.iter().any(|argument| match argument.as_str() {
                "<PATH>" | "<CHEMIN>" => {
                    !error.usage.as_deref().is_some_and(|usage| usage.starts_with("plis inspect"))
                }
                other => other.starts_with('<') && error.usage.as_deref().is_some_and(takes_several_values),
            }) =>
        {
            Some(say.usage_missing_path_hint())
        }
        _ => error.usage.as_ref().map(|usage| say.usage_line(usage)).or_else(|| Some(say.usage_help_hint())),
    }
}

/// Whether an option of that usage line takes all the values that follow it: what is missing may be among them.
fn takes_several_values(usage: &str) -> bool {
    let several = |option: &str| option.split_once('>').is_some_and(|(_, rest)| rest.starts_with("..."));
    usage.split(" --").skip(1).any(several)
}
