//! What needs attention today.

use std::path::Path;

use maud::{Markup, html};
use plis::{
    audit::{Audit, Thresholds, finding::Severity},
    desk::Overview,
    registry::{ConsultationRecord, OpeningTold},
    report::{audit::Sentences as _, document::Tone, untrusted},
    time::Zone,
};

use super::{opened, shown, watch};
use crate::{
    console::{
        page::{self, Place},
        parts,
        trouble::where_there_is_one,
        visit::{Answer, Visit},
        wording,
    },
    words::{
        findings::{self, Telling},
        number,
    },
};

/// Rows of each list.
const SHOWN: usize = 5;
/// What is read of each: openings that were cut are looked for among more than are shown.
const RECENT: usize = 50;

/// Findings by severity, next deadlines, last openings.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let say = visit.say();
    let asked = visit.console.lookout.agenda(&visit.desk()?, &Thresholds::default(), RECENT);
    let body = match where_there_is_one(asked)? {
        None => first(visit),
        Some((seen, agenda)) => {
            let openings = openings(visit, &agenda.openings);
            if seen.is_empty() {
                html! { (cut(visit, &agenda.openings)) (first(visit)) (openings) }
            } else {
                let Overview { snapshot, audit } = &*seen;
                let telling = Telling { tongue: visit.tongue(), snapshot, audit };
                html! {
                    (cut(visit, &agenda.openings))
                    (figures(visit, audit))
                    (attention(visit, &telling))
                    (deadlines(visit, &agenda.deadlines))
                    (openings)
                }
            }
        }
    };
    let body = html! {
        div.actions { a.button href=(visit.at("/ouverture")) { (say.console_new_opening()) } }
        (running(visit))
        (body)
    };
    Ok(page::page(visit, Place::Home, &say.console_home(), &body))
}

/// Nothing is there yet: the way in.
fn first(visit: &Visit) -> Markup {
    let say = visit.say();
    html! {
        p { (say.console_first()) }
        ol.list {
            li { a href=(visit.at("/cles/ajouter")) { (say.console_first_key()) } " " (say.console_first_key_why()) }
            li { a href=(visit.at("/cles/ajouter?role=emergency")) { (say.console_first_emergency()) } " " (say.console_first_emergency_why()) }
            li { a href=(visit.at("/consultations/creer")) { (say.console_first_consultation()) } " " (say.console_first_consultation_why()) }
        }
    }
}

fn figures(visit: &Visit, audit: &Audit) -> Markup {
    let (say, lang) = (visit.say(), visit.lang());
    let summary = &audit.summary;
    let figure = |number: u64, class: &str, word: String, path: &str| {
        let class = if number == 0 { "" } else { class };
        html! { li class=(class) { a href=(visit.at(path)) { strong { (number::whole(lang, number)) } (word) } } }
    };
    html! {
        ul.figures {
            (figure(summary.critical, "bad", say.console_figure_critical(), "/audit"))
            (figure(summary.warning, "warn", say.console_figure_warning(), "/audit"))
            (figure(summary.keys, "", say.console_figure_keys(), "/cles"))
            (figure(summary.consultations, "", say.console_figure_consultations(), "/consultations"))
        }
    }
}

fn attention(visit: &Visit, telling: &Telling<'_>) -> Markup {
    let say = visit.say();
    let grave: Vec<_> =
        telling.audit.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
    html! {
        section {
            h2 { (say.console_attention()) }
            @if grave.is_empty() { div.alert.good { p { (wording::capitalized(&say.audit_nothing())) } } }
            @for finding in grave.iter().take(SHOWN) {
                div class={ "alert " (parts::class(tone(finding.severity))) } {
                    p { strong { (findings::severity(finding.severity, say)) " – " } (wording::capitalized(&wording::on_screen(&telling.message(finding)))) (shown::key_of(visit, telling, finding)) }
                    p { (wording::capitalized(&wording::on_screen(&telling.remedy(finding)))) }
                }
            }
            @if grave.len() > SHOWN { p { a href=(visit.at("/audit")) { (say.console_all_findings(number::whole(visit.lang(), grave.len() as u64))) } } }
        }
    }
}

