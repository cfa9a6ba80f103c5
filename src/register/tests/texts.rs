//! CSV and JSON.

use super::*;
use crate::limits::REGISTER;

const HEADER: &str =
    "pli;entreprise;enveloppe;lot;fichier;bloc;nom;depot_debut;depot_fin;empreinte;empreinte_clair;etat";

#[test]
fn a_row_with_everything() {
    let register = read(&format!(
        "{HEADER};remarque\r\nP1;Société Éléonore;Offre technique;Lot 1;DUPONT\\offre.b1.p7m;1/3;mémoire.pdf;\
         18/12/2026 11:58;2026-12-18T11:59:30+01:00;{};{};Déposé;\"à revoir; \"\"vite\"\"\"\r\n",
        "AB".repeat(32),
        "cd".repeat(32)
    ));
    let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
    let expected = RegisterRow {
        line: 2,
        pli: Some("P1".into()),
        company: Some("Société Éléonore".into()),
        envelope: Some(EnvelopeKind::OffreTechnique),
        lot: Lot::new("1"),
        file: "DUPONT/offre.b1.p7m".into(),
        block: Some(Block { number: 1, total: Some(3) }),
        name: Some("mémoire.pdf".into()),
        started_at: Some(Written { at: at("2026-12-18T10:58:00Z"), to_the_minute: true }),
        ended_at: Some(at("2026-12-18T10:59:30Z").into()),
        digest: Some([0xab; 32]),
        plaintext_digest: Some([0xcd; 32]),
        state: State::Deposited,
        others: vec![("remarque".into(), "à revoir; \"vite\"".into())],
    };
    assert_eq!(register.rows(), [expected]);
    assert_eq!(register.consultation(), &RegisterConsultation::default());
}

