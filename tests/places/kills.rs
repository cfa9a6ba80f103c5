//! Killed after each change that a place was asked for, and run again.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    disk::Control,
    folders::files_below,
    place::{Place, Stay, are_same, said},
};

/// An opening: whatever has a name is whole, or an empty file where names are reserved; the next run ends in the folder
/// that nobody disturbed. Gives how many kills there were.
pub(crate) fn opening(place: Place, stay: &Stay<'_>, control: &Control, step: u64) -> u64 {
    let undisturbed = stay.path("sans-heurt");
    let ran = stay.run(stay.open(&undisturbed));
    assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    let expected = files_below(&undisturbed.join("plis"));
    let (mut kills, mut at) = (0, 1);
    loop {
        let out = stay.path(&format!("ouverture-{at}"));
        control.kill_after(at);
        let ran = stay.run(stay.open(&out));
        let killed = control.calm();
        control.settles();
        let after = format!("{}, killed after {at} changes", place.name);
        for (name, octets) in files_below(&out.join("plis")) {
            let reserved = octets.is_empty() && killed;
            assert!(
                reserved || expected.get(&name) == Some(&octets),
                "{after}: {} is not whole",
                name.display()
            );
        }
        let theirs = theirs(&out, &expected);
        let again = stay.run(stay.open(&out));
        if let Some(theirs) = theirs {
            assert_eq!(again.status.code(), Some(3), "{after}: {}", said(&again));
            assert_eq!(fs::read(&theirs).expect("it stays"), b"", "{after}: overwritten");
            fs::remove_file(&theirs).expect("removed");
            let again = stay.run(stay.open(&out));
            assert_eq!(again.status.code(), Some(0), "{after}: {}", said(&again));
        } else {
            assert_eq!(again.status.code(), Some(0), "{after}: {}", said(&again));
        }
        are_same(&files_below(&out.join("plis")), &expected, &format!("{after}, and run again"));
        assert!(!out.join(".plis-staging").exists(), "{after}: staging is left");
        fs::remove_dir_all(&out).expect("removed");
        if !killed {
            assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
            return kills;
        }
        kills += 1;
        at += step;
    }
}

/// An empty file of somebody else's at a name that no run spoke of yet.
fn theirs(out: &Path, expected: &std::collections::BTreeMap<PathBuf, Vec<u8>>) -> Option<PathBuf> {
    let journal = fs::read_to_string(out.join("journal.jsonl")).ok()?;
    if journal.contains("\"opened\"") || !out.exists() {
        return None;
    }
    let path = out.join("plis").join(expected.keys().next_back()?);
    fs::create_dir_all(path.parent()?).ok()?;
    fs::write(&path, b"").ok()?;
    let made_by_us = [out.join("plis"), path.parent()?.to_owned()];
    for folder in made_by_us {
        let _ = fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700));
    }
    Some(path)
}

/// One file that a command writes: after a kill it is whole or it is not there, and the same command ends well or says
/// that it is there.
pub(crate) fn whole(
    place: Place,
    stay: &Stay<'_>,
    control: &Control,
    step: u64,
    command: &dyn Fn(&Path) -> (Vec<OsString>, PathBuf),
) -> String {
    let (mut kills, mut at) = (0, 1);
    loop {
        let folder = stay.path(&format!("dossier-{at}"));
        fs::create_dir(&folder).expect("a folder");
        let (words, file) = command(&folder);
        control.kill_after(at);
        let ran = stay.run(words.clone());
        let killed = control.calm();
        control.settles();
        let after = format!("{}, killed after {at} changes", place.name);
        if !killed {
            assert_eq!(ran.status.code(), Some(0), "{after}: {}", said(&ran));
            return format!("whole, {kills} kills");
        }
        let found = fs::read(&file).ok();
        let again = stay.run(words);
        match found {
            // It was done.
            Some(octets) if !octets.is_empty() => {
                assert!(fs::read(&file).expect("it stays") == octets, "{after}");
            }
            // A name that was only reserved is taken up.
            _ => assert_eq!(again.status.code(), Some(0), "{after}: {}", said(&again)),
        }
        assert!(!fs::read(&file).expect("whole").is_empty(), "{after}");
        kills += 1;
        at += step;
    }
}
