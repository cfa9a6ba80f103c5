//! The registry in a folder: SQLite, and the only room that speaks to it.

mod bound;
mod consultation;
mod deletion;
mod error;
mod files;
mod key;
mod launch;
mod list;
mod medium;
mod near;
mod opening;
mod page;
mod read_only;
mod replay;
mod roll;
mod row;
mod schema;
mod snapshot;
mod store;
mod trail;

#[cfg(test)]
mod tests;

pub use self::{
    deletion::ASIDE_DAYS,
    error::{RegistryError, SchemaDifference, Subject},
    launch::{Launched, MARGIN_DAYS},
    medium::{Mode, Why},
    replay::{Difference, Replay, Unverifiable},
    roll::{NotTaken, RollError, RollRow, Taken, read_roll},
    schema::VERSION,
    store::{Access, Registry},
    trail::kind,
};
