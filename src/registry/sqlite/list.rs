//! Pages of keys and consultations, looked for by a part of their names.

use rusqlite::params;

use crate::{
    keys::Role,
    registry::{
        Registry, RegistryError,
        name::folded,
        record::{ConsultationRecord, ConsultationState, KeyRecord},
        sqlite::row,
    },
};

impl Registry {
    /// At most so many keys of a role in the order of their names, after that of a name, whose own names have something
    /// in them, whatever the case; or those of their certificates (CN) or buyers.
    pub fn keys_page(
        &self,
        role: Role,
        containing: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<KeyRecord>, RegistryError> {
        let query = format!(
            "SELECT {}, {} FROM {} WHERE key.role = ?1 AND key.folded > ?2 AND (instr(key.folded, ?3) > 0 \
               OR instr(lower(certificate.subject_cn), ?3) > 0 OR instr(entity.folded, ?3) > 0) \
             ORDER BY key.folded LIMIT ?4",
            row::KEY,
            row::CERTIFICATE,
            row::KEY_TABLES
        );
        let mut statement = self.connection().prepare_cached(&query)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let after = after.map_or_else(String::new, folded);
        let mut rows = statement.query(params![role.name(), after, folded(containing), most])?;
        let mut page = Vec::new();
        while let Some(row) = rows.next()? {
            page.push(row::key(row)?);
        }
        Ok(page)
    }

    /// At most so many consultations in the order of the references, after one of them, whose own references or titles
    /// have something in them; of one state, or of all.
    pub fn consultations_page(
        &self,
        state: Option<ConsultationState>,
        containing: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<ConsultationRecord>, RegistryError> {
        let query = format!(
            "SELECT {} FROM {} WHERE consultation.folded > ?1 AND (?2 IS NULL OR consultation.state = ?2) \
             AND (instr(consultation.folded, ?3) > 0 OR instr(lower(consultation.title), ?3) > 0) \
             ORDER BY consultation.folded LIMIT ?4",
            row::CONSULTATION,
            row::CONSULTATION_TABLES
        );
        let mut statement = self.connection().prepare_cached(&query)?;
        let after = after.map_or_else(String::new, folded);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows =
            statement.query(params![after, state.map(ConsultationState::name), folded(containing), most])?;
        let mut page = Vec::new();
        while let Some(row) = rows.next()? {
            page.push(row::consultation(row)?);
        }
        Ok(page)
    }
}
