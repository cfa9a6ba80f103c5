//! A sheet of a spreadsheet: its cells that are not blank, and as rows of a register.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use super::{
    Format, Layout, Place, RegisterError, RegisterFault,
    headings::{Columns, Header, find_header},
    table::{Cell, Cells, Column, Spot, Table},
};
use crate::limits::{CELL_TEXT, CELLS};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its text, or its number or instant as the cell shows it.
    Value,
    /// An error, such as `#REF!`.
    Error,
    /// A formula that no program has worked out yet.
    Formula,
}

#[derive(Clone, Copy, Debug)]
struct SheetCell {
    row: u32,
    column: u16,
    kind: Kind,
    start: u32,
    end: u32,
}

/// Cells that are one: their first and last rows, their first and last columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) column: u16,
    pub(super) last_column: u16,
}

/// The cells of a sheet that are not blank, in the order of their rows and columns.
#[derive(Debug)]
pub(super) struct Sheet {
    name: String,
    format: Format,
    cells: Vec<SheetCell>,
    texts: String,
    merged: Vec<Merged>,
}

/// Columns that programs know of.
pub(super) const COLUMNS: u16 = 16_384;
/// Columns that one heading stands above.
const WIDE: u16 = 100;
/// Rows that programs know of.
pub(super) const ROWS: u32 = 1 << 20;

impl Sheet {
    pub(super) fn new(name: String, format: Format) -> Self {
        Self { name, format, cells: Vec::new(), texts: String::new(), merged: Vec::new() }
    }

    /// Adds a cell; a blank one is not there.
    pub(super) fn push(
        &mut self,
        row: u32,
        column: u16,
        kind: Kind,
        text: &str,
    ) -> Result<(), RegisterFault> {
        let text = text.trim();
        if (text.is_empty() && kind == Kind::Value) || row >= ROWS || column >= COLUMNS {
            return Ok(());
        }
        let limits = [(self.cells.len() + 1, CELLS), (self.texts.len() + text.len(), CELL_TEXT)];
        if let Some((_, limit)) = limits.into_iter().find(|(count, limit)| *count as u64 > limit.value) {
            return Err(RegisterFault::TooLarge { limit });
        }
        let place = |length: usize| u32::try_from(length).expect("below a limit");
        let start = place(self.texts.len());
        self.texts.push_str(text);
        self.cells.push(SheetCell { row, column, kind, start, end: place(self.texts.len()) });
        Ok(())
    }

    /// Adds a row again, so many times, below itself.
    pub(super) fn repeat(&mut self, row: u32, times: u32) -> Result<(), RegisterFault> {
        let first = self.cells.iter().rposition(|cell| cell.row != row).map_or(0, |before| before + 1);
        let count = self.cells.len() - first;
        if count == 0 {
            return Ok(());
        }
        for below in 1..=times {
            if (self.cells.len() + count) as u64 > CELLS.value {
                return Err(RegisterFault::TooLarge { limit: CELLS });
            }
            let row = row.saturating_add(below);
            self.cells.extend_from_within(first..first + count);
            let repeated = self.cells.len() - count;
            self.cells[repeated..].iter_mut().for_each(|cell| cell.row = row);
        }
        Ok(())
    }

    /// Puts the cells in their order, and gives every row of a merged cell what it holds.
    pub(super) fn finish(&mut self, merged: Vec<Merged>) -> Result<(), RegisterFault> {
        let in_order = |cells: &mut Vec<SheetCell>| {
            if !cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
                cells.sort_by_key(|cell| (cell.row, cell.column));
            }
            cells.dedup_by_key(|cell| (cell.row, cell.column));
        };
        in_order(&mut self.cells);
        let mut rows: Vec<u32> = self.cells.iter().map(|cell| cell.row).collect();
        rows.dedup();
        let mut copies = Vec::new();
        for merged in &merged {
            let of_first = |cell: &SheetCell| (cell.row, cell.column);
            let Ok(index) = self.cells.binary_search_by_key(&(merged.first, merged.column), of_first) else {
                continue;
            };
            let from = rows.partition_point(|row| *row <= merged.first);
            for &row in rows[from..].iter().take_while(|row| **row <= merged.last) {
                copies.push(SheetCell { row, ..self.cells[index] });
                if (self.cells.len() + copies.len()) as u64 > CELLS.value {
                    return Err(RegisterFault::TooLarge { limit: CELLS });
                }
            }
        }
        self.cells.append(&mut copies);
        in_order(&mut self.cells);
        self.merged = merged;
        Ok(())
    }

    /// The rows of a header, one of which is known: cells that are merged over several rows make it as high.
    fn header_rows(&self, row: u32) -> (u32, u32) {
        /// Higher than the header of any table.
        const HIGH: u32 = 4;
        let over = self.merged.iter().filter(|merged| {
            merged.first < merged.last
                && (merged.first..=merged.last).contains(&row)
                && merged.last - merged.first < HIGH
        });
        over.fold((row, row), |(first, last), merged| (first.min(merged.first), last.max(merged.last)))
    }

    /// The headings of a header of several rows, each with its column: what stands above another is the first part of it.
    fn headings(&self, (first, last): (u32, u32)) -> Vec<(u16, String)> {
        let mut headings: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
        // A cell that is merged with those on its right stands above them all.
        let wide: HashMap<(u32, u16), u16> = self
            .merged
            .iter()
            .filter(|merged| first < last && merged.first <= last && first <= merged.last)
            .flat_map(|merged| {
                (merged.first.max(first)..=merged.last.min(last)).map(move |row| (row, merged))
            })
            .map(|(row, merged)| {
                ((row, merged.column), merged.last_column.min(merged.column.saturating_add(WIDE)))
            })
            .collect();
        let rows = self.rows().filter(|cells| (first..=last).contains(&cells[0].row));
        for cell in rows.flatten() {
            let until = wide.get(&(cell.row, cell.column)).copied().unwrap_or(cell.column);
            for column in cell.column..=until {
                let parts = headings.entry(column).or_default();
                let text = self.text(cell);
                if parts.last() != Some(&text) {
                    parts.push(text);
                }
            }
        }
        headings.into_iter().map(|(column, parts)| (column, parts.join(" "))).collect()
    }

    fn text(&self, cell: &SheetCell) -> &str {
        &self.texts[cell.start as usize..cell.end as usize]
    }

    /// The rows that are not blank, each with its cells.
    fn rows(&self) -> impl Iterator<Item = &[SheetCell]> {
        self.cells.chunk_by(|one, next| one.row == next.row)
    }
}

