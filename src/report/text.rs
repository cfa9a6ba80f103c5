//! Tables and documents for a terminal.
//!
//! Colours are ANSI sequences; a stream that nobody looks at drops them (`anstream` does). Widths are those of
//! the terminal's cells (Unicode standard annex 11), and every text is made harmless on its way.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
    iter, thread,
};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{
    document::{
        Block, Cell, Column, Definition, Document, Later, Line, LineKind, Note, Row, Signatures, Table, Tone,
    },
    untrusted,
};

/// Spaces between two columns.
const GAP: usize = 2;
/// A column is not squeezed below this.
const NARROWEST: usize = 6;
/// How many rows decide the widths; the others are folded into them.
const MEASURED: usize = 500;
/// How many rows are folded on another thread while the next ones are made.
const HANDED: usize = 2_000;

/// Writes a document.
///
/// # Errors
///
/// The first error of a row, or of `out`.
pub fn document<W: Write + ?Sized>(out: &mut W, document: Document<'_>, width: usize) -> io::Result<()> {
    let title = untrusted::whole(&document.title);
    writeln!(out, "{BOLD}{title}{BOLD:#}")?;
    writeln!(out, "{}", "=".repeat(title.width().min(width)))?;
    for line in &document.subtitle {
        writeln!(out, "{}", untrusted::whole(line))?;
    }
    for block in document.blocks {
        writeln!(out)?;
        match block {
            Block::Heading(text) => heading(out, &text)?,
            Block::Paragraph(text) => {
                for line in wrap(&untrusted::whole(&text), width) {
                    writeln!(out, "{line}")?;
                }
            }
            Block::Definitions(definitions) => self::definitions(out, &definitions, width)?,
            Block::Note(note) => self::note(out, &note, width)?,
            Block::Table(table) => self::table(out, table, width)?,
            Block::Signatures(signatures) => self::signatures(out, &signatures, width)?,
        }
    }
    if let Some(note) = document.last.and_then(Later::remark) {
        writeln!(out)?;
        self::note(out, &note, width)?;
    }
    Ok(())
}

/// Writes a heading with a line under it.
///
/// # Errors
///
/// What `out` says.
pub fn heading<W: Write + ?Sized>(out: &mut W, text: &str) -> io::Result<()> {
    let text = untrusted::whole(text);
    writeln!(out, "{BOLD}{text}{BOLD:#}")?;
    writeln!(out, "{}", "-".repeat(text.width()))
}

/// Writes terms in one column and what they are in the next.
///
/// # Errors
///
/// What `out` says.
pub fn definitions<W: Write + ?Sized>(
    out: &mut W,
    definitions: &[Definition],
    width: usize,
) -> io::Result<()> {
    let terms: Vec<String> =
        definitions.iter().map(|definition| untrusted::whole(&definition.term)).collect();
    let left = terms.iter().map(|term| term.width()).max().unwrap_or(0).min(width / 2);
    let right = width.saturating_sub(left + GAP).max(NARROWEST);
    for (term, definition) in terms.iter().zip(definitions) {
        let mut shown = term.as_str();
        for Piece { text, style } in folded(&harmless(&definition.lines, Tone::Plain), right) {
            let pad = (left + GAP).saturating_sub(shown.width()).max(1);
            writeln!(out, "{shown}{:pad$}{style}{text}{style:#}", "")?;
            shown = "";
        }
    }
    Ok(())
}

/// Writes a table. Nothing but its empty text when it has no row.
///
/// # Errors
///
/// The first error of a row, or of `out`.
pub fn table<W: Write + ?Sized>(out: &mut W, table: Table<'_>, width: usize) -> io::Result<()> {
    let mut rows = table.rows;
    let mut end = Ok(());
    let measured = taken(&mut rows, MEASURED, &mut end);
    if !table.caption.is_empty() {
        writeln!(out, "{BOLD}{}{BOLD:#}", untrusted::whole(&table.caption))?;
    }
    if measured.is_empty() {
        end?;
        return writeln!(out, "{}", untrusted::whole(&table.empty));
    }
    let widths = widths(&table.columns, &measured, width);
    let headings = Row {
        tone: Tone::Plain,
        cells: table.columns.iter().map(|column| Cell::from(Line::strong(&column.heading))).collect(),
    };
    let folding = Folding { columns: &table.columns, widths: &widths };
    let mut text = String::new();
    folding.row(&mut text, &headings, true);
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    text.push_str(&rules.join(&" ".repeat(GAP)));
    text.push('\n');
    out.write_all(text.as_bytes())?;
    let mut handed = measured;
    while !handed.is_empty() {
        text.clear();
        let mut next = Vec::new();
        let folded = thread::scope(|scope| {
            let fold = || folding.rows(&mut text, &handed);
            let folds = handed.len() >= MEASURED && thread::Builder::new().spawn_scoped(scope, fold).is_ok();
            if end.is_ok() {
                next = taken(&mut rows, HANDED, &mut end);
            }
            folds
        });
        // Few rows are not worth a thread, and there may be none to be had.
        if !folded {
            folding.rows(&mut text, &handed);
        }
        out.write_all(text.as_bytes())?;
        handed = next;
    }
    end
}

