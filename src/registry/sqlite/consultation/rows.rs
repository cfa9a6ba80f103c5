//! Consultations as they are looked up, and what is tied to them.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::{
    consultation::Assignment,
    pli::{EnvelopeKind, Lot},
    registry::{
        RegistryError,
        name::folded,
        record::{Assigned, ConsultationId, ConsultationRecord, KeyId, RecipientRecord},
        sqlite::{error::Subject, row},
    },
};

pub(in crate::registry::sqlite) fn by_id(
    connection: &Connection,
    id: ConsultationId,
) -> Result<ConsultationRecord, RegistryError> {
    one(connection, "consultation.id = ?1", id.0)?.ok_or_else(|| RegistryError::NotFound {
        subject: Subject::Consultation,
        name: format!("#{}", id.0),
        near: Vec::new(),
    })
}

pub(in crate::registry::sqlite) fn by_reference(
    connection: &Connection,
    reference: &str,
) -> Result<Option<ConsultationRecord>, RegistryError> {
    one(connection, "consultation.folded = ?1", folded(reference))
}

fn one(
    connection: &Connection,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> Result<Option<ConsultationRecord>, RegistryError> {
    let query = format!("SELECT {} FROM {} WHERE {condition}", row::CONSULTATION, row::CONSULTATION_TABLES);
    let mut statement = connection.prepare_cached(&query)?;
    let mut rows = statement.query([value])?;
    rows.next()?.map(row::consultation).transpose()
}

pub(in crate::registry::sqlite) fn assigned(
    connection: &Connection,
    id: ConsultationId,
) -> Result<Vec<Assigned>, RegistryError> {
    let mut statement = connection.prepare_cached(
        "SELECT assignment.envelope, assignment.lot, certificate.fingerprint, coalesce(recipient.name, key.name) \
         FROM assignment JOIN certificate ON certificate.id = assignment.certificate_id \
         LEFT JOIN key ON key.certificate_id = assignment.certificate_id \
         LEFT JOIN recipient ON recipient.consultation_id = assignment.consultation_id \
              AND recipient.certificate_id = assignment.certificate_id \
         WHERE assignment.consultation_id = ?1 \
         ORDER BY coalesce(key.folded, recipient.name), certificate.fingerprint, assignment.envelope, assignment.lot",
    )?;
    let mut rows = statement.query([id.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let envelope: String = row.get(0)?;
        let envelope = match envelope.as_str() {
            "" => None,
            name => Some(name.parse().map_err(|_| RegistryError::Damaged {
                what: format!("{name:?} is not a kind of envelope"),
            })?),
        };
        let lot = Lot::new(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
        let key = row::fingerprint(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
        found.push(Assigned { assignment: Assignment { envelope, lot, key }, name: row.get(3)? });
    }
    Ok(found)
}

pub(in crate::registry::sqlite) fn recipients(
    connection: &Connection,
    id: ConsultationId,
) -> Result<Vec<RecipientRecord>, RegistryError> {
    // Of a draft, the same two sources as the trigger that launches it.
    let query = format!(
        "WITH chosen (certificate_id, role, name) AS ( \
           SELECT certificate_id, role, name FROM recipient WHERE consultation_id = ?1 \
           UNION \
           SELECT key.certificate_id, key.role, key.name FROM consultation \
             JOIN assignment ON assignment.consultation_id = consultation.id \
             JOIN key ON key.certificate_id = assignment.certificate_id \
            WHERE consultation.id = ?1 AND consultation.state = 'draft' \
           UNION \
           SELECT key.certificate_id, key.role, key.name FROM consultation \
             JOIN key ON key.entity_id = consultation.entity_id \
            WHERE consultation.id = ?1 AND consultation.state = 'draft' \
              AND key.role = 'emergency' AND key.state = 'active' \
           UNION \
           SELECT key.certificate_id, key.role, key.name FROM consultation JOIN key \
            WHERE consultation.id = ?1 AND consultation.state = 'draft' \
              AND key.role = 'emergency' AND key.state = 'active' AND key.entity_id IS NULL) \
         SELECT chosen.role, chosen.name, key.id, key.id IS NOT NULL AND key.entity_id IS NULL, {} FROM chosen \
           JOIN certificate ON certificate.id = chosen.certificate_id \
           LEFT JOIN key ON key.certificate_id = chosen.certificate_id \
          ORDER BY chosen.role DESC, chosen.name, certificate.fingerprint",
        row::CERTIFICATE
    );
    let mut statement = connection.prepare_cached(&query)?;
    let mut rows = statement.query([id.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(RecipientRecord {
            role: row::role(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?,
            name: row.get(1)?,
            key: row.get::<_, Option<i64>>(2)?.map(KeyId),
            universal: row.get(3)?,
            certificate: row::certificate(row, 4)?,
        });
    }
    Ok(found)
}

/// What an entry of the journal says of a consultation.
pub(in crate::registry::sqlite) fn facts_of(consultation: &ConsultationRecord) -> Map<String, Value> {
    let mut facts = Map::new();
    facts.insert("reference".to_owned(), consultation.reference.as_str().into());
    facts.insert("title".to_owned(), json!(consultation.title));
    facts.insert("entity".to_owned(), consultation.entity.as_str().into());
    facts.insert("deadline".to_owned(), json!(consultation.deadline));
    facts.insert("timezone".to_owned(), consultation.zone.name().into());
    facts.insert("state".to_owned(), consultation.state.name().into());
    facts
}

pub(in crate::registry::sqlite) fn assignment_facts(
    consultation: &ConsultationRecord,
    keys: Value,
    envelope: Option<EnvelopeKind>,
    lot: Option<&Lot>,
) -> Map<String, Value> {
    let mut facts = Map::new();
    facts.insert("reference".to_owned(), consultation.reference.as_str().into());
    facts.insert("keys".to_owned(), keys);
    facts.insert("envelope".to_owned(), json!(envelope.map(EnvelopeKind::name)));
    facts.insert("lot".to_owned(), json!(lot.map(Lot::as_str)));
    facts
}
