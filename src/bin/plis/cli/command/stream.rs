//! Rows from the registry to the standard output, as they are read.

use std::{
    cell::RefCell,
    io::{self, Write},
};

use plis::{
    registry::RegistryError,
    report::{array, csv::Dialect},
};

use crate::{
    cli::{Session, error::Error},
    words::Lang,
};

/// Rows on their way out. What the registry says in between is kept until the end: writers know only of writing.
pub(crate) struct Stream {
    failed: RefCell<Option<RegistryError>>,
}

impl Stream {
    pub(crate) fn new() -> Self {
        Self { failed: RefCell::new(None) }
    }

    /// The same rows, for a writer.
    pub(crate) fn rows<T>(
        &self,
        rows: impl Iterator<Item = Result<T, RegistryError>>,
    ) -> impl Iterator<Item = io::Result<T>> {
        rows.map(|row| {
            row.map_err(|error| {
                self.failed.replace(Some(error));
                io::Error::other("the registry")
            })
        })
    }

    /// What came of it: the registry's error rather than the writer's, where there is one.
    pub(crate) fn end(self, written: io::Result<()>) -> Result<(), Error> {
        match self.failed.into_inner() {
            Some(error) => Err(error.into()),
            None => written.map_err(Error::Output),
        }
    }
}

/// An object with a schema and one array, a row a line.
pub(crate) fn json<T>(
    out: &mut dyn Write,
    schema: &str,
    name: &str,
    rows: impl Iterator<Item = io::Result<T>>,
    write: impl Fn(&mut dyn Write, &T) -> serde_json::Result<()>,
) -> io::Result<()> {
    write!(out, "{{\n  \"schema\": \"{schema}\",\n  \"{name}\": ")?;
    array::write(out, 4, rows, |out, row| Ok(write(out, &row)?))?;
    writeln!(out, "\n}}")
}

/// What people's spreadsheets open with a double click, in their language.
pub(crate) fn dialect(session: &Session) -> Dialect {
    match session.lang() {
        Lang::Fr => Dialect::FrenchExcel,
        Lang::En => Dialect::Rfc4180,
    }
}
