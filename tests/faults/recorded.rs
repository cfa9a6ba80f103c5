//! An opening that a registry keeps a record of, with a fault at each call that touches either folder: whatever ends it,
//! registry, journal and folder tell one story, and `journal verify` says it in words.
//!
//! A fault strikes both processes: the one that opens at its nth call, the one that records at its own.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use serde_json::Value;

use crate::{
    faults::{CHANGES, Fault, Injected, available, full, panicked, program, sweep_all},
    folders::files_below,
    open,
};

/// Other ways to change something, and the line between the two processes.
const OTHERS: [&str; 5] = ["syncfs", "rename", "mkdir", "recvfrom", "sendto"];
const FAULTS: [&str; 3] = ["signal=KILL", "error=ENOSPC", "error=EIO"];

/// What a run that was cut leaves to be said. Anything else would be another story.
const OF_A_CUT: [&str; 6] = ["empty", "cut", "no_papers", "registry_unended", "unrecorded", "missing"];

#[test]
fn registry_journal_and_folder_tell_one_story() {
    if !available() {
        return;
    }
    let world = World::new();
    // The other sweeps show in a short time what an error does; a kill is what cuts a story.
    let injects = if full() { &FAULTS[..] } else { &FAULTS[..1] };
    let faults: Vec<_> = CHANGES
        .iter()
        .chain(&OTHERS)
        .flat_map(|call| injects.iter().map(move |inject| Fault { call, inject }))
        .collect();
    let points = sweep_all(&faults, |fault| sweep(&world, fault));
    assert!(points > 30, "the sweep reached almost nothing");
    let told = world.told.lock().expect("told").clone();
    // Else nothing was shown: an opening cut at the start, in the middle and at the end.
    for finding in ["cut", "no_papers", "registry_unended"] {
        assert!(told.contains(finding), "no run was ever told as {finding}: {told:?}");
    }
}

fn sweep(world: &World, fault: Fault) -> (usize, Vec<String>) {
    let mut problems = Vec::new();
    let (mut points, mut place) = (0, 1_u32);
    loop {
        let case = world.case();
        let log = case.path().join("strace.log");
        let ran = World::opened(case.path(), Some(Injected { fault, place, log: &log }));
        let trace = fs::read_to_string(&log).unwrap_or_default();
        if !trace.contains("(INJECTED)") && !trace.contains("killed by SIGKILL") {
            return (points, problems);
        }
        points += 1;
        let name = format!("{} {} at {place}", fault.call, fault.inject);
        if let Err(problem) = world.check(case.path(), &ran) {
            problems.push(format!("{name}: {problem}\n{}", String::from_utf8_lossy(&ran.stderr)));
        }
        place += if full() || place < 4 { 1 } else { place / 2 };
        assert!(place < 100_000, "{name}: never untouched");
    }
}

/// A registry with a consultation that can be opened.
struct World {
    open: open::World,
    /// What `journal verify` found after all faults.
    told: std::sync::Mutex<BTreeSet<String>>,
}

impl World {
    fn new() -> Self {
        let world = Self { open: open::World::new(), told: std::sync::Mutex::default() };
        let keys = fixtures().join("cles");
        let password = format!("file:{}", keys.join("mot-de-passe.txt").display());
        let key = keys.join("entite.p12").display().to_string();
        let template = world.open.scratch.join("template");
        for command in [
            &["key", "import", &key, "--reference", "--name", "E", "--password", &password][..],
            &["consultation", "new", "C", "--entity", "V", "--deadline", "2020-01-01 12:00"],
            &["consultation", "assign", "C", "E"],
        ] {
            let ran = plis(&template, command);
            assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        }
        world
    }

    /// A registry of its own, and nothing opened yet.
    fn case(&self) -> tempfile::TempDir {
        let case = tempfile::tempdir_in(&self.open.scratch).expect("folder");
        for (name, octets) in files_below(&self.open.scratch.join("template")) {
            fs::create_dir_all(case.path().join("registre")).expect("folder");
            fs::write(case.path().join("registre").join(name), octets).expect("file");
        }
        case
    }

