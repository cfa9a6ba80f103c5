//! Time-stamps in words: what they vouch for, or why they vouch for nothing.

use std::path::Path;

use plis::{
    opening::{report::StampRow, stamped::NotStamped},
    record::StampFault,
    report::untrusted,
    time::Zone,
    timestamp::{
        AddressError, AskError, Attribute, AttributeFault, Failure, PurposeFault, Stamp, StampError, Status,
    },
    x509::{PathError, PathFault},
};

use crate::words::{Messages, Tongue, error::system_words, number};

/// What a stamp vouches for, with its file.
pub(crate) fn vouches(path: &Path, entries: u64, stamp: &Stamp, tongue: Tongue<'_>) -> Vec<String> {
    let say = tongue.say;
    let path = untrusted::path(path);
    let entries = number::whole(tongue.lang, entries);
    let (policy, serial) = (untrusted::text(&stamp.policy), untrusted::text(&stamp.serial));
    let at = at(stamp, Zone::PARIS, tongue);
    let authority = untrusted::text(&stamp.authority);
    let mut lines = vec![if stamp.trusted {
        say.stamp_vouches(&path, entries, at, authority, policy, serial)
    } else {
        say.stamp_says(&path, entries, at, authority, policy, serial)
    }];
    if stamp.with_changes {
        lines.push(say.stamp_changed(path));
    }
    lines
}

/// The time, and by how much it may be off.
pub(crate) fn at(stamp: &Stamp, zone: Zone, tongue: Tongue<'_>) -> String {
    let at = number::instant(tongue.lang, stamp.at, zone);
    match stamp.accuracy_us {
        Some(accuracy) => tongue.say.stamp_within(at, number::seconds(tongue.lang, accuracy)),
        None => at,
    }
}

/// An entry that a stamp was asked for and that the journal does not have: with what vouches for it, where something does.
pub(crate) fn head_gone(
    (path, imprint): (&Path, &str),
    (claimed, entries): (u64, u64),
    stamp: Option<&Stamp>,
    tongue: Tongue<'_>,
) -> String {
    let (say, path, imprint) = (tongue.say, untrusted::path(path), untrusted::text(imprint));
    let [claimed, entries] = [claimed, entries].map(|number| number::whole(tongue.lang, number));
    let Some(stamp) = stamp else { return say.differs_stamped_head(path, imprint, claimed, entries) };
    let (authority, at) = (untrusted::text(&stamp.authority), at(stamp, Zone::PARIS, tongue));
    if stamp.trusted {
        say.differs_stamped_head_vouched(path, authority, at, imprint, claimed, entries)
    } else {
        say.differs_stamped_head_said(path, authority, at, imprint, claimed, entries)
    }
}

/// Why a stamp beside a journal vouches for nothing in it.
pub(crate) fn fault(fault: &StampFault, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    match fault {
        StampFault::Unreadable { path, error } => {
            say.stamp_unreadable(untrusted::path(path), system_words(*error, say))
        }
        StampFault::Request(error) => say.stamp_request(why(error, tongue)),
        StampFault::OtherJournal { .. } => say.stamp_other_journal(),
        StampFault::Stamp(error) => why(error, tongue),
    }
}

/// Why a stamp vouches for nothing.
pub(crate) fn why(error: &StampError, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    match error {
        StampError::TooLarge { limit } => say.stamp_too_large(number::whole(tongue.lang, limit.value)),
        StampError::Malformed { .. } => say.stamp_malformed(),
        StampError::NotGranted { status, failures, said } => {
            let status = match status {
                Status::Rejection => say.stamp_rejection(),
                Status::Waiting => say.stamp_waiting(),
                Status::RevocationWarning => say.stamp_revocation_warning(),
                Status::RevocationNotification => say.stamp_revocation(),
                Status::Granted | Status::GrantedWithMods | Status::Unknown => say.stamp_status_unknown(),
            };
            let mut reasons: Vec<String> = failures.iter().map(|failure| reason(*failure, say)).collect();
            reasons.extend(said.iter().map(|said| untrusted::text(said)));
            if reasons.is_empty() {
                reasons.push(say.stamp_no_reason());
            }
            say.stamp_not_granted(status, reasons.join(", "))
        }
        StampError::NoToken => say.stamp_no_token(),
        StampError::Imprint => say.stamp_imprint(),
        StampError::Nonce => say.stamp_nonce(),
        StampError::NoSigner => say.stamp_no_signer(),
        StampError::OtherAuthority => say.stamp_other_authority(),
        StampError::Attribute { attribute, fault } => {
            let attribute = match attribute {
                Attribute::ContentType => "content-type",
                Attribute::MessageDigest => "message-digest",
                Attribute::SigningCertificate => "signing-certificate",
            };
            match fault {
                AttributeFault::Missing => say.stamp_attribute_missing(attribute),
                AttributeFault::Repeated => say.stamp_attribute_repeated(attribute),
                AttributeFault::Differs => say.stamp_attribute_differs(attribute),
            }
        }
        StampError::Unsupported { name } => say.stamp_unsupported(untrusted::text(name)),
        StampError::ShortKey { bits } => say.stamp_short_key(bits.to_string()),
        StampError::Signature => say.stamp_signature(),
        StampError::Purpose { fault } => match fault {
            PurposeFault::Missing => say.stamp_purpose_missing(),
            PurposeFault::Others => say.stamp_purpose_others(),
            PurposeFault::NotCritical => say.stamp_purpose_not_critical(),
            PurposeFault::Authority => say.stamp_purpose_authority(),
            PurposeFault::KeyUsage => say.stamp_purpose_key_usage(),
        },
        StampError::Path(PathError { subject, what }) => {
            say.stamp_path(untrusted::text(subject), path(what, tongue))
        }
    }
}

