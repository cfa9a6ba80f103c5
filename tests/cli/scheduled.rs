//! Openings that nobody watches: by a timer at the deadline, on a share that may not be mounted.

use std::{process::Command, time::SystemTime};

use plis::time::Timestamp;
use serde_json::Value;

use crate::{
    programs,
    world::{Exit, Ran, World},
};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

fn seconds_from_now(seconds: u64) -> Timestamp {
    let at = SystemTime::now() + std::time::Duration::from_secs(seconds);
    chrono::DateTime::<chrono::Utc>::from(at).into()
}

#[test]
fn nothing_to_open_is_no_success_unless_it_was_expected() {
    for litter in [None, Some("depots/Thumbs.db")] {
        let world = World::new();
        std::fs::create_dir(world.path("depots")).expect("folder");
        if let Some(litter) = litter {
            world.put(litter, "x");
        }
        world
            .plis(OPEN)
            .exits(Exit::Partial)
            .says("Aucun pli n'a été trouvé.")
            .says("que le partage ou le disque est bien monté");
        assert_eq!(world.json("out/opening.json")["summary"]["found"], 0);
        world.plis(&format!("{OPEN} --dry-run")).exits(Exit::Partial);
        world.plis(&format!("{OPEN} --allow-empty")).exits(Exit::Done).says("Aucun pli n'a été trouvé.");
        let ran = world.plis(&format!("{OPEN} --format ndjson")).exits(Exit::Partial).tells("--allow-empty");
        let last: Value = serde_json::from_str(ran.out.lines().last().expect("events")).expect("JSON");
        assert_eq!((&last["event"], &last["exit"]), (&"ended".into(), &3.into()));
    }
}

/// Envelopes of a kind that nobody asked for are there all the same.
#[test]
fn what_was_not_asked_for_is_not_nothing() {
    let world = World::new();
    world.deposit("depots/candidature/a.pdf.p7m", b"a");
    world.plis(&format!("{OPEN} --envelope offre")).exits(Exit::Done);
}

#[test]
fn a_wait_ends_after_the_deadline_and_reads_no_key_before() {
    if !programs::installed("strace") {
        return;
    }
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    for horizon in [3, 10, 60] {
        let deadline = seconds_from_now(horizon).whole_seconds();
        let order = format!("{OPEN} --wait --deadline {deadline}");
        let plain = world.by_the_clock(order.split(' '));
        let mut traced = Command::new("strace");
        traced.args(["-f", "-ttt", "-e", "trace=openat", "-o"]).arg(world.path("trace"));
        traced.arg(plain.get_program()).args(plain.get_args()).current_dir(world.path("")).env_clear();
        traced.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        traced.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let ran = Ran::new(&world, traced.output().expect("it runs")).exits(Exit::Done);
        if !ran.err.contains("Ouverture dans") {
            // The machine was slower than the wait was long.
            std::fs::remove_dir_all(world.path("out")).expect("folder");
            continue;
        }
        let ran = ran.leaves("out/plis/a.pdf", b"a");
        let report = ran.world.json("out/opening.json");
        let started: Timestamp =
            report["run"]["started_at"].as_str().expect("an instant").parse().expect("RFC 3339");
        assert!(!started.meets(deadline), "{started} after {deadline}");
        let trace = String::from_utf8(world.read("trace")).expect("UTF-8");
        let opened = |line: &&str| line.contains("entite.p12") && !line.contains("O_PATH");
        let when: Vec<f64> = trace
            .lines()
            .filter(opened)
            .map(|line| {
                line.split(' ').find(|word| word.contains('.')).expect("a time").parse().expect("seconds")
            })
            .collect();
        assert!(!when.is_empty(), "{trace}");
        assert!(when.iter().all(|at| *at > deadline.unix() as f64), "{when:?} after {deadline}");
        return;
    }
    panic!("it never waited");
}

#[test]
fn a_wait_with_another_clock_or_for_a_rehearsal_means_nothing() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.plis(&format!("{OPEN} --wait")).exits(Exit::Usage).tells("--now").leaves_nothing_at("out");
    let rehearsal = format!("{OPEN} --wait --dry-run");
    let ran = world.by_the_clock(rehearsal.split(' ')).output().expect("it runs");
    Ran::new(&world, ran).exits(Exit::Usage).tells("--dry-run").leaves_nothing_at("out");
}

/// Nothing was begun: nothing is there.
#[cfg(unix)] // signals
#[test]
fn a_wait_that_is_interrupted_leaves_nothing() {
    use std::{
        io::{BufRead as _, BufReader},
        process::Stdio,
    };

    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    let order = format!("{OPEN} --wait --deadline {}", seconds_from_now(3600));
    for signal in ["-INT", "-TERM"] {
        let mut child = world.by_the_clock(order.split(' ')).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().expect("piped")).read_line(&mut line).expect("UTF-8");
        assert!(line.contains("Ouverture dans"), "{line}");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
        assert!(sent.success());
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{signal}");
        assert!(!world.path("out").exists());
    }
}