    fn opened(case: &Path, fault: Option<Injected<'_>>) -> Output {
        let password = format!("file:{}", fixtures().join("cles/mot-de-passe.txt").display());
        program(fault)
            .arg("open")
            .arg(fixtures().join("consultation"))
            .arg("-o")
            .arg(case.join("ouverture"))
            .args(["--consultation", "C", "--jobs", "2", "--lang", "en", "--password", &password])
            .env("PLIS_HOME", case.join("registre"))
            .stdin(Stdio::null())
            .output()
            .expect("the program runs")
    }

    /// What must hold after any ending, and after the run that follows.
    fn check(&self, case: &Path, ran: &Output) -> Result<(), String> {
        let folder = case.join("ouverture");
        self.open.check_after(&folder, ran)?;
        self.one_story(case, ran.status.code())?;
        let again = Self::opened(case, None);
        panicked(&again)?;
        if again.status.code() != Some(0) {
            return Err(format!("again: {}", String::from_utf8_lossy(&again.stderr)));
        }
        if files_below(&folder.join("plis")) != self.open.expected {
            return Err("again: another folder than the undisturbed one".to_owned());
        }
        let verified = plis(&case.join("registre"), &["journal", "verify", &folder.display().to_string()]);
        let said = String::from_utf8_lossy(&verified.stdout).into_owned();
        if verified.status.code() != Some(0) || !said.contains("The registry says the same") {
            return Err(format!("again: {said}{}", String::from_utf8_lossy(&verified.stderr)));
        }
        Ok(())
    }

    /// The registry is whole, knows of every run that the folder knows of, and of none that ended differently.
    fn one_story(&self, case: &Path, code: Option<i32>) -> Result<(), String> {
        let (home, folder) = (case.join("registre"), case.join("ouverture"));
        let own = plis(&home, &["journal", "verify", "--format", "json"]);
        if own.status.code() != Some(0) {
            return Err(format!("registry: {}", String::from_utf8_lossy(&own.stderr)));
        }
        let own: Value = serde_json::from_slice(&own.stdout).map_err(|error| error.to_string())?;
        let without_end = own["openings_without_end"].as_array().ok_or("no openings")?.len();
        let path = folder.display().to_string();
        let told = plis(&home, &["journal", "verify", &path, "--format", "json"]);
        panicked(&told)?;
        let words = plis(&home, &["journal", "verify", &path]);
        let said =
            format!("{}{}", String::from_utf8_lossy(&words.stdout), String::from_utf8_lossy(&words.stderr));
        if !folder.join("journal.jsonl").exists() {
            // Nothing is there that would need a story, and nothing was opened.
            let opened = !files_below(&folder.join("plis")).is_empty();
            return if words.status.code() == Some(1) && said.contains("is not the journal") && !opened {
                Ok(())
            } else {
                Err(format!("no journal, {opened}: {said}"))
            };
        }
        if told.stdout.is_empty() {
            // A last line that was being written is said as such.
            return if words.status.code() == Some(1) && said.contains("last line") {
                Ok(())
            } else {
                Err(format!("no comparison: {said}"))
            };
        }
        let compared: Value = serde_json::from_slice(&told.stdout).map_err(|error| error.to_string())?;
        let findings = compared["findings"].as_array().ok_or("no findings")?;
        let names: BTreeSet<&str> =
            findings.iter().filter_map(|finding| finding["finding"].as_str()).collect();
        self.told.lock().expect("told").extend(names.iter().map(|name| (*name).to_owned()));
        if let Some(other) = names.iter().find(|name| !OF_A_CUT.contains(name)) {
            return Err(format!("another story: {other}\n{said}"));
        }
        match (names.is_empty(), without_end) {
            // Whole, and the registry says so too.
            (true, 0) if words.status.code() == Some(0) && said.contains("The registry says the same") => {
                Ok(())
            }
            // Nobody says that all is well while something is not.
            (true, _) => Err(format!("told as whole with {without_end} openings without an end: {said}")),
            (false, _) if code == Some(0) && names != BTreeSet::from(["registry_unended"]) => {
                Err(format!("ended with 0: {said}"))
            }
            // Each difference is a sentence.
            (false, _) if words.status.code() == Some(1) && said.lines().count() >= findings.len() + 2 => {
                Ok(())
            }
            (false, _) => Err(format!("not said: {said}")),
        }
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn plis(home: &Path, command: &[&str]) -> Output {
    program(None)
        .args(["--lang", "en", "--home"])
        .arg(home)
        .args(command)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}
