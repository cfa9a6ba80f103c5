//! What the journal tells, entry by entry, of what the tables should hold.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::{
    consultation::Fingerprint,
    journal::Entry,
    keys::{Role, quorum::JoinedBy},
    pli::Lot,
    registry::{OpeningBegun, RegistryError, port::damaged, record::ProofResult, row, trail::kind},
    time::Timestamp,
};

/// Everything that was told, as far as it still holds.
#[derive(Default)]
pub(super) struct Told {
    pub(super) keys: FxHashMap<Fingerprint, Key>,
    /// In the order they went.
    pub(super) gone: Vec<Gone>,
    pub(super) consultations: FxHashMap<Box<str>, Consultation>,
    pub(super) runs: FxHashMap<Box<str>, Run>,
    /// In the order they began.
    pub(super) unended: Vec<OpeningBegun>,
}

/// A key.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) name: Box<str>,
    pub(super) role: Role,
    pub(super) entity: Option<Box<str>>,
    pub(super) custody: Box<str>,
    pub(super) path: Option<Box<str>>,
    pub(super) subject_cn: Option<Box<str>>,
    pub(super) not_after: i64,
    pub(super) created_at: i64,
    pub(super) retired_at: Option<i64>,
    pub(super) proved_at: Option<i64>,
    pub(super) tried: Option<(i64, ProofResult)>,
    pub(super) quorum: ByShares,
}

/// Whose shares open a key, as far as the journal tells.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct ByShares {
    /// The set that does.
    pub(super) set: Option<Box<str>>,
    /// The set that will, and the numbers of those who have answered.
    pub(super) pending: Option<(Box<str>, Vec<u8>)>,
}

/// A key that is gone.
pub(super) struct Gone {
    pub(super) fingerprint: Fingerprint,
    pub(super) at: i64,
    pub(super) by: Box<str>,
    pub(super) reason: Option<Box<str>>,
    /// `None` where the entry does not say it: an early version kept nothing aside.
    pub(super) until: Option<i64>,
    pub(super) restored_at: Option<i64>,
    pub(super) purged_at: Option<i64>,
    /// What its row said, to be restored.
    pub(super) key: Key,
}

impl Gone {
    /// Whether it is still kept aside.
    pub(super) fn is_aside(&self) -> bool {
        self.until.is_some() && self.restored_at.is_none() && self.purged_at.is_none()
    }
}

/// A consultation.
pub(super) struct Consultation {
    pub(super) title: Option<Box<str>>,
    pub(super) entity: Box<str>,
    pub(super) deadline: i64,
    pub(super) zone: Box<str>,
    pub(super) state: &'static str,
    pub(super) created_at: i64,
    pub(super) launched_at: Option<i64>,
    pub(super) launch_reason: Option<Box<str>>,
    pub(super) closed_at: Option<i64>,
    pub(super) close_reason: Option<Box<str>>,
    pub(super) assigned: Vec<Assigned>,
    pub(super) recipients: Vec<Recipient>,
    /// An entry named only the first of its keys: which were assigned, or encrypted to, is not known.
    pub(super) partial: bool,
    /// Whether a row of the table was compared with it.
    pub(super) seen: bool,
}

/// A key assigned to a consultation.
#[derive(PartialEq, Eq)]
pub(super) struct Assigned {
    pub(super) key: Fingerprint,
    pub(super) envelope: Option<Box<str>>,
    pub(super) lot: Option<Lot>,
}

/// What a consultation was encrypted to.
pub(super) struct Recipient {
    pub(super) key: Fingerprint,
    pub(super) role: Box<str>,
    pub(super) name: Box<str>,
}

/// An opening that was run.
pub(super) struct Run {
    pub(super) reference: Box<str>,
    /// `None` where the entry does not say it.
    pub(super) at: Option<i64>,
    pub(super) folder: Box<str>,
    pub(super) head: Box<str>,
}

#[derive(Deserialize)]
struct OfKey {
    by: Box<str>,
    reason: Option<Box<str>>,
    name: Box<str>,
    renamed: Option<Box<str>>,
    role: Box<str>,
    entity: Option<Box<str>>,
    fingerprint: Box<str>,
    subject_cn: Option<Box<str>>,
    not_after: Timestamp,
    custody: Box<str>,
    path: Option<Box<str>>,
    result: Option<ProofResult>,
    until: Option<Timestamp>,
    quorum: Option<OfQuorum>,
    joined_by: Option<JoinedBy>,
}

#[derive(Deserialize)]
struct OfQuorum {
    set: Box<str>,
    proved: Vec<u8>,
    whole: bool,
}

#[derive(Deserialize)]
struct OfOpening {
    run: String,
    folder: String,
    consultation: Option<String>,
}

