//! Why an envelope is not opened: what its readers say, as the reasons of the report.

use std::{
    any::Any,
    io::{self, Read},
};

use super::outcome::{Detail, Item, Reason};
use crate::{
    asn1::stream::BerError,
    cms::{
        content::{Content, ContentError},
        envelope::{AlgorithmProblem, EnvelopeError, FileKind, UnsupportedAlgorithm},
    },
    depot::ArchiveError,
    limits::Limit,
};

/// Why an envelope is not opened.
pub(super) struct Failure {
    pub(super) reason: Reason,
    pub(super) detail: Option<Detail>,
}

/// Why there is no plaintext to publish.
pub(super) enum Unopened {
    /// For a reason that its row gives.
    For(Failure),
    /// A person stopped the run.
    Interrupted,
}

impl From<Failure> for Unopened {
    fn from(failure: Failure) -> Self {
        Self::For(failure)
    }
}

/// A person stopped the run: carried through `io::Error` from where octets are read.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub(super) struct Interrupted;

impl Interrupted {
    /// Whether this is why something could not be read.
    pub(super) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Self>)
    }
}

impl From<Interrupted> for Unopened {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl Failure {
    pub(super) fn new(reason: Reason) -> Self {
        Self { reason, detail: None }
    }

    pub(super) fn with(reason: Reason, detail: Detail) -> Self {
        Self { reason, detail: Some(detail) }
    }

    pub(super) fn system(reason: Reason, error: &io::Error) -> Self {
        Self::with(reason, Detail::System(error.into()))
    }

    /// What could not be read: for what the system said, or for what is wrong with the archive that it is in.
    pub(super) fn unreadable(error: &io::Error) -> Self {
        ArchiveError::of(error).map_or_else(|| Self::system(Reason::Unreadable, error), of_archive)
    }

