//! One consultation: its keys, its launch, its openings, its end.

use maud::{Markup, html};
use plis::{
    consultation::{EnvelopeKind, Lot},
    keys::Role,
    registry::{
        ConsultationRecord, ConsultationState, KeyId, KeyRecord, KeyState, LaunchProblem, Registry,
        RegistryError,
    },
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

/// The screen of one consultation.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    with_consultation(visit, |registry, consultation| {
        let body = body(visit, registry, &consultation, None)?;
        Ok(page::page(visit, Place::Consultations, &title(visit, &consultation), &body))
    })
}

/// Keys more.
pub(in crate::console) fn assign(visit: &Visit) -> Answer {
    with_consultation(visit, |registry, consultation| {
        let keys = visit.form().all("cle").collect::<Vec<_>>();
        if keys.is_empty() {
            let wrong = Wrong::at("cle", visit.say().console_no_key_chosen());
            return again(visit, registry, &consultation, &wrong);
        }
        changed(visit, registry, &consultation, &keys, true)
    })
}

/// Keys less.
pub(in crate::console) fn unassign(visit: &Visit) -> Answer {
    with_consultation(visit, |registry, consultation| {
        let keys = visit.form().all("cle").collect::<Vec<_>>();
        changed(visit, registry, &consultation, &keys, false)
    })
}

fn changed(
    visit: &Visit,
    registry: &mut Registry,
    consultation: &ConsultationRecord,
    names: &[&str],
    chosen: bool,
) -> Answer {
    let typed = visit.form();
    let (envelope, lot) = (shown::envelope(typed.text("enveloppe")), Lot::new(typed.text("lot")));
    let by = visit.by(None);
    let keys: Result<Vec<KeyId>, RegistryError> =
        names.iter().map(|name| registry.key(name).map(|key| key.id)).collect();
    let done = keys.and_then(|keys| {
        if chosen {
            registry.assign(&by, consultation.id, &keys, envelope, lot.as_ref())
        } else {
            registry.unassign(&by, consultation.id, &keys, envelope, lot.as_ref())
        }
    });
    match done {
        Ok(_) => {
            visit.console.door.leave_note(visit.say().console_assignment_changed());
            Ok(Reply::See(visit.at(&shown::consultation_path(&consultation.reference))))
        }
        Err(error) => again(visit, registry, consultation, &Wrong::of(visit, "cle", error.into())?),
    }
}

/// Final: only with the reference typed again, and in spite of problems only with a motif.
pub(in crate::console) fn launch(visit: &Visit) -> Answer {
    with_consultation(visit, |registry, consultation| {
        let typed = visit.form();
        if !is_same(typed.text("confirmation"), &consultation.reference) {
            let wrong = Wrong::at("confirmation", visit.say().console_not_confirmed());
            return again(visit, registry, &consultation, &wrong);
        }
        match registry.launch(&visit.by(typed.given("motif")), consultation.id) {
            Ok(launched) => {
                let note = visit.say().console_launched(parts::name(&launched.consultation.reference));
                visit.console.door.leave_note(note);
                Ok(Reply::See(visit.at(&shown::consultation_path(&consultation.reference))))
            }
            Err(error) => again(visit, registry, &consultation, &Wrong::of(visit, "motif", error.into())?),
        }
    })
}

/// Nobody needs its keys any more.
pub(in crate::console) fn close(visit: &Visit) -> Answer {
    with_consultation(visit, |registry, consultation| {
        let typed = visit.form();
        let by = visit.by(typed.given("motif"));
        match registry.close(&by, consultation.id, typed.given("confirmation")) {
            Ok(_) => {
                let note = visit.say().consultation_closed(parts::name(&consultation.reference));
                visit.console.door.leave_note(wording::capitalized(&note));
                Ok(Reply::See(visit.at(&shown::consultation_path(&consultation.reference))))
            }
            Err(error) => {
                again(visit, registry, &consultation, &Wrong::of(visit, "confirmation", error.into())?)
            }
        }
    })
}

fn with_consultation(
    visit: &Visit,
    screen: impl FnOnce(&mut Registry, ConsultationRecord) -> Answer,
) -> Answer {
    let Some(mut registry) = visit.registry()? else { return Ok(Reply::NotFound) };
    match registry.consultation(visit.part("reference")) {
        Ok(consultation) => screen(&mut registry, consultation),
        Err(RegistryError::NotFound { .. }) => Ok(Reply::NotFound),
        Err(error) => Err(error.into()),
    }
}

fn again(visit: &Visit, registry: &Registry, consultation: &ConsultationRecord, wrong: &Wrong) -> Answer {
    let body = body(visit, registry, consultation, Some(wrong))?;
    Ok(page::refused(visit, Place::Consultations, &title(visit, consultation), &body))
}

fn title(visit: &Visit, consultation: &ConsultationRecord) -> String {
    visit.say().console_consultation(parts::name(&consultation.reference))
}

fn is_same(typed: &str, reference: &str) -> bool {
    !typed.is_empty() && plis::pli::fold(typed) == plis::pli::fold(reference)
}

