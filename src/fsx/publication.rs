//! How a staged file gets its final name without replacing anything: the best way that the place has.

use std::{
    ffi::OsStr,
    io,
    sync::atomic::{AtomicBool, AtomicU8, Ordering},
};

use serde::{Deserialize, Serialize};

use super::{reservation::Note, staging::Named, system::Dir};

/// A way of giving a final name, from the best to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Publication {
    /// A file that had no name gets one.
    Unnamed,
    /// One rename that cannot replace.
    Rename,
    /// A second name, then the first one is removed.
    Link,
    /// The place has nothing that is one step: the name is taken by an empty file of ours, which is then replaced.
    Reserved,
}

/// The best way for files with a name that has not failed yet.
#[derive(Debug)]
pub(super) struct Way {
    best: AtomicU8,
    /// Whether it was tried and told: what is told is not gone back on for a worse one.
    told: AtomicBool,
}

impl Way {
    pub(super) fn new() -> Self {
        Self { best: AtomicU8::new(Publication::Rename as u8), told: AtomicBool::new(false) }
    }

    pub(super) fn best(&self) -> Publication {
        match self.best.load(Ordering::Relaxed) {
            way if way == Publication::Rename as u8 => Publication::Rename,
            way if way == Publication::Link as u8 => Publication::Link,
            _ => Publication::Reserved,
        }
    }

    /// The best way, from here on the only one.
    pub(super) fn tell(&self) -> Publication {
        self.told.store(true, Ordering::Relaxed);
        self.best()
    }

    pub(super) fn is_at_best(&self, way: Publication) {
        self.best.fetch_max(way as u8, Ordering::Relaxed);
    }

    /// Gives a staged file its final name.
    ///
    /// `noted`: nobody else knows that a name is reserved for it, so a note says so.
    pub(super) fn give(&self, staged: &Named, to: &Dir, name: &OsStr, noted: bool) -> io::Result<()> {
        match self.give_new(staged, to, name, noted) {
            Err(error) if noted && error.kind() == io::ErrorKind::AlreadyExists => {
                take_up(&staged.folder, &staged.name, to, name).and_then(|taken| taken.ok_or(error))
            }
            other => other,
        }
    }

    fn give_new(&self, staged: &Named, to: &Dir, name: &OsStr, noted: bool) -> io::Result<()> {
        let Named { folder: from, name: staged } = staged;
        if self.best() == Publication::Rename {
            match from.rename_new(staged, to, name) {
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    self.is_at_best(Publication::Link);
                }
                other => return other,
            }
        }
        if self.best() == Publication::Link {
            match from.link(staged, to, name) {
                // The final name stands; a staging name that stays is swept by the next run.
                Ok(()) => {
                    let _ = from.remove(staged);
                    return Ok(());
                }
                Err(error) if has_no_links(&error) && !self.told.load(Ordering::Relaxed) => {
                    self.is_at_best(Publication::Reserved);
                }
                other => return other,
            }
        }
        if noted { reserve_with_note(from, staged, to, name) } else { reserve(from, staged, to, name) }
    }
}

/// Takes the name with an empty file, which cannot replace anything, and puts the whole one over it.
///
/// A process that is killed in between leaves the empty file: an opening has said in its journal that the name is its
/// own by then.
fn reserve(from: &Dir, staged: &OsStr, to: &Dir, name: &OsStr) -> io::Result<()> {
    let reserved = to.create(name, true)?;
    // Somebody who found the name and wrote to it keeps what he wrote.
    let untouched = reserved.metadata().map(|found| found.len() == 0);
    drop(reserved);
    let moved = match untouched {
        Ok(true) => from.rename_over(staged, to, name),
        Ok(false) => return Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) => Err(error),
    };
    if moved.is_err() {
        let _ = to.remove(name);
    }
    moved
}

/// The same; a note says so meanwhile, and after a kill.
fn reserve_with_note(from: &Dir, staged: &OsStr, to: &Dir, name: &OsStr) -> io::Result<()> {
    let note = Note::write(from, name)?;
    let given = reserve(from, staged, to, name);
    note.remove(from);
    given
}

/// Takes up a name that a killed process had reserved; `None` when it is something else that has it.
fn take_up(from: &Dir, staged: &OsStr, to: &Dir, name: &OsStr) -> io::Result<Option<()>> {
    let Some(note) = Note::of_the_dead(from, to, name)? else { return Ok(None) };
    from.rename_over(staged, to, name)?;
    note.remove(from);
    Ok(Some(()))
}

/// Whether the system says in one of its ways that files here have one name each.
pub(super) fn has_no_links(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::Unsupported
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::TooManyLinks
    )
}
