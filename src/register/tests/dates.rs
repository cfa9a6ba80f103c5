//! Dates as platforms print them and as spreadsheets keep them.

use super::{
    spreadsheets::{package, sheet, workbook_of},
    *,
};

fn ends(register: &Register) -> Vec<(String, bool)> {
    let ends = register.rows().iter().map(|row| row.ended_at.expect("an end"));
    ends.map(|end| (end.at.to_string(), end.to_the_minute)).collect()
}

#[test]
fn what_platforms_print_is_read_in_a_register() {
    for text in [
        "1er novembre 2026 à 10 h 00",
        "01.11.2026 10:00",
        "01-11-2026 10:00",
        "01/11/2026 à 10h",
        "Le 01/11/2026 à 10:00",
        "1 nov. 2026 10:00",
        "dimanche 1er novembre 2026 à 10:00",
        "01/11/2026 10:00 (Europe/Paris)",
        "01/11/2026\u{a0}à\u{202f}10\u{202f}h\u{202f}00",
    ] {
        let register = read(&format!("fichier|Reçu le\na.p7m|{text}\n"));
        assert_eq!(register.layout().separator, Some('|'));
        assert_eq!(ends(&register), [("2026-11-01T09:00:00Z".to_owned(), true)], "{text}");
    }
    for text in
        ["01/13/2026 10:00", "01/11/26 10:00", "01/11/2026 24:00", "０1/11/2026 10:00", "01/11/2026 10:00 AM"]
    {
        let (place, name, fault) = refused(format!("fichier;Reçu le\na.p7m;{text}\n"));
        assert!(matches!(fault, RegisterFault::Time(_)), "{text}: {fault}");
        assert_eq!((place, name.as_deref()), (Some((2, 2)), Some("Reçu le")), "{text}");
    }
}

