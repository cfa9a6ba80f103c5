//! Which file a row of the register means, where the two do not write it the same.

use serde_json::Value;

use crate::world::{Exit, World, sha256};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out --register registre.csv";

/// Of each row of the report: input, what became of it, and the path of the register where that is another.
fn told(world: &World) -> Vec<(String, String, String)> {
    let report = world.json("out/opening.json");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let became = |row: &Value| {
        if row["reason"].is_null() { text(&row["status"]) } else { text(&row["reason"]) }
    };
    let rows = report["items"].as_array().expect("rows").iter();
    rows.map(|row| (text(&row["input"]), became(row), text(&row["listed_as"]))).collect()
}

fn row(input: &str, became: &str, listed_as: &str) -> (String, String, String) {
    (input.to_owned(), became.to_owned(), listed_as.to_owned())
}

#[test]
fn a_withdrawn_deposit_is_not_opened_by_another_name() {
    for (file, listed) in [
        ("depots/a.p7m", "Depots/A.P7M"),
        ("depots/l'offre.p7m", "depots/l’offre.p7m"),
        ("depots/lot 1.p7m", "depots/lot\u{a0}1.p7m"),
        ("depots/lot 1.p7m", "depots\\lot  1.p7m"),
        ("depots/Pli 1/a.p7m", "depots/Pli 1./a.p7m"),
        ("depots/E\u{301}te\u{301}.p7m", "depots/été.p7m"),
    ] {
        let world = World::new();
        world.deposit(file, b"secret");
        world.put("registre.csv", format!("pli;fichier;etat\n1;{listed};retire\n"));
        world.plis(OPEN).exits(Exit::Partial);
        assert_eq!(told(&world), [row(file, "withdrawn", &listed.replace('\\', "/"))], "{listed}");
        assert!(world.files("out/plis").is_empty(), "{listed}");
    }
}

#[test]
fn a_deposit_is_known_by_its_digest_whatever_its_name() {
    let world = World::new();
    world.deposit("depots/renomme.p7m", b"tard");
    world.deposit("depots/autre.p7m", b"inconnu du registre");
    let digest = sha256(&world.read("depots/renomme.p7m"));
    world.put(
        "registre.csv",
        format!("pli;fichier;empreinte;depot_fin\n1;plateforme/4-7.crypt;{digest};2026-11-01 12:00:01\n"),
    );
    world.plis(&format!("{OPEN} --deadline 2026-11-01T12:00:00+01:00")).exits(Exit::Partial);
    let expected =
        [row("depots/renomme.p7m", "late", "plateforme/4-7.crypt"), row("depots/autre.p7m", "opened", "-")];
    assert_eq!(told(&world), expected);
}

/// On a file system that tells case apart.
#[cfg(target_os = "linux")] // names that differ by case
#[test]
fn what_several_rows_or_files_may_be_stays_closed() {
    let world = World::new();
    world.deposit("depots/a.p7m", b"un");
    world.deposit("depots/A.p7m", b"deux");
    world.deposit("depots/b.p7m", b"trois");
    world.put("registre.csv", "pli;fichier;etat\n1;depots/A.P7M;retire\n2;depots/a.P7M;\n3;depots/b.p7m;\n");
    world.plis(OPEN).exits(Exit::Partial).says("se ressemblent");
    let expected = [
        row("depots/A.P7M", "withdrawn", "-"),
        row("depots/a.P7M", "ambiguous", "-"),
        row("depots/b.p7m", "opened", "-"),
        row("depots/A.p7m", "ambiguous", "-"),
        row("depots/a.p7m", "ambiguous", "-"),
    ];
    assert_eq!(told(&world), expected);
    let report = world.json("out/opening.json");
    assert_eq!(report["items"][3]["detail"]["paths"], serde_json::json!(["depots/A.P7M", "depots/a.P7M"]));
    assert_eq!(world.files("out/plis").len(), 1);

    // A digest tells them apart, and what is left is the other's.
    let digest = sha256(&world.read("depots/A.p7m"));
    world.put(
        "registre.csv",
        format!(
            "pli;fichier;etat;empreinte\n1;depots/A.P7M;retire;{digest}\n2;depots/a.P7M;;\n3;depots/b.p7m;;\n"
        ),
    );
    std::fs::remove_dir_all(world.path("out")).expect("removed");
    world.plis(OPEN).exits(Exit::Partial);
    let expected = [
        row("depots/A.p7m", "withdrawn", "depots/A.P7M"),
        row("depots/a.p7m", "opened", "depots/a.P7M"),
        row("depots/b.p7m", "opened", "-"),
    ];
    assert_eq!(told(&world), expected);
}

#[test]
fn two_copies_of_one_deposit_stay_closed() {
    let world = World::new();
    world.deposit("depots/x.p7m", b"un");
    world.put("depots/y.p7m", world.read("depots/x.p7m"));
    let digest = sha256(&world.read("depots/x.p7m"));
    world.put("registre.csv", format!("pli;fichier;empreinte\n1;plateforme/4-7.crypt;{digest}\n"));
    world.plis(OPEN).exits(Exit::Partial);
    let expected = [
        row("plateforme/4-7.crypt", "ambiguous", "-"),
        row("depots/x.p7m", "ambiguous", "-"),
        row("depots/y.p7m", "ambiguous", "-"),
    ];
    assert_eq!(told(&world), expected);
}

#[test]
fn what_stands_beside_the_register_is_found_as_under_roots() {
    let world = World::new();
    world.deposit("depots/a.p7m", b"a");
    world.deposit("autres/e\u{301}te\u{301}.p7m", "été".as_bytes());
    world.deposit("autres/C.P7M", b"c");
    world.put(
        "registre.csv",
        "pli;fichier;etat\n1;depots/a.p7m;\n2;autres/\u{e9}t\u{e9}.p7m;\n3;autres/c.p7m;retire\n",
    );
    world.plis(OPEN).exits(Exit::Partial);
    let expected = [
        row("depots/a.p7m", "opened", "-"),
        row("autres/e\u{301}te\u{301}.p7m", "opened", "-"),
        row("autres/C.P7M", "withdrawn", "autres/c.p7m"),
    ];
    assert_eq!(told(&world), expected);
}

/// Excel drops the seconds.
#[test]
fn a_deposit_in_the_minute_of_the_deadline_is_not_in_time_without_a_word() {
    let world = World::new();
    world.deposit("depots/a.p7m", b"a");
    world.put("registre.csv", "pli;fichier;depot_fin\n1;depots/a.p7m;15/09/2026 12:00\n");
    let open = format!("{OPEN} --deadline 2026-09-15T12:00:00+02:00");
    world.plis(&open).exits(Exit::Partial).says("ne donne pas les secondes").says("à la seconde");
    assert_eq!(told(&world), [row("depots/a.p7m", "late", "-")]);
    let report = world.json("out/opening.json");
    assert_eq!(report["items"][0]["to_the_minute"], true);
    world.plis(&format!("{open} --accept late --reason Motif")).exits(Exit::Done);
    let report = world.json("out/opening.json");
    assert_eq!(
        (&report["items"][0]["status"], &report["items"][0]["to_the_minute"]),
        (&"opened".into(), &true.into())
    );
    let message = report["items"][0]["message"].as_str().expect("a sentence");
    assert!(message.contains("ne donne pas les secondes"), "{message}");
}
