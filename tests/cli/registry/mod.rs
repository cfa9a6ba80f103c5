//! Keys, consultations and the audit.

mod audit;
mod check;
mod findings;
mod key_files;
// Users and their rights.
#[cfg(unix)] // owners, modes and mounts
mod read_only;
mod refusals;
mod story;
