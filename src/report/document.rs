//! The model of a document, without a language: what it is made of, not what it says.

use std::{fmt, io};

/// A document, written once from top to bottom.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// Tag of its language (BCP 47).
    pub lang: &'a str,
    /// Its title.
    pub title: String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// What stands at the foot of each printed page, on the left.
    pub running: String,
    /// The words around page numbers: `Page 1 of 3` is `("Page", "of")`.
    pub page: (String, String),
    /// Its parts, in order.
    pub blocks: Vec<Block<'a>>,
    /// What may stand after them.
    pub last: Option<Later<'a>>,
}

/// A part of a document.
#[derive(Debug)]
pub enum Block<'a> {
    /// A section begins.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// Terms and what they are.
    Definitions(Vec<Definition>),
    /// A remark that must be seen.
    Note(Note),
    /// Rows under column headings.
    Table(Table<'a>),
    /// Places to sign.
    Signatures(Signatures),
}

/// A remark that is known when all before it is written; `None` where there is nothing to remark.
pub struct Later<'a>(Box<dyn FnOnce() -> Option<Note> + 'a>);

impl<'a> Later<'a> {
    /// What is asked for it when its turn comes.
    pub fn new(remark: impl FnOnce() -> Option<Note> + 'a) -> Self {
        Self(Box::new(remark))
    }

    pub(super) fn remark(self) -> Option<Note> {
        self.0()
    }
}

impl fmt::Debug for Later<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later(..)")
    }
}

/// A term and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The term.
    pub term: String,
    /// What it is, line by line.
    pub lines: Vec<Line>,
}

impl Definition {
    /// A term with one plain line.
    pub fn new(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { term: term.into(), lines: vec![Line::plain(text)] }
    }

    /// A term with one line in fixed width, such as a fingerprint.
    pub fn code(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { term: term.into(), lines: vec![Line::code(text)] }
    }
}

/// A remark that must be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// How loud it is.
    pub tone: Tone,
    /// Its first words.
    pub title: String,
    /// What it says, line by line.
    pub lines: Vec<String>,
}

/// How something looks: never the only bearer of a meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As the rest.
    #[default]
    Plain,
    /// Done.
    Good,
    /// Needs a look.
    Warn,
    /// Failed.
    Bad,
    /// May be passed over.
    Quiet,
}

/// Rows under column headings.
pub struct Table<'a> {
    /// What the table shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, taken one by one.
    pub rows: Rows<'a>,
    /// What stands in its place when there is no row.
    pub empty: String,
}

/// Rows, taken one by one.
pub type Rows<'a> = Box<dyn Iterator<Item = io::Result<Row>> + 'a>;

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("caption", &self.caption)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Whether it holds numbers, set to the right.
    pub numeric: bool,
    /// Its part of a page's width, in hundredths; 0 where its content decides.
    pub share: u8,
}

impl Column {
    /// A column of text.
    pub fn text(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), ..Self::default() }
    }

    /// A column of numbers.
    pub fn number(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), numeric: true, ..Self::default() }
    }

    /// The same column with a part of the page's width, in hundredths.
    #[must_use]
    pub fn share(self, share: u8) -> Self {
        Self { share, ..self }
    }
}

/// A row: one cell a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// How it looks.
    pub tone: Tone,
    /// Its cells.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A plain row of one-line cells.
    pub fn plain<T: Into<Cell>>(cells: impl IntoIterator<Item = T>) -> Self {
        Self { tone: Tone::Plain, cells: cells.into_iter().map(Into::into).collect() }
    }
}

/// A cell: lines below one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its lines.
    pub lines: Vec<Line>,
}

impl From<Line> for Cell {
    fn from(line: Line) -> Self {
        Self { lines: vec![line] }
    }
}

impl From<Vec<Line>> for Cell {
    fn from(lines: Vec<Line>) -> Self {
        Self { lines }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Line::plain(text).into()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Line::plain(text).into()
    }
}

/// A line of a cell or a definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// What kind of text it is.
    pub kind: LineKind,
    /// How it looks.
    pub tone: Tone,
}

/// What kind of text a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineKind {
    /// Words.
    #[default]
    Plain,
    /// Words that stand out.
    Strong,
    /// Words of less weight.
    Small,
    /// A fingerprint, a path: fixed width, breakable anywhere.
    Code,
}

impl Line {
    /// Words.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Words that stand out.
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: LineKind::Strong, ..Self::default() }
    }

    /// Words of less weight.
    pub fn small(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: LineKind::Small, ..Self::default() }
    }

    /// A fingerprint or a path.
    pub fn code(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: LineKind::Code, ..Self::default() }
    }

    /// The same line in another tone.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

/// Places to sign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatures {
    /// What is signed, and where it is written: `Done at ........ on ........`.
    pub sentence: String,
    /// Headings of the columns: name, capacity, signature.
    pub columns: Vec<String>,
    /// Names known beforehand; some empty lines are added for others.
    pub names: Vec<String>,
    /// How many empty lines.
    pub blank: usize,
}
