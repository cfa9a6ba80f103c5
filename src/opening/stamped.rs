//! The end of a run, stamped by an authority of time-stamps.

use std::fmt;

use super::{
    finished::Finished,
    report::{JournalHead, StampRow},
};
use crate::{
    crypto::Provider,
    fsx::SystemError,
    hex::unhex,
    timestamp::{AskError, Asks, Request, Stamp, StampError, judge, keep},
    x509::Certificate,
};

/// Why there is no stamp of a run's end. None of it spoils the opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotStamped {
    /// A person interrupted the run, and is not made to wait.
    Interrupted,
    /// The system gives no random octets.
    NoRandom,
    /// The authority gave no answer.
    Unanswered(AskError),
    /// What it answered is no stamp of what was asked.
    Stamp(StampError),
    /// The stamp cannot be kept.
    Unwritten(SystemError),
}

impl NotStamped {
    /// Its name in reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Interrupted => "interrupted",
            Self::NoRandom => "no_random",
            Self::Unanswered(error) => error.code(),
            Self::Stamp(error) => error.code(),
            Self::Unwritten(_) => "unwritten",
        }
    }
}

/// Who is asked, and who is trusted.
pub struct Stamping<'a> {
    /// The authority's address, as reports show it.
    pub asked: String,
    /// Authorities that are trusted; without any, the path to one is not looked at.
    pub trusted: Option<&'a [Certificate]>,
    /// Gives what the authority answers to a request in DER.
    pub ask: &'a mut Asks<'a>,
}

impl fmt::Debug for Stamping<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stamping")
            .field("asked", &self.asked)
            .field("trusted", &self.trusted)
            .finish_non_exhaustive()
    }
}

impl Finished {
    /// Has the journal's end stamped, and keeps the stamp beside it: what both papers then say of the time. Called before
    /// they are written, since nothing that is stamped can name its stamp.
    ///
    /// # Errors
    ///
    /// [`NotStamped`], which the report says too.
    pub fn stamp(&mut self, stamping: &mut Stamping<'_>, provider: &dyn Provider) -> Result<(), NotStamped> {
        let head = self.journal.clone();
        let done = if self.interrupted {
            Err(NotStamped::Interrupted)
        } else {
            self.stamp_of(&head, stamping, provider)
        };
        let asked = stamping.asked.clone();
        let (row, result) = match done {
            Ok((file, stamp)) => {
                (StampRow { asked, file: Some(file), vouched: Some(stamp), missing: None }, Ok(()))
            }
            Err(why) => {
                let missing = Some(why.code().to_owned());
                (StampRow { asked, file: None, vouched: None, missing }, Err(why))
            }
        };
        self.journal.stamp = Some(row);
        result
    }

    /// Has the entry stamped that records the papers, once they are written: the stamp vouches for their digests too.
    ///
    /// # Errors
    ///
    /// [`NotStamped`].
    pub fn stamp_papers(
        &self,
        head: &JournalHead,
        stamping: &mut Stamping<'_>,
        provider: &dyn Provider,
    ) -> Result<String, NotStamped> {
        self.stamp_of(head, stamping, provider).map(|(file, _)| file)
    }

    fn stamp_of(
        &self,
        head: &JournalHead,
        stamping: &mut Stamping<'_>,
        provider: &dyn Provider,
    ) -> Result<(String, Stamp), NotStamped> {
        let imprint = unhex(&head.head).ok_or(NotStamped::Stamp(StampError::Imprint))?;
        let request = Request::new(imprint).ok_or(NotStamped::NoRandom)?;
        let response = (stamping.ask)(&request.to_der()).map_err(NotStamped::Unanswered)?;
        let stamp = judge(&response, &request, stamping.trusted, provider).map_err(NotStamped::Stamp)?;
        let kept = keep(&self.folder, head.entries, &request, &response)
            .map_err(|error| NotStamped::Unwritten((&error).into()))?;
        Ok((kept.response().to_string_lossy().into_owned(), stamp))
    }
}
