//! One consultation: its keys, its launch, its openings, its end.

use maud::{Markup, html};
use plis::{
    consultation::{EnvelopeKind, Lot},
    desk::{
        Confirmed, Error,
        consultations::{
            AssignKeys, Choice, CloseConsultation, ConsultationDetails, LaunchConsultation, MayBeDone,
            ShowConsultation,
        },
    },
    keys::Role,
    motif::Motif,
    registry::{ConsultationRecord, ConsultationState, KeyRecord, LaunchProblem, RegistryError},
    report::{document::Tone, untrusted},
};

use super::shown;
use crate::{
    console::{
        page::{self, Place},
        parts::{self, Field, Wrong, form},
        trouble::Trouble,
        visit::{Answer, Reply, Visit},
        wording,
    },
    words::error::registry::launch_problem,
};

/// Keys that are offered at once.
const KEYS: usize = 50;

/// A consultation, and what may be done with it.
struct Known {
    details: ConsultationDetails,
    may: MayBeDone,
}

/// The screen of one consultation.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    with_consultation(visit, |known| {
        let body = body(visit, known, None);
        Ok(page::page(visit, Place::Consultations, &title(visit, &known.details.consultation), &body))
    })
}

/// Keys more.
pub(in crate::console) fn assign(visit: &Visit) -> Answer {
    if visit.form().all("cle").next().is_none() {
        return again(visit, |visit| Ok(Wrong::at("cle", visit.say().console_no_key_chosen())));
    }
    changed(visit, false)
}

/// Keys less.
pub(in crate::console) fn unassign(visit: &Visit) -> Answer {
    changed(visit, true)
}

fn changed(visit: &Visit, away: bool) -> Answer {
    let typed = visit.form();
    let asked = AssignKeys {
        reference: reference(visit),
        keys: typed.all("cle").map(str::to_owned).collect(),
        envelope: shown::envelope(typed.text("enveloppe")),
        lot: Lot::new(typed.text("lot")),
        away,
    };
    match asked.run(&visit.desk()?) {
        Ok(_) => Ok(done(visit, visit.say().console_assignment_changed())),
        Err(error) => again(visit, |visit| Wrong::of(visit, "cle", error.into())),
    }
}

/// Final: only with the reference typed again, and in spite of problems only with a motif.
pub(in crate::console) fn launch(visit: &Visit) -> Answer {
    let typed = visit.form();
    let asked = LaunchConsultation {
        reference: reference(visit),
        motif: typed.given("motif").and_then(Motif::new),
        confirmed: Confirmed::by(typed.text("confirmation")),
    };
    match asked.run(&visit.desk()?) {
        Ok(launched) => {
            Ok(done(visit, visit.say().console_launched(parts::name(&launched.consultation.reference))))
        }
        Err(Error::NotConfirmed { .. }) => {
            again(visit, |visit| Ok(Wrong::at("confirmation", visit.say().console_not_confirmed())))
        }
        Err(error) => again(visit, |visit| Wrong::of(visit, "motif", error.into())),
    }
}

/// Nobody needs its keys any more.
pub(in crate::console) fn close(visit: &Visit) -> Answer {
    let typed = visit.form();
    let asked = CloseConsultation {
        reference: reference(visit),
        motif: typed.given("motif").and_then(Motif::new),
        confirmed: typed.given("confirmation").map(Confirmed::by),
    };
    match asked.run(&visit.desk()?) {
        Ok(closed) => {
            let note = visit.say().consultation_closed(parts::name(&closed.consultation.reference));
            Ok(done(visit, wording::capitalized(&note)))
        }
        Err(error) => again(visit, |visit| Wrong::of(visit, "confirmation", error.into())),
    }
}

fn reference(visit: &Visit) -> String {
    visit.part("reference").to_owned()
}

/// Its screen, with what was done.
fn done(visit: &Visit, note: String) -> Reply {
    visit.console.door.leave_note(note);
    Reply::See(visit.at(&shown::consultation_path(visit.part("reference"))))
}

fn with_consultation(visit: &Visit, screen: impl FnOnce(&Known) -> Answer) -> Answer {
    let asked = ShowConsultation { reference: reference(visit) };
    let keys = Choice { containing: visit.query("q"), most: KEYS };
    match asked.with_what_may_be_done(&keys, &visit.desk()?, &visit.console.lookout) {
        Ok((details, may)) => screen(&Known { details, may }),
        Err(Error::Registry(RegistryError::Missing { .. } | RegistryError::NotFound { .. })) => {
            Ok(Reply::NotFound)
        }
        Err(error) => Err(error.into()),
    }
}

/// The screen with what was wrong, which is made for a refusal only.
fn again(visit: &Visit, wrong: impl FnOnce(&Visit) -> Result<Wrong, Trouble>) -> Answer {
    with_consultation(visit, |known| {
        let body = body(visit, known, Some(&wrong(visit)?));
        Ok(page::refused(visit, Place::Consultations, &title(visit, &known.details.consultation), &body))
    })
}

