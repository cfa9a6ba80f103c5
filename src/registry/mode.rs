//! How a registry makes its changes durable.

/// How the database makes its changes durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A write-ahead log: readers and one writer at a time do not wait for each other.
    WriteAheadLog,
    /// A rollback journal with a full sync: one process at a time.
    Rollback(Why),
    /// None: it may only be read, and this is a copy of it in memory.
    Copy,
    /// As the server that keeps it does.
    Server,
}

/// Why there is no write-ahead log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The folder is another machine's.
    Network {
        /// Its file system, as people know it.
        file_system: &'static str,
    },
    /// SQLite could not start one here.
    Impossible,
    /// The caller wanted none.
    Asked,
}
