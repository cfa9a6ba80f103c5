//! The table: each promise in each place. `PLIS_PLACE=exFAT` asks for one of them,
//! `PLIS_SWEEP=full` for all kills.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::{
    disk::Locks,
    folders::files_below,
    kills,
    place::{Common, PLACES, Place, Stay, are_same, fixture, rows, said},
    programs,
};

/// What is promised, and how it is found out; a word says how it is kept.
type Promise = (&'static str, fn(Place, &Stay<'_>) -> String);

const PROMISES: [Promise; 10] = [
    ("opens all, by", opens),
    ("rerun", rerun),
    ("two at once", two_at_once),
    ("not overwritten", not_overwritten),
    ("killed", killed),
    ("seal", seal),
    ("key export", key_export),
    ("registry", registry),
    ("full, read-only", full),
    ("others read", others_read),
];

#[test]
fn every_place_keeps_the_promises() {
    if !programs::installed("fusermount3") {
        return;
    }
    let common = Common::new();
    let rows: Vec<Option<Vec<String>>> = thread::scope(|scope| {
        let common = &common;
        let running = PLACES.map(|place| scope.spawn(move || kept_in(place, common)));
        running.into_iter().map(|row| row.join().expect("the promises are kept")).collect()
    });
    let mut table = String::new();
    let mut line = |first: &str, cells: &[String]| {
        let _ = write!(table, "{first:<24}");
        for (cell, (promise, _)) in cells.iter().zip(PROMISES) {
            let _ = write!(table, " {cell:<width$}", width = promise.len().max(15));
        }
        table.push('\n');
    };
    line("", &PROMISES.map(|(promise, _)| promise.to_owned()));
    for (place, cells) in PLACES.iter().zip(rows) {
        if let Some(cells) = cells {
            line(place.name, &cells);
        }
    }
    let _ = write!(std::io::stderr(), "{table}");
}

/// How each promise is kept in a place, each in a new one; `None` where it cannot be made here.
fn kept_in(place: Place, common: &Common) -> Option<Vec<String>> {
    if std::env::var("PLIS_PLACE").is_ok_and(|asked| asked != place.name) {
        return None;
    }
    PROMISES.iter().map(|(_, kept)| Some(kept(place, &Stay::at(place, common)?))).collect()
}

/// The names that a place takes, of what is opened there.
fn expected(place: Place, stay: &Stay<'_>) -> Vec<Vec<u8>> {
    let mut contents: Vec<_> = stay.expected.values().cloned().collect();
    contents.sort();
    assert_eq!(contents.len(), crate::place::NAMES.len(), "{}", place.name);
    contents
}

fn are_all_there(place: Place, stay: &Stay, out: &Path) {
    let found = files_below(&out.join("plis"));
    if place.has.is_none_or(|has| has.longest == 255) {
        are_same(&found, stay.expected, place.name);
    }
    let mut contents: Vec<_> = found.into_values().collect();
    contents.sort();
    assert!(contents == expected(place, stay), "{}", place.name);
    assert!(!out.join(".plis-staging").exists(), "{}: staging is left", place.name);
}

fn opens(place: Place, stay: &Stay<'_>) -> String {
    let out = stay.path("ouverture");
    let mut rehearsal = stay.open(&out);
    rehearsal.push("--dry-run".into());
    let ran = stay.run(rehearsal);
    assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    let ran = stay.run(stay.open(&out));
    assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    are_all_there(place, stay, &out);
    for row in rows(&out) {
        let name = row["input"].as_str().expect("a path");
        let output = row["output"].as_str().expect("a name");
        let own = name.split_once("depots/").expect("below").1.trim_end_matches(".p7m");
        let is_own = output.strip_prefix("plis/") == Some(own);
        assert_eq!(is_own, row["own_name"].is_null(), "{row}");
    }
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("opening.json")).expect("a report")).expect("JSON");
    report["run"]["publication"].as_str().expect("its way").to_owned()
}

fn rerun(place: Place, stay: &Stay<'_>) -> String {
    let out = stay.path("ouverture");
    for _ in 0..3 {
        let ran = stay.run(stay.open(&out));
        assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
        are_all_there(place, stay, &out);
    }
    for row in rows(&out) {
        assert_eq!(row["status"], "already_opened", "{}: {row}", place.name);
    }
    let ran = stay.run(["journal".as_ref(), "verify".as_ref(), out.as_os_str()]);
    assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    "already opened".to_owned()
}

