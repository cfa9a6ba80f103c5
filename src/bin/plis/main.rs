//! The program: held to what it needs, then one of its faces.

mod cli;
mod confine;
#[cfg(feature = "console")]
mod console;
mod memory;
#[cfg(windows)]
mod windows;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    confine::harden();
    cli::main()
}
