//! `key new`: an RSA key, its certificate, and the password-protected file that holds both.

use plis::{
    crypto::{AwsLc, Provider as _},
    keys::{Certificate, KeyPair, NewCertificate, Pkcs12Options, issue, write_pkcs12},
    registry::{CertificateFacts, NewKey, NewPrivate, Origin},
    report::untrusted,
    secret::Password,
    time::Validity,
};

use super::instant;
use crate::cli::{
    Session,
    args::{key::KeyNewArgs, value},
    error::{Error, Failure},
    exit::Exit,
    home,
    password::Passwords,
    privacy,
};

/// Characters of an organization in a certificate (RFC 5280 appendix A.1, ub-organization-name).
const ORGANIZATION: usize = 64;

pub(super) fn run(session: &Session, args: &KeyNewArgs) -> Result<Exit, Error> {
    let mut registry = home::open_or_make(session)?;
    let by = home::by(session, None);
    // Before anybody types a password.
    registry.check_new_name(&by, &args.name)?;
    let issuer = issuer(session, args)?;
    let sources = args.password.as_deref().map(value::password_source).transpose()?;
    let mut passwords = Passwords::new(session, sources.into_iter().collect());
    let password = passwords.for_new_file(0, args.name.as_ref())?;
    must_protect(&password)?;

    let provider = AwsLc;
    let private_key = provider.generate(args.bits).map_err(Failure::Generate)?;
    let now = session.now().whole_seconds();
    let new = NewCertificate {
        cn: args.cn.clone().unwrap_or_else(|| args.name.clone()),
        organization: args.entity.clone().filter(|entity| entity.chars().count() <= ORGANIZATION),
        validity: Validity { not_before: now, not_after: now.plus_days(i64::from(args.days)) },
    };
    let certificate = issue(&provider, &new, &private_key, issuer.as_ref()).map_err(Failure::Issue)?;
    let chain: Vec<Certificate> = issuer.as_ref().map(above).unwrap_or_default();
    let pair = KeyPair::new(certificate, private_key)
        .expect("the certificate was just made for this key")
        .with_chain(chain);
    let private =
        write_pkcs12(&pair, &args.name, &password, &Pkcs12Options::default()).map_err(Failure::Write)?;
    let key = NewKey {
        name: args.name.clone(),
        role: args.role.into(),
        entity: args.entity.clone(),
        certificate: CertificateFacts::of(pair.certificate()),
        der: pair.certificate().der().to_vec(),
        chain: pair.chain().iter().map(|above| above.der().to_vec()).collect(),
        private: NewPrivate::Copy(private.to_vec()),
        origin: Origin::Made,
    };
    let key = registry.add_key(&by, &key)?;
    let say = session.say();
    let ends = instant(session, key.certificate.validity.not_after);
    session.note(&say.key_created(untrusted::text(&key.name), ends, key.certificate.fingerprint.to_string()));
    session.hint(&say.key_created_hint());
    if let Some(file) = registry.key_file(&key) {
        privacy::check(session, &file);
    }
    Ok(Exit::Done)
}

/// The key that signs, when it is not the new one itself.
fn issuer(session: &Session, args: &KeyNewArgs) -> Result<Option<KeyPair>, Error> {
    let Some(path) = &args.issuer else { return Ok(None) };
    let sources = args.issuer_password.as_deref().map(value::password_source).transpose()?;
    let passwords = Passwords::new(session, sources.into_iter().collect());
    let file = passwords.said_with("--issuer-password").open_key_file(0, path)?;
    Ok(file.pairs.into_iter().next())
}

/// The issuer's certificate, and those above it.
fn above(issuer: &KeyPair) -> Vec<Certificate> {
    std::iter::once(issuer.certificate()).chain(issuer.chain()).cloned().collect()
}

/// Our own key files are always protected.
pub(super) fn must_protect(password: &Password) -> Result<(), Error> {
    if password.expose().is_empty() { Err(Failure::EmptyPassword.into()) } else { Ok(()) }
}
