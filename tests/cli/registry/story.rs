//! The story of the guide: one entity, its key over two years, and the one that comes after it.

use crate::world::{Exit, World};

const CREATED: &str = "2026-01-05T09:00:00+01:00";
const SECOND_DAY: &str = "2026-01-06T09:00:00+01:00";
const OVER: &str = "2028-02-01T09:00:00+01:00";

#[test]
fn a_key_lives_until_nobody_needs_it() {
    let world = World::new();
    world.put("autre.txt", "un autre mot de passe\n");
    let sete = ["--entity", "Ville de Sète"];
    let own = ["--password", "file:mdp.txt"];

    // The entity makes its key and its emergency key, and writes the first down for a colleague.
    let ran = world.on(CREATED, ["key", "new", "Marchés 2026"].iter().chain(&sete).chain(&own));
    ran.exits(Exit::Done).tells("valable jusqu'au 05/01/2028 09:00:00 (Europe/Paris), 08:00:00 UTC");
    let emergency = ["key", "new", "Secours 2026", "--role", "emergency"];
    world.on(CREATED, emergency.iter().chain(&sete).chain(&own)).exits(Exit::Done);
    let export = ["key", "export", "marchés 2026", "--to", "partage.pfx", "--new-password", "file:autre.txt"];
    world.on(CREATED, export.iter().chain(&own)).exits(Exit::Done);

    // The colleague imports it on another post, and opens with it what is sealed there.
    let elsewhere = World::new();
    elsewhere.put("partage.pfx", world.read("partage.pfx"));
    elsewhere.put("autre.txt", world.read("autre.txt"));
    let ran = elsewhere.on(SECOND_DAY, ["key", "import", "partage.pfx", "--password", "file:autre.txt"]);
    ran.exits(Exit::Done).tells("bi-clé « Marchés 2026 » ajoutée");
    let prove = ["key", "prove", "marchés 2026", "--password", "file:autre.txt"];
    elsewhere.on(SECOND_DAY, prove).exits(Exit::Done).says("la clé privée répond");

    // Assigned, tried, launched: from here on the assignment is final.
    let new = ["consultation", "new", "2026-VOIRIE", "--deadline", "2026-06-01 12:00", "--title", "Voirie"];
    world.on(SECOND_DAY, new.iter().chain(&sete)).exits(Exit::Done);
    world.on(SECOND_DAY, ["consultation", "assign", "2026-VOIRIE", "Marchés 2026"]).exits(Exit::Done);
    let launch = ["consultation", "launch", "2026-VOIRIE"];
    let ran = world.on(SECOND_DAY, launch);
    ran.exits(Exit::Refused).tells("personne n'a vérifié que la bi-clé « Marchés 2026 » s'ouvre");
    world.on(SECOND_DAY, ["key", "prove", "--all"].iter().chain(&own)).exits(Exit::Done);
    let ran = world.on(SECOND_DAY, launch);
    ran.exits(Exit::Done).says("Marchés 2026, bi-clé d'entité").says("Secours 2026, bi-clé de secours");
    let ran = world.on(SECOND_DAY, ["consultation", "assign", "2026-VOIRIE", "Secours 2026"]);
    ran.exits(Exit::Refused).tells("son affectation est définitive");
    world.on(SECOND_DAY, ["audit"]).exits(Exit::Done).says("Rien à signaler");

    // Two years later: ended, and still needed.
    let ran = world.on(OVER, ["audit", "--format", "csv"]);
    ran.exits(Exit::AuditWarnings).says("sert encore à ouvrir la consultation 2026-VOIRIE");
    world.on(OVER, ["key", "list"]).exits(Exit::Done).says("expirée");
    world.on(OVER, ["key", "new", "Marchés 2028"].iter().chain(&sete).chain(&own)).exits(Exit::Done);
    let delete = ["key", "delete", "Marchés 2026", "--confirm", "Marchés 2026"];
    let ran = world.on(OVER, delete);
    ran.exits(Exit::Refused)
        .tells("la bi-clé « Marchés 2026 » ne peut pas être supprimée")
        .tells("2026-VOIRIE, date limite 01/06/2026 12:00:00 (Europe/Paris), 10:00:00 UTC");
    assert_eq!(world.files("registre/keys").len(), 3);

    // Closed: now it may go, and the journal tells the whole story.
    let close = ["consultation", "close", "2026-VOIRIE"];
    world.on(OVER, close).exits(Exit::Refused).tells("n'est pas close");
    let aloud = ["--reason", "plis ouverts ailleurs", "--confirm", "2026-VOIRIE"];
    let ran = world.on(OVER, close.iter().chain(&aloud));
    ran.exits(Exit::Done).tells("plus rien d'ouvert n'a besoin de la bi-clé « Marchés 2026 »");
    let ran = world.on(OVER, ["audit", "--all", "--format", "csv"]);
    ran.exits(Exit::Done).says("Elle peut être supprimée (plis key delete)");
    world.on(OVER, delete).exits(Exit::Done).tells("gardée de côté 90 jours");
    assert_eq!(world.files("registre/keys").len(), 2);
    assert_eq!(world.files("registre/deleted").len(), 1);
    world
        .on(OVER, ["audit"])
        .says("Bi-clés supprimées, gardées de côté")
        .says("« Marchés 2026 », supprimée le");
    world.on(OVER, ["key", "purge", "Marchés 2026"]).exits(Exit::Refused).tells("est gardée jusqu'au");
    world.on(OVER, ["key", "restore", "Marchés 2026"]).exits(Exit::Done).tells("est revenue");
    assert_eq!(world.files("registre/deleted").len(), 0);
    world.on(OVER, ["key", "show", "Marchés 2026"]).exits(Exit::Done);
    world.on(OVER, delete).exits(Exit::Done);
    world.on(OVER, ["key", "show", "Marchés 2026"]).exits(Exit::Usage);
    let ran = world.on(OVER, ["consultation", "show", "2026-VOIRIE"]);
    ran.exits(Exit::Done).says("Marchés 2026, bi-clé d'entité").says("Voirie");

    world.on(OVER, ["journal", "verify"]).exits(Exit::Done).says("est intact");
    let ran = world.on(OVER, ["journal", "show"]);
    ran.exits(Exit::Done)
        .says("Bi-clé « Marchés 2026 » exportée")
        .says("Consultation « 2026-VOIRIE » lancée : son affectation est définitive.")
        .says("Refusé : suppression d'une bi-clé (« Marchés 2026 » : une consultation non close au moins en a besoin).")
        .says("Bi-clé « Marchés 2026 » supprimée.")
        .says("L'heure a été donnée à la main (--now) ; l'horloge du système indiquait le ");
}

