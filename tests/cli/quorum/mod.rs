//! A key of several people, from the command line: split, answered for, opened, and what does not open it.

#[cfg(target_os = "linux")] // strace
mod cut;
mod faults;

use std::process::Command;

use plis::{
    crypto::{AwsLc, Curve, Provider as _},
    keys::{KeyPair, NewCertificate, Pkcs12Options, issue, write_pkcs12},
    secret::Password,
    time::Validity,
};

use crate::{
    programs,
    world::{Exit, PASSWORD, Ran, World},
};

const CREATED: &str = "2026-06-01T09:00:00Z";
const NOW: &str = "2026-11-20T09:00:00Z";
pub(crate) const OWN: [&str; 2] = ["--password", "file:mdp.txt"];

/// The emergency key of the fixtures in a registry, a deposit that only it opens, and people with certificates.
pub(crate) struct Ceremony {
    pub(crate) world: World,
}

impl Ceremony {
    pub(crate) fn new(people: usize) -> Self {
        let world = World::in_memory();
        world.put("faux.txt", "faux\n");
        let import = ["key", "import", "secours.p12", "--name", "Secours", "--role", "emergency"];
        world.on(CREATED, import.iter().chain(&OWN)).exits(Exit::Done);
        let import = ["key", "import", "entite.p12", "--name", "Marchés", "--entity", "Ville"];
        world.on(CREATED, import.iter().chain(&OWN)).exits(Exit::Done);
        world.put("depots/offre.pdf.p7m", world.sealed(b"%PDF offre", &["secours.p12"]));
        let new = ["consultation", "new", "A", "--entity", "Ville", "--deadline", "2026-11-19 12:00"];
        world.on(CREATED, new).exits(Exit::Done);
        world.on(CREATED, ["consultation", "assign", "A", "Marchés"]).exits(Exit::Done);
        world.on(CREATED, ["consultation", "launch", "A", "--reason", "essai"]).exits(Exit::Done);
        for number in 1..=people {
            // The last one has a key of a curve.
            let curve = (number == people).then_some(Curve::P256);
            custodian(&world, number, curve, "2028-01-01T00:00:00Z");
        }
        Self { world }
    }

    /// What is typed of the people's certificates.
    pub(crate) fn to(people: usize) -> Vec<String> {
        (1..=people).map(|number| format!("garde-{number}.cer")).collect()
    }

    pub(crate) fn on(&self, args: &[&str]) -> Ran<'_> {
        self.world.on(NOW, args)
    }

    pub(crate) fn split(&self, threshold: &str, people: usize, out: &str, more: &[&str]) -> Ran<'_> {
        let to = Self::to(people);
        let mut args = vec!["key", "split", "Secours", "--threshold", threshold, "-o", out, "--to"];
        args.extend(to.iter().map(String::as_str));
        args.extend(more);
        self.on(&args)
    }

    /// Everybody opens the share they were sent, as any other envelope: `<out>/1.txt`...
    pub(crate) fn decrypt(&self, people: usize, sealed: &str, out: &str) {
        let opened = format!("{out}-ouvert");
        let keys: Vec<String> = (1..=people).map(|number| format!("garde-{number}.p12")).collect();
        let mut args = vec!["open", sealed, "-o", &opened, "--password", "file:mdp.txt", "--key"];
        args.extend(keys.iter().map(String::as_str));
        self.on(&args).exits(Exit::Done);
        for (name, text) in self.world.files(format!("{opened}/plis")) {
            let number = name.split('-').nth(1).expect("its number");
            self.world.put(format!("{out}/{number}.txt"), text);
        }
    }

    pub(crate) fn answer(&self, shares: &[&str]) -> Ran<'_> {
        let mut args = vec!["key", "prove", "Secours", "--share"];
        args.extend(shares);
        self.on(&args)
    }

    /// Opens with the emergency key alone, by these shares.
    pub(crate) fn open(&self, shares: &[&str], out: &str) -> Ran<'_> {
        let mut args = vec!["open", "depots", "--consultation", "A", "--reason", "clé perdue", "-o", out];
        args.extend(OWN);
        if !shares.is_empty() {
            args.push("--share");
            args.extend(shares);
        }
        self.on(&args)
    }

    /// Three of five, everybody has answered.
    pub(crate) fn whole() -> Self {
        let ceremony = Self::new(5);
        ceremony.split("3", 5, "scellees", &OWN).exits(Exit::Done);
        ceremony.decrypt(5, "scellees", "parts");
        let all: Vec<String> = (1..=5).map(|number| format!("parts/{number}.txt")).collect();
        ceremony.answer(&all.iter().map(String::as_str).collect::<Vec<_>>()).exits(Exit::Done);
        ceremony
    }
}

