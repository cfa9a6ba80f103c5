//! Programs of other hands that tests talk to: present, or skipped where it is seen.

use std::{env, io::Write as _};

/// Says that something cannot be tried here; in CI (`PLIS_CI`) nothing may be skipped.
pub(crate) fn skip(what: &str) {
    assert!(env::var_os("PLIS_CI").is_none(), "{what}: CI must not skip");
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    writeln!(std::io::stderr(), "SKIPPED: {test}: {what}").expect("standard error");
}

/// Whether a program is on the path; says so when it is not.
pub(crate) fn installed(program: &str) -> bool {
    let found = env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()));
    if !found {
        skip(&format!("{program} is not installed"));
    }
    found
}
