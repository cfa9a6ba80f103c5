//! What is durable before what: no fault of a test shows a sync that is missing, a power cut would. So the order of
//! the calls themselves is looked at.

use std::fs;

use crate::{
    faults::{Fault, Injected, available},
    open::World,
};

#[test]
fn what_is_spoken_of_is_durable_before_it_is_spoken_of() {
    if !available() {
        return;
    }
    let world = World::new();
    let folder = world.scratch.join("ouverture");
    let log = world.scratch.join("strace.log");
    // No fault at all: a moment lost at the first call.
    let fault = Fault {
        call: "write,fsync,fdatasync,syncfs,linkat,rename,renameat,renameat2",
        inject: "delay_enter=1",
    };
    let ran = world.open_with(&folder, Some(Injected { fault, place: 1, log: &log }));
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let trace = fs::read_to_string(&log).expect("a log");
    let calls: Vec<&str> = trace.lines().filter(|line| !line.contains(" resumed>")).collect();
    let before = |end: usize, what: &[&str]| {
        calls[..end].iter().rposition(|call| what.iter().all(|part| call.contains(part)))
    };
    let between = |from: usize, end: usize, what: &[&str]| {
        let found = calls[from..end].iter().position(|call| what.iter().all(|part| call.contains(part)));
        found.map(|at| from + at)
    };

    let mut published = 0;
    for (at, call) in calls.iter().enumerate() {
        // By its handle, or, where a kernel before 6.10 asks for a capability for that, by way of `/proc`.
        let by_handle = || call.split_once(" linkat(").filter(|_| call.contains("AT_EMPTY_PATH"));
        let Some((_, file)) = call.split_once("\"/proc/self/fd/").or_else(by_handle) else { continue };
        // Before all else, how names are given is tried where files are staged.
        if call.contains("/.plis-staging>") || call.contains(" = -1 ") {
            continue;
        }
        let file = file.split(|c: char| !c.is_ascii_digit()).next().expect("a number");
        let written = before(at, &[&format!(" write({file}<")]).expect("a plaintext");
        let synced = between(written, at, &[" syncfs("])
            .or_else(|| between(written, at, &[&format!(" fdatasync({file}<")]))
            .unwrap_or_else(|| panic!("the plaintext is not durable: {call}"));
        let row = between(synced, at, &[" write(", "/journal.jsonl>"])
            .unwrap_or_else(|| panic!("no row before the name, or a row before its plaintext: {call}"));
        between(row, at, &[" fdatasync(", "/journal.jsonl>"])
            .unwrap_or_else(|| panic!("the row is not durable: {call}"));
        published += 1;
    }
    assert_eq!(published, world.expected.len(), "one name for each plaintext");

    let named = before(calls.len(), &[" linkat("]).expect("a name");
    let told = before(calls.len(), &[" rename", "\"opening.json\""]).expect("a report");
    between(named, told, &[" syncfs("]).expect("the names are durable before the report says so");
    // The minutes are written at the same time.
    let staged = calls[told].split('"').nth(1).expect("the name it has until then");
    let staged = format!("/.plis-staging/{staged}>");
    let written = before(told, &[" write(", &staged]).expect("a report");
    between(written, told, &[" fdatasync(", &staged]).expect("the report is durable before its name");
}
