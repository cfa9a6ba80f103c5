//! What the screens on keys ask of the library, in values.

use std::path::{Path, PathBuf};

use plis::{
    consultation::Fingerprint,
    crypto::{AwsLc, Provider as _},
    fsx,
    keys::{
        Certificate, KeyFile, KeyFileError, KeyPair, NewCertificate, Pkcs12Options, Role, issue,
        needs_password, read_key_file, write_p7b, write_pkcs12,
    },
    limits,
    registry::{
        By, CertificateFacts, Custody, KeyRecord, NewKey, NewPrivate, Origin, ProofResult, Registry,
        RegistryError,
    },
    secret::Password,
    time::Validity,
};
use zeroize::Zeroizing;

use super::trouble::Trouble;

/// Characters of an organization in a certificate (RFC 5280 appendix A.1, ub-organization-name).
const ORGANIZATION: usize = 64;

/// What a new key is to be.
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) cn: String,
    pub(super) role: Role,
    pub(super) entity: Option<String>,
    pub(super) days: i64,
    pub(super) bits: usize,
}

/// Makes an RSA key, its certificate, and the protected file that holds both.
pub(super) fn make(
    registry: &mut Registry,
    by: &By,
    wanted: Wanted,
    password: &Password,
) -> Result<KeyRecord, Trouble> {
    registry.check_new_name(by, &wanted.name)?;
    must_protect(password)?;
    let provider = AwsLc;
    let private_key = provider.generate(wanted.bits).map_err(Trouble::Generate)?;
    let now = by.at.whole_seconds();
    let new = NewCertificate {
        cn: wanted.cn,
        organization: wanted.entity.clone().filter(|entity| entity.chars().count() <= ORGANIZATION),
        validity: Validity { not_before: now, not_after: now.plus_days(wanted.days) },
    };
    let certificate = issue(&provider, &new, &private_key, None).map_err(Trouble::Issue)?;
    let pair = KeyPair::new(certificate, private_key).expect("the certificate was just made for this key");
    let private =
        write_pkcs12(&pair, &wanted.name, password, &Pkcs12Options::default()).map_err(Trouble::Write)?;
    let key = NewKey {
        name: wanted.name,
        role: wanted.role,
        entity: wanted.entity,
        certificate: CertificateFacts::of(pair.certificate()),
        der: pair.certificate().der().to_vec(),
        chain: Vec::new(),
        private: NewPrivate::Copy(private.to_vec()),
        origin: Origin::Made,
    };
    Ok(registry.add_key(by, &key)?)
}

/// A file to take keys from: its octets, or the place that is referred to.
pub(super) struct Given<'a> {
    pub(super) name: &'a str,
    pub(super) octets: &'a [u8],
    pub(super) place: Option<PathBuf>,
}

/// What keys from elsewhere are to be here.
pub(super) struct As<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) role: Role,
    pub(super) entity: Option<&'a str>,
}

/// Takes in every key of a file, or the certificate of one whose private half is elsewhere.
pub(super) fn import(
    registry: &mut Registry,
    by: &By,
    given: &Given<'_>,
    wanted: &As<'_>,
    password: &Password,
    copy_password: &Password,
) -> Result<Vec<KeyRecord>, Trouble> {
    let protected = needs_password(given.octets);
    let file = match read_key_file(given.octets, protected.then_some(password)) {
        Ok(file) => file,
        Err(KeyFileError::NoPrivateKey { certificates }) if !certificates.is_empty() => {
            return certificate_only(registry, by, given, wanted, &certificates).map(|key| vec![key]);
        }
        Err(KeyFileError::NotAKeyFile) => {
            let certificates = Certificate::from_pem_or_der(given.octets)
                .map_err(|_| key_file(given.name, KeyFileError::NotAKeyFile))?;
            return certificate_only(registry, by, given, wanted, &certificates).map(|key| vec![key]);
        }
        Err(error) => return Err(key_file(given.name, error)),
    };
    let mut added = Vec::new();
    for pair in &file.pairs {
        let private = match &given.place {
            Some(place) => NewPrivate::Reference(place.clone()),
            None => NewPrivate::Copy(copy(pair, wanted, if protected { password } else { copy_password })?),
        };
        let fingerprint = Fingerprint(pair.certificate().fingerprint());
        let known = registry.key_by_fingerprint(fingerprint)?;
        let waits =
            |known: &KeyRecord| known.custody == Custody::Certificate || known.failed_proof().is_some();
        added.push(if let Some(known) = known.filter(waits) {
            locate(registry, by, &known, &private, pair)?
        } else {
            let friendly = pair.friendly_name().map(str::to_owned);
            add(registry, by, given, wanted, friendly, pair.certificate(), pair.chain(), private)?
        });
    }
    Ok(added)
}

