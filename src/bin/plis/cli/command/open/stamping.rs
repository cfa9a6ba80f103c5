//! `--tsa`: the end of an opening, vouched for by an authority of time-stamps. That it cannot be had spoils nothing.

use plis::{
    crypto::AwsLc,
    desk::trusted_certificates,
    opening::{
        Finished,
        report::JournalHead,
        stamped::{NotStamped, Stamping},
    },
    report::untrusted,
    x509::Certificate,
};

use super::words;
use crate::{
    cli::{Session, args::open::OpenOrder, asker::Asker, error::Error},
    words::stamps,
};

/// Who is asked at the end, where somebody is.
pub(super) struct Stamper(Option<Named>);

struct Named {
    asker: Asker,
    trusted: Option<Vec<Certificate>>,
}

impl Stamper {
    /// Begins the process that asks: before anything is read, and while there is one thread. It is to end after those
    /// that are begun later, which hold its line as well.
    pub(super) fn begin(session: &Session, options: &OpenOrder) -> Result<Self, Error> {
        let Some(url) = options.tsa.as_deref().filter(|_| !options.dry_run) else { return Ok(Self(None)) };
        let trusted = options.tsa_ca.as_deref().map(trusted_certificates).transpose()?;
        Ok(Self(Some(Named { asker: Asker::begin(session, url)?, trusted })))
    }

    /// Before the papers are written: they say what time was vouched for.
    pub(super) fn end(&mut self, session: &Session, finished: &mut Finished) {
        self.each(|stamping| {
            if let Err(why) = finished.stamp(stamping, &AwsLc) {
                warn(session, &why);
            }
        });
    }

    /// Once the papers are recorded: their digests are vouched for too. Where the first stamp was not to be had, nobody
    /// is asked again.
    pub(super) fn papers(&mut self, session: &Session, finished: &Finished, head: &JournalHead) {
        let Some(vouched) = finished.journal.stamp.as_ref().and_then(|row| row.vouched.as_ref()) else {
            return;
        };
        session.note(&session.say().open_stamped(
            stamps::at(vouched, words(session, finished).zone, session.tongue()),
            untrusted::text(&vouched.authority),
        ));
        self.each(|stamping| {
            if let Err(why) = finished.stamp_papers(head, stamping, &AwsLc) {
                warn(session, &why);
            }
        });
    }

    fn each(&mut self, deed: impl FnOnce(&mut Stamping<'_>)) {
        let Self(Some(Named { asker, trusted })) = self else { return };
        let asked = asker.asked();
        deed(&mut Stamping { asked, trusted: trusted.as_deref(), ask: &mut |request| asker.ask(request) });
    }
}

fn warn(session: &Session, why: &NotStamped) {
    session.warn(&session.say().open_not_stamped(stamps::not_stamped(why, session.tongue())));
}
