//! A document as one HTML page: no script, nothing from elsewhere, prints on A4, reads aloud.
//!
//! Tables have captions and scoped headings; headings repeat on each printed page and rows are not cut.
//! Colour is never the only bearer of a meaning. Strangers' texts are escaped, and isolated (`<bdi>`), so that
//! right-to-left names do not reorder what stands beside them.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    document::{
        Block, Cell, Column, Definition, Document, Later, Line, LineKind, Note, Row, Signatures, Table, Tone,
    },
    untrusted,
};

const STYLE: &str = include_str!("html.css");

/// Writes a document.
///
/// # Errors
///
/// The first error of a row, or of `out`.
pub fn document<W: Write + ?Sized>(out: &mut W, document: Document<'_>) -> io::Result<()> {
    let head = html! {
        (DOCTYPE)
        html lang=(document.lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // The page can neither run nor load anything, whatever an escaped name may hold.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="color-scheme" content="light";
                title { (untrusted::whole(&document.title)) }
                style { (PreEscaped(STYLE)) (PreEscaped(page_rule(&document))) }
            }
        }
    }
    .into_string();
    out.write_all(head.trim_end_matches("</html>").as_bytes())?;
    out.write_all(b"\n<body>\n<main>\n")?;
    put(
        out,
        &html! {
            header {
                h1 { (untrusted::whole(&document.title)) }
                @for line in &document.subtitle { p.subtitle { bdi { (untrusted::whole(line)) } } }
            }
        },
    )?;
    for block in document.blocks {
        match block {
            Block::Heading(text) => put(out, &html! { h2 { (untrusted::whole(&text)) } })?,
            Block::Paragraph(text) => put(out, &html! { p { (untrusted::whole(&text)) } })?,
            Block::Definitions(definitions) => put(out, &self::definitions(&definitions))?,
            Block::Note(note) => put(out, &self::note(&note))?,
            Block::Table(table) => self::table(out, table)?,
            Block::Signatures(signatures) => put(out, &self::signatures(&signatures))?,
        }
    }
    if let Some(note) = document.last.and_then(Later::remark) {
        put(out, &self::note(&note))?;
    }
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn put<W: Write + ?Sized>(out: &mut W, markup: &Markup) -> io::Result<()> {
    writeln!(out, "{}", markup.0)
}

/// The foot of each printed page, in CSS strings. Its head is empty: a browser would put the day of printing there.
fn page_rule(document: &Document<'_>) -> String {
    let (page, of) = (&document.page.0, &document.page.1);
    format!(
        "@page {{ @top-left {{ content: \"\"; }} @top-center {{ content: \"\"; }} @top-right {{ content: \"\"; }} @bottom-left {{ content: {}; }} @bottom-right {{ content: {} counter(page) {} counter(pages); }} }}",
        css_string(&document.running),
        css_string(&format!("{page} ")),
        css_string(&format!(" {of} ")),
    )
}

/// A CSS string. Everything but letters, digits and spaces is written as an escape, so that no name ends it.
fn css_string(text: &str) -> String {
    let mut shown = String::from("\"");
    for c in untrusted::whole(text).chars() {
        if c.is_alphanumeric() || c == ' ' {
            shown.push(c);
        } else {
            // The space ends the escape, and is no part of the text. Writing to a String does not fail.
            let _ = write!(shown, "\\{:06x} ", u32::from(c));
        }
    }
    shown.push('"');
    shown
}

fn definitions(definitions: &[Definition]) -> Markup {
    html! {
        dl {
            @for definition in definitions {
                div {
                    dt { (untrusted::whole(&definition.term)) }
                    dd { (lines(&definition.lines)) }
                }
            }
        }
    }
}

fn note(note: &Note) -> Markup {
    html! {
        div class={ "note " (class(note.tone)) } role="note" {
            p { strong { (untrusted::whole(&note.title)) } }
            @for line in &note.lines { p { (untrusted::whole(line)) } }
        }
    }
}

fn table<W: Write + ?Sized>(out: &mut W, table: Table<'_>) -> io::Result<()> {
    let mut rows = table.rows.peekable();
    if rows.peek().is_none() {
        return put(out, &html! { p.empty { (untrusted::whole(&table.empty)) } });
    }
    out.write_all(b"<table>\n")?;
    put(
        out,
        &html! {
            caption { (untrusted::whole(&table.caption)) }
            @if table.columns.iter().any(|column| column.share > 0) {
                colgroup {
                    @for column in &table.columns {
                        @if column.share > 0 { col style={ "width:" (column.share) "%" }; } @else { col; }
                    }
                }
            }
            thead { tr { @for column in &table.columns {
                th scope="col" class=[column.numeric.then_some("number")] { (untrusted::whole(&column.heading)) }
            } } }
        },
    )?;
    out.write_all(b"<tbody>\n")?;
    for each in rows {
        put(out, &row(&each?, &table.columns))?;
    }
    out.write_all(b"</tbody>\n</table>\n")
}

