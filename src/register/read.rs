//! From octets to rows that agree with each other.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    fs::File,
    io::Read as _,
    path::Path,
    sync::Arc,
};

use unicode_normalization::UnicodeNormalization as _;

use super::{
    Block, Encoding, Place, Register, RegisterConsultation, RegisterError, RegisterFault, RegisterRow, State,
    cell,
    csv::CsvTable,
    json::JsonTable,
    path_key,
    table::{Cells, Column, LineCounter, Spot, Table},
};
use crate::{
    limits::REGISTER,
    pli::{EnvelopeKind, Lot},
    time::{Timestamp, Zone},
};

impl Register {
    /// Reads a register's file: see [`Register::parse`].
    ///
    /// # Errors
    ///
    /// It cannot be read, is larger than [`REGISTER`], or is not understood.
    pub fn read(path: &Path, zone: Zone) -> Result<Self, RegisterError> {
        let mut octets = Vec::new();
        let read = File::open(path).and_then(|file| file.take(REGISTER.value + 1).read_to_end(&mut octets));
        read.map_err(|error| whole(error.into()))?;
        Self::parse(&octets, zone)
    }

    /// Understands a register's octets.
    ///
    /// CSV: UTF-8 with or without a byte order mark, `;` or `,` (told from the header row, or from Excel's
    /// line `sep=;`), quotes, any line ends. JSON: an array of objects. Told apart by the first character.
    ///
    /// | column | what it holds |
    /// |---|---|
    /// | `fichier` | required: path below the register's folder, `/` or `\` |
    /// | `pli`, `entreprise` | who deposited it; one pli is one company's |
    /// | `enveloppe`, `lot` | which part of the pli |
    /// | `bloc` | number of the slice, from 1 (`2`, or `2/5`), or blank; needs `nom` |
    /// | `nom` | name of the plaintext file |
    /// | `depot_debut`, `depot_fin` | RFC 3339, or local time in the zone |
    /// | `empreinte`, `empreinte_clair` | SHA-256 of the encrypted file, of the plaintext file |
    /// | `etat` | `depose` where blank, `retire`, `remplace`, `ecarte` |
    /// | `consultation`, `date_limite`, `fuseau` | the same in every row: the consultation |
    ///
    /// Headers are read whatever their case, accents and order. Other columns are kept as they are.
    /// Local times are in the zone of `fuseau`, else in `zone`.
    ///
    /// # Errors
    ///
    /// The first thing that is not understood, with its place.
    pub fn parse(octets: &[u8], zone: Zone) -> Result<Self, RegisterError> {
        if octets.len() as u64 > REGISTER.value {
            return Err(whole(RegisterFault::TooLarge { limit: REGISTER.value }));
        }
        let text = decode(octets)?;
        match text.trim_start().chars().next() {
            None => Err(whole(RegisterFault::Empty)),
            Some('[' | '{') => Self::from_table(&JsonTable::new(text)?, zone),
            Some(_) => Self::from_table(&CsvTable::new(text)?, zone),
        }
    }

    fn from_table(table: &dyn Table, zone: Zone) -> Result<Self, RegisterError> {
        let mut reading = Reading::new(table, zone)?;
        table.each(&mut |cells| reading.take(&cells))?;
        // Beside a register that names nothing, every file would be one that it does not list.
        if reading.rows.is_empty() { Err(whole(RegisterFault::Empty)) } else { Ok(reading.finish()) }
    }
}

/// An error about the file as a whole.
fn whole(fault: RegisterFault) -> RegisterError {
    RegisterError { place: None, fault }
}

/// The text without its byte order mark.
fn decode(octets: &[u8]) -> Result<&str, RegisterError> {
    let encoding = match octets {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] | [0, 1..=0x7f, ..] => Some(Encoding::Utf16Be),
        _ => None,
    };
    if let Some(found) = encoding {
        return Err(whole(RegisterFault::Encoding { found }));
    }
    match std::str::from_utf8(octets) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let before =
                octets.get(..error.valid_up_to()).and_then(|octets| std::str::from_utf8(octets).ok());
            let before = before.unwrap_or_default();
            let line = LineCounter::new(before, 1).line_at(before.len());
            let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            let column = before[line_start..].chars().count() as u64 + 1;
            let fault = RegisterFault::Encoding { found: Encoding::Windows1252 };
            Err(RegisterError { place: Some(Place { line, column, name: None }), fault })
        }
    }
}

/// Whether two names mean one company: blanks, letter case and compatible characters make no difference.
/// Accents do: they are the last thing a platform changes between two deposits of one company.
pub(crate) fn company_key(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).nfc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the first row that speaks of something says, to compare the others with.
struct Said<T> {
    value: T,
    text: String,
    line: u64,
}

