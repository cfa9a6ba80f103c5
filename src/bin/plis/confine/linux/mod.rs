//! `prctl(2)`, `setrlimit(2)`, Landlock and seccomp.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod calls;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod detached;
mod files;
#[cfg(all(test, any(target_arch = "x86_64", target_arch = "aarch64")))]
mod tests;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) use self::detached::Line;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) use self::detached::detach;
pub(super) use self::files::hold;
use super::held::Held;

/// Best effort: a system that forbids it forbids more than we would.
pub(super) fn harden() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    // Closes `/proc/<pid>/mem`, `environ` and `ptrace` to other processes of the user as well.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Takes away from all threads the system calls that no part has a use for. Nothing gives them back.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) fn refuse_calls(has_server: bool) -> Held {
    Held { calls: calls::refuse(calls::domains(has_server)), ..Held::default() }
}

/// The same of a program that serves those who come to it.
#[cfg(all(feature = "console", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) fn refuse_calls_but_accept(has_server: bool) -> Held {
    Held { calls: calls::refuse_but_accept(calls::domains(has_server)), ..Held::default() }
}

/// Filters of system calls are made for two processors.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) use super::portable::Line;
#[cfg(all(feature = "console", not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub(super) use super::portable::refuse_calls_but_accept;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) use super::portable::{detach, refuse_calls};
