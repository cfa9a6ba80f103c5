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
/// Each entry is one `write_all` of a whole line. Nothing is flushed or synced here: a caller appends a
/// batch, then syncs once. After a write that failed nothing more is appended: the line may be torn.
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
        if self.failed {
            return Err(io::Error::other("an earlier entry of the journal could not be written"));
        }
        let Link { seq, line, hash } = self.chain.link(kind, at, data)?;
        if let Err(error) = self.out.write_all(&line) {
            self.failed = true;
            return Err(error);
        }
        let (offset, length) = (self.offset, line.len() as u64);
        self.offset += length;
        Ok(Appended { seq, offset, length, hash })
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
    fn nothing_is_appended_after_a_torn_line() {
        let mut journal = Journal::new(Full(300));
        journal.append("run_started", at(), &json!({})).expect("there is room");
        let error = journal.append("outcome", at(), &json!({})).expect_err("there is none left");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        journal.get_mut().0 = 10_000;
        journal.append("outcome", at(), &json!({})).expect_err("the line before is torn");
    }
}
