//! A register as CSV (RFC 4180, with `;`, `,`, a tab or `|` between cells), below the lines of a head or none.

use std::borrow::Cow;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{
    Format, Layout, Place, RegisterError, RegisterFault,
    headings::{Columns, Header, find_header, known},
    table::{Cell, Cells, Column, LineCounter, Spot, Table},
};

const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// A CSV text whose header was understood.
#[derive(Debug)]
pub(super) struct CsvTable<'a> {
    text: &'a str,
    /// Line of the first octet of `text`.
    first_line: u64,
    delimiter: u8,
    header: Header,
    header_line: u64,
    /// How many rows that are not blank stand before it.
    head: usize,
}

impl<'a> CsvTable<'a> {
    pub(super) fn new(text: &'a str, columns: &Columns) -> Result<Self, RegisterError> {
        let (text, first_line, said) = separator_line(text);
        let delimiter = said.unwrap_or_else(|| guess_delimiter(text, columns));
        if let Some((line, column)) = open_quote(text, delimiter) {
            let place = Place { line: first_line - 1 + line, column, name: None, sheet: None };
            return Err(RegisterError { place: Some(place), fault: RegisterFault::OpenQuote });
        }
        let head = find_header(rows(text, delimiter).map(|(row, _)| row), columns)
            .or_else(|| likeliest_header(text, delimiter, columns))
            .unwrap_or(0);
        let Some((texts, offset)) = rows(text, delimiter).nth(head) else {
            return Err(RegisterError { place: None, fault: RegisterFault::Empty });
        };
        if texts.iter().all(String::is_empty) {
            return Err(RegisterError { place: None, fault: RegisterFault::Empty });
        }
        let header_line = LineCounter::new(text, first_line).line_at(skip_blank_lines(text, offset));
        let header = Header::new(texts, columns).map_err(|(column, fault)| RegisterError {
            place: Some(Place { line: header_line, column: column as u64 + 1, name: None, sheet: None }),
            fault,
        })?;
        Ok(Self { text, first_line, delimiter, header, header_line, head })
    }
}

impl Table for CsvTable<'_> {
    fn each(
        &self,
        take: &mut dyn FnMut(Cells<'_>) -> Result<(), RegisterError>,
    ) -> Result<(), RegisterError> {
        let mut reader = reader(self.text, self.delimiter);
        let mut lines = LineCounter::new(self.text, self.first_line);
        let mut record = StringRecord::new();
        let mut before = self.head + 1;
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => return Err(cannot_be_read(error)),
            }
            if before > 0 {
                before -= 1;
                continue;
            }
            let offset = record.position().map_or(0, ::csv::Position::byte);
            let line = lines.line_at(skip_blank_lines(self.text, offset));
            let spot = |column: usize| Spot::Table { line, column: column as u64 + 1 };
            let (expected, found) = (self.header.columns.len(), record.len());
            let beyond = record.iter().skip(expected).any(|cell| !cell.trim().is_empty());
            // Excel leaves the delimiters of blank cells out at the end of a row; a file that was cut ends in one.
            let is_last = reader.position().byte() == self.text.len() as u64;
            let is_cut = found < expected && is_last && !self.text.ends_with(['\n', '\r']);
            if is_cut || beyond {
                let fault = RegisterFault::CellCount { expected, found };
                return Err(self.error(spot(found.min(expected)), None, fault));
            }
            let mut cells = Cells::new(line, spot(0));
            for (index, (text, column)) in record.iter().zip(&self.header.columns).enumerate() {
                let text = Cow::Borrowed(text.trim());
                match column {
                    _ if text.is_empty() => {}
                    Some(column) => cells.set(*column, Cell { text, spot: spot(index) }),
                    None => cells.others.push((Cow::Borrowed(self.header.texts[index].as_str()), text)),
                }
            }
            if !cells.is_blank() {
                take(cells)?;
            }
        }
    }

    fn has(&self, column: Column) -> bool {
        self.header.columns.contains(&Some(column))
    }

    fn error(&self, spot: Spot, column: Option<Column>, fault: RegisterFault) -> RegisterError {
        let (line, mut number) = match spot {
            Spot::Table { line, column } => (line, column),
            Spot::Octet(_) => (self.first_line, 1),
        };
        // What is blank has no cell of its own: the header says where it should be.
        if let Some(place) = self.header.columns.iter().position(|known| known.is_some() && *known == column)
        {
            number = place as u64 + 1;
        }
        let name = usize::try_from(number).ok().and_then(|number| self.header.texts.get(number - 1));
        let name = name.filter(|name| !name.is_empty()).map(|name| name.as_str().into());
        RegisterError { place: Some(Place { line, column: number, name, sheet: None }), fault }
    }

    fn layout(&self) -> Layout {
        Layout {
            format: Format::Csv,
            encoding: None,
            separator: Some(char::from(self.delimiter)),
            sheet: None,
            header_line: Some(self.header_line),
            headings: self.header.headings(|index| index as u64 + 1),
        }
    }
}

