//! The snapshot of a registry, in one read transaction.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::{
    keys::token::windows::Thumbprint,
    registry::{
        Registry, RegistryError, deletion,
        port::{Begun, Tenant, damaged},
        record::{Proof, ProofResult, Stranger},
        row,
        snapshot::{
            ConsultationFacts, ConsultationIndex, EntityIndex, FileKept, KeyFacts, KeyIndex, Seen, Snapshot,
            StrangerFacts, Tie,
        },
    },
};

impl Registry {
    /// Everything that an audit judges, as it stands; a look at where the key files are included.
    ///
    /// Keys are in the order of their names, consultations in that of their deadlines.
    pub fn snapshot(&self) -> Result<Snapshot, RegistryError> {
        // One read transaction: the parts belong together.
        let read = self.tenant();
        let begun = Begun::reading(read)?;
        let mut snapshot = Snapshot::default();
        let entities = read_entities(read, &mut snapshot)?;
        let keys = read_keys(read, &entities, &mut snapshot)?;
        let consultations = read_consultations(read, &entities, &mut snapshot)?;
        read_ties(read, &keys, &consultations, &mut snapshot)?;
        read_strangers(read, &mut snapshot)?;
        snapshot.set_aside = deletion::set_aside(read)?;
        drop(begun);
        let there = read.copies_there()?;
        for key in &mut snapshot.keys {
            let is_there = match &key.file.kept {
                FileKept::Copy => there.contains(&key.fingerprint),
                FileKept::Reference(path) => match is_there(Path::new(&**path)) {
                    Some(is_there) => is_there,
                    None => continue,
                },
                FileKept::Certificate => continue,
            };
            key.file.seen =
                Some(if is_there { Seen::There } else { Seen::Tried(ProofResult::Missing.into()) });
        }
        Ok(snapshot)
    }
}

/// Whether a file, or a key of the certificate store, is there. What cannot be told (a folder that may not be entered) is
/// not told.
fn is_there(path: &Path) -> Option<bool> {
    Thumbprint::is_there(path).or_else(|| match std::fs::metadata(path) {
        Ok(_) => Some(true),
        Err(error) if ProofResult::of_io(&error) == ProofResult::Missing => Some(false),
        Err(_) => None,
    })
}

/// Where each row of the database went, by its number.
type Numbered<I> = FxHashMap<i64, I>;

fn read_entities(
    tenant: &dyn Tenant,
    snapshot: &mut Snapshot,
) -> Result<Numbered<EntityIndex>, RegistryError> {
    let mut numbered = Numbered::default();
    tenant.rows("SELECT id, name FROM entity", &[], &mut |row| {
        numbered.insert(row.get(0)?, EntityIndex(index(snapshot.entities.len())?));
        snapshot.entities.push(row.get(1)?);
        Ok(())
    })?;
    Ok(numbered)
}

fn read_keys(
    tenant: &dyn Tenant,
    entities: &Numbered<EntityIndex>,
    snapshot: &mut Snapshot,
) -> Result<Numbered<KeyIndex>, RegistryError> {
    let mut numbered = Numbered::default();
    let query = format!(
        "SELECT key.certificate_id, key.name, key.role, key.entity_id, key.custody, key.path, key.state, \
         key.proved_at, key.tried_at, key.tried, \
         EXISTS (SELECT 1 FROM recipient WHERE recipient.certificate_id = key.certificate_id) \
         OR EXISTS (SELECT 1 FROM assignment WHERE assignment.certificate_id = key.certificate_id), {} \
         FROM key JOIN certificate ON certificate.id = key.certificate_id ORDER BY key.folded",
        row::CERTIFICATE
    );
    tenant.rows(&query, &[], &mut |row| {
        let certificate = row::certificate(row, 11)?;
        let name: &str = row.get(1)?;
        let role = row::role(row.get(2)?)?;
        let mut key = KeyFacts::new(name, role, &certificate);
        key.entity = match row.get::<Option<i64>>(3)? {
            Some(id) => Some(known(entities, id)?),
            None => None,
        };
        key.file.kept = match row.get::<&str>(4)? {
            "copy" => FileKept::Copy,
            "reference" => FileKept::Reference(row.get::<String>(5)?.into()),
            _ => FileKept::Certificate,
        };
        key.retired = row.get::<&str>(6)? == "retired";
        key.proved_at = row.get::<Option<i64>>(7)?.map(row::instant).transpose()?;
        if let Some(at) = row.get::<Option<i64>>(8)? {
            let result = row::proof_result(row.get(9)?)?;
            key.last_proof = Some(Proof { at: row::instant(at)?, result });
        }
        key.ever_tied = row.get(10)?;
        numbered.insert(row.get(0)?, KeyIndex(index(snapshot.keys.len())?));
        snapshot.keys.push(key);
        Ok(())
    })?;
    Ok(numbered)
}

