//! The registry's journal, and whether it is intact.

use maud::html;
use plis::{
    desk::{JournalPage, ReadJournal},
    report::document::Tone,
    time::Zone,
};

use crate::{
    console::{
        page::{self, Place},
        parts,
        trouble::{Trouble, where_there_is_one},
        visit::{Answer, Visit},
        wording,
    },
    words::{entries::Entries, error::registry::difference, number},
};

/// Entries of a page.
const ROWS: u64 = 100;
/// Differences that are shown.
const SHOWN: usize = 20;

/// The last entries first.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let say = visit.say();
    let page = parts::page_number(visit);
    let whole = visit.entries_at_once();
    let asked = ReadJournal { page: u64::try_from(page).unwrap_or(u64::MAX), rows: ROWS, whole };
    let Some(read) = where_there_is_one(asked.run(&visit.desk()?))? else {
        let body = html! { p { (say.journal_empty()) } };
        return Ok(page::page(visit, Place::Journal, &say.console_journal_title(), &body));
    };
    let JournalPage { expected, entries, is_whole, damage, differences } = read;
    let mut words = Entries::new(visit.tongue());
    let pages = usize::try_from(expected.entries.div_ceil(ROWS)).unwrap_or(usize::MAX);
    let trouble = damage.map(|damage| Trouble::journal(damage).words(visit.tongue()));
    let body = html! {
        @match &trouble {
            Some((sentence, hint)) => div.alert.bad role="alert" { p { (sentence) } @if let Some(hint) = hint { p { (hint) } } },
            None if !is_whole => p { a href=(visit.at("/journal?tout=oui")) { (say.console_journal_all(number::whole(visit.lang(), expected.entries))) } },
            None if differences.is_empty() => {
                div.alert.good { p { (parts::tag(Tone::Good, &say.console_intact())) " " (wording::capitalized(&say.registry_check_whole(number::whole(visit.lang(), expected.entries)))) } }
            }
            None => {
                div.alert.bad role="alert" {
                    p { (wording::capitalized(&say.registry_differs(number::whole(visit.lang(), differences.len() as u64)))) }
                    ul.list { @for one in differences.iter().take(SHOWN) { li { (difference(one, say)) } } }
                    p { (wording::capitalized(&wording::on_screen(&say.registry_differs_hint()))) }
                }
            }
        }
        p.small { (say.journal_head(&expected.head)) }
        @if entries.is_empty() { p { (say.journal_empty()) } }
        @else {
            table.cards {
                thead { tr { th.number scope="col" { (say.minutes_column_number()) } th scope="col" { (say.journal_column_when(Zone::PARIS.name())) } th scope="col" { (say.journal_column_what()) } } }
                tbody {
                    @for entry in entries.iter().rev() {
                        @let (tone, sentence) = words.sentence(entry);
                        tr {
                            td.number data-label=(say.minutes_column_number()) { (number::whole(visit.lang(), entry.seq)) }
                            td data-label=(say.journal_column_when(Zone::PARIS.name())) { (number::local(visit.lang(), entry.at, Zone::PARIS)) }
                            td class=(parts::class(tone)) data-label=(say.journal_column_what()) { (wording::capitalized(&wording::on_screen(&sentence))) }
                        }
                    }
                }
            }
            (parts::pager(visit, "/journal", "", parts::page_number(visit), pages))
        }
    };
    Ok(page::page(visit, Place::Journal, &say.console_journal_title(), &body))
}
