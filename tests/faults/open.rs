//! `plis open` on a small consultation, with a fault at the 1st, 2nd, ... nth call until a run passes untouched.
//! After each run the promises are checked; then the run is repeated without fault and must give the undisturbed
//! folder, byte for byte.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::{
    faults::{CHANGES, Fault, Injected, available, full, panicked, program, sweep_all},
    folders::files_below,
};

/// Calls of an opening beside those that change files.
const OTHERS: [&str; 5] = ["openat2", "read", "pread64", "syncfs", "rmdir"];
const FAULTS: [&str; 4] = ["signal=KILL", "error=ENOSPC", "error=EIO", "error=EINTR"];

/// Files of ours at the top of an output folder.
const OURS: [&str; 3] = ["journal.jsonl", "opening.json", "proces-verbal.html"];

#[test]
fn no_fault_loses_or_spoils_anything() {
    if !available() {
        return;
    }
    let world = World::new();
    let calls = CHANGES.iter().chain(&OTHERS);
    let faults: Vec<_> =
        calls.flat_map(|call| FAULTS.iter().map(move |inject| Fault { call, inject })).collect();
    let points = sweep_all(&faults, |fault| sweep(&world, fault));
    assert!(points > 100, "the sweep reached almost nothing");
}

/// All places of one fault. Gives how many were tried, and what went wrong.
fn sweep(world: &World, fault: Fault) -> (usize, Vec<String>) {
    let mut problems = Vec::new();
    let mut points = 0;
    let mut place = 1_u32;
    loop {
        let out = tempfile::tempdir_in(&world.scratch).expect("scratch folder");
        let folder = out.path().join("ouverture");
        let log = out.path().join("strace.log");
        let ran = world.open_with(&folder, Some(Injected { fault, place, log: &log }));
        let trace = fs::read_to_string(&log).unwrap_or_default();
        if !trace.contains("(INJECTED)") && !trace.contains("killed by SIGKILL") {
            return (points, problems);
        }
        points += 1;
        let name = format!("{} {} at {place}", fault.call, fault.inject);
        if let Err(problem) = world.check_after(&folder, &ran) {
            problems.push(format!("{name}: {problem}"));
        }
        let again = world.open_with(&folder, None);
        if let Err(problem) = world.check_rerun(&folder, &again) {
            problems.push(format!("{name}, after a rerun: {problem}"));
        }
        place += if full() || place < 6 { 1 } else { place / 3 };
        assert!(place < 100_000, "{name}: never untouched");
    }
}

/// A consultation, its keys, and what an undisturbed opening gives.
pub(crate) struct World {
    pub(crate) scratch: PathBuf,
    _dir: tempfile::TempDir,
    pub(crate) expected: BTreeMap<PathBuf, Vec<u8>>,
}

impl World {
    pub(crate) fn new() -> Self {
        let base = Path::new("/dev/shm");
        let dir = if base.is_dir() { tempfile::tempdir_in(base) } else { tempfile::tempdir() };
        let dir = dir.expect("temporary folder");
        let mut world = Self { scratch: dir.path().to_owned(), _dir: dir, expected: BTreeMap::new() };
        let folder = world.scratch.join("undisturbed");
        let ran = world.open_with(&folder, None);
        assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        world.expected = files_below(&folder.join("plis"));
        assert!(world.expected.len() >= 10, "a consultation of some envelopes");
        world
    }

    pub(crate) fn open_with(&self, folder: &Path, fault: Option<Injected<'_>>) -> Output {
        self.ordered(program(fault), folder).output().expect("the program runs")
    }

    /// The opening, to be run.
    pub(crate) fn opening(&self, folder: &Path) -> Command {
        self.ordered(program(None), folder)
    }

    fn ordered(&self, mut program: Command, folder: &Path) -> Command {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        program
            .arg("open")
            .arg(fixtures.join("consultation"))
            .arg("-o")
            .arg(folder)
            .arg("--key")
            .arg(fixtures.join("cles/entite.p12"))
            .arg("--password")
            .arg(format!("file:{}", fixtures.join("cles/mot-de-passe.txt").display()))
            .args(["--jobs", "2", "--lang", "en"])
            .env("PLIS_HOME", self.scratch.join("home"))
            .stdin(Stdio::null());
        program
    }

