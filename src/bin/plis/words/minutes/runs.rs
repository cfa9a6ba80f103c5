//! The runs in one folder: an opening that was refused, rehearsed, interrupted and taken up again is told as a whole.

use plis::{
    opening::report::{EarlierRun, RunEnd, RunKind},
    report::document::{Block, Column, Line, Row, Table, Tone},
};

use super::{Minutes, capitalized, entries, number};

impl Minutes<'_> {
    /// What was done in the folder before, where something was.
    pub(super) fn earlier_runs(&self) -> Option<Block<'_>> {
        let (say, runs) = (self.say, &self.head.earlier_runs);
        (!runs.is_empty()).then(|| {
            Block::Table(Table {
                caption: say.minutes_runs_caption(),
                columns: vec![
                    Column::text(say.minutes_started()).share(26),
                    Column::text(say.minutes_run_kind()).share(28),
                    Column::text(say.minutes_run_by()).share(20),
                    Column::text(say.minutes_motif()).share(26),
                ],
                rows: Box::new(runs.iter().map(|run| Ok(self.earlier_run(run)))),
                empty: String::new(),
            })
        })
    }

    fn earlier_run(&self, run: &EarlierRun) -> Row {
        let say = self.say;
        let (tone, kind) = match (run.kind, run.refusal) {
            (RunKind::Opening, _) => (Tone::Plain, say.minutes_run_opening()),
            (RunKind::Rehearsal, _) => (Tone::Plain, say.minutes_run_rehearsal()),
            (RunKind::Refused, Some(reason)) => {
                (Tone::Warn, say.minutes_run_refused(self.words().reason_name(reason)))
            }
            (RunKind::Refused, None) => (Tone::Warn, say.minutes_run_refused("–")),
        };
        let mut kind = vec![Line::strong(kind).tone(tone)];
        match run.end {
            RunEnd::Ended => {}
            RunEnd::Interrupted => kind.push(Line::small(say.minutes_run_interrupted())),
            RunEnd::Cut => kind.push(Line::small(say.minutes_run_cut())),
        }
        let mut by: Vec<Line> = run.openers.iter().map(Line::plain).collect();
        if by.is_empty() {
            by.push(Line::plain(say.minutes_unknown()));
        }
        by.push(Line::small(&run.host));
        by.extend(run.account.as_ref().map(|account| Line::small(entries::account_words(account))));
        by.extend(run.system_at.map(|_| Line::small(say.minutes_clock()).tone(Tone::Warn)));
        let motif = Line::plain(run.reason.as_deref().unwrap_or("–"));
        Row { tone, cells: vec![self.instant(run.started_at).into(), kind.into(), by.into(), motif.into()] }
    }

    /// The motifs given for what was opened in the folder, each once: a run that only goes on gives none.
    pub(super) fn motifs(&self) -> Vec<String> {
        let earlier = self.head.earlier_runs.iter().filter(|run| run.kind == RunKind::Opening);
        let given = earlier.filter_map(|run| run.reason.as_ref()).chain(&self.head.run.reason);
        let mut motifs: Vec<String> = Vec::new();
        for motif in given {
            let line = self.say.minutes_motif_is(motif);
            if !motifs.contains(&line) {
                motifs.push(line);
            }
        }
        motifs
    }

    /// Which default refusals a person lifted, and for how many envelopes that opened.
    pub(super) fn accepted_title(&self) -> String {
        let (count, cases) = &self.passed.accepted;
        let cases: Vec<String> = cases.iter().map(|case| self.words().case(*case)).collect();
        let shown = number::whole(self.lang, *count);
        capitalized(&self.say.minutes_accepted(*count, cases.join(", "), shown))
    }
}
