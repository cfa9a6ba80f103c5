//! `.zip` archives as places that envelopes come from.

use std::{collections::BTreeSet, fs, io::Write as _};

use flate2::{Compression, Crc, write::DeflateEncoder};
use rawzip::{CompressionMethod, Crc32Option, DataDescriptorOutput, ZipArchiveWriter, path::EntryPath};
use serde_json::Value;

use crate::{
    sidecar::Sidecar,
    world::{Exit, World, fixtures, sha256},
};

const OPEN: &str = "open depots.zip --key entite.p12 --password file:mdp.txt -o out";

/// An archive: its entries in this order, deflated. Those by other programs are fixtures.
fn zip(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut out);
    for (name, octets) in entries {
        let file = archive.new_file(EntryPath::verbatim(name.as_bytes().to_vec()));
        let (mut entry, _) = file
            .compression_method(CompressionMethod::DEFLATE)
            .crc32(Crc32Option::Skip)
            .start()
            .expect("entry");
        let mut packer = DeflateEncoder::new(&mut entry, Compression::fast());
        packer.write_all(octets).expect("packed");
        packer.finish().expect("packed");
        let mut crc = Crc::new();
        crc.update(octets);
        entry.finish(DataDescriptorOutput::new(crc.sum(), octets.len() as u64)).expect("entry");
    }
    archive.finish().expect("archive");
    out
}

/// What became of each row: its path below its root, and `opened`, or its reason and what is wrong with the archive.
fn rows(world: &World) -> Vec<String> {
    let report = world.json("out/opening.json");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let became = |row: &Value| {
        let detail = &row["detail"];
        let fault = match text(&detail["kind"]).as_str() {
            "archive" => text(&detail["fault"]),
            "packing" => format!("method {}", detail["method"]),
            "limit" => text(&detail["limit"]),
            "container" => "container".to_owned(),
            _ => String::new(),
        };
        let reason = if row["reason"].is_null() { text(&row["status"]) } else { text(&row["reason"]) };
        if fault.is_empty() { reason } else { format!("{reason}:{fault}") }
    };
    let below = |row: &Value| {
        text(&row["input"])[text(&row["root"]).len()..].strip_prefix('/').unwrap_or_default().to_owned()
    };
    let rows = report["items"].as_array().expect("rows").iter();
    rows.map(|row| format!("{} {}", below(row), became(row))).collect()
}

fn inputs(world: &World) -> Vec<(String, String)> {
    let report = world.json("out/opening.json");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let rows = report["items"].as_array().expect("rows").iter();
    rows.map(|row| (text(&row["input"]), text(&row["output"]))).collect()
}

/// A world with the bi-clé of the fixtures' consultation.
fn saint_exemple() -> World {
    let world = World::new();
    world.copy("cles/entite.p12", "entite.p12");
    world.copy("cles/mot-de-passe.txt", "mdp.txt");
    world
}

/// What each archive of the fixtures says that it is, by the program that made it.
#[test]
fn every_archive_gives_what_was_put_into_it() {
    let plaintexts: BTreeSet<String> = fs::read_to_string(fixtures().join("consultation.sha256"))
        .expect("digests")
        .lines()
        .filter_map(|line| line.split_once(' ').map(|(digest, _)| digest.to_owned()))
        .collect();
    let mut seen = 0;
    for file in fs::read_dir(fixtures().join("archives")).expect("archives") {
        let sidecar = file.expect("a file").path();
        if sidecar.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        seen += 1;
        let said = Sidecar::read(&sidecar);
        let expected: Vec<String> = said.get("rows").expect("rows");
        let world = saint_exemple();
        world.put("depots.zip", fs::read(sidecar.with_extension("zip")).expect("the archive"));
        let whole = expected.iter().all(|row| row.ends_with(" opened"));
        world.plis(OPEN).exits(if whole { Exit::Done } else { Exit::Partial });
        let producer = said.text("producer").expect("a producer");
        assert_eq!(rows(&world), expected, "{} by {producer}", sidecar.display());
        let opened = world.files("out/plis");
        assert_eq!(said.number("opened"), Some(opened.len()), "{}", sidecar.display());
        for (name, octets) in opened {
            assert!(plaintexts.contains(&sha256(&octets)), "{name} of {}", sidecar.display());
        }
    }
    assert!(seen >= 30, "{seen} archives");
}

