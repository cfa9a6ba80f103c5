//! What a token opens that is well.

use super::{OPEN, PIN, count, deposits, fs, on, rows, world};
use crate::world::Exit;

/// With the key that never left, as with its file: every row and every octet.
#[test]
fn a_token_opens_what_a_file_opens() {
    let Some(world) = world("entite.p12") else { return };
    deposits(&world, 200);
    let mut damaged = world.read("depots/001.pdf.p7m");
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    world.put("depots/abime.pdf.p7m", damaged);
    world.plis(OPEN).exits(Exit::Partial).never_shows(PIN);
    world.plis("open depots --key entite.p12 --password file:mdp.txt -o fichier").exits(Exit::Partial);
    let (token, mut file) = (rows(&world, "out"), rows(&world, "fichier"));
    assert_eq!(count(&token, "opened", None), 200);
    assert_eq!(token.len(), file.len());
    for (token, file) in token.iter().zip(&mut file) {
        // What the key is called is the token's to say.
        let message = file["message"].as_str().expect("a sentence");
        file["message"] = message.replace("Service des marchés — Ville de Saint-Exemple", "entité").into();
        assert_eq!(token, file);
    }
    assert_eq!(world.files("out/plis"), world.files("fichier/plis"));
    let keys = |out: &str| world.json(format!("{out}/opening.json"))["keys"].clone();
    let (mut token, file) = (keys("out"), keys("fichier"));
    assert_eq!(token[0]["name"], "entité");
    token[0]["name"] = file[0]["name"].clone();
    assert_eq!(token, file);
}

/// A bad padding is as bad with a token: the same reason, whatever is wrong, and twice the same.
#[test]
fn a_token_tells_no_padding() {
    let Some(world) = world("entite.p12") else { return };
    let good = world.sealed(b"offre", &["entite.p12"]);
    let wrapped =
        good.windows(4).position(|four| four == [0x04, 0x82, 0x01, 0x00] || four == [0x04, 0x82, 0x01, 0x80]);
    let at = wrapped.expect("the encrypted key") + 40;
    for number in 0..6_u8 {
        let mut bad = good.clone();
        bad[at + usize::from(number)] ^= 0x11;
        world.put(format!("depots/cle-{number}.p7m"), bad);
    }
    let mut content = good.clone();
    let last = content.len() - 20;
    content[last] ^= 1;
    world.put("depots/contenu.p7m", content);
    for out in ["out", "encore"] {
        world.plis(&OPEN.replace("-o out", &format!("-o {out}"))).exits(Exit::Partial);
    }
    let rows = [rows(&world, "out"), rows(&world, "encore")];
    assert_eq!(rows[0], rows[1]);
    assert_eq!(count(&rows[0], "failed", Some("corrupted")), 7);
    for row in &rows[0] {
        assert_eq!((&row["message"], row.get("detail")), (&rows[0][0]["message"], None), "{row}");
    }
}

#[test]
fn a_certificate_beside_its_key_will_do() {
    let Some(world) = world("entite.p12") else { return };
    deposits(&world, 3);
    on(
        &world,
        "pkcs11-tool",
        &[
            "--module",
            super::SOFTHSM,
            "--login",
            "--pin",
            PIN,
            "--delete-object",
            "--type",
            "cert",
            "--id",
            "0a07",
        ],
    );
    world.plis(OPEN).exits(Exit::NoUsableKey).tells("ne contient pas le certificat de la clé « entité »");
    let with = OPEN.replace("--password", "--key certificat.der --password");
    world.plis(&with).exits(Exit::Done);
    assert_eq!(count(&rows(&world, "out"), "opened", None), 3);
}

#[test]
fn what_is_not_there_is_said_and_what_is() {
    let Some(world) = world("entite.p12") else { return };
    deposits(&world, 1);
    let open = |key: &str| world.plis(&format!("open depots --key {key} --password file:pin.txt -o out"));
    open("pkcs11:token=Autre").exits(Exit::NoUsableKey).tells("Présents : « Marchés 7 »");
    open("pkcs11:object=autre").exits(Exit::NoUsableKey).tells("Présentes : « entité »");
    open("pkcs11:colour=red").exits(Exit::Usage).tells("« colour=red » n'est pas compris");
    open("pkcs11:?pin-value=471108").exits(Exit::Usage).tells("jamais de code PIN").never_shows(PIN);
    open("pkcs11:?module-path=libsofthsm2.so")
        .exits(Exit::NoUsableKey)
        .tells("pas désigné par son chemin complet");
    open("pkcs11:?module-path=/nulle/part.so").exits(Exit::NoUsableKey).tells("ne peut pas être chargé");
    open("pkcs11:id=%0A%07").exits(Exit::Done);
    fs::remove_dir_all(world.path("out")).expect("removed");
    world
        .plis("open depots --key pkcs11: -o out")
        .exits(Exit::Usage)
        .tells("Marchés 7 demande un mot de passe");
}

/// What is listed is what `open` takes: the address, word for word.
#[test]
fn the_keys_of_a_token_are_listed_and_answer() {
    let Some(world) = world("entite.p12") else { return };
    deposits(&world, 3);
    let listed = world
        .plis("key tokens --password file:pin.txt")
        .exits(Exit::Done)
        .says("entité")
        .says("Service des marchés")
        .says("répond")
        .never_shows(PIN);
    let address = listed.out.lines().find(|line| line.starts_with("pkcs11:")).expect("an address").to_owned();
    assert!(address.contains("token=March%C3%A9s%207") && address.ends_with(";id=%0A%07"), "{address}");
    world.plis(&format!("open depots --key {address} --password file:pin.txt -o out")).exits(Exit::Done);
    world.plis("key tokens pkcs11:token=Autre").exits(Exit::NoUsableKey).tells("Marchés 7");
    world.plis("key tokens entite.p12").exits(Exit::Usage).tells("n'est pas l'adresse d'un jeton");
}