fn body(
    visit: &Visit,
    registry: &Registry,
    consultation: &ConsultationRecord,
    wrong: Option<&Wrong>,
) -> Result<Markup, Trouble> {
    Ok(html! {
        (parts::summary(visit, wrong))
        (facts(visit, consultation))
        (recipients(visit, registry, consultation)?)
        @match consultation.state {
            ConsultationState::Draft => {
                (assignment(visit, registry, consultation, wrong)?)
                (launching(visit, registry, consultation, wrong)?)
            }
            ConsultationState::Launched => (openings(visit, registry, consultation)?),
            ConsultationState::Closed => (openings(visit, registry, consultation)?),
        }
        @if consultation.state != ConsultationState::Closed { (closing(visit, registry, consultation, wrong)?) }
    })
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
fn recipients(visit: &Visit, registry: &Registry, one: &ConsultationRecord) -> Result<Markup, Trouble> {
    let say = visit.say();
    let recipients = registry.recipients(one.id)?;
    let title = match one.state {
        ConsultationState::Draft => say.consultation_term_foreseen(),
        ConsultationState::Launched | ConsultationState::Closed => say.consultation_term_recipients(),
    };
    Ok(html! {
        section {
            h2 { (title) }
            @if recipients.is_empty() { p { (wording::capitalized(&say.consultation_nothing_assigned())) } }
            @else {
                table.cards {
                    thead { tr { th scope="col" { (say.key_column_name()) } th scope="col" { (say.key_term_role()) } th scope="col" { (say.key_column_ends()) } } }
                    tbody {
                        @for recipient in &recipients {
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
    })
}

fn assignment(
    visit: &Visit,
    registry: &Registry,
    one: &ConsultationRecord,
    wrong: Option<&Wrong>,
) -> Result<Markup, Trouble> {
    let (say, typed) = (visit.say(), visit.form());
    let path = shown::consultation_path(&one.reference);
    let assigned = registry.assigned(one.id)?;
    let keys: Vec<KeyRecord> = registry
        .keys(Role::Entity)
        .filter(|key| key.as_ref().map_or(true, |key| key.state == KeyState::Active))
        .collect::<Result<_, _>>()?;
    let is_chosen = |key: &KeyRecord| {
        let fingerprint = key.certificate.fingerprint.to_string();
        typed.all("cle").any(|chosen| chosen == fingerprint)
    };
    Ok(html! {
        section #affectation {
            h2 { (say.consultation_term_assigned()) }
            @if !assigned.is_empty() {
                ul.list {
                    @for tie in &assigned {
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
            @if keys.is_empty() { p { (say.key_list_no_entity()) " " a href=(visit.at("/cles/ajouter")) { (say.console_add_key()) } } }
            @else {
                (form(visit, &format!("{path}/affecter"), &html! {
                    fieldset #cle {
                        legend { (say.console_choose_keys()) }
                        (parts::beside("cle", wrong.filter(|wrong| wrong.field == "cle")))
                        @for key in &keys {
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
    })
}

/// What speaks against a launch, and the launch.
fn launching(
    visit: &Visit,
    registry: &Registry,
    one: &ConsultationRecord,
    wrong: Option<&Wrong>,
) -> Result<Markup, Trouble> {
    let (say, typed) = (visit.say(), visit.form());
    let found = match registry.launch_problems(&visit.by(None), one.id) {
        Ok(problems) => Some(problems),
        Err(RegistryError::Refused(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let problem = |problem: &LaunchProblem| {
        wording::capitalized(&wording::on_screen(&launch_problem(problem, visit.tongue())))
    };
    Ok(html! {
        section #lancement {
            h2 { (say.console_check_launch()) }
            @match found {
                None => p { (say.console_launch_needs_key()) },
                Some(problems) => {
                    @if problems.is_empty() { div.alert.good { p { (say.console_launch_fit()) } } }
                    @else {
                        div.alert.warn {
                            p { (say.console_launch_problems()) }
                            ul.list { @for one in &problems { li { (problem(one)) } } }
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
    })
}

fn openings(visit: &Visit, registry: &Registry, one: &ConsultationRecord) -> Result<Markup, Trouble> {
    let say = visit.say();
    let runs = registry.runs(one.id)?;
    let begun: Vec<_> = registry
        .openings()?
        .into_iter()
        .filter(|told| told.ended.is_none() && told.started.consultation.as_ref() == Some(&one.reference))
        .collect();
    Ok(html! {
        section {
            h2 { (say.consultation_term_runs()) }
            @if runs.is_empty() && begun.is_empty() { p { (say.console_no_opening()) } }
            ul.list {
                @for run in &runs { li { (say.consultation_run(shown::instant(visit, run.at, one.zone), untrusted::path(&run.folder))) } }
                @for told in &begun {
                    li { (parts::tag(Tone::Warn, &say.console_opening_unfinished())) " " (say.consultation_run(shown::instant(visit, told.at, one.zone), untrusted::text(&told.started.folder))) }
                }
            }
        }
    })
}

fn closing(
    visit: &Visit,
    registry: &Registry,
    one: &ConsultationRecord,
    wrong: Option<&Wrong>,
) -> Result<Markup, Trouble> {
    let (say, typed) = (visit.say(), visit.form());
    let early = visit.now().meets(one.deadline) || registry.runs(one.id)?.is_empty();
    Ok(html! {
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
    })
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
