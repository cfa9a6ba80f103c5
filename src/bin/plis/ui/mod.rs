//! What people see: language, colours, sentences, numbers, and strangers' names made harmless.

mod lang;
pub(crate) mod messages;
pub(crate) mod number;
mod session;

pub(crate) use self::{lang::Lang, messages::Messages, session::Session};
