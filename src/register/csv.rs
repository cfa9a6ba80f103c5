//! A register as CSV (RFC 4180, with `;` or `,` between cells).

use std::borrow::Cow;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{
    Place, RegisterError, RegisterFault,
    table::{Cell, Cells, Column, LineCounter, Spot, Table},
};

const DELIMITERS: [u8; 2] = [b';', b','];

/// A CSV text whose header was understood.
#[derive(Debug)]
pub(super) struct CsvTable<'a> {
    text: &'a str,
    /// Line of the first octet of `text`.
    first_line: u64,
    delimiter: u8,
    columns: Vec<Option<Column>>,
    headers: StringRecord,
}

impl<'a> CsvTable<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, RegisterError> {
        let (text, first_line, said) = separator_line(text);
        let delimiter = said.unwrap_or_else(|| guess_delimiter(text));
        if let Some((line, column)) = open_quote(text, delimiter) {
            let place = Place { line: first_line - 1 + line, column, name: None };
            return Err(RegisterError { place: Some(place), fault: RegisterFault::OpenQuote });
        }
        let headers = header(text, delimiter);
        let line = first_line - 1 + header_line(text);
        let at = |column: usize, fault| RegisterError {
            place: Some(Place { line, column: column as u64 + 1, name: None }),
            fault,
        };
        if headers.iter().all(|header| header.trim().is_empty()) {
            return Err(RegisterError { place: None, fault: RegisterFault::Empty });
        }
        let columns: Vec<_> = headers.iter().map(Column::of_header).collect();
        for (index, column) in columns.iter().enumerate() {
            if let Some(column) = column.filter(|_| columns[..index].contains(column)) {
                return Err(at(index, RegisterFault::RepeatedColumn { name: column.name() }));
            }
        }
        if !columns.contains(&Some(Column::File)) {
            return Err(at(0, RegisterFault::MissingColumn { name: Column::File.name() }));
        }
        Ok(Self { text, first_line, delimiter, columns, headers })
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
        let mut is_header = true;
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => return Err(cannot_be_read(error)),
            }
            if std::mem::take(&mut is_header) {
                continue;
            }
            let offset = record.position().map_or(0, ::csv::Position::byte);
            let line = lines.line_at(skip_blank_lines(self.text, offset));
            let spot = |column: usize| Spot::Table { line, column: column as u64 + 1 };
            let (expected, found) = (self.columns.len(), record.len());
            let beyond = record.iter().skip(expected).any(|cell| !cell.trim().is_empty());
            if found < expected || beyond {
                let fault = RegisterFault::CellCount { expected, found };
                return Err(self.error(spot(found.min(expected)), None, fault));
            }
            let mut cells = Cells::new(line, spot(0));
            for (index, (text, column)) in record.iter().zip(&self.columns).enumerate() {
                let text = Cow::Borrowed(text.trim());
                match column {
                    _ if text.is_empty() => {}
                    Some(column) => cells.set(*column, Cell { text, spot: spot(index) }),
                    None => cells.others.push((Cow::Borrowed(self.headers[index].trim()), text)),
                }
            }
            if !cells.is_blank() {
                take(cells)?;
            }
        }
    }

    fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }

    fn error(&self, spot: Spot, column: Option<Column>, fault: RegisterFault) -> RegisterError {
        let (line, mut number) = match spot {
            Spot::Table { line, column } => (line, column),
            Spot::Octet(_) => (self.first_line, 1),
        };
        // What is blank has no cell of its own: the header says where it should be.
        if let Some(place) = self.columns.iter().position(|known| known.is_some() && *known == column) {
            number = place as u64 + 1;
        }
        let name = usize::try_from(number).ok().and_then(|number| self.headers.get(number - 1));
        let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        RegisterError { place: Some(Place { line, column: number, name }), fault }
    }
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

fn cannot_be_read(error: csv::Error) -> RegisterError {
    // The octets are in memory, are UTF-8, and rows of any length are taken: nothing is left to fail.
    RegisterError { place: None, fault: RegisterFault::Io(error.into()) }
}

fn header(text: &str, delimiter: u8) -> StringRecord {
    let mut record = StringRecord::new();
    match reader(text, delimiter).read_record(&mut record) {
        Ok(true) => record,
        _ => StringRecord::new(),
    }
}

/// The line of the header, the first that is not blank.
fn header_line(text: &str) -> u64 {
    LineCounter::new(text, 1).line_at(skip_blank_lines(text, 0))
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

/// The delimiter whose header knows most columns; then the one that makes most cells.
fn guess_delimiter(text: &str) -> u8 {
    let understood = |delimiter: u8| {
        let header = header(text, delimiter);
        (header.iter().filter(|name| Column::of_header(name).is_some()).count(), header.len())
    };
    let [semicolon, comma] = DELIMITERS;
    if understood(comma) > understood(semicolon) { comma } else { semicolon }
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
