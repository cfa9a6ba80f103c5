//! THE LINE: what a run does to a folder of envelopes, in reading order.

pub mod event;
pub mod names;
pub mod outcome;
pub mod report;
pub mod rules;
