//! The rows of a report, kept in the journal and read back in plan order, so that memory does not grow with them.
//!
//! The first of them stay in memory as well: most runs need not read anything back.

use std::{
    borrow::Cow,
    io::{self, BufReader},
};

use rustc_hash::FxHashMap;

use super::outcome::Item;
use crate::{
    fsx::Reread,
    journal::{self, Appended},
};

/// Octets of the journal whose rows stay in memory, where they take about twice as much.
const KEPT: u64 = 4 << 20;

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
    journal: Reread,
    places: Vec<Option<Place>>,
    kept: FxHashMap<usize, Box<Item>>,
    /// Octets of the journal whose rows may still be kept.
    room: u64,
}

impl Rows {
    pub(super) fn new(journal: Reread, tasks: usize) -> Self {
        Self { journal, places: vec![None; tasks], kept: FxHashMap::default(), room: KEPT }
    }

    /// Rows that a journal already holds.
    pub(super) fn placed(journal: Reread, places: Vec<Option<Place>>) -> Self {
        Self { places, ..Self::new(journal, 0) }
    }

    pub(super) fn put(&mut self, index: usize, line: &Appended) {
        self.places[index] = Some(Place::new(line.offset, line.length));
    }

    /// Keeps a row that is recorded, while there is room.
    pub(super) fn keep(&mut self, index: usize, item: Box<Item>) {
        let length = self.places[index].map_or(u64::MAX, |place| place.length.into());
        if let Some(room) = self.room.checked_sub(length) {
            self.room = room;
            self.kept.insert(index, item);
        }
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
    ///
    /// # Errors
    ///
    /// What reading the journal gives; for a row, also that its line there is not what was written.
    pub fn read(&self) -> io::Result<impl Iterator<Item = io::Result<Item>>> {
        self.read_in(0..self.len())
    }

    /// Reads those of these places in the plan, in the order given.
    ///
    /// # Panics
    ///
    /// While it is read, if there is no such place.
    ///
    /// # Errors
    ///
    /// The same as for [`Rows::read`].
    pub fn read_in(
        &self,
        order: impl IntoIterator<Item = usize>,
    ) -> io::Result<impl Iterator<Item = io::Result<Item>>> {
        Ok(self.lend_in(order)?.map(|row| row.map(Cow::into_owned)))
    }

    /// The same, without a copy of those that are in memory.
    ///
    /// # Panics
    ///
    /// The same as for [`Rows::read_in`].
    ///
    /// # Errors
    ///
    /// The same as for [`Rows::read`].
    pub fn lend_in(
        &self,
        order: impl IntoIterator<Item = usize>,
    ) -> io::Result<impl Iterator<Item = io::Result<Cow<'_, Item>>>> {
        let mut journal = BufReader::new(self.journal.clone());
        let missing = || io::Error::new(io::ErrorKind::NotFound, "a row that was never recorded");
        Ok(order.into_iter().map(move |index| {
            if let Some(item) = self.kept.get(&index) {
                return Ok(Cow::Borrowed(&**item));
            }
            let place = self.places[index].ok_or_else(missing);
            place.and_then(|place| place.read(&mut journal)).map(Cow::Owned)
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::File, path::Path};

    use serde_json::json;

    use super::*;
    use crate::time::Timestamp;

    /// A journal of so many rows, each naming its number.
    fn recorded(folder: &Path, count: usize) -> Rows {
        let path = folder.join("journal");
        let mut record = journal::Journal::new(File::create(&path).expect("a file"));
        let mut rows = Rows::new(File::open(path).expect("the file").into(), count);
        let at: Timestamp = "2026-12-18T11:00:04Z".parse().expect("an instant");
        for number in 0..count {
            let row = json!({
                "input": format!("{number}.p7m"), "root": "in", "status": "cancelled", "bytes_in": 0,
                "receipt": "unverifiable", "recipients": [], "duration_ms": 0,
            });
            rows.put(number, &record.append("outcome", at, &row).expect("a line"));
        }
        rows
    }

    /// A row that is not what the journal says of it.
    fn kept(rows: &mut Rows, number: usize) {
        let mut item = rows.read_in([number]).expect("rows").next().expect("a row").expect("an item");
        item.input = format!("{}.p7m", number + 1_000_000);
        rows.keep(number, Box::new(item));
    }

    fn numbers(rows: impl Iterator<Item = io::Result<Item>>) -> Vec<usize> {
        let number =
            |item: Item| item.input.strip_suffix(".p7m").expect("its name").parse().expect("a number");
        rows.map(|item| number(item.expect("a row"))).collect()
    }

    #[test]
    fn they_come_in_the_order_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let rows = recorded(folder.path(), 100);
        assert!(!rows.is_empty() && Rows::new(rows.journal.clone(), 0).is_empty());
        let order: Vec<usize> = (0..100).rev().collect();
        assert_eq!(numbers(rows.read_in(order.clone()).expect("rows")), order);
        assert_eq!(numbers(rows.read().expect("rows").take(3)), [0, 1, 2]);
    }

    #[test]
    fn what_is_kept_is_not_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rows = recorded(folder.path(), 200);
        for number in [0, 7, 199] {
            kept(&mut rows, number);
        }
        let read = numbers(rows.read_in([7, 8, 0, 199, 1]).expect("rows"));
        assert_eq!(read, [1_000_007, 8, 1_000_000, 1_000_199, 1]);
        assert_eq!(numbers(rows.read().expect("rows")).len(), 200);
        let lengths: u64 =
            [0, 7, 199].map(|row: usize| rows.places[row].expect("a place").length.into()).iter().sum();
        assert_eq!(rows.room, KEPT - lengths);
        rows.room = 3;
        kept(&mut rows, 9);
        assert_eq!(numbers(rows.read_in([9]).expect("rows")), [9]);
    }

    #[test]
    fn what_is_wrong_with_a_row_is_said_in_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rows = recorded(folder.path(), 1_000);
        rows.places[700] = None;
        let read: Vec<_> = rows.read().expect("rows").collect();
        assert_eq!(read.len(), 1_000);
        let wrong: Vec<usize> = (0..1_000).filter(|&row| read[row].is_err()).collect();
        assert_eq!(wrong, [700]);
    }
}
