//! A fault, how it is injected, and the table of what was tried.

#![expect(clippy::print_stdout, reason = "the table of what was tried is the test's result too")]

use std::{
    collections::BTreeMap,
    env,
    path::Path,
    process::{Command, Output},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::programs;

/// A fault, as strace writes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) call: &'static str,
    pub(crate) inject: &'static str,
}

/// A fault at the nth such call of a run, and where strace says what it did.
#[derive(Clone, Copy)]
pub(crate) struct Injected<'a> {
    pub(crate) fault: Fault,
    pub(crate) place: u32,
    pub(crate) log: &'a Path,
}

/// The program, with a fault or without.
pub(crate) fn program(fault: Option<Injected<'_>>) -> Command {
    let program = env!("CARGO_BIN_EXE_plis");
    let Some(Injected { fault, place, log }) = fault else { return Command::new(program) };
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-qq", "-e", &format!("trace={}", fault.call), "-e"]);
    command.arg(format!("inject={}:{}:when={place}", fault.call, fault.inject));
    command.arg("-o").arg(log).arg(program);
    command
}

/// Whether all places are asked for.
pub(crate) fn full() -> bool {
    env::var("PLIS_SWEEP").is_ok_and(|sweep| sweep == "full")
}

/// Tries every fault, prints what was tried, and fails with all that went wrong. Gives how many places there were.
pub(crate) fn sweep_all(faults: &[Fault], sweep: impl Fn(Fault) -> (usize, Vec<String>) + Sync) -> usize {
    let next = AtomicUsize::new(0);
    let table = Mutex::new(BTreeMap::new());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (points, problems) = sweep(*fault);
                    table.lock().expect("table").insert((fault.call, fault.inject), (points, problems.len()));
                    failures.lock().expect("failures").extend(problems);
                }
            });
        }
    });
    let table = table.into_inner().expect("table");
    println!("{:<12} {:<14} {:>6} {:>8}", "call", "fault", "points", "failures");
    for ((call, inject), (points, problems)) in &table {
        println!("{call:<12} {inject:<14} {points:>6} {problems:>8}");
    }
    let points: usize = table.values().map(|(points, _)| points).sum();
    let failures = failures.into_inner().expect("failures");
    println!("{points} points tried, {} failures", failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    points
}

/// A fault is an error that is told, never a panic.
pub(crate) fn panicked(ran: &Output) -> Result<(), String> {
    let said = String::from_utf8_lossy(&ran.stderr);
    if ran.status.code() == Some(101) || said.contains("panicked") {
        return Err(format!("panicked: {said}"));
    }
    Ok(())
}

/// The calls that change files, whatever the command; each sweep has its own beside them.
pub(crate) const CHANGES: [&str; 13] = [
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "renameat",
    "renameat2",
    "linkat",
    "ftruncate",
    "fallocate",
    "mkdirat",
    "unlink",
    "unlinkat",
];

/// Whether faults can be injected here. In CI they must be.
pub(crate) fn available() -> bool {
    if !programs::installed("strace") {
        return false;
    }
    let tried = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let works = tried.is_ok_and(|output| output.status.success());
    if !works {
        programs::skip("strace may not trace");
    }
    works
}
