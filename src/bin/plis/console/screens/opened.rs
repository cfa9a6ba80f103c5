//! An opening made: its rows, what to do next, its minutes.

use std::{
    collections::BTreeMap,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

use maud::{Markup, html};
use plis::{
    desk::ShowOpening,
    fsx,
    journal::Reader,
    opening::{
        Item, JOURNAL, MINUTES, REPORT,
        entry::Started,
        outcome::{Reason, Status},
    },
    registry::OpeningTold,
    report::{json, untrusted},
    time::Zone,
};

use super::shown;
use crate::{
    console::{
        page::{self, Place},
        parts::{self, form},
        trouble::{Trouble, where_there_is_one},
        visit::{Answer, Reply, Visit},
        wording,
    },
    words::{
        number,
        outcome::{self, Words},
    },
};

/// Rows that are shown.
const ROWS: usize = 500;
/// Octets of minutes that a page holds.
const PAPER: u64 = 64 << 20;

/// The screen of an opening that the registry knows, by the identifier of its run.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let Some(known) = known(visit)? else { return Ok(Reply::NotFound) };
    let say = visit.say();
    let path = format!("/ouvertures/{}", parts::segment(visit.part("run")));
    let body = html! {
        dl.facts {
            dt { (say.console_began()) } dd { (parts::two_clocks(visit, known.at, Zone::PARIS)) }
            @if let Some(reference) = &known.started.consultation { dt { (say.console_consultation_word()) } dd { (shown::consultation_link(visit, reference)) } }
            @if !known.started.openers.is_empty() { dt { (say.console_openers()) } dd { (parts::name(&known.started.openers.join(", "))) } }
            dt { (say.console_output_folder()) } dd { (untrusted::text(&known.started.folder)) }
        }
        @if known.ended.is_none() {
            div.alert.warn {
                p { (say.console_unfinished_why()) }
                p { a.button href=(visit.at(&resuming(&known))) { (say.console_resume()) } }
            }
        }
        @match folder(visit, Path::new(&known.started.folder), &path) {
            Ok(shown) => { (shown) (form(visit, &format!("{path}/dossier"), &html! { button.quiet type="submit" { (say.console_show_folder()) } })) }
            Err(trouble) => {
                @let (sentence, hint) = trouble.words(visit.tongue());
                div.alert.bad { p { (sentence) } @if let Some(hint) = hint { p { (hint) } } }
            }
        }
    };
    Ok(page::page(visit, Place::Opening, &say.console_opening_made(), &body))
}

/// Its minutes.
pub(in crate::console) fn minutes_of(visit: &Visit) -> Answer {
    match known(visit)? {
        Some(known) => minutes(Path::new(&known.started.folder)),
        None => Ok(Reply::NotFound),
    }
}

/// Its folder, in the file manager.
pub(in crate::console) fn folder_of(visit: &Visit) -> Answer {
    let Some(known) = known(visit)? else { return Ok(Reply::NotFound) };
    visit.console.bench.show(PathBuf::from(&known.started.folder));
    Ok(Reply::See(visit.at(&format!("/ouvertures/{}", parts::segment(visit.part("run"))))))
}

/// Where an opening that was cut is gone on with: what its folder says of how it began is filled in.
pub(super) fn resuming(known: &OpeningTold) -> String {
    let started = &known.started;
    let began = began(Path::new(&started.folder), &started.run);
    let root = began.as_ref().and_then(|began| match &began.roots[..] {
        [root] => Some(root.as_str()),
        // The wizard has one.
        _ => None,
    });
    let openers = started.openers.join(", ");
    let fields = [
        ("sortie", Some(started.folder.as_str())),
        ("consultation", started.consultation.as_deref()),
        ("plis", root),
        ("registre", began.as_ref().and_then(|began| began.register.as_deref())),
        ("ouvreurs", Some(openers.as_str())),
    ];
    let fields =
        fields.iter().filter_map(|(name, value)| Some(format!("{name}={}", parts::segment((*value)?))));
    format!("/ouverture?{}", fields.collect::<Vec<_>>().join("&"))
}

/// How a run began, as its folder tells; nothing where that cannot be read.
fn began(folder: &Path, run: &str) -> Option<Started> {
    let source = BufReader::new(File::open(folder.join(JOURNAL)).ok()?);
    Reader::new(source)
        .map_while(Result::ok)
        .filter_map(|located| located.entry.parse::<Started>().ok())
        .find(|began| began.run == run)
}

fn known(visit: &Visit) -> Result<Option<OpeningTold>, Trouble> {
    let asked = ShowOpening { run: visit.part("run").to_owned() };
    Ok(where_there_is_one(asked.run(&visit.desk()?, &visit.console.lookout))?.flatten())
}

