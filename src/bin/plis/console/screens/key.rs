//! One key: its certificate, what needs it, what was done to it, and what can be done with it.

use std::collections::VecDeque;

use maud::{Markup, html};
use plis::{
    journal::Reader,
    keys::{Role, needs_password},
    registry::{ConsultationName, Custody, KeyRecord, KeyState, ProofResult, Registry, RegistryError},
    report::{document::Tone, untrusted},
    time::{Timestamp, Zone},
};

use super::{export_forms, shown};
use crate::{
    console::{
        ask,
        page::{self, Place},
        parts::{self, Field, Wrong, form},
        trouble::Trouble,
        visit::{Answer, Reply, Visit},
        wording,
    },
    words::{entries::Entries, findings, number},
};

/// Entries of the journal that are shown, the last first.
const HISTORY: usize = 50;

/// The screen of one key.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    with_key(visit, |registry, key| {
        Ok(page::page(visit, Place::Keys, &parts::name(&key.name), &body(visit, registry, &key, None)?))
    })
}

/// Another name.
pub(in crate::console) fn rename(visit: &Visit) -> Answer {
    act(visit, "nom", |registry, key| {
        let renamed = registry.rename_key(&visit.by(None), key.id, visit.form().text("nom"))?;
        Ok(visit.say().console_key_renamed(parts::name(&key.name), parts::name(&renamed.name)))
    })
}

/// Out of the choice for new consultations.
pub(in crate::console) fn retire(visit: &Visit) -> Answer {
    act(visit, "", |registry, key| {
        registry.retire_key(&visit.by(None), key.id)?;
        Ok(visit.say().console_key_retired(parts::name(&key.name)))
    })
}

/// Tried on itself.
pub(in crate::console) fn prove(visit: &Visit) -> Answer {
    with_key(visit, |registry, key| {
        let password = visit.form().password("motdepasse");
        let tried = ask::prove(registry, &visit.by(None), &key, &password);
        let result = match tried {
            Ok(result) => result,
            Err(trouble) => return again(visit, registry, &key, &Wrong::of(visit, "motdepasse", trouble)?),
        };
        let (name, words) = (parts::name(&key.name), findings::proof(result, visit.say()));
        let sentence = visit.say().key_proof(name, words);
        if result == ProofResult::Proved {
            visit.console.door.leave_note(sentence);
            return Ok(Reply::See(visit.at(&shown::key_path(&key))));
        }
        let hint = Some(wording::capitalized(&visit.say().key_proofs_failed_hint()));
        let key = registry.key_by_id(key.id)?;
        again(visit, registry, &key, &Wrong { field: "motdepasse", sentence, hint })
    })
}

/// Deleted, and kept aside.
pub(in crate::console) fn delete(visit: &Visit) -> Answer {
    with_key(visit, |registry, key| {
        let confirmation = visit.form().text("confirmation").to_owned();
        match registry.delete_key(&visit.by(None), key.id, &key.name, &confirmation) {
            Ok(deleted) => {
                let days = findings::days(visit.tongue(), plis::registry::ASIDE_DAYS.unsigned_abs());
                visit
                    .console
                    .door
                    .leave_note(visit.say().console_key_deleted(parts::name(&deleted.name), days));
                Ok(Reply::See(visit.at("/cles")))
            }
            Err(error) => again(visit, registry, &key, &Wrong::of(visit, "confirmation", error.into())?),
        }
    })
}

/// Does something to the key of the path, says so on its screen, or what was refused beside a field.
fn act(
    visit: &Visit,
    field: &'static str,
    deed: impl FnOnce(&mut Registry, &KeyRecord) -> Result<String, RegistryError>,
) -> Answer {
    with_key(visit, |registry, key| match deed(registry, &key) {
        Ok(note) => {
            visit.console.door.leave_note(note);
            Ok(Reply::See(visit.at(&shown::key_path(&key))))
        }
        Err(error) => again(visit, registry, &key, &Wrong::of(visit, field, error.into())?),
    })
}

