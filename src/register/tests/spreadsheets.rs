//! Spreadsheets of other programs (`fixtures/registers`, made by `fixtures/recipes/registers.py`), and made here.

use super::*;

pub(super) fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/registers").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a register says, its lines aside.
fn said(register: &Register) -> (Vec<RegisterRow>, Vec<PaperRow>) {
    let rows = register.rows().iter().map(|row| RegisterRow { line: 0, ..row.clone() });
    let paper = register.paper().iter().map(|row| PaperRow { line: 0, ..row.clone() });
    (rows.collect(), paper.collect())
}

/// Every file of the folder says what `attendu.csv` says, whichever program made it.
#[test]
fn every_format_says_the_same() {
    let expected = said(&parse(fixture("attendu.csv")).expect("understood"));
    assert_eq!((expected.0.len(), expected.1.len()), (3, 1));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/registers");
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        if name.starts_with("refuse.") {
            continue;
        }
        let register = parse(fixture(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(said(&register), expected, "{name}");
        seen.push((name, register.layout().clone()));
    }
    seen.sort_by(|one, other| one.0.cmp(&other.0));
    let seen: Vec<_> = seen
        .iter()
        .map(|(name, layout)| {
            let encoding = layout.encoding.map(Encoding::name);
            (
                name.as_str(),
                layout.format,
                encoding,
                layout.separator,
                layout.sheet.as_deref(),
                layout.header_line,
            )
        })
        .collect();
    let utf8 = Some("UTF-8");
    assert_eq!(
        seen,
        [
            ("attendu.csv", Format::Csv, utf8, Some(';'), None, Some(1)),
            ("excel-csv-utf8.csv", Format::Csv, utf8, Some(';'), None, Some(1)),
            ("excel-csv.csv", Format::Csv, Some("Windows-1252"), Some(';'), None, Some(1)),
            ("excel-texte-unicode.txt", Format::Csv, Some("UTF-16LE"), Some('\t'), None, Some(1)),
            ("libreoffice.ods", Format::Ods, None, None, Some("Dépôts"), Some(6)),
            ("libreoffice.xlsx", Format::Xlsx, None, None, Some("Dépôts"), Some(6)),
            ("odfpy.ods", Format::Ods, None, None, Some("Dépôts"), Some(999_996)),
            ("openpyxl.xlsx", Format::Xlsx, None, None, Some("Dépôts"), Some(6)),
            ("plateforme.csv", Format::Csv, utf8, Some(';'), None, Some(6)),
            ("registre.json", Format::Json, utf8, None, None, None),
            ("sep.csv", Format::Csv, utf8, Some(','), None, Some(2)),
            ("xlsxwriter-1904.xlsx", Format::Xlsx, None, None, Some("Registre"), Some(1)),
            ("xlsxwriter-inline.xlsx", Format::Xlsx, None, None, Some("Registre"), Some(1)),
            ("xlsxwriter.xlsx", Format::Xlsx, None, None, Some("Registre"), Some(1)),
        ]
    );
}

#[test]
fn old_workbooks_and_documents_are_refused_by_their_names() {
    for (name, expected) in [("refuse.xls", Foreign::OldWorkbook), ("refuse.pdf", Foreign::Pdf)] {
        let (place, _, fault) = refused(fixture(name));
        assert!(matches!(fault, RegisterFault::Foreign { found } if found == expected), "{name}: {fault}");
        assert_eq!(place, None);
    }
}

/// A workbook whose first sheet holds this.
pub(super) fn workbook(sheet: &str) -> Vec<u8> {
    workbook_of(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())])
}

/// A workbook of one sheet, with these parts beside those that lead to it.
pub(super) fn workbook_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = format!(
        r#"<Relationships><Relationship Id="r1" Type="{relationship}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book =
        r#"<workbook xmlns:r="r"><sheets><sheet name="Feuil1" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let strings = if parts.iter().any(|(name, _)| *name == "xl/sharedStrings.xml") {
        format!(r#"<Relationship Id="r2" Type="{relationship}/sharedStrings" Target="sharedStrings.xml"/>"#)
    } else {
        String::new()
    };
    let styles = if parts.iter().any(|(name, _)| *name == "xl/styles.xml") {
        format!(r#"<Relationship Id="r3" Type="{relationship}/styles" Target="styles.xml"/>"#)
    } else {
        String::new()
    };
    let of_book = format!(
        r#"<Relationships><Relationship Id="r1" Type="{relationship}/worksheet" Target="worksheets/sheet1.xml"/>{strings}{styles}</Relationships>"#
    );
    let leading: [(&str, &[u8]); 4] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", of_book.as_bytes()),
    ];
    package(&[&leading, parts].concat())
}

