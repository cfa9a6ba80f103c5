//! What people see: language, colours, sentences, numbers, and strangers' names made harmless.

pub(crate) mod comparison;
mod deeds;
mod descriptor;
pub(crate) mod entries;
mod environment;
pub(crate) mod events;
pub(crate) mod findings;
pub(crate) mod home;
pub(crate) mod interrupt;
mod lang;
pub(crate) mod messages;
pub(crate) mod minutes;
pub(crate) mod number;
pub(crate) mod outcome;
pub(crate) mod password;
pub(crate) mod privacy;
pub(crate) mod session;
pub(crate) mod summary;

pub(crate) use self::{lang::Lang, messages::Messages, password::PasswordError, session::Session};
