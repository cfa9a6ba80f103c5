//! A database that is being filled with what another registry holds: in one transaction, which its owner alone can make.
//!
//! What is written is history, which the guards would refuse: they are taken off for this transaction, and put on again
//! before anything of it is verified. Whatever ends it before its end leaves the database as it was.

use tokio_postgres::{
    Statement,
    types::{ToSql, Type},
};

use super::{Server, ServerAddress, is_known, schema};
use crate::registry::{
    error::{RegistryError, ServerFault},
    filling::{FILES, Filling, Kind, TABLES, Table},
    port::{Given, Kept, Tenant, values},
};

/// Rows that are sent at once, and octets of theirs.
const ROWS: usize = 1_000;
const OCTETS: usize = 1 << 20;

/// What takes longer than a change does.
const PATIENT: &str =
    "SET LOCAL statement_timeout = '30min'; SET LOCAL idle_in_transaction_session_timeout = '30min'";

/// Whose numbers are given by the database.
const NUMBERED: [&str; 2] = ["entity", "certificate"];

/// A database that is being filled.
#[derive(Debug)]
pub(in crate::registry) struct Fill {
    server: Server,
    waiting: Option<Waiting>,
}

/// Rows of one table that wait to be sent.
#[derive(Debug)]
struct Waiting {
    table: &'static str,
    statement: Statement,
    columns: Vec<Values>,
    rows: usize,
    octets: usize,
}

/// The values of a column, row by row.
#[derive(Debug)]
enum Values {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Octets(Vec<Vec<u8>>),
}

impl Fill {
    /// Begins, in a database with no registry, or one that has nothing in it.
    pub(in crate::registry) fn begin(address: &ServerAddress) -> Result<Self, RegistryError> {
        let mut client = address.connect()?;
        schema::begin(&mut client)?;
        client.batch(PATIENT)?;
        schema::within(&mut client)?;
        is_known(&mut client)?;
        schema::verify(&mut client)?;
        let there: Vec<_> = tables().map(|table| format!("EXISTS (SELECT FROM {table})")).collect();
        let there = format!("SELECT {} OR (SELECT entries FROM journal_head) > 0", there.join(" OR "));
        if client.row(&there, &[])?.get(0) {
            return Err(RegistryError::NotEmpty { place: address.shown().to_owned() });
        }
        client.batch(&guards("DISABLE"))?;
        Ok(Self { server: Server::begun(address, client), waiting: None })
    }

    /// Sends what waits.
    fn send(&mut self) -> Result<(), RegistryError> {
        let Some(waiting) = &mut self.waiting else { return Ok(()) };
        if waiting.rows == 0 {
            return Ok(());
        }
        let values: Vec<&(dyn ToSql + Sync)> = waiting.columns.iter().map(Values::whole).collect();
        let sent = self.server.client.borrow_mut().send(&waiting.statement, &values)?;
        if sent != waiting.rows as u64 {
            return Err(RegistryError::Another { table: waiting.table });
        }
        waiting.columns.iter_mut().for_each(Values::clear);
        (waiting.rows, waiting.octets) = (0, 0);
        Ok(())
    }

    /// Rows of this table wait from here on.
    fn wait_for(&mut self, table: &'static Table) -> Result<(), RegistryError> {
        if self.waiting.as_ref().is_some_and(|waiting| waiting.table == table.name) {
            return Ok(());
        }
        self.send()?;
        let (mut arrays, mut kinds, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (_, kind)) in (1..).zip(table.columns) {
            let (name, array, empty) = match kind {
                Kind::Integer => ("bigint", Type::INT8_ARRAY, Values::Integers(Vec::new())),
                Kind::Text => ("text", Type::TEXT_ARRAY, Values::Texts(Vec::new())),
                Kind::Octets => ("bytea", Type::BYTEA_ARRAY, Values::Octets(Vec::new())),
            };
            arrays.push(format!("${number}::{name}[]"));
            kinds.push(array);
            columns.push(empty);
        }
        // Numbers are those that they have.
        let arrays = arrays.join(", ");
        let insert = format!("{} OVERRIDING SYSTEM VALUE SELECT * FROM unnest({arrays})", table.insert());
        let statement = self.server.client.borrow_mut().prepare(&insert, &kinds)?;
        self.waiting = Some(Waiting { table: table.name, statement, columns, rows: 0, octets: 0 });
        Ok(())
    }
}

