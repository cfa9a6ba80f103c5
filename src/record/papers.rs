//! Report and minutes against the journal.

use std::{
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Finding, Part};
use crate::{
    fsx,
    opening::{
        MINUTES, REPORT,
        paper::{Measured, Paper, Papers},
        report::RunEnd,
        story::Story,
    },
    report::json::{self as report, Head, Tail},
};

/// Rows that are named when a report was edited.
const ROWS: usize = 20;

pub(super) fn compare(folder: &Path, story: &Story) -> Vec<Finding> {
    let mut findings = Vec::new();
    let last = story.last();
    if let Some(last) = last.filter(|last| !last.papers) {
        let (run, at) = (last.started.run.clone(), last.at);
        findings.push(match last.end {
            RunEnd::Cut => Finding::Cut { run, at },
            RunEnd::Ended | RunEnd::Interrupted => Finding::NoPapers { run, at },
        });
        // What is there is of an earlier run, or was being written: neither is spoken of yet. What a report says of the
        // journal's end holds all the same.
        findings.extend(head(&folder.join(REPORT), story));
        return findings;
    }
    for (name, paper) in [(REPORT, paper(story, REPORT)), (MINUTES, paper(story, MINUTES))] {
        let path = folder.join(name);
        match (measure(&path), paper) {
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => {}
            (_, None) => findings.push(Finding::Unrecorded { path: name.into() }),
            (Err(error), Some(_)) if error.kind() == io::ErrorKind::NotFound => {
                findings.push(Finding::Missing { path: name.into() });
            }
            (Err(error), Some(_)) => {
                findings.push(Finding::Unreadable { path: name.into(), error: (&error).into() });
            }
            (Ok(found), Some(expected)) if found != *expected => {
                findings.push(Finding::Changed {
                    path: name.into(),
                    expected: expected.bytes,
                    found: found.bytes,
                });
                if let Some(papers) = story.papers.as_ref().filter(|_| name == REPORT) {
                    findings.extend(parts(&path, story, papers));
                }
            }
            (Ok(_), Some(_)) => {}
        }
    }
    findings
}

/// Whether the journal still has the entry that a report names as its last.
fn head(report: &Path, story: &Story) -> Option<Finding> {
    let file = fsx::open_regular(report).ok()?;
    let (_, tail) = report::read(BufReader::new(file), &mut |_, _| Ok(())).ok()?;
    let place = usize::try_from(tail.journal.entries.checked_sub(1)?).unwrap_or(usize::MAX);
    (story.hashes.get(place) != Some(&tail.journal.head))
        .then_some(Finding::ReportHead { entries: tail.journal.entries })
}

fn paper<'a>(story: &'a Story, name: &str) -> Option<&'a Paper> {
    let papers = story.papers.as_ref()?;
    Some(if name == REPORT { &papers.report } else { &papers.minutes })
}

/// Size and digest of a file.
pub(super) fn measure(path: &Path) -> io::Result<Paper> {
    let mut file = fsx::open_regular(path)?;
    let mut measured = Measured::new(io::sink());
    io::copy(&mut file, &mut measured)?;
    Ok(measured.paper())
}

/// Where an edited report differs.
fn parts(path: &Path, story: &Story, papers: &Papers) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Ok(rows) = story.rows.read() else { return findings };
    let (mut rows, mut found) = (rows, 0_u64);
    let read = File::open(path).and_then(|file| {
        report::read(BufReader::new(file), &mut |_, item| {
            found += 1;
            let Some(Ok(expected)) = rows.next() else { return Ok(()) };
            let fields = differing(&expected, &item);
            if !fields.is_empty() && findings.len() < ROWS {
                let part = Part::Row { number: found, input: expected.input };
                findings.push(Finding::Report { part, fields });
            }
            Ok(())
        })
    });
    let expected = story.rows.len() as u64;
    if found != expected && read.is_ok() {
        findings.push(Finding::Report { part: Part::Rows { expected, found }, fields: Vec::new() });
    }
    match read {
        Ok((head, tail)) => {
            let (expected, found) = (of_papers(papers, story), of_report(&head, &tail));
            let fields = differing(&expected, &found);
            if !fields.is_empty() {
                findings.push(Finding::Report { part: Part::Head, fields });
            }
        }
        Err(_) => findings.push(Finding::Report { part: Part::Whole, fields: Vec::new() }),
    }
    findings
}

fn of_papers(papers: &Papers, story: &Story) -> Value {
    json!({
        "tool": papers.tool, "run": papers.run, "earlier_runs": papers.earlier_runs,
        "consultation": papers.consultation, "keys": papers.keys, "language": papers.language,
        "findings": papers.findings, "summary": papers.summary, "journal": papers.journal, "paper": story.paper,
    })
}

fn of_report(head: &Head, tail: &Tail) -> Value {
    json!({
        "tool": head.tool, "run": head.run, "earlier_runs": head.earlier_runs,
        "consultation": head.consultation, "keys": head.keys, "language": head.language,
        "findings": tail.findings, "summary": tail.summary, "journal": tail.journal, "paper": tail.paper,
    })
}

/// The names of the fields that differ, two levels down. Sentences are made for the report.
fn differing(expected: &impl Serialize, found: &impl Serialize) -> Vec<String> {
    let mut names = Vec::new();
    let value = |of: &dyn Fn() -> serde_json::Result<Value>| of().unwrap_or_default();
    let expected = value(&|| serde_json::to_value(expected));
    let found = value(&|| serde_json::to_value(found));
    walk("", &expected, &found, &mut names);
    names.retain(|name| name != "message");
    names
}

fn walk(above: &str, expected: &Value, found: &Value, names: &mut Vec<String>) {
    let (Value::Object(left), Value::Object(right)) = (expected, found) else {
        if expected != found {
            names.push(above.to_owned());
        }
        return;
    };
    let missing = right.keys().filter(|name| !left.contains_key(*name));
    for name in left.keys().chain(missing) {
        let below = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let of = |object: &serde_json::Map<String, Value>| object.get(name).cloned().unwrap_or_default();
        walk(&below, &of(left), &of(right), names);
    }
}
