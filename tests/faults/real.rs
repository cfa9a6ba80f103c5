//! Faults as machines have them: disks that are full, folders that go, limits that are met, people who interrupt.
//!
//! After each, what has a final name is a whole plaintext, and the same run without the fault ends in the folder that
//! an undisturbed one gives.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{folders::files_below, open::World, programs};

/// Envelopes that take a while: enough for a fault to come in between.
const MANY: usize = 400;

/// A consultation of many envelopes, and what becomes of it.
struct Many<'a> {
    world: &'a World,
    folder: tempfile::TempDir,
}

impl<'a> Many<'a> {
    fn new(world: &'a World) -> Self {
        let folder = tempfile::tempdir_in(&world.scratch).expect("scratch folder");
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/consultation");
        let one: Vec<_> = files_below(&fixtures).into_values().collect();
        fs::create_dir(folder.path().join("depots")).expect("folder");
        for number in 0..MANY {
            let name = folder.path().join(format!("depots/{number:04}.bin.p7m"));
            fs::write(name, &one[number % one.len()]).expect("written");
        }
        Self { world, folder }
    }

    /// The program, not yet run, behind a shell's limits where there are any.
    fn open(&self, out: &Path, limits: &str) -> Command {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limits} exec \"$@\""), "sh", env!("CARGO_BIN_EXE_plis"), "open"]);
        command.arg(self.folder.path().join("depots")).arg("-o").arg(out);
        command.arg("--key").arg(fixtures.join("cles/entite.p12"));
        command.arg("--password").arg(format!("file:{}", fixtures.join("cles/mot-de-passe.txt").display()));
        command.args(["--jobs", "2", "--lang", "en", "-q"]);
        command.env("PLIS_HOME", self.folder.path().join("home")).stdin(Stdio::null());
        command
    }

    fn opened(&self, out: &Path, limits: &str) -> Output {
        self.open(out, limits).output().expect("the program runs")
    }

    fn started(&self, out: &Path, limits: &str) -> Child {
        let mut command = self.open(out, limits);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    }

    /// The same without a fault: everything is there, whole.
    fn ends_well(&self, out: &Path, after: &str) {
        let ran = self.opened(out, "");
        assert_eq!(ran.status.code(), Some(0), "after {after}: {}", words(&ran));
        let found = files_below(&out.join("plis"));
        assert_eq!(found.len(), MANY, "after {after}");
        self.are_whole(out, after);
        assert!(!out.join(".plis-staging").exists(), "after {after}: staging is left");
    }

    /// No final name holds anything but a whole plaintext.
    fn are_whole(&self, out: &Path, after: &str) {
        let whole: Vec<&Vec<u8>> = self.world.expected.values().collect();
        for (name, octets) in files_below(&out.join("plis")) {
            assert!(whole.contains(&&octets), "after {after}: {} is not whole", name.display());
        }
        adds_up(out, after);
    }
}

/// What a report sums up is what its rows say.
fn adds_up(out: &Path, after: &str) {
    let Ok(report) = fs::read(out.join("opening.json")) else { return };
    let report: serde_json::Value = serde_json::from_slice(&report).expect("a whole report");
    let rows = report["items"].as_array().expect("rows");
    assert_eq!(rows.len(), MANY, "after {after}");
    for status in ["opened", "already_opened", "refused", "failed", "cancelled"] {
        let found = rows.iter().filter(|row| row["status"] == status).count();
        assert_eq!(report["summary"][status], found, "after {after}: {status}");
    }
}

fn words(ran: &Output) -> String {
    format!(
        "{}\n{}{}",
        ran.status,
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    )
}

fn never_panics(ran: &Output, what: &str) {
    assert!(!String::from_utf8_lossy(&ran.stderr).contains("panicked"), "{what}: {}", words(ran));
}

#[test]
fn few_open_files_little_memory_and_short_files() {
    let world = World::new();
    let many = Many::new(&world);
    // Enough is enough.
    for (name, limits) in [("64 open files", "ulimit -n 64;"), ("600 MB of addresses", "ulimit -v 600000;")] {
        let out = many.folder.path().join(name);
        let ran = many.opened(&out, limits);
        assert_eq!(ran.status.code(), Some(0), "{name}: {}", words(&ran));
        many.are_whole(&out, name);
        assert_eq!(files_below(&out.join("plis")).len(), MANY);
    }
    // Too little is said, and harms nothing.
    for (name, limits) in [
        ("20 open files", "ulimit -n 20;"),
        ("60 MB of addresses", "ulimit -v 60000;"),
        ("no file above 512 octets", "trap '' XFSZ; ulimit -f 1;"),
        ("no file above 64 KiB", "trap '' XFSZ; ulimit -f 128;"),
    ] {
        let out = many.folder.path().join(name);
        let ran = many.opened(&out, limits);
        never_panics(&ran, name);
        many.are_whole(&out, name);
        many.ends_well(&out, name);
    }
}

