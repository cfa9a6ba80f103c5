//! Rows as CSV: RFC 4180 for programs, and the dialect a French spreadsheet opens with a double click.

use std::io::{self, Write};

use super::untrusted;

/// How the rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 4180 in UTF-8: commas, CRLF, no byte order mark.
    Rfc4180,
    /// A byte order mark, semicolons, CRLF: what Excel expects where the comma is the decimal sign.
    FrenchExcel,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Text, ours or a stranger's: neutralised where a spreadsheet would run it.
    Text(String),
    /// A number of ours.
    Number(u64),
    /// Nothing.
    Empty,
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Field {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Self>> From<Option<T>> for Field {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Writes rows one by one.
pub struct CsvWriter<W: Write> {
    inner: csv::Writer<W>,
}

impl<W: Write> std::fmt::Debug for CsvWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvWriter").finish_non_exhaustive()
    }
}

impl<W: Write> CsvWriter<W> {
    /// Writes the header row.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn new(mut out: W, dialect: Dialect, headings: &[&str]) -> io::Result<Self> {
        let delimiter = match dialect {
            Dialect::Rfc4180 => b',',
            Dialect::FrenchExcel => {
                out.write_all("\u{feff}".as_bytes())?;
                b';'
            }
        };
        let mut inner =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out);
        inner.write_record(headings)?;
        Ok(Self { inner })
    }

    /// Writes a row.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn row(&mut self, fields: &[Field]) -> io::Result<()> {
        for field in fields {
            match field {
                Field::Text(text) => self.inner.write_field(inert(&untrusted::whole(text)))?,
                Field::Number(number) => self.inner.write_field(number.to_string())?,
                Field::Empty => self.inner.write_field("")?,
            }
        }
        self.inner.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn finish(mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A text that no spreadsheet runs: one that would start a formula gets an apostrophe before it.
fn inert(text: &str) -> String {
    let starts_formula = text.trim_start().starts_with(|c: char| {
        matches!(
            c,
            '=' | '+'
                | '-'
                | '@'
                | '|'
                | '%'
                | '\u{ff1d}'
                | '\u{ff0b}'
                | '\u{ff0d}'
                | '\u{ff20}'
                | '\u{2212}'
        )
    });
    if starts_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(dialect: Dialect, rows: &[&[Field]]) -> String {
        let mut out = Vec::new();
        let mut csv = CsvWriter::new(&mut out, dialect, &["société", "lot"]).expect("header");
        for row in rows {
            csv.row(row).expect("row");
        }
        csv.finish().expect("flush");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn rfc_4180_by_the_letter() {
        let shown =
            written(Dialect::Rfc4180, &[&["a \"b\", c".into(), 2.into()], &["d;e".into(), Field::Empty]]);
        assert_eq!(shown, "société,lot\r\n\"a \"\"b\"\", c\",2\r\nd;e,\r\n");
    }

    #[test]
    fn french_excel_has_a_mark_and_semicolons() {
        let shown = written(Dialect::FrenchExcel, &[&["d;e".into(), 12.into()], &["a, b".into(), 0.into()]]);
        assert_eq!(shown, "\u{feff}société;lot\r\n\"d;e\";12\r\na, b;0\r\n");
    }

    #[test]
    fn nothing_runs() {
        for formula in ["=1+1", "+33", "-2", "@SUM(A1)", "  =1", "|cmd", "\u{ff1d}1"] {
            assert_eq!(inert(formula), format!("'{formula}"));
        }
        for plain in ["Éole", "a=b", "", "1-2", "'=1"] {
            assert_eq!(inert(plain), plain);
        }
        let shown = written(Dialect::Rfc4180, &[&["\t=cmd()".into(), "a\r\n=b".into()]]);
        assert_eq!(shown, "société,lot\r\n\\u{9}=cmd(),a\\u{d}\\u{a}=b\r\n");
    }
}
