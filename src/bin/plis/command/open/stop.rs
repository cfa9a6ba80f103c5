//! Ctrl-C: once to stop in good order, twice to leave at once.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{error::Error, exit::Exit, ui::Session};

/// The flag that an interruption sets. A termination by the system counts as one.
pub(super) fn on_interrupt(session: &Session) -> Result<Arc<AtomicBool>, Error> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let notice = session.say().open_stopping();
    let note = session.noter();
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            process::exit(i32::from(Exit::Interrupted.code()));
        }
        note(&notice);
    })
    .map_err(|error| Error::Output(std::io::Error::other(error)))?;
    Ok(stop)
}
