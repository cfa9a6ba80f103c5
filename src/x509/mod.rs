//! Who is meant: distinguished names and serial numbers, as certificates and envelopes write them.

mod name;

pub use self::name::{Name, NameError, Serial};