/// Somebody with an encryption key: `garde-N.p12`, `.cer` and `.pem`.
pub(super) fn custodian(world: &World, number: usize, curve: Option<Curve>, until: &str) {
    let key = match curve {
        Some(curve) => AwsLc.generate_on(curve),
        None => AwsLc.generate(2048),
    };
    let key = key.expect("a key");
    let at = |text: &str| text.parse().expect("an instant");
    let new = NewCertificate {
        cn: format!("Garde {number}"),
        organization: None,
        validity: Validity { not_before: at("2026-01-01T00:00:00Z"), not_after: at(until) },
    };
    let certificate = issue(&AwsLc, &new, &key, None).expect("a certificate");
    let pair = KeyPair::new(certificate, key).expect("a pair");
    world.put(format!("garde-{number}.cer"), pair.certificate().der());
    let options = Pkcs12Options { iterations: 1000, ..Pkcs12Options::default() };
    let file = write_pkcs12(&pair, "garde", &Password::new(PASSWORD.to_owned()), &options).expect("written");
    world.put(format!("garde-{number}.p12"), &*file);
    world.put(format!("garde-{number}.der"), pair.private_key().expose());
}

#[test]
fn three_of_five_open_once_everybody_has_answered() {
    let ceremony = Ceremony::new(5);
    let world = &ceremony.world;
    ceremony.split("3", 5, "scellees", &OWN).exits(Exit::Done).says("5 Garde 5").tells("partagée en 5 parts");
    ceremony.decrypt(5, "scellees", "parts");
    let text = String::from_utf8(world.read("parts/2.txt")).expect("a text");
    assert!(text.starts_with("# Part 2 sur 5 du secret qui ouvre la bi-clé"), "{text}");

    // Until everybody has answered, the password opens, and shares do not.
    ceremony.on(&["key", "show", "Secours"]).exits(Exit::Done).says("part pas encore montrée");
    ceremony.on(&["key", "prove", "Secours", "--password", "file:mdp.txt"]).exits(Exit::Done);
    ceremony
        .answer(&["parts/1.txt"])
        .exits(Exit::Done)
        .tells("part 1 reconnue ; 1 sur 5")
        .tells("2 (Garde 2), 3 (Garde 3), 4 (Garde 4), 5 (Garde 5)");
    ceremony.answer(&["parts/3.txt", "parts/5.txt", "parts/2.txt"]).exits(Exit::Done);
    ceremony.open(&[], "avant").exits(Exit::Done).leaves("avant/plis/offre.pdf", b"%PDF offre");
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
    ceremony
        .answer(&["parts/4.txt"])
        .exits(Exit::Done)
        .tells("l'ancien mot de passe n'ouvre plus ce fichier");

    // From then on the password opens nothing, two shares open nothing, three open.
    ceremony
        .on(&["key", "prove", "Secours", "--password", "file:mdp.txt"])
        .exits(Exit::NoUsableKey)
        .tells("il manque 3 part(s) pour ouvrir Secours : il en faut 3 sur 5");
    ceremony
        .open(&["parts/1.txt", "parts/4.txt"], "deux")
        .exits(Exit::NoUsableKey)
        .tells("il manque 1 part(s)")
        .leaves_nothing_at("deux");
    ceremony
        .open(&[], "aucune")
        .exits(Exit::Partial)
        .tells("s'ouvre avec 3 parts sur 5, et aucune n'a été donnée");
    ceremony
        .open(&["parts/5.txt", "parts/1.txt", "parts/4.txt"], "trois")
        .exits(Exit::Done)
        .leaves("trois/plis/offre.pdf", b"%PDF offre");
    let report = world.json("trois/opening.json");
    let joined = report["keys"].as_array().expect("keys").iter().find_map(|key| key.get("joined_by"));
    let joined = joined.expect("the shares that opened it");
    assert_eq!(
        (&joined["numbers"], &joined["threshold"]),
        (&serde_json::json!([1, 4, 5]), &serde_json::json!(3))
    );
    let minutes = String::from_utf8(world.read("trois/proces-verbal.html")).expect("a text");
    assert!(minutes.contains("ouverte par les parts 1, 4, 5 (il en faut 3 sur 5"), "the minutes name them");
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
    ceremony.on(&["journal", "verify"]).exits(Exit::Done);
    ceremony.on(&["journal", "verify", "trois"]).exits(Exit::Done);
    ceremony
        .on(&["journal", "show"])
        .exits(Exit::Done)
        .says("Bi-clé « Secours » partagée : 3 parts sur 5")
        .says("Bi-clé « Secours » : part 3, 5, 2 montrée.")
        .says("s'ouvre avec 3 parts sur 5, et rien d'autre");
    let shown = ceremony.on(&["key", "show", "Secours", "--format", "json"]).exits(Exit::Done);
    shown.says("\"threshold\": 3").says("\"subject\": \"Garde 5\"");

    // The shares are nowhere but in the people's own texts.
    let mut written = world.files("registre");
    written.extend(world.files("trois"));
    for number in 1..=5 {
        let text = String::from_utf8(world.read(format!("parts/{number}.txt"))).expect("a text");
        let value = text.lines().find_map(|line| line.strip_prefix("value: ")).expect("its value");
        for (name, octets) in &written {
            let found = octets.windows(16).any(|some| value.as_bytes().windows(16).any(|part| part == some));
            assert!(!found, "share {number} in {name}");
        }
    }
}

