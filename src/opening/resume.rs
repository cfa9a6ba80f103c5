//! What an earlier run in the same folder opened: verified and kept, not opened again.

use std::{
    collections::{HashMap, HashSet},
    io,
    path::{Path, PathBuf},
};

use super::{
    digest::digest_of,
    entry::{RefusedRun, Started},
    outcome::{Item, Reason, Status},
    plan::{Decision, Input, Task},
    report::{Backwards, EarlierRun, KeyRow, RunEnd, RunKind},
    rows::Place,
    shard::Shard,
    story::Watch,
    written,
};
use crate::{
    cms::content::Buffer,
    crypto::{Provider, hex},
    fsx::{Folder, Publication, Reread},
    journal::{Entry, Located, kind},
    time::Timestamp,
};

/// What the journal records of earlier runs: who ran them, the keys they held, and the openings, by final name.
/// Of these only places in the journal are held, not rows.
#[derive(Debug)]
pub(super) struct Earlier {
    journal: Reread,
    /// Whether a run took final names with empty files ([`Publication::Reserved`]).
    reserves: bool,
    /// How many entries of the journal something beside it vouches for.
    vouched: u64,
    opened: HashMap<String, Known>,
    /// Final names that are not what they are opened from is called: by their own names, and by those given.
    renamed: HashMap<String, String>,
    given: HashSet<String>,
    runs: Vec<EarlierRun>,
    watch: Watch,
    keys: Vec<KeyRow>,
    /// Whether an opening in the folder was no gathering of shares.
    pub(super) opened_here: bool,
    /// The share that an opening in the folder began.
    pub(super) shard: Option<Shard>,
}

/// Where the row of an opening is, and whether it is believed.
#[derive(Clone, Copy, Debug)]
struct Known {
    place: Place,
    seq: u64,
    /// Nothing vouched for it when a later run began, and that run did not decrypt it again.
    doubted: bool,
}

/// What an earlier run opened.
pub(super) struct Recorded {
    /// Its row.
    pub(super) row: Item,
    /// Whether somebody beside the journal vouches for it.
    pub(super) vouched: bool,
}

impl Earlier {
    /// Of a journal of which so many entries are vouched for.
    pub(super) fn new(journal: Reread, vouched: u64) -> Self {
        let (opened, renamed, given, runs, watch, keys) = Default::default();
        Self {
            journal,
            reserves: false,
            vouched,
            opened,
            renamed,
            given,
            runs,
            watch,
            keys,
            opened_here: false,
            shard: None,
        }
    }

    /// Takes note of an entry of the journal; later ones prevail.
    pub(super) fn take(&mut self, located: &Located) {
        let entry = &located.entry;
        self.watch.take(entry);
        match entry.kind.as_str() {
            kind::OUTCOME => {
                if let Ok(item) = entry.parse::<Item>() {
                    self.note(&item, Place::new(located.offset, located.length), entry.seq);
                }
            }
            kind::RUN_STARTED | kind::RESUMED => self.begins(entry, RunKind::Opening),
            kind::REHEARSAL => self.begins(entry, RunKind::Rehearsal),
            kind::REFUSED_RUN => {
                if let Ok(refused) = entry.parse::<RefusedRun>() {
                    self.runs.push(EarlierRun {
                        id: refused.run,
                        kind: RunKind::Refused,
                        started_at: entry.at,
                        openers: refused.openers,
                        reason: None,
                        host: refused.host,
                        account: refused.account,
                        system_at: refused.system_at,
                        refusal: Some(refused.reason),
                        end: RunEnd::Ended,
                    });
                }
            }
            kind::RUN_ENDED => self.ends(RunEnd::Ended),
            kind::INTERRUPTED => self.ends(RunEnd::Interrupted),
            _ => {}
        }
    }

    fn begins(&mut self, entry: &Entry, kind: RunKind) {
        let began = entry.parse::<Started>();
        // The report of that run speaks of the whole journal, and vouches for no more than it knew.
        let vouched = began.as_ref().map_or(0, |began| began.vouched);
        for known in self.opened.values_mut() {
            known.doubted |= known.seq > vouched;
        }
        let Ok(began) = began else { return };
        self.opened_here |= kind == RunKind::Opening && began.gathers.is_empty();
        if kind == RunKind::Opening {
            self.shard = began.shard.as_ref().map(|plan| plan.shard);
        }
        self.reserves |= began.publication == Some(Publication::Reserved);
        self.runs.push(EarlierRun {
            id: began.run,
            kind,
            started_at: entry.at,
            openers: began.openers,
            reason: began.reason,
            host: began.host,
            account: began.account,
            system_at: began.system_at,
            refusal: None,
            // Until an entry says that it ended.
            end: RunEnd::Cut,
        });
        for key in began.keys {
            if !self.keys.iter().any(|known| known.fingerprint == key.fingerprint) {
                self.keys.push(key);
            }
        }
    }

    fn ends(&mut self, end: RunEnd) {
        if let Some(run) = self.runs.last_mut() {
            run.end = end;
        }
    }

