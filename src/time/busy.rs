//! How long work takes, for tests that bound it.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

/// Time this thread has had a processor (Linux), so that a busy machine changes nothing; elsewhere, time.
pub(crate) fn busy() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