#[test]
fn a_disk_that_is_full_or_nearly_so() {
    let world = World::new();
    let many = Many::new(&world);
    for kib in [0, 64, 300, 700, 1500] {
        let disk = many.folder.path().join(format!("disk-{kib}"));
        fs::create_dir(&disk).expect("folder");
        // Blocks and inodes for the folders themselves.
        let size = format!("size={}k,mode=700", kib + 16);
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "plis-test"]).arg(&disk).status();
        if !mounted.is_ok_and(|status| status.success()) {
            programs::skip("a small disk cannot be mounted here");
            return;
        }
        let _mounted = Unmount(&disk);
        if kib == 0 {
            fs::write(disk.join("ballast"), vec![0; 16 << 10]).expect("fits");
        }
        let out = disk.join("ouverture");
        let name = format!("{kib} KiB");
        let ran = many.opened(&out, "");
        never_panics(&ran, &name);
        // Full: either rows say so, or the journal could not be written.
        assert!(matches!(ran.status.code(), Some(1 | 3)), "{name}: {}", words(&ran));
        many.are_whole(&out, &name);
        let larger = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&disk).status();
        assert!(larger.expect("mount runs").success());
        many.ends_well(&out, &name);
    }
}

struct Unmount<'a>(&'a Path);

impl Drop for Unmount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    let world = World::new();
    let many = Many::new(&world);
    // A file in the place of a folder is refused to everybody, the superuser included.
    let file = many.folder.path().join("fichier");
    fs::write(&file, b"x").expect("written");
    for out in [file.clone(), file.join("dessous")] {
        let ran = many.opened(&out, "");
        assert_eq!(ran.status.code(), Some(1), "{}", words(&ran));
        assert_eq!(fs::read(&file).expect("read"), b"x");
    }
    let disk = many.folder.path().join("lecture-seule");
    fs::create_dir(&disk).expect("folder");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "ro", "plis-test"]).arg(&disk).status();
    if !mounted.is_ok_and(|status| status.success()) {
        programs::skip("a read-only disk cannot be mounted here");
        return;
    }
    let _mounted = Unmount(&disk);
    let ran = many.opened(&disk.join("ouverture"), "");
    assert_eq!(ran.status.code(), Some(1), "{}", words(&ran));
    assert!(words(&ran).contains("the disk is read-only"), "{}", words(&ran));
}

#[test]
fn an_output_folder_that_is_removed_meanwhile() {
    let world = World::new();
    let many = Many::new(&world);
    for wait in [0, 5, 20, 60, 150] {
        let out = many.folder.path().join(format!("sortie-{wait}"));
        let mut running = many.started(&out, "");
        let began = Instant::now();
        while !out.join("journal.jsonl").exists() && began.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(wait));
        // Removed again and again until it stays so: the run may be making folders in it.
        while fs::remove_dir_all(&out).is_err()
            && out.exists()
            && running.try_wait().expect("child").is_none()
        {}
        let ran = running.wait_with_output().expect("ends");
        never_panics(&ran, "removed");
        if !out.join("plis").exists() {
            assert_ne!(ran.status.code(), Some(0), "nothing is there: {}", words(&ran));
        }
        let _ = fs::remove_dir_all(&out);
        many.ends_well(&out, "the folder was removed");
    }
}

#[test]
fn inputs_that_are_cut_or_replaced_meanwhile() {
    let world = World::new();
    let many = Many::new(&world);
    let depots = many.folder.path().join("depots");
    let good: Vec<(std::path::PathBuf, Vec<u8>)> = files_below(&depots).into_iter().collect();
    let out = many.folder.path().join("ouverture");
    let running = many.started(&out, "");
    for (name, octets) in good.iter().rev() {
        // Cut in place, then put back by a rename.
        let path = depots.join(name);
        let file = fs::OpenOptions::new().write(true).open(&path).expect("opens");
        file.set_len(octets.len() as u64 / 2).expect("cut");
        let beside = many.folder.path().join("beside");
        fs::write(&beside, octets).expect("written");
        fs::rename(&beside, &path).expect("renamed");
    }
    let ran = running.wait_with_output().expect("ends");
    never_panics(&ran, "inputs change");
    assert!(matches!(ran.status.code(), Some(0 | 3)), "{}", words(&ran));
    many.are_whole(&out, "inputs change");
    many.ends_well(&out, "inputs change");
}

#[test]
fn interrupted_at_any_moment_once_or_twice() {
    let world = World::new();
    let many = Many::new(&world);
    for moment in 0..24_u64 {
        let out = many.folder.path().join(format!("ouverture-{moment}"));
        let running = many.started(&out, "");
        // Moments that grow: during the start, during the work, at its end.
        thread::sleep(Duration::from_micros(500 * moment * moment));
        for _ in 0..=moment % 2 {
            interrupt(&running);
        }
        let ran = running.wait_with_output().expect("ends");
        never_panics(&ran, "interrupted");
        // 0: it was done already; 2 by signal: it had not begun.
        assert!(matches!(ending(ran.status), 0 | 130 | -2), "{}", words(&ran));
        many.are_whole(&out, "interrupted");
        many.ends_well(&out, "interrupted");
    }
}

