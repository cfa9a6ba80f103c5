//! Wrong password, unreadable file, vanished file, certificate without its key: each is its own finding, never
//! silence.

use crate::world::{Exit, World};

/// "Marchés", launched with its emergency key, both proved today.
fn world() -> World {
    let world = World::new();
    let ville = ["--entity", "V", "--password", "file:mdp.txt"];
    world.run(["key", "import", "entite.p12", "--name", "Marchés"].iter().chain(&ville)).exits(Exit::Done);
    let emergency = ["key", "import", "secours.p12", "--name", "Secours", "--role", "emergency"];
    world.run(emergency.iter().chain(&ville)).exits(Exit::Done);
    world.run(["key", "prove", "--all", "--password", "file:mdp.txt"]).exits(Exit::Done);
    let new = ["consultation", "new", "A", "--entity", "V", "--deadline", "2027-06-01 12:00"];
    world.run(new).exits(Exit::Done);
    world.run(["consultation", "assign", "A", "Marchés"]).exits(Exit::Done);
    world.run(["consultation", "launch", "A"]).exits(Exit::Done);
    world
}

/// Code, severity and key of each finding.
fn found(world: &World, args: &[&str]) -> Vec<(String, String, String)> {
    let text = world.run(["audit", "--format", "json"].iter().chain(args)).out;
    let audit: serde_json::Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let findings = audit["findings"].as_array().expect("findings");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .iter()
        .map(|finding| (text(&finding["code"]), text(&finding["severity"]), text(&finding["key"]["name"])))
        .collect()
}

fn finding(code: &str, severity: &str, key: &str) -> (String, String, String) {
    (code.to_owned(), severity.to_owned(), key.to_owned())
}

fn file_of(world: &World, name: &str) -> std::path::PathBuf {
    let text = world.run(["key", "show", name, "--format", "json"]).exits(Exit::Done).out;
    let key: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    world.path(format!("registre/keys/{}.p12", key["fingerprint"].as_str().expect("text")))
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let world = world();
    assert_eq!(found(&world, &[]), []);
    assert_eq!(found(&world, &["--check-files"]), []);
    assert_eq!(found(&world, &["--check-files", "--password", "file:mdp.txt"]), []);
}

#[test]
fn a_wrong_password_is_found_when_it_is_tried_and_remembered_when_it_was() {
    let world = world();
    world.put("faux.txt", "autre chose");
    let wrong = ["--check-files", "--password", "file:faux.txt"];
    // Both keys fail: nothing is left that would help in an emergency.
    assert_eq!(
        found(&world, &wrong),
        [
            finding("PASSWORD_WRONG", "critical", "Marchés"),
            finding("PASSWORD_WRONG", "critical", "Secours"),
            finding("EMERGENCY_MISSING", "critical", "")
        ]
    );
    assert_eq!(found(&world, &["--check-files"]), []);
    let prove = ["key", "prove", "Marchés", "--password", "file:faux.txt"];
    let ran = world.run(prove).exits(Exit::NoUsableKey).says("« Marchés » : mot de passe incorrect");
    ran.tells("une bi-clé n'a pas répondu");
    assert_eq!(found(&world, &[]), [finding("PASSWORD_WRONG", "critical", "Marchés")]);
    world.run(["key", "prove", "Marchés", "--password", "file:mdp.txt"]).exits(Exit::Done);
    assert_eq!(found(&world, &[]), []);
}

#[test]
fn a_vanished_file_is_found_without_being_asked_for() {
    let world = world();
    std::fs::remove_file(file_of(&world, "Marchés")).expect("removed");
    let gone = [
        finding("PRIVATE_KEY_MISSING", "critical", "Marchés"),
        finding("SINGLE_POINT", "warning", "Secours"),
    ];
    assert_eq!(found(&world, &[]), gone);
    assert_eq!(found(&world, &["--check-files"]), gone);
    world.run(["audit"]).exits(Exit::AuditCritical);
    let prove = ["key", "prove", "Marchés", "--password", "file:mdp.txt"];
    world.run(prove).exits(Exit::NoUsableKey).says("introuvable");
    // Found again: the same file, brought back.
    let import = ["key", "import", "entite.p12", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done).tells("la clé privée de « Marchés » est maintenant connue");
    assert_eq!(found(&world, &[]), []);
}

#[test]
fn an_unreadable_file_is_not_a_wrong_password() {
    let world = world();
    std::fs::write(file_of(&world, "Marchés"), b"ceci n'est pas un fichier de cl\xe9").expect("written");
    let damaged = [
        finding("PRIVATE_KEY_UNREADABLE", "critical", "Marchés"),
        finding("SINGLE_POINT", "warning", "Secours"),
    ];
    assert_eq!(found(&world, &["--check-files"]), damaged);
    assert_eq!(found(&world, &["--check-files", "--password", "file:mdp.txt"]), damaged);
    let prove = ["key", "prove", "Marchés", "--password", "file:mdp.txt"];
    world.run(prove).exits(Exit::NoUsableKey).says("fichier illisible ou endommagé");
    assert_eq!(found(&world, &[]), damaged);
    sound_again(&world);
}

