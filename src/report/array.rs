//! Arrays of JSON of any length: a row a line, as they come.

use std::io::{self, Write};

/// Writes an array whose rows stand on lines of their own, so many blanks from the margin. The first error of a row ends
/// it.
///
/// # Errors
///
/// The first error of a row, or of `out`.
pub fn write<W: Write + ?Sized, T>(
    out: &mut W,
    blanks: usize,
    rows: impl IntoIterator<Item = io::Result<T>>,
    mut write: impl FnMut(&mut W, T) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"[")?;
    let mut end = "\n";
    for row in rows {
        let row = row?;
        write!(out, "{end}{:blanks$}", "")?;
        write(out, row)?;
        end = ",\n";
    }
    if end == ",\n" {
        write!(out, "\n{:1$}", "", blanks.saturating_sub(2))?;
    }
    out.write_all(b"]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(blanks: usize, rows: &[u8]) -> String {
        let mut out = Vec::new();
        let rows = rows.iter().map(io::Result::Ok);
        write(&mut out, blanks, rows, |out, row| write!(out, "{row}")).expect("memory");
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn a_row_a_line() {
        assert_eq!(written(4, &[]), "[]");
        assert_eq!(written(4, &[1]), "[\n    1\n  ]");
        assert_eq!(written(0, &[1, 2]), "[\n1,\n2\n]");
    }

    #[test]
    fn what_cannot_be_read_ends_it() {
        let rows = [Ok(1), Err(io::Error::other("no row")), Ok(2)];
        let mut out = Vec::new();
        write(&mut out, 0, rows, |out, row| write!(out, "{row}")).expect_err("no row");
        assert_eq!(out, b"[\n1");
    }
}