/// The same deposits in a folder and in an archive: the same report but for where they were found, and how long it took.
#[test]
fn a_folder_and_an_archive_of_it_give_the_same_rows() {
    let world = World::new();
    world.deposit("depots/Pli 1 - Éole/offre/mémoire.pdf.p7m", b"%PDF memoire");
    world.deposit("depots/Pli 1 - Éole/candidature/dc1.pdf.p7m", b"%PDF dc1");
    world.deposit("depots/Pli 10 - Zénith/offre/prix.csv.p7m", &vec![b';'; 70_000]);
    if cfg!(unix) {
        world.deposit("depots/Pli 2 - CON/nul.txt.p7m", b"a name that Windows refuses");
    }
    world.put("depots/en clair.pdf", b"%PDF en clair");
    world.put("depots/vide.p7m", b"");
    world.put("depots/coupe.p7m", &world.sealed(&[7; 5000], &["entite.p12"])[..3000]);
    world.put("depots/.DS_Store", b"\0\0\0\x01Bud1");
    world.put("depots/__MACOSX/x", b"x");
    world.put("depots/$RECYCLE.BIN/a.p7m", world.sealed(b"thrown away", &["entite.p12"]));
    let files = world.files("depots");
    let entries: Vec<(&str, Vec<u8>)> =
        files.iter().rev().map(|(name, octets)| (name.as_str(), octets.clone())).collect();
    world.put("depots.zip", zip(&entries));
    let report = |from: &str| {
        world.plis(&OPEN.replace("depots.zip", from)).exits(Exit::Partial);
        let mut report = world.json("out/opening.json");
        let rows = report["items"].as_array_mut().expect("rows");
        for row in rows.iter_mut() {
            let input = row["input"].as_str().expect("a path")[from.len()..].to_owned();
            row["input"] = input.into();
            row["root"] = Value::Null;
            row["duration_ms"] = Value::Null;
        }
        let summary = report["summary"].as_object_mut().expect("counts");
        summary.remove("elapsed_ms");
        let told = (report["items"].clone(), report["summary"].clone());
        let plaintexts = world.files("out/plis");
        fs::remove_dir_all(world.path("out")).expect("removed");
        (told, plaintexts)
    };
    assert_eq!(report("depots.zip"), report("depots"));
}

#[test]
fn an_archive_among_envelopes_is_a_root_of_its_own() {
    let world = World::new();
    let sealed = |content: &[u8]| world.sealed(content, &["entite.p12"]);
    world.put("depots/seul.p7m", sealed(b"alone"));
    world.put("depots/lot 1.zip", zip(&[("Pli 3 - Éole/offre/a.pdf.p7m", sealed(b"in the archive"))]));
    // Unpacked beside itself, and an envelope whose plaintext has the name of an archive.
    world.put("depots/lot 2.zip", zip(&[("a.p7m", sealed(b"packed"))]));
    world.put("depots/lot 2/a.p7m", sealed(b"unpacked"));
    world.put("depots/lot 3.zip", zip(&[("a.p7m", sealed(b"three"))]));
    world.put("depots/lot 3.p7m", sealed(b"not a folder"));
    // Deposited in clear: one row, as it was.
    world.put("depots/en clair.zip", zip(&[("DC1.pdf", b"%PDF".to_vec()), ("DC2.pdf", b"%PDF".to_vec())]));
    world
        .plis("open depots --key entite.p12 --password file:mdp.txt -o out")
        .exits(Exit::Partial)
        .says("en clair.zip ce fichier n'est pas un pli mais une archive .zip, qui n'a pas été parcourue");
    let expected = [
        ("depots/en clair.zip", "-"),
        ("depots/lot 1.zip/Pli 3 - Éole/offre/a.pdf.p7m", "plis/lot 1/Pli 3 - Éole/offre/a.pdf"),
        ("depots/lot 2/a.p7m", "plis/lot 2/a"),
        ("depots/lot 2.zip/a.p7m", "plis/lot 2_zip/a"),
        ("depots/lot 3.p7m", "plis/lot 3"),
        ("depots/lot 3.zip/a.p7m", "plis/lot 3_zip/a"),
        ("depots/seul.p7m", "plis/seul"),
    ]
    .map(|(input, output)| (input.to_owned(), output.to_owned()));
    assert_eq!(inputs(&world), expected);
    let report = world.json("out/opening.json");
    assert_eq!(report["items"][1]["company"], "Éole");
    assert_eq!(report["items"][1]["root"], "depots/lot 1.zip");
    // Several that are named: each in a folder of its own, and each once.
    world.put("autre.zip", zip(&[("a.p7m", sealed(b"other"))]));
    fs::remove_dir_all(world.path("out")).expect("removed");
    world.put("depots.zip", zip(&[("a.p7m", sealed(b"first"))]));
    world
        .plis("open depots.zip autre.zip autre.zip --key entite.p12 --password file:mdp.txt -o out")
        .exits(Exit::Done)
        .leaves("out/plis/depots/a", b"first")
        .leaves("out/plis/autre/a", b"other");
    assert_eq!(inputs(&world).len(), 2);
}

