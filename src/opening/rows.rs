//! The rows of a report, kept in the journal and read back in plan order, so that memory does not grow with them.

use std::{
    fs::File,
    io::{self, BufReader},
    path::PathBuf,
};

use super::outcome::Item;
use crate::journal::{self, Appended};

/// Where a row is in the journal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    offset: u64,
    length: u32,
}

impl Place {
    pub(super) fn new(offset: u64, length: u64) -> Self {
        // A line is bounded well below 4 GiB (limits::JOURNAL_LINE).
        Self { offset, length: u32::try_from(length).unwrap_or(u32::MAX) }
    }

    pub(super) fn read(self, journal: &mut (impl io::Read + io::Seek)) -> io::Result<Item> {
        let entry = journal::read_at(journal, self.offset, self.length.into()).map_err(io::Error::other)?;
        entry.parse().map_err(io::Error::other)
    }
}

/// Every row of a run, in plan order.
#[derive(Debug)]
pub struct Rows {
    journal: PathBuf,
    places: Vec<Option<Place>>,
}

impl Rows {
    pub(super) fn new(journal: PathBuf, tasks: usize) -> Self {
        Self { journal, places: vec![None; tasks] }
    }

    pub(super) fn put(&mut self, index: usize, line: &Appended) {
        self.places[index] = Some(Place::new(line.offset, line.length));
    }

    pub(super) fn is_missing(&self, index: usize) -> bool {
        self.places[index].is_none()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Reads them one after the other.
    pub fn read(&self) -> io::Result<impl Iterator<Item = io::Result<Item>>> {
        self.read_in(0..self.len())
    }

    /// Reads those of these places in the plan, in the order given.
    ///
    /// # Panics
    ///
    /// While it is read, if there is no such place.
    pub fn read_in(
        &self,
        order: impl IntoIterator<Item = usize>,
    ) -> io::Result<impl Iterator<Item = io::Result<Item>>> {
        let mut journal = BufReader::new(File::open(&self.journal)?);
        let missing = || io::Error::new(io::ErrorKind::NotFound, "a row that was never recorded");
        Ok(order.into_iter().map(move |index| {
            self.places[index].ok_or_else(missing).and_then(|place| place.read(&mut journal))
        }))
    }
}
