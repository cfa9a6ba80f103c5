//! Values as PostgreSQL takes and gives them.

use std::error::Error;

use tokio_postgres::{
    Column, Row,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};

use crate::registry::{
    error::RegistryError,
    port::{Columns, Given, damaged},
};

/// A row that was found.
pub(super) struct Found(pub(super) Row);

impl Found {
    fn read<'r, T: FromSql<'r>>(&'r self, at: usize) -> Result<Option<T>, RegistryError> {
        self.0.try_get(at).map_err(|error| damaged(format!("column {at}: {error}")))
    }
}

impl Columns for Found {
    /// Whatever the width; what is true is one, as it is in a folder.
    fn integer(&self, at: usize) -> Result<Option<i64>, RegistryError> {
        match self.0.columns().get(at).map(Column::type_) {
            Some(&Type::INT4) => Ok(self.read::<i32>(at)?.map(Into::into)),
            Some(&Type::BOOL) => Ok(self.read::<bool>(at)?.map(Into::into)),
            _ => self.read(at),
        }
    }

    fn text(&self, at: usize) -> Result<Option<&str>, RegistryError> {
        self.read(at)
    }

    fn octets(&self, at: usize) -> Result<Option<&[u8]>, RegistryError> {
        self.read(at)
    }

    fn truth(&self, at: usize) -> Result<bool, RegistryError> {
        Ok(self.read(at)?.unwrap_or_default())
    }
}

impl Given<'_> {
    /// Its type there: said beforehand, so that no statement leaves it open.
    pub(super) const fn kind(&self) -> Type {
        match self {
            Self::Integer(_) => Type::INT8,
            Self::Text(_) => Type::TEXT,
            Self::Octets(_) => Type::BYTEA,
            Self::Truth(_) => Type::BOOL,
        }
    }
}

impl ToSql for Given<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Octets(octets) => octets.to_sql(kind, out),
            Self::Truth(truth) => truth.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA, Type::BOOL].contains(kind)
    }

    to_sql_checked!();
}
