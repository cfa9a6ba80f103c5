//! A key as programs read it.

use plis::{
    crypto::{Curve, MlKem},
    keys::quorum::{Behind, Custodian, Quorum},
    registry::{ConsultationName, Custody, KeyRecord, KeyState},
    time::Timestamp,
};
use serde::Serialize;

/// A key of `key list` and `key show`. Field names are stable; new ones may be added.
#[derive(Serialize)]
pub(super) struct KeyRow<'a> {
    name: &'a str,
    role: &'static str,
    entity: Option<&'a str>,
    subject_cn: Option<&'a str>,
    issuer_cn: Option<&'a str>,
    serial: &'a str,
    ski: &'a str,
    fingerprint: String,
    bits: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    curve: Option<Curve>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kem: Option<MlKem>,
    not_before: Timestamp,
    not_after: Timestamp,
    days_left: i64,
    expired: bool,
    state: &'static str,
    custody: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    created_at: Timestamp,
    retired_at: Option<Timestamp>,
    last_proved_at: Option<Timestamp>,
    last_proof: Option<ProofRow>,
    open_consultations: u64,
    deletable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    consultations: Option<&'a [ConsultationName]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quorum: Option<QuorumRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<QuorumRow<'a>>,
}

/// Whose shares open a key, or will.
#[derive(Serialize)]
struct QuorumRow<'a> {
    set: &'a str,
    threshold: u8,
    shares: u8,
    custodians: Vec<CustodianRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proved: Option<&'a [u8]>,
}

#[derive(Serialize)]
struct CustodianRow<'a> {
    number: u8,
    subject: &'a str,
    fingerprint: &'a str,
    not_after: Timestamp,
}

impl<'a> QuorumRow<'a> {
    fn new(quorum: &'a Quorum, proved: Option<&'a [u8]>) -> Self {
        let custodian = |(who, number): (&'a Custodian, u8)| CustodianRow {
            number,
            subject: &who.subject,
            fingerprint: &who.fingerprint,
            not_after: who.not_after,
        };
        Self {
            set: &quorum.set,
            threshold: quorum.threshold,
            shares: quorum.shares(),
            custodians: quorum.custodians.iter().zip(1..).map(custodian).collect(),
            proved,
        }
    }
}

#[derive(Serialize)]
struct ProofRow {
    at: Timestamp,
    result: &'static str,
}

impl<'a> KeyRow<'a> {
    /// A key at an instant.
    pub(super) fn new(key: &'a KeyRecord, now: Timestamp) -> Self {
        let certificate = &key.certificate;
        let validity = certificate.validity;
        Self {
            name: &key.name,
            role: key.role.name(),
            entity: key.entity.as_deref(),
            subject_cn: certificate.subject_cn.as_deref(),
            issuer_cn: certificate.issuer_cn.as_deref(),
            serial: &certificate.serial,
            ski: &certificate.ski,
            fingerprint: certificate.fingerprint.to_string(),
            bits: certificate.bits,
            curve: certificate.curve(),
            kem: certificate.kem(),
            not_before: validity.not_before,
            not_after: validity.not_after,
            days_left: validity.days_left(now),
            expired: validity.expired_at(now),
            state: state(key),
            custody: custody(key),
            path: match &key.custody {
                Custody::Reference(path) => Some(path.to_string_lossy().into_owned()),
                Custody::Copy | Custody::Certificate => None,
            },
            created_at: key.created_at,
            retired_at: match key.state {
                KeyState::Retired(at) => Some(at),
                KeyState::Active => None,
            },
            last_proved_at: key.proved_at,
            last_proof: key.last_proof.map(|proof| ProofRow { at: proof.at, result: proof.result.name() }),
            open_consultations: key.open_consultations,
            deletable: key.open_consultations == 0,
            consultations: None,
            quorum: None,
            pending: None,
        }
    }

    /// The same with what needs it.
    pub(super) fn with(self, consultations: &'a [ConsultationName]) -> Self {
        Self { consultations: Some(consultations), ..self }
    }

    /// The same with whose shares open it.
    pub(super) fn opened_by(self, behind: &'a Behind) -> Self {
        let pending = behind.pending.as_ref();
        Self {
            quorum: behind.quorum.as_ref().map(|quorum| QuorumRow::new(quorum, None)),
            pending: pending.map(|set| QuorumRow::new(&set.quorum, Some(&set.proved))),
            ..self
        }
    }
}

pub(super) const fn state(key: &KeyRecord) -> &'static str {
    match key.state {
        KeyState::Active => "active",
        KeyState::Retired(_) => "retired",
    }
}

pub(super) fn custody(key: &KeyRecord) -> &'static str {
    match &key.custody {
        Custody::Copy => "copy",
        custody if custody.is_stored() => "windows-store",
        Custody::Reference(_) => "reference",
        Custody::Certificate => "certificate",
    }
}
