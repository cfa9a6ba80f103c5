//! From rows of the database to records, and back.

use std::path::PathBuf;

use crate::{
    consultation::Fingerprint,
    keys::Role,
    pli,
    registry::{
        RegistryError,
        name::tidy,
        port::{Columns, Tenant, values},
        record::{
            CertificateFacts, ConsultationId, ConsultationRecord, ConsultationState, Custody, KeyId,
            KeyRecord, KeyState, Proof, ProofResult, UsageMask,
        },
    },
    time::{Timestamp, Validity, Zone},
};

/// Longest name or reference, in characters.
const NAME: usize = 200;

/// Columns of a certificate, in the order of [`certificate`].
pub(super) const CERTIFICATE: &str = "certificate.fingerprint, certificate.public_key, certificate.subject_cn, \
     certificate.issuer_cn, certificate.serial, certificate.ski, certificate.not_before, certificate.not_after, \
     certificate.bits, certificate.exponent, certificate.key_usage, certificate.sha1";

/// Columns of a key, in the order of [`key`].
///
/// The last one counts what the view `need` says of it, part by part: SQLite does not take the certificate into the
/// view from here, and would read all of it for every key.
pub(super) const KEY: &str = "key.id, key.name, key.role, entity.name, key.custody, key.path, key.retired_at, \
     key.created_at, key.proved_at, key.tried_at, key.tried, \
     (SELECT count(*) FROM ( \
        SELECT recipient.consultation_id FROM recipient \
          JOIN consultation AS c ON c.id = recipient.consultation_id \
         WHERE recipient.certificate_id = key.certificate_id AND c.state <> 'closed' \
        UNION \
        SELECT assignment.consultation_id FROM assignment \
          JOIN consultation AS c ON c.id = assignment.consultation_id \
         WHERE assignment.certificate_id = key.certificate_id AND c.state <> 'closed' \
        UNION \
        SELECT c.id FROM consultation AS c \
         WHERE key.role = 'emergency' AND key.state = 'active' AND c.entity_id = key.entity_id \
           AND c.state = 'draft' AND c.state <> 'closed' \
        UNION \
        SELECT c.id FROM consultation AS c \
         WHERE key.role = 'emergency' AND key.state = 'active' AND key.entity_id IS NULL \
           AND c.state = 'draft' AND c.state <> 'closed') AS needed)";
const KEY_COLUMNS: usize = 12;

/// Where those columns come from.
pub(super) const KEY_TABLES: &str = "key JOIN certificate ON certificate.id = key.certificate_id \
     LEFT JOIN entity ON entity.id = key.entity_id";

/// Columns of a consultation, in the order of [`consultation`].
pub(super) const CONSULTATION: &str = "consultation.id, consultation.reference, consultation.title, entity.name, \
     consultation.deadline, consultation.zone, consultation.state, consultation.created_at, \
     consultation.launched_at, consultation.launch_reason, consultation.closed_at, consultation.close_reason";

/// Where those columns come from.
pub(super) const CONSULTATION_TABLES: &str = "consultation JOIN entity ON entity.id = consultation.entity_id";

pub(super) fn key(row: &dyn Columns) -> Result<KeyRecord, RegistryError> {
    let custody: &str = row.get(4)?;
    let path: Option<String> = row.get(5)?;
    let retired_at: Option<i64> = row.get(6)?;
    let tried_at: Option<i64> = row.get(9)?;
    let last_proof = match tried_at {
        Some(at) => Some(Proof { at: instant(at)?, result: proof_result(row.get(10)?)? }),
        None => None,
    };
    Ok(KeyRecord {
        id: KeyId(row.get(0)?),
        name: row.get(1)?,
        role: role(row.get(2)?)?,
        entity: row.get(3)?,
        custody: match (custody, path) {
            ("copy", _) => Custody::Copy,
            ("reference", Some(path)) => Custody::Reference(PathBuf::from(path)),
            _ => Custody::Certificate,
        },
        state: match retired_at {
            Some(at) => KeyState::Retired(instant(at)?),
            None => KeyState::Active,
        },
        created_at: instant(row.get(7)?)?,
        proved_at: row.get::<Option<i64>>(8)?.map(instant).transpose()?,
        last_proof,
        open_consultations: row.get::<i64>(11)?.cast_unsigned(),
        certificate: certificate(row, KEY_COLUMNS)?,
    })
}

pub(super) fn certificate(row: &dyn Columns, first: usize) -> Result<CertificateFacts, RegistryError> {
    Ok(CertificateFacts {
        fingerprint: fingerprint(row.get(first)?)?,
        public_key: row.get(first + 1)?,
        subject_cn: row.get(first + 2)?,
        issuer_cn: row.get(first + 3)?,
        serial: row.get(first + 4)?,
        ski: row.get(first + 5)?,
        validity: Validity {
            not_before: instant(row.get(first + 6)?)?,
            not_after: instant(row.get(first + 7)?)?,
        },
        bits: row.get(first + 8)?,
        exponent: row.get::<i64>(first + 9)?.cast_unsigned(),
        key_usage: row.get::<Option<u16>>(first + 10)?.map(UsageMask),
        sha1: row.get::<i64>(first + 11)? != 0,
    })
}