/// The first cell names the row.
fn row(row: &Row, columns: &[Column]) -> Markup {
    html! {
        tr class=[(row.tone != Tone::Plain).then(|| class(row.tone))] {
            @for (at, (cell, column)) in row.cells.iter().zip(columns).enumerate() {
                @let numeric = column.numeric.then_some("number");
                @if at == 0 {
                    th scope="row" class=[numeric] { (lines_of(cell)) }
                } @else {
                    td class=[numeric] { (lines_of(cell)) }
                }
            }
        }
    }
}

fn lines_of(cell: &Cell) -> Markup {
    lines(&cell.lines)
}

fn lines(lines: &[Line]) -> Markup {
    html! {
        @for line in lines {
            @let class = line_class(line);
            @match line.kind {
                LineKind::Code => code class=[class] { (untrusted::whole(&line.text)) },
                LineKind::Strong => strong class=[class] { bdi { (untrusted::whole(&line.text)) } },
                LineKind::Small => small class=[class] { bdi { (untrusted::whole(&line.text)) } },
                LineKind::Plain => span class=[class] { bdi { (untrusted::whole(&line.text)) } },
            }
        }
    }
}

fn line_class(line: &Line) -> Option<&'static str> {
    (line.tone != Tone::Plain).then(|| class(line.tone))
}

const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Quiet => "quiet",
    }
}

fn signatures(signatures: &Signatures) -> Markup {
    html! {
        section.signatures {
            p { (untrusted::whole(&signatures.sentence)) }
            table {
                thead { tr { @for heading in &signatures.columns { th scope="col" { (untrusted::whole(heading)) } } } }
                tbody {
                    @for name in &signatures.names {
                        tr {
                            th scope="row" { bdi { (untrusted::whole(name)) } }
                            @for _ in signatures.columns.iter().skip(1) { td {} }
                        }
                    }
                    @for _ in 0..signatures.blank {
                        tr { @for _ in &signatures.columns { td {} } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: Vec<Block<'_>>) -> String {
        let mut out = Vec::new();
        let model = Document {
            lang: "fr",
            title: "Procès-verbal".into(),
            running: "a\"; } </style><script>".into(),
            page: ("Page".into(), "sur".into()),
            blocks,
            ..Document::default()
        };
        document(&mut out, model).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn nothing_from_outside_is_markup() {
        let hostile = "<script>alert(1)</script>\" onload=x \u{202e}& =1+1";
        let shown = page(vec![
            Block::Heading(hostile.into()),
            Block::Paragraph(hostile.into()),
            Block::Definitions(vec![Definition::new(hostile, hostile), Definition::code("t", hostile)]),
            Block::Note(Note { tone: Tone::Bad, title: hostile.into(), lines: vec![hostile.into()] }),
            Block::Table(Table {
                caption: hostile.into(),
                columns: vec![Column::text(hostile)],
                rows: Box::new([Ok(Row::plain([hostile]))].into_iter()),
                empty: String::new(),
            }),
            Block::Signatures(Signatures {
                sentence: hostile.into(),
                columns: vec![hostile.into(), hostile.into()],
                names: vec![hostile.into()],
                blank: 1,
            }),
        ]);
        assert!(!shown.contains("<script"), "{shown}");
        assert!(!shown.contains('\u{202e}'));
        assert_eq!(shown.matches("&lt;script&gt;").count(), 14);
        assert_eq!(shown.matches("</style>").count(), 1);
        assert_eq!(shown.matches("<html").count(), shown.matches("</html>").count());
    }

    #[test]
    fn the_foot_of_a_page_reads_as_it_was_written() {
        assert_eq!(css_string("PV – 2026"), "\"PV \\002013  2026\"");
        assert_eq!(css_string("a\"b"), "\"a\\000022 b\"");
    }

    #[test]
    fn a_table_tells_its_headings_to_those_who_listen() {
        let shown = page(vec![Block::Table(Table {
            caption: "Plis".into(),
            columns: vec![Column::text("Nom"), Column::number("Octets")],
            rows: Box::new([Ok(Row::plain(["a", "1"]))].into_iter()),
            empty: String::new(),
        })]);
        assert!(shown.contains("<caption>Plis</caption>"));
        assert!(shown.contains(r#"<th scope="col" class="number">Octets</th>"#));
        assert!(shown.contains(r#"<th scope="row"><span><bdi>a</bdi></span></th>"#));
        assert!(shown.contains(r#"<html lang="fr">"#));
    }

    #[test]
    fn a_failing_row_ends_the_page() {
        let rows = [Ok(Row::plain(["a"])), Err(io::Error::other("journal"))];
        let table = Table {
            caption: String::new(),
            columns: vec![Column::text("Nom")],
            rows: Box::new(rows.into_iter()),
            empty: String::new(),
        };
        let model = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        assert_eq!(document(&mut Vec::new(), model).expect_err("stopped").to_string(), "journal");
    }
}
