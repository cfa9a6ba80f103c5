//! A bar over what takes long and asks for nothing.

use std::{
    io::{self, IsTerminal as _},
    path::Path,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plis::{
    desk::{Desk, Face, Passwords as _, Places},
    registry::Mode,
};

use super::{Session, password::Passwords};

/// The session, with a bar below what it says.
pub(crate) struct Progress<'a> {
    session: &'a Session,
    bar: Option<ProgressBar>,
}

impl<'a> Progress<'a> {
    /// A bar is shown where a person sees it and is asked for nothing.
    pub(crate) fn new(session: &'a Session, passwords: Option<&Passwords<'_>>) -> Self {
        let asks = passwords.is_some_and(|passwords| !passwords.are_at_hand());
        let shown = !asks && !session.is_quiet() && io::stderr().is_terminal();
        Self { session, bar: shown.then(bar) }
    }

    /// The desk, told to this one.
    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk { face: self, ..self.session.desk() }
    }

    /// Says something, with the bar out of the way.
    pub(crate) fn said<T>(&self, say: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

impl Face for Progress<'_> {
    fn opened(&self, home: &Path, mode: Mode) {
        self.session.opened(home, mode);
    }

    fn wants_places(&self) -> bool {
        self.session.wants_places()
    }

    fn hold(&self, places: &Places) {
        self.session.hold(places);
    }

    fn waits_for_the_person(&self, key: &str) {
        self.said(|| self.session.waits_for_the_person(key));
    }

    fn progress(&self, _: usize, all: usize) {
        if let Some(bar) = self.bar.as_ref().filter(|_| all > 1) {
            bar.set_length(all as u64);
            bar.inc(1);
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{pos}/{len} {wide_bar} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
}
