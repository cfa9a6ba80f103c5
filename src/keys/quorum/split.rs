//! A key file under a secret that nobody holds, and the shares of that secret.

use getrandom::{SysRng, rand_core::UnwrapErr};
use zeroize::Zeroizing;

use super::{
    behind::{Custodian, Quorum, Set},
    error::SplitError,
    is_quorum,
    scheme::{self, OCTETS, Octets, push_hex},
    share::{SetId, Share},
};
use crate::{
    cms::seal::{SealOptions, SealRecipient, seal},
    crypto::{ContentCipher, Provider},
    keys::{KeyPair, Pkcs12Options, read_key_file, write_pkcs12},
    secret::{Password, in_the_clear},
    x509::Certificate,
};

/// A secret of 256 random bits has no use for many: nobody can try them all.
const ITERATIONS: u32 = 10_000;

/// A set of shares, and the key file that they open.
#[derive(Debug)]
pub struct NewSet {
    /// The file, until everybody has answered.
    pub set: Set,
    /// The shares, for those they are sealed to, in their order.
    pub shares: Vec<Share>,
}

/// Splits a key among people, each by a certificate.
///
/// What was made is tried before it is given: by the first shares and by the last.
///
/// # Errors
///
/// [`SplitError::Numbers`], [`SplitError::NoRandom`], [`SplitError::NotWritten`], [`SplitError::NotMade`].
pub fn split(
    pair: &KeyPair,
    name: &str,
    threshold: u8,
    custodians: &[Certificate],
) -> Result<NewSet, SplitError> {
    let wrong = || SplitError::Numbers { threshold, shares: custodians.len() };
    let shares = u8::try_from(custodians.len()).map_err(|_| wrong())?;
    if !is_quorum(threshold, shares.into()) {
        return Err(wrong());
    }
    in_the_clear(|| {
        let mut secret = Octets::new([0; OCTETS]);
        let mut set = [0; 16];
        getrandom::fill(&mut *secret)
            .and_then(|()| getrandom::fill(&mut set))
            .map_err(|_| SplitError::NoRandom)?;
        let values =
            scheme::split(&secret, threshold, shares, UnwrapErr(SysRng)).ok_or(SplitError::NotMade)?;
        let key = pair.certificate().fingerprint_hex();
        let share =
            |(value, number)| Share { set: SetId(set), number, threshold, shares, key: key.clone(), value };
        let shares: Vec<Share> = values.into_iter().zip(1..).map(share).collect();
        let options = Pkcs12Options { iterations: ITERATIONS, ..Pkcs12Options::default() };
        let file = write_pkcs12(pair, name, &password(&secret), &options)?;
        drop(secret);
        let least = usize::from(threshold);
        for some in [&shares[..least], &shares[shares.len() - least..]] {
            let read = joined(some.iter()).and_then(|password| read_key_file(&file, Some(&password)).ok());
            if read.is_none_or(|file| file.pair_of(pair.certificate()).is_none()) {
                return Err(SplitError::NotMade);
            }
        }
        let custodians = custodians.iter().zip(&shares);
        let custodians = custodians.map(|(certificate, share)| Custodian::new(certificate, share)).collect();
        let quorum = Quorum { set: SetId(set).to_string(), threshold, custodians };
        Ok(NewSet { set: Set::new(quorum, &file), shares })
    })
}

/// The password that shares are of; there are as many of them as it takes.
pub(super) fn joined<'s>(shares: impl Iterator<Item = &'s Share>) -> Option<Password> {
    let shares: Vec<_> = shares.map(|share| (share.number, &*share.value)).collect();
    scheme::join(&shares).map(|secret| password(&secret))
}

/// A password that can be typed, so that other programs open the file as well.
fn password(secret: &[u8; OCTETS]) -> Password {
    let mut text = String::with_capacity(2 * OCTETS);
    push_hex(&mut text, secret);
    Password::new(text)
}

/// Seals a share's text to the one who keeps it: an EnvelopedData, which programs of the last twenty years open.
///
/// # Errors
///
/// [`SealError`](crate::cms::seal::SealError): the certificate's key cannot be encrypted to.
pub fn seal_share(
    provider: &dyn Provider,
    share: &Share,
    preface: &str,
    to: &Certificate,
) -> Result<Vec<u8>, SplitError> {
    let text: Zeroizing<String> = share.to_text(preface);
    let options = SealOptions { cipher: ContentCipher::Aes256Cbc, ..SealOptions::default() };
    let mut message = Vec::new();
    let length = Some(text.len() as u64);
    seal(provider, &[SealRecipient::from(to)], &options, length, text.as_bytes(), &mut message)?;
    Ok(message)
}

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Set")
            .field("quorum", &self.quorum)
            .field("proved", &self.proved)
            .finish_non_exhaustive()
    }
}
