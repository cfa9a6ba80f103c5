//! Forty plis, opened by the rules: what was deposited and what becomes of it are two tables written by hand.

pub(crate) mod deposits;
mod edits;
mod minutes;

use std::collections::BTreeMap;

use plis::time::Zone;
use serde_json::Value;

use self::deposits::Deposits;
use crate::world::{Exit, Ran, World, sha256};

/// What becomes of each file: its row in the report.
const EXPECTED: &str = include_str!("attendu.txt");
/// What changes when a person accepts, with a motif, what is refused by default.
const ACCEPTED: &str = include_str!("attendu-accepte.txt");

pub(crate) const KEYS: [&str; 7] =
    ["--key", "entite.p12", "--emergency-key", "secours.p12", "--password", "file:mdp.txt", "--opener"];
pub(crate) const MOTIF: &str = "bi-clé d'entité de M. Morel perdue le 14/11/2026";

/// The rows of a table: the lines that are no remarks, cell by cell.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('|').map(str::trim).collect())
}

fn open<'a>(world: &'a World, register: &str, more: &[&str]) -> Ran<'a> {
    let mut args =
        vec!["open", "depots", "--register", register, "-o", "out", "--deadline", "2026-11-18T12:00"];
    args.extend(KEYS);
    args.push("Claire Martin");
    args.extend(more);
    if !more.contains(&"--reason") {
        args.extend(["--reason", MOTIF]);
    }
    world.run(args)
}

pub(crate) fn world() -> (World, Deposits) {
    let world = World::new();
    let deposits = deposits::deposit(&world);
    others_file(&world);
    (world, deposits)
}

/// Somebody else's file at the name of one of the outputs.
fn others_file(world: &World) {
    world.put("out/plis/40-Nettoyage Denis/offre/1/Offre.pdf", b"mine");
}

/// The cells of a row that are facts of the report.
fn cells(item: &Value) -> Vec<String> {
    let text = |name: &str| item[name].as_str().unwrap_or("-").to_owned();
    let below = |path: &str, folder: &str| path.strip_prefix(folder).unwrap_or(path).to_owned();
    let opened = matches!(item["status"].as_str(), Some("opened" | "already_opened"));
    vec![
        below(&text("input"), "depots/"),
        text("status"),
        text("reason"),
        detail(item),
        text("receipt"),
        text("integrity"),
        item["key"]["role"].as_str().unwrap_or("-").to_owned(),
        item["backup_copy_case"].as_u64().map_or("-".to_owned(), |case| case.to_string()),
        if opened { below(&text("output"), "plis/") } else { "-".to_owned() },
    ]
}

/// What a reason is told with, in a word.
fn detail(item: &Value) -> String {
    let detail = &item["detail"];
    match detail["kind"].as_str() {
        Some("deposit") => {
            let at: plis::time::Timestamp =
                detail["ended_at"].as_str().expect("an instant").parse().expect("an instant");
            at.in_zone(Zone::PARIS).format("%H:%M:%S").to_string()
        }
        Some("replaced_by") => detail["pli"].as_str().expect("a pli").to_owned(),
        Some("blocks") => {
            let numbers = detail["numbers"].as_array().expect("numbers").iter().map(Value::to_string);
            numbers.collect::<Vec<_>>().join(",")
        }
        Some("digest") if detail["plaintext"] == true => "plaintext".to_owned(),
        Some("digest") => "encrypted".to_owned(),
        Some("same_output_as") => {
            let other = detail["input"].as_str().expect("a path");
            other.strip_prefix("depots/").unwrap_or(other).to_owned()
        }
        Some("algorithm") => detail["oid"].as_str().expect("an OID").to_owned(),
        Some("limit") => detail["value"].to_string(),
        _ => "-".to_owned(),
    }
}

/// Every row of the report against the table, then every plaintext against what was sealed.
fn is_as_expected(world: &World, deposits: &Deposits) {
    let report = world.json("out/opening.json");
    let items = report["items"].as_array().expect("rows");
    let found: Vec<Vec<String>> = items.iter().map(cells).collect();
    let expected: Vec<Vec<&str>> = rows(EXPECTED).collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
    let mut files = BTreeMap::from([("40-Nettoyage Denis/offre/1/Offre.pdf".to_owned(), b"mine".to_vec())]);
    for row in expected.iter().filter(|row| row[1] == "opened") {
        files.insert(row[8].to_owned(), deposits.plaintext(row[0]).to_vec());
    }
    assert_eq!(world.files("out/plis"), files);
    for item in items.iter().filter(|item| item["status"] == "opened") {
        let input = item["input"].as_str().expect("a path").strip_prefix("depots/").expect("below");
        let plaintext = deposits.plaintext(input);
        assert_eq!(item["sha256"], sha256(plaintext).as_str(), "{input}");
        assert_eq!(item["bytes_out"], plaintext.len(), "{input}");
    }
    let plis: std::collections::BTreeSet<&str> =
        items.iter().filter_map(|item| item["pli"].as_str()).collect();
    assert_eq!(plis.len(), 40);
}

