//! REASONS: why things are as they are, question by question.
//!
//! - [`threat_model`]: who attacks, what is promised, which test holds each promise, what is not defended.
//! - [`mutations`]: what was broken on purpose, and the test that saw it.
//! - [`formats`]: what producers really write, and how it is read.
//! - [`durability`]: what survives a kill and a power cut, and what that costs.
//! - [`performance`]: where the time goes, against which floor, what was tried.
//! - [`defaults`]: why each default and limit has its value.
//! - [`how_to_add`]: a format, a reason, a sentence, a command, a screen, a place, a tenant.
//! - [`building`]: what can be left out, and what each part costs to build.
//! - [`windows`]: what is different there, and how to try by hand what no test can.

#[doc = include_str!("threat_model.md")]
pub mod threat_model {}

#[doc = include_str!("mutations.md")]
pub mod mutations {}

#[doc = include_str!("formats.md")]
pub mod formats {}

#[doc = include_str!("durability.md")]
pub mod durability {}

#[doc = include_str!("performance.md")]
pub mod performance {}

#[doc = include_str!("defaults.md")]
pub mod defaults {}

#[doc = include_str!("how_to_add.md")]
pub mod how_to_add {}

#[doc = include_str!("building.md")]
pub mod building {}

#[doc = include_str!("windows.md")]
pub mod windows {}
