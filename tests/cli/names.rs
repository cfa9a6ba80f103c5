//! Names as platforms and systems give them, without a register.

use serde_json::{Value, json};

use crate::world::{Exit, World};

const OPEN: &str = "open depots -o ouverture --key entite.p12 --password file:mdp.txt";

fn items(world: &World) -> Vec<Value> {
    world.json("ouverture/opening.json")["items"].as_array().expect("items").clone()
}

#[test]
fn folders_and_file_names_say_whose_an_envelope_is() {
    let world = World::new();
    world.deposit("depots/Pli 3 - Atelier Cœur/offre/acte.pdf.p7m", b"un acte");
    world.deposit("depots/Pli 3 - Atelier Cœur/offre/acte.pdf.p7s.p7m", b"sa signature");
    world.deposit("depots/2026-T-14_candidature_34_1.crypt", b"une candidature");
    world.deposit("depots/DUPONT/anonymat.zip.p7m", b"des noms");
    let ran = world.plis(OPEN).exits(Exit::Done).says("Atelier Cœur");
    ran.leaves_only(
        "ouverture/plis",
        &[
            "2026-T-14_candidature_34_1",
            "Pli 3 - Atelier Cœur/offre/acte.pdf",
            "Pli 3 - Atelier Cœur/offre/acte.pdf.p7s",
        ],
    );
    let said: Vec<Value> = items(&world)
        .iter()
        .map(|item| json!([item["pli"], item["company"], item["envelope"], item["status"]]))
        .collect();
    assert_eq!(
        said,
        [
            json!(["34", null, "candidature", "opened"]),
            // Decided and told by the same name.
            json!(["DUPONT", null, "anonymat", "refused"]),
            json!(["3", "Atelier Cœur", "offre", "opened"]),
            json!(["3", "Atelier Cœur", "offre", "opened"]),
        ]
    );
    let minutes = String::from_utf8(world.read("ouverture/proces-verbal.html")).expect("UTF-8");
    assert!(minutes.contains("Atelier Cœur"));
}

#[test]
fn litter_of_systems_is_counted_and_hides_no_envelope() {
    let world = World::new();
    world.deposit("depots/offre.p7m", b"une offre");
    for (name, content) in [
        ("._offre.p7m", &b"\0\x05\x16\x07\0\x02\0\0"[..]),
        ("__MACOSX/._offre.p7m", b"\0\x05\x16\x07\0\x02\0\0"),
        ("@eaDir/offre.p7m/SYNOINDEX_MEDIA_INFO", b"x"),
        (".nfs000000000012ab3400000001", b"x"),
        (".~lock.offre.odt#", b",A,b,"),
        // Where it is a stream of the envelope it is no file.
        (if cfg!(windows) { "Thumbs.db" } else { "offre.p7m:Zone.Identifier" }, b"[ZoneTransfer]"),
        ("#recycle/retire.p7m", b"x"),
    ] {
        world.put(format!("depots/{name}"), content);
    }
    // An envelope that is named like litter is one.
    world.deposit("depots/._vraie.p7m", b"une vraie offre");
    world.deposit("depots/__MACOSX/cachee.p7m", b"une autre");
    world.plis(OPEN).exits(Exit::Done).leaves("ouverture/plis/__vraie", b"une vraie offre");
    assert_eq!(items(&world).len(), 3);
    assert_eq!(world.json("ouverture/opening.json")["summary"]["passed_over"], 7);
}

