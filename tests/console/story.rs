//! The guide's story by clicking: two bi-clés, their certificates, a consultation that is launched with them, and its
//! plis, opened to the minutes. What was deposited is encrypted by another program.

use std::{fs, io::Write as _, path::PathBuf, process::Command};

use crate::{
    client::Console,
    driver::{self, ENTER, Person, Script},
    programs,
    world::{Exit, World, fixtures, sha256},
};

/// The password of the bi-clés that are made here.
const OWN: &str = "un mot de passe";
/// The password of those of the fixture consultation.
const OF_FIXTURES: &str = "saint-exemple-2026";
/// Two hours after the deadline of what is launched here.
const AFTER: &str = "2024-03-15T14:00:00+01:00";

/// Says how many clicks and typed fields it took; no more than so many.
fn costs_at_most(person: &Person, (most_clicks, most_typed): (u32, u32), what: &str) {
    let (clicks, typed) = person.effort();
    writeln!(std::io::stderr(), "{what}: {clicks} clicks, {typed} fields").expect("standard error");
    assert!(clicks <= most_clicks && typed <= most_typed, "{clicks} clicks, {typed} fields");
}

/// That the browser asked this machine's console for what it shows, and nobody for anything else.
fn asked_nobody_else(person: &Person) {
    let asked = person.network();
    let place = person.prefix();
    let (origin, _) = place.rsplit_once('/').expect("an instance");
    assert!(asked.iter().filter(|asked| asked.starts_with(&place)).count() > 10, "{asked:?}");
    // The tab that it opens with is its own, and holds what it shows.
    let is_own = |asked: &&String| ["chrome://", "data:"].iter().any(|own| asked.starts_with(own));
    for asked in asked.iter().filter(|asked| !is_own(asked)) {
        assert!(asked.starts_with(&place) || asked.starts_with(&format!("{origin}/?jeton=")), "{asked}");
    }
}

/// Encrypts a deposit as a platform does, to certificates that were exported; gives its line of the register.
fn deposit(world: &World, number: u32, company: &str, name: &str, content: &[u8]) -> String {
    world.put("clair", content);
    let envelope = format!("plis/{number}_{name}.p7m");
    world.put(&envelope, "");
    let made = Command::new("openssl")
        .args(["cms", "-encrypt", "-binary", "-aes256", "-outform", "DER", "-in"])
        .args([world.path("clair"), "-out".into(), world.path(&envelope)])
        .args([world.path("entite.pem"), world.path("secours.pem")])
        .status()
        .expect("it runs");
    assert!(made.success());
    let digest = sha256(&world.read(&envelope));
    format!(
        "{number};{company};offre;{number}_{name}.p7m;{name};2024-03-1{number}T10:00:00+01:00;\
         2024-03-1{number}T10:01:00+01:00;{digest};depose\n"
    )
}

/// Makes a key in the wizard.
fn makes_a_key(person: &Person, name: &str) {
    person.types("nom", name);
    person.types("entite", "Colmar");
    person.types("nouveau", OWN);
    person.types("encore", OWN);
    person.clicks("Générer le bi-clé");
    person.reads(&format!("La bi-clé « {name} » est créée"));
}

/// Exports the certificate of the key that is shown; it is what the platform would have.
fn exports(person: &Person, world: &World, name: &str, to: &str) {
    person.clicks("X.509 binaire, DER (.cer)");
    let der = person.downloads(&format!("{name}.cer"));
    world.put(format!("{to}.cer"), der);
    let made = Command::new("openssl")
        .args(["x509", "-inform", "DER", "-in"])
        .args([world.path(format!("{to}.cer")), "-out".into(), world.path(format!("{to}.pem"))])
        .status()
        .expect("it runs");
    assert!(made.success());
}

