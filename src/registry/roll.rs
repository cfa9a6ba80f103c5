//! A list of consultations from elsewhere, in CSV, taken in as often as one likes.
//!
//! `reference;titre;entite;date_limite;fuseau;etat;bi_cles`, in any order; `titre`, `fuseau`, `etat` and
//! `bi_cles` may be missing. All of it is taken in, or nothing: every line that cannot be is told.

use std::collections::HashMap;

use crate::{
    consultation::Fingerprint,
    motif::Motif,
    pli, register,
    registry::{
        Launched, Refusal, Registry, RegistryError, consultation, key, kind,
        record::{By, ConsultationRecord, ConsultationState, KeyId, NewConsultation},
        row,
        store::{Asked, Change},
    },
    time::{TimeError, Zone},
};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// What it says of the consultation.
    pub consultation: NewConsultation,
    /// How far the consultation is.
    pub state: ConsultationState,
    /// Names, or prefixes of fingerprints, of the keys assigned to it.
    pub keys: Vec<String>,
}

/// Why a list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RollError {
    /// Not CSV.
    #[error("line {line}: not CSV")]
    NotCsv {
        /// The line, from 1.
        line: u64,
    },
    /// A column that must be there is not.
    #[error("no column {column}")]
    NoColumn {
        /// Its name.
        column: &'static str,
    },
    /// A column is there twice.
    #[error("two columns {column}")]
    TwoColumns {
        /// Its name.
        column: &'static str,
    },
    /// A cell cannot be understood.
    #[error("line {line}, column {column}: {text:?}")]
    Cell {
        /// The line, from 1.
        line: u64,
        /// The column's name.
        column: &'static str,
        /// What is in it.
        text: String,
        /// What is wrong with it, when it is a time.
        time: Option<TimeError>,
    },
}

const REFERENCE: &str = "reference";
const TITLE: &str = "titre";
const ENTITY: &str = "entite";
const DEADLINE: &str = "date_limite";
const ZONE: &str = "fuseau";
const STATE: &str = "etat";
const KEYS: &str = "bi_cles";
const COLUMNS: [&str; 7] = [REFERENCE, TITLE, ENTITY, DEADLINE, ZONE, STATE, KEYS];

/// Reads a list: CSV separated by `;`, `,` or tabs, in the encodings of deposit registers.
///
/// # Errors
///
/// Everything that is wrong with it, never empty.
pub fn read_roll(octets: &[u8]) -> Result<Vec<RollRow>, Vec<RollError>> {
    let (text, _) = register::decode(octets).map_err(|_| vec![RollError::NotCsv { line: 1 }])?;
    let octets = text.as_bytes();
    let header = octets.split(|octet| matches!(octet, b'\n' | b'\r')).next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|delimiter| header.contains(delimiter)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(octets);
    let header = reader.headers().map_err(|_| vec![RollError::NotCsv { line: 1 }])?;
    let places = places(header)?;
    let mut lines = Lines { octets, at: 0, line: 1 };
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = lines.of(error.position());
                wrong.push(RollError::NotCsv { line });
                break;
            }
        };
        let line = lines.of(record.position());
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells = Cells { line, places: &places, record: &record };
        match cells.row() {
            Ok(row) => rows.push(row),
            Err(error) => wrong.push(error),
        }
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

/// Counts lines as people do. The parser takes CR LF for the end of one line and the beginning of the next.
struct Lines<'a> {
    octets: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a record; they are asked for in their order.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let rest = self.octets.get(start..).unwrap_or_default();
        let ends = rest.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
        let before = self.octets.get(self.at..(start + ends).min(self.octets.len())).unwrap_or_default();
        self.line += before.split(|octet| *octet == b'\n').skip(1).count() as u64;
        self.at += before.len();
        self.line
    }
}

fn places(header: &csv::StringRecord) -> Result<HashMap<&'static str, usize>, Vec<RollError>> {
    let mut places = HashMap::new();
    let mut wrong = Vec::new();
    for (place, name) in header.iter().enumerate() {
        let name = pli::fold(name).replace(' ', "_");
        if let Some(column) = COLUMNS.iter().copied().find(|column| *column == name)
            && places.insert(column, place).is_some()
        {
            wrong.push(RollError::TwoColumns { column });
        }
    }
    let missing = [REFERENCE, ENTITY, DEADLINE].into_iter().filter(|column| !places.contains_key(column));
    wrong.extend(missing.map(|column| RollError::NoColumn { column }));
    if wrong.is_empty() { Ok(places) } else { Err(wrong) }
}

struct Cells<'a> {
    line: u64,
    places: &'a HashMap<&'static str, usize>,
    record: &'a csv::StringRecord,
}