#[test]
fn a_custodian_opens_a_share_with_openssl_alone() {
    if !programs::installed("openssl") {
        return;
    }
    let ceremony = Ceremony::new(2);
    ceremony.split("2", 2, "scellees", &OWN).exits(Exit::Done);
    let sealed = ceremony.world.files("scellees");
    let mut shares = Vec::new();
    for (name, _) in sealed {
        let number = name.split('-').nth(1).expect("its number").to_owned();
        let opened = Command::new("openssl")
            .args(["cms", "-decrypt", "-inform", "DER", "-in"])
            .arg(ceremony.world.path(format!("scellees/{name}")))
            .args(["-keyform", "DER", "-inkey"])
            .arg(ceremony.world.path(format!("garde-{number}.der")))
            .output()
            .expect("openssl");
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
        let text = String::from_utf8(opened.stdout).expect("a text");
        assert!(text.contains(&format!("Remise à Garde {number}.")), "{text}");
        let share = format!("{number}.txt");
        ceremony.world.put(&share, text);
        shares.push(share);
    }
    let shares: Vec<&str> = shares.iter().map(String::as_str).collect();
    ceremony.answer(&shares).exits(Exit::Done).tells("l'ancien mot de passe n'ouvre plus ce fichier");
    ceremony.answer(&shares).exits(Exit::Done).says("la clé privée répond");
    // What they open is a key file for openssl as well.
    let registry = ceremony.world.files("registre/keys");
    assert!(registry.values().any(|file| String::from_utf8_lossy(file).contains("\nplis-quorum 1 ")));
}

