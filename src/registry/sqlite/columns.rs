//! Values as SQLite takes and gives them.

use rusqlite::{
    Row, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use crate::registry::{
    error::RegistryError,
    port::{Columns, Given, damaged},
};

/// A row that was found.
pub(super) struct Found<'r, 's>(pub(super) &'r Row<'s>);

impl Columns for Found<'_, '_> {
    fn integer(&self, at: usize) -> Result<Option<i64>, RegistryError> {
        match self.0.get_ref(at)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(number) => Ok(Some(number)),
            other => Err(other_type(at, other)),
        }
    }

    fn text(&self, at: usize) -> Result<Option<&str>, RegistryError> {
        match self.0.get_ref(at)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(octets) => {
                let text = std::str::from_utf8(octets);
                Ok(Some(text.map_err(|_| damaged(format!("what is in column {at} is not UTF-8")))?))
            }
            other => Err(other_type(at, other)),
        }
    }

    fn octets(&self, at: usize) -> Result<Option<&[u8]>, RegistryError> {
        match self.0.get_ref(at)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(octets) => Ok(Some(octets)),
            other => Err(other_type(at, other)),
        }
    }

    fn truth(&self, at: usize) -> Result<bool, RegistryError> {
        Ok(self.integer(at)?.is_some_and(|number| number != 0))
    }
}

fn other_type(at: usize, found: ValueRef<'_>) -> RegistryError {
    damaged(format!("column {at} holds {}", found.data_type()))
}

impl ToSql for Given<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Integer(number) => number.map_or(ValueRef::Null, ValueRef::Integer),
            Self::Text(text) => text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())),
            Self::Octets(octets) => ValueRef::Blob(octets),
            Self::Truth(truth) => ValueRef::Integer(truth.into()),
        }))
    }
}
