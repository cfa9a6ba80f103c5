//! `open --register`: what a register lists, and where that is.

use crate::world::{Exit, World, sha256};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

#[test]
fn a_register_that_is_not_understood_opens_nothing() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("depots/registre.csv", "pli;fichier;depot_fin\nP1;a.pdf.p7m;hier\n");
    world
        .plis(&format!("{OPEN} --register depots/registre.csv"))
        .exits(Exit::Failed)
        .tells("ligne 2, colonne 3 (depot_fin)")
        .leaves_nothing_at("out");
}

#[test]
fn what_is_wrong_with_a_register_is_said_with_its_remedy() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    let open = format!("{OPEN} --register registre.csv");
    for (octets, told, hint) in [
        (&b"%PDF-1.7\n"[..], "c'est un PDF", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97-2003 (.xls)", ".xlsx"),
        (b"pli^document\n1^depots/a.pdf.p7m\n", "il n'y a pas de colonne « fichier »", "--columns"),
        (
            b"fichier;etat;statut;\xc9tat\na;b;c;d\n",
            "deux colonnes sont comprises comme « etat »",
            "--columns",
        ),
        (b"pli;fichier\n;;\n", "il ne contient aucun dépôt", "redemandez-le"),
        (b"pli;fichier\n1;\"depots/a.pdf.p7m\n", "ligne 2, colonne 2", "redemandez-le"),
        (b"pli;fichier\n1;/etc/passwd\n", "absolu", "redemandez-le"),
    ] {
        world.put("registre.csv", octets);
        world.plis(&open).exits(Exit::Failed).tells(told).tells(hint).leaves_nothing_at("out");
    }
    std::fs::remove_file(world.path("registre.csv")).expect("removed");
    world.plis(&open).exits(Exit::Failed).tells("impossible de lire registre.csv").leaves_nothing_at("out");
}

/// Windows says of it that it may not be opened.
#[test]
fn a_folder_in_the_place_of_a_register_or_a_password_is_told_as_one() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    let register = format!("{OPEN} --register depots");
    let password = "open depots --key entite.p12 --password file:depots -o out";
    for (order, exit) in [(&*register, Exit::Failed), (password, Exit::Usage)] {
        world
            .plis(order)
            .exits(exit)
            .tells("c'est un dossier")
            .tells("donnez un fichier")
            .leaves_nothing_at("out");
    }
}

#[test]
fn a_register_may_list_what_stands_beside_it_and_not_what_a_link_leads_to() {
    let world = World::new();
    world.deposit("depots/plis/a.pdf.p7m", b"a");
    world.deposit("depots/autres/e\u{301}te\u{301}.pdf.p7m", "été".as_bytes());
    world.deposit("ailleurs/c.pdf.p7m", b"c");
    #[cfg(unix)]
    std::os::unix::fs::symlink(world.path("ailleurs/c.pdf.p7m"), world.path("depots/lien.pdf.p7m"))
        .expect("link");
    #[cfg(unix)]
    std::os::unix::fs::symlink(world.path("ailleurs"), world.path("depots/dossier")).expect("link");
    world.deposit("depots/autres/b.pdf.p7m", b"b");
    let rows = [
        "plis/a.pdf.p7m",
        "autres/b.pdf.p7m",
        "autres/\u{e9}t\u{e9}.pdf.p7m",
        "lien.pdf.p7m",
        "dossier/c.pdf.p7m",
    ];
    let rows: Vec<String> = rows.iter().enumerate().map(|(pli, file)| format!("{pli};{file}\n")).collect();
    let rows = rows.concat();
    world.put("depots/registre.csv", format!("pli;fichier\n{rows}"));
    world
        .plis("open depots/plis depots/autres --key entite.p12 --password file:mdp.txt -o out --register depots/registre.csv")
        .exits(Exit::Partial);
    let outcome = |report: &serde_json::Value| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let rows = report["items"].as_array().expect("rows").iter();
        rows.map(|item| (text(&item["status"]), text(&item["reason"]))).collect()
    };
    let pair = |status: &str, reason: &str| (status.to_owned(), reason.to_owned());
    let found = outcome(&world.json("out/opening.json"));
    let expected = [
        pair("opened", "-"),
        pair("opened", "-"),
        pair("opened", "-"),
        pair("failed", "missing_file"),
        pair("failed", "missing_file"),
    ];
    assert_eq!(found, expected);
    // Outside of the roots, beside the register.
    world
        .plis("open depots/plis --key entite.p12 --password file:mdp.txt -o out2 --register depots/registre.csv")
        .exits(Exit::Partial);
    let found = outcome(&world.json("out2/opening.json"));
    assert_eq!(found[..2], expected[..2]);
}