/// Which file a block is a slice of. A block that was replaced is no slice of the file that was sent again.
type FileOfBlocks = (Option<Arc<str>>, Option<EnvelopeKind>, Option<Lot>, Box<str>, State);

/// The file of a row that is a block and names it.
fn file_of_blocks(row: &RegisterRow) -> Option<FileOfBlocks> {
    let name = row.block.and(row.name.clone())?;
    Some((row.pli.clone(), row.envelope, row.lot.clone(), name, row.state))
}

/// What the blocks of one file say of it together.
#[derive(Default)]
struct SaidOfFile {
    total: Option<Said<u32>>,
    digest: Option<Said<[u8; 32]>>,
}

struct Reading<'t> {
    table: &'t dyn Table,
    zone: Zone,
    rows: Vec<RegisterRow>,
    by_path: HashMap<Box<str>, u32>,
    texts: HashSet<Arc<str>>,
    companies: HashMap<Arc<str>, Said<Arc<str>>>,
    blocks: HashMap<FileOfBlocks, SaidOfFile>,
    reference: Option<Said<String>>,
    deadline: Option<Said<Timestamp>>,
    zone_said: Option<Said<Zone>>,
}

impl<'t> Reading<'t> {
    /// The zone is read first: a row may give it that comes after those whose times it explains.
    fn new(table: &'t dyn Table, zone: Zone) -> Result<Self, RegisterError> {
        let mut zone_said = None;
        if table.has(Column::Zone) {
            table.each(&mut |cells| {
                let zone = parse(table, &cells, Column::Zone, |text| Ok(text.parse::<Zone>()?))?;
                agree(table, &cells, Column::Zone, &mut zone_said, zone)
            })?;
        }
        Ok(Self {
            table,
            zone: zone_said.as_ref().map_or(zone, |said| said.value),
            rows: Vec::new(),
            by_path: HashMap::new(),
            texts: HashSet::new(),
            companies: HashMap::new(),
            blocks: HashMap::new(),
            reference: None,
            deadline: None,
            zone_said,
        })
    }

    fn take(&mut self, cells: &Cells<'_>) -> Result<(), RegisterError> {
        let (table, zone) = (self.table, self.zone);
        let file = parse(table, cells, Column::File, cell::file)?
            .ok_or_else(|| table.error(cells.spot, Some(Column::File), RegisterFault::Blank))?;
        let row = RegisterRow {
            line: cells.line,
            pli: self.shared(cells, Column::Pli),
            company: self.shared(cells, Column::Company),
            envelope: parse(table, cells, Column::Envelope, cell::envelope)?,
            lot: cells.get(Column::Lot).and_then(|cell| Lot::new(&cell.text)),
            file: file.into(),
            block: parse(table, cells, Column::Block, cell::block)?,
            name: cells.get(Column::Name).map(|cell| cell.text.as_ref().into()),
            started_at: parse(table, cells, Column::StartedAt, |text| cell::instant(text, zone))?,
            ended_at: parse(table, cells, Column::EndedAt, |text| cell::instant(text, zone))?,
            digest: parse(table, cells, Column::Digest, cell::digest)?,
            plaintext_digest: parse(table, cells, Column::PlaintextDigest, cell::digest)?,
            state: parse(table, cells, Column::State, cell::state)?.unwrap_or_default(),
            others: cells
                .others
                .iter()
                .map(|(name, text)| (self.share(name), text.as_ref().into()))
                .collect(),
        };
        if row.started_at.zip(row.ended_at).is_some_and(|(start, end)| end < start) {
            return Err(at(table, cells, Column::EndedAt, RegisterFault::EndsBeforeItBegins));
        }
        self.list(cells, &row)?;
        self.compare_consultation(cells)?;
        self.compare_company(cells, &row)?;
        self.compare_blocks(cells, &row)?;
        self.rows.push(row);
        Ok(())
    }

    fn finish(self) -> Register {
        let mut rows = self.rows;
        for row in &mut rows {
            if let (Some(pli), None) = (&row.pli, &row.company) {
                row.company = self.companies.get(pli).map(|said| Arc::clone(&said.value));
            }
            if let (Some(file), None) = (file_of_blocks(row), row.plaintext_digest) {
                let said = self.blocks.get(&file).and_then(|said| said.digest.as_ref());
                row.plaintext_digest = said.map(|said| said.value);
            }
        }
        Register {
            rows,
            consultation: RegisterConsultation {
                reference: self.reference.map(|said| said.value),
                deadline: self.deadline.map(|said| said.value),
                zone: self.zone_said.map(|said| said.value),
            },
            by_path: self.by_path,
        }
    }