impl Cells<'_> {
    fn row(&self) -> Result<RollRow, RollError> {
        let zone = match self.cell(ZONE) {
            "" => Zone::PARIS,
            name => name.parse().map_err(|time| self.wrong(ZONE, Some(time)))?,
        };
        let deadline = zone.parse_instant(self.cell(DEADLINE));
        let deadline = deadline.map_err(|time| self.wrong(DEADLINE, Some(time)))?;
        if deadline.whole_seconds() != deadline {
            return Err(self.wrong(DEADLINE, None));
        }
        Ok(RollRow {
            line: self.line,
            state: self.state()?,
            keys: self.keys(),
            consultation: NewConsultation {
                reference: self.filled(REFERENCE)?,
                title: Some(self.cell(TITLE)).filter(|title| !title.is_empty()).map(str::to_owned),
                entity: self.filled(ENTITY)?,
                deadline,
                zone,
            },
        })
    }

    fn cell(&self, column: &'static str) -> &str {
        self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default().trim()
    }

    fn filled(&self, column: &'static str) -> Result<String, RollError> {
        row::kept(self.cell(column)).map_err(|_| self.wrong(column, None))
    }

    fn state(&self) -> Result<ConsultationState, RollError> {
        Ok(match pli::fold(self.cell(STATE)).as_str() {
            "" | "brouillon" | "en preparation" | "preparation" | "draft" => ConsultationState::Draft,
            "lancee" | "en cours" | "publiee" | "launched" => ConsultationState::Launched,
            "close" | "cloturee" | "cloture" | "closed" => ConsultationState::Closed,
            _ => return Err(self.wrong(STATE, None)),
        })
    }

    fn keys(&self) -> Vec<String> {
        let cell = self.cell(KEYS);
        let separator = if cell.contains('|') { '|' } else { ',' };
        cell.split(separator).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn wrong(&self, column: &'static str, time: Option<TimeError>) -> RollError {
        RollError::Cell { line: self.line, column, text: self.cell(column).to_owned(), time }
    }
}

/// What taking a list in changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Consultations that were not known.
    pub created: usize,
    /// Drafts that say something else now.
    pub changed: usize,
    /// Drafts that were launched, with the problems of their keys.
    pub launched: Vec<Launched>,
    /// Consultations that were closed.
    pub closed: usize,
    /// Lines that the registry agreed with already.
    pub unchanged: usize,
}

/// Why lines of a list were not taken in; then none was.
#[derive(Debug, thiserror::Error)]
#[error("{} lines cannot be taken in", lines.len())]
pub struct NotTaken {
    /// The lines, from 1, and why.
    pub lines: Vec<(u64, RegistryError)>,
}

impl Registry {
    /// Takes a list in, all or nothing. What it says of a launch is a fact: problems are told, not refused.
    /// What it says of a consultation that is here and would be closed early is another thing: only with a motif for
    /// that, `closing`.
    pub fn take_roll(
        &mut self,
        by: &By,
        rows: &[RollRow],
        closing: Option<&Motif>,
    ) -> Result<Result<Taken, NotTaken>, RegistryError> {
        let mut lines = Vec::new();
        let asked = Asked::new(kind::CONSULTATION_IMPORT).with("lines", rows.len());
        let taken = self.change(by, asked, |change| {
            let mut taken = Taken::default();
            for row in rows {
                match change.take_row(row, closing, &mut taken) {
                    Ok(()) => {}
                    Err(
                        error @ (RegistryError::Refused(_)
                        | RegistryError::NotFound { .. }
                        | RegistryError::Ambiguous { .. }
                        | RegistryError::BadName { .. }
                        | RegistryError::BadInstant { .. }),
                    ) => lines.push((row.line, error)),
                    Err(error) => return Err(error),
                }
            }
            if lines.is_empty() { Ok(taken) } else { Err(RegistryError::Refused(Refusal::RollNotTaken)) }
        });
        match taken {
            Err(RegistryError::Refused(Refusal::RollNotTaken)) => Ok(Err(NotTaken { lines })),
            other => other.map(Ok),
        }
    }
}

