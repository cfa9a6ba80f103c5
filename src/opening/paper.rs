//! The papers of a run, measured while they are written.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::report::{Backwards, ConsultationRow, EarlierRun, JournalHead, KeyRow, Run, Summary, Tool};
use crate::crypto::hex;

/// A file as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Octets.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
}

/// The entry `papers`: what the report and the minutes of a run say beside its rows, and their digests. The minutes
/// are made from it again, and nothing in either paper is believed against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Papers {
    /// The program.
    pub tool: Tool,
    /// Who ran what, when.
    pub run: Run,
    /// The runs before it in the same folder.
    #[serde(default)]
    pub earlier_runs: Vec<EarlierRun>,
    /// The consultation, where one is known.
    pub consultation: Option<ConsultationRow>,
    /// The keys that were held, and those of earlier runs that opened what was kept.
    pub keys: Vec<KeyRow>,
    /// The language of the sentences (BCP 47).
    pub language: Option<String>,
    /// What the audit says of the keys.
    #[serde(default)]
    pub findings: Vec<Value>,
    /// Counts.
    pub summary: Summary,
    /// Entries of the journal that go back in time, the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backwards: Vec<Backwards>,
    /// Where the journal stood before this entry: what both papers name.
    pub journal: JournalHead,
    /// The report.
    pub report: Paper,
    /// The minutes.
    pub minutes: Paper,
}

/// Counts and hashes what passes.
pub struct Measured<W> {
    out: W,
    bytes: u64,
    hash: Sha256,
}

impl<W> std::fmt::Debug for Measured<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Measured").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl<W: Write> Measured<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, bytes: 0, hash: Sha256::new() }
    }

    /// What has passed.
    pub fn paper(self) -> Paper {
        Paper { bytes: self.bytes, sha256: hex(&self.hash.finalize()) }
    }
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.out.write(octets)?;
        self.bytes += written as u64;
        self.hash.update(&octets[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // printf 'Procès-verbal' | sha256sum
    #[test]
    fn what_passes_is_what_is_measured() {
        let mut out = Vec::new();
        let mut measured = Measured::new(&mut out);
        measured.write_all("Procès-".as_bytes()).expect("written");
        measured.write_all(b"verbal").expect("written");
        let expected = "f4bc1202305275ce6f60c764bbda8780f330dcead26bdef25a8af740584f5a55";
        assert_eq!(measured.paper(), Paper { bytes: 14, sha256: expected.to_owned() });
        assert_eq!(out, "Procès-verbal".as_bytes());
    }
}
