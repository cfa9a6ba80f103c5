//! What only Windows has: files that are kept from others, the events of a console, what an executable says of itself.

use std::{
    fs::{self, OpenOptions},
    io::{BufRead as _, BufReader},
    os::windows::{fs::OpenOptionsExt as _, process::CommandExt as _},
    process::Stdio,
};

use serde_json::Value;

use crate::{
    programs,
    world::{Exit, Ran, World},
};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

#[test]
fn a_file_that_another_program_keeps_for_itself_is_a_row_with_its_reason() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.deposit("depots/b.pdf.p7m", b"b");
    let held =
        OpenOptions::new().read(true).share_mode(0).open(world.path("depots/a.pdf.p7m")).expect("held");
    world.plis(OPEN).exits(Exit::Partial).leaves("out/plis/b.pdf", b"b").leaves_nothing_at("out/plis/a.pdf");
    let report = world.json("out/opening.json");
    let row = &report["items"][0];
    assert_eq!((&row["status"], &row["reason"]), (&"error".into(), &"unreadable".into()), "{row}");
    assert_eq!(row["detail"]["fault"], "in_use", "{row}");
    assert_eq!(row["input"], "depots/a.pdf.p7m");
    drop(held);
    world.plis(OPEN).exits(Exit::Done).leaves("out/plis/a.pdf", b"a");
}

#[test]
fn paths_have_one_kind_of_stroke() {
    let world = World::new();
    world.deposit("depots/lot 1/a.pdf.p7m", b"a");
    let ran = world.run([
        r"open",
        r"depots\lot 1",
        "--key",
        r".\entite.p12",
        "--password",
        "file:mdp.txt",
        "-o",
        r"out\1",
    ]);
    ran.exits(Exit::Done).never_shows("\\").leaves("out/1/plis/a.pdf", b"a");
    let report = world.json("out/1/opening.json");
    assert_eq!(report["items"][0]["input"], "depots/lot 1/a.pdf.p7m");
    assert_eq!(report["items"][0]["output"], "plis/a.pdf");
    world.run(["journal", "verify", r"out\1"]).exits(Exit::Done).never_shows("\\");
}

#[test]
fn devices_and_streams_are_no_places_to_write_to() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    for out in ["NUL", "CON", "COM1.txt", "depots:x", r"\\.\NUL"] {
        let ran =
            world.run(["open", "depots", "--key", "entite.p12", "--password", "file:mdp.txt", "-o", out]);
        assert_ne!(ran.code, Some(0), "{out}: {ran}");
    }
    assert_eq!(world.files("depots").len(), 1);
}

/// Ctrl-Break reaches a process by its number; Ctrl-C comes by the same way.
#[test]
fn an_interrupted_run_ends_with_130_and_is_taken_up_again() {
    const ENVELOPES: usize = 200;
    let world = World::new();
    let envelope = world.sealed(&vec![7; 100_000], &["entite.p12"]);
    for n in 0..ENVELOPES {
        world.put(format!("depots/{n:03}.pdf.p7m"), &envelope);
    }
    if !console::is_there() {
        programs::skip("no console");
        return;
    }
    let mut child = world
        .command(format!("{OPEN} --format ndjson --jobs 1").split(' '))
        .creation_flags(console::GROUP)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
    for _ in 0..6 {
        said.next().expect("an event").expect("UTF-8");
    }
    console::press_break(child.id());
    let rest = said.map_while(Result::ok).last().expect("more");
    assert_eq!(child.wait().expect("it ends").code(), Some(130), "{rest}");
    let last: Value = serde_json::from_str(&rest).expect("JSON");
    assert_eq!((&last["event"], &last["exit"]), (&"ended".into(), &130.into()));
    let report = world.json("out/opening.json");
    assert!(report["summary"]["cancelled"].as_u64().expect("a number") > 0, "{}", report["summary"]);
    assert!(!world.path("out/.plis-staging").exists());
    world.plis(OPEN).exits(Exit::Done);
    assert_eq!(world.files("out/plis").len(), ENVELOPES);
    world.plis("journal verify out").exits(Exit::Done);
}

#[expect(unsafe_code, reason = "the events of a console have no safe interface")]
mod console {
    use windows_sys::Win32::System::{
        Console::{AllocConsole, CTRL_BREAK_EVENT, GenerateConsoleCtrlEvent, GetConsoleCP},
        Threading::CREATE_NEW_PROCESS_GROUP,
    };

    pub(super) const GROUP: u32 = CREATE_NEW_PROCESS_GROUP;

    pub(super) fn is_there() -> bool {
        // SAFETY: both take nothing.
        unsafe { GetConsoleCP() != 0 || AllocConsole() != 0 }
    }

    pub(super) fn press_break(group: u32) {
        // SAFETY: two numbers.
        let sent = unsafe { GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, group) };
        assert_ne!(sent, 0, "{}", std::io::Error::last_os_error());
    }
}

/// Offsets are those of Microsoft's "PE Format".
#[test]
fn the_executable_lies_anywhere_and_runs_no_data() {
    let program = fs::read(env!("CARGO_BIN_EXE_plis")).expect("read");
    let number = |at: usize, octets: usize| {
        program[at..at + octets].iter().rev().fold(0_usize, |number, octet| number << 8 | usize::from(*octet))
    };
    let header = number(0x3c, 4);
    assert_eq!(&program[header..header + 4], b"PE\0\0");
    assert_eq!(number(header + 4, 2), 0x8664, "x86-64");
    // IMAGE_FILE_RELOCS_STRIPPED
    assert_eq!(number(header + 22, 2) & 1, 0, "it can be moved");
    let optional = header + 24;
    assert_eq!(number(optional, 2), 0x20b, "PE32+");
    let flags = number(optional + 70, 2);
    for (flag, what) in [(0x20, "HIGH_ENTROPY_VA"), (0x40, "DYNAMIC_BASE"), (0x100, "NX_COMPAT")] {
        assert_ne!(flags & flag, 0, "{what} in {flags:#x}");
    }
    // The sixth of the directories: base relocations.
    assert!(number(optional + 112 + 5 * 8 + 4, 4) > 0, "relocations");
    assert_eq!(number(optional + 68, 2), 3, "a program for the console");
    for library in ["libgcc", "libstdc++", "libwinpthread"] {
        let name = format!("{library}_s_seh-1.dll");
        assert!(
            !program.windows(name.len()).any(|octets| octets == name.as_bytes()),
            "{name} is to be brought along"
        );
    }
}

#[test]
fn what_is_redirected_is_utf_8() {
    let world = World::new();
    world.put("dépôts/été.pdf", b"%PDF");
    let output = world.command(["inspect", "dépôts"]).output().expect("it runs");
    let ran = Ran::new(&world, output);
    assert!(ran.out.contains("dépôts/été.pdf"), "{ran}");
}
