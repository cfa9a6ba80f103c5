//! What the audit writes of one registry that has aged badly, in every form and both languages: octet for octet
//! the files of `audit/`, which people have read.
//!
//! `PLIS_GOLDEN=write cargo test --test cli audit` writes them again; the difference is to be read before it is
//! kept.

use std::{
    collections::BTreeSet,
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    programs,
    world::{Exit, World},
};

const AUTUMN: &str = "2026-10-05T09:00:00+02:00";
const AFTER_TOITURES: &str = "2026-11-23T10:00:00+01:00";
const THREE_DAYS_BEFORE: &str = "2026-12-15T17:30:00+01:00";
const THE_DAY_BEFORE: &str = "2026-12-17T08:15:00+01:00";
const DAY: &str = "2026-12-18T14:00:00+01:00";

const VILLE: &str = "Ville de Saint-Exemple";
const PORT: &str = "Port autonome de l'Estuaire";
const EAUX: &str = "Syndicat des eaux du Val";

/// File of the fixtures, role, buyer.
const KEYS: [(&str, &str, &str); 11] = [
    ("marches-2024.p12", "entity", VILLE),
    ("marches-2026.p12", "entity", VILLE),
    ("travaux.p12", "entity", VILLE),
    ("musee.p12", "entity", VILLE),
    ("parcs.p12", "entity", VILLE),
    ("ccas.p12", "entity", VILLE),
    ("secours.p12", "emergency", VILLE),
    ("port.p12", "entity", PORT),
    ("eaux.p12", "entity", EAUX),
    ("eaux-secours.p12", "emergency", EAUX),
    ("lycee.p12", "entity", "Lycée Jean-Moulin"),
];

/// What the registry has copies of. The others are on a shared server, under a protection that is faster to try.
const COPIED: [&str; 2] = ["musee.p12", "secours.p12"];

/// Reference, buyer, deadline in Paris, key.
const CONSULTATIONS: [(&str, &str, &str, &str); 10] = [
    ("2026-07 RESTAURATION", VILLE, "2026-10-15 12:00", "Marchés 2024"),
    ("2026-09 TOITURES", VILLE, "2026-11-20 12:00", "Travaux"),
    ("2026-11 VOIRIE", VILLE, "2027-01-20 12:00", "Marchés 2026"),
    ("2026-12 VITRINES", VILLE, "2027-02-15 17:00", "Musée"),
    ("2027-01 MOBILIER", VILLE, "2027-03-31 12:00", "Parcs et jardins"),
    ("PORT-03", PORT, "2027-03-01 12:00", "Port"),
    ("EAUX-14", EAUX, "2027-01-11 12:00", "Eaux du Val"),
    ("EAUX-15", EAUX, "2027-01-12 12:00", "Eaux du Val"),
    ("EAUX-16", EAUX, "2027-01-13 12:00", "Eaux du Val"),
    ("EAUX-17", EAUX, "2027-01-14 12:00", "Eaux du Val"),
];

/// The registry, as it stands on 18 December 2026.
fn aged_badly() -> World {
    let world = World::new().at(DAY);
    let own = ["--password", "file:mdp.txt"];
    let fixture = |name: &str| world.copy(&format!("registre-en-difficulte/{name}"), name);
    for (file, role, entity) in KEYS {
        fixture(file);
        let import = ["key", "import", file, "--role", role, "--entity", entity];
        let kept: &[&str] = if COPIED.contains(&file) { &[] } else { &["--reference"] };
        world.on(AUTUMN, import.iter().chain(&own).chain(kept)).exits(Exit::Done);
    }
    fixture("voisine.cer");
    world.on(AUTUMN, ["key", "import", "voisine.cer"]).exits(Exit::Done);
    world.on(AUTUMN, ["key", "prove", "--all"].iter().chain(&own)).exits(Exit::NoUsableKey);
    for (reference, entity, deadline, key) in CONSULTATIONS {
        let new = ["consultation", "new", reference, "--entity", entity, "--deadline", deadline];
        world.on(AUTUMN, new).exits(Exit::Done);
        world.on(AUTUMN, ["consultation", "assign", reference, key]).exits(Exit::Done);
        if reference != "2027-01 MOBILIER" {
            let launch = ["consultation", "launch", reference, "--reason", "décision du maire"];
            world.on(AUTUMN, launch).exits(Exit::Done);
        }
    }
    world.on(AUTUMN, ["key", "retire", "Lycée"]).exits(Exit::Done);

    // A pli of this one is encrypted to a certificate that nobody here has.
    world.copy("keys/stranger.p12", "ailleurs.p12");
    world.put("plis/offre.p7m", world.sealed(b"une offre", &["ailleurs.p12"]));
    let open = ["open", "plis", "-o", "ouverture", "--consultation", "2026-09 TOITURES"];
    world.on(AFTER_TOITURES, open.iter().chain(&own)).exits(Exit::Partial);

    // Files go their ways: one vanishes, one is damaged, one is written over with another's.
    let musee = format!("registre/keys/{}.p12", fingerprint(&world, "Musée"));
    fs::remove_file(world.path(musee)).expect("removed");
    world.put("port.p12", "ceci n'est pas un fichier de clé");
    world.copy("registre-en-difficulte/ccas.p12", "parcs.p12");
    let proved = ["key", "prove", "Marchés 2024", "Marchés 2026", "Secours Eaux"];
    world.on(THREE_DAYS_BEFORE, proved.iter().chain(&own)).exits(Exit::Done);
    let failed = ["key", "prove", "Musée", "Port", "Parcs et jardins"];
    world.on(THE_DAY_BEFORE, failed.iter().chain(&own)).exits(Exit::NoUsableKey);
    world.put("faux.txt", "celui d'avant\n");
    let wrong = ["key", "prove", "Eaux du Val", "--password", "file:faux.txt"];
    world.on(THE_DAY_BEFORE, wrong).exits(Exit::NoUsableKey);
    world
}

