//! Ctrl-C: once to stop in good order, twice to leave at once.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::cli::{Session, interrupt};

/// Has an interruption set the flag. A termination by the system counts as one.
pub(super) fn on_interrupt(session: &Session, stop: &Arc<AtomicBool>) -> io::Result<()> {
    let flag = Arc::clone(stop);
    let notice = session.say().open_stopping();
    let note = session.noter();
    interrupt::does(move || {
        if flag.swap(true, Ordering::Relaxed) {
            interrupt::leave();
        }
        note(&notice);
    })
}
