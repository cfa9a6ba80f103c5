//! One key: its certificate, what needs it, what was done to it, and what can be done with it.

use std::sync::atomic::AtomicBool;

use maud::{Markup, html};
use plis::{
    consultation::Fingerprint,
    desk::{
        self, Confirmed, Desk, is_protected,
        keys::{DeleteKey, KeyDetails, KeyHistory, ProveKeys, RenameKey, RetireKey, ShowKey, Which},
    },
    keys::Role,
    registry::{ConsultationName, KeyRecord, KeyState, PrivateKey, PrivatePlace, ProofResult, RegistryError},
    report::document::Tone,
    secret::Password,
    time::{Timestamp, Zone},
};

use super::{export_forms, shown};
use crate::{
    console::{
        page::{self, Place},
        parts::{self, Field, Wrong, form},
        passwords::Passwords,
        trouble::Trouble,
        visit::{Answer, Reply, Visit},
        wording,
    },
    words::{self, entries::Entries, findings, number},
};

/// Entries of the journal that are shown, the last first.
const HISTORY: usize = 50;

/// The screen of one key.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    with_key(visit, |key| {
        Ok(page::page(visit, Place::Keys, &parts::name(&key.key.name), &body(visit, key, None)?))
    })
}

/// Another name.
pub(in crate::console) fn rename(visit: &Visit) -> Answer {
    act(visit, "nom", |desk, name| {
        let renamed = RenameKey { name, new: visit.form().text("nom").to_owned() }.run(desk)?;
        Ok(visit
            .say()
            .console_key_renamed(parts::name(&renamed.before.name), parts::name(&renamed.after.name)))
    })
}

/// Out of the choice for new consultations.
pub(in crate::console) fn retire(visit: &Visit) -> Answer {
    act(visit, "", |desk, name| {
        let retired = RetireKey { name }.run(desk)?;
        Ok(visit.say().console_key_retired(parts::name(&retired.name)))
    })
}

/// Tried on itself.
pub(in crate::console) fn prove(visit: &Visit) -> Answer {
    with_key(visit, |known| {
        let mut passwords = Passwords::new(visit.form().password("motdepasse"), Password::new(String::new()));
        let mut result = ProofResult::Missing;
        let asked = ProveKeys { which: Which::Named(vec![asked(&known.key)]) };
        let mut observe = |tried: &desk::keys::TriedKey<'_>| result = tried.tried.result;
        match asked.run(&visit.desk()?, &mut passwords, &mut observe, &AtomicBool::new(false)) {
            Ok(_) => {}
            Err(error) => return again(visit, known, &Wrong::of(visit, "motdepasse", error.into())?),
        }
        let (name, words) = (parts::name(&known.key.name), findings::proof(result, visit.say()));
        let sentence = visit.say().key_proof(name, words);
        if result == ProofResult::Proved {
            visit.console.door.leave_note(sentence);
            return Ok(Reply::See(visit.at(&shown::key_path(&known.key))));
        }
        let hint = Some(wording::capitalized(&visit.say().key_proofs_failed_hint()));
        let wrong = Wrong { field: "motdepasse", sentence, hint };
        // It has failed its proof since.
        with_key(visit, |known| again(visit, known, &wrong))
    })
}

/// Deleted, and kept aside.
pub(in crate::console) fn delete(visit: &Visit) -> Answer {
    with_key(visit, |known| {
        let confirmed = Confirmed::by(visit.form().text("confirmation"));
        let asked = DeleteKey { name: asked(&known.key), confirmed };
        match asked.run(&visit.desk()?) {
            Ok(deleted) => {
                let days = findings::days(visit.tongue(), plis::registry::ASIDE_DAYS.unsigned_abs());
                let note = visit.say().console_key_deleted(parts::name(&deleted.name), days);
                visit.console.door.leave_note(note);
                Ok(Reply::See(visit.at("/cles")))
            }
            Err(error) => again(visit, known, &Wrong::of(visit, "confirmation", error.into())?),
        }
    })
}

