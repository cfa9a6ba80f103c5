//! The registry's journal: the same hash chain as an opening's, kept in a table, one exact line a row.

use std::io::{self, BufRead, Read};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    account::Account,
    journal::{self, Chain, Expected, Verified},
    motif::Motif,
    registry::{
        RegistryError,
        port::{Link, Tenant, damaged, values},
        record::By,
    },
    time::Timestamp,
};

/// What an entry of a registry's journal can tell.
pub mod kind {
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
    /// A key is gone, and kept aside.
    pub const KEY_DELETED: &str = "key.deleted";
    /// A key that was deleted has come back.
    pub const KEY_RESTORED: &str = "key.restored";
    /// A key that was deleted is gone for good.
    pub const KEY_PURGED: &str = "key.purged";
    /// A key was tried on itself.
    pub const KEY_TRIED: &str = "key.tried";
    /// A key was split: among whom, and how many of them it will take. Until they have answered it opens as before.
    pub const KEY_SPLIT: &str = "key.split";
    /// Some of them showed their shares.
    pub const KEY_SHARE_PROVED: &str = "key.share_proved";
    /// All of them have: the key opens by their shares, and by nothing else.
    pub const KEY_QUORUM: &str = "key.quorum";
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
    /// An opening that concerns the registry begins: who, with which keys, by which clock.
    pub const OPENING_STARTED: &str = "opening.started";
    /// It is over: where its journal stands.
    pub const OPENING_ENDED: &str = "opening.ended";
    /// Asked for: lines of a list taken in. What is done is an entry for each of them.
    pub const CONSULTATION_IMPORT: &str = "consultation.import";
    /// A rule said no.
    pub const REFUSED: &str = "refused";
}

/// Items of a list that an entry holds at most; their number is always told.
const LIST: usize = 100;
/// Lists that the tables are held against: they are told whole, however long.
const WHOLE: [&str; 2] = ["keys", "recipients"];

/// Who, and whatever else.
#[derive(Serialize)]
struct Data<'a> {
    by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system_at: Option<Timestamp>,
    #[serde(flatten)]
    facts: Map<String, Value>,
}

/// Writes the next entry. The caller's transaction holds the write lock.
pub(super) fn append(
    tenant: &dyn Tenant,
    by: &By,
    kind: &str,
    facts: Map<String, Value>,
) -> Result<(), RegistryError> {
    let (entries, head) = head(tenant)?;
    let data = Data {
        by: &by.who,
        reason: by.reason.as_ref().map(Motif::as_str),
        account: by.account.as_ref(),
        clock: by.system_at.map(|_| "given"),
        system_at: by.system_at,
        facts: facts
            .into_iter()
            .map(
                |(name, value)| {
                    if WHOLE.contains(&&*name) { (name, value) } else { (name, shortened(value)) }
                },
            )
            .collect(),
    };
    let mut chain = Chain::resume(entries, head.clone());
    let next = chain
        .link(kind, by.at, &data)
        .map_err(|error| RegistryError::Io(io::Error::new(io::ErrorKind::InvalidData, error)))?;
    let line = String::from_utf8(next.line).expect("serde_json writes UTF-8");
    tenant.append(&Link { seq: next.seq.cast_signed(), hash: &next.hash, prev: &head, line: &line })
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
pub(super) fn head(tenant: &dyn Tenant) -> Result<(u64, String), RegistryError> {
    let head = tenant.first("SELECT entries, hash FROM journal_head", &[], |row| {
        Ok((row.get::<i64>(0)?.cast_unsigned(), row.get(1)?))
    })?;
    head.ok_or_else(|| damaged("the journal has no head"))
}

/// What the journal is known by: the hash of its first entry; nothing while it has none.
pub(super) fn name(tenant: &dyn Tenant) -> Result<Option<String>, RegistryError> {
    tenant.first("SELECT hash FROM journal WHERE seq = 1", &[], |row| row.get(0))
}

/// Checks every line, and that none is missing at the end.
pub(super) fn verify(tenant: &dyn Tenant) -> Result<Result<Verified, journal::Damage>, RegistryError> {
    // The head first: what another process appends meanwhile comes after it.
    let (entries, head) = head(tenant)?;
    Ok(journal::verify(lines(|after| page(tenant, after)), Some(&Expected { entries, head })))
}

/// Lines after a number, the first thousand.
pub(super) fn page(tenant: &dyn Tenant, after: i64) -> io::Result<Vec<(i64, String)>> {
    let page = "SELECT seq, line FROM journal WHERE seq > ?1 ORDER BY seq LIMIT 1000";
    tenant.all(page, values![after], |row| Ok((row.get(0)?, row.get(1)?))).map_err(io::Error::other)
}

/// The lines of the table as one stream; `page` gives those after a number, none at the end.
pub(super) fn lines<F: FnMut(i64) -> io::Result<Vec<(i64, String)>>>(page: F) -> Lines<F> {
    Lines { page, after: i64::MIN, read: Vec::new().into_iter(), line: Vec::new(), at: 0 }
}

/// The lines of the table as one stream.
pub(super) struct Lines<F> {
    page: F,
    after: i64,
    read: std::vec::IntoIter<(i64, String)>,
    line: Vec<u8>,
    at: usize,
}

impl<F: FnMut(i64) -> io::Result<Vec<(i64, String)>>> Lines<F> {
    fn next_line(&mut self) -> io::Result<Option<String>> {
        if self.read.len() == 0 {
            self.read = (self.page)(self.after)?.into_iter();
        }
        Ok(self.read.next().map(|(seq, line)| {
            self.after = seq;
            line
        }))
    }
}

impl<F: FnMut(i64) -> io::Result<Vec<(i64, String)>>> Read for Lines<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl<F: FnMut(i64) -> io::Result<Vec<(i64, String)>>> BufRead for Lines<F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.line.len()
            && let Some(line) = self.next_line()?
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_shortened_and_counted_wherever_they_stand() {
        let list = |len: usize| Value::from((0..len).collect::<Vec<_>>());
        assert_eq!(shortened(list(LIST)), list(LIST));
        let long = json!({ "count": LIST + 1, "first": list(LIST) });
        assert_eq!(shortened(json!({ "a": list(LIST + 1), "b": 1 })), json!({ "a": long, "b": 1 }));
    }
}
