//! SHA-256 of what is read, or of a plaintext, beside its decryption: on a thread that has nothing else to do, else
//! where it is.
//!
//! SHA-256 is the slowest step of a large envelope, and each of its blocks waits for the one before. So that it
//! never waits for anything else, pieces are copied to a short queue that an idle thread of the pool works off
//! while the next ones are read, decrypted and written. While every thread has an envelope of its own, nothing is
//! copied: each hashes what its cache holds.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read as _},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use zeroize::Zeroizing;

use crate::{
    cms::content::Buffer,
    crypto::{Provider, Sha256},
};

/// Octets that are read, or handed to another thread, at once: what the caches hold.
pub(super) const PIECE: usize = 256 << 10;
/// What is shorter than this is not worth another thread.
const WORTHWHILE: u64 = 1 << 20;
/// Pieces that wait at most: 2 MiB.
const MOST: usize = 8;

/// A digest that may run on another thread.
pub(super) struct Digest {
    state: Mutex<State>,
    room: Condvar,
}

struct State {
    /// Away while somebody works the queue off.
    hash: Option<Box<dyn Sha256>>,
    /// Octets that were hashed where they were.
    here: u64,
    waiting: VecDeque<Zeroizing<Vec<u8>>>,
    /// The piece that the next octets are copied to, after all that wait.
    filling: Zeroizing<Vec<u8>>,
    /// Memory of pieces that were hashed.
    spare: Vec<Zeroizing<Vec<u8>>>,
}

impl Digest {
    pub(super) fn new(hash: Box<dyn Sha256>) -> Self {
        let state = State {
            hash: Some(hash),
            here: 0,
            waiting: VecDeque::new(),
            filling: Zeroizing::default(),
            spare: Vec::new(),
        };
        Self { state: Mutex::new(state), room: Condvar::new() }
    }

    /// Takes more octets. With `idle`, another thread of the pool may hash them until `scope` ends.
    pub(super) fn update<'scope>(&'scope self, mut octets: &[u8], idle: bool, scope: &rayon::Scope<'scope>) {
        let mut state = self.lock();
        // Hashed here, unless octets before these are still waiting.
        if (!idle || state.here < WORTHWHILE)
            && state.waiting.is_empty()
            && state.filling.is_empty()
            && let Some(hash) = &mut state.hash
        {
            hash.update(octets);
            state.here += octets.len() as u64;
            return;
        }
        while !octets.is_empty() {
            if state.filling.capacity() == 0 {
                // Of its whole length at once: one that grew would leave what it held behind, not wiped.
                state.filling =
                    state.spare.pop().unwrap_or_else(|| Zeroizing::new(Vec::with_capacity(PIECE)));
                state.filling.clear();
            }
            let (now, later) = octets.split_at(octets.len().min(PIECE - state.filling.len()));
            state.filling.extend_from_slice(now);
            octets = later;
            if state.filling.len() == PIECE {
                state = self.hand_over(state, scope);
            }
        }
    }

    /// Puts a full piece at the end of the queue, once there is room.
    fn hand_over<'scope>(
        &'scope self,
        mut state: MutexGuard<'scope, State>,
        scope: &rayon::Scope<'scope>,
    ) -> MutexGuard<'scope, State> {
        while state.waiting.len() >= MOST {
            drop(state);
            // Nobody has come: this thread works it off itself. Else somebody is at it.
            let worked = matches!(rayon::yield_now(), Some(rayon::Yield::Executed));
            state = self.lock();
            if !worked {
                let full = |state: &mut State| state.waiting.len() >= MOST;
                state = self.room.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
            }
        }
        let piece = std::mem::take(&mut state.filling);
        state.waiting.push_back(piece);
        if state.waiting.len() == 1 && state.hash.is_some() {
            drop(state);
            scope.spawn(|_| self.work_off());
            state = self.lock();
        }
        state
    }

    /// The digest, once every scope that hashed for it has ended.
    pub(super) fn finish(self) -> [u8; 32] {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut hash = state.hash.expect("whoever worked the queue off has brought the hash back");
        hash.update(&state.filling);
        hash.finish()
    }

    fn work_off(&self) {
        let mut state = self.lock();
        let Some(mut hash) = state.hash.take() else { return };
        while let Some(piece) = state.waiting.pop_front() {
            drop(state);
            self.room.notify_one();
            hash.update(&piece);
            state = self.lock();
            state.spare.push(piece);
        }
        state.hash = Some(hash);
    }

    /// No panic happens while it is held, so that a poisoned one is whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// SHA-256 of a whole file.
pub(super) fn digest_of(
    provider: &dyn Provider,
    file: &mut File,
    buffer: &mut Buffer,
) -> io::Result<[u8; 32]> {
    let mut hash = provider.sha256();
    let room = buffer.scratch();
    loop {
        match file.read(room) {
            Ok(0) => return Ok(hash.finish()),
            Ok(octets) => hash.update(&room[..octets]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::AwsLc;

    /// Pieces of every length, hashed beside and in place, make one digest in their order.
    #[test]
    fn pieces_are_hashed_in_their_order() {
        let octets: Vec<u8> = (0..20_000_000_u32).map(|n| n.to_le_bytes()[usize::from(n % 7 == 0)]).collect();
        let mut whole = AwsLc.sha256();
        whole.update(&octets);
        let expected = whole.finish();
        for threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            for length in [1 << 20, PIECE, PIECE - 1, 300_001, 32 << 10] {
                let digest = Digest::new(AwsLc.sha256());
                pool.install(|| {
                    rayon::scope(|scope| {
                        for (index, piece) in octets.chunks(length).enumerate() {
                            digest.update(piece, index % 5 != 0, scope);
                        }
                    });
                });
                assert_eq!(digest.finish(), expected, "{threads} threads, pieces of {length}");
            }
        }
    }
}