#[test]
fn the_blocks_of_a_file_are_in_its_row() {
    let world = World::new();
    for (file, octets) in [("un", b"un"), ("deux", b"de"), ("seul", b"se")] {
        world.deposit(&format!("depots/{file}.p7m"), octets);
    }
    let digest = |file: &str| sha256(&world.read(format!("depots/{file}.p7m")));
    world.put(
        "depots/registre.csv",
        format!(
            "pli;fichier;nom;bloc;empreinte\n1;deux.p7m;a.txt;2;{}\n1;un.p7m;a.txt;1;{}\n2;seul.p7m;b.txt;;\n",
            digest("deux"),
            digest("un")
        ),
    );
    world.plis(&format!("{OPEN} --register depots/registre.csv")).exits(Exit::Done);
    let report = world.json("out/opening.json");
    assert_eq!(report["items"][0]["input"], "depots/un.p7m");
    assert_eq!(report["items"][0]["blocks"], serde_json::json!(["depots/un.p7m", "depots/deux.p7m"]));
    assert_eq!(report["items"][0]["receipt"], "intact", "both digests of the register were met");
    assert_eq!(report["items"][0]["sha256_in"], format!("{} {}", digest("un"), digest("deux")));
    assert_eq!(report["items"][0]["integrity"], "authenticated");
    assert_eq!(report["items"][0]["content_cipher"], "aes-256-gcm");
    assert_eq!(report["items"][1]["input"], "depots/seul.p7m");
    assert!(report["items"][1]["blocks"].as_array().is_none_or(Vec::is_empty));

    // One block without a tag, and the whole file is not authenticated; what is said of the message is the first's.
    let cbc = plis::crypto::ContentCipher::Aes256Cbc;
    let transport = plis::crypto::KeyTransport::RsaPkcs1v15;
    world.put("depots/deux.p7m", world.sealed_with(b"de", &["entite.p12"], cbc, transport));
    world.put(
        "depots/registre.csv",
        "pli;fichier;nom;bloc\n1;deux.p7m;a.txt;2\n1;un.p7m;a.txt;1\n2;seul.p7m;b.txt;\n",
    );
    let open = "open depots --key entite.p12 --password file:mdp.txt --register depots/registre.csv -o out2";
    world.plis(open).exits(Exit::Done);
    let report = world.json("out2/opening.json");
    assert_eq!(report["items"][0]["integrity"], "padding_only");
    assert_eq!(report["items"][0]["content_cipher"], "aes-256-gcm");
}

