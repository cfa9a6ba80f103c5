//! Forty plis opened for a consultation of the registry, then single edits anywhere in the folder or the registry: each
//! is found, and said where.

mod changes;

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use plis::registry::{Access, By, Registry};
use serde_json::json;

use self::changes::{Edit, added, changed, copied, counted, lines, removed, replaced, sql};
use super::MOTIF;
use crate::world::{Exit, Ran, World};

const BEFORE: &str = "2026-10-01T09:00:00+02:00";

const REPORT: &str = "out/opening.json";
const PAGE: &str = "out/proces-verbal.html";
const JOURNAL: &str = "out/journal.jsonl";
const PLAINTEXT: &str = "out/plis/02-Bâtiment & Fils/offre/1/offre.pdf";
const OTHER: &str = "out/plis/01-Société Éole/offre/1/Acte d'engagement.pdf";

/// The forty plis of the scenario, opened by way of the registry, once in each folder.
fn opened(folders: &[&str]) -> World {
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
    let open = ["open", "depots", "--register", "registre.csv", "--consultation", "2026-11"];
    let who = ["--opener", "Claire Martin", "--reason", MOTIF];
    for folder in folders {
        let ran = world.run(open.iter().chain(&["-o", folder]).chain(&own).chain(&who));
        ran.exits(Exit::Partial);
    }
    world
}

/// What looks at the folder of an opening, and at the registry beside it.
const VERIFY: &str = "journal verify out";
/// What looks at the registry whole.
const CHECK: &str = "registry check";
/// What looks at the key files that it keeps.
const FILES: &str = "audit --check-files --password file:mdp.txt";

