//! A register as JSON: an array of objects, one per row, with the CSV's names.

use std::{borrow::Cow, cell::RefCell, collections::HashSet, fmt};

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    Format, Heading, Layout, Place, RegisterError, RegisterFault,
    headings::Columns,
    table::{Cell, Cells, Column, LineCounter, Spot, Table, place_of},
};

/// A JSON text that is an array.
#[derive(Debug)]
pub(super) struct JsonTable<'a> {
    text: &'a str,
    rows: Vec<&'a RawValue>,
    columns: &'a Columns,
    /// What the names of members mean, as they come up.
    headings: RefCell<Vec<Heading>>,
    seen: RefCell<HashSet<String>>,
}

impl<'a> JsonTable<'a> {
    pub(super) fn new(text: &'a str, columns: &'a Columns) -> Result<Self, RegisterError> {
        if !text.trim_start().starts_with('[') {
            let spot = text.len() - text.trim_start().len();
            let fault = RegisterFault::Shape { expected: "an array" };
            return Err(RegisterError { place: Some(place_of(text, spot)), fault });
        }
        let rows = serde_json::from_str(text).map_err(|error| {
            let place =
                Place { line: error.line() as u64, column: error.column() as u64, name: None, sheet: None };
            RegisterError { place: Some(place), fault: RegisterFault::Json(error) }
        })?;
        Ok(Self { text, rows, columns, headings: RefCell::default(), seen: RefCell::default() })
    }

    /// Where a value stands: it is borrowed from the text.
    fn spot(&self, value: &RawValue) -> Spot {
        Spot::Octet(offset_in(self.text, value))
    }
}

fn offset_in(text: &str, value: &RawValue) -> usize {
    value.get().as_ptr().addr() - text.as_ptr().addr()
}

impl Table for JsonTable<'_> {
    fn each(
        &self,
        take: &mut dyn FnMut(Cells<'_>) -> Result<(), RegisterError>,
    ) -> Result<(), RegisterError> {
        let mut lines = LineCounter::new(self.text, 1);
        let mut assigned: Vec<Option<Column>> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for &row in &self.rows {
            let spot = self.spot(row);
            let shape = |spot, column, expected| self.error(spot, column, RegisterFault::Shape { expected });
            if !row.get().starts_with('{') {
                return Err(shape(spot, None, "an object"));
            }
            let members = members(row).map_err(|error| self.error(spot, None, RegisterFault::Json(error)))?;
            let mut cells = Cells::new(lines.line_at(offset_in(self.text, row)), spot);
            if !members.iter().map(|(name, _)| name).eq(&names) {
                // Objects of one list have the same members, as a rule.
                names = members.iter().map(|(name, _)| name.clone()).collect();
                assigned = self.columns.assign(&names).map_err(|(index, fault)| {
                    let column = Column::of_name(&names[index]);
                    self.error(self.spot(members[index].1), column, fault)
                })?;
                for (name, column) in names.iter().zip(&assigned) {
                    self.note(name, *column);
                }
            }
            for ((name, value), column) in members.into_iter().zip(&assigned) {
                let spot = self.spot(value);
                let column = *column;
                let text = match value.get().as_bytes().first() {
                    Some(b'"') => Cow::Owned(
                        serde_json::from_str::<String>(value.get())
                            .map_err(|error| self.error(spot, column, RegisterFault::Json(error)))?,
                    ),
                    Some(b'n') => continue,
                    Some(b'-' | b'0'..=b'9') => Cow::Borrowed(value.get()),
                    _ if column.is_none() => Cow::Borrowed(value.get()),
                    _ => return Err(shape(spot, column, "a text")),
                };
                let text = match text {
                    Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                    Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
                };
                match column {
                    _ if text.is_empty() => {}
                    Some(column) => cells.set(column, Cell { text, spot }),
                    None => cells.others.push((Cow::Owned(name), text)),
                }
            }
            take(cells)?;
        }
        Ok(())
    }

    fn has(&self, _: Column) -> bool {
        true
    }

    fn error(&self, spot: Spot, column: Option<Column>, fault: RegisterFault) -> RegisterError {
        let offset = if let Spot::Octet(offset) = spot { offset } else { 0 };
        let name = column.map(|column| column.name().into());
        RegisterError { place: Some(Place { name, ..place_of(self.text, offset) }), fault }
    }

    fn layout(&self) -> Layout {
        Layout {
            format: Format::Json,
            encoding: None,
            separator: None,
            sheet: None,
            header_line: None,
            headings: self.headings.take(),
        }
    }
}

impl JsonTable<'_> {
    fn note(&self, name: &str, column: Option<Column>) {
        if !self.seen.borrow().contains(name) {
            self.seen.borrow_mut().insert(name.to_owned());
            let heading = Heading {
                column: None,
                text: name.to_owned(),
                means: column.map(Column::name),
                looks_like: None,
            };
            self.headings.borrow_mut().push(heading);
        }
    }
}

/// The members of an object in their order, one that stands twice included.
fn members(object: &RawValue) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    serde_json::Deserializer::from_str(object.get()).deserialize_map(Members)
}
