//! The certificate store of Windows: a key is taken from it, made in it, or put there too. Elsewhere no screen offers it, and
//! the desk refuses what somebody sends all the same.

use maud::{Markup, html};
use plis::{
    desk::{
        Error,
        keys::{KeySource, stored},
    },
    keys::token::windows::{Keep, StoreError, Thumbprint},
    registry::{Custody, KeyRecord},
    time::Zone,
};

use super::shown;
use crate::console::{
    parts::{self, Field, Wrong, form},
    trouble::Trouble,
    visit::Visit,
};

/// Whether screens offer it.
pub(super) const IS_HERE: bool = cfg!(windows);

/// The certificate that was chosen among [`choices`].
pub(super) fn chosen(visit: &Visit) -> Result<KeySource, Error> {
    let thumbprint: Thumbprint = visit.form().text("certificat").parse().map_err(Error::Store)?;
    Ok(KeySource::Referred(thumbprint.reference().into()))
}

/// Why that cannot be used, in the words of a list that somebody chooses from.
pub(super) fn refused(visit: &Visit, trouble: Trouble) -> Result<Wrong, Trouble> {
    match trouble {
        Trouble::Desk(Error::Store(StoreError::BadThumbprint { .. })) => {
            Ok(Wrong::at("certificat", visit.say().console_store_missing()))
        }
        trouble => Wrong::of(visit, "certificat", trouble),
    }
}

/// Every certificate there that has a private key; what is the matter where there is none to choose.
pub(super) fn choices(visit: &Visit, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    let trouble = match stored() {
        Ok(found) if !found.is_empty() => {
            let all: Vec<_> = found
                .iter()
                .map(|one| {
                    let certificate = &one.certificate;
                    let cn = certificate.subject_cn().map(|cn| parts::name(&cn));
                    let name = one.friendly_name.as_deref().map(parts::name).or(cn).unwrap_or_default();
                    let ends = shown::instant(visit, certificate.validity().not_after, Zone::PARIS);
                    let thumbprint = Thumbprint::of(certificate).to_string();
                    let hint = say.console_store_one(ends, parts::name(&one.provider), thumbprint.clone());
                    (thumbprint, name, hint)
                })
                .collect();
            let typed = visit.form().text("certificat");
            let shown: Vec<_> =
                all.iter().map(|(id, name, hint)| (id.as_str(), name.clone(), Some(hint.clone()))).collect();
            return html! {
                (parts::beside("certificat", wrong.filter(|wrong| wrong.field == "certificat")))
                (parts::choices(&say.console_store_which(), "certificat", typed, &shown))
            };
        }
        Ok(found) => Trouble::from(Error::WhichStored { found }),
        Err(error) => error.into(),
    };
    let (sentence, hint) = trouble.words(visit.tongue());
    html! {
        div.alert.warn #certificat {
            p { (sentence) }
            @if let Some(hint) = hint { p { (hint) } }
        }
    }
}

/// The boxes of the system's own wizard.
pub(super) fn boxes(visit: &Visit) -> Markup {
    let (say, typed) = (visit.say(), visit.form());
    html! {
        (parts::tick("exportable", "oui", &say.console_store_exportable(), typed.ticked("exportable")))
        (parts::tick("protection", "oui", &say.console_store_protection(), typed.ticked("protection")))
    }
}

/// What was ticked there.
pub(super) fn keep(visit: &Visit) -> Keep {
    let typed = visit.form();
    Keep { exportable: typed.ticked("exportable"), strong_protection: typed.ticked("protection") }
}

/// The way there for a key that is not in it, and may be.
pub(super) fn way_in(visit: &Visit, key: &KeyRecord, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    let may_be = key.custody != Custody::Certificate && !key.custody.is_stored();
    html! {
        @if IS_HERE && may_be && key.certificate.curve().is_none() {
            h3 { (say.console_store_put()) }
            p { (say.console_store_put_why()) }
            (form(visit, &format!("{}/magasin", shown::key_path(key)), &html! {
                (Field::password("actuel", say.console_password_current()).show(wrong))
                (boxes(visit))
                button type="submit" { (say.console_store_put_go()) }
            }))
        }
    }
}
