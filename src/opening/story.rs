//! An opening's folder as its journal tells it: the runs, the rows of the last papers, and the plaintexts there must be.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufReader,
    path::{Path, PathBuf},
};

use super::{
    JOURNAL,
    entry::{Numbered, Started},
    outcome::{Item, Reason, Status},
    paper::Papers,
    report::{Backwards, PaperDeposit, RunEnd, Summary},
    rows::{Place, Rows},
};
use crate::{
    fsx::{self, Reread},
    journal::{Damage, Entry, Located, Position, Reader, kind},
    time::Timestamp,
};

/// What a journal that holds together tells.
#[derive(Debug)]
pub struct Story {
    journal: Reread,
    /// Where it ends.
    pub position: Position,
    /// The hash of each entry, in order.
    pub hashes: Vec<String>,
    /// The runs that opened envelopes, in order.
    pub runs: Vec<RunTold>,
    /// What the last papers say.
    pub papers: Option<Papers>,
    /// Their rows.
    pub rows: Rows,
    /// The deposits on paper beside them.
    pub paper: Vec<PaperDeposit>,
    /// Plaintexts that are there by a run's work, by their final names.
    pub plaintexts: BTreeMap<PathBuf, Plaintext>,
    /// Final names at which a run found something that was not its own.
    pub others: BTreeSet<PathBuf>,
    /// Entries that are earlier than the one before them.
    pub backwards: Vec<Backwards>,
}

/// A run that opened envelopes.
#[derive(Debug)]
pub struct RunTold {
    /// When it began.
    pub at: Timestamp,
    /// How it began.
    pub started: Started,
    /// How it ended.
    pub end: RunEnd,
    /// What became of its envelopes, as the entry of its end counts them.
    pub summary: Option<Summary>,
    /// Whether its papers are recorded.
    pub papers: bool,
}

/// A plaintext that a row announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plaintext {
    /// Number of the entry.
    pub seq: u64,
    /// Octets.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
}

/// Finds entries that go back in time.
#[derive(Debug, Default)]
pub struct Watch {
    last: Option<Timestamp>,
    found: Vec<Backwards>,
}

impl Watch {
    /// Takes the next entry.
    pub fn take(&mut self, entry: &Entry) {
        self.next(entry.seq, entry.at);
    }

    pub(super) fn next(&mut self, seq: u64, at: Timestamp) {
        // In whole seconds: a clock that is given begins each run at the same instant, and clocks are set a little.
        if let Some(before) = self.last.filter(|before| at.unix() < before.unix()) {
            self.found.push(Backwards { seq, at, before });
        }
        self.last = Some(at);
    }

    /// Those that were found.
    pub fn into_found(self) -> Vec<Backwards> {
        self.found
    }
}

impl Story {
    /// Reads and checks the journal of a folder, to its end.
    ///
    /// # Errors
    ///
    /// The first [`Damage`]; a torn last line is one.
    pub fn read(folder: &Path) -> Result<Self, Damage> {
        let opened = fsx::open_regular(&folder.join(JOURNAL));
        let journal = opened.map_err(|error| Damage { line: 1, offset: 0, what: error.into() })?;
        let journal = Reread::from(journal);
        let mut reader = Reader::new(BufReader::with_capacity(1 << 16, journal.clone()));
        let mut story = Self {
            position: reader.position(),
            hashes: Vec::new(),
            runs: Vec::new(),
            papers: None,
            rows: Rows::new(journal.clone(), 0),
            journal,
            paper: Vec::new(),
            plaintexts: BTreeMap::new(),
            others: BTreeSet::new(),
            backwards: Vec::new(),
        };
        let mut reading = None;
        let mut watch = Watch::default();
        while let Some(located) = reader.next().transpose()? {
            watch.take(&located.entry);
            story.take(&located, &mut reading);
            story.hashes.push(located.entry.hash);
        }
        story.position = reader.position();
        story.backwards = watch.into_found();
        Ok(story)
    }

