//! Keys as they are looked up: by name, by number, by fingerprint.

use serde_json::{Map, Value, json};

use crate::{
    consultation::Fingerprint,
    registry::{
        RegistryError,
        error::Subject,
        name::folded,
        port::{AsValue as _, Given, Tenant, values},
        record::{Custody, KeyId, KeyRecord},
        refusal::{ConsultationName, KeyName},
        row,
    },
};

/// Keys that an ambiguous name is answered with, at most.
const CANDIDATES: usize = 20;

/// The key of exactly that name, whatever the case.
pub(in crate::registry) fn named(
    tenant: &dyn Tenant,
    name: &str,
) -> Result<Option<(KeyId, String)>, RegistryError> {
    tenant.first("SELECT id, name FROM key WHERE folded = ?1", values![folded(name)], |row| {
        Ok((KeyId(row.get(0)?), row.get(1)?))
    })
}

/// The key that answers to a name or to a prefix of its fingerprint; more than one is an error.
pub(in crate::registry) fn find(tenant: &dyn Tenant, name: &str) -> Result<KeyId, RegistryError> {
    // No fingerprint is at or after "g", so that nothing is found by what is not hexadecimal.
    let prefix = prefix(name).unwrap_or_else(|| "g".to_owned());
    let most = i64::try_from(CANDIDATES).unwrap_or(i64::MAX);
    let found = tenant.all(
        "SELECT key.id, key.name, certificate.fingerprint FROM key \
         JOIN certificate ON certificate.id = key.certificate_id WHERE key.folded = ?1 \
         UNION \
         SELECT key.id, key.name, certificate.fingerprint FROM certificate \
         JOIN key ON certificate.id = key.certificate_id \
         WHERE certificate.fingerprint >= ?2 AND certificate.fingerprint < ?3 LIMIT ?4",
        values![folded(name), prefix, format!("{prefix}g"), most],
        |row| {
            let fingerprint = row::fingerprint(row.get(2)?)?;
            Ok((KeyId(row.get(0)?), KeyName { name: row.get(1)?, fingerprint }))
        },
    )?;
    match found.len() {
        0 => Err(RegistryError::NotFound { subject: Subject::Key, name: name.to_owned(), near: Vec::new() }),
        1 => Ok(found[0].0),
        _ => {
            let mut candidates: Vec<_> = found.into_iter().map(|(_, key)| key).collect();
            candidates.sort_by_key(|key| folded(&key.name));
            Err(RegistryError::Ambiguous { name: name.to_owned(), candidates })
        }
    }
}

/// Lowercase digits of a fingerprint as people copy it: in any case, with colons or spaces.
pub(in crate::registry) fn prefix(name: &str) -> Option<String> {
    let digits: String = name.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    (!digits.is_empty() && digits.len() <= 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .then(|| digits.to_ascii_lowercase())
}

pub(in crate::registry) fn by_id(tenant: &dyn Tenant, id: KeyId) -> Result<KeyRecord, RegistryError> {
    one(tenant, "key.id = ?1", id.0.as_value())?.ok_or_else(|| RegistryError::NotFound {
        subject: Subject::Key,
        name: format!("#{}", id.0),
        near: Vec::new(),
    })
}

pub(in crate::registry) fn by_fingerprint(
    tenant: &dyn Tenant,
    fingerprint: Fingerprint,
) -> Result<Option<KeyRecord>, RegistryError> {
    one(tenant, "certificate.fingerprint = ?1", fingerprint.to_string().as_value())
}

/// The first whose private half is somewhere: entity before emergency, then by name.
pub(in crate::registry) fn by_public_key(
    tenant: &dyn Tenant,
    public_key: &[u8; 32],
) -> Result<Option<KeyRecord>, RegistryError> {
    let condition = "certificate.public_key = ?1 AND key.custody <> 'certificate' \
                     ORDER BY key.role DESC, key.folded LIMIT 1";
    one(tenant, condition, public_key.as_value())
}

fn one(tenant: &dyn Tenant, condition: &str, value: Given<'_>) -> Result<Option<KeyRecord>, RegistryError> {
    let query =
        format!("SELECT {}, {} FROM {} WHERE {condition}", row::KEY, row::CERTIFICATE, row::KEY_TABLES);
    tenant.first(&query, &[value], row::key)
}

pub(in crate::registry) fn needs(
    tenant: &dyn Tenant,
    id: KeyId,
) -> Result<Vec<ConsultationName>, RegistryError> {
    tenant.all(
        // One certificate goes into the view; a join would read all of it: 380 ms of 100,000 keys, for less than one.
        "SELECT reference, deadline FROM consultation WHERE id IN (SELECT consultation_id FROM need \
           WHERE certificate_id = (SELECT certificate_id FROM key WHERE id = ?1)) \
         ORDER BY deadline, folded",
        values![id.0],
        |row| Ok(ConsultationName { reference: row.get(0)?, deadline: row::instant(row.get(1)?)? }),
    )
}

pub(in crate::registry) fn name_of(key: &KeyRecord) -> KeyName {
    KeyName { name: key.name.clone(), fingerprint: key.certificate.fingerprint }
}

/// What an entry of the journal says of a key.
pub(in crate::registry) fn facts_of(key: &KeyRecord) -> Map<String, Value> {
    let mut facts = Map::new();
    let mut say = |name: &str, value: Value| {
        facts.insert(name.to_owned(), value);
    };
    say("name", key.name.as_str().into());
    say("role", key.role.name().into());
    say("entity", json!(key.entity));
    say("fingerprint", key.certificate.fingerprint.to_string().into());
    say("subject_cn", json!(key.certificate.subject_cn));
    say("not_after", json!(key.certificate.validity.not_after));
    match &key.custody {
        Custody::Copy => say("custody", "copy".into()),
        Custody::Reference(path) => {
            say("custody", "reference".into());
            say("path", path.to_string_lossy().into());
        }
        Custody::Certificate => say("custody", "certificate".into()),
    }
    facts
}
