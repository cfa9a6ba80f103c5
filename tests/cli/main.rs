//! The command line as people and machines meet it.

#[path = "../programs/mod.rs"]
mod programs;
#[path = "../world/mod.rs"]
mod world;

mod consultation;
mod deadline;
mod documents;
// Signals, and the numbers of files.
mod hostile;
// A job's shell is Unix's.
#[cfg(unix)]
mod jobs;
mod keys;
#[cfg(unix)]
mod killed;
mod matching;
mod names;
mod open;
mod output;
mod passwords;
mod readme;
mod records;
mod register;
mod registry;
// Its deposits hold a link.
#[cfg(unix)]
mod scenario;
mod scheduled;
mod seal;
mod usages;
