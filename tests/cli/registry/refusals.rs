//! What is refused, and what is not found: each with its exit code and a sentence that helps.

use crate::world::{Exit, World};

/// Keys "Marchés" (entity) and "Secours" (emergency) of one buyer, brought from the fixtures.
fn world() -> World {
    let world = World::new();
    let ville = ["--entity", "Ville de Saint-Exemple", "--password", "file:mdp.txt"];
    world.run(["key", "import", "entite.p12", "--name", "Marchés"].iter().chain(&ville)).exits(Exit::Done);
    let emergency = ["key", "import", "secours.p12", "--name", "Secours", "--role", "emergency"];
    world.run(emergency.iter().chain(&ville)).exits(Exit::Done);
    world
}

fn draft(world: &World, reference: &str, deadline: &str) {
    let entity = "Ville de Saint-Exemple";
    let new = ["consultation", "new", reference, "--entity", entity, "--deadline", deadline];
    world.run(new).exits(Exit::Done);
}

#[test]
fn a_launch_lists_every_problem_in_both_languages() {
    let world = world();
    draft(&world, "A", "2034-12-25 12:00");
    world.run(["consultation", "assign", "A", "Marchés"]).exits(Exit::Done);
    std::fs::remove_dir_all(world.path("registre/keys")).expect("removed");
    let ran = world.run(["consultation", "launch", "A"]);
    ran.exits(Exit::Refused)
        .tells("la bi-clé « Marchés » se termine le 06/01/2035 09:00:00 (Europe/Paris), 08:00:00 UTC ; il la faut \
                jusqu'au 09/01/2035 12:00:00 (Europe/Paris), 11:00:00 UTC (date limite et 15 jours).")
        .tells("le fichier de la bi-clé « Marchés » n'est pas là")
        .tells("la bi-clé « Secours » se termine")
        .tells("--reason");
    let world = world.english();
    world
        .run(["consultation", "launch", "A"])
        .exits(Exit::Refused)
        .tells("the file of the key “Marchés” is not there");
    let ran = world.run(["consultation", "launch", "A", "--reason", "décision du maire"]);
    ran.exits(Exit::Done).tells("the key “Marchés” ends on");
    world.run(["consultation", "show", "A"]).says("décision du maire");
}

#[test]
fn the_journal_says_why_a_launch_was_refused() {
    let world = world();
    draft(&world, "A", "2034-12-25 12:00");
    world.run(["consultation", "assign", "A", "Marchés"]).exits(Exit::Done);
    world.run(["consultation", "launch", "A"]).exits(Exit::Refused);
    world
        .run(["journal", "show"])
        .exits(Exit::Done)
        .says("Refusé : lancement d'une consultation")
        .says("La bi-clé « Marchés » se termine le 06/01/2035")
        .says("Personne n'a vérifié que la bi-clé « Secours » s'ouvre");
    let lines = world.run(["journal", "show", "--format", "json"]).exits(Exit::Done).out;
    let entries: serde_json::Value = serde_json::from_str(&lines).expect("JSON");
    let last = entries.as_array().and_then(|entries| entries.last()).expect("an entry");
    let problems = last["data"]["refusal"]["problems"].as_array().expect("problems");
    let codes: Vec<_> = problems.iter().map(|problem| problem["problem"].as_str().expect("a code")).collect();
    assert_eq!(codes, ["ends", "never_proved", "ends", "never_proved"]);
}

#[test]
fn a_key_that_begins_later_is_told_before_it_is_too_late() {
    // The fixtures' certificates begin in 2025.
    let world = world().at("2024-06-01T12:00:00+02:00");
    draft(&world, "A", "2027-06-01 12:00");
    world.run(["consultation", "assign", "A", "Marchés"]).exits(Exit::Done).tells("ne commence que le");
    world.run(["consultation", "launch", "A"]).exits(Exit::Refused).tells("« Secours » ne commence que le");
    let audit = world.run(["audit", "--format", "csv"]);
    audit.exits(Exit::AuditWarnings).says("KEY_NOT_YET_VALID;warning");
    world.run(["consultation", "launch", "A", "--reason", "urgence"]).exits(Exit::Done);
    world.run(["audit", "--format", "csv"]).exits(Exit::AuditCritical).says("KEY_NOT_YET_VALID;critical");
}

#[test]
fn a_file_that_is_referred_to_and_gone_is_told_by_a_plain_audit() {
    let world = World::new();
    world.copy("keys/entity.p12", "partage/e.p12");
    let import =
        ["key", "import", "partage/e.p12", "--name", "E", "--reference", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done);
    world.run(["audit", "--format", "csv"]).exits(Exit::Done).never_shows("PRIVATE_KEY_MISSING");
    std::fs::remove_file(world.path("partage/e.p12")).expect("removed");
    world.run(["audit", "--format", "csv"]).exits(Exit::AuditWarnings).says("PRIVATE_KEY_MISSING;warning;E");
}