/// The tone of a severity.
pub(super) const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Info => Tone::Quiet,
        Severity::Warning => Tone::Warn,
        Severity::Critical => Tone::Bad,
    }
}

fn deadlines(visit: &Visit, ahead: &[ConsultationRecord]) -> Markup {
    let say = visit.say();
    html! {
        section {
            h2 { (say.console_next_deadlines()) }
            @if ahead.is_empty() { p { (say.console_no_deadline()) } }
            @else {
                table.cards {
                    thead { tr { th scope="col" { (say.consultation_column_reference()) } th scope="col" { (say.consultation_column_title()) } th scope="col" { (say.consultation_column_deadline()) } th scope="col" { (say.consultation_column_state()) } } }
                    tbody {
                        @for one in ahead.iter().take(SHOWN) {
                            tr {
                                th scope="row" data-label=(say.consultation_column_reference()) { (shown::consultation_link(visit, &one.reference)) }
                                td data-label=(say.consultation_column_title()) { (parts::name(one.title.as_deref().unwrap_or_default())) }
                                td data-label=(say.consultation_column_deadline()) { (parts::two_clocks(visit, one.deadline, one.zone)) }
                                td data-label=(say.consultation_column_state()) { (shown::consultation_state(say, one.state)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is at work in this console, whoever began it in which tab.
fn running(visit: &Visit) -> Markup {
    let say = visit.say();
    let runs: Vec<_> = visit.console.bench.runs().into_iter().filter(|run| !run.is_over()).collect();
    html! {
        @if !runs.is_empty() {
            section {
                h2 { (say.console_running_now()) }
                ul.list { @for run in &runs { li { a href=(visit.at(&watch::path(run))) { (run.order.consultation.as_deref().map_or_else(|| untrusted::path(&run.order.output), parts::name)) } } } }
            }
        }
    }
}

/// Openings that nothing says the end of, and none of which this console is at: the last of each folder.
fn cut(visit: &Visit, told: &[OpeningTold]) -> Markup {
    let say = visit.say();
    let runs = visit.console.bench.runs();
    let at_work =
        |folder: &str| runs.iter().any(|run| !run.is_over() && run.order.output == Path::new(folder));
    // The last comes first.
    let is_last = |at: usize, one: &OpeningTold| {
        told[..at].iter().all(|later| later.started.folder != one.started.folder)
    };
    let cut = told
        .iter()
        .enumerate()
        .filter(|(at, one)| one.ended.is_none() && is_last(*at, one) && !at_work(&one.started.folder));
    html! {
        @for (_, one) in cut.take(SHOWN) {
            div.alert.warn {
                p { strong { (say.console_opening_cut_title(one.started.consultation.as_deref().map_or_else(|| untrusted::text(&one.started.folder), parts::name))) } }
                p { (say.console_unfinished_why()) }
                p { a.button href=(visit.at(&opened::resuming(one))) { (say.console_resume()) } }
            }
        }
    }
}

fn openings(visit: &Visit, told: &[OpeningTold]) -> Markup {
    let say = visit.say();
    let line = |one: &OpeningTold| {
        let at = shown::instant(visit, one.at, Zone::PARIS);
        let folder = untrusted::text(&one.started.folder);
        html! {
            li {
                @if let Some(reference) = &one.started.consultation { (shown::consultation_link(visit, reference)) " – " }
                a href=(visit.at(&format!("/ouvertures/{}", parts::segment(&one.started.run)))) { (say.consultation_run(at, folder)) }
                @if one.ended.is_none() { " " (parts::tag(Tone::Warn, &say.console_opening_unfinished())) }
            }
        }
    };
    html! {
        @if !told.is_empty() {
            section {
                h2 { (say.console_last_openings()) }
                ul.list { @for one in told.iter().take(SHOWN) { (line(one)) } }
            }
        }
    }
}
