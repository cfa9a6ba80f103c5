//! Forty plis opened for a consultation of the registry, then single edits anywhere in the folder or the registry: each
//! is found, and said where.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use serde_json::json;

use super::MOTIF;
use crate::world::{Exit, World};

const BEFORE: &str = "2026-10-01T09:00:00+02:00";

const REPORT: &str = "out/opening.json";
const PAGE: &str = "out/proces-verbal.html";
const JOURNAL: &str = "out/journal.jsonl";
const PLAINTEXT: &str = "out/plis/02-Bâtiment & Fils/offre/1/offre.pdf";
const OTHER: &str = "out/plis/01-Société Éole/offre/1/Acte d'engagement.pdf";

/// The forty plis of the scenario, opened by way of the registry.
fn opened() -> World {
    let (world, _) = super::world();
    let own = ["--password", "file:mdp.txt"];
    let ville = ["--entity", "Ville de Saint-Exemple"];
    for (file, name, role) in [("entite.p12", "Marchés", "entity"), ("secours.p12", "Secours", "emergency")]
    {
        let import = ["key", "import", file, "--name", name, "--role", role];
        world.on(BEFORE, import.iter().chain(&own).chain(&ville)).exits(Exit::Done);
    }
    let new = ["consultation", "new", "2026-11", "--title", "Lycée", "--deadline", "2026-11-18 12:00"];
    world.on(BEFORE, new.iter().chain(&ville)).exits(Exit::Done);
    world.on(BEFORE, ["consultation", "assign", "2026-11", "Marchés"]).exits(Exit::Done);
    world.on(BEFORE, ["consultation", "launch", "2026-11", "--reason", "essai"]).exits(Exit::Done);
    let open = ["open", "depots", "--register", "registre.csv", "-o", "out", "--consultation", "2026-11"];
    let who = ["--opener", "Claire Martin", "--reason", MOTIF];
    world.run(open.iter().chain(&own).chain(&who)).exits(Exit::Partial).says("20 plis ouverts sur 46");
    world
}

type Change = Box<dyn Fn(&World)>;

/// What is edited, how, and where it is said.
struct Edit(&'static str, Change, &'static str);

/// The first of these texts becomes another one.
fn replaced(file: &'static str, from: &'static str, to: &'static str) -> Change {
    Box::new(move |world| {
        let text = String::from_utf8(world.read(file)).expect("UTF-8");
        assert!(text.contains(from), "{from} in {file}");
        world.put(file, text.replacen(from, to, 1));
    })
}

fn removed(file: &'static str) -> Change {
    Box::new(move |world| fs::remove_file(world.path(file)).expect("removed"))
}

fn added(file: &'static str) -> Change {
    Box::new(move |world| world.put(file, b"%PDF"))
}

/// The octets of a file, changed.
fn changed(file: &'static str, change: fn(&mut Vec<u8>)) -> Change {
    Box::new(move |world| {
        let mut octets = world.read(file);
        change(&mut octets);
        world.put(file, octets);
    })
}

/// The lines of the journal, changed.
fn lines(change: fn(&mut Vec<String>)) -> Change {
    Box::new(move |world| {
        let text = String::from_utf8(world.read(JOURNAL)).expect("UTF-8");
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        change(&mut lines);
        world.put(JOURNAL, lines.concat());
    })
}

/// A statement by another program, which takes the triggers away for it and puts them back.
fn sql(statement: &'static str) -> Change {
    Box::new(move |world| {
        let raw = Connection::open(world.path("registre/registry.db")).expect("open");
        let triggers: Vec<(String, String)> = raw
            .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            .expect("read")
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("read")
            .collect::<Result<_, _>>()
            .expect("read");
        for (name, _) in &triggers {
            raw.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
        }
        assert!(raw.execute(statement, []).expect("done") > 0, "{statement}");
        for (_, trigger) in &triggers {
            raw.execute_batch(trigger).expect("made again");
        }
    })
}

