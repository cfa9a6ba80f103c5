//! A key more: made here, taken from a file, or referred to where it lies.

use std::path::{Path, PathBuf};

use maud::{Markup, html};
use plis::{
    crypto::Curve,
    desk::{
        Error, GivenFile,
        keys::{ImportEvent, ImportKeys, KeyAlgorithm, KeySource, MakeKey},
    },
    keys::{Role, token::windows::Keep},
    secret::Password,
    time::Zone,
};

use super::{shown, store};
use crate::console::{
    page::{self, Place},
    parts::{self, Field, Wrong, form, form_with_files},
    passwords::Passwords,
    trouble::Trouble,
    visit::{Answer, Reply, Visit},
};

/// Two years: what the platform gives.
const DAYS: u32 = 730;

/// The wizard, and what it does.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let title = visit.say().console_add_key();
    if visit.form().is_empty() {
        return Ok(page::page(visit, Place::Keys, &title, &body(visit, None)));
    }
    match add(visit) {
        Ok(note) => {
            visit.console.door.leave_note(note);
            Ok(Reply::See(visit.at("/cles")))
        }
        Err(Refusal::Beside(wrong)) => {
            Ok(page::refused(visit, Place::Keys, &title, &body(visit, Some(&wrong))))
        }
        Err(Refusal::Trouble(trouble)) => Err(trouble),
    }
}