#[test]
fn csv_and_json_say_the_same() {
    let semicolons =
        read("pli;fichier;lot;bloc;nom;etat;vu\nP1;a/b.p7m;2;1;b.zip;retire;oui\nP2;c.p7m;;;;;\n");
    let others = [
        "\u{feff}pli,fichier,lot,bloc,nom,etat,vu\r\nP1,a/b.p7m,2,1,b.zip,retire,oui\r\nP2,c.p7m,,,,,\r\n",
        "vu;etat;nom;bloc;lot;fichier;pli\noui;retire;b.zip;1;2;a\\b.p7m;P1\n;;;;;c.p7m;P2",
        "PLI,Fichier,LOT,Bloc,Nom,État,vu\n\"P1\",\"a/b.p7m\",\"2\",\"1\",\"b.zip\",\"Retiré\",\"oui\"\nP2,c.p7m,,,,,\n",
    ];
    for text in others {
        assert_eq!(read(text).rows(), semicolons.rows(), "{text}");
    }
    let json = read(
        r#" [{"pli":"P1","fichier":"a\\b.p7m","lot":2,"bloc":1,"nom":"b.zip","etat":"retir\u00e9","vu":"oui"},
             {"vu":null,"fichier":"c.p7m","Pli":"P2","lot":""}]"#,
    );
    let blind = |rows: &[RegisterRow]| {
        rows.iter().map(|row| RegisterRow { line: 0, ..row.clone() }).collect::<Vec<_>>()
    };
    assert_eq!(blind(json.rows()), blind(semicolons.rows()));
    assert_eq!(json.rows().iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn the_delimiter_is_told_from_the_header() {
    let one_column = read("fichier\na,b.p7m\n");
    assert_eq!(one_column.rows()[0].file.as_ref(), "a,b.p7m");
    let commas = read("fichier,remarque\na.p7m,une;deux;trois\n");
    assert_eq!(commas.rows()[0].others, [("remarque".into(), "une;deux;trois".into())]);
    let said = read("sep=,\r\nfichier,remarque;x\r\na.p7m,b\r\n");
    assert_eq!((said.rows()[0].line, said.rows()[0].file.as_ref()), (3, "a.p7m"));
}

#[test]
fn lines_are_those_of_the_file() {
    let register = read("\nfichier;remarque\r\n\r\n\r\na.p7m;\"sur\ndeux lignes\"\r\n;\r\n\nb.p7m;\n");
    let lines: Vec<_> = register.rows().iter().map(|row| (row.line, row.file.as_ref())).collect();
    assert_eq!(lines, [(5, "a.p7m"), (9, "b.p7m")]);
}

#[test]
fn every_fault_has_its_line_and_column() {
    let digest = "0".repeat(63);
    let row = |row: &str| format!("{HEADER}\nP1;A;offre;;a.p7m;;;;;;;\n{row}\n");
    let cases = [
        (row("P2;B;devis;;b.p7m;;;;;;;"), 3, "enveloppe"),
        (row("P2;B;;;;;;;;;;"), 5, "fichier"),
        (row("P2;B;;;../b.p7m;;;;;;;"), 5, "fichier"),
        (row("P2;B;;;C:\\b.p7m;;;;;;;"), 5, "fichier"),
        (row("P2;B;;;a.p7m;;;;;;;"), 5, "fichier"),
        (row("P2;B;;;.\\a.p7m;;;;;;;"), 5, "fichier"),
        (row("P2;B;;;b.p7m;zéro;b;;;;;"), 6, "bloc"),
        (row("P2;B;;;b.p7m;1;;;;;;"), 7, "nom"),
        (row("P2;B;;;b.p7m;;;hier;;;;"), 8, "depot_debut"),
        (row("P2;B;;;b.p7m;;;;29/03/2026 02:30;;;"), 9, "depot_fin"),
        (row("P2;B;;;b.p7m;;;2026-12-18 11:00;2026-12-18 10:59:59;;;"), 9, "depot_fin"),
        (row(&format!("P2;B;;;b.p7m;;;;;{digest};;")), 10, "empreinte"),
        (row(&format!("P2;B;;;b.p7m;;;;;;{digest}g;")), 11, "empreinte_clair"),
        (row("P2;B;;;b.p7m;;;;;;;perdu"), 12, "etat"),
        (row("P1;B;;;b.p7m;;;;;;;"), 2, "entreprise"),
    ];
    for (text, column, name) in cases {
        let (place, found, fault) = refused(&text);
        assert_eq!((place, found.as_deref()), (Some((3, column)), Some(name)), "{fault}\n{text}");
    }
}

#[test]
fn every_fault_of_json_has_its_line_and_character() {
    let cases = [
        ("[\n  {\"fichier\": \"a.p7m\", \"enveloppe\": \"devis\"}\n]", (2, 37), Some("enveloppe")),
        ("[\n  {\"nom\": \"é\",\n   \"fichier\": \"../a\"}]", (3, 15), Some("fichier")),
        ("[{\"fichier\":\"a\"},\n {\"pli\":\"P\"}]", (2, 2), Some("fichier")),
        ("[{\"fichier\":\"a\"},\n {\"fichier\":\"a\"}]", (2, 13), Some("fichier")),
        ("[{\"fichier\":\"a\",\n\"fichier\":\"b\"}]", (2, 11), Some("fichier")),
        ("[{\"fichier\":\"a\",\"bloc\":true}]", (1, 24), Some("bloc")),
        ("[{\"fichier\":[\"a\"]}]", (1, 13), Some("fichier")),
        ("[{\"fichier\":\"\\ud800\"}]", (1, 13), Some("fichier")),
        ("[\n\"a\"]", (2, 1), None),
        ("{\"plis\": []}", (1, 1), None),
        ("[{\"fichier\":\"a\"}", (1, 16), None),
        ("[{\"fichier\":\"a\"},]", (1, 18), None),
        ("[] []", (1, 4), None),
    ];
    for (text, expected, name) in cases {
        let (place, found, fault) = refused(text);
        assert_eq!((place, found.as_deref()), (Some(expected), name), "{fault}\n{text}");
    }
}

#[test]
fn both_changes_of_the_clocks_are_refused() {
    let row = |ended_at: &str| format!("fichier;depot_fin\na.p7m;{ended_at}\n");
    let (place, _, fault) = refused(row("2026-03-29 02:30:00"));
    assert_eq!(place, Some((2, 2)));
    assert!(matches!(fault, RegisterFault::Time(crate::time::TimeError::Skipped { .. })), "{fault}");
    let (place, _, fault) = refused(row("25/10/2026 02:30"));
    assert_eq!(place, Some((2, 2)));
    assert!(matches!(fault, RegisterFault::Time(crate::time::TimeError::Ambiguous { .. })), "{fault}");
    // With its offset, or a second outside the change, it is one instant.
    for text in
        ["2026-10-25T02:30:00+02:00", "2026-10-25 03:00:00", "2026-03-29 01:59:59", "2026-03-29 03:00"]
    {
        read(&row(text));
    }
}

#[test]
fn tables_that_are_none() {
    assert!(matches!(refused(""), (None, _, RegisterFault::Empty)));
    assert!(matches!(refused("\u{feff} \n"), (None, _, RegisterFault::Empty)));
    assert!(matches!(refused(";;\n"), (None, _, RegisterFault::Empty)));
    let (place, _, fault) = refused("\npli;nom\nP1;a\n");
    assert!(matches!(fault, RegisterFault::MissingColumn { name: "fichier" }), "{fault}");
    assert_eq!(place, Some((2, 1)));
    let (place, _, fault) = refused("fichier;Etat;état\na;;\n");
    assert!(matches!(fault, RegisterFault::RepeatedColumn { name: "etat" }), "{fault}");
    assert_eq!(place, Some((1, 3)));
}

#[test]
fn rows_that_do_not_fit_their_header() {
    // A file that was cut ends in the middle of a row; Excel leaves out what is blank at the end of one.
    let (place, _, fault) = refused("fichier;nom;etat\na.p7m;a;\nb.p7m;b");
    assert!(matches!(fault, RegisterFault::CellCount { expected: 3, found: 2 }), "{fault}");
    assert_eq!(place, Some((3, 3)));
    assert_eq!(read("fichier;nom;etat\na.p7m;a\nb.p7m\n").rows().len(), 2);
    let (place, _, fault) = refused("fichier;nom\na.p7m;a;retire\n");
    assert!(matches!(fault, RegisterFault::CellCount { expected: 2, found: 3 }), "{fault}");
    assert_eq!(place, Some((2, 3)));
    // Spreadsheets leave blank cells and blank rows behind.
    assert_eq!(read("fichier;nom\na.p7m;a;;\n;\n;;;\n").rows().len(), 1);
}

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_the_rows_after_it() {
    let (place, _, fault) = refused("fichier;remarque\na.p7m;ok\nb.p7m;\"oubli\nc.p7m;x\n");
    assert!(matches!(fault, RegisterFault::OpenQuote), "{fault}");
    assert_eq!(place, Some((3, 2)));
    assert!(matches!(refused("fichier;\"x\na;b\n"), (Some((1, 2)), _, RegisterFault::OpenQuote)));
    assert_eq!(read("fichier;nom\na.p7m;le 12\" et \"\"\n\"b\"\".p7m\";\"x\"\n").rows().len(), 2);
}

/// Every encoding and separator says the same.
#[test]
fn every_encoding_and_separator_is_read() {
    let text = "pli;entreprise;fichier\r\n1;Société « L’Été »;é.p7m\r\n2;œuvre;b.p7m\r\n";
    let expected = read(text);
    let utf16 =
        |text: &str, octets: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(octets).collect::<Vec<_>>();
    let marked = |mark: &[u8], octets: &[u8]| [mark, octets].concat();
    for separator in [';', ',', '\t', '|'] {
        for said in ["", "sep=;\r\n"] {
            let text = format!("{said}{text}").replace(';', &separator.to_string());
            // `iconv -t CP1252` of what is not ASCII in it.
            let mut windows = Vec::new();
            for character in text.chars() {
                windows.push(match character {
                    '’' => 0x92,
                    'œ' => 0x9c,
                    '«' => 0xab,
                    '»' => 0xbb,
                    'É' => 0xc9,
                    'é' => 0xe9,
                    character => u8::try_from(character).expect("ASCII"),
                });
            }
            let utf8 = text.as_bytes();
            for (octets, encoding) in [
                (utf8.to_vec(), Encoding::Utf8),
                (marked(b"\xef\xbb\xbf", utf8), Encoding::Utf8),
                (marked(b"\xff\xfe", &utf16(&text, u16::to_le_bytes)), Encoding::Utf16Le),
                (marked(b"\xfe\xff", &utf16(&text, u16::to_be_bytes)), Encoding::Utf16Be),
                (windows, Encoding::Windows1252),
            ] {
                let register = Register::parse(&octets, Zone::PARIS).expect("understood");
                let layout = register.layout();
                assert_eq!((layout.encoding, layout.separator), (Some(encoding), Some(separator)));
                assert_eq!(layout.header_line, Some(1 + u64::from(!said.is_empty())));
                let files = |register: &Register| {
                    let rows = register.rows().iter();
                    rows.map(|row| (row.file.clone(), row.company.clone())).collect::<Vec<_>>()
                };
                assert_eq!(files(&register), files(&expected), "{encoding:?}, {separator:?}");
            }
        }
    }
}

#[test]
fn what_is_no_register_is_named() {
    let of = |octets: &[u8]| refused(octets).2;
    for (octets, expected) in [
        (&b"%PDF-1.7\n"[..], Foreign::Pdf),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", Foreign::OldWorkbook),
        (b"<html><table>", Foreign::WebPage),
        (b"\xef\xbb\xbf<?xml version=\"1.0\"?><Workbook/>", Foreign::Xml),
    ] {
        assert!(matches!(of(octets), RegisterFault::Foreign { found } if found == expected), "{octets:?}");
    }
    for (octets, expected) in [
        (&b"\xff\xfea\0b"[..], Encoding::Utf16Le),
        (b"\xfe\xff\xd8\0", Encoding::Utf16Be),
        (b"fichier\n\xe9\0", Encoding::Windows1252),
    ] {
        assert!(matches!(of(octets), RegisterFault::Encoding { found } if found == expected), "{octets:?}");
    }
}

/// A register as a platform prints it (DOMAIN: a head, French dates, deposits on paper).
#[test]
fn a_platforms_register_is_read() {
    let register = read(
        "Auteur de la procédure;Ville d'Exemple\nObjet du marché;Fourniture de bureau\nVotre référence;26S0042\n\
         Total enveloppes électroniques;2\nTotal enveloppes papier;1\n\n\
         Date et heure d'arrivée;N° d'ordre;Mode;Société;Contact;Observations;Lot;Nom du fichier;Taille\n\
         12/02/2025 à 12h15;1;Electronique;Durand;M. Durand;;Lot unique;26S0042_offre_1_1.crypt;98.2 Mo\n\
         12/02/2025 à 12h16;2;Papier;Éts Lefèvre;;déposé à l'accueil;Lot 2;;\n\
         12/02/2025 à 12h17m05s;3;Electronique;Durand;;;Lot 2;26S0042_offre_3_1.crypt;1 Ko\n",
    );
    assert_eq!(register.layout().header_line, Some(7));
    let files: Vec<_> = register.rows().iter().map(|row| (row.line, row.file.as_ref())).collect();
    assert_eq!(files, [(8, "26S0042_offre_1_1.crypt"), (10, "26S0042_offre_3_1.crypt")]);
    let written =
        |text: &str, to_the_minute| Written { at: text.parse().expect("an instant"), to_the_minute };
    let ends: Vec<_> = register.rows().iter().filter_map(|row| row.ended_at).collect();
    assert_eq!(ends, [written("2025-02-12T11:15:00Z", true), written("2025-02-12T11:17:05Z", false)]);
    let [paper] = register.paper() else { panic!("one deposit on paper") };
    assert_eq!(
        (paper.line, paper.pli.as_deref(), paper.company.as_deref()),
        (9, Some("2"), Some("Éts Lefèvre"))
    );
    assert_eq!((&paper.lot, paper.ended_at), (&Lot::new("2"), Some(written("2025-02-12T11:16:00Z", true))));
    assert_eq!(paper.others, [("Observations".into(), "déposé à l'accueil".into())]);
    let unknown: Vec<_> =
        register.layout().headings.iter().filter(|heading| heading.means.is_none()).collect();
    assert_eq!(
        unknown.iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>(),
        ["Contact", "Observations", "Taille"]
    );
    assert_eq!(unknown[0].column, Some(5));
}

#[test]
fn a_deposit_on_paper_has_no_file() {
    let (place, name, fault) = refused("fichier;mode\na.p7m;papier\n");
    assert!(matches!(fault, RegisterFault::PaperWithFile), "{fault}");
    assert_eq!((place, name.as_deref()), (Some((2, 1)), Some("fichier")));
    let (place, _, fault) = refused("fichier;mode\na.p7m;pigeon\n");
    assert!(matches!(fault, RegisterFault::Mode { .. }), "{fault}");
    assert_eq!(place, Some((2, 2)));
    let register = read("pli;entreprise;fichier;mode;etat\n1;A;;papier;retire\n1;;a.p7m;electronique;\n");
    assert_eq!((register.rows().len(), register.paper()[0].state), (1, State::Withdrawn));
    assert_eq!(register.rows()[0].company.as_deref(), Some("A"));
    assert_eq!(read("fichier;mode\n;papier\n").paper().len(), 1, "a register of paper alone is one");
}

#[test]
fn columns_may_be_named() {
    let columns = Columns::parse("nom=Intitulé,fichier=Où").expect("columns");
    let text = "Où;Intitulé;Fichier\na.p7m;a.pdf;x\n";
    let register = Register::parse_with(text.as_bytes(), Zone::PARIS, &columns).expect("understood");
    assert_eq!(register.rows()[0].file.as_ref(), "a.p7m");
    assert_eq!(register.rows()[0].name.as_deref(), Some("a.pdf"));
    assert_eq!(register.rows()[0].others, [("Fichier".into(), "x".into())]);
    let json = r#"[{"Où":"a.p7m","Intitulé":"a.pdf","Fichier":"x"}]"#;
    let json = Register::parse_with(json.as_bytes(), Zone::PARIS, &columns).expect("understood");
    assert_eq!(json.rows()[0].name, register.rows()[0].name);
    assert_eq!(json.layout().headings.len(), 3);
}

#[test]
fn a_register_is_bounded() {
    let size = usize::try_from(REGISTER.value).expect("small") + 1;
    let (place, _, fault) = refused(vec![b'\n'; size]);
    assert!(matches!((place, fault), (None, RegisterFault::TooLarge { .. })));
    // Nesting that would exhaust a stack is a fault like another.
    refused(format!("[{{\"fichier\":\"a\",\"x\":{}", "[".repeat(1_000_000)));
    assert_eq!(
        read(&format!("[{{\"fichier\":\"a\",\"x\":{}{}}}]", "[".repeat(10_000), "]".repeat(10_000)))
            .rows()
            .len(),
        1
    );
}

#[test]
fn what_it_says_of_its_consultation() {
    let register = read(
        "fichier;consultation;date_limite;fuseau;depot_fin\na;;;;18/12/2026 07:00\nb;MAPA-7;18/12/2026 08:00;America/Guadeloupe;\n\
         c;MAPA-7;2026-12-18T12:00:00Z;;\n",
    );
    let expected = RegisterConsultation {
        reference: Some("MAPA-7".to_owned()),
        deadline: Some("2026-12-18T12:00:00Z".parse().expect("an instant")),
        zone: Some("America/Guadeloupe".parse().expect("a zone")),
    };
    assert_eq!(register.consultation(), &expected);
    // The zone explains the times of the rows before it too.
    assert_eq!(
        register.rows()[0].ended_at,
        Some(Written { at: "2026-12-18T11:00:00Z".parse().expect("an instant"), to_the_minute: true })
    );
}

#[test]
fn rows_that_contradict_each_other() {
    let digests = ["1".repeat(64), "2".repeat(64)];
    let cases = [
        ("fichier;consultation\na;X\nb;\nc;Y\n".to_owned(), (4, 2), 2),
        ("fichier;date_limite\na;18/12/2026 12:00\nb;18/12/2026 12:01\n".to_owned(), (3, 2), 2),
        ("fichier;fuseau\na;Europe/Paris\nb;Indian/Reunion\n".to_owned(), (3, 2), 2),
        ("fichier;pli;entreprise\na;P1;Durand\nb;P1;Dupont\n".to_owned(), (3, 3), 2),
        ("fichier;pli;nom;bloc\na;P;n;1/2\nb;P;n;2/3\n".to_owned(), (3, 4), 2),
        (
            format!("fichier;pli;nom;bloc;empreinte_clair\na;P;n;1;{}\nb;P;n;2;{}\n", digests[0], digests[1]),
            (3, 5),
            2,
        ),
    ];
    for (text, expected, first) in cases {
        let (place, _, fault) = refused(&text);
        assert!(
            matches!(fault, RegisterFault::Contradiction { line, .. } if line == first),
            "{fault}\n{text}"
        );
        assert_eq!(place, Some(expected), "{fault}\n{text}");
    }
    let (_, _, fault) = refused("fichier;fuseau\na;Europe/Pariss\n");
    assert!(matches!(fault, RegisterFault::Time(_)), "{fault}");
}

#[test]
fn a_plis_company_may_be_written_once() {
    let register = read("fichier;pli;entreprise\na;P1;\nb;P1;Société  Durand\nc;P1;SOCIÉTÉ DURAND\nd;P2;\n");
    let companies: Vec<_> = register.rows().iter().map(|row| row.company.as_deref()).collect();
    assert_eq!(companies, [Some("Société  Durand"), Some("Société  Durand"), Some("SOCIÉTÉ DURAND"), None]);
}

#[test]
fn a_files_digest_may_be_written_at_one_of_its_blocks() {
    let digest = "5".repeat(64);
    let register =
        read(&format!("fichier;nom;bloc;empreinte_clair\na;n;1;\nb;n;2;{digest}\nc;m;1;\nd;n;;\n"));
    let digests: Vec<_> = register.rows().iter().map(|row| row.plaintext_digest).collect();
    assert_eq!(digests, [Some([0x55; 32]), Some([0x55; 32]), None, None]);
}

#[test]
fn a_file_is_found_whatever_the_normal_form_of_its_name() {
    let (composed, decomposed) = ("d\u{e9}p\u{f4}t/a.p7m", "de\u{301}po\u{302}t/a.p7m");
    let one = read(&format!("fichier\nx\n{composed}\n"));
    assert_eq!((one.find(composed), one.find(decomposed), one.find("depot/a.p7m")), (Some(1), Some(1), None));
    let one = read(&format!("fichier\nx\n{decomposed}\n"));
    assert_eq!((one.find(composed), one.find(decomposed)), (Some(1), Some(1)));
    for both in [[composed, decomposed], [decomposed, composed]] {
        let register = read(&format!("fichier\n{}\n{}\n", both[0], both[1]));
        assert_eq!(both.map(|file| register.find(file)), [Some(0), Some(1)]);
    }
}

#[test]
fn an_error_says_its_place_in_words() {
    let error = Register::parse(b"fichier;etat\na;perdu\n", Zone::PARIS).expect_err("not a state");
    assert_eq!(error.to_string(), "line 2, column 2 (etat): \"perdu\" is not a state");
    let error =
        Register::read(std::path::Path::new("/nowhere/register.csv"), Zone::PARIS).expect_err("not there");
    assert_eq!(error.to_string(), "it cannot be read");
}
