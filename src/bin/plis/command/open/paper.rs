//! What a run leaves to read: the report and the minutes, rows taken one by one from the journal.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
};

use plis::{
    fsx,
    opening::{
        self, Finished, Item,
        outcome::{Reason, Status},
    },
    report::{
        html,
        json::{self, Head, Tail},
    },
    time::Zone,
};

use serde_json::Value;

use crate::{
    args::open::{OpenFormat, OpenOrder},
    error::Error,
    ui::{
        Session,
        minutes::{Minutes, Passed},
        outcome::Words,
    },
};

/// How many rows of each sort a summary can show.
pub(crate) const SHOWN: usize = 100;

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
pub(super) fn write(
    session: &Session,
    options: &OpenOrder,
    finished: &Finished,
    findings: &[Value],
) -> Result<Told, Error> {
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
    let report = options.output.join(opening::REPORT);
    let read = |error| Error::Read { path: options.output.join(opening::JOURNAL), error };
    let rows = || finished.rows.read().map_err(read);
    let mut gathered = rows()?.map(|item| {
        item.map(|mut item| {
            item.message = words.sentence(&item);
            told.take(&item, &words);
            passed.take(&item);
            item
        })
    });
    if finished.run.dry_run {
        gathered.try_for_each(|item| item.map(drop)).map_err(read)?;
    } else {
        let written = fsx::replace(&report, &mut |out| json::write(out, &head, gathered.by_ref(), &tail));
        written.map_err(|error| Error::Write { path: report.clone(), error })?;
        drop(gathered);
        let minutes = Minutes::of_run(session.tongue(), head.clone(), tail.clone(), &finished.rows, passed);
        write_minutes(&minutes, &options.output)?;
    }
    if options.format == OpenFormat::Json {
        let rows = rows()?.map(|item| {
            item.map(|mut item| {
                item.message = words.sentence(&item);
                item
            })
        });
        let mut out = io::BufWriter::new(session.out());
        match json::write(&mut out, &head, rows, &tail).and_then(|()| out.flush()) {
            // Nobody reads any more: how the run ended is still to be told.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            written => written.map_err(Error::Output)?,
        }
    }
    Ok(told)
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

fn write_minutes(minutes: &Minutes<'_>, folder: &Path) -> Result<(), Error> {
    let path = folder.join(opening::MINUTES);
    fsx::replace(&path, &mut |out| html::document(out, minutes.document()?))
        .map_err(|error| Error::Write { path: path.clone(), error })
}
