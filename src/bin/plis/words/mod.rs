//! What every face says to people: the two catalogues, and the sentences made from values with them.
//!
//! No terminal and no argument here: the command line and whatever comes beside it speak the same words.

pub(crate) mod archive;
pub(crate) mod comparison;
mod deeds;
pub(crate) mod entries;
pub(crate) mod error;
pub(crate) mod findings;
pub(crate) mod key;
mod lang;
pub(crate) mod messages;
pub(crate) mod minutes;
pub(crate) mod number;
pub(crate) mod outcome;
pub(crate) mod quorum;
pub(crate) mod role;
pub(crate) mod stamps;

pub(crate) use self::{lang::Lang, messages::Messages};

/// A language and its sentences.
#[derive(Clone, Copy)]
pub(crate) struct Tongue<'a> {
    pub(crate) lang: Lang,
    pub(crate) say: &'a Messages,
}
