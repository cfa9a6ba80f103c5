//! A registry as a large platform would have it: a hundred keys a buyer, two of them for emergencies; consultations
//! that are drafts, launched or closed, of every deadline; keys of every age.

use std::{error::Error, path::Path};

use plis::{
    consultation::Fingerprint,
    keys::Role,
    motif::Motif,
    registry::{
        Access, By, CertificateFacts, ConsultationState, NewConsultation, NewKey, NewPrivate, Origin,
        ProofResult, Registry, RollRow, UsageMask,
    },
    time::{Timestamp, Validity, Zone},
};
use sha2::{Digest as _, Sha256};

/// When everything is looked at.
pub(crate) const NOW: &str = "2026-12-18T13:00:00Z";

/// Octets of a certificate and of a key file that hold nothing.
const DER: usize = 1000;
const FILE: usize = 2600;

/// How much there is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) keys: u32,
    pub(crate) consultations: u32,
}

/// Makes a registry in a folder.
pub(crate) fn fill(home: &Path, size: Size) -> Result<(), Box<dyn Error>> {
    let now: Timestamp = NOW.parse()?;
    let by = By {
        who: "agent@mairie".to_owned(),
        at: now.plus_days(-20),
        system_at: None,
        account: None,
        reason: Motif::new("mesure"),
    };
    let mut registry = Registry::open(home, Access::CREATE)?;
    for number in 0..size.keys {
        let key = registry.add_key(&by, &key(number, now))?;
        // One in five was never proved.
        if number % 5 != 0 {
            registry.record_proof(&by, key.id, ProofResult::Proved)?;
        }
    }
    let rows: Vec<RollRow> = (0..size.consultations).map(|number| consultation(number, size, now)).collect();
    for rows in rows.chunks(1000) {
        registry.take_roll(&by, rows, None)?.map_err(|not| format!("{not:?}"))?;
    }
    Ok(())
}

/// The buyer of a key: every hundred keys another.
fn entity(key: u32) -> String {
    format!("Commune de Saint-Exemple-{:04}", key / 100)
}

fn is_emergency(key: u32) -> bool {
    key % 100 >= 98
}

fn key(number: u32, now: Timestamp) -> NewKey {
    let name = format!("Bi-clé {number:06}");
    // From a year ago to two years ahead.
    let end = now.plus_days(i64::from(number * 7 % 1095) - 365);
    NewKey {
        name: name.clone(),
        role: if is_emergency(number) { Role::Emergency } else { Role::Entity },
        entity: Some(entity(number)),
        certificate: CertificateFacts {
            fingerprint: Fingerprint(Sha256::digest(&name).into()),
            public_key: Sha256::digest(format!("public {name}")).into(),
            subject_cn: Some(name.clone()),
            issuer_cn: Some(name.clone()),
            serial: format!("{number:040x}"),
            ski: format!("{number:040x}"),
            validity: Validity { not_before: end.plus_days(-730), not_after: end },
            bits: 3072,
            exponent: 65_537,
            key_usage: Some(UsageMask(4)),
            sha1: false,
        },
        der: vec![0x30; DER],
        chain: vec![],
        private: NewPrivate::Copy(vec![0x30; FILE]),
        origin: Origin::Imported,
    }
}

fn consultation(number: u32, size: Size, now: Timestamp) -> RollRow {
    // A key of the buyer's, never one for emergencies.
    let key = number % size.keys;
    let key = if is_emergency(key) { key - 2 } else { key };
    RollRow {
        line: u64::from(number) + 2,
        consultation: NewConsultation {
            reference: format!("2026-{number:06}"),
            title: Some("Réfection de la voirie communale".to_owned()),
            entity: entity(key),
            // From two months ago to two months ahead.
            deadline: now.plus_days(i64::from(number % 120) - 60),
            zone: Zone::PARIS,
        },
        state: match number % 10 {
            0 => ConsultationState::Closed,
            1 | 2 => ConsultationState::Draft,
            _ => ConsultationState::Launched,
        },
        keys: vec![format!("Bi-clé {key:06}")],
    }
}

/// The figure in the middle.
pub(crate) fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