#[derive(Deserialize)]
struct OfPurge {
    fingerprint: Box<str>,
}

#[derive(Deserialize)]
struct OfConsultation {
    reason: Option<Box<str>>,
    reference: Box<str>,
    title: Option<Box<str>>,
    entity: Box<str>,
    deadline: Timestamp,
    timezone: Box<str>,
    close_reason: Option<Box<str>>,
    recipients: Option<List<NamedKey>>,
}

#[derive(Deserialize)]
struct OfAssignment {
    reference: Box<str>,
    keys: List<NamedKey>,
    envelope: Option<Box<str>>,
    lot: Option<Box<str>>,
}

#[derive(Deserialize)]
struct OfRun {
    reference: Box<str>,
    run: Box<str>,
    run_at: Option<Timestamp>,
    folder: Box<str>,
    head: Box<str>,
}

#[derive(Deserialize)]
struct NamedKey {
    #[serde(default)]
    role: Box<str>,
    name: Box<str>,
    fingerprint: Box<str>,
}

/// A list, or its beginning: early versions kept a hundred items of one at most.
#[derive(Deserialize)]
#[serde(untagged)]
enum List<T> {
    Whole(Vec<T>),
    Shortened { first: Vec<T> },
}

impl<T> List<T> {
    fn items(self) -> (Vec<T>, bool) {
        match self {
            Self::Whole(items) => (items, false),
            Self::Shortened { first } => (first, true),
        }
    }
}