#[test]
fn the_guide_from_an_empty_home_to_minutes() {
    if !driver::is_there() || !programs::installed("openssl") {
        return;
    }
    let world = World::in_memory().at("2024-03-01T10:00:00+01:00");
    let (world, console, person) = at_a_console(world, Script::On);
    person.reads("Bienvenue.");
    person.clicks("Ajouter la bi-clé de l'entité");
    makes_a_key(&person, "Marchés 2024");
    person.clicks("Ajouter un bi-clé");
    person.clicks("Bi-clé de secours");
    makes_a_key(&person, "Secours 2024");

    person.clicks("Marchés 2024");
    exports(&person, &world, "Marchés 2024", "entite");
    person.types("motdepasse", OWN);
    person.click("//section[@id='verifier']//button");
    person.reads("la clé privée répond");
    person.clicks("Clés de chiffrement");
    person.clicks("Secours 2024");
    exports(&person, &world, "Secours 2024", "secours");
    person.types("motdepasse", OWN);
    person.click("//section[@id='verifier']//button");
    person.reads("la clé privée répond");

    person.clicks("Consultations");
    person.clicks("Créer une consultation");
    person.types("reference", "2024-AO-12");
    person.types("intitule", "Réfection de la voirie");
    person.types("entite", "Colmar");
    person.dates("limite", "2024-03-15T12:00");
    person.clicks("Créer");
    person.reads("Affectez d'abord une bi-clé");
    person.click("//label[contains(., 'Marchés 2024')]");
    person.clicks("Affecter");
    person.reads("Rien ne s'oppose au lancement.");
    person.types("confirmation", "2024-AO-13");
    person.clicks("Lancer la consultation");
    person.reads("Ce n'est pas la référence de la consultation");
    person.types("confirmation", "2024-AO-12");
    person.clicks("Lancer la consultation");
    person.reads("son affectation est définitive");
    costs_at_most(&person, (24, 16), "from an empty home to a launched consultation");
    asked_nobody_else(&person);
    drop(person);
    drop(console);

    let rows = [
        deposit(&world, 1, "Société Dupré et Associés", "Offre.pdf", b"offre de Dupre"),
        deposit(&world, 2, "Atelier Cœur de Ville", "Offre.pdf", b"offre de l'atelier"),
    ];
    let heading = "pli;entreprise;enveloppe;fichier;nom;depot_debut;depot_fin;empreinte;etat\n";
    world.put("registre-des-depots.csv", format!("{heading}{}", rows.concat()));

    let console = Console::on(&world, AFTER);
    let person = Person::new(&world, Script::On);
    person.comes_to(&console);
    person.clicks("Ouvrir des plis");
    person.types("plis", &world.path("plis").display().to_string());
    person.types("registre", &world.path("registre-des-depots.csv").display().to_string());
    person.picks("consultation", "2024-AO-12");
    person.types("ouvreurs", "Anne Martin, Luc Petit");
    person.clicks("Continuer");
    person.reads("Comment ses colonnes sont comprises");
    person.types("mdp1", "un autre");
    person.clicks("Répéter");
    // At once, beside its field, which is marked and leads to the sentence.
    person.reads("ot de passe incorrect");
    assert!(
        person.has("//input[@id='mdp1'][@aria-invalid='true'][contains(@aria-describedby, 'mdp1-erreur')]")
    );
    assert!(person.has("//*[@id='mdp1-erreur'][contains(., 'ot de passe incorrect')]"));
    assert_eq!(person.attribute("//input[@id='mdp1']", "value"), "");
    person.types("mdp1", OWN);
    person.clicks("Répéter");
    person.reads("Répétition terminée");
    person.clicks("Ouvrir maintenant");
    person.types("mdp1", OWN);
    person.clicks("Ouvrir les plis");
    person.reads("Ouverture terminée");
    person.reads("Société Dupré et Associés");
    let minutes = person.attribute("//iframe", "src");
    asked_nobody_else(&person);
    let (_, minutes) = minutes.split_at(1 + 32);
    person.goes(minutes);
    person.reads("Anne Martin");
    person.reads("2024-AO-12");
    let opened = world.files("ouverture-2024-AO-12/plis");
    assert!(opened.values().any(|octets| octets == b"offre de Dupre"), "{opened:?}");
    world.run(["journal", "verify", "ouverture-2024-AO-12"]).exits(Exit::Done);
}