#[test]
fn a_split_key_lives_like_another() {
    let ceremony = Ceremony::whole();
    let world = &ceremony.world;
    let three = ["parts/1.txt", "parts/2.txt", "parts/3.txt"];
    // Proved with all others, it is passed over where nobody brought shares.
    ceremony
        .on(&["key", "prove", "--all", "--password", "file:mdp.txt"])
        .exits(Exit::Done)
        .never_shows("Secours");
    let mut all = vec!["key", "prove", "--all", "--password", "file:mdp.txt", "--share"];
    all.extend(three);
    ceremony.on(&all).exits(Exit::Done).says("Secours").says("Marchés");
    // Two shares export nothing, three do, under a password of the file's own.
    let export = |shares: &[&'static str], to: &'static str| {
        let mut args =
            vec!["key", "export", "Secours", "--to", to, "--new-password", "file:mdp.txt", "--share"];
        args.extend(shares);
        args
    };
    ceremony
        .on(&export(&three[..2], "deux.pfx"))
        .exits(Exit::NoUsableKey)
        .tells("il manque 1 part(s)")
        .leaves_nothing_at("deux.pfx");
    ceremony.on(&export(&three, "trois.pfx")).exits(Exit::Done);
    let open = ["open", "depots", "--key", "trois.pfx", "-o", "out", "--deadline", "2026-11-19 12:00"];
    let open: Vec<&str> = open.iter().chain(&OWN).copied().collect();
    ceremony.on(&open).exits(Exit::Done).leaves("out/plis/offre.pdf", b"%PDF offre");
    ceremony.on(&["journal", "show"]).says("Parts réunies : 1, 2, 3.");

    // Split anew among others: the old shares open until the new ones are answered for, then no more.
    let mut more = vec!["--share"];
    more.extend(three);
    ceremony.split("2", 3, "encore", &more).exits(Exit::Done);
    ceremony.decrypt(3, "encore", "neuves");
    let mut prove = vec!["key", "prove", "Secours", "--share"];
    prove.extend(three);
    ceremony.on(&prove).exits(Exit::Done).says("la clé privée répond");
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
    ceremony.answer(&["neuves/1.txt", "neuves/2.txt", "neuves/3.txt"]).exits(Exit::Done);
    ceremony.on(&prove).exits(Exit::NoUsableKey).tells("ces fichiers sont d'un autre partage : parts/1.txt");
    ceremony.answer(&["neuves/1.txt", "neuves/3.txt"]).exits(Exit::Done).says("la clé privée répond");

    // Renamed, deleted and back, it opens as it did.
    ceremony.on(&["key", "rename", "Secours", "Secours 2"]).exits(Exit::Done);
    ceremony.on(&["consultation", "close", "A", "--reason", "essai", "--confirm", "A"]).exits(Exit::Done);
    ceremony.on(&["key", "delete", "Secours 2", "--confirm", "Secours 2"]).exits(Exit::Done);
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
    ceremony.on(&["key", "restore", "Secours 2", "--name", "Secours"]).exits(Exit::Done);
    ceremony.answer(&["neuves/2.txt", "neuves/3.txt"]).exits(Exit::Done).says("la clé privée répond");
    ceremony.on(&["registry", "check"]).exits(Exit::Done);
    // As a file by itself it asks for shares too.
    let file = world.files("registre/keys").into_keys().find(|name| {
        String::from_utf8_lossy(&world.read(format!("registre/keys/{name}"))).contains("\nplis-quorum 1 ")
    });
    let file = format!("registre/keys/{}", file.expect("the file"));
    let mut open = vec!["open", "depots", "--key", &file, "-o", "seul", "--deadline", "2026-11-19 12:00"];
    ceremony.on(&open).exits(Exit::NoUsableKey).tells("il manque 2 part(s)");
    open.extend(["--share", "neuves/1.txt", "neuves/2.txt"]);
    ceremony.on(&open).exits(Exit::Done).leaves("seul/plis/offre.pdf", b"%PDF offre");
}