/// The word of the platform's screens, wherever the key is told.
#[test]
fn a_key_of_no_entity_is_universal() {
    let world = World::new();
    let own = ["--password", "file:mdp.txt"];
    let sete = ["--entity", "Ville de Sète"];
    world.on(CREATED, ["key", "new", "Marchés 2026"].iter().chain(&sete).chain(&own)).exits(Exit::Done);
    let emergency = ["key", "new", "Secours", "--role", "emergency"];
    world.on(CREATED, emergency.iter().chain(&own)).exits(Exit::Done);
    let one = |text: &str| text.matches("universelle").count() == 1;
    assert!(one(&world.on(CREATED, ["key", "list"]).out));
    world.on(CREATED, ["key", "show", "Secours"]).exits(Exit::Done).says("universelle");
    world.on(CREATED, ["key", "show", "Marchés 2026"]).exits(Exit::Done).never_shows("universelle");
    let new = ["consultation", "new", "2026-VOIRIE", "--deadline", "2026-06-01 12:00", "--title", "Voirie"];
    world.on(SECOND_DAY, new.iter().chain(&sete)).exits(Exit::Done);
    world.on(SECOND_DAY, ["consultation", "assign", "2026-VOIRIE", "Marchés 2026"]).exits(Exit::Done);
    world.on(SECOND_DAY, ["key", "prove", "--all"].iter().chain(&own)).exits(Exit::Done);
    let foreseen = world.on(SECOND_DAY, ["consultation", "show", "2026-VOIRIE"]);
    foreseen.exits(Exit::Done).says("Secours, bi-clé de secours, universelle");
    let launched = world.on(SECOND_DAY, ["consultation", "launch", "2026-VOIRIE"]);
    launched
        .exits(Exit::Done)
        .says("Secours, bi-clé de secours, universelle")
        .says("Marchés 2026, bi-clé d'entité, jusqu'au");
    world.on(SECOND_DAY, ["audit", "--all"]).exits(Exit::Done).says("universelle");
    world.on(SECOND_DAY, ["key", "show", "Secours", "--lang", "en"]).exits(Exit::Done).says("universal");
}
