//! The registry's journal: the same hash chain as an opening's, kept in a table, one exact line a row.

use std::io::{self, BufRead, Read};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    journal::{self, Chain, Expected, GENESIS, Verified},
    registry::{RegistryError, record::By},
};

/// What an entry of a registry's journal can tell.
pub mod kind {
    /// The registry was made.
    pub const REGISTRY_CREATED: &str = "registry.created";
    /// A key was made here.
    pub const KEY_CREATED: &str = "key.created";
    /// A key was brought from elsewhere.
    pub const KEY_IMPORTED: &str = "key.imported";
    /// The private half of a known certificate was found, or found elsewhere.
    pub const KEY_LOCATED: &str = "key.located";
    /// A copy of a key, with or without its private half, was written for others.
    pub const KEY_EXPORTED: &str = "key.exported";
    /// A key has another name.
    pub const KEY_RENAMED: &str = "key.renamed";
    /// A key is for no new consultation.
    pub const KEY_RETIRED: &str = "key.retired";
    /// A key is gone.
    pub const KEY_DELETED: &str = "key.deleted";
    /// A key was tried on itself.
    pub const KEY_TRIED: &str = "key.tried";
    /// A consultation is known.
    pub const CONSULTATION_CREATED: &str = "consultation.created";
    /// The facts of a draft changed.
    pub const CONSULTATION_CHANGED: &str = "consultation.changed";
    /// Keys were assigned to a draft.
    pub const CONSULTATION_ASSIGNED: &str = "consultation.assigned";
    /// Keys were taken away from a draft.
    pub const CONSULTATION_UNASSIGNED: &str = "consultation.unassigned";
    /// A consultation was launched: its recipients, and the problems that the reason answers.
    pub const CONSULTATION_LAUNCHED: &str = "consultation.launched";
    /// A consultation was closed.
    pub const CONSULTATION_CLOSED: &str = "consultation.closed";
    /// Envelopes of a consultation were opened, or an opening was rehearsed or refused.
    pub const CONSULTATION_OPENED: &str = "consultation.opened";
    /// A rule said no.
    pub const REFUSED: &str = "refused";
}

/// Items of a list that an entry holds at most; their number is always told.
const LIST: usize = 100;

/// Who, and whatever else.
#[derive(Serialize)]
struct Data<'a> {
    by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<&'static str>,
    #[serde(flatten)]
    facts: Map<String, Value>,
}

/// Puts the chain's head where there is none yet.
pub(super) fn begin(connection: &Connection) -> Result<(), RegistryError> {
    connection
        .execute("INSERT INTO journal_head (id, entries, hash) VALUES (1, 0, ?1)", [GENESIS])
        .map(|_| ())
        .map_err(Into::into)
}

/// Writes the next entry. The caller's transaction holds the write lock.
pub(super) fn append(
    connection: &Connection,
    by: &By,
    kind: &str,
    facts: Map<String, Value>,
) -> Result<(), RegistryError> {
    let (entries, head) = head(connection)?;
    let data = Data {
        by: &by.who,
        reason: by.reason.as_deref(),
        clock: by.clock_given.then_some("given"),
        facts: facts.into_iter().map(|(name, value)| (name, shortened(value))).collect(),
    };
    let mut chain = Chain::resume(entries, head.clone());
    let next = chain
        .link(kind, by.at, &data)
        .map_err(|error| RegistryError::Io(io::Error::new(io::ErrorKind::InvalidData, error)))?;
    let line = String::from_utf8(next.line).expect("serde_json writes UTF-8");
    connection
        .prepare_cached("INSERT INTO journal (seq, hash, prev, line) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![next.seq.cast_signed(), next.hash, head, line])?;
    Ok(())
}

/// Lists of any length do not fit a line.
fn shortened(value: Value) -> Value {
    match value {
        Value::Array(mut items) if items.len() > LIST => {
            let all = items.len();
            items.truncate(LIST);
            serde_json::json!({ "count": all, "first": items })
        }
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, shortened(value))).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

/// Number of entries, and hash of the last.
pub(super) fn head(connection: &Connection) -> Result<(u64, String), RegistryError> {
    let (entries, hash): (i64, String) = connection
        .query_row("SELECT entries, hash FROM journal_head", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(|| RegistryError::Damaged { what: "the journal has no head".to_owned() })?;
    Ok((entries.cast_unsigned(), hash))
}

/// Checks every line, and that none is missing at the end.
pub(super) fn verify(connection: &Connection) -> Result<Result<Verified, journal::Damage>, RegistryError> {
    // One snapshot for the head and the lines: another process may append meanwhile.
    let read = connection.unchecked_transaction()?;
    let (entries, head) = head(&read)?;
    let mut statement = read.prepare("SELECT line FROM journal ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut lines = Lines {
        next: Box::new(move || rows.next()?.map(|row| row.get(0)).transpose()),
        line: Vec::new(),
        at: 0,
    };
    Ok(journal::verify(&mut lines, Some(&Expected { entries, head })))
}

/// The lines of the table as one stream.
struct Lines<'a> {
    next: Box<dyn FnMut() -> rusqlite::Result<Option<String>> + 'a>,
    line: Vec<u8>,
    at: usize,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Lines<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.line.len()
            && let Some(line) = (self.next)().map_err(io::Error::other)?
        {
            self.line = line.into_bytes();
            self.at = 0;
        }
        Ok(&self.line[self.at..])
    }

    fn consume(&mut self, octets: usize) {
        self.at += octets;
    }
}
