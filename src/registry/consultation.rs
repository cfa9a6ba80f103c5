//! The life of a consultation: prepared, launched, closed. There is no way back.

mod rows;

use serde_json::{Map, json};

use self::rows::assignment_facts;
pub(super) use self::rows::{assigned, by_id, by_reference, facts_of, recipients};
use crate::{
    consultation::Assignment,
    keys::Role,
    motif::Motif,
    pli::{EnvelopeKind, Lot},
    registry::{
        Refusal, Registry, RegistryError,
        error::Subject,
        key,
        name::folded,
        near::near,
        page::{PAGE, paged},
        port::values,
        record::{
            Assigned, By, ConsultationId, ConsultationRecord, ConsultationState, KeyId, KeyState,
            NewConsultation, RecipientRecord, RunRecord, Stranger,
        },
        refusal::KeyName,
        row,
        store::{Asked, Change},
        trail::kind,
    },
    time::Timestamp,
};

impl Registry {
    /// The consultation of a reference.
    ///
    /// # Errors
    ///
    /// [`RegistryError::NotFound`] with what may have been meant.
    pub fn consultation(&self, reference: &str) -> Result<ConsultationRecord, RegistryError> {
        if let Some(found) = by_reference(self.tenant(), reference)? {
            return Ok(found);
        }
        let known = self.consultations().map(|known| known.map(|known| known.reference));
        let (name, near) = (reference.to_owned(), near(reference, known)?);
        Err(RegistryError::NotFound { subject: Subject::Consultation, name, near })
    }

    /// Every consultation in the order of the references, read as they are asked for.
    pub fn consultations(&self) -> impl Iterator<Item = Result<ConsultationRecord, RegistryError>> {
        paged(move |after: Option<&ConsultationRecord>| {
            let query = format!(
                "SELECT {} FROM {} WHERE consultation.folded > ?1 ORDER BY consultation.folded LIMIT {PAGE}",
                row::CONSULTATION,
                row::CONSULTATION_TABLES
            );
            let after = after.map_or_else(String::new, |consultation| folded(&consultation.reference));
            self.tenant().all(&query, values![after], row::consultation)
        })
    }

    /// The keys assigned to a consultation, in the order of their names.
    pub fn assigned(&self, id: ConsultationId) -> Result<Vec<Assigned>, RegistryError> {
        assigned(self.tenant(), id)
    }

    /// What a launched consultation's envelopes are encrypted to; of a draft, what they would be if it were
    /// launched now. Entity keys first.
    pub fn recipients(&self, id: ConsultationId) -> Result<Vec<RecipientRecord>, RegistryError> {
        recipients(self.tenant(), id)
    }

    /// The openings that were run for a consultation, the last first.
    pub fn runs(&self, id: ConsultationId) -> Result<Vec<RunRecord>, RegistryError> {
        let runs = "SELECT id, at, folder, head FROM run WHERE consultation_id = ?1 ORDER BY at DESC, id";
        self.tenant().all(runs, values![id.0], |row| {
            let (at, folder) = (row::instant(row.get(1)?)?, row.get::<String>(2)?.into());
            Ok(RunRecord { id: row.get(0)?, at, folder, head: row.get(3)? })
        })
    }

    /// Begins a consultation, as a draft.
    ///
    /// # Errors
    ///
    /// [`RegistryError::BadName`] and [`RegistryError::BadInstant`]; [`RegistryError::Refused`] with
    /// [`Refusal::ReferenceTaken`].
    pub fn add_consultation(
        &mut self,
        by: &By,
        new: &NewConsultation,
    ) -> Result<ConsultationRecord, RegistryError> {
        let asked = Asked::new(kind::CONSULTATION_CREATED).with("reference", new.reference.as_str());
        self.change(by, asked, |change| change.add_consultation(new))
    }