/// The screen again, with what was refused.
pub(super) fn again(visit: &Visit, registry: &Registry, key: &KeyRecord, wrong: &Wrong) -> Answer {
    let body = body(visit, registry, key, Some(wrong))?;
    Ok(page::refused(visit, Place::Keys, &parts::name(&key.name), &body))
}

/// The key of the path, by the whole fingerprint of its certificate.
pub(super) fn with_key(visit: &Visit, screen: impl FnOnce(&mut Registry, KeyRecord) -> Answer) -> Answer {
    let Some(fingerprint) = plis::consultation::Fingerprint::from_hex(visit.part("empreinte")) else {
        return Ok(Reply::NotFound);
    };
    let Some(mut registry) = visit.registry()? else { return Ok(Reply::NotFound) };
    match registry.key_by_fingerprint(fingerprint)? {
        Some(key) => screen(&mut registry, key),
        None => Ok(Reply::NotFound),
    }
}

fn body(
    visit: &Visit,
    registry: &Registry,
    key: &KeyRecord,
    wrong: Option<&Wrong>,
) -> Result<Markup, Trouble> {
    let say = visit.say();
    let needs = registry.needs(key.id)?;
    Ok(html! {
        (parts::summary(visit, wrong))
        p { (shown::key_state(visit, key)) " " (wording::capitalized(&shown::role(say, key.role))) }
        (facts(visit, registry, key))
        section { h2 { (say.key_term_open()) } (needed(visit, &needs)) }
        section #verifier { h2 { (say.console_act_prove()) } (proof(visit, registry, key, wrong)) }
        section #exporter { h2 { (say.console_act_export()) } (export_forms::forms(visit, key, wrong)) }
        section #modifier { h2 { (say.console_act_change()) } (changes(visit, key, wrong)) }
        section #supprimer { h2 { (say.console_act_delete()) } (deletion(visit, key, &needs, wrong)) }
        section { h2 { (say.console_history()) } (history(visit, key)?) }
    })
}

fn facts(visit: &Visit, registry: &Registry, key: &KeyRecord) -> Markup {
    let say = visit.say();
    let certificate = &key.certificate;
    let file = registry.key_file(key).map(|path| untrusted::path(&path));
    let file = match (&key.custody, file) {
        (Custody::Copy, Some(path)) => say.key_file_copy(path),
        (Custody::Reference(_), Some(path)) => say.key_file_reference(path),
        _ => say.key_file_none(),
    };
    let fact = |term: String, value: Markup| html! { dt { (term) } dd { (value) } };
    let text = |text: &Option<String>| html! { (parts::name(text.as_deref().unwrap_or_default())) };
    let code = |text: &str| html! { code { (text) } };
    let at = |at: Timestamp| parts::two_clocks(visit, at, Zone::PARIS);
    html! {
        dl.facts {
            (fact(say.key_term_entity(), html! { (key.entity.as_deref().map_or_else(|| say.key_universal(), parts::name)) }))
            (fact(say.key_term_cn(), text(&certificate.subject_cn)))
            (fact(say.key_term_begins(), at(certificate.validity.not_before)))
            (fact(say.key_term_ends(), at(certificate.validity.not_after)))
            (fact(say.key_term_file(), html! { (file) }))
            (fact(say.key_term_proved(), key.proved_at.map_or_else(|| html! { (say.key_never_proved()) }, at)))
            @if let Some(proof) = key.failed_proof() {
                (fact(say.key_term_last_proof(), html! { (parts::tag(Tone::Bad, &findings::proof(proof.result, say))) " " (shown::instant(visit, proof.at, Zone::PARIS)) }))
            }
            (fact(say.key_term_size(), html! { (say.key_size(certificate.bits.to_string())) }))
            (fact(say.key_term_issuer(), text(&certificate.issuer_cn)))
            (fact(say.key_term_serial(), code(&certificate.serial)))
            (fact(say.key_term_ski(), code(&certificate.ski)))
            (fact(say.key_term_fingerprint(), code(&certificate.fingerprint.to_string())))
            (fact(say.key_term_created(), at(key.created_at)))
        }
    }
}