    fn take(&mut self, located: &Located, reading: &mut Option<Reading>) {
        let entry = &located.entry;
        match entry.kind.as_str() {
            kind::RUN_STARTED | kind::RESUMED => {
                let Ok(started) = entry.parse::<Started>() else { return };
                *reading = Some(Reading { items: started.items, places: Vec::new(), paper: Vec::new() });
                self.runs.push(RunTold {
                    at: entry.at,
                    started,
                    end: RunEnd::Cut,
                    summary: None,
                    papers: false,
                });
            }
            // Its rows and its end are no opening's.
            kind::REHEARSAL | kind::REFUSED_RUN => *reading = None,
            kind::OUTCOME => {
                if let Some(reading) = reading {
                    self.row(located, reading);
                }
            }
            kind::PAPER => {
                if let (Some(reading), Ok(deposit)) = (reading.as_mut(), entry.parse()) {
                    reading.paper.push(deposit);
                }
            }
            kind::RUN_ENDED | kind::INTERRUPTED => {
                let end = if entry.kind == kind::RUN_ENDED { RunEnd::Ended } else { RunEnd::Interrupted };
                if let Some(run) = self.runs.last_mut().filter(|_| reading.is_some()) {
                    run.end = end;
                    run.summary = entry.parse().ok();
                }
            }
            kind::PAPERS => {
                let (Ok(papers), Some(Reading { places, paper, .. })) =
                    (entry.parse::<Papers>(), reading.take())
                else {
                    return;
                };
                if let Some(run) = self.runs.last_mut() {
                    run.papers = true;
                }
                self.rows = Rows::placed(self.journal.clone(), places);
                self.paper = paper;
                self.papers = Some(papers);
            }
            _ => {}
        }
    }

    fn row(&mut self, located: &Located, reading: &mut Reading) {
        let entry = &located.entry;
        let Ok(item) = entry.parse::<Item>() else { return };
        if let Ok(Numbered { row: Some(row), .. }) = entry.parse()
            // A number that no plan had is not believed: it would ask for memory.
            && u64::try_from(row).is_ok_and(|row| row < reading.items)
        {
            if reading.places.len() <= row {
                reading.places.resize(row + 1, None);
            }
            reading.places[row] = Some(Place::new(located.offset, located.length));
        }
        let Some(output) = output_of(&item) else { return };
        match (item.status, item.bytes_out, item.sha256) {
            (Status::Opened | Status::AlreadyOpened, Some(bytes), Some(sha256)) => {
                self.plaintexts.insert(output, Plaintext { seq: entry.seq, bytes, sha256 });
            }
            (Status::Failed, _, _) if item.reason == Some(Reason::WriteFailed) => {
                self.plaintexts.remove(&output);
            }
            (Status::Refused, _, _) if item.reason == Some(Reason::OutputExists) => {
                self.others.insert(output);
            }
            _ => {}
        }
    }

    /// The last run that opened envelopes.
    pub fn last(&self) -> Option<&RunTold> {
        self.runs.last()
    }

    /// Whether the journal has an entry with this hash.
    pub fn has(&self, hash: &str) -> bool {
        self.hashes.iter().any(|known| known == hash)
    }
}

/// The rows of the run under way.
struct Reading {
    /// How many it announced.
    items: u64,
    places: Vec<Option<Place>>,
    paper: Vec<PaperDeposit>,
}

/// The final name of a row's plaintext, published or not.
pub(super) fn output_of(item: &Item) -> Option<PathBuf> {
    #[cfg(unix)]
    if let Some(text) = item.output_b64.as_ref().or(item.wanted_output_b64.as_ref())
        && let Ok(octets) = <base64ct::Base64 as base64ct::Encoding>::decode_vec(text)
    {
        use std::os::unix::ffi::OsStringExt as _;
        return Some(std::ffi::OsString::from_vec(octets).into());
    }
    item.place().map(PathBuf::from)
}
