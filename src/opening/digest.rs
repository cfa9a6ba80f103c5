//! SHA-256 of a plaintext beside its decryption: on a thread that has nothing else to do, else where it is.
//!
//! SHA-256 is the slowest step of a large envelope, and each of its blocks waits for the one before. So that it
//! never waits for anything else, pieces are copied to a short queue that an idle thread of the pool works off
//! while the next ones are read, decrypted and written. While every thread has an envelope of its own, nothing is
//! copied: each hashes what its cache holds.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use zeroize::Zeroizing;

use crate::crypto::Sha256;

/// Shorter pieces are not worth another thread.
const WORTHWHILE: usize = 64 << 10;
/// Pieces that wait at most: 2 MiB with those that a content gives.
const MOST: usize = 8;

/// A digest that may run on another thread.
pub(super) struct Digest {
    state: Mutex<State>,
    room: Condvar,
}

struct State {
    /// Away while somebody works the queue off.
    hash: Option<Box<dyn Sha256>>,
    waiting: VecDeque<Zeroizing<Vec<u8>>>,
    /// Memory of pieces that were hashed.
    spare: Vec<Zeroizing<Vec<u8>>>,
}

impl Digest {
    pub(super) fn new(hash: Box<dyn Sha256>) -> Self {
        let state = State { hash: Some(hash), waiting: VecDeque::new(), spare: Vec::new() };
        Self { state: Mutex::new(state), room: Condvar::new() }
    }

    /// Takes more octets. With `idle`, another thread of the pool may hash them until `scope` ends.
    pub(super) fn update<'scope>(&'scope self, octets: &[u8], idle: bool, scope: &rayon::Scope<'scope>) {
        let mut state = self.lock();
        // Hashed here, unless pieces before it are still waiting.
        if (!idle || octets.len() < WORTHWHILE)
            && state.waiting.is_empty()
            && let Some(hash) = &mut state.hash
        {
            return hash.update(octets);
        }
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
        let mut piece = state.spare.pop().unwrap_or_default();
        piece.clear();
        if piece.capacity() < octets.len() {
            // One that grew would leave what it held behind, not wiped.
            piece = Zeroizing::new(Vec::with_capacity(octets.len()));
        }
        piece.extend_from_slice(octets);
        state.waiting.push_back(piece);
        if state.waiting.len() == 1 && state.hash.is_some() {
            drop(state);
            scope.spawn(|_| self.work_off());
        }
    }

    /// The digest, once every scope that hashed for it has ended.
    pub(super) fn finish(self) -> [u8; 32] {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.hash.expect("whoever worked the queue off has brought the hash back").finish()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{AwsLc, Provider as _};

    /// Pieces of every length, hashed beside and in place, make one digest in their order.
    #[test]
    fn pieces_are_hashed_in_their_order() {
        let octets: Vec<u8> = (0..20_000_000_u32).map(|n| n.to_le_bytes()[usize::from(n % 7 == 0)]).collect();
        let mut whole = AwsLc.sha256();
        whole.update(&octets);
        let expected = whole.finish();
        for threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            for length in [1 << 18, WORTHWHILE, WORTHWHILE - 1, 300_001] {
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