/// The first is stopped in its middle by the file system, where that is ours.
fn two_at_once(place: Place, stay: &Stay<'_>) -> String {
    let out = stay.path("ouverture");
    let Some(control) = stay.control() else { return "see tests/faults".to_owned() };
    control.stop_after(30);
    let mut first = stay.start(stay.open(&out));
    let began = Instant::now();
    while !control.was_hit() && began.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(1));
    }
    assert!(control.calm(), "{}: it made no thirty changes", place.name);
    let mut verbose = stay.open(&out);
    verbose.push("-v".into());
    let locks = place.has.is_none_or(|has| has.locks != Locks::None);
    let told = if locks {
        let began = Instant::now();
        let second = stay.run(verbose);
        assert_eq!(second.status.code(), Some(6), "{}: {}", place.name, said(&second));
        assert!(began.elapsed() < Duration::from_secs(5), "{}: it waited", place.name);
        "6"
    } else {
        "said with -v"
    };
    let pid = Pid::from_raw(first.id().cast_signed()).expect("a number");
    kill_process(pid, Signal::CONT).expect("it goes on");
    assert_eq!(first.wait().expect("ends").code(), Some(0), "{}", place.name);
    are_all_there(place, stay, &out);
    let mut verbose = stay.open(&out);
    verbose.push("-v".into());
    let again = stay.run(verbose);
    assert_eq!(again.status.code(), Some(0), "{}: {}", place.name, said(&again));
    assert_eq!(said(&again).contains("has no locks"), !locks, "{}: {}", place.name, said(&again));
    told.to_owned()
}

fn not_overwritten(place: Place, stay: &Stay<'_>) -> String {
    let out = stay.path("ouverture");
    let theirs: Vec<_> = stay.expected.keys().take(2).map(|name| out.join("plis").join(name)).collect();
    for (path, octets) in theirs.iter().zip([&b"d'un autre"[..], b""]) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        fs::write(path, octets).expect("written");
    }
    if place.has.is_none_or(|has| has.mode.is_none()) {
        for folder in files_below(&out).keys().flat_map(|name| name.ancestors().skip(1)) {
            fs::set_permissions(out.join(folder), fs::Permissions::from_mode(0o700)).expect("ours");
        }
    }
    let ran = stay.run(stay.open(&out));
    assert_eq!(ran.status.code(), Some(3), "{}: {}", place.name, said(&ran));
    for (path, octets) in theirs.iter().zip([&b"d'un autre"[..], b""]) {
        assert_eq!(fs::read(path).expect("it stays"), octets, "{}", place.name);
    }
    let refused = rows(&out).iter().filter(|row| row["reason"] == "output_exists").count();
    assert_eq!(refused, 2, "{}", place.name);
    "left alone".to_owned()
}

fn killed(place: Place, stay: &Stay<'_>) -> String {
    let Some(control) = stay.control() else { return "see tests/faults".to_owned() };
    kills::opening(place, stay, control, if is_full() { step(place) } else { 4 * step(place) }).to_string()
}

/// `PLIS_SWEEP=full` kills after many more changes.
fn is_full() -> bool {
    std::env::var("PLIS_SWEEP").is_ok_and(|sweep| sweep == "full")
}

/// After every so many changes there is a kill; after each where a place has nothing.
fn step(place: Place) -> u64 {
    if place.name == "exFAT" { 1 } else { 7 }
}

fn seal(place: Place, stay: &Stay<'_>) -> String {
    let (clear, out) = (stay.clear(), stay.path("scelle"));
    let words = |out: &Path| {
        let mut words: Vec<std::ffi::OsString> = vec!["seal".into(), clear.clone().into(), "--to".into()];
        words.extend([fixture("cles/entite.cer").into(), "-o".into(), out.into()]);
        words
    };
    let ran = stay.run(words(&out));
    assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    let sealed = fs::read(out.join("offre.pdf.p7m")).expect("sealed");
    let again = stay.run(words(&out));
    assert_ne!(again.status.code(), Some(0), "{}: {}", place.name, said(&again));
    assert!(fs::read(out.join("offre.pdf.p7m")).expect("it stays") == sealed);
    let Some(control) = stay.control() else { return "sealed".to_owned() };
    kills::whole(place, stay, control, if is_full() { 1 } else { step(place) }, &|folder| {
        (words(folder), folder.join("offre.pdf.p7m"))
    })
}