fn title(visit: &Visit, consultation: &ConsultationRecord) -> String {
    visit.say().console_consultation(parts::name(&consultation.reference))
}

fn body(visit: &Visit, known: &Known, wrong: Option<&Wrong>) -> Markup {
    let consultation = &known.details.consultation;
    html! {
        (parts::summary(visit, wrong))
        (facts(visit, consultation))
        (recipients(visit, known))
        @match consultation.state {
            ConsultationState::Draft => {
                (assignment(visit, known, wrong))
                (launching(visit, known, wrong))
            }
            ConsultationState::Launched | ConsultationState::Closed => (openings(visit, known)),
        }
        @if consultation.state != ConsultationState::Closed { (closing(visit, known, wrong)) }
    }
}

fn facts(visit: &Visit, one: &ConsultationRecord) -> Markup {
    let say = visit.say();
    let at = |at| parts::two_clocks(visit, at, one.zone);
    html! {
        dl.facts {
            @if let Some(title) = &one.title { dt { (say.consultation_column_title()) } dd { (parts::name(title)) } }
            dt { (say.consultation_column_entity()) } dd { (parts::name(&one.entity)) }
            dt { (say.consultation_column_deadline()) } dd { (at(one.deadline)) }
            dt { (say.consultation_column_state()) } dd { (shown::consultation_state(say, one.state)) }
            dt { (say.consultation_term_created()) } dd { (at(one.created_at)) }
            @if let Some(launched) = one.launched_at { dt { (say.consultation_term_launched()) } dd { (at(launched)) } }
            @if let Some(reason) = &one.launch_reason { dt { (say.consultation_term_reason()) } dd { (parts::name(reason)) } }
            @if let Some(closed) = one.closed_at { dt { (say.consultation_term_closed()) } dd { (at(closed)) } }
            @if let Some(reason) = &one.close_reason { dt { (say.consultation_term_reason()) } dd { (parts::name(reason)) } }
        }
    }
}

/// What its envelopes are, or would be, encrypted to.
fn recipients(visit: &Visit, known: &Known) -> Markup {
    let say = visit.say();
    let ConsultationDetails { consultation: one, recipients, .. } = &known.details;
    let title = match one.state {
        ConsultationState::Draft => say.consultation_term_foreseen(),
        ConsultationState::Launched | ConsultationState::Closed => say.consultation_term_recipients(),
    };
    html! {
        section {
            h2 { (title) }
            @if recipients.is_empty() { p { (wording::capitalized(&say.consultation_nothing_assigned())) } }
            @else {
                table.cards {
                    thead { tr { th scope="col" { (say.key_column_name()) } th scope="col" { (say.key_term_role()) } th scope="col" { (say.key_column_ends()) } } }
                    tbody {
                        @for recipient in recipients {
                            tr {
                                th scope="row" data-label=(say.key_column_name()) {
                                    @if recipient.key.is_some() { a href=(visit.at(&format!("/cles/{}", recipient.certificate.fingerprint))) { (parts::name(&recipient.name)) } }
                                    @else { (parts::name(&recipient.name)) }
                                }
                                td data-label=(say.key_term_role()) { (shown::role(say, recipient.role)) }
                                td data-label=(say.key_column_ends()) { (parts::two_clocks(visit, recipient.certificate.validity.not_after, one.zone)) }
                            }
                        }
                    }
                }
                @if !recipients.iter().any(|recipient| recipient.role == Role::Emergency) {
                    div.alert.warn { p { (wording::capitalized(&say.launch_no_emergency(parts::name(&one.reference)))) } }
                }
            }
        }
    }
}

fn assignment(visit: &Visit, known: &Known, wrong: Option<&Wrong>) -> Markup {
    let (say, typed) = (visit.say(), visit.form());
    let Known { details: ConsultationDetails { consultation: one, assigned, .. }, may } = known;
    let path = shown::consultation_path(&one.reference);
    let keys = &may.keys;
    let is_chosen = |key: &KeyRecord| {
        let fingerprint = key.certificate.fingerprint.to_string();
        typed.all("cle").any(|chosen| chosen == fingerprint)
    };
    html! {
        section #affectation {
            h2 { (say.consultation_term_assigned()) }
            @if !assigned.is_empty() {
                ul.list {
                    @for tie in assigned {
                        li {
                            (tie.name.as_deref().map_or_else(|| say.consultation_gone(&tie.assignment.key.to_string()[..16]), parts::name)) " – " (shown::scope(say, tie))
                            (form(visit, &format!("{path}/desaffecter"), &html! {
                                input type="hidden" name="cle" value=(tie.assignment.key.to_string());
                                input type="hidden" name="enveloppe" value=(tie.assignment.envelope.map_or("", EnvelopeKind::name));
                                input type="hidden" name="lot" value=(tie.assignment.lot.as_ref().map_or("", Lot::as_str));
                                button.quiet type="submit" { (say.console_unassign()) }
                            }))
                        }
                    }
                }
            }
            @if may.more || !visit.query("q").is_empty() { (parts::search(visit, &path)) }
            @if keys.is_empty() && !visit.query("q").is_empty() { p { (say.console_nothing_found()) } }
            @else if keys.is_empty() { p { (say.key_list_no_entity()) " " a href=(visit.at("/cles/ajouter")) { (say.console_add_key()) } } }
            @else {
                (form(visit, &format!("{path}/affecter?q={}", parts::segment(visit.query("q"))), &html! {
                    fieldset #cle {
                        legend { (say.console_choose_keys()) }
                        (parts::beside("cle", wrong.filter(|wrong| wrong.field == "cle")))
                        @for key in keys {
                            (parts::tick("cle", &key.certificate.fingerprint.to_string(), &format!("{} – {}", parts::name(&key.name), say.console_until(shown::instant(visit, key.certificate.validity.not_after, one.zone))), is_chosen(key)))
                        }
                        details {
                            summary { (say.console_part_only()) }
                            div {
                                div.field {
                                    label for="enveloppe" { (say.console_envelope()) }
                                    select #enveloppe name="enveloppe" {
                                        option value="" { (say.console_scope_all()) }
                                        @for kind in EnvelopeKind::ALL { option value=(kind.name()) selected[typed.text("enveloppe") == kind.name()] { (kind.name()) } }
                                    }
                                }
                                (Field::text("lot", say.console_lot(), typed.text("lot")).show(wrong))
                            }
                        }
                    }
                    button type="submit" { (say.console_assign_go()) }
                }))
            }
        }
    }
}

