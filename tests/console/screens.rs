//! What the screens do, form by form; what they did is read back with the command line.

use crate::{
    client::{Answer, Browser, Console},
    world::{Exit, World},
};

/// The screen of the key that is found by a word.
pub(crate) fn key_found(browser: &Browser, word: &str) -> String {
    let page = browser.get(&format!("/cles?q={word}")).is(200).text();
    let mut paths = page.split("/cles/").skip(1).filter_map(|rest| rest.get(..64));
    let found = paths.find(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    format!("/cles/{}", found.unwrap_or_else(|| panic!("no {word} in {page}")))
}

/// A text with the spaces of French.
fn fr(text: &str) -> String {
    let signs = [" :", " ;", " ?", " !", " »"];
    let text =
        signs.iter().fold(text.to_owned(), |text, sign| text.replace(sign, &sign.replace(' ', "\u{a0}")));
    text.replace("« ", "«\u{a0}")
}

/// The page that a deed leads to.
pub(crate) fn led_to(browser: &Browser, answer: Answer) -> Answer {
    let answer = answer.is(303);
    let place = answer.header("location").expect("a place");
    browser.get(place.strip_prefix(&browser.prefix).expect("ours"))
}

#[test]
fn the_first_page_has_the_next_five_deadlines() {
    let world = World::in_memory();
    for month in 1..=7 {
        let deadline = format!("2027-0{month}-15 12:00");
        let reference = format!("R-{month}");
        let new = ["consultation", "new", &reference, "--entity", "Colmar", "--deadline", &deadline];
        world.run(new).exits(Exit::Done);
    }
    let console = Console::of(&world);
    let page = console.enter().get("/").is(200).text();
    let (_, list) = page.split_once("Prochaines dates limites").expect("a list");
    let (list, _) = list.split_once("</table>").expect("its end");
    let shown: Vec<u32> = (1..=7).filter(|month| list.contains(&format!(">R-{month}<"))).collect();
    assert_eq!(shown, [1, 2, 3, 4, 5]);
}

#[test]
fn from_nothing_to_a_launched_consultation() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    // Looking makes nothing.
    browser.get("/").is(200).shows("Bienvenue");
    browser.get("/cles").is(200).shows("Aucune bi-clé d'entité.");
    browser.get("/audit").is(200);
    browser.get("/journal").is(200);
    assert!(!world.path("registre").exists());

    let password = [("nouveau", "mot de passe"), ("encore", "mot de passe")];
    let entity =
        [("role", "entity"), ("nom", "Marchés 2026"), ("entite", "Colmar"), password[0], password[1]];
    let made = led_to(&browser, browser.post("/cles/ajouter", &entity));
    made.shows("est créée, valable jusqu'au");
    let emergency =
        [("role", "emergency"), ("nom", "Secours 2026"), ("entite", "Colmar"), password[0], password[1]];
    led_to(&browser, browser.post("/cles/ajouter", &emergency));
    world.plis("key list").says("Marchés 2026").says("Secours 2026");
    let key = key_found(&browser, "marches");

    let new = [
        ("reference", "2026-AO-1"),
        ("intitule", "Voirie"),
        ("entite", "Colmar"),
        ("limite", "2026-12-15T12:00"),
        ("fuseau", "Europe/Paris"),
    ];
    let made = led_to(&browser, browser.post("/consultations/creer", &new));
    made.shows("Affectez d'abord une bi-clé");
    let consultation = "/consultations/2026-AO-1";
    let fingerprint = key.trim_start_matches("/cles/");
    led_to(&browser, browser.post(&format!("{consultation}/affecter"), &[("cle", fingerprint)]))
        .shows("L'affectation est changée")
        .shows(&fr("Personne n'a vérifié que la bi-clé « Marchés 2026 » s'ouvre"));

    // Proved with its password, and not with another.
    let wrong = browser.post(&format!("{key}/verifier"), &[("motdepasse", "un autre")]).is(422);
    wrong.shows("mot de passe incorrect");
    led_to(&browser, browser.post(&format!("{key}/verifier"), &[("motdepasse", "mot de passe")]))
        .shows("la clé privée répond");

    // Final: only with the reference, and in spite of the emergency key that nobody proved only with a motif.
    let launch = format!("{consultation}/lancer");
    browser.post(&launch, &[("confirmation", "2026-AO-2"), ("motif", "publiée")]).is(422);
    let refused = browser.post(&launch, &[("confirmation", "2026-AO-1")]).is(422);
    refused.shows("value=\"2026-AO-1\"");
    world.plis("consultation show 2026-AO-1").says("en préparation");
    led_to(&browser, browser.post(&launch, &[("confirmation", "2026-ao-1"), ("motif", "publiée")]))
        .shows("son affectation est définitive");
    world.plis("consultation show 2026-AO-1").says("lancée").says("publiée").says("Secours 2026");
    browser.post(&format!("{consultation}/affecter"), &[("cle", fingerprint)]).is(422);

    // Needed: it cannot be deleted, and what is in the way is named.
    let refused = browser.post(&format!("{key}/supprimer"), &[("confirmation", "Marchés 2026")]).is(422);
    refused.shows("2026-AO-1");
    browser.get(&key).is(200).shows("Elle ne peut pas être supprimée");
    browser.get("/audit").is(200).shows("<svg").shows("Secours 2026");
    browser.get("/journal").is(200).shows("intact").shows("2026-AO-1");
    browser.get("/").is(200).shows("2026-AO-1");
    world.plis("registry check").exits(Exit::Done);

    // Early: a motif and the reference.
    let close = format!("{consultation}/clore");
    browser.post(&close, &[]).is(422);
    led_to(&browser, browser.post(&close, &[("motif", "sans suite"), ("confirmation", "2026-AO-1")]));
    world.plis("consultation show 2026-AO-1").says("close");

    // Deleted with its name, and restored.
    browser
        .post(&format!("{key}/supprimer"), &[("confirmation", "autre chose")])
        .is(422)
        .shows("autre chose");
    led_to(&browser, browser.post(&format!("{key}/supprimer"), &[("confirmation", "Marchés 2026")]))
        .shows(&fr("est supprimée ; elle est gardée"));
    browser.get(&key).is(404);
    led_to(&browser, browser.post("/cles/restaurer", &[("nom", fingerprint)])).shows("est revenue");
    world.plis("key list").says("Marchés 2026");
}