#[test]
fn forty_plis_are_opened_by_the_rules() {
    let (world, deposits) = world();
    let ran = open(&world, "registre.csv", &[])
        .exits(Exit::Partial)
        .says("20 plis ouverts sur 46")
        .says("Un pli a été ouvert avec une bi-clé de secours")
        .says("2 fichiers ne sont pas au registre des dépôts")
        .says("autres cas, expliqués dans le procès-verbal");
    assert!(ran.out.lines().count() <= 48, "more than a screen:\n{ran}");
    is_as_expected(&world, &deposits);
    let report = world.json("out/opening.json");
    assert_eq!(report["run"]["reason"], MOTIF);
    let counted = |status: &str| rows(EXPECTED).filter(|row| row[1] == status).count();
    for status in ["opened", "refused", "failed"] {
        assert_eq!(report["summary"][status], counted(status), "{status}");
    }
    assert_eq!(report["summary"]["emergency_used"], 1);
    world.plis("journal verify out").exits(Exit::Done);
    assert_eq!(
        without_sentences(outcomes(&world)),
        without_sentences(report["items"].as_array().expect("items").clone())
    );
}

/// What the journal says of each envelope.
fn outcomes(world: &World) -> Vec<Value> {
    let journal = String::from_utf8(world.read("out/journal.jsonl")).expect("UTF-8");
    let entries = journal.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    entries.filter(|entry| entry["kind"] == "outcome").map(|mut entry| entry["data"].take()).collect()
}

/// Rows in one order, as the journal has them: sentences are made for the report.
fn without_sentences(mut rows: Vec<Value>) -> Vec<Value> {
    for row in &mut rows {
        row["message"] = "".into();
        // Beside the row, in the journal only: its place in the plan.
        row.as_object_mut().expect("a row").remove("row");
    }
    rows.sort_unstable_by_key(Value::to_string);
    rows
}

#[test]
fn a_register_in_json_says_the_same_whatever_the_jobs() {
    let (world, _) = world();
    let mut reports = Vec::new();
    for (register, jobs) in
        [("registre.csv", "1"), ("registre.csv", "2"), ("registre.csv", "8"), ("registre.json", "2")]
    {
        std::fs::remove_dir_all(world.path("out")).expect("removed");
        others_file(&world);
        open(&world, register, &["--jobs", jobs]).exits(Exit::Partial);
        let mut report = world.json("out/opening.json");
        for (part, field) in [
            ("run", "id"),
            ("run", "finished_at"),
            ("run", "jobs"),
            ("summary", "elapsed_ms"),
            ("journal", "head"),
        ] {
            report[part][field] = Value::Null;
        }
        for item in report["items"].as_array_mut().expect("rows") {
            item["duration_ms"] = Value::Null;
        }
        reports.push(report);
    }
    let [first, others @ ..] = &reports[..] else { unreachable!("four runs") };
    for other in others {
        assert_eq!(first, other);
    }
}

