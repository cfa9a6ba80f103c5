//! Splitting a key among people, and their answers: until the last of them it opens as it did.

use std::path::{Path, PathBuf};

use crate::{
    crypto::Provider,
    desk::{
        Desk, Error, GivenFile, Passwords,
        error::CustodianProblem,
        must_have_folder,
        password::{Purpose, octets_of, unlock},
    },
    fsx,
    keys::{
        Certificate, own_and_above,
        quorum::{Behind, Quorum, SplitError, is_quorum, seal_share, split},
    },
    limits,
    registry::{KeyRecord, UsageMask},
};

/// Bits under which an RSA key keeps no secret.
const WEAK: usize = 2048;

/// Split a key among people, each by a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitKey {
    /// Its name, or a prefix of its certificate's fingerprint.
    pub name: String,
    /// How many of them it takes.
    pub threshold: u8,
    /// Their certificates.
    pub to: Vec<GivenFile>,
    /// The folder that the sealed shares are written in.
    pub out: PathBuf,
}

/// A share that is about to be sealed: what its text should tell its holder.
#[derive(Clone, Copy, Debug)]
pub struct ShareAhead<'a> {
    /// The key.
    pub key: &'a KeyRecord,
    /// Who will hold it.
    pub custodian: &'a Certificate,
    /// Its number, from 1.
    pub number: u8,
    /// How many it takes.
    pub threshold: u8,
    /// How many there are.
    pub shares: u8,
}

/// A share, sealed to its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedShare {
    /// Its file, or the name of one.
    pub file: PathBuf,
    /// Common name of its holder's certificate.
    pub custodian: String,
    /// The message, for a face that sends it on.
    pub message: Vec<u8>,
}

/// A key that was split, and waits for answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySplit {
    /// The key.
    pub key: KeyRecord,
    /// Whose shares will open it.
    pub quorum: Quorum,
    /// The shares, in the order of their numbers.
    pub shares: Vec<SealedShare>,
}

impl SplitKey {
    /// Splits it, and writes the sealed shares. `words` is what each text begins with.
    ///
    /// # Errors
    ///
    /// [`Error::Split`] for numbers that make no quorum, and for what is not made; [`Error::Custodian`] for a certificate
    /// that a share is not sealed to, [`Error::Read`] and [`Error::Certificate`] for one that is not read;
    /// [`Error::NoFolder`], [`Error::Exists`] and [`Error::Write`] of the files; [`Error::Registry`] for a key that is not
    /// split, or changed meanwhile; what opening the registry, the key and its file gives.
    pub fn run(
        &self,
        desk: &Desk<'_>,
        passwords: &mut dyn Passwords,
        provider: &dyn Provider,
        words: &dyn Fn(&ShareAhead<'_>) -> String,
    ) -> Result<KeySplit, Error> {
        let mut registry = desk.registry()?;
        desk.hold_to_keys(&registry)?;
        let (key, by) = (registry.key(&self.name)?, desk.by(None));
        registry.check_split(&by, key.id)?;
        let people = self.to.len();
        if !is_quorum(self.threshold, people) {
            return Err(Error::Split(SplitError::Numbers { threshold: self.threshold, shares: people }));
        }
        let own = registry.certificate(key.certificate.fingerprint)?;
        let custodians = self.custodians(desk, &own)?;
        if !self.out.exists() {
            must_have_folder(&self.out)?;
        }
        let shown = Path::new(&key.name);
        let octets = octets_of(&registry.private(&key)?, shown)?;
        let pair = unlock(passwords, Purpose::Open, 0, &octets, shown)?.0.pair_of(&own);
        let pair = pair.ok_or_else(|| Error::NotInFile { name: key.name.clone() })?;
        let made = split(&pair, &key.name, self.threshold, &custodians).map_err(Error::Split)?;
        drop(pair);
        let mut shares = Vec::with_capacity(custodians.len());
        let quorum = made.set.quorum.clone();
        for ((share, custodian), who) in made.shares.iter().zip(&custodians).zip(&quorum.custodians) {
            let ahead = ShareAhead {
                key: &key,
                custodian,
                number: share.number,
                threshold: self.threshold,
                shares: share.shares,
            };
            let message = seal_share(provider, share, &words(&ahead), custodian).map_err(Error::Split)?;
            let name = format!("part-{}-{}.txt.p7m", share.number, &quorum.set[..8]);
            let file = self.out.join(name);
            shares.push(SealedShare { file, custodian: who.subject.clone(), message });
        }
        drop(made.shares);
        self.write(&shares)?;
        match registry.split_key(&by, key.id, &octets, &made.set) {
            Ok(key) => Ok(KeySplit { key, quorum, shares }),
            Err(error) => {
                // Shares of nothing, unless the set got there before what failed: then they are the only ones.
                let behind = registry.behind(&key);
                let waits =
                    |behind: &Behind| behind.pending.as_ref().is_some_and(|set| set.quorum.set == quorum.set);
                if behind.is_ok_and(|behind| !behind.as_ref().is_some_and(waits)) {
                    remove(&shares);
                }
                Err(error.into())
            }
        }
    }

    fn write(&self, shares: &[SealedShare]) -> Result<(), Error> {
        let failed = |path: &Path, error: std::io::Error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
            _ => Error::Write { path: path.to_owned(), error },
        };
        fsx::create_private_folder(&self.out).map_err(|error| failed(&self.out, error))?;
        for (before, share) in shares.iter().enumerate() {
            if let Err(error) = fsx::write_new(&share.file, &share.message) {
                remove(&shares[..before]);
                return Err(failed(&share.file, error));
            }
        }
        Ok(())
    }

