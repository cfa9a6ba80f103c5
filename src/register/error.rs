//! Why a register is not understood, and where.

use std::{fmt, io};

use crate::time::TimeError;

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
    pub name: Option<String>,
}

/// How a file that is not UTF-8 seems to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// One octet a character: Windows-1252 or ISO 8859-1 (Latin-1), which cannot be told apart.
    Windows1252,
    /// UTF-16, least significant octet first, which Windows programs call "Unicode".
    Utf16Le,
    /// UTF-16, most significant octet first.
    Utf16Be,
}

impl Encoding {
    /// Its usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Windows1252 => "Windows-1252 / ISO-8859-1",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
        }
    }
}

/// What is wrong with a register.
#[derive(Debug, thiserror::Error)]
pub enum RegisterFault {
    /// It cannot be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
    /// It is larger than a limit.
    #[error("larger than {limit} octets")]
    TooLarge {
        /// The limit's value.
        limit: u64,
    },
    /// It is not UTF-8.
    #[error("written in {}, not in UTF-8", found.name())]
    Encoding {
        /// What it seems to be.
        found: Encoding,
    },
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
            Some(Place { line, column, name: None }) => write!(f, "line {line}, column {column}: "),
            Some(Place { line, column, name: Some(name) }) => {
                write!(f, "line {line}, column {column} ({name}): ")
            }
        }
    }
}
