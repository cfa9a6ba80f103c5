//! Rows one after the other, held against what those before them said.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::Arc,
};

use super::company_key;
use crate::register::{
    Block, Layout, Mode, PaperRow, Register, RegisterConsultation, RegisterError, RegisterFault, RegisterRow,
    State, cell, composed,
    table::{Cells, Column, Spot, Table},
};
use crate::{
    limits::ROWS,
    pli::{EnvelopeKind, Lot},
    time::{Timestamp, Written, Zone, is_dated},
};

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

pub(super) struct Reading<'t> {
    table: &'t dyn Table,
    zone: Zone,
    pub(super) rows: Vec<RegisterRow>,
    pub(super) paper: Vec<PaperRow>,
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
    pub(super) fn new(table: &'t dyn Table, zone: Zone) -> Result<Self, RegisterError> {
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
            paper: Vec::new(),
            by_path: HashMap::new(),
            texts: HashSet::new(),
            companies: HashMap::new(),
            blocks: HashMap::new(),
            reference: None,
            deadline: None,
            zone_said,
        })
    }

    pub(super) fn take(&mut self, cells: &Cells<'_>) -> Result<(), RegisterError> {
        let table = self.table;
        if (self.rows.len() + self.paper.len()) as u64 >= ROWS.value {
            return Err(table.error(cells.spot, None, RegisterFault::TooLarge { limit: ROWS }));
        }
        if parse(table, cells, Column::Mode, cell::mode)? == Some(Mode::Paper) {
            return self.take_paper(cells);
        }
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
            started_at: self.instant(cells, Column::StartedAt, Column::StartedTime)?,
            ended_at: self.instant(cells, Column::EndedAt, Column::EndedTime)?,
            digest: parse(table, cells, Column::Digest, cell::digest)?,
            plaintext_digest: parse(table, cells, Column::PlaintextDigest, cell::digest)?,
            state: parse(table, cells, Column::State, cell::state)?.unwrap_or_default(),
            others: self.others(cells),
        };
        if row.started_at.zip(row.ended_at).is_some_and(|(start, end)| end.latest() < start.at) {
            return Err(at(table, cells, Column::EndedAt, RegisterFault::EndsBeforeItBegins));
        }
        self.list(cells, &row)?;
        self.compare_consultation(cells)?;
        self.compare_company(cells, row.pli.as_ref(), row.company.as_ref())?;
        self.compare_blocks(cells, &row)?;
        self.rows.push(row);
        Ok(())
    }

    /// A deposit on paper: it has no file, no block and no digest.
    fn take_paper(&mut self, cells: &Cells<'_>) -> Result<(), RegisterError> {
        let table = self.table;
        if cells.get(Column::File).is_some() {
            return Err(at(table, cells, Column::File, RegisterFault::PaperWithFile));
        }
        let ended_at = self.instant(cells, Column::EndedAt, Column::EndedTime)?;
        let row = PaperRow {
            line: cells.line,
            pli: self.shared(cells, Column::Pli),
            company: self.shared(cells, Column::Company),
            envelope: parse(table, cells, Column::Envelope, cell::envelope)?,
            lot: cells.get(Column::Lot).and_then(|cell| Lot::new(&cell.text)),
            ended_at,
            state: parse(table, cells, Column::State, cell::state)?.unwrap_or_default(),
            others: self.others(cells),
        };
        self.compare_consultation(cells)?;
        self.compare_company(cells, row.pli.as_ref(), row.company.as_ref())?;
        self.paper.push(row);
        Ok(())
    }

    /// An instant, whose day and time may stand in two cells.
    fn instant(
        &self,
        cells: &Cells<'_>,
        day: Column,
        time: Column,
    ) -> Result<Option<Written>, RegisterError> {
        let (table, zone) = (self.table, self.zone);
        match (cells.get(day), cells.get(time)) {
            (Some(in_day), Some(in_time)) => {
                let both = zone.parse_day_and_time(&in_day.text, &in_time.text);
                // Where the day is one, it is the time that is wrong.
                let column = if is_dated(&in_day.text) { time } else { day };
                both.map(Some).map_err(|error| at(table, cells, column, error.into()))
            }
            (None, Some(_)) => parse(table, cells, time, |text| cell::instant(text, zone)),
            (_, None) => parse(table, cells, day, |text| cell::instant(text, zone)),
        }
    }

    fn others(&mut self, cells: &Cells<'_>) -> Vec<(Arc<str>, Box<str>)> {
        cells.others.iter().map(|(name, text)| (self.share(name), text.as_ref().into())).collect()
    }

    pub(super) fn finish(self, layout: Layout) -> Register {
        let (mut rows, mut paper) = (self.rows, self.paper);
        for row in &mut paper {
            if let (Some(pli), None) = (&row.pli, &row.company) {
                row.company = self.companies.get(pli).map(|said| Arc::clone(&said.value));
            }
        }
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
            paper,
            layout,
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
        let composed = composed(&row.file);
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
        let deadline = deadline.map(|written| written.at);
        agree(table, cells, Column::Deadline, &mut self.deadline, deadline)
    }

    fn compare_company(
        &mut self,
        cells: &Cells<'_>,
        pli: Option<&Arc<str>>,
        company: Option<&Arc<str>>,
    ) -> Result<(), RegisterError> {
        let (Some(pli), Some(company)) = (pli, company) else { return Ok(()) };
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
