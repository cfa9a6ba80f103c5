//! The launch: every problem is looked for, and what is encrypted to becomes final.

use std::path::Path;

use serde_json::json;

use crate::{
    keys::{Role, token::windows::Thumbprint},
    motif::Motif,
    pli,
    registry::{
        Refusal, Registry, RegistryError, consultation, key,
        port::values,
        record::{By, ConsultationId, ConsultationRecord, KeyRecord, KeyState, ProofResult, RecipientRecord},
        refusal::LaunchProblem,
        store::{Asked, Change},
        trail::kind,
    },
    time::Timestamp,
};

/// Days that a certificate must outlive a deadline by.
pub const MARGIN_DAYS: i64 = 15;

/// A consultation that was launched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launched {
    /// The consultation.
    pub consultation: ConsultationRecord,
    /// What its envelopes are encrypted to from now on.
    pub recipients: Vec<RecipientRecord>,
    /// The problems that the reason answers.
    pub problems: Vec<LaunchProblem>,
    /// Whether there is an emergency key among the recipients.
    pub has_emergency: bool,
}

impl Registry {
    /// Launches a draft: its assignment, and every emergency key of its entity, are final from here on.
    ///
    /// With a reason ([`By::reason`]), in spite of problems; but never without an assigned key.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::NothingAssigned`], with [`Refusal::AssignmentFinal`] or
    /// [`Refusal::Closed`] for one that is no draft, with [`Refusal::NotFit`] for problems that no reason answers.
    pub fn launch(&mut self, by: &By, id: ConsultationId) -> Result<Launched, RegistryError> {
        self.change(by, Asked::new(kind::CONSULTATION_LAUNCHED), |change| {
            let problems = change.launch_problems(id)?;
            if !problems.is_empty() && by.reason.is_none() {
                let reference = consultation::by_id(change.tenant(), id)?.reference;
                return Err(RegistryError::Refused(Refusal::NotFit { reference, problems }));
            }
            change.launch(id, problems)
        })
    }
}

impl Registry {
    /// Everything that speaks against launching a draft, as it would at an instant; changes nothing.
    pub fn launch_problems(&self, by: &By, id: ConsultationId) -> Result<Vec<LaunchProblem>, RegistryError> {
        self.as_if(by).launch_problems(id)
    }
}

impl Change<'_> {
    /// Everything that speaks against launching a draft now.
    pub(super) fn launch_problems(&self, id: ConsultationId) -> Result<Vec<LaunchProblem>, RegistryError> {
        let consultation = self.draft(id)?;
        if consultation::assigned(self.tenant(), id)?.is_empty() {
            let reference = consultation.reference;
            return Err(RegistryError::Refused(Refusal::NothingAssigned { reference }));
        }
        let mut problems = Vec::new();
        if !self.by.at.meets(consultation.deadline) {
            problems.push(LaunchProblem::DeadlinePassed { deadline: consultation.deadline });
        }
        let needed_until = consultation.deadline.plus_days(MARGIN_DAYS);
        for recipient in consultation::recipients(self.tenant(), id)? {
            let Some(key) = recipient.key else { continue };
            let key = key::by_id(self.tenant(), key)?;
            self.key_problems(&key, &consultation.entity, needed_until, &mut problems)?;
        }
        Ok(problems)
    }

    fn key_problems(
        &self,
        record: &KeyRecord,
        entity: &str,
        needed_until: Timestamp,
        problems: &mut Vec<LaunchProblem>,
    ) -> Result<(), RegistryError> {
        let key = || key::name_of(record);
        let not_after = record.certificate.validity.not_after;
        if needed_until > not_after {
            problems.push(LaunchProblem::Ends { key: key(), not_after, needed_until });
        }
        problems.extend(record.not_yet_valid(self.by.at));
        if matches!(record.state, KeyState::Retired(_)) {
            problems.push(LaunchProblem::Retired { key: key() });
        }
        if let Some(owner) = record.entity.as_ref().filter(|owner| pli::fold(owner) != pli::fold(entity)) {
            problems.push(LaunchProblem::OtherEntity { key: key(), entity: owner.clone() });
        }
        let place = self.tenant().place(record)?;
        let stored = place.path().and_then(Thumbprint::is_there);
        if !stored.unwrap_or_else(|| place.is_file()) {
            let path = place.path().map(Path::to_owned);
            problems.push(LaunchProblem::NoPrivateHalf { key: key(), path });
        } else if record.proved_at.is_none() {
            problems.push(LaunchProblem::NeverProved { key: key() });
        } else if let Some(proof) = record.last_proof.filter(|proof| proof.result != ProofResult::Proved) {
            problems.push(LaunchProblem::ProofFailed { key: key(), result: proof.result, at: proof.at });
        }
        Ok(())
    }

    pub(super) fn launch(
        &self,
        id: ConsultationId,
        problems: Vec<LaunchProblem>,
    ) -> Result<Launched, RegistryError> {
        // The recipients are copied by the database itself.
        self.one(
            "UPDATE consultation SET state = 'launched', launched_at = ?2, launch_reason = ?3 WHERE id = ?1",
            values![id.0, self.by.at.unix(), self.by.reason.as_ref().map(Motif::as_str)],
        )?;
        let recipients = consultation::recipients(self.tenant(), id)?;
        let launched = consultation::by_id(self.tenant(), id)?;
        let mut facts = consultation::facts_of(&launched);
        let named: Vec<_> = recipients
            .iter()
            .map(|recipient| {
                json!({
                    "role": recipient.role.name(),
                    "name": recipient.name,
                    "fingerprint": recipient.certificate.fingerprint.to_string(),
                })
            })
            .collect();
        facts.insert("recipients".to_owned(), named.into());
        facts.insert("problems".to_owned(), json!(problems));
        self.entry(kind::CONSULTATION_LAUNCHED, facts)?;
        let has_emergency = recipients.iter().any(|recipient| recipient.role == Role::Emergency);
        Ok(Launched { consultation: launched, recipients, problems, has_emergency })
    }
}
