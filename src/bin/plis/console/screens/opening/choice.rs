//! Where the plis are, and what is known of them: the first page of the wizard.

use maud::{Markup, html};
use plis::{desk::consultations::NearConsultations, registry::ConsultationRecord};

use super::CASES;
use crate::console::{
    page::{self, Place},
    parts::{self, Field, Wrong},
    screens::shown,
    trouble::{Trouble, where_there_is_one},
    visit::{Answer, Visit},
};

/// Consultations that are proposed.
const CONSULTATIONS: usize = 100;

/// The page; with what was refused of it.
pub(super) fn show(visit: &Visit, wrong: Option<&Wrong>) -> Answer {
    let say = visit.say();
    // What was just chosen among the folders comes before what was typed.
    let chosen_now = |name: &str| visit.form().given(&format!("choisi-{name}"));
    let typed = |name: &'static str| {
        chosen_now(name).or_else(|| visit.form().given(name)).unwrap_or_else(|| visit.query(name))
    };
    let body = html! {
        (parts::summary(visit, wrong))
        p { (say.console_opening_why()) }
        (parts::form_with_files(visit, "/ouverture", &html! {
            // What Enter does: the first button of a form is the one it presses.
            button.unseen type="submit" name="etape" value="cles" tabindex="-1" aria-hidden="true" { (say.console_continue()) }
            (chosen(visit, "plis", say.console_place_of_plis(), say.console_place_of_plis_hint(), typed("plis"), wrong))
            (dropped("depot", &say.console_drop_plis(), true))
            (chosen(visit, "registre", say.console_register(), say.console_register_hint(), typed("registre"), wrong))
            (dropped("depot-registre", &say.console_drop_register(), false))
            (consultations(visit, typed("consultation"), wrong)?)
            (Field::text("ouvreurs", say.console_openers(), typed("ouvreurs")).hint(say.console_openers_hint()).show(wrong))
            details open[wrong.is_some_and(|wrong| ["cles", "secours", "sortie", "motif", "limite"].contains(&wrong.field)) || !typed("sortie").is_empty()] {
                summary { (say.console_more()) }
                div {
                    (chosen(visit, "sortie", say.console_output_folder(), say.console_output_hint(), typed("sortie"), wrong))
                    (chosen(visit, "cles", say.console_key_files(), say.console_key_files_hint(), typed("cles"), wrong))
                    (chosen(visit, "secours", say.console_emergency_files(), say.console_emergency_files_hint(), typed("secours"), wrong))
                    (Field::text("limite", say.console_deadline(), typed("limite")).kind("datetime-local").hint(say.console_deadline_opening_hint()).show(wrong))
                    (Field::text("motif", say.console_motif(), typed("motif")).hint(say.console_motif_hint()).show(wrong))
                    fieldset {
                        legend { (say.console_accept()) }
                        p.hint { (say.console_accept_hint()) }
                        @for case in CASES { (parts::tick("accepter", case, &accepted(visit, case), visit.form().all("accepter").any(|one| one == case))) }
                    }
                }
            }
            button type="submit" name="etape" value="cles" { (say.console_continue()) }
        }))
    };
    let title = say.console_new_opening();
    Ok(match wrong {
        None => page::page(visit, Place::Opening, &title, &body),
        Some(_) => page::refused(visit, Place::Opening, &title, &body),
    })
}

fn accepted(visit: &Visit, case: &str) -> String {
    let say = visit.say();
    match case {
        "late" => say.console_accept_late(),
        "superseded" => say.console_accept_superseded(),
        "withdrawn" => say.console_accept_withdrawn(),
        _ => say.console_accept_altered(),
    }
}

/// A path to type, or to look for among the folders of this machine.
fn chosen(
    visit: &Visit,
    name: &'static str,
    label: String,
    hint: String,
    value: &str,
    wrong: Option<&Wrong>,
) -> Markup {
    let field = Field::text(name, label, value).hint(hint);
    html! {
        div.path {
            (field.show(wrong))
            // Files that were chosen stay here.
            button.quiet type="submit" name="champ" value=(name) formaction=(visit.at("/ouverture/parcourir")) formenctype="application/x-www-form-urlencoded" formnovalidate { (visit.say().console_browse()) }
        }
    }
}

/// Where files can be dropped, or chosen: a browser does both without a script.
fn dropped(name: &'static str, label: &str, several: bool) -> Markup {
    html! {
        div.field.drop {
            label for=(name) { (label) }
            input #(name) name=(name) type="file" multiple[several];
        }
    }
}

fn consultations(visit: &Visit, chosen: &str, wrong: Option<&Wrong>) -> Result<Markup, Trouble> {
    let say = visit.say();
    let near = where_there_is_one(NearConsultations { most: CONSULTATIONS }.run(&visit.desk()?))?;
    let (launched, more) = near.unwrap_or_default();
    let known = |one: &ConsultationRecord| {
        let deadline = say.console_deadline_of(shown::instant(visit, one.deadline, one.zone));
        format!("{} – {deadline}", parts::name(&one.reference))
    };
    if more || launched.iter().all(|one| one.reference != chosen) && !chosen.is_empty() {
        // Too many for a list: its reference is typed, and the nearest are proposed.
        return Ok(html! {
            (Field::text("consultation", say.console_consultation_word(), chosen).hint(say.console_consultation_opening_hint()).list().show(wrong))
            datalist #consultation-liste { @for one in &launched { option value=(one.reference) { (known(one)) } } }
        });
    }
    Ok(html! {
        div.field.wrong[wrong.is_some_and(|wrong| wrong.field == "consultation")] {
            label for="consultation" { (say.console_consultation_word()) }
            p.hint { (say.console_consultation_opening_hint()) }
            (parts::beside("consultation", wrong.filter(|wrong| wrong.field == "consultation")))
            select #consultation name="consultation" {
                option value="" { (say.console_consultation_none()) }
                @for one in &launched {
                    option value=(one.reference) selected[one.reference == chosen] { (known(one)) }
                }
            }
        }
    })
}
