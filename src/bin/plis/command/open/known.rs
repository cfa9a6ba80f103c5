//! A consultation of the registry: its facts, its keys, and the trace an opening leaves there.

use std::collections::{BTreeSet, HashSet};

use plis::{
    consultation::Consultation,
    keys::Role,
    opening::{Finished, outcome::RecipientRow},
    registry::{
        CertificateFacts, ConsultationRecord, RecipientRecord, Registry, RegistryError, RunRecord, Snapshot,
        Stranger, kind,
    },
};
use serde_json::{Map, Value};

use crate::{
    args::open::OpenOrder,
    error::Error,
    ui::{Session, home},
};

/// How many unknown certificates of one opening are kept.
const STRANGERS: usize = 1000;

/// A consultation that the registry knows.
pub(super) struct Known {
    registry: Registry,
    record: ConsultationRecord,
}

impl Known {
    /// The one that was asked for, if one was.
    pub(super) fn find(session: &Session, order: &OpenOrder) -> Result<Option<Self>, Error> {
        let Some(reference) = &order.consultation else { return Ok(None) };
        let registry = home::open(session)?;
        let record = registry.consultation(reference)?;
        Ok(Some(Self { registry, record }))
    }

    /// As an opening knows it.
    pub(super) fn consultation(&self) -> Consultation {
        self.record.consultation()
    }

    /// The registry it is in.
    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What its envelopes are encrypted to, entity keys first.
    pub(super) fn recipients(&self) -> Result<Vec<RecipientRecord>, RegistryError> {
        self.registry.recipients(self.record.id)
    }

    /// Writes in the registry's journal that an opening was refused.
    pub(super) fn note_refusal(&mut self, session: &Session, code: &str) -> Result<(), RegistryError> {
        let mut facts = Map::new();
        facts.insert("asked".into(), kind::CONSULTATION_OPENED.into());
        facts.insert("consultation".into(), Value::from(self.record.reference.as_str()));
        facts.insert("refusal".into(), serde_json::json!({ "rule": code }));
        self.registry.note(&home::by(session, None), kind::REFUSED, facts)
    }

    /// Links the run to its consultation, with the certificates that its envelopes named and nobody here has;
    /// gives what the audit then judges.
    pub(super) fn link(
        &mut self,
        session: &Session,
        order: &OpenOrder,
        finished: &Finished,
        named: BTreeSet<Stranger>,
    ) -> Result<Snapshot, RegistryError> {
        let strangers = self.unknown(named)?;
        let run = RunRecord {
            id: finished.run.id.clone(),
            at: finished.run.started_at,
            folder: std::path::absolute(&order.output).unwrap_or_else(|_| order.output.clone()),
            head: finished.journal.head.clone(),
        };
        let by = home::by(session, order.reason.as_deref());
        self.registry.record_run(&by, self.record.id, &run, &strangers)?;
        self.registry.snapshot()
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
