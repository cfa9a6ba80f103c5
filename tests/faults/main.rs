//! Fault sweeps: every system call that touches a file fails once, in every way it can, at every place.
//!
//! The short sweeps take the first places and then ever larger steps. All of it:
//! `PLIS_SWEEP=full cargo test --test faults -- --nocapture`.

#![cfg(unix)] // strace

#[path = "../folders/mod.rs"]
mod folders;
#[path = "../programs/mod.rs"]
mod programs;
mod real;

mod faults;
mod open;
mod order;
mod places;
mod recorded;
mod registry;
