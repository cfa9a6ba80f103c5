//! The minutes of an opening (procès-verbal), composed from its report in either language.
//!
//! The rows pass twice: once for what stands above the table of envelopes and for their order of arrival, then
//! one by one while the document is written. What is held is a few octets a row. They come from the report, or,
//! at the end of a run, from where that takes them.

mod on_paper;
mod passed;
mod runs;

use std::io::{self, Write};

use plis::{
    audit::finding::{Code, Severity},
    opening::{
        Item, Rows,
        outcome::{Receipt, Status},
        paper::Papers,
        report::{Backwards, KeyRow},
        story::Story,
    },
    report::{
        csv::{CsvWriter, Dialect, Field},
        document::{Block, Cell, Column, Definition, Document, Line, Note, Row, Signatures, Table, Tone},
        json::{Head, Tail},
    },
    time::{Timestamp, Zone},
};

use serde_json::Value;

pub(crate) use self::passed::Passed;
use crate::words::{
    Lang, Messages, Tongue, entries, findings, number,
    outcome::{self, Words, capitalized},
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
        for item in story.rows.read()? {
            passed.take(&item?);
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
    fn items(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<Item>> + '_>> {
        let order = self.passed.order();
        let rows = match &self.rows {
            Source::Run(rows) => rows,
            Source::Journal(rows) => rows,
        };
        Ok(Box::new(rows.read_in(order)?))
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

    fn keys(&self) -> Block<'_> {
        let say = self.say;
        Block::Table(Table {
            caption: say.minutes_keys_caption(),
            columns: vec![
                Column::text(say.minutes_key()).share(26),
                Column::text(say.minutes_key_role()).share(14),
                Column::text(say.minutes_key_end()).share(24),
                Column::text(say.minutes_key_certificate()).share(36),
            ],
            rows: Box::new(self.head.keys.iter().map(|key| Ok(self.key(key)))),
            empty: say.minutes_no_key(),
        })
    }

    /// What the audit said of the keys. Its sentences stand in the language of the opening; in the other one,
    /// each finding has its name and its key.
    fn findings(&self) -> Block<'_> {
        let say = self.say;
        let same_language = self.head.language.as_deref() == Some(self.lang.code());
        let row = move |finding: &Value| {
            let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
            let severity = Severity::ALL.into_iter().find(|severity| severity.name() == text("severity"));
            let code = Code::ALL.into_iter().find(|code| code.name() == text("code"));
            let name = code.map_or_else(|| text("code"), |code| findings::name(code, say));
            let key = finding["key"]["name"].as_str();
            let title = [key, Some(name.as_str())].into_iter().flatten().collect::<Vec<_>>().join(" – ");
            let mut lines = vec![Line::strong(capitalized(&title))];
            if same_language {
                lines.extend([Line::plain(text("message")), Line::small(text("remedy"))]);
            }
            let tone = match severity {
                Some(Severity::Critical) => Tone::Bad,
                Some(Severity::Warning) => Tone::Warn,
                Some(Severity::Info) | None => Tone::Plain,
            };
            let severity =
                severity.map_or_else(|| text("severity"), |severity| findings::severity(severity, say));
            Row { tone, cells: vec![Line::strong(severity).tone(tone).into(), lines.into()] }
        };
        Block::Table(Table {
            caption: say.minutes_findings_caption(),
            columns: vec![
                Column::text(say.minutes_column_severity()).share(16),
                Column::text(say.minutes_column_finding()).share(84),
            ],
            rows: Box::new(self.tail.findings.iter().map(move |finding| Ok(row(finding)))),
            empty: String::new(),
        })
    }

    fn key(&self, key: &KeyRow) -> Row {
        let say = self.say;
        // A name that a certificate gives itself is no sentence of ours.
        let cn = key.subject_cn.as_deref().map(|cn| say.minutes_key_cn(outcome::quotable(cn)));
        let mut name = match (&key.name, &cn) {
            (None, Some(cn)) => vec![Line::strong(cn)],
            _ => vec![Line::strong(outcome::key_name(key))],
        };
        if key.name.is_some() && key.name != key.subject_cn {
            name.extend(cn.map(Line::small));
        }
        let mut end = vec![Line::plain(self.instant(key.not_after))];
        if key.earlier {
            end.push(Line::small(say.minutes_key_earlier()));
        }
        if key.expired {
            end.push(Line::strong(say.minutes_key_expired()).tone(Tone::Warn));
        }
        let issuer = outcome::quotable(key.issuer_cn.as_deref().unwrap_or("–"));
        let mut certificate = vec![
            Line::plain(say.minutes_key_issuer(issuer, &key.serial)),
            Line::small(say.minutes_key_bits(key.bits.to_string())),
            Line::code(&key.fingerprint),
        ];
        if key.trailing_octets > 0 {
            let count = number::whole(self.lang, key.trailing_octets);
            certificate.push(Line::small(say.minutes_key_trailing(count)));
        }
        Row {
            tone: Tone::Plain,
            cells: vec![name.into(), Cell::from(self.words().role(key.role)), end.into(), certificate.into()],
        }
    }

    fn not_opened(&self) -> Block<'_> {
        let say = self.say;
        Block::Table(Table {
            caption: say.minutes_not_opened_caption(),
            columns: vec![
                Column::text(say.minutes_column_reason()).share(28),
                Column::number(say.minutes_column_count()).share(10),
                Column::text(say.minutes_column_rule()).share(62),
            ],
            rows: Box::new(self.passed.troubles.values().map(|(reason, count)| {
                let words = self.words();
                let name = reason
                    .map_or_else(|| words.status(Status::Cancelled), |reason| words.reason_name(reason));
                Ok(Row::plain([
                    Line::strong(capitalized(&name)),
                    Line::plain(number::whole(self.lang, *count)),
                    Line::plain(words.explanation(*reason)),
                ]))
            })),
            empty: String::new(),
        })
    }

    /// Which case of the backup-copy rule applies (arrêté of 22 March 2019, annexe 6, article 2).
    fn backup_copies(&self) -> Option<Block<'_>> {
        let say = self.say;
        let whole = |count| number::whole(self.lang, count);
        let lines: Vec<String> = self
            .passed
            .backup_cases
            .iter()
            .map(|(case, count)| match case {
                1 => say.minutes_backup_malware(*count, whole(*count)),
                _ => say.minutes_backup_incomplete(*count, whole(*count)),
            })
            .collect();
        (!lines.is_empty())
            .then(|| Block::Note(Note { tone: Tone::Warn, title: say.minutes_backup(), lines }))
    }

    fn envelopes(&self) -> io::Result<Block<'_>> {
        let (say, known) = (self.say, self.passed.columns);
        let mut columns = vec![Column::number(say.minutes_column_number()).share(5)];
        if known.company {
            columns.push(Column::text(say.minutes_column_company()).share(20));
        }
        columns.push(Column::text(say.minutes_column_envelope()).share(if known.company { 26 } else { 40 }));
        if known.deposit {
            columns.push(Column::text(say.minutes_column_deposit()).share(14));
        }
        let left = 100 - columns.iter().map(|column| column.share).sum::<u8>();
        columns.push(Column::text(say.minutes_column_result()).share(left));
        let caption = if known.deposit {
            say.minutes_envelopes_caption(self.zone.name())
        } else {
            say.minutes_envelopes_caption_by_name()
        };
        let rows = (1..).zip(self.items()?).map(move |(number, item)| Ok(self.envelope(number, &item?)));
        Ok(Block::Table(Table { caption, columns, rows: Box::new(rows), empty: say.open_nothing_found() }))
    }

    fn envelope(&self, number: u64, item: &Item) -> Row {
        let (words, known) = (self.words(), self.passed.columns);
        let mut cells = vec![Cell::from(number::whole(self.lang, number))];
        if known.company {
            let mut lines = vec![Line::strong(item.company.as_deref().unwrap_or("–"))];
            lines.extend(item.pli.iter().map(|pli| Line::small(self.say.minutes_pli(pli))));
            cells.push(lines.into());
        }
        let mut file = Vec::new();
        if known.envelope {
            let lot = item.lot.as_ref().map(|lot| words.lot(lot));
            let parts: Vec<String> = [words.envelope(item), lot].into_iter().flatten().collect();
            if !parts.is_empty() {
                file.push(Line::strong(parts.join(", ")));
            }
        }
        file.push(Line::plain(outcome::file_name(item)));
        file.push(Line::small(outcome::path_below_root(item)));
        file.extend(self.digests(item));
        cells.push(file.into());
        if known.deposit {
            cells.push(item.deposited_at.map_or_else(|| "–".to_owned(), |at| self.local(at)).into());
        }
        cells.push(self.outcome(item, &words).into());
        let tone = outcome::tone(item);
        Row { tone: if tone == Tone::Good { Tone::Plain } else { tone }, cells }
    }

    /// Result, reason, integrity and digest.
    fn outcome(&self, item: &Item, words: &Words<'_>) -> Vec<Line> {
        let say = self.say;
        let mut lines = vec![Line::strong(capitalized(&words.status(item.status))).tone(outcome::tone(item))];
        lines.push(Line::plain(capitalized(&words.sentence_beside_keys(item))));
        let size = item.bytes_out.map(|octets| number::size(self.lang, octets));
        let integrity = words.integrity(item).map(|integrity| say.open_integrity(integrity));
        let facts: Vec<String> = [size, integrity, self.receipt(item)].into_iter().flatten().collect();
        if !facts.is_empty() {
            lines.push(Line::small(capitalized(&facts.join(", "))));
        }
        if let Some(case) = item.backup_copy_case {
            lines.push(Line::small(say.minutes_backup_case(case.to_string())).tone(Tone::Warn));
        }
        if let Some(digest) = &item.sha256 {
            lines.push(Line::small(say.minutes_sha256()));
            lines.push(Line::code(digest));
        }
        lines
    }

    /// The digest of what was read, of each block where it is in blocks: the first of many.
    fn digests(&self, item: &Item) -> Vec<Line> {
        const SHOWN: usize = 16;
        let Some(digests) = &item.sha256_in else { return Vec::new() };
        let mut lines = vec![Line::small(self.say.minutes_sha256_in())];
        lines.extend(digests.split(' ').take(SHOWN).map(Line::code));
        let more = digests.split(' ').skip(SHOWN).count();
        if more > 0 {
            let shown = number::whole(self.lang, more as u64);
            lines.push(Line::small(self.say.minutes_sha256_more(more, shown)));
        }
        lines
    }

    /// What the receipt says of the file, where there is one.
    fn receipt(&self, item: &Item) -> Option<String> {
        match item.receipt {
            Receipt::Intact => Some(self.say.minutes_receipt_intact()),
            Receipt::Altered => Some(self.say.minutes_receipt_altered()),
            Receipt::Unverifiable => None,
        }
    }

    fn key_of(&self, item: &Item) -> Option<&KeyRow> {
        let used = item.key.as_ref()?;
        self.head.keys.iter().find(|key| key.fingerprint == used.fingerprint)
    }

    fn instant(&self, at: Timestamp) -> String {
        number::instant(self.lang, at, self.zone)
    }

    fn local(&self, at: Timestamp) -> String {
        number::local(self.lang, at, self.zone)
    }
}
