//! The registry's journal, and whether it is intact.

use maud::html;
use plis::{
    journal::{Damage, Entry, Reader},
    registry::Replay,
    report::document::Tone,
    time::Zone,
};

use crate::{
    console::{
        page::{self, Place},
        parts,
        trouble::Trouble,
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
    let Some(registry) = visit.registry()? else {
        let body = html! { p { (say.journal_empty()) } };
        return Ok(page::page(visit, Place::Journal, &say.console_journal_title(), &body));
    };
    let replay = registry.replay()?;
    let (expected, source) = registry.into_journal()?;
    let page = u64::try_from(parts::page_number(visit)).unwrap_or(u64::MAX);
    let last = expected.entries.saturating_sub((page - 1).saturating_mul(ROWS));
    let wanted = last.saturating_sub(ROWS)..last;
    let mut rows: Vec<Entry> = Vec::new();
    let mut damage: Option<Damage> = None;
    for located in Reader::new(source) {
        match located {
            Ok(located) if located.entry.seq > wanted.start && located.entry.seq <= wanted.end => {
                rows.push(located.entry);
            }
            Ok(_) => {}
            Err(found) => {
                damage = Some(found);
                break;
            }
        }
    }
    let mut words = Entries::new(visit.tongue());
    let pages = usize::try_from(expected.entries.div_ceil(ROWS)).unwrap_or(usize::MAX);
    let trouble = damage.map(|damage| Trouble::Journal(Box::new(damage)).words(visit.tongue()));
    let body = html! {
        @match (&trouble, &replay) {
            (Some((sentence, hint)), _) => div.alert.bad role="alert" { p { (sentence) } @if let Some(hint) = hint { p { (hint) } } },
            (None, Ok(Replay { differences, .. })) if differences.is_empty() => {
                div.alert.good { p { (parts::tag(Tone::Good, &say.console_intact())) " " (wording::capitalized(&say.registry_check_whole(number::whole(visit.lang(), expected.entries)))) } }
            }
            (None, Ok(Replay { differences, .. })) => {
                div.alert.bad role="alert" {
                    p { (wording::capitalized(&say.registry_differs(number::whole(visit.lang(), differences.len() as u64)))) }
                    ul.list { @for one in differences.iter().take(SHOWN) { li { (difference(one, say)) } } }
                    p { (wording::capitalized(&wording::on_screen(&say.registry_differs_hint()))) }
                }
            }
            (None, Err(_)) => {}
        }
        p.small { (say.journal_head(&expected.head)) }
        @if rows.is_empty() { p { (say.journal_empty()) } }
        @else {
            table.cards {
                thead { tr { th.number scope="col" { (say.minutes_column_number()) } th scope="col" { (say.journal_column_when(Zone::PARIS.name())) } th scope="col" { (say.journal_column_what()) } } }
                tbody {
                    @for entry in rows.iter().rev() {
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