    /// Those who will hold the shares: each somebody, and each somebody else.
    fn custodians(&self, desk: &Desk<'_>, own: &Certificate) -> Result<Vec<Certificate>, Error> {
        let mut found: Vec<(PathBuf, Certificate)> = Vec::with_capacity(self.to.len());
        for file in &self.to {
            let path = file.shown().to_owned();
            let octets = file
                .read(limits::KEY_FILE.value)
                .map_err(|error| Error::Read { path: path.clone(), error })?;
            let certificates = Certificate::from_pem_or_der(&octets)
                .map_err(|error| Error::Certificate { path: path.clone(), error })?;
            // Of a bundle, the one whose key it is: never one of several people.
            let Some((certificate, _)) = own_and_above(&certificates) else {
                return Err(Error::SeveralCertificates { path });
            };
            let same = found.iter().find(|(_, known)| {
                known.is_of_the_key_of(&certificate) || known.subject() == certificate.subject()
            });
            let problem = match same {
                Some((other, _)) => Some(CustodianProblem::Twice { other: other.clone() }),
                None => problem(&certificate, own, desk),
            };
            if let Some(problem) = problem {
                return Err(Error::Custodian { path, problem });
            }
            found.push((path, certificate));
        }
        Ok(found.into_iter().map(|(_, certificate)| certificate).collect())
    }
}

/// Takes back shares that nothing waits for.
fn remove(shares: &[SealedShare]) {
    for share in shares {
        let _ = fsx::remove(&share.file);
    }
}

/// Why a share is not sealed to a certificate.
fn problem(certificate: &Certificate, own: &Certificate, desk: &Desk<'_>) -> Option<CustodianProblem> {
    let (validity, curve) = (certificate.validity(), certificate.curve());
    let encrypts = certificate.key_usage().is_none_or(|usage| UsageMask::of(usage).encrypts(curve));
    if certificate.is_of_the_key_of(own) {
        Some(CustodianProblem::Own)
    } else if validity.expired_at(desk.now()) {
        Some(CustodianProblem::Expired { not_after: validity.not_after })
    } else if desk.now() < validity.not_before {
        Some(CustodianProblem::NotYet { not_before: validity.not_before })
    } else if !certificate.is_used() || !encrypts {
        Some(CustodianProblem::Usage)
    } else if certificate.is_rsa() && certificate.bits() < WEAK {
        Some(CustodianProblem::Weak { bits: certificate.bits() })
    } else {
        None
    }
}