    /// What must hold after any ending.
    pub(crate) fn check_after(&self, folder: &Path, ran: &Output) -> Result<(), String> {
        panicked(ran)?;
        let code = ran.status.code();
        if !folder.exists() {
            return Ok(());
        }
        let found = files_below(&folder.join("plis"));
        for (name, octets) in &found {
            match self.expected.get(name) {
                None => return Err(format!("unexpected plaintext {}", name.display())),
                Some(expected) if expected != octets => {
                    return Err(format!("{} is not the whole plaintext", name.display()));
                }
                Some(_) => {}
            }
        }
        if code == Some(0) && found.len() != self.expected.len() {
            return Err(format!("ended with 0 and {} of {} plaintexts", found.len(), self.expected.len()));
        }
        if let Ok(report) = fs::read(folder.join("opening.json")) {
            let report: serde_json::Value =
                serde_json::from_slice(&report).map_err(|error| format!("report: {error}"))?;
            for item in report["items"].as_array().ok_or("report without items")? {
                if item["status"] == "opened" {
                    let output = item["output"].as_str().ok_or("opened without an output")?;
                    if !folder.join(output).exists() {
                        return Err(format!("reported as opened and not there: {output}"));
                    }
                }
            }
        }
        let killed = code.is_none() || code == Some(137);
        for entry in fs::read_dir(folder).map_err(|error| error.to_string())?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name == "plis" || OURS.contains(&name.as_str()) {
                continue;
            }
            // A folder that could not be removed holds nothing; after a kill the next run sweeps what it holds.
            let is_empty = fs::read_dir(entry.path()).is_ok_and(|mut inside| inside.next().is_none());
            if name == ".plis-staging" && (killed || is_empty) {
                continue;
            }
            return Err(format!("left behind: {name} (ended with {code:?})"));
        }
        Ok(())
    }

    /// What must hold after the run that follows.
    pub(crate) fn check_rerun(&self, folder: &Path, ran: &Output) -> Result<(), String> {
        if ran.status.code() != Some(0) {
            return Err(format!(
                "ended with {:?}: {}{}",
                ran.status.code(),
                String::from_utf8_lossy(&ran.stdout),
                String::from_utf8_lossy(&ran.stderr)
            ));
        }
        if files_below(&folder.join("plis")) != self.expected {
            return Err("another folder than the undisturbed one".to_owned());
        }
        for entry in fs::read_dir(folder).map_err(|error| error.to_string())?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != "plis" && !OURS.contains(&name.as_str()) {
                return Err(format!("left behind: {name}"));
            }
        }
        let verified = Command::new(env!("CARGO_BIN_EXE_plis"))
            .args(["journal", "verify"])
            .arg(folder)
            .stdin(Stdio::null())
            .output()
            .expect("the program runs");
        if verified.status.code() != Some(0) {
            return Err(format!("journal: {}", String::from_utf8_lossy(&verified.stderr)));
        }
        Ok(())
    }
}

/// How names are given is tried with a file of its own, which goes whatever goes wrong meanwhile.
#[test]
fn what_is_tried_first_leaves_nothing_behind() {
    if !available() {
        return;
    }
    let world = World::new();
    let log = world.scratch.join("strace.log");
    let nothing = Fault { call: "openat", inject: "delay_enter=1" };
    world.open_with(&world.scratch.join("tried"), Some(Injected { fault: nothing, place: 1, log: &log }));
    let trace = fs::read_to_string(&log).expect("a log");
    let first = trace.split_whitespace().next().unwrap_or_default();
    let calls = trace.lines().filter(|line| line.starts_with(first) && line.contains(" openat("));
    let places = (1..).zip(calls).filter(|(_, line)| line.contains("/.plis-staging>"));
    let places: Vec<u32> = places.map(|(place, _)| place).take(3).collect();
    assert_eq!(places.len(), 3, "{trace}");
    for place in places {
        let folder = world.scratch.join(format!("at-{place}"));
        let fault = Fault { call: "openat", inject: "error=EIO" };
        let ran = world.open_with(&folder, Some(Injected { fault, place, log: &log }));
        world.check_after(&folder, &ran).unwrap_or_else(|problem| panic!("{place}: {problem}"));
        world.check_rerun(&folder, &world.open_with(&folder, None)).expect("opened");
    }
}