/// The rows that are not blank lines: their cells, and where each begins. They end where they cannot be read.
fn rows(text: &str, delimiter: u8) -> impl Iterator<Item = (Vec<String>, u64)> {
    let mut reader = reader(text, delimiter);
    std::iter::from_fn(move || {
        let mut record = StringRecord::new();
        let is_row = reader.read_record(&mut record).unwrap_or(false);
        let offset = record.position().map_or(0, ::csv::Position::byte);
        is_row.then(|| (record.iter().map(|cell| cell.trim().to_owned()).collect(), offset))
    })
}

/// Where the header should be, in a register that has none: the row with the most known headings.
fn likeliest_header(text: &str, delimiter: u8, columns: &Columns) -> Option<usize> {
    let counts = rows(text, delimiter).take(20).map(|(row, _)| known(&row, columns).1).enumerate();
    counts.max_by_key(|(index, count)| (*count, std::cmp::Reverse(*index))).map(|(index, _)| index)
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

fn cannot_be_read(error: csv::Error) -> RegisterError {
    // The octets are in memory, are UTF-8, and rows of any length are taken: nothing is left to fail.
    RegisterError { place: None, fault: RegisterFault::Io(error.into()) }
}

/// The reader passes over blank lines before a row, after it has noted where the row begins.
fn skip_blank_lines(text: &str, offset: u64) -> usize {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    offset + text.as_bytes()[offset..].iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count()
}

/// The line `sep=;` that spreadsheets write and read before the header: what follows it, the number of
/// that line, and the delimiter.
fn separator_line(text: &str) -> (&str, u64, Option<u8>) {
    let line = text.lines().next().unwrap_or_default();
    let said =
        line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line.as_bytes()[4..]);
    match said {
        Some(&[delimiter]) if DELIMITERS.contains(&delimiter) => {
            let rest = &text[line.len()..];
            (
                rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest),
                2,
                Some(delimiter),
            )
        }
        _ => (text, 1, None),
    }
}

/// The delimiter whose header knows most columns; then the one that makes most cells; then the first.
fn guess_delimiter(text: &str, columns: &Columns) -> u8 {
    let understood = |delimiter: &u8| {
        let rows = || rows(text, *delimiter).map(|(row, _)| row);
        let header = find_header(rows(), columns).or_else(|| likeliest_header(text, *delimiter, columns));
        let header = header.and_then(|index| rows().nth(index)).unwrap_or_default();
        let (has_file, count) = known(&header, columns);
        (has_file, count, header.len())
    };
    DELIMITERS.into_iter().rev().max_by_key(understood).unwrap_or(DELIMITERS[0])
}

/// Line and cell of a quote that is opened and never closed: everything after it would be one cell.
fn open_quote(text: &str, delimiter: u8) -> Option<(u64, u64)> {
    enum At {
        CellStart,
        Cell,
        Quoted { line: u64, column: u64 },
        AfterQuote { line: u64, column: u64 },
    }
    let (mut at, mut line, mut column) = (At::CellStart, 1, 1);
    let mut octets = text.bytes().peekable();
    while let Some(octet) = octets.next() {
        let line_ends = octet == b'\n' || (octet == b'\r' && octets.peek() != Some(&b'\n'));
        at = match at {
            At::CellStart if octet == b'"' => At::Quoted { line, column },
            At::Quoted { line, column } if octet == b'"' => At::AfterQuote { line, column },
            At::AfterQuote { line, column } if octet == b'"' => At::Quoted { line, column },
            At::Quoted { .. } => at,
            _ if octet == delimiter => {
                column += 1;
                At::CellStart
            }
            _ if matches!(octet, b'\n' | b'\r') => {
                column = 1;
                At::CellStart
            }
            _ => At::Cell,
        };
        line += u64::from(line_ends);
    }
    if let At::Quoted { line, column } = at { Some((line, column)) } else { None }
}
