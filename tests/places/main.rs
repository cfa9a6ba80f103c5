//! Places that lack what others have: sticks, shares, mounted stores. One table, place by promise, of the program itself
//! on file systems of the tests' own.
#![cfg(target_os = "linux")] // file systems of FUSE

#[path = "../folders/mod.rs"]
mod folders;
#[path = "../programs/mod.rs"]
mod programs;

mod disk;
mod kills;
mod place;
mod promises;
