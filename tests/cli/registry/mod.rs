//! Keys, consultations and the audit.

mod audit;
mod check;
mod findings;
mod key_files;
mod refusals;
mod story;