impl Change<'_> {
    fn take_row(
        &self,
        row: &RollRow,
        closing: Option<&Motif>,
        taken: &mut Taken,
    ) -> Result<(), RegistryError> {
        let known = consultation::by_reference(self.tenant(), &row.consultation.reference)?;
        let mut changed = false;
        // Of one that was not known, nothing here is given up.
        let closing = if known.is_none() { self.by.reason.as_ref().or(closing) } else { closing };
        let before = match known {
            None => {
                taken.created += 1;
                changed = true;
                self.add_consultation(&row.consultation)?
            }
            Some(known) if same(&known, &row.consultation) => known,
            Some(known) => {
                // Refused where it is final.
                self.change_consultation(known.id, &row.consultation)?;
                taken.changed += 1;
                changed = true;
                known
            }
        };
        changed |= self.take_keys(&before, &row.keys)?;
        if before.state == ConsultationState::Draft && row.state == ConsultationState::Launched {
            let problems = self.launch_problems(before.id)?;
            taken.launched.push(self.launch(before.id, problems)?);
            changed = true;
        }
        if before.state != ConsultationState::Closed && row.state == ConsultationState::Closed {
            self.close(before.id, closing, Some(&before.reference))?;
            taken.closed += 1;
            changed = true;
        }
        taken.unchanged += usize::from(!changed);
        Ok(())
    }

    /// Assigns the keys that are not assigned yet; gives whether there was any.
    fn take_keys(&self, consultation: &ConsultationRecord, names: &[String]) -> Result<bool, RegistryError> {
        if consultation.state == ConsultationState::Closed {
            return Ok(false);
        }
        let assigned: Vec<Fingerprint> = consultation::assigned(self.tenant(), consultation.id)?
            .into_iter()
            .map(|assigned| assigned.assignment.key)
            .collect();
        let mut missing: Vec<KeyId> = Vec::new();
        for name in names {
            let id = key::find(self.tenant(), name)?;
            let fingerprint = key::by_id(self.tenant(), id)?.certificate.fingerprint;
            if !assigned.contains(&fingerprint) && !missing.contains(&id) {
                missing.push(id);
            }
        }
        if missing.is_empty() {
            return Ok(false);
        }
        self.assign(consultation.id, &missing, None, None)?;
        Ok(true)
    }
}

/// Whether a consultation says what a line says; its way through its states aside.
fn same(known: &ConsultationRecord, new: &NewConsultation) -> bool {
    known.title == row::free(new.title.as_deref())
        && pli::fold(&known.entity) == pli::fold(&new.entity)
        && known.deadline == new.deadline
        && known.zone == new.zone
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "reference;titre;entite;date_limite;fuseau;etat;bi_cles\n";

    fn read(lines: &str) -> Result<Vec<RollRow>, Vec<RollError>> {
        read_roll(format!("\u{feff}{HEADER}{lines}").as_bytes())
    }

    #[test]
    fn a_line_says_what_a_consultation_is() {
        let rows = read("2026-01;Voirie;Ville de Sète;15/07/2026 12:00;;En cours;A | B\n\n").expect("read");
        let [row] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!((row.line, row.state), (2, ConsultationState::Launched));
        assert_eq!(row.keys, ["A", "B"]);
        assert_eq!(row.consultation.deadline.to_string(), "2026-07-15T10:00:00Z");
        assert_eq!(row.consultation.title.as_deref(), Some("Voirie"));
    }

    #[test]
    fn columns_are_found_by_name_and_separated_by_commas_too() {
        let text = "Entité,Date limite,Référence\nVille,2026-07-15T12:00:00+05:00,\"X,1\"\n";
        let rows = read_roll(text.as_bytes()).expect("read");
        assert_eq!(rows[0].consultation.reference, "X,1");
        assert_eq!(rows[0].consultation.deadline.to_string(), "2026-07-15T07:00:00Z");
        assert_eq!(rows[0].state, ConsultationState::Draft);
    }

    #[test]
    fn every_wrong_cell_is_told_with_its_place() {
        let wrong = read(
            "a;;V;2026-03-29 02:30;;;\nb;;V;2026-07-15 12:00;Mars/Olympus;;\n;;V;2026-07-15 12:00;;;\n\
             c;;V;2026-07-15 12:00;;perdue;\n",
        )
        .expect_err("wrong");
        let places: Vec<_> = wrong
            .iter()
            .map(|error| match error {
                RollError::Cell { line, column, .. } => (*line, *column),
                other => panic!("{other}"),
            })
            .collect();
        assert_eq!(places, [(2, DEADLINE), (3, ZONE), (4, REFERENCE), (5, STATE)]);
        assert!(matches!(&wrong[0], RollError::Cell { time: Some(TimeError::Skipped { .. }), .. }));
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for end in ["\n", "\r\n"] {
            let text =
                ["reference;entite;date_limite", "a;V;hier", "", "b;\"V\nW\";hier", "c;V;hier"].join(end);
            let wrong = read_roll(text.as_bytes()).expect_err("wrong");
            let lines: Vec<_> = wrong
                .iter()
                .map(|error| match error {
                    RollError::Cell { line, .. } => *line,
                    other => panic!("{other}"),
                })
                .collect();
            assert_eq!(lines, [2, 4, 6], "{end:?}");
        }
    }

    #[test]
    fn a_header_without_its_columns_is_refused() {
        let wrong = read_roll(b"reference;reference;titre\n").expect_err("columns");
        assert_eq!(
            wrong,
            [
                RollError::TwoColumns { column: REFERENCE },
                RollError::NoColumn { column: ENTITY },
                RollError::NoColumn { column: DEADLINE }
            ]
        );
    }
}
