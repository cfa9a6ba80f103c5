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
        ("offre.p7m:Zone.Identifier", b"[ZoneTransfer]"),
        ("#recycle/retire.p7m", b"x"),
    ] {
        world.put(format!("depots/{name}"), content);
    }
    // An envelope that is named like litter is one.
    world.deposit("depots/._vraie.p7m", b"une vraie offre");
    world.deposit("depots/__MACOSX/cachee.p7m", b"une autre");
    world.plis(OPEN).exits(Exit::Done).leaves("ouverture/plis/._vraie", b"une vraie offre");
    assert_eq!(items(&world).len(), 3);
    assert_eq!(world.json("ouverture/opening.json")["summary"]["passed_over"], 7);
}
