//! `open --consultation`: keys, entity and deadline from the registry; the run linked there, the audit in the report.

use crate::world::{Exit, World};

const CREATED: &str = "2026-01-05T09:00:00+01:00";
const EARLY: &str = "2026-06-01T11:59:00+02:00";
const DAY: &str = "2026-06-01T14:00:00+02:00";

/// A launched consultation, with an envelope sealed to its keys.
fn launched() -> World {
    let world = World::new();
    let own = ["--password", "file:mdp.txt"];
    let sete = ["--entity", "Ville de Sète"];
    world.on(CREATED, ["key", "new", "Marchés 2026"].iter().chain(&sete).chain(&own)).exits(Exit::Done);
    let emergency = ["key", "new", "Secours 2026", "--role", "emergency"];
    world.on(CREATED, emergency.iter().chain(&sete).chain(&own)).exits(Exit::Done);
    let new = ["consultation", "new", "2026-VOIRIE", "--deadline", "2026-06-01 12:00", "--title", "Voirie"];
    world.on(CREATED, new.iter().chain(&sete)).exits(Exit::Done);
    world.on(CREATED, ["consultation", "assign", "2026-VOIRIE", "Marchés 2026"]).exits(Exit::Done);
    world.on(CREATED, ["key", "prove", "--all"].iter().chain(&own)).exits(Exit::Done);
    world.on(CREATED, ["consultation", "launch", "2026-VOIRIE"]).exits(Exit::Done);
    world.put("offre.pdf", b"%PDF offre");
    world
        .on(CREATED, ["seal", "offre.pdf", "--consultation", "2026-VOIRIE", "-o", "depots"])
        .exits(Exit::Done);
    world
}

fn open<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args =
        vec!["open", "depots", "--consultation", "2026-VOIRIE", "--password", "file:mdp.txt", "-o", "out"];
    args.extend(more);
    args
}

#[test]
fn the_registry_gives_keys_deadline_and_entity() {
    let world = launched();
    world
        .on(EARLY, open(&[]))
        .exits(Exit::Refused)
        .tells("Encore 1 minute 1 seconde")
        .leaves_only("out", &["journal.jsonl"]);
    world
        .on(DAY, ["journal", "show"])
        .exits(Exit::Done)
        .says("Ouverture de la consultation « 2026-VOIRIE » refusée : avant la date limite.");
    world
        .on(DAY, open(&["--opener", "Claire Martin"]))
        .exits(Exit::Done)
        .leaves("out/plis/offre.pdf", b"%PDF offre");
    let report = world.json("out/opening.json");
    assert_eq!(report["consultation"]["reference"], "2026-VOIRIE");
    assert_eq!(report["consultation"]["entity"], "Ville de Sète");
    assert_eq!(report["consultation"]["deadline"], "2026-06-01T10:00:00Z");
    assert_eq!(report["items"][0]["key"]["role"], "entity");
    assert_eq!(report["earlier_runs"][0]["refusal"], "before_deadline");
    // The registry holds the head of the opening's journal.
    let ran = world.on(DAY, ["journal", "show", "--format", "json"]).exits(Exit::Done);
    assert!(ran.out.contains(report["journal"]["head"].as_str().expect("head")), "{ran}");
    world.on(DAY, ["journal", "verify"]).exits(Exit::Done);
    let minutes = world.plis("minutes out --format text").exits(Exit::Done);
    minutes.says("2026-VOIRIE – Voirie").says("Ville de Sète").says("Refusé : avant la date limite");
}

#[test]
fn an_envelope_for_a_certificate_that_was_never_here_is_a_finding() {
    let world = launched();
    world.copy("keys/entity-before.p12", "perdue.p12");
    world.put("depots/autre.pdf.p7m", world.sealed(b"autre", &["perdue.p12"]));
    world.on(DAY, open(&[])).exits(Exit::Partial).says("aucune bi-clé disponible");
    let report = world.json("out/opening.json");
    let codes: Vec<&str> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert!(codes.contains(&"KEY_NOT_IN_REGISTRY"), "{codes:?}");
    world.plis("minutes out --format text").exits(Exit::Done).says("Certificat inconnu du registre");
    // Every later audit says so too, until the consultation is closed.
    world.on(DAY, ["audit"]).exits(Exit::AuditWarnings).says("certificat");
}

