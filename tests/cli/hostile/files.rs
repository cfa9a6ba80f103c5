//! Names and files of every sort under a root: each is a row, none leads out of the output folder, none is waited for.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt as _, fs::symlink, net::UnixListener},
    process::Command,
};

use serde_json::Value;

use crate::world::{Exit, World};

const OPEN: &str = "open depots -o ouverture --key entite.p12 --password file:mdp.txt";

fn items(world: &World, out: &str) -> Vec<Value> {
    world.json(format!("{out}/opening.json"))["items"].as_array().expect("items").clone()
}

#[test]
fn what_is_no_file_is_a_row_and_is_never_opened() {
    let world = World::new().english();
    world.deposit("depots/offre.pdf.p7m", b"une offre");
    world.put("depots/dossier/vide", b"");
    world.put("ailleurs/secret.p7m", world.sealed(b"un secret", &["entite.p12"]));
    symlink(world.path("depots"), world.path("depots/dossier/boucle")).expect("loop");
    symlink("boucle2", world.path("depots/boucle2")).expect("a loop of one");
    symlink(world.path("ailleurs/secret.p7m"), world.path("depots/lien.p7m")).expect("link");
    symlink(world.path("ailleurs"), world.path("depots/lien-dossier")).expect("link");
    symlink("/dev/zero", world.path("depots/sans-fin.p7m")).expect("link");
    symlink("nulle-part", world.path("depots/rompu.p7m")).expect("link");
    let _socket = UnixListener::bind(world.path("depots/prise.p7m")).expect("socket");
    let fifo = Command::new("mkfifo").arg(world.path("depots/tube.p7m")).status();
    assert!(fifo.is_ok_and(|status| status.success()));
    // A device needs rights that not everybody has.
    let device = Command::new("mknod")
        .arg(world.path("depots/zero.p7m"))
        .args(["c", "1", "5"])
        .output()
        .expect("mknod");
    let devices = usize::from(device.status.success());

    world.plis(OPEN).exits(Exit::Partial).leaves("ouverture/plis/offre.pdf", b"une offre");
    let items = items(&world, "ouverture");
    assert_eq!(items.len(), 10 + devices);
    let with = |reason: &str| items.iter().filter(|item| item["reason"] == reason).count();
    assert_eq!(with("unreadable"), 8 + devices, "{items:#?}");
    assert_eq!(with("not_an_envelope"), 1);
    assert_eq!(world.files("ouverture/plis").len(), 1);
}

#[test]
fn names_of_every_sort_stay_inside_and_are_shown_harmless() {
    let world = World::new().english();
    let envelope = world.sealed(b"une offre", &["entite.p12"]);
    let long = format!("{}.p7m", "a".repeat(251));
    let names: [&[u8]; 8] = [
        b"ligne\nfeed.p7m",
        b"\x1b[31mrouge.p7m",
        "inverse\u{202e}fdp.p7m".as_bytes(),
        b"latin\xe9.p7m",
        b"...p7m",
        b"-o.p7m",
        b"con.p7m",
        long.as_bytes(),
    ];
    for name in names {
        world.put(std::path::Path::new("depots").join(OsStr::from_bytes(name)), &envelope);
    }
    let ran = world.plis(OPEN).exits(Exit::Done);
    for raw in ["\u{1b}[31m", "\u{202e}", "ligne\nfeed"] {
        assert!(!ran.out.contains(raw) && !ran.err.contains(raw), "{raw:?} is shown as it is");
    }
    let inspected = world.plis("inspect depots --format json").exits(Exit::Done);
    let events = world.plis(&OPEN.replace("-o ouverture", "-o autre --format ndjson")).exits(Exit::Done);
    let report = String::from_utf8(world.read("ouverture/opening.json")).expect("UTF-8");
    let journal = world.plis("journal show ouverture --format json").exits(Exit::Done);
    assert!(!inspected.out.contains(['\u{1b}', '\u{202e}']), "{inspected}");
    for json in [&events.out, &report, &journal.out] {
        assert!(json.contains("\\u202e") && json.contains("\\u001b"), "{json}");
        assert!(!json.contains(['\u{1b}', '\u{202e}']), "{json}");
    }
    let minutes = String::from_utf8(world.read("ouverture/proces-verbal.html")).expect("UTF-8");
    assert!(!minutes.contains(['\u{1b}', '\u{202e}']), "in the minutes");
    let items = items(&world, "ouverture");
    assert_eq!(items.len(), names.len());
    // A name that is not UTF-8 is found again by its octets.
    assert_eq!(items.iter().filter(|item| item["input_b64"].is_string()).count(), 1);
    // As many files as envelopes, all of them below the folder of plaintexts, and nothing elsewhere.
    let found = walkdir::WalkDir::new(world.path("ouverture/plis")).into_iter().filter_map(Result::ok);
    assert_eq!(found.filter(|entry| entry.file_type().is_file()).count(), names.len());
    let top = fs::read_dir(world.path("ouverture")).expect("listed").count();
    assert_eq!(top, 4, "journal, report, minutes, plaintexts");
}

#[test]
fn names_of_the_registry_are_harmless_in_every_paper() {
    let world = World::new().english();
    let entity = "Ville\u{202e}de\u{1b}[2J Saint-Exemple\u{9b}";
    let new = ["consultation", "new", "C1", "--entity", entity, "--deadline", "2027-01-10T12:00"];
    world.run(new).exits(Exit::Done);
    for command in [
        "consultation list --format json",
        "consultation list --format csv",
        "consultation show C1 --format json",
        "audit --format text",
        "audit --format json",
        "audit --format prometheus",
        "audit --format html",
        "audit --format ics",
        "audit --format csv",
        "journal show --format json",
        "journal show",
    ] {
        let ran = world.plis(command);
        assert_ne!(ran.code, Some(Exit::Usage as i32), "{ran}");
        let acts = |c: char| (c.is_control() && !c.is_whitespace()) || c == '\u{202e}';
        assert!(!ran.out.contains(acts) && !ran.err.contains(acts), "{command}: {ran}");
    }
}

#[test]
fn an_output_folder_inside_of_the_input_or_on_another_disk() {
    let world = World::new();
    world.deposit("depots/offre.pdf.p7m", b"une offre");
    let inside = OPEN.replace("-o ouverture", "-o depots/ouverture");
    for _ in 0..2 {
        world.plis(&inside).exits(Exit::Done).leaves("depots/ouverture/plis/offre.pdf", b"une offre");
        assert_eq!(items(&world, "depots/ouverture").len(), 1, "what was opened is not found again");
    }
    let Ok(disk) = tempfile::tempdir_in("/dev/shm") else {
        crate::programs::skip("there is no other file system");
        return;
    };
    let out = disk.path().join("ouverture");
    let elsewhere = OPEN.replace("depots", "depots/offre.pdf.p7m");
    world.plis(&elsewhere.replace("ouverture", out.to_str().expect("UTF-8"))).exits(Exit::Done);
    assert_eq!(fs::read(out.join("plis/offre.pdf")).expect("opened"), b"une offre");
}
