//! `open`: what it writes, how it ends, and what it says of each envelope.

use crate::world::{Exit, World};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

#[test]
fn everything_opens() {
    let world = World::new();
    world.deposit("depots/Société Éole/offre/mémoire technique.pdf.p7m", b"%PDF memoire");
    world.deposit("depots/Bâtiment & Fils/candidature/dc1.pdf.cms", b"%PDF dc1");
    world
        .plis(OPEN)
        .exits(Exit::Done)
        .says("Les 2 plis sont ouverts (20 o en")
        .says("Bâtiment & Fils/candidature/dc1.pdf.cms")
        .says("intégrité vérifiée")
        .says("Procès-verbal out/proces-verbal.html")
        .leaves("out/plis/Société Éole/offre/mémoire technique.pdf", b"%PDF memoire")
        .leaves("out/plis/Bâtiment & Fils/candidature/dc1.pdf", b"%PDF dc1")
        .leaves_only(
            "out",
            &[
                "journal.jsonl",
                "opening.json",
                "plis/Bâtiment & Fils/candidature/dc1.pdf",
                "plis/Société Éole/offre/mémoire technique.pdf",
                "proces-verbal.html",
            ],
        );
}

#[test]
fn one_bad_envelope_never_stops_the_others() {
    let world = World::new();
    world.deposit("depots/bon.pdf.p7m", b"bon");
    let mut damaged = world.sealed(&[7; 5000], &["entite.p12"]);
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    world.put("depots/abime.pdf.p7m", &damaged);
    world.put("depots/coupe.pdf.p7m", &world.sealed(&[7; 5000], &["entite.p12"])[..3000]);
    world.put("depots/en-clair.pdf", b"%PDF-1.7 en clair");
    world.put("depots/autre.pdf.p7m", world.sealed(b"autre", &["secours.p12"]));
    world.put("depots/.DS_Store", b"litter");
    let entity = world.certificate("entite.p12");
    let emergency = world.certificate("secours.p12");
    let ran = world
        .plis(OPEN)
        .exits(Exit::Partial)
        .says("1 pli ouvert sur 5")
        .says("Un fichier du système (.DS_Store, Thumbs.db...) a été laissé de côté")
        .says("abime.pdf.p7m le pli est endommagé ou a été modifié")
        .says("coupe.pdf.p7m le pli est incomplet")
        .says("en-clair.pdf ce fichier n'est pas un pli chiffré")
        .says("aucune bi-clé disponible n'en est destinataire")
        .says(&emergency.serial().to_string())
        .says("Bi-clés disponibles")
        .says(&entity.serial().to_string())
        .says("Que faire ensuite")
        .leaves("out/plis/bon.pdf", b"bon");
    assert_eq!(ran.world.files("out/plis").len(), 1);

    let report = world.json("out/opening.json");
    assert_eq!(report["schema"], "plis.opening/1");
    let reasons: Vec<(&str, &str)> = report["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|item| (item["input"].as_str().expect("name"), item["reason"].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(
        reasons,
        [
            ("depots/abime.pdf.p7m", "corrupted"),
            ("depots/autre.pdf.p7m", "no_matching_key"),
            ("depots/bon.pdf.p7m", "-"),
            ("depots/coupe.pdf.p7m", "truncated"),
            ("depots/en-clair.pdf", "not_an_envelope"),
        ]
    );
    let message = report["items"][1]["message"].as_str().expect("a sentence");
    for fact in [
        emergency.serial().to_string(),
        emergency.issuer_cn().expect("CN"),
        entity.serial().to_string(),
        entity.issuer_cn().expect("CN"),
    ] {
        assert!(message.contains(&fact), "{fact} in {message}");
    }
}

#[test]
fn run_again_it_keeps_what_is_open() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.deposit("depots/b.pdf.p7m", b"b");
    world.plis(OPEN).exits(Exit::Done);
    let first = world.files("out/plis");
    world.plis(OPEN).exits(Exit::Done).says("2 d'entre eux avaient été ouverts par un passage précédent");
    assert_eq!(world.files("out/plis"), first);
    world.plis("journal verify out").exits(Exit::Done).says("Le journal est intact");
}

