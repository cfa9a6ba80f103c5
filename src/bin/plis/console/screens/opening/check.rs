//! How it was understood, whose keys open it, and their passwords: the second page of the wizard.

use std::path::Path;

use maud::{Markup, html};
use plis::{register::Register, report::untrusted};

use super::{carried, keys, wanted::Wanted};
use crate::{
    console::{
        page::{self, Place},
        parts::{self, Wrong, form},
        screens::shown,
        visit::{Reply, Visit},
    },
    words::number,
};

/// The page; with what was refused of it.
pub(super) fn show(visit: &Visit, wanted: &Wanted, wrong: Option<&Wrong>) -> Reply {
    let say = visit.say();
    let ahead = wanted.consultation.as_ref().filter(|one| visit.now().meets(one.deadline));
    let body = html! {
        (parts::summary(visit, wrong))
        dl.facts {
            dt { (say.console_place_of_plis()) } dd { @if wanted.plis.is_dir() && visit.console.staging.batch_of(&wanted.plis).is_some() { (say.console_dropped()) } @else { (place_of(visit, &wanted.plis)) } }
            @if let Some(one) = &wanted.consultation {
                dt { (say.console_consultation_word()) } dd { (parts::name(&one.reference)) @if let Some(title) = &one.title { " – " (parts::name(title)) } }
                dt { (say.consultation_column_deadline()) } dd { (parts::two_clocks(visit, one.deadline, one.zone)) }
            }
            dt { (say.console_output_folder()) } dd { (untrusted::path(&wanted.output)) }
            @if let Some(motif) = visit.form().given("motif") { dt { (say.console_motif()) } dd { (parts::name(motif)) } }
        }
        @if let Some((path, register)) = &wanted.register { (preview(visit, path, register)) }
        @if let Some(one) = ahead { div.alert.warn { p { (say.console_before_deadline(shown::instant(visit, one.deadline, one.zone))) } } }
        section {
            h2 { (say.console_keys_and_passwords()) }
            (form(visit, "/ouverture", &html! {
                (carried(visit))
                (keys::fields(visit, &wanted.held, wrong))
                div.actions {
                    button type="submit" name="etape" value="repeter" { (say.console_rehearse()) }
                    @if ahead.is_none() { button.danger type="submit" name="etape" value="ouvrir" { (say.console_open()) } }
                    button.quiet type="submit" name="etape" value="choix" formnovalidate { (say.console_back()) }
                }
                p.small { (say.console_rehearse_why()) }
            }))
        }
    };
    let title = say.console_new_opening();
    match wrong {
        None => page::page(visit, Place::Opening, &title, &body),
        Some(_) => page::refused(visit, Place::Opening, &title, &body),
    }
}

/// A path as people know it: of what was sent in, the name.
fn place_of(visit: &Visit, path: &Path) -> String {
    match path.file_name() {
        Some(name) if visit.console.staging.batch_of(path).is_some() => untrusted::path(Path::new(name)),
        _ => untrusted::path(path),
    }
}

fn preview(visit: &Visit, path: &Path, register: &Register) -> Markup {
    let say = visit.say();
    let layout = register.layout();
    let count = |rows: usize| number::whole(visit.lang(), rows as u64);
    html! {
        section {
            h2 { (say.console_register()) }
            p { (place_of(visit, path)) " – " (layout.format.name()) " – " (say.console_register_rows(count(register.rows().len()), count(register.paper().len()))) }
            table.cards {
                caption.hint { (say.console_register_understood()) }
                thead { tr { th scope="col" { (say.console_heading()) } th scope="col" { (say.console_understood_as()) } } }
                tbody {
                    @for heading in &layout.headings {
                        tr { td data-label=(say.console_heading()) { (parts::name(&heading.text)) } td data-label=(say.console_understood_as()) { @match heading.means { Some(means) => code { (means) }, None => (say.console_only_kept()) } } }
                    }
                }
            }
        }
    }
}