/// Does something to the key of the path, says so on its screen, or what was refused beside a field.
fn act(
    visit: &Visit,
    field: &'static str,
    deed: impl FnOnce(&Desk<'_>, String) -> Result<String, desk::Error>,
) -> Answer {
    with_key(visit, |known| match deed(&visit.desk()?, asked(&known.key)) {
        Ok(note) => {
            visit.console.door.leave_note(note);
            Ok(Reply::See(visit.at(&shown::key_path(&known.key))))
        }
        Err(error) => again(visit, known, &Wrong::of(visit, field, error.into())?),
    })
}

/// What a request knows a key by: the whole fingerprint of its certificate, which is never that of another.
pub(super) fn asked(key: &KeyRecord) -> String {
    key.certificate.fingerprint.to_string()
}

/// The screen again, with what was refused.
pub(super) fn again(visit: &Visit, known: &KeyDetails, wrong: &Wrong) -> Answer {
    let body = body(visit, known, Some(wrong))?;
    Ok(page::refused(visit, Place::Keys, &parts::name(&known.key.name), &body))
}

/// The key of the path, by the whole fingerprint of its certificate.
pub(super) fn with_key(visit: &Visit, screen: impl FnOnce(&KeyDetails) -> Answer) -> Answer {
    let Some(fingerprint) = Fingerprint::from_hex(visit.part("empreinte")) else {
        return Ok(Reply::NotFound);
    };
    match (ShowKey { name: fingerprint.to_string() }).run(&visit.desk()?) {
        Ok(known) if known.key.certificate.fingerprint == fingerprint => screen(&known),
        Ok(_) => Ok(Reply::NotFound),
        Err(desk::Error::Registry(RegistryError::Missing { .. } | RegistryError::NotFound { .. })) => {
            Ok(Reply::NotFound)
        }
        Err(error) => Err(error.into()),
    }
}

fn body(visit: &Visit, known: &KeyDetails, wrong: Option<&Wrong>) -> Result<Markup, Trouble> {
    let say = visit.say();
    let KeyDetails { key, needs, .. } = known;
    Ok(html! {
        (parts::summary(visit, wrong))
        p { (shown::key_state(visit, key)) " " (wording::capitalized(&shown::role(say, key.role))) }
        (facts(visit, known))
        section { h2 { (say.key_term_open()) } (needed(visit, needs)) }
        section #verifier { h2 { (say.console_act_prove()) } (proof(visit, known, wrong)) }
        section #exporter { h2 { (say.console_act_export()) } (export_forms::forms(visit, key, wrong)) }
        section #modifier { h2 { (say.console_act_change()) } (changes(visit, key, wrong)) }
        section #supprimer { h2 { (say.console_act_delete()) } (deletion(visit, key, needs, wrong)) }
        section #historique { h2 { (say.console_history()) } (history(visit, key)?) }
    })
}

fn facts(visit: &Visit, known: &KeyDetails) -> Markup {
    let say = visit.say();
    let key = &known.key;
    let certificate = &key.certificate;
    let file = words::key::place(&key.custody, &known.place, say);
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
            (fact(say.key_term_size(), html! { (words::key::size(certificate, say)) }))
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

fn proof(visit: &Visit, KeyDetails { key, place, .. }: &KeyDetails, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    let protected = match place {
        PrivatePlace::None => None,
        // What the registry keeps itself is.
        PrivatePlace::Kept => Some(true),
        // Windows asks for what it wants to know itself.
        PrivatePlace::File(_) if key.custody.is_stored() => Some(false),
        PrivatePlace::File(path) => Some(is_protected(&PrivateKey::File(path.clone())).unwrap_or(true)),
    };
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
    let whole = visit.entries_at_once();
    let asked = KeyHistory { fingerprint: key.certificate.fingerprint, most: HISTORY, whole };
    let Some(last) = asked.run(&visit.desk()?)? else {
        let all = visit.at(&format!("{}?tout=oui#historique", shown::key_path(key)));
        return Ok(html! { p { a href=(all) { (visit.say().console_history_all()) } } });
    };
    let mut words = Entries::new(visit.tongue());
    Ok(html! {
        ol.list reversed {
            @for entry in &last {
                li { (number::local(visit.lang(), entry.at, Zone::PARIS)) " – " (wording::on_screen(&words.sentence(entry).1)) }
            }
        }
        p.small { (visit.say().console_paris_time()) }
    })
}
