//! The console as a browser meets it, and as everybody else does.

#[path = "../programs/mod.rs"]
mod programs;
#[expect(dead_code, reason = "shared with the tests of the command line, which use more of it")]
#[path = "../world/mod.rs"]
mod world;

mod browser;
mod client;
mod gate;
mod hostile;
mod opening;
mod screens;