#[test]
fn the_emergency_key_opens_only_with_a_motif() {
    let world = launched();
    let keys = world.on(DAY, ["key", "show", "Marchés 2026", "--format", "json"]).exits(Exit::Done);
    let key: serde_json::Value = serde_json::from_str(&keys.out).expect("JSON");
    let fingerprint = key["fingerprint"].as_str().expect("a fingerprint");
    let file = world.files("registre/keys").into_keys().find(|name| name.starts_with(fingerprint));
    std::fs::remove_file(world.path("registre/keys").join(file.expect("a file"))).expect("removed");
    world
        .on(DAY, open(&[]))
        .exits(Exit::Partial)
        .tells("Marchés 2026")
        .says("--reason")
        .leaves_nothing_at("out/plis/offre.pdf");
    let ran = world.on(DAY, open(&["--reason", "fichier de la bi-clé perdu"]));
    ran.exits(Exit::Done).says("bi-clé de secours").leaves("out/plis/offre.pdf", b"%PDF offre");
    let report = world.json("out/opening.json");
    assert_eq!(report["items"][0]["key"]["role"], "emergency");
}

/// A key at hand that the registry ties to a consultation, and an envelope of it.
fn tied() -> World {
    let world = World::new();
    let own = ["--password", "file:mdp.txt"];
    let sete = ["--entity", "Ville de Sète"];
    let import = ["key", "import", "entite.p12", "--name", "Marchés"];
    world.on(CREATED, import.iter().chain(&own).chain(&sete)).exits(Exit::Done);
    let new = ["consultation", "new", "2027-VOIRIE", "--deadline", "2027-01-05 12:00"];
    world.on(CREATED, new.iter().chain(&sete)).exits(Exit::Done);
    world.on(CREATED, ["consultation", "assign", "2027-VOIRIE", "Marchés"]).exits(Exit::Done);
    world.on(CREATED, ["consultation", "launch", "2027-VOIRIE", "--reason", "essai"]).exits(Exit::Done);
    world.deposit("depots/offre.pdf.p7m", b"%PDF offre");
    world
}

const BY_KEY: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

/// The deadline is 48 days away: the key alone opens nothing, and neither does a clock set past it.
#[test]
fn a_key_that_is_tied_opens_nothing_before_the_deadline() {
    let world = tied();
    world
        .plis(BY_KEY)
        .exits(Exit::Refused)
        .tells("2027-VOIRIE, date limite 05/01/2027 12:00:00 (Europe/Paris)")
        .tells("--consultation")
        .tells("--deadline")
        .leaves_only("out", &["journal.jsonl"]);
    let sentence = "une bi-clé donnée sert à une consultation dont la date limite n'est pas passée";
    world.plis("journal show out").exits(Exit::Done).says(sentence);
    world.plis("journal show").exits(Exit::Done).says(sentence).says("2027-VOIRIE");
    world.on("2999-02-01T12:00:00Z", BY_KEY.split(' ')).exits(Exit::Refused);
    let consultation = "open depots --consultation 2027-VOIRIE --password file:mdp.txt -o out";
    world.plis(consultation).exits(Exit::Refused).tells("Encore 47 jours");
    world.plis(&format!("{BY_KEY} --dry-run")).exits(Exit::Done).leaves_nothing_at("out/plis");
    // A person says which deadline is meant.
    world
        .plis(&format!("{BY_KEY} --deadline 2026-11-18T12:00"))
        .exits(Exit::Done)
        .leaves("out/plis/offre.pdf", b"%PDF offre");
    world.plis("journal verify out").exits(Exit::Done).says("Le registre dit la même chose");
    let ran = world.plis("journal show").exits(Exit::Done);
    ran.says("Ouverture commencée dans").says("Ouverture terminée dans");
}