    /// Assigns keys to a draft, for one kind of envelope and one lot or for all of them. A key that is assigned
    /// that way already stays so.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::AssignmentFinal`] or [`Refusal::Closed`] for a consultation that is
    /// no draft, [`Refusal::EmergencyKey`] or [`Refusal::KeyRetired`] for a key that is not assigned.
    pub fn assign(
        &mut self,
        by: &By,
        id: ConsultationId,
        keys: &[KeyId],
        envelope: Option<EnvelopeKind>,
        lot: Option<&Lot>,
    ) -> Result<Vec<Assigned>, RegistryError> {
        let reference = by_id(self.tenant(), id)?.reference;
        self.change(by, Asked::new(kind::CONSULTATION_ASSIGNED).with("reference", reference), |change| {
            change.assign(id, keys, envelope, lot)?;
            assigned(change.tenant(), id)
        })
    }

    /// Takes keys away from a draft, as they were assigned.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::AssignmentFinal`] or [`Refusal::Closed`] for a consultation that is
    /// no draft, [`Refusal::NotAssigned`] for a key that is not there.
    pub fn unassign(
        &mut self,
        by: &By,
        id: ConsultationId,
        keys: &[KeyId],
        envelope: Option<EnvelopeKind>,
        lot: Option<&Lot>,
    ) -> Result<Vec<Assigned>, RegistryError> {
        let reference = by_id(self.tenant(), id)?.reference;
        self.change(by, Asked::new(kind::CONSULTATION_UNASSIGNED).with("reference", reference), |change| {
            change.unassign(id, keys, envelope, lot)?;
            assigned(change.tenant(), id)
        })
    }

    /// Closes a consultation: nobody needs its keys any more.
    ///
    /// Before its deadline, or when no opening of it is recorded, that gives something up: only with a motif
    /// ([`By::reason`]) and the reference as `confirmation`.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::Closed`], or with [`Refusal::ClosesEarly`] when something is given
    /// up and it is not confirmed.
    pub fn close(
        &mut self,
        by: &By,
        id: ConsultationId,
        confirmation: Option<&str>,
    ) -> Result<ConsultationRecord, RegistryError> {
        self.change(by, Asked::new(kind::CONSULTATION_CLOSED), |change| {
            change.close(id, change.by.reason.as_ref(), confirmation)?;
            by_id(change.tenant(), id)
        })
    }

    /// Links an opening to its consultation, with the certificates that its envelopes named and nobody here has.
    pub fn record_run(
        &mut self,
        by: &By,
        id: ConsultationId,
        run: &RunRecord,
        strangers: &[Stranger],
    ) -> Result<(), RegistryError> {
        self.change(by, Asked::new(kind::CONSULTATION_OPENED), |change| change.record_run(id, run, strangers))
    }
}