#[test]
fn run_again_it_keeps_only_what_is_still_the_same() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"offre");
    world.plis(OPEN).exits(Exit::Done);
    // As long as it was: only the digest tells.
    world.put("out/plis/a.pdf", b"ordre");
    world
        .plis(OPEN)
        .exits(Exit::Partial)
        .says("un autre fichier porte déjà ce nom")
        .leaves("out/plis/a.pdf", b"ordre");
    // Another envelope in the place of the one that was opened: what stands there is not its plaintext.
    world.put("out/plis/a.pdf", b"offre");
    world.plis(OPEN).exits(Exit::Done);
    world.deposit("depots/a.pdf.p7m", b"une autre offre, plus longue");
    world
        .plis(OPEN)
        .exits(Exit::Partial)
        .says("un autre fichier porte déjà ce nom")
        .leaves("out/plis/a.pdf", b"offre");
}

#[test]
fn nothing_that_exists_is_overwritten() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("out/plis/a.pdf", b"mine");
    world
        .plis(OPEN)
        .exits(Exit::Partial)
        .says("un autre fichier porte déjà ce nom")
        .leaves("out/plis/a.pdf", b"mine");
    let other = World::new();
    other.deposit("depots/a.pdf.p7m", b"a");
    other.put("out/opening.json", b"mine");
    other
        .plis(OPEN)
        .exits(Exit::Failed)
        .tells("out/opening.json est là et ne vient pas d'une ouverture précédente")
        .leaves("out/opening.json", b"mine");
}

/// The journal has room, so that nothing but the write itself tells.
#[cfg(unix)] // ulimit
#[test]
fn a_plaintext_that_cannot_be_written_whole_has_no_name() {
    let world = World::new();
    world.deposit("depots/grand.pdf.p7m", &vec![7; 200_000]);
    world.deposit("depots/petit.pdf.p7m", b"petit");
    let script = r#"trap '' XFSZ; ulimit -f 150; exec "$@""#;
    let run = world.command(OPEN.split(' '));
    let limited = std::process::Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(world.path(""))
        .output()
        .expect("it runs");
    crate::world::Ran::new(&world, limited)
        .exits(Exit::Partial)
        .leaves_only("out", &["journal.jsonl", "opening.json", "plis/petit.pdf", "proces-verbal.html"]);
    let report = world.json("out/opening.json");
    assert_eq!(report["items"][0]["reason"], "write_failed");
    world.plis(OPEN).exits(Exit::Done).leaves("out/plis/grand.pdf", &vec![7; 200_000]);
}

#[test]
fn before_the_deadline_nothing_is_opened() {
    let world = World::new().at("2026-11-18T10:59:00+01:00");
    world.deposit("depots/a.pdf.p7m", b"a");
    world
        .plis(&format!("{OPEN} --deadline 2026-11-20T12:00"))
        .exits(Exit::Refused)
        .tells("rien ne peut être ouvert avant la date limite, le 20/11/2026 12:00:00 (Europe/Paris), 11:00:00 UTC")
        .tells("Encore 2 jours 1 heure à attendre")
        .tells("--dry-run")
        .leaves_only("out", &["journal.jsonl"]);
    world.plis("journal show out").exits(Exit::Done).says("Ouverture refusée : avant la date limite");
    world
        .plis(&format!("{OPEN} --deadline 2026-11-18T10:00"))
        .exits(Exit::Done)
        .leaves("out/plis/a.pdf", b"a");
}

#[test]
fn local_times_that_are_skipped_or_doubled_are_refused() {
    let world = World::new();
    for (deadline, sentence) in [
        ("2026-03-29T02:30", "2026-03-29T02:30 n'existe pas dans le fuseau Europe/Paris"),
        ("2026-10-25T02:30", "2026-10-25T02:30 arrive deux fois dans le fuseau Europe/Paris"),
        ("demain", "--deadline n'est pas une date et une heure"),
    ] {
        world
            .plis(&format!("{OPEN} --deadline {deadline}"))
            .exits(Exit::Usage)
            .tells(sentence)
            .leaves_nothing_at("out");
    }
}

