//! From octets to rows that agree with each other.

mod reading;

use std::{io::Read as _, path::Path};

use unicode_normalization::UnicodeNormalization as _;

use self::reading::Reading;
use super::{
    Columns, Encoding, Foreign, Layout, Register, RegisterError, RegisterFault, book,
    csv::CsvTable,
    json::JsonTable,
    sheet::SheetTable,
    table::{Column, Table},
    text, unknown,
};
use crate::{fsx::open_stream, limits::REGISTER, time::Zone};

impl Register {
    /// Reads a register's file: see [`Register::parse`].
    ///
    /// # Errors
    ///
    /// It cannot be read, is larger than [`REGISTER`], or is not understood.
    pub fn read(path: &Path, zone: Zone) -> Result<Self, RegisterError> {
        Self::read_with(path, zone, &Columns::default())
    }

    /// The same, with the headings that a person names.
    ///
    /// # Errors
    ///
    /// As [`Register::read`].
    pub fn read_with(path: &Path, zone: Zone, columns: &Columns) -> Result<Self, RegisterError> {
        let mut octets = Vec::new();
        let read = open_stream(path).and_then(|file| file.take(REGISTER.value + 1).read_to_end(&mut octets));
        read.map_err(|error| whole(error.into()))?;
        Self::parse_with(&octets, zone, columns)
    }

    /// Understands a register's octets.
    ///
    /// Told apart by their first ones:
    ///
    /// - CSV: `;`, `,`, a tab or `|` (told from the header row, or from Excel's line `sep=;`), quotes, any line ends. UTF-8
    ///   or UTF-16, else Windows-1252.
    /// - JSON: an array of objects, in the same encodings.
    /// - A spreadsheet, `.xlsx` or `.ods`: its first visible sheet that has the header.
    ///
    /// The header is the row, among the first hundred, that names `fichier` and most columns; what stands before it is
    /// passed over.
    ///
    /// | column | what it holds |
    /// |---|---|
    /// | `fichier` | required, but for paper: path below the register's folder, `/` or `\` |
    /// | `pli`, `entreprise` | who deposited it; one pli is one company's |
    /// | `enveloppe`, `lot` | which part of the pli |
    /// | `bloc` | number of the slice, from 1 (`2`, or `2/5`), or blank; needs `nom` |
    /// | `nom` | name of the plaintext file |
    /// | `depot_debut`, `depot_fin` | RFC 3339, or as people write it ([`Zone::parse_instant`]), or a spreadsheet's own |
    /// | `heure_debut`, `heure_fin` | their times, where those columns hold days alone |
    /// | `empreinte`, `empreinte_clair` | SHA-256 of the encrypted file, of the plaintext file |
    /// | `etat` | `depose` where blank, `retire`, `remplace`, `ecarte` |
    /// | `mode` | `electronique` where blank, `papier`: then there is no file |
    /// | `consultation`, `date_limite`, `fuseau` | the same in every row: the consultation |
    ///
    /// Headings are read whatever their case, accents and order, and by their common synonyms. Other columns are kept as
    /// they are, unless they say that a deposit was withdrawn or replaced where no column is `etat`. Local times are in the
    /// zone of `fuseau`, else in `zone`.
    ///
    /// # Errors
    ///
    /// The first thing that is not understood, with its place.
    pub fn parse(octets: &[u8], zone: Zone) -> Result<Self, RegisterError> {
        Self::parse_with(octets, zone, &Columns::default())
    }

    /// The same, with the headings that a person names.
    ///
    /// # Errors
    ///
    /// As [`Register::parse`].
    pub fn parse_with(octets: &[u8], zone: Zone, columns: &Columns) -> Result<Self, RegisterError> {
        if octets.len() as u64 > REGISTER.value {
            return Err(whole(RegisterFault::TooLarge { limit: REGISTER }));
        }
        if let Some(found) = foreign(octets) {
            return Err(whole(RegisterFault::Foreign { found }));
        }
        if book::is_package(octets) {
            return Self::from_book(octets, zone, columns);
        }
        let (text, encoding) =
            text::decode(octets).map_err(|found| whole(RegisterFault::Encoding { found }))?;
        match text.trim_start().chars().next() {
            None => Err(whole(RegisterFault::Empty)),
            Some('[' | '{') => {
                Self::from_table(&JsonTable::new(&text, columns)?, Some(encoding), zone, columns)
            }
            Some('<') => Err(whole(RegisterFault::Foreign { found: markup(&text) })),
            Some(_) => Self::from_table(&CsvTable::new(&text, columns)?, Some(encoding), zone, columns),
        }
    }

    fn from_book(octets: &[u8], zone: Zone, columns: &Columns) -> Result<Self, RegisterError> {
        let mut wrong = None;
        let found = book::sheets(octets, |sheet| match SheetTable::new(sheet, columns) {
            Ok(table) => Ok(table.ok()),
            Err(error) => {
                let fault = RegisterFault::Spreadsheet;
                wrong = Some(error);
                Err(fault)
            }
        });
        match (wrong, found) {
            (Some(error), _) => Err(error),
            (None, Err(fault)) => Err(whole(fault)),
            (None, Ok(None)) => Err(whole(RegisterFault::NoSheet { name: Column::File.name() })),
            (None, Ok(Some(table))) => Self::from_table(&table, None, zone, columns),
        }
    }

    fn from_table(
        table: &dyn Table,
        encoding: Option<Encoding>,
        zone: Zone,
        columns: &Columns,
    ) -> Result<Self, RegisterError> {
        let mut reading = Reading::new(table, zone)?;
        table.each(&mut |cells| reading.take(&cells))?;
        // Beside a register that names nothing, every file would be one that it does not list.
        if reading.rows.is_empty() && reading.paper.is_empty() {
            return Err(whole(RegisterFault::Empty));
        }
        let mut layout = Layout { encoding, ..table.layout() };
        if let Some((column, heading)) = columns.not_among(&layout.headings) {
            let headings = layout.headings.into_iter().map(|heading| heading.text).collect();
            let fault = RegisterFault::NoHeading { name: column.name(), heading: heading.into(), headings };
            return Err(whole(fault));
        }
        unknown::note(&mut layout, &reading.rows, &reading.paper, columns)?;
        Ok(reading.finish(layout))
    }
}

/// What is no register, by its first octets.
fn foreign(octets: &[u8]) -> Option<Foreign> {
    if octets.starts_with(b"%PDF-") {
        Some(Foreign::Pdf)
    } else if octets.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        Some(Foreign::OldWorkbook)
    } else {
        None
    }
}

fn markup(text: &str) -> Foreign {
    let start: String = text.trim_start().chars().take(1_000).collect::<String>().to_ascii_lowercase();
    if start.contains("<html") || start.contains("<!doctype html") || start.contains("<table") {
        Foreign::WebPage
    } else {
        Foreign::Xml
    }
}

/// An error about the file as a whole.
fn whole(fault: RegisterFault) -> RegisterError {
    RegisterError { place: None, fault }
}

/// Whether two names mean one company: blanks, letter case and compatible characters make no difference.
/// Accents do: they are the last thing a platform changes between two deposits of one company.
pub(crate) fn company_key(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).nfc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