fn key_export(place: Place, stay: &Stay<'_>) -> String {
    let home = stay.beside("registre");
    let run = |words: &[&std::ffi::OsStr]| {
        let ran = stay.command(words).env("PLIS_HOME", &home).output().expect("the program runs");
        assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    };
    run(&["key", "new", "Une bi-clé", "--password", "env:PLIS_PASSWORD"].map(AsRef::as_ref));
    let words = |to: &Path| {
        let mut words: Vec<std::ffi::OsString> = ["--home".into(), home.clone().into()].into_iter().collect();
        words.extend(["key", "export", "Une bi-clé", "--password", "env:PLIS_PASSWORD"].map(Into::into));
        words.extend(["--new-password", "env:PLIS_PASSWORD"].map(Into::into));
        words.extend(["--to".into(), to.into()]);
        words
    };
    let ran = stay.run(words(&stay.path("cle.p12")));
    assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    let Some(control) = stay.control() else { return "exported".to_owned() };
    kills::whole(place, stay, control, if is_full() { 1 } else { step(place) }, &|folder| {
        (words(&folder.join("cle.p12")), folder.join("cle.p12"))
    })
}

/// Made and used, or one refusal at once that leaves nothing behind.
fn registry(place: Place, stay: &Stay<'_>) -> String {
    let began = Instant::now();
    let ran = stay.run(["key", "new", "Une bi-clé", "--password", "env:PLIS_PASSWORD"]);
    let took = began.elapsed();
    if ran.status.code() == Some(0) {
        let ran = stay.run(["key", "list"]);
        assert!(said(&ran).contains("Une bi-clé"), "{}: {}", place.name, said(&ran));
        let ran = stay.run(["registry", "check"]);
        assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
        return "used".to_owned();
    }
    assert!(took < Duration::from_secs(5), "{}: it took {took:?}: {}", place.name, said(&ran));
    let left = files_below(&stay.path("registre"));
    assert!(left.is_empty(), "{}: {:?} is left: {}", place.name, left.keys(), said(&ran));
    let words = said(&ran);
    let named = if words.contains("nobrl") { "refused: nobrl" } else { "refused: no locks" };
    assert!(words.contains("locks"), "{}: {words}", place.name);
    named.to_owned()
}

/// A place that is full, or that nothing is written to: said, and mended by a rerun.
fn full(place: Place, stay: &Stay<'_>) -> String {
    let Some(control) = stay.control() else { return "see tests/faults".to_owned() };
    let out = stay.path("ouverture");
    control.is_read_only();
    let ran = stay.run(stay.open(&out));
    assert_eq!(ran.status.code(), Some(1), "{}: {}", place.name, said(&ran));
    assert!(said(&ran).contains("read-only"), "{}: {}", place.name, said(&ran));
    control.calm();
    assert!(!out.exists(), "{}", place.name);
    for octets in [0, 100, 5_000, 20_000, 60_000] {
        control.fits(octets);
        let ran = stay.run(stay.open(&out));
        control.calm();
        assert!(matches!(ran.status.code(), Some(1 | 3)), "{}, {octets}: {}", place.name, said(&ran));
        for (name, octets) in files_below(&out.join("plis")) {
            assert!(!octets.is_empty(), "{}: {} is not whole", place.name, name.display());
        }
    }
    let ran = stay.run(stay.open(&out));
    assert_eq!(ran.status.code(), Some(0), "{}: {}", place.name, said(&ran));
    are_all_there(place, stay, &out);
    "said, mended".to_owned()
}

/// Where files cannot be kept from others, that is said once, and in the minutes.
fn others_read(place: Place, stay: &Stay<'_>) -> String {
    let out = stay.path("ouverture");
    let ran = stay.run(stay.open(&out));
    let words = said(&ran);
    let minutes = fs::read_to_string(out.join("proces-verbal.html")).expect("minutes");
    let open = place.has.is_some_and(|has| has.mode.is_some());
    let times = words.matches("keeps nobody out").count();
    assert_eq!(times, usize::from(open), "{}: {words}", place.name);
    assert_eq!(minutes.contains("keeps nobody out"), open, "{}", place.name);
    if open { "said".to_owned() } else { "0600".to_owned() }
}