/// A sheet whose header was understood.
#[derive(Debug)]
pub(super) struct SheetTable {
    sheet: Sheet,
    header: Header,
    header_row: u32,
    /// The last row of the header.
    header_end: u32,
    /// The column of each cell of the header.
    places: Vec<u16>,
}

impl SheetTable {
    /// A sheet that has a header. One that has none is given back.
    pub(super) fn new(sheet: Sheet, columns: &Columns) -> Result<Result<Self, Sheet>, RegisterError> {
        let texts = |row: &[SheetCell]| row.iter().map(|cell| sheet.text(cell).to_owned()).collect();
        let Some(found) = find_header(sheet.rows().map(texts), columns) else { return Ok(Err(sheet)) };
        let row = sheet.rows().nth(found).unwrap_or_default();
        let header_row = row.first().map_or(0, |cell| cell.row);
        let rows = sheet.header_rows(header_row);
        let (places, headings): (Vec<u16>, Vec<String>) = sheet.headings(rows).into_iter().unzip();
        let header = Header::new(headings, columns).map_err(|(index, fault)| RegisterError {
            place: Some(Place {
                line: u64::from(header_row) + 1,
                column: places.get(index).map_or(1, |column| u64::from(*column) + 1),
                name: None,
                sheet: Some(sheet.name.as_str().into()),
            }),
            fault,
        })?;
        Ok(Ok(Self { sheet, header, header_row, header_end: rows.1, places }))
    }
}

impl Table for SheetTable {
    fn each(
        &self,
        take: &mut dyn FnMut(Cells<'_>) -> Result<(), RegisterError>,
    ) -> Result<(), RegisterError> {
        for row in self.sheet.rows().skip_while(|row| row[0].row <= self.header_end) {
            let line = u64::from(row[0].row) + 1;
            let spot = |column: u16| Spot::Table { line, column: u64::from(column) + 1 };
            let mut cells = Cells::new(line, spot(0));
            for cell in row {
                let index = self.places.binary_search(&cell.column).ok();
                let column = index.and_then(|index| self.header.columns[index]);
                let text = Cow::Borrowed(self.sheet.text(cell));
                match (column, cell.kind) {
                    (Some(column), Kind::Value) => {
                        cells.set(column, Cell { text, spot: spot(cell.column) });
                    }
                    (Some(column), kind) => {
                        let text = text.into_owned();
                        let fault = if kind == Kind::Error {
                            RegisterFault::CellError { text }
                        } else {
                            RegisterFault::Formula
                        };
                        return Err(self.error(spot(cell.column), Some(column), fault));
                    }
                    (None, _) => {
                        // What stands below no heading is a note beside the table.
                        let heading = index.map(|index| self.header.texts[index].as_str());
                        cells.others.push((Cow::Borrowed(heading.unwrap_or_default()), text));
                    }
                }
            }
            if cells.has_known() {
                take(cells)?;
            }
        }
        Ok(())
    }

    fn has(&self, column: Column) -> bool {
        self.header.columns.contains(&Some(column))
    }

    fn error(&self, spot: Spot, column: Option<Column>, fault: RegisterFault) -> RegisterError {
        let (line, mut number) = match spot {
            Spot::Table { line, column } => (line, column),
            Spot::Octet(_) => (1, 1),
        };
        // What is blank has no cell of its own: the header says where it should be.
        let index = self.header.columns.iter().position(|known| known.is_some() && *known == column);
        if let Some(index) = index {
            number = u64::from(self.places[index]) + 1;
        }
        let index = self.places.iter().position(|place| u64::from(*place) + 1 == number);
        let name = index.map(|index| self.header.texts[index].as_str().into());
        let sheet = Some(self.sheet.name.as_str().into());
        RegisterError { place: Some(Place { line, column: number, name, sheet }), fault }
    }

    fn layout(&self) -> Layout {
        Layout {
            format: self.sheet.format,
            encoding: None,
            separator: None,
            sheet: Some(self.sheet.name.clone()),
            header_line: Some(u64::from(self.header_row) + 1),
            headings: self.header.headings(|index| u64::from(self.places[index]) + 1),
        }
    }
}