#[test]
fn interrupted_at_work() {
    let world = World::new();
    let many = Many::new(&world);
    for signals in [1, 2] {
        let out = many.folder.path().join(format!("ouverture-{signals}"));
        let mut command = many.open(&out, "");
        command.args(["--format", "ndjson"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().expect("the program runs");
        // Nobody reads on after the first envelope: the events of all do not fit in a pipe, so that it is at work still.
        let mut events = BufReader::new(running.stdout.take().expect("piped"));
        let mut line = String::new();
        while !line.contains("\"finished\"") {
            line.clear();
            assert!(events.read_line(&mut line).expect("UTF-8") > 0, "it ended before the first envelope");
        }
        for _ in 0..signals {
            interrupt(&running);
        }
        io::copy(&mut events, &mut io::sink()).expect("read");
        let ran = running.wait_with_output().expect("ends");
        never_panics(&ran, "interrupted at work");
        assert_eq!(ran.status.code(), Some(130), "{}", words(&ran));
        many.are_whole(&out, "interrupted at work");
        many.ends_well(&out, "interrupted at work");
    }
}

fn interrupt(child: &Child) {
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
}

/// The exit code, or the signal below zero.
fn ending(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status.code().unwrap_or_else(|| -status.signal().unwrap_or(0))
}

#[test]
fn two_runs_in_one_folder() {
    let world = World::new();
    let many = Many::new(&world);
    let out = many.folder.path().join("ouverture");
    let mut first = many.started(&out, "");
    let began = Instant::now();
    while !out.join("journal.jsonl").exists() && began.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(1));
    }
    stop(&first, "-STOP");
    let second = many.opened(&out, "");
    assert_eq!(second.status.code(), Some(6), "{}", words(&second));
    stop(&first, "-CONT");
    assert_eq!(first.wait().expect("ends").code(), Some(0));
    many.ends_well(&out, "two runs");
}

fn stop(child: &Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill").success());
}

#[test]
fn a_reader_of_events_that_is_stuck_or_goes() {
    let world = World::new();
    let many = Many::new(&world);
    // It reads nothing for a while: the run waits for it, and loses nothing.
    let out = many.folder.path().join("lent");
    let mut command = many.open(&out, "");
    let mut running =
        command.args(["--format", "ndjson"]).stdout(Stdio::piped()).spawn().expect("the program runs");
    thread::sleep(Duration::from_millis(700));
    let mut events = String::new();
    running.stdout.take().expect("piped").read_to_string(&mut events).expect("read");
    assert_eq!(running.wait().expect("ends").code(), Some(0));
    let finished = events.lines().filter(|line| line.contains("\"finished\"")).count();
    assert_eq!(finished, MANY, "an event for each envelope");
    many.ends_well(&out, "a slow reader");
    // It goes away.
    let out = many.folder.path().join("parti");
    let mut command = many.open(&out, "");
    let mut running =
        command.args(["--format", "ndjson"]).stdout(Stdio::piped()).spawn().expect("the program runs");
    let mut first = [0; 16];
    running.stdout.take().expect("piped").read_exact(&mut first).expect("read");
    let code = running.wait().expect("ends").code();
    assert!(code.is_some(), "no signal ends it");
    many.are_whole(&out, "the reader is gone");
    many.ends_well(&out, "the reader is gone");
}

#[test]
fn a_clock_that_jumps_back() {
    let world = World::new();
    let many = Many::new(&world);
    let out = many.folder.path().join("ouverture");
    for now in ["2026-11-18T14:00:00Z", "2026-11-18T13:00:00Z", "2020-01-01T00:00:00Z"] {
        let ran = many.open(&out, "").args(["--now", now]).output().expect("the program runs");
        assert_eq!(ran.status.code(), Some(0), "{now}: {}", words(&ran));
        many.are_whole(&out, now);
    }
    // Time says nothing of what was opened; the deadline is judged by the clock of the day.
    let early = many.folder.path().join("trop-tot");
    let mut command = many.open(&early, "");
    command.args(["--deadline", "2026-11-18T13:30:00Z", "--now", "2026-11-18T13:00:00Z"]);
    let ran = command.output().expect("the program runs");
    assert_eq!(ran.status.code(), Some(5), "{}", words(&ran));
    assert!(files_below(&early.join("plis")).is_empty());
    let verified = Command::new(env!("CARGO_BIN_EXE_plis"))
        .args(["journal", "verify"])
        .arg(&out)
        .output()
        .expect("runs");
    assert_eq!(verified.status.code(), Some(0), "{}", words(&verified));
    writeln!(io::stderr(), "{}", String::from_utf8_lossy(&verified.stdout)).expect("standard error");
}