enum Refusal {
    Beside(Wrong),
    Trouble(Trouble),
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

fn add(visit: &Visit) -> Result<String, Refusal> {
    let typed = visit.form();
    let beside = |field, trouble| match Wrong::of(visit, field, trouble) {
        Ok(wrong) => Refusal::Beside(wrong),
        Err(trouble) => Refusal::Trouble(trouble),
    };
    match typed.text("maniere") {
        "importer" => {
            let Some(file) = typed.file("fichier") else {
                return Err(Refusal::Beside(Wrong::at("fichier", visit.say().console_file_missing())));
            };
            let given = GivenFile::Sent { name: (&*file.name).into(), octets: file.octets.clone() };
            import(visit, KeySource::Copied(given)).map_err(|trouble| beside("fichier", trouble))
        }
        "referencer" => {
            let path = place(visit)?;
            import(visit, KeySource::Referred(path)).map_err(|trouble| beside("chemin", trouble))
        }
        "magasin" => {
            let taken = store::chosen(visit).map_err(Trouble::from).and_then(|chosen| import(visit, chosen));
            taken.map_err(|trouble| match store::refused(visit, trouble) {
                Ok(wrong) => Refusal::Beside(wrong),
                Err(trouble) => Refusal::Trouble(trouble),
            })
        }
        "generer-magasin" => make(visit, Some(store::keep(visit)), beside),
        _ => make(visit, None, beside),
    }
}

/// A path that was typed. Windows looks for a server of somebody's choice behind some of them.
fn place(visit: &Visit) -> Result<PathBuf, Refusal> {
    let text = visit.form().text("chemin").trim_matches('"').to_owned();
    let path = Path::new(&text);
    let device = text.starts_with("\\\\?\\") || text.starts_with("\\\\.\\");
    if !path.is_absolute() || device {
        return Err(Refusal::Beside(Wrong::at("chemin", visit.say().console_path_absolute())));
    }
    Ok(path.to_owned())
}

/// In the store where it is said how; else in a file of the registry's.
fn make(
    visit: &Visit,
    keep: Option<Keep>,
    beside: impl Fn(&'static str, Trouble) -> Refusal,
) -> Result<String, Refusal> {
    let typed = visit.form();
    let (password, again) = (typed.password("nouveau"), typed.password("encore"));
    if password.expose() != again.expose() {
        return Err(Refusal::Beside(Wrong::at("encore", visit.say().console_passwords_differ())));
    }
    let name = typed.text("nom").to_owned();
    let days = match typed.given("jours").map(str::parse::<u32>) {
        None => DAYS,
        Some(Ok(days)) if (1..=3650).contains(&days) => days,
        Some(_) => return Err(Refusal::Beside(Wrong::at("jours", visit.say().console_days_wrong()))),
    };
    let asked = MakeKey {
        cn: typed.given("cn").map(str::to_owned),
        role: role(typed.text("role")),
        entity: typed.given("entite").map(str::to_owned),
        days,
        algorithm: match typed.text("taille") {
            "4096" => KeyAlgorithm::Rsa(4096),
            "p256" => KeyAlgorithm::Curve(Curve::P256),
            "p384" => KeyAlgorithm::Curve(Curve::P384),
            _ => KeyAlgorithm::Rsa(3072),
        },
        name,
        issuer: None,
        store: keep,
    };
    let mut passwords = Passwords::new(Password::new(String::new()), password);
    let made = asked.run(&visit.desk()?, &mut passwords);
    let key = made.map_err(|error| {
        let field = match &error {
            Error::EmptyPassword => "nouveau",
            Error::Issue(_) => "cn",
            _ => "nom",
        };
        beside(field, error.into())
    })?;
    let key = key.key;
    let ends = shown::instant(visit, key.certificate.validity.not_after, Zone::PARIS);
    let name = parts::name(&key.name);
    Ok(match keep {
        None => visit.say().console_key_made(name, ends),
        Some(_) => visit.say().console_store_made(name, ends),
    })
}

/// Every key of a file; why it did not come in, or not all of it.
fn import(visit: &Visit, source: KeySource) -> Result<String, Trouble> {
    let typed = visit.form();
    let asked = ImportKeys {
        files: vec![source],
        name: typed.given("nom").map(str::to_owned),
        role: role(typed.text("role")),
        entity: typed.given("entite").map(str::to_owned),
    };
    let mut passwords = Passwords::new(typed.password("ancien"), typed.password("nouveau"));
    let mut names = Vec::new();
    let mut observe = |event: &ImportEvent<'_>| match event {
        ImportEvent::Imported { key, .. }
        | ImportEvent::CertificateOnly { key, .. }
        | ImportEvent::Located { key } => names.push(parts::name(&key.name)),
        ImportEvent::Read { .. } | ImportEvent::Failed { .. } => {}
    };
    match asked.run(&visit.desk()?, &mut passwords, &mut observe)? {
        Some(error) => Err(error.into()),
        None => Ok(visit.say().console_keys_added(names.join(", "))),
    }
}

fn role(text: &str) -> Role {
    if text == "emergency" { Role::Emergency } else { Role::Entity }
}

fn body(visit: &Visit, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    let manner = match visit.form().given("maniere") {
        Some(manner) => manner,
        None => visit.query("maniere"),
    };
    let mut manners = vec![
        ("generer", say.console_make(), say.console_make_why()),
        ("importer", say.console_import(), say.console_import_why()),
        ("referencer", say.console_refer(), say.console_refer_why()),
    ];
    if store::IS_HERE {
        manners.push(("generer-magasin", say.console_store_make(), say.console_store_make_why()));
        manners.push(("magasin", say.console_store_take(), say.console_store_take_why()));
    }
    let chosen = manners.iter().find(|(name, ..)| *name == manner).map_or("generer", |(name, ..)| name);
    html! {
        (parts::summary(visit, wrong))
        nav aria-label=(say.console_manner()) {
            ul.figures {
                @for (name, label, why) in &manners {
                    li {
                        a href=(visit.at(&format!("/cles/ajouter?maniere={name}"))) aria-current=[(*name == chosen).then_some("step")] { (label) }
                        p.small { (why) }
                    }
                }
            }
        }
        @match chosen {
            "importer" => (form_with_files(visit, "/cles/ajouter", &importing(visit, wrong, &html! {
                (Field::text("fichier", say.console_key_file(), "").kind("file").hint(say.console_key_file_hint()).required().show(wrong))
            }, "importer"))),
            "referencer" => (form(visit, "/cles/ajouter", &importing(visit, wrong, &html! {
                (Field::text("chemin", say.console_key_path(), visit.form().text("chemin")).hint(say.console_key_path_hint()).required().show(wrong))
            }, "referencer"))),
            "magasin" => (form(visit, "/cles/ajouter", &importing(visit, wrong, &store::choices(visit, wrong), "magasin"))),
            chosen => (form(visit, "/cles/ajouter", &making(visit, wrong, chosen == "generer-magasin"))),
        }
    }
}

fn what_for(visit: &Visit) -> Markup {
    let say = visit.say();
    let chosen = visit.form().given("role").unwrap_or_else(|| visit.query("role"));
    let chosen = if chosen == "emergency" { "emergency" } else { "entity" };
    parts::choices(
        &say.key_term_role(),
        "role",
        chosen,
        &[
            (
                "entity",
                crate::console::wording::capitalized(&say.key_role_entity()),
                Some(say.console_keys_entity_why()),
            ),
            (
                "emergency",
                crate::console::wording::capitalized(&say.key_role_emergency()),
                Some(say.console_keys_emergency_why()),
            ),
        ],
    )
}

fn entity(visit: &Visit) -> Field<'_> {
    let say = visit.say();
    Field::text("entite", say.key_term_entity(), visit.form().text("entite")).hint(say.console_entity_hint())
}