pub(super) fn consultation(row: &dyn Columns) -> Result<ConsultationRecord, RegistryError> {
    Ok(ConsultationRecord {
        id: ConsultationId(row.get(0)?),
        reference: row.get(1)?,
        title: row.get(2)?,
        entity: row.get(3)?,
        deadline: instant(row.get(4)?)?,
        zone: zone(row.get(5)?)?,
        state: state(row.get(6)?)?,
        created_at: instant(row.get(7)?)?,
        launched_at: row.get::<Option<i64>>(8)?.map(instant).transpose()?,
        launch_reason: row.get(9)?,
        closed_at: row.get::<Option<i64>>(10)?.map(instant).transpose()?,
        close_reason: row.get(11)?,
    })
}

/// The number of a buyer, known from now on.
pub(super) fn entity_id(tenant: &dyn Tenant, name: &str) -> Result<i64, RegistryError> {
    let name = kept(name)?;
    let folded = pli::fold(&name);
    let known = tenant.first("SELECT id FROM entity WHERE folded = ?1", values![folded], |row| row.get(0))?;
    if let Some(id) = known {
        return Ok(id);
    }
    // A name of punctuation only folds to nothing.
    let folded = if folded.is_empty() { name.clone() } else { folded };
    tenant.insert("INSERT INTO entity (name, folded) VALUES (?1, ?2) RETURNING id", values![name, folded])
}

/// The number of a certificate, known from now on.
pub(super) fn certificate_id(
    tenant: &dyn Tenant,
    facts: &CertificateFacts,
    der: &[u8],
    chain: &[Vec<u8>],
) -> Result<i64, RegistryError> {
    let fingerprint = facts.fingerprint.to_string();
    let known = "SELECT id FROM certificate WHERE fingerprint = ?1";
    if let Some(id) = tenant.first(known, values![fingerprint], |row| row.get(0))? {
        return Ok(id);
    }
    let id = tenant.insert(
        "INSERT INTO certificate (fingerprint, public_key, subject_cn, issuer_cn, serial, ski, not_before, \
         not_after, bits, exponent, key_usage, sha1) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING id",
        values![
            fingerprint,
            facts.public_key,
            facts.subject_cn,
            facts.issuer_cn,
            facts.serial,
            facts.ski,
            facts.validity.not_before.unix(),
            facts.validity.not_after.unix(),
            facts.bits,
            facts.exponent.cast_signed(),
            facts.key_usage.map(|usage| usage.0),
            i64::from(facts.sha1),
        ],
    )?;
    tenant.one("INSERT INTO certificate_der (certificate_id, der) VALUES (?1, ?2)", values![id, der])?;
    for (position, der) in (0_i64..).zip(chain) {
        let chain = "INSERT INTO chain (certificate_id, position, der) VALUES (?1, ?2, ?3)";
        tenant.one(chain, values![id, position, der.as_slice()])?;
    }
    Ok(id)
}

/// A name or reference as it is kept.
pub(super) fn kept(text: &str) -> Result<String, RegistryError> {
    let tidied = tidy(text);
    if tidied.is_empty() || tidied.chars().count() > NAME {
        return Err(RegistryError::BadName { text: text.to_owned() });
    }
    Ok(tidied)
}

/// A text that is not looked for, as every tenant keeps it: on a server none has U+0000.
pub(super) fn free(text: Option<&str>) -> Option<String> {
    text.map(|text| text.replace('\0', "\u{fffd}"))
}

pub(super) fn instant(seconds: i64) -> Result<Timestamp, RegistryError> {
    Timestamp::from_unix(seconds)
        .ok_or_else(|| RegistryError::Damaged { what: format!("{seconds} is not an instant") })
}

pub(super) fn role(name: &str) -> Result<Role, RegistryError> {
    match name {
        "entity" => Ok(Role::Entity),
        "emergency" => Ok(Role::Emergency),
        _ => Err(RegistryError::Damaged { what: format!("{name:?} is not a role") }),
    }
}

pub(super) fn proof_result(name: &str) -> Result<ProofResult, RegistryError> {
    ProofResult::ALL
        .into_iter()
        .find(|result| result.name() == name)
        .ok_or_else(|| RegistryError::Damaged { what: format!("{name:?} is not the result of a proof") })
}

pub(super) fn state(name: &str) -> Result<ConsultationState, RegistryError> {
    match name {
        "draft" => Ok(ConsultationState::Draft),
        "launched" => Ok(ConsultationState::Launched),
        "closed" => Ok(ConsultationState::Closed),
        _ => Err(RegistryError::Damaged { what: format!("{name:?} is not a state") }),
    }
}

pub(super) fn zone(name: &str) -> Result<Zone, RegistryError> {
    name.parse().map_err(|_| RegistryError::Damaged { what: format!("{name:?} is not a time zone") })
}

/// From 64 hexadecimal digits.
pub(super) fn fingerprint(text: &str) -> Result<Fingerprint, RegistryError> {
    Fingerprint::from_hex(text)
        .ok_or_else(|| RegistryError::Damaged { what: format!("{text:?} is not a fingerprint") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hex;

    #[test]
    fn fingerprints_come_back() {
        let mut octets = [0; 32];
        for (index, octet) in (0_u8..).zip(octets.iter_mut()) {
            *octet = index.wrapping_mul(37);
        }
        assert_eq!(Fingerprint::from_hex(&hex(&octets)), Some(Fingerprint(octets)));
        assert_eq!(Fingerprint::from_hex(&"0".repeat(63)), None);
        assert_eq!(Fingerprint::from_hex(&"g".repeat(64)), None);
    }

    #[test]
    fn names_without_a_letter_are_not_kept() {
        assert!(kept(" \t\u{1}").is_err());
        assert!(kept(&"x".repeat(201)).is_err());
        assert_eq!(kept(" a  b ").expect("kept"), "a b");
    }
}
