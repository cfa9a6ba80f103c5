//! The browser and the file manager of this machine.

use std::{
    path::Path,
    process::{Command, Stdio},
};

#[cfg(windows)]
use super::windows::Program;

/// Has the system open an address in the person's browser; whether it could be asked to.
///
/// The address is seen by whoever may look at this user's processes. It works once: who comes second is told, and ends
/// the session.
pub(super) fn open(address: &str) -> bool {
    browser().is_some_and(|mut browser| starts(browser.arg(address)))
}

/// Shows a folder in the file manager; whether it could be asked to. What is no folder is not handed to any program.
pub(super) fn show(folder: &Path) -> bool {
    folder.is_absolute() && folder.is_dir() && files().is_some_and(|mut files| starts(files.arg(folder)))
}

#[cfg(windows)]
fn browser() -> Option<Command> {
    let mut command = Command::new(Program::Rundll32.path()?);
    command.arg("url.dll,FileProtocolHandler");
    Some(command)
}

#[cfg(windows)]
fn files() -> Option<Command> {
    Some(Command::new(Program::Explorer.path()?))
}

#[cfg(not(windows))]
use self::{opener as browser, opener as files};

/// One program hands on whatever it is given.
#[cfg(not(windows))]
#[expect(clippy::unnecessary_wraps, reason = "Windows may not tell where its own are")]
fn opener() -> Option<Command> {
    Some(Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" }))
}

fn starts(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}