/// The next rows, up to one that cannot be made: why not goes to `end`.
fn taken(rows: &mut dyn Iterator<Item = io::Result<Row>>, most: usize, end: &mut io::Result<()>) -> Vec<Row> {
    let mut made = rows.take(most);
    iter::from_fn(|| made.next()?.map_err(|error| *end = Err(error)).ok()).collect()
}

/// Rows folded into columns of known widths.
struct Folding<'a> {
    columns: &'a [Column],
    widths: &'a [usize],
}

impl Folding<'_> {
    fn rows(&self, out: &mut String, rows: &[Row]) {
        for row in rows {
            self.row(out, row, false);
        }
    }

    fn row(&self, out: &mut String, row: &Row, heading: bool) {
        let cells: Vec<_> = row.cells.iter().map(|cell| harmless(&cell.lines, row.tone)).collect();
        // A number is never folded: one that is wider than those that were measured pushes what follows.
        let room = self.columns.iter().zip(self.widths);
        let room = room.map(|(column, width)| if column.numeric && !heading { usize::MAX } else { *width });
        let cells: Vec<_> = cells.iter().zip(room).map(|(lines, room)| folded(lines, room)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            // Trailing spaces are never written: the pad of a cell comes with the next one that has something.
            let mut pending = 0;
            for ((cell, column), width) in cells.iter().zip(self.columns).zip(self.widths) {
                let Some(Piece { text, style }) = cell.get(at).filter(|piece| !piece.text.is_empty()) else {
                    pending += width + GAP;
                    continue;
                };
                let room = width.saturating_sub(cells_of(text));
                let before = pending + if column.numeric { room } else { 0 };
                out.extend(iter::repeat_n(' ', before));
                if style.is_plain() {
                    out.push_str(text);
                } else {
                    let _ = write!(out, "{style}{text}{style:#}"); // writing to a String does not fail
                }
                pending = GAP + if column.numeric { 0 } else { room };
            }
            out.push('\n');
        }
    }
}

fn note<W: Write + ?Sized>(out: &mut W, note: &Note, width: usize) -> io::Result<()> {
    let style = style(note.tone, LineKind::Strong);
    for line in wrap(&untrusted::whole(&note.title), width.saturating_sub(2)) {
        writeln!(out, "{style}| {line}{style:#}")?;
    }
    for text in &note.lines {
        for line in wrap(&untrusted::whole(text), width.saturating_sub(2)) {
            writeln!(out, "| {line}")?;
        }
    }
    Ok(())
}

fn signatures<W: Write + ?Sized>(out: &mut W, signatures: &Signatures, width: usize) -> io::Result<()> {
    for line in wrap(&untrusted::whole(&signatures.sentence), width) {
        writeln!(out, "{line}")?;
    }
    writeln!(out)?;
    let part = width / signatures.columns.len().max(1);
    let headings: Vec<String> =
        signatures.columns.iter().map(|heading| padded(&untrusted::whole(heading), part)).collect();
    writeln!(out, "{BOLD}{}{BOLD:#}", headings.concat().trim_end())?;
    for name in signatures.names.iter().map(String::as_str).chain(iter::repeat_n("", signatures.blank)) {
        let name = untrusted::whole(name);
        let rest = "_".repeat(part.saturating_sub(GAP));
        let first = if name.is_empty() { rest.clone() } else { name };
        let others = iter::repeat_n(rest.as_str(), signatures.columns.len().saturating_sub(1));
        let cells: Vec<String> =
            iter::once(first.as_str()).chain(others).map(|cell| padded(cell, part)).collect();
        writeln!(out, "\n{}", cells.concat().trim_end())?;
    }
    Ok(())
}

