//! Two live processes with one share: one of them ends with 6, and nothing is written twice.
//!
//! A process whose events nobody reads waits in the middle of its work: the pipe is full long before its end.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Read as _},
    os::unix::fs::MetadataExt as _,
    process::{Child, ChildStdout, Stdio},
};

use super::{OPEN, end, open, signal, world};
use crate::world::{Exit, World};

/// Enough for the events of two of them to fill a pipe several times.
const ENVELOPES: usize = 400;

/// A share that has opened something, and waits.
fn paused(world: &World, share: &str) -> (Child, BufReader<ChildStdout>) {
    let words = format!("{OPEN} --shard {share} --format ndjson --jobs 1");
    let mut child = world
        .command(words.split(' '))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut said = BufReader::with_capacity(512, child.stdout.take().expect("piped"));
    let mut line = String::new();
    while !line.contains("\"opened\"") {
        line.clear();
        assert!(said.read_line(&mut line).expect("an event") > 0, "it ended");
    }
    signal("-STOP", &child);
    (child, said)
}

/// Goes on, and ends.
fn go_on(child: Child, mut said: BufReader<ChildStdout>) -> (Option<i32>, String) {
    signal("-CONT", &child);
    let mut rest = Vec::new();
    said.read_to_end(&mut rest).expect("events");
    end(child)
}

/// What would change of each plaintext if it were written again.
fn written(world: &World) -> BTreeMap<String, (u64, i64, i64)> {
    let facts = |name: &String| {
        let facts = fs::metadata(world.path(format!("out/.shard-0/plis/{name}"))).expect("there");
        (facts.ino(), facts.mtime(), facts.mtime_nsec())
    };
    world.files("out/.shard-0/plis").into_keys().map(|name| (name.clone(), facts(&name))).collect()
}

#[test]
fn one_that_is_paused_keeps_its_lock() {
    let world = world(ENVELOPES);
    let (child, said) = paused(&world, "0/1");
    open(&world, "0/1", "").exits(Exit::Locked).tells("une autre ouverture travaille");
    // Nor is it gathered meanwhile.
    world.plis("gather out").exits(Exit::Locked).leaves_nothing_at("out/plis");
    let (code, said) = go_on(child, said);
    assert_eq!(code, Some(Exit::Done as i32), "{said}");
    world.plis("gather out").exits(Exit::Done).says("Les 400 plis sont ouverts");
}

/// What a server of files does that forgets a lock: the second process gets one, on what is then another file.
#[test]
fn one_that_lost_its_lock_publishes_nothing_more() {
    let world = world(ENVELOPES);
    let (child, said) = paused(&world, "0/1");
    let journal = world.path("out/.shard-0/journal.jsonl");
    let copy = world.path("out/.shard-0/copie");
    fs::copy(&journal, &copy).expect("a copy");
    fs::rename(&copy, &journal).expect("in its place");
    let before = written(&world);
    assert!(!before.is_empty() && before.len() < ENVELOPES, "{}", before.len());
    open(&world, "0/1", "").exits(Exit::Done);
    let after = written(&world);
    assert_eq!(after.len(), ENVELOPES);
    assert!(before.iter().all(|(name, facts)| after[name] == *facts), "written twice");
    let (code, said) = go_on(child, said);
    assert_eq!(code, Some(Exit::Locked as i32), "{said}");
    assert_eq!(written(&world), after);
    world.plis("journal verify out/.shard-0").exits(Exit::Done);
    world.plis("gather out").exits(Exit::Done).says("Les 400 plis sont ouverts");
}