    /// Whether an opening was begun in the folder before.
    pub(super) fn is_resumed(&self) -> bool {
        self.runs.iter().any(|run| run.kind == RunKind::Opening)
    }

    /// The runs before this one, in their order, and the entries that go back in time, of which the first of this run
    /// may be one.
    pub(super) fn into_runs(mut self, first: (u64, Timestamp)) -> (Vec<EarlierRun>, Vec<Backwards>) {
        self.watch.next(first.0, first.1);
        (self.runs, self.watch.into_found())
    }

    /// A key that an earlier run held.
    pub(super) fn key(&self, fingerprint: &str) -> Option<KeyRow> {
        let key = self.keys.iter().find(|key| key.fingerprint == fingerprint)?;
        Some(KeyRow { earlier: true, ..key.clone() })
    }

    /// Tasks for what earlier runs opened from elsewhere, and which still stands in the folder: the record of a folder
    /// speaks of everything in it, whatever paths the last run was given.
    ///
    /// Names that are not UTF-8 are only found again by their own paths.
    pub(super) fn beside(&self, tasks: &[Task], folder: &Folder) -> io::Result<Vec<Task>> {
        let planned: HashSet<String> =
            tasks.iter().filter_map(|task| task.output.as_deref()).map(name).collect();
        let mut others: Vec<(&String, Place)> = self
            .opened
            .iter()
            .filter(|(output, _)| !planned.contains(*output))
            .filter(|(output, _)| folder.has(Path::new(output)).unwrap_or(false))
            .map(|(output, known)| (output, known.place))
            .collect();
        others.sort_unstable_by_key(|(output, _)| *output);
        let mut journal = io::BufReader::new(self.journal.clone());
        others
            .into_iter()
            .map(|(output, place)| {
                let item = place.read(&mut journal)?;
                Ok(Task {
                    inputs: vec![Input {
                        path: item.input.into(),
                        size: item.bytes_in,
                        digest: None,
                        within: None,
                    }],
                    root: usize::MAX,
                    output: Some(output.into()),
                    own_name: None,
                    decision: Decision::Elsewhere,
                    envelope: None,
                    deposit: None,
                    named: crate::opening::named::Named::default(),
                })
            })
            .collect()
    }

    /// The final name that an earlier run gave to what has this name of its own: another than today's, where a version
    /// had other rules or others were beside it.
    pub(super) fn name_given(&self, own: &Path) -> Option<PathBuf> {
        if self.opened.is_empty() {
            return None;
        }
        let name = name(own);
        match self.renamed.get(&name) {
            Some(given) => Some(given.into()),
            None if self.opened.contains_key(&name) && !self.given.contains(&name) => Some(own.to_owned()),
            None => None,
        }
    }

    /// Whether a run before this one opened what has a task's final name.
    pub(super) fn knows(&self, task: &Task) -> bool {
        task.output.as_deref().is_some_and(|output| self.has_opened(output))
    }

    fn note(&mut self, item: &Item, place: Place, seq: u64) {
        let Some(output) = item.place_key() else { return };
        match item.status {
            Status::Opened | Status::AlreadyOpened => {
                self.opened.insert(output.to_owned(), Known { place, seq, doubted: false });
                if let Some(own) = item.own_name_b64.as_ref().or(item.own_name.as_ref()) {
                    self.renamed.insert(own.clone(), output.to_owned());
                    self.given.insert(output.to_owned());
                }
            }
            // The row says that what an earlier one announced was never published.
            Status::Failed if item.reason == Some(Reason::WriteFailed) => {
                self.opened.remove(output);
            }
            Status::Openable | Status::Refused | Status::Failed | Status::Cancelled => {}
        }
    }

    /// Frees a final name when a run that was killed had only reserved it. That the name is ours, the journal says.
    pub(super) fn free_reserved(&self, folder: &Folder, output: &Path) -> io::Result<bool> {
        if self.reserves && self.has_opened(output) { folder.remove_reserved(output) } else { Ok(false) }
    }

    /// Whether a run before this one opened to a final name.
    pub(super) fn has_opened(&self, output: &Path) -> bool {
        self.opened.contains_key(&name(output))
    }

    /// What a run before this one opened to a task's final name.
    pub(super) fn recorded(&self, task: &Task) -> io::Result<Option<Recorded>> {
        let Some(output) = task.output.as_deref().filter(|_| !self.opened.is_empty()) else {
            return Ok(None);
        };
        let Some(known) = self.opened.get(&name(output)) else { return Ok(None) };
        let row = known.place.read(&mut self.journal.clone())?;
        Ok(Some(Recorded { row, vouched: known.seq <= self.vouched && !known.doubted }))
    }
}

/// The digest of what stands at a final name, if that is what a row says.
pub(super) fn stands(
    folder: &Folder,
    provider: &dyn Provider,
    output: &Path,
    (bytes, sha256): (Option<u64>, Option<&str>),
    buffer: &mut Buffer,
) -> io::Result<Option<[u8; 32]>> {
    let mut file = folder.open_regular(output)?;
    if Some(file.metadata()?.len()) != bytes {
        return Ok(None);
    }
    let found = digest_of(provider, &mut file, buffer)?;
    Ok((Some(&*hex(&found)) == sha256).then_some(found))
}

