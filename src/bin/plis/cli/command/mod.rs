//! One file a command.

pub(crate) mod audit;
pub(crate) mod completions;
#[cfg(feature = "console")]
pub(crate) mod console;
pub(crate) mod consultation;
pub(crate) mod gather;
pub(crate) mod inspect;
pub(crate) mod journal;
pub(crate) mod key;
mod limits;
pub(crate) mod man;
pub(crate) mod minutes;
pub(crate) mod open;
pub(crate) mod register;
pub(crate) mod registry;
pub(crate) mod seal;
pub(crate) mod stream;
