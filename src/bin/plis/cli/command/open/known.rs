//! A consultation of the registry: its facts, its keys, and the trace an opening leaves there.

use std::collections::{BTreeSet, HashSet};

use plis::{
    consultation::Consultation,
    journal::Mark,
    keys::{HeldKey, Keyring, Role},
    opening::{
        Finished,
        entry::Actor,
        outcome::RecipientRow,
        report::{JournalHead, Summary},
    },
    registry::{
        Access, CertificateFacts, ConsultationName, ConsultationRecord, KeyAtHand, OpeningEnded,
        OpeningStarted, RecipientRecord, Registry, RegistryError, RunRecord, Snapshot, Stranger, kind,
    },
    report::untrusted,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::recorder::Begun;
use crate::cli::{Session, args::open::OpenOrder, error::Error, home};

/// How many unknown certificates of one opening are kept.
const STRANGERS: usize = 1000;

/// The registry, where an opening concerns it: by its consultation, or by the keys it holds.
pub(super) struct Known {
    registry: Registry,
    /// The consultation that was named.
    record: Option<ConsultationRecord>,
    /// The consultations that the keys at hand are tied to.
    tied: Vec<ConsultationName>,
}

/// How an opening ended: where its journal stands, and what became of the envelopes. Nothing, of one that failed.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ended {
    entries: u64,
    pub(super) head: String,
    opened: u64,
    refused: u64,
    failed: u64,
}

impl Ended {
    pub(super) fn of(summary: &Summary, journal: &JournalHead) -> Self {
        Self {
            entries: journal.entries,
            head: journal.head.clone(),
            opened: summary.opened_in_all(),
            refused: summary.refused,
            failed: summary.failed_in_all(),
        }
    }
}

impl Known {
    /// The consultation that was asked for, if one was.
    pub(super) fn find(session: &Session, order: &OpenOrder) -> Result<Option<Self>, Error> {
        let Some(reference) = &order.consultation else { return Ok(None) };
        let registry = home::open(session)?;
        let record = registry.consultation(reference)?;
        Ok(Some(Self { registry, record: Some(record), tied: Vec::new() }))
    }

    /// The same in the process that writes the end of a run: the registry must have the entry that the run began with.
    pub(super) fn of_run(session: &Session, order: &OpenOrder, entry: &Mark) -> Option<Self> {
        let found = Self::find(session, order).ok()?;
        let known = match found {
            Some(known) => known,
            None => Self { registry: home::open(session).ok()?, record: None, tied: Vec::new() },
        };
        let hash = known.registry.entry_hash(entry.seq).ok()??;
        (hash == entry.hash).then_some(known)
    }

    /// The registry that these keys concern: what they are tied to is known from now on. One that is not there, or
    /// cannot be read, changes nothing, unless a consultation of it was named.
    pub(super) fn of_keys(
        session: &Session,
        known: Option<Self>,
        keyring: &Keyring,
    ) -> Result<Option<Self>, Error> {
        let held: Vec<_> = keyring.keys().iter().map(|key| CertificateFacts::of(key.certificate())).collect();
        if let Some(mut known) = known {
            known.tied = known.registry.tied(&held)?;
            return Ok(Some(known));
        }
        let Some(home) = session.home() else { return Ok(None) };
        let (say, shown) = (session.say(), untrusted::path(&home));
        if !Registry::is_in(&home) {
            if session.is_verbose() {
                session.detail(&say.open_registry_none(shown));
            }
            return Ok(None);
        }
        let read = Registry::open(&home, Access::EXISTING).and_then(|registry| {
            let tied = registry.tied(&held)?;
            Ok(Self { registry, record: None, tied })
        });
        match read {
            Ok(known) => Ok(Some(known).filter(|known| !known.tied.is_empty())),
            Err(error) => {
                if session.is_verbose() {
                    let error = Error::from(error).account(session.tongue()).sentence;
                    session.detail(&say.open_registry_unreadable(shown, error));
                }
                Ok(None)
            }
        }
    }

    /// As an opening knows it.
    pub(super) fn consultation(&self) -> Option<Consultation> {
        self.record.as_ref().map(ConsultationRecord::consultation)
    }

    /// The consultations that the keys at hand are tied to.
    pub(super) fn tied(&self) -> &[ConsultationName] {
        &self.tied
    }

    /// The registry it is in.
    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What the envelopes of the consultation that was named are encrypted to, entity keys first.
    pub(super) fn recipients(&self) -> Result<Vec<RecipientRecord>, RegistryError> {
        self.record.as_ref().map_or_else(|| Ok(Vec::new()), |record| self.registry.recipients(record.id))
    }