/// What speaks against a launch, and the launch.
fn launching(visit: &Visit, known: &Known, wrong: Option<&Wrong>) -> Markup {
    let (say, typed) = (visit.say(), visit.form());
    let one = &known.details.consultation;
    let problem = |problem: &LaunchProblem| {
        wording::capitalized(&wording::on_screen(&launch_problem(problem, visit.tongue())))
    };
    html! {
        section #lancement {
            h2 { (say.console_check_launch()) }
            @match &known.may.launch {
                None => p { (say.console_launch_needs_key()) },
                Some(problems) => {
                    @if problems.is_empty() { div.alert.good { p { (say.console_launch_fit()) } } }
                    @else {
                        div.alert.warn {
                            p { (say.console_launch_problems()) }
                            ul.list { @for one in problems { li { (problem(one)) } } }
                        }
                    }
                    p { (say.console_launch_follows()) }
                    (form(visit, &format!("{}/lancer", shown::consultation_path(&one.reference)), &html! {
                        @if !problems.is_empty() {
                            (Field::text("motif", say.console_launch_reason(), typed.text("motif")).hint(say.console_reason_hint()).required().show(wrong))
                        }
                        (Field::text("confirmation", say.console_type_reference(parts::name(&one.reference)), typed.text("confirmation")).required().show(wrong))
                        button.danger type="submit" { (say.console_launch_go()) }
                    }))
                }
            }
        }
    }
}

fn openings(visit: &Visit, known: &Known) -> Markup {
    let say = visit.say();
    let ConsultationDetails { consultation: one, runs, begun, .. } = &known.details;
    html! {
        section {
            h2 { (say.consultation_term_runs()) }
            @if runs.is_empty() && begun.is_empty() { p { (say.console_no_opening()) } }
            ul.list {
                @for run in runs { li { (say.consultation_run(shown::instant(visit, run.at, one.zone), untrusted::path(&run.folder))) } }
                @for told in begun {
                    li { (parts::tag(Tone::Warn, &say.console_opening_unfinished())) " " (say.consultation_run(shown::instant(visit, told.at, one.zone), untrusted::text(&told.started.folder))) }
                }
            }
        }
    }
}

fn closing(visit: &Visit, known: &Known, wrong: Option<&Wrong>) -> Markup {
    let (say, typed) = (visit.say(), visit.form());
    let (one, early) = (&known.details.consultation, known.may.gives_up);
    html! {
        section #cloture {
            h2 { (say.console_close_consultation()) }
            p { (say.console_close_follows()) }
            @if early { div.alert.warn { p { (say.console_close_early()) } } }
            (form(visit, &format!("{}/clore", shown::consultation_path(&one.reference)), &html! {
                @if early {
                    (closing_field(&say.consultation_term_reason(), "motif-cloture", "motif", typed.text("motif"), None))
                    (closing_field(&say.console_type_reference(parts::name(&one.reference)), "confirmation-cloture", "confirmation", typed.text("confirmation"), wrong.filter(|wrong| wrong.field == "confirmation" && one.state != ConsultationState::Draft)))
                }
                button.danger type="submit" { (say.console_close_go()) }
            }))
        }
    }
}

/// The launch has fields of the same names on the same page.
fn closing_field(label: &str, id: &str, name: &str, value: &str, wrong: Option<&Wrong>) -> Markup {
    html! {
        div.field.wrong[wrong.is_some()] {
            label for=(id) { (label) }
            (parts::beside(id, wrong))
            input id=(id) name=(name) type="text" value=(value) autocomplete="off" required aria-describedby=[wrong.map(|_| format!("{id}-erreur"))];
        }
    }
}