/// Widths of the columns: what they hold, squeezed from the widest on until they fit.
fn widths(columns: &[Column], rows: &[Row], width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = rows.iter().filter_map(|row| row.cells.get(at)).flat_map(|cell| &cell.lines);
            cells
                .map(|line| cells_of(&untrusted::harmless(&line.text)))
                .chain([column.heading.width()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let room = width.saturating_sub(GAP * columns.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > NARROWEST) else { break };
        *widest -= 1;
    }
    widths
}

/// A part of a cell that fits a line.
struct Piece<'a> {
    text: &'a str,
    style: Style,
}

/// What lines show, each with its style.
fn harmless(lines: &[Line], tone: Tone) -> Vec<(Cow<'_, str>, Style)> {
    let tone_of = |line: &Line| if line.tone == Tone::Plain { tone } else { line.tone };
    lines.iter().map(|line| (untrusted::harmless(&line.text), style(tone_of(line), line.kind))).collect()
}

/// Lines folded to a width.
fn folded<'a>(lines: &'a [(Cow<'_, str>, Style)], width: usize) -> Vec<Piece<'a>> {
    let pieces = |(text, style): &'a (Cow<'_, str>, Style)| {
        wrap(text, width).into_iter().map(move |text| Piece { text, style: *style })
    };
    lines.iter().flat_map(pieces).collect()
}

const BOLD: Style = Style::new().bold();

fn style(tone: Tone, kind: LineKind) -> Style {
    let style = match tone {
        Tone::Plain => Style::new(),
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Warn => AnsiColor::Yellow.on_default(),
        Tone::Bad => AnsiColor::Red.on_default(),
        Tone::Quiet => Style::new().dimmed(),
    };
    match kind {
        LineKind::Strong => style.bold(),
        LineKind::Small => style.dimmed(),
        LineKind::Plain | LineKind::Code => style,
    }
}

/// A text in lines of at most so many cells: broken at spaces; a word that is longer than a line is broken
/// after its path separators, else anywhere. At least one line.
pub fn wrap(text: &str, width: usize) -> Vec<&str> {
    let width = width.max(1);
    let mut lines = Vec::new();
    // Where the line being filled starts, and its cells: spaces at its end count, and are cut off.
    let (mut start, mut used) = (0, 0);
    let mut cut = |start: &mut usize, used: &mut usize, end: usize| {
        lines.push(text[*start..end].trim_end_matches(' '));
        (*start, *used) = (end, 0);
    };
    let mut end = 0;
    for piece in pieces(text, width) {
        let word = piece.trim_end_matches(' ');
        let cells = cells_of(word);
        if used > 0 && cells > 0 && used + cells > width {
            cut(&mut start, &mut used, end);
        }
        if cells <= width {
            used += cells;
        } else {
            for (at, c) in word.char_indices() {
                let cells = c.width().unwrap_or(0);
                if used > 0 && cells > 0 && used + cells > width {
                    cut(&mut start, &mut used, end + at);
                }
                used += cells;
            }
        }
        used += piece.len() - word.len();
        end += piece.len();
    }
    cut(&mut start, &mut used, end);
    lines
}

/// Cells that a text takes. No character below U+0300 that shows takes less or more than one.
fn cells_of(text: &str) -> usize {
    const LEAD_OF_U0300: u8 = 0xcc;
    if text.bytes().all(|octet| octet < LEAD_OF_U0300) { text.chars().count() } else { text.width() }
}

/// A text padded with spaces to so many cells.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// A text cut to so many cells, with an ellipsis where something is missing.
pub fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .collect();
    kept + "…"
}

/// A path cut to so many cells: its last component stays whole where it can, what is before it gives way.
pub fn shortened_path(path: &str, width: usize) -> String {
    if path.width() <= width {
        return path.to_owned();
    }
    let last = path.rfind(['/', '\\']).map_or(path, |at| &path[at..]);
    let room = width.saturating_sub(last.width());
    if room < NARROWEST || last.len() == path.len() {
        return shortened(last.trim_start_matches(['/', '\\']), width);
    }
    shortened(&path[..path.len() - last.len()], room) + last
}

fn pieces(text: &str, width: usize) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ').flat_map(move |word| {
        let fits = cells_of(word) <= width;
        word.split_inclusive(move |c| !fits && matches!(c, '/' | '\\'))
    })
}

#[cfg(test)]
mod tests;