#[test]
fn the_emergency_key_needs_a_motif() {
    let world = World::new();
    world.put("depots/a.pdf.p7m", world.sealed(b"a", &["secours.p12"]));
    world.deposit("depots/b.pdf.p7m", b"b");
    let open = format!("{OPEN} --emergency-key secours.p12");
    world.plis(&open).exits(Exit::Refused).tells("aucun n'est donné").leaves_nothing_at("out");
    let mut args: Vec<&str> = open.split(' ').collect();
    args.extend(["--reason", "clé d'entité perdue", "--opener", "Claire Martin"]);
    world
        .run(args)
        .exits(Exit::Done)
        .says("Un pli a été ouvert avec une bi-clé de secours")
        .leaves("out/plis/a.pdf", b"a");
    let report = world.json("out/opening.json");
    assert_eq!(report["run"]["reason"], "clé d'entité perdue");
    assert_eq!(report["items"][0]["key"]["role"], "emergency");
    assert_eq!(report["items"][1]["key"]["role"], "entity");
    let minutes = String::from_utf8(world.read("out/proces-verbal.html")).expect("UTF-8");
    for fact in ["clé d&#39;entité perdue", "Claire Martin", "bi-clé de secours"] {
        assert!(minutes.contains(fact) || minutes.contains(&fact.replace("&#39;", "'")), "{fact}");
    }
}

#[test]
fn accepting_needs_a_motif() {
    World::new()
        .plis(&format!("{OPEN} --accept late"))
        .exits(Exit::Refused)
        .tells("--accept")
        .leaves_nothing_at("out");
}

#[test]
fn a_rehearsal_decrypts_nothing_and_says_so() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("depots/b.pdf.p7m", world.sealed(b"b", &["secours.p12"]));
    world
        .plis(&format!("{OPEN} --deadline 2030-01-01T12:00 --dry-run"))
        .exits(Exit::Partial)
        .says("Répétition : 1 pli sur 2 s'ouvrirait")
        .says("Aucun contenu n'a été déchiffré")
        .leaves_only("out", &["journal.jsonl"]);
    world.plis(OPEN).exits(Exit::Partial).leaves("out/plis/a.pdf", b"a");
}

#[test]
fn an_expired_certificate_still_opens_and_the_papers_say_so() {
    let world = World::new();
    world.copy("keys/expired.p12", "entite.p12");
    world.put("depots/a.pdf.p7m", world.sealed(b"a", &["entite.p12"]));
    world
        .plis(OPEN)
        .exits(Exit::Done)
        .says("a expiré le")
        .says("ne supprimez pas la bi-clé")
        .leaves("out/plis/a.pdf", b"a");
    let report = world.json("out/opening.json");
    assert_eq!(report["keys"][0]["expired"], true);
    assert!(report["items"][0]["message"].as_str().expect("sentence").contains("a expiré le"));
    let minutes = String::from_utf8(world.read("out/proces-verbal.html")).expect("UTF-8");
    assert!(minutes.contains("expiré avant cette ouverture"));
}

#[test]
fn the_report_is_the_same_whatever_the_jobs() {
    let world = World::new();
    for n in 0..12 {
        world.deposit(&format!("depots/{n:02}.pdf.p7m"), format!("pli {n}").repeat(n * 100).as_bytes());
    }
    world.put("depots/clair.pdf", b"%PDF");
    let mut reports = Vec::new();
    for jobs in ["1", "2", "8"] {
        world
            .plis(&format!("open depots --key entite.p12 --password file:mdp.txt -o out{jobs} --jobs {jobs}"))
            .exits(Exit::Partial);
        let mut report = world.json(format!("out{jobs}/opening.json"));
        report["run"]["id"] = "-".into();
        report["run"]["finished_at"] = "-".into();
        report["run"]["jobs"] = 0.into();
        report["summary"]["elapsed_ms"] = 0.into();
        report["journal"]["head"] = "-".into();
        for item in report["items"].as_array_mut().expect("rows") {
            item["duration_ms"] = 0.into();
        }
        reports.push(report);
    }
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports[0], reports[2]);
}

#[test]
fn both_libraries_give_the_same_plaintext() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", &vec![42; 100_000]);
    world
        .plis(&format!("{OPEN} --crypto rust-crypto"))
        .exits(Exit::Done)
        .leaves("out/plis/a.pdf", &vec![42; 100_000]);
    assert_eq!(world.json("out/opening.json")["tool"]["crypto"], "rust-crypto");
}

