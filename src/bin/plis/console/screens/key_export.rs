//! A key for other posts: its private half under a new password, or its certificate.

use plis::{
    desk::{
        Error, NoPasswords,
        keys::{ExportAs, ExportKey, PutInStore},
    },
    keys::Pkcs12Encryption,
    registry::KeyRecord,
    secret::Password,
};

use super::{
    key::{again, asked, with_key},
    shown, store,
};
use crate::console::{
    parts::{self, Wrong},
    passwords::Passwords,
    visit::{Answer, Reply, Visit},
};

/// The certificate alone, in one of three forms.
pub(in crate::console) fn certificate(visit: &Visit) -> Answer {
    let (format, extension, kind) = match visit.query("format") {
        "der" => (ExportAs::Der, "cer", "application/pkix-cert"),
        "pem" => (ExportAs::Pem, "cer", "application/x-pem-file"),
        "p7b" => (ExportAs::P7b, "p7b", "application/x-pkcs7-certificates"),
        _ => return Ok(Reply::NotFound),
    };
    with_key(visit, |known| {
        let (asked, name) = wanted(&known.key, format, extension, true);
        let handed = asked.hand_over(&visit.desk()?, &mut NoPasswords)?;
        Ok(Reply::File { name, kind, octets: handed.octets.to_vec() })
    })
}

/// The private half too.
pub(in crate::console) fn private(visit: &Visit) -> Answer {
    with_key(visit, |known| {
        let form = visit.form();
        let mut passwords = Passwords::new(form.password("ancien"), form.password("nouveau"));
        if passwords.new.expose() != form.password("encore").expose() {
            return again(visit, known, &Wrong::at("encore", visit.say().console_passwords_differ()));
        }
        let encryption = match form.text("chiffrement") {
            "tripledes-sha1" => Pkcs12Encryption::TripleDesSha1,
            _ => Pkcs12Encryption::Aes256Sha256,
        };
        let (asked, name) = wanted(&known.key, ExportAs::Pfx(encryption), "pfx", form.ticked("chaine"));
        match asked.hand_over(&visit.desk()?, &mut passwords) {
            Ok(handed) => {
                Ok(Reply::File { name, kind: "application/x-pkcs12", octets: handed.octets.to_vec() })
            }
            Err(error) => {
                let field = if let Error::EmptyPassword = error { "nouveau" } else { "ancien" };
                again(visit, known, &Wrong::of(visit, field, error.into())?)
            }
        }
    })
}

/// Into the certificate store of Windows too.
pub(in crate::console) fn into_store(visit: &Visit) -> Answer {
    with_key(visit, |known| {
        let mut passwords = Passwords::new(visit.form().password("actuel"), Password::new(String::new()));
        let order = PutInStore { name: asked(&known.key), how: store::keep(visit) };
        match order.run(&visit.desk()?, &mut passwords) {
            Ok(put) => {
                visit.console.door.leave_note(visit.say().console_store_put_done(parts::name(&put.key.name)));
                Ok(Reply::See(visit.at(&shown::key_path(&known.key))))
            }
            Err(error) => again(visit, known, &Wrong::of(visit, "actuel", error.into())?),
        }
    })
}

fn wanted(key: &KeyRecord, format: ExportAs, extension: &str, chain: bool) -> (ExportKey, String) {
    let name = format!("{}.{extension}", file_name(key));
    (ExportKey { name: asked(key), to: name.clone().into(), format, chain }, name)
}

/// What the browser is to call it: the key's name, without what no system takes in one.
fn file_name(key: &KeyRecord) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' };
    let name: String = key.name.chars().map(plain).take(80).collect();
    let name = name.trim_matches([' ', '.']).to_owned();
    if name.is_empty() { "bi-cle".to_owned() } else { name }
}
