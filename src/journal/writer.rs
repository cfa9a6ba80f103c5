//! Appends entries; when they are on the disk is the caller's to say.

use std::io::{self, Write};

use serde::Serialize;

use super::{
    chain::{Chain, Link},
    reader::Position,
};
use crate::time::Timestamp;

/// A journal that is written to.
///
/// Each entry, or batch of entries, is one `write_all` of whole lines. Nothing is flushed or synced here: a caller
/// appends a batch, then syncs once. After a write that failed nothing more is appended: a line may be torn.
#[derive(Debug)]
pub struct Journal<W> {
    out: W,
    chain: Chain,
    offset: u64,
    failed: bool,
}

/// Where an entry was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its number.
    pub seq: u64,
    /// Octets before it.
    pub offset: u64,
    /// Its octets, the line feed included.
    pub length: u64,
    /// Its hash, now the head.
    pub hash: String,
}

impl<W: Write> Journal<W> {
    /// Begins a journal in an empty file.
    pub fn new(out: W) -> Self {
        Self { out, chain: Chain::new(), offset: 0, failed: false }
    }

    /// Goes on with a journal that was read to its end; `out` stands at [`Position::offset`], and what was
    /// after that is cut.
    pub fn resume(out: W, position: Position) -> Self {
        let Position { entries, head, offset, .. } = position;
        Self { out, chain: Chain::resume(entries, head), offset, failed: false }
    }

    /// Writes one entry.
    ///
    /// # Errors
    ///
    /// `data` is not one line of JSON (`InvalidData`, nothing was written); or `out` failed, now or before.
    pub fn append<T: Serialize + ?Sized>(
        &mut self,
        kind: &str,
        at: Timestamp,
        data: &T,
    ) -> io::Result<Appended> {
        let mut places = self.append_all(kind, at, [data])?;
        places.pop().ok_or_else(|| io::ErrorKind::WriteZero.into())
    }

    /// Writes entries of one kind, together.
    ///
    /// # Errors
    ///
    /// The same as for [`append`](Self::append). Of entries that cannot be written as JSON, those before the first are
    /// in the journal.
    pub fn append_all<T: Serialize>(
        &mut self,
        kind: &str,
        at: Timestamp,
        entries: impl IntoIterator<Item = T>,
    ) -> io::Result<Vec<Appended>> {
        if self.failed {
            return Err(io::Error::other("an earlier entry of the journal could not be written"));
        }
        let (mut places, mut lines) = (Vec::new(), Vec::new());
        let mut linked = Ok(());
        for data in entries {
            match self.chain.link(kind, at, &data) {
                Ok(Link { seq, line, hash }) => {
                    let (offset, length) = (self.offset + lines.len() as u64, line.len() as u64);
                    places.push(Appended { seq, offset, length, hash });
                    if lines.is_empty() {
                        lines = line;
                    } else {
                        lines.extend_from_slice(&line);
                    }
                }
                Err(error) => {
                    linked = Err(error);
                    break;
                }
            }
        }
        if let Err(error) = self.out.write_all(&lines) {
            self.failed = true;
            return Err(error);
        }
        self.offset += lines.len() as u64;
        linked?;
        Ok(places)
    }

    /// Flushes what it writes to.
    ///
    /// # Errors
    ///
    /// What the file says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Hash of the last entry, or [`super::GENESIS`].
    pub fn head(&self) -> &str {
        self.chain.head()
    }

    /// Entries in it.
    pub fn entries(&self) -> u64 {
        self.chain.entries()
    }

    /// Octets in it, those still in a buffer included.
    pub fn len(&self) -> u64 {
        self.offset
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.entries() == 0
    }

    /// What it writes to, for a sync.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// What it writes to, for a flush and a sync; writing to it breaks the journal.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// Gives back what it writes to.
    pub fn into_inner(self) -> W {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::journal::{read_at, recover};

    fn at() -> Timestamp {
        "2026-12-18T11:00:04Z".parse().expect("an instant")
    }

    #[test]
    fn each_entry_is_found_again_by_its_offset() {
        let mut journal = Journal::new(Vec::new());
        assert!(journal.is_empty());
        let places: Vec<_> =
            (0..20).map(|n| journal.append("outcome", at(), &json!({ "n": n })).expect("memory")).collect();
        assert_eq!(journal.entries(), 20);
        let octets = journal.into_inner();
        for (n, place) in places.iter().enumerate().rev() {
            let entry = read_at(&mut io::Cursor::new(&octets), place.offset, place.length).expect("there");
            assert_eq!((entry.seq, entry.hash.as_str()), (place.seq, place.hash.as_str()));
            assert_eq!(entry.data.get(), json!({ "n": n }).to_string());
        }
    }

    #[test]
    fn a_journal_goes_on_where_another_run_left_it() {
        let mut journal = Journal::new(Vec::new());
        journal.append("run_started", at(), &json!({})).expect("memory");
        let mut octets = journal.into_inner();
        let whole = octets.len() as u64;
        octets.extend_from_slice(b"{\"seq\":2,\"at\":\"20");
        let position = recover(octets.as_slice()).expect("only its end is torn");
        assert_eq!((position.entries, position.offset, position.torn), (1, whole, true));

        octets.truncate(usize::try_from(position.offset).expect("small"));
        let mut journal = Journal::resume(octets, position);
        let place = journal.append("resumed", at(), &json!({})).expect("memory");
        assert_eq!((place.seq, place.offset), (2, whole));
        let octets = journal.into_inner();
        let position = recover(octets.as_slice()).expect("whole");
        assert_eq!((position.entries, position.head, position.torn), (2, place.hash, false));
    }

    /// Takes so many octets, then fails as a full disk does.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
            let taken = octets.len().min(self.0);
            self.0 -= taken;
            if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_batch_is_what_its_entries_would_be_one_by_one() {
        let entries: Vec<_> = (0..20).map(|n| json!({ "n": n })).collect();
        let (mut one_by_one, mut together) = (Journal::new(Vec::new()), Journal::new(Vec::new()));
        let places: Vec<_> =
            entries.iter().map(|data| one_by_one.append("outcome", at(), data).expect("memory")).collect();
        assert_eq!(together.append_all("outcome", at(), &entries).expect("memory"), places);
        assert_eq!(together.append_all("outcome", at(), &entries[..0]).expect("memory"), []);
        assert_eq!(together.len(), one_by_one.len());
        assert_eq!(together.into_inner(), one_by_one.into_inner());
    }

    #[test]
    fn an_entry_that_is_no_json_leaves_those_before_it() {
        struct Unwritable(bool);

        impl Serialize for Unwritable {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                if self.0 { Err(serde::ser::Error::custom("no JSON")) } else { out.serialize_unit() }
            }
        }

        let mut journal = Journal::new(Vec::new());
        let entries = [false, false, true, false].map(Unwritable);
        journal.append_all("outcome", at(), entries).expect_err("the third is none");
        journal.append("run_ended", at(), &json!({})).expect("memory");
        let position = recover(journal.into_inner().as_slice()).expect("a chain");
        assert_eq!((position.entries, position.torn), (3, false));
    }

    #[test]
    fn nothing_is_appended_after_a_torn_line() {
        let mut journal = Journal::new(Full(300));
        journal.append("run_started", at(), &json!({})).expect("there is room");
        let error = journal.append("outcome", at(), &json!({})).expect_err("there is none left");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        journal.get_mut().0 = 10_000;
        journal.append("outcome", at(), &json!({})).expect_err("the line before is torn");
    }
}