#[test]
fn a_launch_without_an_emergency_key_warns() {
    let world = World::new();
    let import = ["key", "import", "entite.p12", "--name", "E", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done);
    world.run(["key", "prove", "E", "--password", "file:mdp.txt"]).exits(Exit::Done);
    world
        .run(["consultation", "new", "A", "--entity", "V", "--deadline", "2027-06-01 12:00"])
        .exits(Exit::Done);
    world.run(["consultation", "launch", "A"]).exits(Exit::Refused).tells("aucune bi-clé n'est affectée");
    world.run(["consultation", "assign", "A", "E"]).exits(Exit::Done);
    world.run(["consultation", "launch", "A"]).exits(Exit::Done).tells("n'a aucune bi-clé de secours");
    world.run(["audit"]).exits(Exit::AuditCritical).says("Aucune bi-clé de secours utilisable");
}

#[test]
fn names_that_lead_nowhere_or_to_several_are_told() {
    let world = world();
    world
        .run(["key", "show", "Marchees"])
        .exits(Exit::Usage)
        .tells("aucune bi-clé ne s'appelle « Marchees »");
    world.run(["consultation", "show", "A"]).exits(Exit::Usage).tells("aucune consultation");
    let show = |prefix: &str| world.run(["key", "show", prefix, "--format", "json"]);
    let of = |name: &str| {
        let text = show(name).exits(Exit::Done).out;
        let key: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        key["fingerprint"].as_str().expect("text").to_owned()
    };
    let (entity, emergency) = (of("marchés"), of("SECOURS"));
    assert_eq!(of(&entity[..8]), entity);
    assert_eq!(of(&emergency.to_uppercase()), emergency);
    // A name that is also the beginning of another key's fingerprint.
    let prefix = &emergency[..3];
    world.run(["key", "rename", "Marchés", prefix]).exits(Exit::Done);
    show(prefix)
        .exits(Exit::Usage)
        .tells(&format!("« {prefix} » désigne plusieurs bi-clés"))
        .tells(&format!("Secours ({})", &emergency[..16]))
        .tells(&format!("{prefix} ({})", &entity[..16]));
}

#[test]
fn a_deletion_needs_its_confirmation_and_leaves_the_users_file() {
    let world = World::new();
    let import = ["key", "import", "entite.p12", "--reference", "--name", "E", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done);
    let before = world.read("entite.p12");
    let ran = world.run(["key", "delete", "E", "--confirm", "F"]);
    ran.exits(Exit::Refused).tells("« F » ne confirme pas la suppression de « E »");
    let ran = world.run(["key", "delete", "E", "--confirm", "E"]);
    ran.exits(Exit::Done).tells("est à vous : il n'a pas été touché").leaves("entite.p12", &before);
}

#[test]
fn a_name_or_a_certificate_is_taken_once() {
    let world = world();
    let again = ["key", "import", "entite.p12", "--name", "Autre", "--password", "file:mdp.txt"];
    world
        .run(again)
        .exits(Exit::Refused)
        .tells("ce certificat est déjà dans le registre, sous le nom « Marchés »");
    let new = ["key", "new", "MARCHÉS", "--password", "file:mdp.txt"];
    world.run(new).exits(Exit::Refused).tells("une autre bi-clé s'appelle déjà « Marchés »");
    draft(&world, "A-1", "2027-06-01 12:00");
    let new = ["consultation", "new", "a-1", "--entity", "V", "--deadline", "2027-06-01 12:00"];
    world.run(new).exits(Exit::Refused).tells("une consultation a déjà la référence « A-1 »");
    let emergency = ["consultation", "assign", "A-1", "Secours"];
    world.run(emergency).exits(Exit::Refused).tells("« Secours » est une bi-clé de secours");
    let close = ["consultation", "close", "A-1"];
    world
        .run(close)
        .exits(Exit::Refused)
        .tells("la consultation « A-1 » n'est pas close : sa date limite est le 01/06/2027 12:00:00 (Europe/Paris)")
        .tells("aucune ouverture n'en est enregistrée")
        .tells("plus rien ne garderait pour elle la bi-clé « Secours »")
        .tells("--reason \"MOTIF\" --confirm \"A-1\"");
    world.run(close.iter().chain(&["--reason", "sans suite", "--confirm", "B"])).exits(Exit::Refused);
    let ran = world.run(close.iter().chain(&["--reason", "sans suite", "--confirm", "A-1"]));
    ran.exits(Exit::Done).tells("plus rien ne garde pour elle Secours");
    world
        .run(["consultation", "close", "A-1"])
        .exits(Exit::Refused)
        .tells("la consultation « A-1 » est close");
}

