//! Pages of keys and consultations, looked for by a part of their names, whatever the case and the accents.
//!
//! Which rows a page has is found first, by a few of their columns; the whole of a row is read of those alone.

use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use crate::{
    keys::Role,
    pli,
    registry::{
        Registry, RegistryError,
        name::folded,
        port::{Columns, Given, Tenant, damaged, values},
        record::{ConsultationRecord, ConsultationState, KeyRecord},
        row,
    },
    time::Timestamp,
};

impl Registry {
    /// At most so many keys of a role in the order of their names, after that of a name, whose own names have something
    /// in them; or those of their certificates (CN) or buyers.
    pub fn keys_page(
        &self,
        role: Role,
        containing: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<KeyRecord>, RegistryError> {
        let after = after.map_or_else(String::new, folded);
        let mut search = Search::new(self.tenant(), containing)?;
        let wanted = search.rows(
            "SELECT key.id, key.name, certificate.subject_cn, key.entity_id, 0, 0, key.folded \
             FROM key JOIN certificate ON certificate.id = key.certificate_id \
             WHERE key.role = ?1 AND key.folded > ?2",
            // By its index: no row is read that is not looked at.
            Order::Known("key.folded"),
            values![role.name(), after],
            most,
        )?;
        self.keys_of(&wanted)
    }

    /// At most so many keys that a consultation of a buyer may be assigned: those of that buyer first, then those of
    /// nobody in particular, each in the order of their names.
    pub fn keys_for(
        &self,
        entity: &str,
        containing: &str,
        most: usize,
    ) -> Result<Vec<KeyRecord>, RegistryError> {
        let mut search = Search::new(self.tenant(), containing)?;
        let wanted = search.rows(
            "SELECT key.id, key.name, certificate.subject_cn, key.entity_id, \
               key.entity_id IS DISTINCT FROM (SELECT id FROM entity WHERE folded = ?1), key.entity_id IS NOT NULL, key.folded \
             FROM key JOIN certificate ON certificate.id = key.certificate_id \
             WHERE key.role = 'entity' AND key.state = 'active'",
            Order::Sorted,
            values![pli::fold(entity)],
            most,
        )?;
        self.keys_of(&wanted)
    }

    /// At most so many consultations whose own references or titles, or buyers, have something in them; of one state, or
    /// of all. Those that are not closed first, by their deadlines; after one of them.
    pub fn consultations_page(
        &self,
        state: Option<ConsultationState>,
        containing: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<ConsultationRecord>, RegistryError> {
        let mut search = Search::new(self.tenant(), containing)?;
        let wanted = search.rows(
            "SELECT id, reference, title, entity_id, state = 'closed', deadline, folded FROM consultation \
             WHERE (?1 IS NULL OR state = ?1) \
               AND (?2 IS NULL OR (state = 'closed', deadline, folded) > \
                 (SELECT state = 'closed', deadline, folded FROM consultation WHERE folded = ?2))",
            Order::Sorted,
            values![state.map(ConsultationState::name), after.map(folded)],
            most,
        )?;
        self.consultations_of(&wanted)
    }

    /// At most so many launched consultations, those whose deadlines are nearest to an instant first.
    pub fn consultations_near(
        &self,
        at: Timestamp,
        most: usize,
    ) -> Result<Vec<ConsultationRecord>, RegistryError> {
        let mut search = Search::new(self.tenant(), "")?;
        let wanted = search.rows(
            "SELECT id, reference, title, entity_id, 0, abs(deadline - ?1), folded FROM consultation \
             WHERE state = 'launched'",
            Order::Sorted,
            values![at.unix()],
            most,
        )?;
        self.consultations_of(&wanted)
    }

    fn keys_of(&self, numbers: &[i64]) -> Result<Vec<KeyRecord>, RegistryError> {
        let (columns, tables) = (format!("{}, {}", row::KEY, row::CERTIFICATE), row::KEY_TABLES);
        let query = format!("SELECT {columns} FROM {tables} WHERE key.id = ?1");
        let read = |number: &i64| self.tenant().first(&query, values![number], row::key);
        numbers.iter().map(|number| read(number)?.ok_or_else(|| damaged("a row that went"))).collect()
    }

    fn consultations_of(&self, numbers: &[i64]) -> Result<Vec<ConsultationRecord>, RegistryError> {
        let query = format!(
            "SELECT {} FROM {} WHERE consultation.id = ?1",
            row::CONSULTATION,
            row::CONSULTATION_TABLES
        );
        let read = |number: &i64| self.tenant().first(&query, values![number], row::consultation);
        numbers.iter().map(|number| read(number)?.ok_or_else(|| damaged("a row that went"))).collect()
    }
}

/// How rows come to be in order.
#[derive(Clone, Copy)]
enum Order {
    /// They come so, by the index of a column.
    Known(&'static str),
    /// The first ones are kept.
    Sorted,
}

/// What is looked for, and the buyers whose names have it.
struct Search<'a> {
    tenant: &'a dyn Tenant,
    containing: String,
    entities: FxHashMap<i64, bool>,
    room: String,
}

impl<'a> Search<'a> {
    fn new(tenant: &'a dyn Tenant, containing: &str) -> Result<Self, RegistryError> {
        let containing = pli::fold(containing);
        let mut entities = FxHashMap::default();
        if !containing.is_empty() {
            tenant.rows("SELECT id, folded FROM entity", &[], &mut |row| {
                entities.insert(row.get(0)?, row.get::<&str>(1)?.contains(&containing));
                Ok(())
            })?;
        }
        Ok(Self { tenant, containing, entities, room: String::new() })
    }

    /// The numbers of the first rows that have it, of a query for a number, two texts, the number of a buyer, and the two
    /// numbers and the text that they are in the order of.
    fn rows(
        &mut self,
        query: &str,
        order: Order,
        values: &[Given<'_>],
        most: usize,
    ) -> Result<Vec<i64>, RegistryError> {
        let query = match order {
            Order::Known(column) => format!("{query} ORDER BY {column}"),
            Order::Sorted => query.to_owned(),
        };
        let tenant = self.tenant;
        // The first ones so far: no more is kept, and nothing is sorted that does not come to the page.
        let mut first = BinaryHeap::<(i64, i64, String, i64)>::new();
        tenant.read(&query, values, &mut |row| {
            let name: &str = row.get(6)?;
            let place = (row.get(4)?, row.get(5)?, name);
            let is_late = first.len() == most
                && first.peek().is_none_or(|last| place >= (last.0, last.1, last.2.as_str()));
            if is_late && matches!(order, Order::Known(_)) {
                return Ok(false);
            }
            if is_late || !self.has_it(row)? {
                return Ok(true);
            }
            if first.len() == most {
                first.pop();
            }
            first.push((place.0, place.1, name.to_owned(), row.get(0)?));
            Ok(true)
        })?;
        Ok(first.into_sorted_vec().into_iter().map(|(.., number)| number).collect())
    }

    fn has_it(&mut self, row: &dyn Columns) -> Result<bool, RegistryError> {
        if self.containing.is_empty() {
            return Ok(true);
        }
        let texts = [row.text(1)?, row.text(2)?];
        // A key is often named by its CN.
        let once = if texts[0] == texts[1] { 1 } else { 2 };
        for text in texts[..once].iter().flatten() {
            pli::fold_into(&mut self.room, text);
            if self.room.contains(&self.containing) {
                return Ok(true);
            }
        }
        let entity: Option<i64> = row.get(3)?;
        Ok(entity.is_some_and(|entity| self.entities.get(&entity).copied().unwrap_or_default()))
    }
}
