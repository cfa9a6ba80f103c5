//! The browser and the file manager of this machine.

use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Has the system open an address in the person's browser; whether it could be asked to.
///
/// The address is seen by whoever may look at this user's processes. It works once: who comes second is told, and ends
/// the session.
pub(super) fn open(address: &str) -> bool {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else {
        opener()
    };
    starts(command.arg(address))
}

/// Shows a folder in the file manager; whether it could be asked to. What is no folder is not handed to any program.
pub(super) fn show(folder: &Path) -> bool {
    let mut command = if cfg!(windows) { Command::new("explorer") } else { opener() };
    folder.is_absolute() && folder.is_dir() && starts(command.arg(folder))
}

fn opener() -> Command {
    Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" })
}

fn starts(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}
