//! The end of a run on one screen: what needs a look first, then counts, where things are, what to do next.

use std::io::{self, Write as _};

use plis::{
    opening::{
        self, Finished, Item,
        outcome::{Detail, Reason, Status},
    },
    report::{
        document::{Cell, Column, Definition, Line, LineKind, Row, Table, Tone},
        text, untrusted,
    },
};

use unicode_width::UnicodeWidthStr as _;

use crate::{
    cli::{
        Session,
        command::open::{Shown, Told, words},
        error::Error,
        session::{BOLD, DIM, GOOD, HINT, WARN, width},
    },
    words::{
        number,
        outcome::{self, Words, capitalized, names_an_identifier},
    },
};

/// Lines of the table, about: it stands on one screen with what follows it.
const LINES: usize = 14;
/// The same when there is much to do next.
const FEW: usize = 6;
/// Lines of what to do next.
const ADVICE: usize = 14;
/// Cells of the columns beside the name of an envelope that opened.
const BESIDE: usize = 46;
/// Findings about the keys, at most.
const FINDINGS: usize = 4;
/// Cells of a company's name, at most.
const COMPANY: usize = 48;

/// Tells how a run ended: on the standard output, or on the standard error when the other is a machine's.
pub(crate) fn tell(
    session: &Session,
    shown: Shown<'_>,
    finished: &Finished,
    told: &Told,
) -> Result<(), Error> {
    let summary = Summary { session, shown, finished, told, words: words(session, finished) };
    if !shown.format.is_for_machines() {
        let mut out = io::BufWriter::new(session.out());
        return summary.write(&mut out).and_then(|()| out.flush()).map_err(Error::Output);
    }
    session.note(&summary.headline());
    if summary.is_missing_all() {
        session.hint(&session.say().open_nothing_found_hint());
    }
    Ok(())
}

struct Summary<'a> {
    session: &'a Session,
    shown: Shown<'a>,
    finished: &'a Finished,
    told: &'a Told,
    words: Words<'a>,
}

