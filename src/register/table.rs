//! What registers of every format have in common: rows of cells that know where they stand.

use std::borrow::Cow;

use super::{Layout, Place, RegisterError, RegisterFault};
use crate::pli::fold;

/// A column that has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Pli,
    Company,
    Envelope,
    Lot,
    File,
    Block,
    Name,
    StartedAt,
    StartedTime,
    EndedAt,
    EndedTime,
    Digest,
    PlaintextDigest,
    State,
    Mode,
    Consultation,
    Deadline,
    Zone,
}

impl Column {
    pub(super) const COUNT: usize = 18;

    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Pli,
        Self::Company,
        Self::Envelope,
        Self::Lot,
        Self::File,
        Self::Block,
        Self::Name,
        Self::StartedAt,
        Self::StartedTime,
        Self::EndedAt,
        Self::EndedTime,
        Self::Digest,
        Self::PlaintextDigest,
        Self::State,
        Self::Mode,
        Self::Consultation,
        Self::Deadline,
        Self::Zone,
    ];

    /// Columns of a time, each with that of its day.
    pub(super) const TIMES: [(Self, Self); 2] =
        [(Self::StartedTime, Self::StartedAt), (Self::EndedTime, Self::EndedAt)];

    /// Its header.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pli => "pli",
            Self::Company => "entreprise",
            Self::Envelope => "enveloppe",
            Self::Lot => "lot",
            Self::File => "fichier",
            Self::Block => "bloc",
            Self::Name => "nom",
            Self::StartedAt => "depot_debut",
            Self::StartedTime => "heure_debut",
            Self::EndedAt => "depot_fin",
            Self::EndedTime => "heure_fin",
            Self::Digest => "empreinte",
            Self::PlaintextDigest => "empreinte_clair",
            Self::State => "etat",
            Self::Mode => "mode",
            Self::Consultation => "consultation",
            Self::Deadline => "date_limite",
            Self::Zone => "fuseau",
        }
    }

    /// The column of its own name, whatever its case, accents and separators.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let folded = fold(name);
        Self::ALL.into_iter().find(|column| fold(column.name()) == folded)
    }
}

/// Where a cell begins; turned into a [`Place`] only for an error.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spot {
    /// Of a table: line of the file and number of the cell, both from 1.
    Table { line: u64, column: u64 },
    /// Octets before it.
    Octet(usize),
}

/// A cell that is not blank.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) spot: Spot,
}

/// The cells of one row.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    /// Line on which the row begins.
    pub(super) line: u64,
    /// Where the row begins, for what is not there.
    pub(super) spot: Spot,
    known: [Option<Cell<'a>>; Column::COUNT],
    /// Header and text of the others that are not blank.
    pub(super) others: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(line: u64, spot: Spot) -> Self {
        Self { line, spot, known: std::array::from_fn(|_| None), others: Vec::new() }
    }

    /// Puts a cell in its column. A blank one is not there.
    pub(super) fn set(&mut self, column: Column, cell: Cell<'a>) {
        self.known[column as usize] = Some(cell);
    }

    pub(super) fn get(&self, column: Column) -> Option<&Cell<'a>> {
        self.known[column as usize].as_ref()
    }

    /// A row that spreadsheets leave at the end of a table.
    pub(super) fn is_blank(&self) -> bool {
        !self.has_known() && self.others.is_empty()
    }

    /// Whether a column that has a meaning has a cell.
    pub(super) fn has_known(&self) -> bool {
        self.known.iter().any(Option::is_some)
    }
}

/// A text, as rows.
pub(super) trait Table {
    /// Gives each row in order.
    fn each(&self, take: &mut dyn FnMut(Cells<'_>) -> Result<(), RegisterError>)
    -> Result<(), RegisterError>;

    /// Whether a column is there: in JSON each row has its own.
    fn has(&self, column: Column) -> bool;

    /// An error at a place.
    fn error(&self, spot: Spot, column: Option<Column>, fault: RegisterFault) -> RegisterError;

    /// How it was understood, once its rows have been given.
    fn layout(&self) -> Layout;
}

/// Turns offsets that never go back into numbers of lines, reading the text once.
#[derive(Debug)]
pub(super) struct LineCounter<'a> {
    text: &'a str,
    offset: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    /// At the beginning of a text whose first line has this number.
    pub(super) fn new(text: &'a str, first: u64) -> Self {
        Self { text, offset: 0, line: first }
    }

    /// The line of an octet; a line ends with CR LF, LF, or CR.
    pub(super) fn line_at(&mut self, offset: usize) -> u64 {
        let octets = self.text.as_bytes();
        let until = offset.min(octets.len());
        while self.offset < until {
            let octet = octets[self.offset];
            self.offset += 1;
            match octet {
                b'\n' => self.line += 1,
                b'\r' if octets.get(self.offset) != Some(&b'\n') => self.line += 1,
                _ => {}
            }
        }
        self.line
    }
}

/// Line and character of an octet, both from 1.
pub(super) fn place_of(text: &str, offset: usize) -> Place {
    let line = LineCounter::new(text, 1).line_at(offset);
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    Place { line, column: before[line_start..].chars().count() as u64 + 1, name: None, sheet: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_in_their_order() {
        for (place, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!((column as usize, Column::of_name(column.name())), (place, Some(column)));
        }
        assert_eq!(Column::of_name("Dépôt-Fin"), Some(Column::EndedAt));
        assert_eq!(Column::of_name("Raison sociale"), None);
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let text = "a\r\nb\nc\rd\n\ne";
        let mut counter = LineCounter::new(text, 1);
        let lines: Vec<_> = "abcde".chars().map(|c| counter.line_at(text.find(c).expect("there"))).collect();
        assert_eq!(lines, [1, 2, 3, 4, 6]);
        assert_eq!(place_of("é\nàéx", 7), Place { line: 2, column: 3, name: None, sheet: None });
    }
}