/// The minutes of a folder, sealed: nothing in them runs, leads or sends anywhere.
pub(super) fn minutes(folder: &Path) -> Answer {
    let path = folder.join(MINUTES);
    match fsx::read_bounded(&path, PAPER) {
        Ok(octets) => Ok(Reply::Sealed(octets)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Reply::NotFound),
        Err(error) => Err(Trouble::read(path, error)),
    }
}

/// What a reader of the rows gathers.
#[derive(Default)]
struct Seen {
    rows: Vec<Item>,
    troubled: usize,
    advice: BTreeMap<(usize, String), u64>,
}

/// What a folder of an opening holds; `path` is where its screen is.
pub(super) fn folder(visit: &Visit, folder: &Path, path: &str) -> Result<Markup, Trouble> {
    let say = visit.say();
    let report = folder.join(REPORT);
    let wrong = |error| Trouble::read(report.clone(), error);
    let source = BufReader::new(File::open(&report).map_err(wrong)?);
    let troubled_only = visit.query("voir") == "problemes";
    let mut seen = Seen::default();
    let (head, tail) = json::read(source, &mut |_, item| {
        seen.take(item, troubled_only);
        Ok(())
    })
    .map_err(wrong)?;
    let zone = head.consultation.as_ref().and_then(|row| row.timezone.parse().ok()).unwrap_or(Zone::PARIS);
    let words = Words { lang: visit.lang(), say, keys: &head.keys, zone };
    for item in &seen.rows {
        if let Some(hint) = words.hint(item) {
            let order = item.reason.map_or(0, |reason| reason as usize);
            *seen.advice.entry((order, hint)).or_insert(0) += 1;
        }
    }
    let summary = &tail.summary;
    let whole = |count| number::whole(visit.lang(), count);
    Ok(html! {
        ul.figures {
            li { strong { (whole(summary.opened + summary.already_opened)) } (say.console_figure_opened()) }
            li class=(if summary.refused > 0 { "warn" } else { "" }) { strong { (whole(summary.refused)) } (say.console_figure_refused()) }
            li class=(if summary.failed > 0 { "bad" } else { "" }) { strong { (whole(summary.failed + summary.cancelled)) } (say.console_figure_failed()) }
        }
        @if !seen.advice.is_empty() {
            section {
                h2 { (say.console_what_next()) }
                ul.list { @for ((_, hint), count) in &seen.advice { @let hint = wording::on_screen(hint); @if !hint.is_empty() { li { (wording::capitalized(&hint)) " (" (whole(*count)) ")" } } } }
            }
        }
        section {
            h2 { (say.console_minutes()) }
            p { a href=(visit.at(&format!("{path}/proces-verbal"))) target="_blank" rel="noopener" { (say.console_minutes_print()) } }
            iframe src=(visit.at(&format!("{path}/proces-verbal"))) title=(say.console_minutes()) sandbox="" {}
        }
        section {
            h2 { (say.console_rows()) }
            p {
                @if troubled_only { a href=(visit.at(path)) { (say.console_rows_all()) } }
                @else if seen.troubled > 0 { a href=(visit.at(&format!("{path}?voir=problemes"))) { (say.console_rows_troubled(whole(seen.troubled as u64))) } }
            }
            table.cards {
                thead { tr { th scope="col" { (say.console_column_envelope()) } th scope="col" { (say.consultation_column_state()) } th scope="col" { (say.console_column_message()) } } }
                tbody { @for item in seen.rows.iter().take(ROWS) { (row(visit, &words, item)) } }
            }
            @if seen.rows.len() > ROWS { p.small { (say.console_rows_more(whole((seen.rows.len() - ROWS) as u64))) } }
        }
        p { (say.console_output_folder()) " " code { (untrusted::path(folder)) } }
    })
}

impl Seen {
    fn take(&mut self, item: Item, troubled_only: bool) {
        let fine = matches!(item.status, Status::Opened | Status::AlreadyOpened | Status::Openable);
        let troubled = !fine && item.reason != Some(Reason::OtherEnvelope);
        self.troubled += usize::from(troubled);
        if troubled || !troubled_only {
            self.rows.push(item);
        }
    }
}

fn row(visit: &Visit, words: &Words<'_>, item: &Item) -> Markup {
    let say = visit.say();
    let who = item.company.as_deref().map(parts::name);
    html! {
        tr {
            th scope="row" data-label=(say.console_column_envelope()) { span { (parts::name(outcome::path_below_root(item))) @if let Some(who) = who { br; small { (who) } } } }
            td data-label=(say.consultation_column_state()) { span { (parts::tag(outcome::tone(item), &words.status(item.status))) } }
            td data-label=(say.console_column_message()) { (words.sentence(item)) }
        }
    }
}
