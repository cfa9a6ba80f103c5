//! Each reason: its sentence, its name, what it means, and what to do next.

use plis::{
    cms::container::Container,
    consultation::EnvelopeKind,
    crypto::DeviceFault,
    opening::{
        Item,
        outcome::{Detail, Reason, Receipt},
    },
    report::untrusted,
};

use super::{Words, credential, listed, names_an_identifier, remedied};
use crate::words::{
    Messages, archive,
    error::{limit_words, system_words},
    number,
};

impl Words<'_> {
    /// The sentence of each reason, in this one place.
    pub(super) fn reason(&self, reason: Reason, item: &Item) -> String {
        let say = self.say;
        let detail = item.detail.as_ref();
        let output = || untrusted::text(item.place().unwrap_or_default());
        match detail {
            Some(Detail::Archive { fault }) => return archive::sentence(*fault, say),
            Some(Detail::Packing { method }) => return say.archive_method(method.to_string()),
            _ => {}
        }
        match reason {
            Reason::BeforeDeadline => say.item_before_deadline(),
            Reason::Late => match detail {
                Some(Detail::Deposit { ended_at, deadline }) if item.to_the_minute => {
                    say.item_late_minute(self.written_instant(ended_at), self.written_instant(deadline))
                }
                Some(Detail::Deposit { ended_at, deadline }) => {
                    say.item_late(self.written_instant(ended_at), self.written_instant(deadline))
                }
                _ => say.item_late_unknown(),
            },
            Reason::Withdrawn => say.item_withdrawn(),
            Reason::Superseded => match detail {
                Some(Detail::ReplacedBy { pli }) => say.item_superseded(untrusted::text(pli)),
                _ => say.item_superseded_unknown(),
            },
            Reason::SetAside => say.item_set_aside(),
            Reason::OtherEnvelope if item.envelope == Some(EnvelopeKind::Anonymat) => say.item_anonymat(),
            Reason::OtherEnvelope => say.item_other_envelope(),
            Reason::OutputExists => say.item_output_exists(output()),
            Reason::OutputCollision => match detail {
                Some(Detail::SameOutputAs { input }) => {
                    say.item_output_collision(untrusted::text(input), output())
                }
                _ => say.item_output_exists(output()),
            },
            Reason::Ambiguous => {
                let paths = match detail {
                    Some(Detail::MayBe { paths }) => paths.as_slice(),
                    _ => &[],
                };
                let named = self.list(paths.iter().map(|path| untrusted::text(path)), 0, "–".to_owned());
                if item.listed.is_some() {
                    say.item_ambiguous_row(named)
                } else {
                    say.item_ambiguous_file(named)
                }
            }
            Reason::NoMatchingKey => {
                if let Some(Detail::EmergencyKeyHeld { fingerprint }) = detail {
                    say.item_no_matching_key_emergency(self.key_named(fingerprint), self.recipients(item))
                } else {
                    let held = self.held(names_an_identifier(item));
                    self.but_for_the_issuer(say.item_no_matching_key(self.recipients(item), held), item)
                }
            }
            Reason::KeyUnavailable => match detail {
                Some(Detail::Device { device, fault, code }) => {
                    let fault = device_words(*fault, code.as_deref(), say);
                    say.item_key_unavailable(untrusted::text(device), fault)
                }
                _ => say.item_key_unavailable_unknown(),
            },
            Reason::Corrupted => match detail {
                Some(Detail::Structure { offset, .. }) => {
                    say.item_corrupted_at(number::whole(self.lang, *offset))
                }
                _ => say.item_corrupted(),
            },
            Reason::Truncated => say.item_truncated(),
            Reason::Altered => match detail {
                Some(Detail::Digest { expected, found, plaintext: false }) => {
                    say.item_altered(found, expected)
                }
                Some(Detail::Digest { expected, found, plaintext: true }) => {
                    say.item_altered_plaintext(found, expected)
                }
                _ => say.item_altered_unknown(),
            },
            Reason::NotAnEnvelope if item.bytes_in == 0 => say.item_empty(),
            Reason::NotAnEnvelope => say.item_not_an_envelope(),
            Reason::Unsupported => match detail {
                Some(Detail::Message { oid, around_an_envelope: true, .. }) => say.item_signed_envelope(oid),
                Some(Detail::Message { oid, name, .. }) => {
                    say.item_other_message(untrusted::text(name), untrusted::text(oid))
                }
                Some(Detail::Container { name, locked: false }) if is_zip(name) => say.archive_closed(),
                Some(Detail::Container { name, locked: false }) => say.item_container(untrusted::text(name)),
                Some(Detail::Container { name, locked: true }) => {
                    say.item_container_locked(untrusted::text(name))
                }
                Some(Detail::Credential { what }) => say.item_credential(credential(say, *what)),
                Some(Detail::Several { count }) => say.item_several(number::whole(self.lang, *count)),
                Some(Detail::Mechanism { device, mechanism }) => {
                    say.item_mechanism(untrusted::text(device), untrusted::text(mechanism))
                }
                Some(Detail::Algorithm { oid, name: None }) => say.item_unsupported(oid),
                Some(Detail::Algorithm { oid, name: Some(name) }) => {
                    say.item_unsupported(format!("{name} ({oid})"))
                }
                _ => say.item_unsupported_unknown(),
            },
            Reason::MissingBlock => match detail {
                Some(Detail::Blocks { numbers }) => say.item_missing_block(numbers.len(), listed(numbers)),
                _ => say.item_missing_block_unknown(),
            },
            Reason::DuplicateBlock => match detail {
                Some(Detail::Blocks { numbers }) => say.item_duplicate_block(numbers.len(), listed(numbers)),
                _ => say.item_duplicate_block_unknown(),
            },
            Reason::MissingFile => say.item_missing_file(),
            Reason::TooLarge => match detail {
                Some(Detail::Limit { limit, value }) => {
                    say.item_too_large(limit_words(limit, say), number::whole(self.lang, *value))
                }
                _ => say.item_too_large_unknown(),
            },
            Reason::Unreadable => match detail {
                Some(Detail::System(error)) => say.item_unreadable(system_words(*error, say)),
                _ => say.item_unreadable_unknown(),
            },
            Reason::WriteFailed => match detail {
                Some(Detail::System(error)) => say.item_write_failed(system_words(*error, say)),
                _ => say.item_write_failed_unknown(),
            },
            Reason::Internal => say.item_internal(),
        }
    }

    /// Each reason in a few words, in this one place.
    pub(crate) fn reason_name(&self, reason: Reason) -> String {
        let say = self.say;
        match reason {
            Reason::BeforeDeadline => say.reason_before_deadline(),
            Reason::Late => say.reason_late(),
            Reason::Withdrawn => say.reason_withdrawn(),
            Reason::Superseded => say.reason_superseded(),
            Reason::SetAside => say.reason_set_aside(),
            Reason::OtherEnvelope => say.reason_other_envelope(),
            Reason::OutputExists => say.reason_output_exists(),
            Reason::OutputCollision => say.reason_output_collision(),
            Reason::Ambiguous => say.reason_ambiguous(),
            Reason::NoMatchingKey => say.reason_no_matching_key(),
            Reason::KeyUnavailable => say.reason_key_unavailable(),
            Reason::Corrupted => say.reason_corrupted(),
            Reason::Truncated => say.reason_truncated(),
            Reason::Altered => say.reason_altered(),
            Reason::NotAnEnvelope => say.reason_not_an_envelope(),
            Reason::Unsupported => say.reason_unsupported(),
            Reason::MissingBlock => say.reason_missing_block(),
            Reason::DuplicateBlock => say.reason_duplicate_block(),
            Reason::MissingFile => say.reason_missing_file(),
            Reason::TooLarge => say.reason_too_large(),
            Reason::Unreadable => say.reason_unreadable(),
            Reason::WriteFailed => say.reason_write_failed(),
            Reason::Internal => say.reason_internal(),
        }
    }

    /// The rule or the fact behind each reason, as the minutes state it, in this one place.
    pub(crate) fn explanation(&self, reason: Option<Reason>) -> String {
        let say = self.say;
        match reason {
            Some(Reason::BeforeDeadline) => say.explained_before_deadline(),
            Some(Reason::Late) => say.explained_late(),
            Some(Reason::Withdrawn) => say.explained_withdrawn(),
            Some(Reason::Superseded) => say.explained_superseded(),
            Some(Reason::SetAside) => say.explained_set_aside(),
            Some(Reason::OtherEnvelope) => say.explained_other_envelope(),
            Some(Reason::OutputExists) => say.explained_output_exists(),
            Some(Reason::OutputCollision) => say.explained_output_collision(),
            Some(Reason::Ambiguous) => say.explained_ambiguous(),
            Some(Reason::NoMatchingKey) => say.explained_no_matching_key(),
            Some(Reason::KeyUnavailable) => say.explained_key_unavailable(),
            Some(Reason::Corrupted) => say.explained_corrupted(),
            Some(Reason::Truncated) => say.explained_truncated(),
            Some(Reason::Altered) => say.explained_altered(),
            Some(Reason::NotAnEnvelope) => say.explained_not_an_envelope(),
            Some(Reason::Unsupported) => say.explained_unsupported(),
            Some(Reason::MissingBlock) => say.explained_missing_block(),
            Some(Reason::DuplicateBlock) => say.explained_duplicate_block(),
            Some(Reason::MissingFile) => say.explained_missing_file(),
            Some(Reason::TooLarge) => say.explained_too_large(),
            Some(Reason::Unreadable) => say.explained_unreadable(),
            Some(Reason::WriteFailed) => say.explained_write_failed(),
            Some(Reason::Internal) => say.explained_internal(),
            None => say.explained_cancelled(),
        }
    }

    /// What to do about each reason, in this one place.
    pub(super) fn advice(&self, reason: Reason, item: &Item) -> String {
        let say = self.say;
        let intact = item.receipt == Receipt::Intact;
        match item.detail {
            Some(Detail::Archive { fault }) => return archive::advice(fault, say),
            Some(Detail::Packing { .. }) => return say.archive_method_hint(),
            _ => {}
        }
        match reason {
            Reason::BeforeDeadline => say.item_before_deadline_hint(),
            Reason::Late if item.to_the_minute => say.item_late_minute_hint(),
            Reason::Late => say.item_late_hint(),
            Reason::Withdrawn => say.item_withdrawn_hint(),
            Reason::Superseded => say.item_superseded_hint(),
            Reason::SetAside => say.item_set_aside_hint(),
            Reason::OtherEnvelope => say.item_other_envelope_hint(),
            Reason::OutputExists => say.item_output_exists_hint(),
            Reason::OutputCollision => say.item_output_collision_hint(),
            Reason::Ambiguous => say.item_ambiguous_hint(),
            Reason::NoMatchingKey => match item.detail {
                Some(Detail::EmergencyKeyHeld { .. }) => say.item_no_matching_key_emergency_hint(),
                _ => say.item_no_matching_key_hint(),
            },
            Reason::KeyUnavailable => say.item_key_unavailable_hint(),
            Reason::Corrupted if intact => say.item_corrupted_intact_hint(),
            Reason::Corrupted => say.item_corrupted_hint(),
            Reason::Truncated if intact => say.item_truncated_intact_hint(),
            Reason::Truncated => say.item_truncated_hint(),
            Reason::Altered => say.item_altered_hint(),
            Reason::NotAnEnvelope if item.bytes_in == 0 && intact => say.item_empty_intact_hint(),
            Reason::NotAnEnvelope if item.bytes_in == 0 => say.item_empty_hint(),
            Reason::NotAnEnvelope => say.item_not_an_envelope_hint(),
            Reason::Unsupported => match &item.detail {
                Some(Detail::Container { name, locked: false }) if is_zip(name) => say.archive_closed_hint(),
                Some(Detail::Message { around_an_envelope: true, .. }) => say.item_signed_envelope_hint(),
                Some(Detail::Message { .. }) => say.item_other_message_hint(),
                Some(Detail::Container { locked: true, .. }) => say.item_container_locked_hint(),
                Some(Detail::Container { .. }) => say.item_container_hint(),
                Some(Detail::Credential { .. }) => say.item_credential_hint(),
                Some(Detail::Several { .. }) => say.item_several_hint(),
                Some(Detail::Mechanism { .. }) => say.item_mechanism_hint(),
                _ => say.item_unsupported_hint(),
            },
            Reason::MissingBlock => say.item_missing_block_hint(),
            Reason::DuplicateBlock => say.item_duplicate_block_hint(),
            Reason::MissingFile => say.item_missing_file_hint(),
            Reason::TooLarge => say.item_too_large_hint(),
            Reason::Unreadable => remedied(item, say).unwrap_or_else(|| say.item_unreadable_hint()),
            Reason::WriteFailed => remedied(item, say).unwrap_or_else(|| say.item_write_failed_hint()),
            Reason::Internal => say.item_internal_hint(),
        }
    }

    /// A default refusal that a person lifted, in a word.
    pub(crate) fn case(&self, case: Reason) -> String {
        match case {
            Reason::Late => self.say.case_late(),
            Reason::Superseded => self.say.case_superseded(),
            Reason::Withdrawn => self.say.case_withdrawn(),
            Reason::Altered => self.say.case_altered(),
            other => other.code().to_owned(),
        }
    }
}

/// What is the matter with a device that keeps a key.
pub(crate) fn device_words(fault: DeviceFault, code: Option<&str>, say: &Messages) -> String {
    let words = match fault {
        DeviceFault::Gone => say.device_gone(),
        DeviceFault::Silent => say.device_silent(),
        DeviceFault::Refused => say.device_refused(),
        DeviceFault::Failed => say.device_failed(),
    };
    match code {
        Some(code) => say.device_said(words, untrusted::text(code)),
        None => words,
    }
}

/// Whether a container is an archive that a run could have walked.
fn is_zip(name: &str) -> bool {
    name == Container::Zip.name()
}
