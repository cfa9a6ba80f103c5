//! Processes of a console, as the system tells of them.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

/// The process that a console began; waits until it is there.
pub(crate) fn child_of(console: u32) -> u32 {
    let started = Instant::now();
    loop {
        let found = fs::read_dir("/proc").expect("processes").filter_map(Result::ok).find_map(|entry| {
            let process: u32 = entry.file_name().to_str()?.parse().ok()?;
            let status = fs::read_to_string(entry.path().join("status")).ok()?;
            let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
            (parent.trim().parse() == Ok(console)).then_some(process)
        });
        if let Some(process) = found {
            return process;
        }
        assert!(started.elapsed() < Duration::from_mins(1), "no process is begun");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Sends a signal; one that is gone already is none.
pub(crate) fn signal(process: u32, name: &str) {
    let _ = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status();
}

/// Waits until a process is gone, or only its parent's to bury.
pub(crate) fn is_gone(process: u32) {
    let started = Instant::now();
    let runs = || {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
    };
    while runs() {
        assert!(started.elapsed() < Duration::from_mins(2), "it goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
}