#[test]
fn a_folder_that_is_not_there_and_one_without_envelopes() {
    let world = World::new();
    world.plis(OPEN).exits(Exit::Failed).tells("impossible de lire depots : fichier ou dossier introuvable");
    std::fs::create_dir(world.path("depots")).expect("folder");
    world.plis(OPEN).exits(Exit::Partial).says("Aucun pli n'a été trouvé");
}

#[test]
fn envelopes_of_one_name_are_refused_and_a_document_in_clear_takes_none() {
    let world = World::new();
    world.deposit("depots/offre.p7m", b"une");
    world.deposit("depots/offre.cms", b"autre");
    world.deposit("depots/note.p7m", b"note");
    world.put("depots/note.pem", b"une note en clair");
    world.deposit("depots/dossier.p7m", b"dossier");
    world.deposit("depots/dossier/a.p7m", b"dans le dossier");
    world
        .plis(OPEN)
        .exits(Exit::Partial)
        .leaves("out/plis/note", b"note")
        .leaves("out/plis/dossier/a", b"dans le dossier")
        .leaves_nothing_at("out/plis/offre");
    let report = world.json("out/opening.json");
    let rows: Vec<(&str, &str, &str)> = report["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|item| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned().leak() as &str;
            (text(&item["input"]), text(&item["reason"]), text(&item["detail"]["input"]))
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("depots/dossier/a.p7m", "-", "-"),
            ("depots/dossier.p7m", "output_collision", "depots/dossier/a.p7m"),
            ("depots/note.p7m", "-", "-"),
            ("depots/note.pem", "not_an_envelope", "-"),
            ("depots/offre.cms", "output_collision", "depots/offre.p7m"),
            ("depots/offre.p7m", "output_collision", "depots/offre.cms"),
        ]
    );
}

#[test]
fn the_output_folder_is_no_root_by_any_name() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    let before = world.files("depots");
    #[cfg(unix)]
    std::os::unix::fs::symlink(world.path("depots"), world.path("lien")).expect("link");
    let names = ["depots", "depots/", "depots/../depots", "./depots", "lien"];
    for out in names.into_iter().filter(|out| cfg!(unix) || *out != "lien") {
        world
            .plis(&format!("open depots --key entite.p12 --password file:mdp.txt -o {out}"))
            .exits(Exit::Usage);
        assert_eq!(world.files("depots"), before, "{out}");
    }
}

#[test]
fn a_folder_s_record_holds_what_was_opened_from_elsewhere() {
    let world = World::new();
    world.deposit("a/un.pdf.p7m", b"un");
    world.deposit("b/deux.pdf.p7m", b"deux");
    let keys = "--key entite.p12 --password file:mdp.txt -o ouverture";
    world.plis(&format!("open a {keys}")).exits(Exit::Done);
    world.plis(&format!("open b {keys}")).exits(Exit::Done);
    let rows = |world: &World| {
        let report = world.json("ouverture/opening.json");
        let items = report["items"].as_array().expect("items").clone();
        let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
        items.iter().map(|item| (text(&item["input"]), text(&item["status"]))).collect::<Vec<_>>()
    };
    let row = |input: &str, status: &str| (input.to_owned(), status.to_owned());
    assert_eq!(rows(&world), [row("b/deux.pdf.p7m", "opened"), row("a/un.pdf.p7m", "already_opened")]);
    // The same folder by another path, and one without any envelope.
    world.plis(&format!("open ./a {keys}")).exits(Exit::Done);
    assert_eq!(
        rows(&world),
        [row("./a/un.pdf.p7m", "already_opened"), row("b/deux.pdf.p7m", "already_opened")]
    );
    // Another envelope of the same name and size is another envelope.
    world.deposit("c/un.pdf.p7m", b"nu");
    world.plis(&format!("open c {keys}")).exits(Exit::Partial);
    assert_eq!(rows(&world)[0], row("c/un.pdf.p7m", "refused"));
    world.put("vide/Thumbs.db", b"");
    world.plis(&format!("open vide {keys}")).exits(Exit::Done);
    assert_eq!(rows(&world).len(), 2);
    // What is no longer what was opened is said.
    world.put("ouverture/plis/un.pdf", b"autre");
    world.plis(&format!("open b {keys}")).exits(Exit::Partial);
    assert_eq!(rows(&world)[1], row("./a/un.pdf.p7m", "refused"));
}
