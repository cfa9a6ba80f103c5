//! `key new`: a key, its certificate, and the password-protected file that holds both.

use plis::{
    crypto::Curve,
    desk::keys::{KeyAlgorithm, MakeKey},
    keys::token::windows::{Keep, Thumbprint},
    report::untrusted,
};

use super::instant;
use crate::cli::{
    Session,
    args::{
        key::{Algorithm, KeyNewArgs},
        value,
    },
    error::Error,
    exit::Exit,
    password::Passwords,
    privacy,
};

pub(super) fn run(session: &Session, args: &KeyNewArgs) -> Result<Exit, Error> {
    let source = args.password.as_deref().map(value::password_source).transpose()?;
    let issuer = args.issuer_password.as_deref().map(value::password_source).transpose()?;
    let mut passwords = Passwords::new(session, source.into_iter().collect()).signing(issuer);
    let asked = MakeKey {
        name: args.name.clone(),
        cn: args.cn.clone(),
        role: args.role.into(),
        entity: args.entity.clone(),
        algorithm: match args.algorithm {
            None => KeyAlgorithm::Rsa(args.bits),
            Some(Algorithm::Rsa3072) => KeyAlgorithm::Rsa(3072),
            Some(Algorithm::P256) => KeyAlgorithm::Curve(Curve::P256),
            Some(Algorithm::P384) => KeyAlgorithm::Curve(Curve::P384),
        },
        days: args.days,
        issuer: args.issuer.clone(),
        store: args
            .store
            .then_some(Keep { exportable: args.exportable, strong_protection: args.strong_protection }),
    };
    let kept = asked.run(&session.desk(), &mut passwords)?;
    let (say, key) = (session.say(), &kept.key);
    let ends = instant(session, key.certificate.validity.not_after);
    session.note(&say.key_created(untrusted::text(&key.name), ends, key.certificate.fingerprint.to_string()));
    if let Some(Ok(thumbprint)) = kept.file.as_deref().and_then(Thumbprint::named) {
        session.hint(&say.key_created_store_hint(thumbprint.to_string()));
        return Ok(Exit::Done);
    }
    session.hint(&say.key_created_hint());
    if let Some(file) = &kept.file {
        privacy::check(session, file);
    }
    Ok(Exit::Done)
}