#[cfg(target_os = "linux")] // names that differ by their case
#[test]
fn archives_that_a_system_may_take_for_one_have_folders_of_their_own() {
    let world = World::new();
    let sealed = |content: &[u8]| zip(&[("a.p7m", world.sealed(content, &["entite.p12"]))]);
    for (name, content) in
        [("LOT 1.ZIP", "upper"), ("lot 1.zip", "lower"), ("lot 1_zip.zip", "third"), ("lot 2.zip", "other")]
    {
        world.put(format!("depots/{name}"), sealed(content.as_bytes()));
    }
    world
        .plis("open depots --key entite.p12 --password file:mdp.txt -o out")
        .exits(Exit::Done)
        .leaves("out/plis/LOT 1/a", b"upper")
        .leaves("out/plis/lot 1_zip/a", b"lower")
        .leaves("out/plis/lot 1_zip_zip/a", b"third")
        .leaves("out/plis/lot 2/a", b"other");
}

/// An archive is opened again as a folder is: what was opened is kept, what was replaced is not.
#[test]
fn what_was_opened_from_an_archive_is_known_again() {
    let world = World::new();
    let first = world.sealed(b"first", &["entite.p12"]);
    let damaged = first[..first.len() - 30].to_vec();
    world.put("depots.zip", zip(&[("a.p7m", first.clone()), ("b.p7m", damaged)]));
    world.plis(OPEN).exits(Exit::Partial);
    assert_eq!(rows(&world), ["a.p7m opened", "b.p7m truncated"]);
    // Made again, otherwise packed, with the other envelope whole and one more.
    let second = world.sealed(b"second", &["entite.p12"]);
    let entries = [("c.p7m", second.clone()), ("b.p7m", second.clone()), ("a.p7m", first)];
    world.put("depots.zip", zip(&entries));
    world.plis(OPEN).exits(Exit::Done).leaves("out/plis/b", b"second");
    assert_eq!(rows(&world), ["a.p7m already_opened", "b.p7m opened", "c.p7m opened"]);
    // Another envelope of that name: what stands there is not its plaintext.
    world.put("depots.zip", zip(&[("a.p7m", second.clone()), ("b.p7m", second)]));
    world.plis(OPEN).exits(Exit::Partial).leaves("out/plis/a", b"first");
    assert_eq!(rows(&world)[..2], ["a.p7m output_exists", "b.p7m already_opened"]);
}

