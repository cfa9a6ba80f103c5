//! Shares that are not good, people who cannot hold one, keys that are not split: each named, nothing changed.

use base64ct::{Base64, Encoding as _};

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
    // Another key of the same person.
    custodian(world, 9, None, "2028-01-01T00:00:00Z");
    world.put("premiere.cer", world.read("garde-9.cer"));
    custodian(world, 9, None, "2028-01-01T00:00:00Z");
    let both = ["garde-2.cer", "garde-9.cer"].map(|file| pem(&world.read(file))).concat();
    world.put("deux.pem", both);
    let file = world.files("registre/keys");
    for (to, told) in [
        ("garde-8.cer", "a expiré le"),
        ("secours.cer", "est le certificat de la bi-clé qui est partagée"),
        ("double.cer", "garde-1.cer sont de la même clé"),
        ("garde-9.cer", "premiere.cer sont de la même clé ou du même nom"),
        ("deux.pem", "deux.pem"),
    ] {
        let split = ["key", "split", "Secours", "--threshold", "2", "-o", "out", "--to", "garde-1.cer"];
        let split: Vec<&str> = split.into_iter().chain(["premiere.cer", to]).chain(OWN).collect();
        let exit = if to == "deux.pem" { Exit::Usage } else { Exit::Refused };
        ceremony.on(&split).exits(exit).tells(told).leaves_nothing_at("out");
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

fn pem(der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

/// The password still opens the key: that must not be read as an answer of the share.
#[test]
fn a_share_of_nothing_is_refused_where_a_password_answers() {
    let ceremony = Ceremony::new(2);
    ceremony.split("2", 2, "un", &OWN).exits(Exit::Done);
    ceremony.decrypt(2, "un", "anciennes");
    ceremony.split("2", 2, "deux", &OWN).exits(Exit::Done);
    ceremony.decrypt(2, "deux", "parts");
    for named in [&["Secours"][..], &["Secours", "Marchés"], &["--all"]] {
        let mut args = vec!["key", "prove"];
        args.extend(named);
        args.extend(OWN.into_iter().chain(["--share", "anciennes/1.txt"]));
        ceremony
            .on(&args)
            .exits(Exit::NoUsableKey)
            .tells("la part anciennes/1.txt est d'une autre bi-clé")
            .never_shows("la clé privée répond");
    }
    // Named with another key, or with all of them, the right ones are answers.
    let two = ["key", "prove", "Marchés", "Secours", "--share", "parts/1.txt"];
    ceremony
        .on(&two.into_iter().chain(OWN).collect::<Vec<_>>())
        .exits(Exit::Done)
        .tells("part 1 reconnue ; 1 sur 2")
        .says("Marchés");
    let all = ["key", "prove", "--all", "--share", "parts/2.txt"];
    ceremony
        .on(&all.into_iter().chain(OWN).collect::<Vec<_>>())
        .tells("l'ancien mot de passe n'ouvre plus ce fichier")
        .says("Marchés");
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
}

/// A password that once was wrong speaks against the file until it is tried again: a split file is not replaced for that.
#[test]
fn a_copy_under_one_password_takes_no_place_of_shares() {
    let ceremony = Ceremony::new(2);
    let world = &ceremony.world;
    ceremony.on(&["key", "prove", "Secours", "--password", "file:faux.txt"]).exits(Exit::NoUsableKey);
    ceremony.split("2", 2, "scellees", &OWN).exits(Exit::Done);
    let file = world.files("registre/keys");
    let import = ["key", "import", "secours.p12", "--name", "Secours", "--role", "emergency"];
    let import: Vec<&str> = import.into_iter().chain(OWN).collect();
    ceremony.on(&import).exits(Exit::Refused).tells("est déjà dans le registre");
    assert!(world.files("registre/keys") == file, "nothing changed");
    ceremony.decrypt(2, "scellees", "parts");
    ceremony.answer(&["parts/1.txt", "parts/2.txt"]).exits(Exit::Done);
    ceremony.on(&import).exits(Exit::Refused);
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
}

#[test]
fn what_is_damaged_behind_a_key_file_is_named_and_no_password_asked() {
    let ceremony = Ceremony::whole();
    let world = &ceremony.world;
    let split = world.files("registre/keys").into_iter().find_map(|(name, octets)| {
        let text = String::from_utf8_lossy(&octets).into_owned();
        text.contains("\nplis-quorum 1 ").then_some((format!("registre/keys/{name}"), octets))
    });
    let (name, octets) = split.expect("the split key's file");
    let at = octets.len() - 9;
    let mut damaged = octets.clone();
    damaged[at] ^= 1;
    world.put(&name, &damaged);
    let three = ["parts/1.txt", "parts/2.txt", "parts/3.txt"];
    ceremony.open(&three, "out").exits(Exit::NoUsableKey).tells("dit de ses détenteurs est endommagé");
    ceremony
        .split("2", 3, "encore", &OWN)
        .exits(Exit::NoUsableKey)
        .tells("dit de ses détenteurs est endommagé");
    let prove = ["key", "prove", "Secours"].into_iter().chain(OWN).collect::<Vec<_>>();
    ceremony.on(&prove).exits(Exit::NoUsableKey).says("illisible ou endommagé");
    assert!(world.read(&name) == damaged, "nothing is put behind it");
}
