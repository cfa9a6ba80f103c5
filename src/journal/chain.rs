//! The chain itself: from a value to the octets of a line, and back.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::damage::LineFault;
use crate::{
    crypto::{hex, sha256},
    limits::JOURNAL_LINE,
    time::Timestamp,
};

/// What the first line names as the hash before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const BEFORE_HASH: &[u8] = br#","hash":""#;
const AFTER_HASH: &[u8] = b"\"}";
const HASH_DIGITS: usize = 64;

/// One line of a journal, read and checked against its own hash.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: u64,
    /// When it was written.
    pub at: Timestamp,
    /// What happened.
    pub kind: String,
    /// Hash of the line before.
    pub prev: String,
    /// The facts, as they were written: parsed by who needs them.
    pub data: Box<RawValue>,
    /// Hash of this line's body.
    pub hash: String,
}

impl Entry {
    /// The facts as a type.
    ///
    /// # Errors
    ///
    /// They are not of that type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.data.get())
    }
}

/// The fields before the hash, in the order in which they are written.
#[derive(Serialize)]
struct Body<'a, T> {
    seq: u64,
    at: Timestamp,
    kind: &'a str,
    prev: &'a str,
    data: &'a T,
}

/// Where a chain stands: how many lines, and the hash of the last.
///
/// It writes nothing: it makes lines for a file ([`super::Journal`]) or for a table, and checks them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    entries: u64,
    head: String,
}

impl Default for Chain {
    fn default() -> Self {
        Self { entries: 0, head: GENESIS.to_owned() }
    }
}

/// An entry of another journal, named in this one: each vouches for the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What that journal is known by: the hash of its first entry.
    pub journal: String,
    /// Number of the entry in it.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

/// A line to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub seq: u64,
    /// Its octets, with the final line feed.
    pub line: Vec<u8>,
    /// Its hash, now the head.
    pub hash: String,
}

impl Chain {
    /// A chain without a line.
    pub fn new() -> Self {
        Self::default()
    }

    /// A chain that goes on after so many lines, the last of which has this hash.
    pub fn resume(entries: u64, head: String) -> Self {
        Self { entries, head }
    }

    /// Lines so far.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Hash of the last line, or [`GENESIS`].
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The next line. From here on the chain stands after it.
    ///
    /// # Errors
    ///
    /// `data` cannot be written as JSON on one line of at most [`JOURNAL_LINE`] octets; the chain stays where it was.
    pub fn link<T: Serialize + ?Sized>(
        &mut self,
        kind: &str,
        at: Timestamp,
        data: &T,
    ) -> Result<Link, serde_json::Error> {
        let seq = self.entries + 1;
        let mut line = serde_json::to_vec(&Body { seq, at, kind, prev: &self.head, data: &data })?;
        if line.contains(&b'\n') {
            // Only a raw value that was written elsewhere can hold one.
            return Err(serde::ser::Error::custom("a journal's entry must be on one line"));
        }
        // The body is an object whose last field the hash becomes.
        line.pop();
        let hash = hash_of(&line);
        line.extend_from_slice(BEFORE_HASH);
        line.extend_from_slice(hash.as_bytes());
        line.extend_from_slice(AFTER_HASH);
        line.push(b'\n');
        if line.len() as u64 > JOURNAL_LINE.value {
            return Err(serde::ser::Error::custom("an entry longer than a journal's reader takes"));
        }
        self.entries = seq;
        self.head.clone_from(&hash);
        Ok(Link { seq, line, hash })
    }

    /// Reads the next line, with its line feed, and goes on after it.
    ///
    /// # Errors
    ///
    /// What is wrong with it; the chain stays where it was.
    pub fn check(&mut self, line: &[u8]) -> Result<Entry, LineFault> {
        let entry = parse_line(line)?;
        let expected = self.entries + 1;
        if entry.seq != expected {
            return Err(LineFault::OutOfOrder { expected, found: entry.seq });
        }
        if entry.prev != self.head {
            return Err(LineFault::BrokenLink { expected: self.head.clone(), found: entry.prev });
        }
        self.entries = expected;
        self.head.clone_from(&entry.hash);
        Ok(entry)
    }
}