#[test]
fn a_registry_that_is_not_there_or_cannot_be_read_changes_nothing() {
    let world = tied();
    let elsewhere = format!("{BY_KEY} --home ailleurs");
    world.plis(&format!("{elsewhere} -v")).exits(Exit::Done).tells("pas de registre dans ailleurs");
    world.put("ailleurs/registry.db", "ceci n'est pas une base");
    std::fs::remove_dir_all(world.path("out")).expect("removed");
    world.plis(&format!("{elsewhere} -v")).exits(Exit::Done).tells("n'a pas pu être lu");
    let quiet = world.plis(&elsewhere).exits(Exit::Done);
    assert_eq!(quiet.err, "");
}

/// The trace comes first: a registry that cannot be written opens nothing.
#[test]
fn without_its_entry_in_the_registry_nothing_opens() {
    let world = launched();
    let raw = rusqlite::Connection::open(world.path("registre/registry.db")).expect("open");
    // Another process is writing, for longer than one waits.
    raw.execute_batch("BEGIN IMMEDIATE").expect("locked");
    world.on(DAY, open(&[])).exits(Exit::Locked).leaves_nothing_at("out/plis");
    raw.execute_batch("ROLLBACK").expect("free");
    // A newer program wrote it: it may be read only.
    raw.pragma_update(None, "user_version", 999).expect("set");
    world.on(DAY, open(&[])).exits(Exit::Locked).leaves_nothing_at("out/plis");
    raw.pragma_update(None, "user_version", plis::registry::VERSION).expect("set");
    world.on(DAY, open(&[])).exits(Exit::Done).leaves("out/plis/offre.pdf", b"%PDF offre");
}

/// Each journal names the other's entry, and a run that was cut is told by both.
#[cfg(unix)] // signals
#[test]
fn a_run_that_is_cut_is_told_by_the_registry_and_the_folder() {
    let world = launched();
    for n in 0..200 {
        let content = [n; 3000];
        world.put(format!("depots/{n}.pdf.p7m"), world.sealed(&content, &["entite.p12"]));
    }
    let mut command = world.command(open(&["--jobs", "1", "--format", "ndjson"]));
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let mut child = command.spawn().expect("it runs");
    let said = std::io::BufReader::new(child.stdout.take().expect("piped"));
    let mut lines = std::io::BufRead::lines(said).map_while(Result::ok);
    assert!(lines.any(|line| line.contains("\"planned\"")));
    child.kill().expect("killed");
    child.wait().expect("it ends");
    world.plis("journal verify").exits(Exit::Done).says("sans fin inscrite");
    world.plis("consultation show 2026-VOIRIE").exits(Exit::Done).says("sans fin inscrite");
    world.plis("journal verify out").exits(Exit::Failed).says("n'a pas de fin");
    world.run(open(&[])).exits(Exit::Partial);
    world.plis("journal verify out").exits(Exit::Done).says("Le registre dit la même chose");
    let lines = String::from_utf8(world.read("out/journal.jsonl")).expect("UTF-8");
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    let mark = &first["data"]["registry"];
    let raw = rusqlite::Connection::open(world.path("registre/registry.db")).expect("open");
    let hash: String = raw
        .query_row("SELECT hash FROM journal WHERE seq = ?1", [mark["seq"].as_i64()], |row| row.get(0))
        .expect("the entry");
    assert_eq!(mark["hash"], hash.as_str());
}

/// A clock set ahead, then right again.
#[test]
fn entries_that_go_back_in_time_are_remarked() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.plis(BY_KEY).exits(Exit::Done);
    world.plis("journal verify out").exits(Exit::Done).never_shows("recule");
    world.on("2026-10-05T09:00:00+02:00", BY_KEY.split(' ')).exits(Exit::Done);
    let sentence = "l'entrée 5 est du 05/10/2026 09:00:00 (Europe/Paris), 07:00:00 UTC, celle qui la précède du 18/11/2026";
    world.plis("journal verify out").exits(Exit::Done).says("L'heure recule").says(sentence);
    let page = String::from_utf8(world.read("out/proces-verbal.html")).expect("UTF-8");
    assert!(page.contains("L'heure recule dans le journal"), "{page}");
    assert_eq!(world.plis("minutes out").exits(Exit::Done).out, page);
}
