//! What one use of the database may take, and must do: no statement runs for ever, and none changes nothing in
//! silence, whatever is in the file.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, Params};

use crate::registry::error::RegistryError;

/// Steps of SQLite's machine; the snapshot of a hundred thousand keys and as many consultations takes a hundredth.
const STEPS: u64 = 2_000_000_000;
/// Time, for a slow share.
const TIME: Duration = Duration::from_mins(5);
/// Steps between two looks at the clock.
const LOOK: u16 = 10_000;

/// What is left of the bound of one connection. Cloned, it is the same one.
#[derive(Clone, Debug)]
pub(super) struct Bound(Arc<Spent>);

#[derive(Debug)]
struct Spent {
    origin: Instant,
    /// Milliseconds after the origin.
    since: AtomicU64,
    steps: AtomicU64,
}

impl Bound {
    /// Puts a bound on a connection.
    pub(super) fn on(connection: &Connection) -> Result<Self, RegistryError> {
        Self::of(connection, STEPS, TIME)
    }

    fn of(connection: &Connection, most_steps: u64, most_time: Duration) -> Result<Self, RegistryError> {
        let spent = Spent { origin: Instant::now(), since: AtomicU64::new(0), steps: AtomicU64::new(0) };
        let bound = Self(Arc::new(spent));
        let held = bound.clone();
        let handler = move || held.step() > most_steps || held.elapsed() > most_time;
        connection.progress_handler(LOOK.into(), Some(handler))?;
        Ok(bound)
    }

    /// Another use of the connection begins.
    pub(super) fn restart(&self) {
        self.0.since.store(self.now(), Relaxed);
        self.0.steps.store(0, Relaxed);
    }

    fn step(&self) -> u64 {
        self.0.steps.fetch_add(LOOK.into(), Relaxed) + u64::from(LOOK)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.now().saturating_sub(self.0.since.load(Relaxed)))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.origin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Changes exactly one row, or says that the file does not do what it is told.
pub(super) fn one(connection: &Connection, sql: &str, params: impl Params) -> Result<(), RegistryError> {
    match connection.prepare_cached(sql)?.execute(params)? {
        1 => Ok(()),
        rows => Err(RegistryError::Damaged { what: format!("a change of one row changed {rows}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOR_EVER: &str =
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    fn run(connection: &Connection) -> Result<i64, RegistryError> {
        Ok(connection.query_row(FOR_EVER, [], |row| row.get(0))?)
    }

    #[test]
    fn what_would_run_for_ever_ends() {
        let connection = Connection::open_in_memory().expect("open");
        let bound = Bound::of(&connection, 1_000_000, Duration::MAX).expect("bounded");
        assert!(matches!(run(&connection), Err(RegistryError::TooLong)), "by its steps");
        bound.restart();
        connection.query_row("SELECT 1", [], |_| Ok(())).expect("what is short goes on");
        let connection = Connection::open_in_memory().expect("open");
        Bound::of(&connection, u64::MAX, Duration::from_millis(20)).expect("bounded");
        assert!(matches!(run(&connection), Err(RegistryError::TooLong)), "by its time");
    }

    /// A trigger that fires itself, once for every row it adds.
    #[test]
    fn a_trigger_that_feeds_itself_ends() {
        let connection = Connection::open_in_memory().expect("open");
        connection
            .execute_batch(
                "PRAGMA recursive_triggers = ON;
                 CREATE TABLE a (i); CREATE TABLE b (i);
                 CREATE TRIGGER t AFTER INSERT ON a BEGIN
                   INSERT INTO b WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)
                   SELECT i FROM n WHERE i < 0;
                 END;",
            )
            .expect("made");
        Bound::of(&connection, 1_000_000, Duration::MAX).expect("bounded");
        let done = connection.execute("INSERT INTO a VALUES (1)", []).map_err(RegistryError::from);
        assert!(matches!(done, Err(RegistryError::TooLong)));
    }
}
