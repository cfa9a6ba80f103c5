//! A key for other posts: its private half under a new password, or its certificate.

use std::path::Path;

use plis::{
    keys::{Pkcs12Encryption, Pkcs12Options},
    registry::KeyRecord,
};

use super::key::{again, with_key};
use crate::console::{
    ask,
    parts::Wrong,
    visit::{Answer, Reply, Visit},
};

/// What a file of a private key is sent as.
const PFX: &str = "application/x-pkcs12";

/// The certificate alone, in one of three forms.
pub(in crate::console) fn certificate(visit: &Visit) -> Answer {
    with_key(visit, |registry, key| {
        let Some((octets, extension, kind)) = ask::certificate(registry, &key, visit.query("format"))? else {
            return Ok(Reply::NotFound);
        };
        let name = format!("{}.{extension}", file_name(&key));
        registry.record_export(&visit.by(None), key.id, Path::new(&name), visit.query("format"))?;
        Ok(Reply::File { name, kind, octets })
    })
}

/// The private half too.
pub(in crate::console) fn private(visit: &Visit) -> Answer {
    with_key(visit, |registry, key| {
        let form = visit.form();
        let (old, new) = (form.password("ancien"), form.password("nouveau"));
        if new.expose() != form.password("encore").expose() {
            let wrong = Wrong::at("encore", visit.say().console_passwords_differ());
            return again(visit, registry, &key, &wrong);
        }
        let options = Pkcs12Options {
            encryption: match form.text("chiffrement") {
                "tripledes-sha1" => Pkcs12Encryption::TripleDesSha1,
                _ => Pkcs12Encryption::Aes256Sha256,
            },
            include_chain: form.ticked("chaine"),
            ..Pkcs12Options::default()
        };
        let name = format!("{}.pfx", file_name(&key));
        match ask::export(registry, &visit.by(None), &key, (&old, &new), options, Path::new(&name)) {
            Ok(octets) => Ok(Reply::File { name, kind: PFX, octets: octets.to_vec() }),
            Err(trouble) => {
                let field = if new.expose().is_empty() { "nouveau" } else { "ancien" };
                again(visit, registry, &key, &Wrong::of(visit, field, trouble)?)
            }
        }
    })
}

/// What the browser is to call it: the key's name, without what no system takes in one.
fn file_name(key: &KeyRecord) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' };
    let name: String = key.name.chars().map(plain).take(80).collect();
    let name = name.trim_matches([' ', '.']).to_owned();
    if name.is_empty() { "bi-cle".to_owned() } else { name }
}