impl Filling for Fill {
    fn tenant(&self) -> &dyn Tenant {
        &self.server
    }

    fn add(&mut self, table: &'static Table, row: &[Given<'_>]) -> Result<(), RegistryError> {
        self.wait_for(table)?;
        let Some(waiting) = &mut self.waiting else { return Ok(()) };
        for (column, value) in waiting.columns.iter_mut().zip(row) {
            waiting.octets += column.add(*value);
        }
        waiting.rows += 1;
        if waiting.rows >= ROWS || waiting.octets >= OCTETS { self.send() } else { Ok(()) }
    }

    fn file(&mut self, kept: Kept, octets: &[u8]) -> Result<(), RegistryError> {
        let [keys, aside, replaced] = &FILES;
        match kept {
            Kept::Key(fingerprint) => self.add(keys, values![fingerprint.to_string(), octets]),
            Kept::Aside(_, tombstone) => self.add(aside, values![tombstone, octets]),
            Kept::Replaced(fingerprint, number) => {
                self.add(replaced, values![number, fingerprint.to_string(), octets])
            }
        }
    }

    fn settle(
        &mut self,
        numbers: &[(&'static str, i64)],
        entries: u64,
        head: &str,
    ) -> Result<(), RegistryError> {
        self.send()?;
        let tenant: &dyn Tenant = &self.server;
        for (table, highest) in numbers.iter().filter(|(_, highest)| *highest > 0) {
            let given = format!("SELECT setval('plis.{table}_id_seq', ?1)");
            tenant.insert(&given, values![highest])?;
        }
        for table in NUMBERED.iter().chain(&["former_file"]) {
            let given =
                format!("SELECT setval('plis.{table}_id_seq', max(id)) FROM {table} HAVING max(id) > 0");
            tenant.all(&given, &[], |_| Ok(()))?;
        }
        let moved = "UPDATE journal_head SET entries = ?1, hash = ?2";
        tenant.one(moved, values![entries.cast_signed(), head])?;
        // What one row says of another is held now: a table that waits for that cannot get its guards.
        self.server.batch("SET CONSTRAINTS ALL IMMEDIATE")?;
        self.server.batch(&guards("ENABLE"))?;
        // Its statements are made for what is there.
        let all: Vec<_> = tables().collect();
        self.server.batch(&format!("ANALYZE {}", all.join(", ")))?;
        schema::verify(&mut self.server.client.borrow_mut())
    }

    fn finish(self: Box<Self>) -> Result<(), RegistryError> {
        let ended = self.server.batch("COMMIT");
        self.server.begun.set(false);
        ended.map_err(|error| match error {
            RegistryError::Server { fault: ServerFault::Gone, .. } => RegistryError::Unanswered,
            error => error,
        })
    }
}

impl Values {
    /// Takes a value; gives how many octets it has.
    fn add(&mut self, value: Given<'_>) -> usize {
        match (self, value) {
            (Self::Integers(values), Given::Integer(value)) => {
                values.push(value);
                size_of::<i64>()
            }
            (Self::Texts(values), Given::Text(value)) => {
                values.push(value.map(str::to_owned));
                value.map_or(0, str::len)
            }
            (Self::Octets(values), Given::Octets(value)) => {
                values.push(value.to_vec());
                value.len()
            }
            // A column shorter than the others is refused by the database.
            _ => 0,
        }
    }

    fn whole(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Integers(values) => values,
            Self::Texts(values) => values,
            Self::Octets(values) => values,
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Integers(values) => values.clear(),
            Self::Texts(values) => values.clear(),
            Self::Octets(values) => values.clear(),
        }
    }
}

fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().chain(&FILES).map(|table| table.name)
}

/// Takes the guards off every table, or puts them on again.
fn guards(how: &str) -> String {
    let tables = tables().chain(["journal_head"]);
    let one = |table| format!("ALTER TABLE {table} {how} TRIGGER USER");
    tables.map(one).collect::<Vec<_>>().join("; ")
}
