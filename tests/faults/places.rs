//! Places that lack what others have, by what the system says of it there: exFAT, FAT, `rclone mount` know neither hard
//! links nor renames that cannot replace.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use crate::{faults::available, folders::files_below, open::World};

/// What a stick says (exfat-fuse 1.4): `renameat2` with a flag, `linkat`.
const NO_LINKS: [&str; 2] = ["inject=renameat2:error=EINVAL", "inject=linkat:error=EPERM"];

/// The program in such a place, with one more fault or none.
fn on_a_stick(log: &Path, fault: Option<String>, inner: &Command) -> Output {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=renameat,renameat2,linkat"]);
    for inject in NO_LINKS.iter().map(ToString::to_string).chain(fault) {
        command.args(["-e", &inject]);
    }
    command.arg("-o").arg(log).arg(inner.get_program()).args(inner.get_args());
    for (name, value) in inner.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.stdin(Stdio::null()).output().expect("strace runs")
}

fn publication(folder: &Path) -> Value {
    let report = fs::read(folder.join("opening.json")).expect("a report");
    serde_json::from_slice::<Value>(&report).expect("JSON")["run"]["publication"].clone()
}

/// Killed at every rename, and run again: the same folder, and nothing of others is overwritten.
#[test]
fn where_there_are_no_links_names_are_reserved() {
    if !available() {
        return;
    }
    let world = World::new();
    let log = world.scratch.join("strace.log");
    let mut reserved = 0;
    let mut place = 1;
    loop {
        let folder = world.scratch.join(format!("ouverture-{place}"));
        let fault = Some(format!("inject=renameat:signal=KILL:when={place}"));
        let ran = on_a_stick(&log, fault, &world.opening(&folder));
        let killed = ran.status.code() != Some(0);
        let found = files_below(&folder.join("plis"));
        let empty: Vec<_> = found.iter().filter(|(_, octets)| octets.is_empty()).collect();
        assert!(empty.len() <= 1, "{empty:?}");
        reserved += empty.len();
        for (name, octets) in found.iter().filter(|(_, octets)| !octets.is_empty()) {
            assert_eq!(world.expected.get(name), Some(octets), "{}", name.display());
        }
        // Not ours: an empty file of somebody else's stays, whatever the way.
        let free = world.expected.keys().find(|name| !found.contains_key(*name)).filter(|_| found.is_empty());
        if let Some(name) = free.filter(|_| killed) {
            let theirs = folder.join("plis").join(name);
            fs::create_dir_all(theirs.parent().expect("a folder")).expect("folder");
            fs::write(&theirs, b"").expect("a file of somebody else");
            let again = on_a_stick(&log, None, &world.opening(&folder));
            assert_eq!(again.status.code(), Some(3), "{}", String::from_utf8_lossy(&again.stderr));
            assert_eq!(fs::read(&theirs).expect("it stays"), b"");
            fs::remove_file(&theirs).expect("removed");
        }
        let again = on_a_stick(&log, None, &world.opening(&folder));
        world.check_rerun(&folder, &again).unwrap_or_else(|problem| panic!("killed at {place}: {problem}"));
        assert_eq!(publication(&folder), "reserved");
        if !killed {
            break;
        }
        fs::remove_dir_all(&folder).expect("removed");
        place += 1;
    }
    assert!(reserved >= world.expected.len(), "{reserved} names were reserved when the run was killed");
}
