//! Keys, consultations and the audit.

mod audit;
mod findings;
mod key_files;
mod refusals;
mod story;