#[test]
fn a_key_comes_from_a_file_and_goes_to_others() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    let octets = world.read("entite.p12");
    let file = ("fichier", "C:\\fichiers\\entite.p12", &octets[..]);
    let wrong = browser
        .send("/cles/ajouter", &[("maniere", "importer"), ("nom", "Reprise"), ("ancien", "faux")], file)
        .is(422);
    // What was typed stays, but for the password.
    wrong.shows("value=\"Reprise\"").shows("Mot de passe incorrect");
    let fields = [("maniere", "importer"), ("nom", "Reprise"), ("ancien", "plis-essai-2026")];
    led_to(&browser, browser.send("/cles/ajouter", &fields, file)).shows("Reprise");
    browser.send("/cles/ajouter", &fields, file).is(422);
    let key = format!("/cles/{}", world.certificate("entite.p12").fingerprint_hex());
    browser.get(&key).is(200).shows("Reprise");

    let passwords = [("ancien", "plis-essai-2026"), ("nouveau", "partage"), ("encore", "partage")];
    browser.post(&format!("{key}/exporter"), &[passwords[0], passwords[1], ("encore", "autre")]).is(422);
    browser.post(&format!("{key}/exporter"), &[passwords[0], ("nouveau", ""), ("encore", "")]).is(422);
    for encryption in ["aes256-sha256", "tripledes-sha1"] {
        let fields =
            [passwords[0], passwords[1], passwords[2], ("chiffrement", encryption), ("chaine", "oui")];
        let written = browser.post(&format!("{key}/exporter"), &fields).is(200);
        assert!(written.header("content-disposition").is_some_and(|name| name.contains("Reprise.pfx")));
        world.put("partage.pfx", &written.body);
        world.put("partage.txt", "partage\n");
        let other = World::in_memory();
        other.put("partage.pfx", &written.body);
        other.put("partage.txt", "partage\n");
        other.plis("key import partage.pfx --password file:partage.txt").exits(Exit::Done);
    }
    for (format, command) in [("der", "x509"), ("pem", "x509"), ("p7b", "")] {
        let written = browser.get(&format!("{key}/certificat?format={format}")).is(200);
        assert!(written.header("content-disposition").is_some(), "{command}");
        if format == "der" {
            assert_eq!(written.body, world.certificate("entite.p12").der());
        }
    }
    browser.get(&format!("{key}/certificat?format=exe")).is(404);
    world.plis("journal show").says("Reprise");

    let renamed = led_to(&browser, browser.post(&format!("{key}/renommer"), &[("nom", "Autre nom")]));
    renamed.shows("s'appelle maintenant");
    browser.post(&format!("{key}/renommer"), &[("nom", &"x".repeat(201))]).is(422);
    led_to(&browser, browser.post(&format!("{key}/retirer"), &[])).shows("est retirée");
    browser.post(&format!("{key}/retirer"), &[]).is(422);

    // Where it lies: the whole path, and no device.
    let place = std::path::absolute(world.path("secours.p12")).expect("there");
    let fields = |path: &'static str| {
        [("maniere", "referencer"), ("chemin", path), ("ancien", "plis-essai-2026"), ("role", "emergency")]
    };
    for wrong in
        ["secours.p12", "../secours.p12", "\\\\?\\C:\\a.p12", "\\\\.\\pipe\\a", "/nulle/part.p12", ""]
    {
        browser.post("/cles/ajouter", &fields(wrong)).is(422);
    }
    let path: &'static str = Box::leak(place.display().to_string().into_boxed_str());
    led_to(&browser, browser.post("/cles/ajouter", &fields(path)));
    world.plis("key list").says("Bi-clés de secours");
}