impl Summary<'_> {
    fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let good = self.told.problems() == 0 && !self.finished.interrupted && !self.is_missing_all();
        let style = if good { GOOD.bold() } else { WARN };
        if self.told.troubled.len() + self.told.fine.len() > 0 {
            self.table(out)?;
            writeln!(out)?;
        }
        writeln!(out, "{style}{}{style:#}", capitalized(&self.headline()))?;
        for remark in self.remarks() {
            for line in text::wrap(&remark, width()) {
                writeln!(out, "{line}")?;
            }
        }
        if !self.finished.run.dry_run {
            writeln!(out)?;
            self.places(out)?;
        }
        self.advice(out)
    }

    /// Whether there was nothing to open although something was expected.
    fn is_missing_all(&self) -> bool {
        self.finished.summary.found == 0 && !self.shown.allow_empty && self.finished.run.shard.is_none()
    }

    /// What happened, in one sentence.
    fn headline(&self) -> String {
        let (say, lang) = (self.session.say(), self.session.lang());
        let summary = &self.finished.summary;
        let whole = |count| number::whole(lang, count);
        let asked = summary.found - self.told.not_asked_for;
        if self.finished.run.dry_run {
            return say.open_rehearsed(summary.openable, whole(summary.openable), whole(asked));
        }
        let opened = summary.opened + summary.already_opened;
        let size = number::size(lang, summary.bytes_out);
        let time = number::duration(lang, summary.elapsed_ms);
        if asked == 0 {
            say.open_nothing_found()
        } else if opened == asked {
            say.open_all(asked, size, time, whole(asked))
        } else {
            say.open_some(opened, whole(opened), whole(asked), size, time)
        }
    }

    /// Facts that change what the counts mean.
    fn remarks(&self) -> Vec<String> {
        let (say, lang) = (self.session.say(), self.session.lang());
        let Finished { summary, run, room, .. } = self.finished;
        let whole = |count| number::whole(lang, count);
        let mut lines = Vec::new();
        if self.is_missing_all() {
            lines.push(say.open_nothing_found_hint());
        }
        if self.finished.interrupted {
            lines.push(say.open_interrupted());
        }
        if run.dry_run {
            lines.push(say.open_rehearsal());
            if room.is_short() {
                let free = number::size(lang, room.free.unwrap_or_default());
                lines.push(say.open_room_short(number::size(lang, room.needed), free));
            }
        }
        let counts = [
            (summary.already_opened, say.open_already(summary.already_opened, whole(summary.already_opened))),
            (
                self.told.not_asked_for,
                say.open_not_asked(self.told.not_asked_for, whole(self.told.not_asked_for)),
            ),
            (
                summary.emergency_used,
                say.open_emergency(summary.emergency_used, whole(summary.emergency_used)),
            ),
            (summary.paper, say.open_paper(summary.paper, whole(summary.paper))),
            (self.told.unlisted, say.open_unlisted(self.told.unlisted, whole(self.told.unlisted))),
            (summary.passed_over, say.open_passed_over(summary.passed_over, whole(summary.passed_over))),
        ];
        lines.extend(counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, line)| line));
        let grave = self.told.findings.iter().filter(|finding| finding["severity"] != "info");
        lines
            .extend(grave.take(FINDINGS).filter_map(|finding| Some(finding["message"].as_str()?.to_owned())));
        lines
    }

    /// What needs a look; all that opened when nothing does.
    fn table(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let say = self.session.say();
        let troubled = !self.told.troubled.is_empty();
        let items = if troubled { &self.told.troubled } else { &self.told.fine };
        let room = LINES.saturating_sub(self.told.advice.len()).max(FEW);
        let mut lines = 0;
        let rows: Vec<Row> = items
            .iter()
            .map(|item| self.row(item))
            .take_while(|row| {
                let fits = lines < room;
                lines += if troubled { height(row) } else { 1 };
                fits
            })
            .collect();
        let shown = rows.len();
        text::table(
            out,
            Table {
                caption: String::new(),
                columns: vec![
                    Column::text(say.open_column_status()),
                    Column::text(say.open_column_envelope()),
                    Column::text(say.open_column_detail()),
                ],
                rows: Box::new(rows.into_iter().map(Ok)),
                empty: String::new(),
            },
            width(),
        )?;
        let summary = &self.finished.summary;
        let all = if troubled { self.told.problems() } else { summary.found - self.told.not_asked_for };
        let more = usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(shown);
        if more > 0 {
            let whole = number::whole(self.session.lang(), more as u64);
            let line = if self.finished.run.dry_run {
                say.open_more_rows_rehearsed(more, whole)
            } else {
                say.open_more_rows(more, whole)
            };
            writeln!(out, "{DIM}{line}{DIM:#}")?;
        }
        Ok(())
    }

    fn row(&self, item: &Item) -> Row {
        let tone = outcome::tone(item);
        let name = name(item, &self.words);
        let (name, detail) = match item.status {
            Status::Opened | Status::AlreadyOpened => {
                let size = item.bytes_out.map(|octets| number::size(self.session.lang(), octets));
                let integrity =
                    self.words.integrity(item).map(|integrity| self.session.say().open_integrity(integrity));
                let facts: Vec<String> = [size, integrity].into_iter().flatten().collect();
                (text::shortened_path(&name, width().saturating_sub(BESIDE)), facts.join(", "))
            }
            _ => (name, self.words.short_sentence(item)),
        };
        Row {
            tone: Tone::Plain,
            cells: vec![
                Line { text: self.words.status(item.status), kind: LineKind::Plain, tone }.into(),
                Cell::from(name),
                Cell::from(detail),
            ],
        }
    }

    /// Where things are.
    fn places(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let say = self.session.say();
        let folder = self.shown.place;
        let place = |term: String, name: &str| Definition::new(term, untrusted::path(&folder.join(name)));
        let mut places = Vec::new();
        if self.finished.summary.opened + self.finished.summary.already_opened > 0 {
            places.push(place(say.open_place_files(), "plis"));
        }
        places.push(place(say.open_place_minutes(), opening::MINUTES));
        places.push(place(say.open_place_report(), opening::REPORT));
        text::definitions(out, &places, width())
    }

    /// What to do next, once for each reason.
    fn advice(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let (say, lang) = (self.session.say(), self.session.lang());
        let lines: Vec<(String, String)> = self
            .told
            .advice
            .iter()
            .map(|((_, hint), count)| {
                (say.open_next_count(*count, number::whole(lang, *count)), capitalized(hint))
            })
            .collect();
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{BOLD}{}{BOLD:#}", say.open_next())?;
        let indent = lines.iter().map(|(lead, _)| lead.width()).max().unwrap_or(0) + 1;
        let mut room = ADVICE;
        for (at, (lead, hint)) in lines.iter().enumerate() {
            let wrapped = text::wrap(hint, width().saturating_sub(indent));
            if wrapped.len() > room {
                let more = lines.len() - at;
                writeln!(
                    out,
                    "{DIM}{}{DIM:#}",
                    say.open_more_advice(more, number::whole(lang, more as u64))
                )?;
                break;
            }
            room -= wrapped.len();
            let mut lead = text::padded(lead, indent);
            for line in wrapped {
                writeln!(out, "{HINT}{lead}{HINT:#}{line}")?;
                lead = " ".repeat(indent);
            }
        }
        let unmatched = |item: &&Item| {
            item.reason == Some(Reason::NoMatchingKey)
                && !matches!(item.detail, Some(Detail::EmergencyKeyHeld { .. }))
        };
        let mut unmatched = self.told.troubled.iter().filter(unmatched).peekable();
        if unmatched.peek().is_some() {
            let held = self.words.held(unmatched.any(names_an_identifier));
            writeln!(out)?;
            text::definitions(out, &[Definition::new(say.open_held(), held)], width())?;
        }
        Ok(())
    }
}

/// Lines that a row takes, about: its two long cells share the width.
fn height(row: &Row) -> usize {
    let half = width() / 2 - 8;
    row.cells.iter().flat_map(|cell| &cell.lines).map(|line| line.text.width() / half + 1).max().unwrap_or(1)
}

/// What people know an envelope by: its company and place in the register, else its path below its root.
fn name(item: &Item, words: &Words<'_>) -> String {
    // A folder that names the company stands in the path.
    let Some(company) = item.company.as_ref().filter(|_| item.listed.is_some()) else {
        return untrusted::text(outcome::path_below_root(item));
    };
    let lot = item.lot.as_ref().map(|lot| words.lot(lot));
    let part: Vec<String> = [words.envelope(item), lot].into_iter().flatten().collect();
    let parts = [text::shortened(company, COMPANY), part.join(", "), outcome::file_name(item).to_owned()];
    untrusted::whole(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – "))
}
