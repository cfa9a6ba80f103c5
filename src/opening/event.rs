//! What the line tells while it runs: the only contract between the engine and those who watch it.

use super::{outcome::Item, report::Summary};

/// Something happened. Observers listen; they change nothing.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The roots have been walked.
    Discovered {
        /// Files found.
        files: usize,
        /// Octets of them all.
        bytes: u64,
        /// System litter passed over.
        passed_over: usize,
    },
    /// What to do is decided.
    Planned {
        /// Rows of the report to come.
        items: usize,
        /// Octets to read.
        bytes: u64,
    },
    /// Octets were read and decrypted since the last time.
    Progress {
        /// How many.
        bytes: u64,
    },
    /// An envelope has its outcome.
    Finished {
        /// Its row.
        item: &'a Item,
    },
    /// What was told is all there is for now: who holds back to show much at once shows it.
    Settled,
    /// The run is over.
    Ended {
        /// Its counts.
        summary: &'a Summary,
    },
}

/// Listens to a run.
pub trait Observer {
    /// Called by the coordinator's thread, in order.
    fn observe(&mut self, event: &Event<'_>);
}

/// Listens to nothing.
#[derive(Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn observe(&mut self, _: &Event<'_>) {}
}
