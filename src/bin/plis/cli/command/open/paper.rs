//! What a run leaves to read: the report and the minutes, rows taken one by one from the journal.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    panic,
    path::Path,
    thread,
};

use plis::{
    opening::{
        self, Finished, Item,
        outcome::{Reason, Status},
        paper::{Paper, Papers},
        report::{Backwards, JournalHead},
    },
    report::{
        html,
        json::{self, Head, Tail},
    },
    time::Zone,
};

use serde_json::Value;

use crate::{
    cli::{Session, args::open::OpenFormat, error::Error},
    words::{
        minutes::{Minutes, Passed},
        outcome::Words,
    },
};

/// How many rows of each sort a summary can show.
pub(crate) const SHOWN: usize = 100;

/// What is shown of an opening, and where its papers are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'a> {
    /// The folder of the opening.
    pub(crate) place: &'a Path,
    /// What goes to the standard output.
    pub(crate) format: OpenFormat,
    /// Nothing to open is what was expected.
    pub(crate) allow_empty: bool,
}

/// What the summary tells, gathered while the rows pass.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The first rows that need a look.
    pub(crate) troubled: Vec<Item>,
    /// The first rows that do not.
    pub(crate) fine: Vec<Item>,
    /// What to do next, failures before what a rule keeps closed, and for how many envelopes.
    pub(crate) advice: BTreeMap<(usize, String), u64>,
    /// What the audit says of the keys.
    pub(crate) findings: Vec<Value>,
    /// Envelopes of a kind that was not asked for.
    pub(crate) not_asked_for: u64,
    /// Files that the register does not list.
    pub(crate) unlisted: u64,
    /// Where the journal stands, the papers recorded.
    pub(crate) journal: JournalHead,
    /// Envelopes that were refused or failed for another reason, or not reached.
    problems: u64,
}

impl Told {
    /// How many envelopes were to be opened and are not.
    pub(crate) fn problems(&self) -> u64 {
        self.problems
    }

    fn take(&mut self, item: &Item, words: &Words<'_>) {
        let fine = matches!(item.status, Status::Opened | Status::AlreadyOpened | Status::Openable);
        let rows = if fine { &mut self.fine } else { &mut self.troubled };
        self.unlisted += u64::from(item.listed == Some(false));
        if item.reason == Some(Reason::OtherEnvelope) {
            self.not_asked_for += 1;
        } else {
            self.problems += u64::from(!fine);
            if rows.len() < SHOWN {
                rows.push(item.clone());
            }
        }
        if let Some(hint) = words.hint(item) {
            let refused = Reason::ALL.len() * usize::from(item.status == Status::Refused);
            let order = item.reason.map_or(0, |reason| refused + reason as usize);
            *self.advice.entry((order, hint)).or_insert(0) += 1;
        }
    }
}

/// Writes `opening.json` and the minutes, and the report on the standard output when it was asked for. A
/// rehearsal leaves no paper but its journal.
pub(in crate::cli::command) fn write(
    session: &Session,
    shown: Shown<'_>,
    finished: &mut Finished,
    findings: &[Value],
) -> Result<Told, Error> {
    let written = write_papers(session, shown, finished, findings)?;
    let Written { mut told, papers } = written;
    told.journal = match papers {
        None => finished.journal.clone(),
        Some(papers) => {
            let journal = shown.place.join(opening::JOURNAL);
            let recorded = finished.record(&papers);
            recorded.map_err(|error| Error::Write { path: journal, error })?
        }
    };
    Ok(told)
}

/// What was written, and what the journal is to say of it.
struct Written {
    told: Told,
    papers: Option<Papers>,
}

fn write_papers(
    session: &Session,
    shown: Shown<'_>,
    finished: &Finished,
    findings: &[Value],
) -> Result<Written, Error> {
    let mut papers = None;
    let words = words(session, finished);
    let head = Head {
        tool: finished.tool.clone(),
        run: finished.run.clone(),
        earlier_runs: finished.earlier_runs.clone(),
        consultation: finished.consultation.clone(),
        keys: finished.keys.clone(),
        language: Some(session.lang().code().to_owned()),
    };
    let tail = Tail {
        findings: findings.to_vec(),
        paper: finished.paper.clone(),
        summary: finished.summary.clone(),
        journal: finished.journal.clone(),
    };
    let mut told = Told { findings: tail.findings.clone(), ..Told::default() };
    let mut passed = Passed::default();
    let read = |error| Error::Read { path: shown.place.join(opening::JOURNAL), error };
    for item in finished.rows.lend_in(0..finished.rows.len()).map_err(read)? {
        let item = item.map_err(read)?;
        told.take(&item, &words);
        passed.take(&item);
    }
    let told_row = |item: Item| Item { message: words.sentence(&item), ..item };
    let rows = || finished.rows.read().map_err(read).map(|rows| rows.map(|item| item.map(told_row)));
    if !finished.run.dry_run {
        let (tongue, backwards) = (session.tongue(), first(&finished.backwards));
        let minutes =
            Minutes::of_run(tongue, head.clone(), tail.clone(), backwards.clone(), &finished.rows, passed);
        let mut rows = rows()?;
        let (report, minutes) = side_by_side(
            || {
                measured(shown, finished, opening::REPORT, &mut |out| {
                    json::write(out, &head, rows.by_ref(), &tail)
                })
            },
            || {
                measured(shown, finished, opening::MINUTES, &mut |out| {
                    html::document(out, minutes.document()?)
                })
            },
        );
        papers = Some(Papers {
            tool: head.tool.clone(),
            run: head.run.clone(),
            earlier_runs: head.earlier_runs.clone(),
            consultation: head.consultation.clone(),
            keys: head.keys.clone(),
            language: head.language.clone(),
            findings: tail.findings.clone(),
            summary: tail.summary.clone(),
            backwards,
            journal: tail.journal.clone(),
            report: report?,
            minutes: minutes?,
        });
    }
    if shown.format == OpenFormat::Json {
        let mut out = io::BufWriter::new(session.out());
        match json::write(&mut out, &head, rows()?, &tail).and_then(|()| out.flush()) {
            // Nobody reads any more: how the run ended is still to be told.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            written => written.map_err(Error::Output)?,
        }
    }
    Ok(Written { told, papers })
}

/// What sentences about this run's envelopes rest on.
pub(crate) fn words<'a>(session: &'a Session, finished: &'a Finished) -> Words<'a> {
    let zone = finished.consultation.as_ref().and_then(|consultation| consultation.timezone.parse().ok());
    Words {
        lang: session.lang(),
        say: session.say(),
        keys: &finished.keys,
        zone: zone.unwrap_or(Zone::PARIS),
    }
}

/// Entries that go back in time, as many as minutes show.
fn first(backwards: &[Backwards]) -> Vec<Backwards> {
    backwards.iter().take(SHOWN).copied().collect()
}

/// Writes a paper over the one of an earlier run, and says what it is.
fn measured(
    shown: Shown<'_>,
    finished: &Finished,
    name: &str,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<Paper, Error> {
    finished.write(name, write).map_err(|error| Error::Write { path: shown.place.join(name), error })
}

/// Both, the second on a thread of its own where there can be one more: nobody opens any more, so that a processor is
/// free.
fn side_by_side<A, B: Send>(here: impl FnOnce() -> A, beside: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("plis-papers".to_owned()).spawn_scoped(scope, &beside);
        let here = here();
        let beside = thread.map_or_else(
            |_| beside(),
            |thread| thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)),
        );
        (here, beside)
    })
}
