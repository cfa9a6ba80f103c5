//! Why a register is not understood, and where.

use std::{fmt, io};

use super::Encoding;
use crate::{limits::Limit, time::TimeError};

/// A register that is not understood.
#[derive(Debug, thiserror::Error)]
#[error("{}{fault}", Prefix(.place))]
pub struct RegisterError {
    /// Where; `None` for the file as a whole.
    pub place: Option<Place>,
    /// What is wrong there.
    #[source]
    pub fault: RegisterFault,
}

/// A place in a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line of the file, from 1.
    pub line: u64,
    /// From 1: in CSV the column of the table, as in a spreadsheet; in JSON the character of the line.
    pub column: u64,
    /// Name of the table's column, where it has one.
    pub name: Option<Box<str>>,
    /// The sheet, in a spreadsheet: `line` and `column` are those of a cell.
    pub sheet: Option<Box<str>>,
}

impl Place {
    /// The place as spreadsheets name it, such as `C7`.
    pub fn cell(&self) -> String {
        format!("{}{}", letters(self.column), self.line)
    }
}

/// The letters of a column of a spreadsheet, from 1.
pub fn letters(column: u64) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// What a file is that is no register, or not one that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A PDF document.
    Pdf,
    /// A workbook of Excel 97 to 2003 (`.xls`), or one that a password protects, which is kept in the same way.
    OldWorkbook,
    /// A binary workbook (`.xlsb`).
    BinaryWorkbook,
    /// A spreadsheet that a password protects.
    Protected,
    /// A web page, which platforms give the name of a workbook.
    WebPage,
    /// XML that is no spreadsheet's file.
    Xml,
    /// A ZIP archive that is no spreadsheet.
    Archive,
}

/// What is wrong with a register.
#[derive(Debug, thiserror::Error)]
pub enum RegisterFault {
    /// It cannot be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
    /// It is larger than a limit.
    #[error("more than {} {} ({})", limit.value, limit.unit, limit.name)]
    TooLarge {
        /// The limit.
        limit: Limit,
    },
    /// It is not the text it seems to be.
    #[error("no text in {}", found.name())]
    Encoding {
        /// What it seems to be.
        found: Encoding,
    },
    /// It is something else.
    #[error("not a register: {found:?}")]
    Foreign {
        /// What it is.
        found: Foreign,
    },
    /// A spreadsheet's file that is damaged.
    #[error("a damaged spreadsheet")]
    Spreadsheet,
    /// No sheet that people see has a header.
    #[error("no visible sheet has a header with a column {name:?}")]
    NoSheet {
        /// The column that a header has.
        name: &'static str,
    },
    /// A cell of a spreadsheet holds an error.
    #[error("the cell holds the error {text:?}")]
    CellError {
        /// What it shows.
        text: String,
    },
    /// A cell of a spreadsheet holds a formula whose value was never worked out.
    #[error("a formula without its value")]
    Formula,
    /// Not a mode of deposit.
    #[error("{text:?} is not a mode of deposit")]
    Mode {
        /// What was given.
        text: String,
    },
    /// A deposit on paper that names a file.
    #[error("a deposit on paper has no file")]
    PaperWithFile,
    /// There is no header row, or no array.
    #[error("empty")]
    Empty,
    /// It is not JSON.
    #[error("not JSON")]
    Json(#[source] serde_json::Error),
    /// It is JSON, and not an array of objects.
    #[error("{expected} expected")]
    Shape {
        /// `an array`, `an object`, `a text`.
        expected: &'static str,
    },
    /// A quote is opened here and never closed.
    #[error("a quote is opened here and never closed")]
    OpenQuote,
    /// A row has not as many cells as the header.
    #[error("{found} cells, and the header has {expected}")]
    CellCount {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A required column is not there.
    #[error("no column {name:?}")]
    MissingColumn {
        /// Its name.
        name: &'static str,
    },
    /// A person says that a heading is a column, and no heading reads so.
    #[error("no heading {heading:?}, which is said to be {name:?}")]
    NoHeading {
        /// The column's name.
        name: &'static str,
        /// What was said.
        heading: Box<str>,
        /// The headings that are there.
        headings: Box<[String]>,
    },
    /// A column is there twice.
    #[error("column {name:?} is there twice")]
    RepeatedColumn {
        /// Its name.
        name: &'static str,
    },
    /// A required cell is blank.
    #[error("blank")]
    Blank,
    /// A path that is absolute, or leaves the register's folder.
    #[error("path {path:?} {why}")]
    Path {
        /// What was given.
        path: String,
        /// What is wrong with it.
        why: UnsafePath,
    },
    /// A file is listed twice.
    #[error("file {path:?} is already at line {first}")]
    RepeatedFile {
        /// The path.
        path: String,
        /// Line where it stands first.
        first: u64,
    },
    /// Not a kind of envelope.
    #[error("{text:?} is not a kind of envelope")]
    Envelope {
        /// What was given.
        text: String,
    },
    /// Not the number of a block.
    #[error("{text:?} is not the number of a block")]
    Block {
        /// What was given.
        text: String,
    },
    /// A block without the name of the file it is a slice of.
    #[error("a block without the name of its file")]
    UnnamedBlock,
    /// Not 64 hexadecimal digits.
    #[error("{text:?} is not a SHA-256 digest: {length} characters where 64 hexadecimal digits are expected")]
    Digest {
        /// What was given.
        text: String,
        /// How many characters it has.
        length: usize,
    },
    /// Not a state.
    #[error("{text:?} is not a state")]
    State {
        /// What was given.
        text: String,
    },
    /// A deposit that was withdrawn, replaced or late by a column that is not understood.
    #[error("{text:?} in column {heading:?}, which is not known to be the state")]
    StateElsewhere {
        /// Heading of the column.
        heading: String,
        /// What the cell says.
        text: String,
    },
    /// There is a deadline, no column is understood as the end of deposits, and one that is not understood looks like it.
    #[error("column {heading:?} looks like the end of deposits, and is not known to be")]
    EndElsewhere {
        /// Heading of the column.
        heading: String,
    },
    /// Not an instant, or not exactly one; or not a zone.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// The sending ends before it begins.
    #[error("the deposit ends before it begins")]
    EndsBeforeItBegins,
    /// It contradicts another row about the same consultation, pli or file.
    #[error("{found:?}, and {other:?} at line {line}")]
    Contradiction {
        /// What this row says.
        found: String,
        /// What the other row says.
        other: String,
        /// Line of the other row.
        line: u64,
    },
}

/// Why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsafePath {
    /// It starts at a root, a share or a drive.
    Absolute,
    /// It has a component `..`.
    Parent,
    /// It has a control character.
    Control,
}

impl fmt::Display for UnsafePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absolute => "is absolute",
            Self::Parent => "leaves its folder",
            Self::Control => "has a control character",
        })
    }
}

/// The place before a message.
struct Prefix<'a>(&'a Option<Place>);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(place) => {
                match &place.sheet {
                    Some(sheet) => write!(f, "sheet {sheet:?}, cell {}", place.cell())?,
                    None => write!(f, "line {}, column {}", place.line, place.column)?,
                }
                match &place.name {
                    Some(name) => write!(f, " ({name}): "),
                    None => f.write_str(": "),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, expected) in
            [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
        {
            assert_eq!(letters(column), expected);
        }
        let place = Place { line: 7, column: 3, name: None, sheet: Some("Dépôts".into()) };
        assert_eq!(place.cell(), "C7");
    }
}
