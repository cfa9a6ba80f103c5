//! The browser of this machine.

use std::process::{Command, Stdio};

/// Has the system open an address in the person's browser; whether it could be asked to.
///
/// The address is seen by whoever may look at this user's processes. It works once: who comes second is told, and ends
/// the session.
pub(super) fn open(address: &str) -> bool {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    };
    command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}
