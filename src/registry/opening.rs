//! What the registry keeps of openings: an entry before the first private operation, one after the last, and which
//! consultations a key at hand is tied to.

use std::collections::BTreeSet;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    journal::{self, Entry, Mark},
    registry::{
        ConsultationName, Registry, RegistryError,
        port::{damaged, values},
        record::{By, CertificateFacts, OpeningEnded, OpeningStarted, OpeningTold, Stranger},
        row,
        store::Asked,
        trail::{self, kind},
    },
};

/// Characters of an entry among which its kind is: a number, an instant and their names are before it.
pub(super) const HEAD: u8 = 128;

/// Names in a list of an entry; how many there are is in the opening's own journal.
const NAMED: usize = 100;

impl Registry {
    /// The consultations, closed ones included, that the keys of these certificates are tied to: by the certificate or
    /// by the key in it, as assigned, as emergency key, or as what was launched. The earliest deadline first.
    pub fn tied<'a>(
        &self,
        certificates: impl IntoIterator<Item = &'a CertificateFacts>,
    ) -> Result<Vec<ConsultationName>, RegistryError> {
        let mut tied: Vec<(i64, i64, String)> = Vec::new();
        let query = "WITH held (id) AS (SELECT id FROM certificate WHERE fingerprint = ?1 OR public_key = ?2) \
             SELECT deadline, id, reference FROM consultation WHERE id IN ( \
                 SELECT consultation_id FROM recipient WHERE certificate_id IN (SELECT id FROM held) \
                 UNION SELECT consultation_id FROM assignment WHERE certificate_id IN (SELECT id FROM held) \
                 UNION SELECT consultation_id FROM need WHERE certificate_id IN (SELECT id FROM held))";
        for certificate in certificates {
            let fingerprint = certificate.fingerprint.to_string();
            self.tenant().rows(query, values![fingerprint, certificate.public_key], &mut |row| {
                tied.push((row.get(0)?, row.get(1)?, row.get(2)?));
                Ok(())
            })?;
        }
        tied.sort_unstable();
        tied.dedup_by_key(|(_, id, _)| *id);
        tied.into_iter()
            .map(|(deadline, _, reference)| {
                Ok(ConsultationName { reference, deadline: row::instant(deadline)? })
            })
            .collect()
    }

    /// Of the certificates that envelopes name, those that the registry never had, whatever for: in one query.
    pub fn never_had(&self, mut named: BTreeSet<Stranger>) -> Result<Vec<Stranger>, RegistryError> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let known = "SELECT coalesce(issuer_cn, ''), serial, ski FROM certificate";
        self.tenant().rows(known, &[], &mut |row| {
            let (issuer_cn, serial) = (row.get(0)?, row.get(1)?);
            named.remove(&Stranger::IssuerAndSerialNumber { issuer_cn, serial });
            named.remove(&Stranger::SubjectKeyIdentifier { ski: row.get(2)? });
            Ok(())
        })?;
        Ok(named.into_iter().collect())
    }

    /// Writes that an opening begins: durable when this returns. Gives what the opening's own journal says of it.
    pub fn opening_starts(&mut self, by: &By, started: &OpeningStarted) -> Result<Mark, RegistryError> {
        let mut started = started.clone();
        started.tied.truncate(NAMED);
        started.keys.truncate(NAMED);
        started.openers.truncate(NAMED);
        let facts = facts(&started)?;
        self.change(by, Asked::new(kind::OPENING_STARTED), |change| {
            change.entry(kind::OPENING_STARTED, facts)?;
            let (seq, hash) = trail::head(change.tenant())?;
            let journal =
                trail::name(change.tenant())?.ok_or_else(|| damaged("a journal without a beginning"))?;
            Ok(Mark { journal, seq, hash })
        })
    }

    /// Writes that an opening is over, and where its journal stands.
    pub fn opening_ends(&mut self, by: &By, ended: &OpeningEnded) -> Result<(), RegistryError> {
        let facts = facts(ended)?;
        self.change(by, Asked::new(kind::OPENING_ENDED), |change| change.entry(kind::OPENING_ENDED, facts))
    }

    /// What its journal is known by: the hash of its first entry; nothing while it has none.
    pub fn journal_name(&self) -> Result<Option<String>, RegistryError> {
        trail::name(self.tenant())
    }

    /// What the journal says of openings, the first to begin first. Each line is checked against its own hash.
    pub fn openings(&self) -> Result<Vec<OpeningTold>, RegistryError> {
        let mut told = Vec::new();
        self.openings_between(0, u64::MAX, &mut told)?;
        Ok(told)
    }

    /// What it says of them after an entry and as far as another, added to what it said before.
    pub fn openings_between(
        &self,
        after: u64,
        last: u64,
        told: &mut Vec<OpeningTold>,
    ) -> Result<(), RegistryError> {
        let journal = self.journal_name()?.unwrap_or_default();
        // Its head only: 50 ms for 100,000 entries of 600 octets, 85 with the whole of them. Not by an index, which would
        // decide what is seen of a file that others can write.
        let query = format!(
            "SELECT line FROM journal WHERE seq > ?1 AND seq <= ?2 \
             AND instr(substr(line, 1, {HEAD}), '\"kind\":\"opening.') > 0 ORDER BY seq"
        );
        let number = |seq| i64::try_from(seq).unwrap_or(i64::MAX);
        self.tenant().rows(&query, values![number(after), number(last)], &mut |row| {
            let line: &str = row.get(0)?;
            let entry = journal::parse(line.as_bytes())
                .map_err(|what| damaged(format!("an entry of the journal: {what}")))?;
            match entry.kind.as_str() {
                kind::OPENING_STARTED => {
                    let started = parsed(&entry)?;
                    let mark = Mark { journal: journal.clone(), seq: entry.seq, hash: entry.hash };
                    told.push(OpeningTold { at: entry.at, mark, started, ended: None, ended_by: None });
                }
                kind::OPENING_ENDED => {
                    let ended: OpeningEnded = parsed(&entry)?;
                    if let Some(begun) = told.iter_mut().rev().find(|told| told.started.run == ended.run) {
                        begun.ended = Some(ended);
                        begun.ended_by = Some(entry.seq);
                    }
                }
                _ => {}
            }
            Ok(())
        })
    }

    /// The hash of an entry of the journal.
    pub fn entry_hash(&self, seq: u64) -> Result<Option<String>, RegistryError> {
        let hash = "SELECT hash FROM journal WHERE seq = ?1";
        self.tenant().first(hash, values![seq.cast_signed()], |row| row.get(0))
    }

    /// The head that the table of runs keeps for one.
    pub fn run_head(&self, run: &str) -> Result<Option<String>, RegistryError> {
        self.tenant().first("SELECT head FROM run WHERE id = ?1", values![run], |row| row.get(0))
    }
}

fn facts<T: Serialize>(data: &T) -> Result<Map<String, Value>, RegistryError> {
    match serde_json::to_value(data) {
        Ok(Value::Object(facts)) => Ok(facts),
        _ => Err(RegistryError::Damaged { what: "an entry that is no object".to_owned() }),
    }
}

fn parsed<T: DeserializeOwned>(entry: &Entry) -> Result<T, RegistryError> {
    entry.parse().map_err(|error| RegistryError::Damaged {
        what: format!("entry {} of the journal: {error}", entry.seq),
    })
}
