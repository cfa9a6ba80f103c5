//! PLACES: where envelopes come from.
//!
//! A folder is walked where an opening looks for what there is (`opening::discover`); what is not a folder and holds
//! envelopes all the same is a [`Source`]: it lists what is in it, and opens what it listed, as often as it is asked.
//! Nothing of it is ever written to a disk.

#![warn(clippy::missing_errors_doc)]

mod fault;
mod source;
mod version;
pub mod zip;

pub use self::{
    fault::{ArchiveError, ArchiveFault},
    source::{Content, Entry, Source},
};