/// The fixture consultation and its two bi-clés, as they come to an agent who has nothing else.
pub(crate) fn handed_over(consultation: &str) -> World {
    let world = World::in_memory().at("2026-09-16T09:00:00+02:00");
    for below in [consultation, "cles"] {
        let root = fixtures().join(below);
        for entry in walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let name = entry.path().strip_prefix(&root).expect("below");
                world.put(PathBuf::from(below).join(name), fs::read(entry.path()).expect("a file"));
            }
        }
    }
    world
}

/// Somebody with a fixture consultation at a console; nobody where there is no browser.
pub(crate) fn somebody(consultation: &str, script: Script) -> Option<(World, Console, Person)> {
    driver::is_there().then(|| at_a_console(handed_over(consultation), script))
}

/// Somebody at a console of a world. In this order, that who is named last goes first.
fn at_a_console(world: World, script: Script) -> (World, Console, Person) {
    let console = Console::of(&world);
    let person = Person::new(&world, script);
    person.comes_to(&console);
    (world, console, person)
}

/// Fills in the wizard of an opening without a consultation.
fn prepares(person: &Person, world: &World, consultation: &str) {
    person.clicks("Ouvrir des plis");
    person.types("plis", &world.path(consultation).display().to_string());
    person.types("ouvreurs", "Anne Martin");
    person.clicks("Autres réglages");
    person.types("cles", &world.path("cles/entite.p12").display().to_string());
    person.clicks("Continuer");
}

/// Rehearses and opens it.
pub(crate) fn opens(person: &Person, world: &World, consultation: &str) {
    prepares(person, world, consultation);
    person.types("mdp1", OF_FIXTURES);
    person.clicks("Répéter");
    person.reads("Répétition terminée");
    person.clicks("Ouvrir maintenant");
    person.types("mdp1", OF_FIXTURES);
    person.clicks("Ouvrir les plis");
    person.reads("Ouverture terminée");
}

#[test]
fn twelve_clicks_and_six_fields_to_minutes_on_screen() {
    let Some((world, _console, person)) = somebody("consultation", Script::On) else { return };
    person.reads("Bienvenue.");
    prepares(&person, &world, "consultation");
    person.types("mdp1", OF_FIXTURES);
    person.clicks("Ouvrir les plis");
    person.reads("Ouverture terminée");
    person.reads("12\nouverts");
    assert!(person.has("//iframe[@title='Procès-verbal']"));
    costs_at_most(&person, (12, 6), "from an empty home to minutes");
}

#[test]
fn files_are_chosen_in_the_page_itself() {
    if !driver::is_there() {
        return;
    }
    let world = handed_over("consultation-registre");
    let home = world.path("chez-moi");
    fs::create_dir(&home).expect("a folder");
    let world = world.with("HOME", home.to_str().expect("UTF-8"));
    let (world, _console, person) = at_a_console(world, Script::On);
    person.clicks("Ouvrir des plis");
    let depots = world.path("consultation-registre/depots");
    let depots = fs::read_dir(depots)
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .collect::<Vec<_>>();
    person.chooses("depot", &depots);
    person.chooses("depot-registre", &[world.path("consultation-registre/registre.csv")]);
    person.clicks("Autres réglages");
    person.types("cles", &world.path("cles/entite.p12").display().to_string());
    person.dates("limite", "2026-09-15T12:00");
    person.clicks("Continuer");
    person.reads("fichiers déposés dans cette page");
    person.types("mdp1", OF_FIXTURES);
    person.clicks("Ouvrir les plis");
    person.reads("Ouverture terminée");
    person.reads("Menuiserie Beauséjour");
}

#[test]
fn what_does_not_open_is_told_with_what_to_do() {
    let Some((world, _console, person)) = somebody("consultation-en-difficulte", Script::On) else { return };
    opens(&person, &world, "consultation-en-difficulte");
    person.reads("Que faire ensuite");
    person.reads("12\nouverts");
    person.click("//a[contains(., 'Montrer seulement')]");
    let sees = person.sees();
    assert!(sees.contains("Société Vallée Verte") && !sees.contains("Atelier Cœur de Ville"), "{sees}");
    assert!(!sees.contains("plis open") && !sees.contains("--"), "{sees}");
}

