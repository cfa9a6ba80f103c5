//! The octets of an input: read once, and hashed as they are read.
//!
//! What is compared with the register and written in the record is the digest of the very octets that were decrypted:
//! a file that is replaced or overwritten meanwhile gives the digest of what was read of it, whatever has its name now.

use std::{
    io::{self, Read},
    sync::atomic::Ordering,
};

use super::{
    digest::{Digest, PIECE},
    failure::{Failure, Interrupted},
    octets::{self, Octets},
    plan::Input,
    shared::Shared,
};
use crate::cms::content::Buffer;

/// What was read of an input, from its first octet to its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) sha256: [u8; 32],
    pub(super) octets: u64,
}

/// How the reading of an input ended.
pub(super) enum Ended<T> {
    /// It was read to its end, whatever came of it.
    Read(Seen, Result<T, Failure>),
    /// It could not be: nobody knows what the file is.
    Unread(Failure),
    /// A person stopped the run.
    Interrupted,
}

impl<T> Ended<T> {
    /// The same of what came of it.
    pub(super) fn map<U>(self, with: impl FnOnce(T) -> U) -> Ended<U> {
        match self {
            Self::Read(seen, result) => Ended::Read(seen, result.map(with)),
            Self::Unread(failure) => Ended::Unread(failure),
            Self::Interrupted => Ended::Interrupted,
        }
    }
}

/// Reads an input once: `take` reads what it wants of it, and whatever that leaves is read for the digest alone.
pub(super) fn read_once<T>(
    shared: &Shared<'_>,
    input: &Input,
    buffer: &mut Buffer,
    take: impl FnOnce(&mut Reading<'_, '_>, &mut Buffer) -> Result<T, Failure>,
) -> Ended<T> {
    let opened = octets::open(&input.path, input.within.as_ref(), |path| shared.held.open_regular(path));
    let octets = match opened {
        Ok(octets) => octets,
        Err(error) => return Ended::Unread(Failure::unreadable(&error)),
    };
    let digest = Digest::new(shared.provider.sha256());
    let (result, read) = rayon::in_place_scope(|scope| {
        let mut reading =
            Reading { from: octets, shared, digest: &digest, scope, read: 0, state: State::Reading };
        let result = take(&mut reading, buffer);
        (result, reading.drain(buffer.scratch()))
    });
    match (read, result) {
        (Ok(octets), result) => Ended::Read(Seen { sha256: digest.finish(), octets }, result),
        (Err(error), _) if Interrupted::is(&error) => Ended::Interrupted,
        (Err(_), Err(failure)) => Ended::Unread(failure),
        (Err(error), Ok(_)) => Ended::Unread(Failure::unreadable(&error)),
    }
}

/// Reads an input for its digest alone.
pub(super) fn look(shared: &Shared<'_>, input: &Input, buffer: &mut Buffer) -> Ended<()> {
    read_once(shared, input, buffer, |_, _| Ok(()))
}

/// An input that is being read. It ends early when a person stops the run.
pub(super) struct Reading<'a, 'scope> {
    from: Octets,
    shared: &'a Shared<'a>,
    digest: &'scope Digest,
    scope: &'a rayon::Scope<'scope>,
    read: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// The system has said that nothing follows.
    Ended,
    /// The system refused once: what it gives afterwards may not be what follows.
    Failed,
}

impl Reading<'_, '_> {
    /// Reads what is left; gives the octets of the whole.
    fn drain(&mut self, room: &mut [u8]) -> io::Result<u64> {
        while self.state != State::Ended {
            match self.read(room) {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
        }
        Ok(self.read)
    }
}

impl Read for Reading<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.shared.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other(Interrupted));
        }
        match self.state {
            State::Reading => {}
            State::Ended => return Ok(0),
            State::Failed => return Err(io::Error::other("an earlier read failed")),
        }
        // As much as the caches hold: it is hashed now, and decrypted next.
        let room = out.len().min(PIECE);
        match self.from.read(&mut out[..room]) {
            Ok(0) if room > 0 => self.state = State::Ended,
            Ok(some) => {
                self.digest.update(&out[..some], self.shared.somebody_is_idle(), self.scope);
                self.read += some as u64;
                return Ok(some);
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::Interrupted {
                    self.state = State::Failed;
                }
                return Err(error);
            }
        }
        Ok(0)
    }
}
