//! The command line as people and machines meet it.

#[path = "../programs/mod.rs"]
mod programs;
#[path = "../sidecar/mod.rs"]
mod sidecar;
#[path = "../world/mod.rs"]
mod world;

mod archives;
mod consultation;
mod deadline;
mod documents;
// Signals, and the numbers of files.
mod hostile;
#[cfg(unix)] // a job's shell is Unix's
mod jobs;
mod keys;
mod killed;
mod manual;
mod matching;
mod names;
mod open;
mod output;
mod passwords;
mod quorum;
mod readme;
mod records;
mod register;
mod registry;
#[cfg(unix)] // its deposits hold a link
mod scenario;
mod scheduled;
mod seal;
#[cfg(unix)] // the deposits of the scenario, and signals
mod shards;
#[cfg(feature = "tsa")]
mod stamps;
mod store;
#[cfg(unix)] // groups of users
mod team;
#[cfg(all(unix, feature = "pkcs11"))] // SoftHSM as Debian has it
mod tokens;
#[cfg(unix)] // descriptors, octets that are no text, plis.exe in the advice
mod usages;
#[cfg(windows)]
mod windows;
