//! The envelopes, one a row, and those that were not opened.

use std::io;

use plis::{
    opening::{
        Item,
        outcome::{Receipt, Status},
        report::KeyRow,
    },
    report::document::{Block, Cell, Column, Line, Note, Row, Table, Tone},
};

use super::Minutes;
use crate::words::{
    number,
    outcome::{self, Words, capitalized},
};

impl Minutes<'_> {
    pub(super) fn not_opened(&self) -> Block<'_> {
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
    pub(super) fn backup_copies(&self) -> Option<Block<'_>> {
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

    pub(super) fn envelopes(&self) -> io::Result<Block<'_>> {
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
        let rows =
            (1..).zip(self.items()?).map(move |(number, item)| item.map(|item| self.envelope(number, &item)));
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
    pub(super) fn receipt(&self, item: &Item) -> Option<String> {
        match item.receipt {
            Receipt::Intact => Some(self.say.minutes_receipt_intact()),
            Receipt::Altered => Some(self.say.minutes_receipt_altered()),
            Receipt::Unverifiable => None,
        }
    }

    pub(super) fn key_of(&self, item: &Item) -> Option<&KeyRow> {
        let used = item.key.as_ref()?;
        self.head.keys.iter().find(|key| key.fingerprint == used.fingerprint)
    }
}
