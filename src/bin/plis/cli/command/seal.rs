//! `seal`: files encrypted to certificates, each to a file of its own.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use plis::{
    cms::{
        armor::Armor,
        seal::{SealError, SealOptions, SealRecipient, seal},
    },
    crypto::{ContentCipher, Hash, KeyTransport, Provider},
    desk::{consultations::RecipientsOf, must_have_folder},
    fsx::{self, Folder},
    keys::{Certificate, signing_no_other},
    limits,
    registry::UsageMask,
    report::untrusted,
};

use crate::{
    cli::{
        Session,
        args::{
            Mistake,
            seal::{Cipher, SealArgs, Transport},
        },
        command::open,
        error::Error,
        exit::Exit,
    },
    words::number,
};

/// Bits under which an RSA key is too weak for anything.
const WEAK: usize = 2048;

/// Seals every file, or none that has a name already taken.
pub(crate) fn run(session: &Session, args: &SealArgs) -> Result<Exit, Error> {
    if !args.output.exists() {
        must_have_folder(&args.output)?;
    }
    let certificates = certificates(session, args)?;
    for (path, certificate) in &certificates {
        warn(session, path, certificate);
    }
    let outputs: Vec<PathBuf> = args.files.iter().map(|file| output_name(file, args.pem)).collect();
    for (at, output) in outputs.iter().enumerate() {
        let path = args.output.join(output);
        if fsx::is_taken(&path) || outputs[..at].contains(output) {
            return Err(Error::Exists { path });
        }
    }
    let sealer = Sealer {
        provider: open::provider(args.crypto),
        recipients: certificates.iter().map(|(_, certificate)| certificate.into()).collect(),
        options: SealOptions {
            cipher: cipher(args.cipher),
            transport: transport(args.key_transport),
            armor: if args.pem { Armor::Pem } else { Armor::Der },
            ..SealOptions::default()
        },
        folder: Folder::create(&args.output)
            .map_err(|error| Error::Write { path: args.output.clone(), error })?,
    };
    let mut out = session.out();
    for (file, output) in args.files.iter().zip(&outputs) {
        sealer.seal(file, output)?;
        writeln!(out, "{}", untrusted::whole_path(&args.output.join(output))).map_err(Error::Output)?;
    }
    // Leaves nothing behind where staged files have a name.
    sealer.folder.tidy();
    let count = args.files.len();
    let sentence = session.say().sealed(count, number::whole(session.lang(), count as u64));
    let recipients = session.say().sealed_for(certificates.len(), certificates.len().to_string());
    session.note(&format!("{sentence} {recipients}"));
    Ok(Exit::Done)
}

struct Sealer<'a> {
    provider: &'static dyn Provider,
    recipients: Vec<SealRecipient<'a>>,
    options: SealOptions,
    folder: Folder,
}

impl Sealer<'_> {
    /// Writes one sealed file, complete or not at all.
    fn seal(&self, file: &Path, output: &Path) -> Result<(), Error> {
        let path = self.folder.path().join(output);
        let source = fsx::open_given(file).map_err(|error| Error::Read { path: file.to_owned(), error })?;
        let length = source.metadata().ok().map(|data| data.len());
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Exists { path: path.clone() },
            _ => Error::Write { path: path.clone(), error },
        };
        let mut staged = self.folder.stage().map_err(failed)?;
        let mut sink = BufWriter::with_capacity(1 << 18, &mut staged);
        seal(self.provider, &self.recipients, &self.options, length, source, &mut sink).map_err(|error| {
            let path = if matches!(error, SealError::Sink(_)) { path.clone() } else { file.to_owned() };
            Error::Seal { path, error: Box::new(error) }
        })?;
        sink.flush().map_err(failed)?;
        drop(sink);
        staged.sync().map_err(failed)?;
        staged.publish(&self.folder, output).map_err(failed)?;
        self.folder.sync_names(output).map_err(failed)
    }
}

/// The certificates of the consultation and of every file given, each once.
fn certificates(session: &Session, args: &SealArgs) -> Result<Vec<(PathBuf, Certificate)>, Error> {
    let mut found: Vec<(PathBuf, Certificate)> = Vec::new();
    if let Some(reference) = &args.consultation {
        let asked = RecipientsOf { reference: reference.clone() };
        found.extend(asked.run(&session.desk())?.into_iter().map(|(name, one)| (PathBuf::from(name), one)));
    }
    for path in &args.to {
        let bytes = fsx::read_bounded(path, limits::KEY_FILE.value)
            .map_err(|error| Error::Read { path: path.clone(), error })?;
        let certificates = Certificate::from_pem_or_der(&bytes)
            .map_err(|error| Error::Certificate { path: path.clone(), error })?;
        // Of a bundle, the one whose key it is.
        let certificate = signing_no_other(&certificates).next().or(certificates.first());
        if let Some(certificate) = certificate
            && !found.iter().any(|(_, known)| known == certificate)
        {
            found.push((path.clone(), certificate.clone()));
        }
    }
    if found.is_empty() {
        return Err(Mistake::Missing { arguments: vec!["--to <CERT>".to_owned()] }.into());
    }
    Ok(found)
}

/// What a person should know before bidders rely on a certificate.
fn warn(session: &Session, path: &Path, certificate: &Certificate) {
    let say = session.say();
    let name = certificate.subject_cn().map_or_else(|| untrusted::path(path), |cn| untrusted::text(&cn));
    let instant = |at| number::instant(session.lang(), at, plis::time::Zone::PARIS);
    let validity = certificate.validity();
    if validity.expired_at(session.now()) {
        session.warn(&say.seal_expired(&name, instant(validity.not_after)));
    } else if session.now() < validity.not_before {
        session.warn(&say.seal_not_yet(&name, instant(validity.not_before)));
    }
    if certificate.is_rsa() && certificate.bits() < WEAK {
        session.warn(&say.seal_weak(&name, certificate.bits().to_string()));
    }
    let curve = certificate.curve();
    if certificate.key_usage().is_some_and(|usage| !UsageMask::of(usage).encrypts(curve)) {
        let warned = if curve.is_some() { say.seal_usage_curve(&name) } else { say.seal_usage(&name) };
        session.warn(&warned);
    }
}

/// The file's own name and the suffix that `open` takes away again.
fn output_name(file: &Path, pem: bool) -> PathBuf {
    let mut name = file.file_name().unwrap_or(file.as_os_str()).to_owned();
    name.push(if pem { ".pem" } else { ".p7m" });
    PathBuf::from(name)
}

fn cipher(cipher: Cipher) -> ContentCipher {
    match cipher {
        Cipher::Aes256Gcm => ContentCipher::Aes256Gcm,
        Cipher::Aes192Gcm => ContentCipher::Aes192Gcm,
        Cipher::Aes128Gcm => ContentCipher::Aes128Gcm,
        Cipher::Aes256Cbc => ContentCipher::Aes256Cbc,
        Cipher::Aes192Cbc => ContentCipher::Aes192Cbc,
        Cipher::Aes128Cbc => ContentCipher::Aes128Cbc,
    }
}

fn transport(transport: Transport) -> KeyTransport {
    let oaep = |hash| KeyTransport::RsaOaep { hash, mgf_hash: hash, label: Vec::new() };
    match transport {
        Transport::OaepSha256 => oaep(Hash::Sha256),
        Transport::OaepSha384 => oaep(Hash::Sha384),
        Transport::OaepSha512 => oaep(Hash::Sha512),
        Transport::OaepSha1 => oaep(Hash::Sha1),
        Transport::Pkcs1v15 => KeyTransport::RsaPkcs1v15,
    }
}
