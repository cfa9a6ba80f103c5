//! Finished envelopes on their way from the workers to the coordinator.
//!
//! The coordinator is woken for a batch, not for each envelope: on a machine whose cores are all at work, every
//! wake-up takes one of them away from a worker. It also makes durable a batch at a time, and so wants large ones.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A bounded queue between many givers and one taker.
#[derive(Debug)]
pub(super) struct Handover<T> {
    state: Mutex<State<T>>,
    given: Condvar,
    taken: Condvar,
    batch: usize,
}

#[derive(Debug)]
struct State<T> {
    waiting: Vec<T>,
    /// Nobody gives any more.
    ended: bool,
    /// Nobody takes any more.
    deaf: bool,
}

impl<T> Handover<T> {
    /// Holds `batch` values at most.
    pub(super) fn new(batch: usize) -> Self {
        let state = State { waiting: Vec::with_capacity(batch), ended: false, deaf: false };
        Self { state: Mutex::new(state), given: Condvar::new(), taken: Condvar::new(), batch }
    }

    /// Gives a value, once there is room for it. `false` when nobody takes any more: the value is dropped.
    pub(super) fn give(&self, value: T) -> bool {
        let full = |state: &mut State<T>| state.waiting.len() >= self.batch && !state.deaf;
        let mut state = self.taken.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        if state.deaf {
            return false;
        }
        state.waiting.push(value);
        // The first starts the taker's patience, the last of a batch ends it.
        if state.waiting.len() == 1 || state.waiting.len() >= self.batch {
            self.given.notify_one();
        }
        true
    }

    /// Takes what has been given, into an empty `batch`: waits up to `idle` for a first value, then up to
    /// `patience` for a whole batch. `false` when nothing will be given any more.
    pub(super) fn take(&self, batch: &mut Vec<T>, idle: Duration, patience: Duration) -> bool {
        let wait = |state, how_long, enough: &dyn Fn(&State<T>) -> bool| {
            let waited = self
                .given
                .wait_timeout_while(state, how_long, |state: &mut State<T>| !state.ended && !enough(state));
            waited.unwrap_or_else(PoisonError::into_inner).0
        };
        let mut state = wait(self.lock(), idle, &|state| !state.waiting.is_empty());
        if !state.waiting.is_empty() {
            state = wait(state, patience, &|state| state.waiting.len() >= self.batch);
        }
        batch.append(&mut state.waiting);
        self.taken.notify_all();
        !(state.ended && batch.is_empty())
    }

    /// Nobody gives any more.
    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.given.notify_one();
    }

    /// Nobody takes any more.
    pub(super) fn refuse(&self) {
        let mut state = self.lock();
        state.deaf = true;
        state.waiting.clear();
        self.taken.notify_all();
    }

    /// No panic happens while it is held, so that a poisoned one is whole.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Instant};

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn everything_given_is_taken_in_batches() {
        let handover = Handover::new(8);
        let mut taken = Vec::new();
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::scope(|givers| {
                    for giver in 0..3 {
                        let handover = &handover;
                        givers.spawn(move || (0..100).for_each(|n| assert!(handover.give((giver, n)))));
                    }
                });
                handover.end();
            });
            let mut batch = Vec::new();
            while handover.take(&mut batch, LONG, LONG) {
                assert!(batch.len() <= 8);
                taken.append(&mut batch);
            }
        });
        taken.sort_unstable();
        assert_eq!(taken, (0..3).flat_map(|giver| (0..100).map(move |n| (giver, n))).collect::<Vec<_>>());
    }

    #[test]
    fn a_batch_that_stays_small_is_taken_when_patience_ends() {
        let handover = Handover::new(8);
        let mut batch = Vec::new();
        assert!(handover.take(&mut batch, Duration::ZERO, LONG), "more may come");
        assert!(handover.give(1));
        assert!(handover.take(&mut batch, LONG, Duration::from_millis(1)));
        assert_eq!(batch, [1]);
    }

    #[test]
    fn the_end_is_not_waited_for() {
        let handover = Handover::new(8);
        handover.give(1);
        handover.end();
        let (mut batch, start) = (Vec::new(), Instant::now());
        assert!(handover.take(&mut batch, LONG, LONG));
        batch.clear();
        assert!(!handover.take(&mut batch, LONG, LONG));
        assert!(start.elapsed() < LONG);
    }

    #[test]
    fn a_giver_does_not_wait_for_a_taker_that_is_gone() {
        let handover = Handover::new(1);
        assert!(handover.give(1));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| handover.give(2));
            handover.refuse();
            assert!(!waiting.join().expect("joined"));
        });
    }
}