impl Told {
    /// Takes the next entry in; one that changes no table changes nothing here either.
    pub(super) fn take(&mut self, entry: &Entry) -> Result<(), RegistryError> {
        match entry.kind.as_str() {
            kind::KEY_CREATED
            | kind::KEY_IMPORTED
            | kind::KEY_LOCATED
            | kind::KEY_RENAMED
            | kind::KEY_RETIRED
            | kind::KEY_DELETED
            | kind::KEY_RESTORED
            | kind::KEY_SPLIT
            | kind::KEY_SHARE_PROVED
            | kind::KEY_QUORUM
            | kind::KEY_EXPORTED
            | kind::KEY_TRIED => self.key(entry, parse(entry)?),
            kind::KEY_PURGED => {
                let told: OfPurge = parse(entry)?;
                let fingerprint = row::fingerprint(&told.fingerprint)?;
                // The one that was deleted first.
                let found =
                    self.gone.iter_mut().find(|gone| gone.fingerprint == fingerprint && gone.is_aside());
                if let Some(gone) = found {
                    gone.purged_at = Some(entry.at.unix());
                }
                Ok(())
            }
            kind::CONSULTATION_CREATED
            | kind::CONSULTATION_CHANGED
            | kind::CONSULTATION_LAUNCHED
            | kind::CONSULTATION_CLOSED => self.consultation(entry, parse(entry)?),
            kind::CONSULTATION_ASSIGNED => self.assigned(parse(entry)?, true),
            kind::CONSULTATION_UNASSIGNED => self.assigned(parse(entry)?, false),
            kind::CONSULTATION_OPENED => {
                let told: OfRun = parse(entry)?;
                let at = told.run_at.map(Timestamp::unix);
                let run = Run { reference: told.reference, at, folder: told.folder, head: told.head };
                self.runs.insert(told.run, run);
                Ok(())
            }
            kind::OPENING_STARTED => {
                let OfOpening { run, folder, consultation } = parse(entry)?;
                self.unended.push(OpeningBegun { run, at: entry.at, folder, consultation });
                Ok(())
            }
            kind::OPENING_ENDED => {
                let ended: OfOpening = parse(entry)?;
                self.unended.retain(|begun| begun.run != ended.run);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn key(&mut self, entry: &Entry, told: OfKey) -> Result<(), RegistryError> {
        let fingerprint = row::fingerprint(&told.fingerprint)?;
        let at = entry.at.unix();
        if matches!(entry.kind.as_str(), kind::KEY_CREATED | kind::KEY_IMPORTED) {
            let key = Key {
                name: told.name,
                role: row::role(&told.role)?,
                entity: told.entity,
                custody: told.custody,
                path: told.path,
                subject_cn: told.subject_cn,
                not_after: told.not_after.unix(),
                created_at: at,
                retired_at: None,
                proved_at: None,
                tried: None,
                quorum: ByShares::default(),
            };
            self.keys.insert(fingerprint, key);
            return Ok(());
        }
        if entry.kind == kind::KEY_DELETED {
            if let Some(key) = self.keys.remove(&fingerprint) {
                let until = told.until.map(Timestamp::unix);
                let (by, reason) = (told.by, told.reason);
                let (restored_at, purged_at) = (None, None);
                self.gone.push(Gone { fingerprint, at, by, reason, until, restored_at, purged_at, key });
            }
            return Ok(());
        }
        if entry.kind == kind::KEY_RESTORED {
            // The one that was deleted last.
            let aside = |gone: &&mut Gone| gone.fingerprint == fingerprint && gone.is_aside();
            if let Some(gone) = self.gone.iter_mut().rev().find(aside) {
                gone.restored_at = Some(at);
                self.keys.insert(fingerprint, Key { name: told.name, ..gone.key.clone() });
            }
            return Ok(());
        }
        // Of a key that nobody told of, the comparison says so.
        let Some(key) = self.keys.get_mut(&fingerprint) else { return Ok(()) };
        // A kill may have kept the last answer from being told: shares that open a key tell it.
        if let Some(joined) = told.joined_by {
            key.quorum = ByShares {
                set: Some(joined.set.clone().into()),
                pending: key.quorum.pending.take().filter(|(set, _)| **set != *joined.set),
            };
        }
        match entry.kind.as_str() {
            kind::KEY_LOCATED => {
                (key.custody, key.path) = (told.custody, told.path);
                key.quorum = ByShares::default();
            }
            kind::KEY_SPLIT | kind::KEY_SHARE_PROVED | kind::KEY_QUORUM => {
                let Some(OfQuorum { set, proved, whole }) = told.quorum else { return Ok(()) };
                if whole {
                    key.quorum = ByShares { set: Some(set), pending: None };
                } else {
                    key.quorum.pending = Some((set, proved));
                }
            }
            kind::KEY_RENAMED => key.name = told.renamed.unwrap_or(told.name),
            kind::KEY_RETIRED => key.retired_at = Some(at),
            _ => {
                let Some(result) = told.result else { return Ok(()) };
                key.tried = Some((at, result));
                if result == ProofResult::Proved {
                    key.proved_at = Some(at);
                }
            }
        }
        Ok(())
    }

    fn consultation(&mut self, entry: &Entry, told: OfConsultation) -> Result<(), RegistryError> {
        let at = entry.at.unix();
        if entry.kind == kind::CONSULTATION_CREATED {
            let consultation = Consultation {
                title: told.title,
                entity: told.entity,
                deadline: told.deadline.unix(),
                zone: told.timezone,
                state: "draft",
                created_at: at,
                launched_at: None,
                launch_reason: None,
                closed_at: None,
                close_reason: None,
                assigned: Vec::new(),
                recipients: Vec::new(),
                partial: false,
                seen: false,
            };
            self.consultations.insert(told.reference, consultation);
            return Ok(());
        }
        let Some(consultation) = self.consultations.get_mut(&told.reference) else { return Ok(()) };
        match entry.kind.as_str() {
            kind::CONSULTATION_CHANGED => {
                consultation.title = told.title;
                consultation.entity = told.entity;
                consultation.deadline = told.deadline.unix();
                consultation.zone = told.timezone;
            }
            kind::CONSULTATION_CLOSED => {
                consultation.state = "closed";
                consultation.closed_at = Some(at);
                consultation.close_reason = told.close_reason;
            }
            _ => {
                consultation.state = "launched";
                consultation.launched_at = Some(at);
                consultation.launch_reason = told.reason;
                let (named, shortened) = told.recipients.map_or((Vec::new(), true), List::items);
                consultation.partial |= shortened;
                for NamedKey { role, name, fingerprint } in named {
                    let key = row::fingerprint(&fingerprint)?;
                    consultation.recipients.push(Recipient { key, role, name });
                }
            }
        }
        Ok(())
    }

    fn assigned(&mut self, told: OfAssignment, given: bool) -> Result<(), RegistryError> {
        let Some(consultation) = self.consultations.get_mut(&told.reference) else { return Ok(()) };
        let lot = told.lot.as_deref().and_then(Lot::new);
        let (keys, shortened) = told.keys.items();
        consultation.partial |= shortened;
        for named in keys {
            let key = row::fingerprint(&named.fingerprint)?;
            let assigned = Assigned { key, envelope: told.envelope.clone(), lot: lot.clone() };
            // A lot is one however it is written, and the first writing stays.
            let known = consultation.assigned.iter().position(|known| *known == assigned);
            match (known, given) {
                (None, true) => consultation.assigned.push(assigned),
                (Some(known), false) => drop(consultation.assigned.swap_remove(known)),
                _ => {}
            }
        }
        Ok(())
    }
}

fn parse<'a, T: Deserialize<'a>>(entry: &'a Entry) -> Result<T, RegistryError> {
    serde_json::from_str(entry.data.get())
        .map_err(|error| damaged(format!("entry {} of the journal, {}: {error}", entry.seq, entry.kind)))
}
