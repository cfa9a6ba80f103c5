//! Reads a journal from its beginning in constant memory, and finds what was done to it.

use std::io::{BufRead, Read, Seek, SeekFrom};

use super::{
    chain::{Chain, Entry, GENESIS, parse_line},
    damage::{Damage, LineFault},
};
use crate::limits::JOURNAL_LINE;

/// An entry and its place.
#[derive(Debug)]
pub struct Located {
    /// Octets before it.
    pub offset: u64,
    /// Its octets, the line feed included.
    pub length: u64,
    /// The entry.
    pub entry: Entry,
}

/// Where a journal can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Whole entries.
    pub entries: u64,
    /// Hash of the last of them, or [`GENESIS`].
    pub head: String,
    /// Octets of them all: where the next one goes.
    pub offset: u64,
    /// Whether a torn line is after them, to be cut.
    pub torn: bool,
}

/// Iterates over the entries, each checked with its place in the chain; ends after the first damage.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    chain: Chain,
    offset: u64,
    line: Vec<u8>,
    torn: bool,
    ended: bool,
}

impl<R: BufRead> Reader<R> {
    /// Begins at the first line.
    pub fn new(source: R) -> Self {
        Self { source, chain: Chain::new(), offset: 0, line: Vec::new(), torn: false, ended: false }
    }

    /// After the last good entry so far.
    pub fn position(&self) -> Position {
        Position {
            entries: self.chain.entries(),
            head: self.chain.head().to_owned(),
            offset: self.offset,
            torn: self.torn,
        }
    }

    fn read_entry(&mut self) -> Result<Option<Located>, LineFault> {
        self.line.clear();
        (&mut self.source).take(JOURNAL_LINE.value + 1).read_until(b'\n', &mut self.line)?;
        if self.line.is_empty() {
            return Ok(None);
        }
        let length = self.line.len() as u64;
        if length > JOURNAL_LINE.value {
            return Err(LineFault::TooLong { limit: JOURNAL_LINE.value });
        }
        let entry = self.chain.check(&self.line)?;
        let offset = self.offset;
        self.offset += length;
        Ok(Some(Located { offset, length, entry }))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Located, Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.read_entry() {
            Ok(Some(located)) => Some(Ok(located)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(what) => {
                self.ended = true;
                self.torn = matches!(what, LineFault::Torn);
                Some(Err(Damage { line: self.chain.entries() + 1, offset: self.offset, what }))
            }
        }
    }
}

/// Reads a journal to its end and says where it can go on; a torn last line is not an error here.
///
/// # Errors
///
/// Any other [`Damage`].
pub fn recover<R: BufRead>(source: R) -> Result<Position, Damage> {
    let mut reader = Reader::new(source);
    for entry in &mut reader {
        match entry {
            Ok(_) | Err(Damage { what: LineFault::Torn, .. }) => {}
            Err(damage) => return Err(damage),
        }
    }
    Ok(reader.position())
}

/// How far a report vouches for its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Entries there were.
    pub entries: u64,
    /// Hash of the last of them.
    pub head: String,
}

/// A journal in which everything holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries in it.
    pub entries: u64,
    /// Hash of the last of them, or [`GENESIS`].
    pub head: String,
    /// How many of them came after what was expected: a later run that has not written its report.
    pub since: u64,
}

/// Checks every line, and the head where one is expected.
///
/// # Errors
///
/// The first [`Damage`].
pub fn verify<R: BufRead>(source: R, expected: Option<&Expected>) -> Result<Verified, Damage> {
    let mut reader = Reader::new(source);
    while let Some(located) = reader.next().transpose()? {
        if let Some(expected) = expected {
            expected.compare(&located)?;
        }
    }
    let position = reader.position();
    let since = expected.map_or(Ok(0), |expected| expected.reached(&position))?;
    let Position { entries, head, .. } = position;
    Ok(Verified { entries, head, since })
}

impl Expected {
    /// Compares an entry with the one that is named, if it is that one.
    ///
    /// # Errors
    ///
    /// [`LineFault::AnotherHead`].
    pub fn compare(&self, located: &Located) -> Result<(), Damage> {
        let Located { offset, entry, .. } = located;
        if self.entries == entry.seq { same_head(self, &entry.hash, entry.seq, *offset) } else { Ok(()) }
    }

    /// At the end of a journal: how many entries came after the one that is named.
    ///
    /// # Errors
    ///
    /// [`LineFault::EndsEarly`]; or [`LineFault::AnotherHead`], where no entry is named and a hash is.
    pub fn reached(&self, position: &Position) -> Result<u64, Damage> {
        let &Position { entries, offset, .. } = position;
        if self.entries == 0 {
            same_head(self, GENESIS, 0, 0)?;
        }
        entries.checked_sub(self.entries).ok_or(Damage {
            line: entries + 1,
            offset,
            what: LineFault::EndsEarly { expected: self.entries, found: entries },
        })
    }
}

fn same_head(expected: &Expected, found: &str, line: u64, offset: u64) -> Result<(), Damage> {
    if expected.head == found {
        return Ok(());
    }
    let what = LineFault::AnotherHead { expected: expected.head.clone(), found: found.to_owned() };
    Err(Damage { line, offset, what })
}

/// One entry by its place, checked against its own hash.
///
/// # Errors
///
/// What is wrong with it: a place that is not an entry's is one of them.
pub fn read_at<R: Read + Seek>(source: &mut R, offset: u64, length: u64) -> Result<Entry, LineFault> {
    if length > JOURNAL_LINE.value {
        return Err(LineFault::TooLong { limit: JOURNAL_LINE.value });
    }
    source.seek(SeekFrom::Start(offset))?;
    let mut line = Vec::new();
    source.take(length).read_to_end(&mut line)?;
    parse_line(&line)
}
