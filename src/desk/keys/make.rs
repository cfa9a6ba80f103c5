//! Making a key: its numbers, a certificate, and the password-protected file that holds both.

use std::{
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use crate::{
    crypto::{AwsLc, Curve, Provider as _},
    desk::{
        Desk, Error, FieldError, Passwords, Purpose,
        field::{Fields, optional},
        password::{open, protect},
    },
    keys::{
        Certificate, KeyPair, NewCertificate, Pkcs12Options, Role, issue,
        token::windows::{self, Keep},
        write_pkcs12,
    },
    registry::{CertificateFacts, KeyRecord, NewKey, NewPrivate, Origin},
    time::Validity,
};

/// Bits that a new key may have.
pub const BITS: RangeInclusive<u64> = 2048..=8192;
/// Days that its certificate may be valid: a hundred years and more are a mistake of typing.
pub const DAYS: RangeInclusive<u64> = 1..=36_525;

/// Bits where nobody says how many.
const USUAL_BITS: usize = 3072;
/// Days where nobody says how many.
const USUAL_DAYS: u32 = 730;
/// Characters of an organization in a certificate (RFC 5280 appendix A.1, ub-organization-name).
const ORGANIZATION: usize = 64;

/// Make a key, and keep it in the registry, which is made where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeKey {
    /// Its name.
    pub name: String,
    /// The common name of its certificate; its name when absent.
    pub cn: Option<String>,
    /// What it is for.
    pub role: Role,
    /// The buyer it belongs to; `None` for a key that serves them all.
    pub entity: Option<String>,
    /// What it is made of.
    pub algorithm: KeyAlgorithm,
    /// Days its certificate is valid from now on, from [`DAYS`].
    pub days: u32,
    /// The key file of the authority that signs the certificate; its own key signs it when absent.
    pub issuer: Option<PathBuf>,
    /// How it is kept in the certificate store of Windows, and nowhere else; in a file of the registry's when absent.
    pub store: Option<Keep>,
}

/// What a new key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA, with so many bits, from [`BITS`].
    Rsa(usize),
    /// A key of a curve whose keys sign their own certificate: P-256, P-384 or P-521.
    Curve(Curve),
}

/// The same as somebody typed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypedKey<'a> {
    /// Its name.
    pub name: &'a str,
    /// The common name of its certificate.
    pub cn: &'a str,
    /// `entity` or `emergency`.
    pub role: &'a str,
    /// The buyer it belongs to.
    pub entity: &'a str,
    /// Bits.
    pub bits: &'a str,
    /// Days.
    pub days: &'a str,
}

/// A key that the registry keeps from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The key.
    pub key: KeyRecord,
    /// Its file, or `store:<thumbprint>`.
    pub file: Option<PathBuf>,
}

impl MakeKey {
    /// The request of a form.
    ///
    /// # Errors
    ///
    /// Every field that cannot be understood.
    pub fn typed(typed: &TypedKey<'_>) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let name = fields.name("name", typed.name);
        let role = fields.one_of("role", typed.role, &[Role::Entity, Role::Emergency], Role::name);
        let bits = fields.number("bits", typed.bits, &BITS, USUAL_BITS);
        let days = fields.number("days", typed.days, &DAYS, USUAL_DAYS);
        fields.end(|| {
            Some(Self {
                name,
                cn: optional(typed.cn),
                role: role.unwrap_or(Role::Entity),
                entity: optional(typed.entity),
                algorithm: KeyAlgorithm::Rsa(bits),
                days,
                issuer: None,
                store: None,
            })
        })
    }

    /// Makes it. The password is that of its file, [`Purpose::Protect`]; that of an issuer's file is [`Purpose::Sign`].
    ///
    /// # Errors
    ///
    /// What opening a registry gives ([`Error::NoHome`], [`Error::NotARegistry`], [`Error::Registry`], a name that is
    /// taken among them); what opening the issuer's file gives ([`Error::KeyFileIo`], [`Error::KeyFile`]);
    /// [`Error::NoPassword`] and [`Error::EmptyPassword`]; [`Error::Generate`], [`Error::Issue`] and
    /// [`Error::Store`]; [`Error::KeyNotWritten`] when there is no key, certificate or file to be had from what was asked.
    #[expect(clippy::missing_panics_doc, reason = "a certificate is that of the key it was just made for")]
    pub fn run(&self, desk: &Desk<'_>, passwords: &mut dyn Passwords) -> Result<Kept, Error> {
        let mut registry = desk.registry_made()?;
        let by = desk.by(None);
        // Before anybody types a password.
        registry.check_new_name(&by, &self.name)?;
        if self.store.is_some() {
            windows::list().map_err(Error::Store)?;
        }
        let issuer = match &self.issuer {
            Some(path) => open(passwords, Purpose::Sign, 0, path, path)?.0.pairs.into_iter().next(),
            None => None,
        };
        let password = match self.store {
            None => Some(protect(passwords, 0, Path::new(&self.name))?),
            Some(_) => None,
        };

        let provider = AwsLc;
        let private_key = match self.algorithm {
            KeyAlgorithm::Rsa(bits) => provider.generate(bits),
            KeyAlgorithm::Curve(curve) => provider.generate_on(curve),
        }
        .map_err(Error::Generate)?;
        let now = desk.now().whole_seconds();
        let new = NewCertificate {
            cn: self.cn.clone().unwrap_or_else(|| self.name.clone()),
            organization: self.entity.clone().filter(|entity| entity.chars().count() <= ORGANIZATION),
            validity: Validity { not_before: now, not_after: now.plus_days(i64::from(self.days)) },
        };
        let certificate = issue(&provider, &new, &private_key, issuer.as_ref()).map_err(Error::Issue)?;
        let chain: Vec<Certificate> = issuer.as_ref().map(above).unwrap_or_default();
        let pair = KeyPair::new(certificate, private_key)
            .expect("the certificate was just made for this key")
            .with_chain(chain);
        let private = match (password, self.store) {
            (Some(password), _) => {
                let options = Pkcs12Options::default();
                let file = write_pkcs12(&pair, &self.name, &password, &options);
                NewPrivate::Copy(file.map_err(Error::KeyNotWritten)?.to_vec())
            }
            (None, how) => {
                let how = how.unwrap_or_default();
                let thumbprint = windows::put_in(&pair, &self.name, how).map_err(Error::Store)?;
                NewPrivate::Reference(thumbprint.reference().into())
            }
        };
        let new = NewKey {
            name: self.name.clone(),
            role: self.role,
            entity: self.entity.clone(),
            certificate: CertificateFacts::of(pair.certificate()),
            der: pair.certificate().der().to_vec(),
            chain: pair.chain().iter().map(|above| above.der().to_vec()).collect(),
            private,
            origin: Origin::Made,
        };
        let key = registry.add_key(&by, &new)?;
        let file = registry.place(&key)?.path().map(Path::to_owned);
        Ok(Kept { key, file })
    }
}

/// The issuer's certificate, and those above it.
fn above(issuer: &KeyPair) -> Vec<Certificate> {
    std::iter::once(issuer.certificate()).chain(issuer.chain()).cloned().collect()
}