fn needed(visit: &Visit, needs: &[ConsultationName]) -> Markup {
    html! {
        @if needs.is_empty() { p { (wording::capitalized(&visit.say().key_open_none())) } }
        @else {
            ul.list {
                @for need in needs {
                    li { (shown::consultation_link(visit, &need.reference)) " – " (visit.say().console_deadline_of(shown::instant(visit, need.deadline, Zone::PARIS))) }
                }
            }
        }
    }
}

fn proof(visit: &Visit, registry: &Registry, key: &KeyRecord, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    let protected =
        registry.key_file(key).map(|path| ask::read(&path).map_or(true, |octets| needs_password(&octets)));
    html! {
        p { (say.console_prove_why()) }
        @match protected {
            None => p { (say.console_prove_no_private()) },
            Some(protected) => (form(visit, &format!("{}/verifier", shown::key_path(key)), &html! {
                @if protected { (Field::password("motdepasse", say.console_password()).required().show(wrong)) }
                @else { (parts::beside("motdepasse", wrong.filter(|wrong| wrong.field == "motdepasse"))) }
                button type="submit" { (say.console_act_prove()) }
            })),
        }
    }
}

fn changes(visit: &Visit, key: &KeyRecord, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    // What cannot be shown as it is cannot be typed either.
    let kept = if parts::name(&key.name) == key.name { &*key.name } else { "" };
    let typed = visit.form().given("nom").unwrap_or(kept);
    html! {
        (form(visit, &format!("{}/renommer", shown::key_path(key)), &html! {
            (Field::text("nom", say.console_new_name(), typed).required().show(wrong))
            button type="submit" { (say.console_act_rename()) }
        }))
        @if key.state == KeyState::Active {
            h3 { (say.console_act_retire()) }
            p { (say.console_retire_why()) }
            (form(visit, &format!("{}/retirer", shown::key_path(key)), &html! { button.quiet type="submit" { (say.console_act_retire()) } }))
        }
        @if key.role == Role::Emergency { p.small { (say.console_keys_emergency_why()) } }
    }
}

fn deletion(visit: &Visit, key: &KeyRecord, needs: &[ConsultationName], wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    html! {
        @if needs.is_empty() {
            p { (say.console_delete_follows(findings::days(visit.tongue(), plis::registry::ASIDE_DAYS.unsigned_abs()))) }
            (form(visit, &format!("{}/supprimer", shown::key_path(key)), &html! {
                (Field::text("confirmation", say.console_type_name(parts::name(&key.name)), visit.form().text("confirmation")).required().show(wrong))
                button.danger type="submit" { (say.console_act_delete()) }
            }))
        } @else {
            div.alert.warn {
                p { (say.console_delete_forbidden()) }
                ul.list { @for need in needs { li { (shown::consultation_link(visit, &need.reference)) " – " (say.console_deadline_of(shown::instant(visit, need.deadline, Zone::PARIS))) } } }
                p { (say.console_delete_forbidden_what()) }
            }
            (parts::beside("confirmation", wrong.filter(|wrong| wrong.field == "confirmation")))
        }
    }
}

/// Entries of the registry's journal that name the key's certificate, the last first.
fn history(visit: &Visit, key: &KeyRecord) -> Result<Markup, Trouble> {
    let Some(registry) = visit.registry()? else { return Ok(html! {}) };
    let fingerprint = key.certificate.fingerprint.to_string();
    let (_, source) = registry.into_journal()?;
    let mut last = VecDeque::new();
    for located in Reader::new(source) {
        let entry = located.map_err(|damage| Trouble::Journal(Box::new(damage)))?.entry;
        if entry.data.get().contains(&fingerprint) {
            if last.len() == HISTORY {
                last.pop_front();
            }
            last.push_back(entry);
        }
    }
    let mut words = Entries::new(visit.tongue());
    Ok(html! {
        ol.list reversed {
            @for entry in last.iter().rev() {
                li { (number::local(visit.lang(), entry.at, Zone::PARIS)) " – " (wording::on_screen(&words.sentence(entry).1)) }
            }
        }
        p.small { (visit.say().console_paris_time()) }
    })
}