fn name(output: &Path) -> String {
    written::path_b64(output).unwrap_or_else(|| written::path(output))
}

#[cfg(test)]
mod tests {
    use serde_json::{json, value::RawValue};

    use super::*;

    fn entry(kind: &str, data: &serde_json::Value) -> Located {
        let data = RawValue::from_string(data.to_string()).expect("JSON");
        let at = "2026-12-18T11:00:04Z".parse().expect("an instant");
        let entry =
            Entry { seq: 1, at, kind: kind.to_owned(), prev: String::new(), data, hash: String::new() };
        Located { offset: 0, length: 1, entry }
    }

    fn key_row(fingerprint: &str) -> serde_json::Value {
        json!({
            "role": "entity", "name": null, "subject_cn": null, "issuer_cn": null, "serial": "01", "ski": null,
            "fingerprint": fingerprint, "bits": 2048, "not_before": "2026-01-01T00:00:00Z",
            "not_after": "2028-01-01T00:00:00Z", "expired": false,
        })
    }

    fn begins(run: &str, keys: &[&str]) -> serde_json::Value {
        let keys: Vec<_> = keys.iter().map(|key| key_row(key)).collect();
        json!({
            "run": run, "tool": { "name": "plis", "version": "0", "crypto": "aws-lc" }, "openers": ["A"],
            "reason": null, "host": "h", "consultation": null, "keys": keys, "emergency_allowed": false,
            "envelopes": [], "accept": [], "roots": [], "register": null, "items": 0,
        })
    }

    fn of(entries: &[Located]) -> Earlier {
        let mut earlier = Earlier::new(tempfile::tempfile().expect("a file").into(), u64::MAX);
        for entry in entries {
            earlier.take(entry);
        }
        earlier
    }

    #[test]
    fn runs_before_this_one_and_how_they_ended() {
        let none = json!({});
        let earlier = of(&[
            entry(kind::REHEARSAL, &begins("un", &["aa"])),
            entry(kind::RUN_ENDED, &none),
            entry(kind::RUN_STARTED, &begins("deux", &["aa", "bb"])),
            entry(kind::INTERRUPTED, &none),
            entry(kind::RESUMED, &begins("trois", &["cc"])),
            entry(
                kind::REFUSED_RUN,
                &json!({
                    "run": "quatre", "openers": ["B"], "reason": "before_deadline", "host": "h", "deadline": null,
                    "consultation": null,
                }),
            ),
        ]);
        assert!(earlier.is_resumed());
        assert_eq!(
            earlier.key("bb").map(|key| (key.fingerprint, key.earlier)),
            Some(("bb".to_owned(), true))
        );
        assert_eq!(earlier.key("dd"), None);
        let first = (7, "2026-12-18T11:00:04Z".parse().expect("an instant"));
        let runs: Vec<_> =
            earlier.into_runs(first).0.into_iter().map(|run| (run.id, run.kind, run.end)).collect();
        let run = |id: &str, kind, end| (id.to_owned(), kind, end);
        assert_eq!(
            runs,
            [
                run("un", RunKind::Rehearsal, RunEnd::Ended),
                run("deux", RunKind::Opening, RunEnd::Interrupted),
                run("trois", RunKind::Opening, RunEnd::Cut),
                run("quatre", RunKind::Refused, RunEnd::Ended),
            ]
        );
        assert!(!of(&[entry(kind::REHEARSAL, &begins("un", &[]))]).is_resumed());
        assert!(!of(&[]).is_resumed());
    }

    #[test]
    fn what_was_announced_and_not_published_is_not_there() {
        let row = |status: &str, reason: Option<&str>| {
            json!({
                "input": "a.p7m", "root": "in", "output": "plis/a", "status": status, "reason": reason, "bytes_in": 0,
                "receipt": "unverifiable", "recipients": [], "duration_ms": 0,
            })
        };
        let task = Task {
            inputs: vec![],
            root: 0,
            output: Some("plis/a".into()),
            own_name: None,
            decision: Decision::Open,
            envelope: None,
            deposit: None,
            named: crate::opening::named::Named::default(),
        };
        let knows = |rows: &[serde_json::Value]| {
            of(&rows.iter().map(|row| entry(kind::OUTCOME, row)).collect::<Vec<_>>()).knows(&task)
        };
        let opened = row("opened", None);
        assert!(!knows(&[]));
        assert!(knows(std::slice::from_ref(&opened)));
        assert!(!knows(&[row("refused", Some("late"))]));
        assert!(!knows(&[opened.clone(), row("failed", Some("write_failed"))]));
        assert!(knows(&[opened.clone(), row("failed", Some("unreadable"))]));
        assert!(knows(&[opened, row("cancelled", None)]));
    }
}
