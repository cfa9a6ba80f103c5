//! A process of its own, begun before this one is held: what it is asked for is all that can be had of it.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    panic::{self, AssertUnwindSafe},
    process,
};

use rustix::{
    process::{Pid, WaitOptions, setsid, waitpid},
    stdio::{dup2_stderr, dup2_stdin, dup2_stdout},
};

/// The line between two processes. When one ends, so does it for the other.
#[derive(Debug)]
pub(crate) struct Line {
    /// `None` once it is given up.
    stream: Option<UnixStream>,
    /// At this end the process at the other one.
    other: Option<Pid>,
}

/// Begins a process that does this at the other end of a line, and nothing else; `None` where that cannot be.
///
/// It has no terminal, and no key of a keyboard reaches it: it ends when the line does.
pub(in super::super) fn detach(deed: impl FnOnce(Line)) -> Option<Line> {
    // The locks of other threads would be held for ever in the new process.
    if fs::read_dir("/proc/self/task").ok()?.count() != 1 {
        return None;
    }
    let (ours, theirs) = UnixStream::pair().ok()?;
    match fork() {
        0 => {
            drop(ours);
            let work = || {
                leave_the_terminal();
                deed(Line { stream: Some(theirs), other: None });
            };
            let done = panic::catch_unwind(AssertUnwindSafe(work));
            process::exit(i32::from(done.is_err()))
        }
        ..0 => None,
        pid => Some(Line { stream: Some(ours), other: Some(Pid::from_raw(pid)?) }),
    }
}

#[expect(unsafe_code, reason = "there is no safe way to have a second process of the same program")]
fn fork() -> libc::pid_t {
    // SAFETY: the caller has seen that this is the only thread, so that the new process, too, holds no lock that nobody
    // would open; what it has is a copy of all that this one has.
    unsafe { libc::fork() }
}

/// What is typed is for the first process, and what is said is said by it.
fn leave_the_terminal() {
    let _ = setsid();
    if let Ok(nothing) = File::open("/dev/null") {
        let _ = dup2_stdin(&nothing);
        let _ = dup2_stdout(&nothing);
        let _ = dup2_stderr(&nothing);
    }
}

impl Line {
    fn stream(&self) -> io::Result<&UnixStream> {
        self.stream.as_ref().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Read for Line {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream()?.read(buffer)
    }
}

impl Write for Line {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.stream()?.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The line ends, and the process at its other end is waited for: what it has open is closed then.
impl Drop for Line {
    fn drop(&mut self) {
        drop(self.stream.take());
        if let Some(other) = self.other.take() {
            while let Err(rustix::io::Errno::INTR) = waitpid(Some(other), WaitOptions::empty()) {}
        }
    }
}
