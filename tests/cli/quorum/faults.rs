//! Shares that are not good, people who cannot hold one, keys that are not split: each named, nothing changed.

use super::{Ceremony, OWN, custodian};
use crate::world::Exit;

#[test]
fn a_wrong_share_is_named_and_nothing_of_it_shown() {
    let ceremony = Ceremony::whole();
    let world = &ceremony.world;
    let text = String::from_utf8(world.read("parts/2.txt")).expect("a text");
    let value = text.lines().find_map(|line| line.strip_prefix("value: ")).expect("its value").to_owned();
    let other = if value.starts_with('0') { '1' } else { '0' };
    world.put(
        "abimee.txt",
        text.replacen(&value[..1], &other.to_string(), 1).replace(&value, &format!("{other}{}", &value[1..])),
    );
    world.put("autre.txt", "bonjour");
    let sealed = world.files("scellees").into_keys().next().expect("a sealed share");
    let sealed = format!("scellees/{sealed}");
    world.copy("keys/vector.p12", "cle.p12");
    for (share, told) in [
        ("abimee.txt", "la part abimee.txt est endommagée"),
        ("autre.txt", "autre.txt n'est pas une part"),
        (&*sealed, "est encore chiffrée"),
        ("parts/1.txt", "parts/1.txt et parts/1.txt sont la même part"),
        ("absente.txt", "impossible de lire la part absente.txt"),
    ] {
        for command in ["prove", "open"] {
            let ran = match command {
                "open" => ceremony.open(&["parts/1.txt", share, "parts/3.txt"], "out"),
                _ => ceremony.answer(&["parts/1.txt", share, "parts/3.txt"]),
            };
            ran.tells(told).never_shows(&value[1..17]).leaves_nothing_at("out");
        }
    }
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
}

#[test]
fn a_set_takes_only_its_own_answers() {
    let ceremony = Ceremony::new(3);
    ceremony.split("2", 3, "un", &OWN).exits(Exit::Done);
    ceremony.decrypt(3, "un", "anciennes");
    // Split again before anybody answered: the first set is nobody's.
    ceremony.split("2", 3, "deux", &OWN).exits(Exit::Done);
    ceremony.decrypt(3, "deux", "parts");
    ceremony
        .answer(&["parts/1.txt", "anciennes/2.txt"])
        .exits(Exit::NoUsableKey)
        .tells("la part anciennes/2.txt est d'une autre bi-clé, ou d'un autre partage de celle-ci");
    ceremony.on(&["key", "show", "Secours", "--format", "json"]).says("\"proved\": []");
}

#[test]
fn people_who_cannot_hold_a_share_are_named() {
    let ceremony = Ceremony::new(2);
    let world = &ceremony.world;
    custodian(world, 8, None, "2026-06-01T00:00:00Z");
    world.put("secours.cer", world.certificate("secours.p12").der());
    world.put("double.cer", world.read("garde-1.cer"));
    let file = world.files("registre/keys");
    for (to, told) in [
        ("garde-8.cer", "a expiré le"),
        ("secours.cer", "est le certificat de la bi-clé qui est partagée"),
        ("double.cer", "garde-1.cer sont de la même clé"),
    ] {
        let split = ["key", "split", "Secours", "--threshold", "2", "-o", "out", "--to", "garde-1.cer"];
        let split: Vec<&str> = split.into_iter().chain([to]).chain(OWN).collect();
        ceremony.on(&split).exits(Exit::Refused).tells(told).leaves_nothing_at("out");
    }
    for threshold in ["0", "1", "3"] {
        ceremony.split(threshold, 2, "out", &OWN).exits(Exit::Usage).tells("il en faut au moins 2");
    }
    ceremony.split("2", 2, "out", &["--password", "file:faux.txt"]).exits(Exit::NoUsableKey);
    assert!(world.files("registre/keys") == file, "nothing changed");
    // A file of the user's is never changed by us.
    let import = ["key", "import", "garde-1.p12", "--name", "Ailleurs", "--entity", "Ville", "--reference"];
    ceremony.on(&import.into_iter().chain(OWN).collect::<Vec<_>>()).exits(Exit::Done);
    let split =
        ["key", "split", "Ailleurs", "--threshold", "2", "-o", "out", "--to", "garde-1.cer", "garde-2.cer"];
    ceremony
        .on(&split.into_iter().chain(OWN).collect::<Vec<_>>())
        .exits(Exit::Refused)
        .tells("ne peut pas être partagée");
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
}