#[test]
fn what_a_person_accepts_is_opened_too_and_the_record_holds_both_runs() {
    let (world, _) = world();
    open(&world, "registre.csv", &[]).exits(Exit::Partial);
    let first = world.files("out/plis");
    let accept =
        ["--accept", "late", "superseded", "withdrawn", "altered", "--reason", "demande du tribunal"];
    open(&world, "registre.csv", &accept)
        .exits(Exit::Partial)
        .says("avaient été ouverts par un passage précédent");

    let accepted: BTreeMap<&str, Vec<&str>> = rows(ACCEPTED).map(|row| (row[0], row)).collect();
    let report = world.json("out/opening.json");
    let mut opened = first.len();
    for (item, before) in report["items"].as_array().expect("rows").iter().zip(rows(EXPECTED)) {
        let found = cells(item);
        let expected: Vec<&str> = match accepted.get(before[0]).map(Vec::as_slice) {
            Some(&[file, status, reason, _, receipt, output]) => vec![file, status, reason, receipt, output],
            Some(other) => panic!("{other:?}"),
            None if before[1] == "opened" => vec![before[0], "already_opened", "-", before[4], before[8]],
            None => vec![before[0], before[1], before[2], before[4], "-"],
        };
        assert_eq!([&found[0], &found[1], &found[2], &found[4], &found[8]], &expected[..]);
        let lifted: Vec<&str> =
            item["accepted"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!(
            lifted.join(","),
            accepted.get(before[0]).map_or("", |row| row[3].trim_matches('-')),
            "{item}"
        );
        opened += usize::from(expected[1] == "opened");
    }
    let second = world.files("out/plis");
    assert_eq!(second.len(), opened);
    let journal = String::from_utf8(world.read("out/journal.jsonl")).expect("UTF-8");
    let entries = journal.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let begun: Vec<Value> = entries.filter(|entry| entry["kind"] == "resumed").collect();
    assert_eq!(begun.len(), 1);
    assert_eq!(begun[0]["data"]["accept"], serde_json::json!(["late", "superseded", "withdrawn", "altered"]));
    assert_eq!(begun[0]["data"]["register"], "registre.csv");
    assert!(first.iter().all(|(name, octets)| second.get(name) == Some(octets)));
    assert_eq!(report["earlier_runs"][0]["reason"], MOTIF);
    assert_eq!(report["earlier_runs"][0]["end"], "ended");

    // A third run, with nothing accepted and without the emergency key, undoes and forgets nothing.
    world
        .plis("open depots --register registre.csv -o out --key entite.p12 --password file:mdp.txt")
        .exits(Exit::Partial);
    let third = world.json("out/opening.json");
    assert_eq!(world.files("out/plis"), second);
    assert_eq!(third["summary"]["already_opened"], opened - 1, "all but the other's file");
    assert_eq!(third["summary"]["emergency_used"], 1);
    let minutes = world.plis("minutes out --format text").exits(Exit::Done);
    minutes
        .says(&format!("Motif donné : {MOTIF}"))
        .says("Motif donné : demande du tribunal")
        .says("8 plis ont été ouverts malgré une règle");
    world.plis("minutes out").exits(Exit::Done).says("employée lors d'un passage précédent");
    world.plis("journal verify out").exits(Exit::Done);
}

#[test]
fn each_kind_of_envelope_is_opened_in_its_turn() {
    let (world, _) = world();
    let statuses = |world: &World| -> BTreeMap<String, String> {
        let report = world.json("out/opening.json");
        let items = report["items"].as_array().expect("rows").iter().map(cells);
        items.map(|cells| (cells[0].clone(), cells[1].clone())).collect()
    };
    let kind = |file: &str| match file {
        "eole/1.p7m" | "lefevre/2.p7m" => "candidature",
        "concours/1.p7m" | "anonymat/inconnu.p7m" => "anonymat",
        "lamy/1.p7m" => "offre-technique",
        // Nothing says what it is: it opens when all do.
        "inconnu.pdf.p7m" => "unknown",
        _ => "offre",
    };
    let openable: Vec<&str> = rows(EXPECTED)
        .filter(|row| row[1] == "opened" || kind(row[0]) == "anonymat")
        .map(|row| row[0])
        .collect();
    let mut done: Vec<&str> = Vec::new();
    for asked in ["candidature", "offre-technique", "offre", "anonymat"] {
        open(&world, "registre.csv", &["--envelope", asked]);
        let statuses = statuses(&world);
        for file in &openable {
            let expected = match kind(file) {
                kind if kind == asked => "opened",
                kind if done.contains(&kind) => "already_opened",
                _ => "refused",
            };
            assert_eq!(statuses[*file], expected, "{file} when {asked} is asked for");
        }
        done.push(asked);
    }
    world.plis("minutes out --format text").exits(Exit::Done).says("Ce qui a été fait auparavant");
}

#[test]
fn before_the_deadline_nothing_of_it_is_opened() {
    let (world, _) = world();
    std::fs::remove_dir_all(world.path("out")).expect("removed");
    let early = |more: &[&str]| {
        let mut args = vec!["open", "depots", "--register", "registre.csv", "-o", "out"];
        args.extend(KEYS);
        args.extend(["Claire Martin", "--deadline", "2026-11-18T12:00", "--reason", MOTIF]);
        args.extend(more);
        world.on("2026-11-18T11:58:30+01:00", args)
    };
    early(&[])
        .exits(Exit::Refused)
        .tells("Encore 1 minute 31 secondes")
        .leaves_only("out", &["journal.jsonl"]);
    let rehearsed = early(&["--dry-run"])
        .exits(Exit::Partial)
        .says("Aucun contenu n'a été déchiffré")
        .leaves_only("out", &["journal.jsonl"]);
    // What the deadline alone decides is not known yet; what is damaged inside is not seen from outside.
    let statuses: BTreeMap<String, String> =
        outcomes(rehearsed.world).iter().map(|row| (cells(row)[0].clone(), cells(row)[1].clone())).collect();
    for row in rows(EXPECTED) {
        let expected = match (row[1], row[0]) {
            // What is wrong inside is seen only when the content is read.
            ("opened", _) | (_, "atelier/1.p7m" | "vallee/1.p7m" | "imprimerie/1.p7m" | "denis/1.p7m") => {
                "openable"
            }
            (other, _) => other,
        };
        assert_eq!(statuses[row[0]], expected, "{}", row[0]);
    }
    world.plis("journal verify out").exits(Exit::Done);
}
