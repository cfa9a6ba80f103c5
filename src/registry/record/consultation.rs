//! Consultations, what they are encrypted to, and the openings that were run for them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    consultation::{Assignment, Consultation},
    keys::Role,
    registry::record::{certificate::CertificateFacts, key::KeyId},
    time::{Timestamp, Zone},
};

/// A consultation's number in one registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsultationId(pub(in crate::registry) i64);

/// How far a consultation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsultationState {
    /// Being prepared: keys may be assigned and taken away.
    Draft,
    /// Published: what it is encrypted to is final.
    Launched,
    /// Nobody needs its keys any more.
    Closed,
}

impl ConsultationState {
    /// Its name in the database and in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Launched => "launched",
            Self::Closed => "closed",
        }
    }
}

/// A consultation of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationRecord {
    /// Its number.
    pub id: ConsultationId,
    /// Its reference, unique whatever the case.
    pub reference: String,
    /// Its title.
    pub title: Option<String>,
    /// The buyer.
    pub entity: String,
    /// The instant after which deposits are late.
    pub deadline: Timestamp,
    /// The zone in which people read its times.
    pub zone: Zone,
    /// How far it is.
    pub state: ConsultationState,
    /// When the registry came to know it.
    pub created_at: Timestamp,
    /// When it was launched.
    pub launched_at: Option<Timestamp>,
    /// Why it was launched in spite of problems.
    pub launch_reason: Option<String>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Why it was closed early, or without an opening.
    pub close_reason: Option<String>,
}

impl ConsultationRecord {
    /// As an opening knows it.
    pub fn consultation(&self) -> Consultation {
        Consultation {
            reference: Some(self.reference.clone()),
            title: self.title.clone(),
            entity: Some(self.entity.clone()),
            deadline: Some(self.deadline),
            zone: self.zone,
        }
    }
}

/// A consultation as the registry is to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConsultation {
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: Option<String>,
    /// The buyer.
    pub entity: String,
    /// The instant after which deposits are late, in whole seconds.
    pub deadline: Timestamp,
    /// The zone in which people read its times.
    pub zone: Zone,
}

/// A key assigned to a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// What is assigned to what.
    pub assignment: Assignment,
    /// The key's name, at launch or now; `None` when it is gone.
    pub name: Option<String>,
}

/// What a launched consultation's envelopes are encrypted to; of a draft, what they would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientRecord {
    /// In which role.
    pub role: Role,
    /// The key's name, at launch.
    pub name: String,
    /// Its certificate.
    pub certificate: CertificateFacts,
    /// The key, unless it is gone.
    pub key: Option<KeyId>,
    /// The key serves every buyer; not known of one that is gone.
    pub universal: bool,
}

/// An opening that was run for a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// Its identifier.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The folder it wrote in.
    pub folder: PathBuf,
    /// The head of its journal.
    pub head: String,
}

/// A certificate that an envelope named and the registry does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stranger {
    /// By issuer and serial number.
    IssuerAndSerialNumber {
        /// Common name of the issuer, or its whole name.
        issuer_cn: String,
        /// Lowercase hex.
        serial: String,
    },
    /// By subject key identifier.
    SubjectKeyIdentifier {
        /// Lowercase hex.
        ski: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_the_names_of_their_column() {
        let states = [ConsultationState::Draft, ConsultationState::Launched, ConsultationState::Closed];
        assert_eq!(states.map(ConsultationState::name), ["draft", "launched", "closed"]);
    }
}