    /// Writes in the registry's journal that an opening was refused.
    pub(super) fn note_refusal(
        &mut self,
        session: &Session,
        code: &str,
        ahead: &[ConsultationName],
    ) -> Result<(), RegistryError> {
        let mut facts = Map::new();
        facts.insert("asked".into(), kind::CONSULTATION_OPENED.into());
        let named = self.record.as_ref().map(|record| record.reference.as_str());
        let ahead: Vec<&str> = ahead.iter().map(|tied| tied.reference.as_str()).collect();
        facts.insert("consultation".into(), named.map_or_else(|| ahead.join(", "), str::to_owned).into());
        let mut refusal = json!({ "rule": code });
        if !ahead.is_empty() {
            refusal["consultations"] = json!(ahead);
        }
        facts.insert("refusal".into(), refusal);
        self.registry.note(&home::by(session, None), kind::REFUSED, facts)
    }

    /// Writes in the registry, durably, that an opening begins: who, with which keys, by which clock.
    pub(super) fn begins(
        &mut self,
        session: &Session,
        order: &OpenOrder,
        keyring: &Keyring,
        actor: &Actor,
        deadline: Option<Timestamp>,
    ) -> Result<Mark, RegistryError> {
        let key = |key: &HeldKey| KeyAtHand {
            role: key.role,
            name: key.name.clone(),
            fingerprint: key.certificate().fingerprint_hex(),
        };
        let started = OpeningStarted {
            run: actor.run.clone(),
            folder: folder(order),
            host: actor.host.clone(),
            openers: actor.openers.clone(),
            keys: keyring.keys().iter().map(key).collect(),
            consultation: self.record.as_ref().map(|record| record.reference.clone()),
            deadline,
            tied: self.tied.iter().map(|tied| tied.reference.clone()).collect(),
        };
        self.registry.opening_starts(&home::by(session, order.reason.clone()), &started)
    }

    /// Writes in the registry that the opening is over.
    pub(super) fn ends(
        &mut self,
        session: &Session,
        order: &OpenOrder,
        run: &str,
        ended: Ended,
    ) -> Result<(), RegistryError> {
        let Ended { entries, head, opened, refused, failed } = ended;
        let (run, folder) = (run.to_owned(), folder(order));
        let ended = OpeningEnded { run, folder, entries, head, opened, refused, failed };
        self.registry.opening_ends(&home::by(session, None), &ended)
    }

    /// Links the run to its consultation, with the certificates that its envelopes named and nobody here has;
    /// gives what the audit then judges.
    pub(super) fn link(
        &mut self,
        session: &Session,
        order: &OpenOrder,
        begun: &Begun,
        head: String,
        named: BTreeSet<Stranger>,
    ) -> Result<Option<Snapshot>, RegistryError> {
        let Some(consultation) = self.record.as_ref().map(|record| record.id) else { return Ok(None) };
        let strangers = self.unknown(named)?;
        let run = RunRecord { id: begun.run.clone(), at: begun.at, folder: folder(order).into(), head };
        let by = home::by(session, order.reason.clone());
        self.registry.record_run(&by, consultation, &run, &strangers)?;
        self.registry.snapshot().map(Some)
    }

    /// Of the certificates named, those the registry never had.
    fn unknown(&self, named: BTreeSet<Stranger>) -> Result<Vec<Stranger>, RegistryError> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = HashSet::new();
        let mut know = |facts: CertificateFacts| {
            let issuer_cn = facts.issuer_cn.unwrap_or_default();
            known.insert(Stranger::IssuerAndSerialNumber { issuer_cn, serial: facts.serial });
            known.insert(Stranger::SubjectKeyIdentifier { ski: facts.ski });
        };
        for role in [Role::Entity, Role::Emergency] {
            for key in self.registry.keys(role) {
                know(key?.certificate);
            }
        }
        for recipient in self.recipients()? {
            know(recipient.certificate);
        }
        for gone in self.registry.tombstones()? {
            know(CertificateFacts::of(&self.registry.certificate(gone.fingerprint)?));
        }
        Ok(named.into_iter().filter(|stranger| !known.contains(stranger)).collect())
    }
}

/// The output folder, as the registry names it.
fn folder(order: &OpenOrder) -> String {
    let folder = std::path::absolute(&order.output).unwrap_or_else(|_| order.output.clone());
    folder.to_string_lossy().into_owned()
}

/// The certificates that the envelopes of a run name, each once.
pub(super) fn named(finished: &Finished) -> std::io::Result<BTreeSet<Stranger>> {
    let mut named = BTreeSet::new();
    for item in finished.rows.read()? {
        for recipient in item?.recipients {
            if named.len() == STRANGERS {
                return Ok(named);
            }
            match recipient {
                RecipientRow::IssuerAndSerialNumber { issuer_cn, serial } => {
                    named.insert(Stranger::IssuerAndSerialNumber { issuer_cn, serial });
                }
                RecipientRow::SubjectKeyIdentifier { ski } => {
                    named.insert(Stranger::SubjectKeyIdentifier { ski });
                }
                RecipientRow::Other { .. } => {}
            }
        }
    }
    Ok(named)
}
