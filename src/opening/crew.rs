//! Workers on one side, the coordinator on the other.

use std::{
    io,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use super::{
    commit::Committer,
    event::{Event, Observer},
    plan::{Decision, Task},
    worker::{self, Done, Shared},
};
use crate::cms::content::Buffer;

/// Opened files that wait to be published hold a file handle each; a process may have as few as 64.
const BATCH: usize = 24;
/// How often progress is told when nothing else happens.
const TICK: Duration = Duration::from_millis(100);

/// Workers on one side, the coordinator on this one.
pub(super) fn open_all(
    shared: &Shared<'_>,
    tasks: &[Task],
    jobs: usize,
    committer: &mut Committer<'_>,
    observer: &mut dyn Observer,
) -> io::Result<()> {
    let (mut settled, mut schedule): (Vec<usize>, Vec<usize>) =
        (0..tasks.len()).partition(|&index| tasks[index].decision != Decision::Open);
    let mut batch = Vec::with_capacity(BATCH);
    for index in settled.drain(..) {
        let item = Box::new(worker::cancelled(shared, &tasks[index]));
        batch.push(Done { index, item, staged: None });
        if batch.len() == BATCH {
            committer.commit(&mut batch, tasks, observer)?;
        }
    }
    committer.commit(&mut batch, tasks, observer)?;

    // Largest first, so that the last minute is not one thread on one big file.
    schedule.sort_by_key(|&index| std::cmp::Reverse(tasks[index].bytes()));
    let jobs = jobs.max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .thread_name(|index| format!("plis-{index}"))
        .build()
        .map_err(io::Error::other)?;
    let next = AtomicUsize::new(0);
    let (sender, finished) = mpsc::sync_channel::<Done>(jobs * 2);
    std::thread::scope(|scope| {
        let (schedule, next, pool) = (&schedule, &next, &pool);
        scope.spawn(move || {
            pool.broadcast(|_| {
                let mut buffer = Buffer::new();
                while let Some(&index) = schedule.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if shared.stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let done = worker::work(shared, index, &tasks[index], &mut buffer);
                    if sender.send(done).is_err() {
                        break;
                    }
                }
            });
        });
        let result = coordinate(&finished, shared, tasks, committer, observer);
        // Nobody listens any more: the workers end with what they have in hand.
        drop(finished);
        if result.is_err() {
            shared.stop.store(true, Ordering::Relaxed);
        }
        result
    })
}

fn coordinate(
    finished: &mpsc::Receiver<Done>,
    shared: &Shared<'_>,
    tasks: &[Task],
    committer: &mut Committer<'_>,
    observer: &mut dyn Observer,
) -> io::Result<()> {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        match finished.recv_timeout(TICK) {
            Ok(done) => batch.push(done),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(()),
        }
        while batch.len() < BATCH
            && let Ok(done) = finished.try_recv()
        {
            batch.push(done);
        }
        committer.commit(&mut batch, tasks, observer)?;
        let bytes = shared.progress.swap(0, Ordering::Relaxed);
        if bytes > 0 {
            observer.observe(&Event::Progress { bytes });
        }
    }
}