fn of_the_papers() -> Vec<Edit> {
    vec![
        Edit(
            "status",
            replaced(REPORT, r#""status":"opened""#, r#""status":"failed""#),
            &["opening.json, ligne 1 (depots/eole/1.p7m)", "(status)"],
        ),
        Edit(
            "a refusal",
            replaced(REPORT, r#""status":"refused""#, r#""status":"opened""#),
            &["opening.json, ligne 4 (depots/menuiserie/1.p7m)", "(status)"],
        ),
        Edit(
            "opener",
            replaced(REPORT, "Claire Martin", "Jean Durand"),
            &["opening.json : ce qui entoure les lignes", "(run.openers)"],
        ),
        Edit(
            "date",
            replaced(REPORT, "2026-11-18T13:00:00Z", "2026-11-18T12:00:01Z"),
            &["opening.json : ce qui entoure les lignes", "(run.started_at)"],
        ),
        Edit(
            "motif",
            replaced(REPORT, "perdue le", "perdue avant le"),
            &["opening.json : ce qui entoure les lignes", "(run.reason)"],
        ),
        Edit(
            "size",
            replaced(REPORT, r#""bytes_out":7"#, r#""bytes_out":8"#),
            &["opening.json, ligne 1 (depots/eole/1.p7m)", "(bytes_out)"],
        ),
        Edit(
            "a digit",
            counted(REPORT, r#""bytes_in":"#),
            &["opening.json, ligne 1 (depots/eole/1.p7m)", "(bytes_in)"],
        ),
        Edit(
            "count",
            replaced(REPORT, r#""opened": 20"#, r#""opened": 21"#),
            &["opening.json : ce qui entoure les lignes", "(summary.opened)"],
        ),
        Edit(
            "deadline",
            replaced(REPORT, "18T11:00:00Z", "18T10:00:00Z"),
            &["opening.json : ce qui entoure les lignes", "(consultation.deadline)"],
        ),
        Edit(
            "sentence",
            replaced(REPORT, r#""message":"ouvert"#, r#""message":"Ouvert"#),
            &["opening.json : ce fichier a été modifié."],
        ),
        Edit("a space", replaced(REPORT, "\n", " \n"), &["opening.json : ce fichier a été modifié : "]),
        Edit(
            "cut",
            changed(REPORT, |octets| octets.truncate(octets.len() / 2)),
            &["opening.json : ce n'est plus un rapport lisible"],
        ),
        Edit(
            "another's report",
            copied("autre/opening.json", REPORT),
            &["opening.json : ce qui entoure les lignes", "journal.head, run.finished_at, run.id"],
        ),
        Edit("no report", removed(REPORT), &["opening.json : ce fichier manque"]),
        Edit(
            "page",
            replaced(PAGE, "Claire Martin", "Jean Durand!!"),
            &["proces-verbal.html : ce fichier a été modifié."],
        ),
        Edit(
            "its end",
            changed(PAGE, |octets| octets.extend(b"<!-- -->")),
            &["proces-verbal.html : ce fichier a été modifié : "],
        ),
        Edit(
            "another's minutes",
            copied("autre/proces-verbal.html", PAGE),
            &["proces-verbal.html : ce fichier a été modifié"],
        ),
        Edit("no page", removed(PAGE), &["proces-verbal.html : ce fichier manque"]),
    ]
}

fn of_the_plaintexts() -> Vec<Edit> {
    vec![
        Edit(
            "an octet",
            changed(PLAINTEXT, |octets| octets[0] ^= 1),
            &["Fils/offre/1/offre.pdf : ce fichier a été modifié."],
        ),
        Edit(
            "an octet less",
            changed(PLAINTEXT, |octets| octets.truncate(octets.len() - 1)),
            &["Fils/offre/1/offre.pdf : ce fichier a été modifié : 1 239 octets"],
        ),
        Edit(
            "emptied",
            changed(PLAINTEXT, Vec::clear),
            &["Fils/offre/1/offre.pdf : ce fichier a été modifié : 0 octets"],
        ),
        Edit("no plaintext", removed(PLAINTEXT), &["Fils/offre/1/offre.pdf : ce fichier manque"]),
        Edit(
            "another's",
            copied(OTHER, PLAINTEXT),
            &["Fils/offre/1/offre.pdf : ce fichier a été modifié : "],
        ),
        Edit(
            "two swapped",
            Box::new(|world| {
                let (one, other) = (world.read(PLAINTEXT), world.read(OTHER));
                world.put(PLAINTEXT, other);
                world.put(OTHER, one);
            }),
            &[
                "Fils/offre/1/offre.pdf : ce fichier a été modifié",
                "offre/1/Acte d'engagement.pdf : ce fichier a été modifié",
            ],
        ),
        Edit(
            "renamed",
            Box::new(|world| {
                let to = world.path(PLAINTEXT).with_file_name("offre (2).pdf");
                fs::rename(world.path(PLAINTEXT), to).expect("renamed");
            }),
            &[
                "Fils/offre/1/offre.pdf : ce fichier manque",
                "Fils/offre/1/offre (2).pdf : le journal ne parle pas",
            ],
        ),
        Edit(
            "a link",
            Box::new(|world| {
                fs::rename(world.path(PLAINTEXT), world.path("ailleurs")).expect("moved");
                symlink(world.path("ailleurs"), world.path(PLAINTEXT)).expect("link");
            }),
            &["Fils/offre/1/offre.pdf : fichier illisible : c'est un lien"],
        ),
        Edit("one more", added("out/plis/intrus.pdf"), &["plis/intrus.pdf : le journal ne parle pas"]),
        Edit(
            "deeper",
            added("out/plis/02-Bâtiment & Fils/offre/2/o.pdf"),
            &["Fils/offre/2/o.pdf : le journal ne parle pas"],
        ),
    ]
}

fn of_the_journal() -> Vec<Edit> {
    vec![
        Edit(
            "a row",
            lines(|lines| lines[19] = lines[19].replacen("2026", "2027", 1)),
            &["out/journal.jsonl a été modifié", "à la ligne 20 : la ligne a été modifiée"],
        ),
        Edit(
            "a line gone",
            lines(|lines| drop(lines.remove(5))),
            &["out/journal.jsonl a été modifié", "à la ligne 6 : l'entrée 7 est là"],
        ),
        Edit(
            "exchanged",
            lines(|lines| lines.swap(3, 4)),
            &["out/journal.jsonl a été modifié", "à la ligne 4 : l'entrée 5 est là"],
        ),
        Edit(
            "twice",
            lines(|lines| lines.insert(2, lines[2].clone())),
            &["out/journal.jsonl a été modifié", "à la ligne 4 : l'entrée 3 est là"],
        ),
        Edit(
            "cut",
            changed(JOURNAL, |octets| octets.truncate(octets.len() - 9)),
            &["out/journal.jsonl a été modifié", "à la ligne 51 : la dernière ligne n'a pas de fin"],
        ),
        Edit(
            "the last gone",
            lines(|lines| drop(lines.pop())),
            &["journal.jsonl : l'ouverture commencée", "registre, entrée 11 : d'après elle, l'entrée 51"],
        ),
        Edit(
            "the end gone",
            lines(|lines| lines.truncate(lines.len() - 2)),
            &[
                "journal.jsonl : d'après opening.json, son entrée 50",
                "registre, entrée 11 : d'après elle, l'entrée 51",
            ],
        ),
        Edit(
            "emptied",
            changed(JOURNAL, Vec::clear),
            &["journal.jsonl : le journal est vide", "registre, entrée 9 : une ouverture"],
        ),
        Edit(
            "another's journal",
            copied("autre/journal.jsonl", JOURNAL),
            &[
                "opening.json : ce fichier a été modifié",
                "proces-verbal.html : ce fichier a été modifié",
                "registre, entrée 9 : une ouverture",
            ],
        ),
        Edit("none", removed(JOURNAL), &["out/journal.jsonl n'est pas le journal d'une ouverture"]),
    ]
}

/// What an opening names of the registry.
fn of_its_registry() -> Vec<Edit> {
    vec![
        Edit(
            "moved",
            sql("UPDATE consultation SET deadline = deadline - 3600"),
            &["registre, consultation 2026-11 : Date limite de remise est « 2026-11-18T10:00:00Z »"],
        ),
        Edit(
            "title",
            sql("UPDATE consultation SET title = 'Collège'"),
            &["registre, consultation 2026-11 : Objet est « Collège »"],
        ),
        Edit(
            "run",
            sql(
                "UPDATE run SET head = replace(head, substr(head, 1, 8), '00000000') WHERE folder LIKE '%/out'",
            ),
            &["registre, table run, ligne ", "(head)"],
        ),
        Edit(
            "who",
            sql("UPDATE journal SET line = replace(line, 'Claire', 'Odette') WHERE seq = \
                 (SELECT max(seq) FROM journal WHERE line LIKE '%opening.started%')"),
            &["registre, entrée 9 : son journal a été modifié"],
        ),
        Edit(
            "end",
            sql("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)"),
            &["registre, entrée 11 : son journal a été modifié", "après l'entrée 9 : il ne dit pas"],
        ),
        Edit(
            "head",
            sql("UPDATE journal_head SET entries = entries - 1"),
            &["registre, entrée 10 : son journal a été modifié"],
        ),
    ]
}

/// What else the registry holds.
fn of_the_tables() -> Vec<Edit> {
    vec![
        Edit(
            "deadline",
            sql("UPDATE consultation SET deadline = deadline - 3600"),
            &["consultation 2026-11, deadline : le journal dit 2026-11-18T11:00:00Z, le registre dit"],
        ),
        Edit(
            "key",
            sql("UPDATE key SET name = 'Travaux', folded = 'travaux' WHERE name = 'Marchés'"),
            &["key Travaux, name : le journal dit Marchés, le registre dit Travaux"],
        ),
        Edit(
            "recipient",
            sql("DELETE FROM recipient WHERE role = 'emergency'"),
            &["recipient 2026-11, Secours : dans le journal, mais pas dans le registre"],
        ),
        Edit(
            "run",
            sql("DELETE FROM run WHERE folder LIKE '%/out'"),
            &["run ", ": dans le journal, mais pas dans le registre"],
        ),
        Edit(
            "folder",
            sql("UPDATE run SET folder = '/srv/a' WHERE folder LIKE '%/out'"),
            &[", folder : le journal dit ", "le registre dit /srv/a"],
        ),
    ]
}

/// One key file takes the place of the other.
fn of_the_key_files() -> Vec<Edit> {
    let another = |world: &World| {
        let names: Vec<String> = world.files("registre/keys").into_keys().collect();
        let [first, second] = &names[..] else { panic!("{names:?}") };
        let other = world.read(format!("registre/keys/{second}"));
        world.put(format!("registre/keys/{first}"), other);
    };
    vec![Edit("another's key file", Box::new(another), &["Le fichier de clé de « Secours » ne"])]
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
    let world = opened(&["autre", "out"]);
    let whole = world.plis(VERIFY).exits(Exit::Done);
    whole.says("est intact").says("(20) sont ce que dit le journal").says("Le registre dit la même chose");
    world.plis(CHECK).exits(Exit::Done);
    let kept: Vec<(PathBuf, PathBuf)> =
        ["out", "registre"].map(|folder| (world.path(folder), world.path(format!("gardé/{folder}")))).into();
    for (from, to) in &kept {
        copy(from, to);
    }
    let of_folder = [of_the_papers(), of_the_plaintexts(), of_the_journal(), of_its_registry()];
    let looked_at: [(_, _, Vec<Edit>); 3] = [
        (VERIFY, Exit::Failed, of_folder.into_iter().flatten().collect()),
        (CHECK, Exit::Failed, of_the_tables()),
        (FILES, Exit::AuditCritical, of_the_key_files()),
    ];
    let told = |ran: &Ran<'_>| format!("{}{}", ran.out, ran.err).replace(['\u{a0}', '\u{202f}'], " ");
    let (mut missed, mut tried) = (Vec::new(), 0);
    for (command, exit, edits) in looked_at {
        let untouched = told(&world.plis(command));
        for Edit(name, edit, said) in edits {
            edit(&world);
            let ran = world.plis(command);
            let told = told(&ran);
            let is_said = |said: &&str| told.contains(said) && !untouched.contains(said);
            if ran.code != Some(exit as i32) || !said.iter().all(is_said) {
                missed.push(format!("{name}: no {said:?} in {ran}"));
            }
            tried += 1;
            for (to, from) in &kept {
                fs::remove_dir_all(to).expect("removed");
                copy(from, to);
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(tried >= 50, "{tried}");
    world.plis(VERIFY).exits(Exit::Done);
    // A printed page vouches for what it names.
    let head = world.json(REPORT)["journal"]["head"].as_str().expect("a head").to_owned();
    world.plis(&format!("journal verify out --head {head}")).exits(Exit::Done);
    world.plis(&format!("journal verify out --head {}", "0".repeat(64))).exits(Exit::Failed);
}

/// The minutes are the journal's, whatever the report says.
#[test]
fn minutes_of_a_forged_report_are_those_of_the_journal() {
    let world = opened(&["out"]);
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
    let world = opened(&["out"]);
    let json = |ran: &str| serde_json::from_str::<serde_json::Value>(ran).expect("JSON");
    let whole = json(&world.plis("journal verify out --format json").exits(Exit::Done).out);
    assert_eq!((&whole["findings"], &whole["registry"]), (&json!([]), &json!("compared")));
    removed(PLAINTEXT)(&world);
    let ran = world.plis("journal verify out --format json").exits(Exit::Failed);
    let path = PLAINTEXT.strip_prefix("out/").expect("below");
    assert_eq!(json(&ran.out)["findings"], json!([{ "finding": "missing", "path": path }]));
}

/// What somebody who has taken over an opening may have written in the registry: the folder says otherwise.
#[test]
fn counts_that_the_registry_was_told_falsely_are_found() {
    let world = opened(&["out"]);
    let mut registry = Registry::open(&world.path("registre"), Access::EXISTING).expect("a registry");
    let openings = registry.openings().expect("read");
    let (told, entries) = (&openings[0], registry.journal_head().expect("read").0);
    let mut ended = told.ended.clone().expect("its end");
    assert_eq!((ended.opened, told.ended_by), (20, Some(entries)));
    ended.opened += 1;
    ended.failed -= 1;
    let by = By { who: "Léa".to_owned(), at: told.at, system_at: None, account: None, reason: None };
    registry.opening_ends(&by, &ended).expect("told");
    drop(registry);
    let ran = world.plis("journal verify out --format json").exits(Exit::Failed);
    let found = serde_json::from_str::<serde_json::Value>(&ran.out).expect("JSON")["findings"].clone();
    let count = |field, journal, registry| {
        json!({ "finding": "registry_count", "run": ended.run, "seq": entries + 1, "field": field,
                "journal": journal, "registry": registry })
    };
    assert_eq!(found, json!([count("opened", 20, 21), count("failed", ended.failed + 1, ended.failed)]));
    let ran = world.plis(VERIFY).exits(Exit::Failed);
    ran.says(&format!("registre, entrée {}", entries + 1)).says("opened est 21").says("dit 20");
}
