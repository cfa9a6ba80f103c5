//! Ctrl-C: once to stop in good order, twice to leave at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::cli::{Session, error::Error, interrupt};

/// The flag that an interruption sets. A termination by the system counts as one.
pub(super) fn on_interrupt(session: &Session) -> Result<Arc<AtomicBool>, Error> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let notice = session.say().open_stopping();
    let note = session.noter();
    interrupt::does(move || {
        if flag.swap(true, Ordering::Relaxed) {
            interrupt::leave();
        }
        note(&notice);
    })
    .map_err(Error::Output)?;
    Ok(stop)
}
