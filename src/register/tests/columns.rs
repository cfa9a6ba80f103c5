//! Columns that are not understood, where something rests on them.

use super::*;

const DIGEST: &str = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

fn with(text: &str, columns: &str) -> Result<Register, RegisterError> {
    Register::parse_with(text.as_bytes(), Zone::PARIS, &Columns::parse(columns).expect("columns"))
}

fn looks(register: &Register) -> Vec<(&str, Option<&str>)> {
    register.layout().headings.iter().map(|heading| (heading.text.as_str(), heading.looks_like)).collect()
}

#[test]
fn a_deadline_needs_the_end_of_deposits() {
    for cells in [
        ["15/09/2026 12:00:37", "15/09/2026 11:00"],
        ["le 15 septembre 2026 à 12 h 00", ""],
        ["2026-09-15T10:00:37Z", "inconnue"],
        ["09/15/2026 12:00", "09/15/2026 11:00"],
        ["15/09/26", "15/09/26"],
    ] {
        let text = format!("pli;fichier;Arrivage\n1;a.p7m;{}\n2;b.p7m;{}\n", cells[0], cells[1]);
        let register = read(&text);
        assert_eq!(looks(&register)[2], ("Arrivage", Some("depot_fin")), "{cells:?}");
        let error = register.can_meet_a_deadline().expect_err("nobody would be late");
        assert!(
            matches!(&error.fault, RegisterFault::EndElsewhere { heading } if heading == "Arrivage"),
            "{error}"
        );
        let place = error.place.expect("a place");
        assert_eq!((place.line, place.column, place.name.as_deref()), (1, 3, Some("Arrivage")));
    }
    // In JSON and in a sheet as well.
    let json = read(r#"[{"fichier":"a.p7m","Arrivage":"15/09/2026 12:00:37"}]"#);
    assert_eq!(json.can_meet_a_deadline().expect_err("nobody would be late").place, None);
    let rows: &[&[&str]] = &[&["fichier", "", "Arrivage"], &["a.p7m", "", "15/09/2026 12:00:37"]];
    let book = parse(spreadsheets::workbook(&spreadsheets::sheet(rows))).expect("understood");
    let place = book.can_meet_a_deadline().expect_err("nobody would be late").place.expect("a place");
    assert_eq!((place.cell().as_str(), place.sheet.as_deref()), ("C1", Some("Feuil1")));
}

#[test]
fn a_deadline_may_do_without_what_is_no_end_of_deposits() {
    let text = "pli;fichier;Arrivage\n1;a.p7m;15/09/2026 12:00:37\n";
    let named = with(text, "depot_fin=arrivage").expect("understood");
    assert!(named.can_meet_a_deadline().is_ok() && named.rows()[0].ended_at.is_some());
    // A person says that there is none.
    assert!(with(text, "depot_fin=").expect("understood").can_meet_a_deadline().is_ok());
    // A heading that is not there is none of a column.
    assert!(with(text, "depot_fin=Arivage").is_err());
    for text in [
        "pli;fichier\n1;a.p7m\n",
        "pli;fichier;Taille\n1;a.p7m;98.2 Mo\n",
        "pli;fichier;Observations\n1;a.p7m;15/09/2026 12:00\n2;b.p7m;à revoir\n3;c.p7m;vu\n",
        "pli;fichier;depot_fin;Ouvert le\n1;a.p7m;15/09/2026 12:00:00;16/09/2026 12:00\n",
        "pli;fichier;Reçu le;Ouvert le\n1;a.p7m;15/09/2026 12:00:00;16/09/2026 12:00\n",
    ] {
        let register = read(text);
        assert!(register.can_meet_a_deadline().is_ok(), "{text}");
        assert!(looks(&register).iter().all(|(_, looks)| looks.is_none()), "{text}");
    }
}

#[test]
fn digests_are_seen_where_none_is_known() {
    let text = format!("fichier;Contrôle\na.p7m;{DIGEST}\n");
    assert_eq!(looks(&read(&text))[1], ("Contrôle", Some("empreinte")));
    let known = format!("fichier;Contrôle;SHA-256\na.p7m;{DIGEST};\n");
    assert_eq!(looks(&read(&known))[1], ("Contrôle", None));
    assert_eq!(looks(&with(&text, "empreinte=").expect("understood"))[1].1, None);
    assert_eq!(
        with(&text, "empreinte=Contrôle").expect("understood").rows()[0].digest.map(|d| d[0]),
        Some(0xb9)
    );
    assert_eq!(looks(&read("fichier;Contrôle\na.p7m;b94d27b9\n"))[1].1, None);
}

/// A deposit that was withdrawn would be opened.
#[test]
fn a_state_in_a_column_that_is_not_known_is_refused() {
    for state in ["Retiré", "REMPLACÉE", "écarté", "Hors délai", "hors-délais", "annulé"] {
        let text = format!("pli;fichier;Suivi\n1;a.p7m;ok\n2;b.p7m;{state}\n");
        let (place, name, fault) = refused(&text);
        assert!(
            matches!(&fault, RegisterFault::StateElsewhere { heading, text } if heading == "Suivi" && text == state),
            "{fault}"
        );
        assert_eq!((place, name.as_deref()), (Some((3, 3)), Some("Suivi")));
        assert_eq!(with(&text, "etat=").expect("understood").rows().len(), 2);
    }
    let (_, _, fault) = refused(r#"[{"fichier":"a.p7m","Suivi":"retiré"}]"#);
    assert!(matches!(fault, RegisterFault::StateElsewhere { .. }), "{fault}");
    let (place, _, fault) = refused("fichier;mode;Suivi\n;papier;retiré\n");
    assert!(matches!(fault, RegisterFault::StateElsewhere { .. }), "{fault}");
    assert_eq!(place, Some((2, 3)));
    let known = with("fichier;Suivi\na.p7m;retiré\n", "etat=Suivi").expect("understood");
    assert_eq!(known.rows()[0].state, State::Withdrawn);
    // Words of a note are no state, nor is anything beside a state that is known.
    assert_eq!(read("fichier;Suivi\na.p7m;retiré à 12 h\n").rows().len(), 1);
    assert_eq!(read("fichier;Suivi;Statut\na.p7m;retiré;\n").rows()[0].state, State::Deposited);
}

/// Headings of French platforms (the words of the Code de la commande publique: remise, réception, dépôt, transmission).
#[test]
fn headings_of_platforms_are_known() {
    for (heading, cell) in [
        ("Reçu le", "15/09/2026 11:59:59"),
        ("Date et heure de réception du pli", "15/09/2026 11:59:59"),
        ("Date/heure de fin de transmission", "15/09/2026 11:59:59"),
        ("Date et heure de remise de l'offre", "15/09/2026 à 11h59m59s"),
        ("Horodatage de réception", "2026-09-15T11:59:59+02:00"),
        ("Pli déposé le", "mardi 15 septembre 2026 à 11:59:59"),
    ] {
        let register = read(&format!(
            "N° du pli;Opérateur économique;Nom du fichier;{heading}\n7;Durand;a.p7m;{cell}\n"
        ));
        let row = &register.rows()[0];
        assert_eq!(
            row.ended_at.map(|end| end.at.to_string()).as_deref(),
            Some("2026-09-15T09:59:59Z"),
            "{heading}"
        );
        assert_eq!((row.pli.as_deref(), row.company.as_deref()), (Some("7"), Some("Durand")), "{heading}");
    }
    for heading in ["N° du pli", "N° enregistrement", "Numéro", "Réf", "Réf. pli", "N° d'ordre"] {
        assert_eq!(
            read(&format!("{heading};fichier\n7;a.p7m\n")).rows()[0].pli.as_deref(),
            Some("7"),
            "{heading}"
        );
    }
}
