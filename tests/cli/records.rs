//! `minutes` and `journal`: what an opening left, read again.

use crate::world::{Exit, World};

fn opened() -> World {
    let world = World::new();
    world.deposit("depots/Éole/offre/a.pdf.p7m", b"a");
    world.put("depots/Éole/offre/=cmd.pdf", b"%PDF");
    world
        .plis("open depots --key entite.p12 --password file:mdp.txt -o out --opener Claire")
        .exits(Exit::Partial);
    world
}

#[test]
fn minutes_in_the_other_language_and_every_format() {
    let world = opened();
    world.plis("minutes out").exits(Exit::Done).says(r#"<html lang="fr">"#).says("Procès-verbal d'ouverture");
    world
        .plis("minutes out --lang en --format text")
        .exits(Exit::Done)
        .says("Minutes of the opening of tenders")
        .says("1 envelope opened, of 2.");
    let excel = world.plis("minutes out --format csv").exits(Exit::Done);
    assert!(excel.out.starts_with("\u{feff}N°;Pli;Entreprise;"), "{}", excel.out);
    assert!(excel.out.contains(";'=cmd.pdf;") || excel.out.contains("depots/Éole/offre/=cmd.pdf"));
    let plain = world.plis("minutes out --format csv --csv rfc4180").exits(Exit::Done);
    assert!(plain.out.starts_with("N°,Pli,Entreprise,"), "{}", plain.out);
}

#[test]
fn minutes_written_by_open_and_again_are_the_same() {
    let world = opened();
    let again = world.plis("minutes out").exits(Exit::Done);
    assert_eq!(again.out.as_bytes(), world.read("out/proces-verbal.html"));
}

#[test]
fn minutes_go_to_a_new_file_only() {
    let world = opened();
    world.plis("minutes out -o pv.html").exits(Exit::Done).tells("Écrit : pv.html");
    world.plis("minutes out -o pv.html").exits(Exit::Failed).tells("pv.html existe déjà");
}

#[test]
fn a_folder_that_is_no_opening_is_said() {
    World::new().plis("minutes .").exits(Exit::Failed).tells("n'est pas le journal d'une ouverture");
}

#[test]
fn one_octet_changed_anywhere_in_the_journal_is_found() {
    let world = opened();
    let journal = world.read("out/journal.jsonl");
    for at in (0..journal.len()).step_by(journal.len() / 40) {
        let mut changed = journal.clone();
        changed[at] ^= 1;
        world.put("out/journal.jsonl", &changed);
        world.plis("journal verify out").exits(Exit::Failed).tells("journal.jsonl a été modifié");
    }
}

#[test]
fn the_last_entry_removed_is_found_by_the_report() {
    let world = opened();
    let journal = world.read("out/journal.jsonl");
    // The last entry speaks of the papers, the one before of the run's end: the report names that one.
    let ends: Vec<usize> = (0..journal.len()).filter(|at| journal[*at] == b'\n').map(|at| at + 1).collect();
    world.put("out/journal.jsonl", &journal[..ends[ends.len() - 2]]);
    world.plis("journal verify out").exits(Exit::Failed).says("rien ne dit ce que sont son rapport");
    world.put("out/journal.jsonl", &journal[..ends[ends.len() - 3]]);
    world.plis("journal verify out").exits(Exit::Failed).says("n'a pas de fin").says("la fin a été retirée");
}

#[test]
fn a_line_removed_or_moved_is_found_and_its_place_named() {
    let world = opened();
    let journal = world.read("out/journal.jsonl");
    let lines: Vec<&[u8]> = journal.split_inclusive(|octet| *octet == b'\n').collect();
    let verify = |lines: &[&[u8]], told: &str| {
        world.put("out/journal.jsonl", lines.concat());
        world.plis("journal verify out").exits(Exit::Failed).tells(told);
    };
    for gone in 0..lines.len() - 1 {
        let kept = [&lines[..gone], &lines[gone + 1..]].concat();
        verify(
            &kept,
            &format!(
                "à la ligne {} : l'entrée {} est là où l'entrée {} devrait être",
                gone + 1,
                gone + 2,
                gone + 1
            ),
        );
    }
    let mut moved = lines.clone();
    moved.swap(1, 2);
    verify(&moved, "à la ligne 2 : l'entrée 3 est là où l'entrée 2 devrait être");
    for cut in [1, 100, journal.len() / 2, journal.len() - 1] {
        world.put("out/journal.jsonl", &journal[..cut]);
        world.plis("journal verify out").exits(Exit::Failed).tells("journal.jsonl");
    }
}

#[test]
fn a_journal_that_was_shortened_is_not_continued() {
    let world = opened();
    let journal = world.read("out/journal.jsonl");
    let report = world.read("out/opening.json");
    let ends: Vec<usize> = (0..journal.len()).filter(|at| journal[*at] == b'\n').map(|at| at + 1).collect();
    let end = ends[ends.len() - 3];
    world.put("out/journal.jsonl", &journal[..end]);
    world
        .plis("open depots --key entite.p12 --password file:mdp.txt -o out")
        .exits(Exit::Failed)
        .tells("la fin a été retirée")
        .leaves("out/journal.jsonl", &journal[..end])
        .leaves("out/opening.json", &report);
    world.put("out/journal.jsonl", &journal);
    world.plis("open depots --key entite.p12 --password file:mdp.txt -o out").exits(Exit::Partial);
    world.plis("journal verify out").exits(Exit::Done);
    let longer = world.read("out/journal.jsonl");
    assert!(longer.starts_with(&journal) && longer.len() > journal.len(), "the same journal goes on");
}

#[test]
fn a_journal_that_was_edited_is_not_continued() {
    let world = opened();
    // As a run that was killed leaves it: no report vouches for the journal, only its own hashes do.
    std::fs::remove_file(world.path("out/opening.json")).expect("removed");
    let mut journal = world.read("out/journal.jsonl");
    let middle = journal.len() / 2;
    journal[middle] ^= 1;
    world.put("out/journal.jsonl", &journal);
    world
        .plis("open depots --key entite.p12 --password file:mdp.txt -o out")
        .exits(Exit::Failed)
        .tells("journal.jsonl a été modifié")
        .leaves("out/journal.jsonl", &journal)
        .leaves_nothing_at("out/opening.json");
}

#[test]
fn a_line_that_a_power_cut_left_without_its_end_is_cut() {
    let world = opened();
    for kept in [1, 100] {
        let journal = world.read("out/journal.jsonl");
        let torn = [&journal[..], &journal[..kept]].concat();
        world.put("out/journal.jsonl", torn);
        world.plis("open depots --key entite.p12 --password file:mdp.txt -o out").exits(Exit::Partial);
        world.plis("journal verify out").exits(Exit::Done);
        let longer = world.read("out/journal.jsonl");
        assert!(longer.starts_with(&journal) && longer.len() > journal.len(), "the same journal goes on");
    }
}

#[test]
fn the_journal_reads_well() {
    let world = opened();
    world
        .plis("journal show out")
        .exits(Exit::Done)
        .says("Quand (Europe/Paris)")
        .says("Début de l'ouverture : 2 plis. Ouverture faite par Claire.")
        .says("Éole/offre/a.pdf.p7m : Ouvert avec")
        .says("Fin. Ouverts : 1 ; laissés fermés : 0 ; non ouverts : 1.");
    let json = world.plis("journal show out --format json").exits(Exit::Done);
    let entries: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(entries.as_array().map(Vec::len), Some(5));
}

#[test]
fn a_head_given_by_hand_is_compared() {
    let world = opened();
    let head = world.json("out/opening.json")["journal"]["head"].as_str().expect("head").to_owned();
    world.plis(&format!("journal verify out --head {head}")).exits(Exit::Done);
    let other = "0".repeat(64);
    world
        .plis(&format!("journal verify out --head {other}"))
        .exits(Exit::Failed)
        .tells("ce n'est pas celle dont parle le rapport");
}
