//! The console as a browser meets it, and as everybody else does.

#[path = "../programs/mod.rs"]
mod programs;
#[expect(dead_code, reason = "shared with the tests of the command line, which use more of it")]
#[path = "../world/mod.rs"]
mod world;

#[path = "../cli/hostile/secrets/fragments.rs"]
#[cfg(target_os = "linux")] // memory as the system shows it
mod fragments;
#[path = "../cli/hostile/secrets/process.rs"]
#[cfg(target_os = "linux")] // memory as the system shows it
mod memory_of;

mod axe;
mod browser;
mod client;
mod contrast;
mod driver;
mod gate;
mod hostile;
#[cfg(target_os = "linux")] // processes as the system tells of them
mod kills;
#[cfg(target_os = "linux")] // memory as the system shows it
mod memory;
mod opening;
mod pictures;
#[cfg(target_os = "linux")] // processes as the system tells of them
mod processes;
mod screens;
mod store;
mod story;
mod trouble;
mod uploads;