/// Reads one line, with its line feed, and checks it against its own hash, not against its neighbours.
///
/// # Errors
///
/// What is wrong with it.
pub fn parse(line: &[u8]) -> Result<Entry, LineFault> {
    parse_line(line)
}

pub(super) fn parse_line(line: &[u8]) -> Result<Entry, LineFault> {
    let Some(line) = line.strip_suffix(b"\n") else { return Err(LineFault::Torn) };
    let split = line.len().checked_sub(BEFORE_HASH.len() + HASH_DIGITS + AFTER_HASH.len());
    let (body, tail) = line.split_at(split.ok_or(LineFault::NotAnEntry { parser: None })?);
    let written = tail
        .strip_prefix(BEFORE_HASH)
        .and_then(|tail| tail.strip_suffix(AFTER_HASH))
        .ok_or(LineFault::NotAnEntry { parser: None })?;
    if written != hash_of(body).as_bytes() {
        return Err(LineFault::Edited);
    }
    serde_json::from_slice(line).map_err(|error| LineFault::NotAnEntry { parser: Some(error) })
}

fn hash_of(body: &[u8]) -> String {
    hex(&sha256(body))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at() -> Timestamp {
        "2026-12-18T11:00:04Z".parse().expect("an instant")
    }

    // Both hashes by coreutils: printf '%s' BODY | sha256sum
    #[test]
    fn two_lines_to_the_octet() {
        let mut chain = Chain::new();
        let first = chain.link("run_started", at(), &json!({"id": "r1"})).expect("a line");
        let second = chain.link("outcome", at(), &json!({"n": 1})).expect("a line");
        let expected_first = format!(
            r#"{{"seq":1,"at":"2026-12-18T11:00:04Z","kind":"run_started","prev":"{GENESIS}","data":{{"id":"r1"}},"hash":"{FIRST}"}}"#
        );
        let expected_second = format!(
            r#"{{"seq":2,"at":"2026-12-18T11:00:04Z","kind":"outcome","prev":"{FIRST}","data":{{"n":1}},"hash":"{SECOND}"}}"#
        );
        assert_eq!(String::from_utf8(first.line).expect("UTF-8"), expected_first + "\n");
        assert_eq!(String::from_utf8(second.line).expect("UTF-8"), expected_second + "\n");
        assert_eq!((chain.entries(), chain.head()), (2, SECOND));
    }

    const FIRST: &str = "fd9f33b268db3a0647b7f6a9129ccc971fa1e5e8d2be39a0bd83b4dd3efd8d16";
    const SECOND: &str = "a427926c43263af11e233616274c2bf2d8aa372a965d18b434684937aa977f75";

    #[test]
    fn what_is_linked_is_checked() {
        let (mut writing, mut reading) = (Chain::new(), Chain::new());
        for n in 0..5 {
            let link =
                writing.link("outcome", at(), &json!({"name": "a\nb\u{2028}é", "n": n})).expect("a line");
            let entry = reading.check(&link.line).expect("whole");
            assert_eq!((entry.seq, entry.kind.as_str(), entry.hash), (n + 1, "outcome", link.hash));
            assert_eq!(entry.data.get(), format!("{{\"n\":{n},\"name\":\"a\\nb\u{2028}é\"}}"));
        }
        assert_eq!(writing, reading);
    }

    #[test]
    fn an_entry_that_could_not_be_read_again_is_refused_and_nothing_moves() {
        let mut chain = Chain::new();
        let raw = RawValue::from_string("{\n}".to_owned()).expect("JSON");
        chain.link("outcome", at(), &raw).expect_err("a line feed");
        let long = "x".repeat(usize::try_from(JOURNAL_LINE.value).expect("small"));
        chain.link("outcome", at(), &long).expect_err("longer than what is read");
        assert_eq!(chain, Chain::new());
    }

    #[test]
    fn a_field_that_stands_twice_is_refused() {
        let body = format!(
            r#"{{"seq":1,"at":"2026-12-18T11:00:04Z","kind":"a","kind":"b","prev":"{GENESIS}","data":0"#
        );
        let line = format!("{body},\"hash\":\"{}\"}}\n", hash_of(body.as_bytes()));
        assert!(matches!(
            Chain::new().check(line.as_bytes()),
            Err(LineFault::NotAnEntry { parser: Some(_) })
        ));
    }
}
