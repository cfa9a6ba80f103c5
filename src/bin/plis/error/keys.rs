//! Passwords, key files and certificates that do not serve, in words.

use std::io;

use plis::{
    crypto::KeyRejected,
    fsx::Fault,
    keys::{CertificateError, KeyFileError},
    report::untrusted,
};

use super::{Tongue, limit_words, system};
use crate::{
    args::value::PasswordSource,
    ui::{Messages, PasswordError, number},
};

pub(super) fn password(error: &PasswordError, say: &Messages) -> (String, Option<String>) {
    match error {
        PasswordError::NoSource { path, option } => {
            (say.password_no_source(untrusted::path(path)), Some(say.password_no_source_hint(*option)))
        }
        PasswordError::NoVariable { name } => {
            (say.password_no_variable(untrusted::text(name)), Some(say.password_no_variable_hint()))
        }
        PasswordError::NotUtf8 => (say.password_not_utf8(), Some(say.password_not_utf8_hint())),
        PasswordError::Unreadable { source, error } => (
            say.password_unreadable(place(source, say), words(source, error, say)),
            Some(match source {
                PasswordSource::Descriptor(number) => say.password_descriptor_hint(number.to_string()),
                _ => say.password_unreadable_hint(),
            }),
        ),
        PasswordError::NoDescriptors => {
            (say.password_no_descriptors(), Some(say.password_no_source_hint("--password")))
        }
        PasswordError::Differs => (say.password_differs(), None),
    }
}

fn words(source: &PasswordSource, error: &io::Error, say: &Messages) -> String {
    match (source, error.kind()) {
        (PasswordSource::Descriptor(_), io::ErrorKind::NotFound) => say.password_descriptor_closed(),
        (PasswordSource::Prompt, io::ErrorKind::UnexpectedEof) => say.system_nothing(),
        (PasswordSource::Prompt, _) if Fault::of(error) == Fault::Gone => say.system_no_terminal(),
        (PasswordSource::File(_), io::ErrorKind::TimedOut) => say.password_nobody_writes(),
        _ => system(error, say),
    }
}

fn place(source: &PasswordSource, say: &Messages) -> String {
    match source {
        PasswordSource::Environment(name) => untrusted::text(name),
        PasswordSource::File(path) => untrusted::path(path),
        PasswordSource::Descriptor(number) => say.password_descriptor(number.to_string()),
        PasswordSource::Prompt => say.password_terminal(),
    }
}

pub(super) fn key_file(file: &str, error: &KeyFileError, tongue: Tongue<'_>) -> (String, Option<String>) {
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
        KeyFileError::NotRsa { oid } => (say.key_file_not_rsa(file, oid), None),
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

pub(super) fn rejected(file: &str, error: &KeyRejected, say: &Messages) -> String {
    match error {
        KeyRejected::NotRsa { oid } => say.key_file_not_rsa(file, oid),
        KeyRejected::Size { bits } => say.key_file_size(file, bits.to_string()),
        KeyRejected::Malformed | KeyRejected::Inconsistent | KeyRejected::TooLong => {
            say.key_file_inconsistent(file)
        }
    }
}

pub(super) fn certificate(
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