/// A ZIP archive of deflated parts.
pub(super) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let (mut octets, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        deflate.write_all(content).expect("memory");
        let content_packed = deflate.finish().expect("memory");
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let length = |length: usize| u32::try_from(length).expect("small").to_le_bytes();
        let offset = length(octets.len());
        let name_length = u16::try_from(name.len()).expect("short").to_le_bytes();
        let facts = [
            &8_u16.to_le_bytes()[..],
            &[0; 4],
            &crc.sum().to_le_bytes(),
            &length(content_packed.len()),
            &length(content.len()),
            &name_length,
            &[0; 2],
        ]
        .concat();
        octets.extend([&b"PK\x03\x04\x14\0\0\0"[..], &facts, name.as_bytes(), &content_packed].concat());
        directory.extend(
            [&b"PK\x01\x02\x14\0\x14\0\0\0"[..], &facts, &[0; 10], &offset, name.as_bytes()].concat(),
        );
    }
    let count = u16::try_from(parts.len()).expect("few").to_le_bytes();
    let length = |length: usize| u32::try_from(length).expect("small").to_le_bytes();
    let (size, offset) = (length(directory.len()), length(octets.len()));
    [&octets[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &size, &offset, &[0; 2]].concat()
}

/// Rows of texts that stand in their cells.
pub(super) fn sheet(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| {
        if text.starts_with('<') {
            (*text).to_owned()
        } else {
            format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
        }
    };
    let rows = rows.iter().map(|row| format!("<row>{}</row>", row.iter().map(cell).collect::<String>()));
    format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.collect::<String>())
}

#[test]
fn what_is_wrong_has_its_sheet_and_its_cell() {
    let of = |rows: &[&[&str]]| {
        let error = parse(workbook(&sheet(rows))).expect_err("not understood");
        let place = error.place.expect("a place");
        assert_eq!(place.sheet.as_deref(), Some("Feuil1"));
        (place.cell(), place.name, error.fault)
    };
    let header: &[&str] = &["pli", "fichier", "etat", "depot_fin"];
    let (cell, name, fault) = of(&[header, &["1", "a.p7m", "perdu"]]);
    assert_eq!((cell.as_str(), name.as_deref()), ("C2", Some("etat")));
    assert!(matches!(fault, RegisterFault::State { .. }), "{fault}");
    let (cell, _, fault) = of(&[header, &["1"]]);
    assert_eq!(cell, "B2");
    assert!(matches!(fault, RegisterFault::Blank), "{fault}");
    let (cell, _, fault) = of(&[header, &["1", "a.p7m", "<c t=\"e\"><v>#REF!</v></c>"]]);
    assert_eq!(cell, "C2");
    assert!(matches!(&fault, RegisterFault::CellError { text } if text == "#REF!"), "{fault}");
    // A program that does not calculate writes formulas without their values.
    let (cell, _, fault) = of(&[header, &["1", "<c><f>A1</f></c>"]]);
    assert_eq!(cell, "B2");
    assert!(matches!(fault, RegisterFault::Formula), "{fault}");
    // A number whose cell does not show it as an instant is none.
    let (cell, _, fault) = of(&[header, &["1", "a.p7m", "", "<c><v>46000.5</v></c>"]]);
    assert_eq!(cell, "D2");
    assert!(matches!(fault, RegisterFault::Time(_)), "{fault}");
    let (cell, _, fault) = of(&[&["fichier", "etat", "ETAT"]]);
    assert_eq!(cell, "C1");
    assert!(matches!(fault, RegisterFault::RepeatedColumn { name: "etat" }), "{fault}");
    let (place, _, fault) = refused(workbook(&sheet(&[&["pli", "nom"], &["1", "a"]])));
    assert!(matches!(fault, RegisterFault::NoSheet { name: "fichier" }), "{fault}");
    assert_eq!(place, None);
}

/// What no column of the register rests on may be anything.
#[test]
fn notes_beside_the_register_may_be_anything() {
    let header: &[&str] = &["fichier", "remarque"];
    for note in [
        "<c t=\"e\"><v>#SPILL!</v></c>",
        "<c t=\"e\"><v>#CALC!</v></c>",
        "<c><v>1</v><extLst><ext/></extLst></c>",
    ] {
        let register = parse(workbook(&sheet(&[header, &["a.p7m", note]]))).expect("understood");
        assert_eq!(register.rows().len(), 1, "{note}");
    }
}

#[test]
fn cells_are_what_they_show() {
    let rows: &[&[&str]] = &[
        &["pli", "fichier", "nom", "remarque", "", "erreur"],
        &[
            "<c><v>1</v></c>",
            "a &amp; b.p7m",
            "'007",
            "<c t=\"b\"><v>1</v></c>",
            "hors du tableau",
            "<c t=\"e\"><v>#N/A</v></c>",
        ],
        &[
            "<c t=\"str\"><f>1+1</f><v>2</v></c>",
            "<c t=\"inlineStr\"><is><r><t>b</t></r><r><t>.p7m</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></is></c>",
            "a_x000D_",
        ],
    ];
    let register = parse(workbook(&sheet(rows))).expect("understood");
    let [first, second] = register.rows() else { panic!("two rows") };
    assert_eq!((first.pli.as_deref(), first.file.as_ref()), (Some("1"), "a & b.p7m"));
    assert_eq!(first.name.as_deref(), Some("'007"));
    let others: Vec<_> = first.others.iter().map(|(name, text)| (name.as_ref(), text.as_ref())).collect();
    assert_eq!(others, [("remarque", "VRAI"), ("", "hors du tableau"), ("erreur", "#N/A")]);
    assert_eq!((second.pli.as_deref(), second.file.as_ref()), (Some("2"), "b.p7m"));
    assert_eq!(second.name.as_deref(), Some("a"));
}
