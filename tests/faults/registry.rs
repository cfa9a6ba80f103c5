//! Changes of the registry, with a fault at each call that touches its folder. Afterwards the registry opens, no
//! row names a file that is not there, its journal is intact; and the command, given again, succeeds or says that
//! it is done already.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use plis::registry::{Access, By, Registry as Kept};
use serde_json::Value;

use crate::{
    faults::{CHANGES, Fault, Injected, available, full, panicked, program, sweep_all},
    folders::files_below,
};

/// Calls beside those that change files: a kill between two of them leaves what a kill before the next one leaves.
const OTHERS: [&str; 2] = ["mkdir", "rmdir"];
/// Calls that need room.
const GROWS: [&str; 7] = ["openat", "write", "pwrite64", "linkat", "fallocate", "mkdir", "mkdirat"];
/// Calls that only look.
const LOOKS: [&str; 2] = ["read", "pread64"];

const NOW: &str = "2026-11-18T14:00:00+01:00";

/// A change, and the registry that it meets.
struct Scenario {
    /// What is done before it.
    before: &'static [&'static [&'static str]],
    /// Whether key E was deleted after that, so long ago that it may go for good.
    deleted_long_ago: bool,
    /// The change.
    change: &'static [&'static str],
    /// How it may end when it is given again: done now, or done already.
    again: [i32; 2],
    /// What ought to be in the end.
    holds: fn(&Registry) -> bool,
}

const IMPORT: &[&str] =
    &["key", "import", "entite.p12", "--name", "E", "--entity", "V", "--password", "file:mdp.txt"];
const DELETE: &[&str] = &["key", "delete", "E", "--confirm", "E"];
const DRAFT: &[&str] = &["consultation", "new", "A", "--entity", "V", "--deadline", "2027-06-01 12:00"];

#[test]
fn key_new() {
    Scenario {
        before: &[DRAFT],
        deleted_long_ago: false,
        change: &["key", "new", "E", "--entity", "V", "--bits", "2048", "--password", "file:mdp.txt"],
        again: [0, 5],
        holds: |registry| registry.keys == ["E"],
    }
    .sweep();
}

#[test]
fn key_import() {
    Scenario {
        before: &[DRAFT],
        deleted_long_ago: false,
        change: IMPORT,
        again: [0, 5],
        holds: |registry| registry.keys == ["E"],
    }
    .sweep();
}

#[test]
fn the_first_key_of_a_registry() {
    // Of its certificate alone: no password makes it slow.
    let change = &["key", "import", "entite.cer", "--name", "E"];
    Scenario {
        before: &[],
        deleted_long_ago: false,
        change,
        again: [0, 5],
        holds: |registry| registry.keys == ["E"],
    }
    .sweep();
}

#[test]
fn key_delete() {
    // The second time there is no such key.
    Scenario {
        before: &[IMPORT],
        deleted_long_ago: false,
        change: DELETE,
        again: [0, 2],
        holds: |registry| registry.keys.is_empty() && registry.aside == 1,
    }
    .sweep();
}

#[test]
fn key_restore() {
    Scenario {
        before: &[IMPORT, DELETE],
        deleted_long_ago: false,
        change: &["key", "restore", "E"],
        again: [0, 2],
        holds: |registry| registry.keys == ["E"],
    }
    .sweep();
}

#[test]
fn key_purge() {
    Scenario {
        before: &[IMPORT],
        deleted_long_ago: true,
        change: &["key", "purge", "E", "--confirm", "E"],
        again: [0, 2],
        holds: |registry| registry.keys.is_empty() && registry.aside == 0,
    }
    .sweep();
}

#[test]
fn consultation_launch() {
    Scenario {
        before: &[IMPORT, DRAFT, &["consultation", "assign", "A", "E"]],
        deleted_long_ago: false,
        change: &["consultation", "launch", "A", "--reason", "urgence"],
        again: [0, 5],
        holds: |registry| registry.keys == ["E"] && registry.consultation["state"] == "launched",
    }
    .sweep();
}

/// What is read of a registry.
struct Registry {
    keys: Vec<String>,
    copies: usize,
    /// Deleted keys that can come back, each with its file.
    aside: usize,
    consultation: Value,
}

