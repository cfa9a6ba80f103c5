//! An opening while it runs, and what came of it.

use maud::{Markup, html};
use plis::report::untrusted;

use super::opened;
use crate::{
    console::{
        page::{self, Place},
        parts::{self, form},
        run::{End, Run, State},
        trouble::Trouble,
        visit::{Answer, Reply, Visit},
        wording,
    },
    words::{Tongue, number},
};

/// The screen of one opening of this console.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let Some(run) = visit.console.bench.run(visit.part("numero")) else { return Ok(Reply::NotFound) };
    let state = run.state();
    let say = visit.say();
    let title = match (run.order.rehearsal, state.end.is_some()) {
        (true, false) => say.console_rehearsal_running(),
        (true, true) => say.console_rehearsal_done(),
        (false, false) => say.console_opening_running(),
        (false, true) => say.console_opening_done(),
    };
    let body = match &state.end {
        None => running(visit, &run, &state),
        Some(end) => ended(visit, &run, &state, end)?,
    };
    Ok(match state.end {
        None => page::changing(visit, Place::Opening, &title, &body),
        Some(_) => page::page(visit, Place::Opening, &title, &body),
    })
}

/// In good order: what is being opened is finished, and the rest is left for the next run.
#[expect(clippy::unnecessary_wraps, reason = "every screen answers so")]
pub(in crate::console) fn stop(visit: &Visit) -> Answer {
    let Some(run) = visit.console.bench.run(visit.part("numero")) else { return Ok(Reply::NotFound) };
    visit.console.bench.stop(&run);
    Ok(Reply::See(visit.at(&path(&run))))
}

/// The folder, in the file manager.
#[expect(clippy::unnecessary_wraps, reason = "every screen answers so")]
pub(in crate::console) fn folder(visit: &Visit) -> Answer {
    let Some(run) = visit.console.bench.run(visit.part("numero")) else { return Ok(Reply::NotFound) };
    visit.console.bench.show(run.order.output.clone());
    Ok(Reply::See(visit.at(&path(&run))))
}

/// The minutes, as a document of their own.
pub(in crate::console) fn minutes(visit: &Visit) -> Answer {
    let Some(run) = visit.console.bench.run(visit.part("numero")) else { return Ok(Reply::NotFound) };
    opened::minutes(&run.order.output)
}

/// Where the screen of an opening is.
pub(in crate::console) fn path(run: &Run) -> String {
    format!("/ouverture/suivi/{}", run.number)
}

/// What changes while it runs, by the place it stands in.
pub(in crate::console) fn texts(tongue: Tongue<'_>, state: &State) -> Vec<(&'static str, String)> {
    let (say, lang) = (tongue.say, tongue.lang);
    let (speed, left) = state.speed();
    let left =
        left.filter(|_| state.bytes > 0).map_or_else(|| "–".to_owned(), |left| number::duration(lang, left));
    vec![
        (
            "plis",
            say.console_done_of(number::whole(lang, state.done_items), number::whole(lang, state.items)),
        ),
        (
            "octets",
            say.console_done_of(number::size(lang, state.done_bytes()), number::size(lang, state.bytes)),
        ),
        ("vitesse", say.console_per_second(number::size(lang, speed))),
        ("reste", left),
    ]
}

fn running(visit: &Visit, run: &Run, state: &State) -> Markup {
    let say = visit.say();
    let names = [
        say.console_envelopes_done(),
        say.console_octets_done(),
        say.console_speed(),
        say.console_time_left(),
    ];
    html! {
        // Without a script the page looks again by itself.
        noscript { p { a href=(visit.at(&path(run))) { (say.console_look_again()) } } }
        script src=(visit.at("/live.js")) defer {}
        div data-live=(visit.at(&format!("{}/direct?depuis={}", path(run), state.done_items))) {
            progress #avancement max=(state.bytes.max(1)) value=(state.done_bytes()) aria-label=(say.console_progress()) {}
            dl.facts { @for (name, (id, text)) in names.iter().zip(texts(visit.tongue(), state)) { dt { (name) } dd id=(id) { (text) } } }
            (form(visit, &format!("{}/interrompre", path(run)), &html! { button.danger type="submit" { (say.console_interrupt()) } }))
            p.small { (say.console_interrupt_why()) }
            h2 #titre-lignes { (say.console_rows()) }
            div.scrolls tabindex="0" role="log" aria-labelledby="titre-lignes" {
                ol.rows #lignes reversed {
                @for row in state.rows.iter().rev() { li class=(parts::class(row.tone)) { (row.text) } }
                }
            }
        }
        p.small { (say.console_output_folder()) " " (untrusted::path(&run.order.output)) }
    }
}

fn ended(visit: &Visit, run: &Run, state: &State, end: &End) -> Result<Markup, Trouble> {
    let say = visit.say();
    let tone = match end.code {
        Some(0) => "good",
        Some(3 | 130) => "warn",
        _ => "bad",
    };
    let said: Vec<String> = end
        .said
        .lines()
        .map(|line| wording::on_screen(&harmless(line)))
        .filter(|line| !line.trim().is_empty())
        .collect();
    let whole = state.summary.is_some();
    Ok(html! {
        div class={ "alert " (tone) } role=[(tone == "bad").then_some("alert")] {
            @if end.code.is_none() && said.is_empty() { p { (say.console_opening_cut()) } }
            @for line in &said { p { (wording::capitalized(line)) } }
        }
        @if run.order.rehearsal {
            @if whole { p { (say.console_rehearsal_why()) } (rows(visit, state)) }
        } @else if whole {
            (opened::folder(visit, &run.order.output, &path(run))?)
            (form(visit, &format!("{}/dossier", path(run)), &html! { button.quiet type="submit" { (say.console_show_folder()) } }))
        }
        div.actions { (again(visit, run, end)) a href=(visit.at("/")) { (say.console_back_home()) } }
    })
}

/// The form with what was typed: to open after a rehearsal, to resume, or to mend what was refused.
fn again(visit: &Visit, run: &Run, end: &End) -> Markup {
    let say = visit.say();
    let label = match (run.order.rehearsal, end.code) {
        (true, Some(0 | 3)) => say.console_open_now(),
        (_, Some(130) | None) => say.console_resume(),
        _ => say.console_open_again(),
    };
    form(
        visit,
        "/ouverture",
        &html! {
            @for (name, value) in &run.order.typed { input type="hidden" name=(name) value=(value); }
            button type="submit" name="etape" value="cles" { (label) }
        },
    )
}

fn rows(visit: &Visit, state: &State) -> Markup {
    html! {
        h2 #titre-lignes { (visit.say().console_rows()) }
        div.scrolls tabindex="0" role="region" aria-labelledby="titre-lignes" { ol.rows #lignes { @for row in &state.rows { li class=(parts::class(row.tone)) { (row.text) } } } }
    }
}

/// A line of the process, without the colours of a terminal.
fn harmless(line: &str) -> String {
    untrusted::text(line.trim_end())
}
