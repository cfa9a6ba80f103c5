//! The minutes of an opening (procès-verbal), composed from its report in either language.
//!
//! The rows pass twice: once for what stands above the table of envelopes and for their order of arrival, then
//! one by one while the document is written. What is held is a few octets a row. They come from the report, or,
//! at the end of a run, from where that takes them.

mod envelopes;
mod keys;
mod on_paper;
mod passed;
mod runs;

use std::{
    borrow::Cow,
    io::{self, Write},
};

use plis::{
    opening::{
        Item, Rows,
        outcome::Status,
        paper::Papers,
        report::{Backwards, ShardRun},
        story::Story,
    },
    report::{
        csv::{CsvWriter, Dialect, Field},
        document::{Block, Definition, Document, Line, Note, Signatures, Tone},
        json::{Head, Tail},
    },
    time::{Timestamp, Zone},
};

pub(crate) use self::passed::Passed;
use crate::words::{
    Lang, Messages, Tongue, entries, number,
    outcome::{self, Words, capitalized},
    stamps,
};

/// Lines for signatures beside those of the openers.
const BLANK_SIGNATURES: usize = 2;

/// An opening whose rows have passed once, ready to be written as minutes.
pub(crate) struct Minutes<'a> {
    lang: Lang,
    say: &'a Messages,
    zone: Zone,
    head: Head,
    tail: Tail,
    backwards: Vec<Backwards>,
    rows: Source<'a>,
    passed: Passed,
}

/// Where rows are read again.
enum Source<'a> {
    /// The journal of a folder.
    Journal(Rows),
    /// A run that has just ended.
    Run(&'a Rows),
}

impl<'a> Minutes<'a> {
    /// Of an output folder, from its journal, which has been checked: what the last papers said, and their rows.
    pub(crate) fn of_story(tongue: Tongue<'a>, story: Story, papers: Papers) -> io::Result<Self> {
        let mut passed = Passed::default();
        for item in story.rows.lend_in(0..story.rows.len())? {
            passed.take(&*item?);
        }
        let mut run = papers.run;
        // Not in the report, which stays the same for the same inputs and clock.
        let told = story.runs.iter().rfind(|told| told.started.run == run.id);
        run.system_at = told.and_then(|told| told.started.system_at);
        let head = Head {
            tool: papers.tool,
            run,
            earlier_runs: papers.earlier_runs,
            consultation: papers.consultation,
            keys: papers.keys,
            language: papers.language,
        };
        let tail = Tail {
            findings: papers.findings,
            summary: papers.summary,
            journal: papers.journal,
            paper: story.paper,
        };
        Ok(Self::new(tongue, head, tail, papers.backwards, Source::Journal(story.rows), passed))
    }

    /// Of a run that has just ended, whose rows have all passed.
    pub(crate) fn of_run(
        tongue: Tongue<'a>,
        head: Head,
        tail: Tail,
        backwards: Vec<Backwards>,
        rows: &'a Rows,
        passed: Passed,
    ) -> Self {
        Self::new(tongue, head, tail, backwards, Source::Run(rows), passed)
    }

    fn new(
        tongue: Tongue<'a>,
        head: Head,
        tail: Tail,
        backwards: Vec<Backwards>,
        rows: Source<'a>,
        passed: Passed,
    ) -> Self {
        let zone = head.consultation.as_ref().and_then(|consultation| consultation.timezone.parse().ok());
        let zone = zone.unwrap_or(Zone::PARIS);
        Self { lang: tongue.lang, say: tongue.say, zone, head, tail, backwards, rows, passed }
    }

