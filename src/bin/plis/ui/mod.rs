//! What people see: language, colours, sentences, numbers, and strangers' names made harmless.

mod environment;
pub(crate) mod events;
mod lang;
pub(crate) mod messages;
pub(crate) mod minutes;
pub(crate) mod number;
pub(crate) mod outcome;
pub(crate) mod password;
mod session;
pub(crate) mod summary;

pub(crate) use self::{lang::Lang, messages::Messages, password::PasswordError, session::Session};