#[test]
fn a_date_and_its_time_in_two_columns_are_one_instant() {
    let register = read(
        "fichier;Date dépôt;Heure dépôt;Date de début;Heure de début\n\
         a.p7m;01/11/2026;10:00:05;01/11/2026;09:59\nb.p7m;01/11/2026;10h00;;\nc.p7m;01/11/2026 10:00:07;;;\n",
    );
    let at = |text: &str, to_the_minute| (text.to_owned(), to_the_minute);
    assert_eq!(
        ends(&register),
        [
            at("2026-11-01T09:00:05Z", false),
            at("2026-11-01T09:00:00Z", true),
            at("2026-11-01T09:00:07Z", false)
        ]
    );
    assert_eq!(
        register.rows()[0].started_at.map(|start| start.at.to_string()).as_deref(),
        Some("2026-11-01T08:59:00Z")
    );
    for (cells, column) in [
        ("01/11/2026;25:00", 3),
        ("01/11/2026;", 2),
        ("hier;10:00", 2),
        (";10:00", 3),
        ("01/11/2026 10:00;11:00", 3),
        ("25/10/2026;02:30", 3),
    ] {
        let (place, _, fault) = refused(format!("fichier;Date dépôt;Heure dépôt\na.p7m;{cells}\n"));
        assert!(matches!(fault, RegisterFault::Time(_)), "{cells}: {fault}");
        assert_eq!(place, Some((2, column)), "{cells}");
    }
    let paper = read("fichier;mode;Date dépôt;Heure dépôt\n;papier;01/11/2026;10:00:05\n");
    assert_eq!(
        paper.paper()[0].ended_at.map(|end| end.at.to_string()).as_deref(),
        Some("2026-11-01T09:00:05Z")
    );
    let json = read(r#"[{"fichier":"a.p7m","Date dépôt":"01/11/2026","Heure dépôt":"10:00:05"}]"#);
    assert_eq!(ends(&json), [at("2026-11-01T09:00:05Z", false)]);
}

/// Styles 1 to 5: a day, a time in twelve hours, both in twelve hours, a time, a time in 24 hours that is a built-in.
const STYLES: &str = r#"<styleSheet><numFmts count="3"><numFmt numFmtId="164" formatCode="[$-409]h:mm:ss\ AM/PM;@"/>
    <numFmt numFmtId="165" formatCode="dd/mm/yyyy\ h:mm\ AM/PM"/><numFmt numFmtId="166" formatCode="hh&quot;h&quot;mm"/></numFmts>
    <cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>
    <xf numFmtId="20"/></cellXfs></styleSheet>"#;

fn with_styles(sheet: &str) -> Vec<u8> {
    workbook_of(&[("xl/worksheets/sheet1.xml", sheet.as_bytes()), ("xl/styles.xml", STYLES.as_bytes())])
}

/// Days as LibreOffice counts them: `=DATE(2026;11;1)` is 46327, and 14:00:05 of a day is 50405 / 86400.
#[test]
fn a_cell_that_shows_twelve_hours_holds_a_number() {
    let both = "<c s=\"3\"><v>46327.583333333336</v></c>";
    let seconds = "<c s=\"3\"><f>NOW()</f><v>46327.58339120371</v></c>";
    let rows: &[&[&str]] = &[
        &["fichier", "Reçu le"],
        &["a.p7m", both],
        &["b.p7m", seconds],
        &["c.p7m", "01/11/2026 à 14h00"],
        &["d.p7m", "<c t=\"d\"><v>2026-11-01T14:00:05</v></c>"],
    ];
    let register = parse(with_styles(&sheet(rows))).expect("understood");
    let at = |text: &str, to_the_minute| (text.to_owned(), to_the_minute);
    assert_eq!(
        ends(&register),
        [
            at("2026-11-01T13:00:00Z", true),
            at("2026-11-01T13:00:05Z", false),
            at("2026-11-01T13:00:00Z", true),
            at("2026-11-01T13:00:05Z", false),
        ]
    );
}

#[test]
fn cells_of_a_day_and_of_a_time_are_one_instant() {
    let (day, whole) = ("<c s=\"1\"><v>46327</v></c>", "46327.58339120371");
    let of = |style: u32, number: &str| format!("<c s=\"{style}\"><v>{number}</v></c>");
    for (day, time, expected, to_the_minute) in [
        (day, of(2, "0.58339120370370367"), "2026-11-01T13:00:05Z", false),
        (day, of(4, "0.58339120370370367"), "2026-11-01T13:00:05Z", false),
        (day, of(5, "0.58333333333333337"), "2026-11-01T13:00:00Z", true),
        (day, "14:00:05".to_owned(), "2026-11-01T13:00:05Z", false),
        // One number, shown as a day and as a time.
        (of(1, whole).as_str(), of(2, whole), "2026-11-01T13:00:05Z", false),
    ] {
        let rows: &[&[&str]] = &[&["fichier", "Date dépôt", "Heure dépôt"], &["a.p7m", day, &time]];
        let register = parse(with_styles(&sheet(rows))).expect("understood");
        assert_eq!(ends(&register), [(expected.to_owned(), to_the_minute)], "{day} {time}");
    }
    let (place, _, fault) = refused(with_styles(&sheet(&[
        &["fichier", "Date dépôt", "Heure dépôt"],
        &["a.p7m", "<c t=\"e\"><v>#N/A</v></c>", "14:00"],
    ])));
    assert!(matches!(&fault, RegisterFault::CellError { text } if text == "#N/A"), "{fault}");
    assert_eq!(place, Some((2, 2)));
}

/// As LibreOffice writes them.
#[test]
fn opendocument_has_cells_of_times() {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let date = "<table:table-cell office:value-type=\"date\" office:date-value=\"2026-11-01\"><text:p>01/11/26</text:p></table:table-cell>";
    let time = "<table:table-cell office:value-type=\"time\" office:time-value=\"PT14H00M05S\"><text:p>02:00 PM</text:p></table:table-cell>";
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let header = row(&[text("fichier"), text("Date dépôt"), text("Heure dépôt")].concat());
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"F\">{header}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row(&format!("{}{date}{time}", text("a.p7m")))
    );
    let register = parse(package(&[("content.xml", content.as_bytes())])).expect("understood");
    assert_eq!(ends(&register), [("2026-11-01T13:00:05Z".to_owned(), false)]);
}

/// A heading above two others, and headings as high as both lines.
#[test]
fn a_header_may_have_two_rows() {
    let text =
        |place: &str, text: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = [
        ["A1", "Registre des dépôts", "", ""].as_slice(),
        &["A2", "Pli", "B2", "Fichier", "C2", "Dépôt", "E2", "Observations"],
        &["C3", "Date", "D3", "Heure"],
        &["A4", "1", "B4", "a.p7m", "C4", "01/11/2026", "D4", "10:00:05"],
    ];
    let rows = rows.iter().enumerate().map(|(row, cells)| {
        let cells = cells.chunks(2).filter(|cell| !cell[0].is_empty()).map(|cell| text(cell[0], cell[1]));
        format!("<row r=\"{}\">{}</row>", row + 1, cells.collect::<String>())
    });
    let merged: String = ["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"]
        .map(|area| format!("<mergeCell ref=\"{area}\"/>"))
        .concat();
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData><mergeCells>{merged}</mergeCells></worksheet>",
        rows.collect::<String>()
    );
    let register = parse(with_styles(&sheet)).expect("understood");
    assert_eq!(ends(&register), [("2026-11-01T09:00:05Z".to_owned(), false)]);
    let headings: Vec<_> =
        register.layout().headings.iter().map(|heading| (heading.text.as_str(), heading.means)).collect();
    assert_eq!(
        headings,
        [
            ("Pli", Some("pli")),
            ("Fichier", Some("fichier")),
            ("Dépôt Date", Some("depot_fin")),
            ("Dépôt Heure", Some("heure_fin")),
            ("Observations", None),
        ]
    );
    assert_eq!(register.layout().header_line, Some(2));
}
