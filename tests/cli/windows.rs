//! What only Windows has: files that are kept from others, devices by name, what an executable says of itself.
//!
//! Ctrl-C needs a console, which `.ci/windows/same.py` gives it.

use std::{
    fs::{self, OpenOptions},
    os::windows::fs::OpenOptionsExt as _,
};

use crate::world::{Exit, Ran, World};

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
    assert_eq!((&row["status"], &row["reason"]), (&"failed".into(), &"unreadable".into()), "{row}");
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

#[test]
fn numbers_of_descriptors_are_not_offered() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    for order in ["--password fd:3", "", "--password mot-de-passe"] {
        let ran = world.plis(&format!("open depots --key entite.p12 -o out {order}"));
        ran.exits(Exit::Usage).tells("env:VARIABLE").never_shows("ou fd:").never_shows("fd:NUMÉRO ou prompt");
    }
}

#[test]
fn a_group_is_refused_by_name_and_nothing_is_opened() {
    let world = World::new().english();
    world.deposit("depots/a.pdf.p7m", b"a");
    let ran = world.plis(&format!("{OPEN} --group marches"));
    ran.exits(Exit::Usage).tells("no groups of users").tells("leave --group out").leaves_nothing_at("out");
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
fn the_executable_says_what_it_is() {
    let program = fs::read(env!("CARGO_BIN_EXE_plis")).expect("read");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let has = |octets: &[u8]| program.windows(octets.len()).any(|there| there == octets);
    for text in [
        "VS_VERSION_INFO",
        "Ouvrir des plis chiffrés",
        concat!("ProductVersion\0", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(has(&wide(text)), "{text}");
    }
    assert!(has(b"level=\"asInvoker\""), "it asks for no administrator");
    let icon = fs::read(crate::world::fixtures().join("../src/bin/plis/windows/plis.ico")).expect("read");
    // The first of its images, where its directory says (16 octets an entry: the last eight are length and offset).
    let number = |at: usize| {
        usize::try_from(u32::from_le_bytes(icon[at..at + 4].try_into().expect("four"))).expect("it fits")
    };
    assert!(has(&icon[number(18)..][..number(14)]), "its icon");
}

#[test]
fn what_is_redirected_is_utf_8() {
    let world = World::new();
    world.put("dépôts/été.pdf", b"%PDF");
    let output = world.command(["inspect", "dépôts"]).output().expect("it runs");
    let ran = Ran::new(&world, output);
    assert!(ran.out.contains("dépôts/été.pdf"), "{ran}");
}
