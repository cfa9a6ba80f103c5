//! Shares that do not open a key, and keys that are not split, in words.

use plis::{
    desk::CustodianProblem,
    keys::quorum::{QuorumError, ShareFault, SplitError},
    report::untrusted,
    time::Zone,
};

use super::{Words, keys};
use crate::words::{Messages, Tongue, number};

pub(super) fn shares(key: &str, error: &QuorumError, say: &Messages) -> Words {
    match error {
        QuorumError::Share { path, fault } => share(&untrusted::path(path), fault, say),
        QuorumError::Missing { missing, threshold, shares, foreign } => {
            let [missing, threshold, shares] = [missing, threshold, shares].map(u8::to_string);
            let hint = if foreign.is_empty() {
                say.quorum_missing_hint()
            } else {
                let files: Vec<String> = foreign.iter().map(|path| untrusted::path(path)).collect();
                say.quorum_foreign_hint(files.join(", "))
            };
            (say.quorum_missing(missing, key, threshold, shares), Some(hint))
        }
        QuorumError::Damaged => (say.quorum_damaged(key), Some(say.quorum_damaged_hint())),
        QuorumError::NotOpened(_) => (say.quorum_not_opened(key), Some(say.quorum_not_opened_hint())),
    }
}

/// Which file, and never what is in it.
fn share(file: &str, fault: &ShareFault, say: &Messages) -> Words {
    match fault {
        ShareFault::Sealed => (say.share_sealed(file), Some(say.share_sealed_hint())),
        ShareFault::NotAShare => (say.share_none(file), Some(say.share_none_hint())),
        ShareFault::Version { version } => (say.share_version(file, version), Some(say.share_version_hint())),
        ShareFault::Damaged => (say.share_damaged(file), Some(say.share_damaged_hint())),
        ShareFault::Foreign => (say.share_foreign(file), None),
        ShareFault::Wrong => (say.share_wrong(file), Some(say.share_wrong_hint())),
        ShareFault::Twice { other } => {
            (say.share_twice(file, untrusted::path(other)), Some(say.share_twice_hint()))
        }
    }
}

pub(super) fn split(error: &SplitError, say: &Messages) -> Words {
    let why = match error {
        SplitError::Numbers { threshold, shares } => {
            let sentence = say.split_numbers(threshold.to_string(), shares.to_string());
            return (sentence, Some(say.split_numbers_hint()));
        }
        SplitError::NoRandom => say.split_no_random(),
        SplitError::NotWritten(error) => keys::why_not_written(error, say),
        SplitError::NotSealed(_) => say.split_not_sealed(),
        SplitError::NotMade => say.split_does_not_open(),
    };
    (say.split_not_made(why), None)
}

pub(super) fn custodian(file: &str, problem: &CustodianProblem, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    let at = |at| number::instant(tongue.lang, at, Zone::PARIS);
    let sentence = match problem {
        CustodianProblem::Expired { not_after } => say.custodian_expired(file, at(*not_after)),
        CustodianProblem::NotYet { not_before } => say.custodian_not_yet(file, at(*not_before)),
        CustodianProblem::Usage => say.custodian_usage(file),
        CustodianProblem::Weak { bits } => say.custodian_weak(file, bits.to_string()),
        CustodianProblem::Own => say.custodian_own(file),
        CustodianProblem::Twice { other } => say.custodian_twice(file, untrusted::path(other)),
    };
    (sentence, Some(say.custodian_hint()))
}