fn of_the_papers() -> Vec<Edit> {
    vec![
        Edit(
            "status",
            replaced(REPORT, r#""status":"opened""#, r#""status":"failed""#),
            "opening.json, ligne",
        ),
        Edit("a refusal", replaced(REPORT, r#""status":"refused""#, r#""status":"opened""#), "(status)"),
        Edit("opener", replaced(REPORT, "Claire Martin", "Jean Durand"), "(run.openers)"),
        Edit("date", replaced(REPORT, "2026-11-18T13:00:00Z", "2026-11-18T12:00:01Z"), "(run.started_at)"),
        Edit("motif", replaced(REPORT, "perdue le", "perdue avant le"), "(run.reason)"),
        Edit("digest", replaced(REPORT, r#""bytes_out":7"#, r#""bytes_out":8"#), "(bytes_out)"),
        Edit("count", replaced(REPORT, r#""opened": 20"#, r#""opened": 21"#), "(summary.opened)"),
        Edit("deadline", replaced(REPORT, "18T11:00:00Z", "18T10:00:00Z"), "(consultation.deadline)"),
        Edit("sentence", replaced(REPORT, r#""message":"ouvert"#, r#""message":"Ouvert"#), "opening.json"),
        Edit("a space", replaced(REPORT, "\n", " \n"), "opening.json : ce fichier a été modifié : "),
        Edit("cut", changed(REPORT, |octets| octets.truncate(octets.len() / 2)), "plus un rapport lisible"),
        Edit("no report", removed(REPORT), "opening.json : ce fichier manque"),
        Edit(
            "page",
            replaced(PAGE, "Claire Martin", "Jean Durand!!"),
            "verbal.html : ce fichier a été modifié.",
        ),
        Edit("its end", changed(PAGE, |octets| octets.extend(b"<!-- -->")), "verbal.html : ce fichier a été"),
        Edit("no page", removed(PAGE), "proces-verbal.html : ce fichier manque"),
    ]
}

fn of_the_plaintexts() -> Vec<Edit> {
    let changed_to = "offre.pdf : ce fichier a été modifié";
    vec![
        Edit(
            "an octet",
            changed(PLAINTEXT, |octets| octets[0] ^= 1),
            "offre.pdf : ce fichier a été modifié.",
        ),
        Edit("an octet less", changed(PLAINTEXT, |octets| octets.truncate(octets.len() - 1)), changed_to),
        Edit("emptied", changed(PLAINTEXT, Vec::clear), "0 octets au lieu de"),
        Edit("no plaintext", removed(PLAINTEXT), "offre.pdf : ce fichier manque"),
        Edit("another's", Box::new(|world| world.put(PLAINTEXT, world.read(OTHER))), changed_to),
        Edit(
            "a link",
            Box::new(|world| {
                fs::rename(world.path(PLAINTEXT), world.path("ailleurs")).expect("moved");
                symlink(world.path("ailleurs"), world.path(PLAINTEXT)).expect("link");
            }),
            "offre.pdf : fichier illisible",
        ),
        Edit("one more", added("out/plis/intrus.pdf"), "plis/intrus.pdf : le journal ne parle pas"),
        Edit(
            "deeper",
            added("out/plis/02-Bâtiment & Fils/offre/2/o.pdf"),
            "2/o.pdf : le journal ne parle pas",
        ),
    ]
}

fn of_the_journals() -> Vec<Edit> {
    let edited = "journal.jsonl a été modifié";
    vec![
        Edit("a row", replaced(JOURNAL, r#""status":"opened""#, r#""status":"failed""#), edited),
        Edit("a line gone", lines(|lines| drop(lines.remove(5))), "à la ligne 6"),
        Edit("exchanged", lines(|lines| lines.swap(3, 4)), "à la ligne 4"),
        Edit("twice", lines(|lines| lines.insert(2, lines[2].clone())), "à la ligne 4"),
        Edit("cut", changed(JOURNAL, |octets| octets.truncate(octets.len() - 9)), edited),
        Edit("the last gone", lines(|lines| drop(lines.pop())), "rien ne dit ce que sont son rapport"),
        Edit("the end gone", lines(|lines| lines.truncate(lines.len() - 2)), "la fin a été retirée"),
        Edit("emptied", changed(JOURNAL, Vec::clear), "journal.jsonl : le journal est vide"),
        Edit("none", removed(JOURNAL), "journal.jsonl n'est pas le journal d'une ouverture"),
        Edit("moved", sql("UPDATE consultation SET deadline = deadline - 3600"), "registre"),
        Edit("title", sql("UPDATE consultation SET title = 'Collège'"), "registre"),
        Edit("run", sql("UPDATE run SET head = replace(head, substr(head, 1, 8), '00000000')"), "registre"),
        Edit(
            "who",
            sql(
                "UPDATE journal SET line = replace(line, 'Claire', 'Odette') WHERE line LIKE '%opening.started%'",
            ),
            "registre",
        ),
        Edit("end", sql("DELETE FROM journal WHERE line LIKE '%opening.ended%'"), "registre"),
        Edit("head", sql("UPDATE journal_head SET entries = entries - 1"), "registre"),
    ]
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("read");
        let to = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&to).expect("folder");
        } else {
            fs::copy(entry.path(), &to).expect("copied");
        }
    }
}

#[test]
fn single_edits_anywhere_are_found_and_said_where() {
    let world = opened();
    let whole = world.plis("journal verify out").exits(Exit::Done);
    whole.says("est intact").says("(20) sont ce que dit le journal").says("Le registre dit la même chose");
    let kept: Vec<(PathBuf, PathBuf)> =
        ["out", "registre"].map(|folder| (world.path(folder), world.path(format!("gardé/{folder}")))).into();
    for (from, to) in &kept {
        copy(from, to);
    }
    let edits: Vec<Edit> =
        of_the_papers().into_iter().chain(of_the_plaintexts()).chain(of_the_journals()).collect();
    assert!(edits.len() >= 30);
    let mut missed = Vec::new();
    for Edit(name, edit, said) in edits {
        edit(&world);
        let ran = world.plis("journal verify out");
        let told = format!("{}{}", ran.out, ran.err).replace(['\u{a0}', '\u{202f}'], " ");
        if ran.code != Some(1) || !told.contains(said) {
            missed.push(format!("{name}: no {said:?} in {ran}"));
        }
        for (to, from) in &kept {
            fs::remove_dir_all(to).expect("removed");
            copy(from, to);
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    world.plis("journal verify out").exits(Exit::Done);
    // A printed page vouches for what it names.
    let head = world.json(REPORT)["journal"]["head"].as_str().expect("a head").to_owned();
    world.plis(&format!("journal verify out --head {head}")).exits(Exit::Done);
    world.plis(&format!("journal verify out --head {}", "0".repeat(64))).exits(Exit::Failed);
}

/// The minutes are the journal's, whatever the report says.
#[test]
fn minutes_of_a_forged_report_are_those_of_the_journal() {
    let world = opened();
    let page = world.read(PAGE);
    replaced(REPORT, "Claire Martin", "Jean Durand")(&world);
    let ran = world.plis("minutes out").exits(Exit::Done);
    assert_eq!(ran.out.as_bytes(), page);
    ran.tells("opening.json").tells("(run.openers)");
    fs::remove_file(world.path(REPORT)).expect("removed");
    let ran = world.plis("minutes out").exits(Exit::Done).tells("opening.json : ce fichier manque");
    assert_eq!(ran.out.as_bytes(), page);
    replaced(JOURNAL, "Claire Martin", "Jean Durand")(&world);
    world.plis("minutes out").exits(Exit::Failed).tells("journal.jsonl a été modifié");
}

#[test]
fn differences_are_told_to_programs() {
    let world = opened();
    let json = |ran: &str| serde_json::from_str::<serde_json::Value>(ran).expect("JSON");
    let whole = json(&world.plis("journal verify out --format json").exits(Exit::Done).out);
    assert_eq!((&whole["findings"], &whole["registry"]), (&json!([]), &json!("compared")));
    removed(PLAINTEXT)(&world);
    let ran = world.plis("journal verify out --format json").exits(Exit::Failed);
    let path = PLAINTEXT.strip_prefix("out/").expect("below");
    assert_eq!(json(&ran.out)["findings"], json!([{ "finding": "missing", "path": path }]));
}
