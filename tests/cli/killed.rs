//! Killed at any moment, run again: the folder of a run that nobody disturbed, and nothing decrypted twice.
//!
//! `PLIS_KILLS=N` asks for another number of moments.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    process::{ExitStatus, Stdio},
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::world::{Exit, World};

const ENVELOPES: usize = 300;
/// A process takes longer to start under Wine.
const KILLS: u64 = if cfg!(windows) { 30 } else { 50 };

/// Numbers that look random and are the same each time (xorshift64, G. Marsaglia, 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn open(out: &str) -> Vec<String> {
    let words = format!("open depots --key cle.p12 --password file:mdp.txt --format ndjson -o {out}");
    words.split(' ').map(str::to_owned).collect()
}

/// Kills a run after so many events and microseconds; whether it was still there to be killed.
fn kill(world: &World, out: &str, events: u64, microseconds: u64) -> bool {
    let mut child =
        world.command(open(out)).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
    for _ in 0..events {
        if said.next().is_none() {
            break;
        }
    }
    thread::sleep(Duration::from_micros(microseconds));
    child.kill().expect("killed, or gone");
    was_killed(child.wait().expect("it ends"))
}

#[cfg(unix)]
fn was_killed(status: ExitStatus) -> bool {
    const SIGKILL: i32 = 9;
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(SIGKILL)
}

/// `TerminateProcess` ends it with 1, as nothing else does here.
#[cfg(windows)]
fn was_killed(status: ExitStatus) -> bool {
    status.code() == Some(1)
}

/// What changes in the facts of a file that is written again.
#[cfg(unix)]
fn written(facts: &fs::Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (facts.ino(), facts.mtime(), facts.mtime_nsec())
}

#[cfg(windows)]
fn written(facts: &fs::Metadata) -> (u64, i64, i64) {
    use std::os::windows::fs::MetadataExt as _;
    (facts.last_write_time(), 0, 0)
}

/// Each plaintext that is there, with what would change if it were written again.
fn published(world: &World, out: &str) -> BTreeMap<String, (u64, i64, i64)> {
    let facts_of = |name: &String| {
        let facts = fs::metadata(world.path(format!("{out}/plis/{name}"))).expect("it is there");
        written(&facts)
    };
    let plaintexts = world.files(format!("{out}/plis")).into_keys();
    plaintexts.map(|name| (name.clone(), facts_of(&name))).collect()
}

/// The rows of a report, without what tells one run from another.
fn rows(world: &World, out: &str) -> Vec<Value> {
    let mut report = world.json(format!("{out}/opening.json"));
    for row in report["items"].as_array_mut().expect("rows") {
        for field in ["status", "message", "duration_ms"] {
            row[field] = Value::Null;
        }
    }
    report["items"].as_array().expect("rows").clone()
}

#[test]
fn killed_at_many_moments_and_run_again() {
    let world = World::in_memory();
    world.copy("keys/ascii.p12", "cle.p12");
    for n in 0..ENVELOPES {
        let content = format!("%PDF pli {n}\n").repeat(1 + n * 7);
        world.put(
            format!("depots/{:02}/{n:03}.pdf.p7m", n % 20),
            world.sealed(content.as_bytes(), &["cle.p12"]),
        );
    }
    world.run(open("sans-heurt")).exits(Exit::Done);
    let undisturbed = world.files("sans-heurt");
    let names: Vec<&String> = undisturbed.keys().collect();
    let plaintexts = world.files("sans-heurt/plis");
    assert_eq!(plaintexts.len(), ENVELOPES);
    let expected = rows(&world, "sans-heurt");

    let mut dice = Dice(0x2026_1218_1200_0001);
    let (mut killed, mut halfway) = (0, 0);
    let kills = std::env::var("PLIS_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    for _ in 0..kills {
        // A run that is taken up again may be killed again.
        let mut before = BTreeMap::new();
        for _ in 0..=dice.below(2) {
            // "discovered", "planned", a row for each envelope, "ended": the papers are written after that.
            let events = dice.below(ENVELOPES as u64 + 4);
            killed += u64::from(kill(&world, "tue", events, dice.below(3000)));
            let now = published(&world, "tue");
            for (name, facts) in &before {
                assert_eq!(now.get(name), Some(facts), "{name} was written again");
            }
            before = now;
        }
        halfway += u64::from(!before.is_empty() && before.len() < ENVELOPES);
        for (name, octets) in world.files("tue/plis") {
            assert_eq!(octets, plaintexts[&name], "{name} under its final name");
        }
        world.run(open("tue")).exits(Exit::Done);

        let files = world.files("tue");
        assert_eq!(files.keys().collect::<Vec<_>>(), names);
        assert!(!world.path("tue/.plis-staging").exists());
        assert_eq!(world.files("tue/plis"), plaintexts);
        let after = published(&world, "tue");
        let report = world.json("tue/opening.json");
        for row in report["items"].as_array().expect("rows") {
            let name = row["output"].as_str().and_then(|name| name.strip_prefix("plis/")).expect("below");
            let status = if before.contains_key(name) { "already_opened" } else { "opened" };
            assert_eq!(row["status"], status, "{name}");
            if let Some(facts) = before.get(name) {
                assert_eq!(&after[name], facts, "{name} was written again");
            }
        }
        assert_eq!(rows(&world, "tue"), expected);
        world.plis("journal verify tue").exits(Exit::Done);
        fs::remove_dir_all(world.path("tue")).expect("removed");
    }
    assert!(killed > kills / 2, "{killed} of {kills} moments came too late");
    assert!(halfway > kills / 5, "{halfway} of {kills} moments came between the first envelope and the last");
}

#[cfg(target_os = "linux")] // strace
#[test]
fn interrupted_in_the_middle_of_a_content() {
    if !crate::programs::installed("strace") {
        return;
    }
    let world = World::new().english();
    let content = vec![7; 64 << 20];
    world.deposit("depots/grand.bin.p7m", &content);
    let open = "open depots --key entite.p12 --password file:mdp.txt --jobs 1 -o out";
    // Reads are slow, so that the twentieth write of a thread is far from the last; there Ctrl-C is pressed.
    let slow_reads = "inject=read:delay_enter=20000";
    let pressed = "inject=write:signal=SIGINT:when=20";
    let mut command = world.traced(&["-e", "trace=read,write", "-e", slow_reads, "-e", pressed], open);
    let ran = command.output().expect("strace runs");
    assert_eq!(ran.status.code(), Some(130), "{}", String::from_utf8_lossy(&ran.stderr));
    let report = world.json("out/opening.json");
    let row = &report["items"][0];
    assert_eq!((&row["status"], &row["reason"]), (&"cancelled".into(), &Value::Null));
    assert_eq!(report["summary"]["cancelled"], 1);
    assert!(!world.path("out/plis").exists() || world.files("out/plis").is_empty());
    world.plis(open).exits(Exit::Done).leaves("out/plis/grand.bin", &content);
}