#[test]
fn a_password_that_is_not_given_is_asked_for_by_its_own_option() {
    let world = world();
    let export = ["key", "export", "Marchés", "--to", "m.pfx"];
    world.run(export).exits(Exit::Usage).tells(": --password file:CHEMIN");
    let own = ["--password", "file:mdp.txt"];
    world.run(export.iter().chain(&own)).exits(Exit::Usage).tells(": --new-password file:CHEMIN");
    let new = ["key", "new", "E", "--issuer", "entite.p12"];
    world.run(new.iter().chain(&own)).exits(Exit::Usage).tells(": --issuer-password file:CHEMIN");
}

#[test]
fn a_new_key_file_is_always_protected() {
    let world = World::new().with("VIDE", "");
    let new = ["key", "new", "E", "--password", "env:VIDE"];
    world
        .run(new)
        .exits(Exit::Usage)
        .tells("doit être protégé par un mot de passe")
        .leaves_nothing_at("registre/keys");
    let new = ["key", "new", "E", "--bits", "100", "--password", "file:mdp.txt"];
    world.run(new).exits(Exit::Usage);
    let long = "x".repeat(65);
    let new = ["key", "new", "E", "--cn", &long, "--password", "file:mdp.txt"];
    world.run(new).exits(Exit::Usage).tells("un champ CN a de 1 à 64 caractères ; celui-ci en a 65");
    world.run(["key", "new", "E"]).exits(Exit::Usage).tells("--password");
}

#[test]
fn a_locked_or_newer_registry_is_exit_6() {
    let world = world();
    let raw = rusqlite::Connection::open(world.path("registre/registry.db")).expect("open");
    raw.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let ran = world.run(["key", "retire", "Marchés"]);
    ran.exits(Exit::Locked).tells("le registre est utilisé par un autre programme");
    // Reading does not wait.
    world.run(["key", "list"]).exits(Exit::Done).says("Marchés");
    raw.execute_batch("ROLLBACK; PRAGMA user_version = 99").expect("newer");
    let ran = world.run(["key", "retire", "Marchés"]);
    ran.exits(Exit::Locked).tells("le registre a été écrit par une version plus récente (format 99");
    world.run(["key", "list"]).exits(Exit::Done).says("Marchés");
}

#[test]
fn a_registry_that_is_not_there_is_said_never_made_by_reading() {
    let world = World::new();
    for read in [&["key", "list"][..], &["audit"], &["consultation", "list"], &["journal", "verify"]] {
        world.run(read).exits(Exit::Failed).tells("il n'y a pas de registre").leaves_nothing_at("registre");
    }
    let ran = world.run(["audit", "--format", "nagios"]);
    assert_eq!(ran.code, Some(3));
    ran.says("PLIS UNKNOWN - il n'y a pas de registre");
    world.put("registre/registry.db", "autre chose, et bien assez long pour ne pas être vide");
    world.run(["key", "list"]).exits(Exit::Failed).tells("ne contient pas un registre de plis");
}

#[test]
fn a_list_is_imported_once_and_its_faults_are_told_by_line() {
    let world = world();
    let list = "\u{feff}reference;titre;entite;date_limite;fuseau;etat;bi_cles\r\n\
                1;Voirie;Ville de Saint-Exemple;01/06/2027 12:00;Europe/Paris;lancée;Marchés\r\n\
                2;École;Ville de Saint-Exemple;2027-07-01 12:00;;;\r\n";
    world.put("liste.csv", list);
    let import = ["consultation", "import", "liste.csv"];
    let ran = world.run(import);
    ran.exits(Exit::Done)
        .tells("personne n'a vérifié que la bi-clé « Marchés » s'ouvre")
        .tells("Consultations créées : 2 ; modifiées : 0 ; lancées : 1 ; closes : 0 ; déjà à jour : 0.");
    world
        .run(import)
        .exits(Exit::Done)
        .tells("créées : 0 ; modifiées : 0 ; lancées : 0 ; closes : 0 ; déjà à jour : 2.");
    world.put("liste.csv", list.replace("12:00;Europe", "14:00;Europe"));
    let ran = world.run(import);
    ran.exits(Exit::Refused)
        .tells("ligne 2 : la consultation « 1 » est lancée : son affectation est définitive.");
    world.put("liste.csv", b"reference;entite;date_limite\nX;\xc9cole;2027-03-29 12:00\n");
    // As a spreadsheet of Windows saves it.
    world.run(import).exits(Exit::Done).tells("Consultations créées : 1");
    world.put("liste.csv", "reference;entite;date_limite\nX;V;2026-03-29 02:30\nY;;hier\n");
    let ran = world.run(import);
    ran.exits(Exit::Failed)
        .tells("ligne 2, colonne date_limite : 2026-03-29 02:30 n'existe pas dans le fuseau Europe/Paris")
        .tells("ligne 3, colonne date_limite : « hier » n'est pas compris");
}