fn reason(failure: Failure, say: &Messages) -> String {
    match failure {
        Failure::BadAlgorithm => say.stamp_bad_algorithm(),
        Failure::BadRequest => say.stamp_bad_request(),
        Failure::BadDataFormat => say.stamp_bad_format(),
        Failure::TimeNotAvailable => say.stamp_no_time(),
        Failure::UnacceptedPolicy => say.stamp_policy(),
        Failure::UnacceptedExtension => say.stamp_extension(),
        Failure::AddInfoNotAvailable => say.stamp_add_info(),
        Failure::SystemFailure => say.stamp_system_failure(),
    }
}

fn path(what: &PathFault, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    let instant = |at| number::instant(tongue.lang, at, Zone::PARIS);
    match what {
        PathFault::Malformed { .. } => say.path_malformed(),
        PathFault::NoIssuer { issuer } => say.path_no_issuer(untrusted::text(issuer)),
        PathFault::NotYetValid { not_before } => say.path_not_yet_valid(instant(*not_before)),
        PathFault::Expired { not_after } => say.path_expired(instant(*not_after)),
        PathFault::DoubtfulDates => say.path_dates(),
        PathFault::CriticalExtension { oid } => say.path_critical(untrusted::text(oid)),
        PathFault::NotAnAuthority => say.path_not_authority(),
        PathFault::SignsNoCertificates => say.path_no_cert_sign(),
        PathFault::TooLong { allowed } => say.path_too_long(allowed.to_string()),
        PathFault::Purpose => say.path_purpose(),
        PathFault::Algorithm { name } => say.path_algorithm(untrusted::text(name)),
        PathFault::ShortKey { bits } => say.path_short_key(bits.to_string()),
        PathFault::Signature => say.path_signature(),
        PathFault::TooMany => say.path_too_many(),
    }
}

/// Why an authority gave no answer.
pub(crate) fn unanswered(error: &AskError, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    let shown = |said: &str| untrusted::text(said);
    match error {
        AskError::NotBuilt => say.ask_not_built(),
        AskError::Unreachable { error } => say.ask_unreachable(system_words(*error, say)),
        AskError::Encryption { said } => say.ask_encryption(shown(said)),
        AskError::Slow { seconds } => say.ask_slow(seconds.to_string()),
        AskError::Elsewhere { status } => say.ask_elsewhere(status.to_string()),
        AskError::Status { status } => say.ask_status(status.to_string()),
        AskError::ContentType { found } => say.ask_content_type(shown(found)),
        AskError::TooLarge { limit } => say.ask_too_large(number::whole(tongue.lang, *limit)),
        AskError::Broken { said } => say.ask_broken(shown(said)),
    }
}

/// Why there is no stamp of an opening's end.
pub(crate) fn not_stamped(error: &NotStamped, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    match error {
        NotStamped::Interrupted => say.stamp_missing_interrupted(),
        NotStamped::NoRandom => say.why_no_random(),
        NotStamped::Unanswered(error) => unanswered(error, tongue),
        NotStamped::Stamp(error) => why(error, tongue),
        NotStamped::Unwritten(error) => say.stamp_unwritten(system_words(*error, say)),
    }
}

/// What minutes say of a stamp that was asked for, line by line.
pub(crate) fn of_opening(row: &StampRow, zone: Zone, tongue: Tongue<'_>) -> Vec<String> {
    let say = tongue.say;
    let shown = |text: &str| untrusted::text(text);
    let Some(stamp) = &row.vouched else {
        let why = match row.missing.as_deref().unwrap_or_default() {
            "unreachable" | "slow" | "encryption" | "broken" | "not_built" => say.stamp_missing_unanswered(),
            "not_granted" => say.stamp_missing_refused(),
            "interrupted" => say.stamp_missing_interrupted(),
            "unwritten" | "no_random" => say.stamp_missing_unkept(),
            _ => say.stamp_missing_invalid(),
        };
        return vec![say.minutes_stamp_missing(shown(&row.asked), why)];
    };
    let at = at(stamp, zone, tongue);
    let mut lines =
        vec![say.minutes_stamp_by(at, shown(&stamp.authority), shown(&stamp.policy), shown(&stamp.serial))];
    lines.extend(row.file.iter().map(|file| say.minutes_stamp_file(shown(file))));
    if !stamp.trusted {
        lines.push(say.minutes_stamp_untrusted());
    }
    lines
}

/// Why a text is not the address of an authority.
pub(crate) fn address(error: AddressError, say: &Messages) -> String {
    match error {
        AddressError::Scheme => say.usage_tsa_scheme(),
        AddressError::Credentials => say.usage_tsa_credentials(),
        AddressError::Malformed => say.usage_tsa_malformed(),
    }
}
