//! Systems that do not hold a process to its files and calls.

use std::io::{self, Read, Write};
#[cfg(not(target_os = "linux"))]
use std::path::PathBuf;

use super::held::Held;

#[cfg(not(target_os = "linux"))]
pub(super) fn harden() {
    #[cfg(windows)] // what is asked for there is no confinement, and elsewhere nothing is
    crate::windows::harden();
}

#[cfg(not(target_os = "linux"))]
pub(super) fn hold(_: &[PathBuf], _: &[PathBuf], _: &[super::Port]) -> Held {
    Held::default()
}

#[cfg(feature = "console")]
pub(super) fn refuse_calls_but_accept(_: bool) -> Held {
    Held::default()
}

pub(super) fn refuse_calls(_: bool) -> Held {
    Held::default()
}

/// The line to another process: there are none.
#[derive(Debug)]
pub(crate) enum Line {}

/// Another process would be no help: this one is held to nothing.
pub(super) fn detach(_: impl FnOnce(Line)) -> Option<Line> {
    None
}

impl Read for Line {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match *self {}
    }
}

impl Write for Line {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        match *self {}
    }

    fn flush(&mut self) -> io::Result<()> {
        match *self {}
    }
}