    /// One copy of a text that many rows repeat.
    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.texts.get(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&shared));
        shared
    }

    fn shared(&mut self, cells: &Cells<'_>, column: Column) -> Option<Arc<str>> {
        cells.get(column).map(|cell| self.share(&cell.text))
    }

    fn list(&mut self, cells: &Cells<'_>, row: &RegisterRow) -> Result<(), RegisterError> {
        let number = u32::try_from(self.rows.len()).expect("a register is smaller than 4 GiB");
        match self.by_path.entry(row.file.clone()) {
            Entry::Occupied(listed) if self.rows[*listed.get() as usize].file == row.file => {
                let first = self.rows[*listed.get() as usize].line;
                let fault = RegisterFault::RepeatedFile { path: row.file.to_string(), first };
                return Err(at(self.table, cells, Column::File, fault));
            }
            // The composed form of a name listed before; this row is the one written so.
            Entry::Occupied(mut listed) => *listed.get_mut() = number,
            Entry::Vacant(vacant) => _ = vacant.insert(number),
        }
        let composed = path_key(&row.file);
        if *composed != *row.file {
            self.by_path.entry(composed.into()).or_insert(number);
        }
        Ok(())
    }

    fn compare_consultation(&mut self, cells: &Cells<'_>) -> Result<(), RegisterError> {
        let (table, zone) = (self.table, self.zone);
        let reference = cells.get(Column::Consultation).map(|cell| cell.text.to_string());
        agree(table, cells, Column::Consultation, &mut self.reference, reference)?;
        let deadline = parse(table, cells, Column::Deadline, |text| cell::instant(text, zone))?;
        agree(table, cells, Column::Deadline, &mut self.deadline, deadline)
    }

    fn compare_company(&mut self, cells: &Cells<'_>, row: &RegisterRow) -> Result<(), RegisterError> {
        let (Some(pli), Some(company)) = (&row.pli, &row.company) else { return Ok(()) };
        match self.companies.entry(Arc::clone(pli)) {
            Entry::Vacant(vacant) => {
                let (value, text) = (Arc::clone(company), company.to_string());
                vacant.insert(Said { value, text, line: cells.line });
                Ok(())
            }
            Entry::Occupied(said) => {
                let said = said.get();
                if said.value == *company || company_key(&said.value) == company_key(company) {
                    return Ok(());
                }
                Err(contradiction(self.table, cells, Column::Company, said))
            }
        }
    }

    fn compare_blocks(&mut self, cells: &Cells<'_>, row: &RegisterRow) -> Result<(), RegisterError> {
        let Some(Block { total, .. }) = row.block else { return Ok(()) };
        let table = self.table;
        let Some(file) = file_of_blocks(row) else {
            return Err(table.error(cells.spot, Some(Column::Name), RegisterFault::UnnamedBlock));
        };
        let said = self.blocks.entry(file).or_default();
        agree(table, cells, Column::Block, &mut said.total, total)?;
        agree(table, cells, Column::PlaintextDigest, &mut said.digest, row.plaintext_digest)
    }
}

/// The value of a cell, `None` where it is blank.
fn parse<T>(
    table: &dyn Table,
    cells: &Cells<'_>,
    column: Column,
    parse: impl FnOnce(&str) -> Result<T, RegisterFault>,
) -> Result<Option<T>, RegisterError> {
    cells
        .get(column)
        .map(|cell| parse(&cell.text))
        .transpose()
        .map_err(|fault| at(table, cells, column, fault))
}

/// Notes what a row says, or finds that it contradicts the first row that spoke of it.
fn agree<T: PartialEq>(
    table: &dyn Table,
    cells: &Cells<'_>,
    column: Column,
    said: &mut Option<Said<T>>,
    value: Option<T>,
) -> Result<(), RegisterError> {
    match (said, value) {
        (_, None) => Ok(()),
        (said @ None, Some(value)) => {
            *said = Some(Said { value, text: text_of(cells, column), line: cells.line });
            Ok(())
        }
        (Some(said), Some(value)) if said.value == value => Ok(()),
        (Some(said), Some(_)) => Err(contradiction(table, cells, column, said)),
    }
}

fn contradiction<T>(table: &dyn Table, cells: &Cells<'_>, column: Column, said: &Said<T>) -> RegisterError {
    let (found, other) = (text_of(cells, column), said.text.clone());
    at(table, cells, column, RegisterFault::Contradiction { found, other, line: said.line })
}

fn text_of(cells: &Cells<'_>, column: Column) -> String {
    cells.get(column).map(|cell| cell.text.to_string()).unwrap_or_default()
}

/// An error at a cell, or where it should be.
fn at(table: &dyn Table, cells: &Cells<'_>, column: Column, fault: RegisterFault) -> RegisterError {
    let spot: Spot = cells.get(column).map_or(cells.spot, |cell| cell.spot);
    table.error(spot, Some(column), fault)
}