#[test]
fn what_is_refused_stands_beside_its_field() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    let refused = browser
        .post(
            "/consultations/creer",
            &[("reference", "R-1"), ("intitule", "Un intitulé"), ("entite", "Colmar"), ("limite", "demain")],
        )
        .is(422);
    refused.shows("value=\"Un intitulé\"").shows("id=\"limite-erreur\"").shows("href=\"#limite\"");
    browser
        .post("/consultations/creer", &[("reference", "R-1"), ("limite", "2027-01-01T12:00")])
        .is(422)
        .shows("entite-erreur");
    let skipped = [("reference", "R-1"), ("entite", "Colmar"), ("limite", "2027-03-28T02:30")];
    browser.post("/consultations/creer", &skipped).is(422);
    let good = [("reference", "R-1"), ("entite", "Colmar"), ("limite", "2027-03-28T03:30")];
    browser.post("/consultations/creer", &good).is(303);
    browser.post("/consultations/creer", &good).is(422).shows("reference-erreur");
    let differs = [("nom", "A"), ("nouveau", "a"), ("encore", "b")];
    browser.post("/cles/ajouter", &differs).is(422).shows("encore-erreur");
    browser.post("/cles/ajouter", &[("nom", "A")]).is(422).shows("nouveau-erreur");
    let long = "x".repeat(65);
    let cn = [("nom", "A"), ("cn", &*long), ("nouveau", "a"), ("encore", "a")];
    browser.post("/cles/ajouter", &cn).is(422).shows("cn-erreur");
    browser
        .send("/consultations/importer", &[], ("fichier", "liste.csv", b"pas;une\nliste;"))
        .is(422)
        .shows("fichier-erreur");
    let list = "reference;entite;date_limite;etat\nR-2;Colmar;2027-02-01T12:00;brouillon\n";
    led_to(&browser, browser.send("/consultations/importer", &[], ("fichier", "liste.csv", list.as_bytes())));
    world.plis("consultation list").says("R-2");
}

#[test]
fn both_languages_and_no_command_of_the_terminal() {
    let world = World::in_memory();
    world.plis("key import entite.p12 --name Avant --entity Colmar --password file:mdp.txt");
    world.plis("consultation new R-1 --entity Colmar --deadline 2026-12-15T12:00");
    world.plis("consultation assign R-1 Avant");
    let console = Console::of(&world);
    let browser = console.enter();
    let key = format!("/cles/{}", world.certificate("entite.p12").fingerprint_hex());
    let paths = [
        "/",
        "/cles",
        &key,
        "/cles/ajouter",
        "/cles/ajouter?maniere=importer",
        "/consultations",
        "/consultations/R-1",
        "/consultations/creer",
        "/consultations/importer",
        "/audit",
        "/journal",
    ];
    for (lang, title) in [("fr", "Accueil"), ("en", "Home")] {
        let answer = browser.post("/langue", &[("langue", lang), ("retour", "/cles")]).is(303);
        assert_eq!(answer.header("location"), Some(format!("{}/cles", browser.prefix).as_str()));
        browser.get("/").is(200).shows(title).shows(&format!("<html lang=\"{lang}\">"));
        for path in paths {
            let page = browser.get(path).is(200).text();
            for word in ["plis key", "plis consultation", "plis audit", "plis registry", " --"] {
                assert!(!page.contains(word), "{path} in {lang}: {word}");
            }
            assert_eq!(page.matches("<h1>").count(), 1, "{path}");
            // Without a script it is the same page.
            assert!(!page.contains("<script"), "{path}");
            assert!(page.contains("href=\"#contenu\""), "{path}");
        }
    }
}
