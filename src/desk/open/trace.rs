//! The trace that an opening leaves in the registry: refused, begun, linked to its consultation, over.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::{KeyFindings, OpenEnvelopes, OpeningNote, findings::held};
use crate::{
    consultation::{Consultation, Fingerprint},
    desk::{Desk, Error},
    journal::Mark,
    keys::{HeldKey, Keyring},
    opening::{
        entry::Actor,
        report::{JournalHead, Summary},
    },
    registry::{
        Access, CertificateFacts, ConsultationName, ConsultationRecord, KeyAtHand, Mode, OpeningEnded,
        OpeningStarted, RecipientRecord, Registry, RegistryError, RunRecord, Stranger, kind,
    },
    time::Timestamp,
};

/// The registry, where an opening concerns it: by its consultation, or by the keys it holds.
#[derive(Debug)]
pub(super) struct Known {
    registry: Registry,
    /// The consultation that was named.
    record: Option<ConsultationRecord>,
    /// The consultations that the keys at hand are tied to.
    tied: Vec<ConsultationName>,
}

/// An opening that the registry knows to have begun, and where it writes the rest.
#[derive(Debug)]
pub struct Trace {
    known: Known,
    begun: Begun,
}

/// An opening that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begun {
    /// The random identifier of its run.
    pub run: String,
    /// When it began.
    pub at: Timestamp,
    /// The entry that says so.
    pub entry: Mark,
    /// Fingerprints of the keys it holds.
    pub keys: Vec<String>,
}

/// How an opening ended: where its journal stands, and what became of the envelopes. Nothing, of one that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    entries: u64,
    /// Hash of the last entry of its journal.
    pub head: String,
    opened: u64,
    refused: u64,
    failed: u64,
}

impl Ended {
    /// The end of a run with this summary, its papers recorded.
    pub fn of(summary: &Summary, journal: &JournalHead) -> Self {
        Self {
            entries: journal.entries,
            head: journal.head.clone(),
            opened: summary.opened_in_all(),
            refused: summary.refused,
            failed: summary.failed_in_all(),
        }
    }

    /// As the registry keeps it.
    pub(super) fn told(self, run: String, folder: String) -> OpeningEnded {
        let Self { entries, head, opened, refused, failed } = self;
        OpeningEnded { run, folder, entries, head, opened, refused, failed }
    }
}

impl Known {
    pub(super) fn find(desk: &Desk<'_>, reference: &str) -> Result<Self, Error> {
        let registry = desk.registry()?;
        let record = registry.consultation(reference)?;
        Ok(Self { registry, record: Some(record), tied: Vec::new() })
    }

    /// The registry that these keys concern: what they are tied to is known from now on. One that is not there, or
    /// cannot be read, changes nothing, unless a consultation of it was named.
    pub(super) fn of_keys(
        desk: &Desk<'_>,
        known: Option<Self>,
        keyring: &Keyring,
        note: &mut dyn FnMut(&OpeningNote<'_>),
    ) -> Result<Option<Self>, Error> {
        let facts: Vec<_> =
            keyring.keys().iter().map(|key| CertificateFacts::of(key.certificate())).collect();
        if let Some(mut known) = known {
            known.tied = known.registry.tied(&facts)?;
            return Ok(Some(known));
        }
        let Some(home) = &desk.home else { return Ok(None) };
        if !Registry::is_at(home) {
            note(&OpeningNote::NoRegistry { home: home.shown() });
            return Ok(None);
        }
        let read = Registry::at(home, Access::EXISTING).and_then(|registry| {
            let tied = registry.tied(&facts)?;
            Ok(Self { registry, record: None, tied })
        });
        match read {
            Ok(known) => Ok(Some(known).filter(|known| !known.tied.is_empty())),
            Err(error) => {
                note(&OpeningNote::RegistryUnreadable { home: home.shown(), error: &error.into() });
                Ok(None)
            }
        }
    }

    /// Whether a consultation was named.
    pub(super) fn is_named(&self) -> bool {
        self.record.is_some()
    }

    /// As an opening knows it.
    pub(super) fn consultation(&self) -> Option<Consultation> {
        self.record.as_ref().map(ConsultationRecord::consultation)
    }

    pub(super) fn tied(&self) -> &[ConsultationName] {
        &self.tied
    }

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
        desk: &Desk<'_>,
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
        self.registry.note(&desk.by(None), kind::REFUSED, facts)
    }

