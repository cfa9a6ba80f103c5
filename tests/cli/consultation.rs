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