fn read_consultations(
    tenant: &dyn Tenant,
    entities: &Numbered<EntityIndex>,
    snapshot: &mut Snapshot,
) -> Result<Numbered<ConsultationIndex>, RegistryError> {
    let mut numbered = Numbered::default();
    let query = "SELECT id, reference, entity_id, deadline, state FROM consultation WHERE state <> 'closed' \
         ORDER BY deadline, folded";
    tenant.rows(query, &[], &mut |row| {
        numbered.insert(row.get(0)?, ConsultationIndex(index(snapshot.consultations.len())?));
        snapshot.consultations.push(ConsultationFacts {
            reference: row.get::<String>(1)?.into(),
            entity: known(entities, row.get(2)?)?,
            deadline: row::instant(row.get(3)?)?,
            launched: row.get::<&str>(4)? == "launched",
        });
        Ok(())
    })?;
    Ok(numbered)
}

fn read_ties(
    tenant: &dyn Tenant,
    keys: &Numbered<KeyIndex>,
    consultations: &Numbered<ConsultationIndex>,
    snapshot: &mut Snapshot,
) -> Result<(), RegistryError> {
    let mut ties = Vec::new();
    tenant.rows("SELECT certificate_id, consultation_id FROM need", &[], &mut |row| {
        // A certificate without its key cannot be: the database refuses to delete a needed one.
        if let (Some(key), Some(consultation)) = (keys.get(&row.get(0)?), consultations.get(&row.get(1)?)) {
            ties.push(Tie { key: *key, consultation: *consultation });
        }
        Ok(())
    })?;
    snapshot.tie(ties);
    Ok(())
}

fn read_strangers(tenant: &dyn Tenant, snapshot: &mut Snapshot) -> Result<(), RegistryError> {
    let query = "SELECT issuer_cn, serial, ski, reference, deadline FROM stranger \
         JOIN consultation ON consultation.id = consultation_id \
         WHERE state <> 'closed' ORDER BY deadline, folded, issuer_cn, serial, ski";
    tenant.rows(query, &[], &mut |row| {
        let ski: String = row.get(2)?;
        let stranger = if ski.is_empty() {
            Stranger::IssuerAndSerialNumber { issuer_cn: row.get(0)?, serial: row.get(1)? }
        } else {
            Stranger::SubjectKeyIdentifier { ski }
        };
        snapshot.strangers.push(StrangerFacts {
            stranger,
            reference: row.get(3)?,
            deadline: row::instant(row.get(4)?)?,
        });
        Ok(())
    })
}

fn index(length: usize) -> Result<u32, RegistryError> {
    u32::try_from(length).map_err(|_| damaged("four billion rows"))
}

fn known<I: Copy>(numbered: &Numbered<I>, id: i64) -> Result<I, RegistryError> {
    numbered.get(&id).copied().ok_or_else(|| damaged(format!("row {id} is named and is not there")))
}
