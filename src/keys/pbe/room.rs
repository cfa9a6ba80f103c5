//! The memory that derivations hold at a time: key files are opened by several threads, and each may ask for a lot.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::limits;

/// Octets, of the whole process: a few of the largest.
const MOST: u64 = 4 * limits::SCRYPT_MEMORY.value;

static HELD: Mutex<u64> = Mutex::new(0);
static FREED: Condvar = Condvar::new();

/// Leave to use so many octets, until it is dropped.
#[derive(Debug)]
pub(super) struct Room(u64);

impl Room {
    /// Waits until there is room. More than there ever is waits for all the others.
    pub(super) fn take(octets: u64) -> Self {
        let held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |held: &mut u64| *held > 0 && held.saturating_add(octets) > MOST;
        let mut held = FREED.wait_while(held, full).unwrap_or_else(PoisonError::into_inner);
        *held = held.saturating_add(octets);
        Self(octets)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        *held = held.saturating_sub(self.0);
        FREED.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering::SeqCst},
        thread::{scope, yield_now},
    };

    use super::*;

    #[test]
    fn no_more_at_a_time_than_there_is_room_for() {
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let room = Room::take(MOST / 4);
                        most.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
                        yield_now();
                        inside.fetch_sub(1, SeqCst);
                        drop(room);
                    }
                });
            }
        });
        assert!(most.load(SeqCst) <= 4, "{most:?} at a time");
    }

    #[test]
    fn what_never_fits_has_its_turn_alone() {
        drop(Room::take(MOST + 1));
        let one = Room::take(MOST);
        drop(one);
        drop(Room::take(u64::MAX));
    }
}
