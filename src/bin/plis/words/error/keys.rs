//! Key files and certificates that do not serve, in words.

use plis::{
    crypto::KeyRejected,
    keys::{CertificateError, KeyFileError, WriteError},
    registry::ProofDetail,
    report::untrusted,
};

use super::{limit_words, system_words, why_not_stored};
use crate::words::{Messages, Tongue, number};

pub(crate) fn key_file(file: &str, error: &KeyFileError, tongue: Tongue<'_>) -> (String, Option<String>) {
    let say = tongue.say;
    match error {
        KeyFileError::PasswordNeeded => {
            (say.key_file_password_needed(file), Some(say.key_file_password_needed_hint()))
        }
        // How to look for it, never how near it was.
        KeyFileError::WrongPassword => {
            (say.key_file_wrong_password(file), Some(say.key_file_wrong_password_hint()))
        }
        KeyFileError::NotAKeyFile => {
            (say.key_file_not_a_key_file(file), Some(say.key_file_not_a_key_file_hint()))
        }
        KeyFileError::NoPrivateKey { .. } => {
            (say.key_file_no_private_key(file), Some(say.key_file_no_private_key_hint()))
        }
        KeyFileError::NotUsed { oid } => (say.key_file_not_used(file, oid), None),
        KeyFileError::NoMatchingCertificate { .. } => {
            (say.key_file_no_certificate(file), Some(say.key_file_no_certificate_hint()))
        }
        KeyFileError::UnreadableCertificate { why } => (
            say.key_file_certificate_unreadable(file, why_unreadable(why, tongue)),
            Some(say.key_file_certificate_unreadable_hint()),
        ),
        KeyFileError::WindowsAccounts => {
            (say.key_file_windows_accounts(file), Some(say.key_file_windows_accounts_hint()))
        }
        KeyFileError::MacKeyLength { octets } => {
            (say.key_file_mac_key(file, octets.to_string()), Some(say.key_file_mac_key_hint()))
        }
        KeyFileError::Malformed { what } | KeyFileError::BadParameters { what } => {
            (say.key_file_malformed(file, broken(what, say)), Some(say.key_file_malformed_hint()))
        }
        KeyFileError::Unsupported { oid } => {
            (say.key_file_unsupported(file, oid), Some(say.key_file_unsupported_hint()))
        }
        KeyFileError::TooLarge { limit } => (
            say.key_file_too_large(
                file,
                limit_words(limit.name, say),
                number::whole(tongue.lang, limit.value),
            ),
            None,
        ),
        KeyFileError::KeySize { bits } => (say.key_file_size(file, bits.to_string()), None),
        KeyFileError::InconsistentKey => {
            (say.key_file_inconsistent(file), Some(say.key_file_malformed_hint()))
        }
    }
}

/// Why a key's file shows nothing, as a part of a sentence.
pub(crate) fn why_not_proved(why: &ProofDetail, tongue: Tongue<'_>) -> String {
    match why {
        ProofDetail::System(error) => system_words(*error, tongue.say),
        ProofDetail::File(error) => why_no_key(error, tongue),
        ProofDetail::Store(error) => why_not_stored(error, tongue.say),
    }
}

fn why_no_key(error: &KeyFileError, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    match error {
        KeyFileError::PasswordNeeded | KeyFileError::WrongPassword => say.proof_password_wrong(),
        KeyFileError::NotAKeyFile => say.why_not_a_key_file(),
        KeyFileError::NoPrivateKey { .. } => say.why_no_private_key(),
        KeyFileError::NotUsed { oid } => say.why_key_not_used(oid),
        KeyFileError::NoMatchingCertificate { .. } => say.why_no_certificate(),
        KeyFileError::UnreadableCertificate { why } => say.why_certificate(why_unreadable(why, tongue)),
        KeyFileError::WindowsAccounts => say.why_windows_accounts(),
        KeyFileError::MacKeyLength { octets } => say.why_mac_key(octets.to_string()),
        KeyFileError::Malformed { what } | KeyFileError::BadParameters { what } => {
            say.why_malformed(broken(what, say))
        }
        KeyFileError::Unsupported { oid } => say.why_unsupported(oid),
        KeyFileError::TooLarge { limit } => {
            say.broken_too_large(limit_words(limit.name, say), number::whole(tongue.lang, limit.value))
        }
        KeyFileError::KeySize { bits } => say.why_key_size(bits.to_string()),
        KeyFileError::InconsistentKey => say.why_inconsistent(),
    }
}

/// Why a key is none for the cryptographic library, as a part of a sentence.
pub(crate) fn why_rejected(error: &KeyRejected, say: &Messages) -> String {
    match error {
        KeyRejected::NotUsed { oid } => say.why_key_not_used(oid),
        KeyRejected::Size { bits } => say.why_key_size(bits.to_string()),
        KeyRejected::Malformed | KeyRejected::Inconsistent | KeyRejected::TooLong => say.why_inconsistent(),
    }
}

/// Why a key file is not written, as a part of a sentence.
pub(crate) fn why_not_written(error: &WriteError, say: &Messages) -> String {
    match error {
        WriteError::NoRandom => say.why_no_random(),
        WriteError::Iterations { .. } | WriteError::TooLarge => say.why_not_encodable(),
    }
}

/// Why a certificate that is there cannot be read, as a part of a sentence.
pub(crate) fn why_unreadable(why: &CertificateError, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    match why {
        CertificateError::NotACertificate => say.broken_not_a_certificate(),
        CertificateError::Malformed { what } => broken(what, say),
        CertificateError::TooLarge { limit } => {
            say.broken_too_large(limit_words(limit.name, say), number::whole(tongue.lang, limit.value))
        }
    }
}

/// What is wrong with a structure. What only a programmer meets stays as the library says it.
fn broken(what: &str, say: &Messages) -> String {
    match what {
        "a value goes on after the end" => say.broken_cut(),
        "a value of another type than expected" => say.broken_type(),
        "a length or a tag that cannot be" => say.broken_length(),
        "octets after the end" => say.broken_after(),
        "values nested too deeply" => say.broken_deep(),
        "a number that does not fit" => say.broken_number(),
        "an object identifier that cannot be read" => say.broken_identifier(),
        "a name that cannot be read" => say.broken_name(),
        other => untrusted::text(other),
    }
}

pub(crate) fn rejected(file: &str, error: &KeyRejected, say: &Messages) -> String {
    match error {
        KeyRejected::NotUsed { oid } => say.key_file_not_used(file, oid),
        KeyRejected::Size { bits } => say.key_file_size(file, bits.to_string()),
        KeyRejected::Malformed | KeyRejected::Inconsistent | KeyRejected::TooLong => {
            say.key_file_inconsistent(file)
        }
    }
}

pub(crate) fn certificate(
    file: &str,
    error: &CertificateError,
    tongue: Tongue<'_>,
) -> (String, Option<String>) {
    let say = tongue.say;
    match error {
        CertificateError::NotACertificate => {
            (say.certificate_not_one(file), Some(say.certificate_not_one_hint()))
        }
        CertificateError::Malformed { what } => (say.certificate_malformed(file, broken(what, say)), None),
        CertificateError::TooLarge { limit } => (
            say.key_file_too_large(
                file,
                limit_words(limit.name, say),
                number::whole(tongue.lang, limit.value),
            ),
            None,
        ),
    }
}
