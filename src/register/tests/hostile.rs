//! Spreadsheets that would fill the memory, and damaged ones.

use super::{
    spreadsheets::{fixture, package, workbook, workbook_of},
    *,
};
use crate::limits::{CELL_TEXT, CELLS, Limit, SPREADSHEET, XML_NODE};

const HEADER: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>fichier</t></is></c></row>"#;
const ROW: &str = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>a.p7m</t></is></c></row>"#;

fn with_rows(rows: &str) -> Vec<u8> {
    workbook(&format!("<worksheet><sheetData>{HEADER}{rows}</sheetData></worksheet>"))
}

fn above(octets: &[u8], limit: Limit) {
    let (_, _, fault) = refused(octets);
    assert!(matches!(fault, RegisterFault::TooLarge { limit: passed } if passed == limit), "{fault}");
}

fn spreadsheet(content: &str) -> Vec<u8> {
    let before = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"F\">";
    let after = "</table:table></office:spreadsheet></office:body></office:document-content>";
    package(&[("content.xml", format!("{before}{content}{after}").as_bytes())])
}

fn ods_cell(text: &str, attributes: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\" {attributes}><text:p>{text}</text:p></table:table-cell>"
    )
}

fn ods_row(cells: &str, attributes: &str) -> String {
    format!("<table:table-row {attributes}>{cells}</table:table-row>")
}

#[test]
fn what_is_empty_takes_nothing() {
    let rows = "<row/>".repeat(1_048_574);
    assert_eq!(parse(with_rows(&format!("{ROW}{rows}"))).expect("understood").rows().len(), 1);
    let far = r#"<row r="1048576"><c r="XFD1048576"/><c r="A1048576" t="inlineStr"><is><t>z.p7m</t></is></c></row>"#;
    let register = parse(with_rows(&format!("{ROW}{far}"))).expect("understood");
    assert_eq!(register.rows().iter().map(|row| row.line).collect::<Vec<_>>(), [2, 1_048_576]);
    let wide = "<table:table-cell table:number-columns-repeated=\"16383\"/>";
    let empty = ods_row(wide, "table:number-rows-repeated=\"1048000\"");
    let header = ods_row(&format!("{}{wide}", ods_cell("fichier", "")), "");
    let row = |file| ods_row(&ods_cell(file, ""), "");
    let content = format!("{header}{}{empty}", row("a.p7m"));
    assert_eq!(parse(spreadsheet(&content)).expect("understood").rows().len(), 1);
    let register = parse(spreadsheet(&format!("{content}{}", row("z.p7m")))).expect("understood");
    assert_eq!(register.rows().iter().map(|row| row.line).collect::<Vec<_>>(), [2, 1_048_003]);
    // The last column of 2,000 rows.
    let far: String = (0..2_000)
        .map(|n| ods_row(&format!("{}{wide}{}", ods_cell(&format!("{n}"), ""), ods_cell("x", "")), ""))
        .collect();
    assert_eq!(parse(spreadsheet(&format!("{header}{far}"))).expect("understood").rows().len(), 2_000);
}