/// What Windows, sticks and shares refuse, hide or take for one; what Linux has.
#[cfg(unix)] // names that Windows does not take
#[test]
fn a_final_name_is_one_that_every_system_takes() {
    let world = World::new();
    for (number, name) in [
        "prix: 1 < 2 ?.pdf",
        "CON",
        "nul.pdf",
        "COM1.txt",
        "fin .",
        "a\\b \"c\" |*>",
        "ligne\n2",
        "Mémoire.pdf",
        "mémoire.PDF",
        "Lot 1/acte.pdf",
        "LOT 1/acte.pdf",
        "pour : tous/acte.pdf",
    ]
    .into_iter()
    .enumerate()
    {
        world.deposit(&format!("depots/{name}.p7m"), format!("{number}").as_bytes());
    }
    let octets: std::ffi::OsString =
        std::os::unix::ffi::OsStringExt::from_vec(b"r\xe9serv\xe9.pdf.p7m".to_vec());
    world.put(std::path::Path::new("depots").join(octets), world.sealed(b"12", &["entite.p12"]));
    let ran = world.plis(OPEN).exits(Exit::Done);
    ran.says("Les 13 plis sont ouverts");
    let first = world.files("ouverture/plis");
    let keys: std::collections::BTreeSet<String> =
        first.keys().map(|name| plis::opening::names::collision_key(name)).collect();
    assert_eq!(keys.len(), 13, "{:?}", first.keys());
    for name in first.keys() {
        for part in name.split('/') {
            assert_eq!(plis::opening::names::safe_component(part), part);
        }
    }
    for (name, content) in [
        ("prix_ 1 _ 2 _.pdf", "0"),
        ("_CON", "1"),
        ("_nul.pdf", "2"),
        ("_COM1.txt", "3"),
        ("fin", "4"),
        ("a_b _c_ ___", "5"),
        ("ligne_2", "6"),
        ("pour _ tous/acte.pdf", "11"),
        ("r_serv_.pdf", "12"),
    ] {
        assert_eq!(first.get(name).map(Vec::as_slice), Some(content.as_bytes()), "{name}");
    }
    // Each row says so, in its field and in its sentence; the envelope keeps its name.
    let renamed =
        |item: &&Value| item["message"].as_str().is_some_and(|said| said.contains("Son fichier est"));
    assert_eq!(items(&world).iter().filter(renamed).count(), 11);
    let colon =
        items(&world).into_iter().find(|item| item["output"] == "plis/prix_ 1 _ 2 _.pdf").expect("a row");
    assert_eq!(colon["own_name"], "plis/prix: 1 < 2 ?.pdf");
    assert_eq!(colon["input"], "depots/prix: 1 < 2 ?.pdf.p7m");
    // Whatever the number of threads, and again.
    for jobs in ["1", "7"] {
        world.plis(&format!("{OPEN} --jobs {jobs}")).exits(Exit::Done);
        assert!(items(&world).iter().all(|item| item["status"] == "already_opened"));
        assert_eq!(world.files("ouverture/plis"), first);
        world.plis(&format!("{} --jobs {jobs}", OPEN.replace("ouverture", jobs))).exits(Exit::Done);
        assert_eq!(world.files(format!("{jobs}/plis")), first);
    }
    world.plis("journal verify ouverture").exits(Exit::Done);
}

/// What another envelope beside it would be called changes nothing of what was opened.
#[cfg(unix)] // names that Windows does not take
#[test]
fn what_was_opened_keeps_its_name_when_others_come() {
    let world = World::new();
    world.deposit("depots/a?.p7m", b"le premier");
    world.plis(OPEN).exits(Exit::Done).leaves("ouverture/plis/a_", b"le premier");
    world.deposit("depots/a_.p7m", b"le second");
    world.plis(OPEN).exits(Exit::Done).leaves("ouverture/plis/a_", b"le premier");
    let said: Vec<Value> = items(&world).iter().map(|item| json!([item["input"], item["status"]])).collect();
    assert_eq!(said, [json!(["depots/a?.p7m", "already_opened"]), json!(["depots/a_.p7m", "opened"])]);
    world.plis("journal verify ouverture").exits(Exit::Done);
}

#[test]
fn what_is_not_there_is_not_called_an_output() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"un acte");
    world.put("depots/clair.pdf", b"%PDF");
    world.put("ouverture/plis/a.pdf", b"d'un autre");
    world.plis(OPEN).exits(Exit::Partial).says("plis/a.pdf");
    for (item, wanted) in items(&world).iter().zip(["plis/a.pdf", "plis/clair.pdf"]) {
        assert_eq!((&item["output"], &item["wanted_output"]), (&Value::Null, &json!(wanted)));
    }
    world.plis("journal verify ouverture");
}
