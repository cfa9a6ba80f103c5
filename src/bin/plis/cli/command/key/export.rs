//! `key export`: a key, or its certificate, in a file that other programs import.

use std::{io, path::Path};

use plis::{
    fsx,
    keys::{Certificate, KeyPair, Pkcs12Encryption, Pkcs12Options, write_p7b, write_pkcs12},
    registry::{KeyRecord, Registry, RegistryError},
    report::untrusted,
};

use super::new::must_protect;
use crate::{
    cli::{
        Session,
        args::{
            key::{ExportFormat, KeyExportArgs, PfxEncryption},
            value,
        },
        command::must_have_folder,
        error::{Error, Failure},
        exit::Exit,
        home,
        password::Passwords,
        privacy,
    },
    confine,
};

pub(super) fn run(session: &Session, args: &KeyExportArgs) -> Result<Exit, Error> {
    let mut registry = home::open(session)?;
    confine::key_files(session, &registry)?;
    let key = registry.key(&args.name)?;
    if fsx::is_taken(&args.to) {
        return Err(Error::Exists { path: args.to.clone() });
    }
    must_have_folder(&args.to)?;
    let octets = match args.format {
        ExportFormat::Pfx => pfx(session, args, &registry, &key)?,
        ExportFormat::Der => registry.certificate(key.certificate.fingerprint)?.der().to_vec(),
        ExportFormat::Pem => registry.certificate(key.certificate.fingerprint)?.to_pem().into_bytes(),
        ExportFormat::P7b => write_p7b(&certificates(&registry, &key, args.no_chain)?),
    };
    // Said before it is done: an export that nobody can trace must not be.
    registry.record_export(&home::by(session, None), key.id, &absolute(&args.to), name(args.format))?;
    fsx::write_new(&args.to, &octets).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists { path: args.to.clone() },
        _ => Error::Write { path: args.to.clone(), error },
    })?;
    let (say, path) = (session.say(), untrusted::path(&args.to));
    session.note(&match args.format {
        ExportFormat::Pfx => say.key_exported(untrusted::text(&key.name), path),
        _ => say.key_exported_certificate(untrusted::text(&key.name), path),
    });
    if args.format == ExportFormat::Pfx {
        session.hint(&match args.pfx_encryption {
            PfxEncryption::Aes256Sha256 => say.key_exported_aes(),
            PfxEncryption::TripleDesSha1 => say.key_exported_triple_des(),
        });
        privacy::check(session, &args.to);
    }
    Ok(Exit::Done)
}

/// The private half too, under a new password.
fn pfx(
    session: &Session,
    args: &KeyExportArgs,
    registry: &Registry,
    key: &KeyRecord,
) -> Result<Vec<u8>, Error> {
    let pair = open(session, args.password.as_deref(), registry, key)?;
    let sources = args.new_password.as_deref().map(value::password_source).transpose()?;
    let passwords = Passwords::new(session, sources.into_iter().collect());
    let password = passwords.said_with("--new-password").for_new_file(0, &args.to)?;
    must_protect(&password)?;
    let options = Pkcs12Options {
        encryption: match args.pfx_encryption {
            PfxEncryption::Aes256Sha256 => Pkcs12Encryption::Aes256Sha256,
            PfxEncryption::TripleDesSha1 => Pkcs12Encryption::TripleDesSha1,
        },
        include_chain: !args.no_chain,
        ..Pkcs12Options::default()
    };
    let written = write_pkcs12(&pair, &key.name, &password, &options).map_err(Failure::Write)?;
    Ok(written.to_vec())
}

/// The pair of a key, from its file.
fn open(
    session: &Session,
    source: Option<&str>,
    registry: &Registry,
    key: &KeyRecord,
) -> Result<KeyPair, Error> {
    let path = registry.key_file(key).ok_or_else(|| Failure::NoPrivateHalf { name: key.name.clone() })?;
    let sources = source.map(value::password_source).transpose()?;
    let mut passwords = Passwords::new(session, sources.into_iter().collect());
    let file = passwords.open_registry_key(0, &path, &key.name)?;
    let own = file.pair_of(&registry.certificate(key.certificate.fingerprint)?);
    Ok(own.ok_or_else(|| Failure::NotInFile { name: key.name.clone() })?)
}

/// The key's certificate, then those above it.
fn certificates(registry: &Registry, key: &KeyRecord, alone: bool) -> Result<Vec<Certificate>, Error> {
    let mut certificates = vec![registry.certificate(key.certificate.fingerprint)?];
    if !alone {
        for der in registry.chain(key.certificate.fingerprint)? {
            let above = Certificate::from_der(&der)
                .map_err(|error| RegistryError::Damaged { what: error.to_string() })?;
            certificates.push(above);
        }
    }
    Ok(certificates)
}

const fn name(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Pfx => "pfx",
        ExportFormat::Der => "der",
        ExportFormat::Pem => "pem",
        ExportFormat::P7b => "p7b",
    }
}

fn absolute(path: &Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