#[cfg(target_os = "linux")] // processes as the system tells of them
#[test]
fn rows_come_as_they_end_and_the_opening_is_interrupted_and_resumed() {
    if !driver::is_there() {
        return;
    }
    let world = handed_over("consultation");
    let envelope = world.sealed(&[7; 1000], &["entite.p12"]);
    for at in 0..2000 {
        world.put(format!("plis/lot/{at:04}.bin.p7m"), &envelope);
    }
    let (world, console, person) = at_a_console(world, Script::On);
    person.clicks("Ouvrir des plis");
    person.types("plis", &world.path("plis").display().to_string());
    person.clicks("Autres réglages");
    person.types("cles", &world.path("entite.p12").display().to_string());
    person.clicks("Continuer");
    person.types("mdp1", crate::world::PASSWORD);
    person.clicks("Ouvrir les plis");
    // It is let go in steps, so that what comes is seen while it comes.
    let opening = crate::processes::child_of(console.pid());
    let (mut seen, mut steps) = (0, 0);
    while seen == 0 {
        crate::processes::signal(opening, "CONT");
        std::thread::sleep(std::time::Duration::from_millis(20));
        crate::processes::signal(opening, "STOP");
        std::thread::sleep(std::time::Duration::from_millis(400));
        person.reads("Ouverture en cours");
        seen = person
            .runs("return document.querySelectorAll('#lignes li').length", Vec::new())
            .as_u64()
            .expect("a number");
        steps += 1;
        assert!(steps < 500, "no row comes");
    }
    assert!(person.has("//progress[@value > 0]"));
    person.clicks("Interrompre");
    crate::processes::signal(opening, "CONT");
    person.reads("Ouverture terminée");
    person.clicks_towards("Reprendre", "mdp1");
    person.types("mdp1", crate::world::PASSWORD);
    person.clicks("Ouvrir les plis");
    person.reads("Ouverture terminée");
    person.reads("2\u{202f}000\nouverts");
}

#[test]
fn the_keyboard_alone_opens_plis() {
    let Some((world, _console, person)) = somebody("consultation", Script::On) else { return };
    // The first stop of every page leads past its navigation.
    person.tabs_to("a.skip");
    person.presses(ENTER);
    person.tabs_to("main a.button");
    person.presses(ENTER);
    person.tabs_to("#plis");
    person.presses(&world.path("consultation").display().to_string());
    person.tabs_to("summary");
    person.presses(ENTER);
    person.tabs_to("#cles");
    person.presses(&world.path("cles/entite.p12").display().to_string());
    // As people do who have filled in what there is.
    person.presses(ENTER);
    person.reads("Mot de passe de");
    person.tabs_to("#mdp1");
    person.presses("faux");
    person.presses(ENTER);
    person.reads("ot de passe incorrect");
    person.tabs_to("#mdp1");
    person.presses(OF_FIXTURES);
    person.tabs_to("button[value=ouvrir]");
    person.presses(ENTER);
    person.reads("Ouverture terminée");
    person.reads("12\nouverts");
    assert_eq!(person.effort(), (0, 0));
}

#[test]
fn it_is_english_for_who_asks() {
    let Some((world, _console, person)) = somebody("consultation", Script::On) else { return };
    person.clicks("English");
    person.clicks("Open envelopes");
    person.types("plis", &world.path("consultation").display().to_string());
    person.clicks("More settings");
    person.types("cles", &world.path("cles/entite.p12").display().to_string());
    person.clicks("Continue");
    person.types("mdp1", OF_FIXTURES);
    person.clicks("Open the envelopes");
    person.reads("Opening done");
    person.reads("12\nopened");
    let sees = person.sees();
    for word in ["Ouverture terminée", "Plis un par un", "Procès-verbal"] {
        assert!(!sees.contains(word), "{word} in {sees}");
    }
}

#[test]
fn without_script_the_page_looks_again_by_itself() {
    let Some((world, _console, person)) = somebody("consultation", Script::Off) else { return };
    prepares(&person, &world, "consultation");
    person.types("mdp1", OF_FIXTURES);
    person.clicks("Ouvrir les plis");
    person.reads("Ouverture terminée");
    person.reads("12\nouverts");
}
