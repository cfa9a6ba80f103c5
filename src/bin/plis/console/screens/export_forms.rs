//! The two ways out of a key: with its private half, or its certificate alone.

use maud::{Markup, html};
use plis::registry::{Custody, KeyRecord};

use super::{shown, store};
use crate::console::{
    parts::{self, Field, Wrong, form},
    visit::Visit,
};

/// Both ways out.
pub(super) fn forms(visit: &Visit, key: &KeyRecord, wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    let typed = visit.form();
    let encryption = typed.given("chiffrement").unwrap_or("aes256-sha256");
    let certificate =
        |format: &str| visit.at(&format!("{}/certificat?format={format}", shown::key_path(key)));
    html! {
        h3 { (say.console_export_private()) }
        @if key.custody == Custody::Certificate { p { (say.console_prove_no_private()) } }
        @else {
            p { (say.console_export_private_why()) }
            (form(visit, &format!("{}/exporter", shown::key_path(key)), &html! {
                @if key.custody.is_stored() { (parts::beside("ancien", wrong.filter(|wrong| wrong.field == "ancien"))) }
                @else { (Field::password("ancien", say.console_password_current()).show(wrong)) }
                (Field::password("nouveau", say.console_password_new()).hint(say.console_password_new_hint()).required().show(wrong))
                (Field::password("encore", say.console_password_again()).required().show(wrong))
                (parts::choices(&say.console_encryption(), "chiffrement", encryption, &[
                    ("aes256-sha256", "AES256-SHA256".to_owned(), Some(say.console_encryption_aes())),
                    ("tripledes-sha1", "TripleDES-SHA1".to_owned(), Some(say.console_encryption_triple_des())),
                ]))
                (parts::tick("chaine", "oui", &say.console_include_chain(), typed.is_empty() || typed.ticked("chaine")))
                button type="submit" { (say.console_export_go()) }
            }))
        }
        (store::way_in(visit, key, wrong))
        h3 { (say.console_export_certificate()) }
        p { (say.console_export_certificate_why()) }
        ul.list {
            li { a href=(certificate("der")) download { (say.console_export_der()) } }
            li { a href=(certificate("pem")) download { (say.console_export_pem()) } }
            li { a href=(certificate("p7b")) download { (say.console_export_p7b()) } }
        }
    }
}
