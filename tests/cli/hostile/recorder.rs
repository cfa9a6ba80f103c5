//! The end of an opening is written in the registry by a process of its own: the one that reads what bidders wrote has
//! nothing of the registry any more, and what becomes of either process leaves one story.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use plis::{
    registry::{Access, By, OpeningEnded, OpeningStarted, Registry},
    time::Timestamp,
};
use serde_json::{Value, json};

use crate::{
    programs,
    world::{Exit, World},
};

const OPEN: &str = "open depots -o ouverture --consultation C1 --password file:mdp.txt";

/// A consultation that can be opened, with an envelope of so many octets.
fn world(octets: usize) -> World {
    let world = World::new().english();
    world.deposit("depots/offre.pdf.p7m", &vec![7; octets]);
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt").exits(Exit::Done);
    world.plis("consultation new C1 --entity Ville --deadline 2026-11-01T12:00").exits(Exit::Done);
    world.plis("consultation assign C1 Marchés").exits(Exit::Done);
    world
}

/// The kinds of the last entries of the registry's journal.
fn entries(world: &World) -> Vec<String> {
    let ran = world.plis("journal show --format json").exits(Exit::Done);
    let entries: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    let kinds = entries.iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned());
    kinds.skip(3).collect()
}

/// What runs in slow reads until an envelope is being opened; its standard output is kept open.
fn started(world: &World) -> (Child, impl Iterator<Item = String> + use<>) {
    let slow = ["-e", "trace=read", "-e", "inject=read:delay_enter=20000"];
    let mut command = world.traced(&slow, &format!("{OPEN} --jobs 1 --format ndjson"));
    let command = command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("strace runs");
    let mut said = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
    said.find(|line| line.contains("\"planned\"")).expect("it begins");
    (child, said)
}

