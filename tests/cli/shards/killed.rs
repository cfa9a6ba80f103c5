//! Killed, and run again: a share, and the gathering at each of its steps.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{OPEN, alike, open_all, world};
use crate::{
    programs,
    world::{Exit, World},
};

/// The same, whether this run or an earlier one opened it.
fn opened(mut report: Value) -> Value {
    for item in report["items"].as_array_mut().expect("rows") {
        item["status"] = Value::Null;
        item["message"] = Value::Null;
    }
    for field in ["earlier_runs", "summary", "journal"] {
        report.as_object_mut().expect("a report").remove(field);
    }
    report
}

#[test]
fn a_share_that_is_killed_goes_on() {
    let world = world(300);
    world.plis(&OPEN.replace("-o out", "-o une")).exits(Exit::Done);
    for number in 0..2 {
        let words = format!("{OPEN} --shard {number}/2 --format ndjson --jobs 1");
        let mut child = world.command(words.split(' ')).stdout(Stdio::piped()).spawn().expect("it runs");
        let mut said = BufReader::with_capacity(512, child.stdout.take().expect("piped")).lines();
        while !said.next().expect("an event").expect("an event").contains("\"opened\"") {}
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
    world.plis("gather out").exits(Exit::Partial).tells("n'est pas terminée");
    let halfway = world.files("out/.shard-0/plis").len();
    assert!(halfway > 0 && halfway < 150, "{halfway}");
    open_all(&world, 2);
    world.plis("gather out").exits(Exit::Done).says("Les 300 plis sont ouverts");
    let (one, gathered) = (world.json("une/opening.json"), world.json("out/opening.json"));
    assert_eq!(opened(alike(gathered.clone())), opened(alike(one)));
    assert_eq!(
        gathered["summary"]["opened"].as_u64().expect("a count")
            + gathered["summary"]["already_opened"].as_u64().expect("a count"),
        300
    );
    assert_eq!(gathered["earlier_runs"].as_array().expect("runs").len(), 2);
    assert_eq!(world.files("out/plis"), world.files("une/plis"));
    world.plis("journal verify out").exits(Exit::Done);
}

#[test]
fn a_gathering_that_is_killed_at_any_step_is_run_again() {
    if !programs::installed("strace") {
        programs::skip("strace is not installed");
        return;
    }
    let world = world(12);
    world.plis(&OPEN.replace("-o out", "-o une")).exits(Exit::Done);
    open_all(&world, 3);
    let one = world.json("une/opening.json");
    let mut killed = 0;
    let steps = |call: &'static str, times: u32| (1..=times).map(move |nth| (call, nth));
    let all = steps("renameat2", 12)
        .chain(steps("fdatasync", 3))
        .chain(steps("mkdirat", 5))
        .chain(steps("unlinkat", 4));
    for (call, nth) in all.chain(steps("renameat", 2)).chain(steps("ftruncate", 1)).chain(steps("syncfs", 1))
    {
        let out = format!("{call}-{nth}");
        copy(&world, "out", &out);
        let fault = format!("inject={call}:signal=KILL:when={nth}");
        let mut command =
            world.traced(&["-e", &format!("trace={call}"), "-e", &fault], &format!("gather {out}"));
        let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("strace");
        killed += u32::from(!ended.success());
        world.plis(&format!("gather {out}")).exits(Exit::Done).says("Les 12 plis sont ouverts");
        assert_eq!(world.files(format!("{out}/plis")), world.files("une/plis"), "{out}");
        let left = world
            .files(&out)
            .into_keys()
            .filter(|name| name.starts_with(".shard-") && name.contains("plis/"));
        assert_eq!(left.count(), 0, "{out}");
        let gathered = world.json(format!("{out}/opening.json"));
        assert_eq!(opened(alike(gathered)), opened(alike(one.clone())), "{out}");
        world.plis(&format!("journal verify {out}")).exits(Exit::Done);
    }
    assert!(killed >= 20, "killed {killed} times only");
}

/// A folder as it is, with modes and times.
fn copy(world: &World, from: &str, to: &str) {
    let copied = Command::new("cp").arg("-a").arg(world.path(from)).arg(world.path(to)).status();
    assert!(copied.expect("cp").success());
}