fn fingerprint(world: &World, name: &str) -> String {
    let text = world.run(["key", "show", name, "--format", "json"]).exits(Exit::Done).out;
    let key: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    key["fingerprint"].as_str().expect("text").to_owned()
}

/// File of `audit/LANGUAGE/`, what is asked for, and how it ends.
const FORMS: [(&str, &[&str], i32); 9] = [
    ("audit.txt", &[], 21),
    ("all.txt", &["--all"], 21),
    ("audit.json", &["--format", "json"], 21),
    ("audit.csv", &["--format", "csv"], 21),
    ("all.csv", &["--format", "csv", "--all"], 21),
    ("audit.html", &["--format", "html", "--all"], 21),
    ("audit.nagios", &["--format", "nagios"], 2),
    ("audit.prom", &["--format", "prometheus"], 21),
    ("audit.ics", &["--format", "ics"], 21),
];

#[test]
fn every_form_is_written_as_people_have_read_it() {
    let world = aged_badly();
    let mut differ = compare(&world, "fr");
    let metrics = world.run(["audit", "--format", "prometheus"]).out;
    clean_metrics(&metrics);
    calendar(&world);
    every_code_is_there(&world);
    let world = world.english();
    differ.extend(compare(&world, "en"));
    assert_eq!(world.run(["audit", "--format", "prometheus"]).out, metrics, "machines have one language");
    assert!(differ.is_empty(), "not as people have read them: {differ:?}");
}

/// The golden files that are not what is written now, whose text is then beside the other results of tests.
fn compare(world: &World, language: &str) -> Vec<PathBuf> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/registry/audit").join(language);
    let write = env::var("PLIS_GOLDEN").is_ok_and(|golden| golden == "write");
    let mut differ = Vec::new();
    for (name, args, code) in FORMS {
        let ran = world.run(["audit"].iter().chain(args));
        assert_eq!(ran.code, Some(code), "{name}: {ran}");
        assert_eq!(ran.err, "", "{name}");
        let path = golden.join(name);
        if write {
            fs::create_dir_all(&golden).expect("folder");
            fs::write(&path, &ran.out).expect("written");
        }
        if fs::read_to_string(&path).unwrap_or_default() != ran.out {
            let now = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{language}-{name}"));
            fs::write(&now, &ran.out).expect("written");
            differ.push(now);
        }
    }
    differ
}

/// The codes of the documentation, by hand; all but `KEY_NOT_YET_VALID`: these keys have all begun (see `refusals`).
const CODES: [&str; 18] = [
    "EMERGENCY_MISSING",
    "EMERGENCY_SAME_AS_ENTITY",
    "KEY_DELETABLE",
    "KEY_EXPIRED_IN_USE",
    "KEY_EXPIRES_BEFORE_DEADLINE",
    "KEY_EXPIRES_SOON",
    "KEY_EXPIRES_UNUSED",
    "KEY_MISMATCH",
    "KEY_NOT_IN_REGISTRY",
    "KEY_NOT_PROVED",
    "KEY_SAME_NAME",
    "KEY_SAME_PUBLIC_KEY",
    "KEY_USAGE",
    "KEY_WEAK",
    "PASSWORD_WRONG",
    "PRIVATE_KEY_MISSING",
    "PRIVATE_KEY_UNREADABLE",
    "SINGLE_POINT",
];

fn every_code_is_there(world: &World) {
    let text = world.run(["audit", "--format", "json"]).out;
    let audit: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let findings = audit["findings"].as_array().expect("findings");
    let found: BTreeSet<&str> = findings.iter().filter_map(|finding| finding["code"].as_str()).collect();
    assert_eq!(found, CODES.into());
}

/// Prometheus' own linter.
fn clean_metrics(metrics: &str) {
    if !programs::installed("promtool") {
        return;
    }
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool runs");
    promtool.stdin.take().expect("a pipe").write_all(metrics.as_bytes()).expect("read");
    let output = promtool.wait_with_output().expect("promtool ends");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success() && said.is_empty(), "{}", String::from_utf8_lossy(&said));
}

/// Another library finds each end and each deadline at its instant.
fn calendar(world: &World) {
    use icalendar::{Calendar, CalendarComponent, Component as _};
    let text = world.run(["audit", "--format", "ics"]).out;
    let calendar: Calendar = text.parse().expect("a calendar");
    let mut starts = BTreeSet::new();
    for component in &calendar.components {
        let CalendarComponent::Event(event) = component else { panic!("not an event: {text}") };
        assert!(starts.insert((
            event.get_uid().expect("named").to_owned(),
            event.property_value("DTSTART").expect("dated").to_owned(),
        )));
    }
    for (key, end) in [("Marchés 2026", "20270201T080000Z"), ("Travaux", "20270105T090000Z")] {
        let uid = format!("key-{}@plis", fingerprint(world, key));
        assert!(starts.contains(&(uid, end.to_owned())), "{key}: {starts:?}");
    }
    // 12:00 and 17:00 in Paris, in winter.
    for (start, count) in [("20270120T110000Z", 1), ("20270215T160000Z", 1)] {
        assert_eq!(starts.iter().filter(|(_, at)| at == start).count(), count, "{start}");
    }
}