#[test]
fn a_register_reaches_no_key_no_password_and_no_output() {
    let world = World::new();
    world.deposit("depots/plis/a.pdf.p7m", b"a");
    world.put("depots/mdp.txt", world.read("mdp.txt"));
    world.put("depots/entite.p12", world.read("entite.p12"));
    let rows = ["plis/a.pdf.p7m", "mdp.txt", "entite.p12", "registre.csv", "out/plis/note.p7m"];
    let zeros = "0".repeat(64);
    let rows: Vec<String> =
        rows.iter().enumerate().map(|(pli, file)| format!("{pli};{file};{zeros}\n")).collect();
    world.put("depots/registre.csv", format!("pli;fichier;empreinte\n{}", rows.concat()));
    world.deposit("depots/out/plis/note.p7m", b"note");
    world
        .plis(
            "open depots/plis --key depots/entite.p12 --password file:depots/mdp.txt -o depots/out \
             --register depots/registre.csv",
        )
        .exits(Exit::Partial);
    let report = world.json("depots/out/opening.json");
    let reasons: Vec<&str> = report["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|item| item["reason"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(reasons, ["altered", "missing_file", "missing_file", "missing_file", "missing_file"]);
    let secret = sha256(&world.read("mdp.txt"));
    for (file, octets) in world.files("depots/out") {
        assert!(!String::from_utf8_lossy(&octets).contains(&secret), "{file}");
    }
}

/// What Excel saves in French, and what people keep, open the same.
#[test]
fn registers_open_in_every_format() {
    let world = World::new();
    for file in ["001/offre", "001/candidature", "002/l’offre n° 2"] {
        world.deposit(&format!("depots/{file}.p7m"), file.as_bytes());
    }
    for name in ["excel-csv.csv", "excel-texte-unicode.txt", "openpyxl.xlsx", "libreoffice.ods"] {
        world.copy(&format!("registers/{name}"), name);
        let out = format!("out-{name}");
        let open = format!("open depots --key entite.p12 --password file:mdp.txt -o {out} --register {name}");
        world.plis(&open).exits(Exit::Partial);
        let report = world.json(format!("{out}/opening.json"));
        let rows: Vec<_> = report["items"].as_array().expect("rows").iter().collect();
        let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or("-").to_owned();
        let told: Vec<_> =
            rows.iter().map(|row| (text(row, "status"), text(row, "reason"), text(row, "company"))).collect();
        let of = |status: &str, reason: &str, company: &str| {
            (status.to_owned(), reason.to_owned(), company.to_owned())
        };
        let expected = [
            of("failed", "altered", "Société « L’Été »"),
            of("failed", "altered", "Société « L’Été »"),
            of("refused", "withdrawn", "Œuvres & Fils"),
        ];
        assert_eq!(told, expected, "{name}: the register's digests are of other files");
    }
}

#[test]
fn a_register_is_shown_as_it_is_understood() {
    let world = World::new();
    world.copy("registers/openpyxl.xlsx", "registre.xlsx");
    world
        .plis("register registre.xlsx")
        .exits(Exit::Done)
        .says("Feuille                    Dépôts")
        .says("H        Date et heure d'arrivée  depot_fin")
        .says("L        Observations             gardée telle quelle")
        .says("(à la minute)");
    let shown = world.plis("register registre.xlsx --format json").exits(Exit::Done);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(shown["schema"], "plis.register/1");
    assert_eq!((&shown["format"], &shown["header_line"]), (&"XLSX".into(), &6.into()));
    let rows = shown["rows"].as_array().expect("rows");
    let lines: Vec<_> = rows.iter().map(|row| (row["line"].as_u64(), row["mode"].as_str())).collect();
    let of = |line, mode| (Some(line), Some(mode));
    assert_eq!(
        lines,
        [of(7, "electronique"), of(8, "electronique"), of(9, "electronique"), of(10, "papier")]
    );
    assert_eq!(
        rows[2]["deposited_at"],
        serde_json::json!({"at": "2026-09-15T10:00:00Z", "to_the_minute": true})
    );
    world.put("r.csv", "Où;Quoi\na.p7m;b.pdf\n");
    world.plis("register r.csv").exits(Exit::Failed).tells("il n'y a pas de colonne « fichier »");
    world.plis("register r.csv --columns fichier=Où,nom=Quoi").exits(Exit::Done).says("b.pdf");
    world.plis("register r.csv --columns ou=Où").exits(Exit::Usage).tells("il n'y a pas de colonne « ou »");
    // A heading that is not there: what it was to be would be passed over without a word.
    for (file, text) in
        [("r.csv", "Où;Quoi\na.p7m;b.pdf\n"), ("r.json", r#"[{"Où": "a.p7m", "Quoi": "b.pdf"}]"#)]
    {
        world.put(file, text);
        world
            .plis(&format!("register {file} --columns fichier=Où,nom=Quoy"))
            .exits(Exit::Failed)
            .tells("aucun intitulé ne se lit «\u{a0}Quoy\u{a0}»")
            .tells("Où | Quoi");
    }
    world.put("r.csv", "fichier;depot_fin\na.p7m;01/07/2026 12:00\n");
    world
        .plis("register r.csv --timezone Indian/Reunion --format json")
        .exits(Exit::Done)
        .says("2026-07-01T08:00:00Z");
}

/// A deposit on paper has no file: it is told, and nothing is missing.
#[test]
fn deposits_on_paper_are_told_and_never_missing() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put(
        "registre.csv",
        "pli;entreprise;fichier;depot_fin;mode;etat;Observations\n\
         1;Durand;depots/a.pdf.p7m;2026-11-01 10:00:00;electronique;;\n\
         2;Lefèvre;;2026-11-01 11:00:00;papier;;à l'accueil\n\
         3;Garnier;;2026-11-01 12:00;papier;;\n\
         4;Vallée;;2026-11-01 12:00:01;papier;retire;\n",
    );
    world
        .plis(&format!("{OPEN} --register registre.csv --deadline 2026-11-01T12:00:00+01:00"))
        .exits(Exit::Done)
        .says("3 dépôts sur papier");
    let report = world.json("out/opening.json");
    assert_eq!((&report["summary"]["found"], &report["summary"]["paper"]), (&1.into(), &3.into()));
    let paper: Vec<_> = report["paper"]
        .as_array()
        .expect("deposits")
        .iter()
        .map(|deposit| {
            (deposit["company"].as_str(), deposit["late"].as_bool(), deposit["to_the_minute"].as_bool())
        })
        .collect();
    let of = |company, late, minute| (Some(company), Some(late), minute);
    assert_eq!(
        paper,
        [of("Lefèvre", false, None), of("Garnier", true, Some(true)), of("Vallée", true, None)]
    );
    let minutes = String::from_utf8(world.read("out/proces-verbal.html")).expect("UTF-8");
    for told in ["Les dépôts sur papier", "Lefèvre", "à l’accueil", "Peut-être hors délai"] {
        let told = told.replace('’', "&#39;");
        assert!(minutes.contains(&told) || minutes.contains(&told.replace("&#39;", "'")), "{told}");
    }
    // The minutes in the other language, from the record.
    let english = world.plis("minutes out --format text --lang en").exits(Exit::Done);
    english.says("Deposits on paper").says("Perhaps late: the register leaves the seconds out");
    world.plis("journal show out").exits(Exit::Done).says("Dépôt sur papier au registre : Lefèvre.");
    world.plis("journal verify out").exits(Exit::Done);
}

/// Without the end of deposits nobody would be late: the column that reads like it must be named.
#[test]
fn lateness_is_never_left_unjudged_without_a_word() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("registre.csv", "pli;fichier;Arrivage\n1;depots/a.pdf.p7m;01/11/2026 12:00:37\n");
    let open = format!("{OPEN} --register registre.csv");
    let by = "--deadline 2026-11-01T12:00:00+01:00";
    world
        .plis(&format!("{open} {by}"))
        .exits(Exit::Failed)
        .tells("ligne 1, colonne 3 (Arrivage)")
        .tells("--columns \"depot_fin=Arrivage\"")
        .leaves_nothing_at("out");
    world.plis(&format!("{open} {by} --columns depot_fin=Arrivage")).exits(Exit::Partial);
    assert_eq!(world.json("out/opening.json")["items"][0]["reason"], "late");
    let again = open.replace("-o out", "-o out2");
    world.plis(&format!("{again} {by} --columns depot_fin=")).exits(Exit::Done);
    // Without a deadline there is nothing to judge by.
    world.plis(&open.replace("-o out", "-o out3")).exits(Exit::Done);
    world.plis("register registre.csv").exits(Exit::Done).says("ressemble à depot_fin");
    let shown = world.plis("register registre.csv --format json").exits(Exit::Done);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(shown["columns"][2]["looks_like"], "depot_fin");
    assert!(shown["columns"][1].get("looks_like").is_none());
}

#[test]
fn states_and_digests_in_columns_that_are_not_known_are_told() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("registre.csv", "pli;fichier;Suivi\n1;depots/a.pdf.p7m;Retiré\n");
    let open = format!("{OPEN} --register registre.csv");
    world
        .plis(&open)
        .exits(Exit::Failed)
        .tells("ligne 2, colonne 3 (Suivi)")
        .tells("--columns \"etat=Suivi\"")
        .leaves_nothing_at("out");
    let digest = sha256(&world.read("depots/a.pdf.p7m"));
    world.put("registre.csv", format!("pli;fichier;Contrôle\n1;depots/a.pdf.p7m;{digest}\n"));
    world.plis(&open).exits(Exit::Done).tells("--columns \"empreinte=Contrôle\"");
    world.plis("register registre.csv").exits(Exit::Done).says("ressemble à empreinte");
}

/// A cell that is no instant says why, in French order.
#[test]
fn dates_that_are_refused_say_why() {
    let world = World::new();
    for (cell, told) in [
        ("01/11/26 10:00", "n'a que deux chiffres"),
        ("11/15/2026 10:00", "le mois est avant le jour"),
        ("lundi 1er novembre 2026 à 10 h 00", "se contredit"),
    ] {
        world.put("registre.csv", format!("fichier;Reçu le\na.p7m;{cell}\n"));
        world
            .plis("register registre.csv")
            .exits(Exit::Failed)
            .tells("ligne 2, colonne 2 (Reçu le)")
            .tells(told);
    }
    world.put("registre.csv", "fichier;Date dépôt;Heure dépôt\na.p7m;dimanche 1er novembre 2026;à 10 h 00\n");
    world.plis("register registre.csv --format json").exits(Exit::Done).says("2026-11-01T09:00:00Z");
}
