//! The deposit register: who deposited which file, for which envelope and lot, and when.
//!
//! One row per encrypted file, or per block of one. Read from CSV, JSON or a spreadsheet ([`Register::parse`] says which
//! columns); a register that cannot be understood is an error with its line and column, never a guess.

#![warn(clippy::missing_errors_doc)]

mod book;
mod cell;
mod csv;
mod error;
mod headings;
mod json;
mod read;
mod sheet;
mod synonyms;
mod table;
mod text;
mod unknown;

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

pub(crate) use self::read::company_key;
#[cfg(feature = "sqlite")]
pub(crate) use self::text::decode;
pub use self::{
    error::{Foreign, Place, RegisterError, RegisterFault, UnsafePath, letters},
    headings::{Columns, ColumnsError},
    text::Encoding,
};
use crate::{
    pli::{EnvelopeKind, Lot},
    time::{Timestamp, Written, Zone},
};

/// A register that was understood as a whole.
#[derive(Debug)]
pub struct Register {
    rows: Vec<RegisterRow>,
    paper: Vec<PaperRow>,
    layout: Layout,
    consultation: RegisterConsultation,
    by_path: HashMap<Box<str>, u32>,
}

/// How a register is written, and how that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its format.
    pub format: Format,
    /// How its text is written, where it is a file of text.
    pub encoding: Option<Encoding>,
    /// What stands between its cells, where it is CSV.
    pub separator: Option<char>,
    /// The sheet it was read from, where it is a spreadsheet.
    pub sheet: Option<String>,
    /// The line of its header, where it has one: what stands before it was passed over.
    pub header_line: Option<u64>,
    /// Its headings in their order.
    pub headings: Vec<Heading>,
}

/// What a register is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Cells between separators.
    Csv,
    /// An array of objects.
    Json,
    /// A workbook of ECMA-376.
    Xlsx,
    /// A spreadsheet of OpenDocument.
    Ods,
}

impl Format {
    /// Its usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Xlsx => "XLSX",
            Self::Ods => "ODS",
        }
    }
}

/// A heading, and the column it was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Number of its column, from 1, where it has one.
    pub column: Option<u64>,
    /// As it is written.
    pub text: String,
    /// The name of the column it means; `None` for one that is only kept.
    pub means: Option<&'static str>,
    /// The name of the column that its cells look like, where it is only kept and no heading means that one:
    /// `depot_fin`, `empreinte`.
    pub looks_like: Option<&'static str>,
}

/// A deposit on paper: no file belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Line of the register, from 1.
    pub line: u64,
    /// Column `pli`.
    pub pli: Option<Arc<str>>,
    /// Column `entreprise`; where it is blank, what another row of the same pli says.
    pub company: Option<Arc<str>>,
    /// Column `enveloppe`.
    pub envelope: Option<EnvelopeKind>,
    /// Column `lot`.
    pub lot: Option<Lot>,
    /// Column `depot_fin`: when it was received.
    pub ended_at: Option<Written>,
    /// Column `etat`.
    pub state: State,
    /// Other columns that are not blank: header and cell.
    pub others: Vec<(Arc<str>, Box<str>)>,
}

/// How a deposit reached the buyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// `electronique`: as files.
    #[default]
    Electronic,
    /// `papier`.
    Paper,
}

/// What a register says of its consultation, the same in every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterConsultation {
    /// Column `consultation`: its reference.
    pub reference: Option<String>,
    /// Column `date_limite`.
    pub deadline: Option<Timestamp>,
    /// Column `fuseau`: the zone of its local times.
    pub zone: Option<Zone>,
}

/// One row: one encrypted file, or one block of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    /// Line of the register, from 1.
    pub line: u64,
    /// Column `pli`.
    pub pli: Option<Arc<str>>,
    /// Column `entreprise`; where it is blank, what another row of the same pli says.
    pub company: Option<Arc<str>>,
    /// Column `enveloppe`.
    pub envelope: Option<EnvelopeKind>,
    /// Column `lot`.
    pub lot: Option<Lot>,
    /// Column `fichier`: a path below the register's folder, with `/` between its components.
    pub file: Box<str>,
    /// Column `bloc`.
    pub block: Option<Block>,
    /// Column `nom`, as it was written: not yet a safe name for a file.
    pub name: Option<Box<str>>,
    /// Column `depot_debut`: when the sending began.
    pub started_at: Option<Written>,
    /// Column `depot_fin`: when the sending ended, which is what a deadline judges.
    pub ended_at: Option<Written>,
    /// Column `empreinte`: SHA-256 of the encrypted file.
    pub digest: Option<[u8; 32]>,
    /// Column `empreinte_clair`: SHA-256 of the plaintext file, of all blocks together; where it is blank,
    /// what another block of the same file says.
    pub plaintext_digest: Option<[u8; 32]>,
    /// Column `etat`.
    pub state: State,
    /// Other columns that are not blank: header and cell.
    pub others: Vec<(Arc<str>, Box<str>)>,
}

/// Which slice of a file an encrypted file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are, where the register says so (`2/5`).
    pub total: Option<u32>,
}

/// What became of a deposit, as the platform or the buyer noted it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// `depose`: received, and nothing more.
    #[default]
    #[serde(rename = "depose")]
    Deposited,
    /// `retire`: its company took it back.
    #[serde(rename = "retire")]
    Withdrawn,
    /// `remplace`: its company sent another.
    #[serde(rename = "remplace")]
    Replaced,
    /// `ecarte`: the buyer set it aside.
    #[serde(rename = "ecarte")]
    SetAside,
}

impl State {
    /// Its name in the column `etat`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deposited => "depose",
            Self::Withdrawn => "retire",
            Self::Replaced => "remplace",
            Self::SetAside => "ecarte",
        }
    }
}

impl Register {
    /// Its rows, in order.
    pub fn rows(&self) -> &[RegisterRow] {
        &self.rows
    }

    /// The deposits on paper that it lists, in order.
    pub fn paper(&self) -> &[PaperRow] {
        &self.paper
    }

    /// How it is written, and how that was understood.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Whether a deadline can be held against its deposits: where no column is understood as their end, none looks like it
    /// either, or a person has said that there is none.
    ///
    /// # Errors
    ///
    /// The column that looks like the end of deposits. Without it nobody would be late.
    pub fn can_meet_a_deadline(&self) -> Result<(), RegisterError> {
        unknown::end_elsewhere(&self.layout).map_or(Ok(()), Err)
    }

    /// What it says of its consultation.
    pub fn consultation(&self) -> &RegisterConsultation {
        &self.consultation
    }

    /// The row of a file, by its path below the register's folder with `/` between its components. A name
    /// in another normal form of Unicode (as some systems write accents) is the same name.
    pub fn find(&self, file: &str) -> Option<usize> {
        let found = self.by_path.get(file).or_else(|| self.by_path.get(composed(file).as_str()));
        found.and_then(|&row| usize::try_from(row).ok())
    }
}

/// The form in which the accents of paths are compared: some systems write them decomposed.
pub fn composed(path: &str) -> String {
    path.nfc().collect()
}

#[cfg(test)]
mod tests;
