//! The certificate store of Windows on the screens; elsewhere, that nothing of it is there.

use crate::{client::Console, world::World};

const MAKE: [(&str, &str); 3] = [("maniere", "generer-magasin"), ("nom", "Magasin"), ("entite", "Colmar")];

#[cfg(unix)] // Windows has a store
#[test]
fn elsewhere_than_on_windows_no_screen_offers_the_store_and_its_forms_are_refused() {
    let world = World::in_memory();
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt");
    let console = Console::of(&world);
    let browser = console.enter();
    let key = format!("/cles/{}", world.certificate("entite.p12").fingerprint_hex());
    for path in ["/cles/ajouter", "/cles/ajouter?maniere=magasin", &key] {
        assert!(!browser.get(path).is(200).text().contains("magasin"), "{path}");
    }
    let not_here = "Le magasin de certificats est celui de Windows";
    let take = [("maniere", "magasin"), ("certificat", "3afcd5c9f9570f2818bc86d31eab6d8fe84ba882")];
    browser.post("/cles/ajouter", &take).is(422).shows(not_here);
    browser.post("/cles/ajouter", &MAKE).is(422).shows(not_here);
    browser.post(&format!("{key}/magasin"), &[("actuel", "plis-essai-2026")]).is(422).shows(not_here);
    browser.post("/cles/ajouter", &[("maniere", "magasin")]).is(422).shows("Choisissez un certificat");
    let listed = world.plis("key list --format json");
    assert_eq!(listed.out.matches("\"fingerprint\"").count(), 1, "{listed}");
}

/// Made in the store, proved, taken out; put there from a file, and found there by another registry.
#[cfg(windows)]
#[test]
fn a_key_is_made_in_the_store_put_there_and_taken_from_there() {
    use crate::screens::{key_found, led_to};

    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    browser.get("/cles/ajouter").is(200).shows("maniere=magasin").shows("maniere=generer-magasin");
    browser.get("/cles/ajouter?maniere=generer-magasin").is(200).shows("name=\"exportable\"");
    browser.post("/cles/ajouter", &[("maniere", "magasin")]).is(422).shows("Choisissez un certificat");

    let kept = [MAKE[0], ("nom", "Gardée"), MAKE[2]];
    led_to(&browser, browser.post("/cles/ajouter", &kept)).shows("est créée dans le magasin");
    let sent = [MAKE[0], ("nom", "Sortante"), MAKE[2], ("exportable", "oui")];
    led_to(&browser, browser.post("/cles/ajouter", &sent)).shows("est créée dans le magasin");
    let out = [("nouveau", "partage"), ("encore", "partage")];
    for (name, goes_out) in [("gardee", false), ("sortante", true)] {
        let key = key_found(&browser, name);
        let page = browser.get(&key).is(200).text();
        assert!(page.contains("dans le magasin de certificats de Windows"), "{page}");
        // Nobody is asked for a password that there is not, nor offered what is done already.
        for gone in ["name=\"motdepasse\"", "name=\"ancien\"", "/magasin\""] {
            assert!(!page.contains(gone), "{gone} in {page}");
        }
        led_to(&browser, browser.post(&format!("{key}/verifier"), &[])).shows("la clé privée répond");
        let written = browser.post(&format!("{key}/exporter"), &out);
        if goes_out {
            assert!(written.is(200).body.starts_with(b"\x30"));
        } else {
            written.is(422).shows("ne laisse pas sortir");
        }
    }
    let listed = world.plis("key list --format json");
    assert_eq!(listed.out.matches("windows-store").count(), 2, "{listed}");

    let other = World::in_memory();
    other.plis("key import entite.p12 --name Fichier --password file:mdp.txt");
    let console = Console::of(&other);
    let browser = console.enter();
    let certificate = other.certificate("entite.p12");
    let key = format!("/cles/{}", certificate.fingerprint_hex());
    let put = format!("{key}/magasin");
    browser.post(&put, &[("actuel", "faux")]).is(422).shows("actuel-erreur");
    led_to(&browser, browser.post(&put, &[("actuel", "plis-essai-2026")])).shows("est aussi dans le magasin");

    // From there into a third registry, which has no file of it.
    let third = World::in_memory();
    let console = Console::of(&third);
    let browser = console.enter();
    let page = browser.get("/cles/ajouter?maniere=magasin").is(200).text();
    let choice = page.split("value=\"").find(|rest| rest.contains(">Fichier<")).expect("it is listed");
    let thumbprint = choice.split('"').next().expect("its value");
    let take = [("maniere", "magasin"), ("certificat", thumbprint), ("nom", "Du magasin")];
    led_to(&browser, browser.post("/cles/ajouter", &take)).shows("Du magasin");
    third.plis("key list --format json").says("windows-store");
}