impl Change<'_> {
    pub(super) fn add_consultation(
        &self,
        new: &NewConsultation,
    ) -> Result<ConsultationRecord, RegistryError> {
        let reference = row::kept(&new.reference)?;
        whole(new.deadline)?;
        if let Some(known) = by_reference(self.tenant(), &reference)? {
            let reference = known.reference;
            return Err(RegistryError::Refused(Refusal::ReferenceTaken { reference }));
        }
        let entity = row::entity_id(self.tenant(), &new.entity)?;
        let id = self.tenant().insert(
            "INSERT INTO consultation (reference, folded, title, entity_id, deadline, zone, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
            values![
                reference,
                folded(&reference),
                row::free(new.title.as_deref()),
                entity,
                new.deadline.unix(),
                new.zone.name(),
                self.by.at.unix()
            ],
        )?;
        let consultation = by_id(self.tenant(), ConsultationId(id))?;
        self.entry(kind::CONSULTATION_CREATED, facts_of(&consultation))?;
        Ok(consultation)
    }

    /// Changes what a draft says of itself.
    pub(super) fn change_consultation(
        &self,
        id: ConsultationId,
        new: &NewConsultation,
    ) -> Result<(), RegistryError> {
        let before = self.draft(id)?;
        whole(new.deadline)?;
        let entity = row::entity_id(self.tenant(), &new.entity)?;
        self.one(
            "UPDATE consultation SET title = ?2, entity_id = ?3, deadline = ?4, zone = ?5 WHERE id = ?1",
            values![id.0, row::free(new.title.as_deref()), entity, new.deadline.unix(), new.zone.name()],
        )?;
        let mut facts = facts_of(&by_id(self.tenant(), id)?);
        facts.insert("before".to_owned(), facts_of(&before).into());
        self.entry(kind::CONSULTATION_CHANGED, facts)
    }

    pub(super) fn assign(
        &self,
        id: ConsultationId,
        keys: &[KeyId],
        envelope: Option<EnvelopeKind>,
        lot: Option<&Lot>,
    ) -> Result<(), RegistryError> {
        let consultation = self.draft(id)?;
        let mut names = Vec::new();
        for key in keys {
            let key = key::by_id(self.tenant(), *key)?;
            let name = key::name_of(&key);
            if key.role == Role::Emergency {
                return Err(RegistryError::Refused(Refusal::EmergencyKey { key: name }));
            }
            if matches!(key.state, KeyState::Retired(_)) {
                return Err(RegistryError::Refused(Refusal::KeyRetired { key: name }));
            }
            // A lot is one however it is written, and the first writing stays.
            let known = assigned(self.tenant(), id)?;
            let wanted = Assignment { envelope, lot: lot.cloned(), key: key.certificate.fingerprint };
            if known.iter().all(|assigned| assigned.assignment != wanted) {
                self.one(
                    "INSERT INTO assignment (consultation_id, certificate_id, envelope, lot) \
                     SELECT ?1, certificate_id, ?3, ?4 FROM key WHERE id = ?2",
                    values![id.0, key.id.0, scope(envelope), lot.map_or("", Lot::as_str)],
                )?;
            }
            names.push(name);
        }
        self.entry(kind::CONSULTATION_ASSIGNED, assignment_facts(&consultation, json!(names), envelope, lot))
    }

    fn unassign(
        &self,
        id: ConsultationId,
        keys: &[KeyId],
        envelope: Option<EnvelopeKind>,
        lot: Option<&Lot>,
    ) -> Result<(), RegistryError> {
        let consultation = self.draft(id)?;
        let mut names = Vec::new();
        for key in keys {
            let key = key::by_id(self.tenant(), *key)?;
            let name = key::name_of(&key);
            let unwanted = Assignment { envelope, lot: lot.cloned(), key: key.certificate.fingerprint };
            let known = assigned(self.tenant(), id)?;
            let Some(known) = known.iter().find(|assigned| assigned.assignment == unwanted) else {
                let reference = consultation.reference;
                return Err(RegistryError::Refused(Refusal::NotAssigned { key: name, reference }));
            };
            self.one(
                "DELETE FROM assignment WHERE consultation_id = ?1 AND envelope = ?3 AND lot = ?4 \
                 AND certificate_id = (SELECT certificate_id FROM key WHERE id = ?2)",
                values![
                    id.0,
                    key.id.0,
                    scope(envelope),
                    known.assignment.lot.as_ref().map_or("", Lot::as_str)
                ],
            )?;
            names.push(name);
        }
        self.entry(
            kind::CONSULTATION_UNASSIGNED,
            assignment_facts(&consultation, json!(names), envelope, lot),
        )
    }

    pub(super) fn close(
        &self,
        id: ConsultationId,
        reason: Option<&Motif>,
        confirmation: Option<&str>,
    ) -> Result<(), RegistryError> {
        let consultation = by_id(self.tenant(), id)?;
        if consultation.state == ConsultationState::Closed {
            return Err(RegistryError::Refused(Refusal::Closed { reference: consultation.reference }));
        }
        let reason = reason.map(Motif::as_str);
        let opened = "SELECT EXISTS (SELECT 1 FROM run WHERE consultation_id = ?1)";
        let opened = self.tenant().holds(opened, values![id.0])?;
        let is_ahead = self.by.no_later().meets(consultation.deadline);
        let is_confirmed = confirmation.is_some_and(|given| folded(given) == folded(&consultation.reference));
        if (is_ahead || !opened) && !(is_confirmed && reason.is_some()) {
            let keys = recipients(self.tenant(), id)?.into_iter().map(|recipient| KeyName {
                name: recipient.name,
                fingerprint: recipient.certificate.fingerprint,
            });
            return Err(RegistryError::Refused(Refusal::ClosesEarly {
                ahead: is_ahead.then_some(consultation.deadline),
                opened,
                launched: consultation.state == ConsultationState::Launched,
                keys: keys.collect(),
                reference: consultation.reference,
            }));
        }
        self.one(
            "UPDATE consultation SET state = 'closed', closed_at = ?2, close_reason = ?3 WHERE id = ?1",
            values![id.0, self.by.at.unix(), reason],
        )?;
        let mut facts = facts_of(&consultation);
        facts.insert("close_reason".to_owned(), json!(reason));
        self.entry(kind::CONSULTATION_CLOSED, facts)
    }

    fn record_run(
        &self,
        id: ConsultationId,
        run: &RunRecord,
        strangers: &[Stranger],
    ) -> Result<(), RegistryError> {
        let consultation = by_id(self.tenant(), id)?;
        let folder = run.folder.to_string_lossy();
        let at = run.at.unix();
        let values: &[_] = values![run.id, id.0, at, folder, run.head];
        let known = self.tenant().execute(
            "UPDATE run SET at = ?3, folder = ?4, head = ?5 WHERE id = ?1 AND consultation_id = ?2",
            values,
        )?;
        if known == 0 {
            self.one(
                "INSERT INTO run (id, consultation_id, at, folder, head) VALUES (?1, ?2, ?3, ?4, ?5)",
                values,
            )?;
        }
        for stranger in strangers {
            let (issuer_cn, serial, ski) = match stranger {
                Stranger::IssuerAndSerialNumber { issuer_cn, serial } => {
                    (issuer_cn.as_str(), serial.as_str(), "")
                }
                Stranger::SubjectKeyIdentifier { ski } => ("", "", ski.as_str()),
            };
            self.one(
                "INSERT INTO stranger (consultation_id, issuer_cn, serial, ski, at) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (consultation_id, issuer_cn, serial, ski) DO UPDATE SET at = excluded.at",
                values![id.0, issuer_cn, serial, ski, run.at.unix()],
            )?;
        }
        let mut facts = Map::new();
        facts.insert("reference".to_owned(), consultation.reference.into());
        facts.insert("run".to_owned(), run.id.as_str().into());
        facts.insert("run_at".to_owned(), json!(run.at.whole_seconds()));
        facts.insert("folder".to_owned(), folder.into());
        facts.insert("head".to_owned(), run.head.as_str().into());
        facts.insert("strangers".to_owned(), strangers.len().into());
        self.entry(kind::CONSULTATION_OPENED, facts)
    }

    /// The consultation, when it is still a draft.
    pub(super) fn draft(&self, id: ConsultationId) -> Result<ConsultationRecord, RegistryError> {
        let consultation = by_id(self.tenant(), id)?;
        let ConsultationRecord { state, reference, .. } = &consultation;
        match state {
            ConsultationState::Draft => Ok(consultation),
            ConsultationState::Launched => {
                Err(RegistryError::Refused(Refusal::AssignmentFinal { reference: reference.clone() }))
            }
            ConsultationState::Closed => {
                Err(RegistryError::Refused(Refusal::Closed { reference: reference.clone() }))
            }
        }
    }
}

/// Deadlines are in whole seconds: a fraction would be judged away.
fn whole(instant: Timestamp) -> Result<(), RegistryError> {
    if instant.whole_seconds() == instant { Ok(()) } else { Err(RegistryError::BadInstant { instant }) }
}

fn scope(envelope: Option<EnvelopeKind>) -> &'static str {
    envelope.map_or("", EnvelopeKind::name)
}