    pub(super) fn panicked(panic: &(dyn Any + Send)) -> Self {
        let words = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Self::with(Reason::Internal, Detail::Panicked { words })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` gives")]
/// What is beside the envelope, and cannot be read.
pub(super) fn unreadable(error: io::Error) -> Failure {
    Failure::system(Reason::Unreadable, &error)
}

/// Gives a row its reason, and takes from it what only an opened one has.
pub(super) fn settle(item: &mut Item, failure: Failure) {
    item.status = failure.reason.status();
    item.reason = Some(failure.reason);
    item.detail = failure.detail;
    item.bytes_out = None;
    item.sha256 = None;
    item.integrity = None;
}

pub(super) fn of_algorithm(algorithm: &UnsupportedAlgorithm) -> Failure {
    match algorithm.problem {
        // An algorithm that is read, and written wrong: that is the message's fault.
        AlgorithmProblem::Malformed => Failure::new(Reason::Corrupted),
        AlgorithmProblem::NotRead | AlgorithmProblem::NotAuthenticated => {
            let (oid, name) = (algorithm.oid.clone(), algorithm.name.map(ToOwned::to_owned));
            Failure::with(Reason::Unsupported, Detail::Algorithm { oid, name })
        }
    }
}

/// A structure is wrong whatever the key: where, says nothing of what was decrypted.
fn of_structure(error: BerError) -> Failure {
    match error {
        BerError::Truncated { .. } => Failure::new(Reason::Truncated),
        BerError::Malformed { offset, what } => {
            Failure::with(Reason::Corrupted, Detail::Structure { offset, what: what.to_owned() })
        }
        BerError::TooLarge { limit: passed } => of_limit(passed),
        BerError::Io(error) => Failure::unreadable(&error),
    }
}

fn of_limit(limit: Limit) -> Failure {
    Failure::with(Reason::TooLarge, Detail::Limit { limit: limit.name.to_owned(), value: limit.value })
}

/// An archive that is not read, or an entry of one.
pub(super) fn of_archive(error: ArchiveError) -> Failure {
    let reason = Reason::of_archive(&error);
    match error {
        ArchiveError::TooLarge(passed) => of_limit(passed),
        ArchiveError::Method(method) => Failure::with(reason, Detail::Packing { method }),
        ArchiveError::Fault(fault) => Failure::with(reason, Detail::Archive { fault }),
    }
}

pub(super) fn of_envelope(error: EnvelopeError) -> Failure {
    match error {
        EnvelopeError::NotAnEnvelope { found: FileKind::Message { oid, name, around_an_envelope } } => {
            let name = name.to_owned();
            Failure::with(Reason::Unsupported, Detail::Message { oid, name, around_an_envelope })
        }
        EnvelopeError::NotAnEnvelope { found: FileKind::Container(container) } => {
            let detail =
                Detail::Container { name: container.name().to_owned(), locked: container.is_locked() };
            Failure::with(Reason::Unsupported, detail)
        }
        EnvelopeError::NotAnEnvelope { found: FileKind::Credential(what) } => {
            Failure::with(Reason::Unsupported, Detail::Credential { what })
        }
        EnvelopeError::NotAnEnvelope {
            found: FileKind::Empty | FileKind::SomethingElse | FileKind::ContentType(_),
        } => Failure::new(Reason::NotAnEnvelope),
        EnvelopeError::Several { count } => several(count),
        EnvelopeError::Structure(error) => of_structure(error),
    }
}

fn several(count: u64) -> Failure {
    Failure::with(Reason::Unsupported, Detail::Several { count })
}

/// Why an envelope is not opened, unless it is not the only document of its file: that comes first.
pub(super) fn unless_one_of_several<R: Read>(content: Content<R>, failure: Failure) -> Failure {
    content.alone().err().map_or(failure, of_content)
}

pub(super) fn of_content(error: ContentError) -> Failure {
    match error {
        ContentError::Several { count } => several(count),
        ContentError::Structure(error) => of_structure(error),
        ContentError::Sink(error) => Failure::system(Reason::WriteFailed, &error),
        // A bad padding and a bad tag are one thing to the outside.
        ContentError::Corrupted => Failure::new(Reason::Corrupted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn what_readers_say_has_its_reason() {
        let io = || io::Error::from_raw_os_error(5);
        for (failure, reason) in [
            (of_content(BerError::Truncated { offset: 1 }.into()), Reason::Truncated),
            (of_content(BerError::TooLarge { limit: limits::HEADER }.into()), Reason::TooLarge),
            (of_content(BerError::Io(io()).into()), Reason::Unreadable),
            (of_content(ContentError::Sink(io())), Reason::WriteFailed),
            (of_content(ContentError::Corrupted), Reason::Corrupted),
            (of_content(BerError::Malformed { offset: 1, what: "content" }.into()), Reason::Corrupted),
            (of_envelope(BerError::Io(io()).into()), Reason::Unreadable),
            (of_envelope(BerError::Truncated { offset: 1 }.into()), Reason::Truncated),
            (of_envelope(BerError::TooLarge { limit: limits::HEADER }.into()), Reason::TooLarge),
            (of_envelope(BerError::Malformed { offset: 1, what: "header" }.into()), Reason::Corrupted),
        ] {
            assert_eq!(failure.reason, reason);
        }
    }

    #[test]
    fn people_get_the_place_and_the_name() {
        let place = Some(Detail::Structure { offset: 7, what: "header".to_owned() });
        assert_eq!(of_envelope(BerError::Malformed { offset: 7, what: "header" }.into()).detail, place);
        assert_eq!(of_content(BerError::Malformed { offset: 7, what: "header" }.into()).detail, place);
        assert_eq!(of_content(ContentError::Corrupted).detail, None);
        let problem = AlgorithmProblem::NotRead;
        let algorithm = UnsupportedAlgorithm { oid: "1.3.14.3.2.7".into(), name: Some("des-cbc"), problem };
        let named = Detail::Algorithm { oid: algorithm.oid.clone(), name: Some("des-cbc".to_owned()) };
        assert_eq!(of_algorithm(&algorithm).detail, Some(named));
    }

    #[test]
    fn a_panic_keeps_its_words() {
        for panic in [Box::new("words") as Box<dyn Any + Send>, Box::new("words".to_owned())] {
            let failure = Failure::panicked(&*panic);
            assert_eq!(failure.reason, Reason::Internal);
            assert!(matches!(failure.detail, Some(Detail::Panicked { words }) if words == "words"));
        }
    }
}
