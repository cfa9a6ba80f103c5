//! The two lists of the platform: keys of entities, and emergency keys.

use maud::{Markup, html};
use plis::{
    desk::keys::{KeyList, ListKeys, RestoreKey},
    keys::Role,
    registry::{KeyRecord, SetAside},
    time::Zone,
};

use super::shown;
use crate::{
    console::{
        page::{self, Place},
        parts::{self, Wrong, form},
        trouble::{Trouble, where_there_is_one},
        visit::{Answer, Reply, Visit},
    },
    words::number,
};

/// Rows of a page.
const ROWS: usize = 50;

/// Both lists, and what was deleted and is kept aside.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let body = lists(visit, None)?;
    Ok(page::page(visit, Place::Keys, &visit.say().console_keys_title(), &body))
}

/// A deleted key comes back as it was.
pub(in crate::console) fn restore(visit: &Visit) -> Answer {
    let (name, new_name) = (visit.form().text("nom").to_owned(), visit.form().given("nouveau"));
    let asked = RestoreKey { name, new_name: new_name.map(str::to_owned) };
    match asked.run(&visit.desk()?) {
        Ok(key) => {
            visit.console.door.leave_note(visit.say().console_key_restored(parts::name(&key.name)));
            Ok(Reply::See(visit.at(&shown::key_path(&key))))
        }
        Err(error) => {
            let wrong = Wrong::of(visit, "", error.into())?;
            let body = lists(visit, Some(&wrong))?;
            Ok(page::refused(visit, Place::Keys, &visit.say().console_keys_title(), &body))
        }
    }
}

fn lists(visit: &Visit, wrong: Option<&Wrong>) -> Result<Markup, Trouble> {
    let say = visit.say();
    let keys = where_there_is_one(KeyList::at(&visit.desk()?))?;
    let aside = keys.as_ref().map(KeyList::set_aside).transpose()?.unwrap_or_default();
    let lists = [
        (Role::Entity, say.key_list_entity(), say.console_keys_entity_why(), say.key_list_no_entity()),
        (
            Role::Emergency,
            say.key_list_emergency(),
            say.console_keys_emergency_why(),
            say.key_list_no_emergency(),
        ),
    ];
    Ok(html! {
        (parts::summary(visit, wrong))
        div.actions { a.button href=(visit.at("/cles/ajouter")) { (say.console_add_key()) } }
        (parts::search(visit, "/cles"))
        @for (role, title, why, empty) in lists {
            section {
                h2 { (title) }
                p { (why) }
                (list(visit, keys.as_ref(), role, &title, &empty)?)
            }
        }
        @if !aside.is_empty() { (set_aside(visit, &aside)) }
    })
}

fn list(
    visit: &Visit,
    keys: Option<&KeyList>,
    role: Role,
    title: &str,
    empty: &str,
) -> Result<Markup, Trouble> {
    let say = visit.say();
    let query = visit.query("q");
    let (field, other) = match role {
        Role::Entity => ("entite", "secours"),
        Role::Emergency => ("secours", "entite"),
    };
    let after = visit.query(field);
    let begins = Some(after).filter(|after| !after.is_empty());
    let asked = ListKeys { role, containing: query.to_owned(), after: begins.map(str::to_owned), most: ROWS };
    let page = keys.map(|keys| keys.page(&asked)).transpose()?;
    let (rows, next) = page.map_or_else(Default::default, |page| (page.keys, page.next));
    // The other list stays where it is.
    let kept = [("q", query), (other, visit.query(other))];
    Ok(html! {
        @if rows.is_empty() {
            p { @if begins.is_some() { (say.console_no_such_page()) } @else if query.is_empty() { (empty) } @else { (say.console_nothing_found()) } }
        } @else {
            table.cards {
                caption.unseen { (title) }
                thead { tr {
                    th scope="col" { (say.key_column_name()) } th scope="col" { (say.key_column_cn()) } th scope="col" { (say.key_column_ends()) }
                    th scope="col" { (say.key_column_state()) } th.number scope="col" { (say.key_column_open()) } th scope="col" { (say.console_column_actions()) }
                } }
                tbody { @for key in &rows { (row(visit, key)) } }
            }
        }
        (parts::leaves(visit, "/cles", title, &kept, field, begins.is_some(), next.as_deref()))
    })
}

fn row(visit: &Visit, key: &KeyRecord) -> Markup {
    let say = visit.say();
    let to = |anchor: &str| visit.at(&format!("{}#{anchor}", shown::key_path(key)));
    html! {
        tr {
            th scope="row" data-label=(say.key_column_name()) { span { (shown::key_link(visit, key)) @if let Some(entity) = &key.entity { br; small { (parts::name(entity)) } } } }
            td data-label=(say.key_column_cn()) { (parts::name(key.certificate.subject_cn.as_deref().unwrap_or_default())) }
            td data-label=(say.key_column_ends()) { (parts::two_clocks(visit, key.certificate.validity.not_after, Zone::PARIS)) }
            td data-label=(say.key_column_state()) { span { (shown::key_state(visit, key)) } }
            td.number data-label=(say.key_column_open()) { (number::whole(visit.lang(), key.open_consultations)) }
            td data-label=(say.console_column_actions()) {
                span.acts {
                    a href=(to("modifier")) { (say.console_act_change()) } " " a href=(to("exporter")) { (say.console_act_export()) } " "
                    a href=(to("verifier")) { (say.console_act_prove()) } " " a href=(to("supprimer")) { (say.console_act_delete()) }
                }
            }
        }
    }
}

fn set_aside(visit: &Visit, aside: &[SetAside]) -> Markup {
    let say = visit.say();
    html! {
        section {
            h2 { (say.audit_aside()) }
            ul.list {
                @for one in aside {
                    li {
                        (say.console_aside_one(parts::name(&one.name), shown::instant(visit, one.deleted_at, Zone::PARIS), shown::instant(visit, one.until, Zone::PARIS)))
                        @if one.is_missing { " " (say.console_aside_missing()) }
                        (form(visit, "/cles/restaurer", &html! {
                            input type="hidden" name="nom" value=(one.fingerprint.to_string());
                            button.quiet type="submit" { (say.console_act_restore()) }
                        }))
                    }
                }
            }
        }
    }
}
