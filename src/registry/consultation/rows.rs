//! Consultations as they are looked up, and what is tied to them.

use serde_json::{Map, Value, json};

use crate::{
    consultation::Assignment,
    pli::{EnvelopeKind, Lot},
    registry::{
        RegistryError,
        error::Subject,
        name::folded,
        port::{AsValue as _, Given, Tenant, damaged, values},
        record::{Assigned, ConsultationId, ConsultationRecord, KeyId, RecipientRecord},
        row,
    },
};

pub(in crate::registry) fn by_id(
    tenant: &dyn Tenant,
    id: ConsultationId,
) -> Result<ConsultationRecord, RegistryError> {
    one(tenant, "consultation.id = ?1", id.0.as_value())?.ok_or_else(|| RegistryError::NotFound {
        subject: Subject::Consultation,
        name: format!("#{}", id.0),
        near: Vec::new(),
    })
}

pub(in crate::registry) fn by_reference(
    tenant: &dyn Tenant,
    reference: &str,
) -> Result<Option<ConsultationRecord>, RegistryError> {
    one(tenant, "consultation.folded = ?1", folded(reference).as_value())
}

fn one(
    tenant: &dyn Tenant,
    condition: &str,
    value: Given<'_>,
) -> Result<Option<ConsultationRecord>, RegistryError> {
    let query = format!("SELECT {} FROM {} WHERE {condition}", row::CONSULTATION, row::CONSULTATION_TABLES);
    tenant.first(&query, &[value], row::consultation)
}

pub(in crate::registry) fn assigned(
    tenant: &dyn Tenant,
    id: ConsultationId,
) -> Result<Vec<Assigned>, RegistryError> {
    tenant.all(
        "SELECT assignment.envelope, assignment.lot, certificate.fingerprint, coalesce(recipient.name, key.name) \
         FROM assignment JOIN certificate ON certificate.id = assignment.certificate_id \
         LEFT JOIN key ON key.certificate_id = assignment.certificate_id \
         LEFT JOIN recipient ON recipient.consultation_id = assignment.consultation_id \
              AND recipient.certificate_id = assignment.certificate_id \
         WHERE assignment.consultation_id = ?1 \
         ORDER BY coalesce(key.folded, recipient.name), certificate.fingerprint, assignment.envelope, assignment.lot",
        values![id.0],
        |row| {
            let envelope = match row.get(0)? {
                "" => None,
                name => {
                    Some(name.parse().map_err(|_| damaged(format!("{name:?} is not a kind of envelope")))?)
                }
            };
            let (lot, key) = (Lot::new(row.get(1)?), row::fingerprint(row.get(2)?)?);
            Ok(Assigned { assignment: Assignment { envelope, lot, key }, name: row.get(3)? })
        },
    )
}

pub(in crate::registry) fn recipients(
    tenant: &dyn Tenant,
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
           SELECT key.certificate_id, key.role, key.name FROM consultation, key \
            WHERE consultation.id = ?1 AND consultation.state = 'draft' \
              AND key.role = 'emergency' AND key.state = 'active' AND key.entity_id IS NULL) \
         SELECT chosen.role, chosen.name, key.id, key.id IS NOT NULL AND key.entity_id IS NULL, {} FROM chosen \
           JOIN certificate ON certificate.id = chosen.certificate_id \
           LEFT JOIN key ON key.certificate_id = chosen.certificate_id \
          ORDER BY chosen.role DESC, chosen.name, certificate.fingerprint",
        row::CERTIFICATE
    );
    tenant.all(&query, values![id.0], |row| {
        Ok(RecipientRecord {
            role: row::role(row.get(0)?)?,
            name: row.get(1)?,
            key: row.get::<Option<i64>>(2)?.map(KeyId),
            universal: row.get(3)?,
            certificate: row::certificate(row, 4)?,
        })
    })
}

/// What an entry of the journal says of a consultation.
pub(in crate::registry) fn facts_of(consultation: &ConsultationRecord) -> Map<String, Value> {
    let mut facts = Map::new();
    facts.insert("reference".to_owned(), consultation.reference.as_str().into());
    facts.insert("title".to_owned(), json!(consultation.title));
    facts.insert("entity".to_owned(), consultation.entity.as_str().into());
    facts.insert("deadline".to_owned(), json!(consultation.deadline));
    facts.insert("timezone".to_owned(), consultation.zone.name().into());
    facts.insert("state".to_owned(), consultation.state.name().into());
    facts
}

pub(in crate::registry) fn assignment_facts(
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