fn copy(pair: &KeyPair, wanted: &As<'_>, password: &Password) -> Result<Vec<u8>, Trouble> {
    must_protect(password)?;
    let name = wanted.name.or(pair.friendly_name()).unwrap_or_default();
    let copy = write_pkcs12(pair, name, password, &Pkcs12Options::default()).map_err(Trouble::Write)?;
    Ok(copy.to_vec())
}

/// What spoke against the old file does not speak against this one: it was opened, and is tried.
fn locate(
    registry: &mut Registry,
    by: &By,
    known: &KeyRecord,
    private: &NewPrivate,
    pair: &KeyPair,
) -> Result<KeyRecord, Trouble> {
    let key = registry.locate_key(by, known.id, private)?;
    if key.failed_proof().is_some() {
        return Ok(registry.record_proof(by, key.id, ProofResult::of_pair(&AwsLc, pair))?);
    }
    Ok(key)
}

/// The certificate that none of the others is signed by; those above it.
fn certificate_only(
    registry: &mut Registry,
    by: &By,
    given: &Given<'_>,
    wanted: &As<'_>,
    certificates: &[Certificate],
) -> Result<KeyRecord, Trouble> {
    let signs_another = |candidate: &Certificate| {
        certificates.iter().any(|other| other != candidate && other.issuer() == candidate.subject())
    };
    let mut own = certificates.iter().filter(|certificate| !signs_another(certificate));
    let (Some(leaf), None) = (own.next(), own.next()) else {
        return Err(Trouble::SeveralCertificates { name: given.name.to_owned() });
    };
    let chain: Vec<Certificate> = certificates.iter().filter(|one| *one != leaf).cloned().collect();
    add(registry, by, given, wanted, None, leaf, &chain, NewPrivate::Certificate)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one row")]
fn add(
    registry: &mut Registry,
    by: &By,
    given: &Given<'_>,
    wanted: &As<'_>,
    friendly: Option<String>,
    certificate: &Certificate,
    chain: &[Certificate],
    private: NewPrivate,
) -> Result<KeyRecord, Trouble> {
    let facts = CertificateFacts::of(certificate);
    let name = if let Some(name) = wanted.name {
        name.to_owned()
    } else {
        let suggested = certificate
            .subject_cn()
            .filter(|cn| !cn.trim().is_empty())
            .or(friendly)
            .or_else(|| Path::new(given.name).file_stem().map(|stem| stem.to_string_lossy().into_owned()))
            .unwrap_or_else(|| facts.fingerprint.to_string());
        free_name(registry, suggested, &facts.fingerprint.to_string())?
    };
    let new = NewKey {
        name,
        role: wanted.role,
        entity: wanted.entity.map(str::to_owned),
        der: certificate.der().to_vec(),
        chain: chain.iter().map(|above| above.der().to_vec()).collect(),
        certificate: facts,
        private,
        origin: Origin::Imported,
    };
    Ok(registry.add_key(by, &new)?)
}

/// A name that no other key has.
fn free_name(registry: &Registry, suggested: String, fingerprint: &str) -> Result<String, Trouble> {
    let taken = registry.has_key_named(&suggested)?;
    Ok(if taken { format!("{suggested} ({})", &fingerprint[..8]) } else { suggested })
}

/// Tries a key on itself, and keeps what came of it.
pub(super) fn prove(
    registry: &mut Registry,
    by: &By,
    key: &KeyRecord,
    password: &Password,
) -> Result<ProofResult, Trouble> {
    let result = match registry.key_file(key) {
        None => ProofResult::Missing,
        Some(path) => match read(&path) {
            Err(error) => ProofResult::of_io(&error),
            Ok(octets) => match opened(&octets, password) {
                Ok(file) => {
                    let certificate = registry.certificate(key.certificate.fingerprint)?;
                    ProofResult::of_file(&AwsLc, &certificate, &file)
                }
                Err(error) => match ProofResult::of_error(&error) {
                    Some(result) => result,
                    None => return Err(key_file(&key.name, error)),
                },
            },
        },
    };
    registry.record_proof(by, key.id, result)?;
    Ok(result)
}

/// The private half too, under a new password. Who can be told who took it out is told first.
pub(super) fn export(
    registry: &mut Registry,
    by: &By,
    key: &KeyRecord,
    passwords: (&Password, &Password),
    options: Pkcs12Options,
    to: &Path,
) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    let (old, new) = passwords;
    must_protect(new)?;
    let path = registry.key_file(key).ok_or_else(|| Trouble::NoPrivateHalf { name: key.name.clone() })?;
    let octets = read(&path).map_err(|error| Trouble::Read { path: path.clone(), error })?;
    let file = opened(&octets, old).map_err(|error| key_file(&key.name, error))?;
    let pair = file
        .pair_of(&registry.certificate(key.certificate.fingerprint)?)
        .ok_or_else(|| Trouble::NotInFile { name: key.name.clone() })?;
    let written = write_pkcs12(&pair, &key.name, new, &options).map_err(Trouble::Write)?;
    registry.record_export(by, key.id, to, "pfx")?;
    Ok(Zeroizing::new(written.to_vec()))
}

