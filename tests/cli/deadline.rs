//! Deadlines around the last Sundays of March and October: an instant that the clocks skip or show twice is refused
//! with a clear sentence wherever it is written, and never guessed.

use crate::world::{Exit, World};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

/// Last Sundays (Directive 2000/84/EC), by the calendar: one that is skipped, one that comes twice.
const CHANGES: [(&str, &str); 4] = [
    ("2026-03-29", "2026-10-25"),
    ("2027-03-28", "2027-10-31"),
    ("2028-03-26", "2028-10-29"),
    ("2030-03-31", "2030-10-27"),
];

#[test]
fn an_hour_that_is_skipped_or_comes_twice_is_refused() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    for (spring, autumn) in CHANGES {
        for minute in ["02:00", "02:30", "02:59:59"] {
            world
                .run(OPEN.split(' ').chain(["--deadline", &format!("{spring} {minute}")]))
                .exits(Exit::Usage)
                .tells(&format!("{spring} {minute} n'existe pas dans le fuseau Europe/Paris"))
                .tells("conseil")
                .leaves_nothing_at("out");
            world
                .run(OPEN.split(' ').chain(["--deadline", &format!("{autumn} {minute}")]))
                .exits(Exit::Usage)
                .tells(&format!("{autumn} {minute} arrive deux fois dans le fuseau Europe/Paris"))
                .tells(&format!("{autumn}T00:{}", &minute[3..5]))
                .tells(&format!("{autumn}T01:{}", &minute[3..5]))
                .leaves_nothing_at("out");
        }
    }
}

#[test]
fn each_side_of_a_change_is_one_instant() {
    for (deadline, last, first) in [
        ("2026-03-29 01:59:59", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"),
        ("2026-03-29 03:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:01Z"),
        ("2026-10-25 01:59:59", "2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z"),
        ("2026-10-25 03:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:01Z"),
        // Said with its offset, the hour that comes twice is one instant.
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z", "2026-10-25T00:30:01Z"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z", "2026-10-25T01:30:01Z"),
    ] {
        let world = World::new();
        world.deposit("depots/a.pdf.p7m", b"a");
        let args = || OPEN.split(' ').chain(["--deadline", deadline]);
        world
            .on(last, args())
            .exits(Exit::Refused)
            .tells("Encore 1 seconde")
            .leaves_only("out", &["journal.jsonl"]);
        world.on(first, args()).exits(Exit::Done).leaves("out/plis/a.pdf", b"a");
    }
}

#[test]
fn a_register_and_a_consultation_are_read_as_strictly() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    for (cell, sentence) in [
        ("2026-03-29 02:30", "n'existe pas dans le fuseau Europe/Paris"),
        ("25/10/2026 02:30", "arrive deux fois dans le fuseau Europe/Paris"),
    ] {
        world.put("registre.csv", format!("fichier;depot_fin\ndepots/a.pdf.p7m;{cell}\n"));
        world
            .plis(&format!("{OPEN} --register registre.csv"))
            .exits(Exit::Failed)
            .tells("ligne 2, colonne 2 (depot_fin)")
            .tells(sentence)
            .leaves_nothing_at("out");
        world.put("registre.csv", format!("fichier;date_limite\ndepots/a.pdf.p7m;{cell}\n"));
        world
            .plis(&format!("{OPEN} --register registre.csv"))
            .exits(Exit::Failed)
            .tells("ligne 2, colonne 2 (date_limite)")
            .tells(sentence)
            .leaves_nothing_at("out");
        world
            .run(["consultation", "new", "2026-1", "--entity", "Sète", "--deadline", cell])
            .exits(Exit::Usage)
            .tells(sentence);
    }
    // In another zone it is an hour like any other.
    world.put(
        "registre.csv",
        "fichier;date_limite;fuseau\ndepots/a.pdf.p7m;2026-03-29 02:30;Indian/Reunion\n",
    );
    world.plis(&format!("{OPEN} --register registre.csv")).exits(Exit::Done);
    let report = world.json("out/opening.json");
    assert_eq!(report["consultation"]["deadline"], "2026-03-28T22:30:00Z");
    assert_eq!(report["consultation"]["timezone"], "Indian/Reunion");
}

