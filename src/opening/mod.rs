//! THE LINE: what a run does to a folder of envelopes, in reading order.
//!
//! ```text
//! roots -> discover -> plan -> N workers -> commit -> rows
//!            names,    pure:    header,      one thread:
//!            sizes     rules    unwrap,      journal, sync,
//!                      + now    stream to    publish
//!                               staging
//! ```
//!
//! A failed envelope is a value ([`Item`]), not an error; a [`RunError`] ends the run. The engine prints nothing
//! and knows no language: an [`Observer`] listens to [`Event`]s.

#![warn(clippy::missing_errors_doc)]

mod alike;
pub mod archives;
mod beside;
mod blocks;
mod collisions;
mod commit;
mod crew;
mod decrypt;
mod digest;
mod discover;
pub mod entry;
pub mod event;
mod failure;
mod fence;
mod finished;
mod found;
pub mod gather;
mod ground;
mod handover;
mod header;
mod keep;
mod litter;
mod locate;
mod named;
pub mod names;
mod naming;
mod octets;
pub mod outcome;
pub mod paper;
mod plan;
mod read;
mod receipt;
mod record;
mod rehearsal;
pub mod report;
mod request;
mod resume;
mod row;
mod rows;
pub mod rules;
mod run;
mod shard;
mod share;
mod shared;
pub mod stamped;
pub mod story;
mod team;
mod worker;
mod written;

#[cfg(test)]
mod tests;

#[cfg(feature = "sqlite")]
pub(crate) use self::request::{place, random_id};
pub use self::{
    beside::Listed,
    event::{Event, Observer, Silent},
    finished::Finished,
    ground::record_refusal,
    outcome::Item,
    request::{Permit, Request, RunError},
    rows::Rows,
    run::run,
    shard::Shard,
    share::ShardPlan,
    team::{TeamError, team_for},
};

/// File name of the journal in an output folder.
pub const JOURNAL: &str = "journal.jsonl";
/// File name of the report.
pub const REPORT: &str = "opening.json";
/// File name of the minutes.
pub const MINUTES: &str = "proces-verbal.html";