/// A register finds its files in an archive by their paths there, and by their digests; blocks are put together; the
/// register itself is no deposit there either.
#[test]
fn a_register_finds_its_files_in_an_archive() {
    let world = World::new();
    let sealed = |content: &[u8]| world.sealed(content, &["entite.p12"]);
    let renamed = sealed(b"by its digest");
    let register = format!(
        "pli;entreprise;enveloppe;fichier;bloc;nom;empreinte;etat\n\
         1;Éole;offre;Pli 1/a;1;tout.txt;;\n\
         1;Éole;offre;Pli 1/b;2;tout.txt;;\n\
         2;Zénith;offre;depots.zip/Pli 2/c.p7m;;c.txt;;\n\
         3;Nord;offre;ailleurs/x.p7m;;x.txt;{};\n\
         4;Sud;offre;Pli 4/d.p7m;;d.txt;;retire\n",
        sha256(&renamed)
    );
    world.put("registre.csv", &register);
    world.put(
        "depots.zip",
        zip(&[
            ("Pli 1/a", sealed(b"one ")),
            ("Pli 1/b", sealed(b"two")),
            ("Pli 2/c.p7m", sealed(b"three")),
            ("Pli 3/y.p7m", renamed),
            ("Pli 4/d.p7m", sealed(b"withdrawn")),
            ("registre.csv", register.into_bytes()),
        ]),
    );
    world
        .plis(&format!("{OPEN} --register registre.csv"))
        .exits(Exit::Partial)
        .leaves("out/plis/1-Éole/offre/tout.txt", b"one two")
        .leaves("out/plis/2-Zénith/offre/c.txt", b"three")
        .leaves("out/plis/3-Nord/offre/x.txt", b"by its digest");
    assert_eq!(
        rows(&world),
        ["Pli 1/a opened", "Pli 2/c.p7m opened", "Pli 3/y.p7m opened", "Pli 4/d.p7m withdrawn"]
    );
}

/// What unpacks to a thousand times its size is not unpacked, whether it says so or not.
#[test]
fn bombs_are_rows() {
    let world = World::new();
    let zeros = vec![0; 32 << 20];
    let good = world.sealed(b"good", &["entite.p12"]);
    let mut archive = zip(&[("bombe.p7m", zeros), ("bon.p7m", good)]);
    world.put("depots.zip", &archive);
    world
        .plis(OPEN)
        .exits(Exit::Partial)
        .says("octets décompressés d'un octet d'une archive, au plus 100")
        .leaves("out/plis/bon", b"good");
    assert_eq!(rows(&world), ["bombe.p7m too_large:archive-ratio", "bon.p7m opened"]);
    // The same that claims to be small: it is left where it says more than it claimed.
    let directory = archive.windows(4).position(|octets| octets == b"PK\x01\x02").expect("a directory") + 24;
    archive[directory..directory + 4].copy_from_slice(&1000_u32.to_le_bytes());
    fs::remove_dir_all(world.path("out")).expect("removed");
    world.put("depots.zip", &archive);
    world.plis(OPEN).exits(Exit::Partial);
    assert_eq!(rows(&world), ["bombe.p7m corrupted:size", "bon.p7m opened"]);
}

#[test]
fn a_rehearsal_and_inspect_look_into_archives() {
    let world = World::new();
    world.put(
        "depots.zip",
        zip(&[("Pli 1/a.p7m", world.sealed(b"a", &["entite.p12"])), ("b.pdf", b"%PDF".to_vec())]),
    );
    world.plis(&format!("{OPEN} --dry-run")).exits(Exit::Partial);
    let report = world.plis("inspect depots.zip --format json").exits(Exit::Partial);
    let report: Value = serde_json::from_str(&report.out).expect("JSON");
    assert_eq!(report["items"][0]["path"], "depots.zip/Pli 1/a.p7m");
    assert_eq!(report["items"][0]["structure"], "auth_enveloped");
    assert_eq!(report["items"][1]["path"], "depots.zip/b.pdf");
    assert_eq!(report["items"][1]["problem"]["reason"], "not_an_envelope");
    world.put("coupe.zip", &world.read("depots.zip")[..300]);
    world
        .plis("inspect coupe.zip")
        .exits(Exit::Partial)
        .says("Cette archive est incomplète : la liste de ce qu'elle contient, qui est à sa fin, manque.");
}