/// Octets, the ending of a file of them, and their media type.
pub(super) type Exported = (Vec<u8>, &'static str, &'static str);

/// The certificate in one of the forms that other programs import.
pub(super) fn certificate(
    registry: &Registry,
    key: &KeyRecord,
    form: &str,
) -> Result<Option<Exported>, Trouble> {
    let own = registry.certificate(key.certificate.fingerprint)?;
    Ok(Some(match form {
        "der" => (own.der().to_vec(), "cer", "application/pkix-cert"),
        "pem" => (own.to_pem().into_bytes(), "cer", "application/x-pem-file"),
        "p7b" => {
            let mut all = vec![own];
            for der in registry.chain(key.certificate.fingerprint)? {
                all.push(
                    Certificate::from_der(&der)
                        .map_err(|error| RegistryError::Damaged { what: error.to_string() })?,
                );
            }
            (write_p7b(&all), "p7b", "application/x-pkcs7-certificates")
        }
        _ => return Ok(None),
    }))
}

/// Reads a key file that is referred to.
pub(super) fn read(path: &Path) -> std::io::Result<Zeroizing<Vec<u8>>> {
    fsx::read_bounded(path, limits::KEY_FILE.value).map(Zeroizing::new)
}

fn opened(octets: &[u8], password: &Password) -> Result<KeyFile, KeyFileError> {
    read_key_file(octets, needs_password(octets).then_some(password))
}

fn key_file(name: &str, error: KeyFileError) -> Trouble {
    Trouble::KeyFile { name: name.to_owned(), error: Box::new(error) }
}

/// Our own key files are always protected.
fn must_protect(password: &Password) -> Result<(), Trouble> {
    if password.expose().is_empty() { Err(Trouble::EmptyPassword) } else { Ok(()) }
}
