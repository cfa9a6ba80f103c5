//! Whether anybody is still there.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

/// When something was last asked.
pub(super) struct Pulse {
    idle: Duration,
    last: Mutex<Instant>,
    closed: AtomicBool,
}

impl Pulse {
    /// Ends after so long without a request.
    pub(super) fn new(idle: Duration) -> Self {
        Self { idle, last: Mutex::new(Instant::now()), closed: AtomicBool::new(false) }
    }

    /// Something was asked.
    pub(super) fn beat(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// A person closes it.
    pub(super) fn close(&self) {
        self.closed.store(true, SeqCst);
    }

    /// Whether it was closed, or nobody asks any more.
    pub(super) fn is_over(&self) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        self.closed.load(SeqCst) || last.elapsed() >= self.idle
    }
}
