//! Workers on one side, the coordinator on the other.

use std::{
    io,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use super::{
    commit::Committer,
    event::{Event, Observer},
    handover::Handover,
    plan::{Decision, Task},
    shared::Shared,
    worker::{self, Done},
};
use crate::{cms::content::Buffer, fsx};

/// How often progress is told when nothing else happens.
const TICK: Duration = Duration::from_millis(100);
/// How long a finished envelope waits for others to be made durable with.
const PATIENCE: Duration = Duration::from_millis(20);

/// How many envelopes are made durable and published together.
///
/// Each of them holds a file handle, and as many again may be waiting; a worker holds two or three, and a process may
/// have as few as 64.
fn batch_size(jobs: usize) -> usize {
    const OTHERS: usize = 24;
    const MOST: usize = 128;
    (fsx::handles().saturating_sub(OTHERS + 3 * jobs) / 2).clamp(1, MOST)
}

/// Opens what is to be opened, and gives a row to what is not.
pub(super) fn open_all(
    shared: &Shared<'_>,
    tasks: &[Task],
    jobs: usize,
    committer: &mut Committer<'_>,
    observer: &mut dyn Observer,
) -> io::Result<()> {
    // An envelope keeps three threads busy at most: one decrypts, one hashes what is read, one the plaintext.
    let envelopes: usize = tasks.iter().map(|task| task.inputs.len()).sum();
    let jobs = jobs.min(3 * envelopes).max(1);
    let size = batch_size(jobs);
    let (settled, mut schedule): (Vec<usize>, Vec<usize>) =
        (0..tasks.len()).partition(|&index| !tasks[index].is_there() && !shared.earlier.knows(&tasks[index]));
    let mut batch = Vec::with_capacity(size);
    for index in settled {
        let item = Box::new(worker::not_begun(&tasks[index], shared.roots));
        batch.push(Done { index, item, staged: None });
        if batch.len() == size {
            committer.commit(&mut batch, tasks, observer)?;
        }
    }
    committer.commit(&mut batch, tasks, observer)?;

    // What is to be opened comes first; then largest first, so that the last minute is not one thread on one big file.
    schedule.sort_by_key(|&index| {
        (tasks[index].decision != Decision::Open, std::cmp::Reverse(tasks[index].bytes()))
    });
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .thread_name(|index| format!("plis-{index}"))
        .build()
        .map_err(io::Error::other)?;
    let next = AtomicUsize::new(0);
    let finished = Handover::new(size);
    std::thread::scope(|scope| {
        let (schedule, next, pool, finished) = (&schedule, &next, &pool, &finished);
        scope.spawn(move || {
            let _end = End(finished);
            pool.broadcast(|_| {
                let mut buffer = Buffer::new();
                while let Some(&index) = schedule.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if shared.stop.load(Ordering::Relaxed) {
                        break;
                    }
                    if !finished.give(worker::work(shared, index, &tasks[index], &mut buffer)) {
                        break;
                    }
                }
                shared.idle.fetch_add(1, Ordering::Relaxed);
            });
        });
        let result = coordinate(finished, shared, tasks, committer, observer);
        // The workers end with what they have in hand.
        finished.refuse();
        if result.is_err() {
            shared.stop.store(true, Ordering::Relaxed);
        }
        result
    })
}

fn coordinate(
    finished: &Handover<Done>,
    shared: &Shared<'_>,
    tasks: &[Task],
    committer: &mut Committer<'_>,
    observer: &mut dyn Observer,
) -> io::Result<()> {
    let mut batch = Vec::new();
    while finished.take(&mut batch, TICK, PATIENCE) {
        committer.commit(&mut batch, tasks, observer)?;
        let bytes = shared.progress.swap(0, Ordering::Relaxed);
        if bytes > 0 {
            observer.observe(&Event::Progress { bytes });
        }
        observer.observe(&Event::Settled);
    }
    Ok(())
}

/// Tells the coordinator that the workers have ended, however they did.
struct End<'a>(&'a Handover<Done>);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}
