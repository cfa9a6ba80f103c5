//! `key export`: a key, or its certificate, in a file that other programs import.

use plis::{
    desk::keys::{ExportAs, ExportKey, PutIn, PutInStore},
    keys::{Pkcs12Encryption, token::windows::Keep},
    report::untrusted,
};

use crate::cli::{
    Session,
    args::{
        key::{ExportFormat, KeyExportArgs, PfxEncryption},
        value,
    },
    error::Error,
    exit::Exit,
    password::Passwords,
    privacy,
};

pub(super) fn run(session: &Session, args: &KeyExportArgs) -> Result<Exit, Error> {
    let source = args.password.as_deref().map(value::password_source).transpose()?;
    let new = args.new_password.as_deref().map(value::password_source).transpose()?;
    let mut passwords = Passwords::new(session, source.into_iter().collect())
        .protecting(new)
        .joining(value::password_sources(&args.share)?);
    let Some(to) = &args.to else { return put_in_store(session, args, &mut passwords) };
    let asked = ExportKey {
        name: args.name.clone(),
        to: to.clone(),
        format: match args.format {
            ExportFormat::Pfx => ExportAs::Pfx(args.pfx_encryption.into()),
            ExportFormat::Der => ExportAs::Der,
            ExportFormat::Pem => ExportAs::Pem,
            ExportFormat::P7b => ExportAs::P7b,
        },
        chain: !args.no_chain,
    };
    let exported = asked.run(&session.desk(), &mut passwords)?;
    let (say, name, path) =
        (session.say(), untrusted::text(&exported.key.name), untrusted::path(&exported.to));
    if exported.is_secret {
        session.note(&say.key_exported(name, path));
        session.hint(&match args.pfx_encryption {
            PfxEncryption::Aes256Sha256 => say.key_exported_aes(),
            PfxEncryption::TripleDesSha1 => say.key_exported_triple_des(),
        });
        privacy::check(session, &exported.to);
    } else {
        session.note(&say.key_exported_certificate(name, path));
    }
    Ok(Exit::Done)
}

fn put_in_store(
    session: &Session,
    args: &KeyExportArgs,
    passwords: &mut Passwords<'_>,
) -> Result<Exit, Error> {
    let how = Keep { exportable: args.exportable, strong_protection: args.strong_protection };
    let PutIn { key, thumbprint } =
        PutInStore { name: args.name.clone(), how }.run(&session.desk(), passwords)?;
    session.note(&session.say().key_put_in_store(untrusted::text(&key.name), thumbprint.to_string()));
    Ok(Exit::Done)
}

impl From<PfxEncryption> for Pkcs12Encryption {
    fn from(encryption: PfxEncryption) -> Self {
        match encryption {
            PfxEncryption::Aes256Sha256 => Self::Aes256Sha256,
            PfxEncryption::TripleDesSha1 => Self::TripleDesSha1,
        }
    }
}