    /// Writes in the registry, durably, that an opening begins: who, with which keys, by which clock.
    pub(super) fn begins(
        mut self,
        order: &OpenEnvelopes,
        desk: &Desk<'_>,
        keyring: &Keyring,
        actor: &Actor,
        deadline: Option<Timestamp>,
    ) -> Result<Trace, RegistryError> {
        let key = |key: &HeldKey| KeyAtHand {
            role: key.role,
            name: key.name.clone(),
            fingerprint: key.certificate().fingerprint_hex(),
            joined_by: key.joined_by.clone(),
        };
        let started = OpeningStarted {
            run: actor.run.clone(),
            folder: order.folder(),
            host: actor.host.clone(),
            openers: actor.openers.clone(),
            keys: keyring.keys().iter().map(key).collect(),
            consultation: self.record.as_ref().map(|record| record.reference.clone()),
            deadline,
            tied: self.tied.iter().map(|tied| tied.reference.clone()).collect(),
        };
        let entry = self.registry.opening_starts(&desk.by(order.motif.as_ref()), &started)?;
        let keys = held(keyring).iter().map(ToString::to_string).collect();
        let begun = Begun { run: actor.run.clone(), at: actor.clock.now(), entry, keys };
        Ok(Trace { known: self, begun })
    }
}

impl Trace {
    /// The trace of an opening that another process began: `None` unless the registry has the entry that it began with.
    pub fn resume(order: &OpenEnvelopes, desk: &Desk<'_>, begun: Begun) -> Option<Self> {
        let known = match &order.consultation {
            Some(reference) => Known::find(desk, reference).ok()?,
            None => Known { registry: desk.registry().ok()?, record: None, tied: Vec::new() },
        };
        let hash = known.registry.entry_hash(begun.entry.seq).ok()??;
        (hash == begun.entry.hash).then_some(Self { known, begun })
    }

    /// What began.
    pub fn begun(&self) -> &Begun {
        &self.begun
    }

    /// How the registry is kept, which is open here.
    pub fn mode(&self) -> Mode {
        self.known.registry.mode()
    }

    /// Links the run to its consultation, with the certificates that its envelopes named and nobody here ever had; gives
    /// what the audit then says of its keys, where it has a consultation.
    ///
    /// # Errors
    ///
    /// [`Error::Registry`].
    pub fn link(
        &mut self,
        order: &OpenEnvelopes,
        desk: &Desk<'_>,
        head: String,
        named: BTreeSet<Stranger>,
    ) -> Result<Option<KeyFindings>, Error> {
        let registry = &mut self.known.registry;
        let consultation = self.known.record.as_ref().map(|record| record.id);
        // What a share opened is linked with the whole, when that is gathered.
        let Some(consultation) = consultation.filter(|_| order.shard.is_none()) else { return Ok(None) };
        let strangers = registry.never_had(named)?;
        let run =
            RunRecord { id: self.begun.run.clone(), at: self.begun.at, folder: order.folder().into(), head };
        registry.record_run(&desk.by(order.motif.as_ref()), consultation, &run, &strangers)?;
        let keys = self.begun.keys.iter().filter_map(|key| Fingerprint::from_hex(key)).collect();
        Ok(Some(KeyFindings::of_registry(registry.snapshot()?, desk.now(), keys)))
    }

    /// Writes that the opening is over.
    ///
    /// # Errors
    ///
    /// [`Error::Registry`].
    pub fn end(&mut self, order: &OpenEnvelopes, desk: &Desk<'_>, ended: Ended) -> Result<(), Error> {
        let ended = ended.told(self.begun.run.clone(), order.folder());
        Ok(self.known.registry.opening_ends(&desk.by(None), &ended)?)
    }
}
