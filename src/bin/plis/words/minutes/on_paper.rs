//! The deposits on paper that the register lists: opened by hand, not here.

use plis::{
    opening::report::PaperDeposit,
    register::State,
    report::{
        document::{Block, Column, Line, Row, Table, Tone},
        untrusted,
    },
};

use super::{Minutes, capitalized};

impl Minutes<'_> {
    /// A table of them, where there is one.
    pub(super) fn on_paper(&self) -> Vec<Block<'_>> {
        let (say, deposits) = (self.say, &self.tail.paper);
        if deposits.is_empty() {
            return Vec::new();
        }
        let table = Table {
            caption: say.minutes_paper_caption(),
            columns: vec![
                Column::text(say.minutes_column_company()).share(30),
                Column::text(say.minutes_column_envelope()).share(22),
                Column::text(say.minutes_column_deposit()).share(20),
                Column::text(say.minutes_column_remarks()).share(28),
            ],
            rows: Box::new(deposits.iter().map(|deposit| Ok(self.paper_deposit(deposit)))),
            empty: String::new(),
        };
        vec![Block::Heading(say.minutes_paper()), Block::Table(table)]
    }

    fn paper_deposit(&self, deposit: &PaperDeposit) -> Row {
        let say = self.say;
        let mut who = vec![Line::strong(deposit.company.as_deref().unwrap_or("–"))];
        who.extend(deposit.pli.iter().map(|pli| Line::small(say.minutes_pli(pli))));
        let kind = deposit.envelope.map(|kind| self.words().kind(kind));
        let lot = deposit.lot.as_ref().map(|lot| self.words().lot(lot));
        let parts: Vec<String> = [kind, lot].into_iter().flatten().collect();
        let what = if parts.is_empty() { "–".to_owned() } else { parts.join(", ") };
        let received = deposit.deposited_at.map_or_else(|| "–".to_owned(), |at| self.local(at));
        let state = match deposit.state {
            State::Withdrawn => Some(say.register_state_withdrawn()),
            State::Replaced => Some(say.register_state_replaced()),
            State::SetAside => Some(say.register_state_set_aside()),
            State::Deposited => None,
        };
        let warned = |text: String| Line::strong(capitalized(&text)).tone(Tone::Warn);
        let mut remarks: Vec<Line> = state.map(warned).into_iter().collect();
        if deposit.to_the_minute {
            remarks.push(warned(say.minutes_paper_unsure()));
        } else if deposit.late {
            remarks.push(warned(say.case_late()));
        }
        let columns = deposit.register_columns.iter().filter(|(name, _)| !name.is_empty());
        remarks.extend(columns.map(|(name, text)| {
            Line::small(say.minutes_paper_column(untrusted::text(name), untrusted::text(text)))
        }));
        if remarks.is_empty() {
            remarks.push(Line::plain("–"));
        }
        let tone = if deposit.late || deposit.state != State::Deposited { Tone::Warn } else { Tone::Plain };
        Row { tone, cells: vec![who.into(), what.into(), received.into(), remarks.into()] }
    }
}
