//! Pipes that have a name: opening one waits for a writer, and for good, if nobody looks.

#[cfg(unix)]
use std::os::unix::fs::FileTypeExt as _;
use std::{fs::File, io, path::Path, time::Duration};

use super::open_stream;

/// Opens a file to read it, by whatever links; a pipe that nobody writes to within some time is
/// [`io::ErrorKind::TimedOut`].
///
/// # Errors
///
/// What the system says, as [`Fault::of`](crate::fsx::Fault::of) tells it.
pub fn open_waiting(path: &Path, patience: Duration) -> io::Result<File> {
    #[cfg(unix)]
    if std::fs::metadata(path)?.file_type().is_fifo() {
        return open_pipe(path, patience);
    }
    let _ = patience;
    open_stream(path)
}

#[cfg(unix)]
fn open_pipe(path: &Path, patience: Duration) -> io::Result<File> {
    use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt as _};

    use rustix::{
        event::{PollFd, PollFlags, Timespec, poll},
        fs::OFlags,
    };

    let flags = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let patience = Timespec { tv_sec: patience.as_secs().cast_signed(), tv_nsec: 0 };
    if poll(&mut [PollFd::new(&file, PollFlags::IN)], Some(&patience))? == 0 {
        return Err(io::ErrorKind::TimedOut.into());
    }
    rustix::fs::fcntl_setfl(&file, OFlags::empty())?;
    Ok(file)
}