/// The remedy of the audit: a sound copy is imported, takes the place of the other, and is known to answer.
fn sound_again(world: &World) {
    let import = ["key", "import", "entite.p12", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done).tells("la clé privée de « Marchés » est maintenant connue");
    assert_eq!(found(world, &["--check-files", "--password", "file:mdp.txt"]), []);
    assert_eq!(found(world, &[]), []);
    // Nothing speaks against this one: it stays.
    world.run(import).exits(Exit::Refused).tells("ce certificat est déjà dans le registre");
}

#[test]
fn a_copy_that_is_damaged_is_replaced_even_before_a_proof_says_so() {
    let world = world();
    std::fs::write(file_of(&world, "Marchés"), b"abim\xe9").expect("written");
    sound_again(&world);
}

#[test]
fn a_lost_password_is_remedied_by_a_copy_whose_password_is_known() {
    let world = world();
    world.put("faux.txt", "autre chose");
    let prove = ["key", "prove", "Marchés", "--password", "file:faux.txt"];
    world.run(prove).exits(Exit::NoUsableKey);
    sound_again(&world);
}

#[test]
fn a_shared_file_that_is_gone_is_remedied_by_a_copy_or_by_another_place() {
    let import = ["key", "import", "entite.p12", "--reference", "--name", "E", "--password", "file:mdp.txt"];
    for elsewhere in [&["ailleurs.p12"][..], &["ailleurs.p12", "--reference"]] {
        let world = World::new();
        world.run(import).exits(Exit::Done);
        std::fs::rename(world.path("entite.p12"), world.path("ailleurs.p12")).expect("moved");
        world.run(["key", "prove", "E", "--password", "file:mdp.txt"]).exits(Exit::NoUsableKey);
        let again = ["key", "import"].iter().chain(elsewhere).chain(&["--password", "file:mdp.txt"]);
        world.run(again).exits(Exit::Done).tells("est maintenant connue");
        assert_eq!(found(&world, &["--check-files", "--password", "file:mdp.txt"]), []);
        assert_eq!(world.path("registre/keys").exists(), elsewhere.len() == 1);
    }
}

#[test]
fn another_keys_file_and_a_certificate_alone_are_a_mismatch() {
    let before = world();
    std::fs::copy(file_of(&before, "Secours"), file_of(&before, "Marchés")).expect("copied");
    let mismatch =
        [finding("KEY_MISMATCH", "critical", "Marchés"), finding("SINGLE_POINT", "warning", "Secours")];
    assert_eq!(found(&before, &["--check-files", "--password", "file:mdp.txt"]), mismatch);
    let prove = ["key", "prove", "Marchés", "--password", "file:mdp.txt"];
    before.run(prove).exits(Exit::NoUsableKey).says("ce n'est pas la clé privée du certificat");
    sound_again(&before);
    // A shared file that now holds the certificate only.
    let world = World::new();
    let import = ["key", "import", "entite.p12", "--reference", "--name", "E", "--password", "file:mdp.txt"];
    world.run(import).exits(Exit::Done);
    world.put("entite.p12", world.certificate("entite.p12").to_pem());
    assert_eq!(found(&world, &["--check-files"]), [finding("KEY_MISMATCH", "warning", "E")]);
}

#[test]
fn a_certificate_whose_private_half_is_elsewhere_is_told() {
    let world = World::new();
    world.put("entite.cer", world.certificate("entite.p12").der());
    let ran = world.run(["key", "import", "entite.cer", "--name", "E"]);
    ran.exits(Exit::Done).tells("« E » ajoutée sans clé privée");
    assert_eq!(found(&world, &[]), [finding("PRIVATE_KEY_MISSING", "warning", "E")]);
    world.run(["key", "list"]).says("sans clé privée");
    let ran = world.run(["key", "export", "E", "--to", "e.pfx", "--password", "file:mdp.txt"]);
    ran.exits(Exit::NoUsableKey).tells("seul le certificat est connu").leaves_nothing_at("e.pfx");
    world.run(["key", "import", "entite.p12", "--password", "file:mdp.txt"]).exits(Exit::Done);
    assert_eq!(found(&world, &[]), []);
}

#[test]
fn the_least_severity_that_alarms_is_chosen() {
    let world = world();
    let month_later = "2027-02-01T09:00:00Z";
    let audit = |args: &[&str]| world.on(month_later, ["audit"].iter().chain(args));
    audit(&[]).exits(Exit::AuditWarnings);
    audit(&["--fail-on", "critical"]).exits(Exit::Done);
    audit(&["--proof", "90d"]).exits(Exit::Done);
    audit(&["--warn", "4000", "--crit", "3000d"]).exits(Exit::AuditCritical);
    for (args, code) in [
        (&["--format", "nagios"][..], 1),
        (&["--format", "nagios", "--fail-on", "critical"], 0),
        (&["--format", "nagios", "--warn", "4000", "--crit", "3000"], 2),
    ] {
        assert_eq!(audit(args).code, Some(code), "{args:?}");
    }
}

#[test]
fn a_file_is_written_whole_and_for_others_to_read() {
    let world = world();
    world.put("plis.prom", "ancien");
    let ran = world.run(["audit", "--format", "prometheus", "--output", "plis.prom"]).exits(Exit::Done);
    assert_eq!(ran.out, "");
    assert!(String::from_utf8(world.read("plis.prom")).expect("text").contains("plis_registry_keys 2\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(world.path("plis.prom")).expect("there").permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "{mode:o}");
    }
    world.run(["audit", "--output", "mdp.txt/audit"]).exits(Exit::Failed).tells("mdp.txt/audit");
}