#[test]
fn two_sources_that_disagree_are_refused() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("registre.csv", "fichier;date_limite\ndepots/a.pdf.p7m;2026-11-18 12:00\n");
    world
        .plis(&format!("{OPEN} --register registre.csv --deadline 2026-11-18T11:59"))
        .exits(Exit::Usage)
        .tells("deux dates limites différentes")
        .leaves_nothing_at("out");
    world.plis(&format!("{OPEN} --register registre.csv --deadline 2026-11-18T11:00:00Z")).exits(Exit::Done);
}

/// A clock set ahead by hand would make any deadline past: it rehearses, and opens nothing, whatever is said of the
/// deadline. The system's own clock stands beside a given one in the journal, the report and the minutes.
#[test]
fn a_clock_given_by_hand_that_is_ahead_opens_nothing() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    let ahead = "2999-12-31T12:00:00Z";
    let args = |more: &[&'static str]| OPEN.split(' ').chain(more.iter().copied()).collect::<Vec<_>>();
    for more in [&["--deadline", "2026-03-01 12:00"][..], &[]] {
        world
            .on(ahead, args(more))
            .exits(Exit::Refused)
            .tells("en avance sur l'horloge du système")
            .tells("--dry-run")
            .leaves_only("out", &["journal.jsonl"]);
    }
    let refused = world.plis("journal show out").exits(Exit::Done);
    refused.says("l'heure donnée à la main (--now) est en avance sur l'horloge du système");
    world.on(ahead, args(&["--dry-run"])).exits(Exit::Done).leaves_only("out", &["journal.jsonl"]);
    world.plis(OPEN).exits(Exit::Done).leaves("out/plis/a.pdf", b"a");
    let run = &world.json("out/opening.json")["run"];
    assert_eq!(run["started_at"], "2026-11-18T13:00:00Z");
    assert_eq!(run["clock_given"], true);
    let journal = String::from_utf8(world.read("out/journal.jsonl")).expect("UTF-8");
    let given = |line: &&str| line.contains("\"clock_given\":true") && !line.contains("\"kind\":\"papers\"");
    for line in journal.lines().filter(given) {
        let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let system = entry["data"]["system_at"].as_str().expect("the system's clock");
        assert!(("2026-11-18T13:00:00Z".."2999").contains(&system), "{entry}");
    }
    world
        .plis("minutes out --format text")
        .exits(Exit::Done)
        .says("Heure donnée à la main (--now)")
        .says("l'horloge du système indiquait le ");
}

/// The account of the operating system stands beside the names that people type.
#[cfg(unix)] // id
#[test]
fn the_systems_account_stands_beside_the_names_that_are_typed() {
    let world = World::new().with("SUDO_USER", "agnes");
    world.deposit("depots/a.pdf.p7m", b"a");
    world.run(OPEN.split(' ').chain(["--opener", "Le maire"])).exits(Exit::Done);
    let run = &world.json("out/opening.json")["run"];
    let id = std::process::Command::new("id").arg("-u").output().expect("coreutils");
    let uid = String::from_utf8(id.stdout).expect("digits");
    assert_eq!(run["account"]["uid"].to_string(), uid.trim());
    assert_eq!(run["account"]["sudo_user"], "agnes");
    assert_eq!(run["openers"][0], "Le maire");
    let first = String::from_utf8(world.read("out/journal.jsonl")).expect("UTF-8");
    let first: serde_json::Value = serde_json::from_str(first.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["data"]["account"], run["account"]);
    let words = format!("(uid {}, ", uid.trim());
    world.plis("minutes out --format text").exits(Exit::Done).says("Compte du système").says("sudo agnes)");
    world
        .plis("journal show out")
        .exits(Exit::Done)
        .says("Compte du système : ")
        .says(words.trim_end_matches(", "));
}
