//! Consultations: the list, a new one, a list from elsewhere.

use std::path::PathBuf;

use maud::{Markup, html};
use plis::{
    desk::{
        GivenFile,
        consultations::{BeginConsultation, ImportConsultations, ListConsultations},
    },
    motif::Motif,
    registry::ConsultationRecord,
    time::Zone,
};

use super::shown;
use crate::{
    console::{
        page::{self, Place},
        parts::{self, Field, Wrong, form, form_with_files},
        trouble::{Trouble, where_there_is_one},
        visit::{Answer, Reply, Visit},
        wording,
    },
    words::{error, number},
};

/// Rows of a page.
const ROWS: usize = 50;

/// Where buyers of the Republic live, by the zone their deadlines are told in.
const ZONES: [&str; 12] = [
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/St_Barthelemy",
    "America/Marigot",
    "America/Miquelon",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
];

/// The list.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let say = visit.say();
    let (query, after) = (visit.query("q"), visit.query("apres"));
    let begins = Some(after).filter(|after| !after.is_empty());
    let asked = ListConsultations {
        state: None,
        containing: query.to_owned(),
        after: begins.map(str::to_owned),
        most: ROWS,
    };
    let list = where_there_is_one(asked.run(&visit.desk()?))?;
    let (found, next) = list.map_or_else(Default::default, |list| (list.consultations, list.next));
    let body = html! {
        div.actions {
            a.button href=(visit.at("/consultations/creer")) { (say.console_new_consultation()) }
            a.button.quiet href=(visit.at("/consultations/importer")) { (say.console_import_roll()) }
        }
        (parts::search(visit, "/consultations"))
        @if found.is_empty() { p { @if begins.is_some() { (say.console_no_such_page()) } @else if query.is_empty() { (say.consultation_list_none()) } @else { (say.console_nothing_found()) } } }
        @else {
            table.cards {
                caption.unseen { (say.consultation_list()) }
                thead { tr {
                    th scope="col" { (say.consultation_column_reference()) } th scope="col" { (say.consultation_column_title()) }
                    th scope="col" { (say.consultation_column_entity()) } th scope="col" { (say.consultation_column_deadline()) }
                    th scope="col" { (say.consultation_column_state()) }
                } }
                tbody { @for one in &found { (row(visit, one)) } }
            }
        }
        (parts::leaves(visit, "/consultations", &say.consultation_list(), &[("q", query)], "apres", begins.is_some(), next.as_deref()))
    };
    Ok(page::page(visit, Place::Consultations, &say.consultation_list(), &body))
}

fn row(visit: &Visit, one: &ConsultationRecord) -> Markup {
    let say = visit.say();
    html! {
        tr {
            th scope="row" data-label=(say.consultation_column_reference()) { (shown::consultation_link(visit, &one.reference)) }
            td data-label=(say.consultation_column_title()) { (parts::name(one.title.as_deref().unwrap_or_default())) }
            td data-label=(say.consultation_column_entity()) { (parts::name(&one.entity)) }
            td data-label=(say.consultation_column_deadline()) { (parts::two_clocks(visit, one.deadline, one.zone)) }
            td data-label=(say.consultation_column_state()) { span { (shown::consultation_state(say, one.state)) } }
        }
    }
}

