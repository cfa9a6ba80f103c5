//! Why a request is not answered, in words.

use plis::{desk::Error, fsx::Fault, report::untrusted};

use super::{Words, keys, quorum, records, registry, remedy, run, shares, store, system, tokens};
use crate::words::{Tongue, number, stamps};

/// The sentence, and what to do next.
pub(crate) fn desk(error: &Error, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    match error {
        Error::NoHome => (say.registry_no_home(), Some(say.registry_no_home_hint())),
        Error::NotARegistry { home } => {
            let hint = match home.folder() {
                Some(_) => say.registry_missing_hint(),
                None => say.registry_server_empty_hint(),
            };
            (say.registry_not_one(untrusted::path(home.shown())), Some(hint))
        }
        Error::Registry(error) => registry::registry(error, tongue),
        // What the face knows of it, it says itself.
        Error::NoPassword(error) => (untrusted::text(&error.to_string()), None),
        Error::Read { path, error } => (
            say.error_read(untrusted::path(path), system(error, say)),
            Some(remedy(Fault::of(error), say).unwrap_or_else(|| say.error_read_hint())),
        ),
        Error::Write { path, error } => (
            say.error_write(untrusted::path(path), system(error, say)),
            Some(remedy(Fault::of(error), say).unwrap_or_else(|| say.error_write_hint())),
        ),
        Error::NoFolder { folder, file } => {
            let sentence = say.error_no_folder(untrusted::path(folder), untrusted::path(file));
            (sentence, Some(say.error_no_folder_hint()))
        }
        Error::Exists { path } => (say.error_exists(untrusted::path(path)), Some(say.error_exists_hint())),
        Error::KeyFileIo { path, error } => (
            say.key_file_io(untrusted::path(path), system(error, say)),
            Some(remedy(Fault::of(error), say).unwrap_or_else(|| say.key_file_io_hint())),
        ),
        Error::KeyFile { path, error } => keys::key_file(&untrusted::path(path), error, tongue),
        Error::TokenUri { given, error } => tokens::address(&untrusted::path(given), error, say),
        Error::Token { given, error } => tokens::token(&untrusted::path(given), error, say),
        Error::Quorum { key, error } => quorum::shares(&untrusted::path(key), error, say),
        Error::Split(error) => quorum::split(error, say),
        Error::Custodian { path, problem } => quorum::custodian(&untrusted::path(path), problem, tongue),
        Error::KeyRejected { path, error } => (keys::rejected(&untrusted::path(path), error, say), None),
        Error::Certificate { path, error } => keys::certificate(&untrusted::path(path), error, tongue),
        Error::Issue(error) => (registry::issue(error, tongue), None),
        Error::Generate(error) => (say.key_not_generated(keys::why_rejected(error, say)), None),
        Error::KeyNotWritten(error) => (say.key_not_written(keys::why_not_written(error, say)), None),
        Error::EmptyPassword => (say.key_empty_password(), Some(say.key_empty_password_hint())),
        Error::SeveralKeys { keys } => {
            (say.key_several_names(number::whole(tongue.lang, *keys as u64)), None)
        }
        Error::SeveralCertificates { path } => (say.key_several_certificates(untrusted::path(path)), None),
        Error::NoPrivateHalf { name } => {
            (say.key_no_private(untrusted::text(name)), Some(say.key_no_private_hint()))
        }
        Error::NotConfirmed { name, given } => (
            say.desk_not_confirmed(untrusted::text(given), untrusted::text(name)),
            Some(say.desk_not_confirmed_hint()),
        ),
        Error::Gather(error) => shares::gather(error, tongue),
        Error::OtherRegistry => (say.gather_other_registry(), Some(say.gather_other_registry_hint())),
        Error::Roll { path, errors } => registry::roll(&untrusted::path(path), errors, tongue),
        Error::NotTaken(not_taken) => registry::not_taken(&not_taken.lines, tongue),
        Error::Journal { path, damage } => records::journal(&untrusted::path(path), damage, tongue),
        Error::NoJournal { path, error } => {
            (say.journal_none(untrusted::path(path), system(error, say)), Some(say.journal_none_hint()))
        }
        Error::NothingToStamp { path } => (say.stamp_nothing(untrusted::path(path)), None),
        Error::NoPlaceForStamps => (say.stamp_no_place(), Some(say.stamp_no_place_hint())),
        Error::NoRandom => (say.stamp_no_random(), None),
        Error::Authority(error) => {
            (say.stamp_none(stamps::unanswered(error, tongue)), Some(say.stamp_none_hint()))
        }
        Error::Stamp(error) => (say.stamp_none(stamps::why(error, tongue)), Some(say.stamp_none_hint())),
        Error::NoPapers { path } => (say.report_none(untrusted::path(path)), Some(say.report_none_hint())),
        Error::Differs { all, first } => registry::differs(*all, first, tongue),
        Error::Backup { path, fault } => registry::backup(&untrusted::path(path), fault, tongue),
        Error::NotYet(error) => run::not_yet(error, tongue),
        Error::KeysTied(error) => run::keys_tied(error, tongue),
        Error::NoMotif(what) => run::no_motif(*what, say),
        Error::TwoDeadlines { first, second, zone } => run::two_deadlines(*first, *second, *zone, tongue),
        Error::Register { path, error } => records::register(&untrusted::path(path), error, tongue),
        Error::NoRegistryKey { reference } => {
            (say.open_no_registry_key(untrusted::text(reference)), Some(say.open_no_registry_key_hint()))
        }
        Error::Report { path, error } => (
            say.report_unreadable(untrusted::path(path), system(error, say)),
            Some(say.report_unreadable_hint()),
        ),
        Error::Run(error) => run::run(error, tongue),
        Error::Face(error) => (say.error_output(system(error, say)), None),
        Error::Store(error) => store::store(error, tongue),
        Error::WhichStored { found } => store::which(found, tongue),
        Error::NotInFile { name } => {
            (say.key_not_in_file(untrusted::text(name)), Some(say.key_not_in_file_hint()))
        }
    }
}
