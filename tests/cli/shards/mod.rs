//! `open --shard` on several machines, and `gather`: the report of one machine.

mod fenced;
mod hostile;
mod killed;
mod refusals;
mod registry;
mod whole;

use std::process::Child;

use serde_json::Value;

use crate::world::{Exit, Ran, World};

/// Small deposits of several sizes.
fn world(envelopes: usize) -> World {
    let world = World::in_memory();
    for n in 0..envelopes {
        let content = format!("%PDF pli {n}\n").repeat(1 + n * 3);
        world.deposit(&format!("depots/{:02}/{n:03}.pdf.p7m", n % 5), content.as_bytes());
    }
    world
}

const OPEN: &str = "open depots -o out --key entite.p12 --password file:mdp.txt --deadline 2026-11-18T12:00";

/// Opens one share.
fn open<'a>(world: &'a World, share: &str, more: &str) -> Ran<'a> {
    world.plis(&format!("{OPEN} --shard {share} {more}"))
}

/// Opens all shares.
fn open_all(world: &World, of: u32) {
    for number in 0..of {
        open(world, &format!("{number}/{of}"), "").exits(Exit::Done);
    }
}

/// A report without what is another on each run and on each machine: times, hosts, ids.
fn alike(mut report: Value) -> Value {
    let run = report["run"].as_object_mut().expect("a run");
    for field in ["id", "started_at", "finished_at", "host"] {
        assert!(run.remove(field).is_some(), "{field}");
    }
    run.remove("shards");
    for item in report["items"].as_array_mut().expect("rows") {
        let item = item.as_object_mut().expect("a row");
        item.remove("duration_ms").expect("a time");
        item.remove("shard");
    }
    report["summary"].as_object_mut().expect("counts").remove("elapsed_ms").expect("a time");
    // The journal has the entries of one machine, by other hashes.
    report["journal"].as_object_mut().expect("a head").remove("head").expect("a hash");
    report
}

/// Sends a signal to a process that this test began.
fn signal(name: &str, child: &Child) {
    let sent = std::process::Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
}

/// How a child ends.
fn end(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}