/// A new one.
pub(in crate::console) fn create(visit: &Visit) -> Answer {
    let title = visit.say().console_new_consultation();
    if visit.form().is_empty() {
        return Ok(page::page(visit, Place::Consultations, &title, &creating(visit, None)));
    }
    let refused =
        |wrong: &Wrong| Ok(page::refused(visit, Place::Consultations, &title, &creating(visit, Some(wrong))));
    let typed = visit.form();
    let zone: Zone = match typed.given("fuseau").unwrap_or(ZONES[0]).parse() {
        Ok(zone) => zone,
        Err(problem) => {
            return refused(&Wrong::at(
                "fuseau",
                wording::capitalized(&error::instant("", &problem, visit.say())),
            ));
        }
    };
    let deadline = match zone.parse_instant(typed.text("limite")) {
        Ok(deadline) => deadline,
        Err(problem) => {
            let sentence = error::instant(&visit.say().consultation_column_deadline(), &problem, visit.say());
            return refused(&Wrong::at("limite", wording::capitalized(&sentence)));
        }
    };
    if typed.text("entite").is_empty() {
        return refused(&Wrong::at("entite", visit.say().console_entity_missing()));
    }
    let new = BeginConsultation {
        reference: typed.text("reference").to_owned(),
        title: typed.given("intitule").map(str::to_owned),
        entity: typed.text("entite").to_owned(),
        deadline,
        zone,
    };
    match new.run(&visit.desk()?) {
        Ok(made) => {
            let deadline = shown::instant(visit, made.deadline, made.zone);
            let note = visit.say().consultation_created(parts::name(&made.reference), deadline);
            visit.console.door.leave_note(wording::capitalized(&note));
            Ok(Reply::See(visit.at(&shown::consultation_path(&made.reference))))
        }
        Err(error) => refused(&Wrong::of(visit, "reference", error.into())?),
    }
}

fn creating(visit: &Visit, wrong: Option<&Wrong>) -> Markup {
    let (say, typed) = (visit.say(), visit.form());
    let zone = typed.given("fuseau").unwrap_or(ZONES[0]);
    html! {
        (parts::summary(visit, wrong))
        (form(visit, "/consultations/creer", &html! {
            (Field::text("reference", say.consultation_column_reference(), typed.text("reference")).required().show(wrong))
            (Field::text("intitule", say.consultation_column_title(), typed.text("intitule")).show(wrong))
            (Field::text("entite", say.consultation_column_entity(), typed.text("entite")).hint(say.console_consultation_entity_hint()).required().show(wrong))
            (Field::text("limite", say.console_deadline(), typed.text("limite")).kind("datetime-local").hint(say.console_deadline_hint()).required().show(wrong))
            div.field {
                label for="fuseau" { (say.console_zone()) }
                select #fuseau name="fuseau" { @for one in ZONES { option value=(one) selected[one == zone] { (one) } } }
            }
            button type="submit" { (say.console_create_go()) }
        }))
    }
}

/// A list from elsewhere.
pub(in crate::console) fn import(visit: &Visit) -> Answer {
    let title = visit.say().console_import_roll();
    if visit.form().is_empty() {
        return Ok(page::page(visit, Place::Consultations, &title, &importing(visit, None)));
    }
    match take(visit) {
        Ok(note) => {
            visit.console.door.leave_note(wording::capitalized(&note));
            Ok(Reply::See(visit.at("/consultations")))
        }
        Err(trouble) => {
            let wrong = Wrong::of(visit, "fichier", trouble)?;
            Ok(page::refused(visit, Place::Consultations, &title, &importing(visit, Some(&wrong))))
        }
    }
}

fn take(visit: &Visit) -> Result<String, Trouble> {
    let typed = visit.form();
    let (name, octets) = typed
        .file("fichier")
        .map_or_else(Default::default, |file| (PathBuf::from(&file.name), file.octets.clone()));
    let file = GivenFile::Sent { name, octets };
    let taken = ImportConsultations { file, closing: Motif::new(typed.text("motif")) }.run(&visit.desk()?)?;
    let shown = |count: usize| number::whole(visit.lang(), count as u64);
    Ok(visit.say().consultation_taken(
        shown(taken.created),
        shown(taken.changed),
        shown(taken.launched.len()),
        shown(taken.closed),
        shown(taken.unchanged),
    ))
}

fn importing(visit: &Visit, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    html! {
        (parts::summary(visit, wrong))
        p { (say.console_roll_why()) }
        (form_with_files(visit, "/consultations/importer", &html! {
            (Field::text("fichier", say.console_roll_file(), "").kind("file").hint(say.console_roll_hint()).required().show(wrong))
            (Field::text("motif", say.console_roll_reason(), visit.form().text("motif")).hint(say.console_roll_reason_hint()).show(wrong))
            button type="submit" { (say.console_roll_go()) }
        }))
    }
}
