//! From a certificate to an authority that somebody trusts (RFC 5280 section 6), at one instant and for one purpose.
//!
//! Small and strict, and by either provider: what is not understood is refused, by name. `rustls-webpki`, which is here
//! for connections, looks neither at the keyUsage of authorities nor at whether a purpose is critical, compares names by
//! their octets, and does not say which certificate of a path is the matter. Revocation is not looked at: an authority's
//! list of today says little of an instant long past, and a stamp is judged without a network.

mod strict;

use der::oid::ObjectIdentifier;

pub(crate) use self::strict::Facts;
use self::strict::{signed_by, valid_at};
use super::Certificate;
use crate::{crypto::Provider, time::Timestamp};

/// Certificates of a path, its ends included.
const LONGEST: usize = 8;
/// Signatures that are checked in the search for one: who sends many authorities of one name gets no more.
const MOST_SIGNATURES: usize = 32;
/// anyExtendedKeyUsage.
const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");

/// Why there is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{subject}: {what}")]
pub struct PathError {
    /// The certificate that is the matter.
    pub subject: String,
    /// What is the matter with it.
    pub what: PathFault,
}

/// What is the matter with a certificate of a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// It cannot be read.
    #[error("malformed certificate: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// Nobody above it is here: neither in what was sent nor among those trusted.
    #[error("its issuer {issuer} is not known")]
    NoIssuer {
        /// Who signed it, by name.
        issuer: String,
    },
    /// It begins later.
    #[error("it is valid from {not_before} only")]
    NotYetValid {
        /// First instant of its validity.
        not_before: Timestamp,
    },
    /// It had ended.
    #[error("it ended at {not_after}")]
    Expired {
        /// Last instant of its validity.
        not_after: Timestamp,
    },
    /// Its dates are none that a calendar has.
    #[error("its dates cannot be read")]
    DoubtfulDates,
    /// It has an extension that must be understood and is not.
    #[error("it has the critical extension {oid}, which is not understood")]
    CriticalExtension {
        /// The extension.
        oid: String,
    },
    /// It signed a certificate, and is no authority's.
    #[error("it is not an authority's")]
    NotAnAuthority,
    /// It signed a certificate, and its key may not.
    #[error("its key may not sign certificates")]
    SignsNoCertificates,
    /// More authorities stand below it than it allows.
    #[error("it allows {allowed} authorities below it")]
    TooLong {
        /// How many it allows.
        allowed: u32,
    },
    /// It is an authority for other purposes.
    #[error("it is not for this purpose")]
    Purpose,
    /// It is signed in a way that is not believed.
    #[error("it is signed with {name}")]
    Algorithm {
        /// The usual name of the algorithm, or its OID.
        name: String,
    },
    /// It is signed by a key that is too short to be believed.
    #[error("it is signed by an RSA key of {bits} bits")]
    ShortKey {
        /// Bits of the modulus.
        bits: usize,
    },
    /// Its signature is not its issuer's.
    #[error("its signature is not that of its issuer")]
    Signature,
    /// Too many ways lead up from it.
    #[error("too many certificates to choose from")]
    TooMany,
}

/// A search.
struct Search<'a> {
    provider: &'a dyn Provider,
    /// What was sent along: not trusted.
    sent: &'a [Certificate],
    trusted: &'a [Certificate],
    at: Timestamp,
    purpose: ObjectIdentifier,
    signatures: usize,
}

/// What is asked of a certificate whoever stands above it: that it is valid at an instant, and is understood.
pub(crate) fn stands(leaf: &Certificate, facts: &Facts, at: Timestamp) -> Result<(), PathError> {
    valid_at(leaf, at).and_then(|()| facts.refuse_unknown()).map_err(|what| fault(leaf, what))
}

/// Looks for a path from a certificate that [`stands`] to one that is trusted, through those that were sent along.
pub(crate) fn find(
    leaf: &Certificate,
    sent: &[Certificate],
    trusted: &[Certificate],
    at: Timestamp,
    purpose: ObjectIdentifier,
    provider: &dyn Provider,
) -> Result<(), PathError> {
    if trusted.contains(leaf) {
        return Ok(());
    }
    let mut search = Search { provider, sent, trusted, at, purpose, signatures: 0 };
    search.climb(&mut vec![leaf])
}

impl<'a> Search<'a> {
    /// From the last certificate of a path on; depth is bounded.
    fn climb(&mut self, path: &mut Vec<&'a Certificate>) -> Result<(), PathError> {
        let Some(last) = path.last().copied() else { return Ok(()) };
        let mut first = None;
        let above = self.trusted.iter().map(|issuer| (issuer, true));
        for (issuer, is_trusted) in above.chain(self.sent.iter().map(|issuer| (issuer, false))) {
            if !last.names_as_issuer(issuer) || path.contains(&issuer) {
                continue;
            }
            let climbed = self.step(path, issuer).and_then(|()| {
                if is_trusted {
                    return Ok(());
                }
                path.push(issuer);
                let climbed = self.climb(path);
                path.pop();
                climbed
            });
            match climbed {
                Ok(()) => return Ok(()),
                // The first that is wrong with somebody who is there says more than that somebody is not.
                Err(error) => match &first {
                    Some(PathError { what: PathFault::NoIssuer { .. }, .. }) | None => first = Some(error),
                    Some(_) => {}
                },
            }
        }
        Err(first.unwrap_or_else(|| fault(last, PathFault::NoIssuer { issuer: last.issuer().to_string() })))
    }

    /// Whether a certificate may stand above the last one of a path, and does.
    fn step(&mut self, path: &[&Certificate], issuer: &Certificate) -> Result<(), PathError> {
        let Some((last, below)) = path.split_last() else { return Ok(()) };
        let of_issuer = |what| fault(issuer, what);
        let facts = Facts::of(issuer).map_err(of_issuer)?;
        if !facts.is_authority {
            return Err(of_issuer(PathFault::NotAnAuthority));
        }
        if !facts.signs_certificates() {
            return Err(of_issuer(PathFault::SignsNoCertificates));
        }
        valid_at(issuer, self.at).map_err(of_issuer)?;
        facts.refuse_unknown().map_err(of_issuer)?;
        // The end entity is none of them, and who signs for himself under the same name is not counted.
        let authorities = path.iter().skip(1).filter(|between| !between.is_self_issued()).count();
        if let Some(allowed) = facts.path_len.filter(|allowed| authorities as u64 > u64::from(*allowed)) {
            return Err(of_issuer(PathFault::TooLong { allowed }));
        }
        if let Some(purposes) = &facts.purposes
            && !purposes.oids.iter().any(|oid| *oid == self.purpose || *oid == ANY_PURPOSE)
        {
            return Err(of_issuer(PathFault::Purpose));
        }
        if self.signatures == MOST_SIGNATURES || below.len() + 2 > LONGEST {
            return Err(fault(last, PathFault::TooMany));
        }
        self.signatures += 1;
        signed_by(last, issuer, self.provider).map_err(|what| fault(last, what))
    }
}

fn fault(certificate: &Certificate, what: PathFault) -> PathError {
    PathError { subject: certificate.subject().to_string(), what }
}