#[test]
fn sixteen_thousand_columns_are_columns() {
    let mut header = String::from(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>fichier</t></is></c>"#);
    for _ in 2..=16_384 {
        header += "<c><v>7</v></c>";
    }
    let sheet = format!("<worksheet><sheetData>{header}</row>{ROW}</sheetData></worksheet>");
    let register = parse(workbook(&sheet)).expect("understood");
    assert_eq!((register.rows().len(), register.layout().headings.len()), (1, 16_384));
}

/// A cell, or a row, that says it is there a million times.
#[test]
fn repetition_is_bounded() {
    let header = ods_row(&ods_cell("fichier", ""), "");
    let wide = ods_cell("x", "table:number-columns-repeated=\"16384\"");
    above(
        &spreadsheet(&format!("{header}{}", ods_row(&wide, "table:number-rows-repeated=\"1048575\""))),
        CELLS,
    );
    let long = ods_row(&ods_cell(&"x".repeat(16_384), "table:number-columns-repeated=\"16384\""), "");
    above(&spreadsheet(&format!("{header}{long}")), CELL_TEXT);
    let twice = ods_row(&ods_cell("a.p7m", ""), "table:number-rows-repeated=\"2\"");
    let (place, _, fault) = refused(spreadsheet(&format!("{header}{twice}")));
    assert!(matches!(fault, RegisterFault::RepeatedFile { first: 2, .. }), "{fault}");
    assert_eq!(place, Some((3, 1)));
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    // 600 MiB of zeros in one part that no reader of spreadsheets looks at.
    let mut octets = package(&[("content.xml", b"<x/>"), ("Pictures/a.png", b"\0")]);
    let entry = octets.windows(4).rposition(|octets| octets == b"PK\x01\x02").expect("an entry");
    octets[entry + 24..entry + 28].copy_from_slice(&(600_u32 << 20).to_le_bytes());
    above(&octets, SPREADSHEET);
    // A size that lies: what comes out is held to it.
    let mut octets = with_rows(&format!("{ROW}{}", " ".repeat(1 << 20)));
    let entry = octets.windows(4).rposition(|octets| octets == b"PK\x01\x02").expect("an entry");
    octets[entry + 24..entry + 28].copy_from_slice(&1_000_u32.to_le_bytes());
    assert!(matches!(refused(&octets).2, RegisterFault::Spreadsheet));
    // One text without end.
    let long =
        format!(r#"<row r="2"><c r="A2" t="inlineStr"><is><t>{}</t></is></c></row>"#, "x".repeat(2 << 20));
    above(&with_rows(&long), XML_NODE);
}

/// Whichever of the two a program shows a person, the other one could be what is read here.
#[test]
fn a_part_that_is_there_twice_is_refused() {
    let sheet = |file| {
        format!("<worksheet><sheetData>{HEADER}{}</sheetData></worksheet>", ROW.replace("a.p7m", file))
    };
    let (one, other) = (sheet("a.p7m"), sheet("b.p7m"));
    let octets = workbook_of(&[
        ("xl/worksheets/sheet1.xml", one.as_bytes()),
        ("xl/worksheets/sheet1.xml", other.as_bytes()),
    ]);
    assert!(matches!(refused(octets).2, RegisterFault::Spreadsheet));
}

/// Numbers that a file claims: of texts, of rows, of columns, of merged cells.
#[test]
fn claims_are_not_believed() {
    let strings = r#"<sst uniqueCount="9000000000000000000"><si><t>x</t></si></sst>"#;
    let before = r#"<dimension ref="B2:A1"/>"#;
    let rows = r#"<row r="99999999999"><c t="inlineStr"><is><t>b.p7m</t></is></c></row>"#;
    let after = r#"<mergeCells count="4294967295"><mergeCell ref="B2:A1"/></mergeCells>"#;
    let sheet = format!("<worksheet>{before}<sheetData>{HEADER}{ROW}{rows}</sheetData>{after}</worksheet>");
    let octets = workbook_of(&[
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ]);
    let register = parse(octets).expect("understood");
    assert_eq!(register.rows().iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
    let nowhere = r#"<row r="2"><c r="ZZZZZZZZZZ2"><v>1</v></c></row>"#;
    assert!(matches!(refused(with_rows(nowhere)).2, RegisterFault::Spreadsheet));
}

#[test]
fn shared_texts_are_not_copied_without_bound() {
    let text = "x".repeat(1 << 15);
    let strings = format!("<sst><si><t>fichier</t></si><si><t>{text}</t></si></sst>");
    let cell = |number| format!("<row><c t=\"s\"><v>{number}</v></c></row>");
    let cells = format!("{}{}", cell(0), cell(1).repeat(10_000));
    let relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = format!(
        r#"<Relationships><Relationship Id="r1" Type="{relationship}/officeDocument" Target="/xl/workbook.xml"/></Relationships>"#
    );
    let of_book = format!(
        r#"<Relationships><Relationship Id="r1" Type="{relationship}/worksheet" Target="s.xml"/><Relationship Id="r2" Type="{relationship}/sharedStrings" Target="t.xml"/></Relationships>"#
    );
    let octets = package(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        (
            "xl/workbook.xml",
            br#"<workbook xmlns:r="r"><sheets><sheet name="F" r:id="r1"/></sheets></workbook>"#,
        ),
        ("xl/_rels/workbook.xml.rels", of_book.as_bytes()),
        ("xl/s.xml", format!("<worksheet><sheetData>{cells}</sheetData></worksheet>").as_bytes()),
        ("xl/t.xml", strings.as_bytes()),
    ]);
    above(&octets, CELL_TEXT);
}

#[test]
fn no_entity_is_expanded() {
    let lol = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>"#;
    let sheet = format!("{lol}<worksheet><sheetData>{HEADER}</sheetData></worksheet>");
    assert!(matches!(refused(workbook(&sheet)).2, RegisterFault::Spreadsheet));
    let reference = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>&a;</t></is></c></row>"#;
    assert!(matches!(refused(with_rows(reference)).2, RegisterFault::Spreadsheet));
    let known =
        r#"<row r="2"><c r="A2" t="inlineStr"><is><t>&lt;&#233;&#x20AC;&quot;.p7m</t></is></c></row>"#;
    assert_eq!(parse(with_rows(known)).expect("understood").rows()[0].file.as_ref(), "<é€\".p7m");
}

/// Cut anywhere, or with any octet changed, it is refused or says what it said; never anything else, never a panic.
#[test]
fn damaged_spreadsheets_are_refused() {
    for name in ["xlsxwriter.xlsx", "odfpy.ods", "libreoffice.xlsx"] {
        let octets = fixture(name);
        let whole: Vec<_> =
            parse(&octets).expect("understood").rows().iter().map(|row| row.file.clone()).collect();
        for at in (0..octets.len()).step_by(97) {
            assert!(parse(&octets[..at]).is_err(), "{name} cut at {at}");
            let mut changed = octets.clone();
            changed[at] ^= 1 << (at % 8);
            if let Ok(register) = parse(&changed) {
                let files: Vec<_> = register.rows().iter().map(|row| row.file.clone()).collect();
                assert_eq!(files, whole, "{name} changed at {at}");
            }
        }
    }
}

#[test]
fn archives_that_are_no_spreadsheets_are_named() {
    for parts in [
        &[("a.p7m", &b"x"[..])][..],
        &[("content.xml", b"<office:document-content><office:text/></office:document-content>")],
    ] {
        let (_, _, fault) = refused(package(parts));
        assert!(matches!(fault, RegisterFault::Foreign { found: Foreign::Archive }), "{fault}");
    }
    let protected = [("content.xml", &b"\0"[..]), ("META-INF/manifest.xml", b"<manifest:encryption-data/>")];
    let (_, _, fault) = refused(package(&protected));
    assert!(matches!(fault, RegisterFault::Foreign { found: Foreign::Protected }), "{fault}");
    assert!(matches!(refused(b"PK\x03\x04").2, RegisterFault::Spreadsheet));
}