/// The process that opens and the one that records, below `strace`.
fn both(strace: &Child) -> (String, String) {
    let below = |pid: &str| {
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).expect("children");
        children.split_whitespace().map(str::to_owned).next()
    };
    for _ in 0..1000 {
        let opens = below(&strace.id().to_string());
        if let Some((opens, records)) = opens.and_then(|opens| below(&opens).map(|records| (opens, records)))
        {
            return (opens, records);
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("there are two processes")
}

fn kill(signal: &str, whom: &[&str]) {
    let killed = Command::new("kill").arg(signal).arg("--").args(whom).status();
    assert!(killed.expect("kill runs").success());
}

/// When the first envelope is opened, no descriptor of the registry is open, and no rule lets one be opened.
#[test]
fn an_opening_has_nothing_of_the_registry() {
    if !programs::installed("strace") {
        return;
    }
    let world = world(10);
    let calls = "trace=landlock_restrict_self,landlock_add_rule,openat,openat2,close";
    let traced = world.traced(&["-y", "-e", calls], OPEN).output().expect("strace runs");
    assert_eq!(traced.status.code(), Some(Exit::Done as i32), "{}", String::from_utf8_lossy(&traced.stderr));
    let trace = String::from_utf8(world.read("trace")).expect("UTF-8");
    let opens = trace.split_whitespace().next().expect("a process");
    let own: Vec<&str> = trace.lines().filter(|line| line.starts_with(opens)).collect();
    // strace names each descriptor: `close(5</tmp/registre/registry.db>)`, `= 5</tmp/registre/registry.db>`.
    let of_registry = |line: &str, before: &str| {
        let (_, rest) = line.rsplit_once(before)?;
        let (number, path) = rest.split_once('<')?;
        path.contains("/registre").then(|| number.to_owned())
    };
    let mut open = Vec::new();
    let mut held = 0;
    for line in own {
        if line.contains("landlock_restrict_self(") {
            held += 1;
            assert!(held < 2 || open.is_empty(), "still open: {open:?}\n{trace}");
        }
        if let Some(number) = line.contains(" close(").then(|| of_registry(line, "close(")).flatten() {
            open.retain(|known| *known != number);
        }
        if let Some(number) = line.contains(" open").then(|| of_registry(line, " = ")).flatten() {
            assert!(held < 2, "opened while envelopes are: {line}");
            open.push(number);
        }
    }
    if held == 0 {
        programs::skip("the kernel has no Landlock");
    } else {
        assert_eq!(held, 2, "{trace}");
    }
    // The other one writes there, and has no way to what is opened.
    let others = trace.lines().filter(|line| !line.starts_with(opens) && line.contains("WRITE_FILE"));
    let places: Vec<&str> =
        others.filter_map(|line| line.rsplit_once("parent_fd=")).map(|(_, to)| to).collect();
    assert!(held == 0 || places.iter().any(|place| place.contains("/registre>")), "{trace}");
    assert!(!places.iter().any(|place| place.contains("ouverture") || place.contains("depots")), "{trace}");
    assert_eq!(entries(&world), ["opening.started", "consultation.opened", "opening.ended"]);
    assert_eq!(world.files("registre").into_keys().filter(|name| !name.starts_with("keys/")).count(), 1);
    world.plis("journal verify ouverture").exits(Exit::Done).says("The registry says the same");
}

/// Whoever presses Ctrl-C presses it for all processes of the terminal; whoever stops a service, for all of its own.
#[test]
fn an_interruption_is_recorded_whoever_it_reaches() {
    if !programs::installed("strace") {
        return;
    }
    for of_service in [false, true] {
        let world = world(64 << 20);
        let (mut strace, said) = started(&world);
        let (opens, records) = both(&strace);
        if of_service {
            kill("-TERM", &[&records, &opens]);
        } else {
            kill("-INT", &[&format!("-{}", strace.id())]);
        }
        drop(said);
        assert_eq!(strace.wait().expect("it ends").code(), Some(130));
        assert_eq!(entries(&world), ["opening.started", "consultation.opened", "opening.ended"]);
        assert_eq!(world.json("ouverture/opening.json")["summary"]["cancelled"], 1);
        world.plis("journal verify ouverture").exits(Exit::Done).says("The registry says the same");
    }
}

/// What was opened stays opened; the registry knows that it began, and everything that is asked says so.
#[test]
fn killed_either_way_it_is_an_opening_without_an_end() {
    if !programs::installed("strace") {
        return;
    }
    for of_both in [false, true] {
        let world = world(16 << 20);
        let (mut strace, said) = started(&world);
        let (opens, records) = both(&strace);
        kill("-KILL", &[if of_both { &opens } else { &records }]);
        drop(said);
        let ended = strace.wait().expect("it ends");
        assert_eq!(ended.success(), !of_both, "{ended}");
        assert_eq!(entries(&world), ["opening.started"]);
        world.plis("journal verify").exits(Exit::Done).says("with no end written");
        world.plis("audit").says("with no end written");
        world.plis("journal verify ouverture").exits(Exit::Failed);
        // A rerun ends it.
        world.plis(OPEN).exits(Exit::Done);
        world.plis("journal verify ouverture").exits(Exit::Done).says("The registry says the same");
    }
}

/// As a remark: it may be under way, and what becomes of it is not for a nightly job to say.
#[test]
fn an_audit_speaks_of_openings_without_an_end() {
    let world = world(10);
    let before = world.plis("audit").never_shows("Openings without an end").code;
    let mut registry = Registry::open(&world.path("registre"), Access::EXISTING).expect("a registry");
    let at: Timestamp = "2026-11-18T09:00:00Z".parse().expect("an instant");
    let by = By { who: "Léa".to_owned(), at, system_at: None, account: None, reason: None };
    let started = OpeningStarted {
        run: "r1".to_owned(),
        folder: "/srv/ouvertures/\u{202e}C1".to_owned(),
        host: String::new(),
        openers: Vec::new(),
        keys: Vec::new(),
        consultation: Some("C1".to_owned()),
        deadline: None,
        tied: Vec::new(),
    };
    registry.opening_starts(&by, &started).expect("begun");
    let ran = world.plis("audit").says("Openings without an end").says("/srv/ouvertures/");
    assert_eq!(ran.code, before);
    ran.never_shows("\u{202e}");
    world.plis("audit --lang fr").says("Ouvertures sans fin inscrite").says("10:00:00");
    let page = world.plis("audit --format html");
    page.says("Openings without an end").never_shows("\u{202e}");
    let unended = |world: &World| {
        let ran = world.plis("audit --format json");
        serde_json::from_str::<Value>(&ran.out).expect("JSON")["openings_without_end"].clone()
    };
    let told = json!([{ "run": "r1", "at": at, "folder": started.folder, "consultation": "C1" }]);
    assert_eq!(unended(&world), told);
    let ended = OpeningEnded {
        run: started.run,
        folder: started.folder,
        entries: 3,
        head: String::new(),
        opened: 1,
        refused: 0,
        failed: 0,
    };
    registry.opening_ends(&by, &ended).expect("ended");
    assert_eq!(unended(&world), json!([]));
    world.plis("audit").never_shows("Openings without an end");
}

/// Where no second process can be had, the registry stays open in the first one.
#[test]
fn without_a_second_process_the_end_is_recorded_all_the_same() {
    if !programs::installed("strace") {
        return;
    }
    let world = world(10);
    let none = ["-e", "trace=clone", "-e", "inject=clone:error=EAGAIN:when=1"];
    let ran = world.traced(&none, OPEN).output().expect("strace runs");
    assert_eq!(ran.status.code(), Some(Exit::Done as i32), "{}", String::from_utf8_lossy(&ran.stderr));
    let trace = String::from_utf8(world.read("trace")).expect("UTF-8");
    assert!(trace.lines().any(|line| line.contains("SIGCHLD") && line.contains("EAGAIN")), "{trace}");
    assert_eq!(entries(&world), ["opening.started", "consultation.opened", "opening.ended"]);
    world.plis("journal verify ouverture").exits(Exit::Done).says("The registry says the same");
}