    /// The document, whose rows are read while it is written.
    pub(crate) fn document(&self) -> io::Result<Document<'_>> {
        let say = self.say;
        let mut blocks = Vec::new();
        blocks.extend(self.result());
        blocks.push(Block::Heading(say.minutes_consultation()));
        blocks.push(Block::Definitions(self.consultation()));
        blocks.push(Block::Heading(say.minutes_opening()));
        blocks.push(Block::Definitions(self.opening()));
        blocks.extend(self.earlier_runs());
        blocks.push(Block::Heading(say.minutes_keys()));
        blocks.push(self.keys());
        if !self.tail.findings.is_empty() {
            blocks.push(Block::Heading(say.minutes_findings()));
            blocks.push(self.findings());
        }
        if !self.passed.troubles.is_empty() {
            blocks.push(Block::Heading(say.minutes_not_opened()));
            blocks.push(self.not_opened());
            blocks.extend(self.backup_copies());
        }
        blocks.push(Block::Heading(say.minutes_envelopes()));
        blocks.push(self.envelopes()?);
        blocks.extend(self.on_paper());
        blocks.push(Block::Heading(say.minutes_record()));
        blocks.push(Block::Paragraph(say.minutes_record_sentence()));
        blocks.push(Block::Definitions(vec![
            Definition::new(
                say.minutes_journal_entries(),
                number::whole(self.lang, self.tail.journal.entries),
            ),
            Definition::code(say.minutes_journal_head(), &self.tail.journal.head),
            Definition::code(say.minutes_run(), &self.head.run.id),
        ]));
        blocks.extend(self.stamp());
        blocks.extend(self.backwards());
        blocks.push(Block::Heading(say.minutes_signatures()));
        blocks.push(Block::Signatures(Signatures {
            sentence: say.minutes_done_at(),
            columns: vec![say.minutes_name(), say.minutes_capacity(), say.minutes_signature()],
            names: self.head.run.openers.clone(),
            blank: BLANK_SIGNATURES,
        }));
        Ok(Document {
            lang: self.lang.code(),
            title: say.minutes_title(),
            subtitle: self.subtitle(),
            running: self.running(),
            page: (say.minutes_page(), say.minutes_page_of()),
            blocks,
            last: None,
        })
    }

    /// The rows as CSV, every fact in a column of its own.
    pub(crate) fn csv(&self, out: impl Write, dialect: Dialect) -> io::Result<()> {
        let say = self.say;
        let headings = [
            say.minutes_column_number(),
            say.minutes_csv_pli(),
            say.minutes_csv_company(),
            say.minutes_csv_envelope(),
            say.minutes_csv_lot(),
            say.minutes_csv_input(),
            say.minutes_csv_deposit_start(),
            say.minutes_csv_deposit_end(),
            say.minutes_csv_result(),
            say.minutes_csv_reason(),
            say.minutes_csv_integrity(),
            say.minutes_csv_receipt(),
            say.minutes_csv_key(),
            say.minutes_csv_output(),
            say.minutes_csv_size(),
            say.minutes_csv_sha256(),
            say.minutes_sha256_in(),
            say.minutes_csv_backup(),
        ];
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let mut csv = CsvWriter::new(out, dialect, &headings)?;
        let words = self.words();
        for (number, item) in (1..).zip(self.items()?) {
            let item = item?;
            let opened = matches!(item.status, Status::Opened | Status::AlreadyOpened);
            csv.row(&[
                Field::Number(number),
                item.pli.clone().into(),
                item.company.clone().into(),
                words.envelope(&item).into(),
                item.lot.clone().into(),
                item.input.clone().into(),
                item.deposit_started_at.map(|at| self.local(at)).into(),
                item.deposited_at.map(|at| self.local(at)).into(),
                words.status(item.status).into(),
                capitalized(&words.sentence(&item)).into(),
                words.integrity(&item).into(),
                self.receipt(&item).into(),
                self.key_of(&item).map(outcome::key_name).into(),
                item.output.clone().filter(|_| opened).into(),
                item.bytes_out.into(),
                item.sha256.clone().into(),
                item.sha256_in.clone().into(),
                item.backup_copy_case.map(u64::from).into(),
            ])?;
        }
        csv.finish()
    }

    fn words(&self) -> Words<'_> {
        Words { lang: self.lang, say: self.say, keys: &self.head.keys, zone: self.zone }
    }

    /// The rows in their order of arrival, read one by one.
    fn items(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<Cow<'_, Item>>> + '_>> {
        let order = self.passed.order();
        let rows = match &self.rows {
            Source::Run(rows) => rows,
            Source::Journal(rows) => rows,
        };
        Ok(Box::new(rows.lend_in(order)?))
    }

    fn subtitle(&self) -> Vec<String> {
        let Some(consultation) = &self.head.consultation else { return Vec::new() };
        let title = [&consultation.reference, &consultation.title].into_iter().flatten().cloned();
        let title = title.collect::<Vec<_>>().join(" – ");
        [Some(title), consultation.entity.clone()]
            .into_iter()
            .flatten()
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// The foot of each page.
    fn running(&self) -> String {
        let reference =
            self.head.consultation.as_ref().and_then(|consultation| consultation.reference.clone());
        let title = self.say.minutes_title();
        reference.map_or(title.clone(), |reference| format!("{title} – {reference}"))
    }

    /// The result in one sentence, and what makes it exceptional.
    fn result(&self) -> Vec<Block<'_>> {
        let (say, summary) = (self.say, &self.tail.summary);
        let whole = |count| number::whole(self.lang, count);
        let opened = summary.opened + summary.already_opened;
        let tone = if opened == summary.found { Tone::Good } else { Tone::Warn };
        let mut lines = Vec::new();
        let plis = self.passed.plis.len() as u64;
        if plis > 0 {
            lines.push(say.minutes_plis(plis, whole(plis)));
        }
        if opened < summary.found {
            let counts = [
                (summary.failed, say.minutes_failed(summary.failed, whole(summary.failed))),
                (summary.refused, say.minutes_refused(summary.refused, whole(summary.refused))),
                (summary.cancelled, say.minutes_cancelled(summary.cancelled, whole(summary.cancelled))),
            ];
            lines.extend(counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, line)| line));
        }
        if summary.paper > 0 {
            lines.push(say.minutes_paper_count(summary.paper, whole(summary.paper)));
        }
        if self.passed.unlisted > 0 {
            lines.push(say.minutes_unlisted(self.passed.unlisted, whole(self.passed.unlisted)));
        }
        let (count, all) = (whole(opened), whole(summary.found));
        let title = if plis > 0 {
            say.minutes_files_opened(opened, count, all)
        } else {
            say.minutes_opened(opened, count, all)
        };
        let mut blocks = vec![Block::Note(Note { tone, title, lines })];
        if summary.emergency_used > 0 {
            blocks.push(Block::Note(Note {
                tone: Tone::Warn,
                title: say.open_emergency(summary.emergency_used, whole(summary.emergency_used)),
                lines: self.motifs(),
            }));
        }
        if self.passed.accepted.0 > 0 {
            let (tone, title, lines) = (Tone::Warn, self.accepted_title(), self.motifs());
            blocks.push(Block::Note(Note { tone, title, lines }));
        }
        blocks
    }

    fn consultation(&self) -> Vec<Definition> {
        let say = self.say;
        let Some(consultation) = &self.head.consultation else {
            return vec![Definition::new(say.minutes_reference(), say.minutes_no_consultation())];
        };
        let unknown = || say.minutes_unknown();
        let or_unknown = |text: &Option<String>| text.clone().unwrap_or_else(unknown);
        let deadline = consultation.deadline.map_or_else(unknown, |at| self.instant(at));
        let mut facts = vec![Definition::new(say.minutes_reference(), or_unknown(&consultation.reference))];
        facts.extend(consultation.title.iter().map(|title| Definition::new(say.minutes_object(), title)));
        facts.extend(consultation.entity.iter().map(|entity| Definition::new(say.minutes_entity(), entity)));
        facts.push(Definition::new(say.minutes_deadline(), deadline));
        facts
    }

    fn opening(&self) -> Vec<Definition> {
        let (say, run, tool) = (self.say, &self.head.run, &self.head.tool);
        let openers = match run.openers.as_slice() {
            [] => vec![Line::plain(say.minutes_unknown())],
            names => names.iter().map(Line::plain).collect(),
        };
        let mut facts = vec![
            Definition { term: say.minutes_openers(), lines: openers },
            Definition::new(say.minutes_started(), self.instant(run.started_at)),
            Definition::new(say.minutes_finished(), self.instant(run.finished_at)),
        ];
        facts.extend(run.reason.iter().map(|motif| Definition::new(say.minutes_motif(), motif)));
        facts.push(Definition::new(say.minutes_host(), &run.host));
        facts.extend(run.shard.map(|shard| {
            let (number, of) = (shard.number.to_string(), shard.of.to_string());
            Definition::new(say.minutes_share(), say.minutes_share_only(number, of))
        }));
        if !run.shards.is_empty() {
            let lines = run.shards.iter().map(|shard| Line::plain(self.machine(shard))).collect();
            facts.push(Definition { term: say.minutes_machines(), lines });
        }
        facts.extend(
            run.account
                .as_ref()
                .map(|account| Definition::new(say.minutes_account(), entries::account_words(account))),
        );
        if run.clock_given {
            let system = run.system_at.map(|system| say.minutes_clock_system(self.instant(system)));
            facts.push(Definition::new(say.minutes_clock(), system.unwrap_or_else(|| say.minutes_unknown())));
        }
        if let Some(group) = &run.group {
            facts.push(Definition::new(say.minutes_readers(), say.minutes_group(entries::team_words(group))));
        }
        if run.open_to_others {
            facts.push(Definition::new(say.minutes_place(), say.minutes_open_to_others()));
        }
        let program = format!("{} {} ({})", tool.name, tool.version, tool.crypto);
        facts.push(Definition::new(say.minutes_tool(), program));
        facts
    }

    /// The time that an authority vouches for, where one was asked.
    fn stamp(&self) -> Option<Block<'_>> {
        let row = self.tail.journal.stamp.as_ref()?;
        let tongue = Tongue { lang: self.lang, say: self.say };
        let lines = stamps::of_opening(row, self.zone, tongue).into_iter().map(Line::plain).collect();
        Some(Block::Definitions(vec![Definition { term: self.say.minutes_stamp(), lines }]))
    }

    /// What one machine opened, and when.
    fn machine(&self, shard: &ShardRun) -> String {
        let (opened, found) = (number::whole(self.lang, shard.opened), number::whole(self.lang, shard.found));
        let (from, to) = (self.instant(shard.started_at), self.instant(shard.finished_at));
        self.say.minutes_machine(shard.shard.to_string(), &shard.host, opened, found, from, to)
    }

    /// Entries of the journal that are earlier than those before them.
    fn backwards(&self) -> Option<Block<'_>> {
        let say = self.say;
        let line = |back: &Backwards| {
            let (at, before) = (self.instant(back.at), self.instant(back.before));
            say.journal_backwards(number::whole(self.lang, back.seq), at, before)
        };
        let lines: Vec<String> = self.backwards.iter().map(line).collect();
        (!lines.is_empty())
            .then(|| Block::Note(Note { tone: Tone::Warn, title: say.minutes_backwards(), lines }))
    }

    fn instant(&self, at: Timestamp) -> String {
        number::instant(self.lang, at, self.zone)
    }

    fn local(&self, at: Timestamp) -> String {
        number::local(self.lang, at, self.zone)
    }
}