impl Scenario {
    fn sweep(&self) {
        if !available() {
            return;
        }
        let world = World::new(self);
        let all =
            |calls: &'static [&'static str], inject| calls.iter().map(move |call| Fault { call, inject });
        let changes = |inject| all(&CHANGES, inject).chain(all(&OTHERS, inject));
        let mut faults: Vec<Fault> = changes("signal=KILL").collect();
        // A new key goes the way of one that is imported, and takes a second to make.
        let all_faults = full() || !self.change.contains(&"new");
        if all_faults {
            faults.extend(changes("error=EIO").chain(all(&LOOKS, "error=EIO")));
            faults.extend(all(&GROWS, "error=ENOSPC"));
        }
        let points = sweep_all(&faults, |fault| world.sweep(fault));
        let enough = if all_faults { 25 } else { 12 };
        assert!(points > enough, "the sweep reached almost nothing: {points}");
    }
}

/// A registry that is copied for each run.
struct World<'a> {
    scenario: &'a Scenario,
    dir: tempfile::TempDir,
}

impl<'a> World<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let world = Self { scenario, dir: dir.expect("temporary folder") };
        let cles = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cles");
        for (from, to) in
            [("entite.p12", "entite.p12"), ("entite.cer", "entite.cer"), ("mot-de-passe.txt", "mdp.txt")]
        {
            fs::copy(cles.join(from), world.dir.path().join(to)).expect("copied");
        }
        for command in scenario.before {
            let ran = world.run(&world.template(), command, None);
            assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        }
        if scenario.deleted_long_ago {
            world.delete_long_ago();
        }
        world
    }

    /// As a program of that time did it: no command can, since the system's clock counts beside a given one.
    fn delete_long_ago(&self) {
        let mut registry = Kept::open(&self.template(), Access::EXISTING).expect("a registry");
        let at = "2020-01-02T09:00:00Z".parse().expect("an instant");
        let by = By { who: "test".to_owned(), at, system_at: None, account: None, reason: None };
        let id = registry.key("E").expect("key E").id;
        registry.delete_key(&by, id, "E", "E").expect("deleted");
    }

    fn template(&self) -> PathBuf {
        self.dir.path().join("template")
    }

    fn run(&self, home: &Path, command: &[&str], fault: Option<Injected<'_>>) -> Output {
        program(fault)
            .current_dir(self.dir.path())
            .args(["--lang", "en", "--now", NOW, "--home"])
            .arg(home)
            .args(command)
            .stdin(Stdio::null())
            .output()
            .expect("the program runs")
    }

    /// A registry of its own, as it is before the change.
    fn copy(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir_in(self.dir.path()).expect("folder");
        for (name, octets) in files_below(&self.template()) {
            let path = folder.path().join("registre").join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
            fs::write(path, octets).expect("file");
        }
        folder
    }

    /// Which of the calls touch the registry, counted from 1: what comes before is the program starting.
    fn places(&self, call: &str) -> Vec<u32> {
        let folder = self.copy();
        let home = folder.path().join("registre");
        let log = folder.path().join("strace.log");
        let traced = std::process::Command::new("strace")
            .args(["-f", "-y", "-qq", "-e", &format!("trace={call}"), "-o"])
            .arg(&log)
            .arg(env!("CARGO_BIN_EXE_plis"))
            .current_dir(self.dir.path())
            .args(["--lang", "en", "--now", NOW, "--home"])
            .arg(&home)
            .args(self.scenario.change)
            .stdin(Stdio::null())
            .output()
            .expect("strace runs");
        assert_eq!(traced.status.code(), Some(0), "{}", String::from_utf8_lossy(&traced.stderr));
        let home = home.to_string_lossy().into_owned();
        let trace = fs::read_to_string(&log).expect("a log");
        // strace counts by thread; what touches the registry is the first one.
        let first = trace.split_whitespace().next().unwrap_or_default();
        let calls =
            trace.lines().filter(|line| line.starts_with(first) && line.contains(&format!("{call}(")));
        (1..).zip(calls).filter(|(_, line)| line.contains(&home)).map(|(place, _)| place).collect()
    }

    fn sweep(&self, fault: Fault) -> (usize, Vec<String>) {
        let places = self.places(fault.call);
        let mut problems = Vec::new();
        let mut points = 0;
        for at in chosen(places.len()) {
            let folder = self.copy();
            let home = folder.path().join("registre");
            let log = folder.path().join("strace.log");
            let injected = Injected { fault, place: places[at], log: &log };
            let ran = self.run(&home, self.scenario.change, Some(injected));
            let trace = fs::read_to_string(&log).unwrap_or_default();
            if !trace.contains("(INJECTED)") && !trace.contains("killed by SIGKILL") {
                continue;
            }
            points += 1;
            let name = format!("{} {} at {}", fault.call, fault.inject, places[at]);
            // Where there was no registry, there may be none yet.
            let after = match self.scenario.before {
                [] => panicked(&ran),
                _ => panicked(&ran).and_then(|()| self.look(&home)).map(|_| ()),
            };
            let again = after.and_then(|()| self.again(&home, ran.status.code() == Some(0)));
            if let Err(problem) = again {
                problems.push(format!("{name}: {problem}\n{}", String::from_utf8_lossy(&ran.stderr)));
            }
        }
        (points, problems)
    }

    /// The registry opens, its journal is intact, and no row names a file that is not there.
    fn look(&self, home: &Path) -> Result<Registry, String> {
        let verified = self.run(home, &["journal", "verify"], None);
        if verified.status.code() != Some(0) {
            return Err(format!("journal: {}", String::from_utf8_lossy(&verified.stderr)));
        }
        let list = self.json(home, &["key", "list", "--format", "json"])?;
        let mut keys = Vec::new();
        let mut copies = 0;
        for key in list["keys"].as_array().ok_or("no keys")? {
            let name = key["name"].as_str().ok_or("no name")?.to_owned();
            let fingerprint = key["fingerprint"].as_str().ok_or("no fingerprint")?;
            let file = home.join("keys").join(format!("{fingerprint}.p12"));
            if key["custody"] == "copy" {
                copies += 1;
                if !fs::metadata(&file).is_ok_and(|file| file.len() > 1000) {
                    return Err(format!("the file of {name} is not there"));
                }
            }
            keys.push(name);
        }
        let list = self.json(home, &["consultation", "list", "--format", "json"])?;
        let checked = self.run(home, &["registry", "check"], None);
        if checked.status.code() != Some(0) {
            return Err(format!("check: {}", String::from_utf8_lossy(&checked.stdout)));
        }
        // What the audit finds of the keys is nothing here.
        let audit = self.run(home, &["audit", "--format", "json"], None);
        let audit: Value = serde_json::from_slice(&audit.stdout).map_err(|error| error.to_string())?;
        let deleted = audit["deleted_keys"].as_array().ok_or("no deleted keys")?;
        if let Some(lost) = deleted.iter().find(|key| key["file"] != "kept") {
            return Err(format!("the file of the deleted {lost} is not there"));
        }
        let aside = deleted.len();
        if files_below(&home.join("deleted")).len() != aside {
            return Err(format!("left over in deleted: for {deleted:?}"));
        }
        Ok(Registry { keys, copies, aside, consultation: list["consultations"][0].clone() })
    }

    fn json(&self, home: &Path, command: &[&str]) -> Result<Value, String> {
        let ran = self.run(home, command, None);
        if ran.status.code() != Some(0) {
            return Err(format!("{command:?}: {}", String::from_utf8_lossy(&ran.stderr)));
        }
        serde_json::from_slice(&ran.stdout).map_err(|error| error.to_string())
    }

    /// The same command once more; then what ought to be, is, and nothing is left over.
    fn again(&self, home: &Path, was_done: bool) -> Result<(), String> {
        let ran = self.run(home, self.scenario.change, None);
        let code = ran.status.code().unwrap_or(-1);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        if !self.scenario.again.contains(&code) || (was_done && code == 0) {
            return Err(format!("again: ended with {code}: {said}"));
        }
        let registry = self.look(home)?;
        if !(self.scenario.holds)(&registry) {
            return Err(format!("again: {:?}, {}", registry.keys, registry.consultation));
        }
        let files = files_below(&home.join("keys"));
        if files.len() != registry.copies {
            return Err(format!("left over: {:?} for {:?}", files.keys(), registry.keys));
        }
        Ok(())
    }
}

/// The places that are tried of so many: all, or the first ones, ever larger steps, and the last.
fn chosen(all: usize) -> Vec<usize> {
    if full() {
        return (0..all).collect();
    }
    let steps = std::iter::successors(Some(0_usize), |at| Some(at * 3 + 1));
    let mut chosen: Vec<usize> = steps.take_while(|at| *at < all).chain(all.checked_sub(1)).collect();
    chosen.dedup();
    chosen
}