fn making(visit: &Visit, wrong: Option<&Wrong>, in_store: bool) -> Markup {
    let (say, typed) = (visit.say(), visit.form());
    let size = typed.given("taille").unwrap_or("3072");
    let sizes = [
        ("3072", say.key_size("3072"), Some(say.console_size_3072())),
        ("4096", say.key_size("4096"), Some(say.console_size_4096())),
        ("p256", say.key_curve("P-256"), Some(say.console_size_curve())),
        ("p384", say.key_curve("P-384"), Some(say.console_size_curve())),
    ];
    // No curves in the store.
    let sizes = if in_store { &sizes[..2] } else { &sizes };
    html! {
        input type="hidden" name="maniere" value=(if in_store { "generer-magasin" } else { "generer" });
        (what_for(visit))
        (Field::text("nom", say.console_key_name(), typed.text("nom")).hint(say.console_key_name_hint()).required().show(wrong))
        (entity(visit).show(wrong))
        @if in_store { (store::boxes(visit)) }
        @else {
            (Field::password("nouveau", say.console_password_new()).hint(say.console_password_new_hint()).required().show(wrong))
            (Field::password("encore", say.console_password_again()).required().show(wrong))
        }
        details open[wrong.is_some_and(|wrong| ["cn", "jours"].contains(&wrong.field))] {
            summary { (say.console_more()) }
            div {
                (Field::text("cn", say.key_term_cn(), typed.text("cn")).hint(say.console_cn_hint()).show(wrong))
                (Field::text("jours", say.console_days(), typed.given("jours").unwrap_or("730")).kind("number").show(wrong))
                (parts::choices(&say.key_term_size(), "taille", size, sizes))
            }
        }
        button type="submit" { (say.console_make_go()) }
    }
}

fn importing(visit: &Visit, wrong: Option<&Wrong>, source: &Markup, manner: &str) -> Markup {
    let (say, typed) = (visit.say(), visit.form());
    html! {
        input type="hidden" name="maniere" value=(manner);
        (what_for(visit))
        (source)
        @if manner != "magasin" { (Field::password("ancien", say.console_password_file()).hint(say.console_password_file_hint()).show(wrong)) }
        @if manner == "importer" { (Field::password("nouveau", say.console_password_copy()).hint(say.console_password_copy_hint()).show(wrong)) }
        (Field::text("nom", say.console_key_name(), typed.text("nom")).hint(say.console_import_name_hint()).show(wrong))
        (entity(visit).show(wrong))
        button type="submit" { (say.console_import_go()) }
    }
}
